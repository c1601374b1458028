"""The time axis of 481 rows, shared by the Timeline and Schedule sheets.

Both sheets keep period k on the same row, so a line on one refers to the other by row.
One formula runs down each line; row 0 is commencement and may hold a seed of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from workbooks.build.kit import Book, Page
from workbooks.build.look import UNITS

PERIODS = 480
HEAD, FIRST = 9, 11  # heading row; row of period 0 (the row between stays empty: "before 0")
LAST = FIRST + PERIODS


@dataclass(frozen=True)
class Column:
    """One line along time."""

    key: str
    title: str
    fmt: str
    formula: str
    seed: str | float | None = None  # formula of row 0 when it differs
    name: str = ""
    sign: str = "+"


@dataclass(frozen=True)
class Band:
    """A titled group of columns."""

    title: str
    columns: tuple[Column, ...]


def build(book: Book, timeline: tuple[Band, ...], schedule: tuple[Band, ...]) -> tuple[Page, Page]:
    """Write the Timeline and Schedule sheets."""
    cash = book.page(
        "Timeline",
        "Timeline: dates, rent and what is unpaid",
        "calculation",
        {"B": 8, "C": 13, "D:H": 11.5, "I:Z": 14},
    )
    table = book.page(
        "Schedule",
        "Schedule: US finance, US operating and IFRS 16 side by side",
        "calculation",
        {"B": 8, "C": 13, "D:V": 12.5},
    )
    where = {}
    for page, bands in ((cash, timeline), (table, schedule)):
        letters = iter(range(2, 60))
        for band in bands:
            for column in band.columns:
                where[column.key] = (page.name, get_column_letter(next(letters)))
    for page, bands in ((cash, timeline), (table, schedule)):
        _write(page, bands, where)
        page.put(
            f"B{Page.FIRST}",
            '="Rate "&TEXT(in_rate,"0.00%")&" "&in_comp&", "&in_freq&" payments a year "'
            '&IF(in_timing=1,"in advance","in arrears")&", money in "&row_unit&'
            '". Row 0 is commencement."',
            italic=True,
            colour="595959",
            size=9,
        )
        page.put(f"B{Page.FIRST + 1}", "Last row printed:", size=8, colour="7F7F7F")
        page.put(
            f"D{Page.FIRST + 1}",
            f"=ROW(D{FIRST})+MIN(row_n_full,row_capacity)",
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
            axis="period",
        )
        page.finish(LAST, freeze=f"D{FIRST}", titles=f"1:{HEAD}")
    return cash, table


def _write(page: Page, bands: tuple[Band, ...], where: dict[str, tuple[str, str]]) -> None:
    for band in bands:
        first = where[band.columns[0].key][1]
        page.put(f"{first}{HEAD - 1}", band.title, bold=True, colour="1F3864")
        page.head(HEAD, first, [c.title for c in band.columns], height=54, left=False)
        for column in band.columns:
            _column(page, column, where)


def _column(page: Page, column: Column, where: dict[str, tuple[str, str]]) -> None:
    letter = where[column.key][1]
    for offset in range(PERIODS + 1):
        row = FIRST + offset
        text: str | float = column.formula
        if offset == 0 and column.seed is not None:
            text = column.seed
        value = _resolve(text, row, page.name, where) if isinstance(text, str) else text
        page.put(f"{letter}{row}", value, column.fmt)
    if column.name:
        page.define(
            column.name,
            f"{letter}{FIRST}:{letter}{LAST}",
            UNITS.get(column.fmt, "count"),
            column.title,
            sign=column.sign,
            axis="period",
            seed="row 0" if column.seed is not None else "",
        )


def _resolve(text: str, row: int, sheet: str, where: dict[str, tuple[str, str]]) -> str:
    def cell(match: re.Match[str]) -> str:
        home, letter = where[match[1]]
        prefix = "" if home == sheet else f"{home}!"
        return f"{prefix}{letter}{row + int(match[2] or 0)}"

    return re.sub(r"\[([a-z]+)([+-]\d+)?\]", cell, text)
