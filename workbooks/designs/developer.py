"""The development deal: what a data centre costs, earns and borrows, as the developer reads it."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from workbooks import deal as base
from workbooks.deal import Section
from workbooks.deal_fields import (
    FUNDS,
    LARGEST,
    SHAPES,
    STYLES,
    Date,
    Fund,
    Line,
    PaymentsAYear,
    Shape,
    Style,
    Whole,
    field,
)
from workbooks.designs import Design, Figure, Summary
from workbooks.designs.developer_rules import check

_FREQS = (1, 2, 4, 12)


class About(base.About):
    """[deal]: names, currency, dates."""

    tenant: Line = field("text", "Oracle", "")
    developer: Line = field("text", "Crusoe", "")
    start: Date = field("date", dt.date(2026, 1, 1))


class Weight(Section):
    """One row of [project] weights: a month's share of the cost."""

    weight: float = field("number", 1, low=0, high=1e6)


class Project(Section):
    """[project]: the building, its budget and its programme."""

    mw: float = field("power", 100, above=0, high=100_000)
    cost_mw: float = field("money", 12, above=0, high=LARGEST)
    land: float = field("money", 50, 0.0, low=0, high=LARGEST)
    soft_pct: float = field("share", 0.05, 0.0, low=0, high=5)
    contingency_pct: float = field("share", 0.05, 0.0, low=0, high=5)
    ofci_mw: float = field("money", 1, 0.0, low=0, high=LARGEST)
    fee_pct: float = field("share", 0.03, 0.0, low=0, high=5)
    leasing: float = field("money", 10, 0.0, low=0, high=LARGEST)
    build_months: Whole = field("count", 24, low=1, high=60)
    delay: Whole = field("count", 6, 0, low=0, high=59)
    shape: Shape = field("choice", "cosine", "cosine", choices=SHAPES)
    weights: list[Weight] = field("table", [], [], rows=60)
    outside_months: Whole | None = field("count", 36, None, low=1, high=600)
    ld_month: float = field("money", 5, 0.0, low=0, high=LARGEST)


class Construction(Section):
    """[construction]: the loan that builds it."""

    ltc: float = field("share", 0.7, 0.0, low=0, high=1)
    con_rate: float | None = field("rate", 0.07, None, low=0, high=1)
    fund: Fund = field("choice", "prorata", "prorata", choices=FUNDS)
    fee: float = field("share", 0.01, 0.0, low=0, high=0.2)
    commit_fee: float = field("rate", 0.005, 0.0, low=0, high=0.2)


class Rent(Section):
    """[rent]: what the tenant pays, and what the landlord pays out of it."""

    rent_kw: float = field("rent", 75, above=0, high=1e6)
    term: float = field("years", 15, above=0, high=40)
    escalator: float = field("rate", 0.025, 0.0, low=-0.5, high=1)
    free: Whole = field("count", 3, 0, low=0, high=480)
    ramp: Whole = field("count", 6, 0, low=0, high=480)
    nnn: bool = field("flag", True, True)
    opex_pct: float = field("share", 0.1, 0.0, low=0, high=0.99)
    pue: float = field("number", 1.2, 1.0, low=1, high=10)
    power_price: float = field("price", 0.06, 0.0, low=0, high=10)
    opex: float = field("money", 5, 0.0, low=0, high=LARGEST)
    opex_growth: float = field("rate", 0.03, 0.0, low=-0.5, high=1)


class Exit(Section):
    """[exit]: what is left at the end, sold or kept."""

    exit_year: float | None = field("years", 10, None, above=0, high=40)
    exit_cap: float | None = field("rate", 0.06, None, above=0, high=1)
    residual_pct: float | None = field("share", 0.5, None, low=0, high=10)
    sale_cost: float = field("share", 0.01, 0.0, low=0, high=1)


class Debt(Section):
    """[debt]: the loan that takes the construction loan out, and the one that takes it out."""

    style: Style = field("choice", "sculpted", "none", choices=STYLES)
    perm_rate: float | None = field("rate", 0.065, None, low=0, high=1)
    perm_freq: PaymentsAYear = field("choice", 12, 12, choices=_FREQS)
    perm_dscr: float | None = field("number", 1.2, None, above=0, high=100)
    perm_ltv: float | None = field("share", 0.65, None, above=0, high=2)
    perm_debt_yield: float | None = field("rate", 0.09, None, above=0, high=1)
    perm_amount: float | None = field("money", 800, None, above=0, high=LARGEST)
    perm_amort: float | None = field("years", 25, None, above=0, high=100)
    perm_io: Whole = field("count", 24, 0, low=0, high=480)
    balloon: float = field("money", 100, 0.0, low=0, high=LARGEST)
    refi_rate: float | None = field("rate", 0.065, None, low=0, high=1)
    refi_cap: float | None = field("rate", 0.065, None, above=0, high=1)
    refi_ltv: float | None = field("share", 0.6, None, above=0, high=2)
    refi_dscr: float | None = field("number", 1.35, None, above=0, high=100)
    refi_debt_yield: float | None = field("rate", 0.09, None, above=0, high=1)
    refi_amort: float = field("years", 25, 0.0, low=0, high=100)


class TenantBond(Section):
    """One row of [curves] tenant: a bond of the tenant and its yield on the curve's date."""

    issue: Line = field("text", "4.950% notes due 2033", cell="tenant_issue")
    maturity: Date = field("date", dt.date(2033, 5, 15), cell="tenant_maturity")
    bond_yield: float = field("rate", 0.05, above=-0.5, high=1, cell="tenant_yield")


