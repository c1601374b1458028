"""The survey: quiet on workbooks that are right, and quick to see one cell that is not."""

from __future__ import annotations

import dataclasses
import random
import re
from collections import Counter
from collections.abc import Callable

import pytest

from tests.workbooks.audit.small import book
from tests.workbooks.audit.strangers import MAKERS, stored
from workbooks.audit.model import Cell, Finding, Report, Workbook
from workbooks.audit.read import read
from workbooks.audit.survey import LEAST_WARNINGS, audit

REFERENCE = re.compile(r"(?<![A-Za-z$!'(])(\$?[A-Z]{1,2}\$?)(\d+)(?![\d(])")
RANGE = re.compile(r"([A-Z]{1,2}\$?)(\d+):([A-Z]{1,2}\$?)(\d+)")


@pytest.fixture(scope="module")
def strangers() -> dict[str, Workbook]:
    return {maker.__name__: read(stored(maker())) for maker in MAKERS}


def loud(report: Report) -> list[Finding]:
    return list(report.of("error", "warning"))


def with_cell(workbook: Workbook, cell: Cell, formula: str | None, value: object) -> Workbook:
    """The workbook with one cell changed."""
    grid = workbook.grids[cell.sheet]
    kind = "formula" if formula else "number"
    new = dataclasses.replace(cell, formula=formula, value=value, kind=kind, shared=None)
    cells = {**grid.cells, (cell.row, cell.column): new}
    grids = {**workbook.grids, cell.sheet: dataclasses.replace(grid, cells=cells)}
    return dataclasses.replace(workbook, grids=grids)


@pytest.mark.parametrize("name", [maker.__name__ for maker in MAKERS])
def test_quiet_where_nothing_is_wrong(strangers: dict[str, Workbook], name: str) -> None:
    assert loud(audit(strangers[name], "survey")) == []


# ------------------------------------------------------------------------ seeded faults


def typed(formula: str, chance: random.Random) -> str | None:
    return None


def moved(formula: str, chance: random.Random) -> str | None:
    found = chance.choice(list(REFERENCE.finditer(formula)) or [None])
    if found is None:
        return formula
    return f"{formula[: found.start()]}{found[1]}{int(found[2]) + 1}{formula[found.end() :]}"


def shortened(formula: str, chance: random.Random) -> str | None:
    found = RANGE.search(formula)
    if found is None or found[2] == found[4]:
        return formula
    short = f"{found[1]}{found[2]}:{found[3]}{int(found[4]) - 1}"
    return formula[: found.start()] + short + formula[found.end() :]


def plugged(formula: str, chance: random.Random) -> str | None:
    return f"{formula}+1000"


def flipped(formula: str, chance: random.Random) -> str | None:
    return f"-({formula})"


def seeded(strangers: dict[str, Workbook], fault: Callable[..., str | None], each: int = 6):  # noqa: ANN201
    """Audits of the workbooks with one fault each: the cell, and what was found loud."""
    chance = random.Random(11)
    for workbook in strangers.values():
        cells = [cell for cell in workbook.formulas() if cell.is_number]
        chance.shuffle(cells)
        done = 0
        for cell in cells:
            formula = fault(cell.formula, chance)
            if formula == cell.formula or done == each:
                continue
            done += 1
            value = 431.7 if formula is None else cell.value
            yield cell, loud(audit(with_cell(workbook, cell, formula, value), "survey"))


def is_at(one: Finding, cell: Cell) -> bool:
    """Whether a finding is about a cell."""
    here = any(area.holds(cell.row, cell.column) for area in one.areas)
    return here and one.sheet == cell.sheet


SEEN = [(typed, 0.65), (moved, 0.75), (shortened, 0.7), (plugged, 0.9), (flipped, 0.7)]


@pytest.mark.parametrize(("fault", "least"), SEEN)
def test_one_fault_is_seen_and_nothing_else(
    strangers: dict[str, Workbook], fault: Callable[..., str | None], least: float
) -> None:
    seen: Counter[bool] = Counter()
    others = 0
    for cell, found in seeded(strangers, fault):
        at = [one for one in found if is_at(one, cell)]
        seen[bool(at)] += 1
        others += len(found) - len(at)
    assert seen.total() >= 20
    assert seen[True] >= least * seen.total()
    assert others <= 0.25 * seen[True]


# ----------------------------------------------------------- causes of false alarms, cured


