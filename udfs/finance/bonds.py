"""Price, yield and duration of a bond from its terms (see `udfs.finance.coupons`).

With the growth g = log(1 + yld / freq) a payment k periods away is worth exp(-g k). The value of
a bond is exp(-g wait) (coupon share + coupon annuity + redemption exp(-g later)); its logarithm is
a falling convex function of g, so that Newton's method finds the one yield from anywhere. A bond
with one payment left, due within a period, is discounted by simple interest, as Excel does.

The scalar and the array functions compute the same formula.
"""

from __future__ import annotations

from math import exp, expm1, log, log1p
from typing import Any

import numpy as np

from udfs.errors import NoConvergenceError
from udfs.finance.chandrupatla import find_root
from udfs.finance.coupons import Terms

_TINY = 1e-300  # stands for a rate of 0 where it divides
_SERIES = 1e-3  # later x growth below which the slope of an annuity comes from its series
_ROUNDS = 60
_COMMON = 3  # rounds that nearly every bond needs
_SETTLED = 1e-9  # a step of Newton's method after which the next one changes nothing
_NEAR = 5e-10  # growth closer to 0 is set to this, which is less than a settled step
_HIGHEST = 700.0  # logarithm of the largest rate
_BLOCK = 16384  # rows solved at a time: what stays in the cache


def is_simple(terms: Terms) -> Any:
    """Whether simple interest counts: one payment left, at most one period away."""
    return (terms.later == 0.0) & (terms.wait <= 1.0)


def _floats(terms: Terms) -> tuple[float, float, float, float]:
    return terms.wait, terms.share, terms.later, terms.accrued


def price(terms: Terms, coupon: float, rate: float, redemption: float) -> float:
    """Clean price per 100 of one bond.

    Parameters
    ----------
    terms : Terms
        Plain floats.
    coupon : float
        Regular coupon per 100.
    rate : float
        Yield per period.
    redemption : float
        Per 100.
    """
    wait, share, later, accrued = _floats(terms)
    if is_simple(terms):
        return (coupon * share + redemption) / (1.0 + wait * rate) - coupon * accrued
    growth = log1p(rate)
    annuity = -expm1(-later * growth) / rate if rate else later
    value = exp(-wait * growth) * coupon * (share + annuity)
    return value + redemption * exp(-(wait + later) * growth) - coupon * accrued


def prices(terms: Terms, coupon: Any, rate: Any, redemption: Any) -> Any:
    """`price` of arrays; NaN where it has none."""
    wait, share, later, accrued, good = terms
    growth = np.log1p(rate)
    annuity = -np.expm1(-later * growth) / np.where(rate == 0.0, 1.0, rate)
    annuity = np.where(rate == 0.0, later, annuity)
    value = np.exp(-wait * growth) * coupon * (share + annuity)
    value = value + redemption * np.exp(-(wait + later) * growth)
    simple = 1.0 + wait * rate
    once = (coupon * share + redemption) / np.where(simple > 0.0, simple, np.nan)
    return np.where(good, np.where(is_simple(terms), once, value) - coupon * accrued, np.nan)


def _log_value(terms: Terms, coupon: float, redemption: float, growth: float) -> float:
    """Logarithm of the value, the largest factor taken out so that nothing overflows."""
    wait, share, later, _ = _floats(terms)
    rate = expm1(growth)
    lift = max(0.0, -later * growth)
    if growth == 0.0:
        annuity = later
    elif growth > 0.0:
        annuity = -expm1(-later * growth) / rate
    else:
        annuity = expm1(later * growth) / rate
    tail = -later * growth - lift
    inner = coupon * (share * exp(-lift) + annuity) + redemption * exp(tail)
    if inner < 1e-290:  # no coupons, and a redemption too far away to be seen
        return log(redemption) + tail + lift - wait * growth
    return log(inner) + lift - wait * growth


def rate(terms: Terms, coupon: float, value: float, redemption: float) -> float:
    """Yield per period at which one bond is worth `value`, accrued interest included.

    Raises
    ------
    NoConvergenceError
        `#NUM!` when the value does not depend on the yield or no float holds it.
    """
    wait, share, later, _ = _floats(terms)
    if is_simple(terms):
        if wait == 0.0:
            allowed = "before the last payment by the day count of the basis"
            raise NoConvergenceError("settlement", "no time left", allowed)
        return ((coupon * share + redemption) / value - 1.0) / wait
    goal = log(value)

    def gap(growth: float) -> float:
        return _log_value(terms, coupon, redemption, growth) - goal

    total = coupon * (share + later) + redemption
    reach = coupon * (share * wait + later * wait + 0.5 * later * (later + 1.0))
    reach = (reach + redemption * (wait + later)) / total
    low = (log(total) - goal) / reach
    low -= 1e-9 * max(1.0, abs(low))
    high, width = max(low, 0.0) + 0.01, 0.05
    while gap(high) > 0.0:
        high, width = high + width, 2.0 * width
        if high > _HIGHEST:
            raise NoConvergenceError("price", value, "the price of a yield below 1e300")
    return expm1(find_root(gap, low, high))


