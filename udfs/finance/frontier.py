"""The longest term that stays below the bright line of a share of fair value.

Continuous in time: between two payments the value grows as the annuity formula does for a real
number of payments, and agrees with the true sum at every whole payment. A step of the rent comes
at its anniversary, free rent at whole periods.
"""

from __future__ import annotations

from math import ceil, exp, expm1, floor, inf, log, log1p
from typing import Any

import numpy as np

from udfs.finance.annuities import is_zero, rates
from udfs.finance.annuity import geometric, present_value


def crossing(
    growth: float,
    pmt: float,
    rvg: float,
    target: float,
    limit: float,
    timing: float = 0,
    freq: float = 1,
    escalator: float = 0.0,
    free: float = 0,
) -> float:
    """The first real number of periods at which present value plus guarantee reaches target.

    Parameters
    ----------
    growth : float
        log(1 + i) for the periodic rate i.
    pmt, rvg, target : float
        First year's payment, guarantee payable at the end, value to be reached.
    limit : float
        Number of periods beyond which nobody asks; it is the answer when target is not reached.
    """
    if rvg >= target:
        return 0.0
    step = log1p(escalator)

    def height(n: float) -> float:
        try:
            return present_value(growth, n, pmt, rvg, timing, freq, escalator, free) - target
        except OverflowError:
            return inf

    def inside(start: float, stop: float) -> float:
        """The crossing between two points with level rent between them."""
        due = pmt * exp(step * floor(start / freq)) if start >= free else 0.0
        due *= exp(growth * (timing - 1.0))
        here = height(start) + target
        left = rvg * exp(-start * growth)
        return min(start + _level(growth, due * exp(-growth * start), left, target - here), stop)

    marks = [0.0, min(free, limit)]
    marks.append(min(ceil(free / freq) * freq, limit))
    for start, stop in zip(marks, marks[1:], strict=False):
        if start < stop and height(stop) >= 0:
            return inside(start, stop)
    base, years = marks[-1], floor((limit - marks[-1]) / freq)
    turn = _turn(growth, pmt, rvg, timing, freq, escalator, base, years)
    for first, last in ((0, turn), (turn, years)):
        if height(base + first * freq) < 0 <= height(base + last * freq):
            while last - first > 1:
                middle = (first + last) // 2
                if height(base + middle * freq) >= 0:
                    last = middle
                else:
                    first = middle
            return inside(base + first * freq, base + last * freq)
    start = base + years * freq
    return inside(start, limit) if start < limit and height(limit) >= 0 else limit


def _level(growth: float, due: float, left: float, gap: float) -> float:
    """Periods until a level rent, less what the guarantee loses, has made up the gap.

    Solves due x (1 - q**-n) / (1 - q**-1) + left x (q**-n - 1) = gap, with q = exp(growth).
    """
    if growth == 0:
        return gap / due if due > 0 else inf
    factor = -expm1(-growth)
    share = gap * factor / (due - left * factor) if due != left * factor else inf
    return -log1p(-share) / growth if share < 1 else inf


def _turn(
    growth: float,
    pmt: float,
    rvg: float,
    timing: float,
    freq: float,
    escalator: float,
    base: float,
    years: int,
) -> int:
    """The year at which the yearly change of value turns its sign, if there is one.

    A year adds pmt (1 + g)**y a year's annuity and takes rvg (1 - q**-freq), both discounted
    alike: the difference changes sign once at most.
    """
    step = log1p(escalator)
    lost = rvg * -expm1(-freq * growth)
    rent = pmt * exp(step * (base / freq) + growth * (timing - 1.0)) * geometric(-growth, freq)
    if step == 0 or rent <= 0 or lost <= 0:
        return 0
    turn = (log(lost) - log(rent)) / step  # the quotient may fall below the least number
    if turn <= 0:
        return 0
    return years if turn >= years else ceil(turn)


def frontiers(
    rate: Any,
    pmt: Any,
    fv: Any,
    life: Any,
    rvg: Any = 0.0,
    pct_pv: Any = 0.9,
    pct_life: Any = 0.75,
    timing: Any = 0.0,
    freq: Any = 1.0,
    escalator: Any = 0.0,
    free: Any = 0.0,
) -> Any:
    """Years to the frontier for many leases with level rent; NaN leaves a row to the scalar."""
    i, decay = rates(rate, freq, "nominal")
    due = np.multiply(pmt, 1.0 + i * timing) / i
    target = np.multiply(pct_pv, fv)
    share = (target - rvg) / (due - rvg)
    periods = np.where(share < 1, np.log1p(-share) / decay, np.inf)
    periods = np.where(periods > 0, periods, np.inf)
    bound = np.multiply(pct_life, life)
    years = np.where(rvg >= target, 0.0, np.minimum(periods / freq, bound))
    good = np.isfinite(i + due + target) & (np.greater(i, -1)) & (np.abs(i) > 1e-12)
    good = good & ((np.equal(timing, 0)) | np.equal(timing, 1)) & np.isin(freq, (1, 2, 4, 12))
    for value, least in ((pmt, 0), (rvg, 0)):
        good = good & np.greater_equal(value, least)
    for value in (fv, life, pct_pv, pct_life):
        good = good & np.greater(value, 0)
    if not is_zero(escalator) or not is_zero(free):
        good = good & np.equal(escalator, 0) & np.equal(free, 0)
    return np.where(good, years, np.nan)
