"""Lease tables: payments and schedule, with the tables of udfs.lease_outlook beside them.

Amounts are positive, in the caller's currency. `rate` is nominal annual unless `comp` says
"effective". Tables are `Table` objects in Python and spill in a spreadsheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from udfs.errors import DomainError, InputTypeError
from udfs.finance import asset
from udfs.finance.annuity import check_count
from udfs.finance.calendar import date_series
from udfs.finance.classify import class_letter
from udfs.finance.payments import check_rent, payment_list, periodic_rate
from udfs.kinds import (
    Count,
    Date,
    Flag,
    Frequency,
    Money,
    Number,
    Rate,
    StepTable,
    Text,
    Timing,
    Years,
)
from udfs.lease_outlook import lease_maturity, lease_renewals
from udfs.registry import udf
from udfs.table import Table

__all__ = ["lease_maturity", "lease_payments", "lease_renewals", "lease_schedule"]

_SCHEDULE = (
    *("Period", "Date", "Open", "Interest", "Payment", "Principal", "Close"),
    *("ROU Open", "Amort", "ROU Close", "Cost"),
)


def _dates(start: float | None, periods: Sequence[float], freq: int) -> list[float]:
    """Date of the end of each period; years from commencement when there is no start date."""
    if start is None:
        return [period / freq for period in periods]
    series = date_series(start, int(periods[-1]) + 1, 12 // freq)
    return [float(series[int(period)]) for period in periods]


def _table(titles: Sequence[str], data: dict[str, list[float]]) -> Table:
    return Table(titles, {key: np.array(column) for key, column in data.items()})


@udf(
    source="ASC 842-10-30-5 (lease payments); IFRS 16.27",
    native=None,
    reason="spills one row per payment; the workbook has the rent line of its Schedule sheet",
)
def lease_payments(
    pmt: Money,
    nper: Count,
    freq: Frequency = 1,
    timing: Timing = 0,
    escalator: Number = 0,
    esc_every: Count | None = None,
    free: Count = 0,
    start: Date | None = None,
    steps: StepTable | None = None,
    headers: Flag = True,
) -> Table:
    """Rent payment by payment, with escalator, free periods and stepped rents.

    Parameters
    ----------
    pmt : currency per period
        Payment before any escalation, positive for an amount paid.
    nper : count
        Number of payment periods, free ones included; whole, from 1 to 12,000.
    freq : payments a year
        1, 2, 4 or 12.
    timing : 0 or 1
        0 payments at the end of each period (arrears), 1 at the start (advance).
    escalator : decimal
        Growth of the payment at each step, 0.02 for 2%; above -1.
    esc_every : count
        Periods between steps of the escalator, whole; a year when blank.
    free : count
        Payment periods at the start with no rent; the escalator's clock runs through them.
    start : date
        Commencement. Blank: the Date column holds years from commencement.
    steps : range of two columns
        First payment number (from 1, ascending) and payment per period from then on. Replaces the
        escalated rent; a step is not escalated and lasts until the next one.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        Period, Date, Payment. Period k is the k-th payment; its date is the day it is made.
        Payments are positive.

    Raises
    ------
    DomainError
        `#NUM!` for a count that is not whole or is out of bounds, or an escalator of -1 or below.
    InputTypeError
        `#VALUE!` for steps that are not in ascending order or have not two columns.

    Notes
    -----
    pmt x (1 + escalator) ^ floor((k - 1) / esc_every) for payment k. Dates are counted from the
    start: EDATE(start, m), or EOMONTH when the start is the last day of a month.

    Examples
    --------
    >>> lease_payments(100, 3, 1, 1, 0.5)["payment"].tolist()
    [100.0, 150.0, 225.0]
    >>> lease_payments(500, 4, steps=[[2, 300], [4, 600]])["payment"].tolist()
    [500.0, 300.0, 300.0, 600.0]
    """
    periods = check_rent(nper, timing, freq, escalator, free)
    every = freq if esc_every is None else esc_every
    check_count("esc_every", every, 1)
    payments = payment_list(pmt, periods, escalator, int(every), int(free), _steps(steps))
    numbers = [float(k) for k in range(1, periods + 1)]
    dates = _dates(start, [k - timing for k in numbers], int(freq))
    return _table(
        ("Period", "Date", "Payment"), {"period": numbers, "date": dates, "payment": payments}
    )


def _steps(steps: Any) -> list[tuple[float, float]]:
    """A two-column block of steps as pairs."""
    if steps is None:
        return []
    if steps.shape[1] != 2:
        columns = f"{steps.shape[1]} columns"
        raise InputTypeError("steps", columns, "two columns: first payment number, payment")
    return [(float(number), float(payment)) for number, payment in steps]


@udf(
    source="ASC 842-20-35-1 to 35-8, 842-20-25-5, 25-6; IFRS 16.29 to 16.36",
    native=None,
    reason="spills one row per period; the workbook has the Schedule sheet, line by line",
)
def lease_schedule(
    rate: Rate,
    nper: Count,
    pmt: Money,
    lease_class: Text = "F",
    timing: Timing = 0,
    freq: Frequency = 1,
    escalator: Number = 0,
    rou_adj: Money = 0,
    rvg: Money = 0,
    start: Date | None = None,
    comp: Text = "nominal",
    free: Count = 0,
    life: Years | None = None,
    headers: Flag = True,
) -> Table:
    """Lease liability and right-of-use asset, period by period, to the end of the term.

    Parameters
    ----------
    rate : decimal, annual
        Discount rate, 0.05 for 5%: nominal annual (rate / freq a period) unless comp is
        "effective". The periodic rate must be above -1.
    nper : count
        Number of payment periods, whole, from 1 to 12,000.
    pmt : currency per period
        First year's payment, positive for an amount paid.
    lease_class : text
        "F" US finance, "O" US operating, "I" IFRS 16; the words of LEASE_CLASS are understood.
    timing : 0 or 1
        0 payments at the end of each period (arrears), 1 at the start (advance).
    freq : payments a year
        1, 2, 4 or 12.
    escalator : decimal, a year
        Growth of the payment on each anniversary of commencement, 0.02 for 2%; above -1.
    rou_adj : currency
        Initial direct costs less incentives plus other prepaid rent: added to the asset. The
        payment at commencement enters the asset by itself.
    rvg : currency
        Payable at the end of the term and in the liability: the probable (US) or expected (IFRS)
        guarantee payment, or the price of a purchase option; positive.
    start : date
        Commencement. Blank: the Date column holds years from commencement.
    comp : text
        Compounding of rate: "nominal" (rate / freq) or "effective" ((1 + rate) ^ (1 / freq) - 1).
    free : count
        Payment periods at the start with no rent; the escalator's clock runs through them.
    life : years
        Useful life, when title passes or a purchase option is reasonably certain: the asset of a
        class F or I lease is amortised over it. Blank: the term. Not used by class O.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        Period, Date, Open, Interest, Payment, Principal, Close, ROU Open, Amort, ROU Close, Cost:
        one row per period, dated at its end, amounts positive. In advance a row 0 holds the
        payment at commencement.

    Raises
    ------
    DomainError
        `#NUM!` for an argument out of its domain, or a rou_adj that makes the asset negative.

    Notes
    -----
    Arrears: Interest = Open x i, Close = Open + Interest - Payment. Advance: row 0 opens with
    LEASE_PV, pays the first payment and closes with LEASE_LIABILITY; in row k the payment is the
    one at the start of period k (0 in row 1, since row 0 holds it), Interest = (Open - Payment) x
    i, and Close is before the payment then due. Close ends at rvg.

    F and I: amortisation is straight line and Cost = Interest + Amort. O: Cost is (all payments +
    rvg + rou_adj) / nper in every period and Amort = Cost - Interest, so that the asset ends at 0;
    a negative Amort (interest above the cost, as with rent that rises steeply) is right and is
    shown with its sign.

    Examples
    --------
    >>> table = lease_schedule(0.05, 20, 200)
    >>> [round(float(table[key][0]), 4) for key in ("interest", "principal", "close", "amort")]
    [124.6221, 75.3779, 2417.0642, 124.6221]
    >>> [round(float(x)) for x in lease_schedule(0.05, 10, 50000, "I", 1)["close"][:2]]
    [355391, 373161]
    """
    periods = check_rent(nper, timing, freq, escalator, free)
    if life is not None and life <= 0:
        raise DomainError("life", life, "above 0")
    payments = payment_list(pmt, periods, escalator, int(freq), int(free))
    rows = asset.lease_rows(
        periodic_rate(rate, freq, comp),
        payments,
        class_letter(lease_class),
        int(timing),
        rou_adj,
        rvg,
        None if life is None else life * freq,
    )
    rows["date"] = _dates(start, rows["period"], int(freq))
    return _table(_SCHEDULE, rows)
