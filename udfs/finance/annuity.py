"""Closed forms for rents that step up once a year: present values for any number of periods.

Payment j (counted from 0) is pmt x (1 + escalator) ** floor(j / freq), and 0 for j < free; it
falls at time j + 1 - timing, in periods. Whole years form a geometric series with the ratio
x = (1 + escalator) / (1 + i) ** freq, so no sum runs over periods. Every ratio is written with
expm1 of a logarithm: it keeps its digits near a rate of zero and near x = 1, and all terms are
positive, so nothing cancels.

The scalar functions take real numbers of periods too: inside a year the sum goes on as the level
annuity formula does for a real n, which agrees with the true sum at every whole payment.
"""

from __future__ import annotations

from math import exp, expm1, floor, log1p
from typing import Any

import numpy as np

from udfs.errors import DomainError, InputTypeError

FREQUENCIES = (1, 2, 4, 12)
COMPOUNDINGS = ("nominal", "effective")

Floats = np.ndarray[Any, np.dtype[np.float64]]
_TINY = 2.0**-600  # stands for a rate of zero: a power of two, so that every ratio stays exact


def check_count(argument: str, value: float, least: float, most: float | None = None) -> None:
    """Raise DomainError unless the value is whole and within the bounds."""
    if value < least:
        raise DomainError(argument, value, f"at least {least:g}")
    if value % 1 != 0:
        raise DomainError(argument, value, "a whole number")
    if most is not None and value > most:
        raise DomainError(argument, value, f"at most {most:.15g}")


def check_timing(timing: float) -> None:
    """Raise DomainError unless timing is 0 or 1."""
    if timing != 0 and timing != 1:
        raise DomainError("timing", timing, "0 (end of period) or 1 (start)")


def check_frequency(freq: float) -> None:
    """Raise DomainError unless freq is 1, 2, 4 or 12."""
    if freq not in FREQUENCIES:
        raise DomainError("freq", freq, "1, 2, 4 or 12")


def check_escalator(escalator: float) -> None:
    """Raise DomainError unless the escalator is above -1."""
    if escalator <= -1:
        raise DomainError("escalator", escalator, "above -1")


def log_growth(rate: float, freq: float = 1, comp: str = "nominal") -> float:
    """log(1 + i) for the periodic rate i: rate / freq, or (1 + rate) ** (1 / freq) - 1.

    >>> round(expm1(log_growth(0.05, 12)), 8), round(expm1(log_growth(0.05, 12, "effective")), 8)
    (0.00416667, 0.00407412)
    """
    if comp != "nominal":
        comp = comp.lower()
        if comp not in COMPOUNDINGS:
            raise InputTypeError("comp", comp, '"nominal" or "effective"')
    if freq != 1:
        check_frequency(freq)
    if comp == "effective":
        if rate <= -1:
            raise DomainError("rate", rate, "above -1")
        return log1p(rate) / freq
    if rate <= -freq:
        raise DomainError("rate", rate, f"above {-freq:g} (a periodic rate above -1)")
    return log1p(rate / freq)


def geometric(log_ratio: float, count: float) -> float:
    """The sum of ratio ** k for k from 0 to count - 1; count may be real.

    >>> round(geometric(log1p(1.0), 3), 12)
    7.0
    """
    return expm1(count * log_ratio) / expm1(log_ratio) if log_ratio else float(count)


def stepped_sum(growth: float, nper: float, freq: float, escalator: float, free: float) -> float:
    """Present value at the date of payment 0 of a rent that starts at 1.

    Parameters
    ----------
    growth : float
        log(1 + i), see log_growth.
    nper : float
        Number of periods, `free` included; may be real.
    freq, escalator, free : float
        Payments a year, yearly step, periods without rent at the start.
    """
    if escalator == 0 and free == 0:
        return geometric(-growth, nper)
    if nper <= free:
        return 0.0
    step = log1p(escalator)
    years = floor(free / freq)
    first = min(-free % freq, nper - free)
    rest = nper - free - first
    total = geometric(-growth, first)
    if rest > 0:
        ratio = step - freq * growth
        whole = floor(rest / freq)
        blocks = geometric(-growth, freq) * geometric(ratio, whole)
        if rest > whole * freq:
            blocks += exp(whole * ratio) * geometric(-growth, rest - whole * freq)
        total += exp((step if first else 0.0) - first * growth) * blocks
    return exp(years * step - free * growth) * total


