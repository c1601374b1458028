"""Cells: what a cell may hold, how ranges broadcast, and one error for one bad row."""

from __future__ import annotations

import datetime
import pickle
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from udfs import (
    dev_returns,
    lease_balance,
    lease_liabilityx,
    lease_payments,
    lease_pv,
    lease_rvg,
    lease_straight_line,
    lease_term,
    lease_walt,
    yield_irr,
    yield_xirr,
)
from udfs.errors import (
    CellError,
    DomainError,
    InputTypeError,
    MissingDataError,
    NoConvergenceError,
    OnBalanceError,
    TemplateError,
    ZeroDenominatorError,
)
from udfs.readers import read_date, read_flag, read_grid, read_keys, read_labels, read_numbers
from udfs.table import Table

PV = lease_pv(0.05, 20, 200)


@pytest.mark.parametrize(
    "rate",
    [0.05, np.float64(0.05), np.float32(0.05), np.array(0.05), [[0.05]], [0.05], ((0.05,),)]
    + [np.array([[0.05]]), Decimal("0.05"), Fraction(1, 20)],
)
def test_one_number_in_any_wrapping(rate: Any) -> None:
    found = lease_pv(rate, 20, 200)
    assert type(found) is float
    assert found == pytest.approx(PV, rel=1e-7)


def test_flags_count_as_numbers() -> None:
    assert lease_pv(0.05, 20, 200, 0, True) == lease_pv(0.05, 20, 200, 0, 1)
    assert lease_pv(True, True, 200) == 100.0


@pytest.mark.parametrize(
    ("cell", "error", "code"),
    [
        (None, InputTypeError, "#VALUE!"),
        ("0.05", InputTypeError, "#VALUE!"),
        ("", InputTypeError, "#VALUE!"),
        ("text", InputTypeError, "#VALUE!"),
        (b"0.05", InputTypeError, "#VALUE!"),
        (float("nan"), InputTypeError, "#VALUE!"),
        (float("inf"), DomainError, "#NUM!"),
        (-float("inf"), DomainError, "#NUM!"),
        (10**400, DomainError, "#NUM!"),
        (1j, InputTypeError, "#VALUE!"),
        (object(), InputTypeError, "#VALUE!"),
        (datetime.date(2020, 1, 1), InputTypeError, "#VALUE!"),
        ("#N/A", CellError, "#N/A"),
        ("#REF!", CellError, "#REF!"),
        (ZeroDenominatorError("x", 0, "above 0"), CellError, "#DIV/0!"),
        ([], InputTypeError, "#VALUE!"),
        ([[]], InputTypeError, "#VALUE!"),
        ({"a": 1}, InputTypeError, "#VALUE!"),
    ],
)
def test_one_bad_cell(cell: Any, error: type[OnBalanceError], code: str) -> None:
    with pytest.raises(error) as caught:
        lease_pv(cell, 20, 200)
    assert caught.value.excel == code
    assert "rate" in str(caught.value)


@pytest.mark.parametrize("cell", [None, "0.05", float("nan"), float("inf"), "#N/A", 10**400, -7])
def test_a_bad_cell_in_a_range_is_one_error(cell: Any) -> None:
    found = lease_pv([0.05, cell, 0.06], 20, 200)
    assert found.dtype == object
    assert found[0] == pytest.approx(PV)
    assert found[2] == pytest.approx(2293.984243713119)
    assert isinstance(found[1], OnBalanceError)
    with pytest.raises(type(found[1])) as caught:
        lease_pv(cell, 20, 200)
    assert str(caught.value) == str(found[1])


def test_a_blank_optional_is_its_default() -> None:
    assert lease_pv(0.05, 20, 200, None, None, None, None, None, None) == PV
    assert lease_pv(0.05, 20, 200, 0, 0, 1, 0, "") == PV
    found = lease_pv(0.05, 20, 200, [None, 100, None])
    assert found.dtype == float
    assert found[0] == found[2] == pytest.approx(PV)
    assert lease_rvg([1300, 1300], 1000, [None, 100]).tolist() == [300.0, 100.0]


