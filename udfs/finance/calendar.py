"""Excel's calendar: serials of the 1900 system, EDATE, EOMONTH, date series, YEARFRAC.

Serial 1 is 1 January 1900. Excel holds 1900 for a leap year: serial 60 is a 29 February 1900 that
never was. It is kept as a day of its own, so that serials come out as Excel shows them; as a date
of the real calendar it is refused.

Functions take serials as float, int or numpy arrays and return floats; fractions of a day are
dropped.
"""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np

from udfs.errors import DomainError

FIRST_DATE = 15_000.0  # serials from here on (January 1941) are dates, numbers below it are times
LAST_SERIAL = 2958465  # 31 December 9999
_FAKE_DAY = 60  # 29 February 1900
_EPOCH = 25569  # serial of 1 January 1970, where numpy's calendar starts
_ORDINAL = datetime.date(1899, 12, 30).toordinal()
_LAST_MONTH = (9999 - 1970) * 12 + 11  # December 9999, in months since January 1970
_FIRST_MONTH = (1900 - 1970) * 12

Floats = np.ndarray[Any, np.dtype[np.float64]]


def to_serial(date: datetime.date) -> float:
    """The serial of a date.

    >>> to_serial(datetime.date(1900, 3, 1)), to_serial(datetime.date(2008, 1, 1))
    (61.0, 39448.0)
    """
    if date.year < 1900:
        raise DomainError("date", date.isoformat(), "a date from 1900 on")
    serial = date.toordinal() - _ORDINAL
    return float(serial if serial > _FAKE_DAY else serial - 1)


def shown(time: float) -> object:
    """A time as a person reads it: a date from FIRST_DATE on, below it the number itself.

    >>> shown(45658.0), shown(2024.5)
    ('2025-01-01', 2024.5)
    """
    return to_date(time).isoformat() if time >= FIRST_DATE else float(time)


def to_date(serial: float) -> datetime.date:
    """The date of a serial.

    >>> to_date(59), to_date(61)
    (datetime.date(1900, 2, 28), datetime.date(1900, 3, 1))
    """
    day = int(check_serial(serial))
    if day in (0, _FAKE_DAY):
        raise DomainError("date", day, "a day of the real calendar")
    return datetime.date.fromordinal(_ORDINAL + day + (1 if day < _FAKE_DAY else 0))


def check_serial(serial: float, argument: str = "date") -> float:
    """The serial without its fraction; DomainError when it is no date."""
    if not 0 <= serial < LAST_SERIAL + 1:
        raise DomainError(argument, serial, f"a date serial from 0 to {LAST_SERIAL}")
    return float(int(serial))


def split(serial: Any) -> tuple[Any, Any, Any]:
    """Year, month and day of serials, as integer arrays (serial 60 is 29 February 1900).

    >>> [int(part) for part in split(39506)]
    [2008, 2, 28]
    """
    whole = np.floor(np.asarray(serial, dtype=np.float64)).astype(np.int64)
    days = (whole - _EPOCH + (whole < _FAKE_DAY)).astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    since = months.astype(np.int64)
    day = (days - months).astype(np.int64) + 1
    year, month = since // 12 + 1970, since % 12 + 1
    is_fake, is_zero = whole == _FAKE_DAY, whole == 0
    if is_fake.any() or is_zero.any():
        year = np.where(is_zero | is_fake, 1900, year)
        month = np.where(is_fake, 2, np.where(is_zero, 1, month))
        day = np.where(is_fake, 29, np.where(is_zero, 0, day))
    return year, month, day


def _month_start(since: Any) -> Any:
    """Serial of the first day of a month, counted in months from January 1970."""
    days = np.asarray(since, dtype=np.int64).astype("datetime64[M]").astype("datetime64[D]")
    serial = days.astype(np.int64) + _EPOCH
    return serial - (serial <= _FAKE_DAY)


def _month_length(since: Any) -> Any:
    """Days of a month in the real calendar, so that EDATE and EOMONTH never give serial 60."""
    months = np.asarray(since, dtype=np.int64).astype("datetime64[M]")
    ends = (months + 1).astype("datetime64[D]") - months.astype("datetime64[D]")
    return ends.astype(np.int64)


def _shift(serial: Any, months: Any) -> tuple[Any, Any]:
    """The month that lies `months` after the date's, and the day of the month of the date."""
    year, month, day = split(serial)
    since = (year - 1970) * 12 + month - 1 + np.trunc(np.asarray(months)).astype(np.int64)
    if np.any(since < _FIRST_MONTH) or np.any(since > _LAST_MONTH):
        raise DomainError("date", "a date outside 1900 to 9999", "a date from 1900 to 9999")
    return since, day


def _check(serial: Any, months: Any) -> None:
    check_serial(float(np.min(serial)))
    check_serial(float(np.max(serial)))
    if np.any(np.abs(np.asarray(months, dtype=np.float64)) > _LAST_MONTH - _FIRST_MONTH):
        raise DomainError("months", float(np.max(np.abs(months))), "within 8,100 years")


def edate(serial: Any, months: Any) -> Any:
    """The date `months` later: the same day, or the last of a shorter month (Excel EDATE).

    >>> to_date(edate(to_serial(datetime.date(2024, 1, 31)), 1))
    datetime.date(2024, 2, 29)
    """
    _check(serial, months)
    since, day = _shift(serial, months)
    found = _month_start(since) + np.minimum(day, _month_length(since)) - 1
    return _as_float(found)


