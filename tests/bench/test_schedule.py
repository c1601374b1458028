"""A portfolio's schedules against a fill of the same bytes into reused memory."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.bench.ratio import ratio, record
from udfs.finance.schedule import CHUNK, schedule_block, schedule_blocks
from udfs.lease_tables import lease_schedule

LEASES, PERIODS = 100_000, 120
_RNG = np.random.default_rng(1)
RATE = _RNG.uniform(0.001, 0.01, LEASES)
PMT = _RNG.uniform(50.0, 200.0, LEASES)
BUFFER = np.empty((4, PERIODS, CHUNK))


def fill() -> None:
    """Write as many bytes as the schedules have, chunk by chunk into one buffer."""
    for start in range(0, LEASES, CHUNK):
        BUFFER[:, :, : min(CHUNK, LEASES - start)].fill(1.0)


def level() -> float:
    """Schedules of level rent; the closing balances are added up, so that they are read too."""
    blocks = schedule_blocks(RATE, PERIODS, PMT, buffer=BUFFER)
    return sum(float(block[3, -1].sum()) for _, block in blocks)


def mixed() -> float:
    """Rents that step up, terms of all lengths."""
    blocks = schedule_blocks(
        RATE, TERMS, PMT, escalator=0.02, esc_every=12, timing=0, buffer=BUFFER
    )
    return sum(float(block[3, -1].sum()) for _, block in blocks)


TERMS = _RNG.integers(PERIODS // 2, PERIODS + 1, LEASES)


def test_schedules_of_level_rent() -> None:
    record("schedule 100,000 x 120 x 4, level rent", ratio(level, fill, rounds=9), 2.0)


def test_schedules_of_stepped_rent() -> None:
    record("schedule 100,000 x 120 x 4, steps and terms", ratio(mixed, fill, rounds=5))


def test_one_schedule(benchmark: Any) -> None:
    benchmark(lease_schedule, 0.05, 480, 100.0, "O", 0, 12, 0.02)


def test_the_bench_computes_what_it_says() -> None:
    block = schedule_block(RATE[:3], PERIODS, PMT[:3])
    table = lease_schedule(float(RATE[1]), PERIODS, float(PMT[1]))
    np.testing.assert_allclose(block[1, :, 1], table["interest"], rtol=1e-10)
