"""The Annual sheet: the operating years, one line each."""

from __future__ import annotations

from workbooks.build.kit import Book, Page
from workbooks.build.lines import last_printed
from workbooks.build.table import Cell, write

HEAD, YEARS = 9, 40
FIRST = HEAD + 2  # the row between holds the totals
#: The line under the chart, which the print area takes in however short the lease is.
SOURCE = 28
_EXIT = "ROUNDUP(row_exit_m/row_months,0)"
_WHOLE = "INDEX({},[y]*row_months+1)"
_DUE = "SUMPRODUCT((row_year=[y])*{})"

CELLS = (
    Cell("B", "y", "Year", "0", "=[y-1]+1", 0, "ax_year"),
    Cell("C", "ends", "Ends", "date", "=EDATE(row_complete,[y]*row_months)"),
    Cell(
        "D",
        "rent",
        "Rent to the exit",
        "money",
        f"={_DUE.format('row_held*row_rent')}",
        None,
        "out_annual_rent",
    ),
    Cell(
        "E",
        "noi",
        "Net operating income to the exit",
        "money",
        f"={_DUE.format('row_held*row_noi')}",
        None,
        "out_annual_noi",
        "both",
    ),
    Cell(
        "F",
        "service",
        "Debt service",
        "money",
        f"={_DUE.format('row_service')}",
        None,
        "out_annual_service",
    ),
    Cell(
        "G",
        "dscr",
        "Cover",
        "number",
        '=IF([service]>0,[noi]/[service],"")',
        None,
        "out_annual_dscr",
    ),
    Cell(
        "H",
        "balance",
        "Loan balance",
        "money",
        f"={_WHOLE.format('row_loan_after')}",
        None,
        "out_annual_balance",
    ),
    Cell(
        "I",
        "lease",
        "Balance of the lease at its yield",
        "money",
        f"={_WHOLE.format('row_lease_balance')}",
        None,
        "out_annual_lease_balance",
    ),
    Cell(
        "J",
        "levered",
        "Cash of the owner",
        "money",
        "=SUMPRODUCT((ax_flow>row_n+([y]-1)*row_months)*(ax_flow<=row_n+[y]*row_months)*row_lev)",
        "=SUMPRODUCT((ax_flow<=row_n)*row_lev)",
        "out_annual_levered",
        "both",
    ),
    Cell(
        "K",
        "stressed",
        "Income to the exit, tenant in default",
        "money",
        f"={_DUE.format('row_held*row_stressed')}",
        None,
        "row_annual_stressed",
        "both",
    ),
    Cell(
        "L",
        "bad",
        "Cover in default",
        "number",
        '=IF([service]>0,[stressed]/[service],"")',
        None,
        "row_annual_bad",
        "both",
    ),
    Cell("X", "x", "Year", "0", f"=MAX(1,MIN([y],{_EXIT}))", None, "row_picture_x"),
    Cell(
        "Y",
        "shown",
        "Income",
        "money",
        "=INDEX(out_annual_noi,[x]+1)",
        None,
        "row_picture_noi",
    ),
    Cell(
        "Z",
        "paid",
        "Debt service",
        "money",
        "=INDEX(out_annual_service,[x]+1)",
        None,
        "row_picture_service",
    ),
    Cell(
        "AA",
        "worse",
        "Income, tenant in default",
        "money",
        "=INDEX(row_annual_stressed,[x]+1)",
        None,
        "±row_picture_stressed",
    ),
)


def build(book: Book) -> Page:
    """Write the Annual sheet."""
    page = book.page(
        "Annual",
        "Annual: the operating years",
        "output",
        {"B": 8, "C": 13, "D:L": 12.5, "M": 3, "N:R": 14},
    )
    page.put(
        f"B{Page.FIRST}",
        '="Twelve months from completion each; money in "&row_unit&". Year 0 holds construction and'
        ' the take-out."',
        italic=True,
        colour="595959",
        size=9,
    )
    row = Page.FIRST + 1
    last_printed(page, f"B{row}", f"D{row}", f"MAX(ROW(N{SOURCE}),ROW(B{FIRST})+{_EXIT})")
    for letter in ("X", "Y", "Z", "AA"):
        page.ws.column_dimensions[letter].width = 13
    page.put(f"X{HEAD - 1}", "For the chart, to the exit", bold=True, colour="1F3864")
    last = write(page, HEAD, CELLS, YEARS + 1, axis="year", gap=FIRST - HEAD)
    row = HEAD + 1
    page.put(f"B{row}", "In all", bold=True)
    for letter, name in (("D", "rent"), ("E", "noi"), ("F", "service"), ("J", "levered")):
        page.put(f"{letter}{row}", f"=SUM({letter}{FIRST}:{letter}{last})", "money", bold=True)
        page.define(f"±row_annual_{name}_sum", f"{letter}{row}", "money", f"Annual {name}, in all")
    page.finish(last, freeze=f"D{FIRST}", titles=f"1:{row}")
    return page