def row(number: int, *values: object, start: str = "B") -> dict[str, object]:
    return {f"{chr(ord(start) + step)}{number}": value for step, value in enumerate(values)}


def column(letter: str, *values: object, start: int = 2) -> dict[str, object]:
    return {f"{letter}{start + step}": value for step, value in enumerate(values)}


def found(cells: dict[str, object]) -> list[str]:
    """The loud findings on one sheet, as rule and place."""
    report = audit(book({"S": cells}), "survey")
    return [f"{one.rule.partition('-')[0]} {one.place}" for one in loud(report)]


DATA = {f"{letter}{line}": 10 * line + ord(letter) for letter in "BCDEFGHI" for line in range(2, 8)}
HEAD = row(1, "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug")


def test_the_plain_case_is_seen() -> None:
    sums = row(8, *(f"=SUM({letter}2:{letter}7)" for letter in "BCDEFGHI"))
    assert found({**HEAD, **DATA, **sums}) == []
    assert found({**HEAD, **DATA, **sums, "E8": "=SUM(E2:E6)"}) == ["a5 S!E8"]
    assert found({**HEAD, **DATA, **sums, "E8": 77.5}) == ["b1 S!E8"]


def test_a_subtotal_among_its_data() -> None:
    sums = {6: "=SUM(B2:B5)", 11: "=SUM(B7:B10)", 16: "=SUM(B12:B15)"}
    cells = column("B", *(sums.get(line, f"=C{line}*D{line}") for line in range(2, 17)))
    numbers = {f"{letter}{line}": 3 + line for letter in "CD" for line in range(2, 17)}
    assert found({**cells, **numbers}) == []


def test_an_average_among_totals() -> None:
    sums = row(8, *(f"=SUM({letter}2:{letter}7)" for letter in "BCDEFGHI"))
    assert found({**HEAD, **DATA, **sums, "E8": "=AVERAGE(E2:E7)"}) == []


def test_an_opening_balance() -> None:
    pairs = zip("BCDEFGH", "CDEFGHI", strict=True)
    line = row(3, "=K9+B2", *(f"={before}3+{here}2" for before, here in pairs))
    flows = row(2, 4, 5, 6, 7, 8, 9, 4, 3)
    cells = {**HEAD, **flows, **line, "A3": 95, "K9": 100}
    assert found(cells) == []
    assert found({**cells, "F3": "=E3+F4"}) == ["a1 S!F3"]


def test_a_total_column_ends_the_line() -> None:
    line = row(9, *(f"={one}2*{one}3" for one in "BCDEFGHI"), "=K2*K3")
    cells = {**HEAD, **DATA, **line, "J2": 4, "J3": 5, "K2": 4, "K3": 5}
    assert found({**cells, "J1": "Total"}) == []
    assert found({**cells, "J1": "Sep"}) == ["a1 S!J9"]


def test_columns_in_turn() -> None:
    texts = [f"={one}{2 + number % 2}*2" for number, one in enumerate("BCDEFGHI")]
    assert found({**HEAD, **DATA, **row(9, *texts)}) == []


def test_a_formula_that_finds_nothing_there() -> None:
    pairs = zip("BCDEFGH", "CDEFGHI", strict=True)
    cells = {**HEAD, **DATA, **row(9, *(f"={here}2/{before}2" for before, here in pairs))}
    assert found({**cells, "E9": "=F2/D2"}) == ["a1 S!E9"]
    assert found({**cells, "E9": "=F2/D2", "E2": "closed"}) == []


def test_a_line_that_is_special_all_along() -> None:
    cells = dict(DATA)
    for line in range(2, 8):
        cells |= {f"K{line}": f"=B{line}*{3 if line == 5 else 2}", f"L{line}": f"=C{line}+D{line}"}
    assert found(cells) == ["a3 S!K5"]
    assert found({**cells, "L5": "=C5-D5+E5"}) == []


def test_other_names_are_no_slip() -> None:
    lines = column("B", *(f"=A{line}*{'fee' if line == 5 else 'rate'}" for line in range(2, 9)))
    cells = {**lines, **column("A", 1, 2, 3, 4, 5, 6, 7), "D1": 2, "D2": 3}
    workbook = book({"S": cells}, {"fee": "S!$D$1", "rate": "S!$D$2"})
    assert loud(audit(workbook, "survey")) == []


