"""Recalculated values in every formula cell, and nothing else changed."""

from __future__ import annotations

import io
import subprocess
import sys
import warnings
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from tests.engines import Office, OfficeEngine
from tests.workbooks import books
from tests.workbooks.test_fill import NOTES, REACHED, VALUES, without
from udfs.errors import DomainError, TemplateError
from workbooks import cache, template
from workbooks.fill import fill

EXPECTED = {
    "out_double": 400, "out_line": [200, 400, 600, 800, 1000], "out_error": -0.02,
    "out_text": "Meta Platforms <&> 200", "out_array": [200, 400, 600], "chk_master": True,
}  # fmt: skip
TOUCHED = {books.PARTS["Inputs"], books.PARTS["Bob's model"]}


@pytest.fixture(scope="module")
def data() -> bytes:
    return books.excel_like()


@pytest.fixture(scope="module")
def done(data: bytes) -> bytes:
    return cache.cached(data)


def small(cells: dict[str, object]) -> bytes:
    """A workbook of one sheet."""
    made = openpyxl.Workbook()
    for address, value in cells.items():
        made.active[address] = value
    return books.zipped(books.saved(made))


def stored(data: bytes, sheet: str = "Sheet") -> dict[str, object]:
    """The stored values of a sheet, read by openpyxl."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return {cell.coordinate: cell.value for row in book[sheet].iter_rows() for cell in row}


def formulas(data: bytes) -> dict[str, dict[str, object]]:
    """The formulas of a workbook, as openpyxl reads them."""
    book = openpyxl.load_workbook(io.BytesIO(data), keep_vba=True)
    return {
        sheet.title: {
            cell.coordinate: getattr(cell.value, "text", cell.value)
            for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
        }
        for sheet in book
    }  # fmt: skip


def test_values_are_right(done: bytes) -> None:
    assert template.outputs(done) == EXPECTED


def test_values_follow_the_inputs(data: bytes) -> None:
    made = template.outputs(cache.build_file(data, {"rent": 250, "lessee": "x"}))
    assert made["out_error"] == "#DIV/0!"
    assert made["out_text"] == "x <&> 250"
    assert made["out_line"] == [250, 500, 750, 1000, 1250]


def test_only_sheets_and_the_request_to_recalculate_change(data: bytes, done: bytes) -> None:
    before, after = books.unzipped(data), books.unzipped(done)
    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} == TOUCHED
    for part in TOUCHED:
        inputs: set[str] = set()
        assert without(before[part], inputs, stored=True) == without(
            after[part], inputs, stored=True
        )
    assert after["xl/vbaProject.bin"] == books.MACRO


def test_filling_and_caching_in_one_go(data: bytes) -> None:
    made = cache.build_file(data, VALUES, NOTES)
    assert made == cache.cached(fill(data, VALUES, NOTES))
    before, after = books.unzipped(data), books.unzipped(made)
    for part in TOUCHED:
        assert without(before[part], REACHED[part], stored=True) == without(
            after[part], REACHED[part], stored=True
        )
    assert cache.cached(made) == made


def test_formulas_stay(data: bytes, done: bytes) -> None:
    before = formulas(data)
    assert before == formulas(done)
    assert sum(len(cells) for cells in before.values()) == 13
    assert b'<f t="shared" si="0"/>' in books.unzipped(done)[books.PARTS["Bob's model"]]


def test_types_of_stored_values(data: bytes) -> None:
    sheet = books.unzipped(cache.build_file(data, {"rent": 250}))[books.PARTS["Bob's model"]]
    assert b'<c r="B4" t="e"><f>1/(in_rent-250)</f><v>#DIV/0!</v></c>' in sheet
    assert b'<c r="B5" t="b"><f>in_rent&gt;0</f><v>1</v></c>' in sheet
    assert b'<c r="B2"><f>2*in_rent</f><v>500</v></c>' in sheet
    assert b'<c r="B7" t="str"><f>IF(in_rent&gt;0,"","x")</f><v></v></c>' in sheet
    assert b'<c r="D3"><v>500</v></c>' in sheet


def test_readers_see_numbers(done: bytes) -> None:
    seen = stored(done, "Bob's model")
    assert seen["B2"] == 400
    assert [seen[f"C{row}"] for row in range(2, 7)] == EXPECTED["out_line"]
    assert seen["B6"] == 46023
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame = pd.read_excel(io.BytesIO(done), sheet_name="Bob's model", header=None)
    assert 400 in frame[1].tolist()
    assert frame[2].dropna().tolist() == EXPECTED["out_line"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b' fullCalcOnLoad="1"', b""),
        (b'fullCalcOnLoad="1"', b'fullCalcOnLoad="0"'),
        (b'<calcPr calcId="124519" fullCalcOnLoad="1"/>', b""),
    ],
    ids=["left out", "off", "no settings"],
)
def test_full_calculation_on_load_is_asked_for(data: bytes, old: bytes, new: bytes) -> None:
    book = books.unzipped(cache.cached(books.changed(data, books.WORKBOOK, old, new)))
    text = book[books.WORKBOOK]
    assert text.count(b'fullCalcOnLoad="1"') == 1
    assert text.index(b"</definedNames>") < text.index(b"<calcPr")


def test_spaces_control_characters_and_long_numbers() -> None:
    made = stored(
        cache.cached(
            small({
                "A1": '="  x "', "A2": "=CHAR(7)", "A3": "=1/3", "A4": "=1E-300*1E-300",
                "A5": "=2^60", "A6": "=-1/7E20", "A7": "=Z9", "A8": '="a"&CHAR(10)&"b"',
            })
        )
    )  # fmt: skip
    assert made["A1"] == "  x "
    assert made["A3"] == 1 / 3
    assert made["A5"] == 2.0**60
    assert made["A6"] == -1 / 7e20
    assert (made["A4"], made["A7"]) == (0, 0)
    assert made["A8"] == "a\nb"


def test_volatile_functions_have_values() -> None:
    made = stored(cache.cached(small({"A1": "=YEAR(TODAY())", "A2": "=RAND()", "A3": "=NOW()"})))
    assert made["A1"] == datetime.now().year
    assert 0 <= made["A2"] < 1


def test_cells_of_an_array_formula_are_made() -> None:
    made = openpyxl.Workbook()
    made.active["B2"] = ArrayFormula("B2:C4", "={1,2;3,4;5,6}*10")
    data = books.zipped(books.saved(made))
    seen = stored(cache.cached(data))
    assert [seen[a] for a in ("B2", "C2", "B3", "C3", "B4", "C4")] == [10, 20, 30, 40, 50, 60]


UDF = {"A1": "=LEASE_PV(0.05,20,200)", "A2": "=A1*2", "A3": "=1+1", "A4": "=Other(A2)"}


def test_formulas_that_cannot_be_computed_are_listed() -> None:
    with pytest.raises(TemplateError) as caught:
        cache.cached(small(UDF))
    sentence = str(caught.value)
    assert "Sheet!A1 (formula uses an unsupported function: LEASE_PV)" in sentence
    assert "Sheet!A4 (formula uses an unsupported function: OTHER)" in sentence
    assert "and 1 more" in sentence
    assert "\n" not in sentence


def test_given_values_reach_their_dependants() -> None:
    seen = stored(cache.cached(small(UDF), {("Sheet", "A1"): 2492.5, ("Sheet", "A4"): "fine"}))
    assert seen == {"A1": 2492.5, "A2": 4985, "A3": 2, "A4": "fine"}
    failed = DomainError("nper", 0, "at least 1")
    seen = stored(cache.cached(small(UDF), {("Sheet", "A1"): failed, ("Sheet", "A4"): "#N/A"}))
    assert seen == {"A1": "#NUM!", "A2": "#NUM!", "A3": 2, "A4": "#N/A"}


def test_a_circular_reference_is_told() -> None:
    with pytest.raises(TemplateError, match="circular reference"):
        cache.cached(small({"A1": "=A2", "A2": "=A1+1"}))
    with pytest.raises(TemplateError, match="circular reference"):
        cache.cached(small({"A1": "=A1+1"}))


def test_far_apart_formulas_are_read_one_by_one() -> None:
    seen = cache.recalculate(small({"A1": "=1", "XFD1": "=2", "A1048576": "=3", "XFD2": "=4"}))
    assert seen["Sheet", "XFD1"] == 2
    assert len(seen) == 4


def test_recalculate_and_inject_are_the_two_halves(data: bytes, done: bytes) -> None:
    values = cache.recalculate(data)
    assert values["Bob's model", "C6"] == 1000
    assert cache.inject(data, values) == done
    del values["Bob's model", "C6"]
    with pytest.raises(TemplateError, match="no value for the formula in Bob's model!C6"):
        cache.inject(data, values)


def test_a_workbook_without_formulas_keeps_every_byte() -> None:
    data = small({"A1": 1, "A2": "=not a formula"[1:]})
    assert books.unzipped(cache.cached(data)) == books.unzipped(data)


def test_heavy_libraries_stay_out_of_the_way(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "model.xlsm"
    path.write_bytes(data)
    script = """
