"""The coupon dates of a bond: periods to the payments, and the interest accrued, in coupons.

Dates are Excel serials, from 1 March 1900 on. Coupon dates are counted back from the maturity;
when that is the last day of its month so are they all. Days between two dates and the length of
a period follow the five bases of Excel: 0 30/360 US, 1 actual/actual, 2 actual/360, 3 actual/365,
4 30/360 European.

All functions take plain floats and arrays alike, by one formula; months are counted from January
1970.
"""

from __future__ import annotations

import datetime
import math
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

FIRST_SERIAL = 61.0  # 1 March 1900: from here on serials and the real calendar agree
LONGEST = 1200  # months from issue to first coupon
_ORDINAL = datetime.date(1899, 12, 30).toordinal()
_EPOCH = 25569  # serial of 1 January 1970, where numpy's calendar starts
_FIRST_YEAR, _LAST_YEAR = 1200, 10400  # room for dates before an issue


class Terms(NamedTuple):
    """What the price of a bond needs of its dates, in coupon periods and coupons.

    Attributes
    ----------
    wait : periods to the next payment
    share : size of the next payment, in regular coupons
    later : number of regular coupons after it
    accrued : interest accrued at settlement, in regular coupons
    good : whether the dates are in order
    """

    wait: Any
    share: Any
    later: Any
    accrued: Any
    good: Any


class _Day(NamedTuple):
    """A date: serial, month and day of the month."""

    serial: Any
    month: Any
    day: Any


@lru_cache(maxsize=1)
def _month_starts() -> Any:
    """Serial of the first of each month."""
    months = np.arange((_FIRST_YEAR - 1970) * 12, (_LAST_YEAR - 1970) * 12)
    days = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return days.astype(np.float64) + _EPOCH


@lru_cache(maxsize=1)
def _month_list() -> list[float]:
    """The same for the path of plain floats."""
    return [float(start) for start in _month_starts()]


def _start(month: Any) -> Any:
    place = month - (_FIRST_YEAR - 1970) * 12
    return _month_list()[place] if type(place) is int else _month_starts()[place]


def _length(month: Any) -> Any:
    return _start(month + 1) - _start(month)


def _where(condition: Any, one: Any, other: Any) -> Any:
    if type(condition) is bool:
        return one if condition else other
    return np.where(condition, one, other)


def _least(one: Any, other: Any) -> Any:
    return min(one, other) if type(one) is float is type(other) else np.minimum(one, other)


def _whole(number: Any) -> Any:
    """A whole number as an integer."""
    return int(number) if type(number) is float else np.asarray(number).astype(np.int64)


def _floor(number: Any) -> Any:
    return float(math.floor(number)) if type(number) is float else np.floor(number)


def _any(condition: Any) -> bool:
    return condition if type(condition) is bool else bool(np.any(condition))


def _split(serial: Any) -> _Day:
    if type(serial) is float:
        date = datetime.date.fromordinal(int(max(serial, FIRST_SERIAL)) + _ORDINAL)
        return _Day(serial, (date.year - 1970) * 12 + date.month - 1, float(date.day))
    whole = np.asarray(np.where(serial >= 0.0, serial, 0.0)).astype(np.int64)
    month = (whole - _EPOCH).view("datetime64[D]").astype("datetime64[M]").view(np.int64)
    return _Day(serial, month, serial - _start(month) + 1.0)


def _on(month: Any, day: Any, is_end: Any) -> _Day:
    """The date of a month on its last day, or on `day` as far as the month has one."""
    start, after = _start(month), _start(month + 1)
    length = after - start
    day = _where(is_end, length, _least(day, length))
    return _Day(start + day - 1.0, month, day)


def _is_february_end(date: _Day) -> Any:
    return (date.month % 12 == 1) & (date.day == _length(date.month))


def _days_360(first: _Day, last: _Day, basis: int) -> Any:
    """Days in months of 30 days, as Excel counts them between coupon dates.

    The rules are those of `udfs.finance.calendar.days_360` but for one: in the US count the last of
    February stands for the 30th at the start, yet does not turn an end on the 31st into the 30th.
    """
    months = (last.month - first.month) * 30.0
    if basis == 4:
        return months + _least(last.day, 30.0) - _least(first.day, 30.0)
    is_end = _is_february_end(first)
    day = _where(is_end | (first.day == 31.0), 30.0, first.day)
    last_day = _where((last.day == 31.0) & (first.day >= 30.0), 30.0, last.day)
    return months + _where(is_end & _is_february_end(last), 30.0, last_day) - day


def _by_basis(basis: Any, of: Any) -> Any:
    """of(basis) for one basis, or picked row by row for several."""
    if type(basis) is float or np.ndim(basis) == 0:
        return of(int(basis))
    found: Any = np.nan
    for one in range(5):
        rows = np.floor(basis) == one
        if rows.any():
            found = np.where(rows, of(one), found)
    return found


def _days(first: _Day, last: _Day, basis: Any) -> Any:
    def count(one: int) -> Any:
        if one in (0, 4):
            return _days_360(first, last, one)
        return last.serial - first.serial

    return _by_basis(basis, count)


def _period_days(first: _Day, last: _Day, freq: Any, basis: Any) -> Any:
    """Length of a coupon period: true for actual/actual, an even part of the year otherwise."""

    def length(one: int) -> Any:
        return last.serial - first.serial if one == 1 else (365.0 if one == 3 else 360.0) / freq

    return _by_basis(basis, length)


