"""The AI revenue question: what was spent on chips, what must be earned on it, and what is."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

from workbooks import deal as base
from workbooks.deal import Section
from workbooks.deal_fields import LARGEST, Date, Line, Whole, field, one_of
from workbooks.designs import Design, Figure, Summary
from workbooks.designs.question_rules import check

CHIP_BASES = ("run_rate", "trailing", "stated")
COST_BASES = ("stated", "built")
REVENUE_BASES = ("list", "stated")
ChipBasis = Annotated[str, one_of(*CHIP_BASES)]
CostBasis = Annotated[str, one_of(*COST_BASES)]
RevenueBasis = Annotated[str, one_of(*REVENUE_BASES)]
_MOST_MARGIN = 0.99  # of a sale: what is left for its cost is divided by
_DAY = dt.date(2026, 4, 26)


class About(base.About):
    """[deal]: names, currency, date."""

    article: Line = field("text", "AI's $600B Question", "")


class Quarter(Section):
    """One row of [chips] quarters: data-centre revenue of the maker of the chips."""

    quarter: Line = field("text", "FY27 Q1", cell="quarter_name")
    ended: Date = field("date", _DAY, cell="quarter_end")
    revenue: float = field("money", 75.2, above=0, high=LARGEST, cell="quarter_revenue")


class Chips(Section):
    """[chips]: what is spent on chips a year."""

    basis: ChipBasis = field("choice", "run_rate", "run_rate", choices=CHIP_BASES, cell="gpu_basis")
    stated: float | None = field("money", 150, None, above=0, high=LARGEST, cell="gpu_stated")
    quarters: list[Quarter] = field("table", [], [], rows=24)


class Part(Section):
    """One row of [costs] parts: what is spent for each 1 spent on chips."""

    part: Line = field("text", "Energy over the life", cell="part_name")
    per_gpu: float = field("number", 0.3, low=0, high=20, cell="part_per_gpu")
    capital: bool = field("flag", True, True, cell="part_capital")


class Costs(Section):
    """[costs]: from the chips to the whole data centre, and the margins on the way."""

    mult: float = field("number", 2, 2.0, low=1, high=20, cell="mult_stated")
    basis: CostBasis = field("choice", "stated", "stated", choices=COST_BASES, cell="mult_basis")
    parts: list[Part] = field("table", [], [], rows=10)
    margin: float = field("share", 0.5, 0.5, low=-10, high=_MOST_MARGIN)
    cloud_margin: float = field("share", 0.3, 0.0, low=-10, high=_MOST_MARGIN)


class Company(Section):
    """One row of [revenue] companies."""

    company: Line = field("text", "Microsoft")
    amount: float = field("money", 10, low=0, high=LARGEST, cell="company_revenue")


class Revenue(Section):
    """[revenue]: what is earned on AI a year, by company and as stated."""

    basis: RevenueBasis = field(
        "choice", "list", "list", choices=REVENUE_BASES, cell="revenue_basis"
    )
    stated: float | None = field("money", 75, None, low=0, high=LARGEST, cell="revenue_stated")
    growth: float | None = field("rate", 0.5, None, low=-0.9, high=10, cell="revenue_growth")
    companies: list[Company] = field("table", [], [], rows=30)


class OtherClaim(Section):
    """One row of [claims] others: what somebody else says must be earned."""

    claim: Line = field("text", "JPMorgan: a 10% return", cell="other_claim")
    dated: Date = field("date", _DAY, cell="other_date")
    required: float = field("money", 650, above=0, high=LARGEST, cell="other_required")
    short: float | None = field("money", 800, None, low=0, high=LARGEST, cell="other_short")


class Claims(Section):
    """[claims]: what the article says comes out, and what others say."""

    required: float | None = field("money", 600, None, low=0, high=LARGEST, cell="claim_required")
    gap: float | None = field("money", 500, None, high=LARGEST, cell="claim_gap")
    others: list[OtherClaim] = field("table", [], [], rows=12)


class Annuity(Section):
    """[annuity]: the whole cost earned back year by year over a life; another capital beside it."""

    capex: float | None = field("money", 1000, None, above=0, high=LARGEST, cell="annuity_capex")
    capex_is: Line = field("text", "Goldman Sachs", "", cell="annuity_capex_is")
    life: float = field("years", 5, 5.0, above=0, high=50)
    wacc: float = field("rate", 0.1, 0.1, low=0, high=1)
    opex_pct: float = field("share", 0.1, 0.0, low=0, high=5)
    residual: float = field("share", 0.1, 0.0, low=0, high=1, cell="annuity_residual")


class Run(Section):
    """One row of [capex] runs: an amount of a quarter, a month or a day as a rate of a year."""

    label: Line = field("text", "Google, a quarter", cell="run_label")
    amount: float = field("money", 12, low=0, high=LARGEST, cell="run_amount")
    per: float = field("number", 4, above=0, high=366, cell="run_per")
    prior: float | None = field("money", 40, None, above=0, high=LARGEST, cell="run_prior")
    revenue: float | None = field("money", 80, None, above=0, high=LARGEST, cell="run_revenue")


class Guidance(Section):
    """One row of [capex] companies: what one of them means to spend in a year."""

    company: Line = field("text", "Amazon", cell="capex_company")
    low: float = field("money", 200, low=0, high=LARGEST, cell="capex_low")
    high: float | None = field("money", 210, None, low=0, high=LARGEST, cell="capex_high")
    prior: float | None = field("money", 125, None, above=0, high=LARGEST, cell="capex_prior")
    revenue: float | None = field("money", 700, None, above=0, high=LARGEST, cell="capex_revenue")


class Year(Section):
    """One row of [capex] years: what was spent in a year, and the sales that carry it."""

    year: Whole = field("count", 2026, low=1990, high=2100, cell="wall_year")
    amount: float = field("money", 416, low=0, high=LARGEST, cell="wall_capex")
    revenue: float | None = field("money", 1500, None, above=0, high=LARGEST, cell="wall_revenue")


class Charge(Section):
    """One row of [capex] existing: a year's depreciation of what was there before."""

    charge: float = field("money", 60, low=0, high=LARGEST, cell="wall_existing")


