"""Credit functions: implied rates there and back, and the stack of adjusted debt."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs import credit_adj_debt, credit_implied_rate, credit_lease_split
from udfs.errors import DomainError, InputTypeError, OnBalanceError, ZeroDenominatorError
from udfs.finance import debt

META = [3211, 3237, 3057, 2985, 2621]
BLOCK = {"debt": 100, "cash": 40, "ebitda": 95, "interest": 5, "tax": 8, "capex": 60, "ocf": 80}
LEASED = BLOCK | {"op_lease": 20, "not_commenced": 100, "rvg_cap": 30, "rvg_expected": 4}


def value(payments: list[float], times: list[float], rate: float) -> float:
    return sum(p / (1 + rate) ** t for p, t in zip(payments, times, strict=True))


@settings(max_examples=100, deadline=None)
@given(st.floats(-0.05, 0.3), st.floats(0.05, 1.0), st.booleans())
def test_the_rate_of_a_value_made_at_a_rate(rate: float, first: float, is_mid: bool) -> None:
    ends = [first + k for k in range(8)] + [first + 7.25]
    lengths = [first] + [1.0] * 7 + [0.25]
    times = [end - w / 2 if is_mid else end for end, w in zip(ends, lengths, strict=True)]
    payments = [50.0, 60.0, 55.0, 40.0] + [40.0] * 4 + [10.0]
    found = credit_implied_rate(
        payments[:4], 170, value(payments, times, rate), None, is_mid, first
    )
    assert found == pytest.approx(rate, abs=1e-12)


def test_a_tail_is_level_and_ends_with_a_part_year() -> None:
    payments, times = [100.0, 20.0, 20.0, 10.0], [1.0, 2.0, 3.0, 3.5]
    pv = value(payments, times, 0.06)
    assert credit_implied_rate([100], 50, pv, 2.5) == pytest.approx(0.06, abs=1e-13)
    assert credit_implied_rate([100], 0, 95, 7) == pytest.approx(100 / 95 - 1, abs=1e-13)


def test_a_column_of_values_spills() -> None:
    found = credit_implied_rate(META, 18397, [[24000], [25153], [0]], 10)
    assert found.shape == (3, 1)
    assert found[0, 0] > found[1, 0] > 0.04
    assert isinstance(found[2, 0], DomainError)


@pytest.mark.parametrize(
    ("arguments", "error", "sentence"),
    [
        ((META, 18397, 0), DomainError, "pv must be above 0, got 0"),
        ((META, -1, 100), DomainError, "thereafter must be at least 0, got -1"),
        ((META, 18397, 25153, 0), DomainError, "tail must be above 0 years, got 0"),
        ((META, 18397, 25153, 10, False, 1.5), DomainError, "first must be above 0 and at most 1"),
        (([5, 0], 10, 12), ZeroDenominatorError, "give tail"),
        (([5, 1e-9], 10, 12), DomainError, "spread over at most 1000 years"),
    ],
)
def test_a_bad_table_is_one_sentence(arguments, error, sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        credit_implied_rate(*arguments)


def test_the_split_adds_up_and_flags_interest_above_cost() -> None:
    split = credit_lease_split(200, 2492.442, 0.05)
    assert split["interest"][0] + split["depreciation"][0] == pytest.approx(200, abs=1e-12)
    assert split.columns[:2] == ("Interest", "Depreciation")
    assert split["flag"][0] == "ok"
    assert credit_lease_split(100, 2500, 0.05)["flag"][0] == "interest above cost"
    with pytest.raises(DomainError, match="rate must be at least 0"):
        credit_lease_split(100, 2500, -0.01)


def amount(table, layer: str) -> float:
    return dict(zip(debt.LAYERS, table["amount"], strict=True))[layer]


def test_columns_are_those_of_the_catalogue() -> None:
    table = credit_adj_debt(BLOCK)
    assert table.columns == ("Layer", "Amount", "On/off", "Cumulative", "x EBITDAR")
    assert table["cumulative"][-1] == 100
    assert table["x_ebitdar"][-1] == pytest.approx(100 / 95)
    assert len(table.rows()) == len(debt.LAYERS) + 1


@settings(max_examples=200, deadline=None)
@given(
    st.floats(0, 1e3), st.floats(0, 1e3), st.floats(0, 1e3), st.floats(0, 1),
    st.booleans(), st.booleans(),
)  # fmt: skip
def test_one_claim_is_never_counted_twice(lease, cap, vehicle, share, lease_on, rvg_on) -> None:
    block = BLOCK | {"not_commenced": lease, "rvg_cap": cap, "spv_debt": vehicle}
    layers = [["not_commenced", lease_on], ["rvg", rvg_on]]
    total = credit_adj_debt(block | {"spv_share": share}, layers)["cumulative"][-1]
    claim = lease * lease_on + cap * rvg_on
    assert total - 100 == pytest.approx(max(claim, vehicle * share), abs=1e-9)


def test_views_switch_layers_and_choose_the_guarantee() -> None:
    totals = {
        view: credit_adj_debt(LEASED | {"view": view})["cumulative"][-1]
        for view in ("reported", "SP", "MDY", "full")
    }
    assert totals == {"reported": 100, "SP": 100 + 20 + 4 - 40, "MDY": 120, "full": 250}
    assert amount(credit_adj_debt(LEASED | {"view": "SP"}), "rvg") == 4
    assert amount(credit_adj_debt(LEASED), "rvg") == 30


def test_layers_switch_by_pairs_flags_or_names() -> None:
    flags = [True, False, True, True, False, False, False, False]
    names = ["debt", "op_lease", "Signed, not commenced"]
    expected = credit_adj_debt(LEASED, flags)
    assert expected["on_off"] == [int(flag) for flag in flags]
    assert credit_adj_debt(LEASED, [[flag] for flag in flags]).rows() == expected.rows()
    assert credit_adj_debt(LEASED, names)["on_off"] == expected["on_off"]
    assert credit_adj_debt(LEASED, [["rvg", False]])["cumulative"][-1] == 220
    assert credit_adj_debt(LEASED, {"rvg": False})["cumulative"][-1] == 220
    assert credit_adj_debt(LEASED, [["rvg", False], ["spv", 0]])["on_off"] == [
        1,
        1,
        1,
        1,
        0,
        0,
        1,
        0,
    ]


def test_what_is_not_discounted_says_so() -> None:
    table = credit_adj_debt(LEASED)
    assert table["layer"][3] == "Signed, not commenced (undiscounted)"
    found = credit_adj_debt(LEASED | {"rate": 0.05, "nc_term": 10, "nc_delay": 1})
    assert found["layer"][3] == "Signed, not commenced"
    assert amount(found, "not_commenced") == pytest.approx(
        sum(10 / 1.05 ** (k + 1) for k in range(1, 11))
    )
    at_zero = credit_adj_debt(LEASED | {"rate": 0, "nc_term": 10})
    assert amount(at_zero, "not_commenced") == pytest.approx(100)


def test_ebitdar_adds_the_costs_that_are_given() -> None:
    costs = {"op_lease_cost": 3, "short_term": 1, "variable": 1}
    assert credit_adj_debt(BLOCK | costs)["x_ebitdar"][0] == pytest.approx(1.0)
    with pytest.raises(ZeroDenominatorError):
        credit_adj_debt(BLOCK | {"ebitda": 0})


def test_a_two_column_range_reads_as_a_dict() -> None:
    rows = [[key, item] for key, item in LEASED.items()] + [[None, None]]
    assert credit_adj_debt(rows).rows() == credit_adj_debt(LEASED).rows()


@pytest.mark.parametrize(
    ("inputs", "layers", "sentence"),
    [
        (BLOCK | {"opp_lease": 1}, None, 'unknown key "opp_lease"; did you mean "op_lease"'),
        ({"debt": 1}, None, 'needs the key "cash"'),
        (BLOCK | {"view": "Fitch"}, None, 'view must be "reported", "SP", "MDY" or "full"'),
        (BLOCK, [["rgv", True]], 'unknown layer "rgv"; did you mean "rvg"'),
        (BLOCK, [True, False], "layers must be 8 flags, one per layer, got '2 flags'"),
        (BLOCK | {"debt": "many"}, None, "debt must be a number"),
        (BLOCK | {"debt": -1}, None, "debt must be at least 0"),
        (BLOCK | {"spv_share": 1.1}, None, "spv_share must be from 0 to 1"),
        (BLOCK | {"rate": -1}, None, "rate must be above -1"),
        (BLOCK | {"nc_term": 0}, None, "nc_term must be above 0"),
    ],
)
def test_a_bad_block_is_one_sentence(inputs, layers, sentence: str) -> None:
    with pytest.raises(OnBalanceError, match=sentence):
        credit_adj_debt(inputs, layers)


anything = st.one_of(st.none(), st.booleans(), st.text(max_size=3), st.floats(), st.integers())


@settings(max_examples=200, deadline=None)
@given(st.lists(anything, max_size=5), anything, anything, anything, anything)
def test_any_input_gives_finite_numbers_or_one_of_our_errors(payments, a, b, c, d) -> None:
    for call in (
        lambda: credit_implied_rate(payments, a, b, c, False, d),
        lambda: credit_lease_split(a, b, c)["depreciation"][0],
        lambda: credit_adj_debt(LEASED | {"rate": a, "nc_term": b, "cash": c, "ebitda": d})[
            "x_ebitdar"
        ][-1],
        lambda: credit_adj_debt(LEASED, payments)["cumulative"][-1],
    ):
        try:
            result = call()
        except OnBalanceError:
            continue
        assert np.isfinite(result)


def test_an_unknown_shape_of_switches_is_refused() -> None:
    with pytest.raises(InputTypeError, match="layers must be pairs of layer and flag"):
        credit_adj_debt(BLOCK, [[1, 0, 1], [0, 1, 0]])
