"""Speed of the GPU functions: a million charges and a hundred thousand curves in one call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.bench.ratio import ratio, record
from udfs import gpu_breakeven_price, gpu_depr, gpu_econ_depr, gpu_tax_depr

SIZE, CURVES, YEARS = 1_000_000, 100_000, 10
RNG = np.random.default_rng(20261122)
COST = RNG.uniform(1e4, 1e6, SIZE)
SALVAGE = COST * RNG.uniform(0, 0.3, SIZE)
LIFE = RNG.integers(3, 11, SIZE).astype(float)
PERIOD = np.ceil(RNG.uniform(1e-9, 1, SIZE) * LIFE)
PRICES = RNG.uniform(0.5, 6, (CURVES, YEARS))


def straight_line() -> Any:
    return (COST - SALVAGE) / LIFE * (np.minimum(PERIOD, LIFE) - (PERIOD - 1))


def sum_of_years() -> Any:
    return (COST - SALVAGE) * (LIFE - PERIOD + 1) * 2 / (LIFE * (LIFE + 1))


def fixed_rate() -> Any:
    rate = np.round(1 - (SALVAGE / COST) ** (1 / LIFE), 3)
    return COST * (1 - rate) ** (PERIOD - 1) * rate


def declining() -> Any:
    book = COST * (1 - 2 / LIFE) ** (PERIOD - 1)
    return np.maximum(np.minimum(book * 2 / LIFE, book - SALVAGE), 0)


def variable() -> Any:
    """Year by year, as long as the longest life."""
    book, found = COST, np.zeros(SIZE)
    for year in range(1, 11):
        level = (book - SALVAGE) / np.maximum(LIFE - year + 1, 1)
        charge = np.maximum(np.minimum(book * 2 / LIFE, book - SALVAGE), level)
        found = np.where(year == PERIOD, charge, found)
        book = book - charge
    return found


PLAIN: dict[str, Callable[[], Any]] = {
    "SL": straight_line,
    "SYD": sum_of_years,
    "DB": fixed_rate,
    "DDB": declining,
    "VDB": variable,
}


@pytest.mark.parametrize("method", PLAIN)
def test_a_million_charges(method: str, benchmark: Any) -> None:
    def ours() -> Any:
        return gpu_depr(COST, SALVAGE, LIFE, PERIOD, method)

    np.testing.assert_allclose(ours(), PLAIN[method](), rtol=1e-9, atol=1e-6)
    benchmark.pedantic(ours, rounds=3)
    reached = ratio(ours, PLAIN[method], rounds=7)
    assert record(f"GPU_DEPR {method}, 1,000,000 rows / numpy", reached, 3.0) > 0


def economics_in_numpy() -> Any:
    """The same columns, a year at a time, over all curves."""
    cash = 8760 * (PRICES * 0.7 - 0.6)
    cash = np.where(np.logical_or.accumulate(cash < 0, axis=1), 0, cash)
    value = np.zeros((CURVES, YEARS + 1))
    for year in range(YEARS - 1, -1, -1):
        value[:, year] = (value[:, year + 1] + cash[:, year]) / 1.1
    fall = value[:, :-1] - value[:, 1:]
    level = np.repeat(value[:, :1] / YEARS, YEARS, axis=1)
    return cash, fall, level, fall - level


def test_a_hundred_thousand_curves(benchmark: Any) -> None:
    def ours() -> Any:
        return gpu_econ_depr(PRICES, 0.2, 0.7, 0.6, YEARS, 0.1)

    table, plain = ours(), economics_in_numpy()
    for key, column in zip(("cash", "econ_dep", "sl_dep", "gap"), plain, strict=True):
        np.testing.assert_allclose(table[key], column.reshape(-1), atol=1e-6)
    benchmark.pedantic(ours, rounds=3)
    reached = ratio(ours, economics_in_numpy, rounds=5)
    assert record("GPU_ECON_DEPR, 100,000 curves of 10 years / numpy", reached, 4.0) > 0


def test_curves_in_one_call_against_one_by_one() -> None:
    few = PRICES[:200].tolist()
    reached = ratio(
        lambda: [gpu_econ_depr(row, 0.2, 0.7, 0.6, YEARS, 0.1) for row in few],
        lambda: gpu_econ_depr(PRICES[:20_000], 0.2, 0.7, 0.6, YEARS, 0.1),
        rounds=3,
    )
    name = "GPU_ECON_DEPR one by one / 20,000 curves in one call (at least)"
    assert record(name, reached * 100, 20.0) > 0


def test_a_million_tax_charges_and_prices(benchmark: Any) -> None:
    year = RNG.integers(1, 8, SIZE).astype(float)
    wacc, util = RNG.uniform(0.05, 0.2, SIZE), RNG.uniform(0.4, 1, SIZE)

    def floor() -> Any:
        return np.divide(np.expm1(np.log1p(wacc)), util)

    prices = ratio(lambda: gpu_breakeven_price(COST, LIFE, wacc, 0.6, util, 0.2), floor, rounds=5)
    record("GPU_BREAKEVEN_PRICE, 1,000,000 rows / floor", prices, 12.0)
    reached = ratio(lambda: gpu_tax_depr(COST, year), floor, rounds=5)
    assert record("GPU_TAX_DEPR, 1,000,000 rows / floor", reached, 9.0) > 0
    benchmark.pedantic(lambda: gpu_tax_depr(COST, year), rounds=3)
