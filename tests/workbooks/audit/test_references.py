"""Rules about references: empty cells, texts, circles, what is gone, what is elsewhere, lookups."""

from __future__ import annotations

import pytest

from tests.workbooks.audit.small import context
from workbooks.address import parse_area
from workbooks.audit import rules
from workbooks.audit.model import Calculation, Formulas, Grid

RULES = rules.load()


def found(rule, sheets, **more):
    """What a rule finds: severity and place."""
    audit = context(sheets, **more)
    return [f"{one.severity} {one.place}" for one in RULES[rule].run(audit)]


def said(rule, sheets, **more):
    """What a rule says."""
    return [one.message for one in RULES[rule].run(context(sheets, **more))]


@pytest.mark.parametrize(
    ("formula", "hits"),
    [
        ("=B2*C9", ["warning S!D2"]),  # nothing anywhere near
        ("=B2*C2", ["info S!D2"]),  # empty, beside what is not
        ("=-C2", ["info S!D2"]),
        ("=B2*B3", []),
        ("=SUM(C2:C9)", []),
        ('=IF(C9="",1,2)', []),
        ("=B2*'T u'!A1", []),
        ("=B2*'T u'!C7", ["warning S!D2"]),
        ("=B2*[1]X!C7", []),
    ],
)
def test_arithmetic_on_empty_cells(formula, hits):
    sheets = {"S": {"B2": 1, "B3": 2, "D2": formula}, "T u": {"A1": 3}}
    assert found("c1", sheets) == hits


def test_many_copies_on_empty_cells_wait_for_their_data():
    sheet = {"A1": 1} | {f"D{row}": f"=B{row}*F{row}" for row in range(2, 9)}
    assert set(found("c1", {"S": sheet})) == {f"info S!D{row}" for row in range(2, 9)}
    assert found("c1", {"S": sheet}, profile="contract") == []


def test_texts_where_numbers_are_needed():
    sheet = {"A1": "rent", "A2": 5, "B1": ("=A1*2", "#VALUE!"), "B2": ("=A1*2", 0)}
    assert found("c2", {"S": sheet}) == ["warning S!B1"]
    column = {"A1": "5", "A2": 6, "A3": "7", "A4": 8, "A5": 9, "A6": "=SUM(A2:A5)"}
    assert said("c2", {"S": column}) == [
        "SUM(A2:A5) passes over A3, where '7' is stored as text"
    ]  # fmt: skip
    assert found("c2", {"S": column | {"A6": "=SUM(A1:A2)"}}) == []  # a heading
    assert found("c2", {"S": column | {"A3": "seven"}}) == []


def test_circles():
    sheet = {"A1": "=B1", "B1": "=C1+1", "C1": "=A1", "D1": "=D1+1", "E1": "=A1"}
    assert found("c7", {"S": sheet}) == ["error S!A1, C1, B1", "error S!D1"]
    assert said("c7", {"S": sheet}) == ["a circle: A1 -> C1 -> B1 -> A1", "D1 refers to itself"]
    iterating = Calculation(iterate=True)
    assert found("c7", {"S": {"D1": "=D1"}}, calculation=iterating) == ["info S!D1"]
    two = {"S": {"A1": "='T u'!A1"}, "T u": {"A1": "=SUM(S!A1:A9)"}}
    assert said("c7", two) == ["a circle: A1 -> 'T u'!A1 -> A1"]
    assert found("c7", {"S": {"A9": "=SUM(A1:A8)", "A1": "=ROW(A9)"}}) == []


def test_a_long_circle_is_cut_in_the_message():
    ring = {"A1": "=A20"} | {f"A{row}": f"=A{row - 1}" for row in range(2, 21)}
    (message,) = said("c7", {"S": ring})
    assert message == "a circle: A1 -> A2 -> A3 -> A4 -> A5 -> A6 -> 14 more -> A1"


def test_what_was_deleted():
    sheets = {"S": {"A1": "=#REF!+1", "A2": "=SUM(#REF!A1)", "A3": "=gone*2", "A4": "=A1"}}
    hits = found("c8", sheets, names={"gone": "=#REF!$A$1", "lost": "=Old!#REF!", "on": "=S!$A$1"})
    assert hits == ["error S!A1", "error S!A2", "error S!A3", "info "]
    assert said("c8", {"S": {}}, charts=(("S", "Old!#REF!"),)) == ["a chart refers to Old!#REF!"]
    missing = {"S": {"A1": ("=nought+1", "#NAME?"), "A2": ("=nil+1", 5)}}
    assert found("c8", missing) == ["error S!A1"]


def test_what_was_deleted_beside_the_cells():
    audit = context({"S": {}})
    beside = (Formulas((parse_area("B2:B9"),), ("#REF!>1",)),)
    audit.workbook.grids["S"] = Grid("S", validations=beside, rules=beside)
    hits = [f"{one.severity} {one.place}: {one.message}" for one in RULES["c8"].run(audit)]
    assert hits == [
        "warning S!B2:B9: a validation refers to #REF!>1",
        "warning S!B2:B9: a conditional format refers to #REF!>1",
    ]


