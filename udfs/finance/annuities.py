"""The closed forms of `udfs.finance.annuity` for many leases at once.

Every argument is a float array or a plain number; they broadcast, and a step that does nothing
for any row is left out. NaN marks a row with an argument outside its domain.
"""

from __future__ import annotations

from typing import Any

import numpy as np

_TINY = 2.0**-600  # stands for a rate of zero: a power of two, so that every ratio stays exact


def present_values(
    rate: Any,
    nper: Any,
    pmt: Any,
    rvg: Any = 0.0,
    timing: Any = 0.0,
    freq: Any = 1.0,
    escalator: Any = 0.0,
    comp: str = "nominal",
    free: Any = 0.0,
) -> Any:
    """`present_value` of many leases: arrays or scalars that broadcast; NaN for a bad row."""
    i, growth = rates(rate, freq, comp)
    total = _tail(growth, nper, freq, escalator, free, 0.0) * pmt / -i
    if not is_zero(timing):
        total = total * (1.0 + i * timing)
    if not is_zero(rvg):
        total = total + rvg * np.exp(-(nper * growth))
    return keep(total, nper, timing, freq, escalator, free)


def liabilities(
    rate: Any,
    nper: Any,
    pmt: Any,
    rvg: Any = 0.0,
    timing: Any = 0.0,
    freq: Any = 1.0,
    escalator: Any = 0.0,
    comp: str = "nominal",
    free: Any = 0.0,
) -> Any:
    """`balance` of many leases at commencement."""
    return balances(0.0, rate, nper, pmt, rvg, timing, freq, escalator, comp, free)


def balances(
    k: Any,
    rate: Any,
    nper: Any,
    pmt: Any,
    rvg: Any = 0.0,
    timing: Any = 0.0,
    freq: Any = 1.0,
    escalator: Any = 0.0,
    comp: str = "nominal",
    free: Any = 0.0,
) -> Any:
    """`balance` of many leases: arrays or scalars that broadcast; NaN for a bad row."""
    i, growth = rates(rate, freq, comp)
    origin = np.where(np.equal(k, 0), timing, k) if np.ndim(k) else (k if k else timing)
    first = origin if is_zero(free) else np.maximum(origin, free)
    total = _tail(growth, nper, freq, escalator, first, origin) * pmt / -i
    if not is_zero(k) and not is_zero(timing):
        total = total * (1.0 + i * timing * np.not_equal(k, 0))
    if not is_zero(rvg):
        total = total + rvg * np.exp((k - nper) * growth)
    good = (np.floor(k) == k) & (np.greater_equal(k, 0)) & np.less_equal(k, nper)
    return np.where(good, keep(total, nper, timing, freq, escalator, free), np.nan)


def discounted(
    growth: Any, nper: Any, pmt: Any, rvg: Any, timing: Any, freq: Any, escalator: Any, free: Any
) -> Any:
    """`present_values` for log(1 + i), checks left out."""
    growth = np.where(growth == 0, _TINY, growth)
    i = np.expm1(growth)
    total = _tail(growth, nper, freq, escalator, free, 0.0) * pmt / -i
    total = total * (1.0 + i * timing)
    return total + rvg * np.exp(-(nper * growth))


def rates(rate: Any, freq: Any, comp: str) -> tuple[Any, Any]:
    """The periodic rate, never exactly zero, and the log of one plus it."""
    growth = None
    if comp.lower() == "effective":
        growth = np.log1p(rate) / freq
        i = np.expm1(growth)
    elif comp.lower() == "nominal":
        i = np.asarray(rate) if np.ndim(freq) == 0 and freq == 1 else np.divide(rate, freq)
    else:
        return np.nan, np.nan
    if _has_zero(i):
        i = np.where(i == 0, _TINY, i)
        growth = None
    return i, np.log1p(i) if growth is None else growth


def _has_zero(values: Any) -> bool:
    """Whether some value is zero; the smallest and the largest usually rule it out."""
    if np.ndim(values) == 0 or np.size(values) == 0:
        return bool(np.any(np.equal(values, 0)))
    lowest, highest = np.minimum.reduce(values, axis=None), np.maximum.reduce(values, axis=None)
    return not (lowest > 0 or highest < 0) and bool(np.any(values == 0))


def is_zero(value: Any) -> bool:
    """Whether a value is the scalar 0, so that a step can be left out for all rows."""
    return np.ndim(value) == 0 and bool(value == 0)


def _tail(growth: Any, nper: Any, freq: Any, escalator: Any, first: Any, origin: Any) -> Any:
    """-i / (1 + i) times `tail_sum`, for arrays."""
    is_late = not is_zero(first)
    rest = np.maximum(nper - first, 0.0) if is_late else nper
    if is_zero(escalator):
        total = np.expm1(-(rest * growth))
        return total * np.exp((origin - first) * growth) if first is not origin else total
    step = np.log1p(escalator)
    ratio = step - freq * growth
    if _has_zero(ratio):
        ratio = np.where(ratio == 0, _TINY, ratio)
    is_split = is_late and not (np.ndim(freq) == 0 and freq == 1)
    if is_split:
        years = np.ceil(first / freq)
        begun = np.minimum(years * freq - first, rest)
        rest = rest - begun
    whole = np.floor(rest / freq) if np.ndim(freq) or freq != 1 else rest
    power = np.expm1(whole * ratio)
    total = power / np.expm1(ratio) * np.expm1(-(freq * growth))
    if whole is not rest:
        total = total + (power + 1.0) * np.expm1((whole * freq - rest) * growth)
    if is_split:
        total = total * np.exp(years * step + (origin - first - begun) * growth)
        lead = np.exp((years - (begun > 0)) * step + (origin - first) * growth)
        total = total + lead * np.expm1(-(begun * growth))
    elif is_late:
        total = total * np.exp(first * step + (origin - first) * growth)
    return total


def keep(total: Any, nper: Any, timing: Any, freq: Any, escalator: Any, free: Any) -> Any:
    """The totals with NaN where an argument is outside its domain."""
    good = (np.floor(nper) == nper) & (nper >= 1)
    for value, test in (
        (timing, _is_timing),
        (freq, _is_frequency),
        (escalator, _is_escalator),
    ):
        if np.ndim(value):
            good = good & test(value)
        elif not test(value):
            return np.full(np.shape(total), np.nan)
    if not is_zero(free):
        good = good & (np.floor(free) == free) & (free >= 0) & (free <= nper)
    return total if np.all(good) else np.where(good, total, np.nan)


def _is_timing(value: Any) -> Any:
    return (value == 0) | (value == 1)


def _is_frequency(value: Any) -> Any:
    return (value == 1) | (value == 2) | (value == 4) | (value == 12)


def _is_escalator(value: Any) -> Any:
    return value > -1
