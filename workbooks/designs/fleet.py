"""The GPU fleet: what a chip costs, earns and is worth, year by year, and what is owed on it."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from workbooks import deal as base
from workbooks.deal import Section
from workbooks.deal_fields import (
    AMORTS,
    CONVENTIONS,
    CURVES,
    LARGEST,
    METHODS,
    POWER_BASES,
    PRICES,
    Amort,
    Convention,
    Curve,
    Date,
    Line,
    Method,
    PowerBasis,
    PriceKind,
    Whole,
    field,
)
from workbooks.designs import Design, Figure, Summary
from workbooks.designs.fleet_rules import LONGEST, check

_MOST = 10**8  # GPUs


class About(base.About):
    """[deal]: names, currency, date."""

    operator: Line = field("text", "CoreWeave", "")
    lender: Line = field("text", "a bank", "")


class Server(Section):
    """[server]: what a server costs, draws and is used."""

    server_price: float = field("plain", 250_000, above=0, high=LARGEST)
    per_server: Whole = field("count", 8, 8, low=1, high=1024)
    network: float = field("plain", 8000, 0.0, low=0, high=LARGEST)
    storage: float = field("plain", 2000, 0.0, low=0, high=LARGEST)
    install: float = field("plain", 2000, 0.0, low=0, high=LARGEST)
    spares: float = field("share", 0.03, 0.0, low=0, high=1)
    kw: float = field("number", 10.2, above=0, high=1000)
    load: float = field("share", 0.8, 1.0, above=0, high=1)
    pue: float = field("number", 1.3, 1.0, low=1, high=10)
    power_price: float = field("price", 0.08, low=0, high=10)
    power_basis: PowerBasis = field("choice", "reserved", "reserved", choices=POWER_BASES)
    colo: float = field("plain", 130, 0.0, low=0, high=LARGEST)
    opex_server: float = field("plain", 10_000, 0.0, low=0, high=LARGEST)
    availability: float = field("share", 0.98, 1.0, above=0, high=1)
    util: float = field("share", 0.7, above=0, high=1)
    goodput: float = field("share", 0.9, 1.0, above=0, high=1)
    query_price: float | None = field("number", 0.035, None, above=0, high=1000)


class Economics(Section):
    """[economics]: how long a GPU serves, at what rate, and what it costs to run."""

    gpus: Whole = field("count", 16_000, low=1, high=_MOST)
    life: Whole = field("count", 6, low=1, high=LONGEST)
    wacc: float = field("rate", 0.1, low=0, high=1)
    residual: float = field("share", 0.1, 0.0, low=0, high=1)
    opex_hour: float | None = field("hourly", 0.6, None, low=0, high=1000)
    stop: bool = field("flag", True, True)


class Price(Section):
    """One row of [curve] prices: the rental price of a year of use."""

    price: float = field("hourly", 4, low=0, high=1000, cell="curve_price")


class RentalCurve(Section):
    """[curve]: the rental price, year by year of use."""

    curve: Curve = field("choice", "geometric", "geometric", choices=CURVES)
    p0: float = field("hourly", 4, above=0, high=1000)
    decline: float = field("rate", 0.25, 0.0, low=-0.9, high=0.95)
    floor: float = field("hourly", 0.5, 0.0, low=0, high=1000)
    switch_year: Whole | None = field("count", 3, None, low=1, high=LONGEST - 1)
    reset: float = field("rate", 0.38, 0.0, low=-0.95, high=10)
    decline2: float = field("rate", 0.1, 0.0, low=-0.9, high=0.95)
    prices: list[Price] = field("table", [], [], rows=LONGEST)


class Contract(Section):
    """[contract]: what the GPUs earn before the market does."""

    contract_price: float | None = field("hourly", 2.5, None, low=0, high=1000)
    contract_years: Whole = field("count", 5, 0, low=0, high=LONGEST)
    contract_util: float = field("share", 1, 1.0, above=0, high=1)


class Quote(Section):
    """One row of [rental] series: a price of a date, and whether the fit counts it."""

    date: Date = field("date", dt.date(2024, 10, 15), cell="rental_date")
    price: float = field("hourly", 2.99, above=0, high=1000, cell="rental_price")
    use: bool = field("flag", True, True, cell="rental_use")
    kind: PriceKind = field("choice", "contract", "list", choices=PRICES, cell="rental_kind")
    chip: Line = field("text", "H100", "", cell="rental_chip")


class Rental(Section):
    """[rental]: dated prices per GPU-hour."""

    series: list[Quote] = field("table", [], [], rows=24)


class Books(Section):
    """[books]: how the owner writes the GPUs off."""

    method: Method = field("choice", "SL", "SL", choices=METHODS)
    book_life: Whole = field("count", 6, low=1, high=LONGEST)
    salvage: float = field("share", 0.1, 0.0, low=0, high=0.99)
    factor: float = field("number", 2, 2.0, above=0, high=20)
    convention: Convention = field("choice", "half", "half", choices=CONVENTIONS)


class Vintage(Section):
    """One row of [fleet] vintages: GPUs bought in a calendar year, and their cost each."""

    year: Whole = field("count", 2024, low=1990, high=2150, cell="vintage_year")
    gpus: Whole = field("count", 10_000, low=0, high=_MOST, cell="vintage_gpus")
    price: float = field("plain", 40_000, low=0, high=LARGEST, cell="vintage_price")


class Fleet(Section):
    """[fleet]: what was bought when."""

    vintages: list[Vintage] = field("table", [], [], rows=12)


class Age(Section):
    """One row of [resale] curve: an age, and the share of the price new that it fetches."""

    age: float = field("years", 2, low=0, high=40, cell="resale_age")
    factor: float = field("share", 0.6, low=0, high=5, cell="resale_factor")


class Resale(Section):
    """[resale]: what a used GPU fetches."""

    curve: list[Age] = field("table", [], [], rows=12)
    condition: float = field("share", 0.95, 1.0, low=0, high=2)
    liquidation: float = field("share", 0.85, 1.0, low=0, high=1)
    resale_decline: float = field("rate", 0.25, 0.25, low=0, high=0.95)


class Loan(Section):
    """[loan]: debt on the fleet."""

    advance: float = field("share", 0.65, 0.0, low=0, high=1.5)
    loan_rate: float = field("rate", 0.11, 0.0, low=0, high=1)
    loan_years: Whole = field("count", 5, 5, low=1, high=LONGEST)
    amort: Amort = field("choice", "level", "level", choices=AMORTS)
    ltv_max: float | None = field("share", 0.8, None, above=0, high=10)
    dscr_min: float | None = field("number", 1.2, None, above=0, high=100)


class Company(Section):
    """One row of [change] companies: a published change of useful life and its effect."""

    company: Line = field("text", "Meta", cell="life_company")
    old: float = field("years", 5, above=0, high=LONGEST, cell="life_old")
    new: float = field("years", 5.5, above=0, high=LONGEST, cell="life_new")
    pretax: float | None = field(
        "money", 2.92, None, low=-LARGEST, high=LARGEST, cell="life_pretax"
    )
    net: float | None = field("money", 2.59, None, low=-LARGEST, high=LARGEST, cell="life_net")
    tax: float | None = field("rate", 0.12, None, low=0, high=1, cell="life_tax")


class Change(Section):
    """[change]: another useful life for what is already in use."""

    change_gross: float | None = field("money", 100, None, low=0, high=LARGEST)
    change_age: float = field("years", 1, 0.0, low=0, high=LONGEST)
    old_life: float = field("years", 6, 6.0, above=0, high=LONGEST)
    new_life: float = field("years", 5, 6.0, above=0, high=LONGEST)
    change_salvage: float = field("share", 0.05, 0.0, low=0, high=0.99)
    change_new_salvage: float | None = field("share", 0.02, None, low=0, high=0.99)
    tax: float = field("rate", 0.21, 0.0, low=0, high=1)
    companies: list[Company] = field("table", [], [], rows=8)


class Cascade(Section):
    """[cascade]: frontier work first, inference after, then off."""

    frontier_years: Whole = field("count", 2, 2, low=0, high=LONGEST)
    frontier_util: float | None = field("share", 0.9, None, above=0, high=1)
    inference_years: Whole = field("count", 4, 4, low=0, high=LONGEST)
    inference_util: float | None = field("share", 0.6, None, above=0, high=1)
    inference_share: float = field("share", 0.8, 1.0, low=0, high=5)
    perf_gain: float = field("rate", 0.4, 0.0, low=0, high=10)
    site_value: float = field("plain", 2000, 0.0, low=0, high=LARGEST)


class Impairment(Section):
    """[impairment]: the test of the books after a fall in rental prices."""

    impair_age: Whole = field("count", 1, 0, low=0, high=LONGEST)
    shock: float = field("share", 0.3, 0.0, low=0, high=1)
    fair_value: float | None = field("money", 300, None, low=0, high=LARGEST)
    sell_cost: float = field("share", 0.03, 0.0, low=0, high=1)


class Cluster(Section):
    """[cluster]: the network of the fleet, and a model trained on it."""

    radix: Whole = field("count", 64, 64, low=4, high=1024)
    metres: float = field("number", 16.764, 16.764, low=0, high=1e6)
    failure_rate: float = field("number", 0.173, 0.0, low=0, high=1000)
    params: float = field("number", 405, 0.0, low=0, high=1e9)
    tokens: float = field("number", 15_600, 0.0, low=0, high=1e9)
    peak: float = field("number", 989, 989.0, above=0, high=1e9)
    mfu: float = field("share", 0.4, 0.4, above=0, high=1)
    train_price: float | None = field("hourly", 2, None, low=0, high=1000)


class Coupon(Section):
    """[coupon]: compute rented below the market to those one has invested in."""

    coupon_gpus: Whole = field("count", 3000, 0, low=0, high=_MOST)
    coupon_market: float | None = field("hourly", 4, None, low=0, high=1000)
    coupon_charged: float = field("hourly", 3, 0.0, low=0, high=1000)
    coupon_months: Whole = field("count", 12, 12, low=1, high=240)
    coupon_util: float = field("share", 1, 1.0, above=0, high=1)
    round_size: float = field("money", 43, 0.0, low=0, high=LARGEST)


class Model(Section):
    """[model]: settings of the workbook itself."""

    tol: float = field("rate", 1e-6, 1e-6, above=0, high=0.01)
    sane_low: float = field("plain", 5000, 5000.0, low=0, high=LARGEST)
    sane_high: float = field("plain", 120_000, 120_000.0, low=0, high=LARGEST)
    grid_decline_step: float = field("rate", 0.05, 0.05, low=0, high=0.3)
    grid_util_step: float = field("share", 0.05, 0.05, low=0, high=0.3)
    grid_residual_step: float = field("share", 0.05, 0.05, low=0, high=0.3)
    grid_price_step: float = field("share", 0.1, 0.1, low=0, high=0.3)
    grid_pue_step: float = field("number", 0.05, 0.05, low=0, high=1)


class Deal(base.Deal):
    """All inputs of one fleet."""

    design: ClassVar[str] = "fleet"
    deal: About
    server: Server
    economics: Economics
    curve: RentalCurve
    contract: Contract
    rental: Rental
    books: Books
    fleet: Fleet
    resale: Resale
    loan: Loan
    change: Change
    cascade: Cascade
    impairment: Impairment
    cluster: Cluster
    coupon: Coupon
    model: Model


def _summary(deal: Deal) -> Summary:
    """Who runs what, at what cost, for how long."""
    from workbooks.deal_fields import MONEY_UNITS

    server = deal.server
    each = (1 + server.spares) * server.server_price / server.per_server
    each += server.network + server.storage + server.install
    cost = each * deal.economics.gpus / float(MONEY_UNITS[deal.deal.unit])
    return Summary(deal.deal.operator, cost, f"{deal.economics.life} years", deal.deal.asset)


DESIGN = Design(
    name="fleet",
    title="GPU fleet: depreciation and obsolescence",
    deal=Deal,
    same_as={
        ("deal", "show_unit"): ("deal", "unit"),
        ("books", "book_life"): ("economics", "life"),
        ("change", "old_life"): ("books", "book_life"),
        ("change", "new_life"): ("change", "old_life"),
    },
    check=check,
    headline=(
        Figure("cost", "Cost of the fleet", "out_cost_fleet"),
        Figure("cost_hour", "Cost of an hour sold", "out_cost_hour", "hour"),
        Figure("breakeven_price", "Opening price to break even", "out_breakeven_price", "hour"),
        Figure("years", "Years of use that pay", "out_use_years", "years"),
        Figure("irr", "IRR on the capital", "out_irr", "rate", True),
        Figure("first_economic", "Value lost in year 1", "out_first_year_econ", "rate", True),
        Figure("first_book", "Written off in year 1", "out_first_year_book", "rate"),
    ),
    summary=_summary,
)
