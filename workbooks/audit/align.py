"""Two versions of a sheet laid beside each other: which row and column became which.

A row is known by its texts and by how its formulas are built, not by where they point, so that
a row put in above does not make every row below it another one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property

from workbooks.address import MAX_COLUMN, MAX_ROW, Area
from workbooks.audit.layout import Layout
from workbooks.audit.model import Cell, Grid, Workbook
from workbooks.audit.shape import shape

#: Up to how many pairs of lines, and of lines that differ, two stretches are compared in full.
_FULL, _UNLIKE = 4_000_000, 250_000
#: How far lines are sought where a stretch is longer and has no line that is there once.
_BAND = 50
#: A sheet of another title is the same sheet if so much of it is.
_SAME = 0.5

Token = Hashable


@dataclass(frozen=True)
class Axis:
    """Rows, or columns: where each of the old ones is now; those gone, those new."""

    now: dict[int, int]
    gone: tuple[int, ...]
    new: tuple[int, ...]
    most: int

    @property
    def is_still(self) -> bool:
        """Whether nothing moved."""
        return not self.gone and not self.new and all(k == v for k, v in self.now.items())

    def moved(self, place: int, down: bool = False) -> int:
        """Where a place is now; of one that is gone, where its neighbour is.

        `down` looks for the neighbour before it, as the end of a range does.
        """
        found = self.now.get(place)
        if found is not None:
            return found
        keys = self._keys
        at = bisect_right(keys, place)
        if down or at == len(keys):
            if not at:
                return place
            before = keys[at - 1]
            gap = 0 if at < len(keys) or place in self._gone else place - before
            return min(self.now[before] + gap, self.most)
        if not at and place not in self._gone:
            return max(self.now[keys[0]] - (keys[0] - place), 1)
        return self.now[keys[at]]

    @cached_property
    def fresh(self) -> frozenset[int]:
        """The places that are new."""
        return frozenset(self.new)

    @cached_property
    def _keys(self) -> list[int]:
        return sorted(self.now)

    @cached_property
    def _gone(self) -> frozenset[int]:
        return frozenset(self.gone)


@dataclass(frozen=True)
class Alignment:
    """Where the cells of an old sheet are on the new one."""

    rows: Axis
    columns: Axis

    def cell(self, row: int, column: int) -> tuple[int, int] | None:
        """Where a cell is now, or None if it is gone."""
        down, right = self.rows.now.get(row), self.columns.now.get(column)
        return None if down is None or right is None else (down, right)

    def area(self, area: Area) -> Area:
        """Where a range is now, grown and shrunk with what was put in and taken out."""
        top, left, bottom, right = area
        if (top, bottom) != (1, MAX_ROW):
            top, bottom = self.rows.moved(top), self.rows.moved(bottom, top != bottom)
        if (left, right) != (1, MAX_COLUMN):
            left, right = self.columns.moved(left), self.columns.moved(right, left != right)
        return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def pair_sheets(old: Workbook, new: Workbook) -> dict[str, str]:
    """Which sheet is which: by title, and where that is new by what is on it."""
    pairs = {title: new.titles[title.lower()] for title in old.grids if title.lower() in new.titles}
    left = [title for title in new.grids if title not in pairs.values()]
    for title, grid in old.grids.items():
        if title in pairs or not left:
            continue
        mine = _content(grid)
        shares = [(len(mine & theirs) / (len(mine | theirs) or 1), other)
                  for other in left for theirs in [_content(new.grids[other])]]  # fmt: skip
        share, other = max(shares, key=lambda pair: pair[0])
        if share >= _SAME:
            pairs[title] = other
            left.remove(other)
    return pairs


def _content(grid: Grid) -> set[str]:
    """What a sheet is known by."""
    return {cell.formula or str(cell.value) for cell in grid.cells.values() if not cell.is_number}


def align(old: Layout, new: Layout) -> Alignment:
    """Lay two versions of a sheet beside each other, rows and columns."""
    marks = _marks(old), _marks(new)
    return Alignment(_axis(marks, 0, MAX_ROW), _axis(marks, 1, MAX_COLUMN))


def _marks(layout: Layout) -> dict[tuple[int, int], Token]:
    """What each cell is known by, wherever it stands."""
    return {
        place: _token(cell, layout.normals.get(place)) for place, cell in layout.grid.cells.items()
    }


def _token(cell: Cell, formula: str | None) -> Token:
    if formula is not None:
        return shape(formula).frame
    if cell.kind == "text":
        return str(cell.value)
    return ("date", cell.value) if cell.kind == "date" else "#"  # a typed date is a heading


def _axis(
    marks: tuple[dict[tuple[int, int], Token], dict[tuple[int, int], Token]], side: int, most: int
) -> Axis:
    """Lay the rows (`side` 0) or the columns (1) beside each other."""
    lines: list[list[tuple[int, frozenset[Token]]]] = []
    for found in marks:
        held: dict[int, set[Token]] = {}
        for place, token in found.items():
            held.setdefault(place[side], set()).add(token)
        lines.append([(line, frozenset(tokens)) for line, tokens in sorted(held.items())])
    old, new = lines
    pairs = _pairs([tokens for _, tokens in old], [tokens for _, tokens in new])
    now = {old[a][0]: new[b][0] for a, b in pairs}
    taken = set(now.values())
    return Axis(
        now,
        tuple(line for line, _ in old if line not in now),
        tuple(line for line, _ in new if line not in taken),
        most,
    )


def _pairs(
    old: Sequence[frozenset[Token]], new: Sequence[frozenset[Token]]
) -> list[tuple[int, int]]:
    """Which of the old stretch is which of the new one, in order."""
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    pairs = [(k, k) for k in range(first)]
    pairs += _middle(old, new, first, len(old) - last, len(new) - last)
    return pairs + [(len(old) - k, len(new) - k) for k in range(last, 0, -1)]


def _middle(
    old: Sequence[frozenset[Token]],
    new: Sequence[frozenset[Token]],
    first: int,
    end_old: int,
    end_new: int,
) -> list[tuple[int, int]]:
    """The pairs between what both begin with and what both end with."""
    one, other = old[first:end_old], new[first:end_new]
    if not one or not other:
        return []
    if len(one) * len(other) <= _FULL and len(set(one)) * len(set(other)) <= _UNLIKE:
        found = _alike(one, other, min(len(one), len(other)))
    else:
        found = _anchored(one, other)
    return [(first + a, first + b) for a, b in found]


def _anchored(
    one: Sequence[frozenset[Token]], other: Sequence[frozenset[Token]]
) -> list[tuple[int, int]]:
    """The pairs of a long stretch: first the lines that each side has once, then those between."""
    counts = Counter(one), Counter(other)
    places = {tokens: k for k, tokens in enumerate(other)}
    shared = [
        (a, places[tokens]) for a, tokens in enumerate(one)
        if counts[0][tokens] == counts[1][tokens] == 1
    ]  # fmt: skip
    fixed = _rising(shared)
    if not fixed:
        return _alike(one, other, _BAND)
    pairs: list[tuple[int, int]] = []
    at, at_other = 0, 0
    for a, b in [*fixed, (len(one), len(other))]:
        between = _pairs(one[at:a], other[at_other:b])
        pairs += [(at + k, at_other + m) for k, m in between]
        pairs += [(a, b)] if a < len(one) else []
        at, at_other = a + 1, b + 1
    return pairs


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The most pairs whose second numbers rise; their first ones do.

    >>> _rising([(0, 9), (1, 2), (2, 3), (3, 1)])
    [(1, 2), (2, 3)]
    """
    ends: list[int] = []  # the least end of a rising stretch of each length, and its place
    places: list[int] = []
    before: list[int] = []
    for at, (_, second) in enumerate(pairs):
        length = bisect_left(ends, second)
        before.append(places[length - 1] if length else -1)
        ends[length : length + 1] = [second]
        places[length : length + 1] = [at]
    found: list[tuple[int, int]] = []
    at = places[-1] if places else -1
    while at >= 0:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]


