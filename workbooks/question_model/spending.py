"""Capital: its yearly charge, its rates and guidance, and the depreciation it has locked in."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from workbooks.flat_inputs import Inputs
from workbooks.question_model.cells import BLANK, Cell, known, less, padded, ratio

if TYPE_CHECKING:
    from workbooks.question_model.chain import Chain

RUNS, COMPANIES, WALL = 8, 10, 24


class Charge(NamedTuple):
    """The capital, its charge of a year, the running cost, and the revenue that pays both."""

    capex: float
    capital: float
    opex: float
    revenue: float


def annuity(
    read: Inputs,
    chain: Chain,
    life: float | None = None,
    wacc: float | None = None,
    capex: float | None = None,
) -> Charge:
    """The yearly charge from the value that capital grows to: another life, return or capital."""
    capex = chain.total if capex is None else capex
    years = read.number("life", 5.0) if life is None else life
    rate = read.number("wacc", 0.1) if wacc is None else wacc
    left = read.number("annuity_residual") * capex
    if rate == 0.0:
        charge = (capex - left) / years
    else:
        grown = math.exp(years * math.log1p(rate))
        charge = (capex * grown - left) * rate / (grown - 1.0)
    opex = read.number("opex_pct") * capex
    return Charge(capex, charge, opex, (charge + opex) / (1.0 - chain.margin))


def capital(read: Inputs, chain: Chain) -> Mapping[str, Cell]:
    """The annuity line by line."""
    found = annuity(read, chain)
    entered = read.maybe("annuity_capex")
    beside: dict[str, Cell] = {}
    for name, capex in (
        ("parts", chain.gpu * chain.capital if read.column("part_per_gpu") else None),
        ("other", None if entered is None else read.scale * entered),
    ):
        beside[f"out_{name}_capex"] = known(capex)
        revenue = None if capex is None else annuity(read, chain, capex=capex).revenue
        beside[f"out_{name}_annuity"] = known(revenue)
    return {
        **beside,
        "out_annuity_capex": found.capex,
        "out_annuity_charge": found.capital,
        "out_annuity_opex": found.opex,
        "out_annuity": found.revenue,
        "out_annuity_lifetime": found.revenue * read.number("life", 5.0),
    }


def rates(read: Inputs) -> Mapping[str, Cell | list[Cell]]:
    """Rates of a year from parts of it, and guidance by company."""
    return {**_runs(read), **_guidance(read)}


def _runs(read: Inputs) -> Mapping[str, list[Cell]]:
    rate: list[Cell] = []
    growth: list[Cell] = []
    intensity: list[Cell] = []
    columns = (
        read.moneys("run_amount"),
        read.numbers("run_per"),
        read.moneys("run_prior"),
        read.moneys("run_revenue"),
    )
    for amount, per, prior, revenue in zip(*columns, strict=True):
        yearly = (amount or 0.0) * (per or 0.0)
        rate.append(yearly)
        growth.append(ratio(None if prior is None else yearly - prior, prior, BLANK))
        intensity.append(ratio(amount, revenue, BLANK))
    names, found = ("rate", "growth", "intensity"), (rate, growth, intensity)
    return {f"out_run_{n}": padded(c, RUNS) for n, c in zip(names, found, strict=True)}


def _guidance(read: Inputs) -> Mapping[str, Cell | list[Cell]]:
    middles: list[float] = []
    growth: list[Cell] = []
    intensity: list[Cell] = []
    lows = [low or 0.0 for low in read.moneys("capex_low")]
    highs = [
        low if high is None else high
        for low, high in zip(lows, read.moneys("capex_high"), strict=True)
    ]
    others = (read.moneys("capex_prior"), read.moneys("capex_revenue"))
    for low, high, prior, revenue in zip(lows, highs, *others, strict=True):
        middle = 0.5 * (low + high)
        middles.append(middle)
        growth.append(ratio(None if prior is None else middle - prior, prior, BLANK))
        intensity.append(ratio(middle, revenue, BLANK))
    stated = read.maybe("capex_stated")
    total = math.fsum(middles)
    return {
        "out_capex_mid": padded(middles, COMPANIES),
        "out_capex_growth": padded(growth, COMPANIES),
        "out_capex_intensity": padded(intensity, COMPANIES),
        "out_capex_low": math.fsum(lows),
        "out_capex_high": math.fsum(highs),
        "out_capex_total": total,
        "out_capex_unlisted": less(None if stated is None else read.scale * stated, total),
    }


def wall(read: Inputs) -> Mapping[str, Cell | list[Cell]]:
    """Depreciation year by year: each vintage in equal parts from its own year on."""
    years = [int(year or 0) for year in read.numbers("wall_year")]
    spent = [amount or 0.0 for amount in read.moneys("wall_capex")]
    life = read.number("depr_life", 5.0)
    existing = [charge or 0.0 for charge in read.moneys("wall_existing")]
    charges: list[Cell] = padded(existing if years else [], WALL, 0.0)
    bought: list[Cell] = [0.0] * WALL
    sold = _sales(read, years)
    total = math.fsum(float(charge) for charge in charges)
    for year, amount in zip(years, spent, strict=True):
        place, left = year - years[0], amount
        bought[place] = amount
        while left > 1e-12 * amount:
            part = min(left, amount / life)
            charges[place] = float(charges[place]) + part
            left -= part
            place += 1
    numbers: list[Cell] = [float(years[0] + k) for k in range(WALL)] if years else [BLANK] * WALL
    return {
        "out_wall_year": numbers,
        "out_wall": charges,
        "out_wall_spent": bought,
        "out_wall_share": [
            ratio(float(charge), revenue, BLANK)
            for charge, revenue in zip(charges, sold, strict=True)
        ],
        "out_wall_total": math.fsum(spent) + total,
    }


def _sales(read: Inputs, years: list[int]) -> list[float | None]:
    """Sales of each year of the wall: the last ones known go on."""
    known = dict(zip(years, read.moneys("wall_revenue"), strict=True))
    found: list[float | None] = []
    last: float | None = None
    for k in range(WALL):
        now = known.get(years[0] + k) if years else None
        last = last if now is None else now
        found.append(last)
    return found
