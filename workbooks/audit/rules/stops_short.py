"""C3, the most telling rule of all: a range that stops short of the numbers beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
from workbooks.audit.shape import shape
from workbooks.audit.spans import Span, added, is_aggregate, is_year, numeric, spans, unit_of

#: Labels of lines that stand beside the data and are none of it.
_APART = re.compile(
    r"\b(max(imum)?|possible|weights?|points|targets?|goals?|limits?|rates?|opening|beginning"
    r"|start(ing)?|prior|previous|brought|carried|forward|budget(ed)?|plan(ned)?|last year|units?"
    r"|factors?|no\.?|number|id|capacity|quota)\b",
    re.I,
)
#: How many numbers a range may miss at one end before it is a part on purpose.
FEW = 2
_LOOK = 60


class End(NamedTuple):
    """One end of a range as a formula has it: `step` is -1 at its beginning, 1 behind it."""

    layout: Layout
    span: Span
    area: Area
    own: Place
    step: int

    def at(self, count: int) -> Place:
        """The cell so many places outside; 0 is the last one inside."""
        top, left, bottom, right = self.area
        row, column = (top, left) if self.step < 0 else (bottom, right)
        far = self.step * count
        return (row + far, column) if self.span.is_down else (row, column + far)


class Missed(NamedTuple):
    """Numbers beside the end of a range that it leaves out, and what speaks for a mistake.

    `between` the range and its own formula; `alike` those in the range; in a `gap` before the next
    range; `shared` by another range that takes them in together with the end of this one.
    """

    end: End
    area: Area
    between: bool
    alike: bool
    gap: bool
    shared: bool


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
                weight = _weight(one)
                if weight > 0:
                    yield _short_hit(one, place, weight)


def _short_hit(one: Missed, place: Place, weight: float) -> Hit:
    span, area = one.end.span, one.end.area
    single = one.area.size == 1 and len(span.family.cells) == 1
    side = "before" if one.end.step < 0 else "behind"
    where = f"which stands just {side} the range"
    if one.between:
        where = "which lies between the range and its total"
    elif one.gap:
        where = "which lies between this range and the next"
    severity: Severity | None = "error" if one.between and one.alike and single else None
    return Hit(
        span.family.sheet, (Area(*place, *place),),
        f"{span.name}({area.text}) leaves out {one.area.text}, {where}",
        group=f"{span.family.normal} {side}", formula=span.family.first.formula or "",
        severity=severity, weight=weight,
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
        one = _at_end(context, End(context.layout(span.sheet), span, area, own, step))
        if one is None:
            continue
        inside = (link.at(*place) for link in refs if link.sheet == span.sheet)
        if any(held is not None and _touch(held, one.area) for held in inside):
            continue  # the formula takes it in otherwise
        if step > 0 and not one.shared and _stands_before(one.end):
            continue  # a total above its parts, and the next line behind them
        yield one


def _stands_before(end: End) -> bool:
    """Whether the formula stands beside the other end of its range."""
    far = end._replace(step=-end.step)
    return far.at(1) == end.own


def _at_end(context: Context, end: End) -> Missed | None:
    """The numbers left out at one end of a range; None if there are none."""
    grid, at = end.layout.grid, end.at
    if numeric(grid, at(0)) is None or at(1) == end.own:
        return None
    count = 0
    while count < _LOOK and _is_missed(context, end, at(count + 1)):
        count += 1
    if count == 0:
        return None
    beyond = count + 1
    while beyond < count + 3 and at(beyond) != end.own and at(beyond) not in grid.cells:
        beyond += 1
    places = sorted((at(1), at(count)))
    known = spans(context)
    others = [area for area, _, _ in known.over(grid.title, at(1))]
    return Missed(
        end, Area(*places[0], *places[1]), at(beyond) == end.own,
        _alike(end.layout, at(1), at(0)),
        gap=any(not area.holds(*at(0)) for area, _, _ in known.over(grid.title, at(count + 1))),
        shared=any(area.holds(*at(0)) for area in others),
    )  # fmt: skip


def _is_missed(context: Context, end: End, place: Place) -> bool:
    """Whether a cell outside a range holds a number that might belong to it."""
    layout, down, edge = end.layout, end.span.is_down, end.at(0)
    if place == end.own or min(place) < 1:
        return False
    cell, last = numeric(layout.grid, place), layout.grid.cells[edge]
    if cell is None or unit_of(cell) != unit_of(last) or (is_year(cell) and not is_year(last)):
        return False
    mine, theirs = layout.normals.get(place), layout.normals.get(edge)
    if mine is not None and mine != theirs:
        family = context.parsed.families.get((layout.grid.title, mine))
        if family is None or _rests_on(family, place, end.area):
            return False
        is_total = is_aggregate(family.tree) or added(family.tree) != []
        if is_total and (theirs is None or shape(mine).frame != shape(theirs).frame):
            return False
    if layout.is_summary(*place, above=not down) and not layout.is_summary(*edge, above=not down):
        return False
    if _is_apart(layout, place, down) and not _is_apart(layout, edge, down):
        return False
    along = (one for one in spans(context).over(layout.grid.title, place) if _along(one[0], down))
    return all(area.holds(*edge) for area, _, _ in along)


def _is_apart(layout: Layout, place: Place, down: bool) -> bool:
    """Whether the label of a line says that it is none of the data."""
    label = layout.heading(*place, above=not down)
    return label is not None and _APART.search(str(label.value)) is not None


def _along(area: Area, down: bool) -> bool:
    """Whether a range lies along a column, or along a row."""
    return (area.left == area.right) == down


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
    """Whether two cells are both typed, or hold formulas that are built alike."""
    mine, theirs = layout.normals.get(place), layout.normals.get(edge)
    if mine is None or theirs is None:
        return mine is theirs
    return mine == theirs or shape(mine).bare == shape(theirs).bare


def _weight(one: Missed) -> float:
    """How much speaks for a mistake; 0 for none."""
    end, count = one.end, one.area.size
    layout, at = end.layout, end.at
    is_few = count <= (max(FEW, end.area.size) if one.between else FEW)
    if not is_few or (not one.between and not one.gap and end.area.size < 3):
        return 0.0
    same = one.alike and at(1) in layout.normals
    if end.span.is_down:
        if one.between or one.gap:
            return 6.0 + 2 * one.alike
        cells = layout.grid.cells
        is_line = same or one.shared or all(_label(layout, at(place)) for place in (0, 1))
        is_shown = cells[at(1)].number_format == cells[at(0)].number_format
        weight = 4.0 + same + one.shared + (end.step > 0)
        return weight if one.alike and is_line and is_shown else 0.0
    heading, before = _heading(layout, at(1)), _heading(layout, at(0))
    in_series = follows(before, heading) if end.step > 0 else follows(heading, before)
    if heading and before and not in_series and (period(before) is not None or end.step < 0):
        return 0.0  # the series ends with the range, or something else stands before it
    if one.between and (in_series or one.alike):
        return 6.0 + 2 * in_series
    return (5.0 + same + one.gap) * (in_series and one.alike)


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
