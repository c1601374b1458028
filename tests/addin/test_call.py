"""The one way in for every host: what comes in, what goes out, and that nothing escapes."""

from __future__ import annotations

import datetime
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import udfs
from addin.call import CODES, Fault, call, faults
from udfs import registry
from udfs.errors import OnBalanceError
from udfs.registry import all_specs, udf

ROOT = Path(__file__).parents[2]

#: What no host should bring.
ODD = {
    "dict": {}, "no row": [], "no column": [[]], "object": object(), "bytes": b"x",
    "huge": 10**400, "nan": float("nan"), "inf": float("inf"), "numpy nan": np.nan,
    "zero byte": "\0", "three dimensions": [[[1]]], "complex": 1j,
}  # fmt: skip


def code(name, *arguments):
    """The error of a call that must give a single error cell."""
    ((cell,),) = call(name, arguments)
    assert isinstance(cell, Fault)
    return cell.code


def test_a_single_value_is_one_cell():
    ((value,),) = call("LEASE_PV", [0.05, 20, 200])
    # the closed form of an annuity
    assert value == pytest.approx(200 * (1 - 1.05**-20) / 0.05, rel=1e-14)
    assert call("LEASE_PV", [[[0.05]], [[20.0]], [[200.0]]]) == [[value]]


def test_names_in_any_case():
    assert call("lease_pv", [0.05, 20, 200]) == call("LEASE_PV", [0.05, 20, 200])
    assert code("LEASE_PW") == "#NAME?"
    assert code("") == "#NAME?"


def test_a_column_against_a_row_is_a_grid():
    rows = call("LEASE_PV", [[[0.04], [0.05], [0.06]], 20, [[100.0, 200.0]]])
    assert [len(row) for row in rows] == [2, 2, 2]
    assert rows[1][1] == pytest.approx(udfs.lease_pv(0.05, 20, 200), rel=1e-14)


def test_one_place_per_series_is_a_column():
    flows = [[-100.0, 60.0, 60.0], [-100.0, 70.0, 70.0]]
    rows = call("YIELD_IRR", [flows])
    assert rows == [[udfs.yield_irr(flows[0])], [udfs.yield_irr(flows[1])]]


def test_a_table_has_its_header_row():
    rows = call("LEASE_SCHEDULE", [0.05, 20, 200])
    assert len(rows) == 21
    assert rows[0][0] == "Period"
    assert len(call("LEASE_SCHEDULE", [0.05, 20, 200, *[None] * 10, False])) == 20


def test_no_minus_zero_reaches_a_cell():
    rows = call("LEASE_VS_BUY", [[["cost", 2000], ["nper", 20], ["pmt", 200], ["rate", 0.07]]])
    numbers = [cell for row in rows for cell in row if isinstance(cell, float)]
    assert 0.0 in numbers
    assert not [number for number in numbers if str(number) == "-0.0"]


def test_blank_and_left_out_are_the_default():
    whole = call("LEASE_PV", [0.05, 20, 200, 0, 0, 1])
    assert call("LEASE_PV", [0.05, 20, 200, None, None, None]) == whole
    assert call("LEASE_PV", [0.05, 20, 200]) == whole
    assert code("LEASE_PV", 0.05, 20) == "#VALUE!"
    assert call("LEASE_PV", [0.05, 20])[0][0].message == "pmt must be given, got a blank"


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!", "#NAME?", "#NULL!", "#NUM!"])
def test_an_error_is_passed_on(error):
    assert code("LEASE_PV", error, 20, 200) == error
    assert code("YIELD_IRR", [[-100.0], [error], [120.0]]) == error


def test_an_error_no_host_knows_is_shown_as_value():
    assert code("LEASE_PV", "#SPILL!", 20, 200) == "#VALUE!"


def test_one_bad_row_is_one_error_cell():
    rows = call("LEASE_PV", [[[0.05], ["abc"], [-2.0], ["#N/A"], [0.05]], 20, 200])
    assert [fault.code for fault in faults(rows)] == ["#VALUE!", "#NUM!", "#N/A"]
    assert rows[0] == rows[4] == [pytest.approx(udfs.lease_pv(0.05, 20, 200), rel=1e-14)]
    assert faults(rows)[1].message.endswith("got -2")


@pytest.mark.parametrize(
    ("given", "serial"),
    [
        (datetime.date(2026, 1, 31), 46053.0),
        (datetime.datetime(2026, 1, 31), 46053.0),
        (datetime.datetime(2026, 1, 31, 12), 46053.5),
        (datetime.datetime(2026, 1, 31, tzinfo=datetime.UTC), 46053.0),
        (datetime.date(1900, 2, 28), 59.0),
        (datetime.date(1900, 3, 1), 61.0),
    ],
)
def test_a_date_is_a_number_in_a_cell(given, serial):
    """The serials are Excel's: DATE(2026,1,31) is 46053, and 29 February 1900 is counted."""
    assert call("LEASE_ROU", [given]) == [[serial]]
    assert call("LEASE_WALT", [[[given], [given]], [[1.0], [3.0]]]) == [[2.0]]


def test_too_many_arguments():
    assert code("UDF_SOURCE", "LEASE_PV", 1.0) == "#VALUE!"
    assert "takes at most 1 arguments, got 2" in call("UDF_SOURCE", ["LEASE_PV", 1.0])[0][0].message


@pytest.fixture
def broken(monkeypatch):
    """A function of ours with a fault in it."""
    stores = (registry._FUNCTIONS, registry._WRAPPERS, registry._SPECS)
    before = [dict(store) for store in stores]

    def make(error):
        @udf(source="x", reason="x", category="x")
        def lease_broken(rate: Rate) -> Money:  # noqa: F821
            """It breaks."""
            raise error

    yield make
    for store, old in zip(stores, before, strict=True):
        store.clear()
        store.update(old)


@pytest.mark.parametrize(
    "error", [KeyError("x"), RuntimeError("boom"), OnBalanceError("a", 1, "b")]
)
def test_nothing_escapes(broken, error):
    broken(error)
    assert code("LEASE_BROKEN", 0.05) == "#VALUE!"


@pytest.mark.parametrize("error", [MemoryError(), RecursionError()])
def test_what_is_too_large_is_num(broken, error):
    broken(error)
    assert code("LEASE_BROKEN", 0.05) == "#NUM!"


@pytest.mark.parametrize("spec", all_specs(), ids=lambda spec: spec.name)
def test_no_argument_raises(spec):
    """Even what no host should bring gives cells: numbers, texts, flags and errors."""
    for odd, argument in ODD.items():
        rows = call(spec.name, [argument] * len(spec.arguments))
        assert rows, odd
        assert len({len(row) for row in rows}) == 1, odd
        for cell in (cell for row in rows for cell in row):
            assert type(cell) in (float, str, bool, Fault), odd
            assert type(cell) is not float or np.isfinite(cell), odd
            assert type(cell) is not Fault or (cell.code in CODES and cell.message), odd


def test_the_way_in_needs_no_spreadsheet_package():
    heavy = "('pandas', 'openpyxl', 'xlwings', 'pydantic', 'lxml', 'fastapi')"
    code = f"import sys, addin.call; print([m for m in {heavy} if m in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
