"""Two versions compared: what differs is named once, and what only moved is no difference."""

import json
import re

import openpyxl
import pytest

from tests.workbooks.audit.small import DATED, book
from workbooks.address import column_letters, parse_cell
from workbooks.audit.diff import compare
from workbooks.audit.read import read
from workbooks.command import run


def model(periods=6, first=4, rate="Inputs!$B$2", extra=()):
    """A loan over some periods; rows in `extra` (row, text) are put in above."""
    cells = {"A1": "Loan", "A3": "Period", "B3": "Balance", "C3": "Interest", "D3": "Paid"}
    row = first - 1
    cells |= {f"A{row}": "Period", f"B{row}": "Balance", f"C{row}": "Interest", f"D{row}": "Paid"}
    for k in range(periods):
        row = first + k
        cells[f"A{row}"] = float(k) if k == 0 else (f"=A{row - 1}+1", float(k))
        if k == 0:
            cells[f"B{row}"] = ("=Inputs!B1", 100.0)
            continue
        cells[f"B{row}"] = (f"=B{row - 1}+C{row}-D{row}", 100.0 + k)
        cells[f"C{row}"] = (f"=B{row - 1}*{rate}", 5.0)
        cells[f"D{row}"] = (f"=C{row}", 5.0)
    last = first + periods - 1
    cells[f"A{last + 2}"] = "Total"
    cells[f"C{last + 2}"] = (f"=SUM(C{first}:C{last})", 25.0)
    inputs = {"A1": "Principal", "B1": 100, "A2": "Rate", "B2": 0.05}
    return {"Inputs": inputs, "Loan": cells}


def changes(old, new, names=None, new_names=None):
    return compare(book(old, names), book(new, new_names if new_names is not None else names))


def parts(found):
    return {part: [(one.kind, one.sheet, [area.text for area in one.areas]) for one in given]
            for part, given in found.parts().items() if given}  # fmt: skip


def test_a_model_is_like_itself():
    assert changes(model(), model()).is_empty


def test_an_input_and_the_values_it_moves():
    new = model()
    new["Inputs"]["B2"] = 0.06
    new["Loan"]["C5"] = ("=B4*Inputs!$B$2", 6.0)
    found = changes(model(), new)
    assert parts(found) == {"inputs": [("changed", "Inputs", ["B2"])],
                            "values": [("changed", "Loan", ["C5"])]}  # fmt: skip
    assert (found.inputs[0].label, found.inputs[0].before, found.inputs[0].after) == (
        "Rate", "0.05", "0.06",
    )  # fmt: skip


def test_a_formula_changed_in_all_copies_is_one_change():
    found = changes(model(), model(rate="Inputs!$B$2/12"))
    assert parts(found) == {"formulas": [("changed", "Loan", ["C5:C9"])]}
    assert (found.formulas[0].before, found.formulas[0].after) == (
        "=B4*Inputs!$B$2", "=B4*Inputs!$B$2/12",
    )  # fmt: skip


def test_a_number_over_a_formula_is_said_so():
    new = model()
    new["Loan"]["C7"] = 5
    assert parts(changes(model(), new)) == {"formulas": [("overwritten", "Loan", ["C7"])]}


def test_a_longer_model_has_grown():
    found = changes(model(), model(periods=9))
    assert {one[0] for one in parts(found)["formulas"]} == {"grown"}
    assert {area for _, _, areas in parts(found)["formulas"] for area in areas} == {
        "A10:A12", "B10:B12", "C10:C12", "D10:D12",
    }  # fmt: skip
    back = changes(model(periods=9), model())
    assert {one[0] for one in parts(back)["formulas"]} == {"shrunk"}


def test_rows_put_in_above_move_nothing_else():
    found = changes(model(), model(first=7) | {})
    # rows 3 to 6: the old heading stays in row 3, so only one new heading row comes
    assert not found.formulas
    assert not found.inputs
    assert [one.after for one in found.layout] == ["rows 6"]


