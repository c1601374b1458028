"""What formulas refer to, what rests on what, cycles: against a search that expands every range."""

from __future__ import annotations

import time
from pathlib import Path

import formulon
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import templates
from tests.workbooks.audit.small import context
from workbooks.address import parse_area
from workbooks.audit.context import Context
from workbooks.audit.graph import graph
from workbooks.audit.links import links, unknown_functions
from workbooks.audit.read import read


def spots(text, sheet="S"):
    """`A1 B2` as cells."""
    return [(sheet, *parse_area(one)[:2]) for one in text.split()]


def refers(formula, place="E5", others=None, **more):
    """What a formula in a cell refers to, as text; `~` before what is lazy."""
    sheets = {"S": {place: "=" + formula}, "T u": {"A1": 1}, "V": {"A1": 1}, **(others or {})}
    audit = context(sheets, **more)
    row, column = parse_area(place)[:2]
    return [
        "~" * link.lazy + (f"{link.sheet}!" if link.sheet != "S" else "")
        + link.at(row, column).text
        for family in audit.parsed if family.sheet == "S"
        for link in links(audit).family(family)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("formula", "cells"),
    [
        ("A1+$B$2*SUM(C1:C3)", ["A1", "B2", "C1:C3"]),
        ("'t U'!A1+V!B2", ["T u!A1", "V!B2"]),
        ("Nowhere!A1+[1]V!A1", []),
        ("SUM('S:V'!A1)", ["A1", "T u!A1", "V!A1"]),
        ("A1:V!B2", ["A1", "V!B2"]),
        ("SUM(A1:B2:C3)", ["A1:C3"]),
        ("A1:INDEX(B1:B9,3)", ["A1", "~B1:B9"]),
        ("INDEX(A1:A9,MATCH(1,B1:B9,0))", ["~A1:A9", "B1:B9"]),
        ("ROW(A1)+COLUMNS(B1:C1)", ["~A1", "~B1:C1"]),
        ("rate+V!rate", ["T u!B1", "V!B2"]),
        ("twice", ["T u!B1"]),
        ("loop", []),
        ("LET(rate,A1,rate*2)", ["A1"]),
        ("LAMBDA(rate,rate*2)(A1)", ["A1"]),
        ("flow*2", ["A5"]),  # the cell of the range in the formula's own row
        ("IF(flow>0,1,2)", ["A5"]),
        ("SUM(flow)", ["A1:A9"]),
        ("line*2", ["E1"]),
        ("A1#*2", ["A1"]),
        ("Deals[Cost]", ["V!B2:B4"]),
        ("SUM(Deals[[#All],[Cost]:[Sum]])", ["V!B1:C4"]),
        ("SUM(Deals[#Headers])", ["V!A1:C1"]),
        ("SUM(Deals)", ["V!A2:C4"]),
        ("Deals[@Cost]", []),
        ("Deals[None]", []),
        ('INDIRECT("A1")&"B2"', []),
    ],
)
def test_what_a_formula_refers_to(formula, cells):
    names = {
        "rate": "='T u'!$B$1", "V!rate": "=V!$B$2", "twice": "=2*rate", "loop": "=loop+1",
        "flow": "=S!$A$1:$A$9", "line": "=S!$A$1:$K$1",
    }  # fmt: skip
    tables = [("Deals", "V", "A1:C4", ("Name", "Cost", "Sum"))]
    assert refers(formula, names=names, tables=tables) == cells


def test_a_name_without_dollars_moves_with_the_cell():
    assert refers("above*2", names={"above": "=S!A1"}) == ["E5"]
    assert refers("V!above", names={"V!above": "=V!$B1"}) == ["V!B5"]


def test_this_row_of_a_table_is_the_row_of_each_cell():
    sheets = {"S": {f"C{row}": "=Deals[@Cost]*2+[@Name]" for row in range(2, 5)}}
    audit = context(sheets, tables=[("Deals", "S", "A1:C4", ("Name", "Cost", "Sum"))])
    found = graph(audit)
    for row in range(2, 5):
        areas = [area.text for _, area in found.precedents(("S", row, 3))]
        assert areas == [f"B{row}", f"A{row}"]


def test_names_and_functions_that_nobody_knows():
    sheets = {
        "S": {"A1": "=FOO(nought)+LEASE_PV(1)+own(2)+_xlfn.XLOOKUP(1,B1,C1)", "A2": "=FOO(1)"}
    }
    audit = context(sheets, names={"own": "=LAMBDA(x,x+1)"})
    missing = [[name.name for name in names] for names in links(audit).missing.values()]
    assert missing == [["nought"]]
    assert unknown_functions(audit.parsed, audit.workbook) == {"FOO": 2}


# ------------------------------------------------------------------ against a plain search

