"""Every check can fail: a fault planted in the model turns its row red, and the master with it.

It is planted in a deal that uses everything the check looks at.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.samples import every
from tests.workbooks.faults import Fault, Input, Model, on_every_sheet, opened, turns_red
from workbooks.deal_read import make
from workbooks.template import Template

DATA = (Path(__file__).parents[2] / "templates" / "lease.xlsx").read_bytes()
TEMPLATE = Template(DATA)

#: phases, steps, free rent, renewals and a capped guarantee that is owed, in advance, by quarters
RICH = make(
    {
        "deal": {"name": "Rich deal", "asof": date(2027, 5, 10), "commencement": date(2026, 1, 31)},
        "lease": {
            "cost": 2000.0, "rent": 210.0, "freq": 4, "timing": "advance", "term": 10.0,
            "life": 30.0, "escalator": 0.02, "free": 2, "rate": 0.055, "comp": "effective",
            "direct": 12.0, "prepaid": 4.0, "allowance": 20.0, "restoration": 15.0,
            "steps": [{"year": 4, "rent": 230.0}, {"year": 9, "rent": 250.0}],
            "phases": [
                {"date": date(2026, 1, 31), "share": 0.5},
                {"date": date(2026, 9, 15), "share": 0.3},
                {"date": date(2028, 3, 1), "share": 0.2},
            ],
        },
        "options": {
            "renewals": [{"years": 5.0, "probability": p} for p in (0.9, 0.4, 0.2)],
            "relocation": 40.0,
        },
        "guarantee": {
            "exits": [
                {"guaranteed": 900.0, "cap": 150.0, "expected": 700.0},
                {"guaranteed": 800.0, "cap": 120.0, "expected": 600.0},
                {"guaranteed": 500.0, "expected": 450.0},
            ],
            "probability": 0.8, "spv_debt": 1500.0,
        },
        "tax": {"rate": 0.25, "depr_life": 15.0, "residual": 300.0, "maintenance": 6.0},
        "market": {"tenant_yield": 0.05, "residual": 300.0},
    }
).values()  # fmt: skip
#: recognised: base term and first renewal; periods 0 to 60 of the 100 of the full term
END = 15 * 4
TODAY = 5  # payment dates passed at the as-of date


#: check -> what is planted; a text may hold {old}, the formula without its equals sign
FAULTS: dict[str, Fault | Input] = {
    "close": Fault("row_interest", "({old})*1.01", 12),
    "close_ifrs": Fault("row_interest_ifrs", "({old})*1.01", 12),
    "rest": Fault("row_new", "0", 3),  # the second phase is forgotten
    "rest_ifrs": Fault("row_new_ifrs", "0", 3),
    "parity": Fault("row_unpaid", "({old})/row_v", 7),  # a period is not discounted
    "interest": Fault("row_pay", "0", 8),
    "interest_ifrs": Fault("row_interest_ifrs", "0", 20),
    "asset_finance": Fault("row_amort", "0", 9),
    "asset_operating": Fault("row_cost_operating", "({old})*1.01", 9),
    "asset_ifrs": Fault("row_amort_ifrs", "0", 9),
    "asset_route": Fault("row_amort_operating", "0", 9),
    "cost_operating": Fault("row_cost_operating", "0", END),
    "cost_finance": Fault("row_cost_finance", "0", 30),
    "cost_ifrs": Fault("row_cost_ifrs", "0", 30),
    "ifrs_us": Fault("row_unpaid_ifrs", "({old})*row_v", 5),
    "journal_us_finance": Fault("row_rou", "({old})+1", 1),
    "journal_us_operating": Fault("row_rou_operating", "({old})+1", 1),
    "journal_ifrs": Fault("row_rou_ifrs", "({old})+1", 1),
    "maturity": Fault("row_close", "({old})+1", TODAY),
    "maturity_total": Fault("out_maturity", "0", 2),
    "annual_paid": Fault("out_annual_payment", "0", 3),
    "annual_cost": Fault("out_annual_cost_operating", "0", 3),
    "ladder": Fault("row_cum", "({old})+1", 90),
    "owed_today": Fault("row_way_rent", "({old})*row_v", 4),
    "double_count": Fault("out_debt_equivalent", "out_view_full+out_view_spv"),
    "lessor": Fault("row_j", "row_irr+row_i"),
    "unrecovered": Fault("row_unrec_back", "0", 50),
    "target": Fault("row_target_rent", "SUM(row_cash)"),
    "grid_term": Fault("out_grid_term", "({old})+1", 3, 3),
    "grid_rvg": Fault("out_grid_rvg", "row_grid_rent", 3, 3),
    "breakeven": Fault("out_lvb_buy", "({old})-row_maintenance"),
    "guarantee": Fault("row_exit_shortfall", "row_cost", 1),  # the cap is forgotten
    "capacity": Input("term", 45.0),
    "whole": Input("term", 10.1),
    "frequency": Input("freq", 5),
    "steps": Input("step_year", [9, 4]),
    "shares": Input("phase_share", [0.5, 0.3, 0.1]),
    "phases": Input("phase_date", [date(2026, 1, 31), date(2026, 9, 15), date(2052, 1, 1)]),
}


@pytest.fixture(scope="module")
def model() -> Iterator[Model]:
    with opened(DATA, RICH) as model:
        yield model


def test_every_check_has_its_fault() -> None:
    assert set(FAULTS) == set(TEMPLATE.group("chk_")) - {"master"}


@pytest.mark.parametrize("check", every(6, sorted(FAULTS)))
def test_the_fault_turns_the_check_and_the_master_red(model: Model, check: str) -> None:
    turns_red(model, check, FAULTS[check])


def test_the_master_is_on_every_sheet() -> None:
    assert on_every_sheet(TEMPLATE)
