"""Building, letting and lending, piece by piece: sources and uses, yields, sizes, coverage."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from udfs import (
    credit_dscr_stress,
    credit_expected_loss,
    dev_budget,
    dev_draw,
    dev_dscr,
    dev_refi,
    dev_rent,
    dev_residual_be,
    dev_scurve,
    dev_spread,
    dev_value,
    dev_yoc,
    yield_lease_irr,
)
from udfs.errors import (
    DomainError,
    InputTypeError,
    NoConvergenceError,
    OnBalanceError,
    ZeroDenominatorError,
)
from udfs.table import Table

floats = partial(st.floats, allow_subnormal=False)

SHAPES = st.sampled_from(["cosine", "linear", "normal", "beta"])
FUNDS = st.sampled_from(["prorata", "equity"])
BASES = st.sampled_from(["opening", "average"])


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 400), SHAPES, floats(0.01, 1000), floats(0.01, 1000))
def test_weights_add_up_to_one(n: int, shape: str, a: float, b: float) -> None:
    table = dev_scurve(n, shape, a, b)
    assert len(table) == n
    assert math.fsum(table["weight"]) == pytest.approx(1.0, abs=1e-12)
    assert (table["weight"] >= -1e-15).all()
    assert table["cumulative"][-1] == 1.0


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 60), floats(0.05, 60), floats(0.05, 60))
def test_the_beta_curve_turned_round_is_the_curve_of_its_turned_parameters(
    n: int, a: float, b: float
) -> None:
    there, back = dev_scurve(n, "beta", a, b)["weight"], dev_scurve(n, "beta", b, a)["weight"]
    np.testing.assert_allclose(there, back[::-1], rtol=0, atol=1e-12)


def test_a_beta_curve_of_low_a_spends_early() -> None:
    early, late = (dev_scurve(24, "beta", *ab)["cumulative"][11] for ab in ((2, 5), (5, 2)))
    assert early == pytest.approx(1 - late, abs=1e-14)
    assert early > 0.85
    assert dev_scurve(24, "beta")["cumulative"][5] == pytest.approx(0.15625)


def gaps(table: Any, ltc: float) -> list[float]:
    """What must be zero in a draw: sources less uses, the loan, the loan to cost, the totals."""
    flows = {key: np.asarray(table[key][:-1], dtype=float) for key in table.keys()[1:]}
    total = {key: table[key][-1] for key in flows}
    uses = flows["cost"] + flows["interest"] + flows["fees"]
    whole = total["cost"] + total["interest"] + total["fees"]
    return [
        float(np.abs(uses - flows["debt"] - flows["equity"]).max()) / whole,
        float(np.abs(np.cumsum(flows["debt"]) - flows["balance"]).max()) / whole,
        abs(total["debt"] - ltc * whole) / whole,
        abs(total["debt"] + total["equity"] - whole) / whole,
        max(abs(math.fsum(flows[key]) - total[key]) for key in ("cost", "interest", "fees"))
        / whole,
    ]


@settings(max_examples=150, deadline=None)
@given(
    floats(1, 1e9), st.integers(1, 60), floats(0, 0.3), floats(0, 1), SHAPES, FUNDS,
    floats(0, 0.05), floats(0, 0.02), BASES,
)  # fmt: skip
def test_sources_equal_uses_and_the_loan_to_cost_is_reached(
    cost: float, n: int, rate: float, ltc: float, shape: str, fund: str, fee: float,
    commit: float, basis: str,
) -> None:  # fmt: skip
    table = dev_draw(cost, n, rate, ltc, shape, fund, fee, commit, basis)
    assert max(gaps(table, ltc)) < 1e-12
    opening = np.concatenate([[0.0], table["balance"][:-2]])
    accrued = opening if basis == "opening" else 0.5 * (opening + table["balance"][:-1])
    np.testing.assert_allclose(table["interest"][:-1], accrued * rate / 12, rtol=1e-9, atol=1e-9)
    undrawn = ltc * (table["debt"][-1] + table["equity"][-1]) - opening
    fees = undrawn * commit / 12
    fees[0] += fee * table["debt"][-1]
    np.testing.assert_allclose(table["fees"][:-1], fees, rtol=1e-9, atol=1e-10 * cost)
    if fund == "equity" and ltc > 0:
        drawn = np.flatnonzero(table["debt"][:-1] > 1e-9 * cost)
        after = table["equity"][:-1][drawn[0] + 1 :] if len(drawn) else np.zeros(1)
        assert (np.abs(after) < 1e-9 * cost).all()  # equity is spent before debt


@pytest.mark.parametrize("key", ["interest", "debt", "equity", "balance"])
@pytest.mark.parametrize("row", [5, -2])
def test_a_draw_that_does_not_tie_is_noticed(key: str, row: int) -> None:
    table = dev_draw(1200, 24, 0.07, 0.7)
    columns = {name: list(table[name]) for name in table}
    assert max(gaps(Table(table.columns, columns), 0.7)) < 1e-12
    columns[key][row] += 1e-6
    assert max(gaps(Table(table.columns, columns), 0.7)) > 1e-10


def test_equity_first_and_late_curves_cost_less_interest() -> None:
    def interest(**changes: Any) -> float:
        return float(dev_draw(1200, 24, 0.07, 0.7, **changes)["interest"][-1])

    assert interest(fund="equity") < interest()
    assert interest() < interest(basis="average")
    late, early = ([dev_scurve(24, "beta", a, b)["weight"].tolist()] for a, b in ((5, 2), (2, 5)))
    assert interest(shape=late) < interest() < interest(shape=early)
    assert interest(shape=[[1.0]] * 24) == pytest.approx(interest(shape="linear"), rel=1e-12)


def test_the_budget_closes_with_the_interest_of_its_draw() -> None:
    block = {"mw": 100, "cost_mw": 12, "land": 50, "soft_pct": 0.06, "contingency_pct": 0.05}
    block |= {"ofci_mw": 1.5, "fee_pct": 0.03, "leasing": 12}
    before = float(dev_budget(block)["amount"][-1])
    draw = dev_draw(before, 24, 0.07, 0.7)
    table = dev_budget(block | {"idc": float(draw["interest"][-1])})
    assert table["amount"][-1] == pytest.approx(draw["debt"][-1] + draw["equity"][-1], rel=1e-13)
    assert math.fsum(table["amount"][:-1]) == pytest.approx(table["amount"][-1], rel=1e-15)
    assert math.fsum(table["pct"][:-1]) == pytest.approx(1.0, abs=1e-15)


@settings(max_examples=60, deadline=None)
@given(
    floats(1, 500), floats(0, 300), st.integers(1, 40), floats(-0.1, 0.1),
    st.lists(floats(0, 1), min_size=1, max_size=5), floats(0, 1), floats(0, 1),
)  # fmt: skip
def test_the_income_statement_adds_up(
    mw: float, rent: float, years: int, escalator: float, ramp: list[float], recover: float,
    opex: float,
) -> None:  # fmt: skip
    table = dev_rent(mw, rent, years, escalator, ramp, 0.9, recover, 1.25, 0.07, opex)
    left = table["base_rent"] + table["recoveries"] - table["opex"] - table["power"]
    np.testing.assert_allclose(left, table["noi"], rtol=1e-12, atol=1e-3)
    whole = dev_rent(mw, rent, years, escalator, ramp, 0.9, 1, 1.25, 0.07, opex)
    np.testing.assert_allclose(whole["noi"], whole["base_rent"], rtol=1e-12, atol=1e-3)
    leased = [mw * 0.9 * ramp[min(k, len(ramp) - 1)] for k in range(years)]
    np.testing.assert_allclose(table["mw_leased"], leased, rtol=1e-13, atol=1e-300)


@settings(max_examples=60, deadline=None)
@given(floats(1, 1e6), floats(1, 1e6), floats(0.01, 0.2))
def test_margin_spread_and_yield_tell_one_story(noi: float, cost: float, cap: float) -> None:
    table, yoc = dev_value(noi, cap, cost), dev_yoc(noi, cost)
    assert table["spread"][0] == pytest.approx(dev_spread(yoc, cap), rel=1e-9, abs=1e-9)
    assert table["margin"][0] == pytest.approx(yoc / cap - 1, rel=1e-9, abs=1e-12)
    assert table["value"][0] * cap == pytest.approx(noi, rel=1e-12)
    assert (table["margin"][0] > 1e-12) <= (table["spread"][0] > 0)


@settings(max_examples=100, deadline=None)
@given(
    st.integers(1, 40), st.sampled_from([1, 2, 4, 12]), st.sampled_from([0, 1]),
    floats(0.02, 0.2), floats(-0.05, 0.05), floats(0, 1.5),
)  # fmt: skip
def test_the_residual_inverts_the_yield(
    years: int, freq: int, timing: int, share: float, escalator: float, residual: float
) -> None:
    nper, rent = years * freq, 2000 * share / freq
    assume(rent * nper > 0)
    target = yield_lease_irr(2000, nper, rent, 2000 * residual, timing, freq, escalator)
    assume(-0.5 < target < 1)
    back = dev_residual_be(2000, rent, nper, target, timing, freq, escalator)
    assert back == pytest.approx(residual, abs=1e-8 * (1 + share * years))
    higher = dev_residual_be(2000, rent, nper, target + 0.01, timing, freq, escalator)
    assert higher > back


def test_scalars_broadcast_and_one_bad_row_is_one_error() -> None:
    grid = dev_residual_be(2000, [[180], [200], [220]], 20, [[0.07, 0.09, -1]])
    assert grid.shape == (3, 3)
    assert grid[1, 1] == pytest.approx(dev_residual_be(2000, 200, 20, 0.09), rel=1e-12)
    assert all(isinstance(cell, DomainError) for cell in grid[:, 2])
    found = dev_yoc(90, [1200, 0, -1, 1300])
    assert found[0] == 0.075
    assert [type(cell) for cell in found[1:3]] == [ZeroDenominatorError, DomainError]
    assert dev_spread([0.07, 0.08], 0.06) == pytest.approx([100, 200])


@settings(max_examples=100, deadline=None)
@given(
    floats(1, 1e6), floats(0.03, 0.12), floats(0.001, 0.15), st.integers(0, 40),
    floats(0.3, 0.9), floats(1, 2), floats(0.05, 0.15),
)  # fmt: skip
def test_the_binding_test_binds_and_the_others_hold(
    noi: float, cap: float, rate: float, amort: int, ltv: float, dscr: float, dy: float
) -> None:
    table = dev_refi(noi, cap, rate, amort, ltv, dscr, dy)
    loan = table["loan"][-1]
    due = -12 * float(npf.pmt(rate / 12, 12 * amort, loan)) if amort else loan * rate
    slack = [ltv - loan / (noi / cap), noi / due - dscr, noi / loan - dy]
    assert min(slack) > -1e-9
    bound = [x for x, is_bound in zip(slack, table["binding"][:3], strict=True) if is_bound]
    assert bound  # several where they lend the same
    assert bound == pytest.approx([0.0] * len(bound), abs=1e-9)


@pytest.mark.parametrize("noi", [90, 235.1316445767382, 1 / 3, 7e9])
def test_two_tests_that_lend_the_same_both_bind(noi: float) -> None:
    table = dev_refi(noi, 0.06, 0.065, 25, ltv=0.6, debt_yield=0.1)
    assert table["binding"] == [True, "", True, ""]


def test_a_test_that_is_not_given_is_blank() -> None:
    table = dev_refi(90, 0.06, 0.065, 25, dscr=1.35)
    assert table["loan"][0] == table["binding"][2] == table["limit"][0] == ""
    assert table["loan"][1] == table["loan"][3]


@settings(max_examples=60, deadline=None)
@given(st.lists(floats(1, 1e6), min_size=1, max_size=30), floats(1, 1e6), floats(-0.5, 0.9))
def test_the_break_even_haircut_brings_the_least_cover_to_one(
    cash: list[float], due: float, cut: float
) -> None:
    table = credit_dscr_stress(cash, due, [cut])
    assert table["min_dscr"][1] == pytest.approx(1.0, rel=1e-9)
    assert table["shortfall"][1] <= 1e-9 * due * len(cash)
    plain = dev_dscr([x * (1 - cut) for x in cash], due)
    assert table["min_dscr"][0] == pytest.approx(plain["dscr"][-2], rel=1e-12)
    assert table["avg_dscr"][0] == pytest.approx(plain["dscr"][-1], rel=1e-12)
    assert (table["shortfall"][0] > 1e-9 * due) <= (table["min_dscr"][0] < 1.0)


def test_no_haircut_where_nothing_is_earned() -> None:
    table = credit_dscr_stress([100, -10], [50, 50])
    assert isinstance(table["haircut"][-1], NoConvergenceError)
    assert table["min_dscr"].tolist() == pytest.approx([-0.2] * 7)  # a loss is not cut


@settings(max_examples=60, deadline=None)
@given(floats(0, 1), floats(0, 1), floats(0, 1e9), floats(0.1, 40))
def test_expected_loss(pd: float, lgd: float, ead: float, years: float) -> None:
    table = credit_expected_loss(pd, lgd, ead, years)
    assert 0 <= table["el"][0] <= lgd * ead * (1 + 1e-12)
    one = credit_expected_loss(pd, lgd, ead)
    assert one["el"][0] == pytest.approx(pd * lgd * ead, rel=1e-12, abs=1e-300)
    assert one["break_even_spread"][0] * ead / 1e4 == pytest.approx(
        one["el"][0], rel=1e-9, abs=1e-9
    )


@pytest.mark.parametrize(
    ("call", "error", "sentence"),
    [
        (lambda: dev_scurve(0), DomainError, "n must be a whole number from 1 to 1200, got 0"),
        (lambda: dev_scurve(12, "s"), InputTypeError, "cosine, linear, normal or beta, got 's'"),
        (lambda: dev_scurve(12, "beta", 0), DomainError, "a must be from 0.01 to 1000, got 0"),
        (lambda: dev_scurve(3, [1, 2]), InputTypeError, "3 weights, one a period, got '2 weights'"),
        (lambda: dev_scurve(2, [1, -2]), DomainError, "weights of at least 0, got -2"),
        (lambda: dev_draw(0, 24, 0.07, 0.7), DomainError, "cost must be above 0, got 0"),
        (lambda: dev_draw(1, 24, 0.07, 70), DomainError, "ltc must be from 0 to 1, got 70"),
        (lambda: dev_draw(1, 24, 7, 0.7), DomainError, "rate must be from 0 to 2, got 7"),
        (lambda: dev_draw(1, 24, 0.07, 0.7, fund="debt"), InputTypeError, "fund must be"),
        (lambda: dev_draw(1, 24, 0.07, 0.7, basis="3"), InputTypeError, "basis must be"),
        (lambda: dev_budget({"mw": 1}), InputTypeError, 'needs the key "cost_mw"'),
        (lambda: dev_budget({"mw": 1, "cost_mw": 1, "idc": -1}), DomainError, "idc must be at"),
        (lambda: dev_rent(100, 75, 0), DomainError, "years must be at least 1, got 0"),
        (lambda: dev_rent(100, 75, 5, ramp=[50, 100]), DomainError, "ramp must be shares from 0"),
        (lambda: dev_rent(100, 75, 5, pue=0.9), DomainError, "pue must be at least 1, got 0.9"),
        (lambda: dev_value(90, 0), DomainError, "cap must be above 0, got 0"),
        (lambda: dev_dscr([1, 2], [1, 2, 3]), InputTypeError, "as many as cfads, or one"),
        (lambda: dev_dscr([1], [-1]), DomainError, "service must be at least 0 in every period"),
        (lambda: dev_dscr([1], [0]), ZeroDenominatorError, "service must be above 0"),
        (lambda: dev_refi(90, 0.06, 0.065, 25), InputTypeError, "at least one of ltv, dscr and"),
        (
            lambda: dev_refi(90, 0.06, 0.065, 25, 65),
            DomainError,
            "ltv must be above 0 and at most 2",
        ),
        (lambda: dev_refi(90, 0.06, 0, 0, dscr=1.2), ZeroDenominatorError, "interest only"),
        (lambda: credit_expected_loss(2, 0.6, 1), DomainError, "pd must be from 0 to 1, got 2"),
        (lambda: credit_dscr_stress([1], [1], [10]), DomainError, "haircuts must be at most 1"),
    ],
)
def test_a_bad_input_is_one_sentence(call: Any, error: type[OnBalanceError], sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        call()
