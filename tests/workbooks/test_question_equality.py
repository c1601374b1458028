"""The workbook of the question equals Python: inputs changed in the finished file, three engines.

The scale of a difference is 1 for ratios, years and counts, and for money what is required, or
what was spent where that is more.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from tests.workbooks import equality
from tests.workbooks.equality import Subject, in_engines
from tests.workbooks.random_questions import random_values
from workbooks.deal import load_deal
from workbooks.question_model import evaluate

#: Each engine meets every basis, every number of laboratories and every kind of game.
DEALS = {
    "cellrune": range(3),
    "formulon": range(12, 14),
    "libreoffice": range(20, 21),
}
#: Two hundred together; here LibreOffice is the slow one.
MANY = {
    "cellrune": range(1000, 1090),
    "formulon": range(1090, 1180),
    "libreoffice": range(1180, 1200),
}

MONEY = {
    "out_gpu_run", "out_gpu_trailing", "out_gpu_stated", "out_gpu_diff", "out_gpu",
    "out_quarter_run", "out_total_cost", "out_rent", "out_required", "out_chain",
    "out_revenue_list", "out_revenue_stated", "out_revenue_unlisted", "out_revenue",
    "out_required_life", "out_gap", "out_gap_life", "out_gap_annuity", "out_claim_required_diff",
    "out_claim_gap_diff", "out_point_required", "out_point_gap", "out_annuity_capex",
    "out_annuity_charge", "out_parts_capex", "out_parts_annuity", "out_other_capex",
    "out_other_annuity", "out_annuity_opex", "out_annuity", "out_annuity_lifetime",
    "out_run_rate", "out_capex_mid", "out_capex_low", "out_capex_high", "out_capex_total",
    "out_capex_unlisted", "out_wall", "out_wall_spent", "out_wall_total", "out_lab_cost",
    "out_lab_result", "out_lab_gross", "out_grid_required", "out_grid_annuity",
}  # fmt: skip


def scale_of(name: str, values: equality.Values, want: equality.Values) -> float:
    """What a difference in an output is measured by, at least."""
    if name not in MONEY:
        return 1.0
    spent = max(float(want[key]) for key in ("out_required", "out_wall_total", "out_annuity_capex"))
    return max(spent, *(cell for cell in want["out_run_rate"] if cell != ""), 0.0)


def excused(want: equality.Values, got: equality.Values) -> Iterable[str]:
    """Nothing: where there is no number the cell says so."""
    return ()


QUESTION = Subject("question", evaluate, random_values, scale_of, excused)
opened, engine = equality.fixtures(QUESTION)


@in_engines("seed", DEALS)
def test_random_deal(engine: Any, seed: int) -> None:
    equality.check(QUESTION, engine, random_values(seed), seed)


@pytest.mark.slow
@in_engines("seed", MANY)
def test_many_random_deals(engine: Any, seed: int) -> None:
    equality.check(QUESTION, engine, random_values(seed), seed)


@in_engines("preset", {"cellrune": ("2023", "2024", "2026")})
def test_preset(engine: Any, preset: str) -> None:
    equality.check(QUESTION, engine, load_deal(preset, "question").values(), preset)


def test_every_output_has_a_reference() -> None:
    assert equality.every_output_has_a_reference(QUESTION)
