"""The seal: what it says of a workbook, and that it is true of every template."""

from __future__ import annotations

import dataclasses

import pytest

from tests.workbooks.audit.planted import findings, opened, some, template
from tests.workbooks.audit.test_read import SHEET, made
from tests.workbooks.books import MAIN, unzipped, zipped
from workbooks.audit.read import read
from workbooks.audit.seal import TITLE, of_cell, read_seal, sealed, stretches
from workbooks.audit.seal import opened as taken_apart
from workbooks.build import TEMPLATES, path_of


@pytest.mark.parametrize("name", some(TEMPLATES))
def test_every_template_carries_a_true_seal(name: str) -> None:
    workbook = opened(name)
    seal = read_seal(workbook)
    assert seal is not None
    assert workbook.contract is not None
    assert seal == stretches(workbook, workbook.contract)
    assert findings(workbook, "k1") == []


def test_a_seal_is_replaced_where_it_stands() -> None:
    data = path_of("question").read_bytes()
    again = sealed(data)
    assert read_seal(read(again)) == read_seal(read(data))
    notes = read(again).grids["Notes"]
    assert [cell.value for cell in notes.cells.values()].count(TITLE) == 1


def test_the_seal_covers_every_formula_and_no_input() -> None:
    workbook = opened("fleet")
    seal = taken_apart(read_seal(workbook) or ())
    cells = {(cell.sheet, cell.row, cell.column) for cell in workbook.formulas()}
    assert set(seal.formulas) == cells
    assert workbook.contract is not None
    assert not workbook.contract.inputs & (set(seal.formulas) | set(seal.numbers))


@pytest.mark.parametrize(
    ("cell", "formula", "value", "told"),
    [
        ("D8", "row_unit&1", 1.0, "not the one that was sealed"),
        ("D8", None, 5.0, "stands where the seal has a formula"),
        ("Z99", None, 5.0, "neither an input nor in the seal"),
        ("Z99", "1+1", 2.0, "a formula that the seal does not know"),
    ],
)
def test_a_changed_cell_is_told(cell: str, formula: str | None, value: float, told: str) -> None:
    found = findings(opened("question", ("Checks", cell, formula, value)), "k1")
    assert [one.place for one in found] == [f"Checks!{cell}"]
    assert told in found[0].message


def test_spaces_capitals_and_quotes_break_no_seal() -> None:
    workbook = opened("question")
    cell = next(one for one in workbook.formulas() if one.formula and "SUM(" in one.formula)
    formula = (cell.formula or "").replace("SUM(", " sum( ")
    changed = opened("question", (cell.sheet, cell.address, formula, cell.value))
    assert findings(changed, "k1") == []


def test_another_spelling_of_true_breaks_no_seal() -> None:
    workbook = template("fleet")
    cell = next(one for one in workbook.formulas() if "TRUE" in (one.formula or ""))
    spelt = dataclasses.replace(cell, formula=cell.formula.replace("TRUE", "TRUE()"))
    assert of_cell(spelt) == of_cell(cell)
    other = dataclasses.replace(cell, formula=cell.formula.replace("TRUE", "FALSE"))
    assert of_cell(other) != of_cell(cell)


def test_a_typed_flag_as_another_program_writes_it() -> None:
    cell = '<row r="1"><c r="A1" t="b"><f aca="false">TRUE()</f><v>1</v></c></row>'
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{cell}</sheetData></worksheet>'
    data = zipped({**unzipped(made(A1=1)), SHEET: sheet.encode()})
    read_cell = read(data).grids["Calc"].cells[1, 1]
    assert (read_cell.kind, read_cell.formula, read_cell.value) == ("flag", None, True)
