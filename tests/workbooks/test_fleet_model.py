"""The GPU fleet workbook in Python: published figures, Excel's own examples, and identities."""

from __future__ import annotations

import math
from datetime import date
from functools import cache
from typing import Any

import numpy_financial as npf
import pytest

from tests.samples import every
from tests.workbooks.random_fleets import random_values
from workbooks.deal import load_deal
from workbooks.deal_read import make
from workbooks.fleet_model import evaluate

MANY = range(60)
NOTHING = "n/a"


def values(**changes: Any) -> dict[str, Any]:
    """The worked example: $50,000 all-in, $4 an hour falling by a quarter, 70%, $0.60, 10%."""
    raw: dict[str, dict[str, Any]] = {
        "deal": {"name": "Example", "asof": date(2024, 7, 1)},
        "server": {
            "server_price": 400_000.0,
            "kw": 10.2,
            "pue": 1.3,
            "power_price": 0.08,
            "util": 0.7,
        },
        "economics": {"gpus": 16_000, "life": 6, "wacc": 0.1, "opex_hour": 0.6},
        "curve": {"p0": 4.0, "decline": 0.25},
        "books": {"convention": "full"},
    }
    for path, value in changes.items():
        section, _, key = path.partition("__")
        raw.setdefault(section, {})[key] = value
    return make(raw, "fleet").values()


def out(**changes: Any) -> dict[str, Any]:
    return evaluate(values(**changes))


@cache
def random_outputs(seed: int) -> dict[str, Any]:
    return evaluate(random_values(seed))


# --------------------------------------------------------------------- published figures


def test_economic_depreciation_of_the_worked_example():
    """G15: cash, value, depreciation, return and break-even prices."""
    found = out()
    cash = [19_272, 13_140, 8541, 5092, 2505, 565]
    assert found["out_cash"][1:7] == pytest.approx(cash, abs=0.5)
    value = [40_148, 24_891, 14_240, 7123, 2744, 513, 0]
    assert found["out_value"][:7] == pytest.approx(value, abs=0.5)
    loss = [15_257, 10_651, 7117, 4379, 2230, 513]
    assert found["out_econ_dep"][1:7] == pytest.approx(loss, abs=0.5)
    assert found["out_first_year_econ"] == pytest.approx(0.380, abs=5e-4)
    assert found["out_first_year_book"] == pytest.approx(0.167, abs=5e-4)
    assert found["out_irr"] == pytest.approx(-0.008, abs=5e-4)
    assert found["out_econ_life"] == pytest.approx(5.35, abs=5e-3)
    assert found["out_breakeven_price"] == pytest.approx(4.63, abs=5e-3)
    assert found["out_breakeven_flat"] == pytest.approx(2.73, abs=5e-3)
    assert found["out_breakeven_years"][4] == pytest.approx(4.85, abs=5e-3)
    assert out(server__server_price=250_000.0)["out_irr"] == pytest.approx(0.25, abs=5e-4)
    longer = out(economics__life=8)
    assert longer["out_use_years"] == 6  # the seventh year is the first that loses money


@pytest.mark.parametrize(
    ("capital", "wacc", "share"),
    [(31_250, 0.0, 0.182), (31_250, 0.1, 0.139), (50_000, 0.0, 0.122), (50_000, 0.1, 0.092),
     (50_000, 0.15, 0.081)],
)  # fmt: skip
def test_the_share_of_power_in_the_cost(capital, wacc, share):
    changes = {"server__server_price": 8.0 * capital, "economics__wacc": wacc, "server__util": 1.0}
    changes["economics__opex_hour"] = None  # of capital and power alone
    assert out(**changes)["out_power_share"] == pytest.approx(share, abs=5e-4)


@pytest.mark.parametrize(
    ("life", "util", "hour"),
    [(6, 1.0, 0.5946), (6, 0.7, 0.8494), (5, 1.0, 0.7135), (4, 1.0, 0.8918), (3, 1.0, 1.1891)],
)
def test_straight_line_by_the_hour(life, util, hour):
    found = out(
        server__server_price=250_000.0,
        server__util=util,
        economics__life=life,
        economics__wacc=0.0,
        server__power_price=0.0,
        economics__opex_hour=None,
    )
    assert found["out_cost_hour"] == pytest.approx(hour, abs=6e-5)


