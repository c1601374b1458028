"""Frontier work first, inference after, then off: each while it pays."""

from __future__ import annotations

import math
from collections.abc import Mapping

from workbooks.fleet_model.books import Books
from workbooks.fleet_model.econ import Economics
from workbooks.fleet_model.stack import Stack
from workbooks.fleet_model.terms import YEARS, Terms

OUT = "runs out of tiers"


class Cascade:
    """The tiers of a GPU's life, what each pays, and which test ends it."""

    def __init__(self, terms: Terms, stack: Stack, econ: Economics, books: Books) -> None:
        read = terms.read
        self.terms, self.stack, self.books = terms, stack, books
        frontier = read.number("frontier_years", 2.0)
        runs = frontier + read.number("inference_years", 4.0)
        years = range(1, YEARS + 1)
        self.tier = [1 if year <= frontier else 2 if year <= runs else 3 for year in years]
        gain, share = 1.0 + read.number("perf_gain"), read.number("inference_share", 1.0)
        first = econ.market[0]
        self.price = [
            0.0
            if tier == 3
            else price
            if tier == 1 or k < terms.contract
            else min(price * share, first / gain**k)
            for k, (tier, price) in enumerate(zip(self.tier, econ.price, strict=True))
        ]
        use = {
            1: read.number("frontier_util", terms.util),
            2: read.number("inference_util", terms.util),
        }
        self.cash = [
            0.0
            if tier == 3
            else stack.cash(price, terms.paid[k] if k < terms.contract else use[tier])
            for k, (tier, price) in enumerate(zip(self.tier, self.price, strict=True))
        ]
        self.site = read.number("site_value") * terms.kw * terms.load
        self.years = next((k for k in range(YEARS) if self._ends(k)), YEARS)

    def _ends(self, k: int) -> str:
        if self.tier[k] == 3:
            return OUT
        if self.cash[k] < 0.0:
            return "shut down"
        return "site better used" if self.cash[k] < self.site else ""

    def outputs(self) -> Mapping[str, object]:
        terms = self.terms
        worth = [cash * terms.discount(k) for k, cash in enumerate(self.cash, 1)][: self.years]
        parts = [
            math.fsum(w for w, tier in zip(worth, self.tier, strict=False) if tier == which)
            for which in (1, 2)
        ]
        parts.append(self.books.resale[self.years] * terms.discount(self.years))
        total = sum(parts)
        return {
            "out_cascade_tier": [0.0, *map(float, self.tier)],
            "out_cascade_price": [0.0, *self.price],
            "out_cascade_cash": [0.0, *self.cash],
            "out_cascade_years": float(self.years),
            "out_cascade_value": [*parts, total],
            "out_cascade_npv": total - self.stack.capital,
            "out_cascade_end": self._ends(self.years) if self.years < YEARS else OUT,
        }
