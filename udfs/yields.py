"""Yields: rates of return and present values of cash flows, and the compounding of a yield.

Cash-flow functions follow Excel: money paid out is negative. Rates of return are effective annual.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from udfs.errors import DomainError, InputTypeError
from udfs.finance import annuity, cashflow, solve
from udfs.finance.products import row_sums
from udfs.kinds import Basis, Count, Dates, Frequency, Money, Rate, Series
from udfs.registry import udf
from udfs.yields_lease import yield_lease_irr, yield_xplus_rent

__all__ = [
    "yield_convert",
    "yield_irr",
    "yield_lease_irr",
    "yield_xirr",
    "yield_xnpv",
    "yield_xplus_rent",
]


def _check_dates(values: Any, dates: Any) -> None:
    if np.shape(values)[-1] != np.shape(dates)[-1]:
        sizes = f"{np.shape(dates)[-1]} dates for {np.shape(values)[-1]} values"
        raise InputTypeError("dates", sizes, "as many as values")


def _irr_rows(values: Any, guess: Any, freq: Any) -> Any:
    if np.ndim(freq) or freq not in annuity.FREQUENCIES:
        return np.full(len(values), np.nan)
    rates = solve.rates_of_return(values, np.arange(float(values.shape[1])), guess, freq)
    return np.where(np.greater(guess, -1.0), rates, np.nan)


@udf(
    source="Excel IRR; Descartes' rule of signs; of several roots one is taken as the notes say",
    native="=(1+IRR({values},(1+{guess})^(1/{freq})-1))^{freq}-1",
    domain="flows with one change of sign, where Excel's iteration finds the root from the guess",
    vector=_irr_rows,
    rows=("values",),
)
def yield_irr(values: Series, guess: Rate = 0.1, freq: Frequency = 1) -> Rate:
    """Internal rate of return of evenly spaced cash flows, effective annual.

    Parameters
    ----------
    values : currency, row or column
        Flows in order, the first one now; money paid is negative, money received positive. A
        block of several rows and columns holds one series per row and gives one rate per row.
    guess : decimal, effective annual
        Which of several rates is wanted, above -1; it never decides whether a rate is found.
    freq : payments a year
        1, 2, 4 or 12: how many flows make a year.

    Returns
    -------
    decimal, effective annual
        (1 + i) ^ freq - 1, where i is the rate per period that makes the flows worth nothing.

    Raises
    ------
    NoConvergenceError
        `#NUM!` when all flows have one sign or are 0, or when no rate above -100% exists.
    DomainError
        `#NUM!` for a guess of -1 or below, or another freq.

    Notes
    -----
    Root of sum values[k] / (1 + i) ^ k. Flows that change sign once have one root. Otherwise all
    roots are isolated by intervals on which the net present value cannot turn; of those where it
    crosses zero in the normal direction (falling when the first flow that is not 0 is negative,
    rising when it is positive) the one nearest the guess is taken, else the nearest of all. A
    rate at which the value touches zero without crossing counts among the last.

    Examples
    --------
    >>> round(yield_irr([-70000, 12000, 15000, 18000, 21000, 26000]), 10)
    0.086630948
    >>> round(yield_irr([-1000] + [10] * 239 + [1010], freq=12), 10)
    0.1268250301
    """
    annuity.check_frequency(freq)
    return solve.rate_of_return(values, np.arange(float(len(values))), guess, freq)


def _xirr_rows(values: Any, dates: Any, guess: Any, basis: Any) -> Any:
    _check_dates(values, dates)
    if np.ndim(basis) or not 0 <= basis < 5:
        return np.full(max(len(np.atleast_2d(values)), len(np.atleast_2d(dates))), np.nan)
    if values.ndim == 1:
        values = np.broadcast_to(values, dates.shape)

    def years(block: Any, out: Any) -> Any:
        return cashflow.year_counts(block, block.min(axis=1, keepdims=True), basis, out)

    rates = solve.rates_of_return(values, dates, guess, 1.0, years)
    is_good = np.greater(guess, -1.0) & np.isfinite(row_sums(dates))
    return np.where(is_good, rates, np.nan)


@udf(
    source="Excel XIRR (365-day year); ISDA 2006 section 4.16 for basis 1",
    native="=XIRR({values},{dates},{guess})",
    domain="basis 3, flows with one change of sign, a rate that Excel's iteration reaches",
    vector=_xirr_rows,
    rows=("values", "dates"),
)
def yield_xirr(values: Series, dates: Dates, guess: Rate = 0.1, basis: Basis = 3) -> Rate:
    """Internal rate of return of dated cash flows, effective annual.

    Parameters
    ----------
    values : currency, row or column
        Flows; money paid is negative, money received positive. A block of several rows and
        columns holds one series per row and gives one rate per row.
    dates : dates, row or column
        Date of each flow, in any order; flows on one date are added up. One series for all rows of
        values, or a block of the same size.
    guess : decimal, effective annual
        Which of several rates is wanted, above -1; it never decides whether a rate is found.
    basis : day count basis, 0 to 4
        3 (default) actual/365 as Excel; 0 30/360 US, 1 actual/actual ISDA, 2 actual/360, 4 30/360
        European.

    Returns
    -------
    decimal, effective annual
        The rate that makes the flows worth nothing; zero is a legal answer.

    Raises
    ------
    NoConvergenceError
        `#NUM!` when all flows have one sign or are 0, or when no rate above -100% exists.
    DomainError
        `#NUM!` for a guess of -1 or below, or another basis.
    InputTypeError
        `#VALUE!` when values and dates differ in number.

    Notes
    -----
    Root of sum values[k] / (1 + rate) ^ years[k], years counted from the earliest date. Several
    roots: as YIELD_IRR, the first flow being the earliest that is not 0. Basis 1 counts the days
    of each calendar year over its length (ISDA), which adds up over periods; YEARFRAC does not.

    Examples
    --------
    >>> round(yield_xirr([-10000, 2750, 4250, 3250, 2750], [39448, 39508, 39751, 39859, 39904]), 8)
    0.37336253
    """
    _check_dates(values, dates)
    years = cashflow.year_counts(dates, dates.min(), basis)
    return solve.rate_of_return(values, years, guess)


def _xnpv_rows(rate: Any, values: Any, dates: Any, basis: Any) -> Any:
    _check_dates(values, dates)
    dates = np.atleast_2d(dates)
    rate = np.reshape(rate, (-1, 1))
    if np.ndim(basis) or not 0 <= basis < 5:
        return np.full(max(len(np.atleast_2d(values)), len(dates)), np.nan)
    years = cashflow.year_counts(dates, dates[:, :1], basis)
    total = (values * np.exp(-years * np.log1p(np.where(rate > -1.0, rate, np.nan)))).sum(axis=1)
    return np.where((dates >= dates[:, :1]).all(axis=1), total, np.nan)


@udf(
    source="Excel XNPV (365-day year); ISDA 2006 section 4.16 for basis 1",
    native="=XNPV({rate},{values},{dates})",
    domain="basis 3 and a rate above 0 (Excel refuses others)",
    vector=_xnpv_rows,
    rows=("values", "dates"),
)
def yield_xnpv(rate: Rate, values: Series, dates: Dates, basis: Basis = 3) -> Money:
    """Net present value of dated cash flows at the first date listed.

    Parameters
    ----------
    rate : decimal, effective annual
        Discount rate, above -1.
    values : currency, row or column
        Flows; money paid is negative, money received positive. A block of several rows and
        columns holds one series per row and gives one value per row.
    dates : dates, row or column
        Date of each flow; the first listed is time zero, and none may precede it.
    basis : day count basis, 0 to 4
        3 (default) actual/365 as Excel; 0 30/360 US, 1 actual/actual ISDA, 2 actual/360, 4 30/360
        European.

    Returns
    -------
    currency
        Value at the first date listed.

    Raises
    ------
    DomainError
        `#NUM!` for a rate of -1 or below, a date before the first one listed, or another basis.
    InputTypeError
        `#VALUE!` when values and dates differ in number.

    Notes
    -----
    Sum of values[k] / (1 + rate) ^ years[k], years counted from the first date listed. Negative
    rates above -1 are computed; Excel refuses them.

    Examples
    --------
    >>> flows = [-10000, 2750, 4250, 3250, 2750]
    >>> round(yield_xnpv(0.09, flows, [39448, 39508, 39751, 39859, 39904]), 4)
    2086.6476
    """
    _check_dates(values, dates)
    if rate <= -1.0:
        raise DomainError("rate", rate, "above -1")
    early = np.flatnonzero(dates < dates[0])
    if len(early):
        name = f"dates[{early[0] + 1}]"
        raise DomainError(name, float(dates[early[0]]), f"not before the first date {dates[0]:.0f}")
    return cashflow.net_present_value(rate, values, cashflow.year_counts(dates, dates[0], basis))


def _convert_rows(rate: Any, from_freq: Any, to_freq: Any) -> Any:
    log = cashflow.log_growths(rate, from_freq)
    safe = np.where(np.equal(to_freq, 0), 1.0, to_freq)
    found = np.where(np.equal(to_freq, 0), log, safe * np.expm1(log / safe))
    good = np.greater_equal(from_freq, 0) & np.greater_equal(to_freq, 0)
    good &= (np.floor(from_freq) == from_freq) & (np.floor(to_freq) == to_freq)
    same = np.equal(from_freq, to_freq) & np.isfinite(log)
    return np.where(good, np.where(same, rate, found), np.nan)


@udf(
    source="Compounding identity (1 + r/m)^m = (1 + s/n)^n; Excel EFFECT and NOMINAL",
    native="={to_freq}*((1+{rate}/{from_freq})^({from_freq}/{to_freq})-1)",
    domain="from_freq and to_freq above 0",
    vector=_convert_rows,
)
def yield_convert(rate: Rate, from_freq: Count, to_freq: Count) -> Rate:
    """A yield brought from one compounding to another: 1 annual, 2 bond, 12 monthly, 0 continuous.

    Parameters
    ----------
    rate : decimal, nominal annual
        Yield as quoted, positive or negative; rate / from_freq above -1.
    from_freq : times a year
        Compounding of the yield given, whole; 0 is continuous.
    to_freq : times a year
        Compounding wanted, whole; 0 is continuous. 1 gives the effective annual rate.

    Returns
    -------
    decimal, nominal annual
        The yield of the same value compounded to_freq times a year.

    Raises
    ------
    DomainError
        `#NUM!` for a periodic rate of -1 or below, or a frequency below 0 or not whole.

    Notes
    -----
    n ((1 + rate / m) ^ (m / n) - 1); n (exp(rate / n) - 1) from continuous, m log(1 + rate / m) to
    continuous.

    Examples
    --------
    >>> round(yield_convert(0.07754689530010762, 1, 2), 8), round(yield_convert(0.07, 2, 1), 6)
    (0.07609913, 0.071225)
    """
    for name, freq in (("from_freq", from_freq), ("to_freq", to_freq)):
        annuity.check_count(name, freq, 0)
    if from_freq and rate <= -from_freq:
        raise DomainError("rate", rate, f"above {-from_freq:g} when compounded {from_freq:g} times")
    if from_freq == to_freq:
        return rate
    log = cashflow.log_growth(rate, from_freq)
    return to_freq * math.expm1(log / to_freq) if to_freq else log
