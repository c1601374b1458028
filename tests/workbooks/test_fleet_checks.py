"""Every check of the GPU fleet workbook can fail: a planted fault turns it and the master red."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.samples import every
from tests.workbooks.equality import flat
from tests.workbooks.faults import Fault, Input, Model, on_every_sheet, opened, turns_red
from workbooks.deal_read import make
from workbooks.template import Template

DATA = (Path(__file__).parents[2] / "templates" / "fleet.xlsx").read_bytes()
TEMPLATE = Template(DATA)

QUOTES = [
    {"date": date(2023, 5, 27), "price": 8.0}, {"date": date(2024, 10, 19), "price": 2.99},
    {"date": date(2025, 10, 20), "price": 1.7}, {"date": date(2026, 3, 15), "price": 2.35},
]  # fmt: skip
#: three vintages, one of them retired within the years shown; a loan, a fit, a coupon, a salvage
RICH = make(
    {
        "deal": {"name": "Rich fleet", "asof": date(2026, 6, 30)},
        "server": {
            "server_price": 280_000.0, "network": 8000.0, "storage": 1500.0, "install": 2000.0,
            "spares": 0.03, "kw": 10.2, "load": 0.9, "pue": 1.25, "power_price": 0.08,
            "power_basis": "used", "colo": 100.0, "opex_server": 9000.0, "availability": 0.98,
            "util": 0.75,
        },
        "economics": {"gpus": 16_000, "life": 6, "wacc": 0.1, "residual": 0.1},
        "curve": {"p0": 4.5, "decline": 0.2},
        "rental": {"series": QUOTES},
        "books": {"book_life": 5, "salvage": 0.08, "factor": 2.0, "convention": "half"},
        "fleet": {
            "vintages": [
                {"year": year, "gpus": gpus, "price": 45_000.0}
                for year, gpus in ((2016, 4000), (2024, 8000), (2033, 9000))
            ]
        },
        "resale": {"curve": [{"age": 0, "factor": 1.0}, {"age": 2, "factor": 0.6},
                             {"age": 4, "factor": 0.35}]},
        "loan": {"advance": 0.65, "loan_rate": 0.11, "ltv_max": 0.9, "dscr_min": 1.2},
        "change": {"change_gross": 800.0, "change_age": 1.0, "change_salvage": 0.05, "tax": 0.21,
                   "companies": [{"company": "A", "old": 5.0, "new": 5.5, "pretax": 2.92,
                                  "net": 2.59, "tax": 0.12}]},
        "cascade": {"frontier_years": 2, "inference_years": 4, "perf_gain": 0.3},
        "impairment": {"impair_age": 2, "shock": 0.2},
        "cluster": {"failure_rate": 0.173, "params": 405.0, "tokens": 15_600.0},
        "coupon": {"coupon_gpus": 3000, "coupon_charged": 3.0, "round_size": 43.0},
    },
    "fleet",
).values()  # fmt: skip

OUTPUTS = [f"out_{name}" for name in TEMPLATE.group("out_")]
OTHER = "({old})*1.01"
#: check -> what is planted; a text may hold {old}, the formula without its equals sign
FAULTS: dict[str, Fault | Input] = {
    "stack": Fault("row_stack_parts", OTHER, 2),
    "flat": Fault("out_breakeven_flat", OTHER),
    "parts": Input("opex_hour", 0.05),
    "crf": Fault("row_crf", OTHER),
    "sane": Input("server_price", 2_000_000.0),
    "bought_at": Input("vintage_price", [45_000.0, 400_000.0, 45_000.0]),
    "published": Input("life_net", [2.5]),
    "left": Input("change_age", 7.0),
    "tested": Input("impair_age", 5),
    "power": Fault("out_power_server", OTHER),
    "fit": Fault("row_fit_slope", OTHER),
    "r2": Fault("out_fit_r2", OTHER),
    "income": Fault("row_value", OTHER, 3),
    "econ": Fault("row_loss", OTHER, 3),
    "value": Fault("row_value", OTHER, 0),
    "irr": Fault("row_x", OTHER),
    "even": Fault("row_worth", OTHER, 6),
    "evenuse": Fault("out_breakeven_util", OTHER),
    "sl": Fault("out_dep_sl", OTHER, 3),
    "syd": Fault("out_dep_syd", OTHER, 3),
    "ddb": Fault("out_dep_ddb", OTHER, 3),
    "vdb": Fault("out_dep_vdb", OTHER, 3),
    "vdbsum": Fault("out_dep_vdb", OTHER, 4),
    "booked": Fault("out_dep_econ", OTHER, 3),
    "economic": Input("method", "ECON"),
    "waterfall": Fault("out_waterfall", "0", 9, 1),
    "charges": Fault("out_fleet_charge", "0", 9),
    "gross": Fault("out_fleet_gross", "({old})+1", 4),
    "accumulated": Fault("out_fleet_accumulated", "({old})+1", 4),
    "bought": Fault("out_fleet_additions", "0", 8),
    "changed": Fault("out_change_nbv", OTHER),
    "oldlife": Fault("out_change_path_old", OTHER, 2),
    "newlife": Fault("out_change_path_new", OTHER, 2),
    "cascade": Fault("out_cascade_value", OTHER, 0),
    "viu": Fault("row_impair_worth", OTHER, 4),
    "loan": Fault("out_loan_service", OTHER, 3),
    "interest": Fault("out_loan_interest", "0", 3),
    "tree": Fault("out_tiers", "1+1"),
    "coupon": Fault("out_coupon_pv", OTHER),
    "grid_irr": Fault("out_grid_irr", OTHER, 3, 3),
    "grid_hour": Fault("out_grid_hour", OTHER, 3, 0),
    "grid_power": Fault("out_grid_power", OTHER, 3, 3),
    "prices": Input("curve_price", [4.0, None, 3.0]),
    "regime": Input("curve", "regime"),
    "fitted": Input("rental_use", [True, True, False, False]),
    "quotes": Input("rental_date", [quote["date"] for quote in reversed(QUOTES)]),
    "used": Input("rental_date", [*[quote["date"] for quote in QUOTES[:3]], None]),
    "chips": Input("rental_chip", ["", "", "B200", ""]),
    "vintages": Input("vintage_year", [2016, 2024, 2036]),
    "resale": Input("resale_age", [0, 4, 2]),
    "lives": Input("loan_years", 21),
    "physics": Input("pue", 0.9),
}
#: what a check needs of the deal to have something to refuse
NEEDS: dict[str, dict[str, object]] = {
    "economic": {"p0": 0.3},
    "fitted": {"curve": "fit"},
}


@pytest.fixture(scope="module")
def model() -> Iterator[Model]:
    with opened(DATA, RICH) as model:
        yield model


def test_every_check_has_its_fault() -> None:
    assert set(FAULTS) == set(TEMPLATE.group("chk_")) - {"master"}


@pytest.mark.parametrize("check", every(3, sorted(set(FAULTS) - set(NEEDS))))
def test_the_fault_turns_the_check_and_the_master_red(model: Model, check: str) -> None:
    turns_red(model, check, FAULTS[check])


@pytest.mark.parametrize("check", sorted(NEEDS))
def test_an_input_that_does_not_fit_another_turns_its_check_red(check: str) -> None:
    with opened(DATA, {**RICH, **NEEDS[check]}) as model:
        turns_red(model, check, FAULTS[check])


#: more faults of a check, each by what is typed
MORE = [
    ("quotes", Input("rental_price", [8.0, 2.99, 0.0, 2.35])),
    ("quotes", Input("rental_price", [8.0, 2.99, 1.7, -2.35])),
    ("quotes", Input("rental_price", [8.0, 2.99, 1.7, None])),
    ("quotes", Input("rental_date", [quote["date"] for quote in QUOTES[:3]] + [None])),
    ("used", Input("rental_price", [8.0, 2.99, 0.0, 2.35])),
    ("physics", Input("util", 0.0)),
]


@pytest.mark.parametrize(("check", "fault"), MORE)
def test_what_is_typed_turns_its_check_red_and_leaves_no_error(
    model: Model, check: str, fault: Input
) -> None:
    turns_red(model, check, fault)
    cells = [cell for value in model.engine.read(OUTPUTS).values() for cell in flat(value)]
    assert not [cell for cell in cells if isinstance(cell, str) and cell.startswith("#")]


def test_the_master_is_on_every_sheet() -> None:
    assert on_every_sheet(TEMPLATE)