class TreasuryBond(Section):
    """One row of [curves] treasury: a Treasury and its yield on the curve's date."""

    issue: Line = field("text", "Treasury of 15-May-2033", cell="treasury_issue")
    maturity: Date = field("date", dt.date(2033, 5, 15), cell="treasury_maturity")
    bond_yield: float = field("rate", 0.04, above=-0.5, high=1, cell="treasury_yield")


class Curves(Section):
    """[curves]: the tenant's yields and the Treasury's, dated."""

    tenant_date: Date = field("date", dt.date(2023, 5, 3))
    tenant_freq: PaymentsAYear = field("choice", 2, 2, choices=_FREQS)
    tenant: list[TenantBond] = field("table", [], rows=12)
    treasury_date: Date = field("date", dt.date(2023, 5, 3))
    treasury_freq: PaymentsAYear = field("choice", 2, 2, choices=_FREQS)
    treasury: list[TreasuryBond] = field("table", [], rows=12)
    flat: bool = field("flag", True, False, cell="curve_flat")


class Rung(Section):
    """One row of [spread] ladder: what other paper on the same kind of asset pays."""

    name: Line = field("text", "Unsecured, AA", cell="ladder_name")
    bp: float | None = field("spread", 95, None, low=-2000, high=5000, cell="ladder_bp")
    rung_yield: float | None = field("rate", 0.075, None, above=-0.5, high=1, cell="ladder_yield")


class Spread(Section):
    """[spread]: what is asked over the tenant's bonds, and the pieces that are known."""

    target: float = field("spread", 200, 200.0, low=-2000, high=5000, cell="spread")
    secured: float = field("spread", 30, 0.0, low=-2000, high=5000)
    illiquid: float = field("spread", 50, 0.0, low=-2000, high=5000)
    residual: float = field("share", 0.2, 0.0, low=0, high=2, cell="spread_residual")
    discount: float | None = field("rate", 0.08, None, above=-0.9, high=1)
    ladder: list[Rung] = field("table", [], [], rows=10)


class Stress(Section):
    """[stress]: the tenant fails, the hall stands empty, and is let again."""

    default_year: float = field("years", 5, 5.0, low=0, high=40)
    downtime: Whole = field("count", 12, 12, low=0, high=480)
    relet: float = field("share", 0.8, 0.8, low=0, high=2)
    relet_cost: float = field("money", 50, 0.0, low=0, high=LARGEST)
    carry_pct: float = field("share", 0.1, 0.0, low=0, high=2)
    claim_months: Whole = field("count", 12, 12, low=0, high=480)
    recovery: float = field("share", 0.4, 0.4, low=0, high=1)
    pd: float = field("share", 0.01, 0.0, low=0, high=1)


class Model(Section):
    """[model]: settings of the workbook itself."""

    tol: float = field("rate", 1e-6, 1e-6, above=0, high=0.01)
    grid_rent_step: float = field("share", 0.05, 0.05, low=0, high=0.3)
    grid_cost_step: float = field("share", 0.05, 0.05, low=0, high=0.3)
    grid_cap_step: float = field("rate", 0.0025, 0.0025, low=0, high=0.3)
    grid_delay_step: Whole = field("count", 3, 3, low=0, high=60)
    grid_yield_step: float = field("rate", 0.0025, 0.0025, low=0, high=0.3)
    grid_spread_step: float = field("spread", 25, 25.0, low=0, high=1000)
    grid_dscr_step: float = field("number", 0.05, 0.05, low=0, high=1)
    grid_rate_step: float = field("rate", 0.005, 0.005, low=0, high=0.3)


class Deal(base.Deal):
    """All inputs of one development."""

    design: ClassVar[str] = "developer"
    deal: About
    project: Project
    construction: Construction
    rent: Rent
    exit: Exit
    debt: Debt
    curves: Curves
    spread: Spread
    stress: Stress
    model: Model


def _summary(deal: Deal) -> Summary:
    """Who rents what, at what cost, for how long."""
    cost = deal.project.mw * deal.project.cost_mw + deal.project.land
    return Summary(deal.deal.tenant, cost, f"{deal.rent.term:g} years", deal.deal.asset)


DESIGN = Design(
    name="developer",
    title="developer yield over the tenant's bonds",
    deal=Deal,
    same_as={("deal", "show_unit"): ("deal", "unit")},
    check=check,
    headline=(
        Figure("cost", "Cost with interest and fees", "out_total"),
        Figure("yield_on_cost", "Yield on cost, stabilised", "out_yoc", "rate"),
        Figure(
            "lease_yield",
            "Yield of the lease, annual effective",
            "out_yield_contract",
            "rate",
            True,
        ),
        Figure(
            "lease_spread",
            "Over the tenant's bonds, as they quote",
            "out_spread_quoted",
            "bp",
            True,
        ),
        Figure("cost_spread", "The same, the exit counted", "out_spread_cost", "bp", True),
        Figure("rent_required", "Rent required for the spread asked", "out_rent_required", "rent"),
        Figure("unlevered_irr", "IRR before debt", "out_unlev_irr", "rate", True),
        Figure("levered_irr", "IRR after debt", "out_lev_irr", "rate", True),
    ),
    summary=_summary,
)
