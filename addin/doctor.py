"""What an installation needs, whether it is there, and the mend when it is not."""

from __future__ import annotations

import platform
import sys
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from udfs.version import __version__

OK, WARN, FAIL, SKIP = "ok", "warning", "FAILS", "skipped"


class Check(NamedTuple):
    """One thing that an installation needs.

    Attributes
    ----------
    host : str
        "Excel", "Office" or "Calc"; "Python" for what all of them need.
    what : str
        What was looked at.
    state : str
        OK; WARN works but not as well as it could; FAIL does not work; SKIP not for this computer.
    found : str
        What was found, with the path or version.
    mend : str
        What to do, as a command or one sentence; empty when there is nothing to do.
    """

    host: str
    what: str
    state: str
    found: str
    mend: str = ""


#: The versions of Python that OnBalance supports.
OLDEST, NEWEST = (3, 11), (3, 14)


def examine(host: str, *where: str) -> list[Check]:
    """What every host needs, then what this one needs; an examination that fails is a finding."""
    try:
        own: list[Check] = import_module(f"addin.{host}.checks").checks(*where)
    except Exception as error:  # the doctor never dies of a patient
        sentence = f"{type(error).__name__}: {error}"
        own = [Check(host.capitalize(), "examination", FAIL, sentence, "report this sentence")]
    return checks() + own


def checks(version: tuple[int, ...] = sys.version_info[:3]) -> list[Check]:
    """What every host needs: Python, the package, numpy."""
    shown = ".".join(map(str, version))
    good = OLDEST <= version[:2] <= NEWEST
    mend = "" if good else "install Python 3.11 to 3.14 from https://www.python.org/downloads/"
    bits = platform.architecture()[0]
    found = [Check("Python", "version", OK if good else FAIL, f"{shown}, {bits}", mend)]
    folder = Path(__file__).parents[1]
    found.append(Check("Python", "OnBalance", OK, f"{__version__} in {folder}"))
    try:
        from udfs.registry import all_specs

        found.append(Check("Python", "functions", OK, f"{len(all_specs())} functions"))
    except ImportError as error:
        found.append(
            Check(
                "Python",
                "functions",
                FAIL,
                str(error),
                "run `pip install .` in the folder of OnBalance",
            )
        )
    return found
