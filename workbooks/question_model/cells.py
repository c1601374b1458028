"""Rows of a table that may be shorter than the block that shows it."""

from __future__ import annotations

from collections.abc import Sequence

NOTHING = "n/a"
BLANK = ""

Cell = float | str


def ratio(part: float | None, whole: float | None, empty: str = NOTHING) -> Cell:
    """One over the other; `empty` where one of them is not there or the whole is 0."""
    if part is None or whole is None or whole == 0.0:
        return empty
    return part / whole


def padded(cells: Sequence[Cell], rows: int, filler: Cell = BLANK) -> list[Cell]:
    """The cells, then fillers down to the last row."""
    return [*cells, *[filler] * (rows - len(cells))]


def known(value: float | None) -> Cell:
    """A number, or the text that says there is none."""
    return NOTHING if value is None else value


def less(one: float | None, other: float | None) -> Cell:
    """The difference, where both are there."""
    return NOTHING if one is None or other is None else one - other
