"""Rules that hold between the inputs of the question: each is one sentence when broken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbooks.deal_fields import broken

if TYPE_CHECKING:
    from workbooks.designs.question import Deal

LONGEST_SPAN = 12  # years of spending: with the longest life they fill the rows of the wall
QUARTERS, OUTCOMES = 4, 4
QUARTER_DAYS = 75, 115  # between the ends of two quarters: one that is missing is seen
LEAST_RATE = 1e-6  # below it a spreadsheet's annuity is made of rounding


def check(deal: Deal) -> None:
    """Raise `TemplateError` for the first rule that the deal breaks."""
    _chips(deal)
    _revenue(deal)
    _annuity(deal)
    _capex(deal)
    _game(deal)
    _in_order("history.points", "dated", [point.dated for point in deal.history.points])


def _chips(deal: Deal) -> None:
    chips = deal.chips
    if chips.basis == "stated" and chips.stated is None:
        broken("chips.stated", "nothing", 'given where chips.basis is "stated"', "stated = 150")
    needed = {"run_rate": 1, "trailing": QUARTERS}.get(chips.basis, 0)
    if len(chips.quarters) < needed:
        allowed = f'at least {needed} rows where chips.basis is "{chips.basis}"'
        broken("chips.quarters", len(chips.quarters), allowed, "quarters = [{ quarter = ... }]")
    ends = [row.ended for row in chips.quarters]
    _in_order("chips.quarters", "ended", ends)
    least, most = QUARTER_DAYS
    for number in range(1, len(ends)):
        if not least <= (ends[number] - ends[number - 1]).days <= most:
            allowed = f"about three months after {ends[number - 1]}, without a quarter left out"
            broken(f"chips.quarters[{number + 1}].ended", ends[number], allowed, "every quarter")
    if deal.costs.basis == "built" and not deal.costs.parts:
        broken("costs.parts", "none", 'given where costs.basis is "built"', "parts = [{ ... }]")


def _revenue(deal: Deal) -> None:
    revenue = deal.revenue
    if revenue.basis == "stated" and revenue.stated is None:
        broken("revenue.stated", "nothing", 'given where revenue.basis is "stated"', "stated = 75")
    if revenue.basis == "list" and not revenue.companies:
        example = 'companies = [{ company = "OpenAI", amount = 1 }]'
        broken("revenue.companies", "none", 'given where revenue.basis is "list"', example)


def _annuity(deal: Deal) -> None:
    if 0.0 < deal.annuity.wacc < LEAST_RATE:
        broken("annuity.wacc", deal.annuity.wacc, f"0, or at least {LEAST_RATE:g}", "wacc = 0.1")


def _capex(deal: Deal) -> None:
    capex = deal.capex
    for number, row in enumerate(capex.companies, 1):
        if row.high is not None and row.high < row.low:
            path = f"capex.companies[{number}].high"
            broken(path, row.high, f"at least the low end, {row.low:g}", "high = 210")
    years = [row.year for row in capex.years]
    _in_order("capex.years", "year", years)
    if years and years[-1] - years[0] >= LONGEST_SPAN:
        allowed = f"less than {LONGEST_SPAN} years after the first, {years[0]}"
        broken(f"capex.years[{len(years)}].year", years[-1], allowed, f"year = {years[0] + 1}")
    if capex.existing and not years:
        broken("capex.years", "none", "given where capex.existing is", "years = [{ year = 2026 }]")


def _game(deal: Deal) -> None:
    if len(deal.game.payoffs) != OUTCOMES:
        allowed = f"{OUTCOMES} rows: both, the row player alone, the column player alone, none"
        broken("game.payoffs", len(deal.game.payoffs), allowed, "{ mine = -1, yours = -1 }")


def _in_order(path: str, key: str, values: Sequence[dt.date] | Sequence[int]) -> None:
    """Dates or years ascend."""
    for number in range(1, len(values)):
        last, value = values[number - 1], values[number]
        if not last < value:  # type: ignore[operator]  # of one kind
            example = "rows in the order of time"
            broken(f"{path}[{number + 1}].{key}", value, f"after {last}", example)
