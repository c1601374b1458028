"""Lease rates and terms that follow from amounts: implicit rate, frontier, weighted averages."""

from __future__ import annotations

import numpy as np

from udfs.errors import DomainError, InputTypeError, ZeroDenominatorError
from udfs.finance import annuity
from udfs.finance.frontier import crossing, frontiers
from udfs.finance.implicit import implicit_rate, implicit_rates
from udfs.kinds import Count, Frequency, Money, Number, Rate, Series, Share, Timing, Years
from udfs.registry import udf


@udf(
    source="ASC 842-10-20, rate implicit in the lease; IFRS 16 Appendix A",
    native="={freq}*RATE({nper},-{pmt},{fair_value}+{idc},-{residual},{timing},"
    "(({pmt}*{nper}+{residual})/({fair_value}+{idc}))^(2/({nper}+1))-1)",
    domain="level rent from the start: escalator 0, free 0; a rate that Excel's iteration reaches",
    vector=implicit_rates,
)
def lease_implicit_rate(
    fair_value: Money,
    nper: Count,
    pmt: Money,
    residual: Money = 0.0,
    timing: Timing = 0,
    freq: Frequency = 1,
    escalator: Number = 0.0,
    idc: Money = 0.0,
    free: Count = 0,
) -> Rate:
    """Rate implicit in the lease, nominal annual (periodic rate times freq).

    Parameters
    ----------
    fair_value : currency
        Fair value of the asset, positive; an investment tax credit that the lessor keeps is
        deducted from it by the caller.
    nper : count
        Number of payment periods, whole, at least 1.
    pmt : currency per period
        First year's payment, positive.
    residual : currency
        What the lessor expects from the asset at the end of the term, positive.
    timing : 0 or 1
        0 payments at the end of each period (arrears), 1 at the start (advance).
    freq : payments a year
        1, 2, 4 or 12.
    escalator : decimal, a year
        Growth of the payment on each anniversary of commencement, 0.02 for 2%; above -1.
    idc : currency
        Initial direct costs that the lessor defers, positive.
    free : count
        Payment periods at the start with no rent; the escalator's clock runs through them.

    Returns
    -------
    decimal, nominal annual
        Rate at which payments and residual are worth fair value plus initial direct costs.

    Raises
    ------
    NoConvergenceError
        `#NUM!` when no periodic rate between -99% and 1000% fits.

    Notes
    -----
    freq x i, where i solves sum of payments / (1 + i) ^ time + residual / (1 + i) ^ nper =
    fair_value + idc; time in periods, as in LEASE_PV.

    Examples
    --------
    >>> round(lease_implicit_rate(2000, 20, 200), 10)
    0.0775468953
    """
    annuity.check_rent(nper, timing, freq, escalator, free)
    if fair_value + idc <= 0:
        raise DomainError("fair_value + idc", fair_value + idc, "above 0")
    if pmt < 0:
        raise DomainError("pmt", pmt, "at least 0")
    if residual < 0:
        raise DomainError("residual", residual, "at least 0")
    cost = fair_value + idc
    return freq * implicit_rate(cost, nper, pmt, residual, timing, freq, escalator, free)


@udf(
    source="ASC 842-10-25-2(c) and (d), 842-10-55-2",
    native="=MIN({pct_life}*{life},IFERROR(NPER({rate}/{freq},-{pmt},{pct_pv}*{fv},-{rvg},{timing})"
    "/{freq},{pct_life}*{life}))",
    domain="level rent from the start that exceeds the interest on rvg; rvg below pct_pv x fv",
    vector=frontiers,
)
def lease_frontier(
    rate: Rate,
    pmt: Money,
    fv: Money,
    life: Years,
    rvg: Money = 0.0,
    pct_pv: Share = 0.9,
    pct_life: Share = 0.75,
    timing: Timing = 0,
    freq: Frequency = 1,
    escalator: Number = 0.0,
    free: Count = 0,
) -> Years:
    """Longest term, in years, before a lease meets the term test or the present-value test.

    Parameters
    ----------
    rate : decimal, nominal annual
        Discount rate, 0.05 for 5%; rate / freq above -1.
    pmt : currency per period
        First year's payment, positive.
    fv : currency
        Fair value of the asset, positive.
    life : years
        Remaining economic life of the asset at commencement.
    rvg : currency
        Residual value guarantee in full, payable at the end of the term; positive.
    pct_pv : share of one
        Share of fair value that the present-value test allows.
    pct_life : share of one
        Share of the life that the term test allows.
    timing : 0 or 1
        0 payments at the end of each period (arrears), 1 at the start (advance).
    freq : payments a year
        1, 2, 4 or 12.
    escalator : decimal, a year
        Growth of the payment on each anniversary of commencement, 0.02 for 2%; above -1.
    free : count
        Payment periods at the start with no rent; the escalator's clock runs through them.

    Returns
    -------
    years
        The smaller of pct_life x life and the term at which present value plus guarantee reaches
        pct_pv x fv; 0 when the guarantee alone reaches it.

    Raises
    ------
    DomainError
        `#NUM!` for fv, life or a share not above 0, a negative pmt or rvg, a periodic rate of -1
        or below.

    Notes
    -----
    Continuous in time: between payments the value grows as the annuity formula does for a real
    number of payments, and it equals the true sum at every whole payment.

    Examples
    --------
    >>> round(lease_frontier(0.05, 200, 2000, 40), 6)
    12.253228
    """
    annuity.check_rent(1e15, timing, freq, escalator, free)
    for name, value in (("fv", fv), ("life", life), ("pct_pv", pct_pv), ("pct_life", pct_life)):
        if value <= 0:
            raise DomainError(name, value, "above 0")
    for name, value in (("pmt", pmt), ("rvg", rvg)):
        if value < 0:
            raise DomainError(name, value, "at least 0")
    growth = annuity.log_growth(rate, freq)
    limit = pct_life * life * freq
    return crossing(growth, pmt, rvg, pct_pv * fv, limit, timing, freq, escalator, free) / freq


