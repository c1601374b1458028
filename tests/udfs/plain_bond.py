"""Excel's PRICE, ODDFPRICE and DURATION payment by payment, written without the package.

Dates are Python's. Month ends, Februaries and leap years are no exceptions here: see `nasty`.
"""

from __future__ import annotations

import calendar
import datetime
import random
from typing import Any

Day = datetime.date


def length(day: Day) -> int:
    """Days of the month."""
    return calendar.monthrange(day.year, day.month)[1]


def is_end(day: Day) -> bool:
    return day.day == length(day)


def move(day: Day, months: int, at_end: bool = False) -> Day:
    """The same day some months later, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = length(Day(year, month + 1, 1))
    return Day(year, month + 1, last if at_end else min(day.day, last))


def days(start: Day, stop: Day, basis: int) -> int:
    """Days between two dates by a basis of Excel."""
    if basis in (1, 2, 3):
        return (stop - start).days
    first, last = start.day, stop.day
    if basis == 4:
        first, last = min(first, 30), min(last, 30)
    else:
        ends = [day.month == 2 and is_end(day) for day in (start, stop)]
        last = 30 if all(ends) or (last == 31 and first >= 30) else last
        first = 30 if ends[0] or first == 31 else first
    return (stop.year - start.year) * 360 + (stop.month - start.month) * 30 + last - first


def span(start: Day, stop: Day, freq: int, basis: int) -> float:
    """Days of a coupon period by a basis of Excel."""
    return days(start, stop, 1) if basis == 1 else (365.0 if basis == 3 else 360.0) / freq


def coupons(settlement: Day, maturity: Day, freq: int) -> list[Day]:
    """The coupon date on or before settlement, then all that follow."""
    found = [maturity]
    while found[0] > settlement:
        months = -12 // freq * len(found)
        found.insert(0, move(maturity, months, is_end(maturity)))
    return found


def payments(
    settlement: Day, maturity: Day, coupon: float, redemption: float, freq: int, basis: int
) -> tuple[list[tuple[float, float]], float]:
    """Periods from settlement and amount of each payment; the interest accrued."""
    begin, *dates = coupons(settlement, maturity, freq)
    past = days(begin, settlement, basis) / span(begin, dates[0], freq, basis)
    part = 100.0 * coupon / freq
    due = [(k + 1 - past, part) for k in range(len(dates))]
    return [*due, (due[-1][0], redemption)], part * past


def odd_payments(
    settlement: Day, maturity: Day, coupon: float, redemption: float, freq: int, basis: int,
    issue: Day, first_coupon: Day,
) -> tuple[list[tuple[float, float]], float]:  # fmt: skip
    """The same with an odd first coupon to come."""
    months, part = 12 // freq, 100.0 * coupon / freq
    early = move(first_coupon, -months, is_end(first_coupon))
    if issue > early:
        whole = span(early, first_coupon, freq, basis)
        wait, size, past = (
            days(*pair, basis) / whole
            for pair in ((settlement, first_coupon), (issue, first_coupon), (issue, settlement))
        )
    else:
        begin, *dates = coupons(settlement, first_coupon, freq)
        whole = span(begin, dates[0], freq, basis)
        left = (dates[0] - settlement).days
        left = left if basis in (2, 3) else whole - days(begin, settlement, basis)
        wait = len(dates) - 1 + left / whole
        size = past = 0.0
        late = first_coupon
        while late > issue:
            early = move(late, -months)
            whole = span(early, late, freq, basis)
            size += 1.0 if issue < early else days(issue, late, basis) / whole
            start, stop = max(issue, early), min(settlement, late)
            past += days(start, stop, basis) / whole if stop > start else 0.0
            late = early
    left_months = 12 * (maturity.year - first_coupon.year) + maturity.month - first_coupon.month
    due = [(wait, part * size), *((wait + k + 1, part) for k in range(left_months // months))]
    return [*due, (due[-1][0], redemption)], part * past


def price(due: list[tuple[float, float]], accrued: float, yld: float, freq: int) -> float:
    """Clean price of the payments; simple interest when all fall due within a period."""
    if due[0][0] == due[-1][0] <= 1.0:
        return sum(paid for _, paid in due) / (1.0 + due[0][0] * yld / freq) - accrued
    return sum(paid / (1.0 + yld / freq) ** wait for wait, paid in due) - accrued


def duration(due: list[tuple[float, float]], yld: float, freq: int) -> float:
    """Macaulay duration in years."""
    worth = [(wait, paid / (1.0 + yld / freq) ** wait) for wait, paid in due]
    return sum(wait * value for wait, value in worth) / sum(value for _, value in worth) / freq


def nasty(rng: random.Random, day: Day) -> Day:
    """The date, or one near it where day counts and calendars part."""
    february = Day(day.year, 2, 1)
    near = (day.replace(day=length(day)), day.replace(day=min(length(day), 30)), day, day)
    return rng.choice([*near, february.replace(day=length(february)), february.replace(day=28)])


def bond(rng: random.Random, basis: int, odd: bool) -> dict[str, Any]:
    """A random bond, on such dates."""
    freq = rng.choice([1, 2, 4, 12])
    maturity = nasty(rng, Day(1990, 1, 1) + datetime.timedelta(rng.randrange(25_000)))
    found = {"maturity": maturity, "coupon": rng.choice([0.0, rng.uniform(0.0, 0.15)])}
    found |= {"freq": freq, "basis": basis, "redemption": rng.choice([100, 100, 67])}
    if not odd:
        back = rng.choice([rng.randrange(1, 400), rng.randrange(1, 12_000)])
        settlement = min(nasty(rng, maturity - datetime.timedelta(back)), maturity)
        on_coupon = settlement == maturity or rng.random() < 0.1
        day = maturity - datetime.timedelta(back)
        return found | {"settlement": coupons(day, maturity, freq)[0] if on_coupon else settlement}
    months = -12 // freq * rng.randrange(1, 20 * freq)
    first = move(maturity, months, is_end(maturity))
    issue = nasty(rng, first - datetime.timedelta(rng.randrange(2, 2000 // freq)))
    issue = issue if issue < first else first - datetime.timedelta(3)
    settlement = nasty(rng, issue + datetime.timedelta(rng.randrange((first - issue).days)))
    settlement = settlement if issue <= settlement < first else issue
    return found | {"settlement": settlement, "issue": issue, "first_coupon": first}