class Capex(Section):
    """[capex]: rates of spending, guidance by company, and the depreciation that is locked in."""

    runs: list[Run] = field("table", [], [], rows=8)
    companies: list[Guidance] = field("table", [], [], rows=10)
    stated: float | None = field("money", 750, None, low=0, high=LARGEST, cell="capex_stated")
    depr_life: float = field("years", 5, 5.0, above=0, high=12)
    years: list[Year] = field("table", [], [], rows=12)
    existing: list[Charge] = field("table", [], [], rows=24)


class Lab(Section):
    """One row of [labs] labs: a year of an AI laboratory."""

    lab: Line = field("text", "OpenAI, 2024", cell="lab_name")
    revenue: float = field("money", 3.5, low=0, high=LARGEST, cell="lab_revenue")
    inference: float = field("money", 4, low=0, high=LARGEST, cell="lab_inference")
    training: float = field("money", 3, low=0, high=LARGEST, cell="lab_training")
    staff: float = field("money", 1.5, low=0, high=LARGEST, cell="lab_staff")
    other: float = field("money", 0.2, 0.0, low=0, high=LARGEST, cell="lab_other")
    cash: float | None = field("money", 10, None, low=0, high=LARGEST, cell="lab_cash")
    gpu_hour: float | None = field("number", 2, None, above=0, high=1000, cell="lab_gpu_hour")


class Labs(Section):
    """[labs]: what the laboratories earn and spend."""

    labs: list[Lab] = field("table", [], [], rows=6)


class Payoff(Section):
    """One row of [game] payoffs: an outcome, in the order both invest ... both hold back."""

    mine: float = field("number", -1, low=-1e6, high=1e6, cell="payoff_row")
    yours: float = field("number", -1, low=-1e6, high=1e6, cell="payoff_column")


