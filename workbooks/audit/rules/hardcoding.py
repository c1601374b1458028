"""B: numbers typed where a formula or an input belongs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from workbooks.audit.context import Context
from workbooks.audit.crossings import crossings
from workbooks.audit.deviants import COMMON
from workbooks.audit.functions import meant_numbers
from workbooks.audit.layout import Layout, Place, Run
from workbooks.audit.model import Cell, Severity
from workbooks.audit.nodes import Binary, Name, Node, Number, Ref, Structured, Unary, bare, walk
from workbooks.audit.parsed import Family
from workbooks.audit.rules import Hit, of_family, rule
from workbooks.audit.shape import looks_back, resolved, shape

#: The longest stretch of numbers that may hide in a line of formulas.
SHORT = 3
#: Of how many lines a block of such numbers may be, before it is a block of inputs.
BLOCK = 6
#: Numbers that are units, bounds or plain counting.
UNITS = frozenset(
    (0.0, 0.5, 1.0, 2.0, 4.0, 7.0, 10.0, 12.0, 24.0, 30.0, 52.0, 60.0, 100.0, 360.0, 365.0, 366.0,
     365.25, 1e3, 1e4, 1e6, 1e9, 3600.0, 8760.0)
)  # fmt: skip
_INPUTS = re.compile(
    r"\b(actuals?|inputs?|assumed|assumptions?|typed|manual|override|given)\b", re.I
)


class Gap(NamedTuple):
    """A typed number between two equal formulas of a line."""

    cell: Cell
    normal: str
    across: bool
    support: int
    width: int


def gaps(context: Context) -> list[Gap]:
    """The numbers that stand between equal formulas along a row or down a column."""
    found: dict[tuple[str, Place], Gap] = {}
    for layout in context.layouts():
        for across in (True, False):
            for one in _gaps_of(layout, across):
                key = (one.cell.sheet, (one.cell.row, one.cell.column))
                if key not in found or found[key].support < one.support:
                    found[key] = one
        for crossing in crossings(layout):
            cell = layout.grid.cells[crossing.place]
            key = (cell.sheet, crossing.place)
            if key not in found and cell.kind in ("number", "date") and cell.array is None:
                found[key] = Gap(cell, crossing.normal, True, crossing.size, 1)
    return list(found.values())


def _gaps_of(layout: Layout, across: bool) -> Iterator[Gap]:
    for line, places in layout.lines[not across].items():
        counts = Counter(normal for _, normal in places)
        found: list[Gap] = []
        for (before, normal), (after, other) in zip(places, places[1:], strict=False):
            width = after - before - 1
            if normal != other or not 0 < width <= SHORT:
                continue
            cells = [_typed(layout, across, line, at) for at in range(before + 1, after)]
            if all(cells):
                found += [
                    Gap(cell, normal, across, counts[normal], width) for cell in cells if cell
                ]
        if 3 * len(found) <= len(places) or len(found) == 1:  # more of them are a pattern
            yield from found


def _is_seed(layout: Layout, cell: Cell, across: bool) -> bool:
    """Whether the formula beside it, across the line, refers to this number and goes on from it."""
    place = (cell.row, cell.column)
    beside = (cell.row + 1, cell.column) if across else (cell.row, cell.column + 1)
    normal = layout.normals.get(beside)
    if normal is None:
        return False
    ends = (resolved(reference, *beside) for reference in shape(normal).references)
    return any(sheet == "" and place in (at[:2], at[2:]) for sheet, at in ends)


def _typed(layout: Layout, across: bool, line: int, along: int) -> Cell | None:
    """The typed number at a place of a line, or None."""
    cell = layout.grid.cells.get((line, along) if across else (along, line))
    typed = cell is not None and cell.kind in ("number", "date") and cell.array is None
    return cell if typed else None


@rule(
    "b1-number-over-formula", "A number stands where its neighbours hold a formula",
    means="Somebody typed a number over a formula: it will not move when the inputs do.",
    cure="Copy the formula of its neighbours into the cell, or make the number an input.",
    survey="warning",
)  # fmt: skip
def number_over_formula(context: Context) -> Iterator[Hit]:
    """A typed number between equal formulas."""
    found = context.once(gaps)
    blocks = _blocks(found)
    sizes = Counter(blocks)
    for one, block in zip(found, blocks, strict=True):
        cell, layout = one.cell, context.layout(one.cell.sheet)
        heading = layout.heading(cell.row, cell.column, above=one.across)
        given = heading is not None and _INPUTS.search(str(heading.value)) is not None
        weak = one.support < 3 or given or sizes[block] > BLOCK * one.width
        weak = weak or not layout.is_fed(one.normal, (cell.row, cell.column))
        weak = weak or _is_series(one.normal, one.across) or _is_fetched(one.normal)
        weak = weak or cell.value == 0 or layout.is_special((cell.row, cell.column), one.across)
        usual: Severity = "error" if context.profile == "contract" else "warning"
        severity: Severity = "info" if weak else usual
        line = "row" if one.across else "column"
        yield Hit(
            cell.sheet, (cell.area,),
            f"{_shown(cell)} is typed between equal formulas along the {line}",
            group=str(block), severity=severity,
            weight=4 + min(one.support, 8) / 2,
        )  # fmt: skip


def _is_series(normal: str, across: bool) -> bool:
    """Whether a formula counts on from the cell before it: a typed number begins anew."""
    return shape(normal).bare in ("@+#", "#+@", "@-#") and looks_back(normal, across) == 1


def _is_fetched(normal: str) -> bool:
    """Whether a formula only repeats a cell of another sheet: a typed number stands for it."""
    return shape(normal).frame == "@" and "!" in normal


def _blocks(found: list[Gap]) -> list[int]:
    """For each gap the number of the block of touching gaps that it belongs to."""
    numbers = {(one.cell.sheet, one.cell.row, one.cell.column): -1 for one in found}
    count = 0
    for start in numbers:
        if numbers[start] >= 0:
            continue
        waiting = [start]
        while waiting:
            place = waiting.pop()
            if numbers.get(place, 0) >= 0:
                continue
            numbers[place] = count
            sheet, row, column = place
            waiting += [(sheet, row + 1, column), (sheet, row - 1, column),
                        (sheet, row, column + 1), (sheet, row, column - 1)]  # fmt: skip
        count += 1
    return list(numbers.values())


def _shown(cell: Cell) -> str:
    return f"{cell.value:.10g}" if isinstance(cell.value, float) else str(cell.value)


@rule(
    "b2-number-ends-run", "A line of formulas begins or ends with a typed number",
    means="One cell at the end of the line is typed, though its formula would do there.",
    cure="Copy the formula into the cell, or say that it is an input.",
    survey="warning",
)  # fmt: skip
def number_ends_run(context: Context) -> Iterator[Hit]:
    """A typed number before the first or behind the last formula of a run."""
    for layout in context.layouts():
        ends = [end for run in layout.runs for end in _ends(layout, run)]
        lines = Counter((end.across, end.along) for end in ends)
        for one in ends:
            cell, common = one.cell, len(layout.families[one.normal]) >= COMMON
            summed = common or shape(one.normal).aggregate
            long = one.length >= 5 or (one.length >= 3 and summed)
            alone = lines[one.across, one.along] == 1  # else actuals end, a forecast begins here
            certain = long and one.fed and alone and cell.value not in (0, 1)
            summary = layout.is_summary(cell.row, cell.column, one.across)
            severity: Severity = "warning" if certain and not summary else "info"
            message = f"{_shown(cell)} is typed at the end of {one.length} equal formulas"
            yield Hit(cell.sheet, (cell.area,), message, group=f"{one.normal} {one.along}",
                      severity=severity, weight=4 + min(one.length, 8) / 4)  # fmt: skip


def _feeds(normal: str, run: Run, cell: Cell) -> bool:
    """Whether the formulas of a run refer to a number at its end."""
    at = run.place(run.start + 1 if run.stop - run.start > 1 else run.start)
    ends = (resolved(reference, *at) for reference in shape(normal).references)
    return any(sheet == "" and ends[:2] == (cell.row, cell.column) for sheet, ends in ends)


class End(NamedTuple):
    """A typed number at the end of a run; `fed` is whether the formula would find what it needs."""

    cell: Cell
    normal: str
    across: bool
    along: int
    length: int
    fed: bool


def _ends(layout: Layout, run: Run) -> Iterator[End]:
    """The single numbers at the ends of a run that are no seed of it."""
    for segment, along, step in ((run.segments[0], run.start - 1, -1),
                                 (run.segments[-1], run.stop, 1)):  # fmt: skip
        cell = _typed(layout, run.across, run.line, along)
        beyond = _typed(layout, run.across, run.line, along + step)
        if cell is None or beyond is not None or len(segment) < 2:
            continue
        if step < 0 and looks_back(segment.normal, run.across):
            continue
        if _is_seed(layout, cell, run.across) or _feeds(segment.normal, run, cell):
            continue
        if _is_fetched(segment.normal) or _is_series(segment.normal, run.across):
            continue
        if not shape(segment.normal).references:
            continue
        fed = layout.is_fed(segment.normal, (cell.row, cell.column))
        yield End(cell, segment.normal, run.across, along, len(segment), fed)


# ------------------------------------------------------------------ literals in formulas


def _literals(family: Family) -> list[Number]:
    """The numbers typed in a formula that are no unit, no bound and no part of a call's meaning."""
    meant = {id(number) for node in walk(family.tree) for number in meant_numbers(node)}
    return [
        node for node in walk(family.tree)
        if isinstance(node, Number) and id(node) not in meant and abs(node.value) not in UNITS
    ]  # fmt: skip