def shifted(cells, at, by):
    """What Excel makes of a sheet when `by` rows are put in before row `at`."""

    def moved(found):
        row = int(found[3])
        return f"{found[1]}{found[2]}{row + by if row >= at else row}"

    new = {}
    for address, held in cells.items():
        row, column = parse_cell(address)
        target = f"{column_letters(column)}{row + by if row >= at else row}"
        if isinstance(held, tuple):
            held = (re.sub(r"(?<![A-Za-z!$])()(\$?[A-Z]{1,2}\$?)([0-9]+)", moved, held[0]), held[1])
        new[target] = held
    return new


def test_a_row_put_in_is_one_row_and_not_a_thousand_changes():
    old = model(periods=400)
    new = dict(old, Loan=shifted(old["Loan"], 200, 1))
    new["Loan"] |= {"A200": "a note put in between", "B200": 7}
    found = changes(old, new)
    assert parts(found) == {
        "layout": [("added", "Loan", [])],
        "inputs": [("added", "Loan", ["B200"])],
        "texts": [("added", "Loan", ["A200"])],
    }
    assert found.layout[0].after == "rows 200"
    back = changes(new, old)
    assert set(parts(back)) == {"layout", "inputs", "texts"}
    assert back.layout[0].before == "rows 200"


def test_a_column_put_in():
    old = {"S": {"A1": "x", "B1": "Jan", "C1": "Feb", "D1": "Sum",
                 "A2": "Rent", "B2": 1, "C2": 2, "D2": ("=SUM(B2:C2)", 3)}}  # fmt: skip
    new = {"S": {"A1": "x", "B1": "Jan", "C1": "New", "D1": "Feb", "E1": "Sum",
                 "A2": "Rent", "B2": 1, "D2": 2, "E2": ("=SUM(B2:D2)", 3)}}  # fmt: skip
    found = changes(old, new)
    assert parts(found) == {"layout": [("added", "S", [])], "texts": [("added", "S", ["C1"])]}
    assert found.layout[0].after == "columns C"


def along(periods=24):
    """A model along time, whose columns are all alike but for the date above them."""
    cells = {"A1": "Line", "A2": "Rent", "A3": "Cost", "A4": "Net", "A5": "Tax"}
    for k in range(periods):
        here, before = column_letters(k + 2), column_letters(k + 1)
        cells[f"{here}1"] = 46000 + 30 * k
        cells[f"{here}2"] = (f"={before}2*1.02", 1.0) if k else 100
        cells[f"{here}3"] = (f"=-{here}2*0.3", 1.0)
        cells[f"{here}4"] = (f"=SUM({here}2:{here}3)", 1.0)
        cells[f"{here}5"] = (f"=-{here}4*0.25", 1.0)
    return cells


@pytest.mark.parametrize("dated", [False, True])
def test_changes_in_columns_that_are_alike_move_no_column(dated):
    new = along()
    new |= {"F3": -31.5, "H4": ("=SUM(H2:H2)", 1.0), "J5": ("=J4*0.25", 1.0), "L2": ("=K2+5", 1.0)}
    styles = {f"S!{column_letters(k + 2)}1": DATED for k in range(24)} if dated else {}
    found = compare(book({"S": along()}, styles=styles), book({"S": new}, styles=styles))
    assert not found.layout
    assert not found.inputs
    assert sorted(area.text for one in found.formulas for area in one.areas) == [
        "F3", "H4", "J5", "L2",
    ]  # fmt: skip


@pytest.mark.parametrize("full", [0, 4_000_000])
def test_a_long_sheet_with_changes_at_both_ends(full, monkeypatch):
    """The same result whether all pairs of rows are weighed or the ones in between alone."""
    monkeypatch.setattr("workbooks.audit.align._FULL", full)
    old = {f"A{k}": f"line {k}" for k in range(1, 301)}
    old |= {f"B{k}": (f"=C{k}*2", 1.0) for k in range(1, 301)}
    lines = [k for k in range(1, 301) if k != 40]
    lines[200:200] = [0]
    lines.append(40)  # a line was moved to the end, and another one came
    new = {f"A{row}": f"line {k}" for row, k in enumerate(lines, 1)}
    new |= {f"B{row}": (f"=C{row}*2", 1.0) for row in range(1, len(lines) + 1)}
    new["B10"], new["B250"] = ("=C10*3", 1.0), ("=C250*3", 1.0)
    found = changes({"S": old}, {"S": new})
    assert [(one.kind, one.before or one.after) for one in found.layout] == [
        ("removed", "rows 40"), ("added", "rows 201, 301"),
    ]  # fmt: skip
    changed = [area.text for one in found.formulas if one.kind == "changed" for area in one.areas]
    assert sorted(changed) == ["B10", "B250"]


