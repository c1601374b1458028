"""Capital spending: its annual rate, growth and intensity, and the depreciation locked in.

Amounts are positive, in one currency unit throughout (billions, say).
"""

from __future__ import annotations

from typing import Any

from udfs.errors import DomainError, InputTypeError
from udfs.finance import buy, spending
from udfs.finance.annuity import check_count
from udfs.kinds import Flag, Money, Number, Series, Text, Years
from udfs.registry import udf
from udfs.table import Table


@udf(
    source="Microsoft, Amazon, Alphabet, Meta, quarterly reports: capital expenditure annualised",
    native=None,
    reason="spills; the pieces are =per*value, =per*value/prior-1 and =value/revenue",
)
def capex_runrate(
    values: Series,
    per: Number = 4.0,
    prior: Money | None = None,
    revenue: Series | None = None,
    headers: Flag = True,
) -> Table:
    """Annual run-rate of capital spending, or of any flow, with its growth and its intensity.

    Parameters
    ----------
    values : currency a period, row or column
        Spending of each period in order, positive; a negative flow is taken as it is.
    per : periods a year
        4 for quarters, 12 for months, 365 for days, 1 for years; above 0.
    prior : currency a year
        Run-rate, or year's amount, before the first value. Blank: the first growth is blank.
    revenue : currency a period, row or column
        Revenue of the same periods, at least 0. Blank: Intensity is blank.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        Run-rate (currency a year), Growth (decimal, on the row before), Intensity (spending as a
        share of revenue): one row per value; growth is positive for a rise.

    Raises
    ------
    DomainError
        `#NUM!` for per not above 0 or a negative revenue; in the cell of a growth on a negative
        base.
    ZeroDenominatorError
        `#DIV/0!` in the cell of a growth on 0, or of a share of a revenue of 0.
    InputTypeError
        `#VALUE!` when values and revenue differ in number.

    Notes
    -----
    Run-rate = per x value. Growth = Run-rate / the one before - 1, period on period, not on the
    same season of the year before. Intensity = value / revenue.

    Examples
    --------
    >>> table = capex_runrate([34.5, 57.25])
    >>> table["run_rate"], round(table["growth"][1], 4)
    ([138.0, 229.0], 0.6594)
    """
    if per <= 0.0:
        raise DomainError("per", per, "above 0")
    sold = None if revenue is None else _positive("revenue", revenue)
    if sold is not None and len(sold) != len(values):
        allowed = f"as many as values, {len(values)}"
        raise InputTypeError("revenue", f"{len(sold)} values", allowed)
    return Table(spending.RUNRATE, spending.run_rates(values.tolist(), per, prior, sold))


@udf(
    source="ASC 360-10-35-4 and IAS 16.50: the cost is spread over the useful life",
    native=None,
    reason='spills; straight line is =SUMIFS(capex,years,"<="&year,years,">"&year-life)/life',
)
def capex_depr_wall(
    capex: Series,
    years: Series,
    life: Years,
    method: Text = "SL",
    existing: Series | None = None,
    revenue: Series | None = None,
    headers: Flag = True,
) -> Table:
    """Depreciation of the coming years that capital spending has already locked in.

    Parameters
    ----------
    capex : currency, row or column
        Spending of each year, at least 0.
    years : calendar or fiscal years, row or column
        Year of each amount, whole, 0 to 9,999; in any order.
    life : years
        Useful life, above 0 and at most 100; whole unless method is "SL".
    method : text
        "SL" straight line, "SYD" sum of the years' digits, "VDB" double declining balance with the
        switch to straight line, "DDB" without it (a rest is then never charged).
    existing : currency a year, row or column
        Charge of older assets in each year, from the first of `years` on; at least 0.
    revenue : currency a year, row or column
        Revenue of each year, from the first of `years` on, above 0; the last one goes on.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        Year, Depreciation (positive), % of revenue (share of one; blank without revenue): one row
        per year from the first of `years` to the last year with a charge.

    Raises
    ------
    DomainError
        `#NUM!` for a negative amount, a year or a life out of its domain, or years more than 200
        apart.
    ZeroDenominatorError
        `#DIV/0!` in the cell of a share of a revenue of 0.
    InputTypeError
        `#VALUE!` for an unknown method, or when capex and years differ in number.

    Notes
    -----
    Each amount is charged from its own year on, with a whole first year and no salvage; a life of
    5.5 years ends with half a year's charge. Depreciation = sum of the charges of all amounts +
    existing. Over all years it adds up to capex + existing (not with "DDB").

    Examples
    --------
    >>> table = capex_depr_wall([100, 150], [2025, 2026], 5)
    >>> table["year"], table["depreciation"]
    ([2025.0, 2026.0, 2027.0, 2028.0, 2029.0, 2030.0], [20.0, 50.0, 50.0, 50.0, 50.0, 30.0])
    """
    if len(years) != len(capex):
        raise InputTypeError("years", f"{len(years)} values", f"as many as capex, {len(capex)}")
    for k, year in enumerate(years.tolist(), 1):
        check_count(f"years[{k}]", year, 0, 9999)
    apart = float(years.max() - years.min())
    if apart > spending.MOST_SPAN:
        raise DomainError("years", apart, f"at most {spending.MOST_SPAN} years apart")
    if not 0.0 < life <= spending.MOST_LIFE:
        raise DomainError("life", life, f"above 0 and at most {spending.MOST_LIFE:g}")
    kind = method.strip().upper()
    if kind not in buy.METHODS:
        raise InputTypeError("method", method, "SL, SYD, DDB or VDB")
    if kind != "SL":
        check_count("life", life, 1)
    past: list[float] = [] if existing is None else _positive("existing", existing)
    sold: list[float] = [] if revenue is None else _positive("revenue", revenue)
    if len(past) > spending.MOST_SPAN:
        raise InputTypeError("existing", f"{len(past)} values", f"at most {spending.MOST_SPAN}")
    spent: Any = _positive("capex", capex)
    return Table(spending.WALL, spending.wall(spent, years.tolist(), life, kind, past, sold))


def _positive(name: str, series: Any) -> list[float]:
    """The values of a series, each at least 0."""
    amounts: list[float] = series.tolist()
    for k, amount in enumerate(amounts, 1):
        if amount < 0.0:
            raise DomainError(f"{name}[{k}]", amount, "at least 0")
    return amounts
