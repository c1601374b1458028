"""Lease against buy: present cost after tax of each, and the residual at which they are equal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from udfs.errors import DomainError, InputTypeError, ZeroDenominatorError
from udfs.finance.depreciation import charges
from udfs.finance.schedule import liability_rows

METHODS = ("SL", "SYD", "DDB", "VDB")


class Choice(NamedTuple):
    """Inputs of the comparison; rates are periodic, `freq` payments a year."""

    cost: float
    payments: Sequence[float]
    rate: float
    discount: float
    timing: int
    freq: int
    tax: float
    depr_life: float
    depr_method: str
    residual: float
    maintenance: float
    lease_tax: str


class Line(NamedTuple):
    """One line: present cost of leasing and of buying, positive for a cost."""

    line: str
    lease: float
    buy: float


def year_ends(nper: int, freq: int) -> list[float]:
    """Ends of the years of the lease, the last one at its end, in years."""
    years = nper / freq
    return [float(y) for y in range(1, math.ceil(years))] + [years]


def depreciation(cost: float, life: float, method: str, ends: Sequence[float]) -> list[float]:
    """Tax depreciation of the years that end at `ends`, to no salvage value.

    SL straight line; SYD sum of the years' digits; DDB double declining balance as Excel's DDB;
    VDB the same with the switch to straight line.  A part year takes its part of that year.
    """
    if method == "SL":
        done = [cost * min(end, life) / life for end in ends]
    else:
        if life != int(life):
            raise DomainError("depr_life", life, f"whole years for method {method}")
        written = _written_off(cost, int(life), method, math.ceil(ends[-1]))
        done = [_at(written, end) for end in ends]
    return [b - a for a, b in zip([0.0, *done], done, strict=False)]


def _written_off(cost: float, life: int, method: str, years: int) -> list[float]:
    """Depreciation to date at the end of years 0 .. years."""
    periods = np.arange(1.0, min(life, years) + 1.0)
    with np.errstate(all="ignore"):
        charged = charges(cost, 0.0, float(life), periods, method)
    written = [0.0, *np.cumsum(charged).tolist()]
    return written + written[-1:] * (years + 1 - len(written))


def _at(written: Sequence[float], end: float) -> float:
    """Depreciation to date at a time that may fall inside a year."""
    whole = int(end)
    part = end - whole
    if not part:
        return written[whole]
    return written[whole] + part * (written[whole + 1] - written[whole])


def compare(choice: Choice) -> tuple[list[Line], float, float]:
    """Lines, net advantage to leasing, and the break-even residual."""
    if choice.tax == 1:
        raise ZeroDenominatorError("tax", choice.tax, "below 1 for a break-even residual to exist")
    ends = year_ends(len(choice.payments), choice.freq)
    lines = _side_by_side(_lease_lines(choice, ends), _buy_lines(choice, ends))
    lease = math.fsum(line.lease for line in lines)
    buy = math.fsum(line.buy for line in lines)
    advantage = buy - lease
    worth = (1.0 - choice.tax) * _factor(choice, ends[-1])
    lines.append(Line("PV of cost", lease, buy))
    return lines, advantage, choice.residual + advantage / worth


def _side_by_side(lease: dict[str, float], buy: dict[str, float]) -> list[Line]:
    """The lines of both, each once; a line that one of them has not is 0 there."""
    return [Line(key, lease.get(key, 0.0), buy.get(key, 0.0)) for key in {**lease, **buy}]


def _factor(choice: Choice, years: float) -> float:
    """Discount factor at a time in years."""
    try:
        factor: float = (1.0 + choice.discount) ** (-choice.freq * years)
    except OverflowError:
        factor = math.inf
    if not math.isfinite(factor) or factor == 0:
        raise DomainError("rate", choice.rate, "such that the last discount factor is a number")
    return factor


def _present(choice: Choice, amounts: Sequence[float], ends: Sequence[float]) -> float:
    """Present value of amounts at the ends of years."""
    return math.fsum(a * _factor(choice, end) for a, end in zip(amounts, ends, strict=True))


def _lease_lines(choice: Choice, ends: Sequence[float]) -> dict[str, float]:
    """Rent, and what tax gives back on it."""
    step = 1 - choice.timing
    rent = math.fsum(
        p * _factor(choice, (k + step) / choice.freq) for k, p in enumerate(choice.payments)
    )
    if choice.lease_tax == "rent":
        return {"Rent": rent, "Tax saved on rent": -choice.tax * rent}
    liability = liability_rows(choice.rate, choice.payments, 0.0, choice.timing)
    interest = liability["interest"][choice.timing :]
    freq = choice.freq
    yearly = [math.fsum(interest[k : k + freq]) for k in range(0, len(interest), freq)]
    return {
        "Rent": rent,
        "Tax saved on interest": -choice.tax * _present(choice, yearly, ends),
        **_depreciation_lines(choice, liability["open"][0], ends),
    }


def _buy_lines(choice: Choice, ends: Sequence[float]) -> dict[str, float]:
    """Price, depreciation, maintenance and what the asset is worth at the end."""
    lengths = [b - a for a, b in zip([0.0, *ends], ends, strict=False)]
    upkeep = _present(choice, [choice.maintenance * part for part in lengths], ends)
    kept = 1.0 - choice.tax
    return {
        "Purchase price": choice.cost,
        **_depreciation_lines(choice, choice.cost, ends),
        "Maintenance after tax": kept * upkeep,
        "Residual after tax": -kept * choice.residual * _factor(choice, ends[-1]),
    }


def _depreciation_lines(choice: Choice, basis: float, ends: Sequence[float]) -> dict[str, float]:
    """Tax saved on the depreciation of a basis, and on what is left of it at the end."""
    charge = depreciation(basis, choice.depr_life, choice.depr_method, ends)
    left = basis - math.fsum(charge)
    return {
        "Tax saved on depreciation": -choice.tax * _present(choice, charge, ends),
        "Tax saved on remaining basis": -choice.tax * left * _factor(choice, ends[-1]),
    }


def check_choice(choice: Choice) -> None:
    """Every input inside its domain."""
    for key in ("cost", "depr_life"):
        if getattr(choice, key) <= 0:
            raise DomainError(key, getattr(choice, key), "above 0")
    for key in ("residual", "maintenance"):
        if getattr(choice, key) < 0:
            raise DomainError(key, getattr(choice, key), "at least 0")
    if not 0 <= choice.tax <= 1:
        raise DomainError("tax", choice.tax, "from 0 to 1")
    if choice.depr_method not in METHODS:
        raise InputTypeError("depr_method", choice.depr_method, "SL, SYD, DDB or VDB")
    if choice.lease_tax not in ("rent", "ownership"):
        raise InputTypeError("lease_tax", choice.lease_tax, '"rent" or "ownership"')
