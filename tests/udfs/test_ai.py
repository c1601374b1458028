"""The AI revenue question, laboratories and the game: identities, a second opinion, errors."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from udfs import (
    ai_game,
    ai_lab_pnl,
    ai_revenue_annuity,
    ai_revenue_gap,
    ai_revenue_required,
)
from udfs.errors import DomainError, OnBalanceError

amounts = st.floats(0.1, 1e6)
mults = st.floats(1.0, 5.0)
margins = st.floats(-1.0, 0.95)
lives = st.one_of(st.integers(1, 30), st.floats(0.5, 30.0))
rates = st.integers(-2000, 5000).map(lambda bp: bp / 1e4)  # numpy-financial fails very near 0
LAB = {"revenue": 3.5, "inference": 4, "training": 3, "staff": 1.5}


@settings(max_examples=100, deadline=None)
@given(amounts, mults, margins, st.floats(0.0, 0.9))
def test_everyone_on_the_way_earns_the_margin(spend, mult, margin, cloud) -> None:
    revenue = ai_revenue_required(spend, mult, margin, cloud)
    rent = revenue * (1.0 - margin)
    assert rent * (1.0 - cloud) == pytest.approx(spend * mult, rel=1e-12)
    assert revenue == pytest.approx(
        ai_revenue_required(ai_revenue_required(spend, mult, cloud), 1, margin), rel=1e-12
    )


@settings(max_examples=100, deadline=None)
@given(amounts, st.lists(st.one_of(st.just(0.0), amounts), min_size=1, max_size=12))
def test_the_gap_is_what_is_required_less_what_is_earned(required, revenues) -> None:
    row = ai_revenue_gap(required, revenues)
    earned = math.fsum(revenues)
    assert row["gap"][0] == required - earned
    assert row["coverage"][0] == pytest.approx(earned / required, rel=1e-15)
    if earned > 0.0:
        assert row["coverage"][0] * row["x_growth_needed"][0] == pytest.approx(1.0, rel=1e-12)


def test_nothing_earned_and_nothing_required_are_error_cells() -> None:
    assert ai_revenue_gap(200, [0])["x_growth_needed"][0].excel == "#DIV/0!"
    assert ai_revenue_gap(0, [75])["coverage"][0].excel == "#DIV/0!"
    assert ai_revenue_gap(0, [75])["gap"] == [-75.0]


@settings(max_examples=100, deadline=None)
@given(amounts, lives, rates, st.floats(0.0, 1.0), margins, st.floats(0.0, 1.0))
def test_the_annuity_pays_the_capital_back(capex, life, wacc, opex, margin, share) -> None:
    residual = share * capex
    revenue = ai_revenue_annuity(capex, life, wacc, opex, margin, residual)
    left = revenue * (1.0 - margin) - opex * capex
    assert left == pytest.approx(-npf.pmt(wacc, life, capex, -residual), rel=1e-8, abs=1e-9 * capex)
    if life == int(life):
        flows = [-capex, *[left] * int(life)]
        flows[-1] += residual
        worth = sum(flow / (1.0 + wacc) ** k for k, flow in enumerate(flows))
        scale = sum(abs(flow) / (1.0 + wacc) ** k for k, flow in enumerate(flows))
        assert abs(worth) <= 1e-9 * scale


@settings(max_examples=100, deadline=None)
@given(amounts, mults, margins, st.integers(1, 20))
def test_both_readings_of_the_question_are_one_rule(spend, mult, margin, life) -> None:
    whole = ai_revenue_required(spend, mult, margin)
    every_year = ai_revenue_annuity(spend, 1, 0, mult - 1.0, margin)
    assert every_year == pytest.approx(whole, rel=1e-12)
    over_life = life * ai_revenue_annuity(spend, life, 0, (mult - 1.0) / life, margin)
    assert over_life == pytest.approx(whole, rel=1e-12)


def test_rows_are_those_of_single_calls() -> None:
    spend = np.array([[50.0], [-1.0], [150.0]])
    found = ai_revenue_required(spend, 2, [[0.5, 0.6, 1.0]])
    assert found[2, 0] == 600.0
    assert found[0, 1] == pytest.approx(250.0)
    assert isinstance(found[0, 2], DomainError)
    assert isinstance(found[1, 0], DomainError)
    waccs = [0.0, 1e-12, 0.1, -0.05, -1.0]
    many = ai_revenue_annuity(100, 5, waccs, 0.1, 0.5, 10)
    assert isinstance(many[4], DomainError)
    singles = [ai_revenue_annuity(100, 5, wacc, 0.1, 0.5, 10) for wacc in waccs[:4]]
    assert many[:4].tolist() == pytest.approx(singles, rel=1e-12)


@pytest.mark.parametrize(
    ("function", "arguments", "sentence"),
    [
        (ai_revenue_required, (-1,), "gpu_spend must be at least 0, got -1"),
        (ai_revenue_required, (50, 0.9), "mult must be at least 1"),
        (ai_revenue_required, (50, 2, 1), r"margin must be below 1 .*, got 1"),
        (ai_revenue_required, (50, 2, 0.5, 1.5), "cloud_margin must be below 1"),
        (ai_revenue_required, ("50",), "gpu_spend must be a number, got '50'"),
        (ai_revenue_gap, (-1, [75]), "required must be at least 0"),
        (ai_revenue_gap, (1, [75, -2]), r"revenues\[2\] must be at least 0, got -2"),
        (ai_revenue_gap, (1, [75, None, 3]), r"revenues\[2\] must be a number"),
        (ai_revenue_annuity, (-1, 5, 0.1, 0.1, 0.5), "capex must be at least 0"),
        (ai_revenue_annuity, (1, 0, 0.1, 0.1, 0.5), "life must be above 0, got 0"),
        (ai_revenue_annuity, (1, 5, -1, 0.1, 0.5), "wacc must be above -1, got -1"),
        (ai_revenue_annuity, (1, 5, 0.1, 30, 0.5), r"opex_pct must be from 0 to 5 .*, got 30"),
        (ai_revenue_annuity, (1, 5, 0.1, 0.1, 1), "margin must be below 1"),
        (ai_revenue_annuity, (1, 5, 0.1, 0.1, 0.5, -1), "residual must be at least 0"),
        (ai_lab_pnl, (LAB | {"staff": -1},), "staff must be at least 0, got -1"),
        (ai_lab_pnl, (LAB | {"gpu_hour": 0},), "gpu_hour must be above 0, got 0"),
        (ai_lab_pnl, (LAB | {"growth": 250},), "growth must be above -1 and at most 100"),
        (ai_lab_pnl, (LAB | {"cahs": 1},), 'unknown key "cahs"; did you mean "cash"'),
        (ai_lab_pnl, ({"revenue": 1},), 'needs the key "inference"'),
        (ai_game, ([[1, 2, 3], [4, 5, 6]],), "payoffs must be 2 rows by 2 columns"),
        (ai_game, ([[1, None], [4, 5]],), r"payoffs\[1,2\] must be a number"),
        (ai_game, ([[1.7e308, 1], [-1.7e308, 5]],), "payoffs must be small enough"),
    ],
)
def test_a_bad_input_is_one_sentence(function, arguments, sentence: str) -> None:
    with pytest.raises(OnBalanceError, match=sentence):
        function(*arguments)


def lab(**facts: Any) -> dict[str, Any]:
    table = ai_lab_pnl(facts)
    return dict(zip(table["line"], table["amount"], strict=True))


@settings(max_examples=100, deadline=None)
@given(*[st.floats(0.1, 100.0)] * 5, st.floats(0.01, 10.0))
def test_the_price_of_a_gpu_hour_that_breaks_even(rev, inf, train, staff, other, price) -> None:
    costs = {"inference": inf, "training": train, "staff": staff, "other": other}
    found = lab(revenue=rev, gpu_hour=price, **costs)
    assert found["Total cost"] == pytest.approx(inf + train + staff + other)
    assert found["Result"] == pytest.approx(
        found["Gross profit"] - train - staff - other, abs=1e-9 * (rev + found["Total cost"])
    )
    change = found["Break-even GPU-hour"] / price
    assume(change > 0.01)
    scaled = {**costs, "inference": inf * change, "training": train * change}
    again = lab(revenue=rev, gpu_hour=price * change, **scaled)
    assert again["Result"] == pytest.approx(0.0, abs=1e-9 * (rev + inf + train))
    assert again["Inference GPU-hours"] == pytest.approx(found["Inference GPU-hours"])


def test_how_long_the_cash_lasts() -> None:
    assert "Runway months" in lab(**LAB)
    assert lab(**LAB)["Runway months"] == ""
    assert lab(**LAB, cash=10)["Runway months"] == pytest.approx(24.0)
    assert lab(**LAB, cash=10, growth=1e-12)["Runway months"] == pytest.approx(24.0)
    assert lab(**LAB, cash=0)["Runway months"] == 0.0
    growing = LAB | {"inference": 1, "cash": 2}
    assert lab(**growing, growth=0.2)["Runway months"] > lab(**growing)["Runway months"]
    assert lab(**growing, growth=-0.2)["Runway months"] < lab(**growing)["Runway months"]
    for never in (growing | {"growth": 3}, LAB | {"revenue": 9, "cash": 1}):
        assert lab(**never)["Runway months"].excel == "#NUM!"


def test_blanks_and_errors_of_the_lab() -> None:
    table = ai_lab_pnl(LAB | {"revenue": 0})
    assert all(cell.excel == "#DIV/0!" for cell in table["pct_of_revenue"][:8])
    assert table["pct_of_revenue"][8:] == ["", "", "", ""]
    no_compute = {"revenue": 1, "inference": 0, "training": 0, "staff": 1, "gpu_hour": 2}
    assert lab(**no_compute)["Break-even GPU-hour"].excel == "#DIV/0!"
    assert lab(**LAB)["Break-even GPU-hour"] == ""


payoffs = st.lists(st.integers(-4, 4), min_size=8, max_size=8).map(
    lambda cells: [cells[:4], cells[4:]]
)
real_payoffs = st.lists(
    st.floats(-1e6, 1e6).map(lambda x: round(x, 6)), min_size=8, max_size=8
).map(lambda cells: [cells[:4], cells[4:]])


def worth(block: list[list[float]], player: int, p: float, q: float) -> float:
    """Expected payoff of a player when the first strategies are played with chances p and q."""
    chances = ((p, 1.0 - p), (q, 1.0 - q))
    return sum(
        chances[0][r] * chances[1][c] * block[r][2 * c + player]
        for r, c in product(range(2), range(2))
    )


@settings(max_examples=300, deadline=None)
@given(st.one_of(payoffs, real_payoffs))
def test_no_one_gains_by_leaving_an_equilibrium(block) -> None:
    table = ai_game(block)
    scale = max(1.0, *(abs(cell) for row in block for cell in row))
    found = 0
    for k in range(5):
        p, q = table["p_row_1"][k], table["p_column_1"][k]
        if p == "":
            assert table["nash"][k] is False
            continue
        mine, yours = worth(block, 0, p, q), worth(block, 1, p, q)
        assert table["row_payoff"][k] == pytest.approx(mine, abs=1e-9 * scale)
        assert table["column_payoff"][k] == pytest.approx(yours, abs=1e-9 * scale)
        gain = max(worth(block, 0, a, q) for a in (0.0, 1.0)) - mine
        envy = max(worth(block, 1, p, b) for b in (0.0, 1.0)) - yours
        assert table["row_regret"][k] == pytest.approx(gain, abs=1e-9 * scale)
        assert table["column_regret"][k] == pytest.approx(envy, abs=1e-9 * scale)
        assert table["row_best"][k] is (table["row_regret"][k] == 0.0)
        assert table["nash"][k] is (table["row_best"][k] and table["column_best"][k])
        if table["nash"][k]:
            found += 1
            assert gain <= 1e-9 * scale
            assert envy <= 1e-9 * scale
            assert "strictly" not in (table["row_dominated"][k], table["column_dominated"][k])
    assert found >= 1 or _has_ties(block)


def _has_ties(block) -> bool:
    """Whether some player has two equal payoffs against one choice of the other."""
    row = any(block[0][2 * c] == block[1][2 * c] for c in range(2))
    return row or any(block[r][1] == block[r][3] for r in range(2))


@settings(max_examples=200, deadline=None)
@given(real_payoffs)
def test_a_mixed_equilibrium_makes_the_other_indifferent(block) -> None:
    table = ai_game(block)
    p, q = table["p_row_1"][4], table["p_column_1"][4]
    pure = sum(table["nash"][:4])
    assume(not _has_ties(block))
    assert (p != "") == (pure in (0, 2))  # an odd number of equilibria (Wilson 1971)
    if p != "":
        scale = max(abs(cell) for row in block for cell in row)
        near = 1e-9 * scale
        assert worth(block, 0, 0.0, q) == pytest.approx(worth(block, 0, 1.0, q), abs=near)
        assert worth(block, 1, p, 0.0) == pytest.approx(worth(block, 1, p, 1.0), abs=near)


@settings(max_examples=200, deadline=None)
@given(payoffs)
def test_dominance_and_pareto_by_their_definitions(block) -> None:
    table = ai_game(block)
    cells = list(product(range(2), range(2)))
    for k, (r, c) in enumerate(cells):
        gains = [block[1 - r][2 * j] - block[r][2 * j] for j in range(2)]
        expected = (
            "strictly" if min(gains) > 0 else "weakly" if min(gains) == 0 < max(gains) else "no"
        )
        assert table["row_dominated"][k] == expected
        gains = [block[i][2 * (1 - c) + 1] - block[i][2 * c + 1] for i in range(2)]
        expected = (
            "strictly" if min(gains) > 0 else "weakly" if min(gains) == 0 < max(gains) else "no"
        )
        assert table["column_dominated"][k] == expected
        here = (block[r][2 * c], block[r][2 * c + 1])
        others = [(block[i][2 * j], block[i][2 * j + 1]) for i, j in cells]
        beaten = any(x >= here[0] and y >= here[1] and (x, y) != here for x, y in others)
        assert table["pareto"][k] is (not beaten)


def test_investing_is_the_equilibrium_when_the_moat_is_worth_more_than_the_waste() -> None:
    """To fall behind costs the moat, to overbuild the waste: both invest when moat > waste."""
    for moat, waste in ((4, 1), (1, 4)):
        table = ai_game([[-waste, 3 - waste], [-moat, 0]])
        assert table["nash"][0] is (moat > waste)
        assert table["nash"][3] is (waste > 3)
        assert table["pareto"][0] is False


def test_a_symmetric_game_needs_the_row_player_only() -> None:
    assert ai_game([[2, 0], [3, 1]]).rows() == ai_game([[2, 2, 0, 3], [3, 0, 1, 1]]).rows()