def present_value(
    growth: float,
    nper: float,
    pmt: float,
    rvg: float = 0.0,
    timing: float = 0,
    freq: float = 1,
    escalator: float = 0.0,
    free: float = 0,
) -> float:
    """Present value of all payments and of `rvg` at the end; see the module for the rent."""
    total = pmt * stepped_sum(growth, nper, freq, escalator, free)
    if timing == 0:
        total *= exp(-growth)
    return total + rvg * exp(-nper * growth) if rvg else total


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
    """Present values of many leases: arrays or scalars, ready to broadcast; NaN for a bad row."""
    i, growth = _rates(rate, freq, comp)
    if _is_zero(escalator) and _is_zero(free):
        factor = np.multiply(nper, growth)
        total = np.expm1(np.negative(factor, out=factor), out=factor)
    else:
        total = _stepped(growth, nper, freq, escalator, free)
    total = np.multiply(total, pmt)
    total /= -i
    if not _is_zero(timing):
        total = total * (1.0 + i * timing)
    if not _is_zero(rvg):
        total = total + rvg * np.exp(-(nper * growth))
    return keep(total, nper, timing, freq, escalator, free)


def _rates(rate: Any, freq: Any, comp: str) -> tuple[Any, Any]:
    """The periodic rate, never exactly zero, and the log of one plus it."""
    if comp.lower() == "effective":
        growth = np.log1p(rate) / freq
        i = np.expm1(growth)
    elif comp.lower() == "nominal":
        i = rate / freq if np.ndim(freq) or freq != 1 else np.asarray(rate)
        growth = None
    else:
        return np.nan, np.nan
    if not np.all(i):
        i = np.where(i == 0, _TINY, i)
        growth = None
    return i, np.log1p(i) if growth is None else growth


def _is_zero(value: Any) -> bool:
    return np.ndim(value) == 0 and bool(value == 0)


def _stepped(growth: Any, nper: Any, freq: Any, escalator: Any, free: Any) -> Any:
    """-i / (1 + i) times `stepped_sum`, for arrays."""
    step = np.log1p(escalator)
    ratio = step - freq * growth
    if not np.all(ratio):
        ratio = np.where(ratio == 0, _TINY, ratio)
    rest = nper - free
    start = 0.0
    is_free = not _is_zero(free)
    if is_free:
        years = np.ceil(free / freq)
        first = np.minimum(years * freq - free, rest)
        start = np.expm1(-(first * growth))
        rest = rest - first
    whole = np.floor(rest / freq)
    power = np.expm1(whole * ratio)
    total = np.expm1(-(freq * growth)) * power / np.expm1(ratio)
    if np.ndim(freq) or freq != 1:
        total += (power + 1.0) * np.expm1(growth * (whole * freq - rest))
    if is_free:
        begun = years - (first > 0)
        lead = np.exp(begun * step - free * growth)
        total = lead * start + np.exp(years * step - (free + first) * growth) * total
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
    if not _is_zero(free):
        good = good & (np.floor(free) == free) & (free >= 0) & (free <= nper)
    return total if np.all(good) else np.where(good, total, np.nan)


def _is_timing(value: Any) -> Any:
    return (value == 0) | (value == 1)


def _is_frequency(value: Any) -> Any:
    return (value == 1) | (value == 2) | (value == 4) | (value == 12)


def _is_escalator(value: Any) -> Any:
    return value > -1
