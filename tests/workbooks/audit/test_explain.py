"""Explanations: the tree of a number, its inputs, and what is said where there is none."""

import json

import pytest

from tests.workbooks.audit.small import book
from udfs.errors import TemplateError
from workbooks.audit.explain import explain, locate
from workbooks.audit.labels import Labels, Source, clean
from workbooks.command import run

LOAN = {
    "Inputs": {
        "B1": "Input", "C1": "Unit", "D1": "Value", "E1": "Source", "F1": "Date", "G1": "Grade",
        "B2": "Principal", "C2": "$M", "D2": 100, "E2": "Term sheet", "F2": "May 2026", "G2": "A",
        "B3": "Rate", "C3": "rate", "D3": 0.05, "E3": "Guess",
    },
    "Loan": {
        "B2": "Period", "C2": "Balance", "D2": "Interest",
        "B3": 0, "C3": ("=Inputs!D2", 100),
        "B4": 1, "C4": ("=C3+D4", 105), "D4": ("=C3*Inputs!$D$3", 5),
        "B5": 2, "C5": ("=C4+D5", 110.25), "D5": ("=C4*Inputs!$D$3", 5.25),
        "B6": 3, "C6": ("=C5+D6", 115.7625), "D6": ("=C5*Inputs!$D$3", 5.5125),
        "B8": "Total interest", "D8": ("=SUM(D4:D6)", 15.7625),
    },
}  # fmt: skip


def walk(item, depth=0):
    yield item, depth
    for below in item.below:
        yield from walk(below, depth + 1)


def places(found):
    return [item.place for item, _ in walk(found.root)]


def test_a_number_is_followed_to_inputs_with_their_source():
    found = explain(book(LOAN), "Loan!D4")
    assert found.root.label == "Interest"
    assert found.root.formula == "=C3*Inputs!$D$3"
    by_place = {item.place: item for item, _ in walk(found.root)}
    assert by_place["Inputs!D3"].label == "Rate"
    assert by_place["Inputs!D3"].source == "Guess"
    assert by_place["Inputs!D2"].unit == "$M"
    assert by_place["Inputs!D2"].source == "Term sheet, May 2026, grade A"
    assert [item.place for item in found.inputs] == ["Inputs!D2", "Inputs!D3"]


def test_a_line_of_copies_is_gone_back_to_its_start():
    found = explain(book(LOAN), "Loan!C6", depth=1)
    before = next(item for item, _ in walk(found.root) if item.place == "Loan!C5")
    assert before.note == "the same formula as above, back to Loan!C4"
    assert [(item.place, item.note) for item in before.below] == [
        ("Loan!C3", "where the line starts")
    ]
    assert found.formulas == 7  # those beyond the depth are counted


def test_what_was_shown_is_not_shown_again():
    twice = {"S": {"A1": 1, "A2": "=A1+1", "A3": "=A2", "A4": "=A2*2", "A5": "=A3+A4"}}
    found = explain(book(twice), "S!A5")
    assert places(found).count("S!A1") == 1
    again = [item.note for item, _ in walk(found.root) if item.place == "S!A2"]
    assert again == ["", "shown above"]


def test_a_range_is_one_line():
    column = {f"A{row}": row for row in range(1, 482)} | {"B1": ("=SUM(A1:A481)", 115921)}
    found = explain(book({"S": column}), "S!B1")
    ranged = found.root.below[0]
    assert ranged.place == "S!A1:A481"
    assert ranged.value == "481 cells, 481 numbers, typed in, 1 to 481, sum 115,921"
    assert len(places(found)) < 7
    assert len(found.inputs) == 481


def test_depth_cuts_the_tree_and_says_so():
    found = explain(book(LOAN), "Loan!D8", depth=0)
    assert found.root.below == []
    assert found.root.note == "1 more below"
    assert len(found.inputs) == 2


def test_a_cycle_ends():
    found = explain(book({"S": {"A1": "=B1", "B1": "=A1"}}), "S!A1", depth=50)
    assert places(found) == ["S!A1", "S!B1", "S!A1"]


def test_a_chain_of_thousands_is_bounded():
    # no two formulas alike, so that nothing folds
    cells = {f"A{n}": f"=A{n + 1}+{n}" for n in range(1, 3000)} | {"A3000": 1}
    found = explain(book({"S": cells}), "S!A1", depth=50)
    assert len(places(found)) == 51
    assert [item.place for item in found.inputs] == ["S!A3000"]


def test_a_defined_name_is_a_place():
    workbook = book(LOAN, {"total": "Loan!$D$8", "Loan!own": "Loan!$C$3"})
    assert explain(workbook, "total").root.place == "Loan!D8"
    assert locate(workbook, "OWN")[1].text == "C3"


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("Nope!A1", "there is no sheet 'Nope'; there are Inputs, Loan"),
        ("A1", "on which sheet is A1? Write it as in Inputs!A1"),
        ("Loan!Z9", "Loan!Z9 is empty: there is nothing to explain"),
        ("rent", "the workbook has no name 'rent'; a cell is written Sheet!B7"),
        ("Loan!A1:B", "'B' is not the address of a cell"),
        ("a\x1b[31m!!", "neither"),
    ],
)
def test_a_place_that_is_none_is_refused_in_a_sentence(place, said):
    with pytest.raises(TemplateError) as caught:
        explain(book(LOAN), place)
    assert said in str(caught.value)
    assert "\x1b" not in str(caught.value)


def test_sources_on_a_sheet_of_their_own():
    sheets = {
        "In": {"A1": "Rent", "B1": 5},
        "Sources": {"A1": "Input", "B1": "Source", "A2": "Rent", "B2": "Contract"},
    }
    assert Labels(book(sheets)).source("In", 1, 2) == Source("Contract")


def test_terminal_codes_in_a_workbook_are_not_obeyed():
    assert clean("a\x1b]0;x\x07b") == "a ]0;x b"


def test_a_deal_in_the_terminal(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert run(["explain", "templates/lease.xlsx", "out_liability_us", "--depth", "1"]) == 0
    text = capsys.readouterr().out
    assert "Liability at commencement, US" in text.splitlines()[0]
    assert "Rests on" in text
    assert "Commencement date" in text
    assert max(map(len, text.splitlines())) <= 80


def test_json(capsys):
    assert run(["explain", "templates/lease.xlsx", "out_liability_us", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["tree"]["name"] == "out_liability_us"
    assert facts["formulas"] > 1000
