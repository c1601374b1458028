"""The developer workbook in Python: published figures, our functions, and identities."""

from __future__ import annotations

import math
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pytest

import udfs
from tests.samples import every
from tests.workbooks.random_developers import random_values
from udfs.errors import OnBalanceError
from workbooks.deal_read import make
from workbooks.developer_model import evaluate

MANY = range(50)
_PAIRS = (("2028-05-15", 0.046, 0.036), ("2033-05-15", 0.05, 0.038), ("2053-05-15", 0.056, 0.04))


def curve(column: int) -> list[dict[str, Any]]:
    return [{"issue": row[0], "maturity": row[0], "bond_yield": row[column]} for row in _PAIRS]


def values(**changes: Any) -> dict[str, Any]:
    """The golden deal: 100 MW at 12 a MW, 24 months, 70% at 7%, 75 a kW-month for 15 years."""
    raw: dict[str, dict[str, Any]] = {
        "deal": {"name": "Golden", "asof": date(2023, 5, 3), "start": date(2023, 5, 3)},
        "project": {"mw": 100, "cost_mw": 12, "build_months": 24},
        "construction": {"ltc": 0.7, "con_rate": 0.07},
        "rent": {"rent_kw": 75, "term": 15, "escalator": 0.025},
        "exit": {"exit_cap": 0.06},
        "debt": {"style": "sculpted", "perm_rate": 0.065, "perm_dscr": 1.2},
        "curves": {
            "tenant_date": date(2023, 5, 3),
            "tenant": curve(1),
            "treasury_date": date(2023, 5, 3),
            "treasury": curve(2),
        },
    }
    for path, value in changes.items():
        section, _, key = path.partition("__")
        raw.setdefault(section, {})[key] = value
    return make(raw, "developer").values()


@cache
def random_outputs(seed: int) -> dict[str, Any]:
    return evaluate(random_values(seed))


# --------------------------------------------------------------------- the golden case


def test_the_golden_case():
    out = evaluate(values())
    assert out["out_idc"] == pytest.approx(57.859, abs=5e-4)
    assert out["out_total"] == pytest.approx(1257.859, abs=5e-4)
    assert out["out_debt"] == pytest.approx(880.502, abs=5e-4)
    assert out["out_equity"] == pytest.approx(377.358, abs=5e-4)
    assert out["out_noi"] == pytest.approx(90.0)
    assert out["out_yoc"] == pytest.approx(0.07155, abs=5e-6)
    assert out["out_value"] == pytest.approx(1500.0)
    assert out["out_margin"] == pytest.approx(0.1925, abs=5e-5)
    assert out["out_dev_spread"] == pytest.approx(115.5, abs=0.05)
    assert out["out_unlev_irr"] == pytest.approx(0.10183, abs=5e-6)
    assert out["out_perm_size"] == pytest.approx(832.69, abs=5e-3)
    for month, share in ((1, 0.0042776), (6, 0.0431233), (12, 0.0652631)):
        weight = out["out_curve"][month] - out["out_curve"][month - 1]
        assert weight == pytest.approx(share, abs=5e-8)


@pytest.mark.parametrize(
    ("changes", "name", "expected"),
    [
        ({"construction__fund": "equity"}, "out_idc", 43.280),
        ({"construction__fund": "equity"}, "out_total", 1243.280),
        ({"project__shape": "linear"}, "out_idc", 58.074),
        ({"exit__exit_cap": 0.055}, "out_dev_spread", 165.5),
        ({"exit__exit_cap": 0.065}, "out_dev_spread", 65.5),
        ({"debt__perm_dscr": 1.0}, "out_perm_size", 999.23),
        ({"debt__perm_dscr": 1.35}, "out_perm_size", 740.17),
    ],
)
def test_variants_of_the_golden_case(changes, name, expected):
    assert evaluate(values(**changes))[name] == pytest.approx(expected, rel=1e-4)


