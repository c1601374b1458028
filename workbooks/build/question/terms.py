"""The Terms sheet: constants, units and words that every other sheet reads."""

from __future__ import annotations

from workbooks.build.kit import Book, Page
from workbooks.build.settings import constants, units

_CONSTANTS = (
    ("row_quarters", "Quarters in a year", 4),
    ("row_quarter_least", "Shortest quarter, days", 75),
    ("row_quarter_most", "Longest quarter, days", 115),
    ("row_months", "Months in a year", 12),
    ("row_two", "Rows from one strategy of the row player to the other; halves", 2),
    ("row_rule_mult", "Multiple of the articles", 2),
    ("row_rule_margin", "Margin of the articles", 0.5),
    ("row_rule_times", "Revenue over chips that follows", 4),
    ("row_digits", "Decimals of the heads of grids", 9),
    ("row_least_life", "Shortest life of a grid, years", 0.01),
    ("row_least_kept", "Least of a sale left for its cost, grids", 0.005),
)
_LISTS = (
    ("row_gpu_bases", "Bases of the chips", ("run_rate", "trailing", "stated")),
    ("row_mult_bases", "Bases of the multiple", ("stated", "built")),
    ("row_revenue_bases", "Bases of revenue", ("list", "stated")),
)
_PLAIN = (
    "row_plain",
    "Currency in one of display",
    "=INDEX(row_unit_factors,MATCH(in_show_unit,row_unit_names,0))",
    "#,##0",
)
_BAND = '="Money in "&row_unit&"  |  as of "&TEXT(in_asof,"dd-mmm-yyyy")'


def build(book: Book) -> Page:
    """Write the Terms sheet."""
    page = book.page(
        "Terms", "Terms and units", "calculation", {"B": 58, "C": 12, "D:F": 14, "G": 40}
    )
    row = constants(page, Page.FIRST, _CONSTANTS, _LISTS)
    row = units(page, row, _BAND, (_PLAIN,), money="Money a year")
    page.finish(row, freeze="D6", pages=1)
    return page
