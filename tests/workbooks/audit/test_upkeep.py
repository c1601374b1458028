"""Rules on checks, units, signs, colours, idle inputs and stale values of anybody's workbook."""

from __future__ import annotations

import io

import openpyxl
import pytest

from tests.workbooks.audit.small import book
from workbooks.audit.context import Context
from workbooks.audit.model import Style, Workbook
from workbooks.audit.rules import load
from workbooks.audit.survey import audit
from workbooks.cache import inject


def found(rule: str, workbook: Workbook) -> list[tuple[str, str]]:
    """Where a rule fires, and how gravely."""
    return [(one.severity, one.place) for one in load()[rule].run(Context(workbook))]


CELLS: dict[str, object] = {"A1": 100, "A2": 60, "A3": 40, "C1": "Balance check"}


@pytest.mark.parametrize(
    ("formula", "value", "severity"),
    [
        ("=A1-A2-A3", 0, None),
        ("=A1-A2-A3", 1e-12, None),
        ("=A1-A2", 40, "warning"),
        ("=ROUND(A1-A2,2)", 40, "warning"),
        ("=A1=A2+A3", True, None),
        ("=A1=A2", False, "warning"),
        ("=A1<>A2", False, None),
        ('=IF(ABS(A1-A2)<0.01,"OK","ERROR")', "ERROR", "warning"),
        ('=IF(ABS(A1-A2)>0.01,"ERROR","OK")', "ERROR", "warning"),
        ('=IF(A1=A2+A3,"OK","ERROR")', "OK", None),
        ("=IF(A1>A2,0,1)", 0, "warning"),
        ("=IF(A1=A2,1,0)", 0, "warning"),
        ("=AND(A1=A2,A1=A3)", False, "warning"),
        ("=A1-A1", 0, "error"),
        ("=IF(A1=A2,0,0)", 0, "error"),
        ("=IF(A1=A1,0,1)", 0, "error"),
        ("=ABS(5-5)", 0, "error"),
        ("=A1*2", 200, None),  # no check: it compares nothing
    ],
)
def test_checks(formula: str, value: object, severity: str | None) -> None:
    cells = {**CELLS, "D1": (formula, value)}
    assert found("f12", book({"S": cells})) == ([(severity, "S!D1")] if severity else [])


@pytest.mark.parametrize("words", ["Check no", "Cash checks", "Checks paid", "Total"])
def test_what_is_no_check(words: str) -> None:
    cells = {**CELLS, "C1": words, "D1": ("=A1-A2", 40)}
    assert found("f12", book({"S": cells})) == []


def test_checks_below_their_name() -> None:
    cells = {**CELLS, "C2": ("=A1-A2-A3", 0), "C3": ("=A1-A2", 40)}
    assert found("f12", book({"S": cells})) == [("warning", "S!C3")]


def test_a_residue() -> None:
    assert found("d7", book({"S": {**CELLS, "D1": ("=A1-A2", 1e-9)}})) == [("info", "S!D1")]
    assert found("d7", book({"S": {**CELLS, "D1": ("=A1-A2", 0)}})) == []


UNITS: dict[str, object] = {
    "A1": "Line", "B1": "Unit", "A2": "Rent", "B2": "$m", "A3": "Area", "B3": "sq ft",
    "A4": "Fees", "B4": "USD million", "A5": "Term", "B5": "years",
    "C2": 5, "C3": 6, "C4": 7, "C5": 8,
}  # fmt: skip


@pytest.mark.parametrize(
    ("formula", "mixed"),
    [("=C2+C4", False), ("=C2+C3", True), ("=C2*C3", False), ("=C2-C5", True), ("=C2+5", False),
     ("=C4+(C2-C3)", True)],
)  # fmt: skip
def test_units_beside_the_lines(formula: str, mixed: bool) -> None:
    hits = found("f5", book({"S": {**UNITS, "D2": formula}}))
    assert hits == ([("info", "S!D2")] if mixed else [])


def test_one_number_of_the_other_sign() -> None:
    values = (5, 6, 7, -8, 5, 6, 7)
    line = {f"{letter}2": (f"={letter}1*2", value)
            for letter, value in zip("BCDEFGH", values, strict=True)}  # fmt: skip
    assert found("f6", book({"S": {"A2": "Costs", **line}})) == [("info", "S!E2")]
    assert found("f6", book({"S": {"A2": "Net cash flow", **line}})) == []


def test_colours() -> None:
    cells = {f"A{row}": row for row in range(1, 11)} | {f"B{row}": f"=A{row}" for row in (1, 2, 3)}
    cells |= {f"B{row}": f"=A{row}*2" for row in range(4, 30)}
    blue = Style(colour="0000FF")
    styles = {f"S!A{row}": blue for row in range(1, 10)} | {"S!B2": blue}
    assert found("f7", book({"S": cells}, styles=styles)) == [("info", "S!B2"), ("info", "S!A10")]
    assert found("f7", book({"S": cells}, styles={"S!A1": blue})) == []


def test_an_input_that_nothing_uses() -> None:
    cells: dict[str, object] = {f"A{row}": f"Input {row}" for row in range(1, 6)}
    cells |= {f"B{row}": row for row in range(1, 6)} | {"D1": "=SUM(B1:B3)", "D2": "=B5"}
    assert found("f9", book({"S": cells})) == [("info", "S!B4")]
    assert found("f9", book({"S": {**cells, "D1": "=B1"}})) == []  # a list, not inputs


def test_stale_values_where_asked_for() -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    for row in (("A", 2.0), ("B", 3.0)):
        sheet.append(row)
    sheet["C1"], sheet["C2"], sheet["C3"] = "=B1+B2", "=NOW()", "=C2*2"
    stream = io.BytesIO()
    made.save(stream)
    values = {("Sheet", "C1"): 6.0, ("Sheet", "C2"): 40000.0, ("Sheet", "C3"): 1.0}
    data = inject(stream.getvalue(), values)
    assert [one.rule for one in audit(data, "survey").findings if one.rule[:2] == "d6"] == []
    stale = [
        one for one in audit(data, "survey", recalculate=True).findings if one.rule[:2] == "d6"
    ]
    assert [(one.severity, one.place) for one in stale] == [("error", "Sheet!C1")]
    assert "6.0" in stale[0].message
    assert "5" in stale[0].message


@pytest.mark.parametrize(
    ("formula", "seen"),
    [("=A1-A1", True), ("=SUM(A1:A3)/(SUM(A1:A3))", True), ("=IF(A1=A1,1,0)", True),
     ("=A1-$A$1", False), ("=A1*A1", False), ("=A1+A1", False), ("=5-5", False),
     ("=RAND()-RAND()", False), ("=A1-B1", False)],
)  # fmt: skip
def test_a_number_against_itself(formula: str, seen: bool) -> None:
    cells = {**CELLS, "E1": formula}
    assert found("c17", book({"S": cells})) == ([("warning", "S!E1")] if seen else [])
