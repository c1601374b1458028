"""GPU economics: the price and the use at which a GPU breaks even, and how long it pays to run.

Prices and running costs are per GPU-hour, capital per GPU, both positive, in one currency. A year
has 8,760 hours; `util` is the part of them that is sold.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from udfs.errors import DomainError, ZeroDenominatorError
from udfs.finance import cover, rental
from udfs.kernels import single
from udfs.kinds import Money, Number, Rate, Share, Years
from udfs.registry import udf


def _needed(
    capex: Any, life: Any, wacc: Any, opex_h: Any, decline: Any, residual: Any
) -> tuple[Any, Any]:
    """What the hours sold must earn, as a present value, and the present value of a price of 1."""
    worth = residual * np.exp(-life * np.log1p(wacc))
    cost = capex - worth + rental.HOURS * opex_h * cover.annuity_factor(wacc, life)
    return cost, rental.HOURS * rental.falling_sum(wacc, decline, life)


def _check_plan(capex: float, life: float, wacc: float, decline: float, residual: float) -> None:
    for name, value in (("capex", capex), ("residual", residual)):
        if value < 0.0:
            raise DomainError(name, value, "at least 0")
    if life <= 0.0:
        raise DomainError("life", life, "above 0")
    if wacc <= -1.0:
        raise DomainError("wacc", wacc, "above -1")
    rental.check_decline(decline)


def _is_plan(capex: Any, life: Any, wacc: Any, opex_h: Any, decline: Any, residual: Any) -> Any:
    good = (capex >= 0.0) & (life > 0.0) & (wacc > -1.0) & (decline <= 1.0)
    return good & (residual >= 0.0) & (opex_h >= 0.0)


def _price_rows(
    capex: Any, life: Any, wacc: Any, opex_h: Any, util: Any, decline: Any, residual: Any
) -> Any:
    cost, unit = _needed(capex, life, wacc, opex_h, decline, residual)
    good = _is_plan(capex, life, wacc, opex_h, decline, residual) & (util > 0.0) & (util <= 1.0)
    return np.where(good, cost / (util * unit), np.nan)


_COST = "({capex}-{residual}*(1+{wacc})^-{life}-PV({wacc},{life},8760*{opex_h}))"
_UNIT = "PV((1+{wacc})/(1-{decline})-1,{life},-1/(1-{decline}))"


@udf(
    source="Brealey, Myers and Allen, Principles of Corporate Finance: a net present value of 0",
    native="=" + _COST + "/(8760*{util}*" + _UNIT + ")",
    domain="decline below 1",
    vector=_price_rows,
)
def gpu_breakeven_price(
    capex: Money,
    life: Years,
    wacc: Rate,
    opex_h: Money,
    util: Share,
    decline: Number = 0,
    residual: Money = 0,
) -> Money:
    """Opening rental price per GPU-hour at which a GPU just earns its cost of capital.

    Parameters
    ----------
    capex : currency per GPU
        All that is spent to bring one GPU into service, at least 0.
    life : years
        Years in which it earns, above 0; need not be whole.
    wacc : decimal, effective annual
        Cost of capital, above -1.
    opex_h : currency per GPU-hour
        Running cost of every hour, sold or not (power, space, staff); at least 0.
    util : share of one
        Part of the hours that is sold, above 0 and at most 1.
    decline : decimal, a year
        Fall of the price each year, at most 1: 0.25 for 25%; negative for a rise.
    residual : currency per GPU
        Resale value at the end of the life, at least 0.

    Returns
    -------
    currency per GPU-hour
        Price of the first year; negative when the residual alone pays for everything.

    Raises
    ------
    ZeroDenominatorError
        `#DIV/0!` for a utilisation of 0.
    DomainError
        `#NUM!` for an argument out of its domain; the message names it.

    Notes
    -----
    (capex - residual (1 + wacc) ^ -life + 8,760 opex_h annuity) / (8,760 util sum of (1 - decline)
    ^ (k - 1) (1 + wacc) ^ -k), k = 1 .. life; cash at the end of each year. A part of a year counts
    as the closed annuity form does.

    Examples
    --------
    >>> [round(gpu_breakeven_price(50000, 6, 0.1, 0.6, 0.7, fall), 2) for fall in (0.25, 0)]
    [4.63, 2.73]
    """
    rental.check_use(util, opex_h)
    _check_plan(capex, life, wacc, decline, residual)
    return single(_price_rows, capex, life, wacc, opex_h, util, decline, residual)


def _util_rows(
    price: Any, capex: Any, life: Any, wacc: Any, opex_h: Any, decline: Any, residual: Any
) -> Any:
    cost, unit = _needed(capex, life, wacc, opex_h, decline, residual)
    good = _is_plan(capex, life, wacc, opex_h, decline, residual) & (price > 0.0)
    return np.where(good, cost / (price * unit), np.nan)


@udf(
    source="Brealey, Myers and Allen, Principles of Corporate Finance: a net present value of 0",
    native="=" + _COST + "/(8760*{price}*" + _UNIT + ")",
    domain="decline below 1",
    vector=_util_rows,
)
def gpu_breakeven_util(
    price: Money,
    capex: Money,
    life: Years,
    wacc: Rate,
    opex_h: Money,
    decline: Number = 0,
    residual: Money = 0,
) -> Share:
    """Share of its hours that a GPU must sell to earn its cost of capital.

    Parameters
    ----------
    price : currency per GPU-hour
        Rental price of the first year, above 0.
    capex : currency per GPU
        All that is spent to bring one GPU into service, at least 0.
    life : years
        Years in which it earns, above 0; need not be whole.
    wacc : decimal, effective annual
        Cost of capital, above -1.
    opex_h : currency per GPU-hour
        Running cost of every hour, sold or not (power, space, staff); at least 0.
    decline : decimal, a year
        Fall of the price each year, at most 1: 0.25 for 25%; negative for a rise.
    residual : currency per GPU
        Resale value at the end of the life, at least 0.

    Returns
    -------
    share of one
        Break-even utilisation. Above 1 it cannot be reached: the price is too low even for a GPU
        that is always let; negative when the residual alone pays for everything.

    Raises
    ------
    ZeroDenominatorError
        `#DIV/0!` for a price of 0.
    DomainError
        `#NUM!` for an argument out of its domain; the message names it.

    Notes
    -----
    GPU_BREAKEVEN_PRICE solved for util: (capex - residual (1 + wacc) ^ -life + 8,760 opex_h
    annuity) / (8,760 price sum of (1 - decline) ^ (k - 1) (1 + wacc) ^ -k).

    Examples
    --------
    >>> round(gpu_breakeven_util(4, 50000, 6, 0.1, 0.6), 4)
    0.4776
    >>> round(gpu_breakeven_util(4, 50000, 6, 0.1, 0.6, 0.25), 4)
    0.8094
    """
    if price == 0.0:
        raise ZeroDenominatorError("price", price, "above 0")
    for name, value in (("price", price), ("opex_h", opex_h)):
        if value < 0.0:
            raise DomainError(name, value, "at least 0")
    _check_plan(capex, life, wacc, decline, residual)
    return single(_util_rows, price, capex, life, wacc, opex_h, decline, residual)


def _life_rows(p0: Any, decline: Any, util: Any, opex_h: Any) -> Any:
    good = (p0 > 0.0) & (util > 0.0) & (util <= 1.0)
    good = good & (opex_h > 0.0) & (decline > 0.0) & (decline < 1.0)
    return np.where(good, np.log(opex_h / (p0 * util)) / np.log1p(-decline), np.nan)


@udf(
    source="Hotelling, A General Mathematical Theory of Depreciation, JASA 20 (1925)",
    native="=LN({opex_h}/({p0}*{util}))/LN(1-{decline})",
    domain="everywhere",
    vector=_life_rows,
)
def gpu_econ_life(p0: Money, decline: Number, util: Share, opex_h: Money) -> Years:
    """Years until the rental price no longer pays the running cost of a GPU.

    Parameters
    ----------
    p0 : currency per GPU-hour
        Rental price at the start, above 0.
    decline : decimal, a year
        Fall of the price each year, above 0 and below 1.
    util : share of one
        Part of the hours that is sold, above 0 and at most 1.
    opex_h : currency per GPU-hour
        Running cost of every hour, sold or not; above 0.

    Returns
    -------
    years
        Time at which price x util falls to the running cost; negative when it is below it from the
        start. With yearly prices the last year that pays is the whole part of it plus 1.

    Raises
    ------
    ZeroDenominatorError
        `#DIV/0!` for a price or utilisation of 0.
    DomainError
        `#NUM!` for a running cost or a decline of 0 or less (it never ends), or a decline of 1 or
        more.

    Notes
    -----
    log(opex_h / (p0 util)) / log(1 - decline). Amounts are positive.

    Examples
    --------
    >>> round(gpu_econ_life(4, 0.25, 0.7, 0.6), 2)
    5.35
    """
    rental.check_use(util, opex_h)
    if p0 == 0.0:
        raise ZeroDenominatorError("p0", p0, "above 0")
    if p0 < 0.0:
        raise DomainError("p0", p0, "above 0")
    if opex_h == 0.0:
        raise DomainError("opex_h", opex_h, "above 0 for the economic life to end")
    if not 0.0 < decline < 1.0:
        raise DomainError("decline", decline, "above 0 and below 1 for the economic life to end")
    return single(_life_rows, p0, decline, util, opex_h)
