"""The table that starts a rental curve anew, as a cell range gives it."""

from __future__ import annotations

from typing import Any

import numpy as np

from udfs.errors import DomainError, InputTypeError
from udfs.finance import rental
from udfs.finance.calendar import FIRST_DATE, shown
from udfs.readers import is_empty
from udfs.times import read_times

#: From here on a number is a year of the calendar and no year of the curve.
_FIRST_CALENDAR_YEAR = 1900.0


def read_resets(cells: list[list[Any]]) -> rental.Resets:
    """The resets of a table: two or three columns, no hole in the first two."""
    width = len(cells[0])
    if width not in (2, 3):
        allowed = "two or three columns: year or date, price, decline"
        raise InputTypeError("reset_table", f"{width} columns", allowed)
    for r, row in enumerate(cells, 1):
        for c, cell in enumerate(row, 1):
            if isinstance(cell, float) or (c == 3 and is_empty(cell)):
                continue
            name = f"reset_table[{r},{c}]"
            message = f"reset_table has a hole: {name} is blank" if is_empty(cell) else None
            raise InputTypeError(name, cell, "a number", message=message)
    firsts = [row[:1] for row in cells]
    typed = [row[0] for row in firsts]
    is_dated = max(typed) >= FIRST_DATE
    times = read_times(firsts, "reset_table", len(cells), "rows", basis=1)
    rental.check_ascending(times, "reset_table", [shown(cell) for cell in typed], strict=True)
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
    falls = np.full(len(cells), np.nan)
    for place, row in enumerate(cells):
        if width == 3 and not is_empty(row[2]):
            rental.check_decline(row[2], f"reset_table[{place + 1},3]")
            falls[place] = row[2]
    return rental.Resets(times, prices, falls)
