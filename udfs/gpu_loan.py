"""A loan secured on GPUs: its balance against what the GPUs are worth, period by period."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from udfs.errors import DomainError, InputTypeError, ZeroDenominatorError
from udfs.finance.annuity import check_count
from udfs.keys import number, read_block
from udfs.kinds import Flag, KeyValues, Money, Series, Share
from udfs.readers import read_series
from udfs.registry import udf
from udfs.table import Table

_COLUMNS = ("Period", "Loan", "Book", "Market", "LTV", "DSCR", "Breach")
_MOST_PERIODS = 1200


def _cash(value: Any, key: str) -> Any:
    return read_series(value, key)


_TESTS = {
    "max_ltv": number(None),
    "min_dscr": number(None),
    "rate": number(0.0),
    "cash": (_cash, None),
    "life": number(None),
    "salvage": number(0.0),
}


@udf(
    source="Loan-to-value and debt service covenants of asset-backed loans; ASC 360-10-35-4 (book)",
    native=None,
    reason="spills period by period; the workbook has the lines on its Loan sheet",
)
def gpu_ltv(
    advance: Share,
    capex: Money,
    amort: Series,
    curve: Series,
    tests: KeyValues | None = None,
    headers: Flag = True,
) -> Table:
    """Balance of a GPU-backed loan against book and market value, with its covenants.

    Parameters
    ----------
    advance : share of one
        Part of capex that is lent, above 0 and at most 2.
    capex : currency
        Cost of the GPUs, above 0.
    amort : count, or row or column of currency
        One whole number from 1 to 1,200: periods of equal principal. Or the principal of period 1,
        2, ..., each at least 0 and not more than the loan together; then nothing.
    curve : row or column of shares
        Market value over capex at the start (1) and at the end of each period, at least 0: one more
        than the periods shown.
    tests : keys and values
        max_ltv, min_dscr (covenants); cash (cash flow of each period, or one for all), rate
        (interest a period, 0); life in periods and salvage of the book value (the periods shown,
        0).
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        Period, Loan, Book, Market, LTV, DSCR, Breach: a row 0 for the start and one for the end of
        each period; amounts positive. LTV is Loan over Market, DSCR cash over interest and
        principal (blank without cash or with nothing due); Breach says "ok" or which test fails.

    Raises
    ------
    DomainError
        `#NUM!` for an amount, share or count out of its domain, or principal above the loan.
    InputTypeError
        `#VALUE!` for an unknown key, or cash flows of another number than the periods.

    Notes
    -----
    Loan(0) = advance x capex, less principal. Market = curve x capex. Book = capex less straight
    line over life to salvage. Interest = rate x Loan at the start of the period. LTV is an error
    where a loan stands against a market value of 0, which breaches any test.

    Examples
    --------
    >>> table = gpu_ltv(0.7, 100, 5, [1, 0.78, 0.60, 0.46, 0.35], {"max_ltv": 0.8})
    >>> table["ltv"].round(3).tolist(), table["breach"]
    ([0.7, 0.718, 0.7, 0.609, 0.4], ['ok', 'ok', 'ok', 'ok', 'ok'])
    """
    keys = read_block(tests or {}, _TESTS, "tests")
    periods = len(curve) - 1
    _check(advance, capex, curve, keys)
    principal = _principal(amort, advance * capex, periods)
    loan = advance * capex - np.concatenate([[0.0], np.cumsum(principal)])
    loan = np.where(np.abs(loan) < 1e-12 * advance * capex, 0.0, loan)
    market = curve * capex
    age = np.arange(periods + 1.0)
    life = float(max(periods, 1)) if keys["life"] is None else keys["life"]
    book = capex - (capex - keys["salvage"]) * np.minimum(age / life, 1.0)
    ltv = [_ratio(owed, worth) for owed, worth in zip(loan.tolist(), market.tolist(), strict=True)]
    cover = _cover(loan, principal, keys, periods)
    breach = [_breach(*pair, keys) for pair in zip(ltv, cover, strict=True)]
    is_plain = not any(isinstance(one, Exception) for one in ltv)
    data = (age, loan, book, market, np.array(ltv) if is_plain else ltv, cover, breach)
    return Table(_COLUMNS, dict(zip(_COLUMNS, data, strict=True)))


def _check(advance: float, capex: float, curve: Any, keys: dict[str, Any]) -> None:
    if not 0.0 < advance <= 2.0:
        raise DomainError("advance", advance, "above 0 and at most 2")
    if capex <= 0.0:
        raise DomainError("capex", capex, "above 0")
    if curve.min() < 0.0:
        raise DomainError("curve", float(curve.min()), "at least 0 in every period")
    if len(curve) > _MOST_PERIODS + 1:
        raise DomainError("curve", len(curve), f"of at most {_MOST_PERIODS + 1} values")
    for key in ("max_ltv", "min_dscr", "life"):
        if keys[key] is not None and keys[key] <= 0.0:
            raise DomainError(key, keys[key], "above 0")
    if keys["rate"] <= -1.0:
        raise DomainError("rate", keys["rate"], "above -1")
    if not 0.0 <= keys["salvage"] <= capex:
        raise DomainError("salvage", keys["salvage"], f"from 0 to capex {capex:.15g}")


def _principal(amort: Any, loan: float, periods: int) -> Any:
    """Principal repaid in each of the periods shown."""
    if len(amort) == 1:
        check_count("amort", float(amort[0]), 1, _MOST_PERIODS)
        amort = np.full(int(amort[0]), loan / amort[0])
    elif amort.min() < 0.0:
        raise DomainError("amort", float(amort.min()), "at least 0 in every period")
    if amort.sum() > loan * (1.0 + 1e-9):
        raise DomainError("amort", float(amort.sum()), f"at most the loan {loan:.15g} together")
    shown = np.zeros(periods)
    shown[: len(amort)] = amort[:periods]
    return shown


def _ratio(owed: float, worth: float) -> Any:
    if worth > 0.0:
        return _finite(owed / worth)
    return ZeroDenominatorError("curve", worth, "above 0 while a loan is owed") if owed else 0.0


def _finite(ratio: float) -> Any:
    return ratio if math.isfinite(ratio) else DomainError("a ratio", ratio, "a finite number")


def _cover(loan: Any, principal: Any, keys: dict[str, Any], periods: int) -> list[Any]:
    """Cover of each period; blank at the start, without cash, and where nothing is due."""
    if keys["cash"] is None:
        return [""] * (periods + 1)
    cash = np.broadcast_to(keys["cash"], (periods,)) if len(keys["cash"]) == 1 else keys["cash"]
    if len(cash) != periods:
        sizes = f"{len(cash)} values for {periods} periods"
        raise InputTypeError("cash", sizes, "one for each period, or one for all")
    due = loan[:-1] * keys["rate"] + principal
    pairs = zip(cash.tolist(), due.tolist(), strict=True)
    return ["", *(_finite(got / owed) if owed > 0.0 else "" for got, owed in pairs)]


def _breach(ltv: Any, cover: Any, keys: dict[str, Any]) -> str:
    """The tests that fail, by name."""
    most, least = keys["max_ltv"], keys["min_dscr"]
    failed = []
    if most is not None and (isinstance(ltv, Exception) or ltv > most * (1.0 + 1e-12)):
        failed.append("LTV")
    if least is not None and isinstance(cover, float) and cover < least * (1.0 - 1e-12):
        failed.append("DSCR")
    return ", ".join(failed) or "ok"
