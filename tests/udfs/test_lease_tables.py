"""LEASE_PAYMENTS, LEASE_SCHEDULE, LEASE_MATURITY and LEASE_RENEWALS as a cell calls them."""

from __future__ import annotations

import datetime
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs.errors import CellError, DomainError, InputTypeError, MissingDataError, OnBalanceError
from udfs.finance.calendar import to_serial
from udfs.lease import lease_pv
from udfs.lease_reports import lease_class
from udfs.lease_tables import lease_maturity, lease_payments, lease_renewals, lease_schedule
from udfs.table import Table

TITLES = {
    "payments": "Period,Date,Payment",
    "schedule": "Period,Date,Open,Interest,Payment,Principal,Close,ROU Open,Amort,ROU Close,Cost",
    "maturity": "Year,Amount",
    "renewals": "Terms,Years,PV Recognised,% of Full,P(reach),Expected PV,"
    "RVG at Exit,Exit Cost,Stay Cost",
}


def is_sound(table: Table) -> bool:
    """Every cell a text, or a finite number."""
    cells = [cell for row in table.rows() for cell in row]
    return all(isinstance(cell, str) or math.isfinite(cell) for cell in cells)


def test_titles_are_those_of_the_catalogue() -> None:
    tables = {
        "payments": lease_payments(1, 2),
        "schedule": lease_schedule(0.05, 2, 1),
        "maturity": lease_maturity([1], [46000], 45000),
        "renewals": lease_renewals(0.05, 1, 1, 1, 1),
    }
    for key, table in tables.items():
        assert ",".join(table.columns) == TITLES[key]


def test_a_schedule_is_the_same_from_cells_and_from_python() -> None:
    plain = lease_schedule(0.05, 20, 200.0)
    cells = lease_schedule([[0.05]], np.float64(20), [200], None, None, start=None, headers=False)
    assert plain == cells


def test_payments_meet_the_schedule_and_the_present_value() -> None:
    terms = {"nper": 30, "pmt": 10.0, "freq": 4, "timing": 1, "escalator": 0.03, "free": 2}
    rent = lease_payments(**terms, start=datetime.date(2025, 1, 31))
    rows = lease_schedule(rate=0.06, start=datetime.date(2025, 1, 31), **terms)
    due = [float(rows["payment"][0]), *rows["payment"][2:]]
    assert due == rent["payment"].tolist()
    assert rows["open"][0] == pytest.approx(lease_pv(0.06, rvg=0, **terms), rel=1e-12)
    assert rows["date"][0] == rent["date"][0] == to_serial(datetime.date(2025, 1, 31))
    assert rows["date"][1] == rent["date"][1] == to_serial(datetime.date(2025, 4, 30))


def test_the_text_of_lease_class_drives_a_schedule() -> None:
    inputs = {"term": 4, "life": 40, "pv": 709, "fv": 2000}
    by_word = lease_schedule(0.05, 4, 200, lease_class(inputs))
    assert by_word == lease_schedule(0.05, 4, 200, "O")


def test_effective_compounding_differs_from_nominal() -> None:
    nominal = lease_schedule(0.05, 1, 100, freq=12)["interest"][0]
    effective = lease_schedule(0.05, 1, 100, freq=12, comp="effective")["interest"][0]
    assert nominal == pytest.approx(100 - 100 / (1 + 0.05 / 12))
    assert effective == pytest.approx(100 - 100 / 1.05 ** (1 / 12))


def test_a_maturity_table_ends_with_total_when_there_is_no_liability() -> None:
    table = lease_maturity([[1], [2]], [[46387], [46752]], 46300, 3)
    assert table["year"] == ["Remaining 2026", 2027, 2028, "Thereafter", "Total"]
    assert table["amount"].tolist() == [1, 2, 0, 0, 3]


