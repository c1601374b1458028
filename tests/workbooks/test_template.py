"""The contract of a template: names, the Notes table, and reading values back."""

from __future__ import annotations

from datetime import date

import pytest

from tests.workbooks import books
from udfs.errors import TemplateError
from workbooks import template
from workbooks.address import Area, quote_sheet
from workbooks.names import Name, parse_name

DATA = books.excel_like(macro=False)
TITLES = {"inputs": "Inputs", "bob's model": "Bob's model", "a!b": "a!b", "été 2": "Été 2"}

GOOD = {
    "Inputs!$B$2": ("Inputs", Area(2, 2, 2, 2)),
    "inputs!b2": ("Inputs", Area(2, 2, 2, 2)),
    "'Inputs'!$B$2:$B$9": ("Inputs", Area(2, 2, 9, 2)),
    "=Inputs!$C$9:$B$2": ("Inputs", Area(2, 2, 9, 3)),
    "'Bob''s model'!$XFD$1048576": ("Bob's model", Area(1048576, 16384, 1048576, 16384)),
    "'a!b'!$A$1": ("a!b", Area(1, 1, 1, 1)),
    "'Été 2'!$A$1": ("Été 2", Area(1, 1, 1, 1)),
}
BAD = {
    "#REF!": "is broken: it refers to #REF!",
    "Inputs!#REF!": "is broken",
    "#REF!$B$2": "is broken",
    "0.05": "must refer to one range of cells",
    '"text"': "must refer to one range",
    "": "must refer to one range",
    "Inputs!": "must refer to one range",
    "Inputs!$B": "must refer to one range",
    "Inputs!$B$2:": "must refer to one range",
    "Inputs!$B$2,Inputs!$B$3": "must refer to one range",
    "OFFSET(Inputs!$B$2,0,0)": "must refer to one range",
    "in_other": "must refer to one range",
    "Inputs:Notes!$B$2": "must refer to one range",
    "[1]Inputs!$B$2": "refers to another workbook",
    "'C:\\[a.xlsx]Inputs'!$B$2": "refers to another workbook",
    "Gone!$B$2": "refers to a sheet that is not there",
    "Inputs!$A$1:$BDWGN$1": "refers to cells outside a sheet",
    "Inputs!$A$1:$XFE$1": "refers to cells outside a sheet",
    "Inputs!$A$0": "refers to cells outside a sheet",
    "Inputs!$A$1048577": "refers to cells outside a sheet",
    "Inputs!$A$99999999999999999999": "refers to cells outside a sheet",
    "Inputs!$A$1:$B": "refers to cells outside a sheet",
    "Inputs!$A:$A": "refers to 1048576 cells",
    "Inputs!$A$1:$XFD$1048576": "refers to 17179869184 cells",
    "Inputs!" + "$A" * 5_000: "must refer to one range",
}


@pytest.mark.parametrize(("text", "expected"), GOOD.items(), ids=GOOD)
def test_references(text: str, expected: tuple[str, Area]) -> None:
    assert parse_name("in_x", text, TITLES) == Name("in_x", *expected)


@pytest.mark.parametrize(("text", "sentence"), BAD.items(), ids=[key[:30] for key in BAD])
def test_broken_references_name_the_name(text: str, sentence: str) -> None:
    with pytest.raises(TemplateError) as caught:
        parse_name("in_x", text, TITLES)
    assert str(caught.value).startswith("the name in_x ")
    assert sentence in str(caught.value)
    assert len(str(caught.value)) < 200


def test_axes_and_lines_may_be_whole_rows() -> None:
    assert parse_name("row_rent", "Inputs!$5:$5", TITLES).area == Area(5, 1, 5, 16384)
    assert parse_name("ax_time", "Inputs!$A:$B", TITLES).area == Area(1, 1, 1048576, 2)


def test_quoting_turns_round() -> None:
    for title in ("Inputs", "Bob's model", "a!b", "2026", "It's 'so'"):
        text = f"{quote_sheet(title)}!$B$2"
        assert parse_name("in_x", text, {title.lower(): title}).sheet == title


def named(old: bytes, new: bytes) -> bytes:
    return books.changed(DATA, books.WORKBOOK, old, new)


