"""An old formula told in the places of the new version, to see whether it means the same."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from workbooks.address import Area
from workbooks.audit.align import Alignment
from workbooks.audit.grammar import parse
from workbooks.audit.model import Cell
from workbooks.audit.nodes import Node, Ref, parts
from workbooks.audit.r1c1 import normal
from workbooks.audit.tokens import UnparsedError

#: A formula as texts and references; equal where two formulas are built alike.
_Skeleton = tuple[tuple[Hashable, ...], tuple[Ref, ...]]


class Translator:
    """Compares formulas of two versions of a workbook.

    Parameters
    ----------
    sheets : mapping
        The title of each sheet now, by its old one.
    aligned : mapping
        Where the cells of each sheet are now, by its old title.
    """

    def __init__(self, sheets: Mapping[str, str], aligned: Mapping[str, Alignment]) -> None:
        self._sheets = {old.lower(): new.lower() for old, new in sheets.items()}
        self._aligned = {old.lower(): found for old, found in aligned.items()}
        self._still = all(
            one.rows.is_still and one.columns.is_still for one in aligned.values()
        ) and all(old == new for old, new in sheets.items())
        self._trees: dict[str, _Skeleton | None] = {}

    def same(self, old: Cell, new: Cell, title: str) -> bool:
        """Whether an old formula, on that sheet, and a new one refer to the same cells alike."""
        if self._still:
            return False  # the caller compared them as they stand
        return self.same_text(old.formula or "", new.formula or "", title)

    def same_text(self, old: str, new: str, title: str | None) -> bool:
        """Whether two formulas, each as it stands in its cell, mean the same."""
        mine, theirs = self._skeleton(old), self._skeleton(new)
        if mine is None or theirs is None:
            return normal(old, 1, 1) == normal(new, 1, 1)
        if mine[0] != theirs[0] or len(mine[1]) != len(theirs[1]):
            return False
        return all(
            self._alike(one, other, (title or "").lower())
            for one, other in zip(mine[1], theirs[1], strict=True)
        )

    def _alike(self, one: Ref, other: Ref, title: str) -> bool:
        """Whether two references mean the same cells, or a range and the range grown by what was
        put in beside it."""
        moved, there = self._moved(one, title), _place(other, self._now(title))
        aligned = self._aligned.get((one.sheet or title).lower())
        if moved == there or aligned is None or one.is_cell or other.is_cell:
            return moved == there
        mine, theirs = moved[3], there[3]
        return moved[:3] == there[:3] and all(
            set(range(low, mine_low)) | set(range(mine_high + 1, high + 1)) <= axis.fresh
            and low <= mine_low and high >= mine_high
            for axis, low, mine_low, mine_high, high in (
                (aligned.rows, theirs.top, mine.top, mine.bottom, theirs.bottom),
                (aligned.columns, theirs.left, mine.left, mine.right, theirs.right),
            )
        )  # fmt: skip

    def _now(self, title: str | None) -> str:
        return self._sheets.get((title or "").lower(), "")

    def _moved(self, ref: Ref, title: str) -> tuple[str, str, str, Area, bool]:
        """Where a reference of the old version points in the new one."""
        if ref.book:
            return _place(ref, "")
        sheet = (ref.sheet or title).lower()
        aligned = self._aligned.get(sheet)
        area = ref.area if aligned is None else aligned.area(ref.area)
        to = ref.sheet_to.lower()
        return ("", self._sheets.get(sheet, sheet), self._sheets.get(to, to), area, ref.spill)

    def _skeleton(self, formula: str) -> _Skeleton | None:
        """A formula taken apart; None if it cannot be read."""
        if formula not in self._trees:
            try:
                self._trees[formula] = _taken_apart(parse(formula.removeprefix("=")))
            except UnparsedError:
                self._trees[formula] = None
        return self._trees[formula]


def _place(ref: Ref, title: str) -> tuple[str, str, str, Area, bool]:
    """Where a reference points, without regard to how it is written."""
    return ref.book, (ref.sheet or title).lower(), ref.sheet_to.lower(), ref.area, ref.spill


def _taken_apart(tree: Node) -> _Skeleton:
    pieces: list[Hashable] = []
    refs: list[Ref] = []
    waiting: list[Node | str] = [tree]
    while waiting:
        piece = waiting.pop()
        if isinstance(piece, str):
            pieces.append(piece.upper())
        elif isinstance(piece, Ref):
            pieces.append(piece.fixed)
            refs.append(piece)
        else:
            below = parts(piece)
            leaf = len(below) == 1 and isinstance(below[0], str)
            pieces += [below[0]] if leaf else []
            waiting += [] if leaf else reversed(below)
    return tuple(pieces), tuple(refs)
