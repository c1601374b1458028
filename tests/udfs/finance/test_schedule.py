"""Schedules against exact fractions, and the identities that every schedule keeps."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from udfs.errors import DomainError, InputTypeError
from udfs.finance.asset import lease_rows
from udfs.finance.payments import payment_list
from udfs.finance.schedule import (
    BLOCK_COLUMNS,
    balance_list,
    liability_rows,
    schedule_block,
    schedule_blocks,
)

rates = st.floats(-0.3, 0.6).map(lambda x: round(x, 6))
money = st.floats(0, 1e6).map(lambda x: round(x, 2))
rents = st.lists(money, min_size=1, max_size=60)
timings = st.integers(0, 1)


def exact(i: float, payments: list[float], rvg: float, timing: int) -> list[Fraction]:
    """Balances at the end of periods 0 to n, as sums of what is still to be paid."""
    v = 1 / (1 + Fraction(i))
    n = len(payments)
    return [
        sum(
            (
                Fraction(p) * v ** (j - timing - k)
                for j, p in enumerate(payments, 1)
                if j > k + (timing if k == 0 else 0)
            ),
            Fraction(0),
        )
        + Fraction(rvg) * v ** (n - k)
        for k in range(n + 1)
    ]


@given(rates, st.lists(money, min_size=1, max_size=12), money, timings)
@settings(max_examples=60, deadline=None)
def test_balances_equal_exact_fractions(
    i: float, payments: list[float], rvg: float, timing: int
) -> None:
    found = balance_list(i, payments, rvg, timing)
    for balance, true in zip(found, exact(i, payments, rvg, timing), strict=True):
        assert math.isclose(balance, float(true), rel_tol=1e-13, abs_tol=1e-9)


@given(rates, rents, money, money, timings, st.sampled_from("FOI"))
@settings(max_examples=150, deadline=None)
@example(0.0, [100.0] * 20, 50.0, 10.0, 0, "O")
@example(-0.01, [100.0] * 20, 50.0, 10.0, 1, "O")
def test_every_schedule_closes(
    i: float, payments: list[float], rvg: float, rou_adj: float, timing: int, letter: str
) -> None:
    rows = lease_rows(i, payments, letter, timing, rou_adj, rvg)
    scale = max(1.0, *rows["open"], *rows["rou_open"], *payments) * len(payments)
    near = 1e-12 * scale
    assert rows["close"][-1] == rvg
    assert abs(rows["rou_close"][-1]) <= near
    for k in range(len(rows["open"])):
        grown = rows["open"][k] + rows["interest"][k] - rows["payment"][k]
        assert abs(grown - rows["close"][k]) <= near
        assert abs(rows["payment"][k] - rows["interest"][k] - rows["principal"][k]) <= near
        assert abs(rows["rou_open"][k] - rows["amort"][k] - rows["rou_close"][k]) <= near
        assert abs(rows["interest"][k] + rows["amort"][k] - rows["cost"][k]) <= near
        if k:
            assert rows["open"][k] == rows["close"][k - 1]
            assert rows["rou_open"][k] == rows["rou_close"][k - 1]
    assert abs(math.fsum(rows["payment"]) - math.fsum(payments)) <= near
    total = math.fsum(payments) + rvg + rou_adj
    assert abs(math.fsum(rows["cost"]) - total) <= near


@given(rates, rents, money, timings)
@settings(max_examples=50, deadline=None)
def test_finance_equals_ifrs_and_the_liability_knows_no_class(
    i: float, payments: list[float], rvg: float, timing: int
) -> None:
    finance, operating, ifrs = (
        lease_rows(i, payments, letter, timing, 5.0, rvg) for letter in "FOI"
    )
    assert finance == ifrs
    for key in ("open", "interest", "payment", "principal", "close"):
        assert finance[key] == operating[key]
    assert finance["rou_open"][0] == operating["rou_open"][0]


@given(st.floats(0, 0.3), rents, money)
@settings(max_examples=50, deadline=None)
def test_advance_is_arrears_grown_by_one_period(
    i: float, payments: list[float], rvg: float
) -> None:
    arrears = liability_rows(i, payments, 0.0, 0)["open"][0]
    advance = liability_rows(i, payments, 0.0, 1)["open"][0]
    assert math.isclose(advance, arrears * (1 + i), rel_tol=1e-12, abs_tol=1e-9)


@pytest.mark.parametrize("i", [-0.5, -0.02, 0.0, 1e-12, 0.005, 0.1, 2.0])
@pytest.mark.parametrize("timing", [0, 1])
def test_40_years_of_months_close(i: float, timing: int) -> None:
    payments = payment_list(100.0, 480, 0.02, 12)
    for letter in "FO":
        rows = lease_rows(i, payments, letter, timing, 0.0, 250.0)
        first = rows["open"][0]
        steps = zip(rows["open"], rows["interest"], rows["payment"], rows["close"], strict=True)
        assert all(abs(a + x - p - b) <= 1e-9 * first for a, x, p, b in steps)
        assert rows["close"][-1] == 250.0
        assert rows["rou_close"][-1] == 0.0


def test_useful_life_beyond_the_term_leaves_an_asset() -> None:
    rows = lease_rows(0.1, [48000.0] * 3, "F", 1, 0.0, 57000.0, life=6.0)
    assert rows["rou_close"][-1] == pytest.approx(rows["rou_open"][0] / 2)


def test_a_rate_that_overflows_is_an_error() -> None:
    with pytest.raises(DomainError, match="rate"):
        balance_list(-0.999, [1.0] * 400, 0.0, 0)


@pytest.mark.parametrize("timing", [0, 1])
@pytest.mark.parametrize("is_level", [True, False])
@pytest.mark.parametrize("is_even", [True, False])
def test_block_equals_the_schedule_of_each_lease(
    timing: int, is_level: bool, is_even: bool
) -> None:
    rng = np.random.default_rng(7)
    size = 30
    rate = rng.uniform(-0.05, 0.1, size)
    rate[3] = 0.0
    nper = np.full(size, 24) if is_even else rng.integers(1, 40, size)
    pmt, rvg = rng.uniform(1, 9, size), rng.uniform(0, 50, size)
    escalator = np.zeros(size) if is_level else rng.uniform(-0.02, 0.05, size)
    free = np.zeros(size) if is_level else rng.integers(0, 4, size)
    seen = 0
    blocks = schedule_blocks(rate, nper, pmt, rvg, timing, escalator, 4, free, chunk=11)
    for part, block in blocks:
        for column, q in enumerate(range(part.start, part.stop)):
            n = int(nper[q])
            rent = payment_list(pmt[q], n, escalator[q], 4, min(int(free[q]), n))
            rows = liability_rows(rate[q], rent, rvg[q], timing)
            for c, key in enumerate(BLOCK_COLUMNS):
                expected = np.zeros(block.shape[1])
                expected[: n + timing] = rows[key]
                np.testing.assert_allclose(block[c, :, column], expected, rtol=1e-11, atol=1e-10)
            seen += 1
    assert seen == size


def test_block_writes_into_the_buffer_given() -> None:
    out = np.empty((4, 3, 2))
    assert schedule_block([0.1, 0.2], 3, 10.0, out=out) is out
    with pytest.raises(InputTypeError):
        schedule_block([0.1, 0.2], 4, 10.0, out=out)


@pytest.mark.parametrize(
    ("rate", "nper", "argument"), [(-1.0, 3, "rate"), (0.1, 0, "nper"), (0.1, 2.5, "nper")]
)
def test_block_names_the_bad_argument(rate: float, nper: float, argument: str) -> None:
    with pytest.raises(DomainError) as caught:
        schedule_block([0.05, rate], [3, nper], 1.0)
    assert caught.value.argument == argument


def test_block_refuses_other_terms_out_of_their_domain() -> None:
    for bad in ({"timing": 2}, {"escalator": -1.0}, {"free": -1}):
        with pytest.raises(DomainError):
            schedule_block([0.05], 3, 1.0, **bad)  # type: ignore[arg-type]
