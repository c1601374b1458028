"""C16: a formula in the column of one period that takes a value of another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from workbooks.audit.context import Context
from workbooks.audit.layout import Place
from workbooks.audit.model import Cell, Severity
from workbooks.audit.nodes import Call, Ref, walk
from workbooks.audit.parsed import Family
from workbooks.audit.rules import Hit, rule
from workbooks.audit.series import Axes, Axis, axes
from workbooks.audit.spans import is_plain

#: Cells of one family that are looked at.
_MOST = 16
#: Periods back that are usual: this one, the one before.
_USUAL = (0.0, -1.0)


class Shift(NamedTuple):
    """A reference to another period: how many periods on, and where the two headings stand."""

    place: Place
    ref: Ref
    by: float
    home: Axis
    target: Axis
    is_far: bool


@rule(
    "c16-other-period", "A formula takes a value of another period",
    means="In the column of one period stands a value of another, neither this one nor the last.",
    cure="Point the formula at its own period, or say beside it which one is meant.",
    survey="warning", contract=None,
)  # fmt: skip
def other_period(context: Context) -> Iterator[Hit]:
    """References along a time axis that are off by a period."""
    heads = {
        title: Axes(found) for title, found in axes(context).items() if found
    }  # fmt: skip
    shifts = {
        (family.sheet, family.normal): list(_shifts(context, heads, family))
        for family in context.parsed if family.sheet in heads
    }  # fmt: skip
    for family in context.parsed:
        for one in shifts.get((family.sheet, family.normal), ()):
            if one.by in _USUAL or _is_year_back(one):
                continue
            grave, weight = _gravity(context, shifts, family, one)
            if not grave and context.profile != "fast":
                continue
            severity: Severity | None = None if grave else "info"
            cell = context.workbook.grids[family.sheet].cells[one.place]
            yield Hit(
                family.sheet, (cell.area,), _message(one, cell),
                group=f"{family.normal} {one.ref.text}", formula=cell.formula or "",
                severity=severity, weight=weight,
            )  # fmt: skip


def _shifts(context: Context, heads: dict[str, Axes], family: Family) -> Iterator[Shift]:
    """The references of a family to cells under, or beside, a heading of the same kind."""
    starts = {
        id(call.args[0]) for call in walk(family.tree)
        if isinstance(call, Call) and call.name == "OFFSET" and call.args
    }  # fmt: skip
    refs = [
        node for node in walk(family.tree)
        if isinstance(node, Ref) and node.is_cell and is_plain(node) and id(node) not in starts
    ]  # fmt: skip
    step = max(1, len(family.cells) // _MOST)
    for ref in refs:
        title = context.workbook.titles.get(ref.sheet.lower()) if ref.sheet else family.sheet
        if title is None or title not in heads:
            continue
        for place in family.cells[::step]:
            area = ref.moved(place[0] - family.first.row, place[1] - family.first.column)
            if area is None:
                continue
            for across in (True, False):
                if ref.fixed[1] if across else ref.fixed[0]:
                    continue  # one period on purpose
                pair = _common(
                    heads[family.sheet].over(*place, across),
                    heads[title].over(area.top, area.left, across), title == family.sheet,
                )  # fmt: skip
                if pair is None:
                    continue
                home, target = pair
                along, there = (place[1], area.left) if across else (place[0], area.top)
                by = round((target.periods[there] - home.periods[along]) / home.step)
                far = title != family.sheet or home.line != target.line
                yield Shift(place, ref, by, home, target, far)
                break


def _common(homes: list[Axis], targets: list[Axis], is_near: bool) -> tuple[Axis, Axis] | None:
    """The headings of two cells that can be compared: the same ones, or two of one kind."""
    if is_near:
        for one in homes:
            if one in targets:
                return one, one
    for one in homes:
        for other in targets:
            if one.kind == other.kind and abs(one.step - other.step) <= 0.5:
                return one, other
    return None


def _is_year_back(one: Shift) -> bool:
    """Whether the period is the same one of the year before."""
    steps = {"month": 12 / one.home.step, "name of month": 12.0}.get(one.home.kind, 0)
    return one.by < 0 and abs(one.by + steps) < 0.5


def _gravity(
    context: Context, shifts: dict[tuple[str, str], list[Shift]],
    family: Family, one: Shift,
) -> tuple[bool, float]:  # fmt: skip
    """Whether a shift is worth a warning, and its weight.

    Under one and the same heading a lag that a whole line has is meant; a single cell's is not,
    where the line otherwise keeps to its periods. Between two headings the letters of the columns
    deceive, and whole lines go wrong.
    """
    mine = shifts[family.sheet, family.normal]
    if one.is_far:
        aligned = any(other.by == 0 and other.ref.sheet == one.ref.sheet for other in mine)
        return not aligned and one.home.kind != "count", 6.0
    line, across = (one.place[0] if one.home.across else one.place[1]), one.home.across
    own = sum((row if across else column) == line for row, column in family.cells)
    if own > 2:
        return False, 1.0
    layout = context.layout(family.sheet)
    kept = 0
    for along in one.home.periods:
        place = (line, along) if across else (along, line)
        normal = layout.normals.get(place)
        if normal is None or normal == family.normal:
            continue
        others = shifts.get((family.sheet, normal), ())
        if any(other.by not in _USUAL for other in others):
            return False, 1.0
        kept += bool(others)
    return kept >= 2, 6.0


def _message(one: Shift, cell: Cell) -> str:
    """What is said of it."""
    count = abs(round(one.by))
    way = "ahead of" if one.by > 0 else "behind"
    periods = "one period" if count == 1 else f"{count} periods"
    return f"{cell.address} takes a value {periods} {way} its own"
