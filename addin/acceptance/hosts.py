"""What a host changes in the acceptance workbook: the spelling of names, and known differences."""

from __future__ import annotations

from addin.acceptance.book import Difference
from addin.acceptance.plan import Case
from addin.calc.differences import differences, shown, spread
from addin.call import Cell, Fault, Rows

#: What stands before a function's name in a file that Excel saves with an Office.js add-in.
_OFFICE = "_xldudf_ONBALANCE_"


def prefix(host: str) -> str:
    """What stands before the name of a function in a file for that host."""
    return _OFFICE if host == "office" else ""


def in_calc(case: Case) -> Difference | None:
    """What LibreOffice Calc is known to show in place of the expected cells."""
    met = differences(case.trial)
    if not met:
        return None
    expected = case.expected
    rows = spread(case.seen(shown(case.trial)), len(expected), len(expected[0]))
    if _plain(rows) == _plain(expected):
        return None
    return Difference("; ".join(f"{one.name}: {one.shown}" for one in met), rows)


def _plain(rows: Rows) -> list[list[Cell]]:
    """The cells without the sentences of errors, which no cell shows."""
    return [[cell.code if isinstance(cell, Fault) else cell for cell in row] for row in rows]
