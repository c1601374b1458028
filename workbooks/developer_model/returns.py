"""Flows before and after debt, the rates that they earn, and what covers the debt."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from udfs.finance.chandrupatla import find_root
from workbooks.developer_model.building import Building
from workbooks.developer_model.income import Income
from workbooks.developer_model.lending import Debt
from workbooks.developer_model.terms import BP, MONTHS, NOTHING, Cell, Terms

Rate = float | str
_FIRST, _WIDEN, _FAR = 0.002, 1.3, 6.0


def rate_of(flows: Sequence[float]) -> Rate:
    """Effective annual rate of monthly flows, the first at time 0: the root nearest to 0.

    A text where no rate makes the flows worth nothing.
    """
    if min(flows) >= 0.0 or max(flows) <= 0.0:
        return NOTHING

    def worth(growth: float) -> float:
        factor, total = math.exp(-growth), 0.0
        for flow in reversed(flows):
            total = total * factor + flow
        return total

    at, below, above, step = worth(0.0), 0.0, 0.0, _FIRST
    if at == 0.0:
        return 0.0
    while above < _FAR:
        lower, upper = below - step, above + step
        if (worth(upper) > 0.0) != (at > 0.0):
            return math.expm1(MONTHS * find_root(worth, above, upper, 1e-3))
        if lower > -1.0 and (worth(lower) > 0.0) != (at > 0.0):
            return math.expm1(MONTHS * find_root(worth, lower, below, 1e-3))
        below, above, step = max(lower, -1.0), upper, _WIDEN * step
    return NOTHING


def turns(flows: Sequence[float], room: float) -> int:
    """How often flows change sign; those within `room` of nothing are nothing."""
    signs = [flow > 0.0 for flow in flows if abs(flow) > room]
    return sum(one != other for one, other in zip(signs, signs[1:], strict=False))


class Returns:
    """What the developer earns."""

    def __init__(self, terms: Terms, building: Building, income: Income, debt: Debt) -> None:
        self.terms, self.building, self.income, self.debt = terms, building, income, debt
        self.sale = income.sale(building.plan.base)
        self.unlevered, self.levered = [0.0], [0.0]
        late = terms.read.money("ld_month")
        for month, cost in enumerate(building.costs, 1):
            damages = late if month > terms.build else 0.0
            self.unlevered.append(-cost - damages)
            self.levered.append(-building.loan.equity[month - 1] - damages)
        self.levered[-1] += debt.size - building.owed
        for month in range(1, terms.exit + 1):
            noi = income.noi[month - 1]
            self.unlevered.append(noi)
            self.levered.append(noi - debt.service[month - 1])
        self.unlevered[-1] += self.sale
        self.levered[-1] += self.sale - debt.repaid
        self.room = terms.read.number("tol", 1e-6) * building.total
        self.unlevered_rate, self.levered_rate = map(self._rate, (self.unlevered, self.levered))

    def _rate(self, flows: Sequence[float]) -> Rate:
        """The rate of flows that change sign once, which is the only one there is."""
        return rate_of(flows) if turns(flows, self.room) == 1 else NOTHING

    def years(self) -> Iterator[tuple[int, float, float]]:
        """Each year of operation up to the exit: its number, its income, its debt service."""
        last = self.terms.exit
        for start in range(0, last, MONTHS):
            months = slice(start, min(start + MONTHS, last))
            yield start // MONTHS + 1, sum(self.income.noi[months]), sum(self.debt.service[months])

    def covers(self, haircut: float = 0.0) -> list[float]:
        """DSCR of each year in which debt service is due, after a haircut of the income."""
        return [cut(noi, haircut) / due for _, noi, due in self.years() if due > 0.0]

    def outputs(self, discount: float) -> Mapping[str, object]:
        terms, total, stabilised = self.terms, self.building.total, self.income.stabilised
        value, ratios = self.income.value(), self.covers()
        yoc = stabilised / total
        running, deepest = 0.0, 0.0
        for flow in self.levered:
            running += flow
            deepest = min(deepest, running)
        paid = -math.fsum(flow for flow in self.levered if flow < 0.0)
        received = math.fsum(flow for flow in self.levered if flow > 0.0)
        worth = (flow / (1.0 + discount) ** (t / MONTHS) for t, flow in enumerate(self.unlevered))
        return {
            "out_noi": stabilised,
            "out_yoc": yoc,
            "out_value": NOTHING if value is None else value,
            "out_margin": NOTHING if value is None else value / total - 1.0,
            "out_dev_spread": NOTHING if terms.cap is None else (yoc - terms.cap) * BP,
            "out_sale": self.sale,
            "out_unlev_irr": self.unlevered_rate,
            "out_lev_irr": self.levered_rate,
            "out_lev_turns": float(turns(self.levered, self.room)),
            "out_moic": received / paid if paid > 0.0 else NOTHING,
            "out_npv": math.fsum(worth),
            "out_peak_equity": -deepest,
            "out_min_dscr": min(ratios) if ratios else NOTHING,
            "out_avg_dscr": sum(ratios) / len(ratios) if ratios else NOTHING,
            **self._lateness(),
        }

    def _lateness(self) -> Mapping[str, Cell]:
        """What the delay costs, and whether the tenant may walk away."""
        terms = self.terms
        latest = terms.read.maybe("outside_months")
        on_time = self.building.total_at(0) if terms.delay else self.building.total
        left = None if latest is None else latest - terms.build_span
        return {
            "out_delay_idc": self.building.total - on_time,
            "out_delay_rent": math.fsum(self.income.noi[: terms.delay]),
            "out_delay_damages": terms.read.money("ld_month") * terms.delay,
            "out_outside": NOTHING if left is None else "met" if left >= 0.0 else "passed",
            "out_months_left": NOTHING if left is None else left,
        }


def cut(noi: float, haircut: float) -> float:
    """Income after a haircut; a shortfall is not cut."""
    return noi * (1.0 - haircut) if noi > 0.0 else noi
