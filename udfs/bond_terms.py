"""What the bond functions share: the terms of one bond or of many, and what is wrong with them."""

from __future__ import annotations

from typing import Any

import numpy as np

from udfs.errors import DomainError
from udfs.finance import coupons
from udfs.finance.annuity import FREQUENCIES, check_frequency
from udfs.finance.calendar import check_basis, to_date
from udfs.finance.coupons import Terms

SOURCE = "Excel {0}; SIFMA, Standard Securities Calculation Methods"


def terms_of(
    settlement: float,
    maturity: float,
    coupon: float,
    freq: float,
    basis: float,
    issue: float | None = None,
    first_coupon: float | None = None,
) -> Terms:
    """Terms of one bond as plain floats; raises for arguments outside their domain."""
    check_frequency(freq)
    basis = check_basis(basis)
    if coupon < 0.0:
        raise DomainError("coupon", coupon, "at least 0")
    if settlement < coupons.FIRST_SERIAL:
        raise DomainError("settlement", settlement, "a date from 1 March 1900 on")
    if settlement >= maturity:
        raise DomainError("settlement", _day(settlement), f"before maturity, {_day(maturity)}")
    if issue is not None and not coupons.FIRST_SERIAL <= issue <= settlement:
        raise DomainError("issue", _day(issue), f"not after settlement, {_day(settlement)}")
    dates = (None if date is None else float(date) for date in (issue, first_coupon))
    found = coupons.terms(float(settlement), float(maturity), float(freq), float(basis), *dates)
    if not found.good:
        raise _first_coupon_error(maturity, freq, first_coupon or 0.0, issue)
    wait, share, later, accrued = (float(part) for part in found[:4])
    return Terms(wait, share, later, accrued, True)


def _day(serial: float) -> str:
    return to_date(serial).isoformat() if serial >= coupons.FIRST_SERIAL else f"{serial:g}"


def _first_coupon_error(
    maturity: float, freq: float, first: float, issue: float | None
) -> DomainError:
    if first > maturity:
        allowed = f"not after maturity, {_day(maturity)}"
    elif issue is not None and first <= issue:
        allowed = f"after issue, {_day(issue)}"
    elif issue is not None and first - issue > coupons.LONGEST * 30:
        allowed = f"at most {coupons.LONGEST // 12} years after issue"
    else:
        allowed = f"{12 / freq:g} months or a multiple before maturity, {_day(maturity)}"
    return DomainError("first_coupon", _day(first), allowed)


def terms_rows(
    settlement: Any,
    maturity: Any,
    coupon: Any,
    freq: Any,
    basis: Any,
    issue: Any = None,
    first_coupon: Any = None,
) -> Terms:
    """Terms of many bonds; not good where an argument is outside its domain."""
    good = np.isin(freq, FREQUENCIES) & np.greater_equal(basis, 0.0) & np.less(basis, 5.0)
    if not np.all(good):
        freq, basis = np.where(good, freq, 1.0), np.where(good, basis, 0.0)
    found = coupons.terms(settlement, maturity, freq, basis, issue, first_coupon)
    return found._replace(good=found.good & good & np.greater_equal(coupon, 0.0))