def _weighted(weights: Series, values: Series, names: tuple[str, str]) -> float:
    """The mean of values by weights that are not negative."""
    if len(weights) != len(values):
        allowed = f"as long as {names[0]} ({len(weights)})"
        raise InputTypeError(names[1], f"{len(values)} values", allowed)
    if weights.min() < 0:
        raise DomainError(names[0], float(weights.min()), "at least 0")
    total = weights.sum()
    if total == 0:
        raise ZeroDenominatorError(f"the sum of {names[0]}", 0, "above 0")
    with np.errstate(all="ignore"):
        return float((weights / total) @ values)


@udf(
    source="ASC 842-20-50-4(g)(3), 842-20-55-11",
    native="=SUMPRODUCT({liabilities},{remaining_years})/SUM({liabilities})",
    domain="all arguments",
)
def lease_walt(liabilities: Series, remaining_years: Series) -> Years:
    """Weighted-average remaining lease term, weighted by the lease liabilities.

    Parameters
    ----------
    liabilities : range of currency
        Lease liability of each lease, positive or zero.
    remaining_years : range of years
        Remaining lease term of each lease, at least 0.

    Returns
    -------
    years
        Sum of liability x term over the sum of the liabilities.

    Raises
    ------
    ZeroDenominatorError
        `#DIV/0!` when the liabilities sum to 0.
    DomainError
        `#NUM!` for a negative liability or term.
    InputTypeError
        `#VALUE!` when the two ranges differ in length.

    Notes
    -----
    sum(liabilities x remaining_years) / sum(liabilities).

    Examples
    --------
    >>> lease_walt([100, 300], [2, 10])
    8.0
    """
    if remaining_years.min() < 0:
        raise DomainError("remaining_years", float(remaining_years.min()), "at least 0")
    return _weighted(liabilities, remaining_years, ("liabilities", "remaining_years"))


@udf(
    source="ASC 842-20-50-4(g)(4), 842-20-55-12",
    native="=SUMPRODUCT({remaining_payments},{rates})/SUM({remaining_payments})",
    domain="all arguments",
)
def lease_wadr(remaining_payments: Series, rates: Series) -> Rate:
    """Weighted-average discount rate, weighted by the remaining undiscounted lease payments.

    Parameters
    ----------
    remaining_payments : range of currency
        Undiscounted payments still due under each lease, positive or zero.
    rates : range of decimals
        Discount rate of each lease, all in one compounding; above -1.

    Returns
    -------
    decimal
        Mean rate, in the compounding of `rates`.

    Raises
    ------
    ZeroDenominatorError
        `#DIV/0!` when the payments sum to 0.
    DomainError
        `#NUM!` for a negative payment, or a rate of -1 or below.
    InputTypeError
        `#VALUE!` when the two ranges differ in length.

    Notes
    -----
    sum(remaining_payments x rates) / sum(remaining_payments).

    Examples
    --------
    >>> round(lease_wadr([100, 300], [0.04, 0.06]), 12)
    0.055
    """
    if rates.min() <= -1:
        raise DomainError("rates", float(rates.min()), "above -1")
    return _weighted(remaining_payments, rates, ("remaining_payments", "rates"))