class Game(Section):
    """[game]: should one invest when the others do?"""

    row_player: Line = field("text", "One platform", "One platform", cell="game_row")
    column_player: Line = field("text", "The others", "The others", cell="game_column")
    first: Line = field("text", "Invest", "Invest", cell="game_first")
    second: Line = field("text", "Hold back", "Hold back", cell="game_second")
    payoffs: list[Payoff] = field("table", [], rows=4)


class Fact(Section):
    """One row of [context] facts: a figure of the articles, and what to hold it against."""

    fact: Line = field("text", "Required against the market for software services")
    amount: float = field("number", 600, low=-LARGEST, high=LARGEST, cell="fact_amount")
    unit: Line = field("text", "$B a year", "", cell="fact_unit")
    against: float | None = field(
        "number", 250, None, low=-LARGEST, high=LARGEST, cell="fact_against"
    )
    against_is: Line = field("text", "market of 2024", "", cell="fact_against_is")


class Context(Section):
    """[context]: figures of the articles in units of their own."""

    facts: list[Fact] = field("table", [], [], rows=24)


class Point(Section):
    """One row of [history] points: the question as it was asked on a day."""

    point: Line = field("text", "$600B question")
    dated: Date = field("date", dt.date(2024, 6, 20), cell="point_date")
    gpu: float = field("money", 150, above=0, high=LARGEST, cell="point_gpu")
    mult: float = field("number", 2, 2.0, low=1, high=20, cell="point_mult")
    margin: float = field("share", 0.5, 0.5, low=-10, high=_MOST_MARGIN, cell="point_margin")
    revenue: float | None = field("money", 100, None, low=0, high=LARGEST, cell="point_revenue")


class History(Section):
    """[history]: how the question has grown."""

    points: list[Point] = field("table", [], [], rows=12)


class Model(Section):
    """[model]: settings of the workbook itself."""

    tol: float = field("rate", 1e-6, 1e-6, above=0, high=0.01)
    grid_mult_step: float = field("number", 0.25, 0.25, low=0, high=5)
    grid_margin_step: float = field("share", 0.05, 0.05, low=0, high=0.3)
    grid_life_step: float = field("years", 1, 1.0, low=0, high=10)
    grid_wacc_step: float = field("rate", 0.02, 0.02, low=0, high=0.3)
    grid_price_step: float = field("share", 0.2, 0.2, low=0, high=0.33)


class Deal(base.Deal):
    """All inputs of one asking of the question."""

    design: ClassVar[str] = "question"
    deal: About
    chips: Chips
    costs: Costs
    revenue: Revenue
    claims: Claims
    annuity: Annuity
    capex: Capex
    labs: Labs
    game: Game
    context: Context
    history: History
    model: Model


def _summary(deal: Deal) -> Summary:
    """Who sells, what is spent on it, over what life."""
    chips = deal.chips
    spent = 4 * chips.quarters[-1].revenue if chips.quarters else chips.stated or 0.0
    if chips.basis == "stated" and chips.stated is not None:
        spent = chips.stated
    return Summary(deal.deal.article, spent, f"{deal.annuity.life:g} years", deal.deal.asset)


DESIGN = Design(
    name="question",
    title="the AI revenue question",
    deal=Deal,
    same_as={("deal", "show_unit"): ("deal", "unit")},
    check=check,
    headline=(
        Figure("chips", "Spent on chips, a year", "out_gpu"),
        Figure("required", "Revenue required, by the question", "out_required"),
        Figure("revenue", "Revenue of AI, a year", "out_revenue"),
        Figure("gap", "Missing, if it must be earned every year", "out_gap"),
        Figure("gap_life", "Missing, if over the life of the chips", "out_gap_life"),
        Figure("annuity", "Revenue a year that pays the capital", "out_annuity"),
        Figure("coverage", "Earned of what is required", "out_coverage", "rate"),
    ),
    summary=_summary,
)
