"""S-curves: the share of a cost that is drawn as construction goes on.

The named curves rise from 0 to 1 over the building time: "cosine", "linear", "normal" (see
`udfs.finance.cashflow.drawn_share`) and "beta", the distribution function of a beta variable,
whose two parameters move the bulk of the work forward or back.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from udfs.errors import DomainError, InputTypeError
from udfs.finance.cashflow import MOST_MONTHS, drawn_share

SHAPES = ("cosine", "linear", "normal", "beta")
BETA = 2.0  # both parameters of the beta curve unless given
_LEAST, _MOST = 0.01, 1000.0
_TERMS = 500
_TINY = 1e-300


def shape_name(shape: str, argument: str = "shape") -> str:
    """The name of a curve as it is written here."""
    kind = shape.strip().lower()
    if kind not in SHAPES:
        raise InputTypeError(argument, shape, "cosine, linear, normal or beta")
    return kind


def cumulative(share: Any, shape: str, a: float = BETA, b: float = BETA) -> Any:
    """Share of the cost drawn when `share` of the building time has passed.

    >>> [round(float(cumulative(k / 4, "beta")), 4) for k in range(5)]
    [0.0, 0.1562, 0.5, 0.8438, 1.0]
    """
    if shape != "beta":
        return drawn_share(share, shape)
    share = np.clip(np.asarray(share, dtype=np.float64), 0.0, 1.0)
    if a == BETA and b == BETA:
        return share * share * (3.0 - 2.0 * share)
    return incomplete_beta(share, a, b)


def weights(count: int, shape: str, a: float = BETA, b: float = BETA) -> Any:
    """Shares of the cost drawn in `count` periods of equal length; they add up to 1."""
    for name, value in (("a", a), ("b", b)):
        if not _LEAST <= value <= _MOST:
            raise DomainError(name, value, f"from {_LEAST:g} to {_MOST:g}")
    return np.diff(cumulative(np.arange(count + 1.0) / count, shape_name(shape), a, b))


def own_weights(shares: Any, count: int) -> Any:
    """A list of weights scaled to add up to 1."""
    if len(shares) != count:
        raise InputTypeError("shape", f"{len(shares)} weights", f"{count} weights, one a period")
    if (shares < 0.0).any():
        raise DomainError("shape", float(shares.min()), "weights of at least 0")
    total = float(shares.max())
    if total == 0.0:
        raise DomainError("shape", 0.0, "weights that are not all 0")
    scaled = shares / total
    return scaled / math.fsum(scaled)


def incomplete_beta(x: Any, a: float, b: float) -> Any:
    """The regularised incomplete beta function, by its continued fraction (DLMF 8.17.22)."""
    turn = (a + 1.0) / (a + b + 2.0)
    low = np.minimum(x, turn)
    high = np.minimum(1.0 - x, 1.0 - turn)
    return np.where(x < turn, _fraction(low, a, b), 1.0 - _fraction(high, b, a))


def _fraction(x: Any, a: float, b: float) -> Any:
    """The function where its continued fraction is quick, by Lentz's method."""
    factor = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) - math.log(a)
    with np.errstate(divide="ignore"):
        front = np.exp(factor + a * np.log(x) + b * np.log1p(-x))
    c = np.ones_like(x)
    d = 1.0 / _away(1.0 - (a + b) * x / (a + 1.0))
    result = d.copy()
    for m in range(1, _TERMS):
        step = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m))
        c, d = _away(1.0 + step / c), 1.0 / _away(1.0 + step * d)
        result = result * c * d
        step = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))
        c, d = _away(1.0 + step / c), 1.0 / _away(1.0 + step * d)
        result = result * c * d
        if (np.abs(c * d - 1.0) < 4e-16).all():
            break
    return front * result


def _away(value: Any) -> Any:
    """The value, kept away from zero."""
    return np.where(np.abs(value) < _TINY, _TINY, value)


def check_months(argument: str, months: float) -> None:
    """Raise DomainError unless a number of periods is whole and not too many."""
    if not 1 <= months <= MOST_MONTHS or months % 1:
        raise DomainError(argument, months, f"a whole number from 1 to {MOST_MONTHS}")
