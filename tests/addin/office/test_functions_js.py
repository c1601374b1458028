"""functions.js in Node: batches, blank cells, errors, the last error, a service that is gone."""

from __future__ import annotations

import pytest

from addin.call import LAST_ERROR, NO_ERROR, call
from addin.office.build import script
from addin.office.certificate import START
from addin.office.metadata import functions_json, identifier
from tests.addin.office.running import free_port, has_node, node, running

pytestmark = pytest.mark.skipif(not has_node(), reason="no Node")

PV = identifier("LEASE_PV")
LAST = [identifier(LAST_ERROR), [], None]


def pv(*arguments, addresses=None):
    return [PV, [None if one is None else [[one]] for one in arguments], addresses]


def excel(service, *steps, **more):
    return node(f"{service.url}/taskpane.html", script(), list(steps), **more)


def results(done):
    return [step["results"] for step in done["steps"]]


def test_every_function_is_associated(service):
    done = excel(service)
    assert done["ids"] == [one["id"] for one in functions_json()["functions"]]
    assert done["ready"]


def test_a_thousand_cells_are_one_request(service):
    done = excel(service, [pv(0.05, 20, 200.0 + k) for k in range(1000)])
    (step,) = done["steps"]
    assert len(step["requests"]) == 1
    values = [rows[0][0] for rows in step["results"]]
    assert values == sorted(values)
    assert values[0] == 2492.4420685079967


@pytest.mark.slow
def test_ten_thousand_cells_are_one_request_and_more_are_split(service):
    done = excel(service, [pv(0.05, 20, 1.0)] * 10_000, [pv(0.05, 20, 1.0)] * 10_001)
    assert [len(step["requests"]) for step in done["steps"]] == [1, 2]
    (expected,) = call("LEASE_PV", [0.05, 20, 1.0])
    assert all(rows == [expected] for step in done["steps"] for rows in step["results"])


@pytest.mark.slow
def test_large_blocks_are_split_by_cells(service):
    block = [[200.0]] * 150_000
    one = [PV, [[[0.05]], [[20.0]], block], None]
    done = excel(service, [one, one, one])
    (step,) = done["steps"]
    assert len(step["requests"]) == 2
    assert all(len(rows) == 150_000 for rows in step["results"])


def test_a_block_beyond_the_limit_is_an_error_in_its_own_cell(service):
    one = [PV, [[[0.05]], [[20.0]], [[200.0]] * 250_001], None]
    ((large, small),) = results(excel(service, [one, pv(0.05, 20, 200)]))
    assert large[0][0]["error"] == "#VALUE!"
    assert "250,000 cells" in large[0][0]["message"]
    assert small == [[2492.4420685079967]]


def test_errors_inside_a_block_are_errors_of_their_cells(service):
    one = [PV, [[[0.05]], [[20.0], [0.0], [{"$error": "#DIV/0!"}], ["x"]], [[200.0]]], None]
    (((rows),),) = results(excel(service, [one]))
    assert rows[0] == [pytest.approx(2492.4420685079967, rel=1e-14)]
    assert [row[0]["error"] for row in rows[1:]] == ["#NUM!", "#DIV/0!", "#VALUE!"]
    assert rows[1][0]["message"] == "nper must be at least 1, got 0"


@pytest.mark.parametrize(
    ("code", "shown"),
    [("#REF!", "#VALUE!"), ("#NAME?", "#VALUE!"), ("#NULL!", "#NULL!"), ("#N/A", "#N/A")],
)
def test_what_excel_takes_from_no_function_is_a_value_error(service, code, shown):
    (((rows),),) = results(excel(service, [pv({"$error": code}, 20, 200)]))
    assert rows[0][0] == {"error": shown, "message": f"rate holds the error {code}"}


def test_the_last_error(service):
    long = [PV, [[[0.05]], [["w"]] * 800 + [["x y z"]], [[200.0]]], None]
    done = excel(service, [LAST], [pv(0.05, 0, 200)], [LAST], [long, LAST])
    first, _, second, (_, third) = results(done)
    assert first == [[[NO_ERROR]]]
    assert second == [[["nper must be at least 1, got 0"]]]
    assert "x y z" in third[0][0]  # of this recalculation, not of the one before


def test_left_out_blank_and_data_types(service):
    plain = pv(0.05, 20, 200)
    calls = [
        plain,
        pv(0.05, 20, 200, None, None),
        [PV, [[[0.05]], [[20.0]], [[200.0]], None, [[None]]], None],
        [PV, [[[{"type": "FormattedNumber", "basicValue": 0.05}]], [[20.0]], [[200.0]]], None],
        [PV, [[[{"type": "Empty", "basicType": "Empty"}]], [[20.0]], [[200.0]]], None],
        [PV, [[[{"type": "Error", "basicValue": "#N/A"}]], [[20.0]], [[200.0]]], None],
        [PV, [[[{"type": "Picture"}]], [[20.0]], [[200.0]]], None],
    ]
    (found,) = results(excel(service, calls))
    assert found[:4] == [[[2492.4420685079967]]] * 4
    assert found[4][0][0]["error"] == "#VALUE!"
    assert [rows[0][0]["error"] for rows in found[5:]] == ["#N/A", "#VALUE!"]


# ------------------------------------------------------------------ blanks that arrive as zeros

FREQ = 5  # the place of freq, of which a zero is an error and a blank the default


def with_freq(address):
    addresses = [None] * FREQ + [address]
    return pv(0.05, 20, 200, None, None, 0, addresses=addresses)


@pytest.mark.parametrize(
    ("address", "sheet"),
    [("Sheet1!B2", "Sheet1"), ("'My sheet'!B2", "My sheet"), ("'It''s'!B2", "It's")],
)
def test_a_zero_from_a_blank_cell_is_blank(service, address, sheet):
    done = excel(service, [with_freq(address)], blanks={f"{sheet}|B2": [["Empty"]]})
    assert results(done) == [[[[2492.4420685079967]]]]


