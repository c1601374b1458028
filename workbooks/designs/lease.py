"""The lease deal: what a tenant and its landlord agree, as the lease workbook reads it."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from workbooks import deal as base
from workbooks.deal import Section
from workbooks.deal_fields import (
    LARGEST,
    Compounding,
    Date,
    Discount,
    Line,
    PaymentsAYear,
    Timing,
    Whole,
    field,
)
from workbooks.designs import Design, Figure, Summary
from workbooks.designs.lease_rules import check

_FREQS = (1, 2, 4, 12)


class About(base.About):
    """[deal]: names, currency, dates."""

    lessee: Line = field("text", "Meta", "")
    lessor: Line = field("text", "Blue Owl", "")
    commencement: Date = field("date", dt.date(2029, 1, 1))
    fy_end: Whole = field("count", 12, 12, low=1, high=12)


class Step(Section):
    """One row of [lease] steps: the rent per year from a lease year on."""

    year: Whole = field("count", 6, low=1, high=40, cell="step_year")
    rent: float = field("money", 220, low=0, high=LARGEST, cell="step_rent")


class Phase(Section):
    """One row of [lease] phases: a share of the campus and the day it is delivered."""

    date: Date = field("date", dt.date(2027, 1, 1), cell="phase_date")
    share: float = field("share", 0.25, above=0, high=1, cell="phase_share")


class Lease(Section):
    """[lease]: what is paid, for how long, and the rate it is measured at."""

    cost: float = field("money", 2000, above=0, high=LARGEST)
    fair_value: float = field("money", 2000, above=0, high=LARGEST)
    rent: float = field("money", 200, low=0, high=LARGEST)
    freq: PaymentsAYear = field("choice", 12, 1, choices=_FREQS)
    timing: Timing = field("choice", "arrears", 0, choices=("arrears", "advance"))
    term: float = field("years", 20, above=0, high=40)
    life: float = field("years", 30, above=0, high=100)
    remaining_life: float = field("years", 30, above=0, high=100)
    escalator: float = field("rate", 0.025, 0.0, above=-1, high=1)
    free: Whole = field("count", 3, 0, low=0, high=480)
    rate: float = field("rate", 0.05, above=-1, high=1)
    comp: Compounding = field("choice", "nominal", "nominal", choices=("nominal", "effective"))
    direct: float = field("money", 10, 0.0, low=0, high=LARGEST)
    prepaid: float = field("money", 10, 0.0, low=0, high=LARGEST)
    allowance: float = field("money", 10, 0.0, low=0, high=LARGEST)
    restoration: float = field("money", 10, 0.0, low=0, high=LARGEST)
    steps: list[Step] = field("table", [], [], rows=12)
    phases: list[Phase] = field("table", [], [], rows=6)


class Renewal(Section):
    """One row of [options] renewals, in their order."""

    years: float = field("years", 4, above=0, high=40, cell="opt_years")
    probability: float = field("share", 0.5, low=0, high=1, cell="opt_p")


class Options(Section):
    """[options]: renewals, termination, purchase, and the facts of the classification."""

    renewals: list[Renewal] = field("table", [], [], rows=9)
    threshold: float = field("share", 0.7, 0.7, low=0, high=1, cell="opt_threshold")
    termination_year: float | None = field("years", 5, None, above=0, high=40)
    termination_penalty: float = field("money", 50, 0.0, low=0, high=LARGEST)
    termination_certain: bool = field("flag", True, False)
    purchase_price: float = field("money", 100, 0.0, low=0, high=LARGEST)
    purchase_certain: bool = field("flag", True, False)
    title: bool = field("flag", True, False)
    specialised: bool = field("flag", True, False)
    short_term: bool = field("flag", True, False)
    relocation: float = field("money", 100, 0.0, low=0, high=LARGEST)


class Exit(Section):
    """One row of [guarantee] exits: the end of the base term, then of each renewal."""

    guaranteed: float = field("money", 1500, low=0, high=LARGEST, cell="exit_guaranteed")
    cap: float | None = field("money", 1000, None, low=0, high=LARGEST, cell="exit_cap")
    expected: float = field("money", 1600, low=0, high=LARGEST, cell="exit_expected")


class Guarantee(Section):
    """[guarantee]: the residual value guarantee, and the lender's debt behind the lease."""

    exits: list[Exit] = field("table", [], [], rows=10)
    probability: float | None = field("share", 0.5, None, low=0, high=1, cell="rvg_p")
    threshold: float = field("share", 0.75, 0.75, low=0, high=1, cell="rvg_threshold")
    spv_debt: float = field("money", 1500, 0.0, low=0, high=LARGEST)
    spv_share: float = field("share", 1, 1.0, low=0, high=1)


