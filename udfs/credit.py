"""Credit: the debt that an analyst sees, and what a lease note says about its discount rate.

Amounts are positive, in the caller's currency; rates are effective annual.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from udfs.errors import DomainError
from udfs.finance import cashflow, debt, solve
from udfs.keys import number, read_block, text
from udfs.kinds import Flag, Grid, KeyValues, Money, Rate, Series, Years
from udfs.registry import udf
from udfs.table import Table


@udf(
    source="ASC 842-20-50-6; lease notes of the Microsoft and Meta 10-K for fiscal 2025",
    native=None,
    reason="needs the lump after the listed years laid out; IRR on that row of flows is the twin",
)
def credit_implied_rate(
    payments: Series,
    thereafter: Money,
    pv: Money,
    tail: Years | None = None,
    mid: Flag = False,
    first: Years = 1.0,
) -> Rate:
    """Discount rate at which a disclosed table of lease payments is worth its disclosed value.

    Parameters
    ----------
    payments : currency, row or column
        Undiscounted payments of the years listed, in order, positive.
    thereafter : currency
        Undiscounted lump after the listed years; 0 when there is none.
    pv : currency
        Disclosed liability, positive.
    tail : years
        Years over which the lump is spread level. Blank: it runs on at the last listed year's
        payment, with a part year at the end.
    mid : TRUE or FALSE
        TRUE puts each payment in the middle of its period, FALSE at its end.
    first : years
        Length of the first period, above 0 and at most 1: 0.75 at the end of March.

    Returns
    -------
    decimal, effective annual
        The implied rate; negative when pv exceeds the payments.

    Raises
    ------
    DomainError
        `#NUM!` for a pv not above 0, a negative lump, tail or first out of range.
    ZeroDenominatorError
        `#DIV/0!` when the lump should run on at a last payment of 0.
    NoConvergenceError
        `#NUM!` when nothing is left to pay.

    Notes
    -----
    Root of sum payment / (1 + rate) ^ t = pv. Times are first, first + 1, ...; the part year at the
    end of the lump falls at its own end, and with mid each payment half its period earlier.

    Examples
    --------
    >>> meta = [3211, 3237, 3057, 2985, 2621]
    >>> round(credit_implied_rate(meta, 18397, 25153, 10), 4)
    0.044
    >>> round(credit_implied_rate(meta, 18397, 25153, 11), 4)
    0.0425
    """
    if pv <= 0.0:
        raise DomainError("pv", pv, "above 0")
    amounts, years = cashflow.maturity_flows(payments, thereafter, tail, mid, first)
    flows = np.concatenate([[-pv], amounts])
    return solve.rate_of_return(flows, np.concatenate([[0.0], years]), argument="payments")


@udf(
    source="ASC 842-20-25-6; S&P Global Ratings, Ratios and Adjustments (2019), leases",
    native=None,
    reason="spills; the pieces are =open_liability*rate and =cost-open_liability*rate",
)
def credit_lease_split(
    cost: Money, open_liability: Money, rate: Rate, headers: Flag = True
) -> Table:
    """Operating lease cost split into the interest and the depreciation that it stands for.

    Parameters
    ----------
    cost : currency a year
        Straight-line operating lease cost, positive.
    open_liability : currency
        Lease liability at the start of the year, positive.
    rate : decimal, effective annual
        Discount rate of the liability, at least 0.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        One row: Interest, Depreciation, Flag. Both amounts are positive unless interest exceeds
        the cost: depreciation is then negative and Flag says "interest above cost".

    Raises
    ------
    DomainError
        `#NUM!` for a negative cost, liability or rate.

    Notes
    -----
    Interest = open_liability x rate; depreciation = cost - interest.

    Examples
    --------
    >>> split = credit_lease_split(200, 2492.44206850800, 0.05)
    >>> [round(split[key][0].item(), 4) for key in ("interest", "depreciation")], split["flag"]
    ([124.6221, 75.3779], ['ok'])
    """
    for name, value in (("cost", cost), ("open_liability", open_liability), ("rate", rate)):
        if value < 0.0:
            raise DomainError(name, value, "at least 0")
    interest = open_liability * rate
    flag = "interest above cost" if interest > cost else "ok"
    amounts = {"Interest": np.array([interest]), "Depreciation": np.array([cost - interest])}
    columns = amounts | {"Flag": [flag]}
    return Table(tuple(columns), columns)


_KEYS = {
    **{key: number() for key in ("debt", "cash", "ebitda", "interest", "tax", "capex", "ocf")},
    **{key: number(0.0) for key in ("fin_lease", "op_lease", "op_lease_cost")},
    **{key: number(0.0) for key in ("short_term", "variable")},
    "rate": number(None),
    "not_commenced": number(0.0),
    "nc_term": number(None),
    "nc_delay": number(0.0),
    "rvg_cap": number(None),
    "rvg_expected": number(None),
    "spv_debt": number(0.0),
    "spv_share": number(1.0),
    "purchase": number(0.0),
    "floor_share": number(1.0),
    "cash_haircut": number(0.0),
    "view": text("full"),
}


@udf(
    source="S&P Global Ratings, Ratios and Adjustments (2019); ASC 842-20-50-3(b), 810-10-50-4",
    native=None,
    reason="takes a block of inputs; the workbook has the layers line by line on its Analyst sheet",
)
def credit_adj_debt(inputs: KeyValues, layers: Grid | None = None, headers: Flag = True) -> Table:
    """Debt as an analyst sees it, layer by layer, without counting one claim twice.

    Parameters
    ----------
    inputs : keys and values
        debt, cash, ebitda, interest, tax, capex, ocf (currency, positive); optional keys as in the
        notes. An unknown key is an error that names the nearest known one.
    layers : keys and flags, or flags
        What to switch against the view: a block of layer key and TRUE or FALSE; or one row or
        column of flags, one per layer in order; or one of the keys of the layers that are on.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        Layer, Amount, On/off (1 or 0), Cumulative, x EBITDAR. Amounts are positive, surplus cash
        negative; Cumulative adds the layers that are on, so its last row is the adjusted debt.

    Raises
    ------
    InputTypeError
        `#VALUE!` for an unknown or missing key or layer, or an unknown view.
    DomainError
        `#NUM!` for a negative amount, a share outside 0 to 1, a rate of -1 or below.
    ZeroDenominatorError
        `#DIV/0!` when EBITDAR is 0.

    Notes
    -----
    Layers and their keys, in order:

    * debt: reported borrowings, leases not included.
    * fin_lease, op_lease: recorded lease liabilities.
    * not_commenced: leases signed and not begun, undiscounted amount spread level over nc_term
      years that begin in nc_delay years (0), discounted at rate, effective annual. Without rate or
      nc_term it stands undiscounted, and its title says so.
    * rvg: residual value guarantees, present value: rvg_cap in the view "full", rvg_expected in
      the others; each stands in for the other when that one is blank.
    * spv: what spv_debt x spv_share exceeds the lease and guarantee above that are on. Lease,
      guarantee and the vehicle's debt are views of one claim: together they make max(lease +
      guarantee, vehicle's debt), never the sum. spv_debt is that of vehicles whose leases are not
      yet recorded.
    * purchase: the fixed floor of purchase and service contracts, purchase x floor_share.
    * cash: less surplus cash, cash x (1 - cash_haircut).

    Views: "reported" debt only; "SP" adds recorded leases and the expected guarantee and nets
    cash; "MDY" adds recorded leases, gross of cash; "full" (default) all layers, gross of cash. The
    agency views are stylised switches, not the agencies' own models.

    EBITDAR = ebitda + op_lease_cost + short_term + variable (costs; leave blank what is not to be
    added back). interest, tax, capex and ocf are used by CREDIT_RATIOS, which takes the same block.
    A guarantee is called only by leaving: where not_commenced holds the rent of the full term,
    switch rvg off.

    Examples
    --------
    >>> block = {"debt": 50, "cash": 20, "ebitda": 95, "interest": 2, "tax": 10, "capex": 60,
    ...     "ocf": 90, "op_lease": 25, "op_lease_cost": 5, "not_commenced": 40, "rvg_cap": 12,
    ...     "spv_debt": 60, "spv_share": 0.9}
    >>> table = credit_adj_debt(block)
    >>> [row[1] for row in table.rows()[4:7]], table.rows()[-1][3:]
    ([40.0, 12.0, 2.0], [129.0, 1.29])
    """
    values = read_block(inputs, _KEYS)
    facts: dict[str, Any] = {key: values[key] for key in debt.USED}
    return Table(debt.TITLES, debt.stack(facts, layers))
