"""Tax depreciation under MACRS: shares of cost by recovery period, convention and year."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from udfs.errors import DomainError, InputTypeError
from udfs.finance.annuity import check_count

RECOVERIES = (3, 5, 7, 10, 15, 20, 39)
CONVENTIONS = ("half-year", "mid-quarter", "mid-month")
_REAL = 39  # recovery period of nonresidential real property, straight line by month
_DOUBLE = 10  # the longest recovery period at 200%; longer ones take 150%


def convention_name(convention: str) -> str:
    """The convention as spelled here, or an InputTypeError.

    >>> convention_name("Half Year")
    'half-year'
    """
    name = "-".join(convention.replace("-", " ").lower().split())
    if name not in CONVENTIONS:
        raise InputTypeError("convention", convention, '"half-year", "mid-quarter" or "mid-month"')
    return name


def check(
    cost: float, year: float, recovery: float, convention: str, quarter: float, bonus: float
) -> None:
    """Raise the error of one charge that `charges` cannot compute."""
    if cost < 0.0:
        raise DomainError("cost", cost, "at least 0")
    check_count("year", year, 1)
    if recovery not in RECOVERIES:
        raise DomainError("recovery", recovery, "3, 5, 7, 10, 15, 20 or 39 years")
    name, is_real = convention_name(convention), recovery == _REAL
    if name == ("mid-quarter" if is_real else "mid-month"):
        allowed = "mid-month for 39-year property" if is_real else "half-year or mid-quarter"
        raise InputTypeError("convention", convention, allowed)
    check_count("quarter", quarter, 1, 12 if is_real else 4)
    if not 0.0 <= bonus <= 1.0:
        raise DomainError("bonus", bonus, "from 0 to 1")
    if bonus > 0.0 and is_real:
        raise DomainError("bonus", bonus, "0 for 39-year property, which has none")


def shares(recovery: int, first: float) -> list[float]:
    """Share of cost charged in each year, `first` being the part of year one in service.

    The declining rate applies to what is left; straight line over the rest of the recovery period
    takes over when it gives more.

    >>> [round(share, 4) for share in shares(5, 0.5)]
    [0.2, 0.32, 0.192, 0.1152, 0.1152, 0.0576]
    """
    rate = (1.0 if recovery == _REAL else 2.0 if recovery <= _DOUBLE else 1.5) / recovery
    found = [first * rate]
    book = 1.0 - found[0]
    for year in range(1, recovery + 1):
        left = recovery - first - (year - 1)
        share = book if left <= 1.0 else book * max(1.0 / left, rate)
        found.append(share)
        book -= share
    return found


@cache
def _table() -> Any:
    """Shares by recovery period, quarter (0 for half-year; the month for 39 years) and year."""
    table = np.zeros((len(RECOVERIES), 13, _REAL + 2))
    for place, recovery in enumerate(RECOVERIES):
        if recovery == _REAL:
            firsts = {month: (12.5 - month) / 12.0 for month in range(1, 13)}
        else:
            firsts = {0: 0.5} | {quarter: (4.5 - quarter) / 4.0 for quarter in range(1, 5)}
        for quarter, first in firsts.items():
            table[place, quarter, : recovery + 1] = shares(recovery, first)
    return table


def charges(cost: Any, year: Any, recovery: Any, convention: str, quarter: Any, bonus: Any) -> Any:
    """Tax depreciation of one year of each asset; NaN outside the domain."""
    place = np.minimum(np.searchsorted(RECOVERIES, recovery), len(RECOVERIES) - 1)
    is_real = np.equal(recovery, _REAL)
    name = convention_name(convention)
    most = np.where(is_real, 12.0, 4.0)
    good = (cost >= 0.0) & (year >= 1.0) & (np.floor(year) == year) & (bonus >= 0.0)
    good = good & (bonus <= np.where(is_real, 0.0, 1.0)) & np.isin(recovery, RECOVERIES)
    good = good & (quarter >= 1.0) & (quarter <= most) & (np.floor(quarter) == quarter)
    good = good & (~is_real if name == "mid-quarter" else is_real | (name != "mid-month"))
    column = np.where(is_real | (name == "mid-quarter"), quarter, 0.0)
    column = np.where(good, column, 0.0).astype(np.intp)
    row = np.where(good, np.minimum(year, _REAL + 2), 1.0).astype(np.intp) - 1
    share = _table()[place, column, row]
    return np.where(good, cost * (bonus * (row == 0) + (1.0 - bonus) * share), np.nan)
