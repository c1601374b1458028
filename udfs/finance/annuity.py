"""Closed forms for rents that step up once a year: present values for any number of periods.

Payment j (counted from 0) is pmt x (1 + escalator) ** floor(j / freq), and 0 for j < free; it
falls at time j + 1 - timing, in periods. Whole years form a geometric series with the ratio
x = (1 + escalator) / (1 + i) ** freq, so no sum runs over periods. Every ratio is written with
expm1 of a logarithm: it keeps its digits near a rate of zero and near x = 1, and all terms are
positive, so nothing cancels.

The scalar functions take real numbers of periods too: inside a year the sum goes on as the level
annuity formula does for a real n, which agrees with the true sum at every whole payment.
"""

from __future__ import annotations

from math import exp, expm1, floor, log1p

from udfs.errors import DomainError, InputTypeError

FREQUENCIES = (1, 2, 4, 12)
COMPOUNDINGS = ("nominal", "effective")


def check_count(argument: str, value: float, least: float, most: float | None = None) -> None:
    """Raise DomainError unless the value is whole and within the bounds."""
    if value < least:
        raise DomainError(argument, value, f"at least {least:g}")
    if value % 1 != 0:
        raise DomainError(argument, value, "a whole number")
    if most is not None and value > most:
        raise DomainError(argument, value, f"at most {most:.15g}")


def check_timing(timing: float) -> None:
    """Raise DomainError unless timing is 0 or 1."""
    if timing != 0 and timing != 1:
        raise DomainError("timing", timing, "0 (end of period) or 1 (start)")


def check_frequency(freq: float) -> None:
    """Raise DomainError unless freq is 1, 2, 4 or 12."""
    if freq not in FREQUENCIES:
        raise DomainError("freq", freq, "1, 2, 4 or 12")


def check_escalator(escalator: float) -> None:
    """Raise DomainError unless the escalator is above -1."""
    if escalator <= -1:
        raise DomainError("escalator", escalator, "above -1")


def check_rent(nper: float, timing: float, freq: float, escalator: float, free: float) -> None:
    """Raise DomainError when an argument of a rent is outside its domain."""
    if nper < 1 or nper % 1 != 0:
        check_count("nper", nper, 1)
    if timing:
        check_timing(timing)
    if freq != 1:
        check_frequency(freq)
    if escalator:
        check_escalator(escalator)
    if free:
        check_count("free", free, 0, nper)


def log_growth(rate: float, freq: float = 1, comp: str = "nominal") -> float:
    """log(1 + i) for the periodic rate i: rate / freq, or (1 + rate) ** (1 / freq) - 1.

    >>> round(expm1(log_growth(0.05, 12)), 8), round(expm1(log_growth(0.05, 12, "effective")), 8)
    (0.00416667, 0.00407412)
    """
    if comp != "nominal":
        comp = comp.lower()
        if comp not in COMPOUNDINGS:
            raise InputTypeError("comp", comp, '"nominal" or "effective"')
    if freq != 1:
        check_frequency(freq)
    if comp == "effective":
        if rate <= -1:
            raise DomainError("rate", rate, "above -1")
        return log1p(rate) / freq
    if rate <= -freq:
        raise DomainError("rate", rate, f"above {-freq:g} (a periodic rate above -1)")
    return log1p(rate / freq)


def geometric(log_ratio: float, count: float) -> float:
    """The sum of ratio ** k for k from 0 to count - 1; count may be real.

    >>> round(geometric(log1p(1.0), 3), 12)
    7.0
    """
    return expm1(count * log_ratio) / expm1(log_ratio) if log_ratio else float(count)


def tail_sum(
    growth: float, nper: float, freq: float, escalator: float, first: float, origin: float = 0
) -> float:
    """Value at the date of payment `origin` of the payments from `first` on, the rent being 1.

    Parameters
    ----------
    growth : float
        log(1 + i), see log_growth.
    nper : float
        Number of periods of the lease; may be real.
    freq, escalator : float
        Payments a year and the step from one lease year to the next.
    first, origin : float
        Payments counted from 0, whole.
    """
    rest = nper - first
    if rest <= 0:
        return 0.0
    if escalator == 0:
        total = geometric(-growth, rest)
        return total * exp((origin - first) * growth) if origin != first else total
    step = log1p(escalator)
    years = floor(first / freq)
    begun = min(-first % freq, rest)
    rest -= begun
    total = geometric(-growth, begun)
    if rest > 0:
        ratio = step - freq * growth
        whole = floor(rest / freq)
        blocks = geometric(-growth, freq) * geometric(ratio, whole)
        if rest > whole * freq:
            blocks += exp(whole * ratio) * geometric(-growth, rest - whole * freq)
        total += exp((step if begun else 0.0) - begun * growth) * blocks
    return exp(years * step + (origin - first) * growth) * total


def present_value(
    growth: float,
    nper: float,
    pmt: float,
    rvg: float = 0.0,
    timing: float = 0,
    freq: float = 1,
    escalator: float = 0.0,
    free: float = 0,
) -> float:
    """Present value of all payments and of `rvg` at the end; see the module for the rent."""
    total = pmt * tail_sum(growth, nper, freq, escalator, free)
    if timing == 0:
        total *= exp(-growth)
    return total + rvg * exp(-nper * growth) if rvg else total


def balance(
    k: float,
    growth: float,
    nper: float,
    pmt: float,
    rvg: float = 0.0,
    timing: float = 0,
    freq: float = 1,
    escalator: float = 0.0,
    free: float = 0,
) -> float:
    """Value at the end of period k of what is still unpaid.

    k = 0 is commencement, after the payment made there; later the payment then due in advance is
    still unpaid.
    """
    origin = timing if k == 0 else k
    total = pmt * tail_sum(growth, nper, freq, escalator, max(origin, free), origin)
    if k == 0 or timing == 0:
        total *= exp(-growth)
    return total + rvg * exp((k - nper) * growth) if rvg else total
