"""Every check of the developer workbook can fail: a planted fault turns it and the master red."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.samples import every
from tests.workbooks.faults import Fault, Input, Model, on_every_sheet, opened, turns_red
from workbooks.deal_read import make
from workbooks.template import Template

DATA = (Path(__file__).parents[2] / "templates" / "developer.xlsx").read_bytes()
TEMPLATE = Template(DATA)

START = date(2025, 1, 1)
#: late, with fees, a gross lease let by and by, sculpted debt, an exit before the end of the lease
RICH = make(
    {
        "deal": {"name": "Rich deal", "asof": START, "start": START},
        "project": {
            "mw": 100.0, "cost_mw": 11.0, "land": 40.0, "soft_pct": 0.05, "contingency_pct": 0.04,
            "ofci_mw": 1.0, "fee_pct": 0.02, "leasing": 8.0, "build_months": 24, "delay": 4,
            "outside_months": 30, "ld_month": 2.0,
        },
        "construction": {"ltc": 0.7, "con_rate": 0.07, "fee": 0.01, "commit_fee": 0.005},
        "rent": {
            "rent_kw": 140.0, "term": 15.0, "escalator": 0.025, "nnn": False, "ramp": 6,
            "opex_pct": 0.08, "pue": 1.2, "power_price": 0.01, "opex": 4.0, "opex_growth": 0.03,
        },
        "exit": {"exit_year": 12.0, "exit_cap": 0.06, "sale_cost": 0.01},
        "debt": {
            "style": "sculpted", "perm_rate": 0.065, "perm_freq": 2, "perm_dscr": 1.2,
            "perm_amount": 3000.0,
            "refi_ltv": 0.6, "refi_dscr": 1.3, "refi_debt_yield": 0.09, "refi_amort": 25.0,
        },
        "curves": {
            "tenant_date": START, "treasury_date": START,
            "tenant": [
                {"issue": str(year), "maturity": date(year, 6, 1), "bond_yield": rate}
                for year, rate in ((2028, 0.045), (2033, 0.05), (2053, 0.056))
            ],
            "treasury": [
                {"issue": str(year), "maturity": date(year, 6, 1), "bond_yield": rate}
                for year, rate in ((2028, 0.038), (2053, 0.044))
            ],
        },
        "spread": {"secured": 20.0, "illiquid": 40.0, "residual": 0.1},
        "stress": {"pd": 0.01},
    },
    "developer",
).values()  # fmt: skip

OTHER = "({old})*1.01"
#: check -> what is planted; a text may hold {old}, the formula without its equals sign
FAULTS: dict[str, Fault | Input] = {
    "uses": Fault("row_equity", OTHER, 5),
    "commitment": Fault("row_debt", OTHER, 8),
    "ltc": Fault("row_debt", OTHER, 8),
    "idc": Fault("row_interest", "0", 20),
    "closed": Fault("row_fees", "({old})+1", 1),
    "curve": Fault("row_weight", "0", 9),
    "budget": Fault("row_need", OTHER, 8),
    "pieces": Fault("row_cost", "0", 9),
    "annual_noi": Fault("out_annual_noi", "0", 3),
    "annual_service": Fault("out_annual_service", "0", 3),
    "annual_levered": Fault("out_annual_levered", "0", 3),
    "unlevered": Fault("row_flow_noi", "0", 60),
    "levered": Fault("row_flow_service", "0", 60),
    "debt_pv": Fault("row_loan_interest", "0", 30),
    "dscr": Fault("row_service", OTHER, 30),
    "irr_unlev": Fault("row_x_unlev", OTHER),
    "irr_lev": Fault("row_x_lev", OTHER),
    "yield_contract": Fault("row_x_contract", OTHER),
    "yield_cost": Fault("row_x_cost", OTHER),
    "yield_buyer": Fault("row_x_buyer", OTHER),
    "wal": Fault("row_lease_balance", "0", 40),
    "lease_balance": Fault("row_contract_worth", OTHER, 40),
    "xplus": Fault("row_rent", "0", 30),
    "curve_tenant": Input(
        "tenant_maturity", [date(2026, 6, 1), date(2027, 6, 1), date(2028, 6, 1)]
    ),
    "curve_treasury": Input("treasury_maturity", [date(2026, 6, 1), date(2027, 6, 1)]),
    "curve_order": Input("treasury_maturity", [date(2053, 6, 1), date(2028, 6, 1)]),
    "split": Fault("out_split", "({old})+1", 5),
    "grid_yoc": Fault("out_grid_yoc", OTHER, 3, 3),
    "grid_margin": Fault("out_grid_margin", OTHER, 3, 0),
    "grid_rent": Fault("out_grid_rent", OTHER, 3, 3),
    "grid_proceeds": Fault("out_grid_proceeds", OTHER, 3, 3),
    "stress": Fault("out_stress_min", OTHER),
    "income": Input("rent_kw", 1.0),
    "capacity": Input("delay", 50),
    "whole": Input("term", 15.03),
    "weights": Input("shape", "own"),
    "balloon": Input("balloon", 1e5),
}


@pytest.fixture(scope="module")
def model() -> Iterator[Model]:
    with opened(DATA, RICH) as model:
        yield model


def test_every_check_has_its_fault() -> None:
    assert set(FAULTS) == set(TEMPLATE.group("chk_")) - {"master"}


@pytest.mark.parametrize("check", every(8, sorted(FAULTS)))
def test_the_fault_turns_the_check_and_the_master_red(model: Model, check: str) -> None:
    turns_red(model, check, FAULTS[check])


def test_the_master_is_on_every_sheet() -> None:
    assert on_every_sheet(TEMPLATE)
