"""What a GPU costs: capital, the charge for it, and what it takes to run."""

from __future__ import annotations

from collections.abc import Mapping

from workbooks.fleet_model.terms import HOURS, MONTHS, NOTHING, Terms, annuity

LOSSES = (0.3, 0.6, 0.8)  # of performance, on chips without the usual software


class Stack:
    """Capital per GPU and the cost of a year, part by part, in whole currency."""

    def __init__(self, terms: Terms) -> None:
        read = terms.read
        self.terms = terms
        server = read.number("server_price") / terms.per_server
        self.parts = [
            server,
            read.number("network"),
            read.number("storage"),
            read.number("install"),
            read.number("spares") * server,
        ]
        self.capital = sum(self.parts)
        self.crf = charge(terms.wacc, terms.life, read.number("residual"))
        self.colo = read.number("colo") * MONTHS * terms.kw
        self.operations = read.number("opex_server") / terms.per_server
        draw = terms.kw * terms.load * terms.pue * read.number("power_price")
        is_used = read.text("power_basis", "reserved") == "used"
        self.power = draw * (terms.sold if is_used else HOURS)
        fixed = self.colo + self.operations
        self.other = 0.0
        given = read.maybe("opex_hour")
        #: cost of an available hour: what is due in any case, and what full use adds
        self.flat = (fixed + (0.0 if is_used else self.power)) / terms.available
        self.by_use = draw if is_used else 0.0
        if given is not None:
            self.flat, self.by_use = given, 0.0
            self.other = given * terms.available - fixed - self.power

    @property
    def running(self) -> float:
        """Cost of a year besides the capital."""
        return self.colo + self.operations + self.power + self.other

    @property
    def hour(self) -> float:
        """Cost of an hour sold."""
        return (self.capital * self.crf + self.running) / self.terms.sold

    def opex(self, util: float) -> float:
        """Cost of an available hour at a share of use."""
        return self.flat + self.by_use * util

    def cash(self, price: float, util: float) -> float:
        """Cash of a year at a price per hour sold."""
        return (price * util - self.opex(util)) * self.terms.available

    def _warning(self) -> str:
        """What is odd about the capital of a GPU, where it is."""
        read = self.terms.read
        low, high = read.number("sane_low", 5000.0), read.number("sane_high", 120_000.0)
        if low <= self.capital <= high:
            return ""
        sign = read.text("currency", "$")
        return (
            f"A GPU at {sign}{self.capital:,.0f} is outside {sign}{low:,.0f} to {sign}{high:,.0f}: "
            "is it the price of a whole server, or are the GPUs in a server miscounted?"
        )

    def outputs(self, first_price: float) -> Mapping[str, object]:
        terms = self.terms
        year = [part * self.crf for part in self.parts]
        year += [self.colo, self.operations, self.power, self.other]
        year.append(sum(year))
        revenue = first_price * terms.paid[0] * terms.available
        query = terms.read.maybe("query_price")
        return {
            "out_stack_capital": list(self.parts),
            "out_capital": self.capital,
            "out_warning": self._warning(),
            "out_cost_fleet": terms.fleet(self.capital),
            "out_crf": self.crf,
            "out_stack_year": year,
            "out_stack_hour": [amount / terms.sold for amount in year],
            "out_stack_share": [amount / year[-1] for amount in year],
            "out_cost_hour": self.hour,
            "out_cost_useful": self.hour / terms.read.number("goodput", 1.0),
            "out_power_share": self.power / year[-1],
            "out_opex_hour": self.opex(terms.sold / terms.available),
            "out_payback": self.capital / revenue if revenue else NOTHING,
            "out_queries": first_price / query if query else NOTHING,
            "out_same_work": [first_price / (1.0 - loss) for loss in LOSSES],
        }


def charge(rate: float, years: float, residual: float) -> float:
    """Yearly charge for one of capital that leaves a residual."""
    return float(1.0 - residual * (1.0 + rate) ** -years) / annuity(rate, years)
