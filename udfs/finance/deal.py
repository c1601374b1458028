"""A development as monthly cash flows: building, letting, borrowing, selling, many deals at once.

Arrays are time-major, (months, deals). All deals are set side by side at completion: row
`build - 1` is the last month of construction and row `build` the first of operation, and a deal
that is built more quickly begins some rows later. Flows fall at the end of their month.

The inputs of the deals are arrays of one value per deal under the keys of DEV_CASHFLOW; NaN stands
for one that is not given. `term_m` and `exit_m` are the term and the time to the exit in months.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from udfs.finance import scurve
from udfs.finance.budget import soft_and_contingency
from udfs.finance.construction import Draw, Loan, draw
from udfs.finance.cover import annuity_factor
from udfs.finance.rents import HOURS, KW

_RESIDUE = 1e-9  # of a loan: what rounding leaves of it at its end

Array = np.ndarray[Any, np.dtype[np.float64]]
Inputs = Mapping[str, Array]


class Loans(NamedTuple):
    """The debt of each deal from completion on: the take-out, or the construction loan carried on.

    `size` is the amount at completion, `rate` its monthly rate, `cover` the value at that rate of
    the income of its life (losses included), `service` what is due in each month of operation up to
    the exit, and `repaid` what the exit repays.
    """

    size: Array
    rate: Array
    cover: Array
    service: Array
    repaid: Array


class Model(NamedTuple):
    """Everything about the deals; see the module for the rows."""

    build: int
    first: Any
    draw: Draw
    noi: Array
    stabilised: Array
    sale: Array
    exit_m: Array
    loans: Loans
    unlevered: Array
    levered: Array


def model(d: Inputs) -> Model:
    """The deals month by month."""
    span = d["build_months"] + d["delay"]
    build = int(span.max())
    first = (build - span).astype(np.int64)
    drawn = draw(_costs(d, build), _construction_loan(d), first)
    months = int(d["term_m"].max())
    noi, stabilised = income(d, months + 12)
    cost = drawn.cost.sum(axis=0)
    sale = _sale(d, noi, cost)
    noi = noi[:months]
    month = np.arange(1.0, months + 1.0)[:, None]
    if d["term_m"].min() < months:
        noi *= month <= d["term_m"]
    loans = _loans(d, drawn.balance[-1], noi, stabilised)
    damages = np.zeros((build, 1))
    if d["ld_month"].any():
        built = np.arange(build)[:, None]
        damages = np.where(built >= build - d["delay"], d["ld_month"], 0.0)
    unlevered, levered = np.empty((2, build + months, len(cost)))
    np.subtract(-drawn.cost, damages, out=unlevered[:build])
    np.subtract(-drawn.equity, damages, out=levered[:build])
    levered[build - 1] += loans.size - drawn.balance[-1]
    unlevered[build:] = noi
    if (d["exit_m"] < d["term_m"]).any():
        unlevered[build:] *= month <= d["exit_m"]
    np.subtract(unlevered[build:], loans.service, out=levered[build:])
    last, deals = build + d["exit_m"].astype(np.int64) - 1, np.arange(len(cost))
    unlevered[last, deals] += sale
    levered[last, deals] += sale - loans.repaid
    return Model(
        build, first, drawn, noi, stabilised, sale, d["exit_m"], loans, unlevered, levered
    )  # fmt: skip


@lru_cache(maxsize=2048)
def _curve(count: int, shape: int) -> Array:
    found: Array = scurve.weights(count, scurve.SHAPES[shape])
    found.setflags(write=False)
    return found


def _costs(d: Inputs, build: int) -> Array:
    """Cost of each month of construction: land with the first month's, the rest on the curve."""
    plans = np.stack([d["build_months"], d["shape"], d["delay"]]).astype(np.int64)
    distinct, which = np.unique(plans, axis=1, return_inverse=True)
    weights = np.zeros((build, distinct.shape[1]))
    opening = np.zeros_like(weights)
    for column, (count, shape, delay) in enumerate(distinct.T.tolist()):
        start = build - delay - count
        weights[start : start + count, column] = _curve(count, shape)
        opening[start, column] = 1.0
    hard = d["mw"] * d["cost_mw"]
    soft, contingency = soft_and_contingency(hard, d["soft_pct"], d["contingency_pct"])
    which = which.reshape(-1)
    spread: Array = (hard + soft + contingency) * weights[:, which]
    return spread + d["land"] * opening[:, which] if d["land"].any() else spread


def _construction_loan(d: Inputs) -> Loan:
    rate = np.where(np.isnan(d["con_rate"]), 0.0, d["con_rate"]) / 12.0
    none = np.zeros_like(rate)
    return Loan(rate, d["ltc"], d["fee"], none, d["fund"] > 0.0)