def test_lines_that_agree_across() -> None:
    cells = dict(DATA)
    for line in range(2, 8):
        cells |= row(
            10 + line,
            *(f"={one}{line}*2" for one in "BCD"),
            f"=E{line}*3",
            *(f"={one}{line}*2" for one in "FGHI"),
        )
    assert found({**HEAD, **cells}) == []


def test_actuals_and_forecast() -> None:
    cells = {**HEAD, **row(2, 900, 950, *(f"={before}2*1.05" for before in "CDEFGH"))}
    cells |= row(3, 450, 460, *(f"={one}2*$K$1" for one in "DEFGHI"))
    cells |= row(4, 100, 105, *(f"={one}2*$K$2" for one in "DEFGHI"))
    assert found({**cells, "K1": 0.5, "K2": 0.11}) == []
    one_year = {**HEAD, **row(2, 900, *(f"={before}2*1.05" for before in "BCDEFGH")), "K1": 0.5}
    one_year |= row(3, 450, *(f"={one}2*$K$1" for one in "CDEFGHI"))
    assert found(one_year) == ["b2 S!B3"]
    assert found({**one_year, **row(4, 100, *(f"={one}2*$K$1/4" for one in "CDEFGHI"))}) == []


def test_units_are_no_assumptions() -> None:
    report = audit(
        book({"S": {"A1": 5, "B1": "=A1*12/100", "B2": "=ROUND(A1,6)", "B3": "=A1*17"}}), "fast"
    )
    assert [one.place for one in report.findings if one.rule.startswith("b3")] == ["S!B3"]


def test_a_list_of_links_with_a_gap() -> None:
    sheets = {"Data": {f"A{line}": line for line in range(1, 20)},
              "S": column("B", *(f"=Data!A{line}" for line in (3, 4, 5, 6, 7, 9)))}  # fmt: skip
    assert loud(audit(book(sheets), "survey")) == []


def test_typed_sums() -> None:
    assert found(column("B", "=40*12", "=40*12", "=32*12", "=40*12", "=40*12", "=40*12")) == []


def test_what_cannot_be_read_is_counted() -> None:
    report = audit(book({"S": {"A1": 1, "A2": "=A1+", "A3": "=NOSUCH(A1)", "A4": "=A1"}}), "survey")
    assert len(report.coverage.unparsed) == 1
    assert "S!A2" in report.coverage.unparsed[0]
    assert report.coverage.unknown_functions == {"NOSUCH": 1}
    assert report.coverage.formulas == 3


def test_twins() -> None:
    page = {"A1": 4, "A2": 5, "B1": "=A1*2", "B2": "=A2*2", "B3": "=B1+B2", "B4": "=B3/2"}
    sheets = {name: dict(page) for name in ("North", "South", "East", "West")}
    assert loud(audit(book(sheets), "survey")) == []
    sheets["East"]["B3"] = "=B1-B2"
    assert [one.place for one in loud(audit(book(sheets), "survey"))] == ["East!B3"]


# ------------------------------------------------------------------ grouping and ranking


def test_one_cause_is_one_finding() -> None:
    cells: dict[str, object] = {f"A{line}": line for line in range(2, 30)}
    cells |= {f"B{line}": f"=A{line}*2" for line in range(2, 30)}
    cells |= {f"C{line}": f"=IFERROR(B{line}/A{line},0)" for line in range(2, 30)}
    report = audit(book({"S": cells}), "fast")
    (masked,) = [one for one in report.findings if one.rule.startswith("d4")]
    assert masked.place == "S!C2:C29"


def test_never_more_warnings_than_a_reader_can_take() -> None:
    cells: dict[str, object] = {}
    for line in range(2, 62, 2):  # every other row ends in an amount of its own
        cells |= {f"A{line}": line, f"B{line}": f"=A{line}{'*2' * (line // 2)}+{1000 + line}"}
    report = audit(book({"S": cells}), "survey")
    assert len(report.of("warning")) == LEAST_WARNINGS
    assert len([one for one in report.findings if one.rule.startswith("b4")]) == 30


def test_the_gravest_comes_first() -> None:
    sums = row(8, *(f"=SUM({letter}2:{letter}7)" for letter in "BCDEFGHI"))
    report = audit(
        book({"S": {**HEAD, **DATA, **sums, "E8": "=SUM(E2:E6)", "K5": "=B2+4321"}}), "survey"
    )
    severities = [one.severity for one in report.findings]
    assert severities == sorted(severities, key=("error", "warning", "info").index)
    assert report.findings[0].place == "S!E8"
    assert report.findings[0].severity == "error"
