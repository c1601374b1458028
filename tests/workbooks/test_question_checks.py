"""Every check of the question can fail: a planted fault turns it and the master red."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.workbooks.faults import Fault, Input, Model, on_every_sheet, opened, turns_red
from workbooks.deal_read import make
from workbooks.question_model import evaluate
from workbooks.template import Template

DATA = (Path(__file__).parents[2] / "templates" / "question.xlsx").read_bytes()
TEMPLATE = Template(DATA)

#: every table in use, a game that is mixed
RICH = make(
    {
        "deal": {"name": "Rich question", "unit": "$B", "asof": date(2026, 5, 20)},
        "chips": {
            "quarters": [
                {"quarter": f"Q{k}", "ended": date(2025, 3 * k, 1), "revenue": 30.0 + 5 * k}
                for k in range(1, 5)
            ]
        },
        "costs": {
            "mult": 2.4, "margin": 0.4, "cloud_margin": 0.2,
            "parts": [{"part": "Network", "per_gpu": 0.4}],
        },
        "revenue": {
            "stated": 75.0, "growth": 0.5,
            "companies": [{"company": "A", "amount": 40.0}, {"company": "B", "amount": 21.0}],
        },
        "claims": {
            "required": 600.0,
            "others": [{"claim": "C", "dated": date(2025, 11, 10), "required": 650.0}],
        },
        "annuity": {"life": 5.0, "wacc": 0.1, "opex_pct": 0.1, "residual": 0.1, "capex": 1000.0},
        "capex": {
            "runs": [{"label": "R", "amount": 12.0, "per": 4.0, "prior": 40.0}],
            "companies": [{"company": "A", "low": 175.0, "high": 185.0}],
            "depr_life": 5.5,
            "years": [{"year": 2024, "amount": 251.0}, {"year": 2025, "amount": 416.0}],
            "existing": [{"charge": 60.0}, {"charge": 40.0}],
        },
        "labs": {
            "labs": [
                {"lab": "L", "revenue": 3.5, "inference": 4.0, "training": 3.0, "staff": 1.5}
            ]
        },
        "game": {
            "payoffs": [
                {"mine": 2.0, "yours": 1.0}, {"mine": 0.0, "yours": 0.0},
                {"mine": 0.0, "yours": 0.0}, {"mine": 1.0, "yours": 2.0},
            ]
        },
        "history": {
            "points": [
                {"point": "P", "dated": date(2023, 9, 20), "gpu": 50.0, "revenue": 75.0},
                {"point": "Q", "dated": date(2024, 6, 20), "gpu": 150.0, "revenue": 100.0},
            ]
        },
    },
    "question",
).values()  # fmt: skip

OTHER = "({old})*1.01"
#: check -> what is planted; a text may hold {old}, the formula without its equals sign
FAULTS: dict[str, Fault | Input] = {
    "chain": Fault("out_chain", OTHER, 1),
    "margins": Fault("out_total_cost", OTHER),
    "rule": Fault("out_required", OTHER),
    "gap": Fault("out_gap", OTHER),
    "life": Fault("out_required_life", OTHER),
    "one_year": Fault("out_rent", OTHER),
    "annuity": Fault("out_annuity_charge", OTHER),
    "annuity_cost": Fault("out_annuity", OTHER),
    "base": Fault("out_annuity_capex", OTHER),
    "parts_annuity": Fault("out_parts_annuity", OTHER),
    "other_annuity": Fault("out_other_annuity", OTHER),
    "quarters": Fault("out_quarter_run", OTHER, 2),
    "list": Fault("row_company_money", OTHER, 1),
    "unlisted": Fault("out_revenue_unlisted", "({old})+1"),
    "shares": Fault("out_company_share", "0", 1),
    "runs": Fault("out_run_rate", OTHER),
    "guidance": Fault("out_capex_mid", OTHER),
    "ends": Input("capex_high", [170.0]),
    "wall": Fault("out_wall", "0", 3),
    "wall_spent": Fault("out_wall_spent", "0", 1),
    "capacity": Input("depr_life", 30.0),
    "labs": Fault("out_lab_result", OTHER),
    "labs_price": Fault("out_grid_price", "({old})+1", 3),
    "nash": Fault("out_game_nash", "1", 1),
    "answers": Fault("out_game_regret_row", "({old})+1"),
    "dominated": Fault("out_game_dominated", '"strictly"'),
    "mix_row": Fault("row_game_q", OTHER),
    "mix_column": Fault("row_game_p", OTHER),
    "history": Fault("out_point_required", OTHER, 1),
    "claims": Fault("out_other_ratio", OTHER),
    "grid_required": Fault("out_grid_required", OTHER, 3, 3),
    "grid_annuity": Fault("out_grid_annuity", OTHER, 3, 3),
    "basis": Input("revenue_basis", "guess"),
    "order_quarters": Input(
        "quarter_end", [date(2025, 3, 1), date(2025, 9, 1), date(2025, 6, 1), date(2025, 12, 1)]
    ),
    "order_years": Input("wall_year", [2025, 2024]),
    "spaced": Input(
        "quarter_end", [date(2025, 3, 1), date(2025, 6, 1), date(2025, 9, 1), date(2026, 3, 1)]
    ),
    "holes": Input("company", ["A", None, "B"]),
    "rows": Input("quarter_revenue", [35.0, None, 45.0, 50.0]),
    "numbers": Input("revenue_stated", "about 75"),
    "numbers_tables": Input("company_revenue", [40.0, "21 or so"]),
    "order_points": Input("point_date", [date(2024, 6, 20), date(2023, 9, 20)]),
}
#: the rule speaks of the figures of the articles alone
AS_IN_THE_ARTICLES = {"mult_stated": 2.0, "margin": 0.5, "cloud_margin": 0.0}


@pytest.fixture(scope="module")
def model() -> Iterator[Model]:
    with opened(DATA, RICH) as model:
        yield model


def test_every_check_has_its_fault() -> None:
    assert set(FAULTS) == set(TEMPLATE.group("chk_")) - {"master"}


@pytest.mark.parametrize("check", sorted(set(FAULTS) - {"rule"}))
def test_the_fault_turns_the_check_and_the_master_red(model: Model, check: str) -> None:
    turns_red(model, check, FAULTS[check])


def test_the_rule_of_the_articles() -> None:
    with opened(DATA, RICH | AS_IN_THE_ARTICLES) as model:
        turns_red(model, "rule", FAULTS["rule"])


@pytest.mark.parametrize("place", range(4))
def test_a_quarter_left_out_never_moves_the_last_one(model: Model, place: int) -> None:
    """The run-rate is that of the last quarter there is; the hole is said, wherever it is."""
    amounts: list[float | None] = [35.0, 40.0, 45.0, 50.0]
    amounts[place] = None
    model.plant(Input("quarter_revenue", amounts))
    want = evaluate(RICH | {"quarter_revenue": amounts})
    for name in ("out_gpu_run", "out_gpu_trailing", "out_required"):
        assert model.engine.read([name])[name] == want[name]
    assert want["out_gpu_run"] == (180.0 if place == 3 else 200.0)
    assert model.red()["rows"] == 1


def test_the_master_is_on_every_sheet() -> None:
    assert on_every_sheet(TEMPLATE)