def test_good_rows_make_a_float_array() -> None:
    assert lease_pv([0.05, 0.06], 20, 200).dtype == np.float64
    assert lease_pv([0.05, 0.06], [20, 0], 200).dtype == object


def test_column_against_row_is_a_grid() -> None:
    rates, rents = [[0.04], [0.05], [0.06]], [[100, 200]]
    found = lease_pv(rates, 20, rents)
    assert found.shape == (3, 2)
    for r, (rate,) in enumerate(rates):
        for c, rent in enumerate(rents[0]):
            assert found[r, c] == pytest.approx(lease_pv(rate, 20, rent), rel=1e-14)
    assert lease_pv(rates, 20, [100, 200]).shape == (3, 2)
    assert lease_pv([[0.04, 0.05, 0.06]], 20, 200).shape == (1, 3)
    assert lease_pv(rates, 20, 200).shape == (3, 1)
    assert lease_pv([0.04, 0.05], 20, 200).shape == (2,)


def test_sizes_that_do_not_fit() -> None:
    with pytest.raises(InputTypeError, match="ranges of one size"):
        lease_pv([0.04, 0.05], 20, [1, 2, 3])
    with pytest.raises(InputTypeError, match="ragged"):
        lease_pv([[0.04, 0.05], [0.06]], 20, 200)


def test_text_ranges_broadcast() -> None:
    found = lease_pv(
        0.05, 12, 200, 0, 0, 12, 0, [["nominal"], ["effective"], ["x"], [None], ["#N/A"]]
    )
    assert found.shape == (5, 1)
    assert found[0, 0] == lease_pv(0.05, 12, 200, freq=12)
    assert found[1, 0] == lease_pv(0.05, 12, 200, freq=12, comp="effective")
    assert isinstance(found[2, 0], InputTypeError)
    assert found[3, 0] == found[0, 0]
    assert found[4, 0].excel == "#N/A"


def test_a_scalar_that_is_bad_in_every_row() -> None:
    found = lease_pv([0.04, 0.05], "x", 200)
    assert [error.excel for error in found] == ["#VALUE!", "#VALUE!"]
    found = lease_pv([0.04, 0.05], 0, 200)
    assert [error.excel for error in found] == ["#NUM!", "#NUM!"]


def test_a_long_range_is_the_same_as_its_rows() -> None:
    rng = np.random.default_rng(3)
    size = 40_000
    rate, nper = rng.uniform(-0.01, 0.2, size), rng.integers(0, 400, size).astype(float)
    found = lease_pv(rate, nper, 1.0, freq=12, escalator=0.02, timing=1)
    for k in rng.integers(0, size, 200):
        if nper[k] < 1:
            assert found[k].argument == "nper"
        else:
            alone = lease_pv(float(rate[k]), float(nper[k]), 1.0, 0.0, 1, 12, 0.02)
            assert found[k] == pytest.approx(alone, rel=1e-13)


def test_grids_larger_than_a_chunk() -> None:
    rates = np.linspace(0.0, 0.2, 30).reshape(-1, 1)
    rents = np.linspace(1.0, 5.0, 5000)
    found = lease_pv(rates, 20, rents)
    assert found.shape == (30, 5000)
    assert found[7, 4321] == pytest.approx(lease_pv(float(rates[7, 0]), 20, float(rents[4321])))
    flat = lease_pv(0.05, 20, rents.reshape(1, -1), rvg=np.zeros((1, 1)))
    assert flat.shape == (1, 5000)
    big = np.full((3, 20_000), 0.05)
    assert lease_pv(big, 20, 200)[2, 19_999] == pytest.approx(PV)


def test_calls_that_python_refuses() -> None:
    with pytest.raises(TypeError):
        lease_pv(0.05, 20)
    with pytest.raises(TypeError):
        lease_pv(0.05, 20, 200, wrong=1)
    with pytest.raises(TypeError):
        lease_pv(0.05, 20, 200, rate=0.05)
    with pytest.raises(TypeError):
        lease_pv(*[1] * 10)


