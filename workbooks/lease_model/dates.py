"""Positions between payment dates, and fiscal years."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from udfs.finance.calendar import eomonth, to_date


class Position(NamedTuple):
    """A date as the last period boundary on or before it, and the part of a period since."""

    boundary: int
    part: float

    @property
    def periods(self) -> float:
        return self.boundary + self.part


def year_ends(day: float, closing: int, count: int) -> list[float]:
    """Ends of fiscal years that close in the given month, from the first after a day.

    On the last day of a fiscal year nothing of it remains: the next one comes first.
    """
    months = (closing - to_date(day).month) % 12
    if eomonth(day, months) <= day:
        months += 12
    return [float(end) for end in eomonth(day, months + 12 * np.arange(count))]