def _refers(tree: Node) -> bool:
    return any(isinstance(node, Ref | Name | Structured) for node in walk(tree))


@rule(
    "b3-embedded-number", "A number is typed inside a formula",
    means="An assumption hides in a formula, where nobody can see or change it.",
    cure="Put the number into an input cell with a label, a unit and a source.",
    survey="info", contract=None, fast="warning",
)  # fmt: skip
def embedded_number(context: Context) -> Iterator[Hit]:
    """A literal that is no unit and no part of a call's meaning."""
    for family in context.parsed:
        numbers = _literals(family)
        if numbers and _refers(family.tree):
            texts = ", ".join(dict.fromkeys(number.text for number in numbers))
            yield of_family(family, f"={family.first.formula} holds {texts}")


@rule(
    "b4-plug", "A number is added at the end of a formula",
    means="A formula ends in a typed amount, as when somebody makes a total agree.",
    cure="Find what the amount stands for, and give it a line of its own.",
    survey="warning",
)  # fmt: skip
def plug(context: Context) -> Iterator[Hit]:
    """A trailing `+ n` or `- n`."""
    for family in context.parsed:
        tree = bare(family.tree)
        if not isinstance(tree, Binary) or tree.op not in "+-":
            continue
        number = bare(tree.right)
        if not isinstance(number, Number) or not _refers(tree.left) or abs(number.value) <= 12:
            continue
        found = of_family(
            family, f"={family.first.formula} ends in {tree.op}{number.text}", weight=6
        )
        many = len(family.cells) > 3 or number.value in (30, 31, 365, 366, 1900, 2000)
        weak = many or _is_chain(tree.left)
        yield replace(found, severity="info") if weak else found


