"""What the rules of the contract share: normal forms, seeds, and the lines that a cell is in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from workbooks.audit.context import Context
from workbooks.audit.contract import Line
from workbooks.audit.model import Cell

Spot = tuple[str, int, int]

#: Axes that are no sequence of like places: single numbers, inputs, tables, lists of items.
_LOOSE = frozenset({"", "none", "input", "check", "list", "grid", "entry", "basis"})
#: As "row 0", "first row", "last 2 rows", "first and last row".
_SEED = re.compile(r"row 0|(first and last|first|last)(?: (\d+))? (?:rows?|columns?)")
_REACH = re.compile(r"(.+), (\d+) (back|ahead)")


def normals(context: Context) -> Mapping[Spot, str]:
    """The formula of every cell, read relative to the cell."""
    return {
        (layout.grid.title, *place): text
        for layout in context.layouts() for place, text in layout.normals.items()
    }  # fmt: skip


def owners(context: Context) -> Mapping[Spot, list[Line]]:
    """The lines that each cell belongs to, the smallest first."""
    found: dict[Spot, list[Line]] = {}
    contract = context.workbook.contract
    for line in sorted(contract.lines.values(), key=_size) if contract is not None else ():
        for spot in line.cells():
            found.setdefault(spot, []).append(line)
    return found


def _size(line: Line) -> int:
    return line.area.size


def axis_of(line: Line) -> str:
    """The name of the axis of a line, empty where its cells are no sequence."""
    name = line.axis.partition(",")[0].strip()
    return "" if name in _LOOSE else name


def reach_of(line: Line) -> tuple[int, int]:
    """How far back and ahead along its axis the formula of a line may refer.

    One place back unless the line declares more, as in `period, 2 back`.
    """
    match = _REACH.fullmatch(line.axis.strip())
    if match is None:
        return -1, 0
    return (-int(match[2]), 0) if match[3] == "back" else (-1, int(match[2]))


def is_tall(line: Line) -> bool:
    """Whether a line runs down a column."""
    return line.area.bottom > line.area.top


@lru_cache(4096)
def seeds(line: Line) -> frozenset[Spot]:
    """The cells of a line that may differ from the rest: those the table names as its seed."""
    match = _SEED.fullmatch(line.seed.strip().lower())
    if match is None:
        return frozenset()
    count, which = int(match[2] or 1), match[1] or "first"
    area, tall = line.area, is_tall(line)
    first, last = (area.top, area.bottom) if tall else (area.left, area.right)
    chosen = set(range(first, first + count)) if "first" in which else set()
    chosen |= set(range(last - count + 1, last + 1)) if "last" in which else set()
    return frozenset(spot for spot in line.cells() if (spot[1] if tall else spot[2]) in chosen)


def cell_at(context: Context, spot: Spot) -> Cell | None:
    """The cell there, if it holds anything."""
    grid = context.workbook.grid(spot[0])
    return None if grid is None else grid.get(spot[1], spot[2])
