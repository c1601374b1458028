"""What a lease comes to before it is measured: its term, its guarantee, its cost a period."""

from __future__ import annotations

from math import exp, log1p
from typing import Any

import numpy as np

from udfs.errors import DomainError, InputTypeError
from udfs.finance.annuity import check_timing, geometric
from udfs.kinds import (
    Money,
    Number,
    Rate,
    Series,
    Share,
    StepTable,
    Text,
    Timing,
    Years,
)
from udfs.registry import udf


@udf(
    source="ASC 842-10-30-1, 842-10-55-26; IFRS 16.18-19",
    reason="the sum stops at the first option that fails; a workbook uses a running flag per row",
)
def lease_term(base: Years, options: StepTable, threshold: Share = 0.7) -> Years:
    """Lease term: the base term and the consecutive options that are likely enough.

    Parameters
    ----------
    base : years
        Non-cancellable term, at least 0.
    options : range, two columns
        One row per renewal option, in order: its length in years, and the probability that it is
        exercised (TRUE for 1, FALSE for 0).
    threshold : share of one
        Least probability that counts as reasonably certain; 0.7 is the view quoted for renewals.

    Returns
    -------
    years
        Base term plus every option before the first one below the threshold.

    Raises
    ------
    DomainError
        `#NUM!` for a negative length, or a probability or threshold outside 0 to 1.
    InputTypeError
        `#VALUE!` for options that have not two columns.

    Notes
    -----
    base + sum of the lengths up to, and without, the first option whose p is below threshold.

    Examples
    --------
    >>> lease_term(4, [[4, 0.9], [4, 0.8], [4, 0.5], [4, 0.9]])
    12.0
    """
    if base < 0:
        raise DomainError("base", base, "at least 0")
    if not 0 <= threshold <= 1:
        raise DomainError("threshold", threshold, "from 0 to 1")
    if options.shape[1] != 2:
        columns = f"{options.shape[1]} columns"
        raise InputTypeError("options", columns, "two columns: length in years, probability")
    for row, (length, p) in enumerate(options.tolist(), 1):
        if length < 0:
            raise DomainError(f"options[{row},1]", length, "at least 0")
        if not 0 <= p <= 1:
            raise DomainError(f"options[{row},2]", p, "from 0 to 1")
    total = float(base)
    for length, p in options.tolist():
        if p < threshold:
            break
        total += length
    return total


def _guarantees(
    guaranteed: Any, expected: Any, cap: Any, basis: str, p: Any, threshold: Any
) -> Any:
    """Kernel of LEASE_RVG; NaN leaves a row to the scalar."""
    limit = np.inf if cap is None else cap
    shortfall = np.minimum(np.maximum(np.subtract(guaranteed, expected), 0.0), limit)
    good = np.greater_equal(guaranteed, 0) & np.greater_equal(expected, 0)
    good = good & np.greater_equal(limit, 0)
    for share in (threshold, 1.0 if p is None else p):
        good = good & np.greater_equal(share, 0) & np.less_equal(share, 1)
    kind = basis.lower()
    if kind == "prob":
        found = shortfall if p is None else np.where(np.greater_equal(p, threshold), shortfall, 0.0)
    elif kind == "exp" and p is not None:
        found = shortfall * p
    elif kind == "max":
        found = np.minimum(limit, guaranteed) + 0.0 * shortfall
    else:
        return np.nan
    return np.where(good, found, np.nan)


@udf(
    source="ASC 842-10-30-5(f), 842-10-25-2(d); IFRS 16.27(c)",
    native="=IF({p}>={threshold},MIN({cap},MAX(0,{guaranteed}-{expected})),0)",
    domain='basis "prob" with cap and p given',
    vector=_guarantees,
)
def lease_rvg(
    guaranteed: Money,
    expected: Money,
    cap: Money | None = None,
    basis: Text = "prob",
    p: Share | None = None,
    threshold: Share = 0.75,
) -> Money:
    """Residual value guarantee: the amount that enters the payments, or the test.

    Parameters
    ----------
    guaranteed : currency
        Value of the asset that the lessee guarantees at the end of the term, positive.
    expected : currency
        Value expected then, positive; for basis "exp" the value given that there is a shortfall.
    cap : currency
        Most that can be called, positive; blank for no cap.
    basis : text
        "prob": shortfall when probable (US liability); "exp": p x shortfall (IFRS 16); "max": the
        whole guarantee up to the cap (test d, disclosure).
    p : share of one
        Probability of a shortfall; blank with "prob" means that it is owed in full.
    threshold : share of one
        Least p that counts as probable.

    Returns
    -------
    currency
        Amount payable at the end of the term, undiscounted, positive or zero.

    Raises
    ------
    DomainError
        `#NUM!` for a negative amount or cap, or a share outside 0 to 1.
    InputTypeError
        `#VALUE!` for an unknown basis, or no p with basis "exp".

    Notes
    -----
    shortfall = max(0, guaranteed - expected), not more than cap.

    Examples
    --------
    >>> lease_rvg(1300, 1000, 250)
    250.0
    >>> lease_rvg(1300, 1000, basis="exp", p=0.5)
    150.0
    """
    kind = basis.lower()
    if kind not in ("prob", "exp", "max"):
        raise InputTypeError("basis", basis, '"prob", "exp" or "max"')
    for name, amount in (("guaranteed", guaranteed), ("expected", expected), ("cap", cap)):
        if amount is not None and amount < 0:
            raise DomainError(name, amount, "at least 0")
    for name, share in (("p", p), ("threshold", threshold)):
        if share is not None and not 0 <= share <= 1:
            raise DomainError(name, share, "from 0 to 1")
    limit = float("inf") if cap is None else cap
    if kind == "max":
        return float(min(limit, guaranteed))
    shortfall = float(min(limit, max(0.0, guaranteed - expected)))
    if kind == "exp":
        if p is None:
            raise InputTypeError("p", None, 'given when basis is "exp"')
        return p * shortfall
    return shortfall if p is None or p >= threshold else 0.0


