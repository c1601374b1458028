"""What the add-in needs on Windows, whether it is there, and the mend."""

from __future__ import annotations

import importlib.util
import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path, PureWindowsPath

from addin.doctor import FAIL, OK, SKIP, WARN, Check
from addin.excel.build import ADDIN, XLWINGS, Facts, build_id, facts, xlwings_version
from addin.excel.generate import FUNCTIONS
from addin.excel.install import startup_folder
from udfs.errors import OnBalanceError

HOST = "Excel"
INSTALL = "run `onbalance addin install excel`"
PACKAGE = f"run `pip install xlwings=={XLWINGS}`"
#: The folder of an Excel that came from the Microsoft Store.
STORE_EXCEL = "Packages/Microsoft.Office.Desktop_8wekyb3d8bbwe"
#: The DLL of xlwings starts Python with a command of at most this length.
LONGEST_COMMAND = 2047
PATIENCE = 60.0  # seconds for a Python to import everything


def checks(system: str = sys.platform, environment: Mapping[str, str] = os.environ) -> list[Check]:
    """The findings for this computer, or for another one.

    Parameters
    ----------
    system, environment : optional
        The platform and the variables of the computer to look at.
    """
    if system != "win32":
        mend = "elsewhere: `onbalance addin install office`, `onbalance addin install calc`"
        return [Check(HOST, "system", SKIP, f"{system}, not Windows", mend)]
    found = [_xlwings(), _pywin32(), _python(sys.executable), _store_excel(environment)]
    try:
        path = startup_folder(system, environment) / ADDIN
    except OnBalanceError as error:
        return [*found, Check(HOST, "XLSTART", FAIL, str(error), "set APPDATA, or sign in again")]
    if not path.is_file():
        return [*found, Check(HOST, "add-in", FAIL, f"{path} is not there", INSTALL)]
    try:
        addin = facts(path)
    except OnBalanceError as error:
        return [*found, Check(HOST, "add-in", FAIL, str(error), INSTALL)]
    return [*found, *_file(path, addin), *_settings(addin.settings)]


def _xlwings() -> Check:
    version = xlwings_version()
    if version == XLWINGS:
        return Check(HOST, "xlwings", OK, version)
    found = "not installed" if version is None else f"{version}, {XLWINGS} is needed"
    return Check(HOST, "xlwings", FAIL, found, PACKAGE)


def _pywin32() -> Check:
    if importlib.util.find_spec("pythoncom") is None:
        return Check(HOST, "pywin32", FAIL, "not installed", "run `pip install pywin32`")
    return Check(HOST, "pywin32", OK, "installed")


def _python(executable: str) -> Check:
    bits = platform.architecture()[0]
    if "WindowsApps" in PureWindowsPath(executable).parts:
        mend = "use the Python of https://www.python.org/downloads/; Excel cannot start this one"
        return Check(HOST, "Python", FAIL, f"{executable}, from the Microsoft Store", mend)
    if bits != "64bit":
        return Check(HOST, "Python", WARN, f"{executable}, {bits}", "install a 64-bit Python")
    return Check(HOST, "Python", OK, f"{executable}, {bits}")


def _store_excel(environment: Mapping[str, str]) -> Check:
    local = environment.get("LOCALAPPDATA")
    if local and (Path(local) / STORE_EXCEL).is_dir():
        mend = "if cells say that Python could not be activated: install Office from office.com"
        return Check(HOST, "Excel", WARN, "an Excel of the Microsoft Store is here", mend)
    return Check(HOST, "Excel", OK, "not from the Microsoft Store")


def _file(path: Path, addin: Facts) -> Iterator[Check]:
    """The file in XLSTART."""
    yield Check(HOST, "add-in", OK, str(path))
    installed = xlwings_version()
    same = addin.xlwings == installed
    found = f"made for {addin.xlwings or 'an unknown version'}, installed is {installed}"
    yield Check(HOST, "add-in and xlwings", OK if same else FAIL, found, "" if same else INSTALL)
    same = addin.build == build_id()
    found = f"{addin.build or 'unknown'}, this package makes {build_id()}"
    yield Check(HOST, "add-in and package", OK if same else WARN, found, "" if same else INSTALL)
    if Path(f"{path}:Zone.Identifier").exists():
        mend = f'run `powershell Unblock-File "{path}"`'
        yield Check(HOST, "mark of the web", FAIL, "Excel blocks macros of this file", mend)
    else:
        yield Check(HOST, "mark of the web", OK, "none")


def _settings(settings: Mapping[str, str]) -> Iterator[Check]:
    """What the add-in is told: the interpreter, its DLL, the functions."""
    module = settings.get("UDF Modules", "")
    good = module == FUNCTIONS
    yield Check(HOST, "functions asked for", OK if good else FAIL, module, "" if good else INSTALL)
    interpreter, folder = settings.get("Interpreter_Win", ""), settings.get("PYTHONPATH", "")
    if not Path(interpreter).is_file():
        yield Check(HOST, "interpreter", FAIL, f"{interpreter or 'none'} is not there", INSTALL)
        return
    yield Check(HOST, "interpreter", OK, interpreter)
    places = (Path(interpreter).parent, Path(interpreter).parent.parent)
    names = [f"xlwings{bits}-{XLWINGS}.dll" for bits in (64, 32)]
    missing = [name for name in names if not any((place / name).is_file() for place in places)]
    if missing:
        found = f"{' and '.join(missing)} not beside {interpreter}"
        mend = f'run `"{interpreter}" -m pip install --force-reinstall xlwings=={XLWINGS}`'
        state = FAIL if len(missing) == len(names) else WARN  # each is for one kind of Excel
        yield Check(HOST, "DLL of xlwings", state, found, mend)
    else:
        yield Check(HOST, "DLL of xlwings", OK, " and ".join(names))
    yield _command(interpreter, folder)
    yield _import(interpreter, folder)


def _command(interpreter: str, folder: str) -> Check:
    """How the DLL starts Python: backslashes are doubled, some 250 signs are xlwings' own."""
    length = 255 + len(interpreter) + len(folder) + folder.count("\\")
    if length > LONGEST_COMMAND:
        mend = "install Python and OnBalance in folders with shorter names"
        return Check(HOST, "start command", FAIL, f"{length} signs, {LONGEST_COMMAND} fit", mend)
    return Check(HOST, "start command", OK, f"{length} of {LONGEST_COMMAND} signs")


def _import(interpreter: str, folder: str) -> Check:
    """Whether that interpreter finds the functions."""
    code = f"import {FUNCTIONS} as f; from udfs.registry import names; print(len(names()))"
    environment = {**os.environ, "PYTHONPATH": folder}
    try:
        done = subprocess.run(
            [interpreter, "-c", code], capture_output=True, text=True, env=environment,
            timeout=PATIENCE, check=False, cwd=Path(interpreter).parent,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return Check(HOST, "functions", FAIL, f"{interpreter}: {error}", INSTALL)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        mend = f"install OnBalance for {interpreter}, then {INSTALL}"
        return Check(HOST, "functions", FAIL, last, mend)
    return Check(HOST, "functions", OK, f"{done.stdout.strip()} functions")
