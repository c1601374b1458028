"""Book depreciation by method, as Excel's SLN, SYD, DB, DDB and VDB give it.

Every function takes arrays that broadcast, or single numbers, and gives NaN outside its domain.
Time runs in periods of the life, from 0 at purchase; the book value begins at cost and ends at
salvage or above.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from udfs.errors import DomainError, InputTypeError, ZeroDenominatorError

METHODS = ("SL", "SYD", "DB", "DDB", "VDB", "UNITS")
_STARTED = ("SL", "VDB")  # methods whose charge may begin anywhere
_NEWTON = 60  # steps at most, far more than the search for the switch needs
_NEAR = 1e-6  # of a period: close enough to a whole one
_NOTHING = 1e-300  # what is kept when a period takes all
_LARGEST_POWER = 700.0  # its exponential is still a number
_TIE = 1e-11  # below it two thousandths of a rate are the same decimal


def method_name(method: str) -> str:
    """The method in capitals, or an InputTypeError.

    >>> method_name(" ddb ")
    'DDB'
    """
    name = method.strip().upper()
    if name not in METHODS:
        raise InputTypeError("method", method, ", ".join(METHODS[:-1]) + " or UNITS")
    return name


def check(
    cost: float, salvage: float, life: float, period: float, method: str, factor: float,
    month: float, start: float | None, used: float | None,
) -> None:  # fmt: skip
    """Raise the error of one charge that `charges` cannot compute."""
    if cost < 0.0:
        raise DomainError("cost", cost, "at least 0")
    if not 0.0 <= salvage <= cost:
        raise DomainError("salvage", salvage, f"from 0 to the cost {cost:.15g}")
    if life == 0.0:
        raise ZeroDenominatorError("life", life, "above 0")
    if life < 0.0:
        raise DomainError("life", life, "above 0")
    _check_period(life, period, method, month, start is not None and method in _STARTED)
    if method == "VDB" and factor < 0.0:
        raise DomainError("factor", factor, "at least 0")
    if method == "DDB" and factor <= 0.0:
        raise DomainError("factor", factor, "above 0")
    _check_start_and_used(period, life, method, start, used)


def _check_period(life: float, period: float, method: str, month: float, is_started: bool) -> None:
    if method == "DB" and not 1.0 <= month < 13.0:
        raise DomainError("month", month, "from 1 to 12")
    if period < 0.0 or (period == 0.0 and not is_started):
        raise DomainError("period", period, "above 0")
    if is_started and period > life:
        raise DomainError("period", period, f"at most the life {life:.15g} where start is given")
    if method in _STARTED and period >= life + 1.0:
        raise DomainError("period", period, f"below {life + 1.0:.15g}, to begin within the life")
    whole, last = (np.floor(period), _last_year(life, month)) if method == "DB" else (period, life)
    if method in ("SYD", "DB", "DDB") and whole > last:
        raise DomainError("period", period, f"at most {last:.15g} with method {method}")


def _check_start_and_used(
    period: float, life: float, method: str, start: float | None, used: float | None
) -> None:
    if start is not None:
        if method not in _STARTED:
            raise InputTypeError("start", start, f"left blank with method {method}")
        if not 0.0 <= start <= min(period, life):
            end = min(period, life)
            raise DomainError("start", start, f"from 0 to the end of the charge {end:.15g}")
    if method == "UNITS":
        if used is None:
            raise InputTypeError("used", used, "given with method UNITS")
        if not 0.0 <= used <= 1.0:
            raise DomainError("used", used, "from 0 to 1")


def _last_year(life: Any, month: Any) -> Any:
    """The last year that DB charges: one more than the life when the first is a part year."""
    return np.where(np.floor(life) < 1.0, 0.0, np.floor(life) + np.less(np.floor(month), 12.0))


def charges(
    cost: Any, salvage: Any, life: Any, period: Any, method: str = "SL", factor: Any = 2.0,
    month: Any = 12.0, no_switch: Any = False, start: Any = None, used: Any = None,
) -> Any:  # fmt: skip
    """Depreciation of one period of each asset; NaN outside the domain.

    >>> charges(2400.0, 300.0, 10.0, np.array([1.0, 2.0]), "DDB").round(9).tolist()
    [480.0, 384.0]
    """
    base = cost - salvage
    good = np.minimum(base, salvage) >= 0.0
    if method in _STARTED:
        end = np.minimum(period, life)
        begin = np.maximum(period - 1.0, 0.0) if start is None else start
        span = end - begin
        good = good & ((span > 0.0) if start is None else _is_span(life, period, begin, span))
        if method == "SL":
            found = base / life * span
        else:
            good = good & (factor >= 0.0)
            found = variable(cost, salvage, life, begin, end, factor, no_switch)
    elif start is not None:
        return np.full(np.shape(good), np.nan)
    elif method == "UNITS":
        share = np.nan if used is None else used
        good = good & (life > 0.0) & (period > 0.0) & (share >= 0.0) & (share <= 1.0)
        found = base * share
    elif method == "DB":
        good = good & (life > 0.0) & (period > 0.0)
        good = good & (np.floor(period) <= _last_year(life, month))
        good = good & (month >= 1.0) & (month < 13.0)
        found = fixed_rate(cost, salvage, life, np.floor(period), np.floor(month))
    else:
        good = good & (period > 0.0) & (period <= life)
        if method == "SYD":
            found = base * (life - period + 1.0) * 2.0 / (life * (life + 1.0))
        else:
            good = good & (factor > 0.0)
            found = declining(cost, salvage, factor / life, period)
    return found if np.all(good) else np.where(good, found, np.nan)


def _is_span(life: Any, period: Any, begin: Any, span: Any) -> Any:
    """Whether a charge with a start of its own lies within the life."""
    inside = (life > 0.0) & (period >= 0.0) & (period <= life)
    return inside & (begin >= 0.0) & (span >= 0.0)


def fixed_rate(cost: Any, salvage: Any, life: Any, period: Any, month: Any) -> Any:
    """Excel's DB: a constant rate rounded to three decimals, `month` months in the first year."""
    left = np.where(np.equal(cost, 0.0), 1.0, salvage / np.where(np.equal(cost, 0.0), 1.0, cost))
    rate = np.floor((1.0 - left ** (1.0 / life)) * 1000.0 + 0.5 + _TIE) / 1000.0
    first = cost * rate * month / 12.0
    book = (cost - first) * (1.0 - rate) ** np.maximum(period - 2.0, 0.0)
    is_last = period > np.floor(life)
    later = book * rate * np.where(is_last, (12.0 - month) / 12.0, 1.0)
    return np.where(period < 2.0, first, later)


