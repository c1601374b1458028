"""Sheets with a line per period: rent, schedules, construction, operations, loan and flows.

``[key]`` in a formula is the same period of another column, ``[key-1]`` the one before and
``[key+1:]`` all that follow; the columns of sheets on one axis refer to each other by row. One
formula runs down each line; row 0 may hold a seed of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from workbooks.build.kit import Book, Page
from workbooks.build.lines import last_printed
from workbooks.build.look import unit_name

HEAD, FIRST = 9, 11  # heading row; row of period 0 (the row between stays empty: "before 0")


@dataclass(frozen=True)
class Column:
    """One line along time; ``seed`` is row 0 where it differs, ``names`` its names, spaced.

    ``reach`` is how far its formula refers where that is more than one period back: "2 ahead".
    """

    key: str
    title: str
    fmt: str
    formula: str
    seed: str | float | None = None
    names: str = ""
    sign: str = "+"
    reach: str = ""


@dataclass(frozen=True)
class Band:
    """A titled group of columns."""

    title: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Along:
    """A sheet along time: its name, title, convention, last row to print, columns and widths.

    Without a last row the whole sheet prints.
    """

    name: str
    title: str
    note: str
    last: str
    bands: tuple[Band, ...]
    #: of the columns after the first two; none: all alike
    widths: Mapping[str, float] | None = None


@dataclass(frozen=True)
class _Axis:
    """Where each column stands, how many periods there are and what one is called."""

    where: Mapping[str, tuple[str, str]]
    periods: int
    period: str


def build(
    book: Book, sheets: tuple[Along, ...], periods: int, period: str = "month"
) -> dict[str, Page]:
    """Write sheets that share one axis of periods 0 to ``periods``."""
    where = {
        column.key: (sheet.name, get_column_letter(index))
        for sheet in sheets
        for index, column in enumerate((c for band in sheet.bands for c in band.columns), 2)
    }
    axis = _Axis(where, periods, period)
    return {sheet.name: _sheet(book, sheet, axis) for sheet in sheets}


def _sheet(book: Book, sheet: Along, axis: _Axis) -> Page:
    last = get_column_letter(1 + sum(len(band.columns) for band in sheet.bands))
    widths = {"B": 8, "C": 13, **(sheet.widths or {f"D:{last}": 13})}
    page = book.page(sheet.name, sheet.title, "calculation", widths)
    for band in sheet.bands:
        start = axis.where[band.columns[0].key][1]
        page.put(f"{start}{HEAD - 1}", band.title, bold=True, colour="1F3864")
        page.head(HEAD, start, [c.title for c in band.columns], height=54, left=False)
        for column in band.columns:
            _column(page, column, axis)
    page.put(f"B{Page.FIRST}", sheet.note, italic=True, colour="595959", size=9)
    if sheet.last:
        row = Page.FIRST + 1
        last_printed(page, f"B{row}", f"D{row}", f"ROW(D{FIRST})+{sheet.last}", axis.period)
    page.finish(FIRST + axis.periods, freeze=f"D{FIRST}", titles=f"1:{HEAD}")
    return page


def _column(page: Page, column: Column, axis: _Axis) -> None:
    letter = axis.where[column.key][1]
    for period in range(axis.periods + 1):
        text = column.seed if period == 0 and column.seed is not None else column.formula
        row = FIRST + period
        value = _resolve(text, row, page.name, axis) if isinstance(text, str) else text
        page.put(f"{letter}{row}", value, column.fmt)
    for name in column.names.split():
        page.define(
            name,
            f"{letter}{FIRST}:{letter}{FIRST + axis.periods}",
            unit_name(column.fmt),
            column.title,
            sign=column.sign,
            axis=f"{axis.period}, {column.reach}" if column.reach else axis.period,
            seed="row 0" if column.seed is not None else "",
        )


def _resolve(text: str, row: int, sheet: str, axis: _Axis) -> str:
    def cell(match: re.Match[str]) -> str:
        home, letter = axis.where[match[1]]
        prefix = "" if home == sheet else f"{home}!"
        rest = f":{letter}${FIRST + axis.periods}" if match[3] else ""
        return f"{prefix}{letter}{row + int(match[2] or 0)}{rest}"

    return re.sub(r"\[([a-z]+)([+-]\d+)?(:)?\]", cell, text)
