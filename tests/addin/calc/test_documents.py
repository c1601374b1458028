"""Workbooks with the functions' plain names, as LibreOffice loads, computes and converts them."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import time

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula

import udfs
from addin.calc.cells import PATH
from addin.call import LAST_ERROR, NO_ERROR
from tests.addin.calc.conftest import numpy_for_office
from tests.engines import Office, OfficeEngine, office_missing, office_program
from udfs.registry import all_specs
from workbooks.deal import load_deal
from workbooks.finished import build_finished
from workbooks.model import build_model
from workbooks.template import Template

PV = udfs.lease_pv(0.05, 20, 200)
TABLE = udfs.lease_schedule(0.05, 4, 200).rows()
NAMES = "|".join(spec.name for spec in all_specs())


def saved(workbook: openpyxl.Workbook) -> bytes:
    data = io.BytesIO()
    workbook.save(data)
    return data.getvalue()


def workbook() -> bytes:
    """Calls in every place where a formula can stand in a cell."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "S"
    sheet["A1"], sheet["A2"], sheet["A3"] = 0.05, 20, 200
    sheet["B1"] = "=LEASE_PV(A1,A2,A3)"
    sheet["B2"] = "=IFERROR(LEASE_PV(A1,A2,A3),-1)"
    sheet["B3"] = "=OUR_PV*2"
    sheet["B4"] = "=lease_pv(A1,A2,A3)"
    sheet["B5"] = '="LEASE_PV("&1&")"'
    sheet["B6"] = "=INDEX(LEASE_SCHEDULE(A1,4,A3),2,3)"
    sheet["B7"] = "=NO_SUCH_FUNCTION(A1)"
    sheet["D1"] = ArrayFormula("D1:J5", "=LEASE_SCHEDULE(A1,4,A3)")
    name = DefinedName("OUR_PV", attr_text="LEASE_PV(S!$A$1,S!$A$2,S!$A$3)")
    book.defined_names["OUR_PV"] = name
    book.create_sheet("T")["A1"] = "=LEASE_PV(S!A1,S!A2,S!A3)/2"
    return saved(book)


EXPECTED = [PV, PV, 2 * PV, PV, "LEASE_PV(1)", TABLE[1][2]]


def test_plain_names_are_known_when_a_workbook_has_been_loaded(calc):
    document = calc.open(workbook())
    ranges = [("S", "B1:B7"), ("S", "D1:J5"), ("T", "A1")]
    column, table, other = calc.ask("read", doc=document, ranges=ranges)
    state = calc.ask("state", doc=document)
    calc.ask("close", doc=document)
    for (shown,), wanted in zip(column, EXPECTED, strict=False):
        assert shown == (wanted if isinstance(wanted, str) else pytest.approx(wanted, rel=1e-12))
    assert column[6][0] == {"error": "#NAME?"}
    assert table[0] == TABLE[0][:7]
    for shown, wanted in zip(table[1:], TABLE[1:], strict=True):
        assert shown == pytest.approx(wanted[:7])
    assert other == [[pytest.approx(PV / 2)]]
    assert state == {"modified": False, "undo": []}


def test_other_documents_are_left_alone(calc):
    book = openpyxl.Workbook()
    book.active["A1"] = "=NO_SUCH_FUNCTION(1)"
    book.active["A2"] = "=RATE*2"
    book.defined_names["RATE"] = DefinedName("RATE", attr_text="0.05")
    document = calc.open(saved(book))
    column = calc.ask("read", doc=document, ranges=[("Sheet", "A1:A2")])[0]
    state = calc.ask("state", doc=document)
    calc.ask("close", doc=document)
    assert column == [[{"error": "#NAME?"}], [0.1]]
    assert state == {"modified": False, "undo": []}


RATE, RENT = ({"rate": 0.061}, "out_liability_us"), ({"rent_kw": 80.0}, "out_lev_irr")


