"""Bonds: price and yield, with odd first coupons, as Excel has them.

Prices and redemptions are per 100 of face value and clean: accrued interest is not in them.
Yields are nominal annual, compounded freq times a year.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from udfs.bond_terms import SOURCE, terms_of, terms_rows
from udfs.errors import DomainError
from udfs.finance import bonds
from udfs.kinds import Basis, Date, Frequency, Money, Rate
from udfs.registry import udf


def _price_rows(
    settlement: Any, maturity: Any, coupon: Any, yld: Any, redemption: Any, freq: Any, basis: Any,
    issue: Any, first_coupon: Any,
) -> Any:  # fmt: skip
    terms = terms_rows(settlement, maturity, coupon, freq, basis, issue, first_coupon)
    found = bonds.prices(terms, 100.0 * coupon / freq, yld / freq, redemption)
    return np.where(np.greater(redemption, 0.0), found, np.nan)


@udf(
    source=SOURCE.format("PRICE and ODDFPRICE"),
    native="=PRICE({settlement},{maturity},{coupon},{yld},{redemption},{freq},{basis})",
    domain="regular first coupon, freq 1, 2 or 4, a yield of at least 0",
    vector=_price_rows,
)
def bond_price(
    settlement: Date,
    maturity: Date,
    coupon: Rate,
    yld: Rate,
    redemption: Money = 100.0,
    freq: Frequency = 2,
    basis: Basis = 0,
    issue: Date | None = None,
    first_coupon: Date | None = None,
) -> Money:
    """Clean price of a bond per 100 of face value, with a regular or an odd first coupon.

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
    redemption : currency per 100
        Amount repaid at maturity, positive.
    freq : payments a year
        1, 2, 4 or 12.
    basis : day count basis, 0 to 4
        0 30/360 US, 1 actual/actual, 2 actual/360, 3 actual/365, 4 30/360 European.
    issue : date
        Day from which interest runs, not after settlement. Blank with a first_coupon: settlement,
        as for a new issue.
    first_coupon : date
        First coupon date, short or long, on the cycle of the maturity. Blank with an issue: the
        first regular date after it. Once settlement has reached it the bond is a regular one.

    Returns
    -------
    currency per 100
        Clean price: the value less accrued interest. It is negative only at extreme yields.

    Raises
    ------
    DomainError
        `#NUM!` for settlement not before maturity, a negative coupon, a yield of -freq or below, a
        first_coupon off the cycle, or dates out of order.

    Notes
    -----
    With c = 100 coupon / freq, v = 1 / (1 + yld / freq), E the days of the coupon period, A those
    since it began and N coupons to come: redemption v ^ (N - A/E) + sum of c v ^ (k - A/E) for k
    from 1 to N, less c A/E. Excel discounts over (E - A) / E in every basis, not over the days to
    the next coupon. The last period (N = 1) is discounted by simple interest. A short first
    coupon is c x (days from issue) / E; a long one is the sum of its days over the length of each
    regular period that it covers, as ODDFPRICE has it.

    Examples
    --------
    >>> round(bond_price(39493, 43054, 0.0575, 0.065), 10)
    94.6343616213
    >>> round(bond_price(39763, 44256, 0.0785, 0.0625, 100, 2, 1, 39736, 39873), 10)
    113.5977174741
    """
    terms = terms_of(settlement, maturity, coupon, freq, basis, issue, first_coupon)
    if redemption <= 0.0:
        raise DomainError("redemption", redemption, "above 0")
    rate = yld / freq
    if bonds.is_simple(terms):
        if 1.0 + terms.wait * rate <= 0.0:
            raise DomainError("yld", yld, "above -100% of the time left")
    elif rate <= -1.0:
        raise DomainError("yld", yld, f"above {-freq:g}")
    return bonds.price(terms, 100.0 * coupon / freq, rate, redemption)


def _yield_rows(
    settlement: Any, maturity: Any, coupon: Any, price: Any, redemption: Any, freq: Any, basis: Any,
    issue: Any, first_coupon: Any,
) -> Any:  # fmt: skip
    terms = terms_rows(settlement, maturity, coupon, freq, basis, issue, first_coupon)
    good = np.greater(redemption, 0.0) & np.greater(price, 0.0)
    regular = 100.0 * coupon / freq
    value = np.where(good, price, np.nan) + regular * terms.accrued
    return freq * bonds.rates(terms, regular, value, np.where(good, redemption, np.nan))


@udf(
    source=SOURCE.format("YIELD and ODDFYIELD"),
    native="=YIELD({settlement},{maturity},{coupon},{price},{redemption},{freq},{basis})",
    domain="regular first coupon, freq 1, 2 or 4, a price that a yield of at least 0 gives",
    vector=_yield_rows,
)
def bond_yield(
    settlement: Date,
    maturity: Date,
    coupon: Rate,
    price: Money,
    redemption: Money = 100.0,
    freq: Frequency = 2,
    basis: Basis = 0,
    issue: Date | None = None,
    first_coupon: Date | None = None,
) -> Rate:
    """Yield to maturity of a bond at its clean price, with a regular or an odd first coupon.

    Parameters
    ----------
    settlement : date
        Day on which the bond is paid for, before maturity.
    maturity : date
        Day of redemption. Coupon dates are counted back from it, at month ends when it is one.
    coupon : decimal, a year
        Coupon rate, at least 0.
    price : currency per 100
        Clean price, positive.
    redemption : currency per 100
        Amount repaid at maturity, positive.
    freq : payments a year
        1, 2, 4 or 12.
    basis : day count basis, 0 to 4
        0 30/360 US, 1 actual/actual, 2 actual/360, 3 actual/365, 4 30/360 European.
    issue : date
        Day from which interest runs, not after settlement. Blank with a first_coupon: settlement,
        as for a new issue.
    first_coupon : date
        First coupon date, short or long, on the cycle of the maturity. Blank with an issue: the
        first regular date after it. Once settlement has reached it the bond is a regular one.

    Returns
    -------
    decimal, nominal annual
        Yield compounded freq times a year; negative when the price exceeds all payments.

    Raises
    ------
    DomainError
        `#NUM!` for a price not above 0, settlement not before maturity, a negative coupon, a
        first_coupon off the cycle, or dates out of order.
    NoConvergenceError
        `#NUM!` when the day count leaves no time to maturity.

    Notes
    -----
    The yield at which BOND_PRICE gives the price, to 1e-12. There is exactly one: the logarithm
    of the value is a falling convex function of log(1 + yld / freq). In the last coupon period
    it is ((redemption + c) / (price + c A/E) - 1) freq E / (E - A), simple interest as in Excel.

    Examples
    --------
    >>> round(bond_yield(39493, 42689, 0.0575, 95.04287), 10)
    0.0650000069
    >>> round(bond_yield(45049, 46888, 0.046, 99.976, first_coupon=45245), 5)
    0.04605
    """
    terms = terms_of(settlement, maturity, coupon, freq, basis, issue, first_coupon)
    for name, value in (("price", price), ("redemption", redemption)):
        if value <= 0.0:
            raise DomainError(name, value, "above 0")
    regular = 100.0 * coupon / freq
    return freq * bonds.rate(terms, regular, price + regular * terms.accrued, redemption)
