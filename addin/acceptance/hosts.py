"""What a host changes in the acceptance workbook: the spelling of names, and known differences."""

from __future__ import annotations

from addin.acceptance.book import Difference
from addin.acceptance.plan import Case

#: What stands before a function's name in a file that Excel saves with an Office.js add-in.
_OFFICE = "_xldudf_ONBALANCE_"


def prefix(host: str) -> str:
    """What stands before the name of a function in a file for that host."""
    return _OFFICE if host == "office" else ""


def in_calc(case: Case) -> Difference | None:
    """What LibreOffice Calc is known to show in place of the expected cells."""
    return None
