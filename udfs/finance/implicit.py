"""The rate that makes the payments of a lease worth what the lessor gives up.

Sought in u = log(1 + i) as the zero of log(value at u / cost): for payments and a residual that
are not negative this is falling and nearly a straight line, so there is at most one root.
"""

from __future__ import annotations

from math import expm1, inf, log, log1p
from typing import Any

import numpy as np

from udfs.errors import NoConvergenceError
from udfs.finance.annuities import discounted, keep
from udfs.finance.annuity import present_value
from udfs.finance.chandrupatla import find_root, find_roots

LOWEST, HIGHEST = -0.99, 10.0  # bounds of the periodic rate
_FLAT = 1e-3  # a growth below this is told from zero to 2**-52 of it
_HUGE = 1e4


def implicit_rate(
    cost: float,
    nper: float,
    pmt: float,
    residual: float = 0.0,
    timing: float = 0,
    freq: float = 1,
    escalator: float = 0.0,
    free: float = 0,
) -> float:
    """The periodic rate at which present value equals cost; NoConvergenceError if there is none."""

    def height(growth: float) -> float:
        try:
            value = present_value(growth, nper, pmt, residual, timing, freq, escalator, free)
        except OverflowError:
            return _HUGE
        if not 0 < value < inf:
            return _HUGE if value > 0 else -_HUGE
        share = value / cost
        return log(share) if share > 0 else log(value) - log(cost)

    at_zero = height(0.0)
    if at_zero == 0.0:
        return 0.0
    end = log1p(HIGHEST) if at_zero > 0 else log1p(LOWEST)
    if (height(end) > 0) == (at_zero > 0):
        raise NoConvergenceError(
            "fair_value",
            cost,
            "worth its payments",
            message=f"no rate between {LOWEST:.0%} and {HIGHEST:.0%} a period makes the payments "
            f"and the residual worth {cost:.15g}",
        )
    return expm1(find_root(height, 0.0, end, _FLAT))


def implicit_rates(
    fair_value: Any,
    nper: Any,
    pmt: Any,
    residual: Any = 0.0,
    timing: Any = 0.0,
    freq: Any = 1.0,
    escalator: Any = 0.0,
    idc: Any = 0.0,
    free: Any = 0.0,
) -> Any:
    """The nominal annual rate of many leases; NaN for a bad row and for one with no root."""
    cost = np.add(fair_value, idc)
    good = (cost > 0) & np.greater_equal(pmt, 0) & np.greater_equal(residual, 0)
    everything = (cost, nper, pmt, residual, timing, freq, escalator, free)
    zero = np.zeros(np.broadcast_shapes(*map(np.shape, everything)))

    def height(growth: Any) -> Any:
        total = discounted(-growth, nper, pmt, residual, timing, freq, escalator, free)
        return np.clip(np.log(total / cost), -_HUGE, _HUGE)

    at_zero = height(zero)
    end = np.where(at_zero > 0, log1p(HIGHEST), log1p(LOWEST))
    growth = np.where(at_zero == 0, 0.0, find_roots(height, zero, end, _FLAT))
    found = np.expm1(growth) * freq
    return keep(np.where(good, found, np.nan), nper, timing, freq, escalator, free)
