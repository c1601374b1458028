"""Lease measurement: what a lease is worth, what the balance sheet shows, and at which rate.

Amounts are positive, in the caller's currency. `rate` is nominal annual unless `comp` says
"effective". `escalator` steps once a year on the anniversary of commencement; `free` periods at
the start carry no rent. With payments in advance the first one is made at commencement.
"""

from __future__ import annotations

from udfs.finance import annuity
from udfs.kinds import Count, Frequency, Money, Number, Rate, Text, Timing
from udfs.registry import udf


def _check(nper: float, timing: float, freq: float, escalator: float, free: float) -> None:
    """Raise DomainError for an argument of a rent outside its domain."""
    if nper < 1 or nper % 1 != 0:
        annuity.check_count("nper", nper, 1)
    if timing:
        annuity.check_timing(timing)
    if freq != 1:
        annuity.check_frequency(freq)
    if escalator:
        annuity.check_escalator(escalator)
    if free:
        annuity.check_count("free", free, 0, nper)


@udf(
    source="ASC 842-10-25-2(d), 842-20-30-1; IFRS 16.26; annuity formula",
    native="=-PV({rate}/{freq},{nper},{pmt},{rvg},{timing})",
    domain="level rent from the start: escalator 0, free 0, nominal compounding",
    vector=annuity.present_values,
)
def lease_pv(
    rate: Rate,
    nper: Count,
    pmt: Money,
    rvg: Money = 0.0,
    timing: Timing = 0,
    freq: Frequency = 1,
    escalator: Number = 0.0,
    comp: Text = "nominal",
    free: Count = 0,
) -> Money:
    """Present value of all lease payments, the one made at commencement included.

    Parameters
    ----------
    rate : decimal, annual
        Discount rate, 0.05 for 5%: nominal annual (rate / freq a period) unless comp is
        "effective". The periodic rate must be above -1.
    nper : count
        Number of payment periods, whole, at least 1.
    pmt : currency per period
        First year's payment, positive for an amount paid.
    rvg : currency
        Amount payable at the end of the term, such as a residual value guarantee; positive.
    timing : 0 or 1
        0 payments at the end of each period (arrears), 1 at the start (advance).
    freq : payments a year
        1, 2, 4 or 12.
    escalator : decimal, a year
        Growth of the payment on each anniversary of commencement, 0.02 for 2%; above -1.
    comp : text
        Compounding of rate: "nominal" (rate / freq) or "effective" ((1 + rate) ^ (1 / freq) - 1).
    free : count
        Payment periods at the start with no rent; the escalator's clock runs through them.

    Returns
    -------
    currency
        Present value at commencement, positive; equals -PV(...) when the rent is level.

    Raises
    ------
    DomainError
        `#NUM!` for a periodic rate of -1 or below, nper below 1 or not whole, and so on.

    Notes
    -----
    Sum over j = free .. nper - 1 of pmt (1 + escalator) ^ floor(j / freq) / (1 + i) ^ (j + 1 -
    timing), plus rvg / (1 + i) ^ nper, in closed form. A rate of zero gives the plain sum.

    Examples
    --------
    >>> round(lease_pv(0.05, 20, 200), 4)
    2492.4421
    """
    _check(nper, timing, freq, escalator, free)
    growth = annuity.log_growth(rate, freq, comp)
    return annuity.present_value(growth, nper, pmt, rvg, timing, freq, escalator, free)
