"""A yield curve read between its points, and the shift of it that prices a row of flows."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from udfs.errors import DomainError, InputTypeError, MissingDataError, NoConvergenceError
from udfs.finance.chandrupatla import find_root

_WIDEST = 1e9  # shift of the curve beyond which none is sought

Floats = np.ndarray[Any, np.dtype[np.float64]]


def check_curve(
    tenors: Floats, yields: Floats, name: str = "yields", tenor_name: str = "tenors"
) -> None:
    """Raise unless there is one yield above -100% for each tenor, and tenors ascend from 0 on.

    The names are what the caller's arguments of the yields and the tenors are called.
    """
    if len(tenors) != len(yields):
        raise InputTypeError(name, f"{len(yields)} {name}", f"one for each of {len(tenors)}")
    if tenors[0] < 0.0:
        raise DomainError(tenor_name, float(tenors[0]), "at least 0 years")
    fall = np.flatnonzero(np.diff(tenors) <= 0.0)
    if len(fall):
        place = int(fall[0]) + 2
        allowed = "above the one before"
        raise InputTypeError(f"{tenor_name}[{place}]", float(tenors[place - 1]), allowed)
    low = np.flatnonzero(yields <= -1.0)
    if len(low):
        place = int(low[0]) + 1
        raise DomainError(f"{name}[{place}]", float(yields[place - 1]), "above -1")


def read_curve(
    tenors: Floats,
    yields: Floats,
    time: Floats,
    method: str = "linear",
    extrap: bool = False,
    names: tuple[str, str] = ("yields", "t"),
    tenor_name: str = "tenors",
) -> Floats:
    """Yield of each time, in years; see YIELD_CURVE for the methods.

    The names are what the caller's arguments of the yields, the times and the tenors are called.

    >>> read_curve(np.array([1.0, 3.0]), np.array([0.02, 0.04]), np.array([2.0])).tolist()
    [0.03]
    """
    check_curve(tenors, yields, names[0], tenor_name)
    known = _METHODS.get(" ".join(method.replace("-", " ").replace("_", " ").lower().split()))
    if known is None:
        raise InputTypeError("method", method, '"linear", "log-df" or "cubic"')
    outside = (time < tenors[0]) | (time > tenors[-1])
    if outside.any() and not extrap:
        allowed = f"from {tenors[0]:g} to {tenors[-1]:g} years, where the curve is"
        raise MissingDataError(names[1], float(time[outside][0]), allowed)
    time = np.clip(time, tenors[0], tenors[-1])
    return known(tenors, yields, time) if len(tenors) > 1 else np.full(time.shape, yields[0])


def _linear(tenors: Floats, yields: Floats, time: Floats) -> Floats:
    return np.asarray(np.interp(time, tenors, yields))


def _log_discount(tenors: Floats, yields: Floats, time: Floats) -> Floats:
    """Logarithms of the discount factors on straight lines; yields effective annual."""
    logs = np.interp(time, tenors, tenors * np.log1p(yields))
    first = time == 0.0
    found = np.expm1(logs / np.where(first, 1.0, time))
    return np.asarray(np.where(first, yields[0], found))


def _cubic(tenors: Floats, yields: Floats, time: Floats) -> Floats:
    """Hermite's cubic through the points, with slopes that add no turn of their own."""
    width, rise = np.diff(tenors), np.diff(yields) / np.diff(tenors)
    slope = _slopes(width, rise)
    place = np.clip(np.searchsorted(tenors, time, side="right") - 1, 0, len(width) - 1)
    h = width[place]
    x = (time - tenors[place]) / h
    low, high = yields[place], yields[place + 1]
    bend = (1.0 - x) * slope[place] + x * -slope[place + 1] + (2.0 * x - 1.0) * rise[place]
    return np.asarray(low + x * (high - low) + x * (1.0 - x) * h * bend)


def _slopes(width: Floats, rise: Floats) -> Floats:
    """Slopes at the points by Fritsch and Butland: 0 at a turn, else a harmonic mean."""
    slope = np.empty(len(width) + 1)
    if len(width) == 1:
        slope[:] = rise[0]
        return slope
    left, right = rise[:-1], rise[1:]
    before = 2.0 * width[1:] + width[:-1]
    after = width[1:] + 2.0 * width[:-1]
    same = left * right > 0.0
    mean = (before + after) / (before / np.where(same, left, 1) + after / np.where(same, right, 1))
    slope[1:-1] = np.where(same, mean, 0.0)
    slope[0] = _end_slope(width[0], width[1], rise[0], rise[1])
    slope[-1] = _end_slope(width[-1], width[-2], rise[-1], rise[-2])
    return slope


def _end_slope(width: float, beside: float, rise: float, next_rise: float) -> float:
    """Three-point slope at an end, kept from turning the curve."""
    slope = ((2.0 * width + beside) * rise - width * next_rise) / (width + beside)
    if slope * rise <= 0.0:
        return 0.0
    if rise * next_rise <= 0.0 and abs(slope) > 3.0 * abs(rise):
        return 3.0 * rise
    return float(slope)


_METHODS: dict[str, Callable[[Floats, Floats, Floats], Floats]] = {
    "linear": _linear,
    "log df": _log_discount,
    "logdf": _log_discount,
    "cubic": _cubic,
    "monotone cubic": _cubic,
}


def shift(flows: Floats, years: Floats, price: float, rates: Floats) -> float:
    """What added to every rate makes the flows worth the price; the nearest to 0 if several do.

    Raises
    ------
    NoConvergenceError
        `#NUM!` when none does.
    """
    lowest = -1.0 - float(rates[flows != 0.0].min(initial=math.inf))

    def gap(spread: float) -> float:
        with np.errstate(over="ignore"):
            value = float(np.dot(flows, np.exp(-years * np.log1p(rates + spread))))
        return min(max(value, -1e300), 1e300) - price

    at, width = gap(0.0), 0.01
    if at == 0.0:
        return 0.0
    below = above = 0.0
    while above < _WIDEST:
        # Downwards each step goes half of the way left at most: the lowest rate is never reached.
        lower, upper = max(below - width, 0.5 * (below + lowest)), above + width
        if (gap(upper) > 0.0) != (at > 0.0):
            return find_root(gap, above, upper, 1.0)
        if lower > lowest + 1e-12 and (gap(lower) > 0.0) != (at > 0.0):
            return find_root(gap, lower, below, 1.0)
        below, above, width = lower, upper, 1.5 * width
    raise NoConvergenceError("price", price, "a value that some shift of the curve gives the flows")
