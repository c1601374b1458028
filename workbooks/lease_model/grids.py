"""Annual block and sensitivities of the lease workbook."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from udfs import lease_rvg
from udfs.errors import DomainError, OnBalanceError
from workbooks.lease_model.balances import Book, still_owed
from workbooks.lease_model.dates import Position
from workbooks.lease_model.terms import Array, Terms

YEARS = 40
STEPS = range(-3, 4)
Cell = float | OnBalanceError


def annual(terms: Terms, us: Book, ifrs: Book) -> Mapping[str, list[float]]:
    """Balances at the end of each lease year, payments and costs over it."""

    def at_year_end(column: Array) -> list[float]:
        boundaries = [year * terms.freq for year in range(YEARS + 1)]
        return [float(column[k]) if k < len(column) else 0.0 for k in boundaries]

    def over_year(column: Array) -> list[float]:
        years = -(-np.arange(len(column)) // terms.freq)
        sums = np.bincount(years, weights=column, minlength=YEARS + 1)
        return [float(amount) for amount in sums]

    return {
        "out_annual_payment": over_year(us.cash),
        "out_annual_liability_us": at_year_end(us.liability),
        "out_annual_rou_finance": at_year_end(us.rou_finance),
        "out_annual_rou_operating": at_year_end(us.rou_operating),
        "out_annual_cost_finance": over_year(us.cost_finance),
        "out_annual_cost_operating": over_year(us.cost_operating),
        "out_annual_liability_ifrs": at_year_end(ifrs.liability),
        "out_annual_rou_ifrs": at_year_end(ifrs.rou_finance),
        "out_annual_cost_ifrs": over_year(ifrs.cost_finance),
        "out_annual_full": [_full_at(terms, year * terms.freq) for year in range(YEARS + 1)],
    }


def _full_at(terms: Terms, boundary: int) -> float:
    """Rent of the full term still to be paid at a boundary, the one due that day included."""
    if boundary > terms.full:
        return 0.0
    due = still_owed(terms, terms.paid_at, Position(boundary, 0.0), 0)
    return float(terms.pay[due] @ terms.discount(terms.paid_at[due] - boundary))


def term_grid(terms: Terms) -> list[list[Cell]]:
    """Value of the rent not paid at commencement: discount rate down, lease term across."""
    read, freq = terms.inputs, terms.freq
    rate_step, term_step = read.number("grid_rate_step", 0.005), read.number("grid_term_step", 1.0)
    years = [terms.recognised / freq + step * term_step for step in STEPS]
    periods = [math.floor(min(max(y, 1.0 / freq), terms.full / freq) * freq + 0.5) for y in years]
    return [[_unpaid(terms, terms.rate + step * rate_step, n) for n in periods] for step in STEPS]


def _unpaid(terms: Terms, rate: float, periods: int) -> Cell:
    if rate <= -1.0 or terms.per_period(rate) <= -1.0:
        return DomainError("rate", rate, "above -100% a period")
    tau = terms.paid_at[:periods]
    later = terms.pay[:periods] * (tau > 0)
    return float(later @ terms.discount(tau, terms.per_period(rate)))


def guarantee_grid(terms: Terms) -> list[list[float]]:
    """Recognised rent not paid at commencement plus the probable guarantee payment.

    Guaranteed amount down, expected value across, in steps around those of the recognised rung.
    """
    step = terms.inputs.number("grid_rvg_step", 0.1)
    rung, n = terms.recognised_last, terms.recognised
    tau = terms.paid_at[:n]
    fixed = float((terms.pay[:n] * (tau > 0)) @ terms.discount(tau))
    fixed += terms.pv_end(terms.price + terms.penalty, n)
    moved = 1.0 + step * np.array(STEPS)
    called = terms.probable(1.0) if terms.guarantee_counts else 0.0
    short = lease_rvg(rung.guaranteed * moved[:, None], rung.expected * moved, rung.cap)
    return [[float(cell) for cell in row] for row in fixed + terms.pv_end(called, n) * short]