@pytest.mark.parametrize(
    "address", ["[Other.xlsx]Sheet1!B2", "'[Other 1.xlsx]Sheet1'!B2", "'C:\\a\\[O.xlsx]Sheet1'!B2"]
)
def test_a_cell_of_another_workbook_is_not_looked_up_in_this_one(service, address):
    done = excel(service, [with_freq(address)], blanks={"Sheet1|B2": [["Empty"]]})
    ((rows,),) = results(done)
    assert rows[0][0]["error"] == "#NUM!"


def test_an_unknown_sheet_leaves_the_look_up_of_the_others(service):
    calls = [with_freq("Gone!B2"), with_freq("Sheet1!B2")]
    ((lost, found),) = results(excel(service, calls, blanks={"Sheet1|B2": [["Empty"]]}))
    assert lost[0][0]["error"] == "#NUM!"
    assert found == [[2492.4420685079967]]


# ------------------------------------------------------------------ whole columns

WHOLE = 1_048_576


def column(payments, more, **also):
    """LEASE_PV over a whole column of payments, blank below them."""
    whole = [None, also.get("nper"), {"rows": WHOLE, "with": more}]
    nper = [[20.0]] * (2 if also else 1)
    return [PV, [[[0.05]], nper, [[cell] for cell in payments]], None, whole]


@pytest.mark.parametrize("more", [None, "undefined"])
def test_the_blank_rows_of_a_whole_column_are_left_out(service, more):
    ((rows,),) = results(excel(service, [column([200.0, None, 0.0, 400.0], more)]))
    assert [row[0] for row in (rows[0], *rows[2:])] == [
        pytest.approx(value) for value in (2492.4420685079967, 0.0, 2 * 2492.4420685079967)
    ]
    assert len(rows) == 4


def test_whole_columns_of_one_call_stay_row_by_row(service):
    one = column([200.0, 400.0, 200.0], None, nper={"rows": WHOLE, "with": None})
    ((rows,),) = results(excel(service, [one]))
    assert len(rows) == 3
    assert rows[0] == [pytest.approx(2492.4420685079967)]
    assert rows[2][0]["error"] == "#VALUE!"  # its nper is blank


def test_a_whole_column_of_blanks_is_one_blank(service):
    ((rows,),) = results(excel(service, [column([None], None)]))
    assert len(rows) == 1
    assert "cells" not in rows[0][0]["message"]


@pytest.mark.parametrize("more", [0.0, ""])
def test_zeros_and_texts_are_not_blank(service, more):
    ((rows,),) = results(excel(service, [column([200.0], more)]))
    assert rows[0][0]["error"] == "#VALUE!"
    assert "250,000 cells" in rows[0][0]["message"]


def test_a_range_within_the_limit_keeps_its_blank_rows(service):
    whole = [None, None, {"rows": 5, "with": None}]
    ((rows,),) = results(excel(service, [[PV, [[[0.05]], [[20.0]], [[200.0]]], None, whole]]))
    assert len(rows) == 5


def test_a_true_zero_stays_a_zero(service):
    done = excel(service, [with_freq("Sheet1!B2")], blanks={"Sheet1|B2": [["Double"]]})
    ((rows,),) = results(done)
    assert rows[0][0]["error"] == "#NUM!"


def test_blanks_within_a_range(service):
    block = [[200.0], [0.0], [0.0]]
    one = [PV, [[[0.05]], [[20.0]], block], [None, None, "Sheet1!A1:A3"]]
    kinds = {"Sheet1|A1:A3": [["Double"], ["Empty"], ["Double"]]}
    ((rows,),) = results(excel(service, [one], blanks=kinds))
    assert rows[0] == [pytest.approx(2492.4420685079967, rel=1e-14)]
    assert rows[1][0]["error"] == "#VALUE!"
    assert rows[2] == [0.0]


@pytest.mark.parametrize("blanks", ["hang", {"Other|A1": []}], ids=["silent", "unlike"])
@pytest.mark.slow
def test_without_an_answer_of_the_sheet_a_zero_is_a_zero(service, blanks):
    done = excel(service, [with_freq("Sheet1!B2")], blanks=blanks)
    ((rows,),) = results(done)
    assert rows[0][0]["error"] == "#NUM!"
    assert done["steps"][0]["ms"] < 10_000


# ------------------------------------------------------------------ a service that is not there


def test_a_service_that_is_gone():
    page = f"http://127.0.0.1:{free_port()}/taskpane.html"
    done = node(page, script(), [[pv(0.05, 20, 200)] * 3, [LAST]])
    first, (last,) = results(done)
    for rows in first:
        assert rows[0][0]["error"] == "#N/A"
        assert f"does not answer. Start it with: {START}" in rows[0][0]["message"]
    assert last == [[first[0][0][0]["message"]]]
    assert len(done["steps"][0]["requests"]) == 2  # one retry, no more


def test_a_service_that_refuses(tmp_path):
    with running(tmp_path, workers=1, token="sixteen letters or more") as locked:
        ((rows,),) = results(excel(locked, [pv(0.05, 20, 200)]))
        assert rows[0][0]["error"] == "#N/A"
        assert "asks for its token" in rows[0][0]["message"]
        ((rows,),) = results(excel(locked, [pv(0.05, 20, 200)], token="sixteen letters or more"))
        assert rows == [[2492.4420685079967]]


def test_nothing_is_evaluated_or_loaded():
    text = script().decode()
    for word in ("eval(", "new Function", "innerHTML", "import(", "importScripts", "<script"):
        assert word not in text
    assert "https://" not in text
