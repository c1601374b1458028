"""Building: S-curves, the monthly draw of a construction loan, the development budget.

Amounts are positive, in the caller's currency; one currency unit throughout (dollars, or millions
of them). `rate` is nominal annual, a twelfth of it a month.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from udfs.errors import DomainError
from udfs.finance import budget, construction, scurve
from udfs.keys import number, read_block
from udfs.kinds import Count, Flag, Grid, KeyValues, Money, Number, Rate, Share, Text
from udfs.readers import read_series, read_text
from udfs.registry import udf
from udfs.table import Table


def _weights(shape: Any, count: float, a: float, b: float) -> Any:
    """Weights of a curve by its name, or a range of the caller's own."""
    block = [[shape]] if isinstance(shape, str) else shape
    cells = [cell for row in block for cell in row]
    if len(cells) == 1 and isinstance(cells[0], str):
        return scurve.weights(int(count), read_text(cells[0], "shape"), a, b)
    return scurve.own_weights(read_series(block, "shape"), int(count))


@udf(
    source="Cosine curve (1-cos(pi k/n))/2; normal and beta distribution functions, DLMF 7.2, 8.17",
    native=None,
    reason="spills; weight k of the cosine curve is =(COS(PI()*(k-1)/n)-COS(PI()*k/n))/2",
)
def dev_scurve(
    n: Count,
    shape: Grid | str = "cosine",
    a: Number = 2.0,
    b: Number = 2.0,
    headers: Flag = True,
) -> Table:
    """Share of a construction cost drawn in each period, along an S-curve.

    Parameters
    ----------
    n : count
        Number of periods (months), whole, from 1 to 1,200.
    shape : text, or range of numbers
        "cosine", "linear", "normal" (three standard deviations either side), "beta"; or a row or
        column of n weights of your own, at least 0, which are scaled to add up to 1.
    a : number
        First parameter of "beta", 0.01 to 1,000: a below b spends early, above it late.
    b : number
        Second parameter of "beta", 0.01 to 1,000.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        Period, Weight, Cumulative: one row per period; the weights add up to 1.

    Raises
    ------
    DomainError
        `#NUM!` for n out of range or not whole, a or b out of range, negative weights.
    InputTypeError
        `#VALUE!` for an unknown shape, or weights that are not n in number.

    Notes
    -----
    Weight k = F(k / n) - F((k - 1) / n). Cosine F(x) = (1 - cos(pi x)) / 2; linear x; normal
    the standard normal distribution of 6 x - 3, scaled to run from 0 to 1; beta the regularised
    incomplete beta function of x, which for a = b = 2 is 3 x^2 - 2 x^3.

    Examples
    --------
    >>> weight = dev_scurve(24)["weight"]
    >>> [round(100 * float(weight[k]), 5) for k in (0, 5, 11)]
    [0.42776, 4.31233, 6.52631]
    """
    scurve.check_months("n", n)
    weight = _weights(shape, n, a, b)
    done = np.minimum(np.cumsum(weight), 1.0)
    done[-1] = 1.0
    period = np.arange(1.0, n + 1.0)
    columns = {"Period": period, "Weight": weight, "Cumulative": done}
    return Table(tuple(columns), columns)


_DRAW = ("Month", "Cost", "Interest", "Fees", "Debt", "Equity", "Balance")