class Tax(Section):
    """[tax]: lease against buy."""

    rate: float = field("share", 0.21, 0.0, low=0, high=0.99, cell="tax")
    depr_life: float = field("years", 20, above=0, high=100)
    residual: float = field("money", 400, 0.0, low=0, high=LARGEST, cell="buy_residual")
    maintenance: float = field("money", 10, 0.0, low=0, high=LARGEST)
    discount: Discount = field(
        "choice", "wacc", "after_tax_debt", choices=("after_tax_debt", "wacc")
    )
    wacc: float = field("rate", 0.08, above=-1, high=1)


class Market(Section):
    """[market]: what the tenant's own bonds yield, and what the lessor keeps."""

    tenant_yield: float = field("rate", 0.05, above=-1, high=1)
    yield_freq: PaymentsAYear = field("choice", 2, 2, choices=_FREQS)
    spread: float = field("spread", 200, 200.0, low=-2000, high=5000)
    residual: float = field("money", 400, 0.0, low=0, high=LARGEST)


class Tests(Section):
    """[tests]: the thresholds of the classification."""

    pct_life: float = field("share", 0.75, 0.75, above=0, high=1)
    pct_pv: float = field("share", 0.9, 0.9, above=0, high=1)
    late_life: float = field("share", 0.25, 0.25, low=0, high=1)


class Model(Section):
    """[model]: settings of the workbook itself."""

    tol: float = field("rate", 1e-6, 1e-6, above=0, high=0.01)
    journal_period: Whole = field("count", 1, 1, low=0, high=480)
    grid_rate_step: float = field("rate", 0.005, 0.005, low=0, high=0.3)
    grid_term_step: float = field("years", 1.0, 1, low=0, high=40)
    grid_rvg_step: float = field("share", 0.1, 0.1, low=0, high=1)


class Deal(base.Deal):
    """All inputs of one lease."""

    design: ClassVar[str] = "lease"
    deal: About
    lease: Lease
    options: Options
    guarantee: Guarantee
    tax: Tax
    market: Market
    tests: Tests
    model: Model


#: Inputs that equal another when they are left out.
SAME_AS = {
    ("deal", "show_unit"): ("deal", "unit"),
    ("lease", "fair_value"): ("lease", "cost"),
    ("lease", "remaining_life"): ("lease", "life"),
    ("tax", "depr_life"): ("lease", "life"),
    ("tax", "wacc"): ("lease", "rate"),
}


def _summary(deal: Deal) -> Summary:
    """Who rents what, at what cost, for how long."""
    first = deal.lease.term
    years = first + sum(renewal.years for renewal in deal.options.renewals)
    term = f"{first:g} of {years:g} years" if years > first else f"{years:g} years"
    return Summary(deal.deal.lessee, deal.lease.cost, term, deal.deal.asset)


DESIGN = Design(
    name="lease",
    title="data-centre lease",
    deal=Deal,
    same_as=SAME_AS,
    check=check,
    headline=(
        Figure("recorded_today", "Recorded today, {asof:%d-%b-%Y}", "out_recorded_today"),
        Figure(
            "recorded_at_commencement",
            "Recorded at commencement, {commencement:%d-%b-%Y}",
            "out_recorded_commence",
        ),
        Figure("owed_in_full", "Owed in full", "out_owed_full"),
    ),
    summary=_summary,
)
