"""Rates of return of many rows, against pyxirr called row by row as a fair user would."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import pyxirr

from tests.bench.ratio import ratio, record
from udfs import yield_irr, yield_xirr

ROWS, COLUMNS = 100_000, 240
RNG = np.random.default_rng(20261122)


@pytest.fixture(scope="module")
def flows() -> Any:
    """Monthly rents of 20 years on a cost that returns 3% to 20%."""
    block = RNG.uniform(0.5, 1.5, (ROWS, COLUMNS))
    rate = RNG.uniform(0.03, 0.20, ROWS) / 12.0
    block[:, 0] = 0.0
    for start in range(0, ROWS, 10_000):
        part = slice(start, start + 10_000)
        weights = np.exp(-np.log1p(rate[part, None]) * np.arange(COLUMNS))
        block[part, 0] = -(block[part] * weights).sum(axis=1)
    return block


@pytest.fixture(scope="module")
def hard_flows(flows: Any) -> Any:
    """The same with 1% pathological rows: several roots, none, near -100%, thousands of percent."""
    block = flows.copy()
    rows = RNG.choice(ROWS, ROWS // 100, replace=False).reshape(5, -1)
    block[rows[0]] = RNG.normal(size=block[rows[0]].shape)
    block[rows[1]] = np.abs(block[rows[1]])
    block[rows[2], 1:] *= 1e-4
    block[rows[3], 0] *= 1e-4
    block[rows[4], -60:] *= -4.0
    return block


@pytest.fixture(scope="module")
def dates() -> Any:
    """Days of each row, a month or so apart."""
    steps = RNG.integers(20, 41, (ROWS, COLUMNS))
    return (np.cumsum(steps, axis=1) + 15_000).astype("datetime64[D]")


def test_irr(benchmark: Any, flows: Any) -> None:
    reached = ratio(
        lambda: [pyxirr.irr(row, guess=0.008) for row in flows],
        lambda: yield_irr(flows, 0.1, 12),
        rounds=3,
    )
    record("pyxirr.irr with a guess / YIELD_IRR, 100,000 x 240 (at least)", reached, 4.0)
    benchmark.pedantic(lambda: yield_irr(flows, 0.1, 12), rounds=3)


def test_irr_with_pathological_rows(hard_flows: Any) -> None:
    reached = ratio(
        lambda: [pyxirr.irr(row, guess=0.008, silent=True) for row in hard_flows],
        lambda: yield_irr(hard_flows, 0.1, 12),
        rounds=3,
    )
    record("the same with 1% pathological rows (at least)", reached, 2.5)


def test_xirr_with_dates_of_each_row(benchmark: Any, flows: Any, dates: Any) -> None:
    reached = ratio(
        lambda: [pyxirr.xirr(*pair) for pair in zip(dates, flows, strict=True)],
        lambda: yield_xirr(flows, dates),
        rounds=3,
    )
    record("pyxirr.xirr / YIELD_XIRR, dates of each row (at least)", reached, 2.0)
    benchmark.pedantic(lambda: yield_xirr(flows, dates), rounds=3)


def test_xirr_with_common_dates(flows: Any, dates: Any) -> None:
    common = dates[0]
    reached = ratio(
        lambda: [pyxirr.xirr(common, row) for row in flows],
        lambda: yield_xirr(flows, common),
        rounds=3,
    )
    record("pyxirr.xirr / YIELD_XIRR, common dates (at least)", reached, 2.0)
