"""The lender's bad days: income cut by a share, and a tenant that fails."""

from __future__ import annotations

import math
from collections.abc import Mapping

from workbooks.developer_model.income import Income
from workbooks.developer_model.lending import Debt
from workbooks.developer_model.returns import Returns, cut
from workbooks.developer_model.terms import BP, MONTHS, NOTHING, Cell, Terms, whole

HAIRCUTS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)


def haircuts(returns: Returns) -> Mapping[str, object]:
    """Cover ratios and unpaid service with the income of every year cut by a share."""
    lows: list[Cell] = []
    means: list[Cell] = []
    unpaid: list[float] = []
    for haircut in HAIRCUTS:
        ratios = returns.covers(haircut)
        lows.append(min(ratios) if ratios else NOTHING)
        means.append(sum(ratios) / len(ratios) if ratios else NOTHING)
        years = [(noi, due) for _, noi, due in returns.years() if due > 0.0]
        unpaid.append(math.fsum(max(0.0, due - cut(noi, haircut)) for noi, due in years))
    base = lows[0]
    is_covered = isinstance(base, float) and base > 0.0
    return {
        "out_stress_min": lows,
        "out_stress_avg": means,
        "out_stress_short": unpaid,
        "out_breakeven": 1.0 - 1.0 / float(base) if is_covered else NOTHING,
    }


class Default:
    """The tenant stops paying at the end of a month; the hall stands empty, then is let again."""

    def __init__(self, terms: Terms, income: Income, debt: Debt, returns: Returns) -> None:
        self.terms, self.debt, self.returns = terms, debt, returns
        self.last = whole(MONTHS * terms.read.number("default_year", 5.0))
        self.relet_from = self.last + round(terms.read.number("downtime", 12.0)) + 1
        self.noi = [self._noi(income, month) for month in range(1, terms.term + 1)]

    def _noi(self, income: Income, month: int) -> float:
        read, rent = self.terms.read, income.rent_of(month)
        if month <= self.last:
            return income.noi_of(month)
        noi = -income.opex_of(month)
        if month < self.relet_from:
            noi -= read.number("carry_pct") * rent
        else:
            share = read.number("relet", 0.8)
            noi += income.kept * rent * share - income.power_of(month)
        if month == self.last + 1:
            claim = read.number("claim_months", 12.0) * rent
            noi += read.number("recovery", 0.4) * claim
        if month == self.relet_from:
            noi -= read.money("relet_cost")
        return noi

    def outputs(self) -> Mapping[str, Cell]:
        terms, debt = self.terms, self.debt
        pairs = list(zip(debt.service, self.noi, strict=False))
        unpaid = [max(0.0, due - noi) for due, noi in pairs]
        room = terms.read.number("tol", 1e-6)  # a month paid in full but for rounding is paid
        short = [due - noi > room * abs(due) for due, noi in pairs]
        ratios = []
        for start in range(0, terms.exit, MONTHS):
            months = slice(start, min(start + MONTHS, terms.exit))
            due = sum(debt.service[months])
            if due > 0.0:
                ratios.append(sum(self.noi[months]) / due)
        left = terms.exit - self.last
        exposure = debt.balance[self.last] if left > 0 else 0.0
        value = self._value() if left > 0 else 0.0
        lost = 0.0
        if exposure > 0.0:
            lost = 1.0 - max(0.0, min(exposure, value)) / exposure
        chance = terms.read.number("pd")
        hit = 1.0 - (1.0 - chance) ** (max(0, left) / MONTHS)
        return {
            "out_default_min_dscr": min(ratios) if ratios else NOTHING,
            "out_default_short": math.fsum(unpaid),
            "out_default_months": float(sum(short)),
            "out_default_exposure": exposure,
            "out_default_value": value,
            "out_lgd": lost,
            "out_el_bp": chance * lost * BP,
            "out_el": exposure * lost * hit,
        }

    def _value(self) -> float:
        """Value at the default, at the loan's own rate, of what is still to come to the exit."""
        growth, share = 1.0 + self.debt.rate, min(1.0, self.terms.read.number("relet", 0.8))
        later = range(self.last + 1, self.terms.exit + 1)
        worth = math.fsum(self.noi[m - 1] / growth ** (m - self.last) for m in later)
        return worth + self.returns.sale * share / growth ** (self.terms.exit - self.last)
