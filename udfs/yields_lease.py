"""Yields of a leased building: the developer's return, and the rent that earns a wanted one.

Amounts are positive, in the caller's currency. Returns are effective annual.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from udfs.errors import DomainError, InputTypeError
from udfs.finance import annuities, annuity, cashflow, solve
from udfs.kinds import Count, Frequency, Money, Number, Rate, Spread, Text, Timing
from udfs.registry import udf

_FLOWS_AT_ONCE = 1 << 20


def _lease_irr_rows(
    cost: Any, nper: Any, pmt: Any, residual: Any, timing: Any, freq: Any, escalator: Any,
    build_months: Any, shape: str,
) -> Any:  # fmt: skip
    given = (cost, nper, pmt, residual, timing, freq, escalator, build_months)
    shape_out = np.broadcast_shapes(*(np.shape(a) for a in given))
    columns = [np.broadcast_to(a, shape_out).reshape(-1, 1) if np.ndim(a) else a for a in given]
    cost, nper, pmt, residual, timing, freq, escalator, build_months = columns
    good = (np.greater_equal(nper, 1)) & np.less_equal(nper, cashflow.MOST_PERIODS)
    good = good & (np.floor(nper) == nper) & np.greater(cost, 0) & np.greater(escalator, -1)
    good = good & np.isin(timing, (0, 1)) & np.isin(freq, annuity.FREQUENCIES)
    good = good & (np.floor(build_months) == build_months) & np.greater_equal(build_months, 0)
    good = good & np.less_equal(build_months, cashflow.MOST_MONTHS)
    good = np.broadcast_to(good, (int(np.prod(shape_out)), 1))[:, 0]
    found = np.full(len(good), np.nan)
    rows = np.flatnonzero(good)
    if len(rows):
        width = int(np.max(np.where(np.isfinite(nper), nper, 1)))
        step = max(1, _FLOWS_AT_ONCE // (min(width, cashflow.MOST_PERIODS) + 1))
        is_common = not any(np.ndim(a) for a in (nper, timing, freq, build_months))
        for start in range(0, len(rows), step):
            part = rows[start : start + step]
            some: list[Any] = [a[part] if np.ndim(a) else a for a in columns]
            flows, years = cashflow.lessor_flows(shape, *some)
            found[part] = solve.rates_of_return(flows, years[0] if is_common else years)
    return found.reshape(shape_out)


@udf(
    source="Excel IRR of the lessor's flows; cosine S-curve (1-cos(pi k/n))/2",
    native="=(1+RATE({nper},{pmt},-{cost},{residual},{timing}))^{freq}-1",
    domain="level rent and no construction: escalator 0, build_months 0",
    vector=_lease_irr_rows,
)
def yield_lease_irr(
    cost: Money,
    nper: Count,
    pmt: Money,
    residual: Money = 0.0,
    timing: Timing = 0,
    freq: Frequency = 1,
    escalator: Number = 0.0,
    build_months: Count = 0,
    shape: Text = "cosine",
) -> Rate:
    """Return of a building let for a fixed term, cost to residual, effective annual.

    Parameters
    ----------
    cost : currency
        Cost of the asset, positive.
    nper : count
        Number of rent periods, whole, 1 to 12,000.
    pmt : currency per period
        First year's rent per payment period, positive for an amount received.
    residual : currency
        Value of the asset at the end of the term; negative for a cost of clearing it.
    timing : 0 or 1
        0 rent at the end of each period, 1 at the start.
    freq : payments a year
        1, 2, 4 or 12.
    escalator : decimal, a year
        Growth of the rent on each anniversary of commencement, above -1.
    build_months : count
        Months of construction before commencement, whole, 0 to 1,200; 0 is all cost on the day of
        commencement. Month k's cost is paid at its end, the last one at commencement.
    shape : text
        How the cost is drawn over construction: "cosine", "linear" or "normal".

    Returns
    -------
    decimal, effective annual
        The rate at which rents and residual are worth the cost.

    Raises
    ------
    DomainError
        `#NUM!` for a cost not above 0, an nper or build_months out of range or not whole.
    NoConvergenceError
        `#NUM!` when no rate above -100% exists, as with no rent and no residual.
    InputTypeError
        `#VALUE!` for an unknown shape.

    Notes
    -----
    Root of sum of pmt (1 + escalator) ^ floor(k / freq) / (1 + y) ^ ((k + 1 - timing) / freq) +
    residual / (1 + y) ^ (nper / freq) - sum of draws (1 + y) ^ (months before commencement / 12).

    Examples
    --------
    >>> round(yield_lease_irr(2000, 20, 200), 10), round(yield_lease_irr(2000, 20, 200, 1000), 5)
    (0.0775468953, 0.09025)
    """
    if cost <= 0.0:
        raise DomainError("cost", cost, "above 0")
    annuity.check_count("nper", nper, 1)
    annuity.check_timing(timing)
    annuity.check_frequency(freq)
    annuity.check_escalator(escalator)
    cashflow.check_lease(nper, build_months)
    flows, years = cashflow.lessor_flows(
        shape, cost, nper, pmt, residual, timing, freq, escalator, build_months
    )
    return solve.rate_of_return(flows[0], years[0], argument="the flows of the lease")


def _scale(unit: str) -> float:
    scale = {"bp": 1e-4, "decimal": 1.0}.get(unit.strip().lower())
    if scale is None:
        raise InputTypeError("unit", unit, '"bp" or "decimal"')
    return scale


def _xplus_rows(
    cost: Any, tenant_yield: Any, spread: Any, nper: Any, residual: Any, timing: Any, freq: Any,
    escalator: Any, unit: str, yield_freq: Any,
) -> Any:  # fmt: skip
    quoted = tenant_yield + np.multiply(spread, _scale(unit))
    rate = np.expm1(cashflow.log_growths(quoted, yield_freq))
    rent = annuities.present_values(rate, nper, 1.0, 0.0, timing, freq, escalator, "effective")
    periods = np.divide(nper, freq)
    found = (cost - residual * np.exp(-periods * np.log1p(rate))) / rent
    good = np.isfinite(found) & np.greater(cost, 0) & np.isin(yield_freq, (0, 1, 2, 4, 12))
    if unit.strip().lower() == "bp":
        good &= ~(np.greater(spread, 0) & np.less(spread, 1))
    return np.where(good, found, np.nan)


@udf(
    source="Growing annuity, Ross, Westerfield, Jaffe, Corporate Finance; D. Cahn on 20VC (2024)",
    native="=-PMT((1+({tenant_yield}+{spread}/10000)/{yield_freq})^({yield_freq}/{freq})-1,"
    "{nper},{cost},-{residual},{timing})",
    domain="level rent, spread in basis points, yield_freq above 0",
    vector=_xplus_rows,
)
def yield_xplus_rent(
    cost: Money,
    tenant_yield: Rate,
    spread: Spread,
    nper: Count,
    residual: Money = 0.0,
    timing: Timing = 0,
    freq: Frequency = 1,
    escalator: Number = 0.0,
    unit: Text = "bp",
    yield_freq: Count = 1,
) -> Money:
    """First rent payment that returns the tenant's bond yield plus a spread on the cost.

    Parameters
    ----------
    cost : currency
        Cost of the asset at commencement, positive.
    tenant_yield : decimal, a year
        Yield of the tenant's bonds, quoted with compounding yield_freq.
    spread : basis points
        Added to the yield as quoted: 200 is 2%. A spread between 0 and 1 is refused as a likely
        decimal; unit "decimal" takes decimals.
    nper : count
        Number of rent periods, whole, at least 1.
    residual : currency
        Value of the asset at the end of the term, to which the lessor is not paid rent.
    timing : 0 or 1
        0 rent at the end of each period, 1 at the start.
    freq : payments a year
        1, 2, 4 or 12.
    escalator : decimal, a year
        Growth of the rent on each anniversary of commencement, above -1.
    unit : text
        Unit of spread: "bp" or "decimal".
    yield_freq : times a year
        Compounding of the quoted yield: 1 effective, 2 as bonds are quoted, 4, 12; 0 continuous.

    Returns
    -------
    currency per period
        First payment, positive; negative when the residual alone returns more than asked.

    Raises
    ------
    DomainError
        `#NUM!` for a spread between 0 and 1 bp, a yield of -100% or below, a cost not above 0.
    InputTypeError
        `#VALUE!` for an unknown unit.

    Notes
    -----
    y = (1 + (tenant_yield + spread) / yield_freq) ^ yield_freq - 1 is the effective return asked;
    (cost - residual / (1 + y) ^ (nper / freq)) / value of a rent of 1 at y. The inverse of
    YIELD_LEASE_IRR; an escalator equal to the return is no special case.

    Examples
    --------
    >>> round(yield_xplus_rent(2000, 0.05, 200, 20), 6)
    188.785851
    >>> round(yield_xplus_rent(2000, 0.05, 200, 20, yield_freq=2), 2)
    190.59
    """
    if cost <= 0.0:
        raise DomainError("cost", cost, "above 0")
    if yield_freq not in (0, 1, 2, 4, 12):
        raise DomainError("yield_freq", yield_freq, "0, 1, 2, 4 or 12")
    if unit.strip().lower() == "bp" and 0.0 < spread < 1.0:
        message = (
            f"spread must be in basis points, got {spread:g}: {spread:g} bp is almost surely a "
            f'decimal by mistake; give {spread * 1e4:g}, or unit "decimal"'
        )
        raise DomainError("spread", spread, "in basis points", message=message)
    quoted = tenant_yield + spread * _scale(unit)
    if yield_freq and quoted <= -yield_freq:
        raise DomainError("tenant_yield", quoted, f"above {-yield_freq:g} with the spread")
    annuity.check_count("nper", nper, 1)
    annuity.check_timing(timing)
    annuity.check_escalator(escalator)
    annuity.check_frequency(freq)
    growth = cashflow.log_growth(quoted, yield_freq) / freq
    value = annuity.present_value(growth, nper, 1.0, 0.0, timing, freq, escalator)
    return (cost - residual * math.exp(-nper * growth)) / value
