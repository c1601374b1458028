"""D: what the cells store."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from workbooks.address import Area
from workbooks.audit.context import Context
from workbooks.audit.functions import plain
from workbooks.audit.layout import Layout, Place
from workbooks.audit.model import Cell
from workbooks.audit.nodes import Call, ErrorNode, Node, Number, Ref, Text, bare, walk
from workbooks.audit.rules import Hit, hit, of_family, rule

#: Errors that come of a lack of data as often as of a mistake.
_OF_DATA = ("#DIV/0!", "#N/A", "#GETTING_DATA", "#BUSY!", "#CONNECT!")
NUMBER_TEXT = re.compile(r"\s*[-+(]?[$€£]?\s*[0-9]{1,3}(?:,?[0-9]{3})*(?:\.[0-9]+)?\s*%?\)?\s*")
_SHORT_DATE = re.compile(r"\s*[0-9]{1,2}[-/][0-9A-Za-z]{1,3}[-/][0-9]{2}\s*")
#: Errors that a reference to many cells is compared with.
_LOOK = 200


@rule(
    "d1-error-value", "A cell shows an error",
    means="The formula cannot be computed, and every cell that uses it shows the error too.",
    cure="Mend the cell where the error begins; the others follow.",
    survey="warning",
)  # fmt: skip
def error_value(context: Context) -> Iterator[Hit]:
    """Cells in which an error begins."""
    for layout in context.layouts():
        for cell in layout.grid.cells.values():
            if not cell.is_error or _is_passed_on(context, layout, cell):
                continue
            place = (cell.row, cell.column)
            weak = cell.value in _OF_DATA or cell.formula is None  # a value pasted as it was
            weak = weak and context.profile != "contract"
            yield Hit(
                cell.sheet, (cell.area,), f"the cell shows {cell.value}",
                group=f"{cell.value} {layout.normals.get(place, '')}", formula=cell.formula or "",
                severity="info" if weak else None, weight=3,
            )  # fmt: skip


class _Errors(NamedTuple):
    """Where the cells of a sheet show errors: all of them, and the first few."""

    all: set[Place]
    few: list[Place]


def _errors(context: Context) -> dict[str, _Errors]:
    """The errors of each sheet."""
    found = {
        title: {place for place, cell in grid.cells.items() if cell.is_error}
        for title, grid in context.workbook.grids.items()
    }
    return {title: _Errors(places, sorted(places)[:_LOOK]) for title, places in found.items()}


def _is_passed_on(context: Context, layout: Layout, cell: Cell) -> bool:
    """Whether the error comes from a cell that the formula refers to."""
    normal = layout.normals.get((cell.row, cell.column), "")
    family = context.parsed.families.get((cell.sheet, normal))
    if family is None:
        return False
    errors = context.once(_errors)
    down, right = cell.row - family.first.row, cell.column - family.first.column
    for node in walk(family.tree):
        if isinstance(node, ErrorNode) and node.code == cell.value:
            return True  # the formula holds the error itself
        if isinstance(node, Ref) and not node.book and not node.sheet_to:
            area = node.moved(down, right)
            grid = context.workbook.grid(node.sheet or cell.sheet)
            if area is not None and grid is not None and _holds_one(area, errors[grid.title]):
                return True
    return False


def _holds_one(area: Area, errors: _Errors) -> bool:
    """Whether an area holds one of the errors."""
    if area.size <= _LOOK:
        return any(place in errors.all for place in area.cells())
    return any(area.holds(*place) for place in errors.few)


@rule(
    "d2-number-as-text", "A number is stored as text",
    means="Sums and lookups pass over it, though it looks like a number.",
    cure="Convert it to a number.", survey="info",
)  # fmt: skip
def number_as_text(context: Context) -> Iterator[Hit]:
    """Texts that read as numbers, with a number beside them."""
    if context.profile == "contract" and not context.has_formulas:
        return  # in a workbook of values it is what a formula wrote
    for grid in context.workbook.grids.values():
        for (row, column), cell in grid.cells.items():
            if cell.kind == "text" and NUMBER_TEXT.fullmatch(str(cell.value)) is not None:
                beside: tuple[Place, ...] = ((row - 1, column), (row + 1, column))
                if any((other := grid.cells.get(at)) and other.is_number for at in beside):
                    yield hit(cell, f"{str(cell.value)!r} is stored as text", group="text")


@rule(
    "d3-short-year", "A date is stored as text with a year of two digits",
    means="Nobody can compute with it, and its century is a guess.",
    cure="Enter it as a date.", survey="info",
)  # fmt: skip
def short_year(context: Context) -> Iterator[Hit]:
    """Texts that read as a date with a short year."""
    for cell in context.workbook.cells():
        if cell.kind == "text" and _SHORT_DATE.fullmatch(str(cell.value)) is not None:
            yield hit(cell, f"{str(cell.value)!r} is a text, not a date", group="year")


@rule(
    "d4-error-masked", "An error is turned into 0 or into nothing",
    means="IFERROR hides every error, the unexpected ones too, behind a plausible number.",
    cure="Test for the case that is expected, and let other errors show.",
    survey="info", contract=None, fast="warning",
)  # fmt: skip
def error_masked(context: Context) -> Iterator[Hit]:
    """IFERROR and IFNA with 0 or an empty text behind."""
    for family in context.parsed:
        calls = (node for node in walk(family.tree) if isinstance(node, Call))
        masks = (call.args for call in calls if plain(call.name) in ("IFERROR", "IFNA"))
        if any(len(args) > 1 and _is_nothing(args[1]) for args in masks):
            yield of_family(family, f"={family.first.formula} hides errors")


def _is_nothing(node: Node) -> bool:
    node = bare(node)
    return (isinstance(node, Number) and node.value == 0) or (
        isinstance(node, Text) and node.value == ""
    )


@rule(
    "d5-never-calculated", "Formulas without a stored value",
    means="The file was written by a program that does not calculate: viewers show empty cells.",
    cure="Open it in a spreadsheet program, recalculate and save it.",
    survey="info",
)  # fmt: skip
def never_calculated(context: Context) -> Iterator[Hit]:
    """Formulas that store nothing: one finding if all, else one for each sheet."""
    found = {grid.title: list(grid.formulas()) for grid in context.workbook.grids.values()}
    empty = {
        title: [cell for cell in cells if cell.value is None] for title, cells in found.items()
    }
    total, lost = (sum(map(len, one.values())) for one in (found, empty))
    if lost and lost == total:
        yield Hit("", (), f"none of {total:,} formulas has a stored value", group="empty")
        return
    for title, cells in empty.items():
        if cells:
            message = f"{len(cells):,} of {len(found[title]):,} formulas have no stored value"
            yield Hit(title, (cells[0].area,), message, group="empty")
