"""A cluster of GPUs: its power, its network, a training run, and compute given below market.

Prices are positive, in the caller's currency; a year has 8,760 hours, a month 730.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from udfs.errors import DomainError, ZeroDenominatorError
from udfs.finance.annuity import check_count
from udfs.finance.cover import annuity_factor
from udfs.kernels import single
from udfs.kinds import Count, Flag, Money, Number, Rate, Share
from udfs.registry import udf
from udfs.table import Table

_MONTH = 730.0  # hours
_YEAR = 8784.0  # hours of a leap year
_LEAST_PEAK = 1e9  # operations a second; anything lower was meant in another unit


def _power_rows(kw: Any, pue: Any, price: Any, load: Any, hours: Any) -> Any:
    good = (kw >= 0.0) & (pue >= 1.0) & (price >= 0.0) & (load >= 0.0) & (load <= 1.0)
    good = good & (hours >= 0.0) & (hours <= _YEAR)
    return np.where(good, kw * pue * load * hours * price, np.nan)


@udf(
    source="The Green Grid, PUE: A Comprehensive Examination of the Metric (2012)",
    native="={kw}*{pue}*{load}*{hours}*{price}",
    domain="everywhere",
    vector=_power_rows,
)
def gpu_power_cost(
    kw: Number, pue: Number, price: Money, load: Share = 1, hours: Number = 8760
) -> Money:
    """Cost of electricity a year for IT equipment, cooling and losses included.

    Parameters
    ----------
    kw : kW
        Power of the equipment at full load, at least 0: 10.2 for a server of 8 GPUs.
    pue : ratio
        Power usage effectiveness, total power over IT power, at least 1: 1.3 air, 1.1 liquid.
    price : currency per kWh
        Price of electricity, at least 0. A price of 1 gives the kWh.
    load : share of one
        Average load, 0 to 1.
    hours : hours a year
        Hours of operation, 0 to 8,784.

    Returns
    -------
    currency a year
        Cost, positive.

    Raises
    ------
    DomainError
        `#NUM!` for a PUE below 1 (it is total over IT power), or another argument out of range.

    Notes
    -----
    kw x pue x load x hours x price.

    Examples
    --------
    >>> round(gpu_power_cost(10.2, 1.3, 0.08), 2)
    9292.61
    """
    for name, value in (("kw", kw), ("price", price), ("hours", hours)):
        if value < 0.0:
            raise DomainError(name, value, "at least 0")
    if pue < 1.0:
        raise DomainError("pue", pue, "at least 1 (total power over IT power)")
    if not 0.0 <= load <= 1.0:
        raise DomainError("load", load, "from 0 to 1")
    if hours > _YEAR:
        raise DomainError("hours", hours, f"at most {_YEAR:g}, the hours of a year")
    return single(_power_rows, kw, pue, price, load, hours)


@udf(
    source="Al-Fares, Loukissas and Vahdat, A Scalable Data Center Network (SIGCOMM 2008)",
    native=None,
    reason="spills; the pieces are =ROUNDUP(gpus/per_node,0), =gpus*tiers and their products",
)
def gpu_fabric(
    gpus: Count,
    per_node: Count = 8,
    radix: Count = 64,
    kw_node: Number = 10.2,
    pue: Number = 1.3,
    metres_link: Number = 16.76,
    headers: Flag = True,
) -> Table:
    """Size of the network and the power of a cluster of GPUs in a fat tree.

    Parameters
    ----------
    gpus : count
        GPUs, whole, at least 1; each has one network port.
    per_node : count
        GPUs in a server, whole, at least 1.
    radix : count
        Ports of a switch, even, at least 4.
    kw_node : kW
        Power of a server, at least 0.
    pue : ratio
        Power usage effectiveness, total power over IT power, at least 1.
    metres_link : metres
        Average length of a link, at least 0.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        One row: Nodes, Tiers, Links, Switches, MW (at the meter), km (of cable); all positive.

    Raises
    ------
    DomainError
        `#NUM!` for a count below its least or not whole, an odd radix, or a PUE below 1.

    Notes
    -----
    t tiers of switches carry 2 (radix / 2) ^ t GPUs without blocking: 2 up to radix^2 / 2, 3 up to
    radix^3 / 4. Links = gpus x Tiers. Switches: every tier but the top takes 2 gpus / radix, the
    top half of that. MW = Nodes x kw_node x pue / 1,000.

    Examples
    --------
    >>> [round(cell, 1) for cell in gpu_fabric(16000).rows(headers=False)[0]]
    [2000.0, 3.0, 48000.0, 1250.0, 26.5, 804.5]
    """
    for name, value, least in (("gpus", gpus, 1), ("per_node", per_node, 1), ("radix", radix, 4)):
        check_count(name, value, least, 1e15)
    if radix % 2.0:
        raise DomainError("radix", radix, "even")
    for name, value in (("kw_node", kw_node), ("metres_link", metres_link)):
        if value < 0.0:
            raise DomainError(name, value, "at least 0")
    if pue < 1.0:
        raise DomainError("pue", pue, "at least 1 (total power over IT power)")
    tiers = 2
    while 2.0 * (radix / 2.0) ** tiers < gpus:
        tiers += 1
    nodes, links = math.ceil(gpus / per_node), gpus * tiers
    switches = math.ceil(2.0 * gpus / radix) * (tiers - 1) + math.ceil(gpus / radix)
    values = {
        "Nodes": float(nodes),
        "Tiers": float(tiers),
        "Links": links,
        "Switches": float(switches),
        "MW": nodes * kw_node * pue / 1000.0,
        "km": links * metres_link / 1000.0,
    }
    return Table(tuple(values), {key: np.array([value]) for key, value in values.items()})


@udf(
    source="Kaplan et al., Scaling Laws for Neural Language Models (2020), section 2.1: C = 6ND",
    native=None,
    reason="spills; the pieces are =6*params*tokens and =flops/(peak*mfu*goodput*3600)*price",
)
def gpu_train_cost(
    params: Number,
    tokens: Number,
    peak: Number,
    mfu: Share,
    price: Money,
    gpus: Count | None = None,
    goodput: Share = 1.0,
    headers: Flag = True,
) -> Table:
    """Work, time and cost of training a language model.

    Parameters
    ----------
    params : count
        Parameters of the model that work on each token, above 0: 405e9.
    tokens : count
        Tokens trained on, above 0: 15.6e12.
    peak : operations a second
        Peak of one GPU at the precision used: 989e12 for an H100 in BF16.
    mfu : share of one
        Model FLOPs utilisation, the part of the peak that is reached while it runs; above 0 and at
        most 1.
    price : currency per GPU-hour
        What an hour costs, at least 0.
    gpus : count
        GPUs at work, at least 1. Blank: Days stays blank.
    goodput : share of one
        Part of the hours paid that makes progress (failures, restarts); above 0 and at most 1.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        One row: FLOPs, GPU-h (paid), Days, $ (cost, positive).

    Raises
    ------
    ZeroDenominatorError
        `#DIV/0!` for an mfu or a goodput of 0.
    DomainError
        `#NUM!` for an argument out of its domain; a peak below 1e9 was meant in another unit.

    Notes
    -----
    FLOPs = 6 params tokens (forward and backward); GPU-h = FLOPs / (peak mfu goodput 3,600); Days =
    GPU-h / gpus / 24; $ = GPU-h x price.

    Examples
    --------
    >>> run = gpu_train_cost(405e9, 15.6e12, 989e12, 0.41, 2.5, 16384, 0.9)
    >>> f"{run['flops'][0]:.3g}", round(run["days"][0].item(), 1)
    ('3.79e+25', 73.4)
    """
    for name, value in (("params", params), ("tokens", tokens)):
        if value <= 0.0:
            raise DomainError(name, value, "above 0")
    if peak < _LEAST_PEAK:
        raise DomainError("peak", peak, "in operations a second, 989e12 for 989 teraflops")
    for name, value in (("mfu", mfu), ("goodput", goodput)):
        if value == 0.0:
            raise ZeroDenominatorError(name, value, "above 0")
        if not 0.0 < value <= 1.0:
            raise DomainError(name, value, "above 0 and at most 1")
    if price < 0.0:
        raise DomainError("price", price, "at least 0")
    if gpus is not None and gpus < 1.0:
        raise DomainError("gpus", gpus, "at least 1")
    flops = 6.0 * params * tokens
    hours = flops / (peak * mfu * goodput * 3600.0)
    columns: dict[str, Any] = {"FLOPs": np.array([flops]), "GPU-h": np.array([hours])}
    columns["Days"] = [""] if gpus is None else np.array([hours / gpus / 24.0])
    columns["$"] = np.array([hours * price])
    return Table(tuple(columns), columns)


@udf(
    source="Brealey, Myers and Allen, Principles of Corporate Finance: present value of an annuity",
    native=None,
    reason="spills; the pieces are =(market-charged)*gpus*730*util and =-PV(i,months,payment)",
)
def gpu_coupon(
    market: Money,
    charged: Money,
    gpus: Count,
    months: Count,
    util: Share = 1.0,
    rate: Rate = 0.0,
    raised: Money | None = None,
    headers: Flag = True,
) -> Table:
    """Value of compute that an investor lets to a company below the market price.

    Parameters
    ----------
    market : currency per GPU-hour
        Market price, at least 0.
    charged : currency per GPU-hour
        Price charged, at least 0; above market the coupon is negative.
    gpus : count
        GPUs let, at least 0.
    months : count
        Months, whole, from 1 to 1,200; the benefit comes at the end of each.
    util : share of one
        Part of the hours used, 0 to 1.
    rate : decimal, effective annual
        Discount rate, above -1.
    raised : currency
        Money raised in the round, above 0. Blank: the share of the round stays blank.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        One row: $/month, PV, % of round (PV over the money raised, a share). Positive for a
        benefit to the company.

    Raises
    ------
    DomainError
        `#NUM!` for an argument out of its domain; the message names it.

    Notes
    -----
    $/month = (market - charged) x gpus x 730 x util; PV over the months at (1 + rate) ^ (1 / 12) -
    1 a month.

    Examples
    --------
    >>> coupon = gpu_coupon(4, 3, 3000, 12, raised=43e6)
    >>> round(coupon["pv"][0].item()), round(coupon["pct_of_round"][0].item(), 2)
    (26280000, 0.61)
    """
    for name, value in (("market", market), ("charged", charged), ("gpus", gpus)):
        if value < 0.0:
            raise DomainError(name, value, "at least 0")
    check_count("months", months, 1, 1200)
    if not 0.0 <= util <= 1.0:
        raise DomainError("util", util, "from 0 to 1")
    if rate <= -1.0:
        raise DomainError("rate", rate, "above -1")
    if raised is not None and raised <= 0.0:
        raise DomainError("raised", raised, "above 0")
    monthly = (market - charged) * gpus * _MONTH * util
    worth = monthly * float(annuity_factor(math.expm1(math.log1p(rate) / 12.0), months))
    columns: dict[str, Any] = {"$/month": np.array([monthly]), "PV": np.array([worth])}
    columns["% of round"] = [""] if raised is None else np.array([worth / raised])
    return Table(tuple(columns), columns)
