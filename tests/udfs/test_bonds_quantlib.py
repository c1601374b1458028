"""Bonds against QuantLib, an independent library: prices, yields, accrued interest, durations.

QuantLib makes its own schedule and day counts. For 30/360 and actual/actual its bond pricer is
asked as it stands. Bases 2 and 3 are Excel's own (even periods of 360 or 365 days and the stub
E - A): there QuantLib values the payments at the start of the period, and that value is carried
forward by the days since then.
"""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

import numpy as np
import pytest
import QuantLib as ql  # noqa: N813  # the short name its own documentation uses

from udfs import bond_accrued, bond_duration, bond_price, bond_yield
from udfs.finance.calendar import to_date

FREQUENCIES = {1: ql.Annual, 2: ql.Semiannual, 4: ql.Quarterly, 12: ql.Monthly}
COUNTERS = {
    0: ql.Thirty360(ql.Thirty360.BondBasis),
    2: ql.Actual360(),
    3: ql.Actual365Fixed(),
    4: ql.Thirty360(ql.Thirty360.EurobondBasis),
}


class Trial(NamedTuple):
    """One random bond, in both languages."""

    arguments: dict[str, Any]
    schedule: Any
    counter: Any
    yld: float


def ql_date(day: datetime.date) -> Any:
    return ql.Date(day.day, day.month, day.year)


def py_date(day: Any) -> datetime.date:
    return datetime.date(day.year(), day.month(), day.dayOfMonth())


def usual(day: Any) -> Any:
    """The date, or the 27th when it is later in its month."""
    return ql.Date(min(day.dayOfMonth(), 27), day.month(), day.year())


