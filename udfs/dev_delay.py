"""What a late completion costs a development."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from udfs.deal_inputs import DELAY_KEYS, good_rows, place, read_deals
from udfs.errors import NoConvergenceError, OnBalanceError
from udfs.finance import returns
from udfs.finance.annuity import check_count
from udfs.kinds import Count, Deals, Flag
from udfs.registry import udf
from udfs.table import Table

_MOST_DELAY = 240
_NUMBERS = ("IDC", "Lost rent", "Damages", "IRR change", "Unlev IRR change")
_TITLES = (*_NUMBERS, "Outside date", "Months left")


@udf(
    source="ASC 835-20 (interest capitalised); data-centre lease practice: outside date, damages",
    native=None,
    reason="compares two runs of the whole deal; the workbook recalculates with a delay of its own",
)
def dev_delay_cost(inputs: Deals, months: Count, headers: Flag = True) -> Table:
    """Cost of completing late: interest, lost rent, damages, return, and the lease's outside date.

    Parameters
    ----------
    inputs : keys and values
        As DEV_RETURNS; further optional keys outside_months (delivery due, months from the start of
        construction) and ld_month (damages paid to the tenant for each month of delay, positive;
        negative when the contractor pays the developer).
    months : count
        Months of delay, whole, from 0 to 240.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        One row per deal: IDC (further interest and fees), Lost rent, Damages (amounts, positive for
        a cost), IRR change (after debt) and Unlev IRR change (decimals, negative for a loss),
        Outside date ("met", "passed", or blank without outside_months), Months left to it.

    Raises
    ------
    InputTypeError
        `#VALUE!` for an unknown or missing key, which it names.
    DomainError
        `#NUM!` for an input or a number of months out of its domain.

    Notes
    -----
    The cost is drawn as planned and then stands for the months of delay, bearing interest; term and
    exit move back with commencement. Lost rent is the income that the months of delay would have
    brought on time, up to the exit. Damages are paid by equity at the end of each of those months.
    The outside date is passed when build_months + months exceeds outside_months: the tenant may
    then terminate, and nothing of that loss is in the changes of the returns.

    Examples
    --------
    >>> block = {"mw": 100, "cost_mw": 12, "build_months": 24, "rent_kw_mo": 75e-6, "term": 15,
    ...     "ltc": 0.7, "con_rate": 0.07, "exit_cap": 0.06, "outside_months": 30}
    >>> table = dev_delay_cost(block, 6)
    >>> round(float(table["idc"][0]), 2), round(float(table["lost_rent"][0]), 2)
    (31.13, 45.0)
    >>> table["outside_date"], table["months_left"].tolist()
    (['met'], [0.0])
    """
    check_count("months", months, 0, _MOST_DELAY)
    deals = read_deals(inputs, DELAY_KEYS)
    rows = good_rows(deals)
    d = deals.values
    found = returns.delay(d, rows, int(months))
    left = d["outside_months"] - d["build_months"] - months
    no = np.zeros(len(rows), dtype=bool)
    columns: dict[str, Any] = {
        title: place(deals, rows, value, no, partial(_missing, title))
        for title, value in zip(_NUMBERS, found, strict=True)
    }
    is_open = np.isnan(left)
    columns["Outside date"] = [
        deals.errors.get(deal) or ("" if is_open[deal] else "met" if x >= 0.0 else "passed")
        for deal, x in enumerate(left.tolist())
    ]
    missing = partial(_missing, "Months left")
    columns["Months left"] = place(deals, rows, left[rows], is_open[rows], missing)
    return Table(_TITLES, columns)


def _missing(title: str, _: float) -> OnBalanceError:
    """The error of a change that a deal has not."""
    message = f"{title} does not exist: the flows have no rate of return, on time or late"
    return NoConvergenceError(title, None, "a number", message=message)
