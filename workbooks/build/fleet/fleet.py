"""The Fleet sheet: vintages written off, calendar year by calendar year."""

from __future__ import annotations

from openpyxl.utils import get_column_letter

from workbooks.build.kit import Book, Page
from workbooks.build.lease.table import Cell, write

HEAD, YEARS, VINTAGES = 9, 20, 12
FIRST, LAST = HEAD + 1, HEAD + YEARS
_WRITTEN = 15  # column O: the first vintage's charges
_MARKED = _WRITTEN + VINTAGES + 1
_AGE = "([year]-row_vintage_year+1)"
_IN_USE = f"({_AGE}>=1)*({_AGE}<row_leaves)"


def _sum_of(first: int) -> str:
    left, right = get_column_letter(first), get_column_letter(first + VINTAGES - 1)
    return f"=SUM({left}{{r}}:{right}{{r}})"


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
)


def build(book: Book) -> Page:
    """Write the Fleet sheet."""
    end = get_column_letter(_MARKED + VINTAGES - 1)
    page = book.page(
        "Fleet",
        "Fleet: vintages and their books",
        "output",
        {"B": 8, "C:L": 12.5, "M": 3, "N": 10, f"O:{end}": 10},
    )
    page.put(
        f"B{Page.FIRST}",
        '="Calendar years; "&IF(row_half=1,"half a year\'s charge in the first and the last year",'
        '"full years")&"; money in "&row_unit&". A vintage leaves at the end of its last year, at'
        ' salvage."',
        italic=True,
        colour="595959",
        size=9,
    )
    page.put(f"N{HEAD - 2}", "Bought in", colour="595959")
    for title, start, rate in (
        ("Depreciation by vintage", _WRITTEN, "row_book_rate"),
        ("Would fetch, by vintage", _MARKED, "row_marked"),
    ):
        page.put(f"{get_column_letter(start)}{Page.FIRST}", title, bold=True, colour="1F3864")
        for number in range(VINTAGES):
            _vintage(page, get_column_letter(start + number), number, rate)
    first, last = (get_column_letter(_WRITTEN + step) for step in (0, VINTAGES - 1))
    page.define(
        "out_waterfall",
        f"{first}{FIRST}:{last}{LAST}",
        "money",
        "Depreciation by vintage",
        sign="both",
        axis="year",
    )
    write(page, HEAD, CELLS, YEARS, axis="year")
    for letter, start in (("G", _WRITTEN), ("K", _MARKED)):
        for row in range(FIRST, LAST + 1):
            page.put(f"{letter}{row}", _sum_of(start).format(r=row), "money", align="right")
    row = LAST + 1
    page.put(f"B{row}", "In all", bold=True)
    for letter in "DEGH":
        page.put(f"{letter}{row}", f"=SUM({letter}{FIRST}:{letter}{LAST})", "money")
    page.total(row, "B", "L")
    page.finish(row, freeze=f"C{FIRST}", titles=f"1:{HEAD}", pages=1)
    return page


def _vintage(page: Page, letter: str, number: int, rate: str) -> None:
    """Write one column: what a vintage is charged, or what is left of it, in each year."""
    page.put(f"{letter}{HEAD - 2}", f"=INDEX(row_vintage_year,{letter}{HEAD - 1})", "0;;")
    page.put(f"{letter}{HEAD - 1}", number + 1, "0", colour="595959", align="right")
    page.head(HEAD, letter, [f"Vintage {number + 1}"], height=42, left=False)
    bound = "<=row_leaves" if rate == "row_book_rate" else "<row_leaves"
    for row in range(FIRST, LAST + 1):
        age = f"$B{row}-{letter}${HEAD - 2}+1"
        page.put(
            f"{letter}{row}",
            f"=IF(AND({age}>=1,{age}{bound}),INDEX(row_vintage_cost,{letter}${HEAD - 1})"
            f"*INDEX({rate},{age}+1),0)",
            "money",
        )
