"""Lease measurement: what a lease is worth and what the balance sheet shows.

Amounts are positive, in the caller's currency. `rate` is nominal annual unless `comp` says
"effective". `escalator` steps once a year on the anniversary of commencement; `free` periods at
the start carry no rent. With payments in advance the first one is made at commencement.
"""

from __future__ import annotations

import numpy as np

from udfs.errors import DomainError
from udfs.finance import annuities, annuity
from udfs.finance.annuity import check_rent
from udfs.kinds import Count, Frequency, Money, Number, Rate, Text, Timing
from udfs.registry import udf


@udf(
    source="ASC 842-10-25-2(d), 842-20-30-1; IFRS 16.26; annuity formula",
    native="=-PV({rate}/{freq},{nper},{pmt},{rvg},{timing})",
    domain="level rent from the start: escalator 0, free 0, nominal compounding",
    vector=annuities.present_values,
)
def lease_pv(
    rate: Rate,
    nper: Count,
    pmt: Money,
    rvg: Money = 0.0,
    timing: Timing = 0,
    freq: Frequency = 1,
    escalator: Number = 0.0,
    comp: Text = "nominal",
    free: Count = 0,
) -> Money:
    """Present value of all lease payments, the one made at commencement included.

    Parameters
    ----------
    rate : decimal, annual
        Discount rate, 0.05 for 5%: nominal annual (rate / freq a period) unless comp is
        "effective". The periodic rate must be above -1.
    nper : count
        Number of payment periods, whole, at least 1.
    pmt : currency per period
        First year's payment, positive for an amount paid.
    rvg : currency
        Amount payable at the end of the term, such as a residual value guarantee; positive.
    timing : 0 or 1
        0 payments at the end of each period (arrears), 1 at the start (advance).
    freq : payments a year
        1, 2, 4 or 12.
    escalator : decimal, a year
        Growth of the payment on each anniversary of commencement, 0.02 for 2%; above -1.
    comp : text
        Compounding of rate: "nominal" (rate / freq) or "effective" ((1 + rate) ^ (1 / freq) - 1).
    free : count
        Payment periods at the start with no rent; the escalator's clock runs through them.

    Returns
    -------
    currency
        Present value at commencement, positive; equals -PV(...) when the rent is level.

    Raises
    ------
    DomainError
        `#NUM!` for a periodic rate of -1 or below, nper below 1 or not whole, and so on.

    Notes
    -----
    Sum over j = free .. nper - 1 of pmt (1 + escalator) ^ floor(j / freq) / (1 + i) ^ (j + 1 -
    timing), plus rvg / (1 + i) ^ nper, in closed form. A rate of zero gives the plain sum.

    Examples
    --------
    >>> round(lease_pv(0.05, 20, 200), 4)
    2492.4421
    """
    check_rent(nper, timing, freq, escalator, free)
    growth = annuity.log_growth(rate, freq, comp)
    return annuity.present_value(growth, nper, pmt, rvg, timing, freq, escalator, free)


@udf(
    source="ASC 842-20-30-1; IFRS 16.26; IFRS 16 Illustrative Example 13",
    native="=-PV({rate}/{freq},{nper},{pmt},{rvg},{timing})-{timing}*{pmt}",
    domain="level rent from the start: escalator 0, free 0, nominal compounding",
    vector=annuities.liabilities,
)
def lease_liability(
    rate: Rate,
    nper: Count,
    pmt: Money,
    rvg: Money = 0.0,
    timing: Timing = 0,
    freq: Frequency = 1,
    escalator: Number = 0.0,
    comp: Text = "nominal",
    free: Count = 0,
) -> Money:
    """Lease liability at commencement: present value of the payments not yet paid.

    Parameters
    ----------
    rate : decimal, annual
        Discount rate, 0.05 for 5%: nominal annual (rate / freq a period) unless comp is
        "effective". The periodic rate must be above -1.
    nper : count
        Number of payment periods, whole, at least 1.
    pmt : currency per period
        First year's payment, positive for an amount paid.
    rvg : currency
        Amount payable at the end of the term, such as a probable guarantee payment; positive.
    timing : 0 or 1
        0 payments at the end of each period (arrears), 1 at the start (advance).
    freq : payments a year
        1, 2, 4 or 12.
    escalator : decimal, a year
        Growth of the payment on each anniversary of commencement, 0.02 for 2%; above -1.
    comp : text
        Compounding of rate: "nominal" (rate / freq) or "effective" ((1 + rate) ^ (1 / freq) - 1).
    free : count
        Payment periods at the start with no rent; the escalator's clock runs through them.

    Returns
    -------
    currency
        Liability after the payment made at commencement, positive.

    Raises
    ------
    DomainError
        `#NUM!` for a periodic rate of -1 or below, a count that is not whole or out of bounds.
    InputTypeError
        `#VALUE!` for an unknown comp.

    Notes
    -----
    LEASE_PV less the payment made at commencement, which with payments in advance is inside the
    right-of-use asset and outside the liability.

    Examples
    --------
    >>> round(lease_liability(0.05, 10, 50000, timing=1))
    355391
    """
    check_rent(nper, timing, freq, escalator, free)
    growth = annuity.log_growth(rate, freq, comp)
    return annuity.balance(0, growth, nper, pmt, rvg, timing, freq, escalator, free)


