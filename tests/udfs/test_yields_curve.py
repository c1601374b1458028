"""Curves, spreads and every root: identities, shapes and errors."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from udfs import (
    yield_curve,
    yield_irr,
    yield_roots,
    yield_split,
    yield_spread,
    yield_xirr,
    yield_xnpv,
    yield_zspread,
)
from udfs.errors import InputTypeError, MissingDataError, OnBalanceError

TENORS, YIELDS = [0.5, 2.0, 5.0, 10.0, 30.0], [0.036, 0.035, 0.038, 0.043, 0.047]
METHODS = ("linear", "log-df", "cubic")

curves = st.lists(
    st.tuples(st.floats(0.1, 5.0), st.floats(-0.02, 0.15)), min_size=1, max_size=8
).map(lambda points: (np.cumsum([p[0] for p in points]).tolist(), [p[1] for p in points]))


@settings(max_examples=150, deadline=None)
@given(curves, st.sampled_from(METHODS), st.floats(0.0, 1.0))
def test_a_curve_passes_through_its_points_and_stays_between_them(
    curve: Any, method: str, share: float
) -> None:
    tenors, yields = curve
    for t, y in zip(tenors, yields, strict=True):
        assert yield_curve(tenors, yields, t, method) == pytest.approx(y, abs=1e-14)
    for k in range(len(tenors) - 1):
        t = min(tenors[k] + share * (tenors[k + 1] - tenors[k]), tenors[k + 1])
        found = yield_curve(tenors, yields, t, method)
        low, high = sorted(yields[k : k + 2])
        if method != "log-df":
            assert low - 1e-14 <= found <= high + 1e-14


@settings(max_examples=100, deadline=None)
@given(curves, st.floats(0.01, 0.99))
def test_the_cubic_has_no_corner(curve: Any, share: float) -> None:
    tenors, yields = curve
    assume(len(tenors) > 2)
    middle, h = tenors[1], 1e-6
    before, at, after = (
        yield_curve(tenors, yields, t, "cubic") for t in (middle - h, middle, middle + h)
    )
    assert (after - at) / h == pytest.approx((at - before) / h, abs=1e-4)


def test_log_discount_factors_lie_on_lines() -> None:
    t = np.linspace(2.0, 5.0, 7)
    rates = yield_curve(TENORS, YIELDS, t, "log-df")
    assert np.diff(t * np.log1p(rates), 2) == pytest.approx(np.zeros(5), abs=1e-14)
    assert yield_curve([0, 1], [0.03, 0.05], 0, "log-df") == 0.03


def test_a_row_of_times_spills_and_one_outside_stays_alone() -> None:
    found = yield_curve(TENORS, YIELDS, [1.0, 40.0, 7.5])
    assert found[0] == yield_curve(TENORS, YIELDS, 1.0)
    assert isinstance(found[1], MissingDataError)
    held = yield_curve(TENORS, YIELDS, [0.1, 40.0], "cubic", True)
    assert held.tolist() == [0.036, 0.047]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: yield_curve(TENORS, YIELDS, 31), "t must be from 0.5 to 30 years, where the curv"),
        (lambda: yield_curve([2, 1], [0.1, 0.1], 1), r"tenors\[2\] must be above the one before"),
        (lambda: yield_curve([1, 2], [0.1], 1), "yields must be one for each of 2, got '1 yields'"),
        (lambda: yield_curve([1], [-1], 1), r"yields\[1\] must be above -1, got -1"),
        (lambda: yield_curve([-1], [0.1], 1), "tenors must be at least 0 years, got -1"),
        (lambda: yield_curve(TENORS, YIELDS, 3, "x"), 'method must be "linear", "log-df" or "cub'),
        (lambda: yield_spread(0.05, 31, TENORS, YIELDS), "t_or_wal must be from 0.5 to 30 years"),
        (lambda: yield_spread(0.05, 1, [1], [-2]), r"yields\[1\] must be above -1, got -2"),
        (lambda: yield_zspread([105], [40], 99, TENORS, YIELDS), "dates must be from 0.5 to 30 y"),
        (lambda: yield_zspread([105], [1], 99, [1], [-1]), r"zeros\[1\] must be above -1, got -1"),
        (
            lambda: yield_zspread([5], [1], 9, [1, 2], [0]),
            "zeros must be one for each of 2, got '1",
        ),
        (lambda: yield_spread(0.05, 3, TENORS, YIELDS, "%"), 'unit must be "bp" or "decimal"'),
        (lambda: yield_split(0.07, 0.04, 0.05, 0.01), "secured must be in basis points, got 0.01"),
        (lambda: yield_zspread([5, 105], [1], 100, TENORS, YIELDS), "dates must be as many as cfs"),
        (lambda: yield_zspread([5], [45000], 99, [1], [0.1]), "dates must be after the first"),
        (lambda: yield_zspread([5, 5], [1, 45000], 99, [1], [0.1]), "dates must be all dates or "),
        (lambda: yield_zspread([0, 0], [1, 2], 99, [1], [0.1]), "cfs must be other than 0"),
        (lambda: yield_zspread([5, 5], [1, "x"], 99, [1], [0.1]), r"dates\[2\] must be a date or"),
        (lambda: yield_zspread([105], [1], -100, [1], [0.1]), "price must be a value that some"),
        (lambda: yield_roots([1, -2], [45000]), "dates must be as many as values"),
        (
            lambda: yield_roots([1, 2]),
            "flows with a rate of return, got '2 flows worth something at every rate",
        ),
        (
            lambda: yield_roots([1, -1], [45000, 45000]),
            "flows with a rate of return, got '2 flows that cancel out, worth nothin",
        ),
    ],
)
def test_each_error_is_one_sentence(call: Any, sentence: str) -> None:
    with pytest.raises(OnBalanceError, match=sentence) as caught:
        call()
    assert "\n" not in str(caught.value)


@settings(max_examples=100, deadline=None)
@given(st.floats(-0.05, 0.2), st.floats(0.5, 30.0))
def test_a_spread_added_back_is_the_yield(yld: float, t: float) -> None:
    spread = yield_spread(yld, t, TENORS, YIELDS)
    assert yield_curve(TENORS, YIELDS, t) + spread / 1e4 == pytest.approx(yld, abs=1e-15)
    assert yield_spread(yld, t, TENORS, YIELDS, "decimal") == pytest.approx(spread / 1e4, abs=1e-16)


pieces = st.one_of(st.none(), st.floats(1.0, 300.0), st.floats(-50.0, 0.0))


@settings(max_examples=100, deadline=None)
@given(st.floats(0.02, 0.15), st.floats(0.0, 0.06), st.floats(0.02, 0.08), st.tuples(*[pieces] * 4))
def test_pieces_add_up_to_the_yield(
    lease: float, treasury: float, tenant: float, parts: tuple[float | None, ...]
) -> None:
    split = yield_split(lease, treasury, tenant, *parts)
    assert split["bp"].sum() == pytest.approx(lease * 1e4, abs=1e-8)
    assert split["cumulative"][-1] == lease * 1e4
    assert "plug" in split["piece"][-1]
    assert len(split) == 3 + sum(part is not None for part in parts)


@settings(max_examples=100, deadline=None)
@given(st.floats(-0.03, 0.5), st.lists(st.floats(1.0, 100.0), min_size=1, max_size=20))
def test_a_z_spread_gives_the_price_back(spread: float, flows: list[float]) -> None:
    years = np.arange(1.0, len(flows) + 1) + 0.5
    zeros = np.interp(years, TENORS, YIELDS)
    price = float(np.sum(np.array(flows) * (1 + zeros + spread) ** -years))
    found = yield_zspread(flows, years, price, TENORS, YIELDS)
    assert found / 1e4 == pytest.approx(spread, abs=1e-12)


def test_a_z_spread_over_a_flat_curve_is_a_difference_of_yields() -> None:
    dates = [datetime.date(2024 + k, 6, 30) for k in range(6)]
    flows = [0, 6, 6, 6, 6, 106]
    rate = yield_xirr([-97.0, *flows[1:]], dates)
    found = yield_zspread(flows, dates, 97.0, [0.5, 10], [0.04, 0.04])
    assert found == pytest.approx(1e4 * (rate - 0.04), abs=1e-8)
    now = yield_zspread([3, *flows[1:]], dates, 100.0, [0.5, 10], [0.04, 0.04])
    assert now == pytest.approx(found, abs=1e-8)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(-0.6, 2.0), min_size=1, max_size=4))
def test_every_root_of_a_product_is_found(rates: list[float]) -> None:
    rates = sorted(rates)
    assume(all(b - a > 0.02 for a, b in zip(rates, rates[1:], strict=False)))
    flows = np.array([-1.0])
    for rate in rates:
        flows = np.convolve(flows, [1.0, -(1.0 + rate)])
    found = yield_roots(flows)
    assert found["rate"] == pytest.approx(rates, abs=1e-7)
    ways = ["falling", "rising"] * len(rates)
    assert found["crossing"] == (ways[: len(rates)] if len(rates) % 2 else ways[1 : len(rates) + 1])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(-100.0, 100.0), min_size=2, max_size=12), st.randoms())
def test_each_root_zeroes_the_value_and_the_rate_of_return_is_one_of_them(
    flows: list[float], random: Any
) -> None:
    assume(max(flows) > 1.0)
    assume(min(flows) < -1.0)
    flows = [flow if abs(flow) > 1e-3 else 0.0 for flow in flows]
    days = [45000 + 200 * k + random.randrange(100) for k in range(len(flows))]
    try:
        found = yield_roots(flows, days)["rate"]
    except MissingDataError:
        with pytest.raises(OnBalanceError):
            yield_xirr(flows, days)
        return
    assert np.abs(found - yield_xirr(flows, days)).min() < 1e-7 * (1 + np.abs(found).max())
    for rate in found:
        if -0.9 < rate < 10:
            assert yield_xnpv(float(rate), flows, days) == pytest.approx(0, abs=1e-4)


@pytest.mark.parametrize(
    ("rates", "expected", "crossings"),
    [
        ([0.1] * 3, [0.1], ["falling"]),
        ([0.5] * 3, [0.5], ["falling"]),
        ([0.1] * 4, [0.1], ["touching"]),
        ([0.1] * 2, [0.1], ["touching"]),
        ([0.1, 0.1, 0.05], [0.05, 0.1], ["falling", "touching"]),
        ([0.05, 0.1, 0.1, 0.6], [0.05, 0.1, 0.6], ["rising", "touching", "falling"]),
        ([0.05, 0.2, 0.2, 0.2], [0.05, 0.2], ["rising", "falling"]),
        ([0.1, 0.1002], [0.1, 0.1002], ["rising", "falling"]),
        ([0.1, 0.1 + 1e-5], [0.1, 0.1 + 1e-5], ["rising", "falling"]),
    ],
)
@pytest.mark.parametrize("scale", [-1.0, -100.0, -1e9])
def test_a_multiple_root_is_one(
    rates: list[float], expected: list[float], crossings: list[str], scale: float
) -> None:
    flows = np.array([scale])
    for rate in rates:
        flows = np.convolve(flows, [1.0, -(1.0 + rate)])
    found = yield_roots(flows.round(12).tolist())
    assert found["crossing"] == crossings
    assert found["rate"] == pytest.approx(expected, abs=1e-4 if len(rates) > 3 else 2e-5)


def test_a_triple_root_of_flows_as_they_are_typed_is_one() -> None:
    found = yield_roots([-1, 3.3, -3.63, 1.331])
    assert found["crossing"] == ["falling"]
    assert found["rate"] == pytest.approx([0.1], abs=2e-5)


def test_roots_without_dates_are_a_year_apart() -> None:
    flows = [-1000, 300, 400, 500]
    assert yield_roots(flows)["rate"][0] == pytest.approx(yield_irr(flows), abs=1e-13)
    assert yield_roots(flows, headers=False).rows() == [
        [pytest.approx(yield_irr(flows)), "falling"]
    ]


def test_a_curve_in_cells_is_read_whole() -> None:
    with pytest.raises(InputTypeError):
        yield_curve([[1, 2], [3, 4]], YIELDS, 1)
    column = [[t] for t in TENORS]
    assert yield_curve(column, [YIELDS], 2) == 0.035
