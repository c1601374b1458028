"""The same obligation at different dates and depths: recorded, committed, owed in full."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from udfs.errors import OnBalanceError, ZeroDenominatorError
from udfs.finance.calendar import edate
from workbooks.lease_model.balances import Book, still_owed
from workbooks.lease_model.dates import year_ends
from workbooks.lease_model.terms import Array, Indices, Rung, Terms

BUCKETS = 5


class Obligations:
    """What is recorded today, what at commencement, what the lessee cannot avoid, and all."""

    def __init__(self, terms: Terms, us: Book, ifrs: Book, short_term: bool) -> None:
        self.terms, self.us, self.ifrs = terms, us, ifrs
        self.recorded = 0.0 if short_term else 1.0

    def today(self, book: Book) -> float:
        """Balance recorded at the as-of date: nothing before commencement."""
        if not self.terms.commenced:
            return 0.0
        return self.recorded * book.balance(self.terms.today)

    @cached_property
    def owed_full(self) -> float:
        return self.terms.pv_to(self.terms.full)

    def full_until(self, periods: int) -> float:
        """Value at the as-of date of the rent still to be paid up to a period, all phases."""
        terms = self.terms
        if not terms.commenced:
            return terms.pv_to(periods) * terms.wait
        tau = terms.paid_at[:periods]
        due = still_owed(terms, tau, terms.today, 0)
        return float((terms.pay[:periods] * due) @ terms.discount(tau - terms.today.periods))

    def end_today(self, amount: float, periods: int) -> float:
        """Value at the as-of date of an amount due at the end of a period."""
        terms = self.terms
        if not terms.commenced:
            return terms.pv_end(amount, periods) * terms.wait
        return amount * float(terms.discount(periods - terms.today.periods))

    @property
    def exits(self) -> list[tuple[int, int, float]]:
        """Ways out: number of the rung (0 for early termination), periods, amount due."""
        terms = self.terms
        found = [(r, rung.periods, rung.capped) for r, rung in enumerate(terms.rungs, start=1)]
        if terms.leave_periods is not None:
            found.append((0, terms.leave_periods, terms.inputs.money("termination_penalty")))
        return found

    def headline(self) -> Mapping[str, float | OnBalanceError]:
        terms = self.terms
        at_start = self.recorded * float(self.us.liability[0])
        costs = [terms.pv_to(n) + terms.pv_end(due, n) for _, n, due in self.exits]
        least = int(np.argmin(costs))
        share: float | OnBalanceError = (
            at_start / self.owed_full if self.owed_full else ZeroDenominatorError("owed in full")
        )
        return {
            "out_recorded_today": self.today(self.us),
            "out_recorded_today_ifrs": self.today(self.ifrs),
            "out_recorded_commence": at_start,
            "out_recorded_commence_ifrs": self.recorded * float(self.ifrs.liability[0]),
            "out_recorded_peak": self.recorded * float(self.us.liability[:-1].max()),
            "out_owed_full": self.owed_full,
            "out_owed_full_undiscounted": float(terms.pay.sum()),
            "out_owed_full_today": self.full_until(terms.full),
            "out_commit_exit": costs[least],
            "out_commit_rung": float(self.exits[least][0]),
            "out_share_recorded": share,
        }

    # -- disclosure -------------------------------------------------------------------------

    def disclosure(self) -> Mapping[str, float | list[float]]:
        """Notes at the as-of date, or at commencement when that is still to come."""
        terms, at = self.terms, self.terms.today
        tau, cash = self.us.owed(at, at.boundary)
        due = self._buckets(tau, cash)
        value = self.us.balance(at)
        next_year = terms.position(float(edate(self._day, 12)))
        current = max(0.0, value - self.us.balance(next_year, at.boundary))
        return {
            "out_walt": max(0.0, (terms.recognised - at.periods) / terms.freq),
            "out_wadr": terms.rate,
            "out_maturity": due,
            "out_maturity_total": sum(due),
            "out_imputed": sum(due) - value,
            "out_disclosed_pv": value,
            "out_current": current,
            "out_noncurrent": value - current,
            "out_not_commenced_undiscounted": float(self._not_commenced.sum()),
            "out_not_commenced_pv": self.not_commenced_pv,
        }

    @property
    def _day(self) -> float:
        return max(self.terms.asof, float(self.terms.days[0]))

    def _buckets(self, tau: Indices, cash: Array) -> list[float]:
        """Payments by fiscal year, the rest of the current one first, and what comes after."""
        closing = int(self.terms.inputs.number("fy_end", 12))
        ends = year_ends(self._day, closing, BUCKETS)
        bucket = np.searchsorted(ends, self.terms.days[tau])
        return [float(cash[bucket == b].sum()) for b in range(BUCKETS + 1)]

    @cached_property
    def _not_commenced(self) -> Array:
        """Rent of the recognised term on phases not delivered at the as-of date."""
        terms = self.terms
        periods = np.arange(1, terms.recognised + 1)
        total = np.zeros(terms.recognised)
        for phase in terms.phases:
            if not terms.commenced or phase.start > terms.today.boundary:
                total += phase.share * terms.base[: terms.recognised] * (periods > phase.start)
        return total

    @cached_property
    def not_commenced_pv(self) -> float:
        terms = self.terms
        tau = terms.paid_at[: terms.recognised] - terms.today.periods
        return float(self._not_commenced @ terms.discount(tau)) * terms.wait

    # -- the analyst's page -----------------------------------------------------------------

    def analyst(self) -> Mapping[str, float]:
        """Layers that add up to the full obligation, and views that must not be added."""
        terms = self.terms
        full, recorded = self.full_until(terms.full), self.today(self.us)
        spv = terms.inputs.money("spv_debt") * terms.inputs.number("spv_share", 1.0)
        return {
            "out_layer_recorded": recorded,
            "out_layer_not_commenced": self.not_commenced_pv,
            "out_layer_options": full - recorded - self.not_commenced_pv,
            "out_view_reported": recorded,
            "out_view_committed": self._committed(),
            "out_view_full": full,
            "out_view_spv": spv,
            "out_debt_equivalent": max(full, spv),
            "out_double_count": full + self._last_guarantee() + spv,
        }

    def _open(self, periods: int) -> bool:
        return not self.terms.commenced or periods > self.terms.today.boundary

    def _committed(self) -> float:
        ways = [(n, due) for _, n, due in self.exits if self._open(n)]
        return min((self.full_until(n) + self.end_today(due, n) for n, due in ways), default=0.0)

    def _last_guarantee(self) -> float:
        """Value today of the capped guarantee of the last exit still to come that has one."""
        open_rungs: list[Rung] = [rung for rung in self.terms.rungs if self._open(rung.periods)]
        last = next((rung for rung in reversed(open_rungs) if rung.capped > 0.0), None)
        return self.end_today(last.capped, last.periods) if last else 0.0
