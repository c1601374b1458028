"""The Overview: one line for each mechanism, the counts, and the checks that rest on them."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.styles import Alignment

from workbooks.build.kit import Book, Page
from workbooks.build.look import GREEN, LINK_GREEN, NAVY, RED
from workbooks.build.tour.parts import Mechanism
from workbooks.build.tour.sheet import SHEET, dated
from workbooks.build.tour.words import PARTS

_COUNTS = (
    ("passes", "Mechanisms that pass", "row_pass"),
    ("failing", "Mechanisms that fail", "row_fail"),
    ("open", "Not yet covered", "row_open"),
    ("context", "Context: nothing to compute", "row_context"),
)
_CHECKS = (
    ("rows", "Every mechanism is a row", "IF(COUNT(row_number)=row_claims,0,1)"),
    ("add", "The counts add to all",
     "IF(out_passes+out_failing+out_open+out_context=row_claims,0,1)"),
)  # fmt: skip


_LEFT = Alignment(horizontal="left", vertical="center")
_ASIDE = Alignment(horizontal="left", vertical="center", indent=1)


def build(book: Book, mechanisms: Sequence[Mechanism], rows: dict[int, int]) -> Page:
    """Write the sheet."""
    page = book.page(
        "Overview",
        "Every mechanism on one page",
        "output",
        {"B": 5, "C": 84, "D": 44, "E": 12, "F:H": 14, "I": 28, "J": 7, "K": 30},
    )
    row = Page.FIRST
    page.put(f"B{row}", "=row_headline", bold=True, size=12, colour=NAVY)
    row += 2
    heads = ["No", "Claim", "Figure", "Unit", "As printed", "Formula", "Our function", "Result",
             "Fails", "Source"]  # fmt: skip
    page.head(row, "B", heads, height=16)
    for letter in "CDEIK":
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
        ("I", "row_results", "text", "Result of each mechanism"),
        ("J", "row_fails", "flag", "1 where a mechanism fails"),
    ):
        page.define(name, f"{letter}{first}:{letter}{last}", unit, label, axis="list")
    page.rule(f"I{first}:I{last}", f"I{first}=row_pass", GREEN)
    page.rule(f"I{first}:I{last}", f"I{first}=row_fail", RED)
    row = _counts(page, row + 2)
    page.finish(row, freeze=f"D{first}", titles=f"1:{first - 1}", pages=1)
    return page


def _line(page: Page, row: int, one: Mechanism, place: int) -> None:
    """Write one mechanism: its first figure stands for it."""
    page.put(f"B{row}", one.number, "0", align="left")
    page.put(f"C{row}", f"='{SHEET}'!C{place}", colour="000000").alignment = Alignment(
        shrink_to_fit=True, vertical="center"
    )
    tour = page.book.wb[SHEET]
    if one.figures:
        for letter, source in zip("DEFGH", "IJKNO", strict=True):
            ref = f"{source}{place + 1}"
            cell = page.put(f"{letter}{row}", f"='{SHEET}'!{ref}", colour=LINK_GREEN)
            cell.number_format = tour[ref].number_format
            if letter in "FGH":
                cell.alignment = Alignment(horizontal="right", vertical="center")
            elif letter == "E":
                cell.alignment = _ASIDE
    cell = page.put(f"I{row}", f"=row_{one.number}_verdict", bold=True, colour="000000")
    cell.alignment = _ASIDE
    page.put(f"J{row}", f"=IF(I{row}=row_fail,1,0)", "0;-0;–", align="right")
    page.define(f"chk_{one.number}", f"J{row}", "flag", f"{one.number}: {one.claim}", axis="check")
    page.put(f"K{row}", dated(one), size=8, colour="595959").alignment = _ASIDE


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
