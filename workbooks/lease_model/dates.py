"""Dates of the lease workbook as Excel serials, and positions between payment dates."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

import numpy as np

from udfs.finance.calendar import eomonth, to_date, to_serial


class Position(NamedTuple):
    """A date as the last period boundary on or before it, and the part of a period since."""

    boundary: int
    part: float

    @property
    def periods(self) -> float:
        return self.boundary + self.part


def serial(value: object) -> float:
    """Serial of a date, given as a date, a text such as 2029-01-01 or a serial."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if isinstance(value, date):
        return to_serial(value)
    if isinstance(value, int | float):
        return float(value)
    raise TypeError(f"a date is needed, got {value!r}")


def year_ends(day: float, closing: int, count: int) -> list[float]:
    """Ends of fiscal years that close in the given month, from the first after a day.

    On the last day of a fiscal year nothing of it remains: the next one comes first.
    """
    months = (closing - to_date(day).month) % 12
    if eomonth(day, months) <= day:
        months += 12
    return [float(end) for end in eomonth(day, months + 12 * np.arange(count))]
