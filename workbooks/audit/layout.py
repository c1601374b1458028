"""How the formulas of a sheet lie: families, runs along rows and columns, headings."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from workbooks.audit.model import Cell, Grid
from workbooks.audit.r1c1 import Copies, normal0
from workbooks.audit.shape import likeness, resolved, shape

#: How far a heading may stand from the cell it belongs to.
_REACH = 400
#: One in how many references of a formula may find nothing.
FEW_HUNGRY = 4
#: How far the next formula of a line may stand to be its neighbour.
_NEAR = 4

_SUMMARY = re.compile(
    r"\b(sub-?totals?|totals?|tot|sums?|grand|averages?|avg|mean|median|min(imum)?|max(imum)?|ytd"
    r"|year to date|variances?|var|change|diff(erence)?|growth|cagr|overall|combined|net|balance"
    r"|q[1-4]|[1-4]q|h[12]|fy|annual|per ?cent|percentage|count|std|check)\b|%|Δ|Σ",
    re.I,
)

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Segment:
    """Neighbours along a line that hold one formula."""

    normal: str
    start: int
    stop: int  # one past the last

    def __len__(self) -> int:
        return self.stop - self.start


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of formulas without a gap, along a row (`across`) or down a column.

    `line` is the row or the column; `segments` are cut where the formula changes.
    """

    across: bool
    line: int
    segments: tuple[Segment, ...]

    @property
    def start(self) -> int:
        """The first place along the line."""
        return self.segments[0].start

    @property
    def stop(self) -> int:
        """One past the last place along the line."""
        return self.segments[-1].stop

    @property
    def length(self) -> int:
        """The number of its cells."""
        return self.stop - self.start

    def place(self, along: int) -> Place:
        """Row and column of a place along the line."""
        return (self.line, along) if self.across else (along, self.line)


