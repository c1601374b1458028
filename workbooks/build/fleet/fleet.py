"""The Fleet sheet: vintages written off, calendar year by calendar year."""

from __future__ import annotations

from workbooks.build.kit import Book, Page
from workbooks.build.table import Cell, write

HEAD, YEARS, VINTAGES = 9, 20, 12
FIRST, LAST = HEAD + 1, HEAD + YEARS
#: Heading rows of the two tables by vintage, below the fleet's own and its chart.
WRITTEN = LAST + 29
MARKED = WRITTEN + YEARS + 5
_LETTERS = "CDEFGHIJKLMN"
_AGE = "([year]-row_vintage_year+1)"
_IN_USE = f"({_AGE}>=1)*({_AGE}<row_leaves)"


CELLS = (
    Cell("B", "year", "Year", "0", "=[year-1]+1", "=row_first_year", "out_fleet_year"),
    Cell(
        "C",
        "gpus",
        "GPUs in use",
        "count",
        f"=SUMPRODUCT({_IN_USE}*row_vintage_gpus)",
        None,
        "out_fleet_gpus",
    ),
    Cell(
        "D",
        "bought",
        "Bought",
        "money",
        "=SUMPRODUCT((row_vintage_year=[year])*row_vintage_cost)",
        None,
        "out_fleet_additions",
    ),
    Cell(
        "E",
        "gone",
        "Retired, at cost",
        "money",
        f"=SUMPRODUCT(({_AGE}=row_leaves)*row_vintage_cost)",
        None,
        "out_fleet_retired",
    ),
    Cell(
        "F",
        "gross",
        "Gross, closing",
        "money",
        "=[gross-1]+[bought]-[gone]",
        "=[bought]-[gone]",
        "out_fleet_gross",
    ),
    Cell("G", "charge", "Depreciation", "money", "", None, "out_fleet_charge", "both"),
    Cell(
        "H",
        "lost",
        "Loss on retirement",
        "money",
        "=[gone]*(1-INDEX(row_book_cum,MIN(row_leaves,row_last)+1)-in_salvage)",
        None,
        "out_fleet_loss",
        "both",
    ),
    Cell(
        "I",
        "written",
        "Accumulated, closing",
        "money",
        "=[written-1]+[charge]-[gone]*(1-in_salvage)+[lost]",
        "=[charge]-[gone]*(1-in_salvage)+[lost]",
        "out_fleet_accumulated",
        "both",
    ),
    Cell(
        "J", "net", "Net book value", "money", "=[gross]-[written]", None, "out_fleet_net", "both"
    ),
    Cell("K", "market", "Would fetch", "money", "", None, "out_fleet_market"),
    Cell("L", "gap", "Books over that", "money", "=[net]-[market]", None, "out_fleet_gap", "both"),
    Cell("P", "dx", "Year", "0", "=MIN([year],row_fleet_end)", None, "row_fleet_x"),
    Cell(
        "Q",
        "dn",
        "Net book value",
        "money",
        "=INDEX(out_fleet_net,[dx]-row_first_year+1)",
        None,
        "row_fleet_net",
        "both",
    ),
    Cell(
        "R",
        "dm",
        "Would fetch",
        "money",
        "=INDEX(out_fleet_market,[dx]-row_first_year+1)",
        None,
        "row_fleet_market",
    ),
)


def build(book: Book) -> Page:
    """Write the Fleet sheet."""
    page = book.page("Fleet", "Fleet: vintages and their books", "output", {"B": 9, "C:N": 12.5})
    page.put(
        f"B{Page.FIRST}",
        '="Calendar years; "&IF(row_half=1,"half a year\'s charge in the first and the last year",'
        '"full years")&"; money in "&row_unit&". A vintage leaves at the end of its last year, at'
        ' salvage."',
        italic=True,
        colour="595959",
        size=9,
    )
    page.put(
        f"B{Page.FIRST + 1}",
        '="Vintages: "&TEXT(SUM(row_vintage_gpus),"#,##0")&" GPUs for "&in_currency'
        '&TEXT(SUM(row_vintage_cost),"#,##0.0")&row_suffix&". Unit, Impairment and Loan: "'
        '&TEXT(in_gpus,"#,##0")&" for "&in_currency&TEXT(out_cost_fleet,"#,##0.0")&row_suffix'
        "&IF(AND(SUM(row_vintage_gpus)=in_gpus,"
        'ABS(SUM(row_vintage_cost)-out_cost_fleet)<=in_tol*out_cost_fleet),": the same fleet.",'
        '": not the same fleet.")',
        italic=True,
        colour="595959",
        size=9,
    )
    write(page, HEAD, CELLS, YEARS, axis="year")
    row = LAST + 1
    page.put(f"B{row}", "In all", bold=True)
    for letter in "DEGH":
        page.put(f"{letter}{row}", f"=SUM({letter}{FIRST}:{letter}{LAST})", "money")
    page.total(row, "B", "L")
    _by_vintage(page, WRITTEN, "Depreciation by vintage", "G", "row_book_rate", "<=row_leaves")
    last = _by_vintage(page, MARKED, "Would fetch, by vintage", "K", "row_marked", "<row_leaves")
    page.define(
        "out_waterfall",
        f"{_LETTERS[0]}{WRITTEN + 1}:{_LETTERS[-1]}{WRITTEN + YEARS}",
        "money",
        "Depreciation by vintage",
        sign="both",
        axis="year",
    )
    page.put(f"P{HEAD - 1}", "For the chart", bold=True, colour="1F3864")
    page.last_column = 14
    page.finish(last, freeze=f"C{FIRST}", titles="1:4", pages=2)
    return page


def _by_vintage(page: Page, head: int, text: str, total: str, rate: str, bound: str) -> int:
    """Write a table of years by vintages, and its sums into the fleet's own; its last row."""
    page.block(head - 3, text)
    page.put(f"B{head - 2}", "Vintage", colour="595959")
    page.put(f"B{head - 1}", "Bought in", colour="595959")
    page.head(head, "B", ["Year", *(f"Vintage {n}" for n in range(1, VINTAGES + 1))], height=16)
    for number, letter in enumerate(_LETTERS, 1):
        page.put(f"{letter}{head - 2}", number, "0", colour="595959", align="right")
        page.put(f"{letter}{head - 1}", f"=INDEX(row_vintage_year,{letter}{head - 2})", "0;;")
    for offset in range(YEARS):
        row, home = head + 1 + offset, FIRST + offset
        page.put(f"B{row}", f"=B{home}", "0", align="left")
        for letter in _LETTERS:
            age = f"$B{row}-{letter}${head - 1}+1"
            page.put(
                f"{letter}{row}",
                f"=IF(AND({age}>=1,{age}{bound}),INDEX(row_vintage_cost,{letter}${head - 2})"
                f"*INDEX({rate},{age}+1),0)",
                "money",
            )
        sums = f"=SUM({_LETTERS[0]}{row}:{_LETTERS[-1]}{row})"
        page.put(f"{total}{home}", sums, "money", align="right")
    return head + YEARS
