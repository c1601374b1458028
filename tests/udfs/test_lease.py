"""Lease functions against exact sums, numpy-financial and the identities of the field."""

from __future__ import annotations

import datetime
import inspect
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import udfs
from udfs import (
    lease_balance,
    lease_frontier,
    lease_implicit_rate,
    lease_liability,
    lease_liabilityx,
    lease_not_commenced,
    lease_pv,
    lease_rou,
    lease_rvg,
    lease_straight_line,
    lease_term,
    lease_wadr,
    lease_walt,
)
from udfs.errors import DomainError, InputTypeError, NoConvergenceError, ZeroDenominatorError

SIGNATURES = {  # as in the catalogue of functions
    "lease_pv": "rate nper pmt rvg=0 timing=0 freq=1 escalator=0 comp=nominal free=0",
    "lease_liability": "rate nper pmt rvg=0 timing=0 freq=1 escalator=0 comp=nominal free=0",
    "lease_liabilityx": "rate payments dates commence basis=3 include_first=False",
    "lease_rou": "liability prepaid=0 direct=0 incentive=0 restoration=0",
    "lease_balance": "k rate nper pmt rvg=0 timing=0 freq=1 escalator=0 comp=nominal free=0",
    "lease_implicit_rate": "fair_value nper pmt residual=0 timing=0 freq=1 escalator=0 idc=0"
    " free=0",
    "lease_frontier": "rate pmt fv life rvg=0 pct_pv=0.9 pct_life=0.75 timing=0 freq=1 escalator=0"
    " free=0",
    "lease_rvg": "guaranteed expected cap=None basis=prob p=None threshold=0.75",
    "lease_not_commenced": "undiscounted term delay rate timing=0 profile=level",
    "lease_straight_line": "payments direct=0 incentive=0 liability=None rou=None remaining=None",
    "lease_walt": "liabilities remaining_years",
    "lease_wadr": "remaining_payments rates",
    "lease_term": "base options threshold=0.7",
}


@pytest.mark.parametrize("name", SIGNATURES)
def test_signature(name: str) -> None:
    found = []
    for parameter in inspect.signature(getattr(udfs, name)).parameters.values():
        default = parameter.default
        if default is parameter.empty:
            found.append(parameter.name)
        else:
            is_number = isinstance(default, (int, float)) and not isinstance(default, bool)
            found.append(
                f"{parameter.name}={default:g}" if is_number else f"{parameter.name}={default}"
            )
    assert " ".join(found) == SIGNATURES[name]


