"""Every rate of return of a row of cash flows."""

from __future__ import annotations

import numpy as np

from udfs.errors import InputTypeError, MissingDataError
from udfs.finance import cashflow, roots
from udfs.kinds import Dates, Flag, Series
from udfs.registry import udf
from udfs.table import Table

_NOISE = 1e-13  # of the discounted flows' size: a value below it is rounding


def _distinct(
    found: roots.Roots, flows: roots.Array, times: roots.Array
) -> list[tuple[float, str]]:
    """Roots in ascending order, as x and crossing; those that rounding cannot tell apart are one.

    Neighbours belong together when the value between them is nowhere more than rounding. An odd
    number of crossings is then one crossing, an even number a touching root.
    """
    groups: list[list[int]] = []
    for place in np.argsort(found.x, kind="stable").tolist():
        if groups and _is_flat(flows, times, found.x[groups[-1][-1]], found.x[place]):
            groups[-1].append(place)
        else:
            groups.append([place])
    kept = []
    for group in groups:
        crossings = [place for place in group if not found.touching[place]]
        if len(crossings) % 2:
            name = "falling" if found.falling[crossings[0]] else "rising"
            kept.append((float(found.x[crossings[len(crossings) // 2]]), name))
        else:
            kept.append((float(found.x[group].mean()), "touching"))
    return kept


def _is_flat(flows: roots.Array, times: roots.Array, low: float, high: float) -> bool:
    """Whether the net present value is rounding at three points between two roots."""
    x = low + (high - low) * np.array([0.25, 0.5, 0.75])
    with np.errstate(all="ignore"):
        terms = flows * np.exp(-x[:, None] * times)
        return bool((np.abs(terms.sum(axis=1)) <= _NOISE * np.abs(terms).sum(axis=1)).all())


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
    together than rounding can tell apart one is shown: a crossing when an odd number of them
    cross, else touching.

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
    kept: list[tuple[float, str]] = []
    if (flows > 0.0).any() and (flows < 0.0).any():
        with np.errstate(all="ignore"):
            found = roots.all_roots(flows, times, np.array([0.1]), nearest_only=False)
        kept = _distinct(found, flows[0], times[0])
    if not kept:
        worth = "worth something" if live.any() else "that cancel out, worth nothing"
        shown = f"{len(values)} flows {worth} at every rate"
        raise MissingDataError("values", shown, "flows with a rate of return")
    columns = {"Rate": np.expm1([x for x, _ in kept]), "Crossing": [name for _, name in kept]}
    return Table(tuple(columns), columns, headers)
