"""Cover ratios and loan sizes: DSCR, haircuts, refinancing tests, level and sculpted debt."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from udfs.errors import DomainError, InputTypeError, ZeroDenominatorError

Array = np.ndarray[Any, np.dtype[np.float64]]
_MOST_AMORT = 100.0  # years
_MOST_LTV = 2.0


def ratios(cfads: Array, service: Array) -> tuple[Array, Any]:
    """Coverage of each period, and whether anything is due in it."""
    if len(service) == 1:
        service = np.broadcast_to(service, cfads.shape)
    if len(service) != len(cfads):
        sizes = f"{len(service)} values for {len(cfads)} of cfads"
        raise InputTypeError("service", sizes, "as many as cfads, or one")
    if (service < 0.0).any():
        raise DomainError("service", float(service.min()), "at least 0 in every period")
    is_due = service > 0.0
    if not is_due.any():
        raise ZeroDenominatorError("service", 0.0, "above 0 in some period")
    found = cfads / np.where(is_due, service, 1.0)
    if not np.isfinite(found[is_due]).all():
        raise DomainError("service", float(service[is_due].min()), "large enough for a finite DSCR")
    return found, is_due


def annuity_factor(rate: Any, count: Any) -> Any:
    """Value of 1 at the end of each of `count` periods at a periodic rate; `count` at rate 0."""
    growth = np.log1p(rate)
    safe = np.where(np.equal(rate, 0.0), 1.0, rate)
    return np.where(np.equal(rate, 0.0), count, -np.expm1(-count * growth) / safe)


def refinancing(
    noi: float,
    cap: float,
    rate: float,
    amort: float,
    ltv: float | None,
    dscr: float | None,
    debt_yield: float | None,
) -> dict[str, float]:
    """Loan that each given test allows."""
    positive = {"noi": noi, "cap": cap, "ltv": ltv, "dscr": dscr, "debt_yield": debt_yield}
    for name, value in positive.items():
        if value is not None and value <= 0.0:
            raise DomainError(name, value, "above 0")
    if ltv is not None and ltv > _MOST_LTV:
        raise DomainError("ltv", ltv, f"above 0 and at most {_MOST_LTV:g}")
    if not 0.0 <= rate <= 2.0:
        raise DomainError("rate", rate, "from 0 to 2")
    months = 12.0 * amort
    if not 0.0 <= amort <= _MOST_AMORT or abs(months - round(months)) > 1e-6:
        raise DomainError("amort", amort, "a whole number of months, from 0 to 100 years")
    found = {}
    if ltv is not None:
        found["LTV"] = ltv * noi / cap
    if dscr is not None:
        if amort == 0.0 and rate == 0.0:
            raise ZeroDenominatorError("rate", rate, "above 0 when the loan is interest only")
        yearly = 12.0 / float(annuity_factor(rate / 12.0, round(months))) if amort else rate
        found["DSCR"] = noi / dscr / yearly
    if debt_yield is not None:
        found["Debt yield"] = noi / debt_yield
    for name, loan in found.items():
        if not math.isfinite(loan):
            raise DomainError(name, loan, "a finite loan")
    return found
