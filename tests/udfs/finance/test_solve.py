"""Rates of return: hard flows, exact arithmetic, and the rule for several roots."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from udfs.errors import DomainError, NoConvergenceError
from udfs.finance import quick, rootless, roots, solve

RNG = np.random.default_rng(20261122)


def periods(flows: Any) -> Any:
    return np.arange(float(np.shape(flows)[-1]))


def irr(flows: Any, guess: float = 0.1, freq: float = 1.0) -> float:
    flows = np.asarray(flows, dtype=float)
    return solve.rate_of_return(flows, periods(flows), guess, freq)


def exact(flows: list[Fraction], factor: Fraction) -> Fraction:
    """Sum of flow * factor ** k without rounding."""
    total = Fraction(0)
    for flow in reversed(flows):
        total = total * factor + flow
    return total


def crosses(flows: Any, rate: float, freq: float = 1.0, room: float = 1e-11) -> bool:
    """Whether the exact net present value differs in sign just below and just above a rate."""
    amounts = [Fraction(float(flow)) for flow in flows]
    ends = []
    for side in (-room, room):
        x = np.log1p(rate) / freq
        near = x + side * max(abs(x), 1e-3 / len(flows))
        ends.append(exact(amounts, Fraction(float(np.exp(-near)))))
    return (ends[0] > 0) != (ends[1] > 0) or 0 in ends


def polynomial(*rates: float) -> Any:
    """Flows, first one negative, that are worth nothing at just these rates."""
    return -np.poly([1.0 + rate for rate in rates])


HARD = {
    "480 months": ([-1000.0] + [10.0] * 479 + [1010.0], 12),
    "480 months, loss": ([-1000.0] + [0.5] * 480, 12),
    "480 months, huge gain": ([-1.0] + [40.0] * 480, 1),
    "480 years, tiny": ([-1e-290] + [1e-292] * 480, 1),
    "480 years, huge": ([-1e290] + [1e288] * 480, 1),
    "near total loss": ([-1e4, 0.3, 0.2, 0.1], 1),
    "thousands of percent": ([-1.0, 10.0, 500.0], 1),
    "begins positive": ([5000.0] + [-30.0] * 240, 12),
    "outflows for years": ([-100.0] * 36 + [0.0] * 12 + [60.0] * 432, 12),
    "zeros around": ([0.0] * 200 + [-100.0, 0.0, 0.0, 133.1] + [0.0] * 200, 1),
    "clearing cost": ([-1000.0] + [90.0] * 30 + [-500.0], 1),
    "lump far out": ([-1.0] + [0.0] * 479 + [1e6], 12),
}


@pytest.mark.parametrize("name", HARD)
def test_hard_flows_have_a_crossing_where_the_rate_says(name: str) -> None:
    flows, freq = HARD[name]
    assert crosses(flows, irr(flows, freq=freq), freq)


@pytest.mark.parametrize("rate", [-0.9999, -0.99, -0.5, -1e-6, 0.0, 1e-6, 0.07, 3.0, 49.0, 1e5])
@pytest.mark.parametrize("count", [1, 2, 20])
def test_a_level_inflow_comes_back_at_its_rate(rate: float, count: int) -> None:
    weights = (1.0 + rate) ** -np.arange(1.0, count + 1)
    flows = [-weights.sum(), *[1.0] * count]
    assert irr(flows) == pytest.approx(rate, rel=1e-12, abs=1e-15 * count)


def test_zero_is_exact() -> None:
    assert irr([-100.0, 50.0, 50.0]) == 0.0
    assert irr([-3.0, 1.0, 2.0, 1.0, -1.0]) == 0.0
    assert irr([-240.0] + [1.0] * 240, freq=12) == 0.0


@pytest.mark.parametrize(
    "flows", [[1.0, 2.0], [-1.0, -2.0], [0.0, 0.0], [1.0, -1.0, 1.0], [-1.0], [-2.0, 3.0, -2.0]]
)
def test_no_rate_is_an_error(flows: list[float]) -> None:
    with pytest.raises(NoConvergenceError):
        irr(flows)


def test_a_rate_that_no_float_holds_is_an_error() -> None:
    with pytest.raises(NoConvergenceError):
        irr([-1e-200, 1e200], freq=1)
    with pytest.raises(NoConvergenceError):
        irr([-1.0, 1e30], freq=12)
    with pytest.raises(NoConvergenceError):
        irr([-1e20, 1.0])


def test_a_guess_of_minus_one_is_refused() -> None:
    with pytest.raises(DomainError, match="guess must be above -1, got -1"):
        irr([-1.0, 2.0], guess=-1.0)


def test_of_several_roots_the_one_that_falls_nearest_the_guess() -> None:
    flows = polynomial(0.05, 0.2, 0.6)  # falls at 5% and at 60%, rises at 20%
    assert irr(flows, 0.1) == pytest.approx(0.05, abs=1e-12)
    assert irr(flows, 0.21) == pytest.approx(0.05, abs=1e-12)
    assert irr(flows, 0.4) == pytest.approx(0.6, abs=1e-12)
    assert irr(-flows, 0.4) == pytest.approx(0.6, abs=1e-12)
    assert irr(polynomial(0.1, 0.25), 0.1) == pytest.approx(0.25, abs=1e-12)


def test_the_guess_is_annual_when_the_flows_are_monthly() -> None:
    flows = polynomial(0.002, 0.01, 0.03)
    low, high = 1.002**12 - 1, 1.03**12 - 1
    assert irr(flows, 0.1, 12) == pytest.approx(low, rel=1e-7)
    assert irr(flows, 0.4, 12) == pytest.approx(high, rel=1e-7)


def test_when_none_crosses_the_normal_way_the_nearest_of_all() -> None:
    late = [0.0, 1.0, -2.35, 1.375]
    assert irr(late, 0.1) == pytest.approx(0.25, abs=1e-12)
    assert irr(polynomial(0.1, 0.1)) == pytest.approx(0.1, abs=1e-7)
    # -(x - 1.02)(x - 1.3)(x - 1.3): crosses at 2%, touches at 30%
    assert irr(polynomial(0.02, 0.3, 0.3), 0.3) == pytest.approx(0.02, abs=1e-9)


def test_every_root_of_random_flows_is_found() -> None:
    for count in (4, 9, 25, 60):
        flows = RNG.normal(size=(40, count))
        found = roots.all_roots(flows, periods(flows), np.full(40, 0.1), 1.0, nearest_only=False)
        for row in range(40):
            known = np.roots(flows[row][::-1])
            known = known[(np.abs(known.imag) < 1e-9) & (known.real > 0)].real
            x = np.sort(found.x[found.row == row])
            assert x == pytest.approx(np.sort(-np.log(known)), rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("gap", [0.3, 0.03, 1e-3, 1e-5])
def test_two_roots_close_together_are_both_found(gap: float) -> None:
    for count in (1, 4, 30):
        rows, pairs = [], []
        for _ in range(40):
            low = float(RNG.uniform(-0.6, 1.0))
            positive = RNG.uniform(0.1, 1.0, count) ** 3  # no root of its own at any rate
            rows.append(np.convolve(polynomial(low, low + gap), positive))
            pairs.append([low, low + gap])
        flows = np.array(rows)
        found = roots.all_roots(flows, periods(flows), np.full(40, 0.1), 1.0, nearest_only=False)
        for row, pair in enumerate(pairs):
            rates = np.sort(np.expm1(found.x[found.row == row]))
            assert rates == pytest.approx(pair, abs=gap / 4)


def test_leaving_out_far_roots_does_not_change_the_choice() -> None:
    flows = RNG.normal(size=(300, 40))
    for guess in (-0.5, 0.0, 0.1, 2.0):
        guesses = np.full(300, guess)
        all_, near = (
            roots.choose(
                roots.all_roots(flows, periods(flows), guesses, 1.0, is_near), flows, guesses
            )
            for is_near in (False, True)
        )
        np.testing.assert_allclose(near, all_, rtol=1e-9, atol=1e-12)


def test_a_proof_of_no_root_is_never_wrong() -> None:
    proven = 0
    for count in (3, 5, 12, 60):
        flows = RNG.normal(size=(150, count)) + 0.3
        found = roots.all_roots(flows, periods(flows), np.full(150, 0.1), 1.0, nearest_only=False)
        has_root = np.isin(np.arange(150), found.row)
        none = np.array([rootless.is_rootless(row) for row in flows])
        assert not (none & has_root).any()
        proven += none.sum() / (~has_root).sum()
    assert proven > 4 * 0.8
    assert not rootless.is_rootless(np.array([-1.0, 2.2, -1.21]))
    assert not rootless.is_rootless(polynomial(1e-4, 1.00001e-4))
    assert not rootless.is_rootless(polynomial(-0.999, 900.0))


def mixed_block() -> Any:
    """Rows of many kinds: lending, borrowing, late starts, several roots, none."""
    flows = RNG.uniform(0.5, 1.5, (400, 60))
    flows[:, 0] = -flows[:, 1:].sum(axis=1) * RNG.uniform(0.05, 1.2, 400)
    flows[::7] = RNG.normal(size=flows[::7].shape)
    flows[1::11] *= -1.0
    flows[2::13, :5] = 0.0
    flows[2::13, 5:9] = -4.0
    flows[3::17] = np.abs(flows[3::17])
    flows[4::19] = 0.0
    return flows


@pytest.mark.parametrize("freq", [1, 12])
def test_a_block_equals_its_rows_one_by_one(freq: int) -> None:
    flows = mixed_block()
    found = solve.rates_of_return(flows, periods(flows), 0.1, freq)
    for row, rate in zip(flows, found, strict=True):
        if np.isnan(rate):
            with pytest.raises(NoConvergenceError):
                irr(row, freq=freq)
        else:
            assert rate == pytest.approx(irr(row, freq=freq), rel=1e-10, abs=1e-13)
            assert rate < -0.999 or crosses(row, rate, freq)


def test_dates_of_each_row_equal_common_dates() -> None:
    flows = mixed_block()
    years = np.sort(RNG.uniform(0.0, 20.0, 60))
    common = solve.rates_of_return(flows, years)
    own = solve.rates_of_return(flows, np.tile(years, (400, 1)))
    np.testing.assert_allclose(own, common, rtol=1e-10, atol=1e-13)
    order = RNG.permutation(60)
    shuffled = solve.rates_of_return(flows[:, order], np.tile(years[order], (400, 1)))
    np.testing.assert_allclose(shuffled, common, rtol=1e-10, atol=1e-13)
    shuffled = solve.rates_of_return(flows[:, order], years[order])
    np.testing.assert_allclose(shuffled, common, rtol=1e-10, atol=1e-13)


def test_flows_on_one_date_are_one_flow() -> None:
    years = np.array([0.0, 0.0, 1.0, 1.0, 2.0])
    flows = np.array([-150.0, 50.0, 80.0, -20.0, 60.5])
    together = irr([-100.0, 60.0, 60.5])
    for times in (years, np.tile(years, (2, 1))):
        found = solve.rates_of_return(np.tile(flows, (2, 1)), times)
        assert found == pytest.approx(together, abs=1e-13)


def test_a_large_block_of_wide_rates_settles() -> None:
    rates = np.concatenate([RNG.uniform(-0.5, 0.0, 700), RNG.uniform(0.0, 4.0, 700)])
    flows = RNG.uniform(0.5, 1.5, (1400, 24))
    weights = (1.0 + rates[:, None]) ** -np.arange(24.0)
    flows[:, 0] = -(flows[:, 1:] * weights[:, 1:]).sum(axis=1)
    found = solve.rates_of_return(flows, periods(flows))
    np.testing.assert_allclose(found, rates, rtol=1e-12, atol=1e-14)


def test_most_rows_take_the_quick_path() -> None:
    flows = np.full((100, 240), 1.0)
    flows[:, 0] = -RNG.uniform(60.0, 140.0, 100)
    regular, change = quick.usual(flows, periods(flows))
    assert change == 1
    assert regular.all()
    assert np.isfinite(quick.quick(flows, periods(flows), 1, regular)).all()
    own = np.tile(periods(flows), (100, 1))
    assert np.isfinite(quick.quick(flows, own, 1, regular)).all()


amounts = st.one_of(st.integers(-1000, 1000).map(float), st.floats(-1e9, 1e9))


@settings(max_examples=300, deadline=None)
@given(st.lists(amounts, min_size=2, max_size=30), st.sampled_from([1, 12]))
@example([-1.0, 2.2, -1.21], 1)
@example([1e-300, -1e-300], 1)
@example([0.1, 0.2, -0.3], 1)
@example([-2.2250738585072014e-308, 0.0, 17740522.0], 1)
@example([1.0, 17.0, -87.0, 0.0, 1.0, 273619528.0, 0.0, 879127291.5, 197.0, -569387035.5], 1)
def test_a_rate_zeroes_the_flows_or_there_is_none(flows: list[float], freq: int) -> None:
    try:
        rate = irr(flows, freq=freq)
    except NoConvergenceError:
        signs = [flow > 0 for flow in flows if flow]
        changes = sum(a != b for a, b in pairwise(signs))
        size = max(map(abs, flows)) / min((abs(f) for f in flows if f), default=1.0)
        assert changes % 2 == 0 or freq * np.log10(size) > 15
        return
    assert np.isfinite(rate)
    if rate < 1e-3 - 1.0:
        return  # so near -100% a float64 holds too few digits of 1 + rate
    x = np.log1p(rate) / freq
    times = np.arange(len(flows)) - (len(flows) - 1 if x < 0 else 0)
    terms = np.array(flows) * np.exp(-times * x)
    # Beside the smallest numbers of float64 terms of 1e-308 have few digits left.
    assert abs(terms.sum()) <= 1e-9 * np.abs(terms).sum() + 1e-8 * np.finfo(float).tiny


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(0.01, 100.0), min_size=1, max_size=40), st.floats(-0.95, 20.0))
def test_one_change_of_sign_has_one_answer_whatever_the_guess(
    inflows: list[float], guess: float
) -> None:
    flows = [-10.0, *inflows]
    assert irr(flows, guess) == irr(flows)
    assert crosses(flows, irr(flows))
