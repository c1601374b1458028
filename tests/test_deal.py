"""Deal files: plain and long forms, one sentence for each fault."""

from __future__ import annotations

import datetime as dt
import json
import tomllib

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.deals import ANYTHING, is_a_deal_or_one_sentence, places
from udfs.errors import TemplateError
from workbooks.deal import load_deal
from workbooks.deal_cells import from_cells
from workbooks.deal_fields import Note
from workbooks.deal_file import LARGEST_FILE
from workbooks.deal_read import make

TEXT = """
[deal]
name = "Two halls"
asof = 2026-06-30
commencement = 2029-01-01
[lease]
cost = { value = 27, unit = "$B", source = "Release", date = "21 Oct 2025", grade = "A/B" }
rent = 2493
term = 4
life = 30
rate = { value = 6.58, unit = "%" }
steps = [
  { year = 2, rent = { value = 3, unit = "$B a year", note = "signed" } },
  { year = 3, rent = 5 },
]
[options]
renewals = { value = [{ years = 4, probability = 0.5 }], source = "Press", grade = "B" }
[market]
tenant_yield = 0.05
"""


@pytest.fixture
def raw() -> dict:
    return tomllib.loads(TEXT)


def fault(raw: object) -> TemplateError:
    """The error of a deal that cannot be made."""
    with pytest.raises(TemplateError) as caught:
        make(raw)
    assert "\n" not in str(caught.value)
    return caught.value


# ------------------------------------------------------------------------ good deals


def test_long_form_is_converted_to_the_unit_of_the_field(raw):
    deal = make(raw)
    assert deal.lease.cost == 27_000
    assert deal.lease.rate == 0.0658
    assert deal.lease.steps[0].rent == 3_000


@pytest.mark.parametrize(
    ("section", "key", "form", "expected"),
    [
        ("lease", "rate", {"value": 658, "unit": "bp"}, 0.0658),
        ("market", "spread", {"value": 0.02, "unit": "decimal"}, 200),
        ("market", "spread", {"value": 2, "unit": "%"}, 200),
        ("lease", "term", {"value": 48, "unit": "months"}, 4),
        ("lease", "rent", {"value": 2_493_000_000, "unit": "$/year"}, 2493),
        ("lease", "timing", "advance", 1),
        ("lease", "timing", 1, 1),
        ("lease", "free", 2.0, 2),
        ("deal", "asof", "2026-06-30", dt.date(2026, 6, 30)),
    ],
)
def test_other_forms(raw, section, key, form, expected):
    raw[section][key] = form
    assert getattr(getattr(make(raw), section), key) == expected


def test_notes_of_inputs_tables_and_defaults(raw):
    notes = make(raw).notes()
    assert notes["cost"] == Note("Release", "21 Oct 2025", "A/B", "")
    assert notes["step_rent"] == notes["step_year"] == [Note(note="signed"), Note()]
    assert notes["opt_p"] == [Note("Press", grade="B")]
    assert notes["fair_value"] == Note("OnBalance default", note="the same as lease.cost")
    assert notes["free"] == Note("OnBalance default")


def test_the_notes_of_a_row_are_one(raw):
    year = {"value": 2, "source": "One", "grade": "A"}
    rent = {"value": 2, "source": "Two", "grade": "B", "note": "n"}
    raw["lease"]["steps"] = [{"year": year, "rent": rent}]
    assert make(raw).notes()["step_rent"] == [Note("One; Two", "", "A/B", "n")]


def test_values_are_flat_and_complete(raw):
    deal = make(raw)
    values = deal.values()
    assert values.keys() == deal.notes().keys()
    assert values["timing"] == 0
    assert values["fair_value"] == values["cost"] == 27_000
    assert values["remaining_life"] == values["depr_life"] == 30
    assert values["wacc"] == values["rate"]
    assert values["show_unit"] == values["unit"] == "$M"
    assert values["opt_years"] == [4]
    assert values["phase_date"] == []
    assert values["termination_year"] is None
    assert values["lessee"] is None
    assert values["title"] is False


def test_cells_give_the_deal_back(raw):
    raw["lease"]["phases"] = [{"date": dt.date(2029, 1, 1), "share": 1}]
    exits = [{"guaranteed": 9, "expected": 8}, {"guaranteed": 7, "expected": 1, "cap": 2}]
    raw["guarantee"] = {"exits": exits}
    deal = make(raw)
    again = from_cells(deal.values(), deal.notes())
    assert again == deal
    assert again.notes() == deal.notes()


