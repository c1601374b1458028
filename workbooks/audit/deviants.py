"""Formulas that differ from those beside them, with the weight of the evidence for a mistake."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from workbooks.audit.context import Context
from workbooks.audit.crossings import crossings
from workbooks.audit.layout import Layout, Place, Run, Segment
from workbooks.audit.model import Cell
from workbooks.audit.shape import Difference, difference, likeness, looks_back, shape
from workbooks.audit.shared import Filled

#: The longest stretch that counts as a slip; a longer one is a formula of its own.
SHORT = 2
#: The share of a run that one formula must have, where the odd cell stands at its end.
MAJORITY = 0.6
#: The share from which a second formula in a run is there on purpose.
SECOND = 0.3
#: The share of a run from which more than two odd stretches are there on purpose.
MANY = 0.05
#: Cells of one formula on a sheet from which fewer of them beside the odd cell are enough.
COMMON = 6
#: The weights from which a difference is worth a warning, and from which it is a mistake.
WARN, CERTAIN = 5.0, 9.0

_LOOKUPS = frozenset(("VLOOKUP", "HLOOKUP", "INDEX", "OFFSET", "CHOOSE", "LARGE", "SMALL"))


class Deviant(NamedTuple):
    """A cell whose formula is not the one that its neighbours have.

    `expected` is that one as it would read in the cell; `support` is how many cells hold it.
    """

    cell: Cell
    normal: str
    theirs: str
    expected: str
    how: Difference
    support: int
    across: bool
    interior: bool
    weight: float

    @property
    def is_certain(self) -> bool:
        """Whether it is a mistake rather than something to look at."""
        built_alike = likeness(self.normal, self.theirs) == 2
        return self.weight >= CERTAIN and built_alike and self.how in ("range", "other")


class _Slip(NamedTuple):
    """A stretch of a run that differs from what lies beside it."""

    start: int
    stop: int
    model: Segment
    support: int
    interior: bool


def deviants(context: Context) -> list[Deviant]:
    """All cells of a workbook that differ from those beside them, each once."""
    found: list[Deviant] = []
    for layout in context.layouts():
        best: dict[Place, Deviant] = {}
        for run in layout.runs:
            if len(run.segments) > 1 and run.length > 2:
                for one in _of_run(layout, run):
                    place = (one.cell.row, one.cell.column)
                    other = best.get(place)
                    if other is None:
                        best[place] = one
                    else:  # odd along the row and down the column: graver
                        graver = max(one, other, key=lambda item: item.weight)
                        best[place] = graver._replace(weight=graver.weight + 1)
        for one in _crossed_out(layout):
            place = (one.cell.row, one.cell.column)
            if place not in best or best[place].weight < one.weight:
                best[place] = one
        found += best.values()
    return found


def _crossed_out(layout: Layout) -> Iterator[Deviant]:
    """The cells with another formula inside a block of one formula."""
    for one in crossings(layout):
        mine, (row, column) = layout.normals.get(one.place), one.place
        around = ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1))
        if mine is None or any(layout.normals.get(place) == mine for place in around):
            continue
        weight = 2.0 * likeness(mine, one.normal) + 2 + min(one.size, 6) / 2
        weight += _penalty(layout, mine, one.normal, one.place, across=True)
        yield Deviant(
            layout.grid.cells[one.place], mine, one.normal, _moved(layout, one.model, one.place),
            difference(mine, one.normal, *one.place), one.size, True, False, weight,
        )  # fmt: skip


def _of_run(layout: Layout, run: Run) -> Iterator[Deviant]:
    """The odd cells of one run."""
    slips = [slip for slip in _slips(layout, run) if not _on_purpose(run, slip)]
    is_many = len(slips) > 2 and sum(one.stop - one.start for one in slips) > MANY * run.length
    scattered = 2 * len(slips) if is_many else int(len(slips) > 2)
    for slip in slips:
        for along in range(slip.start, slip.stop):
            place = run.place(along)
            normal = layout.normals[place]
            guarded = (slip.model.normal, layout.normals.get(_before(place, run.across), ""))
            if any(_is_part(normal, one) for one in guarded) or "#REF!" in slip.model.normal:
                continue
            how = difference(normal, slip.model.normal, *place)
            if layout.is_own(place, run.across, is_near=how == "range"):
                continue
            weight = _weight(layout, run, slip, place) - scattered
            cell, model = layout.grid.cells[place], run.place(slip.model.start)
            yield Deviant(
                cell, normal, slip.model.normal, _moved(layout, model, place), how, slip.support,
                run.across, slip.interior, weight,
            )  # fmt: skip


def _slips(layout: Layout, run: Run) -> Iterator[_Slip]:
    """The short stretches of a run that lie between two stretches of one formula, or at an end."""
    total: dict[str, int] = {}
    for segment in run.segments:
        total[segment.normal] = total.get(segment.normal, 0) + len(segment)
    last: dict[str, Segment] = {}
    inside: set[int] = set()
    for segment in run.segments:
        before = last.get(segment.normal)
        last[segment.normal] = segment
        if before is None:
            continue
        support, width = total[segment.normal], segment.start - before.stop
        if width <= SHORT + (support >= 8) and support > width and support > 1:
            if not inside & set(range(before.stop, segment.start)):
                yield _Slip(before.stop, segment.start, before, support, True)
            inside.update(range(before.stop, segment.start))
    yield from _ends(layout, run, total)


def _ends(layout: Layout, run: Run, total: dict[str, int]) -> Iterator[_Slip]:
    """The short stretches at the ends of a run."""
    length = run.length
    first, second = run.segments[0], run.segments[1]
    reach = looks_back(second.normal, run.across)
    seed = reach and shape(first.normal).references != shape(second.normal).references
    if _is_end(layout, first, second, total, length) and not seed:
        yield _Slip(first.start, first.stop, second, total[second.normal], False)
    last, before = run.segments[-1], run.segments[-2]
    if _is_end(layout, last, before, total, length):
        yield _Slip(last.start, last.stop, before, total[before.normal], False)


def _is_end(
    layout: Layout, odd: Segment, model: Segment, total: dict[str, int], length: int
) -> bool:
    """Whether a stretch at the end of a run differs from a majority of it."""
    support = total[model.normal]
    enough = support > 2 or layout.common(model.normal) >= COMMON
    return len(odd) <= SHORT and len(model) > 1 and enough and support >= MAJORITY * length


def _on_purpose(run: Run, slip: _Slip) -> bool:
    """Whether the odd formula returns in the run as a pattern does: every other, every fourth."""
    length = run.length
    odd = [one for one in run.segments if slip.start <= one.start < slip.stop]
    for one in odd:
        places = [other.start for other in run.segments if other.normal == one.normal]
        cells = sum(len(other) for other in run.segments if other.normal == one.normal)
        if len(places) > 1 and cells >= SECOND * length:
            return True
        steps = {after - before for before, after in zip(places, places[1:], strict=False)}
        if len(places) > 2 and len(steps) == 1:
            return True
    return False


def _before(place: Place, across: bool) -> Place:
    """The cell before one, along the line across a run."""
    row, column = place
    return (row - 1, column) if across else (row, column - 1)


def _is_part(mine: str, theirs: str) -> bool:
    """Whether a formula is another one without the test that guards it."""
    return shape(mine).frame != "@" and theirs.startswith("IF(") and mine in theirs[3:]


def _weight(layout: Layout, run: Run, slip: _Slip, place: Place) -> float:
    """How much speaks for a mistake."""
    mine, theirs = layout.normals[place], slip.model.normal
    alike = likeness(mine, theirs)
    weight = 2.0 * alike + 3 * slip.interior + min(slip.support, 6) / 2
    if not slip.interior:
        links = all("!" in one for one in shape(theirs).references)
        if slip.start == run.start:  # the first is often special
            weight -= 3 if links else 1.5
        elif shape(mine).frame == shape(theirs).frame == "@":  # links that leave something out
            weight -= 4
        weight -= 2 * layout.is_summary(*place, above=run.across)  # where a line has its total
        weight -= 2 * (slip.stop - slip.start > 1)
    weight += difference(mine, theirs, *place) == "range"
    if alike == 2 and len(layout.families[mine]) == 1 and layout.common(theirs) >= COMMON:
        weight += 1.5  # one of its kind beside a common one
    weight -= 7 * layout.is_special(place, run.across)
    return weight + _penalty(layout, mine, theirs, place, run.across)


def _penalty(layout: Layout, mine: str, theirs: str, place: Place, across: bool) -> float:
    """What speaks for a purpose, as a negative weight."""
    penalty = 0.0
    if not shape(mine).references and not shape(mine).names:
        penalty -= 20  # typed numbers, only written as a formula
    if shape(mine).aggregate and not shape(theirs).aggregate:
        penalty -= 4
    if shape(mine).aggregate and shape(mine).calls[:1] != shape(theirs).calls[:1]:
        penalty -= 4  # an average in a line of sums
    fed = layout.is_fed(mine, place), layout.is_fed(theirs, place)
    if fed[0] != fed[1]:
        penalty += 1 if fed[1] else -8  # the formula of the neighbours would find nothing here
    if _is_picked(mine, theirs):
        penalty -= 4  # another cell, and fixed otherwise: somebody chose it
    if set(shape(mine).names) != set(shape(theirs).names):
        penalty -= 4  # a name does not slip when a formula is copied
    if shape(mine).frame == "@" and layout.grid.cells[place].is_text:
        penalty -= 8  # a text fetched from elsewhere: a heading, a name
    is_lookup = not _LOOKUPS.isdisjoint(shape(mine).calls)
    if is_lookup and difference(mine, theirs, *place) == "constant":
        penalty -= 20  # another column of the table
    if likeness(mine, theirs) < 2 and len(layout.families[mine]) > 2:
        penalty -= 2
    if layout.is_summary(*place, above=across):
        penalty -= 2
    return penalty


def _is_picked(mine: str, theirs: str) -> bool:
    """Whether a reference to another sheet is fixed otherwise than that of the neighbours."""
    pairs = zip(shape(mine).references, shape(theirs).references, strict=False)
    return any("!" in one and ("[" in one) != ("[" in other) for one, other in pairs)


def _moved(layout: Layout, model: Place, place: Place) -> str:
    """The formula of one cell as it would read in another."""
    formula = layout.grid.cells[model].formula or ""
    return Filled(formula, *model).at(*place)
