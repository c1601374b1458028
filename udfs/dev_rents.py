"""Rent and value of a data centre: operating income, yield on cost, spread, value, residual.

Amounts are positive, in one currency unit throughout; rents are per kW of capacity and month.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from udfs.errors import DomainError, ZeroDenominatorError
from udfs.finance import annuities, annuity
from udfs.finance.rents import MOST_YEARS, year_rows
from udfs.kinds import Count, Flag, Frequency, Money, Number, Rate, Series, Share, Timing, Years
from udfs.registry import udf
from udfs.table import Table

_RENT = ("Year", "MW leased", "Base rent", "Recoveries", "Opex", "Power", "NOI")


@udf(
    source="CBRE, North America Data Center Trends: asking rents in $ per kW and month",
    native=None,
    reason="spills year by year; the workbook has the lines on its Operations sheet",
)
def dev_rent(
    mw: Number,
    rent_kw_mo: Money,
    years: Count,
    escalator: Number = 0.0,
    ramp: Series | None = None,
    occ: Share = 1.0,
    recover: Share = 1.0,
    pue: Number = 1.0,
    power: Money = 0.0,
    opex_pct: Share = 0.0,
    headers: Flag = True,
) -> Table:
    """Rent of a data centre year by year: base rent, recoveries, costs, net operating income.

    Parameters
    ----------
    mw : MW
        Critical load that can be let, above 0.
    rent_kw_mo : currency per kW a month
        Base rent of the first year, positive.
    years : count
        Years of operation, whole, from 1 to 100.
    escalator : decimal, a year
        Growth of the rent on each anniversary, 0.025 for 2.5%; above -1.
    ramp : row or column of shares
        Share of the load let in year 1, 2, ..., each 0 to 1; the last one goes on. Blank: all of
        it from the start.
    occ : share of one
        Occupancy, 0 to 1, that multiplies the ramp.
    recover : share of one
        Part of operating and power cost that tenants pay: 1 triple net, 0 gross.
    pue : ratio
        Power usage effectiveness, total power to IT power, at least 1.
    power : currency per kWh
        Price of electricity; 0 when the tenant buys its own.
    opex_pct : share of one
        Operating cost other than power, as a share of base rent.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        Year, MW leased, Base rent, Recoveries, Opex, Power, NOI: one row per year; all amounts
        positive, costs included; NOI = Base rent + Recoveries - Opex - Power may be negative.

    Raises
    ------
    DomainError
        `#NUM!` for an argument out of its domain; the message names it.

    Notes
    -----
    MW leased = mw x ramp x occ. Base rent = MW leased x 1,000 x rent_kw_mo x 12 x (1 + escalator) ^
    (year - 1). Power = MW leased x 1,000 x pue x 8,760 x power, at full load and a level price.
    Opex = opex_pct x Base rent. Recoveries = recover x (Opex + Power).

    Examples
    --------
    >>> table = dev_rent(100, 75, 15, 0.025)
    >>> [round(float(x)) for x in table["noi"][:2]]
    [90000000, 92250000]
    """
    for name, value, least in (("mw", mw, 0.0), ("rent_kw_mo", rent_kw_mo, 0.0), ("pue", pue, 1.0)):
        if value < least or (name == "mw" and value == 0.0):
            raise DomainError(name, value, "above 0" if name == "mw" else f"at least {least:g}")
    annuity.check_count("years", years, 1, MOST_YEARS)
    annuity.check_escalator(escalator)
    shares = np.ones(1) if ramp is None else ramp
    for name, value in (("occ", occ), ("recover", recover), ("opex_pct", opex_pct)):
        if not 0.0 <= value <= 1.0:
            raise DomainError(name, value, "from 0 to 1")
    if not ((shares >= 0.0) & (shares <= 1.0)).all():
        worst = float(shares[(shares < 0.0) | (shares > 1.0)][0])
        raise DomainError("ramp", worst, "shares from 0 to 1")
    if power < 0.0:
        raise DomainError("power", power, "at least 0")
    rows = year_rows(mw, rent_kw_mo, int(years), escalator, shares * occ)
    opex = opex_pct * rows.rent
    cost = rows.leased * 1000.0 * pue * 8760.0 * power
    back = recover * (opex + cost)
    data = (rows.year, rows.leased, rows.rent, back, opex, cost, rows.rent + back - opex - cost)
    return Table(_RENT, dict(zip(_RENT, data, strict=True)))


def _yoc_rows(noi: Any, cost: Any, growth: Any, years: Any) -> Any:
    grown = noi * np.exp(years * np.log1p(growth))
    return np.where(np.greater(cost, 0.0) & np.greater(growth, -1.0), grown / cost, np.nan)


@udf(
    source="Peiser and Hamilton, Professional Real Estate Development (ULI): return on cost",
    native="={noi}*(1+{growth})^{years}/{cost}",
    domain="cost above 0 and growth above -1",
    vector=_yoc_rows,
)
def dev_yoc(noi: Money, cost: Money, growth: Number = 0.0, years: Years = 0.0) -> Rate:
    """Development yield: net operating income a year over the whole cost.

    Parameters
    ----------
    noi : currency a year
        Stabilised net operating income, at today's rents; negative for a loss.
    cost : currency
        Whole cost, interest during construction included; positive.
    growth : decimal, a year
        Growth of rents until stabilisation; 0 (default) gives the untrended yield. Above -1.
    years : years
        Time until stabilisation over which the income is trended.

    Returns
    -------
    decimal, a year
        Yield on cost: untrended without growth or years, else trended.

    Raises
    ------
    ZeroDenominatorError
        `#DIV/0!` for a cost of 0.
    DomainError
        `#NUM!` for a negative cost, or growth of -1 or below.

    Notes
    -----
    noi x (1 + growth) ^ years / cost.

    Examples
    --------
    >>> round(dev_yoc(90, 1257.859), 5), round(dev_yoc(90, 1257.859, 0.025, 2), 5)
    (0.07155, 0.07517)
    """
    if cost == 0.0:
        raise ZeroDenominatorError("cost", cost, "above 0")
    if cost < 0.0:
        raise DomainError("cost", cost, "above 0")
    if growth <= -1.0:
        raise DomainError("growth", growth, "above -1")
    return noi * math.exp(years * math.log1p(growth)) / cost


def _spread_rows(yoc: Any, cap: Any) -> Any:
    return (yoc - cap) * 1e4


@udf(
    source="Peiser and Hamilton, Professional Real Estate Development (ULI): development spread",
    native="=({yoc}-{cap})*10000",
    domain="everywhere",
    vector=_spread_rows,
)
def dev_spread(yoc: Rate, cap: Rate) -> Number:
    """Development spread: yield on cost over the capitalisation rate at exit, in basis points.

    Parameters
    ----------
    yoc : decimal, a year
        Yield on cost.
    cap : decimal, a year
        Capitalisation rate of the finished building.

    Returns
    -------
    basis points
        Positive when building is cheaper than buying.

    Raises
    ------
    InputTypeError
        `#VALUE!` for a text in the place of a number.

    Notes
    -----
    (yoc - cap) x 10,000.

    Examples
    --------
    >>> round(dev_spread(0.07155, 0.06), 6)
    115.5
    """
    return (yoc - cap) * 1e4


@udf(
    source="Appraisal Institute, The Appraisal of Real Estate: direct capitalisation",
    native=None,
    reason="spills; the pieces are =noi/cap, =noi/cap/cost-1 and =(noi/cost-cap)*10000",
)
def dev_value(noi: Money, cap: Rate, cost: Money | None = None, headers: Flag = True) -> Table:
    """Value of the finished building, development margin and spread over the cap rate.

    Parameters
    ----------
    noi : currency a year
        Net operating income that the buyer capitalises; negative for a loss.
    cap : decimal, a year
        Capitalisation rate, above 0.
    cost : currency
        Whole cost, positive. Blank: margin and spread stay blank.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        One row: Value, Margin (profit as a share of cost), Spread (basis points). Positive when
        the building is worth more than it cost.

    Raises
    ------
    DomainError
        `#NUM!` for a cap or a cost not above 0.

    Notes
    -----
    Value = noi / cap; Margin = Value / cost - 1; Spread = (noi / cost - cap) x 10,000.

    Examples
    --------
    >>> [round(float(x[0]), 4) for x in dev_value(90, 0.06, 1257.859).data.values()]
    [1500.0, 0.1925, 115.5015]
    """
    if cap <= 0.0:
        raise DomainError("cap", cap, "above 0")
    value = noi / cap
    columns: dict[str, Any] = {"Value": np.array([value]), "Margin": [""], "Spread": [""]}
    if cost is not None:
        if cost <= 0.0:
            raise DomainError("cost", cost, "above 0")
        columns["Margin"] = np.array([value / cost - 1.0])
        columns["Spread"] = np.array([(noi / cost - cap) * 1e4])
    return Table(tuple(columns), columns)


def _residual_rows(
    cost: Any, pmt: Any, nper: Any, target: Any, timing: Any, freq: Any, escalator: Any
) -> Any:
    worth = annuities.present_values(target, nper, pmt, 0.0, timing, freq, escalator, "effective")
    grown = np.exp(np.divide(nper, freq) * np.log1p(target))
    return np.where(np.greater(cost, 0.0), (cost - worth) * grown / cost, np.nan)


@udf(
    source="Ross, Westerfield, Jaffe, Corporate Finance: growing annuity, solved for the last flow",
    native="=FV((1+{target})^(1/{freq})-1,{nper},{pmt},-{cost},{timing})/{cost}",
    domain="level rent: escalator 0",
    vector=_residual_rows,
)
def dev_residual_be(
    cost: Money,
    pmt: Money,
    nper: Count,
    target: Rate,
    timing: Timing = 0,
    freq: Frequency = 1,
    escalator: Number = 0.0,
) -> Share:
    """Residual value at the end of the lease, as a share of cost, that gives the wanted return.

    Parameters
    ----------
    cost : currency
        Cost at commencement, positive.
    pmt : currency per period
        First year's rent per payment period, positive for an amount received.
    nper : count
        Number of rent periods, whole, at least 1.
    target : decimal, effective annual
        Return wanted, above -1.
    timing : 0 or 1
        0 rent at the end of each period, 1 at the start.
    freq : payments a year
        1, 2, 4 or 12.
    escalator : decimal, a year
        Growth of the rent on each anniversary of commencement, above -1.

    Returns
    -------
    share of cost
        Break-even residual over cost; negative when the rent alone returns more than the target
        (the tenant over-pays).

    Raises
    ------
    DomainError
        `#NUM!` for a cost not above 0, a target of -1 or below, an nper below 1 or not whole.

    Notes
    -----
    (cost - value of the rent at target) x (1 + target) ^ (nper / freq) / cost. The inverse of
    YIELD_LEASE_IRR with that residual.

    Examples
    --------
    >>> [round(dev_residual_be(2000, 200, 20, target), 6) for target in (0.09, 0.07)]
    [0.488399, -0.229865]
    """
    if cost <= 0.0:
        raise DomainError("cost", cost, "above 0")
    annuity.check_rent(nper, timing, freq, escalator, 0)
    if target <= -1.0:
        raise DomainError("target", target, "above -1")
    growth = annuity.log_growth(target, freq, "effective")
    worth = annuity.present_value(growth, nper, pmt, 0.0, timing, freq, escalator)
    return (cost - worth) * math.exp(nper * growth) / cost
