"""Deal files of the question: which design a file is for, and one sentence for each fault."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from tests.deals import ANYTHING, is_a_deal_or_one_sentence, names_its_fault, places
from tests.workbooks.random_questions import random_values
from udfs.errors import TemplateError
from workbooks.deal import load_deal
from workbooks.deal_cells import from_cells
from workbooks.deal_read import make
from workbooks.designs import find

TEXT = """
[deal]
name = "Question"
unit = "$B"
asof = 2026-01-01
[chips]
quarters = [
  { quarter = "One", ended = 2025-10-26, revenue = { value = 51200, unit = "$M", source = "S", grade = "A" } },
  { quarter = "Two", ended = 2026-01-25, revenue = 62.3 },
]
[costs]
margin = { value = 50, unit = "%" }
parts = [{ part = "Network", per_gpu = 0.3 }]
[revenue]
companies = [{ company = "A", amount = 20 }, { company = "B", amount = 9 }]
[capex]
companies = [{ company = "A", low = 115, high = 135 }]
years = [{ year = 2024, amount = 251 }, { year = 2025, amount = 416 }]
[game]
payoffs = [
  { mine = -1, yours = -1 }, { mine = 3, yours = -4 },
  { mine = -4, yours = 3 }, { mine = 0, yours = 0 },
]
"""  # noqa: E501


@pytest.fixture
def raw() -> dict:
    return tomllib.loads(TEXT)


def test_the_sections_say_the_design_and_units_are_brought_to_its_own(raw):
    deal = make(raw)
    assert deal.design == "question"
    assert deal.chips.quarters[0].revenue == 51.2
    assert deal.costs.margin == 0.5
    assert deal.costs.parts[0].capital is True
    assert deal.notes()["quarter_revenue"][0].grade == "A"


@pytest.mark.parametrize("seed", range(20))
def test_cells_give_the_deal_back(seed):
    values = random_values(seed)
    again = from_cells(values)
    assert again.values() == values
    assert values.keys() == again.notes().keys() == find("question").cells()


def test_a_preset_is_read_for_its_design():
    assert load_deal("2024") == load_deal("question/2024") == load_deal("2024", "question")
    with pytest.raises(TemplateError, match="no preset of that name"):
        load_deal("2024", "lease")


FAULTS = [
    ("chips", "quarters", [], "chips.quarters", 'at least 1 rows where chips.basis is "run_rate"'),
    ("chips", "basis", "trailing", "chips.quarters", "at least 4 rows"),
    ("chips", "basis", "stated", "chips.stated", "given where chips.basis"),
    ("chips", "basis", "guess", "chips.basis", '"run_rate", "trailing", "stated"'),
    ("costs", "mult", 0.5, "costs.mult", "from 1 to 20"),
    ("costs", "margin", 1, "costs.margin", "from -10 to 0.99"),
    ("costs", "margin", 50, "costs.margin", "0.75 is 75%"),
    ("costs", "parts", [{"part": "x", "per_gpu": -1}], "costs.parts[1].per_gpu", "from 0"),
    ("revenue", "companies", [], "revenue.companies", 'given where revenue.basis is "list"'),
    ("revenue", "basis", "stated", "revenue.stated", "given where revenue.basis"),
    ("revenue", "stated", -1, "revenue.stated", "of 0 or more"),
    ("annuity", "life", 0, "annuity.life", "above 0"),
    ("annuity", "wacc", 1e-9, "annuity.wacc", "0, or at least 1e-06"),
    ("annuity", "opex_pct", 30, "annuity.opex_pct", "from 0 to 5"),
    ("capex", "companies", [{"company": "A", "low": 9, "high": 8}], "capex.companies[1].high", "9"),
    ("capex", "years", [{"year": 2025, "amount": 1}] * 2, "capex.years[2].year", "after 2025"),
    (
        "capex",
        "years",
        [{"year": 2010, "amount": 1}, {"year": 2022, "amount": 1}],
        "capex.years[2].year",
        "less than 12 years after the first",
    ),
    ("capex", "depr_life", 13, "capex.depr_life", "at most 12"),
    ("capex", "runs", [{"label": "x", "amount": 1}], "capex.runs[1].per", "is missing"),
    ("labs", "labs", [{"lab": "x", "revenue": 1}], "labs.labs[1].inference", "is missing"),
    ("labs", "labs", "OpenAI", "labs.labs", "a list of rows, at most 6"),
    ("game", "payoffs", [{"mine": 1, "yours": 1}], "game.payoffs", "4 rows"),
    ("game", "payofs", [], "game.payofs", "did you mean payoffs"),
    ("chip", "stated", 3, "chip", "did you mean [chips]"),
]


@pytest.mark.parametrize(("section", "key", "value", "path", "says"), FAULTS)
def test_a_fault_is_one_sentence_that_names_the_field(raw, section, key, value, path, says):
    names_its_fault(raw, "question", (section, key, value), path, says)


def test_existing_charges_need_a_year_to_begin_in(raw):
    raw["capex"]["years"] = []
    raw["capex"]["existing"] = [{"charge": 5}]
    with pytest.raises(TemplateError, match=r"capex.years must be given where capex.existing is"):
        make(raw)


@pytest.mark.parametrize("table", ["chips.quarters", "history.points"])
def test_rows_are_in_the_order_of_time(raw, table):
    section, key = table.split(".")
    points = [{"point": "a", "dated": "2026-01-01", "gpu": 1}]
    raw.setdefault("history", {})["points"] = [*points, {**points[0], "dated": "2025-01-01"}]
    raw["history"]["points"] = raw["history"]["points"][: 2 if key == "points" else 1]
    if key == "quarters":
        raw["chips"]["quarters"].reverse()
    with pytest.raises(TemplateError, match=rf"{section}.{key}\[2\].\w+ must be after 202"):
        make(raw)


def test_a_quarter_left_out_is_said(raw):
    quarters = raw["chips"]["quarters"]
    quarters.append({"quarter": "Four", "ended": "2026-07-26", "revenue": 90})
    with pytest.raises(
        TemplateError, match=r"quarters\[3\].ended must be about three months after"
    ):
        make(raw)
    del quarters[2], quarters[1]["revenue"]
    with pytest.raises(TemplateError, match=r"chips.quarters\[2\].revenue is missing"):
        make(raw)


@examples(max_examples=150)
@given(place=st.sampled_from(places("question")), value=ANYTHING)
def test_any_value_in_any_place_is_a_deal_or_one_sentence(place, value):
    is_a_deal_or_one_sentence(tomllib.loads(TEXT), "question", place, value)
