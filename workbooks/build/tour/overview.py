"""The Overview: one line for each mechanism, the counts, and the checks that rest on them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from openpyxl.cell import Cell
from openpyxl.styles import Alignment

from workbooks.build.kit import Book, Page
from workbooks.build.look import GREEN, LINK_GREEN, NAVY, RED
from workbooks.build.tour.parts import ARTICLES, Mechanism, stands_for
from workbooks.build.tour.sheet import SHEET, remark_row
from workbooks.build.tour.words import PARTS

_COUNTS = (
    ("passes", "Mechanisms that pass", "row_pass"),
    ("failing", "Mechanisms that fail", "row_fail"),
    ("shown", "Illustrated: the article gives no number", "row_shown"),
    ("open", "Not yet covered", "row_open"),
    ("context", "Context: nothing to compute", "row_context"),
)
_CHECKS = (
    ("rows", "Every mechanism is a row", "IF(COUNT(row_number)=row_claims,0,1)"),
    ("add", "The counts add to all",
     "IF(out_passes+out_failing+out_shown+out_open+out_context=row_claims,0,1)"),
)  # fmt: skip


_LINE = {"C": 46, "D": 28, "M": 72}  # letters in a line of a column
_LEFT = Alignment(horizontal="left", vertical="center")
_ASIDE = Alignment(horizontal="left", vertical="center", indent=1)


def build(book: Book, mechanisms: Sequence[Mechanism], rows: dict[int, int]) -> Page:
    """Write the sheet."""
    page = book.page(
        "Overview",
        "Every mechanism at a glance",
        "output",
        {
            "B": 4,
            "C": 44,
            "D": 27,
            "E": 11,
            "F:G": 11,
            "H": 10,
            "I:J": 11,
            "K": 14,
            "L": 9,
            "M": 60,
            "N": 6,
        },
    )
    row = Page.FIRST
    page.put(f"B{row}", "=row_headline", bold=True, size=12, colour=NAVY)
    row += 2
    heads = ["No", "Claim", "Figure", "Unit", "As printed", "Expected", "By", "Formula",
             "Function", "Result", "Source", "Remark", "Fails"]  # fmt: skip
    page.head(row, "B", heads, height=16)
    for letter in "CDEHKLM":
        page.ws[f"{letter}{row}"].alignment = _LEFT if letter in "CD" else _ASIDE
    first = row + 1
    for one in mechanisms:
        if one.number in PARTS:
            row += 1
            page.put(f"B{row}", PARTS[one.number], bold=True, colour=NAVY)
        row += 1
        _line(page, row, one, rows[one.number])
    last = row
    for letter, name, unit, label in (
        ("B", "row_number", "count", "Number of each mechanism"),
        ("G", "row_expected", "number", "Figure that each mechanism should give"),
        ("K", "row_results", "text", "Result of each mechanism"),
        ("N", "row_fails", "flag", "1 where a mechanism fails"),
    ):
        page.define(name, f"{letter}{first}:{letter}{last}", unit, label, sign="both", axis="list")
    page.rule(f"K{first}:K{last}", f"K{first}=row_pass", GREEN)
    page.rule(f"K{first}:K{last}", f"K{first}=row_fail", RED)
    row = _counts(page, row + 2)
    page.last_column = 13  # the flags of the checks stand right of what is printed
    page.finish(row, freeze=f"D{first}", titles=f"1:{first - 1}", pages=3)
    return page


def _line(page: Page, row: int, one: Mechanism, place: int) -> None:
    """Write one mechanism: its first figure that was printed stands for it."""
    page.put(f"B{row}", one.number, "0", align="left")
    _wrapped(page.put(f"C{row}", f"='{SHEET}'!C{place}", colour="000000"))
    tour, lines = page.book.wb[SHEET], len(one.claim) / _LINE["C"]
    if one.figures:
        figure = one.figures[stands_for(one)]
        lines = max(lines, len(figure.label) / _LINE["D"])
        at = place + 1 + stands_for(one)
        sources = dict(zip("DEGHIJ", "IJKMNO", strict=True))
        if figure.source in ARTICLES:
            sources["F"] = "K"
        for letter, source in sources.items():
            cell = page.put(f"{letter}{row}", f"='{SHEET}'!{source}{at}", colour=LINK_GREEN)
            cell.number_format = tour[f"{source}{at}"].number_format
            if letter in "FGIJ":
                cell.alignment = Alignment(horizontal="right", vertical="center")
            elif letter == "D":
                _wrapped(cell)
            else:
                cell.alignment = _ASIDE
    cell = page.put(f"K{row}", f"=row_{one.number}_verdict", bold=True, colour="000000")
    cell.alignment = _ASIDE
    page.put(f"L{row}", one.source, size=8, colour="595959").alignment = _ASIDE
    remark = page.put(f"M{row}", f"='{SHEET}'!C{remark_row(one, place)}", size=9, colour="000000")
    remark.alignment = Alignment(wrap_text=True, vertical="center", indent=1)
    page.put(f"N{row}", f"=IF(K{row}=row_fail,1,0)", "0;-0;–", align="right")
    page.define(f"chk_{one.number}", f"N{row}", "flag", f"{one.number}: {one.claim}", axis="check")
    lines = max(lines, len(one.remark) / _LINE["M"])
    page.ws.row_dimensions[row].height = 13.0 * math.ceil(lines) + 2.0


def _wrapped(cell: Cell) -> None:
    cell.alignment = Alignment(wrap_text=True, vertical="center")


def _counts(page: Page, row: int) -> int:
    """Write the counts and the checks; return the last row."""
    lines = [(f"out_{key}", label, f"COUNTIF(row_results,{word})") for key, label, word in _COUNTS]
    lines += [(f"chk_{key}", label, formula) for key, label, formula in _CHECKS]
    lines.append(("chk_master", "Checks that fail", "SUM(row_fails)+chk_rows+chk_add"))
    for at, (name, label, formula) in enumerate(lines, row):
        page.put(f"C{at}", label, bold=name == "chk_master")
        page.put(f"D{at}", f"={formula}", "0", align="left", bold=name == "chk_master")
        check = name.startswith("chk_")
        page.define(name, f"D{at}", "flag" if check else "count", label,
                    axis="check" if check else "none")  # fmt: skip
    page.total(at, "C", "D")
    return at
