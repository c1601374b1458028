"""The cells of a sheet as trees, so that a range is a handful of branches and not its cells."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator


class Lines:
    """The cells of one sheet by column, or by row, each line a tree of branches once asked for."""

    def __init__(
        self, places: Iterable[tuple[int, int, int]], nodes: list[tuple[int, ...]]
    ) -> None:
        self._nodes = nodes
        self._lines: dict[int, list[tuple[int, int]]] = {}
        for line, along, number in places:
            self._lines.setdefault(line, []).append((along, number))
        self._order = sorted(self._lines)
        self._trees: dict[int, tuple[list[int], list[int]]] = {}

    def _tree(self, line: int) -> tuple[list[int], list[int]]:
        """Where the cells of a line stand along it, and its branches."""
        if line not in self._trees:
            cells, nodes = sorted(self._lines[line]), self._nodes
            tree = [0] * len(cells) + [number for _, number in cells]
            for place in range(len(cells) - 1, 0, -1):
                tree[place] = len(nodes)
                nodes.append((tree[2 * place], tree[2 * place + 1]))
            self._trees[line] = [along for along, _ in cells], tree
        return self._trees[line]

    def branches(self, first: int, last: int, start: int, stop: int) -> Iterator[int]:
        """The branches that hold the cells of some lines, from `start` to `stop` along them."""
        order = self._order
        for line in order[bisect_left(order, first) : bisect_right(order, last)]:
            alongs, tree = self._tree(line)
            low = bisect_left(alongs, start) + len(alongs)
            high = bisect_right(alongs, stop) + len(alongs)
            while low < high:
                if low & 1:
                    yield tree[low]
                    low += 1
                if high & 1:
                    high -= 1
                    yield tree[high]
                low //= 2
                high //= 2
