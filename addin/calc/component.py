"""What LibreOffice loads: one method for each function of functions.json, and the job on load.

Runs in LibreOffice's own Python, from the unpacked extension; nothing of the project imports it.
"""
# mypy: ignore-errors
# (what is imported exists in LibreOffice only)

import json
import sys
from pathlib import Path
from typing import Any

import uno
import unohelper
from com.sun.star.awt import XCallback
from com.sun.star.lang import Locale, XServiceInfo, XServiceName
from com.sun.star.sheet import ResultEvent, XAddIn, XVolatileResult
from com.sun.star.task import XJob

FOLDER = Path(__file__).resolve().parent
LIST = json.loads((FOLDER / "functions.json").read_text("utf-8"))
if str(FOLDER / "pythonpath") not in sys.path:
    sys.path.insert(0, str(FOLDER / "pythonpath"))

from addin.calc.cells import Answers, add_folders  # noqa: E402  (the path was not there before)
from addin.calc.names import bind  # noqa: E402

add_folders(str(FOLDER / "pythonpath"))
SERVICE = LIST["service"]
SERVICES = (SERVICE, "com.sun.star.sheet.AddIn")
JOB = LIST["job"]
JOB_SERVICES = (JOB, "com.sun.star.task.Job")
FUNCTIONS = {function["name"]: function for function in LIST["functions"]}
ANSWERS = Answers()


class LastError(unohelper.Base, XVolatileResult, XCallback):
    """A result that changes by itself: cells that show it follow the last error.

    Calc is told when it is idle again: it must not be told while it is computing.
    """

    def __init__(self) -> None:
        self.listeners = []
        self.callbacks = None
        self.is_waiting = False

    def addResultListener(self, listener: Any) -> None:  # noqa: N802  (LibreOffice's names)
        self.listeners.append(listener)
        listener.modified(ResultEvent(self, ANSWERS.last_error()))

    def removeResultListener(self, listener: Any) -> None:  # noqa: N802
        self.listeners = [one for one in self.listeners if one != listener]

    def changed(self) -> None:
        """There is a new sentence."""
        if self.listeners and not self.is_waiting:
            self.is_waiting = True
            self.callbacks.addCallback(self, None)

    def notify(self, data: Any) -> None:
        self.is_waiting = False
        for listener in list(self.listeners):
            listener.modified(ResultEvent(self, ANSWERS.last_error()))


LAST = LastError()


class Functions(
    unohelper.Base, uno.getClass(LIST["interface"]), XAddIn, XServiceName, XServiceInfo
):
    """The add-in; the methods of the functions are added below."""

    def __init__(self, context: Any) -> None:
        self.locale = Locale("en", "US", "")
        manager = context.ServiceManager
        LAST.callbacks = manager.createInstanceWithContext(
            "com.sun.star.awt.AsyncCallback", context
        )

    def getServiceName(self) -> str:  # noqa: N802  (LibreOffice's names)
        return SERVICE

    def getImplementationName(self) -> str:  # noqa: N802
        return SERVICE

    def supportsService(self, name: str) -> bool:  # noqa: N802
        return name in SERVICES

    def getSupportedServiceNames(self) -> tuple[str, ...]:  # noqa: N802
        return SERVICES

    def setLocale(self, locale: Any) -> None:  # noqa: N802
        self.locale = locale

    def getLocale(self) -> Any:  # noqa: N802
        return self.locale

    def getProgrammaticFuntionName(self, shown: str) -> str:  # noqa: N802  (spelt so there)
        return shown if shown in FUNCTIONS else ""

    def getDisplayFunctionName(self, name: str) -> str:  # noqa: N802
        return name if name in FUNCTIONS else ""

    def getFunctionDescription(self, name: str) -> str:  # noqa: N802
        return str(FUNCTIONS[name]["help"]) if name in FUNCTIONS else ""

    def getDisplayArgumentName(self, name: str, place: int) -> str:  # noqa: N802
        return self._argument(name, place)[0]

    def getArgumentDescription(self, name: str, place: int) -> str:  # noqa: N802
        return self._argument(name, place)[1]

    def getProgrammaticCategoryName(self, name: str) -> str:  # noqa: N802
        return str(FUNCTIONS[name]["category"]) if name in FUNCTIONS else "Add-In"

    def getDisplayCategoryName(self, name: str) -> str:  # noqa: N802
        return self.getProgrammaticCategoryName(name)

    def _argument(self, name: str, place: int) -> tuple[str, str]:
        arguments = FUNCTIONS[name]["arguments"] if name in FUNCTIONS else []
        return tuple(arguments[place]) if place < len(arguments) else ("", "")


def _method(name: str) -> Any:
    is_text = FUNCTIONS[name].get("is_text")
    answer = ANSWERS.compute_text if is_text else ANSWERS.compute

    def compute(self: Functions, *arguments: Any) -> Any:
        before = ANSWERS.last
        result = answer(name, arguments)
        if ANSWERS.last is not before:
            LAST.changed()
        return result

    return compute


for _name in FUNCTIONS:
    setattr(Functions, _name, _method(_name))
setattr(Functions, LIST["last_error"], lambda self: LAST)


class NamesOnLoad(unohelper.Base, XJob, XServiceInfo):
    """The job of a loaded document: see `addin.calc.names`."""

    def __init__(self, context: Any) -> None:
        self.context = context

    def execute(self, arguments: Any) -> None:
        given = {one.Name: one.Value for one in arguments}
        environment = {one.Name: one.Value for one in given.get("Environment") or ()}
        if environment.get("Model") is not None:
            bind(environment["Model"], list(FUNCTIONS))

    def getImplementationName(self) -> str:  # noqa: N802
        return JOB

    def supportsService(self, name: str) -> bool:  # noqa: N802
        return name in JOB_SERVICES

    def getSupportedServiceNames(self) -> tuple[str, ...]:  # noqa: N802
        return JOB_SERVICES


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816  (LibreOffice's name)
g_ImplementationHelper.addImplementation(Functions, SERVICE, SERVICES)
g_ImplementationHelper.addImplementation(NamesOnLoad, JOB, JOB_SERVICES)
