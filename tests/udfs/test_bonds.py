"""Bonds: identities, many bonds against one, errors, and the rules for odd first coupons."""

from __future__ import annotations

import datetime
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.udfs import plain_bond
from udfs import bond_accrued, bond_duration, bond_price, bond_yield
from udfs.errors import DomainError, NoConvergenceError, OnBalanceError
from udfs.finance import bonds as kernels
from udfs.finance import coupons
from udfs.finance.calendar import edate, eomonth, is_month_end, yearfrac

RNG = np.random.default_rng(11)
Bond = dict[str, Any]


@st.composite
def bonds(draw: st.DrawFn, odd: bool | None = None) -> Bond:
    """A bond of any frequency and basis, its first coupon regular or odd."""
    freq = draw(st.sampled_from([1, 2, 4, 12]))
    maturity = float(draw(st.integers(43_000, 60_000)))
    count = draw(st.integers(1, 30 * freq))
    bond: Bond = {
        "maturity": maturity,
        "coupon": draw(st.floats(0.0, 0.15)),
        "freq": freq,
        "basis": draw(st.integers(0, 4)),
    }
    first = coupon_date(maturity, count, freq)
    if draw(st.booleans()) if odd is None else odd:
        issue = first - draw(st.integers(2, 1000 // freq))
        bond |= {"issue": issue, "first_coupon": first}
        bond["settlement"] = issue + draw(st.integers(0, int(first - issue) - 1))
    else:
        bond["settlement"] = first - draw(st.integers(1, 400))
    return bond


def coupon_date(maturity: float, count: int, freq: float) -> float:
    """The coupon date `count` periods before the maturity."""
    move = eomonth if is_month_end(maturity) else edate
    return float(move(maturity, -count * 12 // freq))


@settings(max_examples=300, deadline=None)
@given(bonds(), st.floats(-0.3, 0.6), st.floats(50.0, 150.0))
def test_the_yield_at_a_price_is_the_yield_that_gave_it(
    bond: Bond, yld: float, redemption: float
) -> None:
    price = bond_price(**bond, yld=yld, redemption=redemption)
    assume(price > 0.01)
    try:
        found = bond_yield(**bond, price=price, redemption=redemption)
    except NoConvergenceError:
        left = bond["maturity"] - bond["settlement"]
        assert bond["basis"] in (2, 3)  # their even periods can end before the day of payment
        assert left < 10
        return
    scale = max(1.0, bond_price(**bond, yld=0.0, redemption=redemption) / price)
    time = max(1e-3, bond_duration(**regular(bond), yld=max(yld, 0.0)))
    assert found == pytest.approx(yld, abs=1e-12 * scale / min(time, 1.0))


def regular(bond: Bond) -> Bond:
    return {key: bond[key] for key in ("settlement", "maturity", "coupon", "freq", "basis")}


@settings(max_examples=200, deadline=None)
@given(bonds(), st.floats(-0.2, 0.3), st.floats(0.0001, 0.1))
def test_a_higher_yield_is_a_lower_price(bond: Bond, yld: float, step: float) -> None:
    assume(not (bond["basis"] in (2, 3) and bond["maturity"] - bond["settlement"] < 10))
    assert bond_price(**bond, yld=yld + step) < bond_price(**bond, yld=yld)


@settings(max_examples=200, deadline=None)
@given(bonds(odd=False), st.floats(-0.2, 0.3))
def test_modified_duration_is_the_slope_of_the_price(bond: Bond, yld: float) -> None:
    assume(bond["maturity"] - bond["settlement"] > 380)  # compounded: not the last period
    accrued, h = bond_accrued(**bond), 1e-5
    low, mid, high = (bond_price(**bond, yld=y) + accrued for y in (yld - h, yld, yld + h))
    slope = (low - high) / (2 * h * mid)
    assert bond_duration(**bond, yld=yld, modified=True) == pytest.approx(slope, rel=1e-6)


@settings(max_examples=200, deadline=None)
@given(bonds(odd=False), st.floats(-0.2, 0.3))
def test_the_price_is_linear_in_the_coupon(bond: Bond, yld: float) -> None:
    prices = [bond_price(**{**bond, "coupon": c}, yld=yld) for c in (0.0, 0.04, 0.08)]
    assert prices[1] == pytest.approx((prices[0] + prices[2]) / 2, rel=1e-12, abs=1e-12)


@settings(max_examples=200, deadline=None)
@given(bonds(odd=False), st.floats(-0.1, 0.3))
def test_an_issue_at_the_start_of_a_regular_period_changes_nothing(bond: Bond, yld: float) -> None:
    first = next(
        date
        for k in range(2000)
        if (date := coupon_date(bond["maturity"], k, bond["freq"])) <= bond["settlement"]
    )
    plain = bond_price(**bond, yld=yld)
    assert bond_price(**bond, yld=yld, issue=first) == plain
    assert bond_price(**bond, yld=yld, issue=max(61.0, first - 700.0)) == plain


@pytest.mark.parametrize("basis", range(5))
def test_month_ends_and_februaries_agree_with_plain_loops(basis: int) -> None:
    rng = random.Random(basis)
    for _ in range(200):
        one = plain_bond.bond(rng, basis, odd=False)
        freq, yld = one["freq"], rng.choice([0.0, rng.uniform(-0.05, 0.2)])
        due, accrued = plain_bond.payments(**one)
        expected = plain_bond.price(due, accrued, yld, freq)
        assert bond_price(**one, yld=yld) == pytest.approx(expected, rel=1e-11, abs=1e-11), one
        assert bond_accrued(**accrual(one)) == pytest.approx(accrued, abs=1e-11), one
        if one["redemption"] == 100:
            span = plain_bond.duration(due, yld, freq)
            assert bond_duration(**regular(one), yld=yld) == pytest.approx(span, abs=1e-9), one


@pytest.mark.parametrize("basis", range(5))
def test_odd_first_coupons_at_month_ends_agree_with_plain_loops(basis: int) -> None:
    rng = random.Random(10 + basis)
    for _ in range(200):
        one = plain_bond.bond(rng, basis, odd=True)
        yld = rng.uniform(-0.02, 0.15)
        due, accrued = plain_bond.odd_payments(**one)
        expected = plain_bond.price(due, accrued, yld, one["freq"])
        assert bond_price(**one, yld=yld) == pytest.approx(expected, rel=1e-11, abs=1e-10), one
        assert bond_accrued(**accrual(one)) == pytest.approx(accrued, abs=1e-11), one


def accrual(bond: Bond) -> Bond:
    return {key: value for key, value in bond.items() if key != "redemption"}


def test_a_bond_past_its_first_coupon_is_a_regular_one() -> None:
    bond = {"settlement": 45400, "maturity": 49000, "coupon": 0.05, "freq": 2, "basis": 0}
    first = coupon_date(49000, 20, 2)
    assert first <= 45400
    assert bond_yield(**bond, price=97, issue=first - 77, first_coupon=first) == bond_yield(
        **bond, price=97
    )
    assert bond_yield(**bond, price=97, first_coupon=first) == bond_yield(**bond, price=97)


def test_an_issue_alone_makes_a_short_first_coupon() -> None:
    bond = {"settlement": 45100.0, "maturity": 49000.0, "coupon": 0.05}
    nearest = min(d for k in range(40) if (d := coupon_date(49000, k, 2)) > 45100)
    alone = bond_price(**bond, yld=0.04, issue=45090.0)
    assert alone == bond_price(**bond, yld=0.04, issue=45090.0, first_coupon=nearest)
    assert alone != bond_price(**bond, yld=0.04)


def test_without_an_issue_interest_runs_from_settlement() -> None:
    day = datetime.date
    bond = {"settlement": day(2025, 5, 1), "maturity": day(2035, 5, 15), "coupon": 0.045}
    first = {"first_coupon": day(2025, 11, 15)}
    assert bond_accrued(**bond, **first) == 0.0
    dated = {**first, "issue": day(2025, 5, 1)}
    assert bond_price(**bond, yld=0.04678, **first) == bond_price(**bond, yld=0.04678, **dated)
    plain, odd = bond_yield(**bond, price=98.585), bond_yield(**bond, price=98.585, **first)
    assert 1e-7 < abs(plain - odd) < 1e-5


def test_coupon_dates_keep_to_month_ends_unless_the_first_coupon_does_not() -> None:
    day = datetime.date
    bond = {"maturity": day(2033, 2, 28), "coupon": 0.06, "freq": 2, "basis": 1}
    assert bond_accrued(settlement=day(2024, 8, 31), **bond) == 0.0
    kept = bond_accrued(settlement=day(2024, 9, 30), **bond)
    assert kept == pytest.approx(3 * 30 / 181)
    other = {"issue": day(2024, 5, 28), "first_coupon": day(2024, 8, 28)}
    assert bond_accrued(settlement=day(2024, 9, 30), **bond, **other) == pytest.approx(3 * 33 / 184)


def columns(rows: int) -> Bond:
    """Bonds of every kind, as columns."""
    freq = RNG.choice([1.0, 2.0, 4.0, 12.0], rows)
    maturity = RNG.integers(44_000, 60_000, rows).astype(float)
    count = RNG.integers(1, 60, rows)
    first = np.array([coupon_date(*row) for row in zip(maturity, count, freq, strict=True)])
    issue = first - RNG.integers(2, 500, rows)
    settlement = np.where(
        RNG.random(rows) < 0.5,
        np.floor(issue + RNG.random(rows) * (first - issue)),
        maturity - RNG.integers(1, 9000, rows),
    )
    return {
        "settlement": np.maximum(settlement, issue),
        "maturity": maturity,
        "coupon": RNG.uniform(0.0, 0.12, rows),
        "freq": freq,
        "basis": RNG.integers(0, 5, rows).astype(float),
        "issue": issue,
        "first_coupon": first,
    }


@pytest.mark.parametrize("odd", [False, True])
def test_many_bonds_agree_with_one(odd: bool) -> None:
    rows = 400
    block = columns(rows) if odd else regular(columns(rows))
    yields = RNG.uniform(-0.05, 0.2, rows)
    prices = bond_price(**block, yld=yields)
    assert prices.dtype == float
    found = bond_yield(**block, price=prices)
    accrued = bond_accrued(**block)
    durations = bond_duration(**regular(block), yld=yields, modified=True)
    for row in range(rows):
        one = {key: float(column[row]) for key, column in block.items()}
        yld = float(yields[row])
        assert prices[row] == pytest.approx(bond_price(**one, yld=yld), rel=1e-13)
        assert accrued[row] == pytest.approx(bond_accrued(**one), rel=1e-13, abs=1e-13)
        single = bond_duration(**regular(one), yld=yld, modified=True)
        assert durations[row] == pytest.approx(single, rel=1e-12)
        try:
            single = bond_yield(**one, price=float(prices[row]))
        except NoConvergenceError:
            assert isinstance(found[row], NoConvergenceError)
        else:
            assert found[row] == pytest.approx(single, abs=3e-13)


def test_the_kernel_leaves_no_ordinary_bond_to_the_slow_path() -> None:
    rows = 5000
    terms = coupons.terms(
        RNG.integers(44_000, 46_000, rows) + 0.0, RNG.integers(46_001, 60_000, rows) + 0.0, 2.0, 0
    )
    rate, coupon = RNG.uniform(-0.01, 0.06, rows), RNG.uniform(0.0, 6.0, rows)
    value = kernels.prices(terms, coupon, rate, 100.0) + coupon * terms.accrued
    assert kernels.rates(terms, coupon, value, 100.0) == pytest.approx(rate, abs=1e-13)


def test_a_column_against_a_row_is_a_grid_and_one_bad_cell_stays_alone() -> None:
    grid = bond_price(45000, [[48000], [44000], [52000]], [0.04, -0.01, 0.06], 0.05)
    assert grid.shape == (3, 3)
    bad = [[isinstance(cell, DomainError) for cell in row] for row in grid]
    assert bad == [[False, True, False], [True, True, True], [False, True, False]]
    assert grid[2, 2] == pytest.approx(bond_price(45000, 52000, 0.06, 0.05), rel=1e-14)


def test_every_frequency_and_basis_at_once() -> None:
    rows = [[f, b] for f in (1, 2, 4, 12, 3, 0) for b in (0, 1, 2, 3, 4, 5, -1)]
    freq, basis = np.array(rows, dtype=float).T
    found = bond_yield(45000, 48000, 0.05, 98.0, 100, freq, basis)
    for (f, b), cell in zip(rows, found, strict=True):
        if f in (3, 0) or b in (5, -1):
            assert isinstance(cell, DomainError)
        else:
            assert cell == pytest.approx(bond_yield(45000, 48000, 0.05, 98.0, 100, f, b), abs=1e-13)


@pytest.mark.parametrize("price", [1e-3, 0.5, 20.0, 400.0, 5e4, 1e12])
@pytest.mark.parametrize("maturity", [45100, 45900, 56000, 80000])
@pytest.mark.parametrize("coupon", [0.0, 0.05, 0.5])
def test_extreme_prices_have_their_yield(price: float, maturity: float, coupon: float) -> None:
    found = bond_yield(45000, maturity, coupon, price)
    assert bond_price(45000, maturity, coupon, found) == pytest.approx(price, rel=1e-6, abs=1e-6)
    many = bond_yield([45000, 45000], maturity, coupon, price)
    assert many[1] == pytest.approx(found, rel=1e-12, abs=1e-13)


def test_yields_around_zero_lose_no_digits() -> None:
    yields = np.concatenate([[0.0], np.logspace(-16, -2, 57), -np.logspace(-16, -2, 57)])
    for maturity in (45400, 48000, 56000):
        prices = bond_price(45000, maturity, 0.04, yields)
        assert bond_yield(45000, maturity, 0.04, prices) == pytest.approx(yields, abs=2e-15)
        spans = bond_duration(45000, maturity, 0.04, yields)
        flat = [bond_duration(45000, maturity, 0.04, float(y)) for y in yields]
        assert spans == pytest.approx(flat, rel=1e-12)
        assert np.ptp(spans[np.abs(yields) < 1e-6]) < 1e-3


def test_accrued_interest_follows_the_day_count() -> None:
    start, day = 44880.0, 45000.0  # a coupon date: 120 months of 30 days before 48532
    maturity = float(edate(start, 120))
    for basis in (0, 4):
        days = 360 * yearfrac(start, day, basis)
        assert bond_accrued(day, maturity, 0.06, 2, basis) == pytest.approx(3 * days / 180)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"maturity": 45000}, "settlement must be before maturity, 2023-03-15, got '2023-03-15'"),
        ({"coupon": -0.01}, "coupon must be at least 0, got -0.01"),
        ({"price": 0}, "price must be above 0, got 0"),
        ({"redemption": -1}, "redemption must be above 0, got -1"),
        ({"freq": 3}, "freq must be 1, 2, 4 or 12, got 3"),
        ({"basis": 5}, "basis must be 0, 1, 2, 3 or 4, got 5"),
        ({"settlement": 60}, "settlement must be a date from 1 March 1900 on, got 60"),
        ({"issue": 45001}, "issue must be not after settlement, 2023-03-15, got '2023-03-16'"),
        ({"first_coupon": 45010}, "first_coupon must be 6 months or a multiple before maturity"),
        ({"first_coupon": 49000}, "first_coupon must be not after maturity, 2031-06-01, got"),
        ({"first_coupon": 44896, "issue": 44900}, "first_coupon must be after issue, 2022-12-05"),
        ({"first_coupon": 44906}, "first_coupon must be 6 months or a multiple before maturity"),
    ],
)
def test_each_error_is_one_sentence(changes: Bond, sentence: str) -> None:
    bond = {"settlement": 45000, "maturity": 48000, "coupon": 0.05, "price": 98.0}
    with pytest.raises(OnBalanceError) as caught:
        bond_yield(**{**bond, **changes})
    assert str(caught.value).startswith(sentence)
    assert caught.value.excel == "#NUM!"


def test_a_yield_too_low_is_an_error() -> None:
    with pytest.raises(DomainError, match="yld must be above -2, got -2"):
        bond_price(45000, 48000, 0.05, -2)
    with pytest.raises(DomainError, match="yld must be above -100% of the time left"):
        bond_price(45000, 45100, 0.05, -8)
    with pytest.raises(DomainError, match="yld must be above -2, got -3"):
        bond_duration(45000, 48000, 0.05, -3)


def test_no_time_left_by_the_day_count() -> None:
    settlement, maturity = 45198.0, 45200.0  # 182 days of a period that counts 180
    begin = float(edate(maturity, -6))
    assert settlement - begin > 180
    with pytest.raises(
        NoConvergenceError, match="before the last payment by the day count of the basis, got 'no"
    ):
        bond_yield(begin + 180, maturity, 0.05, 99, 100, 2, 2)
