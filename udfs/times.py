"""Times that a cell gives either as dates or as numbers of periods."""

from __future__ import annotations

from typing import Any

import numpy as np

from udfs.errors import DomainError, InputTypeError
from udfs.finance.calendar import FIRST_DATE, shown
from udfs.finance.cashflow import year_counts
from udfs.finance.curve import Floats
from udfs.readers import stripped


def read_times(
    cells: list[list[Any]], argument: str, count: int, of: str, basis: float = 3, freq: float = 1
) -> Floats:
    """Years of a row or a column of dates, from the first listed, or of periods.

    Numbers from 15,000 on (January 1941) are dates; below it they are periods of 1 / freq years.
    """
    if len(cells) > 1 and len(cells[0]) > 1:
        size = f"{len(cells)} rows by {len(cells[0])} columns"
        raise InputTypeError(argument, size, "one row or one column")
    line = stripped([cell for row in cells for cell in row])
    for place, cell in enumerate(line, 1):
        if isinstance(cell, bool) or not isinstance(cell, float):
            raise InputTypeError(f"{argument}[{place}]", cell, "a date or a number")
    if len(line) != count:
        raise InputTypeError(argument, f"{len(line)} for {count} amounts", f"as many as {of}")
    times = np.array(line)
    if times.min() >= FIRST_DATE:
        early = np.flatnonzero(times < times[0])
        if len(early):
            place = int(early[0])
            name = f"{argument}[{place + 1}]"
            raise InputTypeError(name, shown(times[place]), "not before the first date")
        times = year_counts(times, times[0], basis)
    elif times.max() >= FIRST_DATE:
        raise InputTypeError(argument, "dates and periods", "all dates or all periods")
    else:
        times = times / freq
    if times.min() < 0.0:
        raise DomainError(argument, float(times.min()), "at least 0 years after the first")
    return times
