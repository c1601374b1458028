"""The developer workbook equals Python: inputs changed in the finished file, three engines.

The scale of a difference is 1 for rates, ratios, years and counts, 10,000 for basis points, the
rent for rents per kW, and for money the whole cost of the building.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from tests.workbooks import equality
from tests.workbooks.equality import Subject, in_engines
from tests.workbooks.random_developers import random_values
from workbooks.deal import load_deal
from workbooks.developer_model import evaluate

#: Each engine meets every kind of debt and every curve of the cost.
DEALS = {
    "cellrune": range(1),
    "libreoffice": range(14, 15),
}
#: A deal takes LibreOffice a second and the others two to four, in a run that must end in time.
MANY = {
    "libreoffice": range(1000, 1130),
    "cellrune": range(1130, 1140),
    "formulon": range(1140, 1150),
}

BASIS_POINTS = {
    "out_dev_spread", "out_spread_quoted", "out_spread_cost", "out_spread_final",
    "out_spread_to_tenant", "out_lease_over_treasury", "out_split", "out_split_cum",
    "out_debt_spread", "out_debt_over_treasury", "out_ladder", "out_el_bp",
}  # fmt: skip
RENTS = {"out_rent_required", "out_grid_rent"}
MONEY = {
    "out_budget", "out_base", "out_idc", "out_fees", "out_total", "out_commitment", "out_debt",
    "out_equity", "out_uses", "out_sources", "out_draw_cost", "out_draw_interest",
    "out_draw_balance", "out_perm_size", "out_perm_limit_dscr", "out_perm_limit_ltv",
    "out_perm_limit_debt_yield", "out_perm_limit_amount", "out_perm_repaid", "out_surplus",
    "out_refi_ltv", "out_refi_dscr", "out_refi_debt_yield", "out_refi_proceeds", "out_refi_gap",
    "out_noi", "out_value", "out_sale", "out_npv", "out_peak_equity", "out_delay_idc",
    "out_delay_rent", "out_delay_damages", "out_stress_short", "out_default_short",
    "out_default_exposure", "out_default_value", "out_el", "out_annual_rent", "out_annual_noi",
    "out_annual_service", "out_annual_balance", "out_annual_lease_balance", "out_annual_levered",
    "out_grid_proceeds",
}  # fmt: skip


def scale_of(name: str, values: equality.Values, want: equality.Values) -> float:
    """What a difference in an output is measured by, at least."""
    if name in BASIS_POINTS:
        return 1e4
    if name in RENTS:
        return float(values["rent_kw"])
    return float(want["out_total"]) if name in MONEY else 1.0


def excused(want: equality.Values, got: equality.Values) -> Iterable[str]:
    """Nothing: where there is no rate of return the cell says so."""
    return ()


DEVELOPER = Subject("developer", evaluate, random_values, scale_of, excused)
opened, engine = equality.fixtures(DEVELOPER)


@in_engines("seed", DEALS)
def test_random_deal(engine: Any, seed: int) -> None:
    equality.check(DEVELOPER, engine, random_values(seed), seed)


@pytest.mark.slow
@in_engines("seed", MANY)
def test_many_random_deals(engine: Any, seed: int) -> None:
    equality.check(DEVELOPER, engine, random_values(seed), seed)


@in_engines("preset", {"cellrune": ("build100", "hyperion")})
def test_preset(engine: Any, preset: str) -> None:
    equality.check(DEVELOPER, engine, load_deal(preset, "developer").values(), preset)


@pytest.mark.slow
@in_engines("preset", {"cellrune": ("abilene", "frontier")})
def test_other_preset(engine: Any, preset: str) -> None:
    equality.check(DEVELOPER, engine, load_deal(preset, "developer").values(), preset)


def test_every_output_has_a_reference() -> None:
    assert equality.every_output_has_a_reference(DEVELOPER)
