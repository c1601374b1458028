"""Depreciation by five methods, and what a used GPU fetches."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from workbooks.fleet_model.econ import Economics
from workbooks.fleet_model.stack import Stack
from workbooks.fleet_model.terms import YEARS, Terms


class Books:
    """Charges of each year of use, per GPU, and the resale value at each age."""

    def __init__(self, terms: Terms, stack: Stack, econ: Economics) -> None:
        read = terms.read
        self.terms, self.cost = terms, stack.capital
        self.life = round(read.number("book_life", float(terms.life)))
        self.salvage = read.number("salvage")
        self.rest = self.cost * (1.0 - self.salvage)
        self.method = read.text("method", "SL")
        rate = min(1.0, read.number("factor", 2.0) / self.life)
        fall = econ.value[0] - econ.residual
        self.by = {
            "SL": self._each(lambda _: self.rest / self.life),
            "SYD": self._each(
                lambda k: self.rest * (self.life - k) / (self.life * (self.life + 1) / 2)
            ),
            "DDB": self._declining(rate, switch=False),
            "VDB": self._declining(rate, switch=True),
            "ECON": [loss / fall * self.rest if fall > 0.0 else 0.0 for loss in econ.loss],
        }
        self.charges = self.by[self.method]
        used = max(1, econ.years) if self.method == "ECON" else self.life
        self.is_half = read.text("convention", "half") == "half"
        #: year of use at whose end a vintage leaves the books
        self.leaves = used + self.is_half
        self.resale = [self.cost * self.factor(age) for age in range(YEARS + 1)]

    def _each(self, charge: Callable[[int], float]) -> list[float]:
        return [charge(k) if k < self.life else 0.0 for k in range(YEARS)]

    def _declining(self, rate: float, *, switch: bool) -> list[float]:
        charges, left = [], self.cost
        for year in range(YEARS):
            room = max(0.0, left - self.cost * self.salvage) if year < self.life else 0.0
            charge = min(rate * left, room)
            if switch and year < self.life:
                charge = max(charge, room / (self.life - year))
            charges.append(charge)
            left -= charge
        return charges

    def factor(self, age: float) -> float:
        """Share of the price new at an age, condition and haste counted."""
        read = self.terms.read
        ages = [x or 0.0 for x in read.numbers("resale_age")]
        factors = [x or 0.0 for x in read.numbers("resale_factor")]
        fall = 1.0 - read.number("resale_decline", 0.25)
        share = read.number("condition", 1.0) * read.number("liquidation", 1.0)
        if not ages:
            return float(fall**age) * share
        if age <= ages[0]:
            return factors[0] * share
        for (x, low), (y, high) in zip(
            zip(ages, factors, strict=True), zip(ages[1:], factors[1:], strict=True), strict=False
        ):
            if age < y:
                return (low + (high - low) * (age - x) / (y - x)) * share
        return factors[-1] * float(fall ** (age - ages[-1])) * share

    def net(self) -> list[float]:
        """Book value per GPU at each age, whole years."""
        values = [self.cost]
        for charge in self.charges:
            values.append(values[-1] - charge)
        return values

    def outputs(self, econ: Economics) -> Mapping[str, object]:
        net = self.net()
        return {
            **{f"out_dep_{key.lower()}": [0.0, *charges] for key, charges in self.by.items()},
            "out_nbv": net,
            "out_first_year_book": self.charges[0] / self.cost,
            "out_resale": list(self.resale),
            "out_gap": [book - value for book, value in zip(net, econ.value, strict=True)],
        }
