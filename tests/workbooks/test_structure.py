"""How the template is built: its names, its formulas, its sheets, its inputs and its charts.

The numbers are tested elsewhere; here stands what a reviewer of a model looks for first.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import cellrune
import openpyxl
import pytest
from lxml import etree
from openpyxl.formula import Tokenizer

from workbooks.address import MAX_COLUMN, column_letters, column_number
from workbooks.build import TEMPLATES, make, path_of
from workbooks.build.lease.fields import SCALARS
from workbooks.build.look import INPUT_BLUE, PALE_YELLOW, PALETTE
from workbooks.engine import Book
from workbooks.names import PREFIXES, Name
from workbooks.template import Template, notes_table

DATA = path_of("lease").read_bytes()
TEMPLATE = Template(DATA)
WORKBOOK = openpyxl.load_workbook(io.BytesIO(DATA))
SHEETS = WORKBOOK.sheetnames

#: functions that Excel 2016 and later, LibreOffice 7.4 and both engines compute alike
ALLOWED = {
    "ABS",
    "AND",
    "CHOOSE",
    "COUNT",
    "COUNTIF",
    "CUMIPMT",
    "DATE",
    "DB",
    "DDB",
    "EDATE",
    "EOMONTH",
    "IF",
    "IFERROR",
    "INDEX",
    "INT",
    "IRR",
    "ISERROR",
    "MATCH",
    "MAX",
    "MIN",
    "MOD",
    "NOT",
    "NPER",
    "NPV",
    "OR",
    "PRICE",
    "PV",
    "ROUND",
    "ROUNDDOWN",
    "ROUNDUP",
    "ROW",
    "SLN",
    "SUBSTITUTE",
    "SUM",
    "SUMIF",
    "SUMIFS",
    "SUMPRODUCT",
    "SYD",
    "TEXT",
    "VDB",
    "XIRR",
    "YEAR",
    "YEARFRAC",
    "YIELD",
}
#: beside what the engine knows: functions of newer or older programs
MORE_FUNCTIONS = {"LET", "LAMBDA", "XLOOKUP", "GROUPBY", "PIVOTBY", "IMAGE", "CALL", "REGISTER.ID"}
#: text that cannot be wrong: nothing to validate
FREE_TEXT = {"name", "lessee", "lessor", "asset", "story", "currency"}
#: what runs along time or over the exits: a line of each table, which gives its first and last row
TABLES = (
    "row_date", "row_close", "ax_year", "row_x", "row_exit", "row_exit_guaranteed", "row_ladder_x",
    "out_exit_guarantee", "row_lessor_x", "row_lvb_dep", "row_way",
)  # fmt: skip
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
MAIN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
REFERENCE = re.compile(r"(?<![\w.])(\$?)([A-Z]{1,3})(\$?)(\d+)(?![\w(])")


def formulas() -> Iterator[tuple[str, str]]:
    """Where each formula stands, and the formula."""
    for sheet in WORKBOOK:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield f"{sheet.title}!{cell.coordinate}", cell.value


def parts(data: bytes) -> dict[str, bytes]:
    """The members of the package."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


PARTS = parts(DATA)
FORMULAS = dict(formulas())
TOKENS = {formula: Tokenizer(formula).items for formula in set(FORMULAS.values())}


def where(wrong: Any) -> list[tuple[str, str]]:
    """The first cells whose formula is one of those, for the message."""
    return [(cell, formula) for cell, formula in FORMULAS.items() if formula in wrong][:5]


# ---------------------------------------------------------------------------- names


def test_names_have_a_prefix_and_are_no_function_and_no_cell() -> None:
    functions = {entry["name"] for entry in cellrune.function_catalog()["entries"]}
    assert len(functions) > 400
    for name in WORKBOOK.defined_names:
        assert name.startswith(PREFIXES), name
        assert name == name.lower(), name
        assert name.upper() not in functions | MORE_FUNCTIONS
        assert not re.fullmatch(r"[A-Z]{1,3}\d+|R\d*C?\d*|C\d*", name, re.IGNORECASE), name


def test_the_contract_lists_every_name_but_notes_and_itself() -> None:
    listed = [note.name for note in notes_table(DATA)]
    notes = {name for name in WORKBOOK.defined_names if name.endswith("_note")}
    assert set(listed) == set(WORKBOOK.defined_names) - notes - {"ax_contract"}
    assert len(listed) == len(set(listed))


# ---------------------------------------------------------------------------- formulas


def test_functions_are_those_that_every_program_computes_alike() -> None:
    used = {
        token.value.rstrip("(").upper()
        for tokens in TOKENS.values()
        for token in tokens
        if token.type == "FUNC" and token.subtype == "OPEN"
    }
    assert used <= ALLOWED


def test_no_range_ends_in_a_function() -> None:
    bad = {text for text in TOKENS if re.search(r":\s*[A-Z]+\(|\)\s*:", text)}
    assert not where(bad)