def _slope(later: Any, rate_: Any, growth: Any, tail: Any, annuity: Any) -> Any:
    """Derivative of the annuity by the growth: minus the sum of k exp(-k growth)."""
    slope = (later * tail - annuity) / rate_ - annuity
    is_near = np.abs(later * growth) < _SERIES
    if np.any(is_near):
        first = 0.5 * later * (later + 1.0)
        second = first * (2.0 * later + 1.0) / 3.0
        series = growth * (second - 0.5 * growth * first * first) - first
        slope = np.where(is_near, series, slope)
    return slope


def _parts(later: Any, growth: Any) -> tuple[Any, Any, Any]:
    """Discount of the last payment, annuity up to it and its slope."""
    rate_ = np.expm1(growth)
    rate_ = np.where(rate_ == 0.0, _TINY, rate_)
    lost = np.expm1(-later * growth)
    annuity = np.where(growth == 0.0, later, -lost / rate_)
    return lost + 1.0, annuity, _slope(later, rate_, growth, lost + 1.0, annuity)


def durations(terms: Terms, coupon: Any, rate: Any, redemption: Any) -> Any:
    """Macaulay duration in periods; numbers and arrays alike, NaN where there is none."""
    wait, share, later, _, good = terms
    growth = np.log1p(rate)
    tail, annuity, slope = _parts(later, growth)
    value = coupon * (share + annuity) + redemption * tail
    return np.where(good, wait - (coupon * slope - redemption * later * tail) / value, np.nan)


def rates(terms: Terms, coupon: Any, value: Any, redemption: Any) -> Any:
    """`rate` of arrays; NaN where it is left to the scalar function."""
    given = (*terms[:4], coupon, value, redemption)
    shape = np.broadcast_shapes(*(np.shape(one) for one in given))
    columns = [np.broadcast_to(one, shape).reshape(-1) for one in given]
    found = np.empty(columns[0].shape)
    for start in range(0, len(found), _BLOCK):
        part = slice(start, start + _BLOCK)
        found[part] = _solved(*(column[part] for column in columns))
    return np.where(terms.good, found.reshape(shape), np.nan)


def _solved(
    wait: Any, share: Any, later: Any, accrued: Any, coupon: Any, value: Any, redemption: Any
) -> Any:
    """Rates of a block of rows: Newton's method from a yield to maturity by rule of thumb."""
    unit = 1.0 / redemption
    value, coupon = value * unit, coupon * unit
    first = coupon * share
    clean = value - coupon * accrued
    guess = (coupon + (1.0 - clean) / (wait + later)) / (0.6 * clean + 0.4)
    growth = np.log1p(np.minimum(np.maximum(guess, -0.2), 0.3))
    columns = [wait, first, later, coupon, 1.0 / value]
    found, rows = growth, None
    for round_ in range(_ROUNDS):
        if np.abs(growth).min() < _NEAR:  # too near 0 for the slope of the annuity
            growth = np.where(np.abs(growth) < _NEAR, _NEAR, growth)
        step = _newton(growth, *columns)
        growth = growth + step
        if round_ < _COMMON - 1:
            continue
        if rows is None:
            found = growth
        else:
            found[rows] = growth
        open_ = np.flatnonzero(~(np.abs(step) <= _SETTLED))
        if not len(open_):
            break
        rows = open_ if rows is None else rows[open_]
        growth, columns = growth[open_], [column[open_] for column in columns]
    else:
        found[rows] = np.nan
    found = np.expm1(found)
    is_simple = (later == 0.0) & (wait <= 1.0)
    if is_simple.any():
        once = ((first + 1.0) / value - 1.0) / np.where(wait == 0.0, np.nan, wait)
        found = np.where(is_simple, once, found)
    return found


def _newton(growth: Any, wait: Any, first: Any, later: Any, coupon: Any, scale: Any) -> Any:
    """Step of Newton's method on the logarithm of the value; the redemption is 1."""
    rate_ = np.expm1(growth)
    tail = later * growth
    np.negative(tail, out=tail)
    minus = np.expm1(tail)  # the discount of the last payment, less 1
    tail = minus + 1.0
    minus /= rate_  # the annuity, negative
    times = later * tail
    slope = times + minus
    slope /= rate_
    slope += minus
    slope *= coupon
    times -= slope
    minus *= coupon
    tail -= minus
    tail += first  # the value, but for the wait
    times /= tail
    times += wait  # the duration
    tail *= scale
    step = np.log(tail)
    np.multiply(wait, growth, out=tail)
    step -= tail
    step /= times
    return step
