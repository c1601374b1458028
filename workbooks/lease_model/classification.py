"""The five lessee tests, the matrix of bases they are read on, and the longest operating term."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from udfs import lease_frontier
from workbooks.lease_model.terms import Rung, Terms, reaches

NOT_APPLICABLE = "n/a"


@dataclass(frozen=True)
class TermBasis:
    """A lease term to be tested: its periods, and the amounts due at its end."""

    periods: int
    rung: Rung | None  # None when no guarantee counts at its end
    certain_amounts: float = 0.0


class Classification:
    """ASC 842-10-25-2 on a lease, and on other readings of its term and its guarantee."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        read = terms.inputs
        self.pct_life = read.number("pct_life", 0.75)
        self.pct_pv = read.number("pct_pv", 0.9)
        late = read.number("late_life", 0.25) * terms.life
        self.life_applies = not reaches(late, terms.remaining_life)
        last = terms.recognised_last if terms.guarantee_counts else None
        self.recognised = TermBasis(terms.recognised, last, terms.price + terms.penalty)

    def term_of_life(self, periods: int) -> float:
        return periods / self.terms.freq / self.terms.remaining_life

    def pv_of_value(self, basis: TermBasis, guarantee: float) -> float:
        """Present value of the rent and of what is due at the end, over fair value."""
        due = guarantee + basis.certain_amounts
        value = self.terms.pv_to(basis.periods) + self.terms.pv_end(due, basis.periods)
        return value / self.terms.fair_value

    def meets_life(self, periods: int) -> bool:
        return self.life_applies and reaches(self.term_of_life(periods), self.pct_life)

    def is_finance(self, basis: TermBasis, guarantee: float) -> bool:
        terms = self.terms
        by_nature = terms.title or terms.purchase_certain or terms.inputs.flag("specialised")
        substantial = reaches(self.pv_of_value(basis, guarantee), self.pct_pv)
        return by_nature or self.meets_life(basis.periods) or substantial

    @property
    def short_term(self) -> bool:
        """Whether the short-term election holds and takes the lease off the balance sheet."""
        terms = self.terms
        years = terms.recognised / terms.freq
        owned = terms.purchase_certain or terms.title
        return terms.inputs.flag("short_term") and years <= 1.0 and not owned

    def headline(self) -> Mapping[str, float | str]:
        terms = self.terms
        capped = self.recognised.rung.capped if self.recognised.rung else 0.0
        ratio = self.pv_of_value(self.recognised, capped)
        life = float(self.meets_life(terms.recognised)) if self.life_applies else NOT_APPLICABLE
        kind = "Finance" if self.is_finance(self.recognised, capped) else "Operating"
        return {
            "out_class_us": "Short-term" if self.short_term else kind,
            "out_class_ifrs": "Short-term" if self.short_term else "IFRS 16",
            "out_state": "Commenced" if terms.commenced else "Not commenced",
            "out_test_a": float(terms.title),
            "out_test_b": float(terms.purchase_certain),
            "out_test_c": life,
            "out_test_d": float(reaches(ratio, self.pct_pv)),
            "out_test_e": float(terms.inputs.flag("specialised")),
            "out_pv_fv": ratio,
            "out_term_life": self.term_of_life(terms.recognised),
        }

    def matrix(self) -> Mapping[str, list[list[float]] | list[list[str]]]:
        """PV over fair value and class: rows probable, capped, full; columns by term basis."""
        first, last = self.terms.rungs[0], self.terms.rungs[-1]
        columns = [
            self.recognised,
            TermBasis(first.periods, first),
            TermBasis(last.periods, last),
        ]
        cells = [
            [(column, self._guarantee(column.rung, row)) for column in columns] for row in range(3)
        ]
        return {
            "out_class_matrix": [[self.pv_of_value(*cell) for cell in row] for row in cells],
            "out_class_matrix_result": [
                ["Finance" if self.is_finance(*cell) else "Operating" for cell in row]
                for row in cells
            ],
        }

    def _guarantee(self, rung: Rung | None, row: int) -> float:
        if rung is None:
            return 0.0
        return (self.terms.probable(rung.shortfall), rung.capped, rung.guaranteed)[row]

    def frontier(self) -> Mapping[str, float | str]:
        """Longest term at which neither the life test nor the value test is met."""
        terms = self.terms
        guarantee = terms.recognised_last.capped
        counts = np.arange(1, terms.full + 1)
        rent = np.cumsum(terms.pay * terms.discount(terms.paid_at))
        ratios = (rent + guarantee * terms.discount(counts)) / terms.fair_value
        met = [
            self.meets_life(int(count)) or reaches(float(ratio), self.pct_pv)
            for count, ratio in zip(counts, ratios, strict=True)
        ]
        periods = met.index(True) if True in met else terms.full
        years: float | str = NOT_APPLICABLE
        if terms.level and self.life_applies:
            years = lease_frontier(
                terms.periodic * terms.freq,
                terms.contract_rent(1) / terms.freq,
                terms.fair_value,
                terms.remaining_life,
                guarantee,
                self.pct_pv,
                self.pct_life,
                terms.timing,
                terms.freq,
            )
        return {"out_frontier_periods": float(periods), "out_frontier_years": years}
