"""Repayment of a loan: level, linear, at the end, or sculpted to the cash flow that serves it."""

from __future__ import annotations

from math import exp, log1p
from typing import Any

import numpy as np

from udfs.errors import DomainError, InputTypeError, ZeroDenominatorError
from udfs.finance.annuity import check_count, geometric

TITLES = ("Period", "Open", "Interest", "Principal", "Service", "Close", "Flag")
STYLES = ("level", "linear", "bullet", "sculpt")
_NEAR = 1e-9  # of the face: a balance below it is repaid

Floats = np.ndarray[Any, np.dtype[np.float64]]


def sized(cfads: Floats, rate: float, dscr: float, balloon: float) -> float:
    """Debt that cfads / dscr and a last balloon repay; rate per period."""
    growth = log1p(rate)
    periods = np.arange(1.0, len(cfads) + 1.0)
    return float(np.dot(cfads, np.exp(-growth * periods))) / dscr + balloon * exp(
        -growth * len(cfads)
    )


def check_cover(cfads: Floats, dscr: float | None) -> None:
    """Raise DomainError for a negative cash flow or a cover not above 0."""
    low = np.flatnonzero(cfads < 0.0)
    if len(low):
        place = int(low[0]) + 1
        raise DomainError(f"cfads[{place}]", float(cfads[place - 1]), "at least 0")
    if dscr is not None and dscr <= 0.0:
        raise DomainError("dscr", dscr, "above 0")


def repayments(
    style: str, face: float, rate: float, nper: float, io: float, balloon: float,
    cfads: Floats | None, dscr: float | None,
) -> list[float]:  # fmt: skip
    """Principal of each period, the balloon not in it; rate per period.

    Parameters
    ----------
    style : str
        One of `STYLES`.
    io : float
        Periods at the start without principal.
    """
    check_count("io", io, 0, nper - 1)
    if not 0.0 <= balloon <= face:
        raise DomainError("balloon", balloon, f"from 0 to the face, {face:g}")
    left = int(nper - io)
    start = [0.0] * int(io)
    if style == "level":
        growth = log1p(rate)
        first = (face - balloon) / geometric(growth, left)
        return start + [first * exp(growth * k) for k in range(left)]
    if style == "linear":
        return start + [(face - balloon) / left] * left
    if style == "bullet":
        return [0.0] * int(nper - 1) + [face - balloon]
    if style != "sculpt":
        raise InputTypeError("style", style, '"level", "linear", "bullet" or "sculpt"')
    return start + _sculpted(face, rate, int(nper), balloon, cfads, dscr, int(io))


def _sculpted(
    face: float, rate: float, nper: int, balloon: float, cfads: Floats | None, dscr: float | None,
    io: int,
) -> list[float]:  # fmt: skip
    """cfads / dscr less interest; without a dscr the one cover that repays the face."""
    if cfads is None:
        raise InputTypeError("cfads", None, "given for the style sculpt")
    if len(cfads) != nper:
        raise InputTypeError("cfads", f"{len(cfads)} amounts", f"one for each of {nper} periods")
    check_cover(cfads, dscr)
    flows, is_capped = cfads[io:], dscr is not None
    if dscr is None:
        paid = face - balloon * exp(-log1p(rate) * len(flows))
        if not flows.any():
            raise ZeroDenominatorError("cfads", 0.0, "above 0 in some period after io")
        if paid <= 0.0:
            raise ZeroDenominatorError("dscr", None, "given: there is nothing to sculpt")
        dscr = sized(flows, rate, 1.0, 0.0) / paid
    principal, balance = [], face
    for flow in flows.tolist():
        part = flow / dscr - balance * rate
        if is_capped:
            part = min(part, balance - balloon)
        principal.append(part)
        balance -= part
    if not is_capped:
        principal[-1] += balance - balloon  # rounding
    return principal


def table(face: float, rate: float, principal: list[float], balloon: float) -> dict[str, Any]:
    """Columns of the repayment table; the balloon is repaid with the last payment."""
    principal = [*principal[:-1], principal[-1] + balloon]
    opens, balance = [], face
    for part in principal:
        opens.append(balance)
        balance -= part
    if abs(balance) <= _NEAR * face:  # rounding
        principal[-1], balance = opens[-1], 0.0
    opening, paid = np.array(opens), np.array(principal)
    interest = opening * rate
    close = np.append(opening[1:], balance)
    flags = ["negative principal" if part < 0.0 else "ok" for part in principal]
    if balance > 0.0:
        flags[-1] = "not repaid"
    columns = (
        np.arange(1.0, len(paid) + 1.0), opening, interest, paid, interest + paid, close, flags,
    )  # fmt: skip
    return dict(zip(TITLES, columns, strict=True))


def weighted_life(principal: Floats, years: Floats) -> float:
    """Average time of the principal, weighted by its amounts."""
    total = float(principal.sum())
    if total == 0.0:
        raise ZeroDenominatorError("principal", 0.0, "other than 0 in total")
    return float(np.dot(principal, years)) / total
