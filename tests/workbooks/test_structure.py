"""How the templates are built: names, formulas, sheets, inputs and charts.

The numbers are tested elsewhere; here stands what a reviewer of a model looks for first.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from functools import cache, cached_property
from typing import Any

import cellrune
import openpyxl
import pytest
from lxml import etree
from openpyxl.formula import Tokenizer

from tests.workbooks.subjects import SUBJECTS, Subject
from workbooks.address import MAX_COLUMN, column_letters, column_number
from workbooks.build import TEMPLATES, make, path_of
from workbooks.build.look import INPUT_BLUE, PALE_YELLOW, PALETTE
from workbooks.engine import Book
from workbooks.names import PREFIXES, Name
from workbooks.template import Template, notes_table

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

DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
MAIN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
REFERENCE = re.compile(r"(?<![\w.])(\$?)([A-Z]{1,3})(\$?)(\d+)(?![\w(])")


def parts(data: bytes) -> dict[str, bytes]:
    """The members of the package."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


class Built:
    """A template, read once in each of the ways that a test looks at it."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.data = path_of(subject.template).read_bytes()
        self.template = Template(self.data)
        self.workbook = openpyxl.load_workbook(io.BytesIO(self.data))
        self.parts = parts(self.data)

    @cached_property
    def formulas(self) -> dict[str, str]:
        """Where each formula stands, and the formula."""
        return {
            f"{sheet.title}!{cell.coordinate}": cell.value
            for sheet in self.workbook for row in sheet.iter_rows() for cell in row
            if cell.data_type == "f"
        }  # fmt: skip

    @cached_property
    def tokens(self) -> dict[str, list[Any]]:
        """Each different formula, cut into its pieces."""
        return {formula: Tokenizer(formula).items for formula in set(self.formulas.values())}

    def where(self, wrong: Any) -> list[tuple[str, str]]:
        """The first cells whose formula is one of those, for the message."""
        return [(cell, formula) for cell, formula in self.formulas.items() if formula in wrong][:5]

    def cells(self, name: str) -> list[Any]:
        """The cells of a name, row by row."""
        area = self.template.names[name]
        found = self.workbook[area.sheet][area.area.text.replace("$", "")]
        return [cell for row in found for cell in row] if isinstance(found, tuple) else [found]

    def input_cells(self) -> Iterator[tuple[str, Any]]:
        """Each input and each of its cells."""
        for key, name in self.template.group("in_").items():
            if not key.endswith("_note"):
                for row in range(name.area.top, name.area.bottom + 1):
                    yield key, self.workbook[name.sheet].cell(row, name.area.left)

    @cached_property
    def charts(self) -> dict[str, Any]:
        """Each chart, by the title stored with it."""
        trees = [
            etree.fromstring(content)
            for part, content in sorted(self.parts.items())
            if part.startswith("xl/charts/chart")
        ]
        return {tree.findtext(f"{DRAWING}chart/{DRAWING}title//{DRAWING}v"): tree for tree in trees}


@cache
def read(template: str) -> Built:
    """Read a template once for all tests."""
    (subject,) = (subject for subject in SUBJECTS if subject.template == template)
    return Built(subject)


#: Templates that the default run looks at; the long run takes all.
QUICK = ("lease", "question")


def _marks(template: str) -> list[pytest.MarkDecorator]:
    return [] if template in QUICK else [pytest.mark.slow]


@pytest.fixture(params=[pytest.param(one.template, marks=_marks(one.template)) for one in SUBJECTS])
def built(request: pytest.FixtureRequest) -> Built:
    return read(request.param)


def each(what: str) -> pytest.MarkDecorator:
    """One test for each item of a list that each template has of its own."""
    pairs = [
        pytest.param(one.template, item, marks=_marks(one.template))
        for one in SUBJECTS for item in getattr(one, what)
    ]  # fmt: skip
    return pytest.mark.parametrize(("built", what.removesuffix("s")), pairs, indirect=["built"])


# ---------------------------------------------------------------------------- names


def test_names_have_a_prefix_and_are_no_function_and_no_cell(built: Built) -> None:
    functions = {entry["name"] for entry in cellrune.function_catalog()["entries"]}
    assert len(functions) > 400
    for name in built.workbook.defined_names:
        assert name.startswith(PREFIXES), name
        assert name == name.lower(), name
        assert name.upper() not in functions | MORE_FUNCTIONS
        assert not re.fullmatch(r"[A-Z]{1,3}\d+|R\d*C?\d*|C\d*", name, re.IGNORECASE), name


def test_the_contract_lists_every_name_but_notes_and_itself(built: Built) -> None:
    listed = [note.name for note in notes_table(built.data)]
    notes = {name for name in built.workbook.defined_names if name.endswith("_note")}
    assert set(listed) == set(built.workbook.defined_names) - notes - {"ax_contract"}
    assert len(listed) == len(set(listed))


# ---------------------------------------------------------------------------- formulas


def test_functions_are_those_that_every_program_computes_alike(built: Built) -> None:
    used = {
        token.value.rstrip("(").upper()
        for tokens in built.tokens.values()
        for token in tokens
        if token.type == "FUNC" and token.subtype == "OPEN"
    }
    assert used <= ALLOWED | built.subject.functions


def test_no_range_ends_in_a_function(built: Built) -> None:
    bad = {text for text in built.tokens if re.search(r":\s*[A-Z]+\(|\)\s*:", text)}
    assert not built.where(bad)


def test_no_number_is_inside_a_formula(built: Built) -> None:
    bad = {
        text
        for text, tokens in built.tokens.items()
        for token in tokens
        if token.subtype == "NUMBER" and float(token.value) not in (0.0, 1.0)
    }
    assert not built.where(bad)


def test_no_formula_leaves_the_workbook(built: Built) -> None:
    assert not [part for part in built.parts if "external" in part.lower()]
    bad = {
        text
        for text, tokens in built.tokens.items()
        for token in tokens
        if token.subtype == "RANGE" and "[" in token.value
    }
    assert not built.where(bad)


def relative(formula: Any, row: int, column: int) -> str:
    """A formula as seen from its own cell: R1C1."""

    def move(match: re.Match[str]) -> str:
        fixed_column, letters, fixed_row, number = match.groups()
        across = column_number(letters) - (0 if fixed_column else column)
        down = int(number) - (0 if fixed_row else row)
        return f"R{fixed_row}{down}C{fixed_column}{across}"

    return REFERENCE.sub(move, str(formula))


def lines(built: Built, name: Name) -> Iterator[tuple[str, list[str]]]:
    """Each line of the table that a name belongs to, from its second row on."""
    sheet = built.workbook[name.sheet]
    rows = range(name.area.top + 1, name.area.bottom + 1)
    for column in range(1, min(sheet.max_column, MAX_COLUMN) + 1):
        cells = [sheet.cell(row, column) for row in rows]
        if any(cell.data_type == "f" for cell in cells):
            letters = column_letters(column)
            yield f"{name.sheet}!{letters}", [relative(c.value, c.row, column) for c in cells]


@each("tables")
def test_one_formula_runs_down_each_line(built: Built, table: str) -> None:
    found = dict(lines(built, built.template.names[table]))
    assert found
    for place, line in found.items():
        assert set(line) == {line[0]}, place


@each("grids")
def test_one_formula_fills_each_grid(built: Built, grid: str) -> None:
    cells = built.cells(grid)
    assert len(cells) == 49
    assert len({relative(cell.value, cell.row, cell.column) for cell in cells}) == 1


def test_no_formula_goes_in_a_circle(built: Built) -> None:
    """The engine computes every cell; what goes in a circle it does not compute."""
    book = Book(built.data)
    report = book._book.calculate(today_serial=46000.0, now_serial=46000.0, random_seed=1)
    book.close()
    assert report["unavailable_count"] == 0
    assert report["formula_count"] == report["value_count"] == len(built.formulas)
    assert not built.workbook.calculation.iterate


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


def test_sheets_stand_in_the_order_of_reading(built: Built) -> None:
    assert tuple(built.workbook.sheetnames) == built.subject.sheets
    assert built.subject.sheets[:3] == ("Cover", "Inputs", "Deal")
    assert built.subject.sheets[-3:] == ("Checks", "Sources", "Notes")
    assert built.workbook.active.title == "Cover"


@each("sheets")
def test_a_sheet_is_set_up_to_be_read_and_printed(built: Built, sheet: str) -> None:
    page = built.workbook[sheet]
    assert page.sheet_state == "visible"
    assert not page.sheet_view.showGridLines
    assert page.sheet_view.zoomScale == 85
    assert page.sheet_properties.tabColor is not None
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.page_setup.fitToWidth == 1
    assert page.page_setup.orientation == "landscape"
    assert page.print_title_rows
    # A page much wider than what stands on it is printed too small to read.
    last = column_number(re.findall(r"[A-Z]+", page.print_area.split("!")[1])[-1])
    filled = max(cell.column for row in page.iter_rows(min_row=5) for cell in row if cell.value)
    drawn = [chart.anchor._from.col + 8 for chart in page._charts]
    assert last <= max([filled, *drawn]) + 6
    foot = page.oddFooter
    assert (foot.left.text, foot.center.text) == ("&F", "&A")
    assert foot.right.text.split() == ["Page", "&P", "of", "&N", "&D"]


@each("sheets")
def test_a_sheet_has_the_header_band(built: Built, sheet: str) -> None:
    page = built.workbook[sheet]
    assert "in_name" in page["B1"].value
    assert page["B2"].value
    assert not str(page["B2"].value).startswith("=")
    assert page["B3"].value == "=row_band"
    assert page["B4"].value == "=row_master_text"
    rules = [rule for area in page.conditional_formatting for rule in area.rules]
    assert {rule.formula[0] for rule in rules} >= {"chk_master=0", "chk_master<>0"}


@each("sheets")
def test_a_sheet_has_one_font(built: Built, sheet: str) -> None:
    fonts = {
        c.font.name for row in built.workbook[sheet].iter_rows() for c in row if c.value is not None
    }
    assert fonts == {"Arial"}


def test_the_band_says_currency_date_and_state(built: Built) -> None:
    (band,) = built.cells("row_band")
    for name in built.subject.band:
        assert name in band.value


def test_the_workbook_says_what_it_is(built: Built) -> None:
    about = built.workbook.properties
    assert about.creator == "OnBalance"
    assert built.subject.template in about.title
    assert "OnBalance" in about.description


# ---------------------------------------------------------------------------- inputs


def test_inputs_are_blue_on_pale_yellow_and_open(built: Built) -> None:
    for key, cell in built.input_cells():
        assert cell.font.color.rgb.endswith(INPUT_BLUE), key
        assert cell.fill.fgColor.rgb.endswith(PALE_YELLOW), key
        assert cell.data_type != "f", key
        assert not cell.protection.locked, key


def test_inputs_with_a_bound_are_validated_with_a_sentence(built: Built) -> None:
    rules = built.workbook["Inputs"].data_validations.dataValidation
    for key, cell in built.input_cells():
        mine = [rule for rule in rules if cell.coordinate in rule.sqref]
        if key in built.subject.free_text:
            continue
        assert len(mine) == 1, key
        assert mine[0].error, key
        assert mine[0].prompt, key
        assert mine[0].showErrorMessage, key


def test_every_scalar_input_has_four_cells_for_where_it_comes_from(built: Built) -> None:
    for field in built.subject.scalars:
        value = built.template.names[f"in_{field.key}"]
        note = built.template.names[f"in_{field.key}_note"]
        assert note.sheet == value.sheet
        assert (note.area.top, note.area.bottom) == (value.area.top, value.area.top)
        assert note.area.right - note.area.left == 3


def test_nothing_else_is_typed_in_blue(built: Built) -> None:
    """Blue means: type here."""
    allowed = {cell.coordinate for _, cell in built.input_cells()}
    for key, name in built.template.group("in_").items():
        if key.endswith("_note"):
            cells = built.workbook[name.sheet][name.area.text.replace("$", "")]
            allowed |= {cell.coordinate for row in cells for cell in row}
    for sheet in built.workbook:
        for row in sheet.iter_rows():
            for cell in row:
                colour = cell.font.color.rgb if cell.font.color else ""
                if cell.value is None or not str(colour).endswith(INPUT_BLUE):
                    continue
                legend = sheet.title == "Cover"
                assert legend or (sheet.title == "Inputs" and cell.coordinate in allowed)


# ---------------------------------------------------------------------------- charts


def test_there_are_charts(built: Built) -> None:
    assert len(built.charts) == len(built.subject.charts)


@each("charts")
def test_a_chart_is_linked_titled_and_plain(built: Built, chart: str) -> None:
    (tree,) = (tree for title, tree in built.charts.items() if title.startswith(chart))
    top = tree.find(f"{DRAWING}chart")
    assert top.find(f"{DRAWING}title/{DRAWING}tx/{DRAWING}strRef/{DRAWING}f") is not None
    plot = top.find(f"{DRAWING}plotArea")
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
    below = built.subject.charts[chart]
    for axis in axes:
        assert axis.find(f"{DRAWING}delete").get("val") == "0"
        if axis.tag.endswith("valAx"):
            assert axis.find(f"{DRAWING}title") is not None
            start = axis.find(f"{DRAWING}scaling/{DRAWING}min")
            if axis is axes[-1] and below:
                assert start is None, "what lies below zero would be cut off"
            elif axis is axes[0] and chart in built.subject.calendar:
                assert start is None
            else:
                assert start.get("val") in ("0", "0.0")


# ---------------------------------------------------------------------------- up to date


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.slow)
        if "_udf" in name or name in ("developer", "fleet", "lease", "tour")
        else name
        for name in TEMPLATES
    ],
)
def test_the_template_is_the_one_that_its_source_makes(name: str) -> None:
    old, new = parts(path_of(name).read_bytes()), parts(make(name))
    assert list(old) == list(new)
    changed = [part for part in old if old[part] != new[part]]
    assert not changed, "run: python -m workbooks.build"
