"""The reader of the auditor against openpyxl, and what it reads beside the cells."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import LineChart, Reference
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.table import Table

from tests.workbooks.books import MAIN, changed, excel_like, unzipped, zipped
from workbooks.address import Area
from workbooks.audit.model import ErrorCode, Grid
from workbooks.audit.read import read
from workbooks.audit.shared import Filled

TEMPLATES = Path(__file__).parents[3] / "templates"
SHEET = "xl/worksheets/sheet1.xml"


def made(**cells: object) -> bytes:
    """A workbook of one sheet as openpyxl saves it."""
    book = openpyxl.Workbook()
    book.active.title = "Calc"
    for address, value in cells.items():
        book.active[address] = value
    return written(book)


def written(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def sheet(rows: str, rest: str = "") -> Grid:
    """The sheet that some XML stands for."""
    parts = unzipped(made(A1=1))
    parts[SHEET] = (
        f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{rest}</worksheet>'.encode()
    )
    return read(zipped(parts)).grids["Calc"]


@pytest.mark.parametrize("name", ["question_udf", "fleet"])
def test_same_as_openpyxl(name: str) -> None:
    path = TEMPLATES / f"{name}.xlsx"
    ours, theirs = read(path), openpyxl.load_workbook(path)
    values = openpyxl.load_workbook(path, data_only=True)
    assert list(ours.grids) == theirs.sheetnames
    count = 0
    for page in theirs:
        grid = ours.grids[page.title]
        for row in page.iter_rows():
            for cell in row:
                mine = grid.get(cell.row, cell.column)
                if cell.value in (None, ""):
                    assert mine is None
                    continue
                assert mine is not None
                assert mine.number_format == cell.number_format
                assert mine.locked == cell.protection.locked
                count += 1
                if cell.data_type == "f":
                    text = getattr(cell.value, "text", cell.value)
                    assert f"={mine.formula}" == text
                    stored = values[page.title].cell(cell.row, cell.column)
                    if isinstance(stored.value, float | int) and not stored.is_date:
                        assert mine.value == stored.value
    assert count > 2_000


def test_shared_formulas_are_written_out() -> None:
    grid = read(excel_like()).grids["Bob's model"]
    assert [grid.cells[row, 3].formula for row in range(2, 7)] == [
        f"A{row}*in_rent" for row in range(2, 7)
    ]
    assert len({grid.cells[row, 3].shared for row in range(2, 7)}) == 1
    assert grid.cells[2, 2].shared is None


@pytest.mark.parametrize(
    ("first", "moved"),
    [
        ("A1+$A1+A$1+$A$1", "C4+$A4+C$1+$A$1"),
        ("SUM(A1:B2,'Jan ''26'!A:A,3:$3)", "SUM(C4:D5,'Jan ''26'!C:C,6:$3)"),
        ('"A1"&LOG10(A1)&A1_rate', '"A1"&LOG10(C4)&A1_rate'),
        ("Table1[[#This Row],[A1]]*A1", "Table1[[#This Row],[A1]]*C4"),
        ("[2]Rates!$B1", "[2]Rates!$B1"),
        ("XFC1", "#REF!4"),
    ],
)
def test_a_filled_formula(first: str, moved: str) -> None:
    assert Filled(first, 1, 1).at(4, 3) == moved


def test_values_and_kinds() -> None:
    grid = sheet(
        '<row r="1"><c r="A1"><v>1.5</v></c><c r="B1" t="b"><v>1</v></c>'
        '<c r="C1" t="e"><v>#DIV/0!</v></c><c r="D1" t="inlineStr"><is><t>x</t></is></c>'
        '<c r="E1" t="str"><f>""</f><v></v></c><c r="F1" s="0"/><c r="G1"><f>1/3</f></c></row>'
        "<row><c><v>7</v></c><c><v>8</v></c></row>"
    )
    kinds = {cell.address: (cell.kind, cell.value) for cell in grid.cells.values()}
    assert kinds == {
        "A1": ("number", 1.5), "B1": ("flag", True), "C1": ("error", "#DIV/0!"),
        "D1": ("text", "x"), "E1": ("formula", ""), "G1": ("formula", None),
        "A2": ("number", 7.0), "B2": ("number", 8.0),
    }  # fmt: skip
    assert isinstance(grid.cells[1, 3].value, ErrorCode)


def test_arrays_and_data_tables() -> None:
    book = openpyxl.Workbook()
    page = book.active
    page["A1"], page["A2"] = 1, 2
    page["B1"] = ArrayFormula("B1:B2", "=A1:A2*2")
    page["B2"] = 4
    page["D4"] = DataTableFormula("D4:D5", dt2D=False, r1="A1")
    grid = read(written(book)).grids["Sheet"]
    assert grid.cells[1, 2].formula == "A1:A2*2"
    assert grid.cells[1, 2].array == grid.cells[2, 2].array == Area(1, 2, 2, 2)
    assert grid.cells[2, 2].formula is None
    assert grid.cells[4, 4].formula == "TABLE(A1,)"


def test_an_empty_formula_is_none() -> None:
    grid = sheet('<row r="1"><c r="A1"><f/><v>2</v></c></row>')
    assert grid.cells[1, 1].kind == "number"


def test_what_stands_beside_the_cells() -> None:
    grid = sheet(
        '<row r="3" hidden="1"><c r="A3"><v>1</v></c></row>',
        '<sheetProtection sheet="1"/><mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
        '<conditionalFormatting sqref="A3 C1:C4"><cfRule type="expression">'
        "<formula>A3&gt;Rates!B1</formula></cfRule></conditionalFormatting>"
        '<dataValidations><dataValidation type="list" sqref="A3"><formula1>Lists!A1:A9</formula1>'
        "</dataValidation></dataValidations>"
        '<ignoredErrors><ignoredError sqref="A3:A9" formula="1" evalError="0"/></ignoredErrors>'
        '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
        'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidations>'
        '<x14:dataValidation type="whole"><x14:formula1><xm:f>Rates!C1</xm:f></x14:formula1>'
        "<xm:sqref>B3</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>",
    )
    assert grid.hidden_rows == {3}
    assert grid.protected
    assert grid.merged == (Area(1, 1, 2, 2),)
    assert grid.rules[0].formulas == ("A3>Rates!B1",)
    assert grid.rules[0].areas == (Area(3, 1, 3, 1), Area(1, 3, 4, 3))
    assert [one.formulas for one in grid.validations] == [("Lists!A1:A9",), ("Rates!C1",)]
    assert grid.ignored == ((Area(3, 1, 9, 1), frozenset({"formula"})),)


def test_what_stands_beside_the_sheets() -> None:
    book = openpyxl.Workbook()
    page = book.active
    for row in (("Year", "Sold"), (2025, 3), (2026, 4)):
        page.append(row)
    page.add_table(Table(displayName="Sales", ref="A1:B3"))
    chart = LineChart()
    chart.add_data(Reference(page, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    page.add_chart(chart, "D2")
    page.print_area = "A1:B3"
    page.column_dimensions["F"].hidden = True
    hidden = book.create_sheet("Old")
    hidden.sheet_state = "veryHidden"
    book.calculation.calcMode = "manual"
    book.calculation.iterate = True
    book.defined_names["rate"] = openpyxl.workbook.defined_name.DefinedName(
        "rate", attr_text="Old!$A$1"
    )
    found = read(written(book))
    assert found.grids["Old"].state == "veryHidden"
    assert found.grids["Sheet"].hidden_columns == {6}
    assert found.grids["Sheet"].print_area == (Area(1, 1, 3, 2),)
    (table,) = found.tables
    assert (table.name, table.area, table.columns) == ("Sales", Area(1, 1, 3, 2), ("Year", "Sold"))
    assert ("Sheet", "'Sheet'!$B$2:$B$3") in found.charts
    assert (found.calculation.mode, found.calculation.iterate) == ("manual", True)
    assert [(one.name, one.scope) for one in found.names if not one.name.startswith("_")] == [
        ("rate", None)
    ]


def test_links_to_other_files() -> None:
    parts = unzipped(made(A1="=[1]Rates!B2"))
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    book, rels = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    parts[book] = parts[book].replace(
        b"<definedNames", f'<externalReferences xmlns:q="{office}"><externalReference q:id="rIdL"/>'
        "</externalReferences><definedNames".encode(),
    )  # fmt: skip
    line = f'<Relationship Id="rIdL" Type="{office}/externalLink" Target="externalLinks/one.xml"/>'
    parts[rels] = parts[rels].replace(b"</Relationships>", f"{line}</Relationships>".encode())
    parts["xl/externalLinks/one.xml"] = f'<externalLink xmlns="{MAIN}"/>'.encode()
    parts["xl/externalLinks/_rels/one.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{office}/externalLinkPath" Target="Rates.xlsx" '
        'TargetMode="External"/></Relationships>'
    ).encode()
    assert read(zipped(parts)).links == {1: "Rates.xlsx"}


def test_styles_are_shared_and_dates_are_seen() -> None:
    import datetime

    grid = read(made(A1=datetime.date(2026, 1, 1), A2=2.0, A3=3.0)).grids["Calc"]
    assert grid.cells[1, 1].kind == "date"
    assert grid.cells[1, 1].value == 46_023.0
    assert grid.cells[2, 1].style is grid.cells[3, 1].style


def test_a_name_that_belongs_to_one_sheet_is_no_fault_here() -> None:
    data = changed(
        excel_like(), "xl/workbook.xml", b'<definedName name="in_rent"',
        b'<definedName name="in_rent" localSheetId="0"',
    )  # fmt: skip
    assert ("in_rent", "Inputs") in [(one.name, one.scope) for one in read(data).names]
