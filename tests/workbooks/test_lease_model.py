"""The Python reference of the lease workbook against published and golden numbers, and itself."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import udfs as onbalance
from tests.workbooks.random_deals import random_values
from udfs.errors import OnBalanceError
from udfs.finance.calendar import to_serial
from workbooks.deal import load_deal
from workbooks.lease_model import evaluate

START = date(2024, 1, 1)

SEED = {
    "asof": START,
    "commencement": START,
    "cost": 2000.0,
    "rent": 200.0,
    "term": 20.0,
    "life": 40.0,
    "rate": 0.05,
    "tenant_yield": 0.0575,
    "yield_freq": 1,
}

#: Exits at 4, 8, 12, 16 and 20 years, with the lessor's unrecovered balance guaranteed (G11).
CAMPUS = {
    **SEED,
    "term": 4.0,
    "opt_years": [4.0] * 4,
    "opt_p": [0.5] * 4,
    "exit_guaranteed": [1798.4, 1526.6, 1160.1, 666.1, 0.0],
    "exit_expected": [1900.0, 1900.0, 1900.0, 1900.0, 1900.0],
    "exit_cap": [None] * 5,
}


def lease(**changes: Any) -> dict[str, Any]:
    """Outputs of the reference deal of the golden values, with changes."""
    return evaluate({**SEED, **changes})


def campus(**changes: Any) -> dict[str, Any]:
    """Outputs of the same rent in five terms of four years."""
    return evaluate({**CAMPUS, **changes})


def close(value: Any, expected: Any, within: float) -> None:
    """Assert that a number, or each of a list, lies within an absolute distance."""
    np.testing.assert_allclose(np.array(value, dtype=float), expected, rtol=0, atol=within)


# ------------------------------------------------------------------- the reference deal


@pytest.mark.parametrize(
    ("changes", "name", "expected", "within"),
    [
        pytest.param({}, "out_liability_us", 2492.44206850800, 1e-10, id="G2 arrears"),
        pytest.param({"timing": 1}, "out_pv_rent", 2617.06, 5e-3, id="G2 advance"),
        pytest.param({"rate": 0.04}, "out_pv_rent", 2718.07, 5e-3, id="G3 4%"),
        pytest.param({"rate": 0.0658}, "out_pv_rent", 2189.77, 5e-3, id="G3 6.58%"),
        pytest.param({}, "out_implied_yield", 0.07754689530010762, 1e-13, id="G1 arrears"),
        pytest.param({"timing": 1}, "out_implied_yield", 0.08919607381965, 1e-13, id="G1 advance"),
        pytest.param({"freq": 12}, "out_implied_yield", 0.08246, 5e-6, id="domain 1.1 monthly"),
        pytest.param({"freq": 4}, "out_implied_yield", 0.08152, 5e-6, id="domain 1.1 quarterly"),
        pytest.param({"escalator": 0.02}, "out_implied_yield", 0.0964276, 5e-8, id="G7 2%"),
        pytest.param({"escalator": 0.03}, "out_implied_yield", 0.1058596, 5e-8, id="G7 3%"),
        pytest.param({"residual": 500}, "out_implied_yield", 0.08439, 5e-6, id="G8 25%"),
        pytest.param({"residual": 2000}, "out_implied_yield", 0.1, 1e-14, id="G8 100%"),
        pytest.param({}, "out_cost_finance_1", 249.24420685080, 1e-10, id="4.1 finance"),
        pytest.param({}, "out_cost_operating_1", 200.0, 1e-12, id="4.1 operating"),
        pytest.param({}, "out_pv_fv", 1.24622103425400, 1e-13, id="4.1 PV/FV"),
        pytest.param({}, "out_frontier_years", 12.253228, 5e-7, id="G9"),
        pytest.param({}, "out_frontier_periods", 12.0, 0.0, id="G9 whole"),
        pytest.param({"term": 4.0}, "out_pv_rent", 709.1901, 5e-5, id="G10 four years"),
        pytest.param({"term": 4.0}, "out_pv_fv", 0.355, 5e-4, id="4.1 four years"),
        pytest.param(
            {"tenant_yield": 0.05}, "out_rent_for_spread", 188.78585148651, 1e-10, id="G5"
        ),
        pytest.param(
            {"tenant_yield": 0.05, "escalator": 0.02}, "out_rent_for_spread", 162.3369, 5e-5,
            id="G6 2%",
        ),
        pytest.param(
            {"tenant_yield": 0.05, "yield_freq": 2}, "out_rent_for_spread", 190.59, 5e-3,
            id="semi-annual tenant yield",
        ),
        pytest.param({"tenant_yield": 0.0575}, "out_spread_bp", 200.469, 5e-4, id="1.1 row 5"),
    ],
)  # fmt: skip
def test_reference_deal(changes: Any, name: str, expected: float, within: float) -> None:
    close(lease(**changes)[name], expected, within)


def test_guarantee_that_makes_ninety_percent() -> None:
    """G10: the guarantee at which a four-year term stops being operating."""
    below = lease(term=4.0, exit_guaranteed=[1325.88], exit_expected=[2000.0])
    above = lease(term=4.0, exit_guaranteed=[1325.89], exit_expected=[2000.0])
    assert (below["out_class_us"], above["out_class_us"]) == ("Operating", "Finance")
    assert (below["out_test_d"], above["out_test_d"]) == (0.0, 1.0)
    assert above["out_class_matrix_result"][0][0] == "Operating"  # the probable amount is nothing
    assert above["out_liability_us"] == below["out_liability_us"]


def test_unrecovered_balance_at_each_exit() -> None:
    """G11, and what the guarantee leaves open."""
    out = campus()
    close(out["out_exit_unrecovered"][:5], [1798.4, 1526.6, 1160.1, 666.1, 0.0], 0.05)
    assert out["out_exit_unrecovered"][5:] == [0.0] * 5
    close(out["out_exit_gap"][0], 1798.4 - 1900.0, 0.05)


def test_committed_is_the_cheapest_exit() -> None:
    """Domain 4.6: 2,189 / 2,326 / 2,419 / 2,473, the full term 2,492, the naive sum 2,798."""
    out = campus()
    close(out["out_commit_exit"], 2189, 0.5)
    assert out["out_commit_rung"] == 1.0
    for rung, expected in ((2, 2326), (3, 2419), (4, 2473)):
        guarantees = [1e4] * (rung - 1) + CAMPUS["exit_guaranteed"][rung - 1 :]
        dear = campus(exit_guaranteed=guarantees)
        close(dear["out_commit_exit"], expected, 0.6)
        assert dear["out_commit_rung"] == rung
    close(out["out_view_full"], 2492.44206850800, 1e-9)
    close(out["out_double_count"], 2798, 0.8)
    assert out["out_debt_equivalent"] == out["out_view_full"]
    assert campus(spv_debt=2500.0)["out_debt_equivalent"] == 2500.0


def test_ladder() -> None:
    """G12 and G13."""
    terms = {**CAMPUS, "rent": 2.4934, "cost": 27.0}
    out = evaluate(terms)
    close(out["out_ladder_pv"][:5], [8.84, 16.12, 22.10, 27.02, 31.07], 5e-3)
    assert out["out_ladder_years"][:5] == [4.0, 8.0, 12.0, 16.0, 20.0]
    for chance, expected in ((0.9, 26.48), (0.7, 19.53), (0.5, 14.84)):
        close(evaluate({**terms, "opt_p": [chance] * 4})["out_ladder_expected"][4], expected, 5e-3)


def test_cost_of_leaving_and_of_staying() -> None:
    out = campus(relocation=100.0, exit_expected=[1700.0] * 5)
    close(out["out_ladder_exit_cost"][0], 98.4 + 100.0, 1e-9)
    close(out["out_ladder_stay_cost"][:5], [709.1901] * 4 + [0.0], 5e-5)
    close(out["out_ladder_compulsion"][0], 198.4 - 709.1901, 5e-5)


def test_renewals_are_recognised_from_the_threshold_on() -> None:
    assert campus(opt_p=[0.7, 0.9, 0.69, 1.0])["out_years"] == 12.0
    assert campus(opt_p=[0.5, 1.0, 1.0, 1.0])["out_years"] == 4.0


# -------------------------------------------------------------------------- published cases


def test_ifrs_16_example_13() -> None:
    """A1-01: the payment at commencement is outside the liability and inside the asset."""
    out = evaluate(
        {**SEED, "term": 10.0, "rent": 50_000.0, "timing": 1, "cost": 1e6, "direct": 20_000.0,
         "allowance": 5_000.0}
    )  # fmt: skip
    close(out["out_liability_ifrs"], 355_391, 1)
    close(out["out_rou_ifrs"], 420_391, 1)
    close(out["out_annual_liability_ifrs"][1], 373_161, 1)
    rou = out["out_annual_rou_ifrs"]
    close(rou[0] - rou[1], 42_039, 1)


def test_asc_842_example_3() -> None:
    """A2-01: the same lease as a finance and as an operating lease."""
    out = evaluate(
        {**SEED, "term": 10.0, "rent": 50_000.0, "timing": 1, "rate": 0.0587, "cost": 1e6,
         "direct": 15_000.0}
    )  # fmt: skip
    close(out["out_liability_us"], 342_017, 1)
    close(out["out_rou_us"], 407_017, 1)
    close(out["out_annual_liability_us"][1], 362_093, 1)
    close(out["out_cost_finance_1"], 20_076 + 40_702, 1)
    close(out["out_cost_operating"], 51_500, 1e-6)
    close(out["out_annual_rou_operating"][1], 375_593, 1)
    close(out["out_annual_rou_operating"][10], 0.0, 1e-6)


def test_asc_842_example_4() -> None:
    """A2-03: operating lease with a 5% escalator, every balance."""
    out = evaluate(
        {**SEED, "term": 10.0, "rent": 10_000.0, "escalator": 0.05, "rate": 0.06, "cost": 1e6,
         "direct": 5_000.0}
    )  # fmt: skip
    liability = [90434, 85860, 80511, 74317, 67200, 59077, 49859, 39449, 27745, 14635, 0]
    rou = [95434, 87782, 79856, 71608, 62989, 53944, 44410, 34324, 23613, 12200, 0]
    close(out["out_annual_liability_us"][:11], liability, 1)
    close(out["out_annual_rou_operating"][:11], rou, 1)
    close(out["out_owed_full_undiscounted"], 125_779, 1)
    close(out["out_cost_operating"], 13_078, 1)


# ------------------------------------------------------------- dates, phases, what is optional


def test_nothing_is_recorded_before_commencement() -> None:
    out = campus(asof=date(2023, 1, 1))
    assert out["out_recorded_today"] == 0.0
    close(out["out_recorded_commence"], 709.1901, 5e-5)
    close(out["out_not_commenced_undiscounted"], 800.0, 1e-9)
    close(out["out_not_commenced_pv"], 709.1901 / 1.05, 5e-5)
    close(out["out_owed_full_today"], 2492.44206850800 / 1.05, 1e-9)
    close(out["out_view_committed"], out["out_commit_exit"] / 1.05, 1e-9)


def test_balance_between_two_payments_grows_with_the_days() -> None:
    out = lease(asof=date(2025, 7, 2))  # 182 of 365 days into the second year
    close(out["out_recorded_today"], 2417.064171933396 * 1.05 ** (182 / 365), 1e-9)
    close(out["out_walt"], 20 - 1 - 182 / 365, 1e-12)


def test_rent_due_today_is_still_owed_but_not_the_one_paid_at_commencement() -> None:
    at_start = lease(timing=1)
    close(at_start["out_recorded_today"], 2492.44206850800 * 1.05 - 200.0, 1e-9)
    later = lease(timing=1, asof=date(2025, 1, 1))
    close(later["out_recorded_today"], (2492.44206850800 * 1.05 - 200.0) * 1.05, 1e-9)
    assert later["out_maturity"][0] == 200.0


def test_maturity_by_fiscal_year() -> None:
    out = lease(fy_end=6)
    assert out["out_maturity"] == [0.0, 200.0, 200.0, 200.0, 200.0, 3200.0]
    close(out["out_imputed"], 4000.0 - 2492.44206850800, 1e-9)
    close(out["out_current"], 75.37789657459998, 1e-9)


def test_on_the_last_day_of_a_fiscal_year_the_next_one_comes_first() -> None:
    out = lease(asof=date(2024, 12, 31))
    assert out["out_maturity"] == [200.0] * 5 + [3000.0]


def test_phases_are_recorded_when_they_are_delivered() -> None:
    parts = {"phase_date": [START, date(2025, 6, 1)], "phase_share": [0.25, 0.75]}
    out = lease(**parts)
    close(out["out_liability_us"], 0.25 * 2492.44206850800, 1e-9)
    joined = 2337.917380530066  # whole campus after two payments: the first boundary after delivery
    close(out["out_recorded_peak"], joined, 1e-9)
    close(out["out_annual_liability_us"][1], 0.25 * 2417.064171933396, 1e-9)
    close(out["out_annual_liability_us"][2], joined, 1e-9)
    close(out["out_owed_full_undiscounted"], 4000.0 - 2 * 150.0, 1e-9)
    close(out["out_not_commenced_undiscounted"], 0.75 * 18 * 200.0, 1e-9)
    assert out["out_frontier_years"] == "n/a"


def test_termination_that_is_certain_replaces_the_guarantee() -> None:
    out = lease(
        termination_year=5.0, termination_certain=True, termination_penalty=100.0,
        exit_guaranteed=[500.0], exit_expected=[0.0],
    )  # fmt: skip
    rent = 200.0 * (1 - 1.05**-5) / 0.05
    close(out["out_liability_us"], rent + 100.0 * 1.05**-5, 1e-9)
    close(out["out_cost_operating"], (1000.0 + 100.0) / 5, 1e-9)
    assert out["out_commit_rung"] == 0.0


def test_purchase_that_is_certain_is_a_finance_lease_over_the_life() -> None:
    out = lease(purchase_price=300.0, purchase_certain=True)
    assert (out["out_class_us"], out["out_test_b"]) == ("Finance", 1.0)
    close(out["out_annual_liability_us"][20], 300.0, 1e-12)
    close(out["out_annual_rou_finance"][20], out["out_rou_us"] / 2, 1e-9)


def test_short_term_election() -> None:
    out = lease(term=1.0, freq=12, short_term=True)
    assert (out["out_class_us"], out["out_recorded_today"]) == ("Short-term", 0.0)
    assert out["out_liability_us"] > 0.0
    assert lease(term=2.0, short_term=True)["out_class_us"] == "Operating"


def test_life_test_is_not_applied_late_in_the_life() -> None:
    out = lease(life=40.0, remaining_life=10.0, term=9.0)
    assert (out["out_test_c"], out["out_frontier_years"]) == ("n/a", "n/a")


def test_guarantee_by_framework() -> None:
    """The probable amount under US GAAP, the expected one under IFRS, the cap in test d."""
    terms = {
        "exit_guaranteed": [900.0], "exit_expected": [400.0], "exit_cap": [300.0], "rvg_p": 0.5,
    }  # fmt: skip
    out, plain = lease(**terms), lease()
    far = 1.05**-20
    assert out["out_liability_us"] == plain["out_liability_us"]
    close(out["out_liability_ifrs"], plain["out_liability_ifrs"] + 150.0 * far, 1e-9)
    close(out["out_pv_fv"], plain["out_pv_fv"] + 300.0 * far / 2000.0, 1e-12)
    likely = lease(**{**terms, "rvg_p": 0.8})
    close(likely["out_liability_us"], plain["out_liability_us"] + 300.0 * far, 1e-9)


def test_effective_rate_makes_monthly_and_annual_agree() -> None:
    out = lease(freq=12, comp="effective")
    close(out["out_rate_effective"], 0.05, 1e-15)
    i = 1.05 ** (1 / 12) - 1
    close(out["out_liability_us"], 200 / 12 * (1 - 1.05**-20) / i, 1e-9)


def test_after_tax_comparison_by_hand() -> None:
    out = lease(tax=0.25, depr_life=10.0, buy_residual=400.0, maintenance=10.0)
    v = 1.0 / 1.0375
    annuity = [(1 - v**n) / 0.0375 for n in (10, 20)]
    close(out["out_lvb_lease"], 150.0 * annuity[1], 1e-9)
    buy = 2000.0 - 50.0 * annuity[0] + 7.5 * annuity[1] - 300.0 * v**20
    close(out["out_lvb_buy"], buy, 1e-9)
    even = lease(tax=0.25, depr_life=10.0, maintenance=10.0, buy_residual=out["out_lvb_breakeven"])
    close(even["out_lvb_nal"], 0.0, 1e-9)


def test_no_return_is_an_error() -> None:
    out = lease(term=1.0, timing=1, rent=500.0)
    assert isinstance(out["out_implied_yield"], OnBalanceError)
    assert isinstance(out["out_spread_bp"], OnBalanceError)
    assert isinstance(out["out_exit_gap"][0], OnBalanceError)


@pytest.mark.parametrize("preset", ["seed", "hyperion", "oracle", "xai"])
def test_presets(preset: str) -> None:
    out = evaluate(load_deal(preset).values())
    assert isinstance(out["out_implied_yield"], float)
    if preset == "seed":
        assert out["out_class_us"] == "Finance"
    if preset == "hyperion":
        assert out["out_recorded_today"] == 0.0
        close(out["out_share_recorded"], 0.28, 0.01)  # domain 0, item 3: about 27% to 29%


# ---------------------------------------------------------------------- the cell functions


@pytest.fixture(
    params=[
        (1, 0, 0.05, 0.0), (1, 1, 0.05, 0.02), (2, 0, -0.02, 0.0), (4, 1, 0.0, 0.03),
        (12, 0, 0.08, 0.025), (12, 1, 0.3, -0.01),
    ],
    ids=str,
)  # fmt: skip
def simple(request: pytest.FixtureRequest) -> dict[str, Any]:
    """A deal of ten years without phases, steps or options: what the functions express."""
    freq, timing, rate, escalator = request.param
    return {
        **SEED, "term": 10.0, "freq": freq, "timing": timing, "rate": rate,
        "escalator": escalator, "direct": 30.0, "allowance": 12.0, "residual": 900.0,
        "exit_guaranteed": [500.0], "exit_expected": [420.0], "fy_end": 9,
    }  # fmt: skip


def call(function: Any, deal: dict[str, Any], *first: Any, **more: Any) -> Any:
    """A function with the terms of the deal that every one of them takes."""
    shared = {name: deal[name] for name in ("timing", "freq", "escalator")}
    return function(*first, deal["term"] * deal["freq"], deal["rent"] / deal["freq"],
                    **{**shared, **more})  # fmt: skip


def test_present_value_and_liability(simple: dict[str, Any]) -> None:
    out = evaluate(simple)
    assert call(onbalance.lease_pv, simple, simple["rate"]) == pytest.approx(out["out_pv_rent"])
    liability = call(onbalance.lease_liability, simple, simple["rate"], rvg=80.0)
    assert liability == pytest.approx(out["out_liability_us"], rel=1e-12)


@pytest.mark.parametrize("kind", ["F", "O", "I"])
def test_schedule(simple: dict[str, Any], kind: str) -> None:
    out, freq = evaluate(simple), simple["freq"]
    table = call(
        onbalance.lease_schedule, simple, simple["rate"], lease_class=kind, rou_adj=18.0, rvg=80.0
    )
    rows = {
        int(period): (float(close), float(rou), float(cost))
        for period, close, rou, cost in zip(
            table["period"], table["close"], table["rou_close"], table["cost"], strict=True
        )
    }
    basis = {"F": "rou_finance", "O": "rou_operating", "I": "rou_ifrs"}[kind]
    framework = "ifrs" if kind == "I" else "us"
    charge = {"F": "finance", "O": "operating", "I": "ifrs"}[kind]
    for year in range(1, 11):
        close, rou, _ = rows[year * freq]
        assert out[f"out_annual_liability_{framework}"][year] == pytest.approx(close, abs=1e-8)
        assert out[f"out_annual_{basis}"][year] == pytest.approx(rou, abs=1e-8)
        cost = sum(rows[k][2] for k in range((year - 1) * freq + 1, year * freq + 1))
        assert out[f"out_annual_cost_{charge}"][year] == pytest.approx(cost, abs=1e-8)


def test_yields(simple: dict[str, Any]) -> None:
    out = evaluate(simple)
    paid = 2012.0  # cost and allowance
    implied = call(onbalance.yield_lease_irr, simple, paid, residual=900.0)
    assert implied == pytest.approx(out["out_implied_yield"], abs=1e-12)
    periodic = call(onbalance.lease_implicit_rate, simple, paid, residual=900.0) / simple["freq"]
    assert (1 + periodic) ** simple["freq"] - 1 == pytest.approx(implied, abs=1e-12)
    rent = onbalance.yield_xplus_rent(
        paid, 0.0575, 200, 10 * simple["freq"], 900.0, simple["timing"], simple["freq"],
        simple["escalator"],
    )  # fmt: skip
    assert rent * simple["freq"] == pytest.approx(out["out_rent_for_spread"], rel=1e-10)


def test_maturity(simple: dict[str, Any]) -> None:
    out = evaluate(simple)
    rents = onbalance.lease_payments(
        simple["rent"] / simple["freq"], 10 * simple["freq"], simple["freq"],
        simple["timing"], simple["escalator"], start=to_serial(START),
    )  # fmt: skip
    first = 1 if simple["timing"] else 0  # paid at commencement
    payments = [*rents["payment"][first:], 80.0]
    dates = [*rents["date"][first:], to_serial(date(2034, 1, 1))]
    table = onbalance.lease_maturity(
        payments, dates, to_serial(START), 5, out["out_disclosed_pv"], 9
    )
    amounts = list(table["amount"])
    assert out["out_maturity"] == pytest.approx(amounts[:6], rel=1e-12)
    assert out["out_maturity_total"] == pytest.approx(amounts[6], rel=1e-12)
    assert out["out_imputed"] == pytest.approx(amounts[7], abs=1e-8)


def test_ladder_function() -> None:
    out = campus(relocation=0.0, exit_expected=[1000.0] * 5)
    guarantees = [[g, None, 1000.0] for g in CAMPUS["exit_guaranteed"]]
    table = onbalance.lease_renewals(0.05, 200, 4, 4, 4, 0.5, guarantees)
    for column, name in (
        ("years", "years"), ("pv_recognised", "pv"), ("p_reach", "reach"),
        ("expected_pv", "expected"), ("exit_cost", "exit_cost"), ("stay_cost", "stay_cost"),
    ):  # fmt: skip
        assert out[f"out_ladder_{name}"][:5] == pytest.approx(list(table[column]), abs=1e-9)


def test_lease_or_buy_function() -> None:
    facts = {"tax": 0.25, "depr_life": 10.0, "maintenance": 10.0}
    out = lease(**facts, buy_residual=400.0)
    table = onbalance.lease_vs_buy(
        {"cost": 2000, "nper": 20, "pmt": 200, "rate": 0.05, "residual": 400, **facts}
    )
    lines = {row[0]: row[1:] for row in table.rows(headers=False)}
    assert lines["PV of cost"][:2] == pytest.approx([out["out_lvb_lease"], out["out_lvb_buy"]])
    assert lines["NAL"][2] == pytest.approx(out["out_lvb_nal"], rel=1e-11)
    assert lines["Break-even residual"][1] == pytest.approx(out["out_lvb_breakeven"], rel=1e-11)


def test_five_tests_function() -> None:
    out = lease(term=4.0, exit_guaranteed=[1300.0], exit_expected=[2000.0])
    facts = {
        "term": 4, "life": 40, "pv": out["out_pv_rent"], "fv": 2000,
        "rvg_full": 1300 * 1.05**-4, "specialised": False,
    }  # fmt: skip
    assert onbalance.lease_class(facts) == out["out_class_us"] == "Operating"
    assert onbalance.lease_class({**facts, "rvg_full": 1330 * 1.05**-4}) == "Finance"


# ------------------------------------------------------------------------------- identities


def numbers(value: Any) -> list[float]:
    """The numbers of an output, blanks left out."""
    if isinstance(value, list):
        return [number for item in value for number in numbers(item)]
    return [value] if isinstance(value, float) else []


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000))
def test_identities_of_random_deals(seed: int) -> None:
    values = random_values(seed)
    out = evaluate(values)
    n, freq = int(out["out_n"]), values["freq"]
    size = max(numbers(out["out_annual_full"]) + numbers(out["out_annual_rou_ifrs"]))
    near = 1e-9 * max(size, out["out_owed_full"], values["cost"] * out["out_scale"])

    close(out["out_maturity_total"] - out["out_imputed"], out["out_disclosed_pv"], near)
    close(out["out_current"] + out["out_noncurrent"], out["out_disclosed_pv"], near)
    layers = ("recorded", "not_commenced", "options")
    close(sum(out[f"out_layer_{name}"] for name in layers), out["out_view_full"], near)
    close(out["out_ladder_pv"][len(values["opt_years"])], out["out_owed_full"], near)
    operating = sum(out["out_annual_cost_operating"])
    if not (values["title"] or values["purchase_certain"]):
        close(sum(out["out_annual_cost_finance"]), operating, 100 * near)
        if n % freq == 0:
            close(out["out_annual_rou_finance"][n // freq], 0.0, near)
    if n % freq == 0:
        close(out["out_annual_rou_operating"][n // freq], 0.0, 100 * near)
    if not values["restoration"] and values["rvg_p"] is None:
        close(out["out_annual_cost_ifrs"], out["out_annual_cost_finance"], near)
    if not values["phase_date"]:
        close(out["out_grid_rvg"][3][3], out["out_liability_us"], near)
    first = out["out_grid_term"][3][3]
    close(first, out["out_pv_rent"] - values_paid_at_start(values, out), near)


def values_paid_at_start(values: dict[str, Any], out: dict[str, Any]) -> float:
    """Rent of the first period when it is paid on the commencement date."""
    if values["timing"] in (0, "arrears"):
        return 0.0
    shorter = evaluate({**values, "term": 1 / values["freq"], "opt_years": [], "free": 0,
                        "exit_guaranteed": [], "exit_cap": [], "exit_expected": [],
                        "termination_year": None})  # fmt: skip
    return 0.0 if values["free"] else float(shorter["out_pv_rent"])


@pytest.mark.parametrize("seed", range(12))
def test_units_only_scale(seed: int) -> None:
    values = random_values(seed)
    shown = {"$": "$k", "$k": "$M", "$M": "$B", "$B": "$"}[values["show_unit"]]
    out, other = evaluate(values), evaluate({**values, "show_unit": shown})
    factor = other["out_scale"] / out["out_scale"]
    for name in ("out_liability_us", "out_owed_full_today", "out_grid_rvg", "out_annual_full"):
        assert numbers(other[name]) == pytest.approx([factor * x for x in numbers(out[name])])
    for name in ("out_implied_yield", "out_pv_fv", "out_class_matrix", "out_ladder_share"):
        assert numbers(other[name]) == pytest.approx(numbers(out[name]), rel=1e-9, abs=1e-12)
