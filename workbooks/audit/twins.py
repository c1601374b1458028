"""Sheets of one layout: a month each, a region each. What differs in one of them stands out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from workbooks.audit.context import Context
from workbooks.audit.layout import Layout, Place
from workbooks.audit.model import Cell

#: How many of their formulas two sheets must have at the same places, and how many there must be.
ALIKE, LEAST = 0.85, 4
#: How many sheets must agree for one to be odd, and their share.
AGREEING, MAJORITY = 3, 0.75


class Odd(NamedTuple):
    """A cell that differs from those at the same place of the other sheets."""

    cell: Cell
    normal: str
    theirs: str
    model: Cell
    agreeing: int


def odd_ones(context: Context) -> list[Odd]:
    """The cells that differ from their twins."""
    return [odd for group in _groups(list(context.layouts())) for odd in _of_group(group)]


def _groups(layouts: list[Layout]) -> list[list[Layout]]:
    """The groups of sheets that have their formulas at the same places."""
    groups: list[list[Layout]] = []
    for layout in layouts:
        mine = layout.normals.keys()
        if len(mine) < LEAST:
            continue
        for group in groups:
            theirs = group[0].normals.keys()
            small, large = sorted((len(mine), len(theirs)))
            if small >= ALIKE * large and len(mine & theirs) >= ALIKE * large:
                group.append(layout)
                break
        else:
            groups.append([layout])
    return [group for group in groups if len(group) > AGREEING]


def _of_group(group: list[Layout]) -> Iterator[Odd]:
    places = Counter(place for layout in group for place in layout.normals)
    for place, count in places.items():
        if count < AGREEING:
            continue
        texts = Counter(layout.normals[place] for layout in group if place in layout.normals)
        (theirs, agreeing), *_ = texts.most_common(1)
        if agreeing < max(AGREEING, MAJORITY * len(group)) or agreeing == len(group):
            continue
        model = next(layout for layout in group if layout.normals.get(place) == theirs)
        yield from _odd(group, place, theirs, model.grid.cells[place], agreeing)


def _odd(
    group: list[Layout], place: Place, theirs: str, model: Cell, agreeing: int
) -> Iterator[Odd]:
    for layout in group:
        cell = layout.grid.cells.get(place)
        mine = layout.normals.get(place, "")
        if cell is not None and mine != theirs and cell.kind in ("formula", "number"):
            yield Odd(cell, mine, theirs, model, agreeing)
