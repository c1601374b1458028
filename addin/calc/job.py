"""The job that LibreOffice runs when it has loaded a document: see `addin.calc.names`.

Runs in LibreOffice's own Python, from the unpacked extension; nothing of the project imports it.
"""

import json
import sys
from pathlib import Path
from typing import Any

import unohelper
from com.sun.star.lang import XServiceInfo
from com.sun.star.task import XJob

FOLDER = Path(__file__).resolve().parent
LIST = json.loads((FOLDER / "functions.json").read_text("utf-8"))
if str(FOLDER / "pythonpath") not in sys.path:
    sys.path.insert(0, str(FOLDER / "pythonpath"))

from addin.calc.names import bind  # noqa: E402  (the path was not there before)

NAMES = [function["name"] for function in LIST["functions"]]
SERVICE = LIST["job"]


class NamesOnLoad(unohelper.Base, XJob, XServiceInfo):  # type: ignore[misc]
    """Makes a loaded spreadsheet know the functions."""

    def __init__(self, context: Any) -> None:
        pass

    def execute(self, arguments: Any) -> None:
        given = {one.Name: one.Value for one in arguments}
        environment = {one.Name: one.Value for one in given.get("Environment") or ()}
        model = environment.get("Model")
        if model is not None:
            bind(model, NAMES)

    def getImplementationName(self) -> str:  # noqa: N802  (LibreOffice's names)
        return SERVICE

    def supportsService(self, name: str) -> bool:  # noqa: N802
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self) -> tuple[str, ...]:  # noqa: N802
        return (SERVICE, "com.sun.star.task.Job")


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816  (LibreOffice's name)
g_ImplementationHelper.addImplementation(NamesOnLoad, SERVICE, (SERVICE, "com.sun.star.task.Job"))
