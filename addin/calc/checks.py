"""What the functions need in LibreOffice."""

from __future__ import annotations

import json
import os
from pathlib import Path

from addin.calc import install, program
from addin.calc.cells import PATH
from addin.doctor import FAIL, OK, SKIP, WARN, Check
from udfs.version import __version__

HOST = "Calc"
_OLDEST = 7
_INSTALL = "run `onbalance addin install calc`"
#: Run by LibreOffice's Python: what it is and what it has.
_PROBE = """
import json, sys
sys.path[:0] = {folders!r}
found = dict(version="%d.%d.%d" % sys.version_info[:3], numpy="", uno=False, fault="")
try:
    import numpy
    found["numpy"] = numpy.__version__
except Exception as fault:
    found["fault"] = str(fault).strip().splitlines()[0]
try:
    import uno
    found["uno"] = True
except Exception:
    pass
print(json.dumps(found))
"""


def checks() -> list[Check]:
    """Look at everything, in the order in which it must be mended."""
    folder = program.folder()
    if folder is None:
        return [Check(HOST, "LibreOffice", FAIL, "not found", program.MISSING)]
    found = [_version(folder), *_python(folder), _extension()]
    if os.environ.get("VIRTUAL_ENV"):
        mend = "start LibreOffice from its icon, or from a shell without the virtual environment"
        found.append(Check(HOST, "the shell", WARN, "a virtual environment is active in it", mend))
    return found


def _version(folder: Path) -> Check:
    version = program.version(folder)
    shown = f"{version or 'no version'} in {folder}"
    if version and int(version.split(".")[0]) < _OLDEST:
        mend = f"LibreOffice {_OLDEST} or newer is needed"
        return Check(HOST, "LibreOffice", FAIL, shown, mend)
    if not version:
        return Check(HOST, "LibreOffice", WARN, shown, "see whether it starts")
    return Check(HOST, "LibreOffice", OK, shown)


def _python(folder: Path) -> list[Check]:
    """Its Python, the bridge to it, and numpy."""
    (command,) = program.python(folder)
    folders = [one for one in os.environ.get(PATH, "").split(os.pathsep) if one]
    code, text = program.ask_python(folder, _PROBE.format(folders=folders))
    lines = text.strip().splitlines()
    if code != 0 or not lines or not lines[-1].startswith("{"):
        mend = "Debian, Ubuntu: apt install python3-uno; elsewhere install LibreOffice with Python"
        return [Check(HOST, "its Python", FAIL, f"{command} does not run", mend)]
    found = json.loads(lines[-1])
    return [
        Check(HOST, "its Python", OK, f"{found['version']} ({command})"),
        _bridge(bool(found["uno"])),
        _numpy(found, command),
    ]


def _bridge(has_uno: bool) -> Check:
    if has_uno:
        return Check(HOST, "Python in LibreOffice", OK, "uno is there")
    mend = "Debian, Ubuntu: apt install python3-uno; elsewhere install LibreOffice with Python"
    return Check(HOST, "Python in LibreOffice", FAIL, "uno is missing", mend)


def _numpy(found: dict[str, str], command: str) -> Check:
    if found["numpy"]:
        return Check(HOST, "numpy", OK, found["numpy"])
    short = ".".join(found["version"].split(".")[:2])
    mend = (
        f"Debian, Ubuntu: apt install python3-numpy; elsewhere: `{command} -m pip install numpy`, "
        f"or name in {PATH} a folder with numpy for Python {short}"
    )
    return Check(HOST, "numpy", FAIL, found["fault"] or "missing", mend)


def _extension() -> Check:
    if install.is_root():
        mend = "run the doctor as the person who uses LibreOffice"
        return Check(HOST, "the extension", SKIP, "LibreOffice does not say so to root", mend)
    version = install.registered()
    if version is None:
        return Check(HOST, "the extension", FAIL, "not installed", _INSTALL)
    if version != __version__:
        return Check(HOST, "the extension", FAIL, f"{version}, not {__version__}", _INSTALL)
    return Check(HOST, "the extension", OK, version)