@dataclass
class Layout:
    """The formulas of one sheet as they lie beside each other."""

    grid: Grid
    normals: Mapping[Place, str] = field(init=False)

    def __post_init__(self) -> None:
        known: dict[int, str] = {}
        found: dict[Place, str] = {}
        copies = Copies()
        for cell in self.grid.formulas():
            if cell.shared is not None and cell.shared in known:
                found[cell.row, cell.column] = known[cell.shared]
                continue
            text = copies.normal(cell.formula or "", cell.row, cell.column)
            found[cell.row, cell.column] = text
            if cell.shared is not None:
                known[cell.shared] = text
        self.normals = found

    @cached_property
    def families(self) -> Mapping[str, list[Place]]:
        """The cells that hold each formula, it written relative to its cell."""
        found: dict[str, list[Place]] = {}
        for place, text in self.normals.items():
            found.setdefault(text, []).append(place)
        return found

    @cached_property
    def _frames(self) -> Counter[str]:
        frames: Counter[str] = Counter()
        for text, places in self.families.items():
            frames[shape(text).bare] += len(places)
        return frames

    def common(self, text: str) -> int:
        """How many cells of the sheet hold a formula that is built like this one."""
        return self._frames[shape(text).bare]

    def bare(self, place: Place) -> str:
        """The formula there with `#` for each literal."""
        cell = self.grid.cells[place]
        return normal0(cell.formula or "", cell.row, cell.column)

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """All runs of two formulas and more, along rows and down columns."""
        return (*self._runs(across=True), *self._runs(across=False))

    def _runs(self, across: bool) -> Iterator[Run]:
        for line, places in self.lines[not across].items():
            segments: list[Segment] = []
            start, text = places[0]
            stop = start
            for along, other in (*places[1:], (0, "")):  # 0 ends the last one
                if along == stop + 1 and other == text:
                    stop = along
                    continue
                segments.append(Segment(text, start, stop + 1))
                if along != stop + 1:
                    if stop > segments[0].start:
                        yield Run(across, line, tuple(segments))
                    segments = []
                start, stop, text = along, along, other

    def is_special(self, place: Place, across: bool) -> bool:
        """Whether what stands beside a cell, across its line, breaks its own line as well.

        A subtotal or an opening line does that in every column; a slip does it in one.
        """
        row, column = place
        for step in (-1, 1):
            beside = (row + step, column) if across else (row, column + step)
            before, after = (self.normals.get(at) for at in self._around(beside, across))
            odd = self.normals.get(beside) != before and beside in self.grid.cells
            if before is not None and before == after and odd:
                return True
        breaks, goes_on = self._breaks(place[across], across)
        return breaks > 1 and breaks > goes_on

    def _breaks(self, along: int, across: bool) -> tuple[int, int]:
        """In how many lines another kind of formula begins at a place, and in how many it does not.

        Counted are the lines in which the two cells before it hold one formula.
        """
        if (along, across) not in self._changes:
            breaks = goes_on = 0
            for line, here in self.lines[across].get(along, ()):
                before, second = (
                    self.normals.get((line, at) if across else (at, line))
                    for at in (along - 1, along - 2)
                )
                if before is not None and before == second:
                    is_other = likeness(here, before) == 0
                    breaks, goes_on = breaks + is_other, goes_on + (not is_other)
            self._changes[along, across] = breaks, goes_on
        return self._changes[along, across]

    @cached_property
    def _changes(self) -> dict[tuple[int, bool], tuple[int, int]]:
        return {}

    def is_own(self, place: Place, across: bool, is_near: bool) -> bool:
        """Whether a cell's formula is that of the line across its own.

        So it is where the nearest formula there, over blanks and texts, is the same, and where two
        others are; `is_near` asks for the very next cell.
        """
        mine, (row, column) = self.normals[place], place
        if len(self.families[mine]) == 1:
            return False
        line, at = (column, row) if across else (row, column)
        others = self.lines[across][line]
        middle = bisect_left(others, (at, ""))
        beside = [*others[max(0, middle - 1) : middle], *others[middle + 1 : middle + 2]]
        far = 1 if is_near else _NEAR
        return any(abs(other - at) <= far and normal == mine for other, normal in beside) or (
            not is_near and self._held(mine, across)[line] > 2
        )

    def _held(self, normal: str, across: bool) -> Counter[int]:
        """How many cells hold a formula in each column (`across`), or in each row."""
        if (normal, across) not in self._counts:
            counts = Counter(place[across] for place in self.families[normal])
            self._counts[normal, across] = counts
        return self._counts[normal, across]

    @cached_property
    def _counts(self) -> dict[tuple[str, bool], Counter[int]]:
        return {}

    @cached_property
    def lines(self) -> tuple[dict[int, list[tuple[int, str]]], dict[int, list[tuple[int, str]]]]:
        """The formulas by row, with their columns, and by column, with their rows, in order."""
        rows: dict[int, list[tuple[int, str]]] = {}
        columns: dict[int, list[tuple[int, str]]] = {}
        for (row, column), normal in sorted(self.normals.items()):
            rows.setdefault(row, []).append((column, normal))
            columns.setdefault(column, []).append((row, normal))
        return rows, columns

    def is_fed(self, text: str, place: Place) -> bool:
        """Whether a formula would find numbers where it refers to from a place, as far as it moves.

        Of a range both ends must hold one; what lies on other sheets is taken to be there. Of many
        references a few may find nothing.
        """
        moving = [one for one in shape(text).references if "[" in one and "!" not in one]
        hungry = sum(not self._finds(reference, place) for reference in moving)
        return FEW_HUNGRY * hungry <= len(moving) and hungry < max(1, len(moving))

    def _finds(self, reference: str, place: Place) -> bool:
        """Whether a reference finds numbers from a place."""
        _, ends = resolved(reference, *place)
        if len(ends) < 2 or min(ends) < 1:
            return False
        corners = {ends[:2], ends[-2:]}
        cells = [self.grid.cells.get((corner[0], corner[1])) for corner in corners]
        return place not in corners and all(cell and _counts(cell) for cell in cells)

    @staticmethod
    def _around(place: Place, across: bool) -> tuple[Place, Place]:
        """The places before and after one along a line."""
        row, column = place
        if across:
            return (row, column - 1), (row, column + 1)
        return (row - 1, column), (row + 1, column)

    def heading(self, row: int, column: int, above: bool) -> Cell | None:
        """The nearest text or date above a cell, or to its left."""
        down, right = (-1, 0) if above else (0, -1)
        for step in range(1, _REACH):
            place = (row + down * step, column + right * step)
            if min(place) < 1:
                return None
            cell = self.grid.cells.get(place)
            if cell is not None and (isinstance(cell.value, str) or cell.style.dated):
                if isinstance(cell.value, str) and (cell.is_error or not cell.value.strip()):
                    continue
                return cell
        return None

    def is_summary(self, row: int, column: int, above: bool) -> bool:
        """Whether the heading of a cell speaks of a total, an average or a change."""
        cell = self.heading(row, column, above)
        text = cell.value if cell is not None else None
        return isinstance(text, str) and _SUMMARY.search(text) is not None


def _counts(cell: Cell) -> bool:
    """Whether a cell holds a number, or a formula that was never calculated."""
    return cell.is_number or (cell.formula is not None and cell.value is None)
