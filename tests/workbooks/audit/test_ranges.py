"""Rules about ranges: what SUM and its like leave out, count twice, take in, pair wrongly."""

from __future__ import annotations

import pytest

from tests.workbooks.audit.small import DATED, context
from workbooks.audit import rules
from workbooks.audit.model import Style

RULES = rules.load()


def found(rule, sheets, **more):
    """What a rule finds: severity, place and message."""
    audit = context(sheets, **more)
    return [(one.severity, one.place, one.message) for one in RULES[rule].run(audit)]


def down(column, *values, start=2):
    """Values down a column."""
    return {f"{column}{row}": one for row, one in enumerate(values, start) if one is not None}


def across(row, *values, start=2):
    """Values along a row, from column B."""
    return {f"{chr(64 + at)}{row}": one for at, one in enumerate(values, start) if one is not None}


LABELS = down("A", "rent", "power", "staff", "tax", "water")

SHORT = {
    "between the range and the total, typed": (
        LABELS | down("B", 5, 6, 7, 8, 9, "=SUM(B2:B5)"), ["error B7 B6"],
    ),
    "an empty line above the total": (
        LABELS | down("B", 5, 6, 7, 8, 9, None, "=SUM(B2:B5)"), ["error B8 B6"],
    ),
    "begins too late": (
        LABELS | down("B", 5, 6, 7, 8, 9, "=SUM(B3:B6)"), ["warning B7 B2"],
    ),
    "the total stands above": (
        {"B1": "=SUM(B3:B6)"} | LABELS | down("B", 5, 6, 7, 8, 9), ["error B1 B2"],
    ),
    "formulas of one kind": (
        LABELS | down("C", 5, 6, 7, 8, 9)
        | down("B", "=C2*2", "=C3*2", "=C4*2", "=C5*2", "=C6*3", "=SUM(B2:B5)"),
        ["error B7 B6"],
    ),
    "formulas of two kinds": (
        LABELS | {"C6": 5, "D6": 3}
        | down("B", 5, 6, 7, 8, "=C6-D6", "=AVERAGE(B2:B5)"), ["warning B7 B6"],
    ),
    "the average of another column": (
        LABELS | down("B", 5, 6, 7, 8, 9) | {"D9": "=AVERAGE(B2:B5)"}, ["warning D9 B6"],
    ),
    "from another sheet": (
        {"S": {"B1": "=SUM(Data!B2:B5)"}, "Data": LABELS | down("B", 5, 6, 7, 8, 9)},
        ["warning B1 B6"],
    ),
    "years along a row": (
        across(1, 2020, 2021, 2022, 2023, 2024) | across(2, 5, 6, 7, 8, 9) | {"G2": "=SUM(B2:E2)"},
        ["error G2 F2"],
    ),
    "months along a row": (
        across(1, "Jan", "Feb", "Mar", "Apr", "May", "Total")
        | across(2, 5, 6, 7, 8, 9, "=SUM(C2:F2)"), ["warning G2 B2"],
    ),
    "every column of a row of totals": (
        LABELS | down("B", 5, 6, 7, 8, 9) | down("C", 5, 6, 7, 8, 9)
        | {"B7": "=SUM(B2:B5)", "C7": "=SUM(C2:C5)"}, ["warning B7 B6", "warning C7 C6"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SHORT)
def test_a_range_stops_short(name):
    sheets, expected = SHORT[name]
    hits = found("c3", sheets if "S" in sheets else {"S": sheets})
    shown = [f"{one} {place.split('!')[1]} {text.split('leaves out ')[1].split(',')[0]}"
             for one, place, text in hits]  # fmt: skip
    assert shown == expected


FULL = {
    "all of it": LABELS | down("B", 5, 6, 7, 8, 9, "=SUM(B2:B6)"),
    "the empty line too": LABELS | down("B", 5, 6, 7, 8, 9, None, "=SUM(B2:B7)"),
    "a running total": LABELS | down("B", 5, 6, 7, 8, 9)
    | {f"C{row}": f"=SUM(B$2:B{row})" for row in range(2, 7)},
    "a moving average": LABELS | down("B", 5, 6, 7, 8, 9)
    | {f"C{row}": f"=AVERAGE(B{row}:B{row + 2})" for row in range(2, 5)},
    "the formula adds the rest": LABELS | down("B", 5, 6, 7, 8, 9, "=SUM(B2:B5)+B6"),
    "the formula takes off the rest": LABELS | down("B", 5, 6, 7, 8, 9, "=B6-SUM(B2:B5)"),
    "a year above": {"B1": 2024} | LABELS | down("B", 5, 6, 7, 8, 9, "=SUM(B2:B6)"),
    "a total of the block above": LABELS | down("B", 5, 6, 7, "=SUM(B2:B4)", 8, 9, 3)
    | {"B9": "=SUM(B6:B8)"},
    "two halves": LABELS | down("B", 5, 6, 7, 8, 9, 4)
    | {"C4": "=SUM(B2:B4)", "C7": "=SUM(B5:B7)"},
    "a number per line behind": across(1, "Jan", "Feb", "Mar", "Apr", "Staff")
    | across(2, 5, 6, 7, 8, 9) | {"G2": "=SUM(B2:E2)"},
    "the item number before": across(1, "No.", "Jan", "Feb", "Mar", "Total")
    | across(2, 1, 6, 7, 8, "=SUM(C2:E2)"),
    "a running total now and then": LABELS | down("B", 5, 6, 7, 8, 9)
    | {f"D{row}": f"=SUM(B$2:B{row})" for row in (4, 6)} | {"C4": "=MAX(B2:B6)"},
    "a part of a long column": down("A", *["item"] * 40)
    | down("B", *range(40)) | {"D1": "=SUM(B2:B9)"},
    "a share below the amounts": LABELS | down("B", 5, 6, 7, 8, "=B5/B4", "=SUM(B2:B5)"),
    "a summary below": down("A", "rent", "power", "staff", "tax", "Average")
    | down("B", 5, 6, 7, 8, 9) | {"D1": "=SUM(B2:B5)"},
    "the points that can be had": down("A", "Possible", "Ann", "Bob", "Cy", "Dee")
    | down("B", 20, 6, 7, 8, 9, None, "=AVERAGE(B3:B6)"),
    "NPV without the first": across(1, 2020, 2021, 2022, 2023)
    | across(2, -9, 6, 7, 8) | {"H9": "=NPV(0.1,C2:E2)"},
}  # fmt: skip


@pytest.mark.parametrize("name", FULL)
def test_a_range_ends_where_it_should(name):
    assert found("c3", {"S": FULL[name]}) == []


def test_another_kind_of_number_ends_a_range():
    sheet = LABELS | down("B", 5, 6, 7, 8, 0.5, "=SUM(B2:B5)")
    assert found("c3", {"S": sheet}) != []
    assert found("c3", {"S": sheet}, styles={"S!B6": Style("0%")}) == []
    assert found("c3", {"S": sheet}, styles={"S!B6": DATED}) == []


@pytest.mark.parametrize(
    ("cells", "hits"),
    [
        ({"B5": "=SUM(B2:B4)", "B8": "=SUM(B2:B7)"}, ["error B8"]),
        ({"B5": "=B2+B3+B4", "B8": "=SUM(B2:B7)"}, ["error B8"]),
        ({"B5": "=SUM(B2:B4)", "B8": "=AVERAGE(B2:B7)"}, ["warning B8"]),
        ({"B5": "=SUM(B2:B4)", "B8": "=SUM(B2:B7)/2"}, []),
        ({"B5": "=SUBTOTAL(9,B2:B4)", "B8": "=SUBTOTAL(9,B2:B7)"}, []),
        ({"B5": "=SUM(B2:B4)", "B8": "=SUM(B5:B7)"}, []),
        ({"B5": "=SUM(D2:D4)", "B8": "=SUM(B2:B7)"}, []),
        ({"B5": "=-SUM(B2:B4)", "B8": "=SUM(B2:B7)"}, []),
        ({"B5": "=SUM(B2:B4)*2", "B8": "=SUM(B2:B7)"}, []),
        ({"B5": "=MAX(B2:B4)", "B8": "=MAX(B2:B7)"}, []),
        ({"D2": "=SUM(B2:C2)", "D9": "=SUM(B2:D7)"}, ["error D9"]),
    ],
)
def test_counted_twice(cells, hits):
    sheet = down("B", 5, 6, 7, 8, 9, 4) | down("C", 1, 1, 1, 1, 1, 1) | cells
    assert [f"{one} {place[2:]}" for one, place, _ in found("c4", {"S": sheet})] == hits


def test_a_year_or_a_date_in_the_range():
    years = across(1, 2020, 2021, 2022)
    amounts = across(2, 5, 6, 7) | across(3, 5, 6, 7)
    one = found("c5", {"S": years | amounts | {"B4": "=SUM(B1:B3)"}})
    assert one == [("warning", "S!B4", "SUM(B1:B3) takes in B1, a heading")]
    assert found("c5", {"S": years | amounts | {"B4": "=SUM(B2:B3)"}}) == []
    alone = {"B1": 2020} | amounts | {"B4": "=SUM(B1:B3)"}
    assert found("c5", {"S": alone}) == []
    assert found("c5", {"S": alone}, styles={"S!B1": DATED}) != []
    assert found("c5", {"S": years | across(2, 2001, 2002, 2003) | {"B9": "=SUM(B1:B3)"}}) == []
    beside = down("A", 2020, 2021, 2022, start=1) | down("B", 5, 6, 7, start=1)
    row = beside | {"C1": 4, "E1": "=SUM(A1:C1)"}
    assert [place for _, place, _ in found("c5", {"S": row})] == ["S!E1"]


@pytest.mark.parametrize(
    ("formula", "severity"),
    [
        ("SUMPRODUCT(A1:A9,B1:B8)", "error"),
        ("SUMPRODUCT(A1:A9,B1:B9)", None),
        ("SUMPRODUCT(A1:A9,B1:B9,C2:C9)", "error"),
        ("XNPV(0.1,A1:A9,B1:B8)", "error"),
        ("XIRR(A1:A9,B2:B9)", "error"),
        ("CORREL(A1:A9,B2:B10)", None),
        ("SUMIFS(A1:A9,B1:B9,1,C1:C8,2)", "error"),
        ("COUNTIFS(B1:B9,1,C1:C8,2)", "error"),
        ("SUMIF(A1:A9,1,B1:B8)", "warning"),
        ("_xlfn.XLOOKUP(1,A1:A9,B1:B8)", "error"),
        ("INDEX(A1:A9,MATCH(1,B1:B8,0))", "warning"),
        ("INDEX(A1:A9,MATCH(1,B1:B9,0))", None),
        ("INDEX(A1:D9,MATCH(1,F1:F9,0),MATCH(1,A20:C20,0))", "warning"),
        ("INDEX(A1:D1,MATCH(1,A2:D2,0))", None),
        ("SUM(A1:A9,B1:B8)", None),
        ("SUMIFS(A:A,B:B,1)", None),
    ],
)
def test_ranges_of_unequal_size(formula, severity):
    hits = found("c6", {"S": {"K1": "=" + formula}})
    assert [one for one, _, _ in hits] == ([severity] if severity else [])
