"""The formulas of a workbook as trees: one for all cells that hold the same formula."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workbooks.audit.grammar import parse
from workbooks.audit.layout import Layout, Place
from workbooks.audit.model import Cell
from workbooks.audit.nodes import Node
from workbooks.audit.tokens import UnparsedError

#: How many characters of different formulas one audit reads into trees.
MAX_READ = 3_000_000


@dataclass(frozen=True, slots=True)
class Family:
    """The cells of a sheet that hold one formula, and its tree as it stands in the first of them.

    `first` is the cell that the tree was read in: for another one, `Ref.moved` by the distance.
    """

    sheet: str
    normal: str
    first: Cell
    tree: Node
    cells: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Parsed:
    """All families, by sheet and formula, and what could not be read: places with the reason."""

    families: Mapping[tuple[str, str], Family]
    unparsed: Mapping[str, str]

    def __iter__(self) -> Iterator[Family]:
        return iter(self.families.values())


def _left_out() -> Node:
    raise UnparsedError("left out: the workbook holds too many different formulas")


def read_trees(layouts: Iterator[Layout]) -> Parsed:
    """Read every formula once."""
    families: dict[tuple[str, str], Family] = {}
    unparsed: dict[str, str] = {}
    left = MAX_READ
    for layout in layouts:
        title = layout.grid.title
        for normal, places in layout.families.items():
            first = layout.grid.cells[places[0]]
            formula = first.formula or ""
            left -= len(formula)
            try:
                tree = parse(formula) if left >= 0 else _left_out()
            except UnparsedError as error:
                unparsed.update((layout.grid.cells[place].place, str(error)) for place in places)
                continue
            families[title, normal] = Family(title, normal, first, tree, tuple(places))
    return Parsed(families, unparsed)
