"""A table of checks: two independent routes to each number, a tolerance and a flag."""

from __future__ import annotations

from typing import NamedTuple

from workbooks.build.kit import Page
from workbooks.build.look import GREEN, RED

_TITLES = ["Check", "One route", "Other route", "Difference", "Tolerance", "Fails"]


class Check(NamedTuple):
    """Two routes that must agree within a tolerance on a scale."""

    key: str
    label: str
    one: str
    other: str
    scale: str = "row_check_scale"


def where_known(name: str, formula: str) -> str:
    """A formula of a cell that may hold "n/a": nothing then, on either route."""
    return f"IF(COUNT({name})=1,{formula},0)"


def fault(test: str) -> str:
    """One where a test does not hold: to be compared with nothing."""
    return f"IF({test},0,1)"


def table(page: Page, row: int, checks: tuple[Check, ...]) -> int:
    """Write the checks from their headings on, and the master below; return its row."""
    page.head(row, "B", _TITLES, height=16)
    first = row + 1
    for check in checks:
        row += 1
        other: object = int(check.other) if check.other in "01" else f"={check.other}"
        page.put(f"B{row}", check.label)
        page.put(f"C{row}", f"={check.one}", "number")
        page.put(f"D{row}", other, "number")
        page.put(f"E{row}", f"=C{row}-D{row}", "check")
        page.put(f"F{row}", f"=in_tol*{check.scale}", "check")
        page.put(f"G{row}", f"=IF(ISERROR(E{row}),1,IF(ABS(E{row})>F{row},1,0))", "0", bold=True)
        page.define(f"chk_{check.key}", f"G{row}", "flag", check.label, axis="check")
    page.rule(f"G{first}:G{row}", f"G{first}=0", GREEN)
    page.rule(f"G{first}:G{row}", f"G{first}<>0", RED)
    page.put(f"B{row + 1}", "Checks that fail")
    page.put(f"G{row + 1}", f"=SUM(G{first}:G{row})", "0", bold=True)
    page.total(row + 1, "B", "G")
    page.define("chk_master", f"G{row + 1}", "flag", "Checks that fail", axis="check")
    return row + 1