def test_keyword_calls() -> None:
    assert lease_pv(pmt=200, rate=0.05, nper=20) == PV
    assert lease_pv(0.05, 20, pmt=[200, 400]).tolist() == pytest.approx([PV, 2 * PV])
    assert lease_pv(0.05, 20, 200, comp="EFFECTIVE") == PV
    with pytest.raises(CellError):
        lease_pv(0.05, 20, 200, comp="#N/A")


def test_results_too_large_are_errors() -> None:
    with pytest.raises(DomainError, match="finite"):
        lease_pv(-0.9, 1e6, 1)
    with pytest.raises(DomainError, match="finite"):
        lease_pv(0.0, 1e300, 1e300)


def test_infinities_do_not_slip_through_a_kernel() -> None:
    found = lease_pv(np.array([np.inf, 0.05, np.nan, 1e308]), np.array([20, np.inf, 20, 20.0]), 200)
    assert [isinstance(cell, OnBalanceError) for cell in found] == [True, True, True, False]


def test_series() -> None:
    assert lease_straight_line([[100], [200], [None]]) == 150.0
    assert lease_straight_line(np.array([[100, 200]])) == 150.0
    assert lease_straight_line(300) == 300.0
    for bad, place in (([1, None, 2], 2), ([1, "x"], 2), ([True, 1], 1), ([1, 2, float("nan")], 3)):
        with pytest.raises(InputTypeError, match=rf"payments\[{place}\]"):
            lease_straight_line(bad)
    for empty in ([], None, [None, None], [[]]):
        with pytest.raises(InputTypeError):
            lease_straight_line(empty)
    with pytest.raises(InputTypeError, match="one row or one column"):
        lease_straight_line([[1, 2], [3, 4]])
    with pytest.raises(CellError):
        lease_straight_line([1, "#DIV/0!"])


def test_a_series_beside_a_range() -> None:
    found = lease_straight_line([100, 200], direct=[[0], [10], ["x"]])
    assert found[:2, 0].tolist() == [150.0, 155.0]
    assert found[2, 0].excel == "#VALUE!"


def test_many_series_in_one_block() -> None:
    flows = [[-100, 60, 60], [-100, 110, None], [-100, "x", 60], [1, 2, 3], [-100, 60, 60]]
    found = yield_irr(flows)
    assert found.shape == (5,)
    assert found[0] == pytest.approx(0.13066238629180747, rel=1e-12)
    assert found[1] == pytest.approx(0.1, rel=1e-12)
    assert isinstance(found[2], InputTypeError)
    assert found[3].excel == "#NUM!"
    alone = [yield_irr(flows[0]), yield_irr([flow for flow in flows[1] if flow is not None])]
    assert found[:2].tolist() == pytest.approx(alone, rel=1e-12)
    numbers = np.array([[-100, 60.0, 60.0], [-100, np.nan, 1], [-100, 70.0, 60.0]])
    mixed = yield_irr(numbers)
    assert [isinstance(cell, OnBalanceError) for cell in mixed] == [False, True, False]


def test_many_dated_series() -> None:
    days = [datetime.date(2020, 1, 1), datetime.date(2021, 1, 1)]
    flows = np.array([[-100.0, 110.0], [-100.0, 120.0], [-100.0, 90.0]])
    common = yield_xirr(flows, days)
    each = yield_xirr(flows, [days] * 3)
    arrays = yield_xirr(flows, np.array([days] * 3, dtype="datetime64[D]"))
    serials = yield_xirr(flows, np.array([[43831.0, 44197.0]] * 3))
    for k in range(3):
        alone = yield_xirr(flows[k], days)
        for many in (common, each, arrays, serials):
            assert many[k] == pytest.approx(alone, rel=1e-10)


