"""Debt tables, sizing and average life: identities, a second opinion, errors."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs import bond_amort, bond_size, bond_wal, yield_irr
from udfs.errors import OnBalanceError

rates = st.one_of(st.just(0.0), st.floats(-0.02, 0.15))
freqs = st.sampled_from([1, 2, 4, 12])


@st.composite
def loans(draw: st.DrawFn) -> dict[str, Any]:
    nper = draw(st.integers(1, 80))
    face = draw(st.floats(1.0, 1e10))
    loan: dict[str, Any] = {
        "face": face,
        "rate": draw(rates),
        "nper": nper,
        "freq": draw(freqs),
        "style": draw(st.sampled_from(["level", "linear", "bullet", "sculpt"])),
        "io": draw(st.integers(0, nper - 1)),
        "balloon": draw(st.sampled_from([0.0, 0.0, 0.3, 0.9])) * face,
    }
    if loan["style"] == "sculpt":
        amounts = st.floats(0.2, 2.0)
        loan["cfads"] = draw(st.lists(amounts, min_size=nper, max_size=nper))
    return loan


@settings(max_examples=200, deadline=None)
@given(loans())
def test_every_style_repays_the_face_and_is_worth_it(loan: dict[str, Any]) -> None:
    table = bond_amort(**loan)
    face, near = loan["face"], 1e-9 * loan["face"]
    assert table["close"][-1] == 0.0
    assert table["principal"].sum() == pytest.approx(face, rel=1e-9)
    assert table["interest"] + table["principal"] == pytest.approx(table["service"], abs=near)
    assert table["open"] - table["principal"] == pytest.approx(table["close"], abs=near)
    assert table["open"][1:] == pytest.approx(table["close"][:-1], abs=near)
    growth = 1.0 + loan["rate"] / loan["freq"]
    value = np.sum(table["service"] / growth ** np.arange(1, loan["nper"] + 1))
    assert value == pytest.approx(face, rel=1e-9)
    assert table["principal"][: loan["io"]] == pytest.approx(np.zeros(loan["io"]), abs=near)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(0.5, 2.0), min_size=1, max_size=60), rates, freqs, st.floats(1.0, 2.5))
def test_sculpted_cover_is_constant_and_sizing_is_its_inverse(
    cfads: list[float], rate: float, freq: int, dscr: float
) -> None:
    face = bond_size(cfads, rate, dscr, 0.0, freq)
    shape = {"face": face, "rate": rate, "nper": len(cfads), "freq": freq, "style": "sculpt"}
    for extra in ({}, {"dscr": dscr}):
        table = bond_amort(**shape, cfads=cfads, **extra)
        assert cfads / table["service"] == pytest.approx(np.full(len(cfads), dscr), rel=1e-8)
        assert table["close"][-1] == pytest.approx(0.0, abs=1e-8 * face)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(0.5, 2.0), min_size=1, max_size=40), st.floats(0.0, 0.15), freqs)
def test_the_debt_of_a_cash_flow_yields_its_rate(
    cfads: list[float], rate: float, freq: int
) -> None:
    balloon = 3.0
    debt = bond_size(cfads, rate, 1.2, balloon, freq)
    service = np.array(cfads) / 1.2
    service[-1] += balloon
    found = yield_irr([-debt, *service], freq=freq)
    assert found == pytest.approx((1 + rate / freq) ** freq - 1, abs=1e-10)


def test_a_level_loan_agrees_with_numpy_financial() -> None:
    table = bond_amort(5e6, 0.0725, 120, 12, balloon=1e6)
    periods = np.arange(1, 121)
    interest = -npf.ipmt(0.0725 / 12, periods, 120, 5e6, -1e6)
    assert table["interest"] == pytest.approx(interest, rel=1e-10)
    principal = -npf.ppmt(0.0725 / 12, periods, 120, 5e6, -1e6)
    principal[-1] += 1e6
    assert table["principal"] == pytest.approx(principal, rel=1e-10)


def test_what_a_given_cover_leaves_is_shown() -> None:
    table = bond_amort(100, 0.08, 4, 1, "sculpt", cfads=[20, 20, 20, 20], dscr=1.25)
    assert table["flag"] == ["ok", "ok", "ok", "not repaid"]
    assert table["close"][-1] == pytest.approx(100 * 1.08**4 - 16 * (1.08**4 - 1) / 0.08)
    early = bond_amort(30, 0.08, 4, 1, "sculpt", cfads=[20, 20, 20, 20], dscr=1.25)
    assert early["close"][-1] == 0.0
    assert early["service"][-1] == 0.0
    assert set(early["flag"]) == {"ok"}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.just(0.0) | st.floats(1e-9, 100.0), min_size=1, max_size=30), freqs)
def test_a_life_lies_between_the_first_and_the_last(parts: list[float], freq: int) -> None:
    if sum(parts) == 0:
        return
    periods = list(range(1, len(parts) + 1))
    life = bond_wal(parts, periods, freq)
    assert 1 / freq - 1e-12 <= life <= len(parts) / freq + 1e-12
    assert bond_wal([3 * part for part in parts], periods, freq) == pytest.approx(life)


def test_interest_on_the_balance_is_rate_times_life() -> None:
    table = bond_amort(1000, 0.06, 40, 2)
    life = bond_wal(table["principal"], table["period"], 2)
    assert table["interest"].sum() == pytest.approx(1000 * 0.06 * life, rel=1e-12)


def test_a_life_from_dates_counts_from_the_first() -> None:
    day = datetime.date
    dates = [day(2025, 3, 1), day(2026, 3, 1), day(2027, 3, 1)]
    assert bond_wal([0, 40, 60], dates) == pytest.approx((40 * 365 + 60 * 730) / 100 / 365)
    column = [[45000], [45365], [45730]]
    assert bond_wal([[0], [40], [60]], column) == pytest.approx(1.6)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: bond_amort(0, 0.05, 3), "face must be above 0, got 0"),
        (lambda: bond_amort(10, 0.05, 2.5), "nper must be a whole number, got 2.5"),
        (lambda: bond_amort(10, 0.05, 20000), "nper must be at most 12000, got 20000"),
        (lambda: bond_amort(10, -2, 3), "rate must be above -2"),
        (lambda: bond_amort(10, 0.05, 3, 5), "freq must be 1, 2, 4 or 12, got 5"),
        (lambda: bond_amort(10, 0.05, 3, io=3), "io must be at most 2, got 3"),
        (lambda: bond_amort(10, 0.05, 3, balloon=11), "balloon must be from 0 to the face, 10"),
        (lambda: bond_amort(10, 0.05, 3, style="x"), 'style must be "level", "linear", "bullet"'),
        (lambda: bond_amort(10, 0.05, 3, style="sculpt"), "cfads must be given for the style"),
        (
            lambda: bond_amort(10, 0.05, 3, style="sculpt", cfads=[1]),
            "cfads must be one for each of 3 periods, got '1 amounts'",
        ),
        (
            lambda: bond_amort(10, 0.05, 2, style="sculpt", cfads=[0, 0]),
            "cfads must be above 0 in some period after io, got 0",
        ),
        (
            lambda: bond_amort(10, 0, 2, style="sculpt", balloon=10, cfads=[1, 1]),
            "dscr must be given: there is nothing to sculpt",
        ),
        (lambda: bond_size([1, -1], 0.05, 1.2), r"cfads\[2\] must be at least 0, got -1"),
        (lambda: bond_size([1, 1], 0.05, 0), "dscr must be above 0, got 0"),
        (lambda: bond_size([1, 1], 0.05, 1.1, -1), "balloon must be at least 0, got -1"),
        (lambda: bond_wal([1, -1], [1, 2]), "principal must be other than 0 in total"),
        (lambda: bond_wal([1, 1], [1]), "dates_or_periods must be as many as principal, got '1"),
        (lambda: bond_wal([1, 1], [1, -2]), "dates_or_periods must be at least 0 years after"),
        (lambda: bond_wal([1], [True]), r"dates_or_periods\[1\] must be a date or a number"),
    ],
)
def test_each_error_is_one_sentence(call: Any, sentence: str) -> None:
    with pytest.raises(OnBalanceError, match=sentence) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_the_one_cover_holds_where_the_loan_falls_below_its_balloon() -> None:
    table = bond_amort(1, 0.125, 3, 1, "sculpt", 0, 0.9, [2, 2, 1])
    service = table["service"] - [0, 0, 0.9]
    assert service / [2, 2, 1] == pytest.approx(np.full(3, service[2]), rel=1e-12)
    assert (table["close"][1] < 0.9, table["close"][2]) == (True, 0.0)


def test_a_row_of_covers_spills() -> None:
    found = bond_size([100.0] * 10, 0.06, [1.0, 1.25, 2.0])
    assert found == pytest.approx(found[0] / np.array([1.0, 1.25, 2.0]))