def _not_commenced(
    undiscounted: Any, term: Any, delay: Any, rate: Any, timing: Any, profile: str
) -> Any:
    """Kernel of LEASE_NOT_COMMENCED; NaN leaves a row to the scalar."""
    growth = np.log1p(rate)
    annuity = np.where(np.equal(rate, 0), term, -np.expm1(-term * growth) / rate)
    found = undiscounted / term * annuity * np.exp(-delay * growth) * (1.0 + rate * timing)
    good = np.greater_equal(undiscounted, 0) & np.greater(term, 0) & np.greater_equal(delay, 0)
    good = good & (np.equal(timing, 0) | np.equal(timing, 1)) & np.greater(rate, -1)
    return np.where(good & (profile.lower() == "level"), found, np.nan)


@udf(
    source="ASC 842-20-50-3(b); IFRS 16.59(b)(iv); annuity formula",
    native="=-PV({rate},{term},{undiscounted}/{term},0,{timing})/(1+{rate})^{delay}",
    domain="all arguments (the profile is level)",
    vector=_not_commenced,
)
def lease_not_commenced(
    undiscounted: Money,
    term: Years,
    delay: Years,
    rate: Rate,
    timing: Timing = 0,
    profile: Text = "level",
) -> Money:
    """Present value today of a lease signed but not yet commenced.

    Parameters
    ----------
    undiscounted : currency
        All payments of the lease as disclosed, positive.
    term : years
        Term once it has commenced, above 0; need not be whole (a disclosed average).
    delay : years
        Time from today to commencement, at least 0.
    rate : decimal, effective annual
        Discount rate, 0.05 for 5%; above -1.
    timing : 0 or 1
        0 payments at the end of each year, 1 at the start.
    profile : text
        Course of the payments: "level", the same each year.

    Returns
    -------
    currency
        Present value today, positive.

    Raises
    ------
    DomainError
        `#NUM!` for a negative amount or delay, a term not above 0, a rate of -1 or below.
    InputTypeError
        `#VALUE!` for another profile.

    Notes
    -----
    undiscounted / term x (1 - (1 + rate) ^ -term) / rate x (1 + rate) ^ (timing - delay).

    Examples
    --------
    >>> round(lease_not_commenced(4000, 20, 2, 0.05), 4)
    2260.7184
    """
    if profile.lower() != "level":
        raise InputTypeError("profile", profile, '"level"')
    check_timing(timing)
    if undiscounted < 0:
        raise DomainError("undiscounted", undiscounted, "at least 0")
    if term <= 0:
        raise DomainError("term", term, "above 0")
    if delay < 0:
        raise DomainError("delay", delay, "at least 0")
    if rate <= -1:
        raise DomainError("rate", rate, "above -1")
    growth = log1p(rate)
    level = undiscounted / term * geometric(-growth, term)
    return level * exp(growth * (timing - 1.0 - delay))


@udf(
    source="ASC 842-20-25-6, 842-20-25-7",
    native="=(SUM({payments})+{direct}-{incentive})/COUNT({payments})",
    domain="before any remeasurement: liability, rou and remaining blank",
)
def lease_straight_line(
    payments: Series,
    direct: Money = 0.0,
    incentive: Money = 0.0,
    liability: Money | None = None,
    rou: Money | None = None,
    remaining: Number | None = None,
) -> Money:
    """Straight-line cost per period of an operating lease.

    Parameters
    ----------
    payments : range of currency
        All payments, one per period, positive; a probable guarantee payment is added to the last
        one. After a remeasurement the payments that remain.
    direct : currency
        Initial direct costs, positive.
    incentive : currency
        Incentives received from the lessor, positive; deducted.
    liability : currency
        Lease liability at a remeasurement, positive; given together with rou.
    rou : currency
        Right-of-use asset at that date, positive; given together with liability.
    remaining : periods
        Periods over which the cost is spread, above 0; blank for one per payment.

    Returns
    -------
    currency per period
        Cost of each period, positive.

    Raises
    ------
    DomainError
        `#NUM!` for periods not above 0.
    InputTypeError
        `#VALUE!` when only one of liability and rou is given.

    Notes
    -----
    (payments + direct - incentive) / periods; after a remeasurement
    (remaining payments + direct - incentive + rou - liability) / remaining.

    Examples
    --------
    >>> lease_straight_line([50000] * 10, 15000)
    51500.0
    >>> lease_straight_line([110000] * 5, liability=491162, rou=495162)
    110800.0
    """
    if (liability is None) != (rou is None):
        missing = "liability" if liability is None else "rou"
        raise InputTypeError(missing, None, "given: liability and rou belong together")
    periods = len(payments) if remaining is None else remaining
    if periods <= 0:
        raise DomainError("remaining", periods, "above 0")
    total = float(np.sum(payments)) + direct - incentive
    if liability is not None and rou is not None:
        total += rou - liability
    return total / periods
