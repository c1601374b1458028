"""What a lease puts on the balance sheet and through profit or loss, phase by phase.

Each balance is the present value of the cash still to be paid, each cost a straight line; no
balance is rolled forward from the one before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from udfs import lease_straight_line
from workbooks.lease_model.dates import Position
from workbooks.lease_model.terms import Array, Indices, Mask, Phase, Terms


@dataclass(frozen=True)
class PhaseBook:
    """One phase over the period boundaries 0 to n of the recognised term.

    Columns are indexed by boundary. `paid` holds what is paid on a liability in the row that
    ends at the boundary, `at_start` what is paid outside it on the day the phase is delivered.
    """

    start: int
    liability: Array
    paid: Array
    at_start: float
    adjustment: float
    amortised_over: float
    straight_line: float

    @cached_property
    def age(self) -> Array:
        """Periods since delivery, 0 before it."""
        boundary = np.arange(float(len(self.liability)))
        return np.asarray(np.maximum(boundary - self.start, 0.0))

    @cached_property
    def live(self) -> Array:
        return np.where(np.arange(len(self.liability)) >= self.start, 1.0, 0.0)

    @cached_property
    def interest(self) -> Array:
        """Growth of the liability that is not explained by payments, from delivery on."""
        earned = np.zeros_like(self.liability)
        earned[1:] = np.diff(self.liability) + self.paid[1:]
        earned[: self.start + 1] = 0.0
        return earned

    @property
    def first_rou(self) -> float:
        return float(self.liability[self.start]) + self.at_start + self.adjustment

    @cached_property
    def rou_finance(self) -> Array:
        left = 1.0 - self.age / (self.amortised_over - self.start)
        return np.asarray(self.first_rou * left * self.live)

    @cached_property
    def amortisation(self) -> Array:
        charge = self.first_rou / (self.amortised_over - self.start)
        return np.asarray(charge * (self.age > 0))

    @cached_property
    def cost_operating(self) -> Array:
        return np.asarray(self.straight_line * (self.age > 0))

    @cached_property
    def rou_operating(self) -> Array:
        """Liability, plus rent paid ahead of its cost, plus the rest of the initial costs."""
        ahead = self.at_start + np.cumsum(self.paid) - np.cumsum(self.cost_operating)
        return np.asarray((self.liability + ahead + self.adjustment) * self.live)


class Book:
    """The recorded lease on one basis: an amount at the end and a sum of initial costs."""

    def __init__(self, terms: Terms, end: float, adjustment: float) -> None:
        self.terms, self.end, self.adjustment = terms, end, adjustment
        self.n = terms.recognised

    @cached_property
    def recorded_phases(self) -> tuple[Phase, ...]:
        """Phases delivered before the recognised term is over."""
        return tuple(phase for phase in self.terms.phases if phase.start < self.n)

    @cached_property
    def unpaid(self) -> Array:
        """At each boundary, for the whole campus: cash due later, discounted to it."""
        terms, n = self.terms, self.n
        at_start = np.zeros(n + 1)
        at_start[terms.paid_at[:n]] = terms.base[:n] * terms.discount(terms.paid_at[:n])
        later = np.append(np.cumsum(at_start[::-1])[::-1][1:], 0.0)
        boundary = np.arange(n + 1)
        return later / terms.discount(boundary) + self.end * terms.discount(n - boundary)

    @cached_property
    def books(self) -> tuple[PhaseBook, ...]:
        return tuple(self._book(phase) for phase in self.recorded_phases)

    def _book(self, phase: Phase) -> PhaseBook:
        terms, n = self.terms, self.n
        rent = np.append(terms.base[:n], 0.0)  # rent of period k + 1, at boundary k
        boundary = np.arange(n + 1)
        due = terms.timing * rent * (boundary > phase.start)
        paid = np.zeros(n + 1)
        owes = boundary[1:] - terms.timing > phase.start
        paid[1:] = rent[:-1] * owes
        whole = (self.unpaid + due) * (boundary >= phase.start)
        cash = rent[phase.start : n].copy()
        cash[-1] += self.end
        owned = terms.title or terms.purchase_certain
        return PhaseBook(
            start=phase.start,
            liability=phase.share * whole,
            paid=phase.share * paid,
            at_start=phase.share * terms.timing * float(rent[phase.start]),
            adjustment=phase.share * self.adjustment,
            amortised_over=max(n, terms.remaining_life * terms.freq) if owned else n,
            straight_line=phase.share * lease_straight_line(cash, self.adjustment),
        )

    def _sum(self, column: str) -> Array:
        total = np.zeros(self.n + 1)
        for book in self.books:
            total += getattr(book, column)
        return total

    @cached_property
    def liability(self) -> Array:
        return self._sum("liability")

    @cached_property
    def interest(self) -> Array:
        return self._sum("interest")

    @cached_property
    def rou_finance(self) -> Array:
        return self._sum("rou_finance")

    @cached_property
    def rou_operating(self) -> Array:
        return self._sum("rou_operating")

    @cached_property
    def cost_finance(self) -> Array:
        """Interest and amortisation of the row that ends at each boundary."""
        return self.interest + self.amortisation

    @cached_property
    def amortisation(self) -> Array:
        return self._sum("amortisation")

    @cached_property
    def cost_operating(self) -> Array:
        return self._sum("cost_operating")

    @cached_property
    def cash(self) -> Array:
        """Rent paid in the row that ends at each boundary, first rents of a phase included."""
        total = self._sum("paid")
        for book in self.books:
            total[book.start] += book.at_start
        return total

    def balance(self, at: Position, delivered: int | None = None) -> float:
        """Present value of the cash still owed at a position on the phases delivered by then.

        `delivered` is the boundary by which a phase must stand to count; that of the position
        when left out. Rent due on the day itself is still owed, but for the first of a phase.
        """
        tau, cash = self.owed(at, at.boundary if delivered is None else delivered)
        return float(cash @ self.terms.discount(tau - at.periods))

    def owed(self, at: Position, delivered: int) -> tuple[Indices, Array]:
        """Boundary and amount of each payment still owed at a position, the end amount last."""
        terms, n = self.terms, self.n
        tau = np.append(terms.paid_at[:n], n)
        cash = np.zeros(n + 1)
        if at.periods > n:
            return tau, cash
        for phase in self.recorded_phases:
            if phase.start <= delivered:
                due = still_owed(terms, tau[:n], at, phase.start)
                cash[:n] += phase.share * terms.base[:n] * due
                cash[n] += phase.share * self.end
        return tau, cash


def still_owed(terms: Terms, tau: Indices, at: Position, start: int) -> Mask:
    """Which rents of a phase, paid at boundaries tau, are still to come at a position.

    Rent in advance that falls due on the day is, unless it is the one paid on delivery.
    """
    on_the_day = (tau == at.periods) & (tau > start) & (terms.timing == 1)
    return np.asarray((tau > at.periods) | on_the_day)