@udf(
    source="ASC 835-20 (interest capitalised on accumulated expenditure); loan roll-forward",
    native=None,
    reason="spills month by month; the workbook has the draw on its Construction sheet",
)
def dev_draw(
    cost: Money,
    n: Count,
    rate: Rate,
    ltc: Share,
    shape: Grid | str = "cosine",
    fund: Text = "prorata",
    fee: Share = 0.0,
    commit_fee: Rate = 0.0,
    basis: Text = "opening",
    headers: Flag = True,
) -> Table:
    """Construction month by month: cost, interest on the drawn balance, fees, debt and equity.

    Parameters
    ----------
    cost : currency
        Cost without interest and fees, positive.
    n : count
        Months of construction, whole, from 1 to 1,200.
    rate : decimal, nominal annual
        Interest, 0 to 2 (200%); rate / 12 a month.
    ltc : share of one
        Loan to whole cost, 0 to 1; the whole cost includes the loan's own interest and fees.
    shape : text, or range of numbers
        Draw of the cost: "cosine", "linear", "normal", "beta" (both parameters 2), or a range of
        n weights.
    fund : text
        "prorata": debt and equity pay every month in proportion; "equity" (or "equity-first"):
        equity pays until it is spent, then debt.
    fee : share of one
        Upfront fee on the commitment, 0 to 0.5, paid with the first month's cost.
    commit_fee : decimal, a year
        Fee on the commitment not yet drawn at the start of each month, 0 to 0.5; a twelfth a month.
    basis : text
        Interest on the "opening" balance of the month, or on the "average" of opening and closing.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        Month, Cost, Interest, Fees, Debt, Equity, Balance: one row per month, flows at its end,
        amounts positive; then a row Total, whose Balance is the loan at completion.

    Raises
    ------
    DomainError
        `#NUM!` for an argument out of its domain, or fees and interest that outrun any loan.
    InputTypeError
        `#VALUE!` for an unknown shape, fund or basis.

    Notes
    -----
    Cost + Interest + Fees = Debt + Equity every month. Interest = balance x rate / 12. The
    commitment is ltc x (all costs, interest and fees), solved inside: no circular reference.

    Examples
    --------
    >>> table = dev_draw(1200, 24, 0.07, 0.7)
    >>> [round(float(table[key][-1]), 3) for key in ("interest", "debt", "equity", "balance")]
    [57.859, 880.502, 377.358, 880.502]
    >>> round(float(dev_draw(1200, 24, 0.07, 0.7, fund="equity-first")["interest"][-1]), 3)
    43.28
    """
    if cost <= 0.0:
        raise DomainError("cost", cost, "above 0")
    scurve.check_months("n", n)
    construction.check_loan(rate, ltc, fee, commit_fee)
    one = np.ones(1)
    loan = construction.Loan(
        rate=one * rate / 12.0,
        ltc=one * ltc,
        fee=one * fee,
        commit=one * commit_fee / 12.0,
        is_equity_first=one * (construction.fund_name(fund) == "equity") > 0.0,
        is_average=construction.accrual_name(basis) == "average",
    )
    weight = _weights(shape, n, scurve.BETA, scurve.BETA)
    months = construction.draw(cost * weight[:, None], loan, np.zeros(1, dtype=np.int64))
    if not np.isfinite(months.total).all():
        raise DomainError("rate", rate, "low enough, with the fees, for a loan to carry itself")
    flows = {key: getattr(months, key.lower())[:, 0] for key in _DRAW[1:]}
    columns: dict[str, Any] = {"Month": [*(float(k) for k in range(1, int(n) + 1)), "Total"]}
    for key, column in flows.items():
        last = column[-1] if key == "Balance" else math.fsum(column)
        columns[key] = np.append(column, last)
    return Table(_DRAW, columns)


_BUDGET_KEYS = {
    "mw": number(),
    "cost_mw": number(),
    **{key: number(0.0) for key in ("land", "soft_pct", "contingency_pct", "ofci_mw")},
    **{key: number(0.0) for key in ("fee_pct", "leasing", "idc")},
}


@udf(
    source="Cushman & Wakefield, Data Center Development Cost Guide (2025): what $/MW leaves out",
    native=None,
    reason="spills; the workbook has the lines one by one on its Budget sheet",
)
def dev_budget(inputs: KeyValues, headers: Flag = True) -> Table:
    """Development budget of a data centre, line by line, in all, per MW and as shares.

    Parameters
    ----------
    inputs : keys and values
        mw, cost_mw (currency per MW of critical load); optional land, soft_pct, contingency_pct,
        ofci_mw, fee_pct, leasing, idc. Amounts positive.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        Line, $, $/MW, % (share of the total), in the caller's currency, positive: Land,
        Construction, OFCI, Soft costs, Contingency, Developer fee, Leasing, IDC, Total.

    Raises
    ------
    InputTypeError
        `#VALUE!` for an unknown or missing key, which it names.
    DomainError
        `#NUM!` for mw or cost_mw not above 0, another amount or share below 0, a share above 5.

    Notes
    -----
    Construction = mw x cost_mw. OFCI (equipment the owner furnishes and the contractor installs) =
    mw x ofci_mw. Soft costs = soft_pct x Construction. Contingency = contingency_pct x
    (Construction + Soft costs). Developer fee = fee_pct x (Construction + Soft costs +
    Contingency). land, leasing and idc are amounts; idc comes from DEV_DRAW of the other lines, so
    that a sheet needs no circular reference.

    Examples
    --------
    >>> block = {"mw": 100, "cost_mw": 11.7, "soft_pct": 0.08, "contingency_pct": 0.05, "idc": 60}
    >>> table = dev_budget(block)
    >>> [round(float(x), 4) for x in table["amount"][[1, 3, 4, 8]]], table["line"][8]
    ([1170.0, 93.6, 63.18, 1386.78], 'Total')
    """
    values = read_block(inputs, _BUDGET_KEYS)
    for key in ("mw", "cost_mw"):
        if values[key] <= 0.0:
            raise DomainError(key, values[key], "above 0")
    for key, value in values.items():
        if value < 0.0:
            raise DomainError(key, value, "at least 0")
        if key.endswith("_pct") and value > budget.MOST_SHARE:
            raise DomainError(key, value, f"at most {budget.MOST_SHARE:g} (a share, 0.05 for 5%)")
    lines = budget.lines(values)
    amounts = np.array(list(lines.values()))
    return Table(
        ("Line", "$", "$/MW", "%"),
        {
            "Line": list(lines),
            "$": amounts,
            "$/MW": amounts / values["mw"],
            "%": amounts / amounts[-1],
        },
    )
