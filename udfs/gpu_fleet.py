"""A fleet of GPUs in the books: vintages, a change of useful life, impairment.

Amounts are positive, in the caller's currency; lives and ages are years.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from udfs.errors import DomainError, InputTypeError
from udfs.finance import fleet
from udfs.kinds import Flag, Money, Rate, Series, Share, StepTable, Text, Years
from udfs.registry import udf
from udfs.table import Table


@udf(
    source="ASC 360-10-35-4; the half-year convention of IRC 168(d)(4)(A), used in books too",
    native=None,
    reason="spills one column per vintage; the workbook has the grid on its Fleet sheet",
)
def gpu_depr_waterfall(
    vintages: StepTable,
    life: Years,
    method: Text = "SL",
    salvage: Share = 0.0,
    convention: Text = "half",
    headers: Flag = True,
) -> Table:
    """Depreciation of a fleet year by year, vintage by vintage.

    Parameters
    ----------
    vintages : range of two columns
        Year or date of purchase, in order, and cost, at least 0; at most 200 rows. A second
        purchase of 2024 has the title "2024 (2)".
    life : years
        Useful life, above 0 and at most 100; whole but for "SL".
    method : text
        "SL", "SYD", "DDB" or "VDB", as in GPU_DEPR.
    salvage : share of cost
        Value at the end of the life, 0 to 1.
    convention : text
        First year: "half" (or "mid-year") half a year, "month" from the first of the month of
        purchase (needs dates), "full" a whole year.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        Year, one column per vintage, Total, Gross, Accumulated, Net: charges and balances,
        positive; Gross is the cost bought so far, Net what is left of it after Accumulated.

    Raises
    ------
    InputTypeError
        `#VALUE!` for years that are out of order, a hole, an unknown method or convention.
    DomainError
        `#NUM!` for a negative cost, a salvage outside 0 to 1, a life out of range.

    Notes
    -----
    The charge of an asset's year falls into the two calendar years that it touches, by time. Total
    adds up to the cost less salvage of all vintages (DDB leaves what it does not reach); Net moves
    by the additions less Total. Calendar years.

    Examples
    --------
    >>> table = gpu_depr_waterfall([[2024, 100], [2025, 200]], 2)
    >>> table["2024"].tolist(), table["total"].tolist()
    ([25.0, 50.0, 25.0, 0.0], [25.0, 100.0, 125.0, 50.0])
    """
    bought = fleet.read_vintages(vintages, convention)
    years, done = fleet.waterfall(bought, *fleet.written_off(life, method, salvage))
    charge = np.diff(done, axis=0, prepend=0.0)
    gross = np.where(bought.years <= years[:, None], bought.costs, 0.0)
    columns: dict[str, Any] = {"Year": years}
    columns |= dict(zip(bought.titles, charge.T.copy(), strict=True))
    columns |= {"Total": charge.sum(axis=1), "Gross": gross.sum(axis=1)}
    columns |= {"Accumulated": done.sum(axis=1), "Net": (gross - done).sum(axis=1)}
    return Table(tuple(columns), columns)


@udf(
    source="ASC 250-10-45-17 (change in estimate, prospective); IAS 8.36 to 8.38",
    native=None,
    reason="spills; the pieces are =gross-(gross-salvage)*age/old_life and =(nbv-salvage)/left",
)
def gpu_life_change(
    gross: Money,
    age: Years,
    old_life: Years,
    new_life: Years,
    salvage: Money = 0.0,
    new_salvage: Money | None = None,
    tax: Share = 0.0,
    headers: Flag = True,
) -> Table:
    """Effect of a change of useful life on the depreciation of a year.

    Parameters
    ----------
    gross : currency
        Cost, at least 0.
    age : years
        Age when the life is changed, at least 0.
    old_life : years
        Useful life so far, above 0.
    new_life : years
        Useful life from now on, counted from purchase, above 0.
    salvage : currency
        Residual value so far, from 0 to gross.
    new_salvage : currency
        Residual value from now on, from 0 to gross. Blank: salvage.
    tax : share of one
        Tax rate on the change, 0 to 1.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        One row: NBV (book value at the change), Old charge, New charge (a year), Delta (New less
        Old: positive for more depreciation, negative for less), After-tax (Delta less tax; net
        income moves by its opposite).

    Raises
    ------
    DomainError
        `#NUM!` for an amount, a life or a tax rate out of its domain.

    Notes
    -----
    Straight line. NBV = gross - (gross - salvage) age / old_life; New charge = (NBV - new_salvage)
    / (new_life - age), nothing restated. At an age of new_life or more what is left is charged at
    once. A residual value above NBV stops the charge.

    Examples
    --------
    >>> change = gpu_life_change(100, 1, 6, 5)
    >>> [round(change[key][0].item(), 2) for key in ("nbv", "old_charge", "new_charge")]
    [83.33, 16.67, 20.83]
    """
    after = salvage if new_salvage is None else new_salvage
    for name, value in (("gross", gross), ("age", age)):
        if value < 0.0:
            raise DomainError(name, value, "at least 0")
    for name, value in (("old_life", old_life), ("new_life", new_life)):
        if value <= 0.0:
            raise DomainError(name, value, "above 0")
    for name, value in (("salvage", salvage), ("new_salvage", after)):
        if not 0.0 <= value <= gross:
            raise DomainError(name, value, f"from 0 to gross {gross:.15g}")
    if not 0.0 <= tax <= 1.0:
        raise DomainError("tax", tax, "from 0 to 1")
    found = fleet.change(gross, age, old_life, new_life, salvage, after)
    delta = found.new - found.old
    values = {
        "NBV": found.nbv,
        "Old charge": found.old,
        "New charge": found.new,
        "Delta": delta,
        "After-tax": delta * (1.0 - tax),
    }
    return Table(tuple(values), {key: np.array([value]) for key, value in values.items()})


_STANDARDS = {"US": True, "ASC": True, "GAAP": True, "IFRS": False, "IAS": False}


@udf(
    source="ASC 360-10-35-17 to 35-20; IAS 36.18, 36.59, 36.104 to 36.117",
    native=None,
    reason="spills; the pieces are =SUM(cash_flows), =NPV(rate,cash_flows) and =MAX(0,nbv-value)",
)
def gpu_impairment(
    nbv: Money,
    cash_flows: Series,
    rate: Rate,
    fv: Money | None = None,
    standard: Text = "US",
    headers: Flag = True,
) -> Table:
    """Impairment test of a fleet: two steps under US GAAP, one under IFRS.

    Parameters
    ----------
    nbv : currency
        Carrying amount of the asset group, at least 0.
    cash_flows : currency, row or column
        Net cash flows expected from use and disposal, at the end of each year from now; negative
        for an outflow.
    rate : decimal, effective annual
        Discount rate, above -1.
    fv : currency
        Fair value (US), or fair value less costs of disposal (IFRS), at least 0. Blank: under US
        the present value of the cash flows; under IFRS value in use decides alone.
    standard : text
        "US" (ASC 360) or "IFRS" (IAS 36).
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        Step, Amount, Result. US: Carrying amount, Undiscounted cash flows, Fair value, Loss,
        Carrying amount after. IFRS: Carrying amount, Value in use, Fair value less costs,
        Recoverable amount, Loss, Carrying amount after. Loss is positive or 0.

    Raises
    ------
    DomainError
        `#NUM!` for a negative carrying amount or fair value, or a rate of -1 or below.
    InputTypeError
        `#VALUE!` for an unknown standard.

    Notes
    -----
    US: only if the undiscounted cash flows are below the carrying amount is the group written down,
    to fair value; never back up. IFRS: written down to the higher of value in use and fair value
    less costs; a later rise is reversed, up to what the book value would have been.

    Examples
    --------
    >>> flows = [30, 30, 30]
    >>> gpu_impairment(100, flows, 0.1, 70)["amount"].tolist()
    [100.0, 90.0, 70.0, 30.0, 70.0]
    >>> round(gpu_impairment(100, flows, 0.1, 70, "IFRS")["amount"][-2].item(), 4)
    25.3944
    >>> gpu_impairment(85, flows, 0.1, 70)["result"][1]
    'recoverable: no loss'
    """
    is_us = _STANDARDS.get(standard.strip().upper().rstrip(" 0123456789"))
    if is_us is None:
        raise InputTypeError("standard", standard, '"US" or "IFRS"')
    for name, value in (("nbv", nbv), ("fv", 0.0 if fv is None else fv)):
        if value < 0.0:
            raise DomainError(name, value, "at least 0")
    if rate <= -1.0:
        raise DomainError("rate", rate, "above -1")
    found = fleet.impairment(nbv, cash_flows, rate, fv, is_us)
    steps: list[tuple[str, Any, str]] = [("Carrying amount", nbv, "")]
    if is_us:
        verdict = "not recoverable: step 2" if found.is_impaired else "recoverable: no loss"
        steps += [("Undiscounted cash flows", found.recovery, verdict)]
        steps += [("Fair value", found.fair, "")]
    else:
        steps += [("Value in use", found.value_in_use, "")]
        steps += [("Fair value less costs", "" if fv is None else fv, "")]
        verdict = "below carrying amount" if found.is_impaired else "headroom: no loss"
        steps += [("Recoverable amount", found.recovery, verdict)]
    steps += [("Loss", found.loss, "impaired" if found.loss > 0.0 else "no loss")]
    steps += [("Carrying amount after", nbv - found.loss, "")]
    step, amount, result = map(list, zip(*steps, strict=True))
    amounts = amount if "" in amount else np.array(amount)
    columns = {"Step": step, "Amount": amounts, "Result": result}
    return Table(tuple(columns), columns)
