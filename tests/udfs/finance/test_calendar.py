"""Excel's calendar against Python's own and against a spreadsheet engine."""

from __future__ import annotations

import datetime
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from udfs.errors import DomainError
from udfs.finance.calendar import (
    date_series,
    days_360,
    edate,
    eomonth,
    is_month_end,
    split,
    to_date,
    to_serial,
    yearfrac,
)

days = st.dates(datetime.date(1900, 1, 1), datetime.date(9999, 12, 31))


@given(days)
def test_serials_there_and_back(day: datetime.date) -> None:
    serial = to_serial(day)
    assert to_date(serial) == day
    assert [int(part) for part in split(serial)] == [day.year, day.month, day.day]


def test_serials_as_excel_shows_them() -> None:
    shown = {1: (1900, 1, 1), 59: (1900, 2, 28), 61: (1900, 3, 1), 39448: (2008, 1, 1)}
    for serial, day in shown.items():
        assert to_serial(datetime.date(*day)) == serial
    assert [int(part) for part in split(60)] == [1900, 2, 29]
    for bad in (0, 60, -1, 2958466, 1e300):
        with pytest.raises(DomainError):
            to_date(bad)
    with pytest.raises(DomainError):
        to_serial(datetime.date(1899, 12, 31))


@given(st.dates(datetime.date(1901, 1, 1), datetime.date(2200, 12, 31)), st.integers(-600, 600))
def test_months_later(day: datetime.date, months: int) -> None:
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    if year <= 1900:
        return
    following = datetime.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = following - datetime.timedelta(days=1)
    assert to_date(eomonth(to_serial(day), months)) == last
    assert to_date(edate(to_serial(day), months)) == last.replace(day=min(day.day, last.day))


def test_series_count_from_their_start() -> None:
    def series(*day: int, months: int = 1) -> list[str]:
        found = date_series(to_serial(datetime.date(*day)), 4, months)
        return [str(to_date(serial)) for serial in found]

    assert series(2023, 1, 30) == ["2023-01-30", "2023-02-28", "2023-03-30", "2023-04-30"]
    assert series(2023, 2, 28) == ["2023-02-28", "2023-03-31", "2023-04-30", "2023-05-31"]
    assert series(2024, 2, 28)[1] == "2024-03-28"
    assert series(2024, 2, 29, months=12)[1:] == ["2025-02-28", "2026-02-28", "2027-02-28"]
    assert is_month_end(to_serial(datetime.date(2024, 2, 29)))
    assert not is_month_end(to_serial(datetime.date(2024, 2, 28)))


def test_outside_the_calendar() -> None:
    for call in (edate, eomonth):
        for serial, months in ((39448, 1e9), (39448, -1e9), (39448, 97_000), (-1, 1), (3e6, 1)):
            with pytest.raises(DomainError):
                call(serial, months)
    for basis in (-1, 5, 1e9):
        with pytest.raises(DomainError):
            yearfrac(1, 2, basis)
    with pytest.raises(DomainError):
        yearfrac(-1, 2)


@pytest.mark.parametrize(
    ("start", "stop", "expected"),
    [  # both ends of February; the 31st; a whole year of each length; several years
        ((2007, 2, 28), (2008, 2, 29), [1.0, 366 / 365.5, 366 / 360, 366 / 365, 361 / 360]),
        ((2008, 2, 29), (2009, 2, 28), [1.0, 365 / 366, 365 / 360, 1.0, 359 / 360]),
        ((2011, 1, 30), (2011, 3, 31), [60 / 360, 60 / 365, 60 / 360, 60 / 365, 60 / 360]),
        ((2011, 1, 1), (2012, 1, 1), [1.0, 1.0, 365 / 360, 1.0, 1.0]),
        ((2000, 1, 1), (2010, 1, 1), [10.0, 3653 / (4018 / 11), 3653 / 360, 3653 / 365, 10.0]),
    ],
)
def test_yearfrac(start: tuple[int, ...], stop: tuple[int, ...], expected: list[float]) -> None:
    first, last = (to_serial(datetime.date(*day)) for day in (start, stop))
    for basis, fraction in enumerate(expected):
        assert yearfrac(first, last, basis) == pytest.approx(fraction, rel=1e-14), basis
        assert yearfrac(last, first, basis) == yearfrac(first, last, basis)
        both = yearfrac(np.array([first, first]), np.array([last, first]), basis)
        assert both.tolist() == pytest.approx([fraction, 0.0], rel=1e-14)


def test_days_360() -> None:
    assert days_360(40574, 40602) == 28  # 31 January to 28 February 2011
    assert days_360(40574, 40602, is_european=True) == 28
    assert days_360(40602, 40633) == 30  # 28 February, a month end, to 31 March 2011
    assert days_360(40602, 40633, is_european=True) == 32


def test_against_a_spreadsheet_engine() -> None:
    cellrune = pytest.importorskip("cellrune")
    draw = random.Random(5)
    ends = [datetime.date(y, m, d) for y in (1999, 2000, 2007, 2008, 2100)
            for m, d in ((1, 1), (1, 31), (2, 28), (3, 1), (3, 31), (6, 30), (12, 31))]  # fmt: skip
    ends += [datetime.date(2000, 2, 29), datetime.date(2008, 2, 29)]
    book = cellrune.Workbook.create()
    sheet = book.summary()["sheets"][0]["name"]
    expected: list[Any] = []
    for row in range(1, 301, 3):
        a, b = sorted(to_serial(draw.choice(ends)) for _ in range(2))
        basis, months = row % 5, draw.randint(-300, 300)
        book.set_formula(sheet, f"A{row}", f"=YEARFRAC({a:.0f},{b:.0f},{basis})")
        book.set_formula(sheet, f"A{row + 1}", f"=EDATE({a:.0f},{months})")
        book.set_formula(sheet, f"A{row + 2}", f"=EOMONTH({a:.0f},{months})")
        expected += [yearfrac(a, b, basis), edate(a, months), eomonth(a, months)]
    book.calculate()
    for row, value in enumerate(expected, 1):
        (cell,) = book.read_range(sheet, f"A{row}", f"A{row}")["cells"]
        assert cell["calculated"]["value"]["value"] == pytest.approx(value, rel=1e-12), cell
