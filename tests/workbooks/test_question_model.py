"""The workbook of the question in Python: published figures, our functions, and identities."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import pytest

import udfs
from tests.samples import every
from tests.workbooks.random_questions import random_values
from udfs.errors import OnBalanceError
from workbooks.deal import load_deal
from workbooks.question_model import evaluate

MANY = range(60)
UNITS = {"$": 1.0, "$k": 1e3, "$M": 1e6, "$B": 1e9}


@cache
def preset(name: str) -> dict[str, Any]:
    return evaluate(load_deal(name, "question").values())


@cache
def random_outputs(seed: int) -> dict[str, Any]:
    return evaluate(random_values(seed))


def near(got: Any, want: Any, scale: float = 1.0) -> bool:
    return abs(got - want) <= 1e-9 * max(abs(want), scale)


# ------------------------------------------------------------------------ what is published


@pytest.mark.parametrize(
    ("name", "output", "expected"),
    [
        ("2023", "out_required", 200),
        ("2023", "out_total_cost", 100),
        ("2023", "out_gap", 125),
        ("2023", "out_claim_required_diff", 0),
        ("2023", "out_claim_gap_diff", 0),
        ("2023", "out_revenue_list", 61),
        ("2023", "out_revenue_unlisted", 14),
        ("2024", "out_required", 600),
        ("2024", "out_gap", 500),
        ("2024", "out_revenue_list", 71),
        ("2024", "out_capex_unlisted", 0),
        ("2026", "out_required", 1203.2),
        ("2026", "out_gpu", 300.8),
        ("2023", "out_mult_built", 2),
        ("2024", "out_mult_diff", 0),
        ("2026", "out_mult_diff", 2 - 1 / 0.39),
        ("2026", "out_mult_capital", 2.56),
        ("2026", "out_capex_unlisted", 75),
    ],
)
def test_published_figures(name, output, expected):
    loose = {"out_mult_capital": 0.005, "out_mult_diff": 1e-5, "out_capex_unlisted": 0.3}
    assert preset(name)[output] == pytest.approx(expected, abs=loose.get(output, 1e-9))


def test_the_articles_as_they_stand():
    assert preset("2023")["out_adds_up"] == preset("2024")["out_adds_up"] == "does not add up"
    assert preset("2026")["out_adds_up"] == "n/a"
    assert preset("2026")["out_point_required"][:4] == pytest.approx([200, 600, 992, 1203.2])
    rates = preset("2024")["out_run_rate"]
    assert rates[:4] == pytest.approx([229, 48, 120.45, 2.4])
    assert preset("2024")["out_run_growth"][0] == pytest.approx(91 / 138)
    assert preset("2024")["out_fact_ratio"][:2] == pytest.approx([2.4, 3])
    for name in ("2024", "2026"):
        out = preset(name)
        assert out["out_lab_cost"][0] == 8.5
        assert out["out_lab_result"][0] == -5
        assert out["out_lab_inference"][0] == pytest.approx(1.142857, abs=1e-6)
        assert out["out_game_nash"] == [1, 0, 0, 0]
        assert (out["out_game_count"], out["out_game_trap"]) == (1, 1)


@pytest.mark.parametrize(("name", "capital"), [("2023", 100), ("2024", 300), ("2026", 601.6)])
def test_the_three_readings_rest_on_the_same_capital(name, capital):
    """Each on its whole cost; without return the third, over the life, is the first."""
    assert preset(name)["out_total_cost"] == preset(name)["out_annuity_capex"]
    assert preset(name)["out_annuity_capex"] == pytest.approx(capital)
    plain = evaluate(load_deal(name, "question").values() | {"wacc": 0.0})
    assert plain["out_annuity_lifetime"] == pytest.approx(plain["out_required"])
    assert plain["out_annuity"] == pytest.approx(plain["out_required_life"])


def test_another_capital_is_a_line_of_its_own():
    """A trillion over 6 years at 10%, half kept: 229.607 / 0.5; a gigawatt by Bernstein, x2.56."""
    assert preset("2024")["out_other_annuity"] == pytest.approx(459.2, abs=0.05)
    assert preset("2023")["out_other_annuity"] == preset("2026")["out_other_annuity"] == "n/a"
    assert preset("2026")["out_parts_capex"] == pytest.approx(300.8 / 0.39, rel=1e-5)
    assert preset("2026")["out_annuity_capex"] < preset("2026")["out_parts_capex"]


# ----------------------------------------------------------------------------- our functions


@pytest.mark.parametrize("seed", every(3, MANY))
def test_the_chain_and_the_gap_are_those_of_the_functions(seed):
    deal, out = random_values(seed), random_outputs(seed)
    margins = (deal["margin"], deal["cloud_margin"])
    required = udfs.ai_revenue_required(out["out_gpu"], out["out_mult"], *margins)
    assert near(out["out_required"], required, required)
    gap = udfs.ai_revenue_gap(required, [out["out_revenue"]])
    assert near(out["out_gap"], gap["gap"][0], required)
    assert near(out["out_coverage"], gap["coverage"][0])
    if out["out_growth_x"] == "n/a":
        assert isinstance(gap["x_growth_needed"][0], OnBalanceError)
    else:
        assert near(out["out_growth_x"], gap["x_growth_needed"][0])
    capex = out["out_annuity_capex"]
    shares = (deal["opex_pct"], deal["margin"], deal["annuity_residual"] * capex)
    annuity = udfs.ai_revenue_annuity(capex, deal["life"], deal["wacc"], *shares)
    assert near(out["out_annuity"], annuity, capex)


@pytest.mark.parametrize("seed", every(3, MANY))
def test_spending_is_that_of_the_functions(seed):
    deal, out = random_values(seed), random_outputs(seed)
    size = out["out_scale"]
    for k, amount in enumerate(deal["run_amount"]):
        prior, sold = deal["run_prior"][k], deal["run_revenue"][k]
        row = udfs.capex_runrate(
            amount, deal["run_per"][k], prior, None if sold is None else [sold]
        )
        assert near(out["out_run_rate"][k], size * row["run_rate"][0], size)
        for name, key in (("out_run_growth", "growth"), ("out_run_intensity", "intensity")):
            assert out[name][k] == (
                row[key][0] if row[key][0] == "" else pytest.approx(row[key][0])
            )
    if not deal["wall_year"]:
        assert out["out_wall_year"] == [""] * 24
        return
    wall = udfs.capex_depr_wall(
        deal["wall_capex"],
        deal["wall_year"],
        deal["depr_life"],
        "SL",
        deal["wall_existing"] or None,
    )
    total = sum(deal["wall_capex"]) * size + 1.0
    assert len(wall) <= 24
    for k, charge in enumerate(wall["depreciation"]):
        assert out["out_wall_year"][k] == wall["year"][k]
        assert near(out["out_wall"][k], size * charge, total)
    assert all(charge == 0 for charge in out["out_wall"][len(wall) :])
    sold = deal["wall_revenue"]
    if sold[0] is not None and all(year is not None for year in sold):
        assert out["out_wall_share"][0] == pytest.approx(wall["depreciation"][0] / sold[0])


@pytest.mark.parametrize("seed", every(3, MANY))
def test_labs_and_the_game_are_those_of_the_functions(seed):
    deal, out = random_values(seed), random_outputs(seed)
    size, unit = out["out_scale"], UNITS[deal["unit"]]
    names = ("revenue", "inference", "training", "staff", "other", "cash", "gpu_hour")
    measures = {"cost": "Total cost", "result": "Result", "gross": "Gross profit"}
    measures |= {"runway": "Runway months", "even_price": "Break-even GPU-hour"}
    measures |= {"hours_inference": "Inference GPU-hours", "hours_training": "Training GPU-hours"}
    for k in range(len(deal["lab_name"])):
        block = {name: deal[f"lab_{name}"][k] for name in names}
        if block["gpu_hour"] is not None:
            block["gpu_hour"] /= unit
        table = udfs.ai_lab_pnl({key: cell for key, cell in block.items() if cell is not None})
        found = dict(zip(table["line"], table["amount"], strict=True))
        found["Break-even GPU-hour"] = _times(found["Break-even GPU-hour"], unit)
        for name, line in measures.items():
            got, want = out[f"out_lab_{name}"][k], found[line]
            if got == "n/a":
                assert not isinstance(want, float) or (name == "runway" and want == 0.0), name
            else:
                is_money = name in ("cost", "result", "gross")
                assert near(got, want * size if is_money else want, size if is_money else 1.0), name
        share = table["pct_of_revenue"][1]
        said = out["out_lab_inference"][k]
        assert said == (pytest.approx(share) if isinstance(share, float) else "n/a")
    pairs = list(zip(deal["payoff_row"], deal["payoff_column"], strict=True))
    game = udfs.ai_game([[*pairs[0], *pairs[1]], [*pairs[2], *pairs[3]]])
    assert out["out_game_nash"] == game["nash"][:4]
    assert out["out_game_pareto"] == game["pareto"][:4]
    assert out["out_game_regret_row"] == game["row_regret"][:4]
    assert out["out_game_regret_column"] == game["column_regret"][:4]
    said = [game["row_dominated"][k] for k in (0, 2)]
    assert out["out_game_dominated"] == [*said, *game["column_dominated"][:2]]
    mixed = [game["p_row_1"][4], game["p_column_1"][4]]
    assert out["out_game_mix"] == (["n/a"] * 2 if mixed == ["", ""] else pytest.approx(mixed))


def _times(value: Any, unit: float) -> Any:
    return value * unit if isinstance(value, float) else value


# --------------------------------------------------------------------------------- identities


@pytest.mark.parametrize("seed", every(3, MANY))
def test_identities(seed):
    deal, out = random_values(seed), random_outputs(seed)
    required = out["out_required"]
    assert near(sum(out["out_chain"]), required, required)
    assert near(out["out_gap"], required - out["out_revenue"], required)
    assert near(out["out_gap_life"] + out["out_revenue"], required / deal["life"], required)
    assert near(out["out_required_life"] * deal["life"], required, required)
    assert near(out["out_times"] * out["out_gpu"], required, required)
    assert near(out["out_grid_required"][3][3], required, required)
    assert near(out["out_grid_annuity"][3][3], out["out_annuity"], out["out_annuity"])
    if out["out_revenue_unlisted"] != "n/a":
        total = out["out_revenue_list"] + out["out_revenue_unlisted"]
        assert near(total, out["out_revenue_stated"], required)
    shares = [share for share in out["out_company_share"] if isinstance(share, float)]
    assert not shares or sum(shares) == pytest.approx(1.0)
    assert near(math.fsum(out["out_wall"]), out["out_wall_total"], out["out_wall_total"])
    if isinstance(out["out_years_to_cover"], float) and out["out_gap"] > 0:
        grown = out["out_revenue"] * (1 + deal["revenue_growth"]) ** out["out_years_to_cover"]
        assert grown == pytest.approx(required)


def test_the_unit_of_display_changes_amounts_only():
    deal = load_deal("2026").values()
    one, other = evaluate(deal), evaluate(deal | {"show_unit": "$M"})
    for name in ("out_required", "out_annuity", "out_wall_total", "out_capex_total"):
        assert other[name] == pytest.approx(1000 * one[name])
    for name in ("out_coverage", "out_coverage_annuity", "out_lab_gross_margin", "out_wall_share"):
        assert other[name] == pytest.approx(one[name]) or other[name] == one[name]


def test_every_output_is_a_finite_number_or_says_so():
    def cells(value: Any) -> list[Any]:
        return [x for item in value for x in cells(item)] if isinstance(value, list) else [value]

    for seed in MANY:
        for name, value in random_outputs(seed).items():
            for cell in cells(value):
                assert isinstance(cell, str) or math.isfinite(cell), (seed, name)


def test_the_random_questions_meet_every_kind():
    deals = [random_values(seed) for seed in MANY]
    for name in ("gpu_basis", "mult_basis", "revenue_basis", "unit"):
        assert len({deal[name] for deal in deals}) >= 2
    assert {len(deal["lab_name"]) for deal in deals} == set(range(7))
    assert {0, 12} <= {len(deal["wall_year"]) for deal in deals}
    counts = {random_outputs(seed)["out_game_count"] for seed in MANY}
    assert counts >= {0.0, 1.0, 2.0}
    said = {random_outputs(seed)["out_adds_up"] for seed in MANY}
    assert said == {"n/a", "adds up", "does not add up"}
