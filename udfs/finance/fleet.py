"""Depreciation of a fleet bought in vintages, and what a change of useful life does to it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from udfs.errors import DomainError, InputTypeError
from udfs.finance import depreciation
from udfs.finance.calendar import FIRST_DATE, shown, split, to_date

CONVENTIONS = ("half", "month", "full")
MOST_VINTAGES = 200
MOST_LIFE = 100.0
_METHODS = ("SL", "SYD", "DDB", "VDB")

Floats = np.ndarray[Any, np.dtype[np.float64]]


class Vintages(NamedTuple):
    """Purchases in order: a title, the year, the part of that year in service, the cost."""

    titles: list[str]
    years: Floats
    firsts: Floats
    costs: Floats


def read_vintages(block: Floats, convention: str) -> Vintages:
    """Vintages from a block of year (or date) and cost; see GPU_DEPR_WATERFALL."""
    name = convention.strip().lower()
    name = {"mid-year": "half"}.get(name, name)
    if name not in CONVENTIONS:
        raise InputTypeError("convention", convention, '"half", "month" or "full"')
    if block.shape[1] != 2:
        raise InputTypeError("vintages", f"{block.shape[1]} columns", "two columns: year, cost")
    if len(block) > MOST_VINTAGES:
        raise InputTypeError("vintages", f"{len(block)} rows", f"at most {MOST_VINTAGES} rows")
    when, costs = block[:, 0], block[:, 1]
    if costs.min() < 0.0:
        place = int(costs.argmin()) + 1
        raise DomainError(f"vintages[{place},2]", float(costs.min()), "a cost of at least 0")
    wrong = np.flatnonzero(np.diff(when) < 0.0)
    if len(wrong):
        place = int(wrong[0]) + 2
        name, late = f"vintages[{place},1]", shown(when[place - 1])
        raise InputTypeError(name, late, "not before the one above it")
    if when[0] >= FIRST_DATE:
        years, months, _ = (np.asarray(part, dtype=np.float64) for part in split(when))
        titles = [to_date(day).isoformat() for day in when]
        firsts = (13.0 - months) / 12.0
    else:
        if when[-1] >= FIRST_DATE:
            raise InputTypeError("vintages", "years and dates", "all years or all dates")
        if name == "month":
            raise InputTypeError("vintages", float(when[0]), 'dates for the convention "month"')
        bad = np.flatnonzero((np.floor(when) != when) | (when < 0.0))
        if len(bad):
            place = int(bad[0])
            raise DomainError(f"vintages[{place + 1},1]", float(when[place]), "a whole year")
        years, firsts, titles = when, np.ones(len(when)), [f"{year:g}" for year in when]
    if name != "month":
        firsts = np.full(len(when), 0.5 if name == "half" else 1.0)
    return Vintages(_numbered(titles), years, firsts, costs)


def _numbered(titles: list[str]) -> list[str]:
    """Titles of which no two are the same: a second purchase of 2024 is "2024 (2)"."""
    counts = [titles[:place].count(title) + 1 for place, title in enumerate(titles)]
    return [
        title if count == 1 else f"{title} ({count})"
        for title, count in zip(titles, counts, strict=True)
    ]


def written_off(life: float, method: str, salvage: float) -> tuple[Floats, Floats]:
    """Ages, and the share of cost written off at each of them."""
    name = depreciation.method_name(method)
    if name not in _METHODS:
        raise InputTypeError("method", method, "SL, SYD, DDB or VDB")
    if not 0.0 < life <= MOST_LIFE:
        raise DomainError("life", life, f"above 0 and at most {MOST_LIFE:g} years")
    if name != "SL" and life != np.floor(life):
        raise DomainError("life", life, f"whole years with method {name}")
    if not 0.0 <= salvage <= 1.0:
        raise DomainError("salvage", salvage, "a share of cost from 0 to 1")
    periods = np.arange(1.0, np.ceil(life) + 1.0)
    share = depreciation.charges(1.0, salvage, life, periods, name)
    ages = np.minimum(np.concatenate([[0.0], periods]), life)
    done = np.concatenate([[0.0], np.cumsum(share)])
    if abs(done[-1] + salvage - 1.0) < 1e-12:
        done[-1] = 1.0 - salvage  # no dust at the end of the life
    return ages, done


def waterfall(vintages: Vintages, ages: Floats, done: Floats) -> tuple[Floats, Floats]:
    """Years, and what each vintage (column) has written off by the end of each year (row)."""
    begin = vintages.years.min()
    count = int((vintages.years + np.ceil(ages[-1] + 1.0 - vintages.firsts)).max() - begin)
    years = begin + np.arange(float(count))
    held = years[:, None] - vintages.years + vintages.firsts
    return years, vintages.costs * np.interp(held, ages, done)


class Change(NamedTuple):
    """A change of useful life, in the year it is made."""

    nbv: float
    old: float
    new: float


def change(
    gross: float, age: float, old_life: float, new_life: float, salvage: float, new_salvage: float
) -> Change:
    """Book value, and the charge of a year before and after; see GPU_LIFE_CHANGE."""
    base = gross - salvage
    nbv = gross - base * min(age, old_life) / old_life
    left = max(nbv - new_salvage, 0.0)
    new = left / (new_life - age) if age < new_life else left
    return Change(nbv, base / old_life if age < old_life else 0.0, new)


class Impairment(NamedTuple):
    """Amounts of an impairment test; recovery is the undiscounted or recoverable amount."""

    value_in_use: float
    fair: float
    recovery: float
    is_impaired: bool
    loss: float


def impairment(nbv: float, flows: Floats, rate: float, fv: float | None, is_us: bool) -> Impairment:
    """The two steps of ASC 360-10-35-17 or the one of IAS 36; flows at the ends of years."""
    factors = np.exp(-np.log1p(rate) * np.arange(1.0, len(flows) + 1.0))
    in_use = float(flows @ factors)
    if not np.isfinite([in_use, flows.sum()]).all():
        raise DomainError("rate", rate, "such that the value in use is a number")
    fair = max(0.0, in_use) if fv is None else fv  # no asset is carried below nothing
    recovery = float(flows.sum()) if is_us else max(in_use, fair)
    is_impaired = recovery < nbv
    loss = max(0.0, nbv - (fair if is_us else recovery)) if is_impaired else 0.0
    return Impairment(in_use, fair, recovery, is_impaired, loss)
