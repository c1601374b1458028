"""Lease measurement of payments on given dates.

Amounts are positive, in the caller's currency; the rate is effective annual.
"""

from __future__ import annotations

import numpy as np

from udfs.errors import DomainError, InputTypeError
from udfs.finance import calendar
from udfs.kinds import Basis, Date, Dates, Flag, Money, Rate, Series
from udfs.registry import udf


@udf(
    source="ASC 842-20-30-1; IFRS 16.26; Excel XNPV, YEARFRAC",
    native="=SUMPRODUCT({payments}*(({dates}>{commence})+({dates}={commence})*{include_first})"
    "/(1+{rate})^(({dates}-{commence})/365))",
    domain="basis 3 (actual/365), no date before commencement",
)
def lease_liabilityx(
    rate: Rate,
    payments: Series,
    dates: Dates,
    commence: Date,
    basis: Basis = 3,
    include_first: Flag = False,
) -> Money:
    """Lease liability at commencement of payments on given dates.

    Parameters
    ----------
    rate : decimal, effective annual
        Discount rate, 0.05 for 5%; above -1.
    payments : range of currency
        The payments, positive for amounts paid.
    dates : range of dates
        One date per payment, in any order, none before commencement.
    commence : date
        Commencement date.
    basis : 0 to 4
        Years are counted as Excel's YEARFRAC does; 3 is days / 365, as XNPV.
    include_first : TRUE or FALSE
        TRUE counts a payment on the commencement date; FALSE leaves it out, as prepaid.

    Returns
    -------
    currency
        Liability at commencement, positive.

    Raises
    ------
    DomainError
        `#NUM!` for a rate of -1 or below, a date before commencement, or an unknown basis.
    InputTypeError
        `#VALUE!` when payments and dates differ in number.

    Notes
    -----
    Sum of payment / (1 + rate) ^ years over the payments after commencement.

    Examples
    --------
    >>> round(lease_liabilityx(0.05, [100, 100], [39813, 40178], 39448), 4)
    185.941
    """
    if len(payments) != len(dates):
        raise InputTypeError(
            "dates", f"{len(dates)} dates", f"one for each of {len(payments)} payments"
        )
    if rate <= -1:
        raise DomainError("rate", rate, "above -1")
    basis = calendar.check_basis(basis)
    if dates.min() < commence:
        raise DomainError("dates", float(dates.min()), "on or after commencement")
    if basis == 3:
        years = (dates - commence) / 365.0
    else:
        years = np.asarray(calendar.yearfrac(commence, dates, basis))
    unpaid = payments if include_first else np.where(dates > commence, payments, 0.0)
    with np.errstate(all="ignore"):
        return float(unpaid @ np.exp(-years * np.log1p(rate)))