def test_queries_that_pay_an_hour_and_chips_that_do_less():
    assert out(server__query_price=0.035)["out_queries"] == pytest.approx(114, abs=0.5)
    assert out()["out_queries"] == NOTHING
    dearer = [hour / 4 for hour in out()["out_same_work"]]
    assert dearer == pytest.approx([1.43, 2.5, 5.0], abs=5e-3)


def test_energy():
    found = out()
    assert found["out_power_server"] == pytest.approx(116_158, abs=0.5)
    assert found["out_power_kwh"][0] == pytest.approx(98_287, abs=0.5)
    assert 1 - found["out_power_kwh"][0] / found["out_power_kwh"][2] == pytest.approx(
        0.154, abs=5e-4
    )
    assert found["out_power_hour"] == pytest.approx(0.1326, abs=5e-5)
    assert out(server__load=0.65)["out_power_gpu_kwh"] == pytest.approx(7260, abs=0.5)
    big = out(server__pue=1.2, economics__gpus=300_000)
    assert big["out_power_mw"] == pytest.approx(459)


def test_books_of_a_server_by_three_methods():
    """G16 and G17: 250,000 with a tenth left, six years; the salvage is per GPU here."""
    found = out(server__server_price=2_000_000.0, books__salvage=0.1)
    printed = [83333.33, 55555.56, 37037.04, 24691.36, 16460.91, 7921.81]
    assert found["out_dep_ddb"][1:7] == pytest.approx(printed, abs=5e-3)
    assert found["out_dep_vdb"][1:7] == pytest.approx(printed, abs=5e-3)
    assert found["out_dep_syd"][1] == pytest.approx(64285.71, abs=5e-3)
    assert found["out_dep_syd"][6] == pytest.approx(10714.29, abs=5e-3)


def test_the_examples_of_excel_s_help():
    """A7-01 and A7-02: SLN and SYD of 30,000 and 7,500 over 10; DDB of 2,400 and 300 over 10."""
    plain = {"economics__life": 10, "server__per_server": 1}
    found = out(server__server_price=30_000.0, books__salvage=0.25, **plain)
    assert found["out_dep_sl"][1] == 2250
    assert found["out_dep_syd"][1] == pytest.approx(4090.90909090909, abs=1e-9)
    assert found["out_dep_syd"][10] == pytest.approx(409.090909090909, abs=1e-9)
    found = out(server__server_price=2400.0, books__salvage=0.125, **plain)
    assert found["out_dep_ddb"][1] == 480
    assert found["out_dep_ddb"][10] == pytest.approx(22.12, abs=5e-3)
    half = out(server__server_price=2400.0, books__salvage=0.125, books__factor=1.5, **plain)
    assert half["out_dep_ddb"][2] == pytest.approx(306, abs=5e-3)


def test_the_quotes_of_the_h100_fit_a_fall_of_two_fifths_a_year():
    found = evaluate(load_deal("fleet/rentals").values())
    assert found["out_fit_decline"] == pytest.approx(0.39, abs=5e-3)
    assert found["out_peak_trough"] == pytest.approx(-0.476, abs=1e-3)
    assert found["out_rebound"] == pytest.approx(0.38, abs=5e-3)
    assert found["out_price"][1:5] == [4.7, 2.99, 1.7, 2.35]


def test_the_fit_says_of_which_kind_of_price_it_is():
    assert evaluate(load_deal("fleet/rentals").values())["out_fit_kind"] == "mixed"
    quotes = [{"date": date(2024, month, 1), "price": 3.0, "kind": "index"} for month in (1, 5, 9)]
    assert out(rental__series=quotes)["out_fit_kind"] == "index"
    assert out()["out_fit_kind"] == NOTHING


