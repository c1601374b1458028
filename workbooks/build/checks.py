"""The Checks sheet: two independent routes to each number, a tolerance and a flag."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from workbooks.build.kit import Book, Page
from workbooks.build.look import GREEN, RED

_HEADS = ("Check", "One route", "Other route", "Difference", "Tolerance", "Fails")


class Check(NamedTuple):
    """Two routes that must agree within the tolerance on a scale."""

    key: str
    label: str
    one: str
    other: str
    scale: str = "row_check_scale"


class Scale(NamedTuple):
    """A line above the checks that some of them rest on, such as the scale of money."""

    name: str
    label: str
    formula: str
    fmt: str = "money"


def where_known(name: str, formula: str) -> str:
    """A formula of a cell that may hold "n/a": nothing then, on either route."""
    return f"IF(COUNT({name})=1,{formula},0)"


def fault(test: str) -> str:
    """One where a test does not hold: to be compared with nothing."""
    return f"IF({test},0,1)"


def build(book: Book, checks: Iterable[Check], scales: Iterable[Scale]) -> Page:
    """Write the Checks sheet, its flags ``chk_`` and the master, which counts those that fail."""
    page = book.page(
        "Checks",
        "Checks: two routes to each number",
        "check",
        {"B": 66, "C:E": 18, "F": 15, "G": 9},
    )
    row = Page.FIRST
    page.block(
        row,
        "A check fails at 1; an error counts as a failure",
        "Difference of two independent routes, against the tolerance times its scale",
    )
    row += 2
    for scale in scales:
        page.line(row, scale.label, scale.formula, scale.fmt, scale.name)
        row += 1
    row += 1
    page.head(row, "B", list(_HEADS), height=16)
    first = row + 1
    for check in checks:
        row += 1
        other = int(check.other) if check.other in "01" else f"={check.other}"
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
    page.finish(row + 1, pages=1)
    return page
