"""The Credit sheet: less income, and a tenant that stops paying."""

from __future__ import annotations

from workbooks.build.kit import Book, Page
from workbooks.build.lines import Lines, block, last_printed
from workbooks.build.look import UNITS

_CUTS = (0, 0.1, 0.2, 0.3, 0.4, 0.5)
_LETTERS = "DEFGHI"
YEARS = 40
HEAD = Page.FIRST + 2

DEFAULT: Lines = (
    (
        "row_default_m",
        "Month of the default",
        "=ROUND(row_months*in_default_year,0)",
        "count",
        "From completion",
    ),
    ("row_relet_m", "Last month empty", "=row_default_m+in_downtime", "count", ""),
    ("row_relet_cost", "Cost of re-letting", "=in_relet_cost*row_scale", "money", ""),
    (
        "±out_default_min_dscr",
        "Lowest cover in a year",
        '=IF(COUNT(row_annual_bad)=0,"n/a",MIN(row_annual_bad))',
        "cover",
        "",
    ),
    ("out_default_short", "Short of the debt service, in all", "=SUM(row_short)", "money", ""),
    (
        "out_default_months",
        "Months that are short",
        "=SUMPRODUCT((row_service-row_stressed>in_tol*ABS(row_service))*row_held)",
        "count",
        "",
    ),
    (
        "out_default_exposure",
        "Loan at the default",
        "=IF(row_default_m<row_exit_m,INDEX(row_loan_balance,row_default_m+1),0)",
        "money",
        "",
    ),
    (
        "out_default_value",
        "Worth of the building to the lender then",
        "=IF(row_default_m<row_exit_m,SUMPRODUCT((ax_month>row_default_m)*row_held*row_stressed"
        "*(1+row_i)^(row_default_m-ax_month))"
        "+row_sale*MIN(1,in_relet)*(1+row_i)^(row_default_m-row_exit_m),0)",
        "money",
        "Income and sale at the rate of the loan",
    ),
    (
        "out_lgd",
        "Loss given default",
        "=IF(out_default_exposure<=0,0,1-MAX(0,MIN(out_default_exposure,out_default_value))"
        "/out_default_exposure)",
        "rate",
        "Share of the loan",
    ),
    ("out_el_bp", "Expected loss a year", "=in_pd*out_lgd*row_bp", "bp", ""),
    (
        "out_el",
        "Expected loss from then to the exit",
        "=out_default_exposure*out_lgd*(1-(1-in_pd)^(MAX(0,row_exit_m-row_default_m)/row_months))",
        "money",
        "",
    ),
)


#: First row of the table by year, below the two blocks.
FIRST_YEAR = HEAD + 11 + len(DEFAULT)


def build(book: Book) -> Page:
    """Write the Credit sheet."""
    page = book.page(
        "Credit",
        "Credit: what the debt stands",
        "output",
        {"B": 46, "C": 12, "D:I": 14, "J": 3},
    )
    row = _stress(page, Page.FIRST)
    row = block(
        page, row, "The tenant defaults", "Claim, empty months, a lower rent after", DEFAULT
    )
    row = _years(page, row)
    page.finish(row, pages=1)
    return page


def _stress(page: Page, row: int) -> int:
    page.block(row, "Less income", "Every year of operation to the exit; losses are not cut")
    row += 2
    page.head(row, "B", ["Income cut by", "Unit", *[""] * 6], height=16)
    for letter, cut in zip(_LETTERS, _CUTS, strict=True):
        page.put(f"{letter}{row}", cut, "0%", bold=True, colour="FFFFFF", fill="1F3864")
    page.define("row_haircut", f"D{row}:I{row}", "rate", "Income cut by", axis="list")
    head = row
    for name, label, formula, fmt in (
        ("out_stress_min", "Lowest cover", 'IF(COUNT({y})=0,"n/a",MIN({y}))', "cover"),
        ("out_stress_avg", "Average cover", 'IF(COUNT({y})=0,"n/a",SUM({y})/COUNT({y}))', "cover"),
        (
            "out_stress_short",
            "Short of the debt service, in all",
            "SUMPRODUCT((out_annual_service>0)*(out_annual_service>{cut})"
            "*(out_annual_service-{cut}))",
            "money",
        ),
    ):
        row += 1
        page.put(f"B{row}", label)
        page.put(f"C{row}", "x" if fmt == "cover" else "=row_unit", colour="595959")
        for letter in _LETTERS:
            kept = f"(out_annual_noi*(1-{letter}${head}*(out_annual_noi>0)))"
            area = f"{letter}${FIRST_YEAR}:{letter}${FIRST_YEAR + YEARS - 1}"
            page.put(f"{letter}{row}", "=" + formula.format(y=area, cut=kept), fmt, align="right")
        page.define(name, f"D{row}:I{row}", UNITS[fmt], label, axis="list")
    row += 1
    page.line(
        row,
        "Cut at which the worst year just pays",
        '=IF(COUNT(out_min_dscr)=0,"n/a",IF(out_min_dscr<=0,"n/a",1-1/out_min_dscr))',
        "rate",
        "±out_breakeven",
    )
    return row + 2


def _years(page: Page, row: int) -> int:
    page.block(row, "Cover by year and cut")
    last_printed(
        page, f"H{row}", f"I{row}", f"ROW(B{FIRST_YEAR - 1})+ROUNDUP(row_exit_m/row_months,0)"
    )
    row += 1
    page.head(row, "B", ["Year", "Unit", *[""] * 6], height=16)
    for letter in _LETTERS:
        page.put(
            f"{letter}{row}",
            f"={letter}{HEAD}",
            "0%",
            bold=True,
            colour="FFFFFF",
            fill="1F3864",
        )
    head, first = row, row + 1
    for year in range(1, YEARS + 1):
        row += 1
        page.put(f"B{row}", year, "0", align="left")
        page.put(f"C{row}", "x", colour="595959")
        for letter in _LETTERS:
            noi, due = f"INDEX(out_annual_noi,$B{row}+1)", f"INDEX(out_annual_service,$B{row}+1)"
            page.put(
                f"{letter}{row}",
                f'=IF({due}>0,{noi}*(1-IF({noi}>0,{letter}${head},0))/{due},"")',
                "cover",
            )
    page.define(
        "row_stress_years", f"D{first}:I{row}", UNITS["cover"], "Cover by year and cut", axis="grid"
    )
    return row + 1
