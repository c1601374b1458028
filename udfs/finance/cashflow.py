"""Dated cash flows: year counts, S-curves, the flows of a lessor, maturity tables."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from udfs.errors import DomainError, InputTypeError, ZeroDenominatorError
from udfs.finance.calendar import check_basis, days_360
from udfs.finance.roots import Array

MOST_PERIODS = 12_000  # 1,000 years of months
MOST_MONTHS = 1_200  # longest construction
_MOST_TAIL = 1_000  # years
_EPOCH = 25569  # serial of 1 January 1970, where numpy's calendar starts


def year_counts(dates: Any, origin: Any, basis: float = 3, out: Array | None = None) -> Array:
    """Years from `origin` to each date; written to `out` where the basis allows it.

    Basis 3 is Excel's year of 365 days, 2 the year of 360; 0 and 4 count months of 30 days (US
    and European). Basis 1 is actual/actual ISDA: the days in each calendar year over the length
    of that year. It is additive over consecutive periods, as a discount exponent must be; Excel's
    YEARFRAC with basis 1, which divides by the average length of the years touched, is not.
    """
    basis = check_basis(basis)
    if basis in (2, 3):
        days = np.subtract(dates, origin, out=out)
        return np.asarray(np.divide(days, 360.0 if basis == 2 else 365.0, out=out))
    if basis == 1:
        year, part = _year_position(dates)
        first_year, first_part = _year_position(origin)
        return np.asarray((year - first_year) + (part - first_part))
    return np.asarray(days_360(np.broadcast_to(origin, np.shape(dates)), dates, basis == 4) / 360.0)


def _year_position(serials: Any) -> tuple[Any, Any]:
    """Calendar year of each date and the share of it that has passed."""
    whole = np.asarray(serials, dtype=np.float64).astype(np.int64)
    days = (whole - _EPOCH + (whole < 60)).astype("datetime64[D]")
    years = days.astype("datetime64[Y]")
    start = years.astype("datetime64[D]")
    length = ((years + 1).astype("datetime64[D]") - start).astype(np.int64)
    return years.astype(np.int64).astype(np.float64), (days - start).astype(np.int64) / length


def net_present_value(rate: float, flows: Array, years: Array) -> float:
    """Sum of flow / (1 + rate) ** years."""
    with np.errstate(over="ignore", invalid="ignore"):
        return float(np.dot(flows, np.exp(-years * math.log1p(rate))))


def log_growth(rate: float, freq: float) -> float:
    """log(1 + effective annual rate) of a rate compounded freq times a year; 0 continuously."""
    return freq * math.log1p(rate / freq) if freq else rate


def log_growths(rate: Any, freq: Any) -> Any:
    """`log_growth` of arrays."""
    safe = np.where(np.equal(freq, 0), 1.0, freq)
    return np.where(np.equal(freq, 0), rate, safe * np.log1p(np.divide(rate, safe)))


def drawn_share(share: Any, shape: str) -> Any:
    """Share of the cost drawn when `share` of the building time has passed.

    "cosine" is (1 - cos(pi k / n)) / 2, "linear" even, "normal" the bell curve cut at three
    standard deviations either side and scaled to reach 1.

    >>> [round(float(drawn_share(k / 4, "cosine")), 4) for k in range(5)]
    [0.0, 0.1464, 0.5, 0.8536, 1.0]
    """
    share = np.clip(np.asarray(share, dtype=np.float64), 0.0, 1.0)
    kind = shape.strip().lower()
    if kind == "cosine":
        return 0.5 - 0.5 * np.cos(np.pi * share)
    if kind == "linear":
        return share
    if kind == "normal":
        below = np.vectorize(math.erf, otypes=[float])((6.0 * share - 3.0) / math.sqrt(2.0))
        return 0.5 + 0.5 * below / math.erf(3.0 / math.sqrt(2.0))
    raise InputTypeError("shape", shape, "cosine, linear or normal")


def lessor_flows(
    shape: str,
    cost: Any,
    nper: Any,
    pmt: Any,
    residual: Any,
    timing: Any,
    freq: Any,
    escalator: Any,
    build_months: Any,
) -> tuple[Array, Array]:
    """Flows and their times in years, one row per lease, time 0 being commencement.

    Arguments are columns (rows, 1) or plain numbers. Columns of the result: the draws, one for
    each month up to commencement, then the rents, then the residual. Times run on in each row,
    and a rent paid at commencement is set off against the last draw.
    """
    longest = int(np.max(nper))
    months = max(1, int(np.max(build_months)))
    rows = np.broadcast_shapes(
        *(np.shape(a) for a in (cost, nper, pmt, residual, timing, freq, escalator, build_months)),
        (1, 1),
    )[0]
    lag = np.arange(months - 1, -1, -1.0)
    built = np.maximum(build_months, 1)
    draws = drawn_share(1.0 - lag / built, shape) - drawn_share(1.0 - (lag + 1.0) / built, shape)
    k = np.arange(float(longest))
    with np.errstate(over="ignore", invalid="ignore"):
        rents = pmt * (1.0 + escalator) ** np.floor(k / freq) * (k < nper)
    end = nper / freq
    flows, years = np.zeros((rows, months + longest + 1)), np.zeros((rows, months + longest + 1))
    flows[:, :months] = -cost * draws
    flows[:, months:-1] = rents
    flows[:, -1:] = residual
    years[:, :months] = -np.minimum(lag, built - 1.0) / 12.0
    years[:, months:-1] = np.minimum((k + 1.0 - timing) / freq, end)
    years[:, -1:] = end
    first = flows[:, months] * np.broadcast_to(timing, (rows, 1))[:, 0]
    flows[:, months - 1] += first
    flows[:, months] -= first
    return flows, years


def check_lease(nper: float, build_months: float) -> None:
    """Raise DomainError for more periods than are built one by one."""
    if nper > MOST_PERIODS:
        raise DomainError("nper", nper, f"at most {MOST_PERIODS}")
    if not 0 <= build_months <= MOST_MONTHS or build_months % 1:
        raise DomainError("build_months", build_months, f"a whole number from 0 to {MOST_MONTHS}")


def maturity_flows(
    payments: Array, thereafter: float, tail: float | None, is_mid: bool, first: float
) -> tuple[Array, Array]:
    """Payments of a maturity table, the lump after the listed years spread out, and their times.

    Without `tail` the lump runs on at the level of the last listed year, a part year at the end;
    with it the lump is level over that many years. Each payment falls at the end of its period,
    or in its middle.
    """
    if not 0.0 < first <= 1.0:
        raise DomainError("first", first, "above 0 and at most 1 year")
    if thereafter < 0.0:
        raise DomainError("thereafter", thereafter, "at least 0")
    span = 0.0
    if tail is not None:
        if tail <= 0.0:
            raise DomainError("tail", tail, "above 0 years")
        span = tail if thereafter else 0.0
    elif thereafter:
        if payments[-1] == 0.0:
            message = "thereafter cannot run on at the last year's payment, which is 0; give tail"
            raise ZeroDenominatorError("payments", 0.0, "not 0 in the last year", message=message)
        span = thereafter / float(payments[-1])
    if not 0.0 <= span <= _MOST_TAIL:
        raise DomainError("thereafter", thereafter, f"spread over at most {_MOST_TAIL} years")
    whole = math.floor(span)
    lengths = [first, *[1.0] * (len(payments) - 1 + whole)]
    amounts = [*payments.tolist(), *[thereafter / span] * whole] if span else payments.tolist()
    if span > whole:
        lengths.append(span - whole)
        amounts.append(thereafter * (span - whole) / span)
    length = np.array(lengths)
    end = np.cumsum(length)
    return np.array(amounts), end - 0.5 * length if is_mid else end
