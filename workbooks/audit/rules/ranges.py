"""C, ranges: what they count twice, take in by mistake, or pair wrongly."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from workbooks.address import Area
from workbooks.audit.context import Context
from workbooks.audit.functions import pairs, plain
from workbooks.audit.layout import Place
from workbooks.audit.model import Cell
from workbooks.audit.nodes import Binary, Call, Number, Ref, bare, walk
from workbooks.audit.parsed import Family
from workbooks.audit.rules import Hit, rule
from workbooks.audit.spans import Span, added, is_plain, is_total, is_year, numeric, spans

#: Cells of a range that are looked through for totals, and totals that are looked at in all.
_MOST, _LOOKS = 200_000, 1_000_000
_REGRESSIONS = ("LINEST", "LOGEST", "TREND", "GROWTH")


@rule(
    "c4-counts-twice", "A sum counts numbers twice",
    means="The range holds a subtotal as well as the numbers that it adds up.",
    cure="Add the subtotals alone, or use SUBTOTAL throughout.",
    survey="error",
)  # fmt: skip
def counts_twice(context: Context) -> Iterator[Hit]:
    """Sums over a range in which a cell sums others of the same range."""
    known = spans(context)
    totals = context.once(_totals)
    looks = 0
    for span in known.all:
        if span.name not in ("SUM", "AVERAGE") or _is_halved(span):
            continue
        taken_off = _taken_off(span)
        for place in span.family.cells:
            area = span.at(place)
            if area is None or span.sheet not in totals or area.size > _MOST or looks > _LOOKS:
                continue
            for row, column, inner in _within(totals[span.sheet], area):
                looks += 1
                if (row, column) == place or _is_in(taken_off, span.family, place, (row, column)):
                    continue
                if all(area.covers(one) and not one.holds(row, column) for one in inner):
                    text = Area(row, column, row, column).text
                    over = ", ".join(one.text for one in inner)
                    yield Hit(
                        span.family.sheet, (Area(*place, *place),),
                        f"{span.name}({area.text}) holds {text}, which adds up {over}",
                        group=span.family.normal, formula=span.family.first.formula or "",
                        severity="warning" if span.name == "AVERAGE" else None, weight=8,
                    )  # fmt: skip
                    break


def _is_halved(span: Span) -> bool:
    """Whether a sum is divided by two, as one that counts all twice may be."""
    return any(
        isinstance(node, Binary)
        and ((node.op == "/" and _is(node.right, 2)) or (node.op == "*" and _is(node.right, 0.5)))
        for node in walk(span.family.tree)
    )


def _taken_off(span: Span) -> list[Ref]:
    """The cells that the formula of a sum takes off."""
    return [
        ref
        for node in walk(span.family.tree)
        if isinstance(node, Binary) and node.op == "-"
        for ref in walk(node.right)
        if isinstance(ref, Ref) and is_plain(ref)
    ]


def _is_in(refs: list[Ref], family: Family, place: Place, cell: Place) -> bool:
    """Whether a cell is in one of the references of a family, as one of its cells has them."""
    down, right = place[0] - family.first.row, place[1] - family.first.column
    moved = (ref.moved(down, right) for ref in refs)
    return any(area is not None and area.holds(*cell) for area in moved)


def _is(node: object, value: float) -> bool:
    return isinstance(node, Number) and node.value == value


Totals = dict[str, dict[int, list[tuple[int, list[Area]]]]]


def _totals(context: Context) -> Totals:
    """The cells that only add up others of their sheet, by column: row and what they add up."""
    found: Totals = {}
    for family in context.parsed:
        total = is_total(family.tree)
        refs = [total] if total is not None else added(family.tree)
        if not refs or any(ref.sheet for ref in refs):
            continue
        for row, column in family.cells:
            moved = [
                ref.moved(row - family.first.row, column - family.first.column) for ref in refs
            ]
            areas = [area for area in moved if area is not None]
            if sum(area.size for area in areas) > 1:
                columns = found.setdefault(family.sheet, {})
                columns.setdefault(column, []).append((row, areas))
    for columns in found.values():
        for rows in columns.values():
            rows.sort(key=lambda one: one[0])
    return found


def _within(
    totals: dict[int, list[tuple[int, list[Area]]]], area: Area
) -> Iterator[tuple[int, int, list[Area]]]:
    """The totals that stand in an area."""
    columns = (
        range(area.left, area.right + 1) if area.right - area.left < len(totals) else list(totals)
    )
    for column in columns:
        if area.left <= column <= area.right:
            rows = totals.get(column, [])
            for row, areas in rows[bisect_left(rows, area.top, key=_row) :]:
                if row > area.bottom:
                    break
                yield row, column, areas


def _row(total: tuple[int, list[Area]]) -> int:
    return total[0]


@rule(
    "c5-range-takes-heading", "A range takes in a year or a date that heads it",
    means="The year of a heading is added as if it were an amount.",
    cure="Begin the range below, or beside, the heading.",
    survey="warning",
)  # fmt: skip
def range_takes_heading(context: Context) -> Iterator[Hit]:
    """Sums whose first cell is a year or a date, and whose other cells are not."""
    for span in spans(context).all:
        if span.name not in ("SUM", "AVERAGE", "PRODUCT", "NPV", "IRR", "STDEV", "MEDIAN"):
            continue
        grid = context.workbook.grids[span.sheet]
        for place in span.family.cells:
            area = span.at(place)
            if area is None or not span.is_line or area.size < 3:
                continue
            step = (1, 0) if span.is_down else (0, 1)
            first = numeric(grid, (area.top, area.left))
            second = numeric(grid, (area.top + step[0], area.left + step[1]))
            third = numeric(grid, (area.top + 2 * step[0], area.left + 2 * step[1]))
            if first is None or first.formula is not None and not first.style.dated:
                continue
            rest = [one for one in (second, third) if one is not None]
            heads = first.style.dated or (is_year(first) and _in_row_of_years(context, first, step))
            if heads and rest and not any(one.style.dated or is_year(one) for one in rest):
                yield Hit(
                    span.family.sheet, (Area(*place, *place),),
                    f"{span.name}({area.text}) takes in {first.address}, a heading",
                    group=span.family.normal, formula=span.family.first.formula or "", weight=7,
                )  # fmt: skip


def _in_row_of_years(context: Context, cell: Cell, step: Place) -> bool:
    """Whether a year stands beside another, across the range that it heads."""
    grid = context.workbook.grids[cell.sheet]
    for way in (-1, 1):
        beside = numeric(grid, (cell.row + way * step[1], cell.column + way * step[0]))
        if beside is not None and beside.is_number and _apart(beside, cell) == 1:
            return True
    return False


def _apart(one: Cell, other: Cell) -> float:
    """How far two numbers lie apart."""
    return abs(float(one.value or 0) - float(other.value or 0))


@rule(
    "c6-unequal-ranges", "Two ranges that belong together are not of one size",
    means="Values are paired by their place; a longer range pairs them wrongly, or fails.",
    cure="Give both ranges the same first and last line.",
    survey="error",
)  # fmt: skip
def unequal_ranges(context: Context) -> Iterator[Hit]:
    """SUMPRODUCT, XNPV, SUMIFS and others, and INDEX with the MATCH in it."""
    for family in context.parsed:
        for node in walk(family.tree):
            if isinstance(node, Call):
                for one, other, is_grave in _paired(node):
                    message = f"{plain(node.name)} pairs {one.area.text} with {other.area.text}"
                    areas = tuple(Area(*cell, *cell) for cell in family.cells)
                    yield Hit(
                        family.sheet, areas, message, group=family.normal,
                        formula=family.first.formula or "",
                        severity=None if is_grave else "warning", weight=7,
                    )  # fmt: skip


def _paired(call: Call) -> Iterator[tuple[Ref, Ref, bool]]:
    """The pairs of ranges in a call that differ in size, and whether the result must be wrong."""
    name = plain(call.name)
    for first, second in pairs(call):
        one, other = bare(call.args[first]), bare(call.args[second])
        if not isinstance(one, Ref) or not isinstance(other, Ref) or not _sized(one, other):
            continue
        by_shape = name.startswith(("SUM", "AVERAGE", "COUNT", "MAX", "MIN"))
        if name in _REGRESSIONS:
            (rows, columns), (others, across) = _shape(one), _shape(other)
            if one.area.size != other.area.size and (  # several series may explain one
                (columns > 1 or rows != others) and (rows > 1 or columns != across)
            ):
                yield one, other, True
        elif by_shape and _shape(one) != _shape(other):
            yield one, other, name not in ("SUMIF", "AVERAGEIF")
        elif not by_shape and one.area.size != other.area.size:
            yield one, other, True
    if name == "INDEX" and len(call.args) > 1:
        table = bare(call.args[0])
        for place, given in enumerate(call.args[1:3]):
            match = bare(given)
            if isinstance(match, Call) and plain(match.name) == "MATCH" and len(match.args) > 1:
                keys = bare(match.args[1])
                if isinstance(table, Ref) and isinstance(keys, Ref) and _sized(table, keys):
                    axis = 0 if place == 0 and (table.area.bottom > table.area.top) else 1
                    if max(_shape(table)) > 1 and max(_shape(keys)) != _shape(table)[axis]:
                        yield table, keys, False


def _sized(one: Ref, other: Ref) -> bool:
    """Whether the sizes of two references can be compared."""
    return is_plain(one) and is_plain(other)


def _shape(ref: Ref) -> tuple[int, int]:
    """Rows and columns of a reference."""
    top, left, bottom, right = ref.area
    return bottom - top + 1, right - left + 1
