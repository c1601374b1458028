"""Cells that a block of one formula leaves out: where its rows and its columns cross.

A block need not be without gaps: months with a quarter after every third, lists with a blank line.
Corners and edges of a block have neighbours of one kind on two sides only, and are found here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from workbooks.audit.layout import Layout, Place
from workbooks.audit.shape import looks_back

#: The least cells of a block, and how much of the rows and columns it must fill.
LEAST, FILLED = 5, 2 / 3
#: Of a block, the share of cells left out from which they are there on purpose.
PATTERN = 0.15


class Crossing(NamedTuple):
    """A cell inside a block of one formula that does not hold it; `size` is that of the block."""

    place: Place
    normal: str
    model: Place
    size: int


def crossings(layout: Layout) -> Iterator[Crossing]:
    """The cells of a sheet that a block of one formula leaves out."""
    for normal, places in layout.families.items():
        if len(places) >= LEAST:
            yield from _of_family(layout, normal, places)


def _of_family(layout: Layout, normal: str, places: list[Place]) -> Iterator[Crossing]:
    rows: dict[int, int] = {}
    columns: dict[int, int] = {}
    for row, column in places:
        rows[row] = rows.get(row, 0) + 1
        columns[column] = columns.get(column, 0) + 1
    long = [row for row, count in rows.items() if count > 1]
    tall = [column for column, count in columns.items() if count > 1]
    if len(long) < 2 or len(tall) < 2 or len(places) < FILLED * len(long) * len(tall):
        return
    first = (min(long), min(tall))
    seeds = (
        looks_back(normal, across=False) * _touch(long),
        looks_back(normal, across=True) * _touch(tall),
    )
    left_out = [
        (row, column) for row in long for column in tall
        if (row, column) in layout.grid.cells and layout.normals.get((row, column)) != normal
        and row - first[0] >= seeds[0] and column - first[1] >= seeds[1]
    ]  # fmt: skip
    if len(left_out) <= max(2, PATTERN * len(places)):
        for place in left_out:
            yield Crossing(place, normal, places[0], len(places))


def _touch(lines: list[int]) -> bool:
    """Whether the first two of some lines lie beside each other, so that one may feed the next."""
    first, second, *_ = sorted(lines)
    return second == first + 1