def _pick(rows: Any, one: _Day, other: _Day) -> _Day:
    """One date where `rows` is true, the other elsewhere."""
    return _Day(*(_where(rows, a, b) for a, b in zip(one, other, strict=True)))


class _Period(NamedTuple):
    """The coupon period of a date, and how many coupons follow up to the last one."""

    first: _Day
    last: _Day
    count: Any


def _period(date: _Day, last: _Day, is_end: Any, step: Any) -> _Period:
    """The period first <= date < last, on the cycle of coupon dates that ends at `last`."""
    gap = last.month - date.month
    back = _floor(gap / step)
    own = _on(date.month, last.day, is_end).serial
    back = back - ((gap == back * step) & (own <= date.serial))
    month = last.month - _whole(back * step)
    months = _whole(step)
    begin, finish = _on(month - months, last.day, is_end), _on(month, last.day, is_end)
    return _Period(begin, finish, back + 1.0)


def terms(
    settlement: Any, maturity: Any, freq: Any, basis: Any, issue: Any = None, first: Any = None
) -> Terms:
    """Terms of a bond at settlement.

    Parameters
    ----------
    settlement, maturity : serials
        The bond is good when the first is before the second.
    freq : coupons a year
    basis : 0 to 4
    issue : serial, optional
        Day from which interest runs; the settlement when only the first coupon date is given.
    first : serial, optional
        First coupon date, on the cycle of the maturity; without it the first coupon is due on
        the first regular date after the issue. From that date on the bond is a regular one.
    """
    step = 12.0 / freq
    when, end = _split(settlement), _split(maturity)
    is_end = end.day == _length(end.month)
    if first is not None:
        begin = _split(first)
        is_end = is_end & (begin.day == _length(begin.month))
    good = (settlement >= FIRST_SERIAL) & (settlement < maturity)
    period = _period(when, end, is_end, step)
    days = _period_days(period.first, period.last, freq, basis)
    accrued = _days(period.first, when, basis) / days
    regular = Terms(1.0 - accrued, 1.0, period.count - 1.0, accrued, good)
    if first is None and issue is None:
        return regular
    since = when if issue is None else _split(issue)
    good = good & (since.serial >= FIRST_SERIAL) & (since.serial <= settlement)
    if first is None:
        begin = period.last
        is_odd = since.serial > period.first.serial
    else:
        on_cycle = (end.month - begin.month) % step == 0.0
        on_cycle = on_cycle & (begin.day == _on(begin.month, end.day, is_end).day)
        good = good & on_cycle & (first <= maturity)
        good = good if issue is None else good & (since.serial < first)
        good = good & (begin.month - since.month <= LONGEST)
        is_odd = settlement < first
    later = (end.month - begin.month) / step
    odd = _odd(when, since, begin, freq, basis, good & is_odd)
    found = [
        _where(is_odd, one, other)
        for one, other in zip((odd[0], odd[1], later, odd[2]), regular[:4], strict=True)
    ]
    return Terms(found[0], found[1], found[2], found[3], good)


def _odd(
    when: _Day, since: _Day, begin: _Day, freq: Any, basis: Any, wanted: Any
) -> tuple[Any, Any, Any]:
    """Wait, share and accrued interest of an odd first period, as Excel's ODDFPRICE counts them.

    A period shorter than a regular one is one piece. A longer one is cut into regular periods
    back from the first coupon: each whole one earns one coupon, a part of one its days over its
    length; a whole one that begins on the issue counts its days too. As in Excel, each cut is one
    period before the one after it and keeps to its day: 31 March, 30 September, 30 March. A day
    lost in a shorter month does not come back, where the period that holds the settlement keeps
    to month ends.
    """
    step = 12.0 / freq
    is_end = begin.day == _length(begin.month)
    months = _whole(step)
    period = _period(when, begin, is_end, step)
    length = _period_days(period.first, period.last, freq, basis)
    whole = _days(since, begin, basis)
    is_short = since.serial > _on(begin.month - months, begin.day, is_end).serial
    rest = _by_basis(
        basis,
        lambda one: (
            period.last.serial - when.serial
            if one in (2, 3)
            else length - _days(period.first, when, one)
        ),
    )
    ahead = period.count - 1.0 + rest / length
    wait = _where(is_short, _days(when, begin, basis) / length, ahead)
    share = _where(is_short, whole / length, 0.0)
    accrued = _where(is_short, _days(since, when, basis) / length, 0.0)
    is_long = wanted & (is_short == 0)
    if not _any(is_long):
        return wait, share, accrued
    late = begin
    while True:
        early = _on(late.month - months, late.day, False)
        live = is_long & (late.serial > since.serial)
        if not _any(live):
            return wait, share, accrued
        length = _period_days(early, late, freq, basis)
        starts_inside = since.serial >= early.serial
        start = _pick(starts_inside, since, early)
        stop = _pick(when.serial < late.serial, when, late)
        part = _where(starts_inside, _days(since, late, basis) / length, 1.0)
        share = share + _where(live, part, 0.0)
        earned = _where(stop.serial > start.serial, _days(start, stop, basis) / length, 0.0)
        accrued = accrued + _where(live, earned, 0.0)
        late = early
