"""Yields against a curve: interpolation, spread at a life, its pieces, and the Z-spread."""

from __future__ import annotations

from typing import Any

import numpy as np

from udfs.errors import DomainError, InputTypeError
from udfs.finance import curve
from udfs.kinds import Basis, Flag, Grid, Money, Number, Rate, Series, Spread, Text, Years
from udfs.registry import udf
from udfs.table import Table
from udfs.times import read_times

_UNITS = {"bp": 1e4, "decimal": 1.0}


@udf(
    source="Fritsch and Butland, SIAM J. Sci. Stat. Comput. 5 (1984); Hagan and West (2006)",
    native=None,
    reason="no interpolation function in a spreadsheet; the workbook has INDEX and MATCH on rows",
)
def yield_curve(
    tenors: Series, yields: Series, t: Years, method: Text = "linear", extrap: Flag = False
) -> Rate:
    """Yield of a curve at a time between its points.

    Parameters
    ----------
    tenors : years, row or column
        Times of the points, ascending, at least 0.
    yields : decimal, a year, row or column
        Yield at each tenor, above -1, positive or negative, all in one compounding.
    t : years
        Time at which the yield is wanted.
    method : text
        "linear" in the yield; "log-df" linear in the logarithm of the discount factor (zero
        yields, effective annual); "cubic" monotone cubic in the yield.
    extrap : TRUE or FALSE
        TRUE holds the first and the last yield beyond the ends of the curve.

    Returns
    -------
    decimal, a year
        The yield at t, in the compounding of the yields given.

    Raises
    ------
    MissingDataError
        `#N/A` for a t outside the curve, unless extrap is TRUE.
    InputTypeError
        `#VALUE!` for tenors that do not ascend, another number of yields, or an unknown method.
    DomainError
        `#NUM!` for a tenor below 0 or a yield of -1 or below.

    Notes
    -----
    log-df: log(1 + y(t)) t lies on straight lines between log(1 + y_k) t_k. cubic: Hermite's cubic
    with harmonic-mean slopes, 0 at a turn, so that it rises and falls only where the points do.

    Examples
    --------
    >>> round(yield_curve([2, 5, 10, 30], [0.04, 0.042, 0.046, 0.049], 12.5), 6)
    0.046375
    >>> [round(yield_curve([1, 2, 5], [0.03, 0.04, 0.05], 3, m), 6) for m in ("log-df", "cubic")]
    [0.045544, 0.045017]
    """
    return float(curve.read_curve(tenors, yields, np.array([t]), method, extrap)[0])


@udf(
    source="Interpolated spread (I-spread), Tuckman and Serrat, Fixed Income Securities, 3rd ed.",
    native=None,
    reason="needs the interpolated curve; the workbook has it by INDEX and MATCH on rows",
)
def yield_spread(
    yld: Rate, t_or_wal: Years, tenors: Series, yields: Series, unit: Text = "bp"
) -> Number:
    """Spread of a yield over a curve at the same life.

    Parameters
    ----------
    yld : decimal, a year
        Yield of the lease or bond.
    t_or_wal : years
        Where the curve is read: the weighted average life of the payments (BOND_WAL), not the date
        of the last one.
    tenors : years, row or column
        Times of the points of the curve, ascending, at least 0.
    yields : decimal, a year, row or column
        Yield at each tenor, in the compounding of yld: bring both to one with YIELD_CONVERT.
    unit : text
        Unit of the result: "bp" or "decimal".

    Returns
    -------
    basis points
        yld less the curve; negative when it yields less. A decimal with unit "decimal".

    Raises
    ------
    MissingDataError
        `#N/A` for a life outside the curve.
    InputTypeError
        `#VALUE!` for tenors that do not ascend, another number of yields, or an unknown unit.

    Notes
    -----
    (yld - y(t)) x 10,000, the curve y linear between its points. No conversion is made.

    Examples
    --------
    >>> round(yield_spread(0.0776, 12.5, [2, 5, 10, 30], [0.04, 0.042, 0.046, 0.049]), 4)
    312.25
    """
    scale = _UNITS.get(unit.strip().lower())
    if scale is None:
        raise InputTypeError("unit", unit, '"bp" or "decimal"')
    life, names = np.array([t_or_wal]), ("yields", "t_or_wal")
    return scale * (yld - float(curve.read_curve(tenors, yields, life, names=names)[0]))


_PIECES = (
    ("secured", "Secured, non-recourse vehicle"),
    ("illiquid", "Illiquidity"),
    ("construct", "Construction"),
    ("residual", "Residual value and renewal"),
)


