"""Dates of the lease workbook: month arithmetic and positions between payment dates."""

from __future__ import annotations

import calendar
from datetime import date, datetime
from typing import NamedTuple

_EXCEL_ZERO = 693594  # proleptic day number of serial 0 (from March 1900 on)


class Position(NamedTuple):
    """A date as the last period boundary on or before it, and the part of a period since."""

    boundary: int
    part: float

    @property
    def index(self) -> float:
        return self.boundary + self.part


def ordinal(value: object) -> int:
    """Day number of a date, given as a date, a text such as 2029-01-01 or an Excel serial."""
    if isinstance(value, datetime):
        return value.date().toordinal()
    if isinstance(value, date):
        return value.toordinal()
    if isinstance(value, str):
        return date.fromisoformat(value).toordinal()
    if isinstance(value, int | float):
        return int(value) + _EXCEL_ZERO
    raise TypeError(f"a date is needed, got {value!r}")


def is_month_end(day: date) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]


def add_months(day: date, months: int, month_end: bool = False) -> date:
    """EDATE, or EOMONTH when `month_end` is set."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, last if month_end else min(day.day, last))


def from_ordinal(day: int) -> date:
    return date.fromordinal(day)


def first_year_end(day: date, closing: int) -> date:
    """First end of a fiscal year, closing in the given month, on or after a day."""
    months = (closing - day.month) % 12
    return add_months(day, months, month_end=True)
