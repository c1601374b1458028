"""Speed of BOND_YIELD: a million bonds in one call, against the floor and a QuantLib loop."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import QuantLib as ql  # noqa: N813  # the short name its own documentation uses

from tests.bench.ratio import ratio, record
from udfs import bond_price, bond_yield
from udfs.finance import bonds, coupons
from udfs.finance.calendar import to_date
from udfs.kernels import fill

SIZE = 1_000_000
LOOP = 2_000  # bonds of the QuantLib loop, which is timed for each
RNG = np.random.default_rng(9)
SETTLEMENT = np.floor(RNG.uniform(44_000, 46_500, SIZE))
MATURITY = SETTLEMENT + np.floor(RNG.uniform(30, 14_600, SIZE))
COUPON = RNG.uniform(0.01, 0.08, SIZE)
YIELD = RNG.uniform(0.01, 0.09, SIZE)
PRICE = bond_price(SETTLEMENT, MATURITY, COUPON, YIELD)
TERMS = coupons.terms(SETTLEMENT, MATURITY, 2.0, 0.0)
VALUE = PRICE + 50.0 * COUPON * TERMS.accrued
OUT = np.empty(SIZE)


def floor() -> Any:
    """6 x (log1p + 2 exp + log): the least that a yield can cost."""
    for _ in range(6):
        np.log1p(YIELD), np.exp(YIELD), np.exp(YIELD), np.log(YIELD)


def solve(wait: Any, later: Any, accrued: Any, coupon: Any, value: Any) -> Any:
    terms = coupons.Terms(wait, 1.0, later, accrued, True)
    return 2.0 * bonds.rates(terms, 50.0 * coupon, value, 100.0)


def kernel() -> Any:
    """The yields alone, from periods and accrued interest already counted."""
    assert fill(solve, [TERMS.wait, TERMS.later, TERMS.accrued, COUPON, VALUE], OUT)
    return OUT


def from_dates() -> Any:
    return bond_yield(SETTLEMENT, MATURITY, COUPON, PRICE)


def ql_date(serial: float) -> Any:
    day = to_date(serial)
    return ql.Date(day.day, day.month, day.year)


def loop(rows: list[tuple[Any, Any, float, float]]) -> list[float]:
    """The same yields one by one, as a user of QuantLib would ask for them."""
    counter = ql.Thirty360(ql.Thirty360.BondBasis)
    null, rule, free = ql.NullCalendar(), ql.DateGeneration.Backward, ql.Unadjusted
    tenor, found = ql.Period(ql.Semiannual), []
    for when, end, coupon, price in rows:
        begin = when - 366
        schedule = ql.Schedule(begin, end, tenor, null, free, free, rule, False)
        bond = ql.FixedRateBond(0, 100.0, schedule, [coupon], counter, free)
        quote = ql.BondPrice(price, ql.BondPrice.Clean)
        found.append(
            ql.BondFunctions.bondYield(bond, quote, counter, ql.Compounded, ql.Semiannual, when)
        )
    return found


def test_kernel(benchmark: Any) -> None:
    benchmark.pedantic(kernel, rounds=5)
    reached = ratio(kernel, floor, rounds=9)
    assert record("yields of 1,000,000 bonds, kernel / floor", reached, 4.5) > 0
    assert np.abs(OUT - YIELD).max() < 1e-12


def test_from_serial_dates(benchmark: Any) -> None:
    benchmark.pedantic(from_dates, rounds=5)
    reached = ratio(from_dates, floor, rounds=9)
    assert record("BOND_YIELD of 1,000,000 bonds, from dates / floor", reached, 12.0) > 0
    assert np.abs(from_dates() - YIELD).max() < 1e-12


def test_against_quantlib() -> None:
    picked = zip(SETTLEMENT[:LOOP], MATURITY[:LOOP], COUPON[:LOOP], PRICE[:LOOP], strict=True)
    rows = [(ql_date(s), ql_date(m), float(c), float(p)) for s, m, c, p in picked]
    start = time.perf_counter()
    found = loop(rows)
    each = (time.perf_counter() - start) / LOOP
    start = time.perf_counter()
    from_dates()
    ours = (time.perf_counter() - start) / SIZE
    record("QuantLib loop / BOND_YIELD, each bond (at least)", each / ours, 500.0)
    assert np.median(np.abs(np.array(found) - YIELD[:LOOP])) < 1e-8