def test_options_of_different_length() -> None:
    table = lease_renewals(0.05, 1, 4, [4, 2, 1], 3, [[0.9], [0.8], [0.5]])
    assert table["years"].tolist() == [4, 8, 10, 11]
    assert table["p_reach"].tolist() == pytest.approx([1, 0.9, 0.72, 0.36])


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: lease_schedule(0.05, 1e9, 1), DomainError, "nper must be at most 12000"),
        (lambda: lease_schedule(0.05, 0, 1), DomainError, "nper must be at least 1, got 0"),
        (lambda: lease_schedule(0.05, 2.5, 1), DomainError, "nper must be a whole number"),
        (lambda: lease_schedule(-1, 2, 1), DomainError, "rate must be above -1"),
        (lambda: lease_schedule(0.05, 2, 1, "Q"), InputTypeError, "lease_class must be"),
        (lambda: lease_schedule(0.05, 2, 1, timing=2), DomainError, "timing must be 0"),
        (lambda: lease_schedule(0.05, 2, 1, freq=3), DomainError, "freq must be 1, 2, 4 or 12"),
        (lambda: lease_schedule(0.05, 2, 1, free=3), DomainError, "free must be at most 2"),
        (lambda: lease_schedule(0.05, 2, 1, life=0), DomainError, "life must be above 0"),
        (lambda: lease_schedule(0.05, 2, 1, rou_adj=-9), DomainError, "rou_adj must be"),
        (lambda: lease_schedule(0.05, 2, 1, comp="daily"), InputTypeError, "comp must be"),
        (lambda: lease_schedule("5%", 2, 1), InputTypeError, "rate must be a number"),
        (lambda: lease_schedule("#N/A", 2, 1), CellError, "rate holds the error #N/A"),
        (lambda: lease_schedule([0.1, 0.2], 2, 1), InputTypeError, "rate must be one cell"),
        (lambda: lease_payments(1, 2, steps=[[2, 1], [2, 1]]), InputTypeError, "ascending"),
        (lambda: lease_payments(1, 2, steps=[[0, 1]]), DomainError, "payment numbers from 1"),
        (lambda: lease_payments(1, 2, steps=[1, 2, 3]), InputTypeError, "two columns"),
        (lambda: lease_payments(1, 9, escalator=-1), DomainError, "escalator must be above -1"),
        (lambda: lease_payments(1, 9, esc_every=0), DomainError, "esc_every must be at least 1"),
        (lambda: lease_maturity([1], [5], 9), MissingDataError, "nothing to show"),
        (lambda: lease_maturity([], [], 9), InputTypeError, "payments must be"),
        (lambda: lease_maturity([1, 2], [5], 1), InputTypeError, "as many as the payments"),
        (lambda: lease_maturity([1], [5], 1, fy_end=13), DomainError, "fy_end must be at most 12"),
        (lambda: lease_maturity([1], [5], 1, 0), DomainError, "buckets must be at least 1"),
        (lambda: lease_maturity([1], [5], 1, pv=-1), DomainError, "pv must be above 0"),
        (lambda: lease_renewals(0.1, 1, 4, 4, 10), DomainError, "n_opt must be at most 9"),
        (lambda: lease_renewals(0.1, 1, 4, [4, 4], 3), InputTypeError, "opt_len must be"),
        (lambda: lease_renewals(0.1, 1, 4, 4, 3, 1.5), DomainError, "p must be from 0 to 1"),
        (lambda: lease_renewals(0.1, 1, 0.3, 4, 3), DomainError, "whole periods"),
        (lambda: lease_renewals(0.1, 1, 4, 4, 1, rvg_table=[[1, 2]]), InputTypeError, "three"),
        (lambda: lease_renewals(0.1, 1, 4, 4, 0, rvg_table=[[1, 2, 3]] * 2), InputTypeError, "row"),
        (lambda: lease_renewals(0.1, 1, 4, 4, 1, rvg_table=[[1, -2, 3]]), DomainError, "negative"),
    ],
)
def test_bad_input_is_one_sentence(call: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words.replace("(", r"\(")) as caught:
        call()
    assert "\n" not in str(caught.value)


any_number = st.one_of(
    st.floats(-2, 5),
    st.integers(-2, 40),
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from([None, "x", "#REF!", True, 1e300, -1e-300]),
)
any_block = st.one_of(any_number, st.lists(any_number, max_size=4), st.just([[1, 2], [3, 4]]))


@given(st.data())
@settings(max_examples=250, deadline=None)
def test_the_outcome_is_finite_or_an_error_of_ours(data: st.DataObject) -> None:
    function, names = data.draw(
        st.sampled_from(
            [
                (lease_payments, "pmt nper freq timing escalator esc_every free start steps"),
                (lease_schedule, "rate nper pmt timing freq escalator rou_adj rvg start free life"),
                (lease_maturity, "payments dates asof buckets pv fy_end"),
                (lease_renewals, "rate pmt base opt_len n_opt p rvg_table timing freq escalator"),
            ]
        )
    )
    good = {"rate": 0.05, "nper": 4, "pmt": 9.0, "payments": [1, 2], "dates": [46387, 46752]}
    good |= {"asof": 46300, "base": 2, "opt_len": 1, "n_opt": 2}
    inputs = {key: value for key, value in good.items() if key in names.split()}
    for key in data.draw(st.lists(st.sampled_from(names.split()), max_size=3)):
        inputs[key] = data.draw(any_block)
    try:
        table = function(**inputs)
    except OnBalanceError:
        return
    assert is_sound(table)
