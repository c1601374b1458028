"""The three engines of the tests read and change the same workbook alike."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from tests.engines import Engine, FormulonEngine, Office, OfficeEngine

NAMES = {
    "in_rent": "'Bob''s deal'!$B$1", "in_when": "'Bob''s deal'!$B$2",
    "in_years": "'Bob''s deal'!$B$3:$B$5", "in_label": "'Bob''s deal'!$B$6",
    "out_twice": "Out!$A$1", "out_error": "Out!$A$2", "out_block": "Out!$A$3:$B$4",
    "out_sum": "Out!$A$5", "out_label": "Out!$A$6", "chk_flag": "Out!$A$7", "out_day": "Out!$A$8",
}  # fmt: skip


@pytest.fixture(scope="module")
def data() -> bytes:
    """A small workbook with a quoted sheet name, an error, a text and a truth value."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Bob's deal"
    for row, value in enumerate((10, date(2026, 1, 1), 1, 2, 3, "x"), 1):
        sheet.cell(row, 2, value)
    out = book.create_sheet("Out")
    out["A1"], out["A2"], out["A3"] = "=2*in_rent", "=1/(in_rent-10)", "=in_rent"
    out["B3"], out["A4"], out["B4"] = "=in_rent+1", "=NA()", "=SQRT(-1)"
    out["A5"], out["A6"], out["A7"] = "=SUM(in_years)", '=in_label&"!"', "=in_rent>5"
    out["A8"] = "=EDATE(in_when,1)"
    for name, place in NAMES.items():
        book.defined_names[name] = DefinedName(name, attr_text=place)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def check(engine: Engine | FormulonEngine | OfficeEngine) -> None:
    """Compare what an engine reads, before and after a change."""
    engine.recalc()
    names = [name for name in NAMES if not name.startswith("in_")]
    before = engine.read(names)
    assert before["out_twice"] == 20
    assert before["out_error"] == "#DIV/0!"
    assert before["out_block"] == [[10, 11], ["#N/A", "#NUM!"]]
    assert before["out_sum"] == 6
    assert before["out_label"] == "x!"
    assert before["chk_flag"] == True  # noqa: E712 - LibreOffice has 1.0 for it
    assert before["out_day"] == 46054
    engine.set_inputs({"rent": 12.5, "years": [5], "label": None, "when": date(2026, 2, 1)})
    engine.recalc()
    after = engine.read([*names, "in_years"])
    assert after["out_twice"] == 25
    assert after["out_error"] == pytest.approx(0.4, rel=1e-15)
    assert after["out_sum"] == 5
    assert after["out_label"] == "!"
    assert after["out_day"] == 46082
    assert [value or None for value in after["in_years"]] == [5, None, None]
    engine.close()


def test_cellrune(data: bytes) -> None:
    check(Engine(data))


def test_formulon(data: bytes) -> None:
    check(FormulonEngine(data))


def test_libreoffice(data: bytes, office: Office) -> None:
    check(OfficeEngine(office, data))


def test_libreoffice_prints(data: bytes, office: Office, tmp_path: Path) -> None:
    target = tmp_path / "out.pdf"
    office.pdf(data, target)
    assert target.read_bytes().startswith(b"%PDF-")