@udf(
    source="ASC 842-20-35-1; IFRS 16.36; IFRS 16 Illustrative Example 13",
    native="=-PV({rate}/{freq},{nper}-{k},{pmt},{rvg},{timing})-IF({k}=0,{timing}*{pmt},0)",
    domain="level rent from the start: escalator 0, free 0, nominal compounding",
    vector=annuities.balances,
)
def lease_balance(
    k: Count,
    rate: Rate,
    nper: Count,
    pmt: Money,
    rvg: Money = 0.0,
    timing: Timing = 0,
    freq: Frequency = 1,
    escalator: Number = 0.0,
    comp: Text = "nominal",
    free: Count = 0,
) -> Money:
    """Lease liability at the end of period k: present value of the remaining payments.

    Parameters
    ----------
    k : count
        Periods since commencement, 0 to nper. 0 is commencement, after any payment made there;
        from 1 on, in arrears after the payment of period k, in advance before the payment then due.
    rate : decimal, annual
        Discount rate, 0.05 for 5%: nominal annual (rate / freq a period) unless comp is
        "effective". The periodic rate must be above -1.
    nper : count
        Number of payment periods, whole, at least 1.
    pmt : currency per period
        First year's payment, positive for an amount paid.
    rvg : currency
        Amount payable at the end of the term, such as a probable guarantee payment; positive.
    timing : 0 or 1
        0 payments at the end of each period (arrears), 1 at the start (advance).
    freq : payments a year
        1, 2, 4 or 12.
    escalator : decimal, a year
        Growth of the payment on each anniversary of commencement, 0.02 for 2%; above -1.
    comp : text
        Compounding of rate: "nominal" (rate / freq) or "effective" ((1 + rate) ^ (1 / freq) - 1).
    free : count
        Payment periods at the start with no rent; the escalator's clock runs through them.

    Returns
    -------
    currency
        Liability, positive; `rvg` at k = nper.

    Raises
    ------
    DomainError
        `#NUM!` for k outside 0 to nper or not whole, a periodic rate of -1 or below.
    InputTypeError
        `#VALUE!` for an unknown comp.

    Notes
    -----
    Sum over j = k .. nper - 1 of payment j (counted from 0) / (1 + i) ^ (j + 1 - timing - k), plus
    rvg / (1 + i) ^ (nper - k). At k = 0 a payment made at commencement is left out.

    Examples
    --------
    >>> round(lease_balance(1, 0.05, 10, 50000, timing=1))
    373161
    """
    check_rent(nper, timing, freq, escalator, free)
    annuity.check_count("k", k, 0, nper)
    growth = annuity.log_growth(rate, freq, comp)
    return annuity.balance(k, growth, nper, pmt, rvg, timing, freq, escalator, free)


@udf(
    source="ASC 842-20-30-5; IFRS 16.24",
    native="={liability}+{prepaid}+{direct}-{incentive}+{restoration}",
    domain="all arguments",
    vector=lambda liability, prepaid, direct, incentive, restoration: _asset(
        liability + prepaid + direct - incentive + restoration
    ),
)
def lease_rou(
    liability: Money,
    prepaid: Money = 0.0,
    direct: Money = 0.0,
    incentive: Money = 0.0,
    restoration: Money = 0.0,
) -> Money:
    """Right-of-use asset at commencement.

    Parameters
    ----------
    liability : currency
        Lease liability at commencement, positive.
    prepaid : currency
        Payments made at or before commencement, positive; with payments in advance the first one.
    direct : currency
        Initial direct costs, positive.
    incentive : currency
        Incentives received from the lessor, positive; deducted.
    restoration : currency
        Cost of dismantling and restoring, positive; IFRS 16 only (in US GAAP it is another asset).

    Returns
    -------
    currency
        Right-of-use asset, positive or zero.

    Raises
    ------
    DomainError
        `#NUM!` for an asset below 0.

    Notes
    -----
    liability + prepaid + direct - incentive + restoration.

    Examples
    --------
    >>> lease_rou(355391, 50000, 20000, 5000)
    420391.0
    """
    asset = liability + prepaid + direct - incentive + restoration
    if asset < 0:
        raise DomainError("the right-of-use asset", asset, "at least 0")
    return asset


def _asset(total: np.ndarray) -> np.ndarray:
    return np.where(total >= 0, total, np.nan)
