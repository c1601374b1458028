"""What is still to come: the maturity analysis and the renewal ladder.

Amounts are positive, in the caller's currency. `rate` is nominal annual.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from udfs.errors import DomainError, InputTypeError
from udfs.finance import maturity, renewals
from udfs.finance.annuity import check_count
from udfs.finance.payments import MAX_PERIODS, check_rent, payment_list, periodic_rate
from udfs.kinds import (
    Count,
    Date,
    Dates,
    Flag,
    Frequency,
    Grid,
    Money,
    Number,
    Rate,
    Series,
    Timing,
    Years,
)
from udfs.readers import read_number
from udfs.registry import udf
from udfs.table import Table

_LADDER = (
    *("Terms", "Years", "PV Recognised", "% of Full", "P(reach)", "Expected PV"),
    *("RVG at Exit", "Exit Cost", "Stay Cost"),
)


@udf(
    source="ASC 842-20-50-6; IFRS 16.58, IFRS 7.39; ASC 210-10-45 (current and non-current)",
    native=None,
    reason="spills; the rate is solved for, so the workbook's Disclosure sheet takes it as known",
)
def lease_maturity(
    payments: Series,
    dates: Dates,
    asof: Date,
    buckets: Count = 5,
    pv: Money | None = None,
    fy_end: Count = 12,
    headers: Flag = True,
) -> Table:
    """Maturity analysis of lease payments by fiscal year, and its bridge to the balance sheet.

    Parameters
    ----------
    payments : range of currency
        Undiscounted lease payments, positive for amounts paid; those dated on or before asof are
        left out, as made.
    dates : range of dates
        Date of each payment, in any order.
    asof : date
        Reporting date.
    buckets : count
        Fiscal years shown before Thereafter, whole, from 1 to 100; the first is what remains of
        the current one.
    pv : currency
        Lease liability at asof, positive. Blank: the table ends with Total.
    fy_end : month
        Month in which the fiscal year ends, 1 to 12.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        Year, Amount: the fiscal years (named by the year they end in; "Remaining 2026" for a part
        year), Thereafter, Total, and with pv Imputed interest, PV, Current, Non-current. Amounts
        are positive.

    Raises
    ------
    MissingDataError
        `#N/A` when no payment is dated after asof.
    DomainError
        `#NUM!` for pv not above 0, a month outside 1 to 12, or buckets out of bounds.
    InputTypeError
        `#VALUE!` when payments and dates differ in number.

    Notes
    -----
    Imputed interest = Total - pv. The split solves the effective annual rate r with sum of payment
    x (1 + r) ^ (-days / 365) = pv; Current = balance(asof) - balance(asof + 12 months) at r, not
    below 0.

    Examples
    --------
    >>> table = lease_maturity([100, 100, 100], [46387, 46752, 47118], 46022, 2, 270)
    >>> for label, amount in table.rows(headers=False):
    ...     print(label, round(amount, 1))
    2026 100.0
    2027 100.0
    Thereafter 100.0
    Total 300.0
    Imputed interest 30.0
    PV 270.0
    Current 85.3
    Non-current 184.7
    """
    if len(payments) != len(dates):
        raise InputTypeError(
            "dates", f"{len(dates)} dates", f"as many as the payments ({len(payments)})"
        )
    check_count("buckets", buckets, 1, 100)
    check_count("fy_end", fy_end, 1, 12)
    if pv is not None and pv <= 0:
        raise DomainError("pv", pv, "above 0")
    left = maturity.remaining(payments.tolist(), dates.tolist(), asof)
    found = maturity.buckets(left, asof, int(buckets), int(fy_end))
    labels: list[int | str] = [*found.years]
    if found.is_stub:
        labels[0] = f"Remaining {found.years[0]}"
    lines: dict[int | str, float] = dict(zip(labels, found.amounts, strict=True))
    lines |= {"Thereafter": found.thereafter, "Total": found.total}
    if pv is not None:
        current = maturity.current_part(left, asof, pv)
        lines |= {"Imputed interest": found.total - pv, "PV": float(pv)}
        lines |= {"Current": current, "Non-current": pv - current}
    return Table(("Year", "Amount"), {"year": [*lines], "amount": np.array([*lines.values()])})


@udf(
    source="ASC 842-10-30-1, 842-10-55-26 (lease term), 842-10-30-5(f); IFRS 16.18, B37",
    native=None,
    reason="spills one row per exit; the workbook has the ladder of its Renewals sheet",
)
def lease_renewals(
    rate: Rate,
    pmt: Money,
    base: Years,
    opt_len: Series,
    n_opt: Count,
    p: Series | None = None,
    rvg_table: Grid | None = None,
    timing: Timing = 0,
    freq: Frequency = 1,
    escalator: Number = 0,
    headers: Flag = True,
) -> Table:
    """Renewal ladder: what is recognised, expected and payable on leaving, exit by exit.

    Parameters
    ----------
    rate : decimal, nominal annual
        Discount rate, 0.05 for 5%; rate / freq a period, above -1.
    pmt : currency per period
        First year's payment, positive for an amount paid.
    base : years
        Length of the base term, a whole number of payment periods.
    opt_len : years
        Length of each option: one number for all, or a range with one per option.
    n_opt : count
        Number of options to renew, whole, from 0 to 9.
    p : probability
        Chance that an option is taken once it is reached: one number for all, or a range with one
        per option. Blank: every option counts in full.
    rvg_table : range of three columns
        Per exit in order (end of the base term, then of each option): guaranteed amount, cap
        (blank = none), expected value of the asset. Exits left out carry no guarantee.
    timing : 0 or 1
        0 payments at the end of each period (arrears), 1 at the start (advance).
    freq : payments a year
        1, 2, 4 or 12.
    escalator : decimal, a year
        Growth of the payment on each anniversary of commencement, 0.02 for 2%; above -1.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        Terms, Years, PV Recognised, % of Full, P(reach), Expected PV, RVG at Exit, Exit Cost, Stay
        Cost: one row per exit; costs are positive.

    Raises
    ------
    DomainError
        `#NUM!` for an argument out of its domain, or terms that are not whole periods.
    ZeroDenominatorError
        `#DIV/0!` when the rent of the full term is worth nothing.

    Notes
    -----
    PV Recognised is the rent to that exit at commencement, as LEASE_PV. P(reach) is the product of
    the chances so far. Expected PV is cumulative: the sum over the rungs so far of P(reach) x added
    PV; its last row is the expected PV of the rent. RVG at Exit = min(cap, guaranteed), the most
    that can fall due. Exit Cost, on the day of the exit, = min(cap, max(0, guaranteed - expected)),
    to which the cost of moving may be added; Stay Cost is the value on that day of the rent until
    the next exit (0 at the last). Exit Cost above Stay Cost is economic compulsion to renew.

    The lessee is committed to the least over the exits of PV Recognised + PV of RVG at Exit; the
    full term is another view of the same obligation, never to be added to it.

    Examples
    --------
    >>> table = lease_renewals(0.05, 2.4934, 4, 4, 4, 0.9)
    >>> [round(float(x), 2) for x in table["pv_recognised"]]
    [8.84, 16.12, 22.1, 27.02, 31.07]
    >>> round(float(table["expected_pv"][-1]), 2)
    26.48
    """
    check_count("n_opt", n_opt, 0, renewals.MAX_RUNGS - 1)
    options = int(n_opt)
    years = [base, *_each("opt_len", opt_len, options)]
    for argument, length in zip(["base"] + ["opt_len"] * options, years, strict=True):
        if not 0 < length <= MAX_PERIODS:
            raise DomainError(argument, length, f"above 0 and at most {MAX_PERIODS:,}")
    chances = [1.0] * options if p is None else _each("p", p, options)
    for chance in chances:
        if not 0 <= chance <= 1:
            raise DomainError("p", chance, "from 0 to 1")
    check_rent(1, timing, freq, escalator)
    ends = renewals.rung_periods(years, int(freq))
    check_count("nper", ends[-1], 1, MAX_PERIODS)
    payments = payment_list(pmt, ends[-1], escalator, int(freq))
    guarantees = _guarantees(rvg_table, options + 1)
    rows = renewals.ladder(
        periodic_rate(rate, freq), payments, ends, chances, guarantees, int(timing)
    )
    rows["years"] = [end / freq for end in ends]
    return Table(_LADDER, {key: np.array(column) for key, column in rows.items()})


def _each(argument: str, values: Any, count: int) -> list[float]:
    """One value per option from a single one or from a range of them."""
    if len(values) == 1:
        return [float(values[0])] * count
    if len(values) != count:
        raise InputTypeError(argument, f"{len(values)} values", f"one value, or {count}")
    return [float(value) for value in values]


def _guarantees(table: list[list[Any]] | None, exits: int) -> list[renewals.Guarantee]:
    """Guarantees by exit from rows of guaranteed, cap (or blank) and expected value."""
    found = []
    for number, row in enumerate(table or [], 1):
        if len(row) != 3:
            columns = f"{len(row)} columns"
            raise InputTypeError("rvg_table", columns, "three columns: guaranteed, cap, expected")
        cells = [
            blank if cell is None else read_number(cell, f"rvg_table[{number},{column}]")
            for column, (cell, blank) in enumerate(zip(row, renewals.Guarantee(), strict=True), 1)
        ]
        if min(cells) < 0:
            raise DomainError("rvg_table", min(cells), "free of negative amounts")
        found.append(renewals.Guarantee(*cells))
    if len(found) > exits:
        raise InputTypeError("rvg_table", f"{len(found)} rows", f"at most {exits}, one per exit")
    return found + [renewals.Guarantee()] * (exits - len(found))