def _alike(
    one: Sequence[frozenset[Token]], other: Sequence[frozenset[Token]], reach: int
) -> list[tuple[int, int]]:
    """Pairs of lines in order that have the most in common, all together.

    A line that changed in part is still the same line; taking only equal lines for the same would
    lay those beside a change one further on. No line is sought more than `reach` places beyond
    where the two lengths put it.
    """
    import numpy as np

    kinds, others = ({tokens: k for k, tokens in enumerate(dict.fromkeys(side))}
                     for side in (one, other))  # fmt: skip
    if len(kinds) * len(others) > _UNLIKE:
        return [(k, k) for k in range(min(len(one), len(other)))]
    share = np.array([[len(a & b) / len(a | b) for b in others] for a in kinds], np.float32)
    rows, columns = [kinds[a] for a in one], np.array([others[b] for b in other])
    more = len(other) - len(one)
    low, high = min(0, more) - reach, max(0, more) + reach
    ahead = np.arange(low, high + 1)  # how far the second line is ahead of the first
    # the best that is left from a line on, for each place ahead
    best = np.full((len(one) + 1, len(ahead) + 1), -np.inf, np.float32)
    best[len(one), :-1][(ahead + len(one) >= 0) & (ahead + len(one) <= len(other))] = 0
    for a in range(len(one) - 1, -1, -1):
        places = ahead + a
        inside = (places >= 0) & (places < len(other))
        like = share[rows[a], columns[np.where(inside, places, 0)]]
        pair = np.where(inside, best[a + 1, :-1] + like, -np.inf)
        pair[places == len(other)] = 0
        found = np.maximum(pair, np.concatenate(([-np.inf], best[a + 1, :-2])))
        found = np.maximum.accumulate(found[::-1])[::-1]
        best[a, :-1] = np.where((places >= 0) & (places <= len(other)), found, -np.inf)
    pairs: list[tuple[int, int]] = []
    a = b = 0
    while a < len(one) and b < len(other):
        k = b - a - low
        like = share[rows[a], columns[b]]
        if like and best[a, k] == best[a + 1, k] + like:
            pairs.append((a, b))
            a, b = a + 1, b + 1
        elif k and best[a, k] == best[a + 1, k - 1]:
            a += 1
        else:
            b += 1
    return _filled(pairs, len(one), len(other))


def _filled(pairs: list[tuple[int, int]], end: int, end_other: int) -> list[tuple[int, int]]:
    """The pairs, and lines with nothing in common where as many went as came."""
    found: list[tuple[int, int]] = []
    at, at_other = 0, 0
    for a, b in [*pairs, (end, end_other)]:
        if a - at == b - at_other:
            found += [(at + k, at_other + k) for k in range(a - at)]
        found += [(a, b)] if a < end else []
        at, at_other = a + 1, b + 1
    return found
