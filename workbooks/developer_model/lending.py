"""The loan after completion: its size, its service, what the exit repays, who refinances it."""

from __future__ import annotations

import math
from collections.abc import Mapping

from workbooks.developer_model.building import Building
from workbooks.developer_model.income import Income
from workbooks.developer_model.terms import MONTHS, NOTHING, Cell, Terms, least, whole

_BY_INCOME = ("sculpted", "ctl")


class Debt:
    """The take-out, or the construction loan carried on; month 1 is the first of operation."""

    def __init__(self, terms: Terms, building: Building, income: Income) -> None:
        self.terms, self.building, self.income = terms, building, income
        self.rate = terms.monthly(terms.perm_rate)
        self.base = income.rent if terms.style == "ctl" else income.noi
        self.limits = self._limits()
        self.size, self.binding = self._size()
        self.service, self.balance = self._run()
        self.repaid = self.balance[-1]

    # -- size ---------------------------------------------------------------------------------

    def by_cover(self, rate: float, cover: float) -> float | None:
        """Loan that the income carries at a quoted rate and a cover ratio; None where none is."""
        terms, i = self.terms, self.terms.monthly(rate)
        if cover <= 0.0 or i < 0.0:
            return None
        if terms.style == "level":
            return self.income.stabilised / MONTHS / cover * _annuity(i, terms.amort)
        if terms.style == "interest_only":
            return self.income.stabilised / MONTHS / cover / i if i > 0.0 else None
        worth = math.fsum(x / (1.0 + i) ** m for m, x in enumerate(self.base, 1))
        return worth / cover + self._balloon() / (1.0 + i) ** terms.term

    def _balloon(self) -> float:
        return self.terms.read.money("balloon") if self.terms.style in _BY_INCOME else 0.0

    def _limits(self) -> dict[str, Cell]:
        terms, read = self.terms, self.terms.read
        limits: dict[str, Cell] = dict.fromkeys(("DSCR", "LTV", "Debt yield", "Amount"), NOTHING)
        if terms.style == "none":
            return limits
        cover, ltv = read.maybe("perm_dscr"), read.maybe("perm_ltv")
        debt_yield, amount = read.maybe("perm_debt_yield"), read.maybe("perm_amount")
        if cover is not None:
            size = self.by_cover(terms.perm_rate, cover)
            limits["DSCR"] = NOTHING if size is None else size
        if ltv is not None and terms.cap is not None:
            limits["LTV"] = ltv * self.income.stabilised / terms.cap
        if debt_yield is not None:
            limits["Debt yield"] = self.income.stabilised / debt_yield
        if amount is not None:
            limits["Amount"] = amount * terms.scale
        return limits

    def _size(self) -> tuple[float, str]:
        size, name = least(self.limits, self.terms.near)
        if size is None:
            size, name = self.building.owed, "Construction loan"
        size = max(0.0, size)
        return size, name if size > 0.0 else "None"

    # -- service --------------------------------------------------------------------------------

    def _run(self) -> tuple[list[float], list[float]]:
        """Service of each month up to the exit, and what is owed after it, month 0 first."""
        owed, balance, service = self.size, [self.size], []
        dues = self._dues()
        for month in range(1, self.terms.exit + 1):
            due = dues[month - 1]
            owed = owed + owed * self.rate - due
            service.append(due)
            balance.append(owed)
        return service, balance

    def _dues(self) -> list[float]:
        terms, months = self.terms, range(1, self.terms.exit + 1)
        if terms.style in _BY_INCOME:
            worth = math.fsum(x / (1.0 + self.rate) ** m for m, x in enumerate(self.base, 1))
            rest = self.size - self._balloon() / (1.0 + self.rate) ** terms.term
            part = max(0.0, rest / worth) if worth else 0.0
            return [self.base[month - 1] * part for month in months]
        if terms.style == "level":
            free = round(terms.read.number("perm_io"))
            level = self.size / _annuity(self.rate, terms.amort)
            return [
                self.size * self.rate if m <= free else level * (m <= free + terms.amort)
                for m in months
            ]
        return [self.size * self.rate for _ in months]

    @property
    def life(self) -> int:
        """Months over which the loan can look to income."""
        terms = self.terms
        if terms.style == "level":
            return min(terms.term, round(terms.read.number("perm_io")) + terms.amort)
        return terms.term if terms.style in _BY_INCOME else terms.exit

    @property
    def mean_life(self) -> float | None:
        """Weighted average life in years, what the exit repays included."""
        if self.size == 0.0:
            return None
        paid = [
            due - self.rate * owed for due, owed in zip(self.service, self.balance, strict=False)
        ]
        paid[-1] += self.repaid
        return sum(month * part for month, part in enumerate(paid, 1)) / self.size / MONTHS

    # -- outputs --------------------------------------------------------------------------------

    def outputs(self) -> Mapping[str, Cell]:
        life = self.mean_life
        return {
            "out_perm_size": self.size,
            "out_perm_limit_dscr": self.limits["DSCR"],
            "out_perm_limit_ltv": self.limits["LTV"],
            "out_perm_limit_debt_yield": self.limits["Debt yield"],
            "out_perm_limit_amount": self.limits["Amount"],
            "out_perm_binding": self.binding,
            "out_perm_repaid": self.repaid,
            "out_surplus": self.size - self.building.owed,
            "out_debt_wal": NOTHING if life is None else life,
            "out_llcr": self._life_cover(),
            **self._refinancing(),
        }

    def _life_cover(self) -> Cell:
        if self.size == 0.0:
            return NOTHING
        income = enumerate(self.income.noi[: self.life], 1)
        return math.fsum(x / (1.0 + self.rate) ** m for m, x in income) / self.size

    def _refinancing(self) -> Mapping[str, Cell]:
        """What the next lender would lend at the exit, on the income of the twelve months after."""
        terms, read, noi = self.terms, self.terms.read, self.income.forward
        cap = read.maybe("refi_cap")
        cap = terms.cap if cap is None else cap
        rate = read.number("refi_rate", MONTHS * self.rate)
        ltv, cover = read.maybe("refi_ltv"), read.maybe("refi_dscr")
        debt_yield, amort = read.maybe("refi_debt_yield"), whole(MONTHS * read.number("refi_amort"))
        limits: dict[str, Cell] = dict.fromkeys(("LTV", "DSCR", "Debt yield"), NOTHING)
        if ltv is not None and cap is not None:
            limits["LTV"] = ltv * noi / cap
        if cover is not None:
            yearly = MONTHS / _annuity(rate / MONTHS, amort) if amort else rate
            limits["DSCR"] = noi / cover / yearly
        if debt_yield is not None:
            limits["Debt yield"] = noi / debt_yield
        proceeds, name = least(limits, terms.near)
        return {
            "out_refi_ltv": limits["LTV"],
            "out_refi_dscr": limits["DSCR"],
            "out_refi_debt_yield": limits["Debt yield"],
            "out_refi_proceeds": NOTHING if proceeds is None else proceeds,
            "out_refi_gap": NOTHING if proceeds is None else proceeds - self.repaid,
            "out_refi_binding": name or NOTHING,
        }


def _annuity(rate: float, count: int) -> float:
    """Value of 1 at the end of each of `count` months."""
    return math.fsum((1.0 + rate) ** -month for month in range(1, count + 1))
