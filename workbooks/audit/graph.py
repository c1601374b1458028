"""Which cells rest on which: precedents, dependents, cycles, chains.

Ranges are not taken apart. The cells of each column (and of each row, for ranges that lie along
one) stand at the leaves of a binary tree, and a range is a handful of its branches: a running sum
down 10,000 rows costs no more than its logarithm. Nothing here calls itself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from functools import cached_property

from workbooks.address import Area
from workbooks.audit.branches import Lines
from workbooks.audit.context import Context
from workbooks.audit.links import Link, Links, links
from workbooks.audit.model import Workbook
from workbooks.audit.parsed import Family

#: A cell: title of the sheet, row, column.
Spot = tuple[str, int, int]


class Graph:
    """The cells of a workbook and what they rest on.

    Parameters
    ----------
    workbook : Workbook
        The cells.
    found : Links
        The references of its formulas.
    """

    def __init__(self, workbook: Workbook, found: Links) -> None:
        self._links = found
        self._spots: list[Spot] = []
        self._numbers: dict[Spot, int] = {}
        for title, grid in workbook.grids.items():
            for cell in grid.cells.values():
                spot = (title, cell.row, cell.column)
                self._numbers[spot] = len(self._spots)
                self._spots.append(spot)
        self._cells = len(self._spots)
        # what each node rests on: cells first, then branches
        self._below: list[tuple[int, ...]] = [()] * self._cells
        self._lazy: dict[int, tuple[int, ...]] = {}
        self._lines: dict[tuple[str, bool], Lines] = {}
        self._by_sheet: dict[str, list[tuple[int, int, int]]] = {}
        for number, (title, row, column) in enumerate(self._spots):
            self._by_sheet.setdefault(title, []).append((row, column, number))
        self._areas: dict[tuple[str, Area], tuple[int, ...]] = {}
        self._families: dict[Spot, Family] = {}
        for family in found.parsed:
            self._connect(family, found.family(family))

    def _connect(self, family: Family, refs: tuple[Link, ...]) -> None:
        """Note what the cells of a family rest on."""
        steps = [(self._step(link), link.lazy) for link in refs]
        for row, column in family.cells:
            strict: list[int] = []
            lazy: list[int] = []
            for step, is_lazy in steps:
                (lazy if is_lazy else strict).extend(step(row, column))
            spot = (family.sheet, row, column)
            number = self._numbers[spot]
            self._families[spot] = family
            self._below[number] = tuple(strict)
            if lazy:
                self._lazy[number] = tuple(lazy)

    def _step(self, link: Link) -> Callable[[int, int], tuple[int, ...]]:
        """What a reference means in a cell, as nodes."""
        sheet, (top, left, _, _), fixed = link.sheet, link.ref.area, link.ref.fixed
        if link.ref.is_cell:
            down, right = top - link.row * (not fixed[0]), left - link.column * (not fixed[1])
            numbers = self._numbers

            def one(row: int, column: int) -> tuple[int, ...]:
                number = numbers.get(
                    (sheet, down if fixed[0] else row + down, right if fixed[1] else column + right)
                )
                return () if number is None else (number,)

            return one
        if all(fixed) and not link.scalar:
            nodes = self._nodes(sheet, link.ref.area)
            return lambda row, column: nodes

        def many(row: int, column: int) -> tuple[int, ...]:
            area = link.at(row, column)
            return () if area is None else self._nodes(sheet, area)

        return many

    def _nodes(self, sheet: str, area: Area) -> tuple[int, ...]:
        """The cells or the branches that an area is made of."""
        if area.top == area.bottom and area.left == area.right:
            number = self._numbers.get((sheet, area.top, area.left))
            return () if number is None else (number,)
        key = (sheet, area)
        if key not in self._areas:
            across = area.right - area.left > area.bottom - area.top
            lines = self._lines.get((sheet, across))
            if lines is None:
                given = self._by_sheet.get(sheet, ())
                places = given if across else ((column, row, one) for row, column, one in given)
                lines = self._lines[sheet, across] = Lines(places, self._below)
            top, left, bottom, right = area
            box = (top, bottom, left, right) if across else (left, right, top, bottom)
            self._areas[key] = tuple(lines.branches(*box))
        return self._areas[key]

    # ------------------------------------------------------------------ what a cell rests on

    def family(self, spot: Spot) -> Family | None:
        """The family of the formula in a cell, or None."""
        return self._families.get(spot)

    def precedents(self, spot: Spot) -> list[tuple[str, Area]]:
        """The areas that the formula of a cell refers to, in the order in which it does."""
        family = self._families.get(spot)
        if family is None:
            return []
        found = ((link.sheet, link.at(spot[1], spot[2])) for link in self._links.family(family))
        return list(dict.fromkeys((sheet, area) for sheet, area in found if area is not None))

    def dependents(self, spot: Spot) -> list[Spot]:
        """The cells whose formulas refer to a cell, directly or within an area."""
        number = self._numbers.get(spot)
        found: list[Spot] = []
        waiting, seen = [] if number is None else [number], set[int]()
        while waiting:
            for above in self._above[waiting.pop()]:
                if above in seen:
                    continue
                seen.add(above)
                if above < self._cells:
                    found.append(self._spots[above])
                else:
                    waiting.append(above)
        return sorted(found, key=self._numbers.__getitem__)

    @cached_property
    def _above(self) -> list[list[int]]:
        """What rests directly on each node: the other way round."""
        above: list[list[int]] = [[] for _ in self._below]
        for number, below in enumerate(self._below):
            for one in below:
                above[one].append(number)
        for number, below in self._lazy.items():
            for one in below:
                above[one].append(number)
        return above

    def reach(self, spots: Iterable[Spot]) -> set[Spot]:
        """All cells that rest on any of these, directly or through others; these not included
        unless they rest on each other."""
        above = self._above
        return self._spread(spots, lambda number: above[number])

    def sources(self, spots: Iterable[Spot]) -> set[Spot]:
        """All cells that any of these rests on, directly or through others."""
        below, lazy = self._below, self._lazy
        return self._spread(spots, lambda number: (*below[number], *lazy.get(number, ())))

    @cached_property
    def used(self) -> frozenset[Spot]:
        """All cells to which some formula refers, directly or within an area."""
        seen = {
            one for below in (*self._below[: self._cells], *self._lazy.values()) for one in below
        }
        branches = [one for one in seen if one >= self._cells]
        while branches:
            for one in self._below[branches.pop()]:
                if one not in seen:
                    seen.add(one)
                    if one >= self._cells:
                        branches.append(one)
        return frozenset(self._spots[one] for one in seen if one < self._cells)

    def _spread(self, spots: Iterable[Spot], steps: Callable[[int], Iterable[int]]) -> set[Spot]:
        waiting = [self._numbers[spot] for spot in spots if spot in self._numbers]
        seen: set[int] = set()
        while waiting:
            for one in steps(waiting.pop()):
                if one not in seen:
                    seen.add(one)
                    waiting.append(one)
        return {self._spots[one] for one in seen if one < self._cells}

    # ------------------------------------------------------------------ cycles and chains

    def cycles(self) -> list[list[Spot]]:
        """One shortest cycle of each knot of cells that rest on themselves, in order of effect.

        `[A1, B1]`: B1 rests on A1 and A1 on B1. Knots come in the order of the workbook.
        """
        found = []
        for knot in self._knots:
            cells = [one for one in knot if one < self._cells]
            if cells:
                found.append(self._shortest(set(knot), cells))
        return sorted(found, key=lambda cycle: min(self._numbers[spot] for spot in cycle))

    def knot_sizes(self) -> list[int]:
        """How many cells each knot has, the largest first."""
        return sorted(
            (sum(one < self._cells for one in knot) for knot in self._knots), reverse=True
        )

    @cached_property
    def _knots(self) -> list[list[int]]:
        """The strongly connected parts with a cycle, by Tarjan's way, without recursion."""
        below = self._below
        count = len(below)
        index, low = [0] * count, [0] * count
        on_stack = bytearray(count)
        stack: list[int] = []
        found: list[list[int]] = []
        clock = 0
        self._order: list[int] = []
        for root in range(self._cells):
            if index[root]:
                continue
            clock += 1
            if not below[root]:  # it rests on nothing
                index[root] = clock
                self._order.append(root)
                continue
            index[root] = low[root] = clock
            stack.append(root)
            on_stack[root] = 1
            work = [(root, iter(below[root]))]
            while work:
                node, steps = work[-1]
                for one in steps:
                    if not index[one]:
                        clock += 1
                        if not below[one]:
                            index[one] = clock
                            self._order.append(one)
                            continue
                        index[one] = low[one] = clock
                        stack.append(one)
                        on_stack[one] = 1
                        work.append((one, iter(below[one])))
                        break
                    if on_stack[one] and index[one] < low[node]:
                        low[node] = index[one]
                else:
                    work.pop()
                    if work and low[node] < low[work[-1][0]]:
                        low[work[-1][0]] = low[node]
                    if low[node] == index[node]:
                        part = []
                        while True:
                            one = stack.pop()
                            on_stack[one] = 0
                            part.append(one)
                            self._order.append(one)
                            if one == node:
                                break
                        if len(part) > 1 or node in below[node]:
                            found.append(part)
        return found

    def _shortest(self, knot: set[int], cells: list[int]) -> list[Spot]:
        """A shortest cycle of a knot, from the first of some of its cells."""
        best: list[int] = []
        for start in sorted(cells)[:64]:
            came: dict[int, int] = {}
            waiting = deque([start])
            while waiting and start not in came:
                node = waiting.popleft()
                for one in self._below[node]:
                    if one in knot and one not in came:
                        came[one] = node
                        if one == start:
                            break
                        waiting.append(one)
            path, node = [start], came[start]
            while node != start:
                path.append(node)
                node = came[node]
            path = [one for one in path if one < self._cells]
            if not best or len(path) < len(best):
                best = path
            if len(best) == 1:
                break
        first = best.index(min(best))
        return [self._spots[one] for one in best[first:] + best[:first]]

    @cached_property
    def depth(self) -> int:
        """How many formulas the longest chain has; the cells of a knot count as one step each."""
        knots = self._knots  # orders the nodes, what they rest on first
        knotted = {one for knot in knots for one in knot}
        longest = [0] * len(self._below)
        for node in self._order:
            own = 1 if node < self._cells and self._spots[node] in self._families else 0
            below = self._below[node]
            if node in knotted:
                below = tuple(one for one in below if one not in knotted)
            longest[node] = own + max([longest[one] for one in below], default=0)
        return max(longest, default=0)


def graph(context: Context) -> Graph:
    """The graph of the workbook that is audited; made once."""
    return context.once(_graph)


def _graph(context: Context) -> Graph:
    return Graph(context.workbook, links(context))
