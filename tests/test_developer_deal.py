"""Deal files of a development: which design a file is for, and one sentence for each fault."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from tests.deals import ANYTHING, is_a_deal_or_one_sentence, names_its_fault, places
from tests.workbooks.random_developers import random_values
from udfs.errors import TemplateError
from workbooks.deal import load_deal
from workbooks.deal_cells import from_cells
from workbooks.deal_file import presets
from workbooks.deal_read import make
from workbooks.designs import NAMES, find, of_cells, of_sections

TEXT = """
[deal]
name = "Hall"
asof = 2026-01-01
start = 2026-01-01
[project]
mw = { value = 0.1, unit = "GW" }
cost_mw = { value = 12, unit = "$M/MW" }
build_months = 24
[construction]
ltc = 0.7
con_rate = 0.07
[rent]
rent_kw = { value = 900, unit = "$/kW-year" }
term = 15
[debt]
style = "sculpted"
perm_rate = 0.065
[curves]
tenant_date = 2026-01-01
treasury_date = 2026-01-01
tenant = [
  { issue = "One", maturity = 2030-01-01, bond_yield = { value = 4.5, unit = "%", source = "S", grade = "A" } },
  { issue = "Two", maturity = 2040-01-01, bond_yield = 0.05 },
]
treasury = [{ issue = "T", maturity = 2036-01-01, bond_yield = 0.04 }]
"""  # noqa: E501


@pytest.fixture
def raw() -> dict:
    return tomllib.loads(TEXT)


def test_the_sections_say_the_design(raw):
    deal = make(raw)
    assert deal.design == "developer"
    assert of_sections(raw).name == "developer"
    assert of_sections({"deal", "lease", "market"}).name == "lease"
    assert of_sections(set()).name == NAMES[0]


@pytest.mark.parametrize("name", NAMES)
def test_the_cells_say_the_design(name):
    assert of_cells(find(name).cells()).name == name


def test_units(raw):
    deal = make(raw)
    assert deal.project.mw == 100
    assert deal.rent.rent_kw == 75
    assert deal.project.cost_mw == 12
    raw["deal"]["unit"] = "$B"
    assert make(raw).project.cost_mw == 0.012


@pytest.mark.parametrize("seed", range(20))
def test_cells_give_the_deal_back(seed):
    values = random_values(seed)
    again = from_cells(values)
    assert again.values() == values
    assert values.keys() == again.notes().keys() == find("developer").cells()


def test_a_preset_is_read_for_its_design():
    with pytest.raises(TemplateError, match="no preset of that name"):
        load_deal("seed", "developer")
    with pytest.raises(TemplateError, match="lease is not a section"):
        load_deal(presets()["seed"], "developer")
    assert load_deal("developer/hyperion") == load_deal("hyperion", "developer")
    with pytest.raises(TemplateError, match="there is no template"):
        load_deal("seed", "nothing")


FAULTS = [
    ("project", "mw", -1, "project.mw", "a capacity in MW above 0"),
    ("project", "delay", 40, "project.delay", "at most 60 months"),
    ("project", "build_months", 61, "project.build_months", "from 1 to 60"),
    ("project", "shape", "round", "project.shape", '"cosine", "linear"'),
    ("project", "shape", "own", "project.weights", "24 rows"),
    ("project", "weights", [{"weight": 1}], "project.shape", '"own"'),
    ("construction", "con_rate", None, "construction.con_rate", "given when ltc"),
    ("construction", "commit_fee", 0.08, "construction.commit_fee", "at most the loan's rate"),
    ("rent", "term", 15.01, "rent.term", "whole number of months"),
    ("rent", "rent_kw", 0, "rent.rent_kw", "above 0"),
    ("exit", "exit_year", 16, "exit.exit_year", "at most the term of 15 years"),
    ("exit", "exit_cap", 6, "exit.exit_cap", "got 6"),
    ("debt", "perm_rate", None, "debt.perm_rate", "given with debt.style"),
    ("debt", "perm_ltv", 0.6, "exit.exit_cap", "given where debt.perm_ltv"),
    ("debt", "style", "bullet", "debt.style", '"interest_only"'),
    ("debt", "refi_ltv", 0.6, "debt.refi_cap", "given where"),
    ("debt", "perm_amort", 10.03, "debt.perm_amort", "whole number of months"),
    ("curves", "tenant", [], "curves.tenant", "at least one bond"),
    ("curves", "treasury", [{"issue": "T"}], "curves.treasury[1].maturity", "is missing"),
    ("spread", "ladder", [{"name": "x"}], "spread.ladder[1].bp", "not both"),
    ("leese", "rent", 3, "leese", "not a section"),
]


@pytest.mark.parametrize(("section", "key", "value", "path", "says"), FAULTS)
def test_a_fault_is_one_sentence_that_names_the_field(raw, section, key, value, path, says):
    names_its_fault(raw, "developer", (section, key, value), path, says)


def test_bonds_are_in_order_of_maturity(raw):
    raw["curves"]["tenant"].reverse()
    with pytest.raises(TemplateError, match=r"curves.tenant\[2\].maturity must be after 2040"):
        make(raw)


@examples(max_examples=150)
@given(place=st.sampled_from(places("developer")), value=ANYTHING)
def test_any_value_in_any_place_is_a_deal_or_one_sentence(place, value):
    is_a_deal_or_one_sentence(tomllib.loads(TEXT), "developer", place, value)
