"""Local stand-ins until the library functions land."""

from __future__ import annotations

import math

import numpy as np

from udfs.errors import NoConvergenceError
from udfs.finance.roots import all_roots, choose


def yield_irr(values: list[float], guess: float = 0.1, freq: int = 1) -> float:
    flows = np.array([values])
    years = np.arange(len(values), dtype=float)[None, :]
    if not (flows.min() < 0 < flows.max()):
        raise NoConvergenceError(message="no root")
    g = np.array([guess])
    roots = all_roots(flows, years, g, float(freq))
    rate = choose(roots, flows, g, float(freq))[0]
    if math.isnan(rate):
        raise NoConvergenceError(message="no root")
    return float(rate)


def yield_convert(rate: float, from_freq: int, to_freq: int) -> float:
    return to_freq * ((1 + rate / from_freq) ** (from_freq / to_freq) - 1)


def lease_frontier(rate, pmt, fv, life, rvg=0, pct_pv=0.9, pct_life=0.75, timing=0, freq=1):  # type: ignore[no-untyped-def]
    i = rate / freq
    p = pmt * (1 + i * timing)
    goal = pct_pv * fv
    bound = pct_life * life
    if rvg >= goal:
        return 0.0
    if i == 0:
        n = (goal - rvg) / p if p > 0 else math.inf
    else:
        x = (goal - p / i) / (rvg - p / i) if rvg != p / i else -1
        n = -math.log(x) / math.log1p(i) if x > 0 else math.inf
        n = n if n >= 0 else math.inf
    return min(bound, n / freq)