@pytest.mark.parametrize("full", [0, 4_000_000])
def test_a_row_put_into_a_long_list_of_alike_rows(full, monkeypatch):
    """No line is there once, and the list is changed near both its ends."""
    monkeypatch.setattr("workbooks.audit.align._FULL", full)
    old = {f"A{k}": k for k in range(1, 301)}
    old |= {f"B{k}": (f"=A{k}*2", 1.0) for k in range(1, 301)}
    new = shifted(old, 5, 1) | {"A5": "note"}
    new["B101"], new["B299"] = ("=A101*3", 1.0), ("=A299*3", 1.0)
    found = changes({"S": old}, {"S": new})
    assert parts(found) == {
        "layout": [("added", "S", [])],
        "formulas": [("changed", "S", ["B101", "B299"])],
        "texts": [("added", "S", ["A5"])],
    }


def test_a_reference_that_moved_by_mistake_is_found_beside_an_inserted_row():
    old = model(periods=20)
    new = dict(old, Loan=shifted(old["Loan"], 8, 1))
    new["Loan"] |= {"A8": "a note"}
    new["Loan"]["C15"] = ("=B13*Inputs!$B$2", 5.0)
    found = changes(old, new)
    assert [(one.kind, [area.text for area in one.areas]) for one in found.formulas] == [
        ("changed", ["C15"])
    ]


def test_sheets_renamed_added_removed():
    old, new = model(), model()
    renamed = {"Inputs": new["Inputs"], "Debt": new["Loan"], "Extra": {"A1": "new"}}
    found = changes(old | {"Old": {"A1": 5}}, renamed)
    assert sorted((one.kind, one.sheet) for one in found.layout) == [
        ("added", "Extra"), ("removed", "Old"), ("renamed", "Debt"),
    ]  # fmt: skip
    assert not found.formulas


def test_references_follow_a_renamed_sheet():
    old = {"In": {"A1": "a rate", "A2": "Rate", "B2": 5}, "Out": {"A1": "x", "B1": ("=In!B2", 5)}}
    new = {"Input": old["In"], "Out": {"A1": "x", "B1": ("=Input!B2", 5)}}
    found = changes(old, new)
    assert [one.kind for one in found.layout] == ["renamed"]
    assert not found.formulas


def test_names_follow_their_cells():
    old = model()
    new = dict(old, Loan=shifted(old["Loan"], 2, 1))
    new["Loan"] |= {"A2": "a note"}
    same = changes(old, new, {"debt": "Loan!$B$5"}, {"debt": "Loan!$B$6"})
    assert not same.names
    other = changes(old, new, {"debt": "Loan!$B$5", "gone": "Loan!$A$1"}, {"debt": "Loan!$B$7"})
    assert sorted((one.kind, one.label) for one in other.names) == [
        ("changed", "debt"), ("removed", "gone"),
    ]  # fmt: skip


@pytest.fixture
def templates(tmp_path):
    """A template, and the same with an input and a formula changed."""
    changed = tmp_path / "changed.xlsx"
    workbook = openpyxl.load_workbook("templates/tour.xlsx")
    sheet = workbook.worksheets[1]
    sheet.insert_rows(3)
    workbook.save(changed)
    return "templates/tour.xlsx", str(changed)


def test_the_command(templates, capsys):
    assert run(["diff", templates[0], templates[0], "--fail-on-change"]) == 0
    assert "No difference" in capsys.readouterr().out
    assert run(["diff", *templates]) == 0
    capsys.readouterr()
    assert run(["diff", *templates, "--json", "--fail-on-change"]) == 1
    facts = json.loads(capsys.readouterr().out)
    assert facts["same"] is False


def test_a_template_and_its_twin():
    found = compare(read("templates/tour.xlsx"), read("templates/tour_udf.xlsx"))
    assert not found.inputs
    assert not found.formulas or {one.kind for one in found.formulas} <= {"added", "changed"}