def test_cells_may_hold_serials_flags_as_numbers_and_blanks(raw):
    values = make(raw).values()
    values |= {"asof": 46203.0, "title": 1.0, "free": 2.0, "direct": None}
    values["step_year"] += [None, None]
    deal = from_cells(values)
    assert deal.deal.asof == dt.date(2026, 6, 30)
    assert deal.options.title is True
    assert deal.lease.free == 2
    assert deal.lease.direct == 0
    assert len(deal.lease.steps) == 2


@pytest.mark.parametrize("suffix", ["toml", "json", "yaml"])
def test_three_formats_say_the_same(raw, suffix, tmp_path):
    path = tmp_path / f"deal.{suffix}"
    texts = {"toml": TEXT, "json": json.dumps(raw, default=str), "yaml": yaml.safe_dump(raw)}
    path.write_text(texts[suffix], "utf-8")
    assert load_deal(path) == make(raw)


# ------------------------------------------------------------------------- bad deals

FAULTS = [
    ("lease", "rnet", 3, "lease.rnet", "did you mean rent?"),
    ("lease", "tenant_yield", 3, "lease.tenant_yield", "it belongs in [market]"),
    ("lease", "rent", "200", "lease.rent", 'an amount of 0 or more, got "200"; for example rent ='),
    ("lease", "rent", True, "lease.rent", "got true"),
    ("lease", "rent", float("nan"), "lease.rent", "got nan"),
    ("lease", "rent", 10**400, "lease.rent", "an amount"),
    ("lease", "rent", -1, "lease.rent", "0 or more, got -1"),
    ("lease", "term", 1e9, "lease.term", "above 0 and at most 40, got 1000000000"),
    ("lease", "term", 4.3, "lease.term", "whole number of payment periods"),
    ("lease", "rate", -1.0, "lease.rate", "above -1 and at most 1 (0.05 is 5%), got -1"),
    ("lease", "rate", {"value": -100, "unit": "%"}, "lease.rate", "above -1"),
    ("lease", "rate", 6.58, "lease.rate", "(0.05 is 5%), got 6.58"),
    ("lease", "rate", {"value": 5, "unit": "percent"}, "lease.rate.unit", '"%"'),
    ("lease", "rate", {"valeu": 5}, "lease.rate", "unknown key valeu"),
    ("lease", "rate", {"unit": "%"}, "lease.rate", "has no value"),
    ("lease", "rate", {"value": 0.05, "grade": "Z"}, "lease.rate.grade", "got"),
    ("lease", "rate", {"value": 0.05, "note": "a\nb"}, "lease.rate.note", "one line"),
    ("lease", "freq", 3, "lease.freq", "one of 1, 2, 4, 12, got 3"),
    ("lease", "timing", "late", "lease.timing", '"arrears", "advance", got "late"'),
    ("lease", "free", 5, "lease.free", "at most the 4 payments"),
    ("lease", "steps", [{"year": 3, "rent": 1}] * 2, "lease.steps[2].year", "after year 3"),
    ("lease", "steps", [{"yaer": 3, "rent": 1}], "lease.steps[1].yaer", "did you mean year?"),
    ("lease", "steps", [{"rent": 1}], "lease.steps[1].year", "is missing"),
    ("lease", "steps", [5], "lease.steps[1]", "a row such as { year = 6, rent = 220 }"),
    ("lease", "steps", 5, "lease.steps", "a list of rows"),
    ("lease", "steps", [{"year": 1, "rent": 1}] * 13, "lease.steps", "at most 12"),
    ("deal", "asof", "soon", "deal.asof", 'got "soon"; for example asof = 2026-06-30'),
    ("deal", "asof", dt.date(1800, 1, 1), "deal.asof", "from 1950 to 2150"),
    ("deal", "unit", "EUR", "deal.unit", '"$M"'),
    ("deal", "name", "x" * 200, "deal.name", "at most 120 characters"),
    ("deal", "name", "a\x00b", "deal.name", "one line"),
    ("options", "renewals", [{"years": 9, "probability": 1}] * 5, "options.renewals", "at most 40"),
    ("options", "renewals", [{"years": 0.3}], "options.renewals[1].probability", "is missing"),
    ("options", "renewals", [{"years": 0.3, "probability": 0}], "options.renewals[1].years", "who"),
    ("options", "termination_year", 4, "options.termination_year", "before the end of the term"),
    ("options", "termination_year", 1.5, "options.termination_year", "on a payment date"),
    ("guarantee", "exits", [{"guaranteed": 1, "expected": 1}] * 3, "guarantee.exits", "at most 2"),
    ("leese", "rent", 3, "leese", "did you mean [lease]?"),
]


