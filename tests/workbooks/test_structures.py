"""How the developer and the fleet template are built: names, functions, numbers, lines, circles.

What a reviewer of a model looks for first; the lease template has the same and more of its own.
"""

from __future__ import annotations

import io
import re
from functools import cache
from typing import Any, NamedTuple

import cellrune
import openpyxl
import pytest
from openpyxl.formula import Tokenizer

from tests.workbooks.test_structure import ALLOWED, MORE_FUNCTIONS, relative
from workbooks.build import path_of
from workbooks.engine import Book
from workbooks.names import PREFIXES
from workbooks.template import Template, notes_table

NAMES = ("developer", "fleet")
#: beside those of the lease template: the same in every engine too
FUNCTIONS = ALLOWED | {"COS", "EXP", "LN", "NORMSDIST", "PI", "PMT"}
#: tables of years or months, of which each line has one formula
TABLES = {
    "developer": ("ax_build", "ax_month", "ax_flow", "ax_year"),
    "fleet": ("ax_age", "row_depr_k", "row_cascade_k", "row_impair_k", "row_loan_k",
              "row_annual_k", "out_fleet_year", "ax_after", "row_quote", "row_life_number"),
}  # fmt: skip
GRIDS = {
    "developer": ("yoc", "margin", "rent", "proceeds"),
    "fleet": ("irr", "hour", "power"),
}


class Anatomy(NamedTuple):
    """A template taken apart."""

    data: bytes
    template: Template
    book: openpyxl.Workbook
    formulas: dict[str, str]
    tokens: dict[str, list[Any]]


@cache
def anatomy(name: str) -> Anatomy:
    data = path_of(name).read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(data))
    formulas = {
        f"{sheet.title}!{cell.coordinate}": str(cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    tokens = {formula: Tokenizer(formula).items for formula in set(formulas.values())}
    return Anatomy(data, Template(data), book, formulas, tokens)


@pytest.fixture(params=NAMES)
def made(request: pytest.FixtureRequest) -> Anatomy:
    return anatomy(request.param)


def test_names_have_a_prefix_and_are_no_function_and_no_cell(made: Anatomy) -> None:
    functions = {entry["name"] for entry in cellrune.function_catalog()["entries"]}
    for name in made.book.defined_names:
        assert name.startswith(PREFIXES), name
        assert name == name.lower(), name
        assert name.upper() not in functions | MORE_FUNCTIONS
        assert not re.fullmatch(r"[A-Z]{1,3}\d+|R\d*C?\d*|C\d*", name, re.IGNORECASE), name


def test_the_contract_lists_every_name_but_notes_and_itself(made: Anatomy) -> None:
    listed = [note.name for note in notes_table(made.data)]
    notes = {name for name in made.book.defined_names if name.endswith("_note")}
    assert set(listed) == set(made.book.defined_names) - notes - {"ax_contract"}
    assert len(listed) == len(set(listed))


def test_functions_are_those_that_every_program_computes_alike(made: Anatomy) -> None:
    used = {
        token.value.rstrip("(").upper()
        for tokens in made.tokens.values()
        for token in tokens
        if token.type == "FUNC" and token.subtype == "OPEN"
    }
    assert used <= FUNCTIONS


def test_no_number_is_inside_a_formula(made: Anatomy) -> None:
    bad = {
        text
        for text, tokens in made.tokens.items()
        for token in tokens
        if token.subtype == "NUMBER" and float(token.value) not in (0.0, 1.0)
    }
    assert not [place for place, text in made.formulas.items() if text in bad][:5]


def test_no_range_ends_in_a_function(made: Anatomy) -> None:
    bad = {text for text in made.tokens if re.search(r":\s*[A-Z]+\(|\)\s*:", text)}
    assert not bad


@pytest.mark.parametrize(("name", "table"), [(n, t) for n in NAMES for t in TABLES[n]])
def test_one_formula_runs_down_each_line(name: str, table: str) -> None:
    made = anatomy(name)
    where = made.template.names[table]
    sheet = made.book[where.sheet]
    rows = range(where.area.top + 1, where.area.bottom + 1)
    found = 0
    for column in range(1, sheet.max_column + 1):
        cells = [sheet.cell(row, column) for row in rows]
        if any(cell.data_type == "f" for cell in cells):
            line = {relative(cell.value, cell.row, cell.column) for cell in cells}
            assert len(line) == 1, f"{where.sheet}, column {column}"
            found += 1
    assert found


@pytest.mark.parametrize(("name", "grid"), [(n, g) for n in NAMES for g in GRIDS[n]])
def test_one_formula_fills_each_grid(name: str, grid: str) -> None:
    made = anatomy(name)
    where = made.template.names[f"out_grid_{grid}"]
    area = made.book[where.sheet][where.area.text.replace("$", "")]
    cells = [cell for row in area for cell in row]
    assert len(cells) == 49
    assert len({relative(cell.value, cell.row, cell.column) for cell in cells}) == 1


def test_no_formula_goes_in_a_circle(made: Anatomy) -> None:
    """The engine computes every cell; what goes in a circle it does not compute."""
    book = Book(made.data)
    report = book._book.calculate(today_serial=46000.0, now_serial=46000.0, random_seed=1)
    book.close()
    assert report["unavailable_count"] == 0
    assert report["formula_count"] == report["value_count"] == len(made.formulas)


def test_every_sheet_prints_one_page_wide_under_its_title(made: Anatomy) -> None:
    for sheet in made.book:
        assert sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.title
        assert sheet.page_setup.fitToWidth == 1, sheet.title
        assert sheet.page_setup.orientation == "landscape", sheet.title
        assert sheet.print_area, sheet.title
        assert sheet["B3"].value == "=row_band"
        assert sheet["B4"].value == "=row_master_text"