@pytest.mark.parametrize(
    ("deal", "changes", "result"),
    [
        ("seed", *RATE),
        pytest.param("hyperion", *RATE, marks=pytest.mark.slow),
        pytest.param("build100", *RENT, marks=pytest.mark.slow),
    ],
)
def test_a_workbook_with_our_functions_computes(calc, deal, changes, result):
    data = build_model(load_deal(deal), "udf")
    template = Template(data)
    plain = re.compile(rf"(?<![.\w])(?:{NAMES})\(".encode())
    part = template.package.read(template.parts["Parity"])
    assert len(plain.findall(part)) > 15
    assert not re.search(rb"ONBALANCE\.", part)

    engine = OfficeEngine(calc, data)
    names = ["row_parity_total", "row_parity_flag", result]
    try:
        loaded = calc.ask("state", doc=engine.document)
        before = engine.read(names)
        engine.set_inputs(changes)
        engine.recalc()
        after = engine.read(names)
    finally:
        engine.close()
    assert before["row_parity_total"] == after["row_parity_total"] == 0
    assert after["row_parity_flag"].count(0.0) > 10
    assert after[result] != before[result]
    assert loaded == {"modified": False, "undo": []}


def test_the_tour_passes_with_every_function_called_from_its_cell(calc):
    engine = OfficeEngine(calc, build_finished("tour", "udf"))
    names = ["out_passes", "out_failing", "chk_master", "row_2a_function"]
    try:
        engine.recalc()
        before = engine.read(names)
        engine.set_inputs({"2_rent": 210})
        engine.recalc()
        after = engine.read(names)
    finally:
        engine.close()
    assert before == {"out_passes": 25, "out_failing": 0, "chk_master": 0,
                      "row_2a_function": pytest.approx(PV)}  # fmt: skip
    assert after == {"out_passes": 24, "out_failing": 1, "chk_master": 1,
                     "row_2a_function": pytest.approx(PV * 1.05)}  # fmt: skip


@pytest.mark.slow
def test_conversion_without_a_window(extensions, tmp_path):
    reason = office_missing()
    folder = None if reason else numpy_for_office()
    if folder is None:
        pytest.skip(reason or "LibreOffice's Python can load no numpy")
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook())
    command = [
        office_program(), "--headless", "--norestore",
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        f"-env:BUNDLED_EXTENSIONS={extensions.as_uri()}",
        "--convert-to", "csv", "--outdir", str(tmp_path), str(path),
    ]  # fmt: skip
    variables = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), PATH: folder}
    for _ in range(2):  # a fresh profile asks to be started again
        done = subprocess.run(command, env=variables, capture_output=True, timeout=120)
        if done.returncode not in (79, 81):
            break
    with (tmp_path / "book.csv").open(newline="") as file:
        found = list(csv.reader(file))
    assert float(found[0][1]) == pytest.approx(PV)
    assert float(found[1][1]) == pytest.approx(PV)
    assert found[0][3:6] == TABLE[0][:3]


# --------------------------------------------------------------------- the last error


def enter(calc, document, *formulas):
    """Enter formulas in column B and return what they show."""
    cells = [("Sheet1", f"B{k}", formula) for k, formula in enumerate(formulas, 1)]
    calc.ask("enter", doc=document, formulas=cells)
    found = calc.ask("read", doc=document, ranges=[("Sheet1", f"B1:B{len(cells)}")])[0]
    return [row[0] for row in found]