def test_a_name_defined_twice() -> None:
    data = named(b'name="in_far"', b'name="IN_Rent"')
    with pytest.raises(TemplateError, match="the name IN_Rent is defined twice"):
        template.read_inputs(data)


def test_a_copied_sheet_brings_names_of_its_own() -> None:
    new = b'<definedNames><definedName name="in_rent" localSheetId="3">Plain!$B$2</definedName>'
    copied = named(b"<definedNames>", new)
    assert template.read_inputs(copied) == template.read_inputs(DATA)
    alone = named(b'name="in_far"', b'name="in_far" localSheetId="0"')
    with pytest.raises(TemplateError, match="the name in_far belongs to one sheet"):
        template.read_inputs(alone)


def test_other_names_are_left_alone() -> None:
    new = b'<definedNames><definedName name="rent_growth">0.02</definedName>' \
          b'<definedName name="old" hidden="1">#REF!</definedName>'  # fmt: skip
    assert template.read_inputs(named(b"<definedNames>", new)) == template.read_inputs(DATA)


def test_chart_sheets_are_passed_over() -> None:
    parts = books.unzipped(DATA)
    sheet = b'<sheet name="Chart" sheetId="99" r:id="rIdC" xmlns:r="%s"/>' % books.OFFICE.encode()
    relation = b'<Relationship Id="rIdC" Type="%s/chartsheet" Target="chartsheets/sheet1.xml"/>' % (
        books.OFFICE.encode()
    )
    parts[books.WORKBOOK] = parts[books.WORKBOOK].replace(b"</sheets>", sheet + b"</sheets>")
    parts[books.RELS] = parts[books.RELS].replace(b"</Relat", relation + b"</Relat")
    assert set(template.Template(books.zipped(parts)).parts) == set(books.PARTS)


def test_inputs_read_back() -> None:
    assert template.read_inputs(DATA) == {
        "rent": 200, "lessee": "Meta Platforms", "asof": date(2026, 1, 1), "years": [1, 2, 3, 4],
        "flag": True, "far": None, "merged": "wide", "sum": -1, "title": None,
    }  # fmt: skip
    assert template.read_notes(DATA)["rent"] == ["10-K", "2026-02-01", "A", "old note"]


def test_dates_are_told_by_their_format() -> None:
    for code, shown in (
        (b"yyyy-mm-dd", date(2026, 1, 1)), (b"d\\.m\\.yy", date(2026, 1, 1)),
        (b"[$-409]mmm yyyy", date(2026, 1, 1)), (b"0.0&quot;days&quot;", 46023.0),
        (b"[Red]0", 46023.0), (b"\\y0", 46023.0), (b"General", 46023.0),
    ):  # fmt: skip
        data = books.changed(DATA, "xl/styles.xml", b"yyyy-mm-dd", code)
        assert template.read_inputs(data)["asof"] == shown, code


def test_outputs_without_stored_values_are_none() -> None:
    parts = books.saved(books.book())
    read = template.outputs(books.zipped(parts))
    assert read["out_double"] is None
    assert read["out_line"] == [None] * 5
    assert set(read) == {name for name in books.NAMES if name.startswith(("out_", "chk_"))}


def test_the_notes_table() -> None:
    rent, line = template.notes_table(DATA)
    assert rent == ("in_rent", "input", "$M per year", "positive", "", 200)
    assert line == ("out_line", "line", "$M", "positive", "ax_time", 200)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ((books.WORKBOOK, b'name="Notes"', b'name="Remarks"'), "has no Notes sheet"),
        ((books.PARTS["Notes"], b'r="2"', b'r="2" hidden="1"'), ""),
        ((books.SHARED, b"Axis", b"Time"), "has no table with name, kind, unit"),
        ((books.SHARED, b">out_line<", b">in_rent<"), "lists in_rent twice"),
        ((books.SHARED, b">out_line<", b">out_lime<"), "lists out_lime but the workbook has no"),
    ],
)
def test_faults_of_the_notes_table(change: tuple[str, bytes, bytes], sentence: str) -> None:
    data = books.changed(DATA, *change)
    if not sentence:
        assert len(template.notes_table(data)) == 2
        return
    with pytest.raises(TemplateError, match=sentence):
        template.notes_table(data)
