"""Value and economic depreciation from the rental curve."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from workbooks.fleet_model.rental import Rental
from workbooks.fleet_model.stack import Stack
from workbooks.fleet_model.terms import NOTHING, YEARS, Cell, Terms, annuity


class Economics:
    """Prices, cash and value of a GPU, year by year of use."""

    def __init__(self, terms: Terms, stack: Stack, rental: Rental) -> None:
        read = terms.read
        self.terms, self.stack = terms, stack
        self.decline = read.number("decline")
        if read.text("curve", "geometric") == "fit" and rental.decline is not None:
            self.decline = rental.decline
        self.market = [max(read.number("floor"), price) for price in self._raw()]
        self.price = list(self.market)
        if terms.fixed is not None:
            self.price[: terms.contract] = [terms.fixed] * terms.contract
        self.cash = [
            stack.cash(price, share) for price, share in zip(self.price, terms.paid, strict=True)
        ]
        self.years = last_year(self.cash, terms.life) if terms.stop else terms.life
        self.residual = read.number("residual") * stack.capital
        self.value = self._values()

    def _raw(self) -> list[float]:
        read = self.terms.read
        kind = read.text("curve", "geometric")
        table = [price or 0.0 for price in read.numbers("curve_price")]
        switch = read.number("switch_year")
        prices = [table[0] if kind == "table" else read.number("p0")]
        for year in range(2, YEARS + 1):
            factor = 1.0 - self.decline
            if kind == "regime" and year == switch + 1:
                factor = 1.0 + read.number("reset")
            elif kind == "regime" and year > switch:
                factor = 1.0 - read.number("decline2")
            in_table = kind == "table" and year <= len(table)
            prices.append(table[year - 1] if in_table else prices[-1] * factor)
        return prices

    def _values(self) -> list[float]:
        """Back from the end of the last year of use."""
        value = [0.0] * (YEARS + 1)
        value[self.years] = self.residual
        for age in range(self.years - 1, -1, -1):
            value[age] = (self.cash[age] + value[age + 1]) / (1.0 + self.terms.wacc)
        return value

    @property
    def loss(self) -> list[float]:
        """Economic depreciation of each year of use."""
        used = range(self.years)
        return [self.value[k] - self.value[k + 1] if k in used else 0.0 for k in range(YEARS)]

    def flows(self) -> list[float]:
        """Cash of the years of use, the residual with the last."""
        flows = self.cash[: self.years]
        if flows:
            flows[-1] += self.residual
        return flows

    def outputs(self) -> Mapping[str, object]:
        terms = self.terms
        breakevens = [self._breakeven(years) for years in range(1, YEARS + 1)]
        life = range(terms.life)
        return {
            "out_price": [0.0, *self.price],
            "out_paid": [0.0, *terms.paid],
            "out_cash": [0.0, *(self.cash[k] if k in life else 0.0 for k in range(YEARS))],
            "out_value": list(self.value),
            "out_econ_dep": [0.0, *self.loss],
            "out_use_years": float(self.years),
            "out_value0": self.value[0],
            "out_npv": self.value[0] - self.stack.capital,
            "out_irr": rate_of_return(self.stack.capital, self.flows()),
            "out_econ_life": self._closed_life(),
            "out_breakeven_years": [NOTHING, *breakevens],
            "out_breakeven_price": breakevens[terms.life - 1],
            "out_breakeven_flat": self._needed(terms.life)
            / self._discounted([share * terms.available for share in terms.paid[: terms.life]]),
            "out_breakeven_util": self._breakeven_use(),
            "out_first_year_econ": self.loss[0] / self.value[0] if self.value[0] > 0 else NOTHING,
        }

    def _needed(self, years: int) -> float:
        """Present value of the revenue that pays capital and running cost over so many years."""
        terms = self.terms
        cost = self._discounted(
            [self.stack.opex(share) * terms.available for share in terms.paid[:years]]
        )
        return self.stack.capital + cost - self.residual * terms.discount(years)

    def _discounted(self, amounts: Sequence[float]) -> float:
        """Present value of amounts at the ends of the years."""
        return math.fsum(amount * self.terms.discount(k) for k, amount in enumerate(amounts, 1))

    def _breakeven(self, years: int) -> Cell:
        earned = zip(self.price[:years], self.terms.paid, strict=False)
        worth = self._discounted([price * share for price, share in earned]) * self.terms.available
        return self._needed(years) * self.price[0] / worth if worth and self.price[0] else NOTHING

    def _breakeven_use(self) -> Cell:
        terms, stack = self.terms, self.stack
        years = annuity(terms.wacc, terms.life)
        need = stack.capital + stack.flat * terms.available * years
        need -= self.residual * terms.discount(terms.life)
        prices = self._discounted(self.price[: terms.life])
        earned = (prices - stack.by_use * years) * terms.available
        return need / earned if earned > 0.0 else NOTHING

    def _closed_life(self) -> Cell:
        terms = self.terms
        opex = self.stack.opex(terms.util)
        plain = terms.read.text("curve", "geometric") in ("geometric", "fit")
        plain = plain and terms.contract == 0
        if not plain or self.decline <= 0.0 or opex <= 0.0 or terms.read.number("floor") > 0.0:
            return NOTHING
        return max(0.0, math.log(opex / (self.price[0] * terms.util)) / math.log(1 - self.decline))


def last_year(cash: Sequence[float], life: int, age: int = 0) -> int:
    """The last year before the first one, after an age, whose cash is negative."""
    return next((year for year in range(age, life) if cash[year] < 0.0), life)


def rate_of_return(cost: float, flows: Sequence[float]) -> Cell:
    """Rate at which the flows are worth the cost, by halving; "n/a" where one is negative."""
    if cost <= 0.0 or min(flows, default=0.0) < 0.0 or max(flows, default=0.0) <= 0.0:
        return NOTHING

    def worth(power: float) -> float:
        return math.fsum(flow * math.exp(-power * k) for k, flow in enumerate(flows, 1))

    low, high = -1.0, 1.0
    while worth(low) < cost:
        low *= 2.0
    while worth(high) > cost:
        high *= 2.0
    for _ in range(200):
        middle = (low + high) / 2.0
        low, high = (middle, high) if worth(middle) > cost else (low, middle)
    return math.expm1((low + high) / 2.0)
