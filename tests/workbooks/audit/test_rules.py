"""Rules on typed numbers, stored values and structure: where they fire, and where they do not."""

from __future__ import annotations

import dataclasses

import pytest

from tests.workbooks.audit.small import book
from workbooks.address import Area
from workbooks.audit import rules
from workbooks.audit.context import Context
from workbooks.audit.model import Calculation, Cell, Style, Workbook

RULES = rules.load()


def found(rule: str, workbook: Workbook, profile: str = "survey") -> list[tuple[str, str]]:
    """Where a rule fires, and how gravely."""
    return [(one.severity, one.place) for one in RULES[rule].run(Context(workbook, profile))]


def one(rule: str, cells: dict[str, object], profile: str = "survey") -> list[tuple[str, str]]:
    return found(rule, book({"S": cells}), profile)


@pytest.mark.parametrize(
    ("formula", "severity"),
    [("=A1+4321", "warning"), ("=A1-37.5", "warning"), ("=A1+1", None), ("=A1+12", None),
     ("=A1*4321", None), ("=A1+365", "info"), ("=A1+500+4321", "info"), ("=4000+4321", None)],
)  # fmt: skip
def test_plug(formula: str, severity: str | None) -> None:
    hits = one("b4", {"A1": 5, "B1": formula})
    assert hits == ([(severity, "S!B1")] if severity else [])


def test_a_plug_that_many_cells_have_is_a_convention() -> None:
    hits = one("b4", {f"B{row}": f"=A{row}+4321" for row in range(1, 9)})
    assert [severity for severity, _ in hits] == ["info"]


def test_embedded_and_repeated_numbers() -> None:
    cells = {"A1": 5, "B1": "=A1*1.19", "B2": "=A1/1.19", "B3": "=A1-A1*1.19", "B4": "=A1*12"}
    assert {place for _, place in one("b3", cells, "fast")} == {"S!B1", "S!B2", "S!B3"}
    assert one("b3", cells, "contract") == []
    assert one("b5", cells) == [("info", "S!B1, B2, B3")]
    del cells["B3"]
    assert one("b5", cells) == []


def test_formulas_of_numbers() -> None:
    assert one("b6", {"A1": "=5*12", "A2": "=A1*12", "A3": "=TODAY()", "A4": "=7"}) == [
        ("info", "S!A1")
    ]


def test_an_error_is_told_where_it_begins() -> None:
    cells = {
        "A1": ("=VALUE(B1)", "#VALUE!"),
        "A2": ("=A1*2", "#VALUE!"),
        "A3": ("=SUM(A1:A2)", "#VALUE!"),
    }
    assert one("d1", cells) == [("warning", "S!A1")]
    assert one("d1", {"A1": ("=1/B1", "#DIV/0!")}) == [("info", "S!A1")]
    assert one("d1", {"A1": ("=1/B1", "#DIV/0!")}, "contract") == [("error", "S!A1")]


def test_numbers_and_dates_as_text() -> None:
    cells = {"A1": 5, "A2": "7.5", "A3": 8, "A5": "7.5", "C1": "3/4/97", "C2": "3/4/1997"}
    assert one("d2", cells) == [("info", "S!A2")]
    assert one("d3", cells) == [("info", "S!C1")]


def test_masked_errors() -> None:
    cells = {"A1": '=IFERROR(B1,"")', "A2": "=IFERROR(B1,0)", "A3": "=IFERROR(B1,B2)", "A4": "=B1"}
    assert [place for _, place in one("d4", cells, "fast")] == ["S!A1", "S!A2"]


def test_never_calculated() -> None:
    cells = {"A1": ("=B1", None), "A2": ("=B2", 4), "A3": ("=B3", None)}
    workbook = book({"S": cells})
    assert found("d5", workbook) == [("info", "S!A1")]
    assert found("d5", book({"S": {"A2": ("=B2", 4)}})) == []
    none = {title: {"A1": ("=B1", None), "A2": ("=B2", None)} for title in ("S", "T")}
    assert found("d5", book(none)) == [("info", "")]


def changed(workbook: Workbook, **facts: object) -> Workbook:
    grid = dataclasses.replace(workbook.grids["S"], **facts)
    return dataclasses.replace(workbook, grids={"S": grid})


def test_hidden_lines_under_a_sum() -> None:
    plain = book({"S": {**{f"A{row}": row for row in range(1, 7)}, "A8": "=SUM(A1:A6)"}})
    assert found("f1", plain) == []
    assert found("f1", changed(plain, hidden_rows=frozenset({3}))) == [("info", "S!A8")]
    assert found("f1", changed(plain, hidden_rows=frozenset({7}))) == []
    assert found("f1", changed(plain, state="veryHidden")) == [("info", "S")]


def test_merged_formulas() -> None:
    plain = book({"S": {"A1": "=Z1", "B1": "=Z2", "D1": "=Z3"}})
    assert found("f2", changed(plain, merged=(Area(1, 2, 1, 3),))) == [("info", "S!B1:C1")]
    assert found("f2", changed(plain, merged=(Area(5, 2, 5, 3),))) == []


def styled(cells: dict[str, object], **styles: Style) -> Workbook:
    return book({"S": cells}, styles={f"S!{address}": style for address, style in styles.items()})


def test_numbers_that_cannot_be_seen() -> None:
    white, hidden = Style(colour="FFFFFF"), Style(number_format=";;;")
    band = Style(colour="FFFFFF", fill="1F3864")
    cells = {"A1": 1, "A2": 2, "A3": 3, "A4": 4}
    hits = found("f3", styled(cells, A1=white, A2=hidden, A3=band))
    assert [place for _, place in hits] == ["S!A1", "S!A2"]


def test_one_format_of_another_kind() -> None:
    cells = {f"{letter}2": f"={letter}1*2" for letter in "ABCDEF"}
    assert found("f4", styled(cells, C2=Style(number_format="0%"))) == [("info", "S!C2")]
    assert found("f4", styled(cells)) == []


def test_unlocked_formulas() -> None:
    open_cell = styled({"A1": "=B1", "A2": 4}, A1=Style(locked=False), A2=Style(locked=False))
    assert found("f8", open_cell) == []
    assert found("f8", changed(open_cell, protected=True)) == [("info", "S!A1")]


@pytest.mark.parametrize(
    ("wanted", "count"),
    [(Calculation(), 0), (Calculation("manual"), 1), (Calculation("manual", True, False), 3)],
)
def test_calculation(wanted: Calculation, count: int) -> None:
    workbook = dataclasses.replace(book({"S": {"A1": 1}}), calculation=wanted)
    assert len(found("f10", workbook)) == count


def test_a_model_without_a_cover() -> None:
    page: dict[str, object] = {f"A{row}": f"=B{row}" for row in range(1, 150)}
    assert len(found("f11", book({"One": page, "Two": page}))) == 2
    assert found("f11", book({"Cover": page, "Checks": page})) == []
    assert found("f11", book({"One": {"A1": "=B1"}, "Two": {}})) == []


def test_a_cell_knows_where_it_is() -> None:
    assert Cell("Bob's", 3, 28).place == "'Bob''s'!AB3"
