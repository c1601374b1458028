"""The yield functions: shapes, errors, peers, and the identities between them."""

from __future__ import annotations

import datetime

import numpy as np
import numpy_financial as npf
import pytest
import pyxirr
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs import (
    yield_convert,
    yield_irr,
    yield_lease_irr,
    yield_xirr,
    yield_xnpv,
    yield_xplus_rent,
)
from udfs.errors import (
    CellError,
    DomainError,
    InputTypeError,
    NoConvergenceError,
    OnBalanceError,
)

RNG = np.random.default_rng(7)
DAY = datetime.date(2024, 1, 31)


def lending(rows: int, columns: int) -> np.ndarray:
    flows = RNG.uniform(0.5, 1.5, (rows, columns))
    flows[:, 0] = -flows[:, 1:].sum(axis=1) * RNG.uniform(0.4, 0.95, rows)
    return flows


def serials(rows: int, columns: int) -> np.ndarray:
    return 43000.0 + np.cumsum(RNG.integers(1, 90, (rows, columns)), axis=1)


def test_a_block_is_one_series_a_row_and_only_the_bad_row_fails() -> None:
    block = [[-100, 60, 60.5], [100, 60, 1], [-100, "x", 1], [-100, 121, None], [-1, 1, "#N/A"]]
    found = yield_irr(block)
    assert found.shape == (5,)
    assert found.dtype == object
    assert found[0] == pytest.approx(yield_irr(block[0]))
    assert isinstance(found[1], NoConvergenceError)
    assert isinstance(found[2], InputTypeError)
    assert found[3] == pytest.approx(0.21)
    assert isinstance(found[4], CellError)
    assert yield_irr(block[:1] * 2).dtype == np.float64


def test_a_row_a_column_and_an_array_are_one_series() -> None:
    flows = [-100, 60, 60.5]
    expected = yield_irr(flows)
    assert yield_irr([flows]) == expected
    assert yield_irr([[flow] for flow in flows]) == expected
    assert yield_irr(np.array(flows)) == expected
    assert isinstance(expected, float)


def test_guesses_one_for_each_series() -> None:
    flows = [[-1, 3.85, -4.86, 2.016]] * 3
    found = yield_irr(flows, [0.0, 0.6, -2.0])
    assert found[:2].tolist() == pytest.approx([0.05, 0.6], abs=1e-12)
    assert isinstance(found[2], DomainError)


@pytest.mark.parametrize("columns", [3, 24, 240])
def test_irr_agrees_with_pyxirr_and_numpy_financial(columns: int) -> None:
    flows = lending(40, columns)
    found = yield_irr(flows)
    assert found == pytest.approx([pyxirr.irr(row) for row in flows], abs=1e-9)
    if columns < 30:
        assert found == pytest.approx([npf.irr(row) for row in flows], abs=1e-9)


def test_xirr_agrees_with_pyxirr_on_own_and_common_dates() -> None:
    flows, dates = lending(60, 40), serials(60, 40)
    days = (dates - 25569).astype("datetime64[D]")
    own = yield_xirr(flows, dates)
    assert own == pytest.approx(
        [pyxirr.xirr(*pair) for pair in zip(days, flows, strict=True)], abs=1e-8
    )
    np.testing.assert_array_equal(yield_xirr(flows, days), own)
    common = yield_xirr(flows, dates[0])
    assert common == pytest.approx([pyxirr.xirr(days[0], row) for row in flows], abs=1e-8)
    order = RNG.permutation(40)
    np.testing.assert_allclose(yield_xirr(flows[:, order], dates[:, order]), own, rtol=1e-11)
    for row in range(0, 60, 20):
        assert yield_xirr(flows[row], dates[row]) == pytest.approx(own[row], rel=1e-12)


@pytest.mark.parametrize("basis", [0, 1, 2, 3, 4])
def test_a_block_of_dates_equals_its_rows_on_every_basis(basis: int) -> None:
    flows, dates = lending(20, 12), serials(20, 12)
    rates = yield_xirr(flows, dates, basis=basis)
    values = yield_xnpv(0.07, flows, dates, basis)
    for row in range(20):
        assert yield_xirr(flows[row], dates[row], 0.1, basis) == pytest.approx(
            rates[row], rel=1e-12
        )
        assert yield_xnpv(0.07, flows[row], dates[row], basis) == pytest.approx(values[row])
        assert yield_xnpv(rates[row], flows[row], dates[row], basis) == pytest.approx(0, abs=1e-10)


