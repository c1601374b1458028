"""The fleet's books tested after a fall in rental prices: ASC 360 in two steps, IAS 36 in one."""

from __future__ import annotations

from collections.abc import Mapping

from workbooks.fleet_model.books import Books
from workbooks.fleet_model.econ import Economics, last_year
from workbooks.fleet_model.stack import Stack
from workbooks.fleet_model.terms import Terms


def impairment(terms: Terms, stack: Stack, econ: Economics, books: Books) -> Mapping[str, object]:
    """Carrying amount, what it is held against, and the loss by either standard."""
    read = terms.read
    age = round(read.number("impair_age", 1.0))
    left = 1.0 - read.number("shock")
    cash = [stack.cash(price * left, terms.util) for price in econ.market]
    cash[: terms.contract] = econ.cash[: terms.contract]
    plain = use = 0.0
    if age <= terms.life:
        last = last_year(cash, terms.life, age) if terms.stop else terms.life
        use = econ.residual or books.resale[last] * (1.0 - read.number("sell_cost"))
        plain = sum(cash[age:last]) + use
        for year in range(last - 1, age - 1, -1):
            use = (use + cash[year]) / (1.0 + terms.wacc)
    book, undiscounted, in_use = (terms.fleet(x) for x in (books.net()[age], plain, use))
    fair = read.maybe("fair_value")
    fair = terms.fleet(books.resale[age]) if fair is None else fair * terms.scale
    sold = fair * (1.0 - read.number("sell_cost"))
    nothing = terms.room * terms.fleet(stack.capital)  # a book value left over by rounding
    holds = undiscounted > book - nothing
    return {
        "out_impair_nbv": book,
        "out_impair_undiscounted": undiscounted,
        "out_impair_recoverable": "yes" if holds else "no",
        "out_impair_fair": fair,
        "out_impair_us": 0.0 if holds else max(0.0, book - fair),
        "out_impair_viu": in_use,
        "out_impair_fvlcd": sold,
        "out_impair_ifrs": max(0.0, book - max(in_use, sold)),
    }