@pytest.mark.parametrize(("section", "key", "value", "path", "says"), FAULTS)
def test_a_fault_is_one_sentence_that_names_the_field(raw, section, key, value, path, says):
    raw.setdefault(section, {})[key] = value
    error = fault(raw)
    assert error.argument == path
    assert str(error).startswith(path)
    assert says in str(error)


@pytest.mark.parametrize("key", ["cost", "rent", "term", "life", "rate"])
def test_a_missing_key_is_named_with_an_example(raw, key):
    del raw["lease"][key]
    assert f"lease.{key} is missing" in str(fault(raw))
    assert f"for example {key} = " in str(fault(raw))


@pytest.mark.parametrize(
    ("dates", "shares", "path", "says"),
    [
        (["2030-01-01", "2029-06-01"], [0.5, 0.5], "lease.phases[2].date", "after 2030-01-01"),
        (["2028-01-01"], [1], "lease.phases[1].date", "from the commencement"),
        (["2033-01-01"], [1], "lease.phases[1].date", "before the end of the term, 2033-01-01"),
        (["2029-01-01", "2030-01-01"], [0.5, 0.6], "lease.phases", "add up to 1, got 1.1"),
    ],
)
def test_phases(raw, dates, shares, path, says):
    rows = [{"date": date, "share": share} for date, share in zip(dates, shares, strict=True)]
    raw["lease"]["phases"] = rows
    error = fault(raw)
    assert error.argument == path
    assert says in str(error)


@pytest.mark.parametrize("raw", [None, 3, [], {"deal": 3}, {"deal": []}])
def test_a_file_without_sections(raw):
    assert "sections such as [deal]" in str(fault(raw))


FILES = [
    ("deal.toml", b"[deal]\nname = \n", "deal.toml is not TOML: line 2: "),
    ("deal.toml", b'[deal]\nname = "x', "is not TOML: line 2: "),
    ("deal.toml", b"<html>", "is not TOML: line 1: "),
    ("deal.toml", b"\xff\xfe", "is not UTF-8 text: byte 0"),
    ("deal.toml", b"x = " + b"[" * 100_000, "nested too deeply"),
    ("deal.toml", b"#" * (LARGEST_FILE + 1), "larger than 1 MB"),
    ("deal.json", b'{"deal": \n x}', "deal.json is not JSON: line 2: "),
    ("deal.json", b'{"deal": 1, "deal": 2}', 'holds the key "deal" twice'),
    ("deal.json", b"[" * 100_000, "nested too deeply"),
    ("deal.json", b"[" + b"9" * 5000 + b"]", "is not JSON"),
    ("deal.yaml", b"a: [1\nb: 2", "deal.yaml is not YAML: line "),
    ("deal.yaml", b"!!python/object/apply:os.getcwd []", "is not YAML"),
    ("deal.xlsx", b"PK", "archive"),
]


@pytest.mark.parametrize(("name", "content", "says"), FILES, ids=lambda value: str(value)[:30])
def test_a_file_that_cannot_be_read(tmp_path, name, content, says):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(TemplateError, match=r"^[^\n]*$") as caught:
        load_deal(path)
    assert says in str(caught.value)


def test_aliases_that_multiply_are_refused_quickly(tmp_path):
    path = tmp_path / "bomb.yaml"
    levels = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9))
    path.write_text(f"deal: {{name: &a0 x}}\n{levels}\n", "utf-8")
    with pytest.raises(TemplateError):
        load_deal(path)


def test_missing_file_and_folder(tmp_path):
    with pytest.raises(TemplateError, match="did you mean hyperion?"):
        load_deal("hyperoin")
    with pytest.raises(TemplateError, match="is not a file"):
        load_deal(tmp_path)


@given(place=st.sampled_from(places("lease")), value=ANYTHING)
def test_any_value_in_any_place_is_a_deal_or_one_sentence(place, value):
    is_a_deal_or_one_sentence(tomllib.loads(TEXT), None, place, value)
