"""GPU economics: the income identity of every curve, break-even as a net present value of 0."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from udfs import (
    gpu_breakeven_price,
    gpu_breakeven_util,
    gpu_econ_depr,
    gpu_econ_life,
    gpu_fit_decline,
    gpu_power_cost,
    gpu_rental_curve,
    gpu_residual,
    gpu_tco,
    yield_irr,
)
from udfs.errors import (
    DomainError,
    InputTypeError,
    MissingDataError,
    NoConvergenceError,
    OnBalanceError,
    ZeroDenominatorError,
)

floats = partial(st.floats, allow_subnormal=False)
PRICES = st.lists(floats(0, 20), min_size=1, max_size=12)
RATES = floats(-0.3, 0.6)
FALLS = floats(-0.5, 1)


@settings(max_examples=300, deadline=None)
@given(PRICES, FALLS, floats(0.01, 1), floats(0, 3), RATES, floats(0, 1e5), st.booleans())
def test_cash_is_interest_on_value_and_economic_depreciation(
    prices: list[float], fall: float, util: float, opex: float, rate: float, residual: float,
    stop: bool,
) -> None:  # fmt: skip
    life = len(prices) + 2
    table = gpu_econ_depr(prices, fall, util, opex, life, rate, residual, stop)
    assert table["price"][: len(prices)].tolist() == prices
    assert table["price"][-1] == pytest.approx(prices[-1] * (1 - fall) ** 2, rel=1e-12)
    scale = 1e-9 * (1.0 + np.abs(table["value"]).max() + np.abs(table["cash"]).max())
    income = rate * table["value"] + table["econ_dep"]
    np.testing.assert_allclose(income, table["cash"], rtol=0, atol=scale)
    assert table["econ_dep"].sum() == pytest.approx(table["value"][0] - residual, abs=scale)
    assert table["sl_dep"].sum() == pytest.approx(table["value"][0] - residual, abs=scale)
    np.testing.assert_allclose(table["econ_dep"] - table["sl_dep"], table["gap"], atol=scale)
    worth = npf.npv(rate, [0.0, *table["cash"]]) + residual * (1 + rate) ** -life
    assert table["value"][0] == pytest.approx(worth, rel=1e-9, abs=scale)


@settings(max_examples=100, deadline=None)
@given(PRICES, floats(0.01, 1), floats(0, 3))
def test_a_gpu_given_up_is_given_up_for_good(prices: list[float], util: float, opex: float) -> None:
    life = len(prices)
    stopped = gpu_econ_depr(prices, 0, util, opex, life, 0.1)["cash"]
    running = gpu_econ_depr(prices, 0, util, opex, life, 0.1, stop=False)["cash"]
    losses = np.flatnonzero(running < 0)
    end = losses[0] if len(losses) else life
    assert stopped[:end].tolist() == running[:end].tolist()
    assert not stopped[end:].any()


def test_a_block_is_one_curve_a_row() -> None:
    rng = np.random.default_rng(5)
    block = rng.uniform(0.2, 6, (7, 5))
    table = gpu_econ_depr(block, 0.2, 0.7, 0.6, 8, 0.12, 500)
    assert table.columns[:2] == ("Curve", "Year")
    assert len(table) == 7 * 8
    for k, prices in enumerate(block):
        alone = gpu_econ_depr(prices.tolist(), 0.2, 0.7, 0.6, 8, 0.12, 500)
        for key in alone:
            assert table[key][8 * k : 8 * k + 8].tolist() == alone[key].tolist()
    assert gpu_econ_depr(block.tolist(), 0.2, 0.7, 0.6, 8, 0.12, 500) == table


def test_the_first_year_takes_more_than_straight_line() -> None:
    """Published example: 38.0% in year 1 against 16.7%; -0.8% on 50,000, 25.0% on 31,250."""
    table = gpu_econ_depr(4, 0.25, 0.7, 0.6, 6, 0.1)
    assert table["econ_dep"][0] / table["value"][0] == pytest.approx(0.380, abs=5e-4)
    cash = table["cash"].tolist()
    assert yield_irr([-50000, *cash]) == pytest.approx(-0.008, abs=5e-4)
    assert yield_irr([-31250, *cash]) == pytest.approx(0.250, abs=5e-4)


@settings(max_examples=200, deadline=None)
@given(
    floats(100, 1e6), st.integers(1, 15), RATES, floats(0, 3), floats(0.05, 1), FALLS,
    floats(0, 1),
)  # fmt: skip
def test_at_the_break_even_price_nothing_is_gained(
    capex: float, life: int, wacc: float, opex: float, util: float, fall: float, share: float
) -> None:
    price = gpu_breakeven_price(capex, life, wacc, opex, util, fall, share * capex)
    years = np.arange(1.0, life + 1.0)
    cash = 8760 * (price * (1 - fall) ** (years - 1) * util - opex)
    flows = [-capex, *cash]
    flows[-1] += share * capex
    scale = np.abs(np.array(flows) * (1 + wacc) ** -np.arange(life + 1.0)).sum()
    assert npf.npv(wacc, flows) == pytest.approx(0, abs=1e-9 * scale)
    if price > 1e-3:
        back = gpu_breakeven_util(price, capex, life, wacc, opex, fall, share * capex)
        assert back == pytest.approx(util, rel=1e-9)


def test_a_decline_that_the_rate_undoes_is_a_plain_sum() -> None:
    near = [gpu_breakeven_price(1e4, 5, -0.2 + step, 0.5, 0.8, 0.2) for step in (0, 1e-9)]
    assert near[0] == pytest.approx(near[1], rel=1e-7)
    unit = 5 * 8760 * 0.8 / 0.8
    cost = 1e4 + 8760 * 0.5 * sum(0.8**-k for k in range(1, 6))
    assert near[0] == pytest.approx(cost / unit, rel=1e-12)


@settings(max_examples=100, deadline=None)
@given(floats(0.1, 20), floats(0.01, 0.9), floats(0.05, 1), floats(0.01, 5))
def test_at_the_economic_life_the_price_just_pays(
    p0: float, fall: float, util: float, opex: float
) -> None:
    life = gpu_econ_life(p0, fall, util, opex)
    assert p0 * (1 - fall) ** life * util == pytest.approx(opex, rel=1e-9)
    assume(0 < life < 150 and abs(life - round(life)) > 1e-6)
    cash = gpu_econ_depr(p0, fall, util, opex, 160, 0.1, stop=False)["cash"]
    assert np.flatnonzero(cash < 0)[0] == math.floor(life) + 1


def test_rows_of_every_scalar_function_agree_with_single_calls() -> None:
    rng = np.random.default_rng(11)
    size = 150

    def draw(low: float, high: float) -> Any:
        return np.where(rng.random(size) < 0.1, 0.0, rng.uniform(low, high, size))

    tried = [
        (gpu_power_cost, (draw(-1, 20), draw(0.9, 2), draw(-0.01, 1), draw(-0.1, 1.1))),
        (
            gpu_breakeven_price,
            (draw(-1e3, 1e5), draw(-1, 9), draw(-1.2, 1), draw(-0.2, 2), draw(-0.1, 1.1)),
        ),
        (
            gpu_breakeven_util,
            (draw(-1, 9), draw(-1e3, 1e5), draw(-1, 9), draw(-1.2, 1), draw(-0.2, 2)),
        ),
        (gpu_econ_life, (draw(-1, 9), draw(-0.2, 1.2), draw(-0.1, 1.1), draw(-0.2, 2))),
    ]
    for function, columns in tried:
        many = function(*columns)
        good = sum(not isinstance(cell, OnBalanceError) for cell in many)
        assert 20 < good < size
        for k, cell in enumerate(many):
            row = [column[k] for column in columns]
            if isinstance(cell, OnBalanceError):
                with pytest.raises(type(cell)):
                    function(*row)
            else:
                assert function(*row) == pytest.approx(cell, rel=1e-13)


@settings(max_examples=100, deadline=None)
@given(floats(0.1, 20), floats(-0.5, 0.9), st.integers(1, 40), floats(0.0, 5))
def test_a_curve_falls_by_its_decline_down_to_its_floor(
    p0: float, fall: float, n: int, floor: float
) -> None:
    table = gpu_rental_curve(p0, fall, n, floor)
    plain = p0 * (1 - fall) ** np.arange(n)
    np.testing.assert_allclose(table["price"], np.maximum(plain, floor), rtol=1e-12)
    rebuilt = table["price"][0] * np.cumprod(1 + table["change"])
    np.testing.assert_allclose(rebuilt, table["price"], rtol=1e-9, atol=1e-12)
    assert (table["price"] >= floor).all()


@settings(max_examples=100, deadline=None)
@given(st.lists(floats(0.1, 20), min_size=2, max_size=20), floats(-0.5, 0.9))
def test_a_table_with_every_year_is_the_curve(prices: list[float], fall: float) -> None:
    table = gpu_rental_curve(99, fall, len(prices), None, list(enumerate(prices, 1)))
    assert table["price"].tolist() == pytest.approx(prices, rel=1e-12)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(floats(0, 10), min_size=3, max_size=20, unique=True),
    st.data(),
)
def test_the_fit_is_least_squares(years: list[float], data: Any) -> None:
    years = sorted(years)
    assume(years[-1] - years[0] > 0.1)
    count = len(years)
    prices = data.draw(st.lists(floats(0.1, 20), min_size=count, max_size=count))
    table = gpu_fit_decline(years, prices)
    slope, level = np.polyfit(years, np.log(prices), 1)
    assert table["decline"][0] == pytest.approx(1 - np.exp(slope), rel=1e-6, abs=1e-9)
    assert table["last_fitted"][0] == pytest.approx(np.exp(level + slope * years[-1]), rel=1e-6)
    spread = np.std(np.log(prices))
    if spread > 1e-6:
        r2 = np.corrcoef(years, np.log(prices))[0, 1] ** 2
        assert table["r2"][0] == pytest.approx(r2, abs=1e-6)
    if table["decline"][0] > 1e-9:
        assert (1 - table["decline"][0]) ** table["half_life"][0] == pytest.approx(0.5, rel=1e-9)


def test_a_rising_price_has_no_half_life() -> None:
    table = gpu_fit_decline([1, 2, 3], [1, 2, 4])
    assert table["decline"][0] == pytest.approx(-1)
    assert isinstance(table["half_life"][0], NoConvergenceError)


BLOCK = {"server_price": 280_000, "gpus_per_server": 8, "kw": 10.2, "life": 5, "wacc": 0.1}


@settings(max_examples=100, deadline=None)
@given(
    st.one_of(st.just(0.0), floats(0.001, 0.5)), floats(1, 12), floats(0, 2e4), floats(0.1, 1),
    floats(0.1, 1), floats(1, 2),
    floats(0, 0.5), st.sampled_from(["used", "reserved"]),
)  # fmt: skip
def test_the_stack_adds_up_and_breaks_even(
    wacc: float, life: float, salvage: float, util: float, up: float, pue: float, price: float,
    basis: str,
) -> None:  # fmt: skip
    assume(salvage == 0 or salvage >= 1)
    block = BLOCK | {
        "wacc": wacc, "life": life, "salvage": salvage, "util": util, "availability": up,
        "pue": pue, "power_price": price, "power_basis": basis, "network": 6000,
        "opex_server": 9000, "colo_kw_mo": 120, "spares_pct": 0.03, "rent_hour": 4,
    }  # fmt: skip
    table = gpu_tco(block)
    place = table["component"].index("Total")
    for key in ("amount_gpu", "amount_yr", "amount_gpu_h", "pct"):
        parts = [cell for cell in table[key][:place] if cell != ""]
        assert math.fsum(parts) == pytest.approx(table[key][place], rel=1e-9, abs=1e-9)
    capital = 35_000 * 1.03 + 6000
    charge = -npf.pmt(wacc, life, capital, -salvage)
    powered = 8760 * (up * util if basis == "used" else 1)
    power = gpu_power_cost(10.2 / 8, pue, price, hours=powered)
    yearly = charge + power + 120 * 12 * 10.2 / 8 + 9000 / 8
    assert table["amount_yr"][place] == pytest.approx(yearly, rel=1e-9)
    assert table["amount_gpu_h"][place] == pytest.approx(yearly / (8760 * up * util), rel=1e-9)
    margin = table["amount_gpu_h"][table["component"].index("Margin")]
    assert margin == pytest.approx(4 - yearly / (8760 * up * util), rel=1e-9, abs=1e-9)


def test_the_hourly_cost_is_the_break_even_price() -> None:
    block = BLOCK | {"pue": 1.3, "power_price": 0.08, "util": 0.7, "power_basis": "reserved"}
    table = gpu_tco(block)
    hourly = table["amount_gpu_h"][table["component"].index("Total")]
    opex = 10.2 / 8 * 1.3 * 0.08
    assert hourly == pytest.approx(gpu_breakeven_price(35_000, 5, 0.1, opex, 0.7), rel=1e-12)


@pytest.mark.parametrize(("server", "count", "is_warned"), [
    (250_000, 8, False), (250_000, 1, True), (40_000, 8, False), (39_000, 8, True),
    (960_000, 8, False), (961_000, 8, True),
])  # fmt: skip
def test_the_price_of_a_whole_server_is_noticed(server: float, count: int, is_warned: bool) -> None:
    table = gpu_tco(BLOCK | {"server_price": server, "gpus_per_server": count})
    assert table["component"][-1].startswith("Warning") == is_warned
    if is_warned:
        assert table["amount_gpu"][-1] == pytest.approx(server / count)
        assert "Total" in table["component"]  # nothing is lost


@pytest.mark.parametrize(
    ("call", "error", "sentence"),
    [
        (lambda: gpu_power_cost(1, 0.9, 1), DomainError, "pue must be at least 1 .total power"),
        (lambda: gpu_power_cost(1, 1, 1, 1.1), DomainError, "load must be from 0 to 1, got 1.1"),
        (lambda: gpu_power_cost(1, 1, 1, 1, 9000), DomainError, "at most 8784, the hours"),
        (lambda: gpu_tco({"kw": 1}), InputTypeError, 'needs the key "server_price"'),
        (lambda: gpu_tco(BLOCK | {"util": 0}), ZeroDenominatorError, "util must be above 0, got 0"),
        (lambda: gpu_tco(BLOCK | {"pue": 0.95}), DomainError, "pue must be at least 1"),
        (lambda: gpu_tco(BLOCK | {"salvage": 0.1}), DomainError, "an amount per GPU, not a share"),
        (lambda: gpu_tco(BLOCK | {"power_basis": "all"}), InputTypeError, "power_basis must be"),
        (lambda: gpu_tco(BLOCK | {"utl": 1}), InputTypeError, 'did you mean "util"'),
        (lambda: gpu_breakeven_price(1, 1, 0, 0, 0), ZeroDenominatorError, "util must be above 0"),
        (lambda: gpu_breakeven_price(1, 0, 0, 0, 1), DomainError, "life must be above 0, got 0"),
        (lambda: gpu_breakeven_price(1, 1, -1, 0, 1), DomainError, "wacc must be above -1"),
        (lambda: gpu_breakeven_price(1, 1, 0, 0, 1, 25), DomainError, "decline must be at most 1"),
        (lambda: gpu_breakeven_util(0, 1, 1, 0, 0), ZeroDenominatorError, "price must be above 0"),
        (lambda: gpu_econ_life(4, 0, 0.7, 0.6), DomainError, "decline must be above 0 and below 1"),
        (lambda: gpu_econ_life(4, 0.2, 0.7, 0), DomainError, "opex_h must be above 0 for the"),
        (lambda: gpu_econ_depr(4, 0.2, 0, 0.6, 6, 0.1), ZeroDenominatorError, "util must be"),
        (lambda: gpu_econ_depr(4, 0.2, 1, 0.6, 5.5, 0.1), DomainError, "life must be a whole"),
        (lambda: gpu_econ_depr([4, 3], 0.2, 1, 0.6, 1, 0.1), InputTypeError, "at most one for"),
        (lambda: gpu_econ_depr([4, -3], 0.2, 1, 0.6, 2, 0.1), DomainError, "p0 must be at least 0"),
        (lambda: gpu_rental_curve(4, 0.2, 5, None, [[2, None]]), InputTypeError, "has a hole"),
        (lambda: gpu_rental_curve(4, 0.2, 5, None, [[3, 1], [2, 1]]), InputTypeError, "after the"),
        (lambda: gpu_rental_curve(4, 0.2, 5, None, [[46000, 1], [3, 1]]), InputTypeError, "all da"),
        (lambda: gpu_rental_curve(4, 0.2, 5, None, [[0, 1]]), DomainError, "a year from 1 to 200"),
        (lambda: gpu_rental_curve(4, 0.2, 0), DomainError, "n must be at least 1, got 0"),
        (lambda: gpu_fit_decline([1, 2], [3, 2]), MissingDataError, "at least 3, got '2 prices'"),
        (lambda: gpu_fit_decline([1, 3, 2], [3, 2, 1]), InputTypeError, "not before the one above"),
        (lambda: gpu_fit_decline([1, 2, 3], [3, None, 1]), InputTypeError, "prices.2. must be a"),
        (lambda: gpu_fit_decline([1, 2, 3], [3, 0, 1]), DomainError, "prices.2. must be above 0"),
        (lambda: gpu_fit_decline([1, 1, 1], [3, 2, 1]), ZeroDenominatorError, "more than one date"),
        (lambda: gpu_residual(5, [0, 4], [1, 0.3]), MissingDataError, "age must be from 0 to 4"),
        (lambda: gpu_residual(1, [0, 4, 2], [1, 0.5, 0.3]), InputTypeError, "ages.3. must be"),
        (lambda: gpu_residual(1, [0, 4], [1]), InputTypeError, "factors must be one for each of 2"),
    ],
)  # fmt: skip
def test_a_bad_input_is_one_sentence(call: Any, error: type[OnBalanceError], sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        call()


@pytest.mark.parametrize("blank", [None, ""])
def test_an_empty_cell_after_the_quotes_is_no_quote(blank: str | None) -> None:
    table = gpu_fit_decline([1, 2, 3, blank], [4, 2, 1, blank])
    assert table["decline"][0] == pytest.approx(0.5)