def test_basis_one_adds_up_over_periods() -> None:
    dates = [DAY, datetime.date(2024, 12, 31), datetime.date(2026, 3, 1)]
    parts = [
        np.log(-1 / yield_xnpv(np.e - 1, [0, -1], pair, 1))
        for pair in (dates[:2], dates[1:], [dates[0], dates[2]])
    ]
    assert parts[0] + parts[1] == pytest.approx(parts[2], abs=1e-14)


def test_dates_may_be_dates_and_must_be_as_many_as_values() -> None:
    dates = [DAY, datetime.date(2025, 1, 30)]
    assert yield_xirr([-100, 110], dates) == pytest.approx(0.1, abs=1e-15)
    with pytest.raises(InputTypeError, match="dates must be as many as values, got '2 dates for 3"):
        yield_xirr([-100, 110, 1], dates)
    with pytest.raises(DomainError, match=r"dates\[2\] must be not before the first date"):
        yield_xnpv(0.1, [1, 1], dates[::-1])
    found = yield_xnpv(0.1, [[1, 1], [1, 1]], [[2.0, 1.0], [1.0, 2.0]])
    assert isinstance(found[0], DomainError)
    assert found[1] == pytest.approx(1 + 1.1 ** (-1 / 365))


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: yield_irr([1, 2]),
            "values must be flows of both signs, got '2 flows of one sign'",
        ),
        (lambda: yield_irr([-1, 2], -1), "guess must be above -1, got -1"),
        (lambda: yield_irr([-1, 2], 0.1, 3), "freq must be 1, 2, 4 or 12, got 3"),
        (lambda: yield_irr([]), "values must be a range with values, got 'an empty range'"),
        (lambda: yield_irr([-1, "2"]), r"values\[2\] must be a number, got '2'"),
        (lambda: yield_xirr([-1, 2], [1, 2], 0.1, 5), "basis must be 0, 1, 2, 3 or 4, got 5"),
        (lambda: yield_convert(0.05, -1, 2), "from_freq must be at least 0, got -1"),
        (lambda: yield_convert(0.05, 1, 1.5), "to_freq must be a whole number, got 1.5"),
        (lambda: yield_lease_irr(0, 20, 200), "cost must be above 0, got 0"),
        (lambda: yield_lease_irr(2000, 1e9, 200), "nper must be at most 12000, got 1000000000"),
        (lambda: yield_lease_irr(2000, 20, 200, build_months=1.5), "build_months must be a whole"),
        (lambda: yield_lease_irr(2000, 20, 200, 0, 0, 1, 0, 6, "wavy"), "shape must be cosine"),
        (lambda: yield_xplus_rent(2000, 0.05, 0.02, 20), "0.02 bp is almost surely a decimal"),
        (lambda: yield_xplus_rent(2000, 0.05, 2, 20, unit="%"), 'unit must be "bp" or "decimal"'),
        (lambda: yield_xplus_rent(2000, -3, 200, 20), "tenant_yield must be above -1"),
    ],
)
def test_each_error_is_one_sentence(call, sentence: str) -> None:
    with pytest.raises(OnBalanceError, match=sentence) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_lease_irr_spills_a_grid_and_agrees_with_its_cells() -> None:
    rents, costs = [150.0, 200.0, 250.0], [[1800.0], [2000.0]]
    for extra in ({}, {"timing": 1, "escalator": 0.02}, {"build_months": 18, "residual": 500.0}):
        grid = yield_lease_irr(costs, 20, rents, **extra)
        assert grid.shape == (2, 3)
        for r in range(2):
            for c in range(3):
                single = yield_lease_irr(costs[r][0], 20, rents[c], **extra)
                assert grid[r, c] == pytest.approx(single, rel=1e-12)


def test_lease_irr_of_many_leases_of_every_shape() -> None:
    rows = 200
    freq = RNG.choice([1, 2, 4, 12], rows)
    nper = RNG.integers(1, 60, rows)
    timing, build = RNG.integers(0, 2, rows), RNG.choice([0, 0, 6, 24], rows)
    pmt = 2000.0 / nper * RNG.uniform(0.9, 1.6, rows)
    growth, residual = RNG.uniform(0, 0.03, rows), RNG.uniform(0, 900, rows)
    nper[5], timing[6], freq[7] = 0, 2, 3
    found = yield_lease_irr(2000.0, nper, pmt, residual, timing, freq, growth, build)
    for row in range(rows):
        each = (nper[row], pmt[row], residual[row], timing[row], freq[row], growth[row], build[row])
        if row in (5, 6, 7):
            assert isinstance(found[row], DomainError)
            continue
        try:
            single = yield_lease_irr(2000.0, *map(float, each))
        except NoConvergenceError:
            assert isinstance(found[row], NoConvergenceError)
            continue
        assert found[row] == pytest.approx(single, rel=1e-10, abs=1e-13)


