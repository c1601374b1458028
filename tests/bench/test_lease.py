"""Speed of the lease functions: a million leases in one call, and one lease from a cell."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy_financial as npf

from tests.bench.ratio import ratio, record
from udfs import lease_implicit_rate, lease_pv

SIZE = 1_000_000
RNG = np.random.default_rng(7)
RATE = RNG.uniform(0.01, 0.12, SIZE)
NPER = RNG.integers(1, 480, SIZE).astype(float)
PMT = RNG.uniform(1.0, 500.0, SIZE)
RVG = RNG.uniform(0.0, 1000.0, SIZE)
TIMING = RNG.integers(0, 2, SIZE).astype(float)
FREQ = RNG.choice([1.0, 2.0, 4.0, 12.0], SIZE)
ESCALATOR = RNG.uniform(0.0, 0.04, SIZE)
FREE = np.minimum(RNG.integers(0, 13, SIZE), NPER)


def floor() -> Any:
    """log1p, expm1 and a division over as many numbers: the least a present value can cost."""
    return np.divide(np.expm1(np.log1p(RATE)), PMT)


def three() -> Any:
    return lease_pv(RATE, NPER, PMT)


def everything() -> Any:
    return lease_pv(RATE, NPER, PMT, RVG, TIMING, FREQ, ESCALATOR, "nominal", FREE)


def test_three_arrays(benchmark: Any) -> None:
    benchmark.pedantic(three, rounds=5)
    assert record("LEASE_PV, 1,000,000 leases, 3 arrays / floor", ratio(three, floor), 2.5) > 0


def test_every_argument_an_array(benchmark: Any) -> None:
    benchmark.pedantic(everything, rounds=3)
    reached = ratio(everything, floor, rounds=9)
    assert record("LEASE_PV, 1,000,000 leases, every argument / floor", reached, 9.0) > 0


def test_one_lease(benchmark: Any) -> None:
    benchmark(lease_pv, 0.05, 20, 200)
    reached = ratio(
        lambda: lease_pv(0.05, 20, 200), lambda: npf.pv(0.05, 20, -200), rounds=25, inner=2000
    )
    assert record("LEASE_PV, one lease / numpy_financial.pv", reached, 1.0) > 0


def test_implicit_rates(benchmark: Any) -> None:
    cost = lease_pv(RATE[:20_000], NPER[:20_000], PMT[:20_000])
    benchmark.pedantic(lease_implicit_rate, (cost, NPER[:20_000], PMT[:20_000]), rounds=3)
