"""A development as a whole: against plain loops and pyxirr, its identities, many deals at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import pyxirr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.udfs import plain_deal
from udfs import (
    dev_cashflow,
    dev_delay_cost,
    dev_draw,
    dev_returns,
    dev_scurve,
    yield_irr,
    yield_lease_irr,
    yield_xplus_rent,
)
from udfs.errors import (
    CellError,
    DomainError,
    InputTypeError,
    NoConvergenceError,
    OnBalanceError,
    ZeroDenominatorError,
)

GOLDEN = {"mw": 100, "cost_mw": 12e6, "build_months": 24, "rent_kw_mo": 75, "term": 15}
GOLDEN |= {"escalator": 0.025, "exit_cap": 0.06}
LOAN = GOLDEN | {"ltc": 0.7, "con_rate": 0.07}
TAKEN_OUT = LOAN | {"perm_rate": 0.065, "perm_dscr": 1.35}


@st.composite
def deals(draw: st.DrawFn) -> dict[str, Any]:
    """A deal that makes sense, with any of the optional keys."""
    rent = draw(st.floats(85, 160))
    q: dict[str, Any] = {
        "mw": draw(st.floats(5, 500)),
        "cost_mw": draw(st.floats(8e6, 14e6)),
        "build_months": draw(st.integers(1, 40)),
        "rent_kw_mo": rent,
        "term": draw(st.integers(3, 25)),
        "escalator": draw(st.sampled_from([0, 0.02, 0.03])),
    }
    if draw(st.booleans()):
        q |= {"land": draw(st.floats(0, 5e7)), "soft_pct": 0.06, "contingency_pct": 0.05}
    if draw(st.booleans()):
        q |= {"nnn": False, "opex_pct": 0.05, "pue": 1.3, "power_price": 0.03, "ramp": 7}
    if draw(st.booleans()):
        q |= {
            "ltc": draw(st.sampled_from([0, 0.3, 0.65])),
            "con_rate": draw(st.sampled_from([0, 0.06, 0.1])),
        }
        q |= {"fund": draw(st.sampled_from(["prorata", "equity"]))}
        q |= {"fee": draw(st.sampled_from([0, 0.01]))}
    if draw(st.booleans()):
        q |= {"exit_cap": draw(st.floats(0.055, 0.08)), "sale_cost": 0.01}
        q["exit_year"] = draw(st.integers(2, q["term"]))
    else:
        q["residual_pct"] = draw(st.floats(0.2, 0.8))
    if draw(st.booleans()):
        q["perm_rate"] = draw(st.sampled_from([0, 0.055, 0.07]))
        if draw(st.booleans()):
            q["perm_amort"] = draw(st.integers(3, 30))
        if draw(st.booleans()):
            q["perm_dscr"] = draw(st.floats(1.3, 2))
        if draw(st.booleans()) and "exit_cap" in q:
            q["perm_ltv"] = draw(st.floats(0.4, 0.6))
    if draw(st.booleans()):
        q |= {"tenant_yield": draw(st.floats(0.03, 0.06)), "yield_freq": 2}
    return q


def first_row(table: Any) -> dict[str, Any]:
    """The measures of the first deal; blanks left out."""
    cells = {key: table[key][0] for key in table}
    return {key: cell for key, cell in cells.items() if not isinstance(cell, str)}


@settings(max_examples=80, deadline=None)
@given(deals())
def test_every_measure_agrees_with_plain_loops_and_pyxirr(q: dict[str, Any]) -> None:
    before, after, _ = plain_deal.flows(q)
    signs = np.sign([x for x in after if x])
    assume((np.diff(signs) != 0).sum() == 1)  # else pyxirr may choose another of several rates
    expected = plain_deal.measures(q)
    found = first_row(dev_returns(q))
    assert set(found) == set(expected) - {"total", "size"}
    for key, value in found.items():
        scale = 1e4 if "spread" in key else max(1.0, sum(map(abs, before)) * 1e-3)
        assert value == pytest.approx(expected[key], rel=1e-9, abs=1e-9 * scale), key


def test_a_plain_deal_changed_a_little_is_noticed() -> None:
    found, expected = first_row(dev_returns(TAKEN_OUT)), plain_deal.measures(TAKEN_OUT)
    late = plain_deal.measures(TAKEN_OUT | {"build_months": 25})
    for key in found:
        assert found[key] == pytest.approx(expected[key], rel=1e-9)
    for key in ("unlev_irr", "lev_irr", "moic", "yoc", "spread"):
        assert found[key] != pytest.approx(late[key], rel=1e-6)


@settings(max_examples=40, deadline=None)
@given(deals())
def test_the_cash_flow_ties(q: dict[str, Any]) -> None:
    table = dev_cashflow(q)
    before, after, plain = plain_deal.flows(q)
    scale = 1e-9 * sum(map(abs, before))
    np.testing.assert_allclose(table["unlevered"], before, rtol=0, atol=scale)
    np.testing.assert_allclose(table["levered"], after, rtol=0, atol=scale)
    parts = table["unlevered"] + table["interest"] + table["fees"] + table["debt"]
    np.testing.assert_allclose(parts + table["service"], table["levered"], rtol=0, atol=scale)
    spent = -(table["cost"] + table["interest"] + table["fees"]).sum()
    assert spent == pytest.approx(plain["total"], rel=1e-11)  # sums tie to the budget
    assert table["balance"][-1] == 0.0
    assert (table["balance"] > -scale).all()
    years = dev_cashflow(q, "year")
    for key in table.keys()[1:-1]:
        assert years[key].sum() == pytest.approx(table[key].sum(), rel=1e-11, abs=scale)


@settings(max_examples=40, deadline=None)
@given(deals())
def test_a_rate_of_return_zeroes_its_net_present_value(q: dict[str, Any]) -> None:
    rate = float(dev_returns(q)["unlev_irr"][0])
    flows = dev_cashflow(q)["unlevered"]
    value = dev_returns(q | {"discount": rate})["npv"][0]
    assert abs(value) <= 1e-10 * np.abs(flows).sum()
    assert abs(pyxirr.npv((1 + rate) ** (1 / 12) - 1, flows)) <= 1e-10 * np.abs(flows).sum()
    other = dev_returns(q | {"discount": rate + 0.001})["npv"][0]
    assert abs(other) > 1e-6 * np.abs(flows).sum()


@settings(max_examples=40, deadline=None)
@given(st.floats(1.05, 2), st.floats(0, 0.09), st.integers(2, 20), st.sampled_from([0, 0.03]))
def test_sculpted_debt_covers_evenly_and_is_paid_off(
    dscr: float, rate: float, term: int, escalator: float
) -> None:
    q = LOAN | {"perm_rate": rate, "perm_dscr": dscr, "term": term, "escalator": escalator}
    found = first_row(dev_returns(q))
    for key in ("min_dscr", "avg_dscr", "llcr"):
        assert found[key] == pytest.approx(dscr, rel=1e-12)
    table = dev_cashflow(q)
    noi, paid, owed = (table[key][24:] for key in ("noi", "service", "balance"))
    np.testing.assert_allclose(noi / -paid, dscr, rtol=1e-12)
    open_ = np.concatenate([table["balance"][23:24], owed[:-1]])
    np.testing.assert_allclose(open_[1:] * (1 + rate / 12) + paid[1:], owed[1:], atol=1e-3)
    assert abs(table["debt"][-1]) < 1e-6 * table["balance"][23]  # nothing left for the exit


def test_level_debt_does_not_cover_evenly() -> None:
    found = first_row(dev_returns(TAKEN_OUT | {"perm_amort": 25}))
    assert found["min_dscr"] == pytest.approx(1.35, rel=1e-12)
    assert found["avg_dscr"] > 1.5


def test_sculpted_debt_of_the_reference_development() -> None:
    for dscr, size in ((1.0, 999.23), (1.2, 832.69), (1.35, 740.17)):
        table = dev_cashflow(TAKEN_OUT | {"perm_dscr": dscr})
        assert table["balance"][23] / 1e6 == pytest.approx(size, abs=5e-3)


@settings(max_examples=60, deadline=None)
@given(
    st.floats(0.02, 0.08), st.floats(10, 500), st.integers(2, 25), st.sampled_from([0, 0.02, 0.03]),
    st.floats(0, 1),
)  # fmt: skip
def test_rent_from_spread_and_spread_from_rent_invert_each_other(
    tenant: float, spread: float, term: int, escalator: float, residual: float
) -> None:
    rent = yield_xplus_rent(1200, tenant, spread, 12 * term, 1200 * residual, 0, 12, escalator)
    assume(rent > 0)
    q = {"mw": 1, "cost_mw": 1200, "build_months": 1, "rent_kw_mo": rent / 1000, "term": term}
    q |= {"escalator": escalator, "residual_pct": residual, "tenant_yield": tenant}
    found = dev_returns(q)
    assert found["spread_to_tenant"][0] == pytest.approx(spread, abs=1e-6)
    back = yield_lease_irr(1200, 12 * term, rent, 1200 * residual, 0, 12, escalator)
    assert found["unlev_irr"][0] == pytest.approx(back, abs=1e-12)


def test_a_bond_yield_is_made_effective_before_it_is_compared() -> None:
    found = first_row(dev_returns(GOLDEN | {"tenant_yield": 0.0575, "yield_freq": 2}))
    effective = (1 + 0.0575 / 2) ** 2 - 1
    assert found["spread_to_tenant"] == pytest.approx((found["unlev_irr"] - effective) * 1e4)


MIXED = [
    TAKEN_OUT | {"tenant_yield": 0.05},
    GOLDEN | {"build_months": 12, "term": 20, "exit_year": 7, "discount": 0.08},
    LOAN
    | {"perm_rate": 0.06, "perm_amort": 25, "perm_dscr": 1.3, "perm_ltv": 0.6, "shape": "beta"},
    LOAN | {"fund": "equity-first", "fee": 0.01, "nnn": False, "opex_pct": 0.08, "ramp": 6},
    GOLDEN | {"mw": -5},
    GOLDEN | {"land": 5e7, "shape": "normal", "exit_cap": 0.065},
]
KEYS = sorted({key for q in MIXED for key in q})


def test_a_block_of_deals_gives_what_each_gives_alone() -> None:
    table = dev_returns([[key, *(q.get(key) for q in MIXED)] for key in KEYS])
    assert len(table) == len(MIXED)
    for deal, q in enumerate(MIXED):
        for key in table:
            cell = table[key][deal]
            if deal == 4:
                assert isinstance(cell, DomainError)
                assert "mw must be above 0, got -5" in str(cell)
                continue
            alone = dev_returns(q)[key][0]
            assert cell == (alone if isinstance(alone, str) else pytest.approx(alone, rel=1e-12))


def test_many_deals_as_arrays_are_floats_and_follow_their_order() -> None:
    rents = np.linspace(70, 110, 3000)
    table = dev_returns(TAKEN_OUT | {"tenant_yield": 0.05, "rent_kw_mo": rents})
    assert all(column.dtype == np.float64 for column in table.data.values())
    assert (np.diff(table["unlev_irr"]) > 0).all()
    for deal in (0, 1234, 2999):
        alone = dev_returns(TAKEN_OUT | {"tenant_yield": 0.05, "rent_kw_mo": float(rents[deal])})
        for key in table:
            assert table[key][deal] == pytest.approx(alone[key][0], rel=1e-12)


def test_bad_cells_spoil_their_own_deal_only() -> None:
    cells = [75, "#N/A", "x", None, True]
    found = dev_returns(GOLDEN | {"rent_kw_mo": cells, "ltc": [None] * 5})["unlev_irr"]
    assert found[0] == pytest.approx(0.10183, abs=5e-6)
    assert [type(cell) for cell in found[1:4]] == [CellError, InputTypeError, InputTypeError]
    assert "needs the key" in str(found[3])
    assert isinstance(found[4], (float, NoConvergenceError))


def test_what_a_deal_has_not_is_blank_or_an_error() -> None:
    bare = {key: GOLDEN[key] for key in ("mw", "cost_mw", "build_months", "rent_kw_mo", "term")}
    table = dev_returns(bare)
    assert [table[key][0] for key in ("npv", "spread", "min_dscr", "llcr")] == [""] * 4
    none = dev_returns(bare | {"rent_kw_mo": 0})
    assert isinstance(none["unlev_irr"][0], NoConvergenceError)
    full = dev_returns(LOAN | {"ltc": 1, "perm_rate": 0.05, "perm_dscr": 1.0, "rent_kw_mo": 300})
    assert isinstance(full["moic"][0], ZeroDenominatorError)
    assert isinstance(full["lev_irr"][0], NoConvergenceError)


def test_a_delay_costs_what_the_standing_loan_costs() -> None:
    weights = [*dev_scurve(24)["weight"], *[0.0] * 6]
    late = dev_draw(1200e6, 30, 0.07, 0.7, [weights])["interest"][-1]
    on_time = dev_draw(1200e6, 24, 0.07, 0.7)["interest"][-1]
    table = dev_delay_cost(LOAN | {"ld_month": 1e6, "outside_months": [29, 30, None]}, 6)
    assert table["idc"] == pytest.approx([late - on_time] * 3, rel=1e-9)
    assert table["damages"].tolist() == [6e6] * 3
    assert table["lost_rent"] == pytest.approx([45e6] * 3)
    assert table["outside_date"] == ["passed", "met", ""]
    assert table["months_left"].tolist() == [-1.0, 0.0, ""]
    assert (table["irr_change"] < table["unlev_irr_change"]).all()
    none = dev_delay_cost(LOAN, 0)
    assert [none[key][0] for key in ("idc", "lost_rent", "irr_change")] == [0.0, 0.0, 0.0]


def test_the_delay_agrees_with_plain_loops() -> None:
    q = TAKEN_OUT | {"fund": "equity"}
    table = dev_delay_cost(q, 9)
    first, second = plain_deal.measures(q), plain_deal.measures(q | {"delay": 9})
    assert table["irr_change"][0] == pytest.approx(second["lev_irr"] - first["lev_irr"], abs=1e-12)
    change = second["unlev_irr"] - first["unlev_irr"]
    assert table["unlev_irr_change"][0] == pytest.approx(change, abs=1e-12)
    assert table["idc"][0] == pytest.approx(second["total"] - first["total"], rel=1e-9)


@pytest.mark.parametrize(
    ("changes", "error", "sentence"),
    [
        ({"mwh": 1}, InputTypeError, 'unknown key "mwh"; did you mean "mw"'),
        ({"mw": 0}, DomainError, "mw must be above 0, got 0"),
        ({"build_months": 2.5}, DomainError, "build_months must be a whole number from 1 to 360"),
        ({"term": 101}, DomainError, "term must be years, at least a month and at most 100"),
        ({"exit_year": 16}, DomainError, "exit_year must be at most the term of the lease"),
        ({"soft_pct": 8}, DomainError, "soft_pct must be from 0 to 5"),
        ({"shape": "s"}, InputTypeError, "shape must be cosine, linear, normal or beta"),
        ({"ltc": 0.5}, InputTypeError, "needs the key con_rate"),
        ({"residual_pct": 0.2}, InputTypeError, "exit_cap or residual_pct, not both"),
        ({"perm_dscr": 1.2}, InputTypeError, "needs the key perm_rate when perm_dscr is given"),
        ({"exit_cap": None, "perm_rate": 0.06, "perm_ltv": 0.6}, InputTypeError, "key exit_cap"),
        ({"yield_freq": 3}, DomainError, "yield_freq must be 0, 1, 2, 4 or 12, got 3"),
        ({"rent_kw_mo": None}, InputTypeError, 'needs the key "rent_kw_mo"'),
        ({"rent_kw_mo": "#REF!"}, CellError, "rent_kw_mo holds the error #REF!"),
        ({"nnn": "yes"}, InputTypeError, "nnn must be TRUE or FALSE"),
    ],
)
def test_a_bad_input_is_one_sentence(
    changes: dict[str, Any], error: type[OnBalanceError], sentence: str
) -> None:
    for function in (dev_returns, dev_cashflow, lambda q: dev_delay_cost(q, 3)):
        with pytest.raises(error, match=sentence):
            function(GOLDEN | changes)


def test_a_block_of_the_wrong_shape_is_one_sentence() -> None:
    with pytest.raises(InputTypeError, match="the block of one deal, got '2 deals'"):
        dev_cashflow(GOLDEN | {"mw": [1, 2]})
    with pytest.raises(InputTypeError, match="mw must be one value or 3, one per deal, got '2 val"):
        dev_returns(GOLDEN | {"mw": [1, 2], "term": [5, 6, 7]})
    with pytest.raises(InputTypeError, match="a block of keys and values"):
        dev_returns([["mw"], ["term"]])
    with pytest.raises(InputTypeError, match="first column holds keys"):
        dev_returns([[1, 2]])
    with pytest.raises(InputTypeError, match="keys given twice"):
        dev_returns([["mw", 2], ["MW", 3]])
    with pytest.raises(DomainError, match="NOI carries debt"):
        dev_cashflow(TAKEN_OUT | {"nnn": False, "power_price": 1})
    for cell in ("#N/A", [["#N/A"]], [["#N/A", None]], [["mw"], ["#N/A"]]):
        with pytest.raises(CellError, match="inputs holds the error #N/A"):
            dev_returns(cell)


LOSING = {"mw": 100, "cost_mw": 12e6, "build_months": 24, "rent_kw_mo": 75, "term": 15}
LOSING |= {"nnn": False, "opex_pct": 0.1, "pue": 1.3, "power_price": 0.055, "escalator": -0.03}
LOSING |= {"residual_pct": 0.5, "perm_rate": 0.065, "perm_dscr": 1.2}


@pytest.mark.parametrize("changes", [{}, {"exit_year": 9}, {"exit_year": 14}, {"ramp": 6}])
def test_years_of_loss_serve_no_sculpted_debt(changes: dict[str, Any]) -> None:
    q = LOSING | changes
    years = dev_cashflow(q, "year")
    noi, paid, owed = (years[key][2:] for key in ("noi", "service", "balance"))
    assert (noi < 0).any() or "exit_year" in changes
    assert (paid[noi < 0] == 0).all()
    np.testing.assert_allclose(-noi[noi > 0] / paid[noi > 0], 1.2, rtol=1e-12)
    assert owed.min() >= -1e-9 * owed.max()
    assert owed[-1] == 0
    found, expected = first_row(dev_returns(q)), plain_deal.measures(q)
    assert (found["min_dscr"], found["avg_dscr"]) == pytest.approx((1.2, 1.2), rel=1e-12)
    assert found["llcr"] < 1.2  # the losses count there
    for key in ("lev_irr", "unlev_irr", "moic", "llcr"):
        assert found[key] == pytest.approx(expected[key], rel=1e-9), key


def test_a_loan_that_no_income_carries_names_the_income_that_should() -> None:
    bad = LOSING | {"power_price": 1}
    with pytest.raises(DomainError, match="NOI carries debt, got 'a NOI of the term of -1"):
        dev_cashflow(bad)
    rising = LOSING | {"perm_amort": 20, "escalator": 0.15, "power_price": 0.11}
    with pytest.raises(DomainError, match="NOI carries debt, got 'a stabilised NOI of -4"):
        dev_cashflow(rising)
    for key in ("lev_irr", "moic", "peak_equity", "llcr"):
        cell = dev_returns(bad)[key][0]
        assert isinstance(cell, DomainError)
        assert "flows that a loan can carry" in str(cell)


def test_a_loan_that_pays_the_other_off_leaves_no_flow_but_rounding() -> None:
    lent = {"mw": 100, "cost_mw": 12e6, "build_months": 24, "rent_kw_mo": 75, "term": 15}
    lent |= {"ltc": 1, "con_rate": 0.07, "exit_cap": 0.06}
    share = dev_cashflow(lent)["balance"][23] * 0.06 / 90e6
    for step in range(-3, 4):
        deal = lent | {"perm_rate": 0.065, "perm_amort": 25, "perm_ltv": share * (1 + step * 1e-15)}
        flows = dev_cashflow(deal)["levered"]
        assert abs(flows[23]) < 1e-5
        rate = yield_irr(flows[24:], 0.1, 12)
        assert dev_returns(deal)["lev_irr"][0] == pytest.approx(rate, abs=1e-9), flows[23]


def test_a_rate_after_debt_needs_equity_before_the_first_receipt() -> None:
    lent = LOAN | {"ltc": [1, 1, 0.999, 0.7], "exit_cap": 0.12}  # the exit does not repay the loan
    table = dev_returns(lent)
    assert all(table["moic"] > 0)  # the shortfall at the exit is paid in
    for cell in table["lev_irr"][:2]:
        assert isinstance(cell, NoConvergenceError)
        assert str(cell) == "Lev IRR must have equity paid in before the first receipt, got none"
    assert table["lev_irr"][2] > table["lev_irr"][3] > 0
    assert table["unlev_irr"][0] == table["unlev_irr"][3]
    late = dev_delay_cost(lent, 3)
    assert "IRR change does not exist" in str(late["irr_change"][0])
    assert late["irr_change"][3] < 0 > late["unlev_irr_change"][0]


def test_the_life_cover_of_a_deal_does_not_depend_on_its_neighbours() -> None:
    free = LOAN | {"con_rate": 0}
    alone = dev_returns(free)
    assert alone["llcr"][0] == pytest.approx(plain_deal.measures(free)["llcr"], rel=1e-12)
    assert (alone["min_dscr"][0], alone["avg_dscr"][0]) == ("", "")
    block = dev_returns(LOAN | {"con_rate": [0, 0.07, None], "ltc": [0.7, 0.7, 0]})
    assert block["llcr"][0] == pytest.approx(alone["llcr"][0], rel=1e-12)
    assert [block[key][0] for key in ("min_dscr", "avg_dscr")] == ["", ""]
    assert [block[key][2] for key in ("llcr", "min_dscr", "avg_dscr")] == [""] * 3


def test_rent_is_not_lost_after_the_exit() -> None:
    q = GOLDEN | {"escalator": 0}
    for changes, months in (({"exit_year": 1}, 12), ({"term": 2}, 24), ({"exit_year": 5}, 36)):
        lost = dev_delay_cost(q | changes, 36)["lost_rent"][0]
        assert lost == pytest.approx(7.5e6 * months, rel=1e-12)
    block = dev_delay_cost(q | {"exit_year": [1, 2, None]}, 18)["lost_rent"]
    assert block == pytest.approx([90e6, 135e6, 135e6], rel=1e-12)
