"""One rent, two books: what the lease workbook shows the lessor, the developer's shows as well."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import udfs
from workbooks import developer_model, lease_model
from workbooks.deal_read import make

COST, MW = 2000.0, 100.0


def both(
    rent: float, years: int, escalator: float, residual: float
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The outputs of both workbooks for a monthly rent in arrears on the same building."""
    start, bond = date(2024, 7, 1), 0.0561
    about = {"name": "One rent", "asof": start}
    lease = {
        "deal": about | {"commencement": start},
        "lease": {"cost": COST, "rent": rent, "freq": 12, "term": years, "life": 40, "rate": 0.05}
        | {"escalator": escalator},
        "market": {"tenant_yield": bond, "residual": residual},
    }
    points = [{"issue": "B", "maturity": date(2034, 7, 1), "bond_yield": bond}]
    curves = {"tenant_date": start, "tenant": points, "treasury_date": start, "treasury": points}
    development = {
        "deal": about | {"start": start},
        "project": {"mw": MW, "cost_mw": COST / MW, "build_months": 1},
        "rent": {"rent_kw": rent * 1e6 / 12 / (MW * 1e3), "term": years, "escalator": escalator},
        "curves": curves | {"flat": True},
        "spread": {"residual": residual / COST},
    }
    return (
        lease_model.evaluate(make(lease).values()),
        developer_model.evaluate(make(development).values()),
    )


@pytest.mark.parametrize(
    ("rent", "years", "escalator", "residual"),
    [(200.0, 20, 0.0, 0.0), (162.34, 20, 0.02, 0.0), (200.0, 15, 0.025, 500.0), (260.0, 8, 0, 400)],
)
def test_yield_spread_and_rent_asked_agree(rent, years, escalator, residual):
    lessor, developer = both(rent, years, escalator, residual)
    assert developer["out_total"] == COST
    assert developer["out_yield_contract"] == pytest.approx(lessor["out_implied_yield"], rel=1e-10)
    assert developer["out_tenant_eff"] == pytest.approx(lessor["out_tenant_effective"], rel=1e-12)
    asked = developer["out_rent_required"] * 12 * MW * 1e3 / 1e6
    assert asked == pytest.approx(lessor["out_rent_for_spread"], rel=1e-10)
    unrecovered = lessor["out_exit_unrecovered"][0]
    assert unrecovered == pytest.approx(residual, abs=1e-6)


@pytest.mark.parametrize(("rent", "years"), [(200.0, 20), (260.0, 8)])
def test_both_are_the_function_of_the_yield(rent, years):
    lessor, developer = both(rent, years, 0.0, 0.0)
    function = udfs.yield_lease_irr(COST, years * 12, rent / 12, freq=12)
    assert lessor["out_implied_yield"] == pytest.approx(float(function), rel=1e-10)
    assert developer["out_yield_contract"] == pytest.approx(float(function), rel=1e-10)
