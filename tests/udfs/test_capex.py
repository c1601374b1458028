"""Run-rates and the wall of depreciation: identities, a second opinion, errors."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs import capex_depr_wall, capex_runrate
from udfs.errors import OnBalanceError

amounts = st.floats(0.1, 1e6)
vintages = st.lists(st.tuples(amounts, st.integers(2015, 2040)), min_size=1, max_size=12)


@settings(max_examples=100, deadline=None)
@given(st.lists(amounts, min_size=1, max_size=20), st.sampled_from([1, 4, 12, 365]), amounts)
def test_growths_lead_from_the_prior_to_the_last_rate(values, per, prior) -> None:
    table = capex_runrate(values, per, prior, values)
    assert table["run_rate"] == [per * value for value in values]
    grown = prior * math.prod(1.0 + growth for growth in table["growth"])
    assert grown == pytest.approx(per * values[-1], rel=1e-9)
    assert table["intensity"] == [1.0] * len(values)


def test_blanks_and_error_cells_of_the_run_rate() -> None:
    table = capex_runrate([10, 0, 5, -5, 5])
    assert table["growth"][:2] == ["", -1.0]
    assert [cell.excel for cell in (table["growth"][2], table["growth"][4])] == ["#DIV/0!", "#NUM!"]
    assert table["intensity"] == [""] * 5
    assert capex_runrate([10], 4, None, [0])["intensity"][0].excel == "#DIV/0!"


@settings(max_examples=200, deadline=None)
@given(
    vintages,
    st.integers(1, 12),
    st.sampled_from(["SL", "SYD", "VDB"]),
    st.lists(amounts, max_size=20),
)
def test_the_wall_is_all_that_was_spent(spent, life, method, existing) -> None:
    capex, years = [one[0] for one in spent], [one[1] for one in spent]
    table = capex_depr_wall(capex, years, life, method, existing or None)
    assert math.fsum(table["depreciation"]) == pytest.approx(
        math.fsum([*capex, *existing]), rel=1e-12
    )
    last = max(max(years) + life, min(years) + len(existing))
    assert table["year"] == [float(year) for year in range(min(years), last)]


@settings(max_examples=100, deadline=None)
@given(vintages, st.one_of(st.integers(1, 12), st.sampled_from([0.5, 3.5, 5.5])))
def test_straight_line_is_the_sum_of_the_vintages_in_their_lives(spent, life) -> None:
    capex, years = [one[0] for one in spent], [one[1] for one in spent]
    table = capex_depr_wall(capex, years, life)
    for year, charge in zip(table["year"], table["depreciation"], strict=True):
        held = [c * max(0.0, min(1.0, y + life - year)) for c, y in spent if y <= year]
        assert charge == pytest.approx(math.fsum(held) / life, rel=1e-12, abs=1e-9)


def test_double_declining_without_the_switch_leaves_a_rest() -> None:
    charges = capex_depr_wall(100, 2026, 5, "DDB")["depreciation"]
    assert charges == pytest.approx([40, 24, 14.4, 8.64, 5.184])


def test_the_last_revenue_goes_on() -> None:
    table = capex_depr_wall([100, 100], [2026, 2028], 2, revenue=[100, 200])
    assert table["pct_of_revenue"] == [0.5, 0.25, 0.25, 0.25]
    assert capex_depr_wall(100, 2026, 2)["pct_of_revenue"] == ["", ""]
    assert capex_depr_wall(100, 2026, 1, revenue=0)["pct_of_revenue"][0].excel == "#DIV/0!"


@pytest.mark.parametrize(
    ("function", "arguments", "sentence"),
    [
        (capex_runrate, ([1, 2], 0), "per must be above 0, got 0"),
        (capex_runrate, ([1, 2], 4, None, [3]), "revenue must be as many as values, 2, got"),
        (capex_runrate, ([1, 2], 4, None, [3, -3]), r"revenue\[2\] must be at least 0, got -3"),
        (capex_runrate, ([1, "x"],), r"values\[2\] must be a number"),
        (capex_runrate, ([1e308], 365), "the result must be a finite number"),
        (capex_depr_wall, ([1, 2], 2026, 5), "years must be as many as capex, 2"),
        (capex_depr_wall, (1, 2026.5, 5), r"years\[1\] must be a whole number"),
        (capex_depr_wall, ([1, 1], [1, 2026], 5), "years must be at most 200 years apart"),
        (capex_depr_wall, (-1, 2026, 5), r"capex\[1\] must be at least 0, got -1"),
        (capex_depr_wall, (1, 2026, 0), "life must be above 0 and at most 100, got 0"),
        (capex_depr_wall, (1, 2026, 5.5, "SYD"), "life must be a whole number, got 5.5"),
        (capex_depr_wall, (1, 2026, 5, "MACRS"), "method must be SL, SYD, DDB or VDB"),
        (capex_depr_wall, (1, 2026, 5, "SL", [-1]), r"existing\[1\] must be at least 0"),
        (capex_depr_wall, (1, 2026, 5, "SL", [1] * 201), "existing must be at most 200"),
    ],
)
def test_a_bad_input_is_one_sentence(function, arguments, sentence: str) -> None:
    with pytest.raises(OnBalanceError, match=sentence):
        function(*arguments)
