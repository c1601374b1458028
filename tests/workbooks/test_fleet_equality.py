"""The GPU fleet workbook equals Python: inputs changed in the finished file, three engines.

The scale of a difference is 1 for rates, ratios, years, counts and prices of an hour, the capital
of a GPU for what is per GPU, and for money the cost of the fleet and of its vintages, the cost
that changes its life, or
the largest effect that a company published.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from tests.workbooks import equality
from tests.workbooks.equality import Subject, in_engines
from tests.workbooks.random_fleets import random_values
from workbooks.deal import load_deal
from workbooks.fleet_model import evaluate

#: Each engine meets every curve, method of the books and repayment.
DEALS = {
    "cellrune": range(2),
    "libreoffice": range(20, 21),
}
#: Two hundred together; the slower engines take fewer, in a run that must end in time.
MANY = {
    "libreoffice": range(1000, 1060),
    "cellrune": range(1060, 1090),
    "formulon": range(1090, 1200),
}

PER_GPU = {
    "out_stack_capital", "out_capital", "out_stack_year", "out_cash", "out_value", "out_econ_dep",
    "out_value0", "out_npv", "out_dep_sl", "out_dep_syd", "out_dep_ddb", "out_dep_vdb",
    "out_dep_econ", "out_nbv", "out_resale", "out_gap", "out_cascade_cash", "out_cascade_value",
    "out_cascade_npv",
}  # fmt: skip
MONEY = {
    "out_cost_fleet", "out_fleet_additions", "out_fleet_charge", "out_fleet_retired",
    "out_fleet_loss", "out_fleet_gross", "out_fleet_accumulated", "out_fleet_net",
    "out_fleet_market", "out_fleet_gap", "out_waterfall", "out_impair_nbv",
    "out_impair_undiscounted", "out_impair_fair", "out_impair_us", "out_impair_viu",
    "out_impair_fvlcd", "out_impair_ifrs", "out_loan", "out_loan_balance", "out_loan_interest",
    "out_loan_service", "out_loan_cfads",
}  # fmt: skip
CHANGED = {
    "out_change_nbv", "out_change_old", "out_change_new", "out_change_delta", "out_change_net",
    "out_change_path_old", "out_change_path_new",
}  # fmt: skip
PUBLISHED = {"out_life_computed", "out_life_gap", "out_life_gross"}


def scale_of(name: str, values: equality.Values, want: equality.Values) -> float:
    """What a difference in an output is measured by, at least."""
    if name in PER_GPU:
        return float(want["out_capital"])
    if name in MONEY:
        return float(want["out_cost_fleet"] + sum(want["out_fleet_additions"]))
    if name in CHANGED:
        given = want["out_scale"] * (values["change_gross"] or 0.0)
        return float(given or sum(want["out_fleet_additions"]))
    if name in PUBLISHED:
        return float(
            want["out_scale"] * max(map(abs, filter(None, values["life_pretax"])), default=1.0)
        )
    return 1.0


def excused(want: equality.Values, got: equality.Values) -> Iterable[str]:
    """Nothing: where there is no number the cell says so."""
    return ()


FLEET = Subject("fleet", evaluate, random_values, scale_of, excused)
opened, engine = equality.fixtures(FLEET)


@in_engines("seed", DEALS)
def test_random_deal(engine: Any, seed: int) -> None:
    equality.check(FLEET, engine, random_values(seed), seed)


@pytest.mark.slow
@in_engines("seed", MANY)
def test_many_random_deals(engine: Any, seed: int) -> None:
    equality.check(FLEET, engine, random_values(seed), seed)


@in_engines("preset", {"cellrune": ("coreweave", "h100", "hyperscaler", "rentals")})
def test_preset(engine: Any, preset: str) -> None:
    equality.check(FLEET, engine, load_deal(preset, "fleet").values(), preset)


def test_every_output_has_a_reference() -> None:
    assert equality.every_output_has_a_reference(FLEET)