def _is_chain(node: Node) -> bool:
    """Whether a node itself adds typed numbers: a list of amounts rather than a plug."""
    node = bare(node)
    return isinstance(node, Binary) and node.op in "+-" and isinstance(bare(node.right), Number)


@rule(
    "b5-repeated-number", "One number is typed into several formulas",
    means="An assumption stands in more than one place: one of them will be forgotten.",
    cure="Put it into one input cell and refer to that.",
    survey="info", contract=None,
)  # fmt: skip
def repeated_number(context: Context) -> Iterator[Hit]:
    """A literal in three families or more of one sheet."""
    found: dict[tuple[str, str], list[Family]] = {}
    for family in context.parsed:
        for text in {number.text for number in _literals(family)}:
            found.setdefault((family.sheet, text), []).append(family)
    for (sheet, text), families in found.items():
        if len(families) >= 3:
            areas = tuple(family.first.area for family in families)
            yield Hit(sheet, areas, f"{text} is typed into {len(families)} formulas", group=text)


@rule(
    "b6-no-reference", "A formula refers to nothing",
    means="The cell computes a number from typed numbers alone: it is an input in disguise.",
    cure="Type the ingredients into input cells, or the result as an input with its source.",
    survey="info", contract=None,
)  # fmt: skip
def no_reference(context: Context) -> Iterator[Hit]:
    """A formula of numbers only."""
    for family in context.parsed:
        nodes = [bare(node) for node in walk(family.tree)]
        if all(isinstance(node, Number | Binary | Unary) for node in nodes) and len(nodes) > 1:
            yield of_family(family, f"={family.first.formula} refers to no cell")
