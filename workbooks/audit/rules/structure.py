"""F: how a workbook is laid out and shown, and how it is calculated."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from workbooks.address import Area, column_letters
from workbooks.audit.context import Context
from workbooks.audit.model import Cell, Grid
from workbooks.audit.nodes import Call, Ref, bare, walk
from workbooks.audit.rules import Hit, hit, rule

_SUMS = ("SUM", "SUBTOTAL", "AVERAGE", "SUMPRODUCT")
_UNSEEN = re.compile(r"(;;;|\"\"(;\"\"){2,3})")
_ABOUT = re.compile(r"about|read ?me|cover|welcome|notes?|contents|deal|summary|instructions", re.I)
_CHECKS = re.compile(r"check|control|integrity|error|audit|recon", re.I)
#: Formulas from which a workbook is a model that wants a cover and checks.
_MODEL = 200


@rule(
    "f1-hidden", "A sheet, a row or a column is hidden",
    means="What nobody sees, nobody reviews; a sum may run over it.",
    cure="Show it, or group it so that it can be opened.", survey="info", contract="warning",
)  # fmt: skip
def hidden(context: Context) -> Iterator[Hit]:
    """Hidden sheets, and hidden rows and columns that a sum runs over."""
    for grid in context.workbook.grids.values():
        if grid.state != "visible":
            how = (
                "hidden so that Excel does not list it" if grid.state == "veryHidden" else "hidden"
            )
            yield Hit(grid.title, (), f"the sheet is {how}", group="sheet")
    for family in context.parsed:
        calls = [node for node in walk(family.tree) if isinstance(node, Call)]
        for ref in (bare(arg) for call in calls if call.name in _SUMS for arg in call.args):
            if isinstance(ref, Ref) and not ref.book and not ref.sheet_to and not ref.is_whole:
                place = context.workbook.grid(ref.sheet or family.sheet)
                lines = _hidden_in(place, ref.area) if place else ""
                if lines:
                    message, formula = f"the sum runs over hidden {lines}", family.first.formula
                    yield Hit(family.sheet, (family.first.area,), message, "", lines, formula or "")


def _hidden_in(grid: Grid, area: Area) -> str:
    """The hidden rows or columns in an area of which some are shown."""
    rows = [row for row in grid.hidden_rows if area.top <= row <= area.bottom]
    columns = [column for column in grid.hidden_columns if area.left <= column <= area.right]
    more = " and more"
    if rows and len(rows) < area.bottom - area.top:
        return f"row {min(rows)}{more * (len(rows) > 1)}"
    if columns and len(columns) < area.right - area.left:
        return f"column {column_letters(min(columns))}{more * (len(columns) > 1)}"
    return ""


@rule(
    "f2-merged", "Merged cells among formulas",
    means="Merged cells break fills, sorts and references along the line.",
    cure="Centre across the selection instead.", survey="info", contract=None,
)  # fmt: skip
def merged(context: Context) -> Iterator[Hit]:
    """Merged cells that hold a formula and lie in a line of formulas."""
    for grid in context.workbook.grids.values():
        for area in grid.merged:
            cell = grid.get(area.top, area.left)
            if cell is None or cell.formula is None or not cell.is_number:
                continue
            beside = ((area.top, area.left - 1), (area.top, area.right + 1))
            if any((other := grid.cells.get(at)) and other.formula for at in beside):
                yield Hit(grid.title, (area,), "merged cells hold a formula", group="merged",
                          formula=cell.formula)  # fmt: skip


@rule(
    "f3-unseen", "A number that is there but cannot be seen",
    means="The number format or the colour of the font hides the value of the cell.",
    cure="Show it, or move it to a sheet of workings.", survey="info",
)  # fmt: skip
def unseen(context: Context) -> Iterator[Hit]:
    """Formats that show nothing, white numbers on white; an axis may be named and not shown."""
    contract = context.workbook.contract
    named = {spot for line in contract.of("ax") for spot in line.cells()} if contract else set()
    for cell in context.workbook.cells():
        if not cell.is_number or cell.kind == "text":
            continue
        if (cell.sheet, cell.row, cell.column) in named:
            continue
        style = cell.style
        if _UNSEEN.fullmatch(style.number_format) is not None:
            yield hit(
                cell, f"the number format {style.number_format} shows nothing", group="format"
            )
        elif style.colour in ("FFFFFF", "theme0") and style.fill in (None, "FFFFFF", "theme0"):
            yield hit(cell, "white on white", group="white")


@rule(
    "f4-format-differs", "One formula of a line is formatted as another kind of number",
    means="A percentage among amounts, a date among numbers: the format or the formula is wrong.",
    cure="Give the cell the format of its line, if its formula is right.",
    survey="info",
)  # fmt: skip
def format_differs(context: Context) -> Iterator[Hit]:
    """A single format of another kind inside a run of one formula."""
    for layout in context.layouts():
        for run in layout.runs:
            for segment in run.segments:
                if len(segment) < 4 or not run.across:
                    continue
                cells = [
                    layout.grid.cells[run.place(at)] for at in range(segment.start, segment.stop)
                ]
                kinds = Counter(_unit(cell) for cell in cells)
                (most, count), *_ = kinds.most_common(1)
                if count >= 0.75 * len(cells) and count < len(cells):
                    for cell in cells:
                        if _unit(cell) != most and cell.is_number:
                            message = f"shown as {_unit(cell)}, its line as {most}"
                            yield hit(cell, message, group=segment.normal)


def _unit(cell: Cell) -> str:
    """The kind of number that a format shows."""
    code = cell.number_format
    if cell.style.dated:
        return "a date"
    return "a percentage" if "%" in code else "a number"


@rule(
    "f8-unlocked", "Protection does not cover a formula",
    means="The sheet is protected, but this formula can be overwritten.",
    cure="Lock the cell, or protect nothing.", survey="info", contract="warning",
)  # fmt: skip
def unlocked(context: Context) -> Iterator[Hit]:
    """Unlocked formulas on protected sheets."""
    for grid in context.workbook.grids.values():
        if grid.protected:
            for cell in grid.formulas():
                if not cell.locked:
                    yield hit(cell, "the formula is not locked", group="unlocked")


@rule(
    "f10-calculation", "The workbook does not calculate as others do",
    means="Manual calculation shows old numbers; iteration hides circular references; precision as "
    "displayed changes the numbers for good.",
    cure="Set calculation to automatic, without iteration and with full precision.",
    survey="info", contract="error", fast="warning",
)  # fmt: skip
def calculation(context: Context) -> Iterator[Hit]:
    """Manual, iterating or rounded calculation."""
    wanted = context.workbook.calculation
    if wanted.mode == "manual":
        yield Hit("", (), "calculation is set to manual", group="manual", weight=2)
    if wanted.iterate:
        yield Hit("", (), "iterative calculation is on: circular references do not show",
                  group="iterate", weight=2)  # fmt: skip
    if not wanted.full_precision:
        yield Hit("", (), "precision as displayed is on: numbers are rounded to what is shown",
                  group="precision", weight=2)  # fmt: skip


@rule(
    "f11-no-cover", "A model without a cover or without checks",
    means="A reader finds no page that says what the model is, or none that says whether it holds.",
    cure="Add a sheet that explains, and one with checks and a master check.",
    survey="info", contract=None, fast="info",
)  # fmt: skip
def no_cover(context: Context) -> Iterator[Hit]:
    """Larger models of several sheets only."""
    titles = list(context.workbook.grids)
    if len(titles) < 2 or sum(1 for _ in context.workbook.formulas()) < _MODEL:
        return
    if not any(_ABOUT.search(title) for title in titles):
        yield Hit("", (), "no sheet says what the model is", group="about")
    if not any(_CHECKS.search(title) for title in titles):
        yield Hit("", (), "no sheet holds the checks", group="checks")