def exact(
    i: float, nper: int, pmt: float, rvg: float, timing: int, freq: int, growth: float, free: int
) -> Callable[[int | None], float]:
    """Sums in exact fractions: None for all payments, k for what is unpaid at the end of k."""
    q, step = 1 / (1 + Fraction(i)), 1 + Fraction(growth)
    rents = [Fraction(pmt) * step ** (j // freq) if j >= free else Fraction(0) for j in range(nper)]

    def value(k: int | None) -> float:
        now = k or 0
        first = 0 if k is None else timing if k == 0 else k
        total = sum(rents[j] * q ** (j + 1 - timing - now) for j in range(first, nper))
        return float(total + Fraction(rvg) * q ** (nper - now))

    return value


rates = st.one_of(
    st.sampled_from([0.0, 1e-300, 1e-15, 1e-12, 1e-9, -1e-9, 0.05, -0.5, 3.0]), st.floats(-0.3, 0.5)
)
leases = st.fixed_dictionaries(
    {
        "rate": rates,
        "nper": st.integers(1, 30),
        "rvg": st.sampled_from([0.0, 250.0]),
        "timing": st.integers(0, 1),
        "freq": st.sampled_from([1, 2, 4, 12]),
        "escalator": st.one_of(st.sampled_from([0.0, 0.05, -0.4]), st.floats(-0.2, 0.2)),
        "free": st.integers(0, 14),
        "k": st.integers(0, 30),
        "same": st.booleans(),
    }
)


@given(leases)
@example({"rate": 1e-320, "nper": 5, "rvg": 0.0, "timing": 0, "freq": 2, "escalator": -0.4,
          "free": 0, "k": 2, "same": False})  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_against_exact_sums(lease: dict[str, Any]) -> None:
    k, same = min(lease.pop("k"), lease["nper"]), lease.pop("same")
    lease["free"] = min(lease["free"], lease["nper"])
    i = lease["rate"] / lease["freq"]
    if same:  # the rent grows exactly as fast as it is discounted
        lease["escalator"] = (1 + i) ** lease["freq"] - 1
    truth = exact(
        i, lease["nper"], 7.5, lease["rvg"], lease["timing"], lease["freq"], lease["escalator"],
        lease["free"],
    )  # fmt: skip
    keywords = {"pmt": 7.5, **lease}
    arrays = {name: np.array([value, value], dtype=float) for name, value in keywords.items()}
    for where, one in ((None, lease_pv), (0, lease_liability), (k, lease_balance)):
        extra = {"k": k} if one is lease_balance else {}
        assert one(**extra, **keywords) == pytest.approx(truth(where), rel=1e-13, abs=1e-250)
        assert one(**extra, **arrays)[1] == pytest.approx(truth(where), rel=1e-13, abs=1e-250)
        mixed = {**keywords, "pmt": [7.5, 7.5], "rate": [keywords["rate"]] * 2}
        assert one(**extra, **mixed)[0] == pytest.approx(truth(where), rel=1e-13, abs=1e-250)


@given(st.floats(-0.4, 0.6), st.integers(1, 300), st.floats(0, 1e6), st.integers(0, 1))
@settings(max_examples=50, deadline=None)
def test_against_numpy_financial(rate: float, nper: int, rvg: float, timing: int) -> None:
    when = "begin" if timing else "end"
    assume(abs(rate) > 1e-4)  # its own formula loses digits near zero
    found = lease_pv(rate, nper, 200.0, rvg, timing)
    assert found == pytest.approx(-npf.pv(rate, nper, 200.0, rvg, when), rel=1e-9)


@given(rates, st.integers(1, 60), st.floats(-0.1, 0.1), st.sampled_from([1, 2, 4, 12]))
@settings(max_examples=30, deadline=None)
def test_advance_is_arrears_times_one_plus_i(
    rate: float, nper: int, growth: float, freq: int
) -> None:
    late = lease_pv(rate, nper, 10.0, 0.0, 0, freq, growth)
    early = lease_pv(rate, nper, 10.0, 0.0, 1, freq, growth)
    assert early == pytest.approx(late * (1 + rate / freq), rel=1e-12)


@given(st.floats(-0.1, 0.3), st.integers(1, 40), st.integers(1, 40), st.integers(0, 1))
@settings(max_examples=60, deadline=None)
def test_two_leases_in_a_row_are_one(rate: float, first: int, second: int, timing: int) -> None:
    whole = lease_pv(rate, first + second, 10.0, 5.0, timing)
    later = lease_pv(rate, second, 10.0, 5.0, timing)
    assert whole == pytest.approx(lease_pv(rate, first, 10.0, later, timing), rel=1e-12)


@given(leases)
@settings(max_examples=60, deadline=None)
def test_balances_roll_forward(lease: dict[str, Any]) -> None:
    """Interest on what was owed, less what was paid, gives what is owed a period later."""
    lease.pop("same")
    k = lease.pop("k") % lease["nper"]
    lease["free"] = min(lease["free"], lease["nper"])
    i, timing = lease["rate"] / lease["freq"], lease["timing"]
    paid_at = k if timing else k + 1
    rent = 7.5 * (1 + lease["escalator"]) ** ((paid_at - 1 + timing) // lease["freq"])
    payment = rent if paid_at - 1 + timing >= lease["free"] else 0.0
    before, after = (lease_balance(j, pmt=7.5, **lease) for j in (k, k + 1))
    if timing == 0:
        assert after == pytest.approx(before * (1 + i) - payment, rel=1e-9, abs=1e-7)
    else:
        owed = before if k == 0 else before - payment
        assert after == pytest.approx(owed * (1 + i), rel=1e-9, abs=1e-7)


def test_value_falls_as_the_rate_rises() -> None:
    found = lease_pv(np.linspace(-0.5, 3.0, 500), 30, 10.0, 50.0, 0, 4, 0.03, free=2)
    assert (np.diff(found) < 0).all()


def test_limits() -> None:
    assert lease_pv(0, 20, 200, 30) == 4030.0
    assert lease_pv([0, 0.05], 20, 200, 30)[0] == 4030.0
    assert lease_pv(1e-14, 20, 200) == pytest.approx(4000.0, rel=1e-12)
    assert lease_pv(0.05, 20, 100, escalator=0.05) == pytest.approx(2000 / 1.05, rel=1e-14)
    assert lease_pv(0.05, 20, 100, escalator=0.05 + 1e-12) == pytest.approx(2000 / 1.05, rel=1e-10)
    assert lease_pv(0, 24, 10, freq=12, escalator=0.5) == pytest.approx(300.0, rel=1e-15)


def test_effective_monthly_is_the_annual_rate() -> None:
    years = sum(1.05**-k for k in range(1, 21))
    monthly = lease_pv(0.05, 240, 10, freq=12, comp="effective")
    saved = sum(10 * 1.05 ** ((11 - m) / 12) for m in range(12))
    assert monthly == pytest.approx(saved * years, rel=1e-13)
    assert lease_pv(0.05, 12, 10, freq=12, comp="effective") > lease_pv(0.05, 12, 10, freq=12)


def test_free_rent() -> None:
    assert lease_pv(0.05, 20, 200, free=20) == 0.0
    whole = lease_pv(0.05, 20, 200)
    assert lease_pv(0.05, 20, 200, free=3) == pytest.approx(whole - lease_pv(0.05, 3, 200))
    assert lease_liability(0.05, 20, 200, timing=1, free=1) == pytest.approx(
        lease_pv(0.05, 20, 200, timing=1, free=1), rel=1e-14
    )
    with pytest.raises(DomainError, match="free must be at most 20"):
        lease_pv(0.05, 20, 200, free=21)


def test_a_single_payment_in_advance_leaves_no_liability() -> None:
    assert lease_liability(0.05, 1, 200, timing=1) == 0.0
    assert lease_liability([0.05, 0.06], 1, 200, timing=1).tolist() == [0.0, 0.0]


def test_a_term_of_a_thousand_million() -> None:
    assert lease_pv(0.05, 1e9, 200) == pytest.approx(4000.0, rel=1e-14)
    assert lease_pv(0, 1e9, 2) == 2e9
    assert lease_frontier(0.05, 200, 2000, 1e9, escalator=0.02) == pytest.approx(10.8555, abs=1e-4)
    assert lease_implicit_rate(2000, 1e9, 200) == pytest.approx(0.1, rel=1e-14)


@pytest.mark.parametrize(
    ("change", "argument"),
    [
        ({"rate": -1.0}, "rate"),
        ({"rate": -12.0, "freq": 12}, "rate"),
        ({"rate": -1.0, "comp": "effective", "freq": 12}, "rate"),
        ({"nper": 0}, "nper"),
        ({"nper": -3}, "nper"),
        ({"nper": 2.5}, "nper"),
        ({"timing": 2}, "timing"),
        ({"timing": 0.5}, "timing"),
        ({"freq": 3}, "freq"),
        ({"freq": 0}, "freq"),
        ({"escalator": -1}, "escalator"),
        ({"free": -1}, "free"),
        ({"free": 1.5}, "free"),
    ],
)
def test_out_of_domain(change: dict[str, Any], argument: str) -> None:
    arguments = {"rate": 0.05, "nper": 20, "pmt": 200.0, **change}
    for one in (lease_pv, lease_liability):
        with pytest.raises(DomainError) as caught:
            one(**arguments)
        assert caught.value.argument == argument
        for arrays in ({"pmt": [200.0, 300.0]}, {name: [v] * 2 for name, v in change.items()}):
            found = one(**{**arguments, **arrays})
            assert [error.argument for error in found] == [argument] * 2


def test_balance_bounds() -> None:
    for k in (-1, 11, 1.5):
        with pytest.raises(DomainError, match="k must be"):
            lease_balance(k, 0.05, 10, 50000)
        assert lease_balance([k, 1], 0.05, 10, 50000)[0].argument == "k"


@given(
    st.floats(-0.02, 0.4),
    st.integers(2, 480),
    st.floats(0, 5000),
    st.integers(0, 1),
    st.sampled_from([1, 12]),
    st.floats(-0.02, 0.05),
    st.integers(0, 6),
)
@settings(max_examples=50, deadline=None)
def test_implicit_rate_inverts_present_value(
    rate: float, nper: int, residual: float, timing: int, freq: int, growth: float, free: int
) -> None:
    free = min(free, nper - 1)
    cost = lease_pv(rate, nper, 20.0, residual, timing, freq, growth, free=free)
    assume(abs(lease_liability(rate, nper, 20.0, residual, timing, freq, growth, free=free)) > 1)
    found = lease_implicit_rate(cost - 1, nper, 20.0, residual, timing, freq, growth, 1.0, free)
    assert found == pytest.approx(rate, abs=2e-12)
    many = lease_implicit_rate(
        [cost - 1] * 2, nper, 20.0, residual, timing, freq, growth, 1.0, free
    )
    assert many[1] == pytest.approx(rate, abs=2e-12)


def test_implicit_rate_edges() -> None:
    assert lease_implicit_rate(2000, 10, 200) == 0.0
    assert lease_implicit_rate(100, 1, 1000) == pytest.approx(9.0, rel=1e-14)
    assert lease_implicit_rate(100, 1, 2) == pytest.approx(-0.98, rel=1e-13)
    for bad in ((100, 1, 1101), (100, 1, 0.9), (100, 1, 90, 0, 1), (100, 5, 0), (1e-9, 20, 200)):
        with pytest.raises(NoConvergenceError, match="no rate between"):
            lease_implicit_rate(*bad)
        assert lease_implicit_rate([bad[0], 2000], *bad[1:])[0].excel == "#NUM!"
    for bad, name in (((0, 5, 1), "fair_value"), ((9, 5, -1), "pmt"), ((9, 5, 1, -1), "residual")):
        with pytest.raises(DomainError, match=name):
            lease_implicit_rate(*bad)


def test_implicit_rate_of_a_portfolio_with_bad_rows() -> None:
    rng = np.random.default_rng(2)
    rate = rng.uniform(0.0, 0.2, 3000)
    cost = lease_pv(rate, 60, 10.0, 100.0, 0, 12, 0.02)
    cost[::100] = -5.0
    found = lease_implicit_rate(cost, 60, 10.0, 100.0, 0, 12, 0.02)
    assert all(found[k].argument.startswith("fair_value") for k in range(0, 3000, 100))
    good = np.arange(3000) % 100 != 0
    assert found[good].astype(float) == pytest.approx(rate[good], abs=1e-12)


@given(
    st.floats(0.001, 0.2),
    st.integers(1, 120),
    st.integers(0, 1),
    st.sampled_from([1, 4, 12]),
    st.one_of(st.just(0.0), st.floats(-0.05, 0.06)),
    st.integers(0, 5),
    st.one_of(st.just(0.0), st.floats(0.0, 0.6)),
)
@settings(max_examples=60, deadline=None)
def test_frontier_is_where_the_test_bites(
    rate: float, nper: int, timing: int, freq: int, growth: float, free: int, share: float
) -> None:
    """The frontier of a fair value that a whole number of payments just reaches."""
    free = min(free, nper - 1)
    bare = lease_pv(rate, nper, 100.0, 0.0, timing, freq, growth, free=free)
    rvg = share * bare
    values = [
        lease_pv(rate, n, 100.0, rvg, timing, freq, growth, free=min(free, n))
        for n in range(1, nper + 1)
    ]
    target = values[-1]
    assume(
        rvg < target * (1 - 1e-9) and (not values[:-1] or max(values[:-1]) < target * (1 - 1e-9))
    )
    found = lease_frontier(
        rate, 100.0, target / 0.9, 1e6, rvg, 0.9, 0.75, timing, freq, growth, free
    )
    assert found == pytest.approx(nper / freq, rel=1e-7)
    both = lease_frontier(
        [rate, rate], 100.0, target / 0.9, 1e6, rvg, 0.9, 0.75, timing, freq, growth, free
    )
    assert both[0] == pytest.approx(found, rel=1e-9)


def test_frontier_edges() -> None:
    assert lease_frontier(0.05, 200, 2000, 10) == 7.5
    assert lease_frontier(0.05, 200, 2000, 10, pct_life=1) == 10.0
    assert lease_frontier(0.05, 90, 2000, 1e6) == 750000.0
    assert lease_frontier(0.05, 90.01, 2000, 1e6) == pytest.approx(
        math.log(1 / (1 - 1800 * 0.05 / 90.01)) / math.log(1.05), rel=1e-9
    )
    assert lease_frontier(0.0, 200, 2000, 40) == pytest.approx(9.0, rel=1e-14)
    assert lease_frontier(-0.01, 100, 2000, 40, rvg=100) < 17
    assert lease_frontier(0.05, 200, 2000, 40, rvg=1800) == 0.0
    assert lease_frontier(0.05, 0, 2000, 40) == 30.0
    assert lease_frontier(0.05, 0, 2000, 40, free=12) == 30.0
    monthly = lease_frontier(0.05, 200 / 12, 2000, 40, freq=12, timing=1)
    assert 11 < monthly < lease_frontier(0.05, 200, 2000, 40)
    for bad in ({"fv": 0}, {"life": -1}, {"pct_pv": 0}, {"pct_life": 0}, {"pmt": -1}, {"rvg": -1}):
        with pytest.raises(DomainError, match=next(iter(bad))):
            lease_frontier(**{"rate": 0.05, "pmt": 200, "fv": 2000, "life": 40, **bad})


def test_frontier_of_a_guarantee_that_melts_first() -> None:
    """The value dips below its start before the growing rent carries it over the line."""
    arguments = {"rate": 0.1, "pmt": 50.0, "rvg": 1700.0, "escalator": 0.12}
    found = lease_frontier(fv=2000, life=200, **arguments)
    years = math.floor(found)
    before, after = (lease_pv(0.1, n, 50.0, 1700.0, escalator=0.12) for n in (years, years + 1))
    assert before < 1800 <= after


def test_frontier_of_a_portfolio_is_the_frontier_of_each() -> None:
    rng = np.random.default_rng(5)
    size = 300
    rate, rent = rng.uniform(-0.02, 0.2, size), rng.uniform(1, 300, size)
    guarantee = rng.choice([0.0, 500.0, 1500.0, 1900.0], size)
    growth = rng.choice([0.0, 0.0, 0.03], size)
    found = lease_frontier(rate, rent, 2000, 40, guarantee, freq=2, timing=1, escalator=growth)
    for k in range(size):
        alone = lease_frontier(
            float(rate[k]), float(rent[k]), 2000, 40, float(guarantee[k]), timing=1, freq=2,
            escalator=float(growth[k]),
        )  # fmt: skip
        assert found[k] == pytest.approx(alone, rel=1e-9)


def test_liability_by_dates() -> None:
    start = datetime.date(2024, 1, 31)
    days = [datetime.date(2026, 1, 31), start, datetime.date(2025, 1, 31)]
    payments = [121.0, 50.0, 110.0]
    assert lease_liabilityx(0.1, payments, days, start, 0) == pytest.approx(200.0)
    assert lease_liabilityx(0.1, payments, days, start, 0, True) == pytest.approx(250.0)
    by_days = 110 / 1.1 ** (366 / 365) + 121 / 1.1 ** (731 / 365)
    assert lease_liabilityx(0.1, payments, days, start) == pytest.approx(by_days, rel=1e-14)
    for basis in range(5):
        assert 195 < lease_liabilityx(0.1, payments, days, start, basis) < 205
    with pytest.raises(DomainError, match="on or after commencement"):
        lease_liabilityx(0.1, payments, days, datetime.date(2024, 2, 1))
    with pytest.raises(InputTypeError, match="one for each of 3 payments"):
        lease_liabilityx(0.1, payments, days[:2], start)
    for rate, basis in ((-1, 3), (0.1, 5), (0.1, -1)):
        with pytest.raises(DomainError):
            lease_liabilityx(rate, payments, days, start, basis)
    found = lease_liabilityx([0.0, 0.1], payments, days, start)
    assert found.tolist() == pytest.approx([231.0, by_days])


def test_right_of_use_asset() -> None:
    assert lease_rou(100) == 100.0
    assert lease_rou([100, 5], 0, 0, 10)[0] == 90.0
    assert lease_rou([100, 5], 0, 0, 10)[1].excel == "#NUM!"


def test_term() -> None:
    ladder = [[4, 0.9], [4, 0.7], [4, 0.69], [4, 1]]
    assert lease_term(4, ladder) == 12.0
    assert lease_term([4, 5], ladder, [[0.5], [1.0]]).tolist() == [[20.0, 21.0], [4.0, 5.0]]
    assert lease_term(4, [4, True]) == 8.0
    for options in ([[4]], [[4, 0.9, 1]], [], [[None, None]], [["x", 1]]):
        with pytest.raises(InputTypeError):
            lease_term(4, options)
    for options in ([[4, 1.1]], [[-4, 1]], [[4, 0.1], [4, -1]]):
        with pytest.raises(DomainError, match="options"):
            lease_term(4, options)
    with pytest.raises(DomainError, match="base"):
        lease_term(-1, ladder)


def test_guarantee() -> None:
    assert lease_rvg(1000, 1300) == 0.0
    assert lease_rvg(1300, 1000, basis="MAX", cap=200) == 200.0
    bases = lease_rvg(1300, 1000, 250, [["prob"], ["exp"], ["max"], ["x"]], 0.8)
    assert bases[:3, 0].tolist() == [250.0, 200.0, 250.0]
    assert bases[3, 0].excel == "#VALUE!"
    assert lease_rvg(1300, 1000, None, "prob", [0.7, 0.75]).tolist() == [0.0, 300.0]
    with pytest.raises(InputTypeError, match="p must be given"):
        lease_rvg(1300, 1000, basis="exp")
    for bad in ({"cap": -1}, {"p": 1.1}, {"threshold": -0.1}, {"guaranteed": -1}, {"expected": -1}):
        arguments = {"guaranteed": 1300, "expected": 1000, **bad}
        with pytest.raises(DomainError, match=next(iter(bad))):
            lease_rvg(**arguments)
        found = lease_rvg(**{**arguments, "threshold": [arguments.get("threshold", 0.7)] * 2})
        assert found[0].argument == next(iter(bad))


def test_not_commenced() -> None:
    assert lease_not_commenced(4000, 20, 0, 0.05) == pytest.approx(lease_pv(0.05, 20, 200))
    assert lease_not_commenced(4000, 20, 3, 0) == 4000.0
    assert lease_not_commenced([4000, -1], 20, [[0], [2]], 0.05)[0, 1].argument == "undiscounted"
    both = lease_not_commenced([4000, 4000], 12.5, 2, [0.0, 0.05], 1)
    assert both.tolist() == pytest.approx(
        [4000, lease_not_commenced(4000, 12.5, 2, 0.05, 1)], rel=1e-13
    )
    for bad in ({"term": 0}, {"delay": -1}, {"rate": -1}, {"timing": 3}):
        arguments = {"undiscounted": 1, "term": 2, "delay": 1, "rate": 0.1, **bad}
        with pytest.raises(DomainError, match=next(iter(bad))):
            lease_not_commenced(**arguments)
    with pytest.raises(InputTypeError, match="level"):
        lease_not_commenced(1, 2, 1, 0.1, profile="steep")


def test_straight_line() -> None:
    assert lease_straight_line([100, 200], remaining=4) == 75.0
    with pytest.raises(InputTypeError, match="rou must be given"):
        lease_straight_line([100], liability=5)
    with pytest.raises(InputTypeError, match="liability must be given"):
        lease_straight_line([100], rou=5)
    with pytest.raises(DomainError, match="remaining"):
        lease_straight_line([100], remaining=0)


def test_weighted_averages() -> None:
    assert lease_walt([100, 300], [2, 10]) == 8.0
    assert lease_wadr([100, 300], [0.04, 0.06]) == pytest.approx(0.055)
    for one in (lease_walt, lease_wadr):
        with pytest.raises(ZeroDenominatorError):
            one([0, 0], [1, 2])
        with pytest.raises(InputTypeError):
            one([1, 2], [1])
        with pytest.raises(DomainError):
            one([1, -2], [1, 1])
        with pytest.raises(DomainError):
            one([1, 2], [1, -1])