def test_dates() -> None:
    assert read_date(datetime.date(1900, 1, 1), "d") == 1
    assert read_date(datetime.date(1900, 2, 28), "d") == 59
    assert read_date(datetime.date(1900, 3, 1), "d") == 61
    assert read_date(datetime.datetime(2008, 1, 1, 15), "d") == 39448
    assert read_date(np.datetime64("2008-01-01T10:00"), "d") == 39448
    assert read_date(39448.7, "d") == 39448
    for bad in (True, "2008-01-01", np.datetime64("NaT"), -1, 3e6, datetime.date(1899, 12, 31)):
        with pytest.raises(OnBalanceError):
            read_date(bad, "d")
    with pytest.raises(InputTypeError, match="d must be a date, got '2008-01-01'"):
        read_date("2008-01-01", "d")
    dates = np.array(["2009-01-01", "2010-01-01"], dtype="datetime64[D]")
    serial = lease_liabilityx(0.05, [100, 100], [39814, 40179], 39448)
    assert lease_liabilityx(0.05, [100, 100], dates, datetime.date(2008, 1, 1)) == serial
    columns = lease_liabilityx(0.05, [100, 100], dates, [["x"], [39448]])
    assert columns[1, 0] == serial
    assert columns[0, 0].excel == "#VALUE!"


def test_flags_labels_grids_and_keys() -> None:
    assert read_flag(1, "f") is True
    assert read_flag(np.bool_(False), "f") is False
    for bad in (2, "TRUE", None, 0.5):
        with pytest.raises(InputTypeError):
            read_flag(bad, "f")
    assert read_labels([["a"], [None], [2.0], [None]], "l") == ["a", "", "2"]
    assert read_grid([[1, None], [datetime.date(2008, 1, 1), "a"], [None, None]], "g") == [
        [1.0, None],
        [39448.0, "a"],
    ]
    keys = [["Remaining Life", 20], ["pv", None], [None, None], ["fv", 1, 2]]
    keys = [row + [None] * (3 - len(row)) for row in keys]
    assert read_keys(keys, "inputs") == {"remaining_life": 20.0, "fv": [1.0, 2.0]}
    assert read_keys({"a": 1, "b": [1, 2]}, "inputs") == {"a": 1.0, "b": [1.0, 2.0]}
    for block in ([["a", 1], ["A", 2]], [[1, 2]], [["a"]], [], {}, [[None, None]]):
        with pytest.raises(InputTypeError):
            read_keys(block, "inputs")
    assert lease_term(4, [[4, True], [None, None]]) == 8.0


def test_a_range_of_formulas_ends_in_empty_text() -> None:
    """What `=IF(A1<=n,...,"")` leaves below its last number, and for a key that is not given."""
    assert lease_straight_line([[100], [200], [""], [""]]) == 150.0
    with pytest.raises(InputTypeError, match=r"payments\[2\]"):
        lease_straight_line([100, "", 200])
    with pytest.raises(InputTypeError, match="an empty range"):
        lease_straight_line([[""], [""]])
    assert lease_term(4, [[4, True], ["", ""]]) == 8.0
    assert read_numbers([[1, 2], ["", ""], [None, ""]], "block").tolist() == [[1.0, 2.0]]
    with pytest.raises(InputTypeError, match=r"block\[2,1\]"):
        read_numbers([[1, 2], ["", 3]], "block")
    keys = [["mw", 100], ["ltc", ""], ["", ""], ["fund", "equity"]]
    assert read_keys(keys, "inputs") == {"mw": 100.0, "fund": "equity"}
    with pytest.raises(InputTypeError, match="holds keys"):
        read_keys([["mw", 100], [1.0, ""]], "inputs")
    deal = {"mw": 100, "cost_mw": 12, "build_months": 24, "rent_kw_mo": 75e-6, "term": 15}
    block = [list(item) for item in deal.items()]
    alone = dev_returns(deal)
    assert dev_returns([*block, ["exit_cap", ""], ["", ""]]) == alone
    both = [[key, cell, cell] for key, cell in deal.items()]
    some = dev_returns([*both, ["exit_cap", "", 0.06], ["ltc", "", ""]])
    assert some == dev_returns([*both, ["exit_cap", None, 0.06]])


