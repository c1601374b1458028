"""Calc's cells to those of `addin.call`, and back. Carried in the extension; needs nothing else.

Calc hands over numbers and texts; a range is a tuple of rows in which a blank cell is an empty
text. It takes rows of numbers and texts; an error is a NaN that carries the number of the error.
"""

from __future__ import annotations

import os
import re
import struct
import sys
from collections.abc import Callable, Sequence
from typing import Any

#: Calc's number of each error value.
CODES = {
    "#NULL!": 521,
    "#DIV/0!": 532,
    "#VALUE!": 519,
    "#REF!": 524,
    "#NAME?": 525,
    "#NUM!": 503,
    "#N/A": 32767,
}
_QUIET = 0x7FF8 << 48

#: Folders with further packages, for a Python that lacks them.
PATH = "ONBALANCE_PATH"

Shown = tuple[tuple[Any, ...], ...]


def error(code: str) -> float:
    """The NaN that Calc shows as an error.

    >>> error("#NUM!")
    nan
    """
    number: float = struct.unpack("<d", struct.pack("<Q", _QUIET | CODES[code]))[0]
    return number


_ERRORS = {code: error(code) for code in CODES}


def given(argument: Any) -> Any:
    """One argument as `addin.call` takes it.

    >>> given(((1.0, ""), ("a", 2.0)))
    [[1.0, None], ['a', 2.0]]
    """
    if not isinstance(argument, tuple):
        return argument
    return [[None if cell == "" else cell for cell in row] for row in argument]


class Answers:
    """Computes for Calc, and remembers the sentence of the last error.

    Parameters
    ----------
    load : callable, optional
        Returns `addin.call.call` and the text before the first error; imports them.
    """

    def __init__(self, load: Callable[[], tuple[Any, str]] | None = None) -> None:
        self.load = load or _load
        self.call: Any = None
        self.missing = ""
        self.last = ""

    def compute(self, name: str, arguments: Sequence[Any]) -> Shown:
        """One function, as the rows that Calc shows."""
        if not self.is_ready():
            self.last = self.missing
            return ((_ERRORS["#VALUE!"],),)
        rows = self.call(name, [given(one) if type(one) is tuple else one for one in arguments])
        return tuple(
            [
                tuple([one if one.__class__ is float else self._shown(one) for one in row])
                for row in rows
            ]
        )

    def compute_text(self, name: str, arguments: Sequence[Any]) -> Any:
        """One function of a text, as the one cell that Calc shows."""
        rows = self.compute(name, arguments)
        if len(rows) == len(rows[0]) == 1:
            return rows[0][0]
        self.last = f"{name} gives one text at a time in Calc: give it cells, not ranges"
        return _ERRORS["#VALUE!"]

    def last_error(self) -> str:
        """The sentence of the last error cell."""
        return self.last if self.is_ready() else self.missing

    def is_ready(self) -> bool:
        """Whether the functions can be computed; imports them the first time."""
        if self.call is None and not self.missing:
            try:
                self.call, self.last = self.load()
            except Exception as fault:  # an import can fail in any way; the cell must say so
                self.missing = sentence(fault)
        return self.call is not None

    def _shown(self, cell: Any) -> Any:
        if isinstance(cell, str):
            return cell
        if isinstance(cell, bool):
            return float(cell)
        self.last = cell.message
        return _ERRORS[cell.code]


def _load() -> tuple[Any, str]:
    from addin.call import NO_ERROR, call

    return call, NO_ERROR


def sentence(fault: BaseException) -> str:
    """What is missing in the Python that runs this, and the mend."""
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    missing = re.search(r"No module named '(\w+)", str(fault))  # LibreOffice rewords the error
    if missing:
        package = missing[1]
        return (
            f"The Python {version} of LibreOffice ({sys.prefix}) has no package {package}: "
            f"install it there (Debian, Ubuntu: apt install python3-{package}), or name in the "
            f"environment variable {PATH} a folder that holds it for Python {version}, "
            "and start LibreOffice again"
        )
    return (
        f"OnBalance cannot be loaded by the Python {version} of LibreOffice ({sys.prefix}): "
        f"{' '.join(str(fault).split())[:300]}"
    )


def add_folders(own: str) -> None:
    """Put the extension's modules and the folders of ONBALANCE_PATH first on the module path."""
    extra = [folder for folder in os.environ.get(PATH, "").split(os.pathsep) if folder]
    wanted = [own, *extra]
    sys.path[:] = wanted + [folder for folder in sys.path if folder not in wanted]
