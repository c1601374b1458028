"""C3, the most telling rule of all: a range that stops short of the numbers beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from workbooks.address import Area
from workbooks.audit.context import Context
from workbooks.audit.functions import COVERING
from workbooks.audit.layout import Layout, Place
from workbooks.audit.links import Link, links
from workbooks.audit.model import Cell, Severity
from workbooks.audit.nodes import Ref, walk
from workbooks.audit.parsed import Family
from workbooks.audit.rules import Hit, rule
from workbooks.audit.series import follows, period
from workbooks.audit.spans import Span, added, is_aggregate, is_year, numeric, spans, unit_of

#: How many numbers a range may miss at one end before it is a part on purpose.
FEW = 2
_LOOK = 60


class Missed(NamedTuple):
    """Numbers beside the end of a range that it leaves out."""

    span: Span
    place: Place
    area: Area
    missed: Area
    between: bool
    alike: bool
    weight: float


@rule(
    "c3-range-stops-short", "A range stops short of the numbers beside it",
    means="The total leaves out a number that stands next to its range and looks like the others.",
    cure="Extend the range, or put an empty line between what belongs to it and what does not.",
    survey="warning",
)  # fmt: skip
def range_stops_short(context: Context) -> Iterator[Hit]:
    """Ranges with numbers like their own just outside."""
    found = links(context)
    for span in spans(context).all:
        if span.name not in COVERING or not span.is_line or _moves_along(span):
            continue
        refs = found.family(span.family)
        for place in span.family.cells:
            for one in _missed(context, span, refs, place):
                yield _short_hit(one, len(span.family.cells))


def _short_hit(one: Missed, copies: int) -> Hit:
    top, left, bottom, right = one.missed
    count = one.missed.size
    what = one.missed.text
    severity: Severity | None = None
    if one.between and one.alike and count == 1 and copies == 1:
        severity = "error"
    side = "before" if (top, left) < (one.area.top, one.area.left) else "after"
    return Hit(
        one.span.family.sheet, (Area(*one.place, *one.place),),
        f"{one.span.name}({one.area.text}) leaves out {what}, "
        + ("which lies between the range and its total" if one.between
           else f"which stands just {side} the range"),
        group=f"{one.span.family.normal} {side}", formula=one.span.family.first.formula or "",
        severity=severity, weight=one.weight,
    )  # fmt: skip


def _moves_along(span: Span) -> bool:
    """Whether a range grows or slides along its own line from cell to cell: a running total, a
    moving average."""
    top, left, bottom, right = span.ref.fixed
    first, last = (top, bottom) if span.is_down else (left, right)
    if first != last:
        return True
    if first:
        return False
    cells = set(span.family.cells)
    step = (1, 0) if span.is_down else (0, 1)
    return any((row + step[0], column + step[1]) in cells for row, column in cells)


def _missed(context: Context, span: Span, refs: tuple[Link, ...], place: Place) -> Iterator[Missed]:
    """What one cell's range leaves out, at its beginning and at its end."""
    area = span.at(place)
    if area is None:
        return
    own = place if span.family.sheet == span.sheet else (0, 0)
    for step in (-1, 1):
        if step == -1 and span.name == "NPV":
            continue  # what comes before is of today, and is not discounted
        one = _at_end(context, span, area, own, step)
        if one is None:
            continue
        inside = (link.at(*place) for link in refs if link.sheet == span.sheet)
        first = (one.missed.top, one.missed.left)
        last = (one.missed.bottom, one.missed.right)
        if any(held and (held.holds(*first) or held.holds(*last)) for held in inside):
            continue  # the formula takes it in otherwise
        yield one._replace(place=place)


def _at_end(context: Context, span: Span, area: Area, own: Place, step: int) -> Missed | None:
    """The numbers left out at one end of a range; None if there are none, or on purpose."""
    layout, down = context.layout(span.sheet), span.is_down
    edge = (area.top, area.left) if step < 0 else (area.bottom, area.right)

    def at(count: int) -> Place:
        return (edge[0] + step * count, edge[1]) if down else (edge[0], edge[1] + step * count)

    grid = layout.grid
    last = numeric(grid, edge)
    if last is None or at(1) == own:
        return None
    count = 0
    while count < _LOOK and _is_missed(context, layout, area, at(count + 1), own, edge, down):
        count += 1
    if count == 0:
        return None
    beyond = count + 1
    while beyond < count + 3 and at(beyond) != own and at(beyond) not in grid.cells:
        beyond += 1
    between = at(beyond) == own
    candidate = grid.cells[at(1)]
    alike = _alike(layout, at(1), edge)
    weight = _weight(layout, area, at, candidate, last, count, between, alike, down, step)
    if weight <= 0:
        return None
    places = sorted((at(1), at(count)))
    return Missed(span, own, area, Area(*places[0], *places[1]), between, alike, weight)


