"""The Terms sheet: constants, units and words that every other sheet reads."""

from __future__ import annotations

from openpyxl.styles import Alignment

from workbooks.build.kit import Book, Page

_UNITS = (("$", 1), ("$k", 1_000), ("$M", 1_000_000), ("$B", 1_000_000_000))
_CONSTANTS = (
    ("row_quarters", "Quarters in a year", 4),
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


def build(book: Book) -> Page:
    """Write the Terms sheet."""
    page = book.page(
        "Terms", "Terms and units", "calculation", {"B": 58, "C": 12, "D:F": 14, "G": 40}
    )
    row = _constants(page, Page.FIRST)
    row = _units(page, row)
    page.finish(row, freeze="D6", pages=1)
    return page


def _constants(page: Page, row: int) -> int:
    page.block(row, "Constants")
    for name, label, value in _CONSTANTS:
        row += 1
        page.line(row, label, value, "#,##0.###", name, unit="constant")
    row += 1
    for name, label, words in _LISTS:
        page.put(f"B{row}", label)
        page.put(f"C{row}", "list", colour="595959")
        for letter, word in zip("DEF", words, strict=False):
            page.put(f"{letter}{row}", word, align="right")
        page.define(name, f"D{row}:{'DEF'[len(words) - 1]}{row}", "text", label, axis="list")
        row += 1
    return row + 1


def _units(page: Page, row: int) -> int:
    page.block(row, "Units")
    first = row + 1
    for text, factor in _UNITS:
        row += 1
        page.put(f"B{row}", text)
        page.put(f"D{row}", factor, "#,##0", align="right")
    page.define("row_unit_names", f"B{first}:B{row}", "text", "Units of money", axis="list")
    page.define(
        "row_unit_factors", f"D{first}:D{row}", "number", "Factor of each unit", axis="list"
    )
    found = "INDEX(row_unit_factors,MATCH({},row_unit_names,0))"
    lines = (
        (
            "row_scale out_scale",
            "From the unit of entry to the unit of display",
            f"={found.format('in_unit')}/{found.format('in_show_unit')}",
            "factor",
        ),
        ("row_plain", "Currency in one of display", f"={found.format('in_show_unit')}", "#,##0"),
        ("row_entry_unit", "Unit of entry", '=SUBSTITUTE(in_unit,"$",in_currency)', "general"),
        ("row_unit", "Unit of display", '=SUBSTITUTE(in_show_unit,"$",in_currency)', "general"),
        ("row_suffix", "Letter after an amount", '=SUBSTITUTE(in_show_unit,"$","")', "general"),
        ("row_money_axis", "Title of a money axis", '="Money a year, "&row_unit', "general"),
        (
            "row_band",
            "Header line",
            '="Money in "&row_unit&"  |  as of "&TEXT(in_asof,"dd-mmm-yyyy")',
            "general",
        ),
        (
            "row_master_text",
            "Master check",
            '=IF(chk_master=0,"All checks pass",chk_master&IF(chk_master=1," check fails",'
            '" checks fail"))',
            "general",
        ),
    )
    row += 1
    for name, label, formula, fmt in lines:
        first_name, *more = name.split()
        page.line(row, label, formula, fmt, first_name, unit="text" if fmt == "general" else "")
        for other in more:
            page.define(other, f"D{row}", fmt, label)
        if fmt == "general":
            page.ws[f"D{row}"].alignment = Alignment(horizontal="left", vertical="center")
        row += 1
    return row + 1
