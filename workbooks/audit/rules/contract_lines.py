"""Rules of the contract about lines: one formula along each, and the right place of each axis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from workbooks.address import Area
from workbooks.audit.context import Context
from workbooks.audit.contract import Line
from workbooks.audit.declared import (
    Spot,
    axis_of,
    cell_at,
    is_tall,
    normals,
    owners,
    reach_of,
    seeds,
)
from workbooks.audit.ground import operands, parse_reference
from workbooks.audit.model import Cell
from workbooks.audit.rules import Hit, hit, rule

#: A list is one line when this share of its cells has one formula.
_SHARE = 0.6
#: From how many rows a column beside a line is judged, and the share that one formula must have.
_TABLE, _NEARLY = 4, 0.8


@rule(
    "k2-line-broken",
    "A cell of a line is not what the rest of the line is",
    means="A declared line has one formula along its length, but for the seed that it declares.",
    cure="Copy the formula of the line over the cell.",
    survey=None, fast=None,
)  # fmt: skip
def line_broken(context: Context) -> Iterator[Hit]:
    """Compare each cell of a line with the rest."""
    contract = context.workbook.contract
    seen: set[Spot] = set()
    if not context.has_formulas:
        return  # a workbook of values
    for line in contract.of("out", "chk", "ax", "row") if contract is not None else ():
        if line.kind in ("out", "chk") and line.area.size < 3:
            yield from _typed(context, line)
        if line.area.size < 3 or line.axis == "entry":
            continue
        yield from _broken(context, line, seen)


def _typed(context: Context, line: Line) -> Iterator[Hit]:
    """The cells of an output or a check that hold a number and no formula."""
    for spot in line.cells():
        cell = cell_at(context, spot)
        if cell is not None and cell.formula is None and isinstance(cell.value, float):
            yield hit(cell, f"{line.name} is typed, {cell.value:g}, where it should be computed")


def _broken(context: Context, line: Line, seen: set[Spot]) -> Iterator[Hit]:
    """The cells of one line that are not like the rest."""
    texts = context.once(normals)
    spots = [spot for spot in line.cells() if spot not in seeds(line)]
    found = Counter(texts[spot] for spot in spots if spot in texts)
    if not found:
        return
    usual, count = found.most_common(1)[0]
    if count < 3 or (not axis_of(line) and count < _SHARE * len(spots)):
        return
    for spot in spots:
        if texts.get(spot) == usual or spot in seen:
            continue
        cell = cell_at(context, spot)
        if cell is None and not axis_of(line) and not _calculates(context, spot):
            continue  # the row of a heading in a list
        seen.add(spot)
        what = (
            "is empty" if cell is None
            else f"holds {cell.value!r}, not a formula" if cell.formula is None
            else "has a formula of its own"
        )  # fmt: skip
        area = Area(spot[1], spot[2], spot[1], spot[2])
        yield Hit(
            spot[0], (area,), f"{what}, unlike the rest of {line.name}",
            formula="" if cell is None else cell.formula or "",
        )  # fmt: skip


def _calculates(context: Context, spot: Spot) -> bool:
    """Whether a row holds any formula."""
    return (spot[0], spot[1]) in context.once(_busy)


def _busy(context: Context) -> frozenset[tuple[str, int]]:
    """The rows that hold formulas."""
    return frozenset((sheet, row) for sheet, row, _ in context.once(normals))


@rule(
    "k3-time-misaligned",
    "A line along time refers to another place of its axis",
    means="A line refers to other lines of its axis at the same place or the one before.",
    cure="Refer to the same place, or declare in the Axis column how far back it reaches.",
    survey=None, fast=None,
)  # fmt: skip
def time_misaligned(context: Context) -> Iterator[Hit]:
    """Find references from a line into a line at another place of the axis, or of another axis."""
    lines = context.once(_along)
    texts = context.once(normals)
    alike: dict[tuple[str, str], list[Spot]] = {}
    for spot, line in lines.items():
        if spot in texts and spot not in seeds(line):
            alike.setdefault((line.name, texts[spot]), []).append(spot)
    for (name, text), spots in alike.items():
        # The first and last cells of a line may refer beyond an end: one in the middle does not.
        cell = cell_at(context, spots[len(spots) // 2])
        if cell is not None:
            for sentence in islice(_astray(cell, lines[spots[0]], lines), 1):
                yield hit(cell, sentence, group=f"{name}: {text}")


def _along(context: Context) -> dict[Spot, Line]:
    """The cells of lines along an axis."""
    return {
        spot: found[0]
        for spot, lines in context.once(owners).items()
        if (found := [line for line in lines if axis_of(line) and line.area.size > 2])
    }


def _astray(cell: Cell, line: Line, lines: dict[Spot, Line]) -> Iterator[str]:
    """Say which references of a formula lie at another place than they should."""
    place = _place(line, cell.row, cell.column)
    back, ahead = reach_of(line)
    formula = cell.formula or ""
    steps: list[tuple[int, str, bool]] = []
    for _, operand in operands(formula):
        reference = parse_reference(operand)
        if reference is None or reference.last is not None:
            continue
        first = reference.first
        if first.row_fixed and first.column_fixed:
            continue
        other = lines.get((reference.sheet or cell.sheet, first.row, first.column))
        if other is None:
            continue
        if axis_of(other) != axis_of(line):
            yield f"{line.name} runs along {axis_of(line)}, {operand} along {axis_of(other)}"
            continue
        own = other.name == line.name or other.area == line.area
        steps.append((_place(other, first.row, first.column) - place, operand, own))
    if any(own and step == 1 for step, _, own in steps):
        back, ahead = 0, max(1, ahead)  # built backwards from its end
    for step, operand, _ in steps:
        if not back <= step <= ahead:
            side = "before" if step < 0 else "after"
            yield f"{operand} is {abs(step)} {axis_of(line)}(s) {side} the place of {line.name}"


def _place(line: Line, row: int, column: int) -> int:
    return row - line.area.top if is_tall(line) else column - line.area.left


@rule(
    "k17-column-broken",
    "A cell of a table is not what the rest of its column is",
    means="Beside a declared line, over the same rows, nearly all cells of a column have one "
    "formula and this one has another.",
    cure="Copy the formula of the column over the cell.",
    survey=None, fast=None,
)  # fmt: skip
def column_broken(context: Context) -> Iterator[Hit]:
    """Compare the cells of the columns that no line declares, over the rows of declared lines."""
    contract = context.workbook.contract
    if contract is None:
        return
    texts, known = context.once(normals), context.once(owners)
    extents: dict[tuple[str, int, int], set[int]] = {}
    for line in contract.of("out", "row", "ax"):
        area = line.area
        if area.left != area.right or area.bottom - area.top < _TABLE or line.axis == "entry":
            continue
        seeded = extents.setdefault((line.sheet, area.top, area.bottom), set())
        seeded.update(row for _, row, _ in seeds(line))
    columns: dict[str, set[int]] = {}
    for sheet, _, column in texts:
        columns.setdefault(sheet, set()).add(column)
    for (sheet, top, bottom), seeded in sorted(extents.items()):
        for column in sorted(columns.get(sheet, ())):
            spots = [(sheet, row, column) for row in range(top, bottom + 1)]
            found = Counter(texts[spot] for spot in spots if spot in texts)
            usual, count = found.most_common(1)[0] if found else ("", 0)
            if count < _NEARLY * len(spots) or any(spot in known for spot in spots):
                continue
            for spot in spots:
                cell = cell_at(context, spot)
                if texts.get(spot) == usual or cell is None or spot[1] in seeded:
                    continue
                if cell.kind == "text" or (spot[1] == top and "R[-1]" in usual):
                    continue  # a label; the seed of a column that runs on from it
                yield hit(cell, "it is not what the rest of its column is")
