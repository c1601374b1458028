"""Headings in a row of their own: years, dates, months, periods counted up.

An axis is a stretch of cells along a row, or down a column, whose values go on by equal steps:
it says which period each column, or row, of a sheet is about.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from workbooks.audit.context import Context
from workbooks.audit.layout import Place
from workbooks.audit.model import Cell
from workbooks.audit.spans import is_year
from workbooks.values import from_serial

#: Periods that an axis has at least.
SHORTEST = 4
#: Axes above a cell that are looked at, and those of them that count.
_LOOK, _NEAREST = 60, 4

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(rf"\s*({'|'.join(_MONTHS)})[a-z]*\.?[\s'/-]*(\d{{2,4}})?\s*", re.I)
_COUNTED = re.compile(r"\s*([A-Za-z][A-Za-z .]*?|)[\s#-]*(\d{1,4})\s*([A-Za-z]?)\s*")


class Period(NamedTuple):
    """What a heading stands for: the kind of its series, and its number in it."""

    kind: str
    number: float


@dataclass(frozen=True, slots=True)
class Axis:
    """Headings along a line: the period of each place; `step` is how far two neighbours lie."""

    across: bool
    line: int
    kind: str
    step: float
    periods: Mapping[int, float]

    @property
    def first(self) -> int:
        """The first place along the line."""
        return min(self.periods)


def period(cell: Cell | None, date1904: bool = False) -> Period | None:
    """What a heading stands for; None if it is no part of a series.

    Months and dates count by the month: the last of one lies beside the first of the next.
    """
    if cell is None:
        return None
    value = cell.value
    if isinstance(value, float):
        if not value.is_integer():
            return None
        if cell.style.dated:
            day = from_serial(value, date1904)
            if day is None:
                return None
            return Period("month", day.year * 12 + day.month + (day.day - 1) / 31)
        if is_year(cell):
            return Period("year", value)
        return Period("count", value) if 0 <= value < 2000 else None
    if isinstance(value, str):
        month = _MONTH.fullmatch(value)
        if month is not None:
            number = _MONTHS.index(month[1].lower()[:3]) + 1.0
            if not month[2]:
                return Period("name of month", number)
            year = int(month[2])
            return Period("month", (year + 2000 * (year < 100)) * 12 + number)
        counted = _COUNTED.fullmatch(value)
        if counted is not None:
            number = float(counted[2])
            word = f"{counted[1].lower()}*{counted[3].lower()}"
            if 1900 <= number <= 2100:
                return Period("year", number)
            if word == "*":
                return None  # the numbers of the columns of a form
            return Period(word, number)
    return None


def axes(context: Context) -> dict[str, tuple[Axis, ...]]:
    """The axes of every sheet; found once."""
    return context.once(_axes)


def _axes(context: Context) -> dict[str, tuple[Axis, ...]]:
    date1904 = context.workbook.date1904
    found: dict[str, tuple[Axis, ...]] = {}
    for layout in context.layouts():
        periods = {
            place: one for place, cell in layout.grid.cells.items()
            if (one := period(cell, date1904)) is not None
        }  # fmt: skip
        found[layout.grid.title] = (*_along(periods, True), *_along(periods, False))
    return found


def _along(periods: Mapping[Place, Period], across: bool) -> Iterator[Axis]:
    """The axes along the rows, or down the columns, of a sheet."""
    lines: dict[int, list[tuple[int, Period]]] = {}
    for (row, column), one in periods.items():
        line, along = (row, column) if across else (column, row)
        lines.setdefault(line, []).append((along, one))
    for line, places in sorted(lines.items()):
        if len(places) >= SHORTEST:
            yield from _cut(across, line, sorted(places))


def _cut(across: bool, line: int, places: list[tuple[int, Period]]) -> Iterator[Axis]:
    """Cut the headings of a line into stretches that go on by equal steps."""
    start = 0
    for end in range(1, len(places) + 1):
        if end < len(places) and _goes_on(places, start, end):
            continue
        if end - start >= SHORTEST:
            stretch = places[start:end]
            step = stretch[1][1].number - stretch[0][1].number
            periods = {at: one.number for at, one in stretch}
            first = stretch[0][1]
            if first.kind != "count" or (step == 1 and first.number in (0, 1)):
                yield Axis(across, line, first.kind, step, periods)
        again = end < len(places) and end - 1 > start and _goes_on(places, end - 1, end)
        start = end - 1 if again else end


def _goes_on(places: list[tuple[int, Period]], start: int, end: int) -> bool:
    """Whether a heading goes on as those before it do."""
    (before, one), (at, other) = places[end - 1], places[end]
    if at != before + 1 or one.kind != other.kind:
        return False
    step = other.number - one.number
    if end - 1 == start:
        return step > 0
    usual = places[start + 1][1].number - places[start][1].number
    return abs(step - usual) <= (0.5 if one.kind == "month" else 1e-9)


def follows(one: Cell | None, other: Cell | None) -> bool:
    """Whether the second heading is the next of the series that the first belongs to."""
    first, second = period(one), period(other)
    if first is None or second is None or first.kind != second.kind:
        return False
    step = second.number - first.number
    return 0 < step <= 1.5 or (first.kind in ("month", "year") and step in (3.0, 12.0, 5.0))


class Axes:
    """The axes of one sheet that head its cells."""

    def __init__(self, found: tuple[Axis, ...]) -> None:
        self._across = sorted((one for one in found if one.across), key=lambda one: one.line)
        self._down = sorted((one for one in found if not one.across), key=lambda one: one.line)

    def over(self, row: int, column: int, across: bool) -> list[Axis]:
        """The axes above a cell, or to its left, that cover it, the nearest first."""
        axes, line, along = (self._across, row, column) if across else (self._down, column, row)
        place = bisect_left(axes, line, key=lambda one: one.line)
        found = (one for one in reversed(axes[max(0, place - _LOOK) : place]))
        return [one for one in found if along in one.periods][:_NEAREST]