def test_pandas_at_the_edge() -> None:
    pd = pytest.importorskip("pandas")
    assert lease_pv(pd.Series([0.05, 0.06]), 20, 200).shape == (2,)
    assert lease_walt(pd.Series([100, 300]), pd.Series([2, 10])) == 8.0
    frame = pd.DataFrame([[0.05, 0.06], [0.07, 0.08]])
    assert lease_pv(frame, 20, 200).shape == (2, 2)


def test_a_table_is_not_spread() -> None:
    table = lease_payments(100, 3)
    assert isinstance(table, Table)
    with pytest.raises(InputTypeError, match="one cell"):
        lease_payments([100, 200], 3)


def test_table() -> None:
    table = Table(("Period", "ROU Open"), {"Period": np.arange(2), "rou_open": np.array([1.5, 2])})
    assert table.keys() == ("period", "rou_open")
    assert table.rows() == [["Period", "ROU Open"], [0, 1.5], [1, 2.0]]
    assert table.rows(headers=False) == [[0, 1.5], [1, 2.0]]
    assert len(table) == 2
    assert "period" in table
    assert list(table["rou_open"]) == [1.5, 2.0]
    assert list(table.to_pandas().columns) == ["period", "rou_open"]
    assert pickle.loads(pickle.dumps(table)) == table
    assert "ROU Open" in repr(table)


def test_headers_false_leaves_out_the_row_of_titles() -> None:
    whole = lease_payments(100, 3)
    titles = ["Period", "Date", "Payment"]
    for no in (False, 0, np.False_, [[False]], ((0.0,),)):
        table = lease_payments(100, 3, headers=no)
        assert table.rows() == whole.rows(headers=False)
        assert table.rows(headers=True) == whole.rows() == [titles, *table.rows()]
        assert pickle.loads(pickle.dumps(table)).rows() == table.rows()
        assert table == whole
    for yes in (True, 1, None, [[None]]):
        assert lease_payments(100, 3, headers=yes).rows()[0] == titles
    with pytest.raises(InputTypeError, match="headers must be TRUE or FALSE"):
        lease_payments(100, 3, headers="no")
    with pytest.raises(AttributeError):
        table.columns = ()
    with pytest.raises(ValueError, match="read-only"):
        table["period"][0] = 9
    for columns, data in (
        (("A", "a"), {"a": [1]}),
        (("A",), {"b": [1]}),
        (("A", "B"), {"a": [1], "b": [1, 2]}),
    ):
        with pytest.raises(ValueError, match=r"columns|share"):
            Table(columns, data)


@pytest.mark.parametrize(
    ("error", "builtin", "code"),
    [
        (InputTypeError, TypeError, "#VALUE!"),
        (DomainError, ValueError, "#NUM!"),
        (NoConvergenceError, ArithmeticError, "#NUM!"),
        (ZeroDenominatorError, ZeroDivisionError, "#DIV/0!"),
        (MissingDataError, LookupError, "#N/A"),
        (TemplateError, ValueError, "#VALUE!"),
    ],
)
def test_errors(error: type[OnBalanceError], builtin: type[Exception], code: str) -> None:
    raised = error("nper", 0, "at least 1")
    assert isinstance(raised, builtin)
    assert raised.excel == code
    assert str(raised) == "nper must be at least 1, got 0"
    again = pickle.loads(pickle.dumps(error("a", 1.5, "b", message="a whole sentence")))
    assert (str(again), again.argument, again.value) == ("a whole sentence", "a", 1.5)


def test_a_cell_error_keeps_its_code() -> None:
    again = pickle.loads(pickle.dumps(CellError("#REF!", "rate")))
    assert (again.excel, again.argument, str(again)) == (
        "#REF!",
        "rate",
        "rate holds the error #REF!",
    )


def test_balance_by_k_column() -> None:
    found = lease_balance([[0], [1], [10], [11]], 0.05, 10, 50000, timing=1)
    assert [round(cell) for cell in found[:3, 0]] == [355391, 373161, 0]
    assert found[3, 0].argument == "k"
