"""The renewal ladder: a base term, options to extend it, and a guarantee at each exit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate

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


def shortfall(guaranteed: float, cap: float | None, expected: float) -> float:
    """Payable at an exit: guaranteed less expected value, at least 0 and at most the cap."""
    owed = max(0.0, guaranteed - expected)
    return owed if cap is None else min(cap, owed)


def ladder(
    i: float,
    payments: Sequence[float],
    ends: Sequence[int],
    chances: Sequence[float],
    guarantees: Sequence[float],
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
    guarantees : sequence of float
        Amount payable on leaving at each exit.
    timing : int
        0 in arrears, 1 in advance.
    """
    factors = discount_factors(i, len(payments))
    worth = [p * factors[k + 1 - timing] for k, p in enumerate(payments)]
    present = [math.fsum(worth[:end]) for end in ends]
    reach = list(accumulate([1.0, *chances], lambda done, p: done * p))
    steps = [present[0], *(b - a for a, b in zip(present, present[1:], strict=False))]
    owed = [g * factors[end] for g, end in zip(guarantees, ends, strict=True)]
    full = present[-1]
    if full == 0:
        raise ZeroDenominatorError("pmt", 0.0, "such that the full term has a present value")
    leave = [rent + g for rent, g in zip(present, owed, strict=True)]
    return {
        "terms": [float(k) for k in range(1, len(ends) + 1)],
        "pv_recognised": present,
        "pct_of_full": [rent / full for rent in present],
        "p_reach": reach,
        "expected_pv": list(accumulate(r * s for r, s in zip(reach, steps, strict=True))),
        "rvg_at_exit": list(guarantees),
        "exit_cost": leave,
        "stay_cost": [leave[-1]] * len(ends),
    }