def test_no_number_is_inside_a_formula() -> None:
    bad = {
        text
        for text, tokens in TOKENS.items()
        for token in tokens
        if token.subtype == "NUMBER" and float(token.value) not in (0.0, 1.0)
    }
    assert not where(bad)


def test_no_formula_leaves_the_workbook() -> None:
    assert not [part for part in PARTS if "external" in part.lower()]
    bad = {
        text
        for text, tokens in TOKENS.items()
        for token in tokens
        if token.subtype == "RANGE" and "[" in token.value
    }
    assert not where(bad)


def relative(formula: Any, row: int, column: int) -> str:
    """A formula as seen from its own cell: R1C1."""

    def move(match: re.Match[str]) -> str:
        fixed_column, letters, fixed_row, number = match.groups()
        across = column_number(letters) - (0 if fixed_column else column)
        down = int(number) - (0 if fixed_row else row)
        return f"R{fixed_row}{down}C{fixed_column}{across}"

    return REFERENCE.sub(move, str(formula))


def lines(name: Name) -> Iterator[tuple[str, list[str]]]:
    """Each line of the table that a name belongs to, from its second row on."""
    sheet = WORKBOOK[name.sheet]
    rows = range(name.area.top + 1, name.area.bottom + 1)
    for column in range(1, min(sheet.max_column, MAX_COLUMN) + 1):
        cells = [sheet.cell(row, column) for row in rows]
        if any(cell.data_type == "f" for cell in cells):
            letters = column_letters(column)
            yield f"{name.sheet}!{letters}", [relative(c.value, c.row, column) for c in cells]


@pytest.mark.parametrize("table", TABLES)
def test_one_formula_runs_down_each_line(table: str) -> None:
    found = dict(lines(TEMPLATE.names[table]))
    assert found
    for place, line in found.items():
        assert set(line) == {line[0]}, place


@pytest.mark.parametrize("grid", ["out_grid_term", "out_grid_rvg"])
def test_one_formula_fills_each_grid(grid: str) -> None:
    name = TEMPLATE.names[grid]
    cells = [cell for row in WORKBOOK[name.sheet][name.area.text.replace("$", "")] for cell in row]
    assert len(cells) == 49
    assert len({relative(cell.value, cell.row, cell.column) for cell in cells}) == 1


def test_no_formula_goes_in_a_circle() -> None:
    """The engine computes every cell; what goes in a circle it does not compute."""
    book = Book(DATA)
    report = book._book.calculate(today_serial=46000.0, now_serial=46000.0, random_seed=1)
    book.close()
    assert report["unavailable_count"] == 0
    assert report["formula_count"] == report["value_count"] == len(FORMULAS)
    assert not WORKBOOK.calculation.iterate


def test_the_engine_does_not_compute_a_circle() -> None:
    loop = openpyxl.Workbook()
    loop.active["A1"], loop.active["A2"] = "=A2+1", "=A1+1"
    buffer = io.BytesIO()
    loop.save(buffer)
    book = Book(buffer.getvalue())
    report = book._book.calculate(today_serial=46000.0, now_serial=46000.0, random_seed=1)
    book.close()
    assert report["unavailable_count"] == 2


# ---------------------------------------------------------------------------- sheets


def test_sheets_stand_in_the_order_of_reading() -> None:
    assert SHEETS[:3] == ["Cover", "Inputs", "Deal"]
    assert SHEETS[-3:] == ["Checks", "Sources", "Notes"]
    assert WORKBOOK.active.title == "Cover"


@pytest.mark.parametrize("title", SHEETS)
def test_a_sheet_is_set_up_to_be_read_and_printed(title: str) -> None:
    sheet = WORKBOOK[title]
    assert sheet.sheet_state == "visible"
    assert not sheet.sheet_view.showGridLines
    assert sheet.sheet_view.zoomScale == 85
    assert sheet.sheet_properties.tabColor is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToWidth == 1
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_area
    assert sheet.print_title_rows
    foot = sheet.oddFooter
    assert (foot.left.text, foot.center.text) == ("&F", "&A")
    assert foot.right.text.split() == ["Page", "&P", "of", "&N", "&D"]


@pytest.mark.parametrize("title", SHEETS)
def test_a_sheet_has_the_header_band(title: str) -> None:
    sheet = WORKBOOK[title]
    assert "in_name" in sheet["B1"].value
    assert sheet["B2"].value
    assert not str(sheet["B2"].value).startswith("=")
    assert sheet["B3"].value == "=row_band"
    assert sheet["B4"].value == "=row_master_text"
    rules = [rule for area in sheet.conditional_formatting for rule in area.rules]
    assert {rule.formula[0] for rule in rules} >= {"chk_master=0", "chk_master<>0"}


@pytest.mark.parametrize("title", SHEETS)
def test_a_sheet_has_one_font(title: str) -> None:
    fonts = {c.font.name for row in WORKBOOK[title].iter_rows() for c in row if c.value is not None}
    assert fonts == {"Arial"}


