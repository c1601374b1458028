"""Blocks of named lines, as the sheets of every workbook have them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from workbooks.build.kit import Page
from workbooks.build.look import unit_name, unit_text


class Line(NamedTuple):
    """One named number: its names (spaced), label, formula, number format, remark and unit."""

    names: str
    label: str
    formula: str
    fmt: str
    note: str = ""
    unit: str = ""


Lines = Sequence[Line | tuple[str, str, str, str, str]]
#: Columns of label, unit, value and remark: on a sheet of lines, and below a table along time.
PLAIN, BELOW = ("B", "C", "D", "E"), ("B", "F", "G", "H")


def block(
    page: Page,
    row: int,
    title: str,
    note: str,
    lines: Lines,
    columns: tuple[str, str, str, str] = PLAIN,
) -> int:
    """Write a titled block of named lines; return the row after it."""
    page.block(row, title, note)
    row += 2 if note else 1
    label, unit, value, remark = columns
    for line in (Line(*given) for given in lines):
        page.put(f"{label}{row}", line.label)
        page.put(f"{unit}{row}", line.unit or unit_text(line.fmt), colour="595959")
        page.put(f"{value}{row}", line.formula, line.fmt, align="right")
        if line.note:
            page.remark(f"{remark}{row}", line.note)
        for name in line.names.split():
            page.define(name, f"{value}{row}", unit_name(line.fmt), line.label)
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