def test_the_price_of_a_server_for_that_of_a_gpu_is_named():
    """The two articles at 250,000: for a GPU in one, for a server of eight in the other."""
    said = out(server__per_server=1, server__server_price=250_000.0)["out_warning"]
    assert "$250,000 is outside $5,000 to $120,000" in said
    assert "a whole server" in said
    assert out(server__server_price=250_000.0)["out_warning"] == ""


def test_a_shorter_life_is_prospective():
    """$100 at 6 years, after one year switched to 5: 83.33 / 4 a year from 16.67."""
    lives = {"change__change_age": 1.0, "change__old_life": 6.0, "change__new_life": 5.0}
    found = out(change__change_gross=100.0, **lives)
    assert found["out_change_nbv"] == pytest.approx(83.33, abs=5e-3)
    assert found["out_change_old"] == pytest.approx(16.67, abs=5e-3)
    assert found["out_change_new"] == pytest.approx(20.83, abs=5e-3)
    charges = [16.7, 18.2, 20.0, 25.0, 33.3, 50.0]
    assert found["out_charge_by_life"] == pytest.approx(charges, abs=0.05)


def test_published_effects_from_pretax_to_net():
    """A7-14: the tax that lies between Alphabet's effects; A7-15: the net effects as published."""
    cuts, gains = (721.0, 966.0, 983.0), (561.0, 752.0, 765.0)
    rows = [
        {"company": "Alphabet", "old": 4.0, "new": 6.0, "pretax": cut, "net": gain}
        for cut, gain in zip(cuts, gains, strict=True)
    ]
    found = out(change__companies=rows)
    assert found["out_life_implied"][:3] == pytest.approx([0.2219, 0.2215, 0.2218], abs=1e-4)
    assert found["out_life_computed"][:3] == ["not given"] * 3  # no rate of its own, no other route
    preset = evaluate(load_deal("fleet/hyperscaler").values())
    alphabet, meta, amazon, microsoft = preset["out_life_computed"][:4]
    assert alphabet == pytest.approx(3.0, rel=0.02)  # at the tax of its quarters
    assert meta == pytest.approx(2.59, rel=0.02)
    assert microsoft == pytest.approx(3.0, rel=0.02)
    assert amazon == preset["out_life_gap"][2] == "not given"  # it gave the effect before tax alone
    gaps = preset["out_life_gap"]
    assert all(gaps[k] != 0 for k in (0, 1, 3))  # two figures, not one worked out of the other


def test_no_vintage_is_the_fleet_of_today():
    found = out()
    assert found["out_fleet_additions"][0] == pytest.approx(found["out_cost_fleet"]) == 800
    assert (found["out_fleet_year"][0], found["out_fleet_gpus"][0]) == (2024, 16_000)
    assert sum(found["out_fleet_additions"]) == pytest.approx(800)
    assert found["out_charge_by_life"][0] == pytest.approx(800 / 6)  # and what changes its life


@pytest.mark.parametrize("preset", ["h100", "coreweave", "rentals", "hyperscaler"])
def test_the_fleets_of_a_preset_are_one(preset):
    values = load_deal(preset, "fleet").values()
    found = evaluate(values)
    assert sum(values["vintage_gpus"]) == values["gpus"]
    gross = found["out_charge_by_life"][0] * 6
    assert gross == pytest.approx(sum(found["out_fleet_additions"]))


def test_a_deal_that_states_no_other_life_has_no_effect():
    for given in (load_deal("rentals", "fleet").values(), values()):
        found = evaluate(given)
        assert found["out_change_net"] == found["out_change_delta"] == 0


def test_undiscounted_cash_holds_the_disposal():
    """ASC 360-10-35-29: use and disposal; the resale less cost of sale, or the residual."""
    rows = [{"age": 0.0, "factor": 1.0}, {"age": 6.0, "factor": 0.2}]
    found = out(resale__curve=rows, impairment__impair_age=1, impairment__sell_cost=0.1)
    use = sum(found["out_cash"][2:7]) * 16_000 / 1e6
    assert found["out_impair_undiscounted"] == pytest.approx(use + 0.2 * 0.9 * 800)
    kept = out(resale__curve=rows, impairment__impair_age=1, economics__residual=0.1)
    assert kept["out_impair_undiscounted"] == pytest.approx(use + 0.1 * 800)


