"""Construction finance: what the loan and the equity pay month by month, interest included.

Arrays are time-major, (months, deals), so that a month of all deals lies together. Costs, interest
and fees fall at the end of their month. The commitment of the loan is a share of the whole cost,
of which its own interest and fees are part: that circle is closed here, not in the sheet.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from udfs.errors import DomainError, InputTypeError
from udfs.finance.chandrupatla import find_roots

FUNDS = ("prorata", "equity")
ACCRUALS = ("opening", "average")
_WIDENINGS = 60

Array = np.ndarray[Any, np.dtype[np.float64]]


class Loan(NamedTuple):
    """Terms of the construction loans, one value per deal; `rate` and `commit` are monthly."""

    rate: Array
    ltc: Array
    fee: Array
    commit: Array
    is_equity_first: Any
    is_average: bool = False


class Draw(NamedTuple):
    """Months by deals, and the whole cost of each deal."""

    cost: Array
    interest: Array
    fees: Array
    debt: Array
    equity: Array
    balance: Array
    total: Array


def fund_name(fund: str) -> str:
    """Who pays first: "prorata", or "equity" (also "equity-first")."""
    kind = fund.strip().lower().replace("-", "").replace("_", "").replace(" ", "")
    if kind in ("equity", "equityfirst"):
        return "equity"
    if kind != "prorata":
        raise InputTypeError("fund", fund, '"prorata" or "equity" (equity first)')
    return kind


def accrual_name(basis: str) -> str:
    """What interest is reckoned on: the "opening" balance or the "average" one."""
    kind = basis.strip().lower()
    if kind not in ACCRUALS:
        raise InputTypeError("basis", basis, '"opening" or "average" (balance)')
    return kind


def draw(cost: Array, loan: Loan, first: Any) -> Draw:
    """Month by month, with the commitment that fits the whole cost.

    Parameters
    ----------
    cost : array (months, deals)
        Cost of each month, without interest and fees.
    loan : Loan
        Terms of the loan.
    first : array (deals,) of int
        Row of each deal's first month: the upfront fee is paid there, and the loan is open from
        the beginning of that month.

    Returns
    -------
    Draw
        NaN in the columns of deals whose fees and interest outrun any loan.
    """
    base = cost.sum(axis=0)

    def excess(total: Array) -> Array:
        return _spent(cost, loan, first, total) - total

    is_plain = not (loan.is_average or loan.fee.any() or loan.commit.any())
    if is_plain and not np.any(loan.is_equity_first):
        return _run(cost, loan, first, base)  # the draws do not depend on the commitment
    low, high = 0.5 * base, 2.0 * base  # the whole cost is at least the base
    over = excess(high) > 0.0
    for _ in range(_WIDENINGS):
        if not over.any():
            break
        high = np.where(over, 4.0 * high, high)
        over = excess(high) > 0.0
    total = np.where(base > 0.0, find_roots(excess, low, high), base)
    return _run(cost, loan, first, total)


def _spent(cost: Array, loan: Loan, first: Any, total: Array) -> Array:
    """Cost, interest and fees when the commitment is made for a whole cost of `total`."""
    found = _run(cost, loan, first, total)
    return found.total


def _run(cost: Array, loan: Loan, first: Any, total: Array) -> Draw:
    """The months in turn, for a commitment of ltc x total."""
    commitment = loan.ltc * total
    left = np.where(loan.is_equity_first, total - commitment, 0.0)
    share = np.where(loan.is_equity_first, 1.0, loan.ltc) * (loan.ltc > 0.0)
    upfront = loan.fee * commitment
    interest, fees, debt, equity, balance = (np.empty_like(cost) for _ in range(5))
    owed = np.zeros_like(total)
    for k in range(len(cost)):
        fees[k] = np.where(k == first, upfront, 0.0)
        fees[k] += loan.commit * (commitment - owed) * (k >= first)
        accrued = loan.rate * owed
        need = cost[k] + fees[k]
        if loan.is_average:  # interest on the draw of this month too, which pays that interest
            drawn = np.maximum(share * (need + accrued) - left, 0.0)
            accrued = accrued + 0.5 * loan.rate * drawn / (1.0 - 0.5 * loan.rate * share)
        need = need + accrued
        debt[k] = np.maximum(share * need - left, 0.0)
        equity[k] = need - debt[k]
        left = np.maximum(left - need, 0.0) * loan.is_equity_first
        owed = owed + debt[k]
        interest[k], balance[k] = accrued, owed
    spent = (cost + interest + fees).sum(axis=0)
    return Draw(cost, interest, fees, debt, equity, balance, spent)


def check_loan(rate: float, ltc: float, fee: float, commit: float) -> None:
    """Raise DomainError when a term of the loan is outside its domain."""
    for name, value, most in (("rate", rate, 2.0), ("ltc", ltc, 1.0), ("fee", fee, 0.5)):
        if not 0.0 <= value <= most:
            raise DomainError(name, value, f"from 0 to {most:g}")
    if not 0.0 <= commit <= 0.5:
        raise DomainError("commit_fee", commit, "from 0 to 0.5")
