"""The inputs of a fleet in plain numbers."""

from __future__ import annotations

from collections.abc import Mapping

from workbooks.flat_inputs import UNITS, Inputs

YEARS = 20
HOURS, MONTHS = 8760.0, 12
NOTHING = "n/a"

Cell = float | str


class Terms:
    """One fleet: a chip, its use and the rates that it is judged by."""

    def __init__(self, values: Mapping[str, object]) -> None:
        read = self.read = Inputs(values)
        self.scale = read.scale
        self.whole = UNITS[read.text("show_unit", read.text("unit", "$M"))]
        self.gpus = read.number("gpus")
        self.life = round(read.number("life"))
        self.wacc = read.number("wacc")
        self.util = read.number("util")
        self.per_server = read.number("per_server", 8.0)
        self.kw = read.number("kw") / self.per_server
        self.load = read.number("load", 1.0)
        self.pue = read.number("pue", 1.0)
        self.available = HOURS * read.number("availability", 1.0)
        self.fixed = read.maybe("contract_price")
        #: years that a contract pays for, and the share of hours paid in each year
        self.contract = 0 if self.fixed is None else round(read.number("contract_years"))
        under = read.number("contract_util", 1.0)
        self.paid = [under if year < self.contract else self.util for year in range(YEARS)]
        self.sold = self.available * self.level(self.life)
        self.stop = read.flag("stop")
        self.room = read.number("tol", 1e-6)

    def money(self, plain: float) -> float:
        """An amount in whole currency, in the unit of display."""
        return plain / self.whole

    def fleet(self, each: float) -> float:
        """An amount per GPU, for the fleet, in the unit of display."""
        return self.money(each * self.gpus)

    def level(self, years: int) -> float:
        """The one share of hours that is worth what is paid in so many years."""
        worth = sum(share * self.discount(k) for k, share in enumerate(self.paid[:years], 1))
        return worth / annuity(self.wacc, years)

    def discount(self, years: float) -> float:
        """Worth of one in so many years."""
        return float((1.0 + self.wacc) ** -years)


def annuity(rate: float, years: float) -> float:
    """Present value of one a year, paid at the end of each of so many years."""
    return years if rate == 0.0 else float(1.0 - (1.0 + rate) ** -years) / rate
