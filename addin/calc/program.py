"""LibreOffice on this computer: where it is, and its programs run from here."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from udfs.errors import OnBalanceError

#: Folders that may hold the program, by platform.
_FOLDERS = {
    "win32": ("C:/Program Files/LibreOffice*/program",
              "C:/Program Files (x86)/LibreOffice*/program"),
    "darwin": ("/Applications/LibreOffice*.app/Contents/MacOS",),
    "linux": ("/usr/lib/libreoffice/program", "/usr/lib64/libreoffice/program",
              "/opt/libreoffice*/program"),
}  # fmt: skip
_PATIENCE = 180.0  # seconds
#: A program that answers on Windows has the ending .com there, where .exe is the one with windows.
_ENDING = ".com" if sys.platform == "win32" else ""
MISSING = "LibreOffice was not found: install it from https://www.libreoffice.org"


def folder() -> Path | None:
    """The folder with `soffice` and `unopkg` in it; None where there is no LibreOffice."""
    script = shutil.which("soffice")
    found = [Path(script).resolve().parent] if script else []
    for pattern in _FOLDERS.get(sys.platform, ()):
        root = Path(Path(pattern).anchor)
        found += sorted(root.glob(str(Path(pattern).relative_to(root))), reverse=True)
    return next((one for one in found if (one / f"soffice{_ENDING}").exists()), None)


def found_folder() -> Path:
    """The same, or an error that says what to do."""
    program = folder()
    if program is None:
        raise OnBalanceError(message=MISSING)
    return program


def run(name: str, *arguments: str, program: Path | None = None) -> tuple[int, str]:
    """Run a program of LibreOffice; returns its exit code and everything it wrote."""
    path = (program or found_folder()) / f"{name}{_ENDING}"
    return _run([str(path), *arguments])


def _run(command: list[str]) -> tuple[int, str]:
    try:
        done = subprocess.run(
            command,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return -1, f"{Path(command[0]).name} did not answer within {_PATIENCE:.0f} seconds"
    except OSError as error:
        return -1, str(error)
    return done.returncode, done.stdout.decode(errors="replace")


def environment() -> dict[str, str]:
    """The environment without this Python's: LibreOffice's own would take it for its home."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "VIRTUAL_ENV", "CONDA"))
    }
    if sys.platform == "linux":
        kept["PATH"] = "/usr/local/bin:/usr/bin:/bin"
    return kept


def version(program: Path) -> str:
    """The version of LibreOffice, as "7.4.7.2"; empty if it does not say."""
    _, text = run("soffice", "--version", program=program)
    match = re.search(r"LibreOffice\S* ([\d.]+)", text)
    return match[1] if match else ""


def python(program: Path) -> list[str]:
    """LibreOffice's own Python; on most of Linux it is the system's."""
    ending = ".exe" if sys.platform == "win32" else ""
    own = [program / f"python{ending}", program.parent / "Resources" / "python"]
    return [str(next((one for one in own if one.exists()), "/usr/bin/python3"))]


def ask_python(program: Path, code: str) -> tuple[int, str]:
    """Run code in LibreOffice's own Python."""
    return _run([*python(program), "-c", code])
