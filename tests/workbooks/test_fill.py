"""Filling changes the input cells of a file and nothing else."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import numpy as np
import openpyxl
import pytest
from lxml import etree

from tests.workbooks import books
from udfs.errors import TemplateError
from workbooks import cache, template
from workbooks.archive import compressed
from workbooks.fill import fill
from workbooks.package import parse_xml

VALUES = {
    "rent": 300.5, "lessee": " Oracle & <Co> ", "asof": date(2026, 3, 31), "years": [5, 6.5],
    "flag": False, "far": -7, "merged": None, "title": "Ü",
}  # fmt: skip
NOTES = {"rent": ("8-K", date(2026, 3, 1), "B", "new note"), "years": [("s1", None, "A"), ("s2",)]}

#: The cells that VALUES and NOTES reach, by part.
REACHED = {
    books.PARTS["Inputs"]: {
        *(f"{c}{r}" for c in "BCDEF" for r in (2, 6, 7, 8, 9)), "B3", "B4", "B10", "H20", "B12",
    },
    books.PARTS["Bob's model"]: {"H1"},
}  # fmt: skip


def without(content: bytes, addresses: set[str], *, stored: bool = False) -> bytes:
    """A sheet in canonical form without the content of some cells, and of formulas if asked."""
    root = etree.fromstring(content)
    main = f"{{{books.MAIN}}}"
    filled = {"D2", "D3", "D4"}  # the array formula of the model
    for cell in list(root.iter(f"{main}c")):
        formula = cell.find(f"{main}f") is not None or cell.get("r") in filled
        if cell.get("r") in addresses or (stored and formula):
            for child in cell.findall(f"{main}v") + cell.findall(f"{main}is"):
                cell.remove(child)
            cell.attrib.pop("t", None)
            if not len(cell) and set(cell.attrib) == {"r"}:
                cell.getparent().remove(cell)
    for row in list(root.iter(f"{main}row")):
        row.attrib.pop("spans", None)
        if not len(row) and set(row.attrib) == {"r"}:
            row.getparent().remove(row)
    root.find(f"{main}dimension").attrib.pop("ref")
    return etree.tostring(root, method="c14n")


@pytest.fixture(scope="module")
def data() -> bytes:
    return books.excel_like()


@pytest.fixture(scope="module")
def filled(data: bytes) -> bytes:
    return fill(data, VALUES, NOTES)


def test_every_other_part_keeps_its_bytes(data: bytes, filled: bytes) -> None:
    before, after = books.unzipped(data), books.unzipped(filled)
    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} == set(REACHED)
    carried = ("media/image1.png", "vbaProject.bin", "comment", "chart", "calcChain", "sharedStr")
    assert all(any(word in name for name in after) for word in carried)


def test_untouched_parts_keep_their_compressed_bytes(data: bytes, filled: bytes) -> None:
    for info in zipfile.ZipFile(io.BytesIO(data)).infolist():
        if info.filename not in REACHED:
            assert compressed(data, info) in filled


@pytest.mark.parametrize("part", REACHED)
def test_a_touched_sheet_differs_only_in_inputs(data: bytes, filled: bytes, part: str) -> None:
    before, after = books.unzipped(data)[part], books.unzipped(filled)[part]
    assert without(before, REACHED[part]) == without(after, REACHED[part])
    assert before.split(b"<sheetData>")[0].count(b"mc:Ignorable") == 1
    assert b'mc:Ignorable="x14ac"' in after
    assert after.startswith(b"<?xml")
    assert b"standalone='yes'" in after[:60]


def test_values_read_back(filled: bytes) -> None:
    read = template.read_inputs(filled)
    assert read | {"sum": None} == {
        **VALUES, "years": [5, 6.5], "merged": None, "sum": None,
    }  # fmt: skip
    notes = template.read_notes(filled)
    assert notes["rent"] == ["8-K", 46082, "B", "new note"]
    assert notes["years"][:2] == [["s1", None, "A", None], ["s2", None, None, None]]


def test_styles_stay_with_openpyxl_as_the_reader(data: bytes, filled: bytes) -> None:
    before, after = (openpyxl.load_workbook(io.BytesIO(d))["Inputs"] for d in (data, filled))
    for row in before.iter_rows():
        for cell in row:
            if cell.has_style:
                assert after[cell.coordinate].style_id == cell.style_id
    assert after["B2"].value == 300.5
    assert after["B3"].value == " Oracle & <Co> "
    assert after["B4"].value == datetime(2026, 3, 31)
    assert after["B10"].value is False
    assert after["B2"].comment.text == "Who says so?"
    assert (
        after.data_validations.dataValidation[0].sqref
        == before.data_validations.dataValidation[0].sqref
    )


def test_a_note_does_not_outlive_its_number(data: bytes) -> None:
    assert template.read_notes(fill(data, {"rent": 1}))["rent"] == [None] * 4
    assert template.read_notes(fill(data, {"far": 1}))["rent"][0] == "10-K"


def test_notes_without_a_place_are_left_out(data: bytes) -> None:
    assert fill(data, {"far": 1}, {"far": ("a", "b", "c", "d"), "no_such": ("a",)})


def test_notes_of_a_table_with_one_line_for_them(data: bytes) -> None:
    narrow = books.changed(data, books.WORKBOOK, b"Inputs!$C$6:$F$9", b"Inputs!$C$6:$F$6")
    filled = fill(narrow, {"years": [1, 2]}, {"years": [("a", None, "A", "x"), ("b", None, "A")]})
    assert template.read_notes(filled)["years"] == ["a; b", None, "A", "x"]


def test_filling_twice_is_filling_once(data: bytes, filled: bytes) -> None:
    assert fill(filled, VALUES, NOTES) == filled
    other = fill(data, {"rent": 1, "years": [9, 9, 9, 9], "lessee": 5, "far": "x", "title": True})
    again = fill(other, VALUES, NOTES)
    assert template.read_inputs(again) == template.read_inputs(filled)


def test_nothing_given_changes_nothing(data: bytes) -> None:
    assert books.unzipped(fill(data, {})) == books.unzipped(data)


def test_a_new_cell_takes_the_style_of_its_column(data: bytes) -> None:
    old, new = b"<sheetData>", b'<cols><col min="8" max="8" width="9" style="2"/></cols><sheetData>'
    styled = books.changed(data, books.PARTS["Inputs"], old, new)
    sheet = books.unzipped(fill(styled, {"far": date(2026, 1, 1)}))[books.PARTS["Inputs"]]
    assert b'<c r="H20" s="2"><v>46023</v></c>' in sheet
    assert b'<dimension ref="A1:H20"/>' in sheet


def test_prefixed_parts_are_filled_with_their_prefix(data: bytes) -> None:
    parts = books.unzipped(data)
    for name in (books.WORKBOOK, *books.PARTS.values(), books.SHARED):
        parts[name] = books.prefixed(parts[name])
    made = cache.build_file(books.zipped(parts), VALUES)
    assert b'<x:c r="H20"><x:v>-7</x:v></x:c>' in books.unzipped(made)[books.PARTS["Inputs"]]
    assert template.outputs(made)["out_line"] == [300.5 * n for n in range(1, 6)]
    assert template.read_inputs(made)["lessee"] == " Oracle & <Co> "


def test_cells_without_addresses_are_counted(data: bytes) -> None:
    def bare(root: etree._Element) -> None:
        for element in root.iter(f"{{{books.MAIN}}}c", f"{{{books.MAIN}}}row"):
            del element.attrib["r"]

    made = openpyxl.Workbook()
    for row in ((1, 2), ("=A1+B1", "=A2*2")):
        made.active.append(row)
    for name, place in {
        "in_a": "Sheet!$A$1",
        "in_new": "Sheet!$D$1",
        "out_b": "Sheet!$B$2",
    }.items():
        made.defined_names[name] = openpyxl.workbook.defined_name.DefinedName(name, attr_text=place)
    parts = books.saved(made)
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = books.edited(parts[sheet], bare)
    done = cache.build_file(books.zipped(parts), {"a": 10, "new": 3})
    assert template.outputs(done) == {"out_b": 24}
    assert template.read_inputs(done) == {"a": 10, "new": 3}


def test_dates_of_1904(data: bytes) -> None:
    mac = books.changed(data, books.WORKBOOK, b"<workbookPr/>", b'<workbookPr date1904="1"/>')
    filled = fill(mac, {"asof": date(2026, 1, 1)})
    assert template.read_inputs(filled)["asof"] == date(2026, 1, 1)
    assert b"<v>44561</v>" in books.unzipped(filled)[books.PARTS["Inputs"]]


def test_numpy_values_are_numbers(data: bytes) -> None:
    filled = fill(data, {"rent": np.float64(2.5), "far": np.int64(3), "flag": np.bool_(True)})
    read = template.read_inputs(filled)
    assert (read["rent"], read["far"], read["flag"]) == (2.5, 3, True)


def test_a_text_that_looks_like_an_escape_is_a_text(data: bytes) -> None:
    made = cache.build_file(data, {"lessee": "_x0041_ & co"})
    assert template.read_inputs(made)["lessee"] == "_x0041_ & co"
    assert template.outputs(made)["out_text"] == "_x0041_ & co <&> 200"
    assert b"<t>_x005F_x0041_ &amp; co</t>" in books.unzipped(made)[books.PARTS["Inputs"]]


REFUSED = {
    "unknown": ({"rents": 1}, "no input named rents; the nearest is rent"),
    "unknown, nothing near": ({"zzzzz": 1}, "no input named zzzzz"),
    "a note is no input": ({"rent_note": 1}, "no input named rent_note"),
    "too long": ({"years": [1, 2, 3, 4, 5]}, "room for 4 values (Inputs!B6:B9), got 5"),
    "scalar for a table": ({"years": 3}, "in_years is a range of 4 cells"),
    "formula": ({"sum": 3}, "in_sum points to a cell that holds a formula"),
    "infinite": ({"rent": float("inf")}, "in_rent must be a finite number"),
    "not a number": ({"rent": float("nan")}, "in_rent must be a finite number"),
    "control character": ({"lessee": "a\x01"}, "in_lessee must be a text"),
    "long text": ({"lessee": "a" * 32768}, "in_lessee must be a text"),
    "object": ({"lessee": object()}, "in_lessee must be a number, a text"),
    "early date": ({"asof": date(1850, 1, 1)}, "in_asof must be a date that Excel can hold"),
    "huge": ({"rent": 10**400}, "in_rent must be a finite number"),
}


@pytest.mark.parametrize(("values", "sentence"), REFUSED.values(), ids=REFUSED)
def test_refused_in_one_sentence(data: bytes, values: dict[str, object], sentence: str) -> None:
    with pytest.raises(TemplateError) as caught:
        fill(data, {"far": 1, **values})
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_array_formula_is_not_overwritten(data: bytes) -> None:
    aimed = books.changed(data, books.WORKBOOK, b"Inputs!$H$20", b"'Bob''s model'!$D$3")
    with pytest.raises(TemplateError, match="in_far points to a cell that holds a formula"):
        fill(aimed, {"far": 1})


def test_two_names_for_one_cell(data: bytes) -> None:
    doubled = books.changed(data, books.WORKBOOK, b"Inputs!$H$20", b"Inputs!$B$2")
    assert template.read_inputs(fill(doubled, {"far": 1, "rent": 1}))["rent"] == 1
    with pytest.raises(TemplateError, match="are the same cell and got two values"):
        fill(doubled, {"far": 1, "rent": 2})


def test_the_filled_parts_are_well_formed(filled: bytes) -> None:
    for part in REACHED:
        parse_xml(books.unzipped(filled)[part], part)
