"""Deal files of a GPU fleet: which design a file is for, and one sentence for each fault."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from tests.deals import ANYTHING, is_a_deal_or_one_sentence, names_its_fault, places
from tests.workbooks.random_fleets import random_values
from udfs.errors import TemplateError
from workbooks.deal_cells import from_cells
from workbooks.deal_read import make
from workbooks.designs import find, of_sections

TEXT = """
[deal]
name = "Fleet"
asof = 2026-06-30
[server]
server_price = { value = 250, unit = "$k", source = "S", grade = "A" }
kw = 10.2
power_price = { value = 80, unit = "$/MWh" }
util = { value = 70, unit = "%" }
[economics]
gpus = 16000
life = { value = 6, unit = "years" }
wacc = 0.1
[curve]
p0 = { value = 4, unit = "$/GPU-h" }
[rental]
series = [
  { date = 2024-10-15, price = { value = 2.99, source = "S", grade = "B" } },
  { date = 2025-10-15, price = 1.70, use = false },
]
[resale]
curve = [{ age = 0, factor = 1 }, { age = 2, factor = 0.6 }]
[fleet]
vintages = [{ year = 2024, gpus = 16000, price = 40000 }]
"""


@pytest.fixture
def raw() -> dict:
    return tomllib.loads(TEXT)


def test_the_sections_say_the_design(raw):
    deal = make(raw)
    assert deal.design == of_sections(raw).name == "fleet"
    assert deal.books.book_life == deal.economics.life == 6  # the same unless said otherwise


def test_units(raw):
    deal = make(raw)
    assert deal.server.server_price == 250_000
    assert deal.server.power_price == 0.08
    assert deal.curve.p0 == 4
    raw["deal"]["unit"] = "$B"
    assert make(raw).server.server_price == 250_000  # whole currency, whatever the unit of money


@pytest.mark.parametrize("seed", range(20))
def test_cells_give_the_deal_back(seed):
    values = random_values(seed)
    again = from_cells(values)
    assert again.values() == values
    assert values.keys() == again.notes().keys() == find("fleet").cells()


def bought(year: int) -> dict:
    return {"year": year, "gpus": 1, "price": 1}


FAULTS = [
    ("server", "pue", 0.9, "server.pue", "from 1 to 10"),
    ("server", "util", 0, "server.util", "above 0 and at most 1"),
    ("server", "server_price", None, "server.server_price", "is missing"),
    ("server", "power_basis", "both", "server.power_basis", '"reserved", "used"'),
    ("economics", "life", 21, "economics.life", "from 1 to 20"),
    ("economics", "life", 5.5, "economics.life", "a whole number"),
    ("curve", "p0", 0, "curve.p0", "above 0"),
    ("curve", "curve", "table", "curve.prices", "given for a table"),
    ("curve", "curve", "regime", "curve.switch_year", "given for a regime"),
    ("curve", "curve", "fit", "rental.series", "at least 3 quotes in use"),
    ("curve", "prices", [{"price": 4}], "curve.curve", '"table" where prices are given'),
    ("rental", "series", [{"price": 3.0}], "rental.series[1].date", "is missing"),
    ("rental", "series", [{"date": "2025-01-01"}], "rental.series[1].price", "is missing"),
    ("rental", "series", [{"date": "2025-01-01", "price": 0}], "rental.series[1].price", "above 0"),
    ("books", "method", "MACRS", "books.method", '"ECON"'),
    ("resale", "curve", [{"age": 2, "factor": 1}, {"age": 1, "factor": 1}],
     "resale.curve[2].age", "ages ascend"),
    ("fleet", "vintages", [bought(2000), bought(2020)],
     "fleet.vintages[2].year", "within 20 years"),
    ("fleet", "vintages", [bought(2024), bought(2023)],
     "fleet.vintages[2].year", "in order of years"),
    ("change", "change_age", 7, "change.change_age", "nothing is left to change"),
    ("impairment", "impair_age", 9, "impairment.impair_age", "below economics.life, 6"),
    ("change", "companies", [{"company": "X", "old": 0, "new": 5, "pretax": 1}],
     "change.companies[1].old", "above 0"),
    ("model", "sane_high", 100, "model.sane_high", "at least model.sane_low"),
    ("chips", "price", 3, "chips", "not a section"),
]  # fmt: skip


@pytest.mark.parametrize(("section", "key", "value", "path", "says"), FAULTS)
def test_a_fault_is_one_sentence_that_names_the_field(raw, section, key, value, path, says):
    names_its_fault(raw, "fleet", (section, key, value), path, says)


def test_quotes_are_in_order_of_date(raw):
    raw["rental"]["series"].reverse()
    with pytest.raises(TemplateError, match=r"rental.series\[2\].date must be 2025-10-15 or later"):
        make(raw)


@examples(max_examples=150)
@given(place=st.sampled_from(places("fleet")), value=ANYTHING)
def test_any_value_in_any_place_is_a_deal_or_one_sentence(place, value):
    is_a_deal_or_one_sentence(tomllib.loads(TEXT), "fleet", place, value)
