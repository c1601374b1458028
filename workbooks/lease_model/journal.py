"""The journal of one period on each basis: what it debits and what it credits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from workbooks.lease_model.balances import Book
from workbooks.lease_model.terms import Array, Terms


def journal(terms: Terms, us: Book, ifrs: Book) -> Mapping[str, list[float]]:
    """Total debits and credits of the chosen period: US finance, US operating, IFRS."""
    us_finance = (us.rou_finance, [us.interest, us.amortisation])
    return {
        "out_journal_us_finance": _totals(terms, us, *us_finance),
        "out_journal_us_operating": _totals(terms, us, us.rou_operating, [us.cost_operating]),
        "out_journal_ifrs": _totals(
            terms, ifrs, ifrs.rou_finance, [ifrs.interest, ifrs.amortisation]
        ),
    }


def _totals(terms: Terms, book: Book, rou: Array, charges: Iterable[Array]) -> list[float]:
    """Sums of the positive and of the negative entries of the period, each line net."""
    k = max(0, min(round(terms.inputs.number("journal_period", 1)), book.n))
    restoration = book.adjustment - terms.initial_costs
    joined = sum(phase.share for phase in book.recorded_phases if phase.start == k)
    settled = float(book.liability[k]) if k == book.n else 0.0
    entries = [
        _change(rou, k),
        -_change(book.liability, k),
        -float(book.cash[k]),
        -joined * terms.initial_costs,
        -joined * restoration,
        *(float(charge[k]) for charge in charges),
        settled,
        -settled,
    ]
    return [sum(max(0.0, e) for e in entries), sum(max(0.0, -e) for e in entries)]


def _change(balance: Array, k: int) -> float:
    """A balance less that of the boundary before; before commencement there is none."""
    return float(balance[k]) - (float(balance[k - 1]) if k else 0.0)
