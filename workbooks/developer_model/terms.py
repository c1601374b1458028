"""The inputs of a development in plain numbers: months, monthly rates, amounts shown."""

from __future__ import annotations

import math
from collections.abc import Mapping

from workbooks.flat_inputs import UNITS, Inputs

MONTHS, HOURS, KW, BP = 12, 8760.0, 1000.0, 1e4
NOTHING = "n/a"

Cell = float | str


class Terms:
    """One development; amounts in the unit of display, rents per kW in plain currency."""

    def __init__(self, values: Mapping[str, object]) -> None:
        read = self.read = Inputs(values)
        self.scale = read.scale
        self.per_kw = KW / UNITS[read.text("show_unit", read.text("unit", "$M"))]
        self.mw = read.number("mw")
        self.build = round(read.number("build_months"))
        self.delay = round(read.number("delay"))
        self.term = whole(MONTHS * read.number("term"))
        self.exit = whole(MONTHS * read.number("exit_year", read.number("term")))
        self.cap = read.maybe("exit_cap")
        self.style = read.text("style", "none")
        self.freq = round(read.number("perm_freq", 12.0)) if self.style != "none" else MONTHS
        self.perm_rate = read.number("perm_rate", read.number("con_rate"))
        if self.style == "none":
            self.perm_rate = read.number("con_rate")
        months = read.maybe("perm_amort")
        self.amort = self.term if months is None else whole(MONTHS * months)

    @property
    def build_span(self) -> int:
        """Months from the start of construction to completion."""
        return self.build + self.delay

    def monthly(self, rate: float) -> float:
        """Rate of a month from the take-out's rate as it is quoted."""
        return float((1.0 + rate / self.freq) ** (self.freq / MONTHS) - 1.0)


def whole(months: float) -> int:
    """The nearest whole number of months, a half upwards."""
    return math.floor(months + 0.5)


def effective(quoted: float, freq: float) -> float:
    """Effective annual rate of a rate quoted with `freq` compoundings a year."""
    return float((1.0 + quoted / freq) ** freq - 1.0)


def quoted(rate: float, freq: float) -> float:
    """A rate as it is quoted with `freq` compoundings a year, from the effective one."""
    return float(freq * ((1.0 + rate) ** (1.0 / freq) - 1.0))


def least(limits: Mapping[str, Cell]) -> tuple[float | None, str]:
    """The least of the limits that are numbers, and its name; the first of equals."""
    best, name = None, ""
    for key, limit in limits.items():
        if isinstance(limit, float) and (best is None or limit < best):
            best, name = limit, key
    return best, name
