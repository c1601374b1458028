"""Construction month by month: the budget, the curve it is drawn on, and the loan."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

from udfs.finance.chandrupatla import find_root
from workbooks.developer_model.terms import MONTHS, Cell, Terms

LONGEST = 60
_TAIL = 3.0  # standard deviations at which the normal curve is cut


@dataclass(frozen=True)
class Loan:
    """Months of construction, and what they come to."""

    interest: list[float]
    fees: list[float]
    debt: list[float]
    equity: list[float]
    balance: list[float]
    total: float


@dataclass(frozen=True)
class Budget:
    """The lines of the budget before interest and fees."""

    land: float
    hard: float
    ofci: float
    soft: float
    contingency: float
    fee: float
    leasing: float

    @property
    def base(self) -> float:
        return math.fsum(vars(self).values())


def budget(terms: Terms, factor: float = 1.0) -> Budget:
    """The budget with the cost per MW changed by a factor."""
    read = terms.read
    hard = terms.mw * read.money("cost_mw") * factor
    soft = read.number("soft_pct") * hard
    contingency = read.number("contingency_pct") * (hard + soft)
    return Budget(
        land=read.money("land"),
        hard=hard,
        ofci=terms.mw * read.money("ofci_mw"),
        soft=soft,
        contingency=contingency,
        fee=read.number("fee_pct") * (hard + soft + contingency),
        leasing=read.money("leasing"),
    )


def done(terms: Terms, month: int) -> float:
    """Share of the cost drawn by the end of a month."""
    share = min(1.0, month / terms.build)
    shape = terms.read.text("shape", "cosine")
    if shape == "linear":
        return share
    if shape == "normal":
        curve = NormalDist()
        low = curve.cdf(-_TAIL)
        return (curve.cdf(_TAIL * (2.0 * share - 1.0)) - low) / (curve.cdf(_TAIL) - low)
    if shape == "beta":
        return share * share * (3.0 - 2.0 * share)
    if shape == "own":
        weights = [weight or 0.0 for weight in terms.read.numbers("weight")]
        return math.fsum(weights[:month]) / math.fsum(weights)
    return math.sin(0.5 * math.pi * share) ** 2


def costs(terms: Terms, plan: Budget, delay: int) -> list[float]:
    """Cost of each month up to completion: land in the first, the rest on the curve."""
    spread = plan.base - plan.land
    found = [0.0] * (terms.build + delay)
    for month in range(1, terms.build + 1):
        found[month - 1] = spread * (done(terms, month) - done(terms, month - 1))
    found[0] += plan.land
    return found


def finance(terms: Terms, months: list[float]) -> Loan:
    """The loan whose commitment is its share of the whole cost, found by trial."""
    ltc = terms.read.number("ltc")
    base = math.fsum(months)
    if ltc == 0.0:
        return _run(terms, months, base)

    def excess(total: float) -> float:
        return _run(terms, months, total).total - total

    high = 1.5 * base
    while excess(high) > 0.0 and high < 1e6 * base:
        high *= 2.0
    return _run(terms, months, find_root(excess, 0.9 * base, high))


def _run(terms: Terms, months: list[float], total: float) -> Loan:
    """The months in turn, for a commitment sized on a whole cost."""
    read = terms.read
    ltc, monthly = read.number("ltc"), read.number("con_rate") / MONTHS
    undrawn = read.number("commit_fee") / MONTHS
    commitment = ltc * total
    is_equity_first = read.text("fund", "prorata") == "equity"
    first_equity = total - commitment if is_equity_first else 0.0
    loan = Loan([], [], [], [], [], 0.0)
    owed = 0.0
    for place, cost in enumerate(months):
        interest = monthly * owed
        fees = undrawn * (commitment - owed) + (read.number("fee") * commitment) * (place == 0)
        need = cost + interest + fees
        if ltc == 0.0:
            debt = 0.0
        elif is_equity_first:
            debt = max(0.0, need - first_equity)
            first_equity = max(0.0, first_equity - need)
        else:
            debt = ltc * need
        owed += debt
        parts = (interest, fees, debt, need - debt, owed)
        columns = (loan.interest, loan.fees, loan.debt, loan.equity, loan.balance)
        for column, part in zip(columns, parts, strict=True):
            column.append(part)
    spent = math.fsum([*months, *loan.interest, *loan.fees])
    return Loan(loan.interest, loan.fees, loan.debt, loan.equity, loan.balance, spent)


class Building:
    """What it costs to build, and who pays it."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.plan = budget(terms)
        self.costs = costs(terms, self.plan, terms.delay)
        self.loan = finance(terms, self.costs)
        self.total = self.loan.total
        self.owed = self.loan.balance[-1]

    def total_at(self, delay: int, factor: float = 1.0) -> float:
        """The whole cost with another delay or another cost per MW."""
        terms = self.terms
        return finance(terms, costs(terms, budget(terms, factor), delay)).total

    def outputs(self) -> Mapping[str, Cell | list[float]]:
        plan, loan = self.plan, self.loan
        idc, fees = math.fsum(loan.interest), math.fsum(loan.fees)
        lines = [plan.land, plan.hard, plan.ofci, plan.soft, plan.contingency, plan.fee]
        return {
            "out_budget": [*lines, plan.leasing, idc, fees, self.total],
            "out_base": plan.base,
            "out_idc": idc,
            "out_fees": fees,
            "out_total": self.total,
            "out_commitment": self.terms.read.number("ltc") * self.total,
            "out_debt": self.owed,
            "out_equity": math.fsum(loan.equity),
            "out_uses": [plan.land, plan.base - plan.land, idc, fees],
            "out_sources": [self.owed, math.fsum(loan.equity)],
            "out_curve": [done(self.terms, month) for month in range(LONGEST + 1)],
            "out_draw_cost": _padded(self.costs),
            "out_draw_interest": _padded(loan.interest),
            "out_draw_balance": _padded(loan.balance),
        }


def _padded(months: list[float]) -> list[float]:
    """Months 0 to 60."""
    return [0.0, *months, *[0.0] * (LONGEST - len(months))]