def test_the_cluster():
    """G20 and G21."""
    found = out(cluster__failure_rate=419 / 16_384 / 54 * 365)
    assert (found["out_nodes"], found["out_tiers"], found["out_links"]) == (2000, 3, 48_000)
    assert found["out_fibre_km"] == pytest.approx(500 * 1.609344, rel=1e-3)
    assert found["out_failures_day"] * 365 / 16_000 == pytest.approx(0.173, abs=5e-4)


def test_the_coupon():
    found = out(
        coupon__coupon_gpus=3000,
        coupon__coupon_market=4.0,
        coupon__coupon_charged=3.0,
        coupon__round_size=43.0,
    )
    assert found["out_coupon_year"] == pytest.approx(26.3, abs=0.05)
    assert found["out_coupon_share_year"] == pytest.approx(0.61, abs=5e-3)
    whole = out(coupon__coupon_gpus=3000, coupon__coupon_market=4.0)
    assert whole["out_coupon_year"] == pytest.approx(105.1, abs=0.05)


# ------------------------------------------------------------------------------ identities


@pytest.mark.parametrize("seed", every(3, MANY))
def test_cash_is_the_return_on_value_and_the_loss_of_it(seed):
    given, found = random_values(seed), random_outputs(seed)
    value, loss = found["out_value"], found["out_econ_dep"]
    residual = given["residual"] * found["out_capital"]
    for year in range(int(found["out_use_years"])):
        earned = given["wacc"] * value[year] + loss[year + 1]
        assert found["out_cash"][year + 1] == pytest.approx(earned, rel=1e-12, abs=1e-7)
    assert math.fsum(loss) == pytest.approx(value[0] - residual, rel=1e-12, abs=1e-7)


@pytest.mark.parametrize("seed", every(3, MANY))
def test_depreciation_adds_to_cost_less_salvage(seed):
    given, found = random_values(seed), random_outputs(seed)
    rest = found["out_capital"] * (1 - given["salvage"])
    for method in ("sl", "syd", "vdb"):
        assert math.fsum(found[f"out_dep_{method}"]) == pytest.approx(rest)
    assert math.fsum(found["out_dep_ddb"]) <= rest * (1 + 1e-12)
    econ = math.fsum(found["out_dep_econ"])
    assert econ == pytest.approx(rest) or econ == 0.0


@pytest.mark.parametrize("seed", every(3, MANY))
def test_the_waterfall_ties_to_the_gross_movement(seed):
    found = random_outputs(seed)
    gross = written = 0.0
    for year in range(20):
        gross += found["out_fleet_additions"][year] - found["out_fleet_retired"][year]
        charge = sum(found["out_waterfall"][year])
        assert charge == pytest.approx(found["out_fleet_charge"][year])
        salvage = random_values(seed)["salvage"] * found["out_fleet_retired"][year]
        removed = found["out_fleet_retired"][year] - salvage - found["out_fleet_loss"][year]
        written += charge - removed
        scale = sum(found["out_fleet_additions"]) or 1.0
        assert found["out_fleet_gross"][year] == pytest.approx(gross, abs=1e-9 * scale)
        assert found["out_fleet_accumulated"][year] == pytest.approx(written, abs=1e-9 * scale)
        assert found["out_fleet_net"][year] == pytest.approx(gross - written, abs=1e-9 * scale)


@pytest.mark.parametrize("seed", every(3, MANY))
def test_the_return_is_that_of_a_library(seed):
    given, found = random_values(seed), random_outputs(seed)
    years = int(found["out_use_years"])
    flows = [-found["out_capital"], *found["out_cash"][1 : years + 1]]
    if found["out_irr"] == NOTHING:
        assert years == 0 or min(flows[1:]) < 0
        return
    flows[-1] += given["residual"] * found["out_capital"]
    assert npf.npv(found["out_irr"], flows) == pytest.approx(0, abs=1e-6 * -flows[0])


