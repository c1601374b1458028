"""The rule of the second engine, which runs where formulon is installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

from workbooks.address import Area
from workbooks.audit.context import Context
from workbooks.audit.declared import Spot
from workbooks.audit.functions import is_ours, plain
from workbooks.audit.graph import graph
from workbooks.audit.model import Cell, Workbook
from workbooks.audit.nodes import Call, walk
from workbooks.audit.rules import Hit, rule
from workbooks.audit.rules.contract_values import differences, same

#: How far the engines may lie apart where they search a root, as a share of the result or of the
#: largest number that the formula refers to; what is nothing at all.
_CLOSE, _NOTHING = 1e-7, 1e-6


@rule(
    "k16-engines-differ",
    "A second engine computes another number",
    means="Two engines written apart from each other disagree about a formula.",
    cure="Write the formula with functions that every program computes alike.",
    survey=None, fast=None,
)  # fmt: skip
def engines_differ(context: Context) -> Iterator[Hit]:
    """Compute the workbook with formulon, and compare with what the file stores."""
    workbook = context.workbook
    if workbook.contract is None or not workbook.data or not context.has_formulas:
        return
    if find_spec("formulon") is None:
        context.notes.append("one engine only: the second, formulon, is not installed")
        return
    values = _computed(workbook)
    apart = context.once(_ours)
    found: dict[str, list[tuple[Cell, object]]] = {}
    for cell in workbook.formulas():
        spot = (cell.sheet, cell.row, cell.column)
        if cell.value is None or spot in apart or spot not in values:
            continue
        if _alike(cell.value, values[spot], 0) or _alike(
            cell.value, values[spot], _scale(context, spot)
        ):
            continue
        found.setdefault(cell.sheet, []).append((cell, values[spot]))
    yield from differences(found, "the second engine says")


def _ours(context: Context) -> set[Spot]:
    """The cells that call our functions, which the engine does not know, and what rests on them."""
    called = [
        (family.sheet, *place) for family in context.parsed for place in family.cells
        if any(isinstance(node, Call) and is_ours(plain(node.name)) for node in walk(family.tree))
    ]  # fmt: skip
    return set(called) | context.once(graph).reach(called)


def _computed(workbook: Workbook) -> dict[Spot, object]:
    """The value of every formula, by formulon; an error by its Excel text."""
    import formulon

    book: Any = formulon.Workbook.load(workbook.data)
    try:
        book.recalc()
        sheets = {book.sheet_name(index): index for index in range(book.sheet_count())}
        found: dict[Spot, object] = {}
        for cell in workbook.formulas():
            value = book.get_value(sheets[cell.sheet], cell.row - 1, cell.column - 1).to_python()
            if value is not None and not isinstance(value, bool | float | int | str):
                value = formulon.error_display_name(value.error_code)
            found[cell.sheet, cell.row, cell.column] = value
        return found
    finally:
        book.close()


def _alike(stored: object, computed: object, scale: float) -> bool:
    if isinstance(stored, float) and isinstance(computed, int | float):
        largest = max(abs(stored), abs(computed), scale)
        return abs(stored - computed) <= _CLOSE * largest + _NOTHING
    return same(stored, computed)


def _scale(context: Context, spot: Spot) -> float:
    """The largest number that a formula refers to: what cancels out is as exact as its parts."""
    largest = 0.0
    for sheet, area in context.once(graph).precedents(spot):
        cells = context.workbook.grids[sheet].cells
        places = area.cells() if area.size <= len(cells) else filter(_within(area), cells)
        held = (cells[place].value for place in places if place in cells)
        largest = max(largest, *(abs(one) for one in held if isinstance(one, float)), 0.0)
    return largest


def _within(area: Area) -> Callable[[tuple[int, int]], bool]:
    return lambda place: area.holds(*place)
