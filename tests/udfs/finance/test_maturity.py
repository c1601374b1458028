"""Maturity analysis: buckets, the implied rate, and what is current."""

from __future__ import annotations

import datetime
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs.errors import DomainError, MissingDataError, NoConvergenceError
from udfs.finance import maturity
from udfs.finance.calendar import to_serial


def day(year: int, month: int, number: int) -> float:
    return to_serial(datetime.date(year, month, number))


payments = st.lists(st.floats(0.01, 1e6), min_size=1, max_size=30)


@given(payments, st.data())
@settings(max_examples=80, deadline=None)
def test_buckets_and_thereafter_add_up(amounts: list[float], data: st.DataObject) -> None:
    asof = float(data.draw(st.integers(40000, 50000)))
    dates = [asof + data.draw(st.integers(1, 9000)) for _ in amounts]
    count, month = data.draw(st.integers(1, 12)), data.draw(st.integers(1, 12))
    left = maturity.remaining(amounts, dates, asof)
    found = maturity.buckets(left, asof, count, month)
    assert found.total == pytest.approx(math.fsum(amounts))
    assert math.fsum(found.amounts) + found.thereafter == pytest.approx(found.total)
    assert maturity.year_end(found.years[0] - 1, month) <= asof
    assert asof < maturity.year_end(found.years[0], month) <= asof + 366


@given(payments, st.floats(-0.5, 2.0), st.data())
@settings(max_examples=80, deadline=None)
def test_the_rate_is_found_again(amounts: list[float], rate: float, data: st.DataObject) -> None:
    times = [data.draw(st.floats(0.01, 40)) for _ in amounts]
    pv = math.fsum(a * (1 + rate) ** -t for a, t in zip(amounts, times, strict=True))
    x = maturity.solve_log_rate(amounts, times, pv)
    again = math.fsum(a * math.exp(-x * t) for a, t in zip(amounts, times, strict=True))
    assert math.isclose(again, pv, rel_tol=1e-11)


@pytest.mark.parametrize("pv", [1e-200, 1e-9, 1.0, 99.9999, 100.0, 1e5, 1e200])
def test_any_positive_pv_has_a_rate(pv: float) -> None:
    x = maturity.solve_log_rate([60.0, 40.0], [1 / 365, 30.0], pv)
    gap = math.fsum(a * math.exp(-x * t) / pv for a, t in ((60.0, 1 / 365), (40.0, 30.0))) - 1
    assert abs(gap) < 1e-9


def test_incentives_still_to_come_are_allowed() -> None:
    amounts, times = [100.0, -20.0, 100.0], [1.0, 2.0, 3.0]
    pv = sum(a * 1.07**-t for a, t in zip(amounts, times, strict=True))
    assert math.expm1(maturity.solve_log_rate(amounts, times, pv)) == pytest.approx(0.07)
    with pytest.raises(NoConvergenceError):
        maturity.solve_log_rate([-1.0, -2.0], [1.0, 2.0], 5.0)


@pytest.mark.parametrize(
    ("asof", "fy_end", "first", "is_stub"),
    [
        (day(2025, 12, 31), 12, 2026, False),
        (day(2025, 6, 30), 6, 2026, False),
        (day(2025, 6, 29), 6, 2025, True),
        (day(2025, 7, 1), 6, 2026, True),
        (day(2024, 2, 29), 2, 2025, False),
        (day(2024, 2, 28), 2, 2024, True),
    ],
)
def test_the_first_bucket_is_what_is_left_of_the_year(
    asof: float, fy_end: int, first: int, is_stub: bool
) -> None:
    found = maturity.buckets([(1.0, asof + 1)], asof, 5, fy_end)
    assert (found.years[0], found.is_stub) == (first, is_stub)
    assert found.amounts[0] == 1.0


def test_nothing_left_and_no_calendar_left() -> None:
    with pytest.raises(MissingDataError):
        maturity.remaining([1.0], [day(2025, 1, 1)], day(2025, 1, 1))
    with pytest.raises(DomainError):
        maturity.buckets([(1.0, day(9999, 12, 31))], day(9999, 1, 1), 5, 12)
