"""LEASE_TESTS, LEASE_CLASS, LEASE_JE and LEASE_VS_BUY as a cell calls them."""

from __future__ import annotations

import datetime
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs.errors import (
    CellError,
    DomainError,
    InputTypeError,
    MissingDataError,
    OnBalanceError,
    ZeroDenominatorError,
)
from udfs.lease_reports import lease_class, lease_je, lease_tests, lease_vs_buy
from udfs.lease_tables import lease_schedule
from udfs.table import Table

LEASE = {"term": 4, "life": 40, "pv": 709.2, "fv": 2000}
DEAL = {"rate": 0.05, "nper": 8, "pmt": 10, "start": datetime.date(2025, 1, 31), "freq": 4}
BUY = {"cost": 1000, "nper": 6, "pmt": 200, "rate": 0.08}


def test_a_range_and_a_dict_say_the_same() -> None:
    cells = [["Term", 4], ["life", 40], ["PV", 709.2], ["Title", None], [None, None], ["fv", 2000]]
    assert lease_tests(cells) == lease_tests(LEASE)


def test_tests_show_measures_and_thresholds() -> None:
    table = lease_tests(LEASE | {"title": False, "rvg_full": 90.8, "pct_pv": 0.4})
    assert table.columns == ("Test", "Measure", "Threshold", "Result", "Basis")
    assert table["measure"][:4] == [False, "not assessed", 0.1, 0.4]
    assert table["threshold"][2:4] == [0.75, 0.4]
    assert table["result"][3:] == ["met", "not assessed", "Finance"]
    assert all("842" in basis for basis in table["basis"])


def test_the_conclusion_is_the_class() -> None:
    for more in ({}, {"title": True}, {"standard": "ifrs"}, {"commenced": False}):
        assert lease_tests(LEASE | more)["result"][-1] == lease_class(LEASE | more)


def test_late_in_the_life_only_the_term_test_is_set_aside() -> None:
    late = {"term": 5, "life": 20, "remaining_life": 5, "pv": 95, "fv": 100}
    assert lease_tests(late)["result"][2:4] == ["n/a", "met"]
    assert lease_tests(late | {"late_life": 0.2, "pv": 1})["result"][2:4] == ["met", "not met"]


@pytest.mark.parametrize("letter", ["F", "O", "I"])
@pytest.mark.parametrize("timing", [0, 1])
def test_every_period_balances_and_follows_the_schedule(letter: str, timing: int) -> None:
    inputs = DEAL | {
        "lease_class": letter,
        "timing": timing,
        "rvg": 5,
        "direct": 2,
        "escalator": 0.1,
    }
    rows = lease_schedule(
        0.05, 8, 10, letter, timing, 4, 0.1, rou_adj=2, rvg=5, start=DEAL["start"]
    )
    liability = 0.0
    for period in range(9):
        entries = lease_je(inputs, period)
        assert math.fsum(entries["debit"]) == pytest.approx(math.fsum(entries["credit"]))
        assert min(*entries["debit"], *entries["credit"]) >= 0
        for account, debit, credit in zip(
            entries["account"], entries["debit"], entries["credit"], strict=True
        ):
            liability += (credit - debit) * (account == "Lease liability")
        k = period - 1 + timing
        if k >= 0 and period < 8:
            assert liability == pytest.approx(rows["close"][k])
            assert entries["date"][-1] == rows["date"][k]
    assert liability == pytest.approx(0.0, abs=1e-9)


def test_account_names() -> None:
    inputs = DEAL | {"accounts": ["cash", "1000 Bank", "interest", "Finance cost"]}
    inputs |= {"account_rou": "1600 Leased assets"}
    names = lease_je(inputs, 1)["account"]
    assert {"1000 Bank", "Finance cost", "1600 Leased assets", "Lease liability"} <= set(names)
    names = lease_je(DEAL | {"lease_class": "I"}, 1)["account"]
    assert "Depreciation of right-of-use asset" in names


def test_a_negative_plug_is_a_debit_to_the_asset() -> None:
    inputs = {"rate": 0.5, "nper": 8, "pmt": 10, "start": 46000, "escalator": 0.9}
    entries = lease_je(inputs | {"lease_class": "O"}, 6)
    rou = entries["account"].index("Right-of-use asset")
    assert entries["debit"][rou] > 0 == entries["credit"][rou]


def test_a_period_without_entries() -> None:
    with pytest.raises(MissingDataError):
        lease_je({"rate": 0.05, "nper": 2, "pmt": 0, "start": 46000}, 1)


