"""Debt on a finished data centre: coverage, and the size of a refinancing.

Amounts are positive, in the caller's currency; `rate` is nominal annual.
"""

from __future__ import annotations

import math
from typing import Any

from udfs.errors import InputTypeError
from udfs.finance import cover
from udfs.kinds import Flag, Money, Number, Rate, Series, Share, Years
from udfs.registry import udf
from udfs.table import Table

_NEAR = 1e-12  # share by which rounding may part two loans that are the same


@udf(
    source="Yescombe, Principles of Project Finance, ch. on cover ratios: annual DSCR",
    native=None,
    reason="spills; the ratio of a period is =cfads/service, its MIN and AVERAGE the last two rows",
)
def dev_dscr(cfads: Series, service: Series, headers: Flag = True) -> Table:
    """Debt service coverage period by period, with its minimum and average.

    Parameters
    ----------
    cfads : currency, row or column
        Cash flow available for debt service, period by period; negative for a shortfall.
    service : currency, row or column
        Interest and principal due in the same periods, at least 0; one value holds for all.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        Period, DSCR: one row per period, blank where nothing is due; then the rows Min and Avg
        (the mean of the periods with debt service).

    Raises
    ------
    ZeroDenominatorError
        `#DIV/0!` when no debt service is due in any period.
    DomainError
        `#NUM!` for a negative service.
    InputTypeError
        `#VALUE!` when the ranges differ in number.

    Notes
    -----
    DSCR = cfads / service.

    Examples
    --------
    >>> dev_dscr([90, 93, 96], [75, 75, 75])["dscr"]
    [1.2, 1.24, 1.28, 1.2, 1.24]
    """
    ratio, is_due = cover.ratios(cfads, service)
    due = ratio[is_due]
    cells: list[Any] = [x if d else "" for x, d in zip(ratio.tolist(), is_due, strict=True)]
    cells += [float(due.min()), math.fsum(due) / len(due)]
    periods: list[Any] = [float(k) for k in range(1, len(ratio) + 1)]
    return Table(("Period", "DSCR"), {"Period": [*periods, "Min", "Avg"], "DSCR": cells})


@udf(
    source="Brueggeman and Fisher, Real Estate Finance and Investments: loan sizing",
    native=None,
    reason="spills; sizes =ltv*noi/cap, =PV(rate/12,amort*12,-noi/dscr/12), =noi/debt_yield",
)
def dev_refi(
    noi: Money,
    cap: Rate,
    rate: Rate,
    amort: Years,
    ltv: Share | None = None,
    dscr: Number | None = None,
    debt_yield: Rate | None = None,
    headers: Flag = True,
) -> Table:
    """Size of a refinancing under each lender's test, and the test that binds.

    Parameters
    ----------
    noi : currency a year
        Net operating income that the lender underwrites, positive.
    cap : decimal, a year
        Capitalisation rate of the lender's value, above 0.
    rate : decimal, nominal annual
        Interest of the new loan, rate / 12 a month; at least 0.
    amort : years
        Amortisation by level monthly payments, a whole number of months; 0 for interest only.
    ltv : share of one
        Most loan to value, above 0, at most 2; blank: not tested.
    dscr : ratio
        Least debt service coverage, above 0; blank: not tested.
    debt_yield : decimal, a year
        Least net operating income over loan, above 0; blank: not tested.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        Test, Limit, Loan, Binding: rows LTV, DSCR, Debt yield (blank when not tested), then
        Proceeds, the least of them; amounts positive. Binding is TRUE for each test that binds.

    Raises
    ------
    DomainError
        `#NUM!` for an argument out of its domain.
    InputTypeError
        `#VALUE!` when none of the three tests is given.

    Notes
    -----
    LTV: ltv x noi / cap. DSCR: noi / dscr over the yearly payment of a loan of 1 (12 x PMT, or rate
    when interest only). Debt yield: noi / debt_yield.

    Examples
    --------
    >>> table = dev_refi(90, 0.06, 0.065, 25, 0.65, 1.35, 0.09)
    >>> [round(x, 2) for x in table["loan"]], table["binding"]
    ([975.0, 822.79, 1000.0, 822.79], [False, True, False, ''])
    """
    limits = {"LTV": ltv, "DSCR": dscr, "Debt yield": debt_yield}
    loans = cover.refinancing(noi, cap, rate, amort, ltv, dscr, debt_yield)
    if not loans:
        message = "dev_refi needs at least one of ltv, dscr and debt_yield, got three blanks"
        raise InputTypeError("ltv", None, "given", message=message)
    least = min(loans.values())
    near = least * (1.0 + _NEAR)
    return Table(
        ("Test", "Limit", "Loan", "Binding"),
        {
            "Test": [*limits, "Proceeds"],
            "Limit": [*("" if x is None else x for x in limits.values()), ""],
            "Loan": [*(loans.get(name, "") for name in limits), least],
            "Binding": [*(loans[name] <= near if name in loans else "" for name in limits), ""],
        },
    )