def declining(cost: Any, salvage: Any, rate: Any, period: Any) -> Any:
    """Excel's DDB: the rate on the book value, which does not fall below salvage."""
    book = cost * np.maximum(1.0 - rate, 0.0) ** np.maximum(period - 1.0, 0.0)
    return np.maximum(np.minimum(book * rate, book - salvage), 0.0)


def variable(
    cost: Any, salvage: Any, life: Any, start: Any, end: Any, factor: Any, no_switch: Any
) -> Any:
    """Excel's VDB from `start` to `end`, fractions included."""
    rate = factor / life
    if np.ndim(no_switch) == 0:
        if no_switch:
            return _plain(cost, salvage, rate, start, end)
        return _switched(cost, salvage, life, rate, start, end)
    plain = _plain(cost, salvage, rate, start, end)
    return np.where(no_switch, plain, _switched(cost, salvage, life, rate, start, end))


def _plain(cost: Any, salvage: Any, rate: Any, start: Any, end: Any) -> Any:
    """Declining balance alone: a part of a period takes its part of that period's charge."""
    kept = np.maximum(1.0 - rate, 0.0)

    def book(time: Any) -> Any:
        whole = np.floor(time)
        before = np.maximum(cost * kept**whole, salvage)
        after = np.maximum(cost * kept ** (whole + 1.0), salvage)
        return before - (time - whole) * (before - after)

    return book(start) - book(end)


def _switched(cost: Any, salvage: Any, life: Any, rate: Any, start: Any, end: Any) -> Any:
    """Declining balance until straight line over the rest of the life is more.

    The periods are laid from the fraction of `start`: a part period first, then whole ones. Where
    a period's rate would bring the book below salvage, the rest is charged over that one period.
    """
    whole = np.floor(start)
    part = start - whole
    first = np.minimum(cost * rate, cost - salvage)
    book, left = cost - part * first, life - part
    fall = np.log(np.maximum(1.0 - rate, _NOTHING))
    event, is_level = _turn(salvage, book, left, rate, fall)
    at = np.where(event < np.inf, event, 0.0)
    turned = book * np.exp(at * fall)
    slope = (turned - salvage) / np.where(is_level & (left > at), left - at, 1.0)

    def still(time: Any) -> Any:
        step = np.floor(time)
        falling = book * np.exp(step * fall) * (1.0 - (time - step) * rate)
        gone = np.where(is_level, time - at, np.minimum(time - at, 1.0))
        return np.where(time < event, falling, turned - gone * slope)

    level = (cost - salvage) / life
    return np.where(level > first, level * (end - start), still(whole) - still(end - part))


def _turn(salvage: Any, book: Any, left: Any, rate: Any, fall: Any) -> tuple[Any, Any]:
    """The first period that is not declining, and whether it is level from there.

    Period k opens with book x (1 - rate) ^ k. It is the last one when the rate would take more
    than is left above salvage, k = floor(log share / log(1 - rate)); it is level when excess(k) =
    1 - rate x (left - k) - share x (1 - rate) ^ -k is above 0. The excess is concave in k, so that
    Newton's method from below reaches its first root without stepping over it.
    """
    share = salvage / np.where(np.equal(book, 0.0), 1.0, book)
    is_some = (share > 0.0) & (rate < 1.0) & (rate > 0.0)
    ends = np.floor(np.log(np.where(is_some, share, 1.0)) / np.where(is_some, fall, 1.0))
    takes_all = (rate > 1.0) | ((rate == 1.0) & (share > 0.0))
    ends = np.where(is_some | takes_all, ends, np.inf)

    def held(time: Any) -> Any:
        return share * np.exp(np.minimum(-time * fall, _LARGEST_POWER))

    time = np.maximum(left - (1.0 - share) / np.where(rate > 0.0, rate, np.inf), 0.0)
    for _ in range(_NEWTON):
        kept = held(time)
        gap, slope = 1.0 - rate * (left - time) - kept, rate + kept * fall
        step = np.where(gap < 0.0, np.where(slope > 0.0, -gap / slope, np.inf), 0.0)
        time = np.minimum(time + step, ends)
        if not ((step > _NEAR) & (time < ends)).any():
            break
    time = np.ceil(np.maximum(time - _NEAR, 0.0))
    time = np.where(1.0 - rate * (left - time) - held(time) > 0.0, time, time + 1.0)
    is_level = (time < ends) & (1.0 - rate * (left - time) - held(time) > 0.0)
    return np.where(is_level, time, ends), is_level
