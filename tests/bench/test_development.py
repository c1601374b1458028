"""Returns of 10,000 developments in one call, against the same deals taken one by one."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pyxirr

from tests.bench.ratio import ratio, record
from udfs import dev_returns, yield_irr
from udfs.deal_inputs import read_deals
from udfs.finance.deal import model
from udfs.readers import read_deals as read_block

DEALS, ALONE = 10_000, 50
RNG = np.random.default_rng(20261122)


def block(count: int) -> dict[str, Any]:
    """Deals of all sizes: build 12 to 36 months, let 10 to 20 years, sculpted take-out."""
    return {
        "mw": RNG.uniform(20, 300, count),
        "cost_mw": RNG.uniform(9e6, 14e6, count),
        "build_months": RNG.integers(12, 37, count),
        "rent_kw_mo": RNG.uniform(70, 110, count),
        "term": RNG.integers(10, 21, count),
        "escalator": RNG.uniform(0, 0.03, count),
        "exit_cap": RNG.uniform(0.055, 0.07, count),
        "ltc": RNG.uniform(0.5, 0.75, count),
        "con_rate": RNG.uniform(0.06, 0.09, count),
        "perm_rate": RNG.uniform(0.055, 0.075, count),
        "perm_dscr": RNG.uniform(1.2, 1.5, count),
        "tenant_yield": RNG.uniform(0.045, 0.06, count),
        "yield_freq": 2,
    }


DEVELOPMENTS = block(DEALS)


def one(deal: int) -> dict[str, Any]:
    """The inputs of one of the deals."""
    return {
        key: column if np.ndim(column) == 0 else float(column[deal])
        for key, column in DEVELOPMENTS.items()
    }


def flows(count: int) -> tuple[Any, Any]:
    """Monthly flows before and after debt of the first deals, one per row."""
    first = {k: v if np.ndim(v) == 0 else v[:count] for k, v in DEVELOPMENTS.items()}
    values = read_deals(read_block(first, "inputs")).values
    none = np.zeros(count)
    with np.errstate(all="ignore"):
        found = model(values | {"delay": none, "ld_month": none})
    return np.ascontiguousarray(found.unlevered.T), np.ascontiguousarray(found.levered.T)


def test_many_deals_against_one_by_one(benchmark: Any) -> None:
    singles = [one(deal) for deal in range(ALONE)]
    reached = ratio(
        lambda: [dev_returns(single) for single in singles],
        lambda: dev_returns(DEVELOPMENTS),
        rounds=3,
    )
    record("DEV_RETURNS one by one / 10,000 in one call (at least)", reached * DEALS / ALONE, 20.0)
    benchmark.pedantic(lambda: dev_returns(DEVELOPMENTS), rounds=3)


def test_many_deals_against_their_rates_of_return() -> None:
    before, after = flows(DEALS)
    reached = ratio(
        lambda: dev_returns(DEVELOPMENTS),
        lambda: (yield_irr(before, 0.1, 12), yield_irr(after, 0.1, 12)),
        rounds=3,
    )
    record("DEV_RETURNS / YIELD_IRR of the flows alone, 10,000 deals", reached, 5.0)


def test_rates_of_return_by_pyxirr_against_all_measures() -> None:
    before, after = flows(DEALS)
    reached = ratio(
        lambda: [pyxirr.irr(row, guess=0.008) for block in (before, after) for row in block],
        lambda: dev_returns(DEVELOPMENTS),
        rounds=3,
    )
    record("pyxirr.irr of the flows alone / DEV_RETURNS, 10,000 deals", reached)


def test_the_rates_agree_with_pyxirr() -> None:
    before, after = flows(500)
    table = dev_returns({k: v if np.ndim(v) == 0 else v[:500] for k, v in DEVELOPMENTS.items()})
    for key, rows in (("unlev_irr", before), ("lev_irr", after)):
        rates = np.array([pyxirr.irr(row, guess=0.008) for row in rows])
        np.testing.assert_allclose(table[key], (1 + rates) ** 12 - 1, rtol=0, atol=1e-10)


def calls(work: Any) -> int:
    """Python functions called by some work."""
    count = 0

    def note(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def test_no_loop_over_deals() -> None:
    few = {k: v if np.ndim(v) == 0 else v[:1000] for k, v in DEVELOPMENTS.items()}
    assert calls(lambda: dev_returns(few)) < 10_000
    assert calls(lambda: dev_returns(DEVELOPMENTS)) < 4 * DEALS
    assert calls(lambda: [dev_returns(one(deal)) for deal in range(ALONE)]) > 4 * 100 * ALONE
