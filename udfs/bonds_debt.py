"""Debt: repayment tables, sizing to cash flow, and the average life of principal.

Amounts are positive, in the caller's currency; rates are nominal annual.
"""

from __future__ import annotations

from udfs.errors import DomainError
from udfs.finance import amortise
from udfs.finance.annuity import check_count, check_frequency
from udfs.kinds import Count, Flag, Frequency, Grid, Money, Number, Rate, Series, Text, Years
from udfs.registry import udf
from udfs.table import Table
from udfs.times import read_times

_MOST_PERIODS = 12_000  # 1,000 years of months


def _periodic(rate: float, freq: float) -> float:
    check_frequency(freq)
    if rate <= -freq:
        raise DomainError("rate", rate, f"above {-freq:g} (a periodic rate above -1)")
    return rate / freq


@udf(
    source="Excel PMT, IPMT, PPMT (level); Yescombe, Principles of Project Finance, 2nd ed.",
    native=None,
    reason="spills one row per period; for a level loan =IPMT and =PPMT give each row's parts",
)
def bond_amort(
    face: Money,
    rate: Rate,
    nper: Count,
    freq: Frequency = 2,
    style: Text = "level",
    io: Count = 0,
    balloon: Money = 0.0,
    cfads: Series | None = None,
    dscr: Number | None = None,
    headers: Flag = True,
) -> Table:
    """Repayment of a loan period by period: level, linear, bullet or sculpted.

    Parameters
    ----------
    face : currency
        Amount lent, positive.
    rate : decimal, nominal annual
        Interest rate; rate / freq above -1.
    nper : count
        Number of periods, interest-only ones included; whole, from 1 to 12,000.
    freq : payments a year
        1, 2, 4 or 12.
    style : text
        "level" equal payments, "linear" equal principal, "bullet" all at the end, "sculpt" payments
        of cfads / dscr.
    io : count
        Periods at the start that pay interest alone, whole, below nper.
    balloon : currency
        Principal repaid with the last payment beside its share, from 0 to face.
    cfads : currency, row or column
        Cash flow available for debt service, one amount per period, at least 0; for "sculpt".
    dscr : ratio
        Cover for "sculpt", above 0. Blank: the one constant cover that repays the face.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        Period, Open, Interest, Principal, Service, Close, Flag. Amounts are positive. Flag is "ok",
        "negative principal" (interest exceeds cfads / dscr and is added to the loan) or, in the
        last row, "not repaid": Close is what cfads / dscr leave owing.

    Raises
    ------
    DomainError
        `#NUM!` for a face not above 0, a count out of bounds, a balloon outside 0 to face, negative
        cash flow, a dscr not above 0.
    InputTypeError
        `#VALUE!` for an unknown style, or cash flows missing or of another number than nper.
    ZeroDenominatorError
        `#DIV/0!` when a dscr is asked of no cash flow or no debt.

    Notes
    -----
    Interest = Open x rate / freq; Service = Interest + Principal; Close = Open - Principal. Level:
    (face - balloon) x PMT's first principal, growing with 1 + rate / freq. Sculpt: Principal =
    cfads / dscr - Interest, with a dscr given at most what is owed less the balloon.

    Examples
    --------
    >>> loan = bond_amort(1000, 0.08, 4)
    >>> [round(part, 4) for part in loan["principal"].tolist()]
    [235.49, 244.9096, 254.706, 264.8943]
    >>> bond_amort(300, 0, 3, style="sculpt", cfads=[240, 180, 120])["service"].round(6).tolist()
    [133.333333, 100.0, 66.666667]
    """
    if face <= 0.0:
        raise DomainError("face", face, "above 0")
    check_count("nper", nper, 1, _MOST_PERIODS)
    periodic = _periodic(rate, freq)
    kind = style.strip().lower()
    parts = amortise.repayments(kind, face, periodic, nper, io, balloon, cfads, dscr)
    return Table(amortise.TITLES, amortise.table(face, periodic, parts, balloon), headers)


@udf(
    source="Yescombe, Principles of Project Finance, 2nd ed.; Excel NPV",
    native="=NPV({rate}/{freq},{cfads})/{dscr}+{balloon}/(1+{rate}/{freq})^COUNT({cfads})",
    domain="everywhere",
)
def bond_size(
    cfads: Series, rate: Rate, dscr: Number, balloon: Money = 0.0, freq: Frequency = 1
) -> Money:
    """Debt that a cash flow can serve at a cover ratio, with a balloon at the end.

    Parameters
    ----------
    cfads : currency, row or column
        Cash flow available for debt service of each period, the first one period from now; at
        least 0.
    rate : decimal, nominal annual
        Interest rate; rate / freq above -1.
    dscr : ratio
        Debt service cover, above 0: 1.05 is 105% of service.
    balloon : currency
        Principal refinanced at the end, at least 0; no cover is asked of it.
    freq : payments a year
        1, 2, 4 or 12: periods of cfads.

    Returns
    -------
    currency
        Amount lent at the start, positive.

    Raises
    ------
    DomainError
        `#NUM!` for a negative cash flow or balloon, a dscr not above 0, a periodic rate of -1 or
        below.

    Notes
    -----
    Sum of cfads / dscr / (1 + rate / freq) ^ k + balloon / (1 + rate / freq) ^ n. BOND_AMORT with
    style "sculpt" repays exactly this amount.

    Examples
    --------
    >>> round(bond_size([188.79] * 20, 0.06, 1.05), 2)
    2062.29
    """
    amortise.check_cover(cfads, dscr)
    if balloon < 0.0:
        raise DomainError("balloon", balloon, "at least 0")
    return amortise.sized(cfads, _periodic(rate, freq), dscr, balloon)


@udf(
    source="SIFMA, Standard Formulas for the Analysis of Mortgage-Backed Securities",
    native="=SUMPRODUCT({principal},{dates_or_periods})/SUM({principal})/{freq}",
    domain="periods, not dates",
)
def bond_wal(principal: Series, dates_or_periods: Grid, freq: Frequency = 1) -> Years:
    """Weighted average life of principal, or of any payments, in years.

    Parameters
    ----------
    principal : currency, row or column
        Amounts repaid, positive.
    dates_or_periods : dates or counts, row or column
        Date of each amount, counted from the first listed (which usually has an amount of 0); or
        its period from the start, 1 for the first (numbers below 15,000).
    freq : payments a year
        1, 2, 4 or 12: periods in a year; not used with dates.

    Returns
    -------
    years
        Average time of the principal, weighted by amount.

    Raises
    ------
    ZeroDenominatorError
        `#DIV/0!` when the amounts add up to 0.
    InputTypeError
        `#VALUE!` when amounts and times differ in number.

    Notes
    -----
    Sum of principal x time over the sum of principal; from dates, years of 365 days.

    Examples
    --------
    >>> round(bond_wal([25, 25, 50], [1, 2, 3]), 4)
    2.25
    """
    check_frequency(freq)
    years = read_times(dates_or_periods, "dates_or_periods", len(principal), "principal", freq=freq)
    return amortise.weighted_life(principal, years)