def income(d: Inputs, months: int) -> tuple[Array, Array]:
    """Net operating income of each month of operation, and that of a full first year."""
    kept = 1.0 - np.where(d["nnn"] > 0.0, 0.0, 1.0) * d["opex_pct"]
    rent = d["mw"] * KW * d["rent_kw_mo"]
    price = np.where(d["nnn"] > 0.0, 0.0, d["power_price"])
    power = d["mw"] * KW * d["pue"] * (HOURS / 12.0) * price
    year = np.arange(-(-months // 12))[:, None]
    yearly = rent * kept * (1.0 + d["escalator"]) ** year - power
    noi = np.repeat(yearly, 12, axis=0)[:months]
    if (d["ramp"] > 1.0).any():
        month = np.arange(1.0, months + 1.0)[:, None]
        noi = noi * np.minimum(1.0, month / np.maximum(d["ramp"], 1.0))
    return noi, 12.0 * yearly[0]


def _sale(d: Inputs, noi: Array, cost: Array) -> Array:
    """What the exit brings after its costs: the next year's income capitalised, or the residual."""
    deals = np.arange(noi.shape[1])
    after = d["exit_m"].astype(np.int64) + np.arange(12)[:, None]
    price = noi[after, deals].sum(axis=0) / d["exit_cap"]
    residual = np.where(np.isnan(d["residual_pct"]), 0.0, d["residual_pct"]) * cost
    return np.where(np.isnan(d["exit_cap"]), residual, price) * (1.0 - d["sale_cost"])


def _loans(d: Inputs, owed: Array, noi: Array, stabilised: Array) -> Loans:
    """The debt from completion on; NaN for a take-out that no income can carry.

    Sculpted debt is sized on, and served from, the months whose income is above 0.
    """
    is_perm = ~np.isnan(d["perm_rate"])
    if not (is_perm.any() or owed.any()):
        none = np.zeros_like(owed)
        return Loans(none, none, none, np.broadcast_to(none[:1], noi.shape), none)
    month = np.arange(1.0, len(noi) + 1.0)[:, None]
    is_sculpted = is_perm & np.isnan(d["perm_amort"]) & ~np.isnan(d["perm_dscr"])
    rate = np.where(is_perm, d["perm_rate"], np.nan_to_num(d["con_rate"])) / 12.0
    amort = np.where(np.isnan(d["perm_amort"]), d["term_m"], np.rint(12.0 * d["perm_amort"]))
    growth, end = np.log1p(rate), d["exit_m"]
    worth = month * -growth
    np.exp(worth, out=worth)
    carrying, served = noi, worth
    if is_sculpted.any() and noi.min() < 0.0:  # a month of loss serves no debt
        carrying = np.maximum(noi, 0.0)
        served = worth * carrying
    worth *= noi
    value, whole = worth.sum(axis=0), served.sum(axis=0)
    factor = annuity_factor(rate, amort)
    term_value = np.where(whole > 0.0, whole, value)
    allowed = np.where(is_sculpted, term_value, stabilised / 12.0 * factor) / d["perm_dscr"]
    size = np.fmin(allowed, d["perm_ltv"] * stabilised / d["exit_cap"])
    size = np.where(is_perm & ~np.isnan(size), size, owed)
    size = np.where(size >= 0.0, size, np.nan)
    level = np.where(is_perm, size / factor, owed * rate)
    left = np.where(
        is_perm, size * annuity_factor(rate, np.maximum(amort - end, 0.0)) / factor, owed
    )
    if is_sculpted.all() and (end == d["term_m"]).all():
        part = np.where(size > 0.0, size / whole, 0.0)
        return Loans(size, rate, value, carrying * part, np.zeros_like(size))
    part = np.where(is_sculpted, np.where(size > 0.0, size / whole, 0.0), 0.0)
    service = np.where(is_sculpted, carrying * part, level * (month <= amort)) * (month <= end)
    rest = (served * (month > end)).sum(axis=0) * np.exp(end * growth) * part
    cover = (worth * (month <= np.where(is_perm, amort, end))).sum(axis=0)
    return Loans(size, rate, cover, service, np.where(is_sculpted, rest, left))


def balances(loans: Loans, end: int) -> Array:
    """What is owed after each month of operation of one deal, up to the exit that repays it."""
    owed, found = float(loans.size[0]), np.zeros(end)
    growth = 1.0 + float(loans.rate[0])
    for month, paid in enumerate(loans.service[:end, 0].tolist()):
        owed = owed * growth - paid
        found[month] = owed
    left = owed - float(loans.repaid[0])
    found[-1] = left if abs(left) > _RESIDUE * float(loans.size[0]) else 0.0
    return found
