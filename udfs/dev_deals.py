"""A development as a whole, from a block of inputs: cash flow and returns.

One currency unit throughout; rents are per kW and month. In a block of several deals each has its
own column of values.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from udfs.deal_inputs import good_rows, place, read_deals
from udfs.errors import (
    DomainError,
    InputTypeError,
    NoConvergenceError,
    OnBalanceError,
    ZeroDenominatorError,
)
from udfs.finance import deal, returns
from udfs.kinds import Deals, Flag, Text
from udfs.registry import udf
from udfs.table import Table

_FLOWS = (
    *("Cost", "NOI", "Exit", "Unlevered", "Interest", "Fees", "Debt", "Service"),
    *("Levered", "Balance"),
)


def _one(inputs: dict[str, Any]) -> dict[str, Any]:
    """The inputs of one deal."""
    deals = read_deals(inputs)
    count = len(deals.values["mw"])
    if count != 1:
        raise InputTypeError("inputs", f"{count} deals", "the block of one deal")
    good_rows(deals)
    return deals.values


@udf(
    source="Geltner and Miller, Commercial Real Estate Analysis and Investments: development",
    native=None,
    reason="spills month by month; the workbook has the lines on its sheets from Budget to Returns",
)
def dev_cashflow(inputs: Deals, per: Text = "month", headers: Flag = True) -> Table:
    """Cash flow of a development from the first draw to the exit, before and after debt.

    Parameters
    ----------
    inputs : keys and values
        mw, cost_mw, build_months, rent_kw_mo, term; optional keys as in the notes of DEV_RETURNS.
        One deal.
    per : text
        "month", or "year" for sums of twelve months from the start of construction.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        Month (or Year), Cost, NOI, Exit, Unlevered, Interest, Fees, Debt, Service, Levered,
        Balance. Signed flows: money paid is negative, received positive; Balance is the debt owed.

    Raises
    ------
    InputTypeError
        `#VALUE!` for an unknown or missing key, which it names, or another `per`.
    DomainError
        `#NUM!` for an input out of its domain.

    Notes
    -----
    Unlevered = Cost + NOI + Exit. Levered = Unlevered + Interest + Fees + Debt + Service: during
    construction it is the equity paid in. Interest and Fees are those of the construction loan;
    Debt is its draws, at completion the take-out less the loan it repays, at the exit the balance
    repaid. Service is interest and principal of the take-out. Flows fall at the end of the month.

    Examples
    --------
    >>> block = {"mw": 100, "cost_mw": 12, "build_months": 24, "rent_kw_mo": 75e-6, "term": 15,
    ...     "ltc": 0.7, "con_rate": 0.07, "exit_cap": 0.06}
    >>> table = dev_cashflow(block, "year")
    >>> [round(float(x), 3) for x in table["interest"][:2]], round(float(table["noi"][2]), 3)
    ([-9.583, -48.277], 90.0)
    """
    kind = per.strip().lower()
    if kind not in ("month", "year"):
        raise InputTypeError("per", per, '"month" or "year"')
    with np.errstate(all="ignore"):
        flows = _flows(deal.model(_one(inputs)))
    title = "Month"
    if kind == "year":
        title, balance = "Year", flows["Balance"]
        flows = {key: returns.yearly(flow) for key, flow in flows.items()}
        ends = np.minimum(np.arange(12, len(balance) + 12, 12), len(balance)) - 1
        flows["Balance"] = balance[ends]
    number = np.arange(1.0, len(flows["Cost"]) + 1.0)
    return Table((title, *_FLOWS), {title: number} | flows)


def _flows(found: deal.Model) -> dict[str, Any]:
    """The columns of one deal, up to its exit."""
    end = int(found.exit_m[0])
    drawn, loans = found.draw, found.loans
    if not np.isfinite(found.levered).all():
        raise _unfinanced(found)
    before, after = np.zeros(found.build), np.zeros(end)
    exit_flow, debt, balance = after.copy(), after.copy(), deal.balances(loans, end)
    exit_flow[-1], debt[-1] = found.sale[0], -loans.repaid[0]
    draws = drawn.debt[:, 0].copy()
    draws[-1] += loans.size[0] - drawn.balance[-1, 0]
    owed = drawn.balance[:, 0].copy()
    owed[-1] = loans.size[0]
    parts = {
        "Cost": (-drawn.cost[:, 0], after),
        "NOI": (before, found.noi[:end, 0]),
        "Exit": (before, exit_flow),
        "Unlevered": (found.unlevered[: found.build, 0], found.unlevered[found.build :, 0][:end]),
        "Interest": (-drawn.interest[:, 0], after),
        "Fees": (-drawn.fees[:, 0], after),
        "Debt": (draws, debt),
        "Service": (before, -loans.service[:end, 0]),
        "Levered": (found.levered[: found.build, 0], found.levered[found.build :, 0][:end]),
        "Balance": (owed, balance),
    }
    return {key: np.concatenate(pair) + 0.0 for key, pair in parts.items()}


def _unfinanced(found: deal.Model) -> OnBalanceError:
    """Why a deal has no flows after debt."""
    if not np.isfinite(found.draw.total).all():
        return DomainError("con_rate", "fees and interest that outrun it", "of a loan that closes")
    if not np.isfinite(found.loans.size).all():
        shown = f"a stabilised NOI of {float(found.stabilised[0]):g}"
        if found.noi.max() <= 0.0:
            shown = f"a NOI of the term of {float(found.noi.sum()):g}"
        return DomainError("inputs", shown, "such that NOI carries debt")
    return DomainError("inputs", "flows beyond 1.8e308", "of a finite size")


@udf(
    source="Geltner and Miller, Commercial Real Estate Analysis and Investments; Yescombe, "
    "Principles of Project Finance: DSCR, LLCR",
    native=None,
    reason="takes a block of inputs; the workbook has each measure on its Returns sheet",
)
def dev_returns(inputs: Deals, headers: Flag = True) -> Table:
    """Returns of a development, or of many: rates, multiple, value, yield, cover ratios, spreads.

    Parameters
    ----------
    inputs : keys and values
        mw, cost_mw, build_months, rent_kw_mo, term; optional keys as in the notes, a blank is the
        default. Several deals: one column of values each (in Python a single value holds for all).
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        One row per deal: Unlev IRR, Lev IRR (effective annual), MOIC, NPV, Peak equity, YOC, Spread
        (bp), Min DSCR, Avg DSCR, LLCR, Spread to tenant (bp). Amounts and spreads are positive for
        a gain. Blank: no debt, no exit_cap or no tenant_yield to measure by.

    Raises
    ------
    InputTypeError
        `#VALUE!` for an unknown or missing key, which it names; in a block of several deals a bad
        value makes error cells in the row of its own deal.
    DomainError
        `#NUM!` for an input out of its domain.
    NoConvergenceError
        `#NUM!` in the cell of a rate of return that does not exist.

    Notes
    -----
    Keys and defaults; years are taken to the nearest month. Cost: land, soft_pct, contingency_pct
    (0) as DEV_BUDGET; shape ("cosine"), the land with the first draw. Construction loan: ltc (0),
    con_rate, fund ("prorata"), fee (0) as DEV_DRAW. Rent: escalator a year (0), ramp (months of
    even letting up, 0), nnn (TRUE: tenants pay costs), opex_pct of rent, pue (1), power_price per
    kWh. Exit after exit_year (term): income of the next 12 months over exit_cap, or residual_pct of
    cost (without interest and fees), less sale_cost.

    Take-out at completion, at perm_rate: the least of what perm_dscr and perm_ltv (of stabilised
    NOI / exit_cap) allow, or the construction loan when neither is given. With perm_amort years
    payments are level; without, sculpted at perm_dscr to the NOI of the term (a month of loss
    serves no debt); with neither, so with perm_ltv alone, level over the term. Without perm_rate
    the construction loan runs on, interest only, to the exit.

    Monthly flows at month ends; rates (1 + i) ^ 12 - 1. NPV of the flows before debt at the start
    of construction, at discount, else at tenant_yield made effective from yield_freq (1). YOC =
    stabilised NOI / cost with interest and fees; Spread = YOC - exit_cap. DSCR by years of
    operation; LLCR = value at the loan's rate of the NOI of its life / loan. MOIC = received / paid
    in. Spread to tenant = Unlev IRR - tenant_yield, effective.

    Examples
    --------
    >>> block = {"mw": 100, "cost_mw": 12, "build_months": 24, "rent_kw_mo": 75e-6, "term": 15,
    ...     "escalator": 0.025, "exit_cap": 0.06, "ltc": 0.7, "con_rate": 0.07}
    >>> table = dev_returns(block)
    >>> [round(float(table[key][0]), 5) for key in ("unlev_irr", "yoc", "spread")]
    [0.10183, 0.07155, 115.50123]
    >>> many = dev_returns(block | {"rent_kw_mo": [75e-6, 80e-6, 85e-6]})
    >>> [round(float(x), 4) for x in many["lev_irr"]]
    [0.1435, 0.1587, 0.1731]
    """
    deals = read_deals(inputs)
    rows = good_rows(deals)
    found = returns.measures(deals.values, rows)
    columns = {
        title: place(deals, rows, value, blank, partial(_missing, title))
        for title, value, blank in zip(returns.TITLES, *found, strict=True)
    }
    return Table(returns.TITLES, columns)


def _missing(title: str, value: float) -> OnBalanceError:
    """The error of a measure that a deal has not."""
    is_rate = title.endswith("IRR") or title == "Spread to tenant"
    if value == returns.NO_EQUITY:
        when = "before the first receipt" if is_rate else "to divide by"
        message = f"{title} must have equity paid in {when}, got none"
        kind = NoConvergenceError if is_rate else ZeroDenominatorError
        return kind(title, 0.0, "above 0", message=message)
    if is_rate and value != returns.NO_FLOWS:
        message = f"{title} does not exist: no rate makes the flows worth nothing"
        return NoConvergenceError(title, None, "a rate of return", message=message)
    message = f"{title} must be made of flows that a loan can carry and a number can hold"
    return DomainError(title, None, "finite", message=message)