def test_lease_against_buy_adds_up() -> None:
    table = lease_vs_buy(BUY | {"tax": 0.25, "depr_life": 8, "residual": 100, "maintenance": 5})
    assert table.columns == ("Line", "Lease", "Buy", "Difference")
    total = table["line"].index("PV of cost")
    for key in ("lease", "buy", "difference"):
        assert math.fsum(table[key][:total]) == pytest.approx(table[key][total])
    assert table["line"][total + 1 :] == ["NAL", "Break-even residual"]
    assert table["difference"][-2] == table["difference"][total]
    assert len(set(table["line"])) == len(table)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: lease_tests(LEASE | {"lief": 1}), InputTypeError, 'unknown key "lief".*"life"'),
        (lambda: lease_tests({"term": 1}), InputTypeError, 'needs the key "life"'),
        (lambda: lease_tests({}), InputTypeError, "inputs"),
        (lambda: lease_tests([["term", 1], ["term", 2]]), InputTypeError, "term"),
        (lambda: lease_tests([1, 2, 3]), InputTypeError, "keys"),
        (lambda: lease_tests(LEASE | {"fv": 0}), ZeroDenominatorError, "fv must be above 0"),
        (lambda: lease_tests(LEASE | {"term": 0}), DomainError, "term must be above 0"),
        (lambda: lease_tests(LEASE | {"pv": "x"}), InputTypeError, "pv must be a number"),
        (lambda: lease_tests(LEASE | {"pv": "#DIV/0!"}), CellError, "#DIV/0!"),
        (lambda: lease_tests(LEASE | {"title": "yes"}), InputTypeError, "title must be TRUE"),
        (lambda: lease_tests(LEASE | {"pct_pv": 90}), DomainError, "pct_pv must be above 0"),
        (lambda: lease_tests(LEASE | {"remaining_life": 41}), DomainError, "remaining_life"),
        (lambda: lease_tests(LEASE | {"standard": "UK"}), InputTypeError, "standard must be"),
        (lambda: lease_class(LEASE | {"late_life": 1}), DomainError, "late_life must be"),
        (lambda: lease_je(DEAL, 9), DomainError, "period must be at most 8"),
        (lambda: lease_je(DEAL, 0.5), DomainError, "period must be a whole number"),
        (lambda: lease_je(DEAL | {"nper": 1e9}, 1), DomainError, "nper must be at most"),
        (lambda: lease_je(DEAL | {"start": "May"}, 1), InputTypeError, "start must be"),
        (lambda: lease_je(DEAL | {"direct": -1}, 1), DomainError, "direct must be at least 0"),
        (lambda: lease_je(DEAL | {"incentive": 999}, 1), DomainError, "rou_adj"),
        (lambda: lease_je(DEAL | {"account_bank": "x"}, 1), InputTypeError, "roles rou"),
        (lambda: lease_je(DEAL | {"accounts": "x"}, 1), InputTypeError, "pairs of role"),
        (lambda: lease_vs_buy(BUY | {"tax": 1}), ZeroDenominatorError, "tax must be below 1"),
        (lambda: lease_vs_buy(BUY | {"tax": 21}), DomainError, "tax must be from 0 to 1"),
        (lambda: lease_vs_buy(BUY | {"cost": 0}), DomainError, "cost must be above 0"),
        (lambda: lease_vs_buy(BUY | {"depr_method": "MACRS"}), InputTypeError, "depr_method"),
        (lambda: lease_vs_buy(BUY | {"discount": "debt"}), InputTypeError, "discount must be"),
        (lambda: lease_vs_buy(BUY | {"residul": 5}), InputTypeError, 'mean "residual"'),
    ],
)
def test_bad_input_is_one_sentence(call: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words) as caught:
        call()
    assert "\n" not in str(caught.value)


any_value = st.one_of(
    st.floats(-2, 5),
    st.integers(-2, 60),
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from([None, "x", "O", "#REF!", True, 1e300, -1e-300, [1, 2]]),
)


@given(st.data())
@settings(max_examples=250, deadline=None)
def test_the_outcome_is_finite_or_an_error_of_ours(data: st.DataObject) -> None:
    function, good, optional = data.draw(
        st.sampled_from(
            [
                (lease_tests, LEASE, ["title", "remaining_life", "rvg_full", "pct_life", "zz"]),
                (lease_class, LEASE, ["commenced", "short_term_election", "late_life"]),
                (lease_je, DEAL, ["timing", "lease_class", "rvg", "prepaid", "escalator"]),
                (lease_vs_buy, BUY, ["tax", "depr_life", "residual", "timing", "freq"]),
            ]
        )
    )
    inputs = dict(good)
    for key in data.draw(st.lists(st.sampled_from([*good, *optional]), max_size=3)):
        inputs[key] = data.draw(any_value)
    more = (data.draw(any_value),) if function is lease_je else ()
    try:
        result = function(inputs, *more)
    except OnBalanceError:
        return
    cells = [c for row in result.rows() for c in row] if isinstance(result, Table) else [result]
    assert all(isinstance(cell, str) or math.isfinite(cell) for cell in cells)
