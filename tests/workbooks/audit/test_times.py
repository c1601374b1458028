"""Headings of periods, formulas that take a value of another period, and how hard formulas are."""

from __future__ import annotations

import pytest

from tests.workbooks.audit.small import DATED, context
from workbooks.address import column_letters
from workbooks.audit import rules
from workbooks.audit.series import axes
from workbooks.values import to_serial

RULES = rules.load()


def found(rule, sheets, **more):
    """What a rule finds: severity and place."""
    audit = context(sheets, **more)
    return [f"{one.severity} {one.place}" for one in RULES[rule].run(audit)]


def line(row, values, start=2):
    """Values along a row."""
    return {f"{column_letters(at)}{row}": one for at, one in enumerate(values, start)}


def copied(row, formula, columns="BCDEFG"):
    """A formula copied along a row; `@` is the column, `<` the one before, `>` the next."""
    return {
        f"{one}{row}": formula.replace("@", one).replace("<", chr(ord(one) - 1))
        .replace(">", chr(ord(one) + 1))
        for one in columns
    }  # fmt: skip


YEARS = line(1, [2024, 2025, 2026, 2027, 2028, 2029])


def kinds(sheet, **more):
    return [(one.kind, one.across, one.line, sorted(one.periods)) for one in
            axes(context({"S": sheet}, **more))["S"]]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([2024, 2025, 2026, 2027], "year"),
        (["FY2024", "FY2025", "FY2026", "FY2027"], "year"),
        (["2024E", "2025E", "2026E", "2027E"], "year"),
        (["Jan", "Feb", "March", "Apr."], "name of month"),
        (["Jan-24", "Feb-24", "Mar-24", "Apr-24"], "month"),
        (["Q1", "Q2", "Q3", "Q4"], "q*"),
        (["Year 1", "Year 2", "Year 3", "Year 4"], "year*"),
        ([0, 1, 2, 3], "count"),
        ([3, 4, 5, 6], None),
        ([2024, 2025, 2027, 2028], None),
        ([2024, 2025, 2026], None),
        (["a", "b", "c", "d"], None),
        ([5, 6, 7.5, 8], None),
    ],
)
def test_what_is_an_axis(values, kind):
    expected = [(kind, True, 1, [2, 3, 4, 5])] if kind else []
    assert kinds(line(1, values)) == expected
    turned = {f"B{row}": value for row, value in enumerate(values, 2)}
    assert kinds(turned) == ([(kind, False, 2, [2, 3, 4, 5])] if kind else [])


def test_dates_are_an_axis_and_a_total_ends_it():
    from datetime import date

    ends = [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30)]
    sheet = line(1, [to_serial(day) for day in ends]) | {"F1": "Total"}
    styles = {f"S!{place}": DATED for place in ("B1", "C1", "D1", "E1")}
    assert kinds(sheet, styles=styles) == [("month", True, 1, [2, 3, 4, 5])]


def test_a_single_cell_of_another_period():
    sheet = YEARS | line(2, range(6)) | copied(3, "=@2*2") | {"G3": "=H2*2"} | line(2, range(7))
    assert found("c16", {"S": sheet | {"H1": 2030}}) == ["warning S!G3"]
    assert found("c16", {"S": YEARS | line(2, range(6)) | copied(3, "=@2*2")}) == []


def test_the_period_before_and_the_year_before_are_usual():
    sheet = YEARS | line(2, range(6)) | copied(3, "=<2+@2", "CDEFG") | {"B3": "=B2"}
    assert found("c16", {"S": sheet}) == []
    names = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    months = line(1, [f"{name}-{year}" for year in (24, 25) for name in names])
    back = {"N3": "=N2/B2-1", "O3": "=O2-O2", "P3": "=P2*P2"}
    assert found("c16", {"S": months | line(2, range(24)) | back}) == []


def test_a_lag_of_a_whole_line_is_meant():
    sheet = YEARS | line(2, range(6)) | copied(3, "=>2*2", "BCDEF") | copied(4, "=@2", "BCDE")
    assert found("c16", {"S": sheet}) == []
    assert found("c16", {"S": sheet}, profile="fast") == [f"info S!{one}3" for one in "BCDEF"]


def test_two_headings_that_do_not_agree():
    other = line(1, [2023, 2024, 2025, 2026, 2027, 2028]) | line(2, range(6))
    one = YEARS | copied(3, "=Data!>2")
    assert found("c16", {"S": YEARS | copied(3, "=Data!@2"), "Data": other}) == []  # a year back
    ahead = line(1, [2026, 2027, 2028, 2029, 2030, 2031]) | line(2, range(6))
    hits = found("c16", {"S": YEARS | copied(3, "=Data!@2"), "Data": ahead})
    assert hits == [f"warning S!{column}3" for column in "BCDEFG"]
    assert found("c16", {"S": one, "Data": other}) == []  # the right period, another letter
    fixed = YEARS | copied(3, "=Data!$D$2*2")
    assert found("c16", {"S": fixed, "Data": ahead}) == []


def test_periods_down_a_column():
    down = {f"A{row}": 2020 + row for row in range(2, 9)} | {f"B{row}": row for row in range(2, 9)}
    sheet = down | {f"C{row}": f"=B{row}*2" for row in range(2, 8)} | {"C8": "=B6*2"}
    assert found("c16", {"S": sheet}) == ["warning S!C8"]


# --------------------------------------------------------------------------- E and FAST


@pytest.mark.parametrize(
    ("rule", "formula", "hits"),
    [
        ("e1", "A1+" * 33 + "A1", ["info S!K1"]),
        ("e1", "A1+" * 32 + "A1", []),
        ("e2", "IF(A1,IF(A2,IF(A3,1,2),3),4)", ["info S!K1"]),
        ("e2", "IF(A1,IF(A2,1,3),IF(A3,1,2))", []),
        ("e3", "+".join(f"A{row}" for row in range(1, 10)), ["info S!K1"]),
        ("e3", "+".join(f"A{row}" for row in range(1, 9)) + "+A1+a2", []),
        ("e4", "A1" + "+1" * 13, ["info S!K1"]),
        ("e4", "A1" + "+1" * 12, []),
        ("e6", "TODAY()-A1", ["info S!K1"]),
        ("e6", "INDEX(A1:A9,2)", []),
        ("e7", "_xlfn.XLOOKUP(1,A1:A9,B1:B9)", ["info S!K1"]),
        ("e7", "INDEX(A1:A9,2)", []),
    ],
)
def test_how_hard_a_formula_is(rule, formula, hits):
    assert found(rule, {"S": {"K1": "=" + formula}}) == hits


def test_what_fast_asks_for():
    sheets = {
        "S": {"A1": "=T!A1", "A2": "=A1", "A3": "=A1+T!B1", "A4": "=A9*2", "A9": 1, "B1": "=C1*2"},
        "T": {"A1": 1, "B1": 2},
    }
    assert found("c10", sheets, profile="fast") == ["info S!A3"]
    assert found("c11", sheets, profile="fast") == ["info S!A2"]
    assert found("c12", sheets, profile="fast") == ["info S!A4", "info S!B1"]
    assert found("c10", sheets) == found("c11", sheets) == found("c12", sheets) == []
    chain = {f"A{row}": f"=A{row - 1}" for row in range(2, 60)}
    assert found("e5", {"S": chain}, profile="fast") == ["info "]
