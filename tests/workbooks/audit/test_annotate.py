"""The annotated copy: findings are in it, and all that was there still is."""

import io
import zipfile

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table

from workbooks.address import parse_area
from workbooks.audit.annotate import annotated, is_signed
from workbooks.audit.model import Coverage, Finding, Report
from workbooks.audit.read import read
from workbooks.command import run


def finding(areas, severity="error", sheet="Model", message="it is wrong", **more):
    return Finding("b1-number-over-formula", severity, sheet,
                   tuple(parse_area(area) for area in areas.split()), message, **more)  # fmt: skip


def report(*findings):
    return Report("model.xlsx", "survey", findings, Coverage())


@pytest.fixture
def model():
    """A workbook with a chart, a comment, a format and a second sheet."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Model"
    for row in range(1, 6):
        sheet.cell(row, 1, row).font = Font(bold=True)
        sheet.cell(row, 2, f"=A{row}*2")
    sheet["A2"].comment = Comment("said before", "Ann")
    sheet["A1"].number_format = "0.00%"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=1, min_row=1, max_row=5))
    sheet.add_chart(chart, "E5")
    notes = workbook.create_sheet("Bob's notes")
    notes["A1"], notes["A2"] = "x", 1
    notes.add_table(Table(displayName="T", ref="A1:A2"))
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def load(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def test_cells_get_comments_and_old_ones_keep_their_words(model):
    made = load(annotated(model, report(finding("B3"), finding("A2"), finding("A1", "info"))))
    sheet = made["Model"]
    assert sheet["B3"].comment.text == "Error (b1-number-over-formula): it is wrong"
    assert sheet["A2"].comment.text.startswith("said before")
    assert sheet["A2"].comment.text.endswith("it is wrong")
    assert sheet["A2"].comment.author == "Ann"
    assert sheet["A1"].comment is None
    assert sheet["A1"].number_format == "0.00%"
    assert sheet["A1"].font.b


def test_nothing_else_is_touched(model):
    before, after = parts(model), parts(annotated(model, report(finding("B3"))))
    changed = {name for name in before if before[name] != after[name]}
    assert set(before) <= set(after)
    assert {name for name in changed if "chart" in name or "drawing1.xml" in name} == set()
    assert changed <= {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        "xl/comments/comment1.xml", "xl/drawings/commentsDrawing1.vml",
    }  # fmt: skip
    assert set(after) - set(before) == {"xl/worksheets/sheet3.xml"}


def test_a_sheet_without_comments_gets_its_parts(model):
    data = annotated(model, report(finding("C7", sheet="Bob's notes")))
    again = load(data)["Bob's notes"]
    assert again["C7"].comment.text.endswith("it is wrong")
    held = parts(data)
    assert b"<x:Row>6</x:Row><x:Column>2</x:Column>" in held["xl/drawings/vmlDrawing1.vml"]
    sheet = held["xl/worksheets/sheet2.xml"]
    places = [sheet.index(word) for word in (b"<pageMargins", b"<legacyDrawing", b"<tableParts")]
    assert places == sorted(places)


def test_the_list_of_findings_leads_to_the_cells(model):
    hostile = '=cmd|"/c calc"!A1 <b>\x07'
    data = annotated(model, report(finding("A1", sheet="Bob's notes", message=hostile,
                                           hint="Cure it.", formula="A1+1")))  # fmt: skip
    sheet = load(data)["Findings"]
    row = [cell.value for cell in sheet[4]]
    assert row == ["Error", "'Bob''s notes'!A1", None, '=cmd|"/c calc"!A1 <b> '.strip(),
                   "Cure it.", "A1+1", "b1-number-over-formula"]  # fmt: skip
    assert sheet["D4"].data_type == "s"  # a text, not a formula
    assert sheet["B4"].hyperlink.location == "'Bob''s notes'!A1"
    assert sheet["A3"].font.b


def test_the_list_prints_one_page_wide_with_its_headings(model):
    made = load(annotated(model, report(finding("B3")), lambda one: "Rent"))
    sheet = made["Findings"]
    assert sheet["C4"].value == "Rent"
    assert sheet["B4"].font.u
    assert sheet.row_dimensions[4].height < 45
    long = load(annotated(model, report(finding("B3", message="a long story " * 20))))["Findings"]
    assert long.row_dimensions[4].height > 60
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$3:$3"
    named = io.BytesIO()
    made.defined_names["kept"] = DefinedName("kept", attr_text="Model!$A$1")
    made.save(named)
    again = load(annotated(named.getvalue(), report(finding("B3"))))
    assert list(again.defined_names) == ["kept"]
    assert [again[one].print_title_rows for one in ("Findings", "Findings 2")] == ["$3:$3"] * 2


def test_a_conversation_is_left_alone(model):
    """Excel shows the conversation of a cell, not the comment that stands in for it."""
    held = parts(model)
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    link = f'<Relationship Id="t1" Type="{kind}" Target="/xl/threadedComments/t1.xml"/>'
    held[rels] = held[rels].replace(b"</Relationships>", link.encode() + b"</Relationships>")
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    said = f'<ThreadedComments xmlns="{space}"><threadedComment ref="A2"/></ThreadedComments>'
    held["xl/threadedComments/t1.xml"] = said.encode()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in held.items():
            archive.writestr(name, content)
    made = annotated(file.getvalue(), report(finding("A2"), finding("B3")))
    sheet = load(made)["Model"]
    assert sheet["A2"].comment.text.strip() == "said before"
    assert sheet["B3"].comment.text.endswith("it is wrong")
    assert parts(made)["xl/threadedComments/t1.xml"] == held["xl/threadedComments/t1.xml"]


def test_a_signed_workbook_is_told_apart(model, tmp_path, capsys):
    file = io.BytesIO(model)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("_xmlsignatures/sig1.xml", "<Signature/>")
    assert is_signed(file.getvalue())
    assert not is_signed(model)
    signed, copy = tmp_path / "signed.xlsx", tmp_path / "copy.xlsx"
    signed.write_bytes(file.getvalue())
    assert run(["audit", str(signed), "--annotate", str(copy)]) == 0
    assert capsys.readouterr().err == "the signature of signed.xlsx does not hold for copy.xlsx\n"


def test_a_sheet_called_findings_is_left_alone(model):
    first = annotated(model, report(finding("B3")))
    second = load(annotated(first, report(finding("B3"), finding("B4"))))
    assert second.sheetnames == ["Model", "Bob's notes", "Findings", "Findings 2"]
    assert second["Model"]["B3"].comment.text.count("it is wrong") == 2
    assert second["Findings"]["A5"].value is None


def test_a_large_finding_is_not_a_thousand_comments(model):
    sheet = load(annotated(model, report(finding("A1:A900"))))["Model"]
    assert sheet["A1"].comment.text.endswith("it is wrong")
    assert sheet["A3"].comment is None


def test_shapes_that_cannot_be_read_are_left_alone(model):
    held = parts(model) | {"xl/drawings/commentsDrawing1.vml": b"<xml><br></xml>"}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in held.items():
            archive.writestr(name, content)
    after = parts(annotated(file.getvalue(), report(finding("B3"))))
    assert after["xl/drawings/commentsDrawing1.vml"] == b"<xml><br></xml>"
    assert after["xl/comments/comment1.xml"] == held["xl/comments/comment1.xml"]
    assert b"it is wrong" in after["xl/worksheets/sheet3.xml"]


def test_the_copy_reads_as_the_original(model):
    before, after = read(model), read(annotated(model, report(finding("B3"))))
    for title, grid in before.grids.items():
        assert after.grids[title].cells == grid.cells
    assert after.charts == before.charts


def test_the_command_leaves_the_original(model, tmp_path, capsys):
    file, copy = tmp_path / "model.xlsx", tmp_path / "copy.xlsx"
    file.write_bytes(model)
    assert run(["audit", str(file), "--annotate", str(copy)]) == 0
    assert file.read_bytes() == model
    assert "Findings" in openpyxl.load_workbook(copy).sheetnames
    assert run(["audit", str(file), "--annotate", str(file)]) == 2
    assert "is the workbook itself" in capsys.readouterr().err
    assert run(["audit", str(file), "--annotate", str(tmp_path / "copy.xlsm")]) == 2
    assert "must end in .xlsx" in capsys.readouterr().err
