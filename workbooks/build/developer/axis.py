"""Sheets with a line per month: construction, operations, loan and flows.

``[key]`` in a formula is the same month of another column, ``[key-1]`` the month before and
``[key+1:]`` all months after; the columns of sheets on one axis refer to each other by row,
wherever their tables begin.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from workbooks.build.kit import Book, Page
from workbooks.build.look import UNITS

HEAD, FIRST = 9, 11  # heading row; row of month 0 (the row between stays empty: "before 0")
BUILD, OPERATE = 60, 480
WHOLE = BUILD + OPERATE


@dataclass(frozen=True)
class Column:
    """One line along time; ``seed`` is the formula of row 0 where it differs."""

    key: str
    title: str
    fmt: str
    formula: str
    seed: str | float | None = None
    names: tuple[str, ...] = ()
    sign: str = "+"


@dataclass(frozen=True)
class Band:
    """A titled group of columns."""

    title: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Along:
    """A sheet along time: its name, title, convention, last row to print and columns.

    Without a last row the whole sheet prints.
    """

    name: str
    title: str
    note: str
    last: str
    bands: tuple[Band, ...]
    least: int = 0  # columns that the page has at least, for what stands below the table


def build(book: Book, sheets: tuple[Along, ...], months: int, axis: str = "month") -> list[Page]:
    """Write sheets that share one axis from 0 to ``months``, or to as many of another step."""
    where: dict[str, tuple[str, str]] = {}
    for sheet in sheets:
        columns = [column for band in sheet.bands for column in band.columns]
        for index, column in enumerate(columns):
            where[column.key] = (sheet.name, get_column_letter(index + 2))
    return [_sheet(book, sheet, months, axis, where) for sheet in sheets]


def _sheet(
    book: Book, sheet: Along, months: int, axis: str, where: dict[str, tuple[str, str]]
) -> Page:
    count = sum(len(band.columns) for band in sheet.bands)
    last = get_column_letter(max(count + 1, sheet.least))
    page = book.page(sheet.name, sheet.title, "calculation", {"B": 8, "C": 13, f"D:{last}": 13})
    page.put(f"B{Page.FIRST}", sheet.note, italic=True, colour="595959", size=9)
    if sheet.last:
        _print_to(page, sheet.last, axis)
    for band in sheet.bands:
        start = where[band.columns[0].key][1]
        page.put(f"{start}{HEAD - 1}", band.title, bold=True, colour="1F3864")
        page.head(HEAD, start, [c.title for c in band.columns], height=54, left=False)
        for column in band.columns:
            _column(page, column, months, axis, where)
    page.finish(FIRST + months, freeze=f"D{FIRST}", titles=f"1:{HEAD}")
    return page


def _print_to(page: Page, last: str, axis: str) -> None:
    """Name the last row worth printing."""
    page.put(f"B{Page.FIRST + 1}", "Last row printed:", size=8, colour="7F7F7F")
    page.put(
        f"D{Page.FIRST + 1}",
        f"=ROW(D{FIRST})+{last}",
        "0",
        size=8,
        colour="7F7F7F",
        align="left",
    )
    page.define(
        f"ax_print_{page.name.lower()}",
        f"D{Page.FIRST + 1}",
        "count",
        "Last row printed",
        axis=axis,
    )


def _column(
    page: Page, column: Column, months: int, axis: str, where: dict[str, tuple[str, str]]
) -> None:
    letter = where[column.key][1]
    for month in range(months + 1):
        text = column.seed if month == 0 and column.seed is not None else column.formula
        row = FIRST + month
        value = _resolve(text, row, months, page.name, where) if isinstance(text, str) else text
        page.put(f"{letter}{row}", value, column.fmt)
    for name in column.names:
        page.define(
            name,
            f"{letter}{FIRST}:{letter}{FIRST + months}",
            UNITS.get(column.fmt, "count"),
            column.title,
            sign=column.sign,
            axis=axis,
            seed="row 0" if column.seed is not None else "",
        )


def _resolve(
    text: str, row: int, months: int, sheet: str, where: dict[str, tuple[str, str]]
) -> str:
    def cell(match: re.Match[str]) -> str:
        home, letter = where[match[1]]
        prefix = "" if home == sheet else f"{home}!"
        rest = f":{letter}${FIRST + months}" if match[3] else ""
        return f"{prefix}{letter}{row + int(match[2] or 0)}{rest}"

    return re.sub(r"\[([a-z]+)([+-]\d+)?(:)?\]", cell, text)
