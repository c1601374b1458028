"""Capital spending: annual rates of it, and the depreciation that it has locked in."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, fsum
from typing import Any

from udfs.errors import DomainError, ZeroDenominatorError
from udfs.finance.buy import depreciation
from udfs.finance.columns import finite

RUNRATE = ("Run-rate", "Growth", "Intensity")
WALL = ("Year", "Depreciation", "% of revenue")
MOST_LIFE = 100.0
MOST_SPAN = 200  # years from the first vintage to the last


def run_rates(
    values: Sequence[float], per: float, prior: float | None, revenue: Sequence[float] | None
) -> dict[str, list[Any]]:
    """Columns of the table: a row per period."""
    rates = [per * value for value in values]
    bases = [prior, *rates[:-1]]
    growth = [_growth(rate, base) for rate, base in zip(rates, bases, strict=True)]
    intensity: list[Any] = ["" for _ in values]
    if revenue is not None:
        intensity = [_share(value, sold) for value, sold in zip(values, revenue, strict=True)]
    return finite(dict(zip(RUNRATE, (rates, growth, intensity), strict=True)))


def _growth(rate: float, base: float | None) -> Any:
    if base is None:
        return ""
    if base == 0.0:
        return ZeroDenominatorError("prior", base, "above 0 for a growth")
    if base < 0.0:
        return DomainError("prior", base, "above 0 for a growth")
    return rate / base - 1.0


def _share(amount: float, revenue: float) -> Any:
    if revenue == 0.0:
        return ZeroDenominatorError("revenue", revenue, "above 0 for a share of it")
    return amount / revenue


def wall(
    capex: Sequence[float],
    years: Sequence[float],
    life: float,
    method: str,
    existing: Sequence[float],
    revenue: Sequence[float],
) -> dict[str, list[Any]]:
    """Columns of the table: depreciation of every year from the first vintage to the last charge.

    A vintage is charged from its own year on, a whole year's charge in that year; the last of the
    revenues goes on.
    """
    first, span = min(years), ceil(life)
    count = max(int(max(years) - first) + span, len(existing))
    vintages: dict[int, list[float]] = {}
    for amount, year in zip(capex, years, strict=True):
        vintages.setdefault(int(year - first), []).append(amount)
    charges: list[list[float]] = [[] for _ in range(count)]
    ends = [float(k) for k in range(1, span + 1)]
    for start, amounts in vintages.items():
        for k, charge in enumerate(depreciation(fsum(amounts), life, method, ends), start):
            charges[k].append(charge)
    for k, charge in enumerate(existing):
        charges[k].append(charge)
    totals = [fsum(parts) for parts in charges]
    shares: list[Any] = ["" for _ in totals]
    if revenue:
        sold = [revenue[min(k, len(revenue) - 1)] for k in range(count)]
        shares = [_share(total, one) for total, one in zip(totals, sold, strict=True)]
    numbers = [first + k for k in range(count)]
    return finite(dict(zip(WALL, (numbers, totals, shares), strict=True)))
