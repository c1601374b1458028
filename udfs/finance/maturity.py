"""Maturity analysis of lease payments: fiscal-year buckets, implied rate, current and non-current.

A payment dated on the as-of date has been made; what is left is every payment after it.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from udfs.errors import DomainError, MissingDataError, NoConvergenceError
from udfs.finance import calendar

Left = list[tuple[float, float]]

_YEAR = 365.0
_SMALL = 1e-14


class Maturity(NamedTuple):
    """Amounts of the maturity table; `years` are fiscal years named by the year they end in."""

    years: list[int]
    amounts: list[float]
    is_stub: bool
    thereafter: float
    total: float


def buckets(left: Left, asof: float, count: int, fy_end: int) -> Maturity:
    """Payments left after `asof` by fiscal year, the rest of the current one first."""
    is_end = is_year_end(asof, fy_end)
    first = fiscal_year(asof, fy_end) + is_end
    years = [first + k for k in range(count)]
    ends = [year_end(year, fy_end) for year in years]
    amounts = []
    start = asof
    for end in ends:
        amounts.append(math.fsum(p for p, d in left if start < d <= end))
        start = end
    return Maturity(
        years,
        amounts,
        not is_end,
        math.fsum(p for p, d in left if d > ends[-1]),
        math.fsum(p for p, _ in left),
    )


def remaining(payments: Sequence[float], dates: Sequence[float], asof: float) -> Left:
    """Payments still to be made, with their dates."""
    left = [(float(p), float(d)) for p, d in zip(payments, dates, strict=True) if d > asof]
    if not left:
        raise MissingDataError(
            "asof", asof, "", message="no payment is dated after asof: there is nothing to show"
        )
    return left


def year_end(year: int, fy_end: int) -> float:
    """Serial of the last day of a fiscal year, which ends with month `fy_end`."""
    if year > datetime.MAXYEAR:
        raise DomainError("asof", year, f"a date whose fiscal years end by {datetime.MAXYEAR}")
    return float(calendar.eomonth(calendar.to_serial(datetime.date(year, fy_end, 1)), 0))


def is_year_end(asof: float, fy_end: int) -> bool:
    """Whether a date is the last day of a fiscal year."""
    return int(calendar.split(asof)[1]) == fy_end and bool(calendar.is_month_end(asof))


def fiscal_year(asof: float, fy_end: int) -> int:
    """The fiscal year of a date, named by the calendar year it ends in."""
    year, month, _ = calendar.split(asof)
    return int(year) + (int(month) > fy_end)


def current_part(left: Left, asof: float, pv: float) -> float:
    """The part of `pv` that falls due within 12 months.

    balance(asof) less balance(asof + 12 months), not below 0, where a balance is the present value
    of the payments after its date at the one rate that discounts all of them to `pv`.
    """
    amounts = [p for p, _ in left]
    log_rate = solve_log_rate(amounts, [(d - asof) / _YEAR for _, d in left], pv)
    later = float(calendar.date_series(asof, 2, 12)[1])
    rest = math.fsum(p * math.exp(-log_rate * (d - later) / _YEAR) for p, d in left if d > later)
    return max(0.0, pv - rest)


def solve_log_rate(amounts: Sequence[float], times: Sequence[float], pv: float) -> float:
    """x with sum of amount x exp(-x time) = pv.

    Without negative amounts the logarithm of the sum is convex and falls in x, so Newton's method
    finds the one root from anywhere.  With some, the root nearest 0 is found by a search.
    """
    if min(amounts) >= 0 and max(amounts) > 0:
        return _newton(amounts, times, pv)
    return _search(amounts, times, pv)


def _newton(amounts: Sequence[float], times: Sequence[float], pv: float) -> float:
    target = math.log(pv)
    flows = [(math.log(a), t) for a, t in zip(amounts, times, strict=True) if a > 0]
    x = 0.0
    for _ in range(200):
        peak = max(a - x * t for a, t in flows)
        parts = [(math.exp(a - x * t - peak), t) for a, t in flows]
        whole = math.fsum(w for w, _ in parts)
        mean_time = math.fsum(w * t for w, t in parts) / whole
        gap = peak + math.log(whole) - target
        x += gap / mean_time
        if abs(gap) <= _SMALL * max(1.0, abs(target), abs(peak)):
            return x
    raise _no_rate(pv)


def _search(amounts: Sequence[float], times: Sequence[float], pv: float) -> float:
    def gap(x: float) -> float:
        try:
            return math.fsum(a * math.exp(-x * t) for a, t in zip(amounts, times, strict=True)) - pv
        except OverflowError:
            return math.nan

    grid = [k / 50 for k in range(251)]
    for low, high in zip(grid, grid[1:], strict=False):
        for a, b in ((low, high), (-high, -low)):
            if gap(a) * gap(b) <= 0:
                return _bisect(gap, a, b)
    raise _no_rate(pv)


def _bisect(gap: Callable[[float], float], low: float, high: float) -> float:
    """A zero of `gap` between two points where its signs differ."""
    rising = gap(high) > gap(low)
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if (gap(middle) > 0) == rising:
            high = middle
        else:
            low = middle
    return (low + high) / 2


def _no_rate(pv: float) -> NoConvergenceError:
    return NoConvergenceError(
        "pv", pv, "", message=f"pv must be the payments discounted at some rate, got {pv:g}"
    )