def test_a_credit_tenant_lease_is_sized_on_its_rent():
    """G22 by months: the annual 2,062.29 is 188.79 / 1.05 a year at 6% for 20 years."""
    changes = {
        "rent__escalator": 0.0,
        "rent__term": 20,
        "rent__rent_kw": 188.79e6 / 12 / 100e3,
        "debt__style": "ctl",
        "debt__perm_dscr": 1.05,
        "debt__perm_rate": 12 * (1.06 ** (1 / 12) - 1),
    }
    out = evaluate(values(**changes))
    monthly = 1.06 ** (1 / 12) - 1
    assert out["out_perm_size"] == pytest.approx(2062.29 / 12 * 0.06 / monthly, rel=1e-5)
    assert out["out_perm_repaid"] == pytest.approx(0.0, abs=1e-8)


# ----------------------------------------------------------------------- our functions

NEUTRAL: dict[str, Any] = {
    "ofci_mw": 0.0, "fee_pct": 0.0, "leasing": 0.0, "commit_fee": 0.0, "free": 0, "opex": 0.0,
    "perm_freq": 12, "perm_debt_yield": None, "perm_amount": None, "perm_io": 0, "balloon": 0.0,
    "outside_months": None,
}  # fmt: skip
KEYS = {
    "mw": "mw", "cost_mw": "cost_mw", "build_months": "build_months", "term": "term",
    "land": "land", "soft_pct": "soft_pct", "contingency_pct": "contingency_pct", "shape": "shape",
    "ltc": "ltc", "con_rate": "con_rate", "fund": "fund", "fee": "fee", "escalator": "escalator",
    "ramp": "ramp", "opex_pct": "opex_pct", "nnn": "nnn", "pue": "pue", "exit_cap": "exit_cap",
    "exit_year": "exit_year", "sale_cost": "sale_cost", "residual_pct": "residual_pct",
}  # fmt: skip


def expressible(seed: int) -> dict[str, Any]:
    """A random deal without what DEV_CASHFLOW has no key for."""
    deal = random_values(seed) | NEUTRAL
    deal["show_unit"] = deal["unit"]
    if deal["shape"] == "own":
        deal["shape"], deal["weight"] = "linear", []
    if deal["style"] in ("interest_only", "ctl"):
        deal["style"] = "level"
    if deal["style"] == "sculpted":
        deal["perm_dscr"], deal["perm_amort"] = deal["perm_dscr"] or 1.3, None
    if deal["style"] == "level":
        deal["perm_amort"] = deal["perm_amort"] or 20.0
    return deal | {"delay": 0, "ld_month": 0.0}


def block(deal: dict[str, Any]) -> dict[str, Any]:
    """The same deal as the keys of DEV_CASHFLOW; rents per kW in the deal's unit of money."""
    unit = {"$": 1.0, "$k": 1e3, "$M": 1e6, "$B": 1e9}[deal["unit"]]
    found = {key: deal[name] for key, name in KEYS.items()}
    found |= {"rent_kw_mo": deal["rent_kw"] / unit, "power_price": deal["power_price"] / unit}
    if deal["style"] != "none":
        found |= {key: deal[key] for key in ("perm_rate", "perm_amort", "perm_dscr", "perm_ltv")}
    return {key: value for key, value in found.items() if value is not None}


def near(got: Any, want: Any, scale: float) -> bool:
    return abs(got - want) <= 1e-9 * max(abs(want), scale)


@pytest.mark.parametrize(
    "seed", [*range(20), *(pytest.param(k, marks=pytest.mark.slow) for k in range(20, 60))]
)
def test_flows_and_returns_are_those_of_the_functions(seed):
    deal = expressible(seed)
    out, keys = evaluate(deal), block(deal)
    total = out["out_total"]
    flows = udfs.dev_cashflow(keys)
    months = deal["build_months"]
    assert near(-flows["interest"].sum(), out["out_idc"], total)
    assert near(-flows["fees"].sum(), out["out_fees"], total)
    assert near(flows["noi"][months : months + 12].sum(), out["out_annual_noi"][1], total)
    assert near(-flows["service"].sum(), sum(out["out_annual_service"]), total)
    assert near(flows["levered"][:months].sum(), out["out_annual_levered"][0], total)
    assert near(flows["levered"].sum(), sum(out["out_annual_levered"]), total)
    assert near(flows["balance"][months - 1], out["out_perm_size"], total)
    assert np.allclose(
        flows["balance"][: months - 1],
        out["out_draw_balance"][1:months],
        rtol=1e-9,
        atol=total * 1e-12,
    )
    returns = udfs.dev_returns(keys | {"discount": 0.08})
    amounts = {"peak_equity": "out_peak_equity"}
    rates = {"unlev_irr": "out_unlev_irr", "yoc": "out_yoc", "min_dscr": "out_min_dscr"}
    rates |= {"avg_dscr": "out_avg_dscr", "llcr": "out_llcr", "moic": "out_moic"}
    for title, name in (amounts | rates).items():
        got, want = returns[title][0], out[name]
        if want == "n/a":
            assert not isinstance(got, float), name
        else:
            assert near(got, want, total if title in amounts else 1.0), name


