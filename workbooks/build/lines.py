"""Blocks of named lines, as the sheets of every workbook have them."""

from __future__ import annotations

from collections.abc import Iterable

from workbooks.build.kit import Page
from workbooks.build.look import UNITS

#: names (spaced), label, formula, number format, remark
Line = tuple[str, str, str, str, str]


def block(page: Page, row: int, title: str, note: str, lines: Iterable[Line]) -> int:
    """Write a titled block of named lines; return the row after it."""
    page.block(row, title, note)
    row += 2 if note else 1
    for name, label, formula, fmt, remark in lines:
        names = name.split()
        page.line(row, label, formula, fmt, names[0] if names else None, note=remark)
        for more in names[1:]:
            page.define(more, f"D{row}", UNITS.get(fmt, fmt), label)
        row += 1
    return row + 1


def last_printed(page: Page, label: str, ref: str, row: str, axis: str = "month") -> None:
    """Say which row is the last worth printing; filling ends the print area there."""
    page.put(label, "Last row printed:", size=8, colour="7F7F7F")
    page.put(ref, f"={row}", "0", size=8, colour="7F7F7F", align="left")
    page.define(f"ax_print_{page.name.lower()}", ref, "count", "Last row printed", axis=axis)


def known(formula: str, *names: str, otherwise: str = '"n/a"') -> str:
    """A formula of cells that may hold "n/a": then it says so too."""
    test = "*".join(f"COUNT({name})" for name in names)
    return f"=IF({test}=1,{formula},{otherwise})"