@udf(
    source="Longstaff, Mithal and Neis, Corporate Yield Spreads, Journal of Finance 60 (2005)",
    native=None,
    reason="spills; each piece is =(higher yield-lower yield)*10000 and the last one the remainder",
)
def yield_split(
    lease_yield: Rate,
    treasury: Rate,
    tenant: Rate,
    secured: Spread | None = None,
    illiquid: Spread | None = None,
    construct: Spread | None = None,
    residual: Spread | None = None,
    headers: Flag = True,
) -> Table:
    """A developer's yield taken apart: Treasury, tenant's credit, structure, and what is left.

    Parameters
    ----------
    lease_yield : decimal, a year
        Yield of the lease.
    treasury : decimal, a year
        Treasury yield at the life of the lease, in the compounding of lease_yield.
    tenant : decimal, a year
        Yield of the tenant's unsecured bonds at that life, same compounding.
    secured : basis points
        Spread of a vehicle's non-recourse debt over the tenant's bonds; negative when it pays
        less. Blank: not split out.
    illiquid : basis points
        Spread for illiquidity or private placement. Blank: not split out.
    construct : basis points
        Spread for construction risk. Blank: not split out.
    residual : basis points
        Spread for residual value and renewal risk. Blank: not split out.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        Piece, bp, Cumulative. The last row is the plug: what the pieces given do not explain,
        equity among it; it is negative when they explain more than there is.

    Raises
    ------
    DomainError
        `#NUM!` for a piece between 0 and 1 bp, surely a decimal by mistake.

    Notes
    -----
    Treasury, tenant - treasury, the pieces given, then lease_yield less all of them; Cumulative
    ends at lease_yield x 10,000. A piece left blank has no row: it is in the plug.

    Examples
    --------
    >>> split = yield_split(0.0776, 0.046, 0.0555, 110, 20)
    >>> [round(bp, 6) for bp in split["bp"].tolist()], split["piece"][-1]
    ([460.0, 95.0, 110.0, 20.0, 91.0], 'Equity and unexplained (plug)')
    """
    given = {"secured": secured, "illiquid": illiquid, "construct": construct, "residual": residual}
    rows = [("Treasury", treasury * 1e4), ("Tenant credit", (tenant - treasury) * 1e4)]
    for key, title in _PIECES:
        piece = given[key]
        if piece is None:
            continue
        if 0.0 < piece < 1.0:
            message = f"{key} must be in basis points, got {piece:g}; give {piece * 1e4:g}"
            raise DomainError(key, piece, "in basis points", message=message)
        rows.append((title, piece))
    total = lease_yield * 1e4
    rows.append(("Equity and unexplained (plug)", total - sum(bp for _, bp in rows)))
    amounts = np.array([bp for _, bp in rows])
    cumulative = np.cumsum(amounts)
    cumulative[-1] = total
    columns: dict[str, Any] = {"Piece": [name for name, _ in rows], "bp": amounts}
    return Table(("Piece", "bp", "Cumulative"), columns | {"Cumulative": cumulative}, headers)


@udf(
    source="Zero-volatility spread, Tuckman and Serrat, Fixed Income Securities, 3rd ed.",
    native=None,
    reason="has no closed form: a spreadsheet needs a column of discount factors and Goal Seek",
)
def yield_zspread(
    cfs: Series, dates: Grid, price: Money, tenors: Series, zeros: Series, basis: Basis = 3
) -> Number:
    """Z-spread: the parallel shift of a zero curve at which the flows are worth their price.

    Parameters
    ----------
    cfs : currency, row or column
        Payments to come, positive for an amount received.
    dates : dates or years, row or column
        Date of each payment; the first listed is the day of the price, usually with a payment of
        0. Or years from the day of the price (numbers below 15,000).
    price : currency
        Value on that day, accrued interest included, positive.
    tenors : years, row or column
        Times of the points of the zero curve, ascending, at least 0.
    zeros : decimal, effective annual, row or column
        Zero yield at each tenor, linear between them.
    basis : day count basis, 0 to 4
        How years are counted from dates: 3 (default) actual/365, 0 30/360 US, 1 actual/actual ISDA,
        2 actual/360, 4 30/360 European.

    Returns
    -------
    basis points
        The shift; negative when the flows are dearer than the curve makes them.

    Raises
    ------
    MissingDataError
        `#N/A` for a payment outside the curve.
    InputTypeError
        `#VALUE!` when cfs and dates differ in number.
    NoConvergenceError
        `#NUM!` when no shift gives the price.

    Notes
    -----
    Root s of sum cfs / (1 + z(t) + s) ^ t = price, times 10,000.

    Examples
    --------
    >>> round(yield_zspread([9, 9, 109], [1, 2, 3], 89.464, [1, 2, 3], [0.04, 0.08167, 0.12377]), 1)
    166.7
    """
    years = read_times(dates, "dates", len(cfs), "cfs", basis)
    if not cfs.any():
        raise DomainError("cfs", 0.0, "other than 0 somewhere")
    rates, later = np.zeros(len(cfs)), years > 0.0
    later &= cfs != 0.0
    if not later.any():
        raise DomainError("dates", float(years.max()), "after the first with a payment")
    names = ("zeros", "dates")
    rates[later] = curve.read_curve(tenors, zeros, years[later], names=names)
    now = float(cfs[~later].sum())
    return 1e4 * curve.shift(cfs[later], years[later], price - now, rates[later])
