"""Rent, payment by payment: escalator, free periods and steps."""

from __future__ import annotations

import math
from collections.abc import Sequence

from udfs.errors import DomainError, InputTypeError
from udfs.finance.annuity import (
    check_count,
    check_escalator,
    check_frequency,
    check_timing,
    log_growth,
)

MAX_PERIODS = 12_000


def check_periods(nper: float, argument: str = "nper") -> int:
    """Number of periods of a table: whole, from 1 to MAX_PERIODS."""
    check_count(argument, nper, 1, MAX_PERIODS)
    return int(nper)


def periodic_rate(rate: float, freq: float = 1, comp: str = "nominal") -> float:
    """Rate per period: rate / freq, or (1 + rate) ** (1 / freq) - 1 when comp is "effective"."""
    growth = log_growth(rate, freq, comp)
    return rate / freq if comp.lower() == "nominal" else math.expm1(growth)


def check_rent(
    nper: float, timing: float = 0, freq: float = 1, escalator: float = 0, free: float = 0
) -> int:
    """Check the terms of a rent that every table shares; gives nper as an int."""
    periods = check_periods(nper)
    check_timing(timing)
    check_frequency(freq)
    check_escalator(escalator)
    check_count("free", free, 0, periods)
    return periods


def payment_list(
    pmt: float,
    nper: int,
    escalator: float = 0.0,
    esc_every: int = 1,
    free: int = 0,
    steps: Sequence[tuple[float, float]] = (),
) -> list[float]:
    """Payments 1 to nper: pmt x (1 + escalator) ^ floor((k - 1) / esc_every).

    The first `free` payments are 0 and the escalator's clock runs from commencement.  Each step
    (from payment number, payment) replaces the escalated rent from that payment until the next
    step; a step inside the free periods begins when they end.
    """
    check_steps(steps)
    payments = []
    step = -1
    for k in range(nper):
        while step + 1 < len(steps) and steps[step + 1][0] <= k + 1:
            step += 1
        if k < free:
            payments.append(0.0)
        elif step >= 0:
            payments.append(float(steps[step][1]))
        else:
            payments.append(_escalated(pmt, escalator, k // esc_every))
    return payments


def check_steps(steps: Sequence[tuple[float, float]]) -> None:
    """Step payment numbers are whole, from 1, and strictly ascending."""
    last = 0.0
    for number, _ in steps:
        if number < 1 or number != int(number):
            raise DomainError("steps", number, "whole payment numbers from 1")
        if number <= last:
            raise InputTypeError("steps", number, "in ascending order of payment number")
        last = number


def _escalated(pmt: float, escalator: float, times: int) -> float:
    """Rent after a number of steps of the escalator."""
    try:
        grown = pmt * (1.0 + escalator) ** times
    except OverflowError:
        grown = math.inf
    if not math.isfinite(grown):
        raise DomainError("escalator", escalator, "small enough for the last payment to be finite")
    return grown
