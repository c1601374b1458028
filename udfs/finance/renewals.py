"""The renewal ladder: a base term, options to extend it, and a guarantee at each exit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from udfs.errors import DomainError, ZeroDenominatorError

MAX_RUNGS = 10


def rung_periods(years: Sequence[float], freq: int) -> list[int]:
    """Payments up to each exit: base term first, then each option added."""
    ends = []
    for total in accumulate(years):
        periods = total * freq
        if abs(periods - round(periods)) > 1e-9 * max(1.0, abs(periods)):
            raise DomainError("opt_len", total, f"terms of whole periods at {freq} payments a year")
        ends.append(round(periods))
    return ends


def discount_factors(i: float, nper: int) -> list[float]:
    """(1 + i) ^ -k for k = 0 .. nper."""
    try:
        factors = [(1.0 + i) ** -k for k in range(nper + 1)]
    except OverflowError:
        factors = [math.inf]
    if not math.isfinite(factors[-1]):
        raise DomainError("rate", i, "high enough for the present value to be a finite number")
    return factors


class Guarantee(NamedTuple):
    """Residual value guarantee at one exit; without a cap it is `inf`."""

    guaranteed: float = 0.0
    cap: float = math.inf
    expected: float = 0.0

    @property
    def most(self) -> float:
        """The most that can fall due."""
        return min(self.cap, self.guaranteed)

    @property
    def shortfall(self) -> float:
        """Guaranteed less expected value, at least 0 and at most the cap."""
        return min(self.cap, max(0.0, self.guaranteed - self.expected))


def ladder(
    i: float,
    payments: Sequence[float],
    ends: Sequence[int],
    chances: Sequence[float],
    guarantees: Sequence[Guarantee],
    timing: int,
) -> dict[str, list[float]]:
    """Columns of LEASE_RENEWALS but Years.

    Parameters
    ----------
    i : float
        Rate per period.
    payments : sequence of float
        Rent of the full term.
    ends : sequence of int
        Payments up to each exit.
    chances : sequence of float
        Probability that each option is taken, given that it is reached: one fewer than `ends`.
    guarantees : sequence of Guarantee
        One per exit.
    timing : int
        0 in arrears, 1 in advance.
    """
    factors = discount_factors(i, len(payments))
    worth = [p * factors[k + 1 - timing] for k, p in enumerate(payments)]
    present = [math.fsum(worth[:end]) for end in ends]
    full = present[-1]
    if full == 0:
        raise ZeroDenominatorError("pmt", 0.0, "such that the full term has a present value")
    reach = list(accumulate([1.0, *chances], lambda done, p: done * p))
    steps = [present[0], *(b - a for a, b in pairwise(present))]
    stay = [
        math.fsum(payments[k] * factors[k + 1 - timing - here] for k in range(here, there))
        for here, there in pairwise(ends)
    ]
    return {
        "terms": [float(k) for k in range(1, len(ends) + 1)],
        "pv_recognised": present,
        "pct_of_full": [rent / full for rent in present],
        "p_reach": reach,
        "expected_pv": list(accumulate(r * s for r, s in zip(reach, steps, strict=True))),
        "rvg_at_exit": [guarantee.most for guarantee in guarantees],
        "exit_cost": [guarantee.shortfall for guarantee in guarantees],
        "stay_cost": [*stay, 0.0],
    }
