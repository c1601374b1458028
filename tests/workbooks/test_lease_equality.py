"""The lease workbook equals Python: inputs changed in the finished file, three engines recalculate.

The scale of a difference is 1 for rates, shares, years and counts, 10,000 for basis points, and
for money the first balance or the largest flow.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from tests.workbooks import equality
from tests.workbooks.equality import Subject, in_engines
from tests.workbooks.random_deals import random_values
from udfs.errors import EXCEL_CODES
from workbooks.deal import load_deal
from workbooks.lease_model import evaluate

#: Twenty deals in the default run; each engine meets every frequency and a deal that loses money.
DEALS = {
    "cellrune": (0, 27),
    "libreoffice": (12,),
}
#: Two hundred together; the slower engines take fewer, in a run that must end in time.
MANY = {
    "libreoffice": range(1000, 1150),
    "cellrune": range(1150, 1170),
    "formulon": range(1170, 1200),
}

BASIS_POINTS = {"out_spread_bp"}
PLAIN = {
    "out_scale", "out_n", "out_n_full", "out_years", "out_years_full", "out_rate_effective",
    "out_commit_rung", "out_share_recorded", "out_test_a", "out_test_b", "out_test_c",
    "out_test_d", "out_test_e", "out_pv_fv", "out_term_life", "out_class_matrix",
    "out_frontier_periods", "out_frontier_years", "out_implied_yield", "out_tenant_effective",
    "out_walt", "out_wadr", "out_ladder_years", "out_ladder_share", "out_ladder_reach",
}  # fmt: skip
#: What rests on the implied yield: an error wherever that is one.
ON_YIELD = {"out_implied_yield", "out_spread_bp", "out_exit_unrecovered", "out_exit_gap"}


def scale_of(name: str, values: equality.Values, want: equality.Values) -> float:
    """What a difference in an output is measured by, at least."""
    if name in BASIS_POINTS:
        return 1e4
    if name in PLAIN:
        return 1.0
    flows = [values[key] or 0.0 for key in ("cost", "rent", "residual", "purchase_price")]
    flows += [rent for rent in values["step_rent"] if rent]
    largest = max(flows) * want["out_scale"]
    return float(max(largest, want["out_liability_us"], want["out_liability_ifrs"]))


def excused(want: equality.Values, got: equality.Values) -> Iterable[str]:
    """Where the lessor's return is below zero engines may give IRR up, and what rests on it."""
    rate = want["out_implied_yield"]
    loses = isinstance(rate, float) and rate < 0.0
    return ON_YIELD if loses and got["out_implied_yield"] in EXCEL_CODES else ()


LEASE = Subject("lease", evaluate, random_values, scale_of, excused)
opened, engine = equality.fixtures(LEASE)


@in_engines("seed", DEALS)
def test_random_deal(engine: Any, seed: int) -> None:
    equality.check(LEASE, engine, random_values(seed), seed)


@pytest.mark.slow
@in_engines("seed", MANY)
def test_many_random_deals(engine: Any, seed: int) -> None:
    equality.check(LEASE, engine, random_values(seed), seed)


@in_engines("preset", {"cellrune": ("seed", "hyperion", "oracle", "xai")})
def test_preset(engine: Any, preset: str) -> None:
    equality.check(LEASE, engine, load_deal(preset, "lease").values(), preset)


def test_every_output_has_a_reference() -> None:
    assert equality.every_output_has_a_reference(LEASE)
