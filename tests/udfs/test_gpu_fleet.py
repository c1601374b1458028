"""A fleet in the books, a loan on it and its cluster: what must tie, and what decides."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from udfs import (
    bond_amort,
    gpu_coupon,
    gpu_depr,
    gpu_depr_waterfall,
    gpu_fabric,
    gpu_impairment,
    gpu_life_change,
    gpu_ltv,
    gpu_residual,
    gpu_train_cost,
)
from udfs.errors import DomainError, InputTypeError, OnBalanceError, ZeroDenominatorError

floats = partial(st.floats, allow_subnormal=False)
COSTS = st.lists(floats(0, 1e6), min_size=1, max_size=8)
DAYS = [45292, 45350, 45657, 45800, 46022, 46387, 46400, 46700]  # 2024 to 2027, in order


@settings(max_examples=150, deadline=None)
@given(
    COSTS, floats(0.5, 9), floats(0, 1), st.sampled_from(["SL", "SYD", "VDB"]),
    st.sampled_from(["half", "month", "full"]),
)  # fmt: skip
def test_the_waterfall_ties_to_the_gross_movement(
    costs: list[float], life: float, salvage: float, method: str, convention: str
) -> None:
    life = life if method == "SL" else float(np.ceil(life))
    starts = DAYS if convention == "month" else range(2024, 2034)
    vintages = [[start, cost] for start, cost in zip(starts, costs, strict=False)]
    table = gpu_depr_waterfall(vintages, life, method, salvage, convention)
    scale = 1e-9 * (1 + sum(costs))
    columns = [key for key in table.keys()[1:] if key[0] == "2"]
    assert len(columns) == len(costs)
    charges = np.array([table[key] for key in columns])
    np.testing.assert_allclose(charges.sum(axis=0), table["total"], atol=scale)
    np.testing.assert_allclose(
        charges.sum(axis=1), [cost * (1 - salvage) for cost in costs], atol=scale
    )
    assert (charges >= -scale).all()
    additions = np.diff(table["gross"], prepend=0.0)
    moved = np.diff(table["net"], prepend=0.0)
    np.testing.assert_allclose(moved, additions - table["total"], atol=scale)
    np.testing.assert_allclose(table["gross"] - table["accumulated"], table["net"], atol=scale)
    assert table["gross"][-1] == pytest.approx(sum(costs), abs=scale)
    assert table["net"][-1] == pytest.approx(salvage * sum(costs), abs=scale)


@pytest.mark.parametrize("method", ["SL", "SYD", "DDB", "VDB"])
def test_a_full_first_year_is_the_charge_of_each_period(method: str) -> None:
    table = gpu_depr_waterfall([[2024, 1000]], 5, method, 0.1, "full")
    expected = gpu_depr(1000, 100, 5, np.arange(1.0, 6.0), method)
    assert table["total"].tolist() == pytest.approx(expected.tolist(), abs=1e-9)
    halves = gpu_depr_waterfall([[2024, 1000]], 5, method, 0.1)["total"]
    shared = (np.append(expected, 0) + np.insert(expected, 0, 0)) / 2
    assert halves.tolist() == pytest.approx(shared.tolist(), abs=1e-9)


@settings(max_examples=150, deadline=None)
@given(
    floats(1, 1e6), floats(0, 1), floats(0.5, 10), floats(0, 1), floats(0.5, 12), floats(0, 1),
)  # fmt: skip
def test_a_change_of_life_is_prospective(
    gross: float, part: float, old: float, salvage: float, new: float, tax: float
) -> None:
    age, rest = part * old, salvage * gross
    change = gpu_life_change(gross, age, old, new, rest, tax=tax)
    nbv, before, after, delta, net = (float(change[key][0]) for key in change)
    charged = before * age if age < old else gross - rest
    assert nbv == pytest.approx(gross - charged, abs=1e-9 * gross)
    assert delta == pytest.approx(after - before, abs=1e-9 * gross)
    assert net == pytest.approx(delta * (1 - tax), abs=1e-9 * gross)
    years = max(new - age, 0.0) if age < new else 1.0
    assert charged + after * years == pytest.approx(gross - rest, abs=1e-9 * gross)
    same = gpu_life_change(gross, age, old, old, rest)
    if age < old * (1 - 1e-6):
        assert same["delta"][0] == pytest.approx(0, abs=1e-6 * gross)


def test_a_residual_above_the_book_value_stops_the_charge() -> None:
    change = gpu_life_change(100, 4, 5, 8, 0, 50)
    assert change["nbv"][0] == pytest.approx(20)
    assert change["new_charge"][0] == 0


@settings(max_examples=200, deadline=None)
@given(
    floats(0, 1e6), st.lists(floats(0, 1e5), min_size=1, max_size=12), floats(0, 0.5),
    floats(0, 1e6),
)  # fmt: skip
def test_impairment_by_both_standards(
    nbv: float, flows: list[float], rate: float, fv: float
) -> None:
    worth = float(npf.npv(rate, [0.0, *flows]))
    us = gpu_impairment(nbv, flows, rate, fv)
    ifrs = gpu_impairment(nbv, flows, rate, fv, "IFRS")
    loss_us, loss_ifrs = (float(table["amount"][-2]) for table in (us, ifrs))
    expected = max(0.0, nbv - fv) if sum(flows) < nbv else 0.0
    assert loss_us == pytest.approx(expected, rel=1e-9, abs=1e-6)
    assert loss_ifrs == pytest.approx(max(0.0, nbv - max(worth, fv)), rel=1e-9, abs=1e-6)
    for table in (us, ifrs):
        assert table["amount"][0] - table["amount"][-2] == pytest.approx(table["amount"][-1])
        assert (table["result"][-2] == "impaired") == (table["amount"][-2] > 0)
    assert loss_us == 0 or us["result"][1].startswith("not recoverable")


@settings(max_examples=100, deadline=None)
@given(
    floats(0.05, 1), floats(1, 1e6), st.integers(1, 20), floats(0.05, 0.5), floats(0.1, 2),
    floats(0, 0.1),
)  # fmt: skip
def test_the_loan_path(
    advance: float, capex: float, count: int, fall: float, cover: float, rate: float
) -> None:
    curve = (1 - fall) ** np.arange(count + 1.0)
    tests = {"max_ltv": advance * 1.000001, "min_dscr": 1, "cash": cover * capex, "rate": rate}
    table = gpu_ltv(advance, capex, count, curve, tests)
    loan = table["loan"]
    assert loan[0] == pytest.approx(advance * capex)
    assert loan[-1] == 0
    assert table["ltv"][0] == pytest.approx(advance)
    np.testing.assert_allclose(table["ltv"] * table["market"], loan, rtol=1e-9)
    np.testing.assert_allclose(table["book"], capex * (1 - np.arange(count + 1) / count), atol=1e-6)
    for k in range(1, count + 1):
        due = loan[k - 1] * rate + loan[k - 1] - loan[k]
        assert table["dscr"][k] == pytest.approx(cover * capex / due, rel=1e-9)
        high = table["ltv"][k] > tests["max_ltv"]
        failed = ["LTV"] * bool(high) + ["DSCR"] * bool(table["dscr"][k] < 1 - 1e-9)
        assume(abs(table["dscr"][k] - 1) > 1e-9)
        assert table["breach"][k] == (", ".join(failed) or "ok")


def test_a_loan_takes_its_principal_from_a_schedule_and_its_curve_from_residuals() -> None:
    ages, factors = [0, 1, 2, 3, 4], [1.00, 0.78, 0.60, 0.46, 0.35]
    loan = bond_amort(65, 0.1, 4, balloon=20)
    curve = gpu_residual(np.arange(5.0), ages, factors, 1, 0.85)
    principal = loan["principal"].copy()
    principal[-1] -= 20  # the balloon stays owed
    table = gpu_ltv(0.65, 100, principal, [1.0, *curve[1:]])
    assert table["loan"].tolist() == pytest.approx([65, *loan["open"][1:], 20])
    assert table["breach"] == ["ok"] * 5
    assert table["dscr"] == [""] * 5


def test_a_loan_on_nothing_is_an_error_in_its_place() -> None:
    table = gpu_ltv(0.5, 100, [10, 10, 30], [1, 0.5, 0, 0], {"max_ltv": 0.9})
    assert isinstance(table["ltv"][2], ZeroDenominatorError)
    assert table["ltv"][3] == 0
    assert table["breach"] == ["ok", "ok", "LTV", "ok"]


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 10**7), st.integers(1, 16), st.sampled_from([8, 32, 64, 128]))
def test_the_fabric_carries_its_gpus(gpus: int, per_node: int, radix: int) -> None:
    table = gpu_fabric(gpus, per_node, radix)
    nodes, tiers, links, switches = (int(table[key][0]) for key in table.keys()[:4])
    assert (nodes - 1) * per_node < gpus <= nodes * per_node
    assert gpus <= 2 * (radix // 2) ** tiers
    assert tiers == 2 or gpus > 2 * (radix // 2) ** (tiers - 1)
    assert links == gpus * tiers
    ends = (2 * tiers - 1) * gpus  # both ends of every link, but the one at the GPU
    assert ends <= switches * radix < ends + tiers * radix


def test_training_scales_as_it_should() -> None:
    base = gpu_train_cost(70e9, 15e12, 989e12, 0.4, 2, 4096)
    twice = gpu_train_cost(140e9, 15e12, 989e12, 0.4, 2, 8192, 0.5)
    assert twice["flops"][0] == pytest.approx(2 * base["flops"][0])
    assert twice["gpu_h"][0] == pytest.approx(4 * base["gpu_h"][0])
    assert twice["days"][0] == pytest.approx(2 * base["days"][0])
    assert twice["amount"][0] == pytest.approx(4 * base["amount"][0])
    assert gpu_train_cost(70e9, 15e12, 989e12, 0.4, 2)["days"] == [""]


@settings(max_examples=60, deadline=None)
@given(floats(0, 10), floats(0, 10), floats(0, 1e5), st.integers(1, 120), floats(0.01, 0.5))
def test_a_coupon_is_an_annuity(
    market: float, charged: float, gpus: float, months: int, rate: float
) -> None:
    table = gpu_coupon(market, charged, gpus, months, 0.8, rate, 1e6)
    monthly = (market - charged) * gpus * 730 * 0.8
    assert table["amount_month"][0] == pytest.approx(monthly, rel=1e-12)
    worth = -npf.pv((1 + rate) ** (1 / 12) - 1, months, monthly)
    assert table["pv"][0] == pytest.approx(worth, rel=1e-9)
    assert table["pct_of_round"][0] == pytest.approx(worth / 1e6, rel=1e-9)


VINTAGES = [[2024, 100], [2025, 200]]


@pytest.mark.parametrize(
    ("call", "error", "sentence"),
    [
        (lambda: gpu_depr_waterfall([[2025, 1], [2024, 1]], 5), InputTypeError, "not before the"),
        (lambda: gpu_depr_waterfall([[2024, None], [2025, 1]], 5), InputTypeError, "must be a num"),
        (lambda: gpu_depr_waterfall([[2024, -1]], 5), DomainError, "a cost of at least 0, got -1"),
        (lambda: gpu_depr_waterfall(VINTAGES, 5.5, "SYD"), DomainError, "whole years with method"),
        (lambda: gpu_depr_waterfall(VINTAGES, 0), DomainError, "life must be above 0"),
        (lambda: gpu_depr_waterfall(VINTAGES, 5, "DB"), InputTypeError, "SL, SYD, DDB or VDB"),
        (lambda: gpu_depr_waterfall(VINTAGES, 5, "SL", 20), DomainError, "a share of cost from 0"),
        (lambda: gpu_depr_waterfall(VINTAGES, 5, convention="month"), InputTypeError, "dates for"),
        (lambda: gpu_depr_waterfall(VINTAGES, 5, convention="year"), InputTypeError, '"half", "mo'),
        (lambda: gpu_depr_waterfall([[2024, 1, 2]], 5), InputTypeError, "two columns: year, cost"),
        (lambda: gpu_life_change(100, -1, 6, 5), DomainError, "age must be at least 0, got -1"),
        (lambda: gpu_life_change(100, 1, 0, 5), DomainError, "old_life must be above 0, got 0"),
        (lambda: gpu_life_change(100, 1, 6, 5, 200), DomainError, "salvage must be from 0 to"),
        (lambda: gpu_life_change(100, 1, 6, 5, tax=21), DomainError, "tax must be from 0 to 1"),
        (lambda: gpu_impairment(-1, [1], 0.1), DomainError, "nbv must be at least 0, got -1"),
        (lambda: gpu_impairment(1, [1], -1), DomainError, "rate must be above -1, got -1"),
        (lambda: gpu_impairment(1, [1], 0.1, 1, "HGB"), InputTypeError, 'standard must be "US" or'),
        (lambda: gpu_ltv(0, 100, 5, [1, 0.5]), DomainError, "advance must be above 0 and"),
        (lambda: gpu_ltv(0.7, 100, 5.5, [1, 0.5]), DomainError, "amort must be a whole number"),
        (lambda: gpu_ltv(0.7, 100, [50, 30], [1, 0.5]), DomainError, "at most the loan 70"),
        (lambda: gpu_ltv(0.7, 100, 5, [1, -0.5]), DomainError, "curve must be at least 0 in every"),
        (lambda: gpu_ltv(0.7, 100, 5, [1, 1], {"max_ltw": 1}), InputTypeError, 'mean "max_ltv"'),
        (
            lambda: gpu_ltv(0.7, 100, 5, [1, 1], {"cash": [1, 2]}),
            InputTypeError,
            "one for each period, or one for all, got '2 values for 1 periods'",
        ),
        (lambda: gpu_fabric(0), DomainError, "gpus must be at least 1, got 0"),
        (lambda: gpu_fabric(8, radix=63), DomainError, "radix must be even, got 63"),
        (lambda: gpu_fabric(8, pue=0.9), DomainError, "pue must be at least 1"),
        (lambda: gpu_train_cost(1, 1, 989, 0.4, 1), DomainError, "989e12 for 989 teraflops, got"),
        (lambda: gpu_train_cost(1, 1, 1e15, 0, 1), ZeroDenominatorError, "mfu must be above 0"),
        (lambda: gpu_train_cost(1, 1, 1e15, 40, 1), DomainError, "mfu must be above 0 and at most"),
        (lambda: gpu_coupon(4, 3, 10, 0), DomainError, "months must be at least 1, got 0"),
        (lambda: gpu_coupon(4, 3, 10, 12, 2), DomainError, "util must be from 0 to 1, got 2"),
    ],
)  # fmt: skip
def test_a_bad_input_is_one_sentence(call: Any, error: type[OnBalanceError], sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        call()
