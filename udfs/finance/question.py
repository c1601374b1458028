"""The AI revenue question: what must be earned on the chips and the data centres bought."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, fsum, log1p
from typing import Any

import numpy as np

from udfs.errors import DomainError, OnBalanceError, ZeroDenominatorError
from udfs.finance import cover
from udfs.finance.annuity import geometric
from udfs.finance.budget import MOST_SHARE
from udfs.finance.columns import finite

GAP = ("Required", "Revenue", "Gap", "Coverage", "x growth needed")


def check_margin(name: str, margin: float) -> None:
    """Raise DomainError for a margin that leaves nothing of a sale for its cost."""
    if margin >= 1.0:
        raise DomainError(name, margin, "below 1 (a share, 0.5 for 50%)")


def required(spend: Any, mult: Any, margin: Any, cloud_margin: Any) -> Any:
    """Revenue of those who use the chips, so that each party earns its margin."""
    return spend * mult / ((1.0 - cloud_margin) * (1.0 - margin))


def required_rows(spend: Any, mult: Any, margin: Any, cloud_margin: Any) -> Any:
    """`required` for many rows; NaN where an argument is out of its domain."""
    good = np.greater_equal(spend, 0.0) & np.greater_equal(mult, 1.0)
    good = good & np.less(margin, 1.0) & np.less(cloud_margin, 1.0)
    return np.where(good, required(spend, mult, margin, cloud_margin), np.nan)


def yearly(
    capex: float, life: float, wacc: float, opex_pct: float, margin: float, residual: float
) -> float:
    """Revenue a year that pays capital, running cost and the user's margin."""
    growth = log1p(wacc)
    factor = geometric(-growth, life) * exp(-growth)
    charge = (capex - residual * exp(-growth * life)) / factor
    return (charge + opex_pct * capex) / (1.0 - margin)


def yearly_rows(capex: Any, life: Any, wacc: Any, opex_pct: Any, margin: Any, residual: Any) -> Any:
    """`yearly` for many rows; NaN where an argument is out of its domain."""
    left = residual * np.exp(-np.log1p(wacc) * life)
    charge = (capex - left) / cover.annuity_factor(wacc, life)
    good = np.greater_equal(capex, 0.0) & np.greater(life, 0.0) & np.greater(wacc, -1.0)
    good = good & np.greater_equal(opex_pct, 0.0) & np.less_equal(opex_pct, MOST_SHARE)
    good = good & np.less(margin, 1.0) & np.greater_equal(residual, 0.0)
    return np.where(good, (charge + opex_pct * capex) / (1.0 - margin), np.nan)


def gap(needed: float, revenues: Sequence[float]) -> dict[str, list[Any]]:
    """One row: what is required, what is earned, and how far apart they are."""
    earned = fsum(revenues)
    coverage: float | OnBalanceError
    growth: float | OnBalanceError
    coverage = earned / needed if needed else ZeroDenominatorError("required", needed, "above 0")
    growth = needed / earned if earned else ZeroDenominatorError("revenues", earned, "above 0")
    cells = (needed, earned, needed - earned, coverage, growth)
    return finite({title: [cell] for title, cell in zip(GAP, cells, strict=True)})
