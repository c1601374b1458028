"""The table that starts a rental curve anew, as a cell range gives it."""

from __future__ import annotations

from typing import Any

import numpy as np

from udfs.errors import DomainError, InputTypeError
from udfs.finance import curve, rental
from udfs.finance.calendar import to_date
from udfs.times import read_times

#: From here on a number is a year of the calendar and no year of the curve.
_FIRST_CALENDAR_YEAR = 1900.0


def as_read(cell: float) -> object:
    """A time as a person reads it: a date, or the number itself."""
    return to_date(cell).isoformat() if cell >= curve.FIRST_DATE else cell


def read_resets(cells: list[list[Any]]) -> rental.Resets:
    """The resets of a table: two or three columns, no hole in the first two."""
    width = len(cells[0])
    if width not in (2, 3):
        allowed = "two or three columns: year or date, price, decline"
        raise InputTypeError("reset_table", f"{width} columns", allowed)
    for r, row in enumerate(cells, 1):
        for c, cell in enumerate(row, 1):
            if isinstance(cell, float) or (cell in (None, "") and c == 3):
                continue
            name = f"reset_table[{r},{c}]"
            is_hole = cell in (None, "")
            message = f"reset_table has a hole: {name} is blank" if is_hole else None
            raise InputTypeError(name, cell, "a number", message=message)
    firsts = [row[:1] for row in cells]
    typed = [row[0] for row in firsts]
    is_dated = max(typed) >= curve.FIRST_DATE
    times = read_times(firsts, "reset_table", len(cells), "rows", basis=1)
    rental.check_ascending(times, "reset_table", [as_read(cell) for cell in typed], strict=True)
    if not is_dated:
        first = typed[0]
        is_calendar = first >= _FIRST_CALENDAR_YEAR
        if first < 1.0 or typed[-1] > rental.MOST_YEARS and not is_calendar:
            bad = first if first < 1.0 else typed[-1]
            allowed = f"a year from 1 to {rental.MOST_YEARS}, or all calendar years or dates"
            raise DomainError("reset_table", bad, allowed)
        times = times - (first if is_calendar else 1.0)
    prices = np.array([row[1] for row in cells])
    if prices.min() < 0.0:
        raise DomainError("reset_table", float(prices.min()), "prices of at least 0")
    given = [row[2] if width == 3 and row[2] != "" else None for row in cells]
    for place, fall in enumerate(given, 1):
        if fall is not None:
            rental.check_decline(fall, f"reset_table[{place},3]")
    falls = np.array([np.nan if fall is None else fall for fall in given])
    return rental.Resets(times, prices, falls)