@pytest.mark.parametrize(
    ("formula", "severity", "message"),
    [
        ("=[1]Plan!A1", "info", "the formula needs the workbook plan.xlsx"),
        ("='[Other.xlsx]P'!A1", "info", "the formula needs the workbook Other.xlsx"),
        ("=Excel|Feed!'A1'", "info", "the formula needs the program Excel|Feed"),
        ("=STDEV.S(A2:A9)", "error", "Excel reads STDEV.S from a file only as _xlfn.STDEV.S, "
         "and shows #NAME? here"),
        ("=SORT(A2:A9)", "error", "Excel reads SORT from a file only as _xlfn._xlws.SORT, "
         "and shows #NAME? here"),
        ("=_xlfn.STDEV.S(A2:A9)", None, ""),
        ("=FOO(A2)", "info", "FOO is no function that Excel or OnBalance has"),
        ("=_xludf.XLOOKUP(A2)", "error", "Excel reads _xludf.XLOOKUP from a file only as "
         "_xlfn.XLOOKUP, and shows #NAME? here"),
        ("=_xludf.FOO(A2)", "info", "FOO is no function that Excel or OnBalance has"),
        ("=LEASE_LIABILITY(A2)", None, ""),
        ("=own(A2)", None, ""),
    ],
)  # fmt: skip
def test_what_stands_outside(formula, severity, message):
    audit = context({"S": {"A1": formula}}, names={"own": "=LAMBDA(x,x)"}, links={1: "plan.xlsx"})
    hits = [(one.severity, one.message) for one in RULES["c9"].run(audit)]
    assert hits == ([(severity, message)] if severity else [])


def test_an_unknown_function_that_fails_is_an_error():
    assert found("c9", {"S": {"A1": ("=FOO(A2)", "#NAME?")}}) == ["error S!A1"]
    assert found("c9", {"S": {"A1": ("=FOO(A2)", None)}}) == ["error S!A1"]


def test_whole_columns():
    assert found("c13", {"S": {"C1": "=SUM(A:A)", "C2": "=SUM(A1:A9)"}}) == ["info S!C1"]


RISING = {f"A{row}": row for row in range(1, 6)}
MIXED = RISING | {"A3": 9}
NAMES = dict(zip(["A1", "A2", "A3"], ["ash", "oak", "elm"], strict=True))


@pytest.mark.parametrize(
    ("keys", "formula", "hits"),
    [
        (MIXED, "VLOOKUP(3,A1:B5,2)", 1),
        (MIXED, "VLOOKUP(3,A1:B5,2,TRUE)", 1),
        (MIXED, "VLOOKUP(3,A1:B5,2,1)", 1),
        (MIXED, "VLOOKUP(3,A1:B5,2,FALSE)", 0),
        (MIXED, "VLOOKUP(3,A1:B5,2,0)", 0),
        (MIXED, "VLOOKUP(3,A1:B5,2,)", 0),
        (RISING, "VLOOKUP(3,A1:B5,2)", 0),
        (RISING, "MATCH(3,A1:A5,-1)", 1),
        (RISING, "MATCH(3,A1:A5)", 0),
        (MIXED, "MATCH(3,A1:A5)", 1),
        (MIXED, "MATCH(3,A1:A5,0)", 0),
        (MIXED, "MATCH(1E+306,A1:A5)", 0),  # finds the last number, in any order
        (MIXED, "MATCH(3,A1:A5,D1)", 0),
        (MIXED, "LOOKUP(3,A1:A5,B1:B5)", 1),
        (MIXED, "LOOKUP(2,1/(A1:A5>0),B1:B5)", 0),
        (NAMES, 'VLOOKUP("oak",A1:B3,2)', 1),
        (NAMES, 'VLOOKUP("oak",A1:B2,2)', 0),
        ({"A1": "Key"} | {f"A{row}": row for row in range(2, 6)}, "VLOOKUP(3,A1:B5,2)", 0),
        ({"A1": 1, "B1": 9, "C1": 3}, "HLOOKUP(3,A1:C4,2)", 1),
    ],
)
def test_lookups_by_the_nearest_key(keys, formula, hits):
    assert found("c14", {"S": keys | {"F9": "=" + formula}}) == ["warning S!F9"] * hits


def test_a_range_where_one_value_is_needed():
    names = {"flow": "=S!$A$1:$A$5"}
    sheet = {"A1": 1, "C3": "=flow*2", "C9": "=flow*2", "D9": "=SUM(flow)*2", "E9": "=A1:A5+1"}
    assert found("c15", {"S": sheet}, names=names) == ["info S!C9", "info S!E9"]
