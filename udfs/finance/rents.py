"""Rent per kW and month as amounts a year."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

MOST_YEARS = 100
KW, MONTHS, HOURS = 1000.0, 12.0, 8760.0

Array = np.ndarray[Any, np.dtype[np.float64]]


class YearRows(NamedTuple):
    """One value per year of operation."""

    year: Any
    leased: Any
    rent: Any


def year_rows(mw: float, rent: float, years: int, escalator: float, shares: Array) -> YearRows:
    """Load let and base rent of each year; the last of the shares goes on."""
    k = np.arange(years)
    leased = mw * shares[np.minimum(k, len(shares) - 1)]
    with np.errstate(over="ignore", invalid="ignore"):
        grown = np.power(1.0 + escalator, k.astype(np.float64))
        return YearRows(k + 1.0, leased, leased * KW * rent * MONTHS * grown)
