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
        self.sold = self.available * self.util
        self.stop = read.flag("stop")
        self.room = read.number("tol", 1e-6)

    def money(self, plain: float) -> float:
        """An amount in whole currency, in the unit of display."""
        return plain / self.whole

    def fleet(self, each: float) -> float:
        """An amount per GPU, for the fleet, in the unit of display."""
        return self.money(each * self.gpus)

    def discount(self, years: float) -> float:
        """Worth of one in so many years."""
        return float((1.0 + self.wacc) ** -years)


def annuity(rate: float, years: float) -> float:
    """Present value of one a year, paid at the end of each of so many years."""
    return years if rate == 0.0 else float(1.0 - (1.0 + rate) ** -years) / rate