def eomonth(serial: Any, months: Any) -> Any:
    """The last day of the month `months` later (Excel EOMONTH).

    >>> to_date(eomonth(to_serial(datetime.date(2023, 1, 15)), 1))
    datetime.date(2023, 2, 28)
    """
    _check(serial, months)
    since, _ = _shift(serial, months)
    return _as_float(_month_start(since) + _month_length(since) - 1)


def _as_float(found: Any) -> Any:
    return float(found) if np.ndim(found) == 0 else found.astype(np.float64)


def is_month_end(serial: Any) -> Any:
    """Whether the date is the last of its month."""
    return np.equal(eomonth(serial, 0), np.floor(serial))


def date_series(start: float, count: int, months: int = 1) -> Floats:
    """`count` dates, `months` apart, the first being `start`.

    Each is counted from the start, never from the one before: EOMONTH(start, k) when the start
    is a month end, else EDATE(start, k).

    >>> [str(to_date(s)) for s in date_series(to_serial(datetime.date(2023, 1, 30)), 3)]
    ['2023-01-30', '2023-02-28', '2023-03-30']
    """
    start = check_serial(start, "start")
    steps = np.arange(count, dtype=np.int64) * months
    move = eomonth if is_month_end(start) else edate
    return np.asarray(move(start, steps), dtype=np.float64)


def yearfrac(start: Any, stop: Any, basis: float = 0) -> Any:
    """The fraction of a year between two dates, in either order (Excel YEARFRAC).

    Parameters
    ----------
    start, stop : serial or array of serials
        The dates.
    basis : int
        0 30/360 US, 1 actual/actual, 2 actual/360, 3 actual/365, 4 30/360 European.

    >>> [round(yearfrac(40909, 41120, basis), 6) for basis in range(5)]
    [0.580556, 0.576503, 0.586111, 0.578082, 0.580556]
    """
    basis = check_basis(basis)
    first = np.floor(np.minimum(start, stop)).astype(np.float64)
    last = np.floor(np.maximum(start, stop)).astype(np.float64)
    for value in (np.min(first), np.max(last)):
        check_serial(float(value))
    if basis == 2:
        found = (last - first) / 360.0
    elif basis == 3:
        found = (last - first) / 365.0
    elif basis == 1:
        found = (last - first) / _actual_year(first, last)
    else:
        found = days_360(first, last, basis == 4) / 360.0
    return float(found) if np.ndim(found) == 0 else found


def check_basis(basis: float) -> int:
    """The basis as an int; Excel drops a fraction."""
    if not 0 <= basis < 5:
        raise DomainError("basis", basis, "0, 1, 2, 3 or 4")
    return int(basis)


def days_360(first: Any, last: Any, is_european: bool = False) -> Any:
    """Days between two dates in months of 30 days (first not after last).

    US: a start on the last of February counts as the 30th, and the end too when both are; a start
    on the 31st counts as the 30th; an end on the 31st does when the start is on the 30th or 31st.
    European: every 31st counts as the 30th.
    """
    y1, m1, d1 = split(first)
    y2, m2, d2 = split(last)
    if is_european:
        d1, d2 = np.minimum(d1, 30), np.minimum(d2, 30)
    else:
        end1, end2 = _is_february_end(y1, m1, d1), _is_february_end(y2, m2, d2)
        d2 = np.where(end1 & end2, 30, d2)
        d1 = np.where(end1 | (d1 == 31), 30, d1)
        d2 = np.where((d2 == 31) & (d1 >= 30), 30, d2)
    return (y2 - y1) * 360.0 + (m2 - m1) * 30.0 + (d2 - d1)


def _is_leap(year: Any) -> Any:
    """Leap years of the real calendar: YEARFRAC gives 1900 its 365 days."""
    return (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))


def _is_february_end(year: Any, month: Any, day: Any) -> Any:
    return (month == 2) & (day >= 28 + _is_leap(year))


def _actual_year(first: Any, last: Any) -> Any:
    """Days of the average year that basis 1 divides by.

    Up to one year apart: 366 when a 29 February lies between (or both dates are in one leap
    year), else 365. Further apart: the mean length of all calendar years touched.
    """
    y1, m1, d1 = split(first)
    y2, m2, d2 = split(last)
    is_short = (y1 == y2) | ((y2 == y1 + 1) & ((m1 > m2) | ((m1 == m2) & (d1 >= d2))))
    after1 = (m1 > 2) | ((m1 == 2) & (d1 > 29))
    before2 = (m2 < 2) | ((m2 == 2) & (d2 < 29))
    has_leap_day = np.where(
        y1 == y2, _is_leap(y1), (_is_leap(y1) & ~after1) | (_is_leap(y2) & ~before2)
    )
    years = y2 - y1 + 1
    mean = (365.0 * years + _leap_years(y2) - _leap_years(y1 - 1)) / years
    return np.where(is_short, 365.0 + has_leap_day, mean)


def _leap_years(year: Any) -> Any:
    """Leap years up to and including a year."""
    return year // 4 - year // 100 + year // 400
