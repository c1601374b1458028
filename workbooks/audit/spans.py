"""The ranges that aggregates such as SUM run over, found once for all rules about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from workbooks.address import Area
from workbooks.audit.context import Context
from workbooks.audit.functions import AGGREGATES, plain
from workbooks.audit.layout import Place
from workbooks.audit.model import Cell, Grid
from workbooks.audit.nodes import Binary, Call, Node, Ref, Unary, bare, walk
from workbooks.audit.parsed import Family


class Span(NamedTuple):
    """A plain range as an argument of an aggregate, as the family's first cell has it."""

    family: Family
    call: Call
    name: str
    ref: Ref
    sheet: str

    def at(self, place: Place) -> Area | None:
        """The range in one of the family's cells."""
        first = self.family.first
        return self.ref.moved(place[0] - first.row, place[1] - first.column)

    @property
    def is_down(self) -> bool:
        """Whether it is part of one column."""
        return self.ref.area.left == self.ref.area.right

    @property
    def is_line(self) -> bool:
        """Whether it is part of one column or one row, two cells at least."""
        top, left, bottom, right = self.ref.area
        return (top == bottom) != (left == right)


@dataclass(frozen=True)
class Spans:
    """All such ranges, and those of each line of a sheet: (sheet, is_down, line) -> areas."""

    all: tuple[Span, ...]
    lines: Mapping[tuple[str, bool, int], list[tuple[Area, str, Place]]]

    def over(self, sheet: str, place: Place) -> Iterator[tuple[Area, str, Place]]:
        """The ranges along a line that hold a cell, each with the formula's sheet and place."""
        for is_down in (True, False):
            for found in self.lines.get((sheet, is_down, place[is_down]), ()):
                if found[0].holds(*place):
                    yield found


def spans(context: Context) -> Spans:
    """The ranges of the workbook that is audited; found once."""
    return context.once(_spans)


def _spans(context: Context) -> Spans:
    found: list[Span] = []
    lines: dict[tuple[str, bool, int], list[tuple[Area, str, Place]]] = {}
    titles = context.workbook.titles
    for family in context.parsed:
        for call in walk(family.tree):
            if not isinstance(call, Call) or plain(call.name) not in AGGREGATES:
                continue
            for given in call.args:
                ref = bare(given)
                if not isinstance(ref, Ref) or not is_plain(ref) or ref.is_cell:
                    continue
                sheet = titles.get(ref.sheet.lower()) if ref.sheet else family.sheet
                if sheet is None:
                    continue
                span = Span(family, call, plain(call.name), ref, sheet)
                found.append(span)
                if span.is_line:
                    for place in family.cells:
                        area = span.at(place)
                        if area is not None:
                            key = (sheet, span.is_down, area.left if span.is_down else area.top)
                            lines.setdefault(key, []).append((area, family.sheet, place))
    return Spans(tuple(found), lines)


def is_plain(ref: Ref) -> bool:
    """Whether a reference is cells of one sheet of this workbook, not whole rows or columns."""
    return not (ref.book or ref.sheet_to or ref.spill or ref.is_whole)


def is_total(tree: Node) -> Ref | None:
    """The range that a formula adds up and nothing else; None for any other formula."""
    node = bare(tree)
    while isinstance(node, Unary) and node.op == "+":
        node = bare(node.operand)
    if isinstance(node, Call) and plain(node.name) in ("SUM", "SUBTOTAL") and node.args:
        last = bare(node.args[-1])
        if len(node.args) == 1 + (plain(node.name) == "SUBTOTAL") and isinstance(last, Ref):
            return last if is_plain(last) else None
    return None


def added(tree: Node) -> list[Ref]:
    """The cells that a formula adds with `+` and nothing else; empty for any other formula."""
    found: list[Ref] = []
    waiting = [tree]
    while waiting:
        node = bare(waiting.pop())
        if isinstance(node, Binary) and node.op == "+":
            waiting += [node.right, node.left]
        elif isinstance(node, Ref) and is_plain(node) and node.is_cell:
            found.append(node)
        else:
            return []
    return found if len(found) > 1 else []


def is_aggregate(tree: Node) -> bool:
    """Whether a formula takes one number of a range."""
    return any(
        isinstance(node, Call)
        and plain(node.name) in AGGREGATES
        and any(isinstance(one := bare(arg), Ref) and not one.is_cell for arg in node.args)
        for node in walk(tree)
    )


def unit_of(cell: Cell) -> str:
    """The kind of number that a cell shows: date, share, money or number."""
    if cell.style.dated:
        return "date"
    code = cell.number_format
    if "%" in code:
        return "share"
    return "money" if any(sign in code for sign in "$€£¥") else "number"


def is_year(cell: Cell) -> bool:
    """Whether a number reads as a year."""
    value = cell.value
    return (
        isinstance(value, float)
        and value.is_integer()
        and 1900 <= value <= 2100
        and cell.number_format in ("General", "0", "@", "####", "0000")
    )


def numeric(grid: Grid, place: Place) -> Cell | None:
    """The cell there if it holds or computes a number, else None."""
    cell = grid.cells.get(place)
    return cell if cell is not None and cell.is_number and cell.kind != "text" else None