def test_the_band_says_currency_date_and_state() -> None:
    (band,) = (WORKBOOK["Terms"][TEMPLATE.names["row_band"].area.text.replace("$", "")],)
    for name in ("row_unit", "in_asof", "in_commencement"):
        assert name in band.value


def test_the_workbook_says_what_it_is() -> None:
    about = WORKBOOK.properties
    assert about.creator == "OnBalance"
    assert "lease" in about.title
    assert "OnBalance" in about.description


# ---------------------------------------------------------------------------- inputs


def input_cells() -> Iterator[tuple[str, Any]]:
    """Each input and one of its cells."""
    for key, name in TEMPLATE.group("in_").items():
        if key.endswith("_note"):
            continue
        for row in range(name.area.top, name.area.bottom + 1):
            yield key, WORKBOOK[name.sheet].cell(row, name.area.left)


def test_inputs_are_blue_on_pale_yellow_and_open() -> None:
    for key, cell in input_cells():
        assert cell.font.color.rgb.endswith(INPUT_BLUE), key
        assert cell.fill.fgColor.rgb.endswith(PALE_YELLOW), key
        assert cell.data_type != "f", key
        assert not cell.protection.locked, key


def test_inputs_with_a_bound_are_validated_with_a_sentence() -> None:
    rules = WORKBOOK["Inputs"].data_validations.dataValidation
    for key, cell in input_cells():
        mine = [rule for rule in rules if cell.coordinate in rule.sqref]
        if key in FREE_TEXT:
            continue
        assert len(mine) == 1, key
        assert mine[0].error, key
        assert mine[0].prompt, key
        assert mine[0].showErrorMessage, key


def test_every_scalar_input_has_four_cells_for_where_it_comes_from() -> None:
    for field in SCALARS:
        value = TEMPLATE.names[f"in_{field.key}"]
        note = TEMPLATE.names[f"in_{field.key}_note"]
        assert note.sheet == value.sheet
        assert (note.area.top, note.area.bottom) == (value.area.top, value.area.top)
        assert note.area.right - note.area.left == 3


def test_nothing_else_is_typed_in_blue() -> None:
    """Blue means: type here."""
    allowed = {cell.coordinate for _, cell in input_cells()}
    for key, name in TEMPLATE.group("in_").items():
        if key.endswith("_note"):
            cells = WORKBOOK[name.sheet][name.area.text.replace("$", "")]
            allowed |= {cell.coordinate for row in cells for cell in row}
    for sheet in WORKBOOK:
        for row in sheet.iter_rows():
            for cell in row:
                colour = cell.font.color.rgb if cell.font.color else ""
                if cell.value is None or not str(colour).endswith(INPUT_BLUE):
                    continue
                legend = sheet.title == "Cover"
                assert legend or (sheet.title == "Inputs" and cell.coordinate in allowed)


# ---------------------------------------------------------------------------- charts


CHARTS = {
    part: etree.fromstring(content)
    for part, content in sorted(PARTS.items())
    if part.startswith("xl/charts/chart")
}


def test_there_are_charts() -> None:
    assert len(CHARTS) == 5


@pytest.mark.parametrize("part", CHARTS)
def test_a_chart_is_linked_titled_and_plain(part: str) -> None:
    chart = CHARTS[part].find(f"{DRAWING}chart")
    assert chart.find(f"{DRAWING}title/{DRAWING}tx/{DRAWING}strRef/{DRAWING}f") is not None
    plot = chart.find(f"{DRAWING}plotArea")
    kinds = {child.tag.removeprefix(DRAWING) for child in plot if child.tag.endswith("Chart")}
    assert kinds <= {"scatterChart", "barChart"}
    series = list(plot.iter(f"{DRAWING}ser"))
    assert 1 <= len(series) <= 4
    colours = {colour.get("val") for one in series for colour in one.iter(f"{MAIN}srgbClr")}
    assert colours - {"FFFFFF"} <= set(PALETTE.values())
    for one in series:
        assert one.find(f"{DRAWING}tx/{DRAWING}strRef") is not None
    axes = [child for child in plot if child.tag in (f"{DRAWING}valAx", f"{DRAWING}catAx")]
    assert len(axes) == 2
    for axis in axes:
        assert axis.find(f"{DRAWING}delete").get("val") == "0"
        if axis.tag.endswith("valAx"):
            assert axis.find(f"{DRAWING}title") is not None
            assert axis.find(f"{DRAWING}scaling/{DRAWING}min").get("val") in ("0", "0.0")


# ---------------------------------------------------------------------------- up to date


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_template_is_the_one_that_its_source_makes(name: str) -> None:
    old, new = parts(path_of(name).read_bytes()), parts(make(name))
    assert list(old) == list(new)
    changed = [part for part in old if old[part] != new[part]]
    assert not changed, "run: python -m workbooks.build"