def sentence(calc, document, wanted):
    """What the cell of the last error shows, once Calc has been idle."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        ((shown,),) = calc.ask("read", doc=document, ranges=[("Sheet1", "A1")])[0]
        if shown == wanted:
            break
        time.sleep(0.02)
    return shown


def test_the_last_error_follows(calc):
    document = calc.ask("new")
    calc.ask("enter", doc=document, formulas=[("Sheet1", "A1", f"={LAST_ERROR}()")])
    assert enter(calc, document, "=LEASE_PV(0.05;0;200)") == [{"error": "#NUM!"}]
    wanted = "nper must be at least 1, got 0"
    assert sentence(calc, document, wanted) == wanted
    shown = enter(calc, document, "=LEASE_PV(0.05;20;200)", '=LEASE_PV("a";20;200)')
    assert shown == [pytest.approx(PV), {"error": "#VALUE!"}]
    wanted = "rate must be a number, got 'a'"
    assert sentence(calc, document, wanted) == wanted
    calc.ask("close", doc=document)


def test_results_work_inside_other_formulas(calc):
    """A result is a block of one cell to Calc; nothing of that shows."""
    document = calc.ask("new")
    formulas = {
        "=1+LEASE_PV(0.05;20;200)": 1 + PV,
        "=ROUND(LEASE_PV(0.05;20;200);1)": round(PV, 1),
        '=IF(LEASE_PV(0.05;20;200)>1000;"more";"less")': "more",
        '=LEFT("is "&LEASE_PV(0.05;20;200);7)': f"is {PV:.0f}",
        "=SUMPRODUCT({1;2;3}*LEASE_PV(0.05;20;200))": 6 * PV,
        "=SUMPRODUCT(LEASE_PV(0.05;20;{1;2;3}))": 6 * PV / 200,
        "=ISNUMBER(LEASE_PV(0.05;20;200))": 1.0,
        "=ISERROR(LEASE_PV(0.05;0;200))": 1.0,
        "=IFERROR(LEASE_PV(0.05;0;200);-1)": -1.0,
        "=LEASE_PV(LEASE_PV(0;1;0.05);20;200)": PV,
        "=COLUMNS(LEASE_SCHEDULE(0.05;4;200))": float(len(TABLE[0])),
        "=LEASE_SCHEDULE(0.05;4;200)": TABLE[0][0],
        "=LEASE_PV({0.05|0.06};20;200)": PV,
    }
    found = enter(calc, document, *formulas)
    calc.ask("close", doc=document)
    for (formula, wanted), shown in zip(formulas.items(), found, strict=True):
        assert shown == (wanted if isinstance(wanted, str) else pytest.approx(wanted)), formula


def test_texts_compare(calc):
    document = calc.ask("new")
    table = [("Sheet1", "D1:N5", "=LEASE_SCHEDULE(0.05;4;200)")]
    calc.ask("enter", doc=document, formulas=table, array=True)
    formulas = {
        '=LEFT(UDF_SOURCE("LEASE_PV");8)="LEASE_PV"': 1.0,
        '=UDF_SOURCE("LEASE_PV")=UDF_SOURCE("lease_pv")': 1.0,
        '=INDEX(LEASE_SCHEDULE(0.05;4;200);1;1)="Period"': 1.0,
        '=MATCH("Open";INDEX(LEASE_SCHEDULE(0.05;4;200);1;0);0)': 3.0,
        '=D1&""="Period"': 1.0,
        '=D1="Period"': 0.0,  # this one and the next are documented
        '=MATCH("Open";D1:N1;0)': {"error": "#N/A"},
    }
    found = enter(calc, document, *formulas)
    calc.ask("close", doc=document)
    assert dict(zip(formulas, found, strict=True)) == formulas


def test_errors_in_single_cells_keep_their_kind(calc):
    document = calc.ask("new")
    found = enter(calc, document, "=LEASE_PV(NA();20;200)", "=LEASE_PV(0.05;1/0;200)")
    calc.ask("close", doc=document)
    assert found == [{"error": "#N/A"}, {"error": "#DIV/0!"}]


# --------------------------------------------------------------------- without numpy


def test_without_numpy_a_cell_shows_an_error_and_the_sentence_says_why(extensions, tmp_path):
    if office_missing():
        pytest.skip(office_missing())
    broken = tmp_path / "packages" / "numpy"
    broken.mkdir(parents=True)
    text = "raise ModuleNotFoundError(\"No module named 'numpy'\", name='numpy')\n"
    (broken / "__init__.py").write_text(text)
    office = Office(tmp_path, extensions, {PATH: str(broken.parent)})
    try:
        document = office.ask("new")
        shown = enter(office, document, "=LEASE_PV(0.05;20;200)", f"={LAST_ERROR}()")
    finally:
        office.stop()
    assert shown[0] == {"error": "#VALUE!"}
    assert re.match(r"The Python 3\.\d+ of LibreOffice \(.*\) has no package numpy: ", shown[1])
    assert "apt install python3-numpy" in shown[1]
    assert PATH in shown[1]
    assert shown[1] != NO_ERROR