@pytest.mark.slow
def test_returns_after_debt_are_those_of_the_functions():
    once = 0
    for seed in range(60):
        deal = expressible(seed)
        out = evaluate(deal)
        got = udfs.dev_returns(block(deal))["lev_irr"][0]
        if out["out_lev_irr"] == "n/a":  # several rates, or none: nothing is paid in first
            assert out["out_lev_turns"] != 1 or isinstance(got, OnBalanceError), seed
            continue
        once += 1
        assert near(got, out["out_lev_irr"], 1.0), seed
    assert once > 30


def test_there_is_no_return_on_equity_that_is_paid_in_after_it_receives():
    deal = random_values(1050)  # lent in full; the exit costs more than the years before it gave
    out = evaluate(deal)
    assert (out["out_lev_turns"], out["out_lev_irr"]) == (1.0, "n/a")


@pytest.mark.parametrize("exit_year", [None, 0.25])  # sold before the delay would have ended
def test_delay_costs_what_the_function_says(exit_year):
    changes = {"project__delay": 6, "project__outside_months": 30, "exit__exit_cap": 0.06}
    changes |= {"exit__exit_year": exit_year}
    out = evaluate(values(**changes))
    keys = block(values(exit__exit_year=exit_year)) | {"outside_months": 30}
    table = udfs.dev_delay_cost(keys, 6)
    assert out["out_delay_idc"] == pytest.approx(float(table["idc"][0]), rel=1e-9)
    assert out["out_delay_rent"] == pytest.approx(float(table["lost_rent"][0]), rel=1e-9)
    assert (out["out_outside"], out["out_months_left"]) == ("met", 0.0)


@pytest.mark.parametrize("fund", ["prorata", "equity"])
@pytest.mark.parametrize("shape", ["cosine", "linear", "normal", "beta", "own"])
def test_the_construction_loan_is_that_of_dev_draw(fund, shape):
    weights = [float(k % 5) for k in range(24)]
    changes = {"project__shape": shape, "construction__fund": fund}
    changes |= {"construction__fee": 0.01, "construction__commit_fee": 0.005}
    if shape == "own":
        changes["project__weights"] = [{"weight": weight} for weight in weights]
    out = evaluate(values(**changes))
    given = np.array(weights) if shape == "own" else shape
    table = udfs.dev_draw(1200, 24, 0.07, 0.7, given, fund, 0.01, 0.005)
    assert out["out_draw_balance"][1:25] == pytest.approx(table["balance"][:24], rel=1e-10)
    assert out["out_draw_interest"][1:25] == pytest.approx(table["interest"][:24], rel=1e-10)
    assert out["out_commitment"] == pytest.approx(out["out_debt"], rel=1e-12)


