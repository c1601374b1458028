"""Rules of the contract about units and signs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workbooks.audit.context import Context
from workbooks.audit.contract import Line
from workbooks.audit.declared import Spot, owners
from workbooks.audit.model import Cell
from workbooks.audit.nodes import Name, Node, Ref
from workbooks.audit.parsed import Family
from workbooks.audit.rules import Hit, hit, rule
from workbooks.audit.units import PLAIN, UNKNOWN, Unit, agree, declared, unit_of

#: How many formulas without a declared unit are followed to one that has it.
_DEPTH = 12


@rule(
    "k4-unit-mixed",
    "Operands of different units are added, compared or chosen between",
    means="The units that the Notes sheet declares must agree on both sides of a plus, a minus "
    "and a comparison, and with that of the line that holds the result.",
    cure="Convert one of them, or correct the unit on the Notes sheet.",
    survey=None, fast=None,
)  # fmt: skip
def unit_mixed(context: Context) -> Iterator[Hit]:
    """Work out the unit of every formula."""
    if context.workbook.contract is None:
        return
    for (cell, line), (unit, told) in context.once(judged).items():
        for sentence in told[:1]:
            yield hit(cell, sentence)
        if told or line is None:
            continue
        if not agree(unit, declared(line.unit)):
            yield hit(cell, f"{line.name} is declared in {line.unit}, its formula gives "
                            f"{_shown(unit)}")  # fmt: skip


Judged = dict[tuple[Cell, "Line | None"], tuple[Unit, list[str]]]


def judged(context: Context) -> Judged:
    """The unit of each family of formulas, once for each line it serves, with what disagrees."""
    units = Units(context)
    lines = context.once(owners)
    found: Judged = {}
    for family in context.parsed:
        served: dict[str, tuple[Cell, Line | None]] = {}
        for row, column in family.cells:
            line = next(iter(lines.get((family.sheet, row, column), ())), None)
            served.setdefault(
                "" if line is None else line.name,
                (context.workbook.grids[family.sheet].cells[row, column], line),
            )
        for cell, line in served.values():
            found[cell, line] = units.of_formula(family, cell)
    return found


class Units:
    """The units of cells: declared, or worked out from their formulas."""

    def __init__(self, context: Context) -> None:
        contract = context.workbook.contract
        assert contract is not None
        self._context, self._lines = context, contract.lines
        self._owners = context.once(owners)
        self._families: Mapping[Spot, Family] = {
            (family.sheet, *place): family for family in context.parsed for place in family.cells
        }
        self._known: dict[Spot, Unit] = {}

    def of_formula(self, family: Family, cell: Cell, depth: int = 0) -> tuple[Unit, list[str]]:
        """The unit of a formula in a cell, and sentences about what does not agree in it."""
        told: list[str] = []

        def report(op: str, one: Unit, other: Unit) -> None:
            told.append(f"{op} joins {_shown(one)} and {_shown(other)}")

        def lookup(node: Node) -> Unit:
            return self._operand(node, family, cell, depth)

        return unit_of(family.tree, lookup, report), told

    def _operand(self, node: Node, family: Family, cell: Cell, depth: int) -> Unit:
        if isinstance(node, Name):
            line = self._lines.get(node.name.lower())
            return UNKNOWN if line is None else self._of_line(line)
        if not isinstance(node, Ref) or node.book or node.sheet_to:
            return UNKNOWN
        first = family.first
        area = node.moved(cell.row - first.row, cell.column - first.column)
        if area is None:
            return UNKNOWN
        sheet = self._context.workbook.titles.get((node.sheet or cell.sheet).lower(), "")
        return self._of_cell((sheet, area.top, area.left), depth)

    def _of_line(self, line: Line) -> Unit:
        return declared(line.unit)

    def _of_cell(self, spot: Spot, depth: int) -> Unit:
        lines = self._owners.get(spot)
        if lines:
            return self._of_line(lines[0])
        if spot in self._known:
            return self._known[spot]
        family = self._families.get(spot)
        cell = None
        if family is not None and depth < _DEPTH:
            cell = self._context.workbook.grids[spot[0]].cells.get(spot[1:])
        if cell is None or family is None:
            return UNKNOWN
        self._known[spot] = UNKNOWN  # while it is worked out: a formula may rest on itself
        unit, _ = self.of_formula(family, cell, depth + 1)
        self._known[spot] = UNKNOWN if unit == PLAIN else unit
        return self._known[spot]


def _shown(unit: Unit) -> str:
    """A unit in words."""
    if unit.word:
        return unit.word
    return {0: "a number", 1: "money", None: "something"}.get(unit.money, f"money^{unit.money}")
