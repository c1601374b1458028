"""Every rate of return of a row of cash flows."""

from __future__ import annotations

import numpy as np

from udfs.errors import InputTypeError, MissingDataError
from udfs.finance import cashflow, roots
from udfs.kinds import Dates, Flag, Series
from udfs.registry import udf
from udfs.table import Table

_TOUCH = 2e-6  # log(1 + rate): where the value turns at 0, roots this close are one


def _distinct(found: roots.Roots) -> list[int]:
    """Places of the roots in ascending order, each touching one once."""
    kept: list[int] = []
    order = np.lexsort((found.touching, found.x)).tolist()
    crossings = found.x[~found.touching]
    for place in order:
        x = found.x[place]
        if found.touching[place]:
            taken = np.concatenate([crossings, found.x[kept]])
            if (np.abs(taken - x) <= _TOUCH * max(1.0, abs(x))).any():
                continue
        kept.append(place)
    return kept


@udf(
    source="Descartes' rule of signs; interval bounds on the net present value in log(1 + rate)",
    native=None,
    reason="spills; Excel's IRR and XIRR give one rate, which depends on the guess",
)
def yield_roots(values: Series, dates: Dates | None = None, headers: Flag = True) -> Table:
    """All rates at which cash flows are worth nothing, from the lowest to the highest.

    Parameters
    ----------
    values : currency, row or column
        Flows; money paid is negative, money received positive.
    dates : dates, row or column
        Date of each flow, in any order. Blank: the flows are a year apart.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        Rate (effective annual decimal) and Crossing: "falling" where the net present value goes
        from positive to negative as the rate rises, "rising", or "touching" where it turns at 0.

    Raises
    ------
    MissingDataError
        `#N/A` when no rate above -100% makes the flows worth nothing.
    InputTypeError
        `#VALUE!` when values and dates differ in number.

    Notes
    -----
    Roots of sum values[k] / (1 + rate) ^ t[k], t in years of 365 days from the earliest date. On
    x = log(1 + rate) each interval is cut until it surely holds no root, or one. Of rates closer
    together than rounding can tell apart one is shown.

    Examples
    --------
    >>> [round(rate, 8) for rate in yield_roots([-1, 3.85, -4.86, 2.016])["rate"].tolist()]
    [0.05, 0.2, 0.6]
    >>> yield_roots([-1, 2.35, -1.375])["crossing"]
    ['rising', 'falling']
    """
    years = np.arange(float(len(values)))
    if dates is not None:
        if len(dates) != len(values):
            sizes = f"{len(dates)} dates for {len(values)} values"
            raise InputTypeError("dates", sizes, "as many as values")
        years = cashflow.year_counts(dates, dates.min())
    flows, times = roots.merge_dates(values[None, :], years[None, :])
    live = flows[0] != 0.0
    flows, times = flows[:, live], times[:, live]
    found = None
    kept: list[int] = []
    if (flows > 0.0).any() and (flows < 0.0).any():
        with np.errstate(all="ignore"):
            found = roots.all_roots(flows, times, np.array([0.1]), nearest_only=False)
        kept = _distinct(found)
    if found is None or not kept:
        shown = f"{len(values)} flows worth something at every rate"
        raise MissingDataError("values", shown, "flows with a rate of return")
    names = np.where(found.touching, "touching", np.where(found.falling, "falling", "rising"))
    columns = {"Rate": np.expm1(found.x[kept]), "Crossing": names[kept].tolist()}
    return Table(tuple(columns), columns, headers)