def trial(rng: Any, basis: int, odd: bool) -> Trial:
    """A bond with dates that QuantLib and Excel count alike.

    Days of the month stay below 28 in odd periods and in the 30/360 bases: at the ends of months
    their rules differ on purpose, and Excel's own values are among the cases.
    """
    freq = int(rng.choice([1, 2, 4] if odd else [1, 2, 4, 12]))
    first = to_date(float(rng.integers(42_000, 46_000)))
    is_plain = odd or basis in (0, 4)
    first = first.replace(day=min(first.day, 27)) if is_plain else first
    start, months = ql_date(first), 12 // freq
    count = int(rng.integers(1, 30 * freq))
    end = start + ql.Period(count * months, ql.Months)
    is_end = ql.Date.isEndOfMonth(end)  # then Excel has all coupons at month ends
    start = ql.Date.endOfMonth(start) if is_end else start
    period = ql.Period(months, ql.Months)
    null, rule = ql.NullCalendar(), ql.DateGeneration.Backward
    if odd:
        issue = start - int(rng.integers(5, 600 // freq))
        settlement = issue + int(rng.integers(0, start - issue))
        if basis in (0, 4):
            issue, settlement = usual(issue), usual(settlement)
    else:
        issue, settlement = start, start + int(rng.integers(0, end - start))
    stub = start if odd else ql.Date()
    adjust = (ql.Unadjusted, ql.Unadjusted)
    schedule = ql.Schedule(issue, end, period, null, *adjust, rule, is_end, stub)
    counter = COUNTERS.get(basis) or ql.ActualActual(ql.ActualActual.ISMA, schedule)
    arguments = {
        "settlement": py_date(settlement),
        "maturity": py_date(end),
        "coupon": round(float(rng.uniform(0.0, 0.1)), 5),
        "freq": freq,
        "basis": basis,
    }
    if odd:
        arguments |= {"issue": py_date(issue), "first_coupon": first}
    return Trial(arguments, schedule, counter, float(rng.uniform(-0.02, 0.15)))


def quantlib_bond(one: Trial) -> tuple[float, float, float, float]:
    """Clean price, accrued interest, yield at that price and Macaulay duration by QuantLib."""
    given = one.arguments
    bond = ql.FixedRateBond(0, 100.0, one.schedule, [given["coupon"]], one.counter, ql.Unadjusted)
    when, freq = ql_date(given["settlement"]), FREQUENCIES[given["freq"]]
    remaining = [flow for flow in bond.cashflows() if flow.date() > when]
    is_last = len({flow.date() for flow in remaining}) == 1
    how = ql.SimpleThenCompounded if is_last else ql.Compounded
    rate = ql.InterestRate(one.yld, one.counter, how, freq)
    price = ql.BondFunctions.cleanPrice(bond, rate, when)
    quote = ql.BondPrice(price, ql.BondPrice.Clean)
    found = ql.BondFunctions.bondYield(bond, quote, one.counter, how, freq, when, 1e-13, 500, 0.05)
    compounded = ql.InterestRate(one.yld, one.counter, ql.Compounded, freq)
    span = ql.BondFunctions.duration(bond, compounded, ql.Duration.Macaulay, when)
    return price, bond.accruedAmount(when), found, span


def quantlib_even(one: Trial) -> tuple[float, float]:
    """Clean price and accrued interest in bases 2 and 3, from a value at the period's start."""
    given = one.arguments
    when, freq = ql_date(given["settlement"]), given["freq"]
    dates = [day for day in one.schedule if day > when]
    begin = max(day for day in one.schedule if day <= when)
    coupon = 100.0 * given["coupon"] / freq
    flows = [ql.SimpleCashFlow(coupon, day) for day in dates]
    flows.append(ql.SimpleCashFlow(100.0, dates[-1]))
    isma = ql.ActualActual(ql.ActualActual.ISMA, one.schedule)
    rate = ql.InterestRate(one.yld, isma, ql.Compounded, FREQUENCIES[freq])
    year = 360.0 if given["basis"] == 2 else 365.0
    past = one.counter.dayCount(begin, when) / (year / freq)
    if len(dates) == 1:
        value = (100.0 + coupon) / (1.0 + one.yld / freq * (1.0 - past))
    else:
        start = ql.CashFlows.npv(ql.Leg(flows), rate, False, begin, begin)
        value = start * rate.compoundFactor(past / freq)
    return value - coupon * past, coupon * past


def quantlib_even_odd(one: Trial) -> tuple[float, float]:
    """The same with an odd first coupon: QuantLib counts the days and values the rest at its date.

    A long first coupon is the sum over the regular periods back from its date: a whole one earns a
    coupon, a part of one its days. Interest accrues by days in all of them.
    """
    given = one.arguments
    issue, when, freq = ql_date(given["issue"]), ql_date(given["settlement"]), given["freq"]
    first, period = ql_date(given["first_coupon"]), ql.Period(12 // freq, ql.Months)
    even = (360.0 if given["basis"] == 2 else 365.0) / freq
    coupon = 100.0 * given["coupon"] / freq

    def parts(start: Any, end: Any) -> float:
        return one.counter.dayCount(start, end) / even if end > start else 0.0

    size = past = wait = 0.0
    late, is_short = first, first - period < issue
    while late > issue:
        early = late - period
        size += 1.0 if early > issue else parts(issue, late)
        past += parts(max(early, issue), min(late, when))
        wait += 1.0 if early > when and not is_short else parts(max(early, when), late)
        late = early
    flows = [ql.SimpleCashFlow(coupon, day) for day in one.schedule if day > first]
    flows.append(ql.SimpleCashFlow(100.0, one.schedule[len(one.schedule) - 1]))
    isma = ql.ActualActual(ql.ActualActual.ISMA, one.schedule)
    rate = ql.InterestRate(one.yld, isma, ql.Compounded, FREQUENCIES[freq])
    value = ql.CashFlows.npv(ql.Leg(flows), rate, False, first, first) + coupon * size
    return value * rate.discountFactor(wait / freq) - coupon * past, coupon * past


def check_regular(rng: Any, count: int) -> int:
    """Compare that many random bonds with a regular first coupon."""
    for k in range(count):
        one = trial(rng, k % 5, odd=False)
        given = one.arguments
        ours = bond_price(**given, yld=one.yld)
        if given["basis"] in (2, 3):
            price, accrued = quantlib_even(one)
        else:
            price, accrued, yld, span = quantlib_bond(one)
            assert bond_yield(**given, price=price) == pytest.approx(yld, abs=2e-9), one
            assert bond_duration(**given, yld=one.yld) == pytest.approx(span, abs=1e-8), one
        assert ours == pytest.approx(price, abs=1e-9), one
        assert bond_accrued(**given) == pytest.approx(accrued, abs=1e-9), one
    return count


def check_odd(rng: Any, count: int) -> int:
    """Compare that many random bonds with a short or long first coupon."""
    for k in range(count):
        one = trial(rng, k % 5, odd=True)
        if one.arguments["basis"] in (2, 3):
            (price, accrued), yld = quantlib_even_odd(one), one.yld
        else:
            price, accrued, yld, _ = quantlib_bond(one)
        assert bond_price(**one.arguments, yld=one.yld) == pytest.approx(price, abs=1e-9), one
        assert bond_accrued(**one.arguments) == pytest.approx(accrued, abs=1e-9), one
        assert bond_yield(**one.arguments, price=price) == pytest.approx(yld, abs=2e-9), one
    return count


def test_a_sample_of_regular_bonds() -> None:
    assert check_regular(np.random.default_rng(1), 400) == 400


def test_a_sample_of_odd_first_coupons() -> None:
    assert check_odd(np.random.default_rng(2), 300) == 300


@pytest.mark.slow
def test_thousands_of_bonds() -> None:
    assert (
        check_regular(np.random.default_rng(3), 4000) + check_odd(np.random.default_rng(4), 2000)
        == 6000
    )


def test_a_wrong_day_count_is_found() -> None:
    one = trial(np.random.default_rng(5), 1, odd=True)
    price = quantlib_bond(one)[0]
    wrong = {**one.arguments, "basis": 0}
    assert bond_price(**wrong, yld=one.yld) != pytest.approx(price, abs=1e-6)