@pytest.mark.parametrize("seed", every(3, MANY))
def test_the_loan_is_worth_what_it_pays(seed):
    given, found = random_values(seed), random_outputs(seed)
    service = found["out_loan_service"]
    assert npf.npv(given["loan_rate"], service) == pytest.approx(found["out_loan"], rel=1e-9)
    assert math.fsum(service) == pytest.approx(
        found["out_loan"] + math.fsum(found["out_loan_interest"]), rel=1e-9
    )


@pytest.mark.parametrize("seed", every(3, MANY))
def test_another_life_moves_the_charge_and_not_its_sum(seed):
    given, found = random_values(seed), random_outputs(seed)
    old, new = math.fsum(found["out_change_path_old"]), math.fsum(found["out_change_path_new"])
    if given["change_new_salvage"] is None and given["change_age"] < given["old_life"]:
        assert old == pytest.approx(new)


def test_at_the_break_even_price_the_value_is_the_capital():
    for changes in ({}, {"economics__residual": 0.2}, {"server__power_basis": "used"}):
        price = out(**changes)["out_breakeven_price"]
        again = out(**changes, curve__p0=price, economics__stop=False)
        assert again["out_npv"] == pytest.approx(0, abs=1e-6)
        let = {"contract__contract_price": 3.0, "contract__contract_years": 2}
        ratio = out(**changes, **let)["out_breakeven_price"] / 3.0
        let["contract__contract_price"] *= ratio
        full = out(**changes, **let, curve__p0=4.0 * ratio, economics__stop=False)
        assert full["out_npv"] == pytest.approx(0, abs=1e-6)
        use = out(**changes)["out_breakeven_util"]
        full = out(**changes, server__util=use, economics__stop=False)
        assert full["out_npv"] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("style", ["level", "straight", "bullet"])
def test_a_loan_is_repaid_in_its_style(style):
    found = out(loan__advance=0.65, loan__loan_rate=0.11, loan__amort=style)
    service, balance = found["out_loan_service"][1:6], found["out_loan_balance"]
    loan = found["out_loan"]
    assert loan == pytest.approx(0.65 * 800)
    assert balance[5:] == [0.0] * 16
    if style == "level":
        assert service == pytest.approx([-npf.pmt(0.11, 5, loan)] * 5)
    if style == "straight":
        assert balance[:6] == pytest.approx([loan * (5 - year) / 5 for year in range(6)])
    if style == "bullet":
        assert service == pytest.approx([0.11 * loan] * 4 + [1.11 * loan])


def test_the_two_standards_differ_by_the_first_step():
    """Undiscounted cash covers the books, so US GAAP stops there; IAS 36 does not."""
    found = out(curve__p0=5.0, impairment__impair_age=1, resale__resale_decline=0.5)
    assert found["out_impair_recoverable"] == "yes"
    assert found["out_impair_us"] == 0
    worth = max(found["out_impair_viu"], found["out_impair_fvlcd"])
    assert found["out_impair_ifrs"] == pytest.approx(found["out_impair_nbv"] - worth)
    assert found["out_impair_ifrs"] > 0


# -------------------------------------------------------------------------------- by hand


@pytest.mark.parametrize("seed", every(3, MANY))
def test_an_hour_sold_costs_the_flat_price_that_breaks_even(seed):
    found = random_outputs(seed)
    assert found["out_cost_hour"] == pytest.approx(found["out_breakeven_flat"], rel=1e-12)
    assert sum(found["out_stack_hour"][:-1]) == pytest.approx(found["out_cost_hour"], rel=1e-12)


def test_an_hour_of_the_worked_example():
    """50,000 over the annuity of six years at 10% and 0.60 a hour, by 70% of the hours: 2.729."""
    found = out()
    annuity = (1 - 1.1**-6) / 0.1
    assert found["out_cost_hour"] == pytest.approx((50_000 / annuity / 8760 + 0.6) / 0.7)
    assert found["out_cost_hour"] == pytest.approx(2.729, abs=5e-4)
    assert found["out_stack_hour"][8] == pytest.approx((0.6 - 10.2 / 8 * 1.3 * 0.08) / 0.7)


