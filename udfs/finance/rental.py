"""Rental prices of a GPU over time, what they earn, and what the right to earn them is worth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from udfs.errors import DomainError, InputTypeError, MissingDataError, ZeroDenominatorError

HOURS = 8760.0  # in a year
MOST_YEARS = 200
_LEAST_POINTS = 3

Floats = np.ndarray[Any, np.dtype[np.float64]]


def check_decline(decline: float, name: str = "decline") -> None:
    """Raise unless the yearly fall of the price is below or at 100%."""
    if decline > 1.0:
        raise DomainError(name, decline, "at most 1 (a share a year, 0.25 for 25%)")


def check_use(util: float, opex_h: float) -> None:
    """Raise unless the utilisation is above 0 and at most 1, and the running cost at least 0."""
    if util == 0.0:
        raise ZeroDenominatorError("util", util, "above 0")
    if not 0.0 < util <= 1.0:
        raise DomainError("util", util, "above 0 and at most 1")
    if opex_h < 0.0:
        raise DomainError("opex_h", opex_h, "at least 0")


def falling_sum(rate: Any, decline: Any, years: Any) -> Any:
    """Value of 1 at the end of year one, falling by `decline` each year; years may be real.

    >>> round(float(falling_sum(0.10, 0.25, 6.0)), 6)
    2.570102
    """
    gap = (rate + decline) / (1.0 + rate)
    safe = np.where(gap == 0.0, 1.0, gap)
    total = -np.expm1(years * np.log1p(-safe)) / (safe * (1.0 + rate))
    return np.where(gap == 0.0, years / (1.0 + rate), total)


class Resets(NamedTuple):
    """Where a price starts anew: times in years from the start, prices, yearly declines (NaN: the
    one that holds)."""

    times: Floats
    prices: Floats
    declines: Floats


def check_ascending(times: Floats, argument: str, shown: Sequence[object], *, strict: bool) -> None:
    """Raise unless times, `shown` as they were given, are in order; equal ones unless `strict`."""
    steps = np.diff(times)
    wrong = np.flatnonzero(steps <= 0.0 if strict else steps < 0.0)
    if len(wrong):
        place = int(wrong[0]) + 2
        allowed = "after the one before" if strict else "not before the one above it"
        raise InputTypeError(f"{argument}[{place}]", shown[place - 1], allowed)


def path(p0: float, decline: float, years: int, resets: Resets | None) -> tuple[Floats, Any]:
    """Price at the start of each year, and the number of the reset that it follows (0 for none)."""
    times = np.arange(float(years))
    if resets is None:
        return p0 * (1.0 - decline) ** times, np.zeros(years, dtype=np.intp)
    start = np.concatenate([[0.0], resets.times])
    price = np.concatenate([[p0], resets.prices])
    falls = np.concatenate([[decline], resets.declines])
    for k in range(1, len(falls)):
        if np.isnan(falls[k]):
            falls[k] = falls[k - 1]
    regime = np.searchsorted(resets.times, times, side="right")
    return price[regime] * (1.0 - falls[regime]) ** (times - start[regime]), regime


class Fit(NamedTuple):
    """A straight line through logarithms of prices."""

    decline: float
    slope: float
    r2: float
    last: float


def fit(years: Floats, prices: Floats) -> Fit:
    """Ordinary least squares of log price on years."""
    if len(prices) < _LEAST_POINTS:
        raise MissingDataError("prices", f"{len(prices)} prices", f"at least {_LEAST_POINTS}")
    if (prices <= 0.0).any():
        place = int(np.flatnonzero(prices <= 0.0)[0])
        raise DomainError(f"prices[{place + 1}]", float(prices[place]), "above 0")
    logs = np.log(prices)
    x, y = years - years.mean(), logs - logs.mean()
    spread = float(x @ x)
    if spread == 0.0:
        raise ZeroDenominatorError("dates", float(years[0]), "more than one date")
    slope = float(x @ y) / spread
    total = float(y @ y)
    r2 = 1.0 if total == 0.0 else slope * float(x @ y) / total
    last = float(np.exp(logs.mean() + slope * x[-1]))
    return Fit(float(-np.expm1(slope)), slope, min(r2, 1.0), last)


class Economics(NamedTuple):
    """One row per curve, one column per year."""

    price: Floats
    cash: Floats
    value: Floats
    fall: Floats


def extend(prices: Floats, decline: float, years: int) -> Floats:
    """Prices of all years: those given, then falling by `decline` from the last one."""
    given = prices.shape[1]
    if given > years:
        raise InputTypeError("p0", f"{given} prices", f"at most one for each of {years} years")
    if (prices < 0.0).any():
        raise DomainError("p0", float(prices.min()), "at least 0")
    powers = (1.0 - decline) ** np.arange(1.0, years - given + 1.0)
    return np.concatenate([prices, prices[:, -1:] * powers], axis=1)


def economics(
    price: Floats, util: float, opex_h: float, rate: float, residual: float, stop: bool
) -> Economics:
    """Cash of each year, value at its start, and the fall of that value over the year."""
    cash = HOURS * (price * util - opex_h)
    if stop:
        cash = np.where(np.logical_or.accumulate(cash < 0.0, axis=1), 0.0, cash)
    count, years = cash.shape
    value = np.empty((count, years + 1))
    value[:, -1] = residual
    for year in range(years - 1, -1, -1):
        value[:, year] = (value[:, year + 1] + cash[:, year]) / (1.0 + rate)
    return Economics(price, cash, value[:, :-1], value[:, :-1] - value[:, 1:])
