"""Bonds: accrued interest and duration, as Excel has them."""

from __future__ import annotations

from typing import Any

import numpy as np

from udfs.bond_terms import SOURCE, terms_of, terms_rows
from udfs.errors import DomainError
from udfs.finance import bonds
from udfs.finance.annuity import FREQUENCIES
from udfs.kinds import Basis, Date, Flag, Frequency, Money, Rate, Years
from udfs.registry import udf


def _accrued_rows(
    settlement: Any, maturity: Any, coupon: Any, freq: Any, basis: Any, issue: Any,
    first_coupon: Any,
) -> Any:  # fmt: skip
    terms = terms_rows(settlement, maturity, coupon, freq, basis, issue, first_coupon)
    return np.where(terms.good, 100.0 * coupon / freq * terms.accrued, np.nan)


@udf(
    source=SOURCE.format("PRICE, COUPDAYBS and COUPDAYS"),
    native="=100*{coupon}/{freq}*COUPDAYBS({settlement},{maturity},{freq},{basis})"
    "/COUPDAYS({settlement},{maturity},{freq},{basis})",
    domain="regular first coupon, freq 1, 2 or 4",
    vector=_accrued_rows,
)
def bond_accrued(
    settlement: Date,
    maturity: Date,
    coupon: Rate,
    freq: Frequency = 2,
    basis: Basis = 0,
    issue: Date | None = None,
    first_coupon: Date | None = None,
) -> Money:
    """Interest accrued on a bond since its last coupon, or since issue, per 100 of face value.

    Parameters
    ----------
    settlement : date
        Day on which the bond is paid for, before maturity.
    maturity : date
        Day of redemption. Coupon dates are counted back from it, at month ends when it is one.
    coupon : decimal, a year
        Coupon rate, at least 0.
    freq : payments a year
        1, 2, 4 or 12.
    basis : day count basis, 0 to 4
        0 30/360 US, 1 actual/actual, 2 actual/360, 3 actual/365, 4 30/360 European.
    issue : date
        Day from which interest runs, not after settlement. Blank with a first_coupon: settlement.
    first_coupon : date
        First coupon date, short or long, on the cycle of the maturity. Blank with an issue: the
        first regular date after it.

    Returns
    -------
    currency per 100
        What the buyer owes beside the clean price; positive, 0 on a coupon date.

    Raises
    ------
    DomainError
        `#NUM!` for settlement not before maturity, a negative coupon, a first_coupon off the
        cycle, or dates out of order.

    Notes
    -----
    100 coupon / freq x A / E: days since the period began over the days of the period. In a long
    first period the sum of such parts over the regular periods that it covers.

    Examples
    --------
    >>> round(bond_accrued(39493, 43054, 0.0575), 10)
    1.4375
    """
    terms = terms_of(settlement, maturity, coupon, freq, basis, issue, first_coupon)
    return 100.0 * coupon / freq * float(terms.accrued)


def _duration_rows(
    settlement: Any, maturity: Any, coupon: Any, yld: Any, freq: Any, basis: Any, modified: Any
) -> Any:
    terms = terms_rows(settlement, maturity, coupon, freq, basis)
    rate = np.where(np.isin(freq, FREQUENCIES), yld / freq, np.nan)
    found = bonds.durations(terms, 100.0 * coupon / freq, rate, 100.0) / freq
    return np.where(modified, found / (1.0 + rate), found)


@udf(
    source=SOURCE.format("DURATION and MDURATION"),
    native="=DURATION({settlement},{maturity},{coupon},{yld},{freq},{basis})",
    domain="modified FALSE, freq 1, 2 or 4, a yield of at least 0",
    vector=_duration_rows,
)
def bond_duration(
    settlement: Date,
    maturity: Date,
    coupon: Rate,
    yld: Rate,
    freq: Frequency = 2,
    basis: Basis = 0,
    modified: Flag = False,
) -> Years:
    """Duration of a bond in years: Macaulay's, or modified for the fall of its price.

    Parameters
    ----------
    settlement : date
        Day on which the bond is paid for, before maturity.
    maturity : date
        Day of redemption. Coupon dates are counted back from it, at month ends when it is one.
    coupon : decimal, a year
        Coupon rate, at least 0.
    yld : decimal, nominal annual
        Yield to maturity compounded freq times a year, above -freq; it may be negative.
    freq : payments a year
        1, 2, 4 or 12.
    basis : day count basis, 0 to 4
        0 30/360 US, 1 actual/actual, 2 actual/360, 3 actual/365, 4 30/360 European.
    modified : TRUE or FALSE
        TRUE divides by 1 + yld / freq: the relative fall of price and accrued interest together
        for a yield higher by one.

    Returns
    -------
    years
        Duration, positive.

    Raises
    ------
    DomainError
        `#NUM!` for settlement not before maturity, a negative coupon, or a yield of -freq or below.

    Notes
    -----
    Sum of time x present value over the sum of present values, times being (k - A/E) / freq for
    coupon k, redemption 100. Compounded also in the last coupon period, as in Excel.

    Examples
    --------
    >>> round(bond_duration(43282, 54058, 0.08, 0.09, 2, 1), 10)
    10.9191452816
    >>> round(bond_duration(39448, 42370, 0.08, 0.09, 2, 1, True), 10)
    5.7356698139
    """
    terms = terms_of(settlement, maturity, coupon, freq, basis)
    rate = yld / freq
    if rate <= -1.0:
        raise DomainError("yld", yld, f"above {-freq:g}")
    found = float(bonds.durations(terms, 100.0 * coupon / freq, rate, 100.0)) / freq
    return found / (1.0 + rate) if modified else found
