"""The ladder of spreads: this deal among the paper that pays for buildings like it."""

from __future__ import annotations

from workbooks.build.kit import Page

RUNGS = 10


def write(page: Page, row: int) -> int:
    """Write the ladder; return the row after it."""
    page.block(
        row,
        "Ladder of spreads",
        "As quoted, or a yield over this deal's Treasury at the life of its lease",
    )
    row += 2
    page.head(row, "B", ["Rung", "Number", "Spread"], height=16)
    first = row + 1
    for label, formula in (
        ("This deal: the loan", "=out_debt_over_treasury"),
        ("This deal: the lease", "=out_lease_over_treasury"),
    ):
        row += 1
        page.put(f"B{row}", label, bold=True)
        page.put(f"C{row}", "bp", colour="595959")
        page.put(f"D{row}", formula, "bp", bold=True, align="right")
    for number in range(1, RUNGS + 1):
        row += 1
        at = f"$C{row}"
        page.put(f"B{row}", f'=IF(INDEX(in_ladder_name,{at})="","",INDEX(in_ladder_name,{at}))')
        page.put(f"C{row}", number, "0", colour="595959", align="right")
        page.put(
            f"D{row}",
            f"=IF(COUNT(INDEX(in_ladder_bp,{at}))=1,INDEX(in_ladder_bp,{at}),"
            f"IF(COUNT(INDEX(in_ladder_yield,{at}))=1,"
            f'(INDEX(in_ladder_yield,{at})-out_treasury_quoted)*row_bp,""))',
            "bp",
        )
    page.define("out_ladder", f"D{row - RUNGS + 1}:D{row}", "bp", "Ladder of spreads", axis="list")
    for name, letter, unit, label in (
        ("row_ladder", "D", "bp", "Ladder with this deal"),
        ("row_ladder_label", "B", "text", "Rungs with this deal"),
    ):
        area = f"{letter}{first}:{letter}{row}"
        page.define(name, area, unit, label, sign="both", axis="list", seed="first 2 rows")
    return row + 2
