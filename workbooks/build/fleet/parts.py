"""Pieces that the sheets of the GPU fleet workbook share: named lines in titled blocks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from workbooks.build.kit import Page
from workbooks.build.look import UNITS, unit_text


class Line(NamedTuple):
    """One named number: its names, label, formula, number format, remark and unit."""

    names: str
    label: str
    formula: str
    fmt: str
    note: str = ""
    unit: str = ""


#: Columns of label, unit, value and remark: on a sheet of lines, and below a table by age.
PLAIN, BELOW = ("B", "C", "D", "E"), ("B", "F", "G", "H")


def block(
    page: Page,
    row: int,
    title: str,
    note: str,
    lines: Iterable[Line],
    columns: tuple[str, str, str, str] = PLAIN,
) -> int:
    """Write a titled block of named lines; return the row after it."""
    page.block(row, title, note)
    row += 2 if note else 1
    label, unit, value, remark = columns
    for line in lines:
        page.put(f"{label}{row}", line.label)
        page.put(f"{unit}{row}", line.unit or unit_text(line.fmt), colour="595959")
        page.put(f"{value}{row}", line.formula, line.fmt, align="right")
        if line.note:
            page.remark(f"{remark}{row}", line.note)
        for name in line.names.split():
            page.define(name, f"{value}{row}", UNITS.get(line.fmt, line.fmt), line.label)
        row += 1
    return row + 1


def known(formula: str, *names: str) -> str:
    """A formula of cells that may hold "n/a": then it says so too."""
    test = "*".join(f"COUNT({name})" for name in names)
    return f'=IF({test}=1,{formula},"n/a")'