import sys
from workbooks import cache, package
assert not {"cellrune", "openpyxl", "pandas"} & set(sys.modules)
cache.build_file(package.read_file(sys.argv[1]), {"rent": 1})
assert not {"openpyxl", "pandas", "formulon"} & set(sys.modules)
"""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script, path], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_values_in_place_of_formulas(data: bytes, done: bytes) -> None:
    frozen = cache.to_values(done)
    assert not any(formulas(frozen).values())
    for sheet in ("Inputs", "Bob's model", "Notes", "Plain"):
        assert {a: v or None for a, v in stored(done, sheet).items()} == stored(frozen, sheet)
    assert template.outputs(frozen) == EXPECTED
    before, after = books.unzipped(done), books.unzipped(frozen)
    assert set(before) - set(after) == {"xl/calcChain.xml"}
    changed = {name for name in after if before[name] != after[name]}
    assert changed == TOUCHED | {books.RELS, books.TYPES}
    assert b"calcChain" not in after[books.RELS] + after[books.TYPES]
    assert cache.build_file(data, {}, values_only=True) == frozen


def test_values_need_stored_values() -> None:
    with pytest.raises(TemplateError, match="the formula in Sheet!A1 has no stored value"):
        cache.to_values(small({"A1": "=1"}))


def test_properties(data: bytes) -> None:
    made = cache.set_properties(data, title="Hyperion & Co", description="onbalance build hyperion")
    before, after = books.unzipped(data), books.unzipped(made)
    assert {name for name in before if before[name] != after[name]} == {"docProps/core.xml"}
    read = openpyxl.load_workbook(io.BytesIO(made)).properties
    kept = openpyxl.load_workbook(io.BytesIO(data)).properties
    assert (read.title, read.description) == ("Hyperion & Co", "onbalance build hyperion")
    assert (read.creator, read.created) == (kept.creator, kept.created)
    again = cache.set_properties(made, title="New")
    assert openpyxl.load_workbook(io.BytesIO(again)).properties.description == read.description


def test_properties_are_made_where_there_are_none(data: bytes) -> None:
    parts = books.unzipped(data)
    del parts["docProps/core.xml"]
    for name in ("_rels/.rels", books.TYPES):
        root = books.etree.fromstring(parts[name])
        for item in list(root):
            if "core" in item.get("Target", "") + item.get("PartName", ""):
                root.remove(item)
        parts[name] = books.etree.tostring(root)
    made = cache.build_file(books.zipped(parts), {}, title="T", description="D")
    read = openpyxl.load_workbook(io.BytesIO(made)).properties
    assert (read.title, read.description) == ("T", "D")


@pytest.mark.parametrize("values_only", [False, True])
def test_libreoffice_opens_the_result(data: bytes, office: Office, values_only: bool) -> None:
    made = cache.build_file(data, VALUES, NOTES, title="T", values_only=values_only)
    engine = OfficeEngine(office, made)
    engine.recalc()
    kept = template.outputs(made)
    for name, value in engine.read(kept).items():
        assert value == kept[name]
    engine.close()
