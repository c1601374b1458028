"""Putting OnBalance.xlam where Excel opens it at every start, and taking it away again.

XLSTART is a trusted place: macros of a file there run without a question.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from addin.excel.build import ADDIN, build_addin
from udfs.errors import OnBalanceError, TemplateError

_ELSEWHERE = (
    "the xlwings add-in needs Excel on Windows; for Excel on the Mac and the web use the web "
    "add-in: `onbalance addin install office` and `onbalance serve`"
)


def startup_folder(
    platform: str = sys.platform, environment: Mapping[str, str] = os.environ
) -> Path:
    """The folder whose files Excel opens when it starts."""
    if platform != "win32":
        raise OnBalanceError(message=_ELSEWHERE)
    folder = environment.get("APPDATA")
    if not folder:
        raise OnBalanceError(message="APPDATA is not set: Excel's XLSTART folder cannot be found")
    return Path(folder) / "Microsoft" / "Excel" / "XLSTART"


def install(platform: str = sys.platform, environment: Mapping[str, str] = os.environ) -> str:
    """Build the add-in for the Python that runs now and put it into XLSTART; returns a sentence.

    Parameters
    ----------
    platform, environment : optional
        Others than those of this computer.
    """
    folder = startup_folder(platform, environment)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / ADDIN
    made = build_addin(folder.parent / f"{ADDIN}.part")  # Excel opens whatever lies in XLSTART
    try:
        made.replace(target)
    except PermissionError:
        made.unlink(missing_ok=True)
        raise _open(target) from None
    return f"{target} was written; start Excel again if it was running"


def uninstall(platform: str = sys.platform, environment: Mapping[str, str] = os.environ) -> str:
    """Take the add-in out of XLSTART; returns a sentence."""
    target = startup_folder(platform, environment) / ADDIN
    try:
        target.unlink()
    except FileNotFoundError:
        return f"{target} was not there"
    except PermissionError:
        raise _open(target) from None
    return f"{target} was removed"


def _open(target: Path) -> OnBalanceError:
    return TemplateError(message=f"Excel has {target} open: close Excel and run this again")