terms = st.tuples(
    st.sampled_from([1, 2, 4, 12]),
    st.integers(1, 40),
    st.sampled_from([0, 1]),
    st.floats(-0.02, 0.08),
    st.floats(0.0, 0.9),
)


@settings(max_examples=150, deadline=None)
@given(terms, st.floats(-0.02, 0.25), st.sampled_from([1, 2, 4, 12]))
def test_the_rent_for_a_yield_returns_that_yield(terms, quoted: float, yield_freq: int) -> None:
    freq, years, timing, growth, share = terms
    rest = (years * freq, 2000 * share, timing, freq, growth)
    rent = yield_xplus_rent(2000, quoted, 150, *rest, yield_freq=yield_freq)
    if rent <= 0 or (timing == 1 and freq * years == 1):
        return  # nothing is let, or all is paid back at once
    asked = yield_convert(quoted + 0.015, yield_freq, 1)
    nper, residual, *others = rest
    assert yield_lease_irr(2000, nper, rent, residual, *others) == pytest.approx(asked, abs=1e-10)


def test_rents_of_a_column_of_yields_agree_with_their_cells() -> None:
    yields = np.linspace(0.0, 0.1, 11)
    for unit, spread in (("bp", 200.0), ("decimal", 0.02), ("bp", -200.0)):
        found = yield_xplus_rent(2000.0, yields, spread, 80, 300.0, 1, 4, 0.02, unit, 2)
        single = [
            yield_xplus_rent(2000.0, y, spread, 80, 300.0, 1, 4, 0.02, unit, 2) for y in yields
        ]
        assert found == pytest.approx(single, rel=1e-12)


freqs = st.sampled_from([0, 1, 2, 4, 12, 365])


@settings(max_examples=200, deadline=None)
@given(st.floats(-0.9, 5.0), freqs, freqs)
def test_a_conversion_and_back_is_the_same_yield(rate: float, first: int, second: int) -> None:
    there = yield_convert(rate, first, second)
    assert yield_convert(there, second, first) == pytest.approx(rate, rel=1e-12, abs=1e-13)
    assert yield_convert(there, second, 1) == pytest.approx(
        yield_convert(rate, first, 1), rel=1e-11, abs=1e-13
    )


def test_conversions_of_a_block_agree_with_their_cells() -> None:
    rates, freqs_ = [[0.05], [0.06]], [0, 1, 2, 12]
    grid = yield_convert(rates, freqs_, 2)
    single = [[yield_convert(row[0], freq, 2) for freq in freqs_] for row in rates]
    np.testing.assert_allclose(grid, single, rtol=1e-14)


anything = st.one_of(
    st.none(), st.booleans(), st.text(max_size=3), st.floats(), st.integers(-(10**9), 10**9)
)


@settings(max_examples=300, deadline=None)
@given(st.lists(anything, max_size=6), st.lists(anything, max_size=6), anything, anything)
def test_any_input_gives_a_finite_number_or_one_of_our_errors(values, dates, x, y) -> None:
    for call in (
        lambda: yield_irr(values, x, y),
        lambda: yield_xirr(values, dates, x, y),
        lambda: yield_xnpv(x, values, dates, y),
        lambda: yield_convert(x, y, 2),
        lambda: yield_lease_irr(x, 10, y),
        lambda: yield_lease_irr(1000, x, y, y),
        lambda: yield_xplus_rent(x, y, 200, 10),
        lambda: yield_xplus_rent(1000, 0.05, x, 10, y),
    ):
        try:
            result = call()
        except OnBalanceError:
            continue
        assert np.isfinite(result)


@pytest.mark.parametrize(
    ("flows", "rate"),
    [([-1, 2, -1], 0.0), ([-1, 3, -2.25], 0.5), ([1, -2.2, 1.21], 0.1)],
)
def test_a_root_that_only_touches_zero_keeps_all_its_digits(flows, rate):
    assert yield_irr(flows) == pytest.approx(rate, abs=1e-12)