COLUMNS, ROWS = "ABCD", 6
PLACES = [f"{column}{row}" for column in COLUMNS for row in range(1, ROWS + 1)]
CELL = st.sampled_from(PLACES)
REFERENCE = CELL | st.builds("{}:{}".format, CELL, CELL)
HELD = st.lists(REFERENCE, min_size=1, max_size=3).map(lambda refs: "=SUM(" + ",".join(refs) + ")")
SHEETS = st.dictionaries(CELL, HELD | st.just(1), min_size=1, max_size=24)


def expanded(sheet):
    """What each cell rests on, every range as its cells."""
    below = {}
    for place, held in sheet.items():
        refs = held[5:-1].split(",") if isinstance(held, str) else []
        cells = {(row, column) for ref in refs for row, column in parse_area(ref).cells()}
        below[parse_area(place)[:2]] = cells
    return {place: {one for one in cells if one in below} for place, cells in below.items()}


def spread(below, start):
    """All that a cell rests on."""
    seen, waiting = set(), [start]
    while waiting:
        for one in below[waiting.pop()]:
            if one not in seen:
                seen.add(one)
                waiting.append(one)
    return seen


@settings(deadline=None)
@given(SHEETS)
def test_the_graph_against_a_search_that_expands_every_range(sheet):
    below = expanded(sheet)
    found = graph(context({"S": sheet}))
    sources = {place: spread(below, place) for place in below}
    for place in below:
        spot = ("S", *place)
        assert {one[1:] for one in found.sources([spot])} == sources[place]
        reached = {other for other in below if place in sources[other]}
        assert {one[1:] for one in found.reach([spot])} == reached
        direct = {other for other in below if place in below[other]}
        assert {one[1:] for one in found.dependents(spot)} == direct
    knots = {
        frozenset(one for one in sources[place] if place in sources[one])
        for place in below if place in sources[place]
    }  # fmt: skip
    assert found.knot_sizes() == sorted(map(len, knots), reverse=True)
    cycles = found.cycles()
    assert len(cycles) == len(knots)
    for cycle in cycles:
        ring = [one[1:] for one in cycle]
        assert len(set(ring)) == len(ring)
        assert any(set(ring) <= knot for knot in knots)
        for one, after in zip(ring, ring[1:] + ring[:1], strict=True):
            assert one in below[after]


def test_a_shortest_cycle_in_the_order_of_effect():
    sheet = {"A1": "=B1", "B1": "=C1", "C1": "=A1+D1", "D1": "=C1", "E1": "=A1"}
    assert graph(context({"S": sheet})).cycles() == [spots("C1 D1")]
    assert graph(context({"S": {"A9": "=SUM(A1:A9)"}})).cycles() == [spots("A9")]


def test_a_place_looked_at_is_no_cycle():
    sheet = {"A1": "=ROW(A1)", "A2": "=INDEX(A1:A9,1)", "A3": "=IF(A1=1,2,3)"}
    assert graph(context({"S": sheet})).cycles() == []


def test_the_longest_chain():
    sheet = {f"A{row}": f"=A{row - 1}+1" for row in range(2, 500)} | {"A1": 1, "B1": "=SUM(A:A)"}
    assert graph(context({"S": sheet})).depth == 499
    assert graph(context({"S": {"A1": "=A2", "A2": "=A1", "A3": "=A2"}})).depth == 2


@pytest.mark.parametrize("across", [False, True])
def test_running_sums_cost_little(across):
    from workbooks.address import column_letters

    def place(at):
        return f"{column_letters(at)}2" if across else f"B{at}"

    sheet = {place(at): 1 for at in range(1, 4000)}
    totals = {
        (f"{column_letters(at)}3" if across else f"C{at}"): f"=SUM({place(1)}:{place(at)})"
        for at in range(1, 4000)
    }
    audit = context({"S": {**sheet, **totals}})
    links(audit)
    start = time.perf_counter()
    found = graph(audit)
    assert found.cycles() == []
    assert len(found.reach([("S", 2, 1) if across else ("S", 1, 2)])) == 3999
    assert time.perf_counter() - start < 3


@pytest.mark.parametrize(("name", "step"), [("question", 40), ("tour", 20)])
def test_the_precedents_are_those_that_another_engine_finds(name, step):
    data = (Path(templates.__file__).parent / f"{name}.xlsx").read_bytes()
    other = formulon.Workbook.load(data)
    titles = [other.sheet_name(index) for index in range(other.sheet_count())]
    workbook = read(data)
    found = graph(Context(workbook))
    for cell in list(workbook.formulas())[::step]:
        given = other.precedents(titles.index(cell.sheet), cell.row - 1, cell.column - 1)
        theirs = {(titles[one.sheet], one.row + 1, one.col + 1) for one in given}
        areas = found.precedents((cell.sheet, cell.row, cell.column))
        assert {(sheet, *place) for sheet, area in areas for place in area.cells()} == theirs
