"""Rent and operating income month by month, and the price that they fetch."""

from __future__ import annotations

from workbooks.developer_model.terms import HOURS, MONTHS, Terms

LONGEST = 480


class Income:
    """What the building earns; month 1 is the first after completion."""

    def __init__(self, terms: Terms) -> None:
        self.terms, read = terms, terms.read
        is_net = read.flag("nnn")
        self.kept = 1.0 if is_net else 1.0 - read.number("opex_pct")
        self.full_rent = terms.mw * read.number("rent_kw") * terms.per_kw
        energy = terms.mw * read.number("pue") * HOURS / MONTHS  # MWh a month
        self.full_power = 0.0 if is_net else energy * read.number("power_price") * terms.per_kw
        self.full_opex = read.money("opex") / MONTHS
        self.stabilised = self.stabilised_at(1.0)
        months = range(1, terms.term + 1)
        self.rent = [self.rent_of(month) for month in months]
        self.noi = [self.noi_of(month) for month in months]

    def stabilised_at(self, factor: float) -> float:
        """Income of a full first year with the rent changed by a factor."""
        monthly = self.kept * self.full_rent * factor - self.full_power - self.full_opex
        return MONTHS * monthly

    def share_of(self, month: int) -> float:
        """Rent of a month per 1 of full rent."""
        read = self.terms.read
        if month <= read.number("free"):
            return 0.0
        return self.let(month) * (1.0 + read.number("escalator")) ** ((month - 1) // MONTHS)

    def let(self, month: int) -> float:
        """Share of the building that is let."""
        return min(1.0, month / max(1.0, self.terms.read.number("ramp")))

    def rent_of(self, month: int) -> float:
        return self.full_rent * self.share_of(month)

    def power_of(self, month: int) -> float:
        return self.full_power * self.let(month)

    def opex_of(self, month: int) -> float:
        growth = 1.0 + self.terms.read.number("opex_growth")
        return self.full_opex * growth ** ((month - 1) // MONTHS)

    def noi_of(self, month: int) -> float:
        """Net operating income of a month, whether or not the lease still runs."""
        return self.kept * self.rent_of(month) - self.power_of(month) - self.opex_of(month)

    @property
    def forward(self) -> float:
        """Income of the twelve months after the exit."""
        last = self.terms.exit
        return sum(self.noi_of(last + month) for month in range(1, MONTHS + 1))

    def sale(self, base: float) -> float:
        """What the exit brings: income over the exit rate, or a share of the budget."""
        read, cap = self.terms.read, self.terms.cap
        price = read.number("residual_pct") * base if cap is None else self.forward / cap
        return price * (1.0 - read.number("sale_cost"))

    def value(self) -> float | None:
        """Value at completion, from a full first year."""
        return None if self.terms.cap is None else self.stabilised / self.terms.cap