def test_a_contract_is_what_the_gpu_earns_while_it_lasts():
    """2.35 at every hour for five years less 0.60: 15,330 a year, in each place that has cash."""
    values = load_deal("coreweave", "fleet").values()
    found = evaluate(values)
    assert found["out_cash"][1:6] == pytest.approx([15_330] * 5)
    assert found["out_loan_cfads"][1:6] == pytest.approx([306.6] * 5)
    assert found["out_irr"] == pytest.approx(0.169, abs=5e-4)
    assert found["out_value0"] == pytest.approx(56_658, abs=1)
    assert found["out_impair_nbv"] == pytest.approx(656)
    assert found["out_impair_undiscounted"] >= 919.8 - 1e-6  # three years of it
    assert (found["out_impair_recoverable"], found["out_impair_us"]) == ("yes", 0)
    market = evaluate({**values, "contract_price": None})
    assert found["out_price"][6:] == market["out_price"][6:]
    assert market["out_price"][1:7] != found["out_price"][1:7]


@pytest.mark.parametrize("seed", every(3, MANY))
def test_the_loan_and_the_gpu_have_one_cash(seed):
    given, found = random_values(seed), random_outputs(seed)
    gpus = found["out_cost_fleet"] / found["out_capital"]
    fleet = [cash * gpus for cash in found["out_cash"]]
    assert found["out_loan_cfads"] == pytest.approx(fleet, rel=1e-12, abs=1e-9)
    if given["contract_price"] is not None:
        years = range(1, 1 + int(given["contract_years"]))
        assert all(found["out_price"][year] == given["contract_price"] for year in years)


def test_power_is_paid_for_all_hours_or_for_those_sold():
    year = 10.2 / 8 * 1.3 * 0.08 * 8760
    assert out()["out_stack_year"][7] == pytest.approx(year)
    assert out(server__power_basis="used")["out_stack_year"][7] == pytest.approx(0.7 * year)
    free = {"economics__opex_hour": None, "server__power_basis": "used"}
    assert out(**free)["out_opex_hour"] == pytest.approx(0.7 * year / 8760)


def test_goodput_makes_a_useful_hour_dearer():
    found = out(server__goodput=0.9)
    assert found["out_cost_useful"] * 0.9 == pytest.approx(found["out_cost_hour"])


def test_the_curve_by_hand():
    regime = out(
        curve__curve="regime", curve__switch_year=2, curve__reset=0.38, curve__decline2=0.1
    )
    prices = [4, 3, 3 * 1.38, 3 * 1.38 * 0.9, 3 * 1.38 * 0.81]
    assert regime["out_price"][1:6] == pytest.approx(prices)
    table = out(curve__curve="table", curve__prices=[{"price": 2.0}, {"price": 1.0}])
    assert table["out_price"][1:5] == pytest.approx([2, 1, 0.75, 0.5625])
    assert min(out(curve__floor=1.5)["out_price"][1:]) == 1.5


def test_a_price_halves_in_its_half_life():
    found = evaluate(load_deal("fleet/rentals").values())
    left = (1 - found["out_fit_decline"]) ** found["out_fit_halflife"]
    assert left == pytest.approx(0.5)
    assert 0 < found["out_fit_r2"] < 1


def test_new_chips_cap_the_price_of_inference():
    found = out(cascade__perf_gain=1.0, cascade__frontier_years=2)
    assert found["out_cascade_price"][1:5] == pytest.approx([4, 3, 1.0, 0.5])
    share = out(cascade__inference_share=0.6, cascade__frontier_years=2)
    assert share["out_cascade_price"][3] == pytest.approx(2.25 * 0.6)


def test_resale_lies_between_its_factors_and_falls_after_the_last():
    rows = [{"age": 1.0, "factor": 0.9}, {"age": 3.0, "factor": 0.5}]
    found = out(resale__curve=rows, resale__resale_decline=0.2, resale__liquidation=0.5)
    factors = [0.9, 0.9, 0.7, 0.5, 0.4, 0.32]
    assert found["out_resale"][:6] == pytest.approx([25_000 * factor for factor in factors])


