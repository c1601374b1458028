"""The lease's yield against the tenant's bonds at the lease's life, taken apart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from udfs.errors import DomainError
from udfs.finance.calendar import yearfrac
from workbooks.developer_model.income import Income
from workbooks.developer_model.lending import Debt
from workbooks.developer_model.returns import Rate, Returns, rate_of
from workbooks.developer_model.terms import BP, MONTHS, NOTHING, Cell, Terms, effective, quoted
from workbooks.flat_inputs import serial

RUNGS = 10


class Curve:
    """Quoted yields by years to maturity; beyond the points the nearest one holds."""

    def __init__(self, terms: Terms, name: str) -> None:
        read = terms.read
        start = read.day(f"{name}_date")
        ends = [day for day in read.column(f"{name}_maturity") if day is not None]
        rates = [rate for rate in read.numbers(f"{name}_yield") if rate is not None]
        years = [float(yearfrac(start, serial(end))) for end in ends]
        self.points = list(zip(years, rates, strict=True))
        self.freq = read.number(f"{name}_freq", 2.0)

    def at(self, years: float) -> float:
        """The yield at a time, on the straight line between its neighbours."""
        before = [point for point in self.points if point[0] <= years]
        after = [point for point in self.points if point[0] > years]
        if not before:
            return after[0][1]
        if not after:
            return before[-1][1]
        (t0, low), (t1, high) = before[-1], after[0]
        return (low * (t1 - years) + high * (years - t0)) / (t1 - t0)


class Spreads:
    """Yields from completion on, the lease's life, and the rent that a spread requires."""

    def __init__(self, terms: Terms, income: Income, debt: Debt, returns: Returns) -> None:
        self.terms, self.income, self.debt, self.returns = terms, income, debt, returns
        self.total = returns.building.total
        self.residual = terms.read.number("spread_residual") * self.total
        self.contract = list(income.noi)
        self.contract[-1] += self.residual
        sold = income.noi[: terms.exit]
        sold[-1] += returns.sale
        self.lease_yield = self._rate(self.total, self.contract)
        self.cost_yield = self._rate(self.total, sold)
        value = income.value()
        self.buyer_yield = self.cost_yield if value is None else self._rate(value, sold)
        self.owed = self._unrecovered()
        self.life = self._life()
        self.tenant, self.treasury = Curve(terms, "tenant"), Curve(terms, "treasury")
        self.tenant_yield = self.tenant.at(self.life)
        self.treasury_yield = self.treasury.at(self.life)

    @staticmethod
    def _rate(outlay: float, flows: Sequence[float]) -> float:
        found = rate_of([-outlay, *flows])
        if isinstance(found, str):
            raise DomainError("rent_kw", max(flows), "such that the income is positive")
        return found

    def _unrecovered(self) -> list[float]:
        """Cost not yet recovered at the end of each month, month 0 first."""
        growth = (1.0 + self.lease_yield) ** (1.0 / MONTHS)
        if growth >= 1.0:
            owed = [0.0]
            for flow in reversed(self.contract):
                owed.append((owed[-1] + flow) / growth)
            return owed[::-1]
        owed = [self.total]
        for flow in self.contract:
            owed.append(owed[-1] * growth - flow)
        return owed

    def _life(self) -> float:
        """Weighted average life of the principal that the lease repays, in years."""
        paid = zip(self.owed, self.owed[1:], strict=False)
        dated = (month * (before - after) for month, (before, after) in enumerate(paid, 1))
        return math.fsum(dated) / self.total / MONTHS

    # -- rent required --------------------------------------------------------------------------

    def rent_for(self, tenant_yield: float, spread: float) -> float:
        """Rent per kW and month at which the lease yields the tenant's bonds and a spread."""
        terms, income = self.terms, self.income
        target = effective(tenant_yield + spread / BP, self.tenant.freq)
        growth = float((1.0 + target) ** (1.0 / MONTHS))
        needed = self.total - self.residual / growth**terms.term
        shares = 0.0
        for month in range(1, terms.term + 1):
            worth = growth**-month
            needed += (income.power_of(month) + income.opex_of(month)) * worth
            shares += income.share_of(month) * worth
        return float(needed / (shares * income.kept * terms.mw * terms.per_kw))

    # -- outputs --------------------------------------------------------------------------------

    @property
    def discount(self) -> float:
        """Discount rate of the net present value, effective annual."""
        given = self.terms.read.maybe("discount")
        return effective(self.tenant_yield, self.tenant.freq) if given is None else given

    def outputs(self) -> Mapping[str, object]:
        terms, asked = self.terms, self.terms.read.number("spread", 200.0)
        tenant = effective(self.tenant_yield, self.tenant.freq)
        lease = quoted(self.lease_yield, self.tenant.freq)
        last = self.tenant.at(terms.term / MONTHS)
        rent = self.rent_for(self.tenant_yield, asked)
        over = quoted(self.lease_yield, self.treasury.freq) - self.treasury_yield
        unlevered = self.returns.unlevered_rate
        return {
            "out_yield_contract": self.lease_yield,
            "out_yield_cost": self.cost_yield,
            "out_yield_buyer": self.buyer_yield,
            "out_wal": self.life,
            "out_tenant_quoted": self.tenant_yield,
            "out_treasury_quoted": self.treasury_yield,
            "out_tenant_eff": tenant,
            "out_treasury_eff": effective(self.treasury_yield, self.treasury.freq),
            "out_lease_quoted": lease,
            "out_spread_quoted": (lease - self.tenant_yield) * BP,
            "out_spread_cost": (quoted(self.cost_yield, self.tenant.freq) - self.tenant_yield) * BP,
            "out_lease_over_treasury": over * BP,
            "out_spread_to_tenant": _difference(unlevered, tenant),
            "out_tenant_final": last,
            "out_spread_final": (lease - last) * BP,
            "out_rent_required": rent,
            "out_rent_required_yoc": self.income.stabilised_at(rent / terms.read.number("rent_kw"))
            / self.total,
            **self._pieces(tenant),
            **self._lender(),
            "out_ladder": self._ladder(),
        }

    def _pieces(self, tenant: float) -> Mapping[str, object]:
        """The waterfall from the Treasury to the yield on cost, in basis points a year."""
        treasury = effective(self.treasury_yield, self.treasury.freq)
        read = self.terms.read
        known = [
            treasury * BP,
            (tenant - treasury) * BP,
            read.number("secured"),
            read.number("illiquid"),
            (self.cost_yield - self.buyer_yield) * BP,
        ]
        known.append(self.cost_yield * BP - math.fsum(known))
        leverage = _difference(self.returns.levered_rate, self.cost_yield)
        running = [math.fsum(known[:count]) for count in range(1, len(known) + 1)]
        return {
            "out_split": [*known, self.cost_yield * BP, leverage],
            "out_split_cum": running,
        }

    def _lender(self) -> Mapping[str, Cell]:
        """The take-out against the tenant's bonds and the Treasury at its own life."""
        debt, life = self.debt, self.debt.mean_life
        names = ("eff", "quoted", "tenant", "spread", "over_treasury")
        if life is None:
            return {f"out_debt_{name}": NOTHING for name in names}
        rate = math.expm1(MONTHS * math.log1p(debt.rate))
        stated, tenant = quoted(rate, self.tenant.freq), self.tenant.at(life)
        over = quoted(rate, self.treasury.freq) - self.treasury.at(life)
        found = (rate, stated, tenant, (stated - tenant) * BP, over * BP)
        return {f"out_debt_{name}": value for name, value in zip(names, found, strict=True)}

    def _ladder(self) -> list[Cell]:
        """Spread of each rung over the Treasury at the lease's life."""
        read = self.terms.read
        points, rates = read.numbers("ladder_bp"), read.numbers("ladder_yield")
        found: list[Cell] = []
        for place in range(RUNGS):
            bp = points[place] if place < len(points) else None
            rate = rates[place] if place < len(rates) else None
            if bp is None and rate is not None:
                bp = (rate - self.treasury_yield) * BP
            found.append("" if bp is None else bp)
        return found


def _difference(rate: Rate, other: float) -> Rate:
    """A rate less another in basis points, or why there is none."""
    return (rate - other) * BP if isinstance(rate, float) else rate