def test_stress_refinancing_and_loss_are_those_of_the_functions():
    changes = {"debt__refi_ltv": 0.6, "debt__refi_dscr": 1.35, "debt__refi_amort": 25}
    out = evaluate(
        values(**changes, debt__refi_debt_yield=0.09, stress__pd=0.02, stress__relet=0.3)
    )
    years = slice(1, 16)
    stress = udfs.credit_dscr_stress(
        np.array(out["out_annual_noi"][years]), np.array(out["out_annual_service"][years])
    )
    assert out["out_stress_min"] == pytest.approx(stress["min_dscr"][:6], rel=1e-9)
    assert out["out_stress_avg"] == pytest.approx(stress["avg_dscr"][:6], rel=1e-9)
    assert out["out_stress_short"] == pytest.approx(stress["shortfall"][:6], rel=1e-9, abs=1e-9)
    assert out["out_breakeven"] == pytest.approx(float(stress["haircut"][6]), rel=1e-9)
    noi = 90.0 * 1.025**15
    refi = udfs.dev_refi(noi, 0.06, 0.065, 25, 0.6, 1.35, 0.09)
    names = ("out_refi_ltv", "out_refi_dscr", "out_refi_debt_yield", "out_refi_proceeds")
    assert [out[name] for name in names] == pytest.approx(refi["loan"], rel=1e-9)
    loss = udfs.credit_expected_loss(0.02, out["out_lgd"], out["out_default_exposure"], 10)
    assert 0 < out["out_lgd"] < 1
    assert out["out_el"] == pytest.approx(float(loss["el"][0]), rel=1e-9)
    assert out["out_el_bp"] == pytest.approx(float(loss["break_even_spread"][0]), rel=1e-9)


def test_the_curve_and_the_rent_required_are_those_of_the_functions():
    out = evaluate(values(rent__escalator=0.0))
    tenors = [udfs.finance.calendar.yearfrac(45049, _serial(row[0]), 0) for row in _PAIRS]
    yields = [row[1] for row in _PAIRS]
    got = udfs.yield_curve(np.array(tenors), np.array(yields), out["out_wal"])
    assert out["out_tenant_quoted"] == pytest.approx(float(got), rel=1e-12)
    rent = udfs.yield_xplus_rent(
        out["out_total"], out["out_tenant_quoted"], 200, 180, freq=12, yield_freq=2
    )
    assert out["out_rent_required"] * 100e3 / 1e6 == pytest.approx(float(rent), rel=1e-9)


def _serial(day: str) -> float:
    return udfs.finance.calendar.to_serial(date.fromisoformat(day))


# ---------------------------------------------------------------------------- identities


@pytest.mark.parametrize("seed", every(3, MANY))
def test_identities(seed):
    deal, out = random_values(seed), random_outputs(seed)
    total = out["out_total"]
    assert near(sum(out["out_sources"]), total, total)
    assert near(sum(out["out_uses"]), total, total)
    assert near(out["out_commitment"], out["out_debt"], total)
    if out["out_perm_size"] and deal["style"] == "sculpted" and deal["balloon"] == 0.0:
        months = [x for x in out["out_annual_dscr"] if x != ""]
        assert max(months) - min(months) < 1e-9 * max(months)
    assert sum(out["out_split"][:6]) == pytest.approx(out["out_split"][6], abs=1e-7)
    # the curve of the lease's own spread gives its own rent back
    spread = out["out_spread_quoted"]
    again = evaluate(deal | {"spread": spread})["out_rent_required"]
    assert near(again, deal["rent_kw"], deal["rent_kw"])
    middle = out["out_grid_rent"][3][3]
    assert near(middle, out["out_rent_required"], 1.0)
    assert near(out["out_grid_yoc"][3][3], out["out_yoc"], 1.0)
    if out["out_value"] != "n/a":
        assert near(out["out_grid_margin"][3][0], out["out_margin"], 1.0)
    if isinstance(out["out_perm_limit_dscr"], float):
        assert near(out["out_grid_proceeds"][3][3], out["out_perm_limit_dscr"], total)


def test_the_unit_of_display_changes_amounts_only():
    one, other = evaluate(values()), evaluate(values(deal__show_unit="$B"))
    assert other["out_total"] == pytest.approx(one["out_total"] / 1000, rel=1e-12)
    assert other["out_rent_required"] == pytest.approx(one["out_rent_required"], rel=1e-12)
    assert other["out_yield_contract"] == pytest.approx(one["out_yield_contract"], rel=1e-9)


def test_every_output_is_a_finite_number_or_says_so():
    def cells(value: Any) -> list[Any]:
        return [x for item in value for x in cells(item)] if isinstance(value, list) else [value]

    for seed in MANY:
        for name, value in random_outputs(seed).items():
            for cell in cells(value):
                assert isinstance(cell, str) or math.isfinite(cell), (seed, name)