def test_a_sale_costs_its_share():
    found = out(impairment__fair_value=300.0, impairment__sell_cost=0.03)
    assert found["out_impair_fair"] == 300
    assert found["out_impair_fvlcd"] == pytest.approx(291)


@pytest.mark.parametrize(("gpus", "tiers", "switches"), [(2048, 2, 96), (65_536, 3, 5120)])
def test_full_trees_of_64_ports(gpus, tiers, switches):
    """Half as many spines as leaves; and the five quarters of the square of the ports."""
    found = out(economics__gpus=gpus)
    assert (found["out_tiers"], found["out_switches"]) == (tiers, switches)
    assert out(economics__gpus=gpus + 1)["out_tiers"] == tiers + 1


def test_training_by_hand():
    """405 billion parameters on 15.6 trillion tokens: 3.8e25 operations, as Meta reports."""
    found = out(
        cluster__params=405.0, cluster__tokens=15_600.0, cluster__mfu=0.5, cluster__train_price=2.0
    )
    assert found["out_train_flops"] == pytest.approx(3.8e25, rel=5e-3)
    hours = 6 * 405e9 * 15.6e12 / (989e12 * 0.5) / 3600
    assert found["out_train_hours"] == pytest.approx(hours)
    assert found["out_train_days"] == pytest.approx(hours / 16_000 / 24)
    assert found["out_train_cost"] == pytest.approx(hours * 2 / 1e6)


def test_half_a_year_is_charged_first_and_last():
    bought = [{"year": 2020, "gpus": 1000, "price": 60_000.0}]
    whole = out(fleet__vintages=bought)
    half = out(fleet__vintages=bought, books__convention="half")
    assert whole["out_fleet_charge"][:7] == pytest.approx([10] * 6 + [0])
    assert half["out_fleet_charge"][:8] == pytest.approx([5] + [10] * 5 + [5, 0])
    assert whole["out_fleet_retired"][5] == half["out_fleet_retired"][6] == pytest.approx(60)


def test_what_the_declining_balance_leaves_is_a_loss():
    bought = [{"year": 2020, "gpus": 1000, "price": 60_000.0}]
    found = out(fleet__vintages=bought, books__method="DDB")
    assert found["out_fleet_loss"][5] == pytest.approx(60 * (2 / 3) ** 6)
    assert sum(out(fleet__vintages=bought, books__method="VDB")["out_fleet_loss"]) == pytest.approx(
        0, abs=1e-9
    )


def test_a_cascade_ends_for_its_own_reason():
    found = out(cascade__inference_share=0.5, cascade__frontier_years=2)
    assert found["out_cascade_end"] == "shut down"
    dear = out(cascade__site_value=5000.0)
    assert dear["out_cascade_end"] == "site better used"
    assert dear["out_cascade_years"] < out()["out_cascade_years"] == 6
    assert out()["out_cascade_end"] == "runs out of tiers"


def test_a_breach_is_found_where_it_first_occurs():
    found = out(loan__advance=0.65, loan__loan_rate=0.11, loan__ltv_max=0.7, loan__amort="bullet")
    ltv = found["out_loan_ltv"]
    first = next(year for year, ratio in enumerate(ltv) if isinstance(ratio, float) and ratio > 0.7)
    assert found["out_loan_first_breach"] == first == 1
    assert found["out_loan_breaches"] == 4
    assert out(loan__advance=0.65)["out_loan_first_breach"] == NOTHING


@pytest.mark.parametrize("seed", every(3, MANY))
def test_the_middle_of_a_grid_is_the_model(seed):
    found = random_outputs(seed)
    for grid, name in (("irr", "irr"), ("hour", "cost_hour"), ("power", "power_share")):
        middle = found[f"out_grid_{grid}"][3][0 if grid == "hour" else 3]
        figure = found[f"out_{name}"]
        assert middle == (figure if figure == NOTHING else pytest.approx(figure, rel=1e-12))
