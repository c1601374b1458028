"""A loan on the fleet: balance, service, and its value and cover tests year by year."""

from __future__ import annotations

from collections.abc import Mapping

from workbooks.fleet_model.books import Books
from workbooks.fleet_model.econ import Economics
from workbooks.fleet_model.stack import Stack
from workbooks.fleet_model.terms import NOTHING, YEARS, Cell, Terms, annuity


def lending(terms: Terms, stack: Stack, econ: Economics, books: Books) -> Mapping[str, object]:
    """The loan's path against the resale value, the books and the cash."""
    read = terms.read
    loan = read.number("advance") * terms.fleet(stack.capital)
    rate, years = read.number("loan_rate"), round(read.number("loan_years", 5.0))
    balance, interest, service = _schedule(loan, rate, years, read.text("amort", "level"))
    cash = [0.0] + [
        terms.fleet(each) if k < terms.life else 0.0 for k, each in enumerate(econ.cash)
    ]
    nothing = terms.room * terms.fleet(stack.capital)  # a value left over by rounding
    market, book = (
        [_lent(owed, terms.fleet(x), nothing) for owed, x in zip(balance, worth, strict=True)]
        for worth in (books.resale, books.net())
    )
    cover: list[Cell] = [
        got / due if due > 0.0 else "" for due, got in zip(service, cash, strict=True)
    ]
    ceiling, least = read.maybe("ltv_max"), read.maybe("dscr_min")
    breach = []
    for ltv, dscr in zip(market, cover, strict=True):
        over = ceiling is not None and (
            ltv == NOTHING or (isinstance(ltv, float) and ltv - ceiling > terms.room)
        )
        under = least is not None and isinstance(dscr, float) and least - dscr > terms.room
        breach.append(float(over or under))
    ratios = [x for x in market if isinstance(x, float)]
    covers = [x for x in cover if isinstance(x, float)]
    return {
        "out_loan": loan,
        "out_loan_balance": balance,
        "out_loan_interest": interest,
        "out_loan_service": service,
        "out_loan_cfads": cash,
        "out_loan_ltv": market,
        "out_loan_ltv_book": book,
        "out_loan_dscr": cover,
        "out_loan_breach": breach,
        "out_loan_breaches": sum(breach),
        "out_loan_first_breach": float(breach.index(1.0)) if any(breach) else NOTHING,
        "out_loan_max_ltv": max(ratios) if ratios else NOTHING,
        "out_loan_min_dscr": min(covers) if covers else NOTHING,
    }


def _schedule(
    loan: float, rate: float, years: int, style: str
) -> tuple[list[float], list[float], list[float]]:
    balance, interest, service = [loan], [0.0], [0.0]
    for year in range(1, YEARS + 1):
        owed = balance[-1]
        cost = owed * rate
        if style == "level":
            repaid = loan / annuity(rate, years) - cost
        else:
            repaid = loan / years if style == "straight" else 0.0
        if year >= years:
            repaid = owed
        balance.append(owed - repaid)
        interest.append(cost)
        service.append(cost + repaid)
    return balance, interest, service


def _lent(owed: float, worth: float, nothing: float) -> Cell:
    """Loan over what secures it; blank where nothing is owed."""
    if owed <= 0.0:
        return ""
    return owed / worth if worth > nothing else NOTHING
