"""What a development returns: rates, multiples, cover ratios, many deals at once.

NaN stands for a measure that a deal has not; `blank` says where that is as it should be (no debt,
no exit), and elsewhere it is an error.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from udfs.finance.cashflow import log_growths
from udfs.finance.deal import Array, Inputs, Model, income, model
from udfs.finance.solve import rates_of_return

TITLES = (
    *("Unlev IRR", "Lev IRR", "MOIC", "NPV", "Peak equity", "YOC", "Spread"),
    *("Min DSCR", "Avg DSCR", "LLCR", "Spread to tenant"),
)
NO_EQUITY = -np.inf  # in place of a multiple or a rate of equity that is not paid in
NO_FLOWS = np.inf  # in place of a rate of flows that do not exist
_RESIDUE = 1e-9  # of the largest receipt
_CELLS = 1 << 19  # months x deals handled at a time


class Measures(NamedTuple):
    """One row per measure, one column per deal."""

    values: Array
    blank: Any


def measures(d: Inputs, rows: Any) -> Measures:
    """The measures of TITLES of the deals at the places `rows`, in chunks that fit the cache."""
    span = d["build_months"][rows] + d["term_m"][rows]
    step = max(16, _CELLS // int(span.max() + 12.0))
    values = np.empty((len(TITLES), len(rows)))
    blank = np.zeros(values.shape, dtype=bool)
    with np.errstate(all="ignore"):
        for start in range(0, len(rows), step):
            part = slice(start, start + step)
            some = {key: column[rows[part]] for key, column in d.items()}
            values[:, part], blank[:, part] = _chunk(some)
    return Measures(values, blank)


def rates(flows: Array) -> Array:
    """Effective annual rates of monthly flows, one deal per column; NaN where there is none."""
    return rates_of_return(np.ascontiguousarray(flows.T), np.arange(float(len(flows))), 0.1, 12.0)


def both_rates(deals: Model) -> tuple[Array, Array]:
    """Rates of return before and after debt."""
    unlevered = rates(deals.unlevered)
    is_same = not (deals.levered != deals.unlevered).any()
    return unlevered, unlevered if is_same else _levered(deals)


def _levered(deals: Model) -> Array:
    """The rate after debt where it means something: equity pays in before it receives."""
    flows = deals.levered
    rate = np.where(np.isfinite(flows.sum(axis=0)), rates(flows), NO_FLOWS)
    early = np.flatnonzero(flows[deals.first, np.arange(len(rate))] >= 0.0)
    if len(early):  # what rounding leaves of one loan paid off by another is no payment
        some = flows[:, early]
        some = np.where(np.abs(some) <= _RESIDUE * deals.unlevered[:, early].max(axis=0), 0.0, some)
        opening = some[(some != 0.0).argmax(axis=0), np.arange(len(early))]
        rate[early] = np.where(opening < 0.0, rates(some), NO_EQUITY)
    return rate


def tenant_rate(d: Inputs) -> Array:
    """The tenant's yield, effective annual."""
    found: Array = np.expm1(log_growths(d["tenant_yield"], d["yield_freq"]))
    return found


def _chunk(d: Inputs) -> tuple[Array, Any]:
    deals = model(d)
    unlevered, levered = both_rates(deals)
    flows = deals.levered
    received = np.maximum(flows, 0.0).sum(axis=0)
    paid = np.minimum(flows, 0.0).sum(axis=0)
    tenant = tenant_rate(d)
    hurdle = np.where(np.isnan(d["discount"]), tenant, d["discount"])
    yoc = deals.stabilised / deals.draw.total
    least, mean, life = _cover(deals)
    found = {
        "Unlev IRR": unlevered,
        "Lev IRR": levered,
        "MOIC": np.where(paid == 0.0, NO_EQUITY, received / -paid),
        "NPV": _present(deals, hurdle),
        "Peak equity": np.maximum(-np.cumsum(flows, axis=0).min(axis=0), 0.0),
        "YOC": yoc,
        "Spread": (yoc - d["exit_cap"]) * 1e4,
        "Min DSCR": least,
        "Avg DSCR": mean,
        "LLCR": life,
        "Spread to tenant": (unlevered - tenant) * 1e4,
    }
    no = np.zeros(len(yoc), dtype=bool)
    no_debt = ~deals.loans.service.any(axis=0)
    blank = dict.fromkeys(TITLES, no) | {
        "NPV": np.isnan(hurdle),
        "Spread": np.isnan(d["exit_cap"]),
        "Spread to tenant": np.isnan(tenant),
        **dict.fromkeys(("Min DSCR", "Avg DSCR"), no_debt),
        "LLCR": deals.loans.size == 0.0,
    }
    values = np.stack([found[title] for title in TITLES])
    return values, np.stack([blank[title] for title in TITLES])


def _present(deals: Model, rate: Array) -> Array:
    """Value of the flows before debt at the start of construction."""
    if np.isnan(rate).all():
        return rate
    growth = np.log1p(rate) / 12.0
    worth = np.arange(1.0, len(deals.unlevered) + 1.0)[:, None] * -growth
    np.exp(worth, out=worth)
    worth *= deals.unlevered
    return np.asarray(worth.sum(axis=0) * np.exp(deals.first * growth))


def _cover(deals: Model) -> tuple[Array, Array, Array]:
    """Least and mean DSCR of the years of operation up to the exit, and the LLCR at completion."""
    loans = deals.loans
    life = np.where(loans.size > 0.0, loans.cover / loans.size, np.nan)
    if not loans.service.any():
        none = np.full(len(loans.size), np.nan)
        return none, none, life
    due = yearly(loans.service)
    cash = yearly(deals.unlevered[deals.build :])  # with the sale in the last month
    last, places = (deals.exit_m.astype(np.int64) - 1) // 12, np.arange(len(loans.size))
    cash[last, places] -= deals.sale
    is_due = due > 0.0
    ratio = cash / np.where(is_due, due, 1.0)
    years = is_due.sum(axis=0)
    least = np.where(years > 0, np.where(is_due, ratio, np.inf).min(axis=0), np.nan)
    mean = np.where(is_due, ratio, 0.0).sum(axis=0) / years
    return least, mean, life


def yearly(flows: Array) -> Array:
    """Sums of twelve months each; the last year may be shorter."""
    return np.add.reduceat(flows, np.arange(0, len(flows), 12), axis=0)


def delay(d: dict[str, Array], rows: Any, months: int) -> Array:
    """Further interest, lost income, damages, and changes of the returns after and before debt."""
    width = int((d["build_months"][rows] + d["term_m"][rows]).max()) + months + 12
    step = max(16, _CELLS // width)
    found = np.empty((5, len(rows)))
    with np.errstate(all="ignore"):
        for start in range(0, len(rows), step):
            part = slice(start, start + step)
            on_time = {key: column[rows[part]] for key, column in d.items()}
            late = on_time | {"delay": np.full(len(on_time["mw"]), float(months))}
            first, second = model(on_time), model(late)
            before, after = (np.stack(both_rates(deals)) for deals in (first, second))
            lost = income(on_time, max(months, 1))[0][:months]
            lost = lost * (np.arange(1.0, months + 1.0)[:, None] <= on_time["exit_m"])
            found[0, part] = second.draw.total - first.draw.total
            found[1, part] = lost.sum(axis=0)
            found[2, part] = d["ld_month"][rows[part]] * months
            found[3, part], found[4, part] = (after - before)[::-1]
    return found