def _is_missed(
    context: Context, layout: Layout, area: Area, place: Place, own: Place, edge: Place,
    down: bool,
)  -> bool:  # fmt: skip
    """Whether a cell outside a range holds a number that might belong to it."""
    if place == own or min(place) < 1:
        return False
    cell, last = numeric(layout.grid, place), layout.grid.cells[edge]
    if cell is None or unit_of(cell) != unit_of(last) or (is_year(cell) and not is_year(last)):
        return False
    mine, theirs = layout.normals.get(place), layout.normals.get(edge)
    if mine is not None and mine != theirs:
        family = context.parsed.families.get((layout.grid.title, mine))
        if family is None or is_aggregate(family.tree) or added(family.tree):
            return False
        if _rests_on(family, place, area):
            return False
    if layout.is_summary(*place, above=not down) and not layout.is_summary(*edge, above=not down):
        return False
    return all(other.holds(*edge) for other, _, _ in spans(context).over(layout.grid.title, place))


def _rests_on(family: Family, place: Place, area: Area) -> bool:
    """Whether a formula refers to cells of an area on its sheet."""
    down, right = place[0] - family.first.row, place[1] - family.first.column
    for node in walk(family.tree):
        if isinstance(node, Ref) and not node.sheet and not node.book:
            moved = node.moved(down, right)
            if moved is not None and _touch(moved, area):
                return True
    return False


def _touch(one: Area, other: Area) -> bool:
    """Whether two areas share a cell."""
    return (
        one.top <= other.bottom
        and other.top <= one.bottom
        and one.left <= other.right
        and other.left <= one.right
    )


def _alike(layout: Layout, place: Place, edge: Place) -> bool:
    """Whether two cells are both typed, or hold the same formula but for its literals."""
    mine, theirs = layout.normals.get(place), layout.normals.get(edge)
    if mine is None or theirs is None:
        return mine is theirs
    return mine == theirs or layout.bare(place) == layout.bare(edge)


def _weight(
    layout: Layout, area: Area, at: Callable[[int], Place], candidate: Cell, last: Cell,
    count: int, between: bool, alike: bool, down: bool, step: int,
) -> float:  # fmt: skip
    """How much speaks for a mistake; 0 for none."""
    same = layout.normals.get(at(1)) is not None and alike
    if down:
        if between:
            return (6.0 + 2 * alike) * (count <= max(FEW, area.size))
        if count > FEW or not alike or area.size < 3:
            return 0.0
        labelled = _label(layout, at(1)) is not None and _label(layout, at(0)) is not None
        formats = candidate.number_format == last.number_format
        return (4.0 + same + (step > 0)) * (labelled and formats)
    heading, before = _heading(layout, at(1)), _heading(layout, at(0))
    in_series = follows(before, heading) if step > 0 else follows(heading, before)
    if heading and before and not in_series and (period(before) is not None or step < 0):
        return 0.0  # the series ends with the range, or something else stands before it
    if between and (in_series or alike):
        return (6.0 + 2 * in_series) * (count <= max(FEW, area.size))
    if count > FEW or area.size < 3 or not alike:
        return 0.0
    return (5.0 + same) * in_series


def _label(layout: Layout, place: Place) -> Cell | None:
    """The text that names the line of a cell, to its left."""
    return layout.heading(*place, above=False)


def _heading(layout: Layout, place: Place) -> Cell | None:
    """The heading of the column of a cell: a text, a date, or a year."""
    row, column = place
    for above in range(row - 1, max(0, row - 60), -1):
        cell = layout.grid.cells.get((above, column))
        if cell is not None and (isinstance(cell.value, str) or cell.style.dated or is_year(cell)):
            return cell
    return None
