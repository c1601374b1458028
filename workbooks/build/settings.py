"""What every Terms sheet begins with: constants, lists of words, units and the header line."""

from __future__ import annotations

from openpyxl.styles import Alignment

from workbooks.build.kit import Page
from workbooks.build.look import unit_name

_UNITS = (("$", 1), ("$k", 1_000), ("$M", 1_000_000), ("$B", 1_000_000_000))

#: name, label, value; and the number format where it is not that of a number
Constant = tuple[str, str, float] | tuple[str, str, float, str]
#: name, label, words
Words = tuple[str, str, tuple[str, ...]]
#: names, label, formula, number format
Setting = tuple[str, str, str, str]


def constants(page: Page, row: int, numbers: tuple[Constant, ...], lists: tuple[Words, ...]) -> int:
    """Write the numbers and the lists that formulas may not hold; return the row after them."""
    page.block(row, "Constants")
    for name, label, value, *fmt in numbers:
        row += 1
        usual = "#,##0" if value == int(value) else "0.0##"
        page.line(row, label, value, fmt[0] if fmt else usual, name, unit="constant")
    row += 1
    for name, label, words in lists:
        page.put(f"B{row}", label)
        page.put(f"C{row}", "list", colour="595959")
        letters = "DEFGH"[: len(words)]
        for letter, word in zip(letters, words, strict=True):
            page.put(f"{letter}{row}", word, align="right")
        page.define(name, f"D{row}:{letters[-1]}{row}", "text", label, axis="list")
        row += 1
    return row + 1


def units(
    page: Page,
    row: int,
    band: str,
    more: tuple[Setting, ...] = (),
    *,
    scale: str = "row_scale out_scale",
    money: str = "Money",
) -> int:
    """Write the units of money, the header line of every sheet and the master check's words.

    ``more`` are settings of one template: its numbers stand under the scale, its words above the
    header line. ``money`` is what an axis of money is called.
    """
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
    lines: tuple[Setting, ...] = (
        (
            scale,
            "From the unit of entry to the unit of display",
            f"={found.format('in_unit')}/{found.format('in_show_unit')}",
            "factor",
        ),
        *(one for one in more if one[-1] != "general"),
        ("row_entry_unit", "Unit of entry", '=SUBSTITUTE(in_unit,"$",in_currency)', "general"),
        ("row_unit", "Unit of display", '=SUBSTITUTE(in_show_unit,"$",in_currency)', "general"),
        ("row_suffix", "Letter after an amount", '=SUBSTITUTE(in_show_unit,"$","")', "general"),
        ("row_money_axis", "Title of a money axis", f'="{money}, "&row_unit', "general"),
        *(one for one in more if one[-1] == "general"),
        ("row_band", "Header line", band, "general"),
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
        names = name.split()
        page.line(row, label, formula, fmt, names[0], unit="text" if fmt == "general" else "")
        for other in names[1:]:
            page.define(other, f"D{row}", unit_name(fmt), label)
        if fmt == "general":
            page.ws[f"D{row}"].alignment = Alignment(horizontal="left", vertical="center")
        row += 1
    return row + 1
