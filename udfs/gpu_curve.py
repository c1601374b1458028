"""Rental curves of GPUs: prices year by year, their fall fitted, their worth, resale values.

Prices and running costs are per GPU-hour, positive. A year has 8,760 hours.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from udfs.errors import DomainError, NoConvergenceError
from udfs.finance import curve, rental
from udfs.finance.annuity import check_count
from udfs.finance.calendar import shown
from udfs.kinds import Count, Flag, Grid, Money, Number, Rate, Series, Share, StepTable, Years
from udfs.readers import is_empty
from udfs.registry import udf
from udfs.rental_table import read_resets
from udfs.table import Table
from udfs.times import read_times


@udf(
    source="Geometric decline; regimes after the contract prices that SemiAnalysis reports",
    native=None,
    reason="spills; a year without a reset is =p0*(1-decline)^(year-1), not below the floor",
)
def gpu_rental_curve(
    p0: Money,
    decline: Number,
    n: Count,
    floor: Money | None = None,
    reset_table: Grid | None = None,
    headers: Flag = True,
) -> Table:
    """Rental price of a GPU-hour year by year: a steady fall, dated prices, changes of regime.

    Parameters
    ----------
    p0 : currency per GPU-hour
        Price at the start of year 1, positive.
    decline : decimal, a year
        Fall of the price each year, at most 1: 0.25 for 25%; negative for a rise.
    n : count
        Years, whole, from 1 to 200.
    floor : currency per GPU-hour
        Price below which it does not fall, at least 0. Blank: none.
    reset_table : range of two or three columns
        Year number (1 is the start), calendar year (2023.4) or date, ascending; price from then
        on; and, if the fall changes too, the new decline (blank: the one that holds). Calendar
        years and dates count from the first one.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        Year, Price, Change, Regime: price at the start of each year, positive; its change over the
        year before (0 in year 1); "start", "reset 1", "reset 2", ... or "floor".

    Raises
    ------
    InputTypeError
        `#VALUE!` for a table with holes, years or dates that do not ascend, or dates mixed with
        years.
    DomainError
        `#NUM!` for a price below 0, a decline above 1, or an n out of range.

    Notes
    -----
    Price of year k = price of the last reset x (1 - decline) ^ (years since), at least the floor.
    A table with a price for every year gives that curve.

    Examples
    --------
    >>> gpu_rental_curve(4, 0.25, 3)["price"].tolist()
    [4.0, 3.0, 2.25]
    >>> gpu_rental_curve(4, 0.5, 4, reset_table=[[3, 2.35, 0.1]])["price"].round(4).tolist()
    [4.0, 2.0, 2.35, 2.115]
    """
    check_count("n", n, 1, rental.MOST_YEARS)
    for name, value in (("p0", p0), ("floor", floor)):
        if value is not None and value < 0.0:
            raise DomainError(name, value, "at least 0")
    rental.check_decline(decline)
    resets = None if reset_table is None else read_resets(reset_table)
    price, regime = rental.path(p0, decline, int(n), resets)
    names = np.array(["start"] + [f"reset {k}" for k in range(1, regime.max() + 1)], dtype=object)
    labels = names[regime]
    if floor is not None:
        labels[price < floor] = "floor"
        price = np.maximum(price, floor)
    before = np.concatenate([price[:1], price[:-1]])
    change = np.where(before > 0.0, price / np.where(before > 0.0, before, 1.0) - 1.0, 0.0)
    columns = {"Year": np.arange(1.0, n + 1.0), "Price": price, "Change": change}
    return Table((*columns, "Regime"), columns | {"Regime": labels.tolist()})


@udf(
    source="Ordinary least squares on logarithms; Excel LOGEST and RSQ",
    native=None,
    reason="spills; the pieces are =1-LOGEST(prices,years) and =RSQ(LN(prices),years)",
)
def gpu_fit_decline(dates: Grid, prices: Series, headers: Flag = True) -> Table:
    """Yearly fall of a price fitted to dated quotes, with how well it fits.

    Parameters
    ----------
    dates : dates or years, row or column
        Date of each quote, or its time in years (2024.8), in order; several on one date are
        allowed.
    prices : currency per GPU-hour, row or column
        Price of each date, positive. Keep list, contract and index prices apart.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        One row: Decline (a year, positive for a fall), Half-life (years; an error when the price
        does not fall), R2 (share of the variance explained, 0 to 1), Last fitted (price).

    Raises
    ------
    MissingDataError
        `#N/A` for fewer than three prices.
    InputTypeError
        `#VALUE!` for dates that are out of order, a blank among the prices, or another number of
        them.
    DomainError
        `#NUM!` for a price of 0 or less.
    ZeroDenominatorError
        `#DIV/0!` when all quotes are of one date.

    Notes
    -----
    log(price) = a + b years; Decline = 1 - exp(b), Half-life = log(1/2) / b, Last fitted = exp(a +
    b years) on the last date. Years between dates are actual/actual. A V-shaped path fits badly: a
    low R2 says so, and GPU_RENTAL_CURVE takes such a path as a table.

    Examples
    --------
    >>> table = gpu_fit_decline([2023.4, 2024.8, 2025.8, 2026.2], [8.00, 2.99, 1.70, 2.35])
    >>> round(table["decline"][0].item(), 2), round(table["r2"][0].item(), 2)
    (0.39, 0.86)
    """
    years = read_times(dates, "dates", len(prices), "prices", basis=1)
    typed = [shown(cell) for row in dates for cell in row if not is_empty(cell)]
    rental.check_ascending(years, "dates", typed, strict=False)
    found = rental.fit(years, prices)
    if found.slope < 0.0:
        half: Any = np.array([np.log(0.5) / found.slope])
    else:
        message = f"the price does not fall: it grows {-found.decline:.4g} a year"
        half = [NoConvergenceError("prices", found.decline, "falling", message=message)]
    columns = {
        "Decline": np.array([found.decline]) + 0.0,  # level prices fall by 0, not by -0
        "Half-life": half,
        "R2": np.array([found.r2]),
        "Last fitted": np.array([found.last]),
    }
    return Table(tuple(columns), columns)


_ECON = ("Year", "Price", "Cash", "Value", "Econ dep", "SL dep", "Gap")


@udf(
    source="Hotelling, A General Mathematical Theory of Depreciation, JASA 20 (1925)",
    native=None,
    reason="spills year by year; the value of a year is =(cash+next value)/(1+rate)",
)
def gpu_econ_depr(
    p0: StepTable,
    decline: Number,
    util: Share,
    opex_h: Money,
    life: Count,
    rate: Rate,
    residual: Money = 0.0,
    stop: Flag = True,
    headers: Flag = True,
) -> Table:
    """Value of a GPU from the rent it will earn, and how much of it each year uses up.

    Parameters
    ----------
    p0 : currency per GPU-hour
        Price of year 1, at least 0; or a row or column of prices, one a year from year 1, for any
        curve; or a block of several rows with one curve per row.
    decline : decimal, a year
        Fall of the price after the last one given, at most 1; negative for a rise.
    util : share of one
        Part of the hours that is sold, above 0 and at most 1.
    opex_h : currency per GPU-hour
        Running cost of every hour, sold or not, at least 0.
    life : count
        Years, whole, from 1 to 200.
    rate : decimal, effective annual
        Discount rate, above -1; cash comes at the end of each year.
    residual : currency per GPU
        Resale value at the end of the life, at least 0.
    stop : TRUE or FALSE
        TRUE gives the GPU up for good in the first year whose cash would be negative; the residual
        comes at the end of the life all the same.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        Year, Price, Cash, Value, Econ dep, SL dep, Gap: one row per year. Value is at the start of
        the year; Econ dep, positive for a loss of value, is its fall over the year; SL dep spreads
        the first value less residual evenly; Gap is Econ dep - SL dep. A block of curves has a
        column Curve first.

    Raises
    ------
    ZeroDenominatorError
        `#DIV/0!` for a utilisation of 0.
    DomainError
        `#NUM!` for an argument out of its domain; the message names it.
    InputTypeError
        `#VALUE!` for more prices than years.

    Notes
    -----
    Cash = 8,760 (Price x util - opex_h); Value(k) = (Cash(k) + Value(k + 1)) / (1 + rate), residual
    at the end. In every row Cash = rate x Value + Econ dep; Econ dep adds up to the first Value
    less residual.

    Examples
    --------
    >>> table = gpu_econ_depr(4, 0.25, 0.7, 0.6, 6, 0.1)
    >>> table["value"].round().tolist()
    [40148.0, 24891.0, 14240.0, 7123.0, 2744.0, 513.0]
    >>> table["econ_dep"].round().tolist()
    [15257.0, 10651.0, 7117.0, 4379.0, 2230.0, 513.0]
    """
    rental.check_use(util, opex_h)
    rental.check_decline(decline)
    check_count("life", life, 1, rental.MOST_YEARS)
    if rate <= -1.0:
        raise DomainError("rate", rate, "above -1")
    if residual < 0.0:
        raise DomainError("residual", residual, "at least 0")
    years, is_block = int(life), min(p0.shape) > 1
    prices = rental.extend(p0 if is_block else p0.reshape(1, -1), decline, years)
    found = rental.economics(prices, util, opex_h, rate, residual, stop)
    level = np.repeat((found.value[:, :1] - residual) / life, years, axis=1)
    year = np.broadcast_to(np.arange(1.0, years + 1.0), prices.shape)
    parts = (year, *found, level, found.fall - level)
    columns = {title: part.reshape(-1) for title, part in zip(_ECON, parts, strict=True)}
    if is_block:
        columns = {"Curve": np.repeat(np.arange(1.0, len(prices) + 1.0), years)} | columns
    return Table(tuple(columns), columns)


@udf(
    source="SpotWire GPU valuator: age, condition and liquidation factors",
    native=None,
    reason="needs the interpolated age curve; the workbook has INDEX and MATCH on rows",
)
def gpu_residual(
    age: Years, ages: Series, factors: Series, condition: Share = 1.0, liquidation: Share = 1.0
) -> Share:
    """Resale value of a GPU as a share of its price new.

    Parameters
    ----------
    age : years
        Age at sale, within the ages of the curve.
    ages : years, row or column
        Ages of the curve, ascending, at least 0.
    factors : share of the price new, row or column
        Value at each age, at least 0: 1 at age 0, falling.
    condition : factor
        Multiplies for condition, at least 0: 1 as the curve assumes.
    liquidation : factor
        Multiplies for the way of sale, at least 0: about 1 orderly, 0.85 broker, 0.65 auction in 30
        days, 0.45 distressed.

    Returns
    -------
    share of the price new
        Value over the price new, positive or 0.

    Raises
    ------
    MissingDataError
        `#N/A` for an age outside the curve.
    InputTypeError
        `#VALUE!` for ages that do not ascend, or another number of factors.
    DomainError
        `#NUM!` for a negative age or factor.

    Notes
    -----
    factor(age), linear between the ages, x condition x liquidation.

    Examples
    --------
    >>> ages, factors = [0, 1, 2, 3, 4], [1.00, 0.78, 0.60, 0.46, 0.35]
    >>> round(gpu_residual(2.5, ages, factors, 1, 0.65), 4)
    0.3445
    """
    if age < 0.0:
        raise DomainError("age", age, "at least 0")
    if factors.min() < 0.0:
        raise DomainError("factors", float(factors.min()), "at least 0")
    for name, value in (("condition", condition), ("liquidation", liquidation)):
        if value < 0.0:
            raise DomainError(name, value, "at least 0")
    names = ("factors", "age")
    factor = curve.read_curve(ages, factors, np.array([age]), names=names, tenor_name="ages")
    return float(factor[0]) * condition * liquidation
