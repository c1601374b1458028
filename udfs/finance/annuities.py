"""The closed forms of `udfs.finance.annuity` for many leases at once.

Every argument is a float array or a plain number; they broadcast, and a step that does nothing
for any row is left out. NaN marks a row with an argument outside its domain.
"""

from __future__ import annotations

from typing import Any

import numpy as np

#: Stands for a rate of zero, or of so little that float64 has few digits for it: a power of two,
#: so that every ratio stays exact.
_TINY = 2.0**-600


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
    i, decay = rates(rate, freq, comp)
    total = _into(np.divide, _times(_tail(decay, nper, freq, escalator, free, 0.0), pmt), i)
    if is_zero(timing):
        total = _each(np.negative, total)
    else:
        total = _times(total, np.subtract(-1.0, i * timing))
    if not is_zero(rvg):
        total = _plus(total, _times(_each(np.exp, nper * decay), rvg))
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
    i, decay = rates(rate, freq, comp)
    origin = np.where(np.equal(k, 0), timing, k) if np.ndim(k) else (k if k else timing)
    first = origin if is_zero(free) else np.maximum(origin, free)
    total = _scaled(_tail(decay, nper, freq, escalator, first, origin), pmt, i)
    if not is_zero(k) and not is_zero(timing):
        total = total * (1.0 + i * timing * np.not_equal(k, 0))
    if not is_zero(rvg):
        total = _plus(total, rvg * np.exp((nper - k) * decay))
    good = (np.floor(k) == k) & (np.greater_equal(k, 0)) & np.less_equal(k, nper)
    return np.where(good, keep(total, nper, timing, freq, escalator, free), np.nan)


def discounted(
    decay: Any, nper: Any, pmt: Any, rvg: Any, timing: Any, freq: Any, escalator: Any, free: Any
) -> Any:
    """`present_values` for decay = -log(1 + i), checks left out."""
    decay = np.where(np.abs(decay) < _TINY, -_TINY, decay)
    i = np.expm1(-decay)
    total = _scaled(_tail(decay, nper, freq, escalator, free, 0.0), pmt, i)
    total = _times(total, 1.0 + i * timing)
    return _plus(total, rvg * np.exp(nper * decay))


def rates(rate: Any, freq: Any, comp: str) -> tuple[Any, Any]:
    """The periodic rate i, kept away from zero, and -log(1 + i)."""
    is_yearly = _is_single(freq) and freq == 1
    if comp.lower() == "effective":
        i = np.expm1(np.log1p(rate) / freq)
    elif comp.lower() == "nominal":
        i = np.asarray(rate) if is_yearly else np.divide(rate, freq)
    else:
        return np.nan, np.nan
    i = _away(i)
    return i, _each(np.negative, np.log1p(i))


def _away(values: Any) -> Any:
    """The values, those at zero set apart from it; the extremes usually say that none is."""
    if not _is_single(values) and (values.min() >= _TINY or values.max() <= -_TINY):
        return values
    is_nothing = np.abs(values) < _TINY
    return np.where(is_nothing, _TINY, values) if np.any(is_nothing) else values


def _is_single(value: Any) -> bool:
    return not getattr(value, "ndim", 0)


def is_zero(value: Any) -> bool:
    """Whether a value is the scalar 0, so that a step can be left out for all rows."""
    return _is_single(value) and bool(value == 0)


def _into(operation: Any, total: Any, other: Any) -> Any:
    """operation(total, other), written over total, a temporary, where the result fits."""
    if isinstance(total, np.ndarray) and getattr(other, "shape", ()) in ((), total.shape):
        return operation(total, other, total)
    return operation(total, other)


def _times(total: Any, other: Any) -> Any:
    return _into(np.multiply, total, other)


def _plus(total: Any, other: Any) -> Any:
    return _into(np.add, total, other)


def _each(operation: Any, total: Any) -> Any:
    """operation(total), written over total, a temporary."""
    return operation(total, total) if isinstance(total, np.ndarray) else operation(total)


def _scaled(total: Any, pmt: Any, i: Any) -> Any:
    """total x pmt / -i, written over total."""
    return _each(np.negative, _into(np.divide, _times(total, pmt), i))


def _tail(decay: Any, nper: Any, freq: Any, escalator: Any, first: Any, origin: Any) -> Any:
    """-i / (1 + i) times `tail_sum`, for arrays; decay is -log(1 + i).

    The payments from `first` on are a part of a year, `span` whole years and a part of a year,
    all three valued at the anniversary between the first two. (Where they all lie inside one
    year `span` is -1, and the sum of the three is still right.)
    """
    is_late = not is_zero(first)
    if is_zero(escalator):
        rest = np.maximum(nper - first, 0.0) if is_late else nper
        total = _each(np.expm1, rest * decay)
        if is_late and first is not origin:
            total = _times(total, np.exp((first - origin) * decay))
        return total
    is_yearly = _is_single(freq) and freq == 1
    yearly = freq * decay
    ratio = _away(_plus(np.log1p(escalator), yearly))
    begin = first if is_yearly or not is_late else _each(np.ceil, first / freq)
    stop = nper if is_yearly else _each(np.floor, nper / freq)
    span = stop - begin if is_late else stop
    power = _each(np.expm1, span * ratio)
    total = _into(np.divide, _each(np.expm1, yearly), np.expm1(ratio))
    if is_yearly:
        total = _times(total, power)
    else:  # a year's sum for each whole year, and the part of a year at the end of them all
        part = np.subtract(nper, _times(stop, freq))
        part = _each(np.expm1, _times(part, decay))
        total = _plus(_times(_plus(total, part), power), part)
    if is_late:
        if not is_yearly:  # the part of a year before the first anniversary
            head = np.subtract(first, begin * freq)
            head = _each(np.expm1, _times(head, decay))
            total = _into(np.subtract, total, _into(np.divide, head, 1.0 + escalator))
        exponent = _times(ratio, begin)
        if not is_zero(origin):
            exponent = _into(np.subtract, exponent, origin * decay)
        total = _times(total, _each(np.exp, exponent))
        is_left = np.greater(nper, first)
        if not is_left.all():
            total = _times(total, is_left)
    return total


def keep(total: Any, nper: Any, timing: Any, freq: Any, escalator: Any, free: Any) -> Any:
    """The totals with NaN where an argument is outside its domain."""
    tests = [np.floor(nper) == nper]
    if not np.min(nper) >= 1:
        tests.append(np.greater_equal(nper, 1))
    for value, test in (
        (timing, _is_timing),
        (freq, _is_frequency),
        (escalator, _is_escalator),
    ):
        if not _is_single(value):
            tests.append(test(value))
        elif not test(value):
            return np.full(np.shape(total), np.nan)
    if not is_zero(free):
        tests += [np.floor(free) == free, np.greater_equal(free, 0), np.less_equal(free, nper)]
    for test in tests:
        if not np.all(test):
            total = np.where(test, total, np.nan)
    return total


def _is_timing(value: Any) -> Any:
    return (value == 0) | (value == 1)


def _is_frequency(value: Any) -> Any:
    return (value == 1) | (value == 2) | (value == 4) | (value == 12)


def _is_escalator(value: Any) -> Any:
    return value > -1
