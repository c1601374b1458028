"""Two versions of a model compared: formulas by family, inputs, texts, values, names, layout."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from workbooks.address import MAX_ROW, Area, quote_sheet
from workbooks.audit.align import Alignment, align, pair_sheets
from workbooks.audit.labels import Labels
from workbooks.audit.layout import Layout
from workbooks.audit.model import Cell, DefinedName, Grid, Workbook
from workbooks.audit.seal import head
from workbooks.audit.survey import joined
from workbooks.audit.translate import Translator

#: Two stored values nearer than this, relative to the larger, are one.
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs.

    `kind` is added, removed, changed, grown, shrunk or overwritten (a number where a formula
    was) for a family of formulas; added, removed or changed for the others. `areas` are places of
    the new version, of the old one for what is gone.
    """

    kind: str
    sheet: str
    areas: tuple[Area, ...] = ()
    label: str = ""
    before: str = ""
    after: str = ""

    @property
    def cells(self) -> int:
        """How many cells it is about."""
        return sum(area.size for area in self.areas)


@dataclass(slots=True)
class Difference:
    """All that differs between two versions."""

    before: str
    after: str
    layout: list[Change] = field(default_factory=list)
    names: list[Change] = field(default_factory=list)
    formulas: list[Change] = field(default_factory=list)
    inputs: list[Change] = field(default_factory=list)
    texts: list[Change] = field(default_factory=list)
    values: list[Change] = field(default_factory=list)

    def parts(self) -> dict[str, list[Change]]:
        """The changes by what they are about."""
        return {
            "layout": self.layout, "names": self.names, "formulas": self.formulas,
            "inputs": self.inputs, "texts": self.texts, "values": self.values,
        }  # fmt: skip

    @property
    def is_empty(self) -> bool:
        """Whether the two are alike."""
        return not any(self.parts().values())

    def as_json(self) -> dict[str, Any]:
        """In plain values."""
        found: dict[str, Any] = {"before": self.before, "after": self.after, "same": self.is_empty}
        for part, changes in self.parts().items():
            found[part] = [
                {**asdict(one), "areas": [area.text for area in one.areas], "cells": one.cells}
                for one in changes
            ]
        return found


def compare(old: Workbook, new: Workbook) -> Difference:
    """Compare two versions of a workbook, as `read` returned them."""
    return _Comparison(old, new).run()


class _Comparison:
    """One comparison under way."""

    def __init__(self, old: Workbook, new: Workbook) -> None:
        self.old, self.new = old, new
        self.found = Difference(old.name, new.name)
        self.sheets = pair_sheets(old, new)
        self.layouts = {
            title: (Layout(old.grids[title]), Layout(new.grids[other]))
            for title, other in self.sheets.items()
        }
        self.aligned: dict[str, Alignment] = {
            title: align(*pair) for title, pair in self.layouts.items()
        }
        self.translator = Translator(self.sheets, self.aligned)
        self.labels, self.old_labels = Labels(new), Labels(old)

    def run(self) -> Difference:
        """Compare sheet by sheet."""
        self._layout()
        self._names()
        for title, other in self.sheets.items():
            self._cells(title, other)
        self.found.values.sort(key=self._weight)
        return self.found

    def _weight(self, change: Change) -> tuple[bool, bool]:
        """Outputs and checks first, then what has a name at all."""
        area = change.areas[0]
        line = self.labels.line(change.sheet, area.top, area.left)
        return line is None or line.kind not in ("out", "chk"), line is None

    def _layout(self) -> None:
        """Sheets, rows and columns put in, taken out, renamed."""
        add = self.found.layout.append
        for title in self.old.grids:
            if title not in self.sheets:
                add(Change("removed", title, before="sheet"))
        for title in self.new.grids:
            if title not in self.sheets.values():
                add(Change("added", title, after="sheet"))
        for title, other in self.sheets.items():
            if title != other:
                add(Change("renamed", other, before=title, after=other))
            rows, columns = self.aligned[title].rows, self.aligned[title].columns
            for kind, numbers, of_rows in (
                ("removed", rows.gone, True), ("added", rows.new, True),
                ("removed", columns.gone, False), ("added", columns.new, False),
            ):  # fmt: skip
                if of_rows:
                    left_out = _seal(self.old.grids[title]), _seal(self.new.grids[other])
                    numbers = tuple(one for one in numbers if one not in left_out[kind == "added"])
                if numbers:
                    what = "rows" if of_rows else "columns"
                    text = f"{what} {_stretches(numbers, of_rows)}"
                    sides = ("", text) if kind == "added" else (text, "")
                    add(Change(kind, other, (), "", *sides))

    def _names(self) -> None:
        """Defined names."""
        old, new = _by_key(self.old.names, self.sheets), _by_key(self.new.names, {})
        for key, name in old.items():
            other = new.get(key)
            if other is None:
                self._name("removed", name, name.text, "")
            elif not self.translator.same_text(name.text, other.text, name.scope):
                self._name("changed", other, name.text, other.text)
        for key, name in new.items():
            if key not in old:
                self._name("added", name, "", name.text)

    def _name(self, kind: str, name: DefinedName, before: str, after: str) -> None:
        if not name.name.startswith("_xlnm."):
            self.found.names.append(Change(kind, name.scope or "", (), name.name, before, after))

    def _cells(self, title: str, other: str) -> None:
        """The cells of one sheet."""
        old, new, aligned = self.old.grids[title], self.new.grids[other], self.aligned[title]
        mine, theirs = (layout.normals for layout in self.layouts[title])
        left_out = _seal(old), _seal(new)
        sorter = _Sorter(title, other, old, new)
        met: set[tuple[int, int]] = set()
        for place, cell in old.cells.items():
            if place[0] in left_out[0]:
                continue
            target = aligned.cell(*place)
            now = None if target is None else new.cells.get(target)
            if target is None or now is None:
                sorter.gone(cell, mine.get(place))
                continue
            met.add(target)
            if cell.formula is not None and now.formula is not None:
                before, after = mine[place], theirs[target]
                if (before == after or self.translator.same(cell, now, title)) and (
                    _extent(cell) == _extent(now)
                ):
                    sorter.same(before, after)
                    if not alike(cell.value, now.value):
                        sorter.values.append((cell, now))
                else:
                    sorter.changed(before, after, cell, now)
            elif cell.formula is not None:
                sorter.changed(mine[place], "", cell, now)
            elif now.formula is not None:
                sorter.changed("", theirs[target], cell, now)
            elif not alike(cell.value, now.value):
                sorter.part(cell, now).append((cell, now))
        for place, cell in new.cells.items():
            if place not in met and place[0] not in left_out[1]:
                sorter.come(cell, theirs.get(place))
        self._collect(sorter)

    def _collect(self, sorter: _Sorter) -> None:
        """Take over what one sheet has."""
        self.found.formulas += sorter.families(self)
        for part, pairs in (
            (self.found.inputs, sorter.inputs), (self.found.texts, sorter.texts),
            (self.found.values, sorter.values),
        ):  # fmt: skip
            part += [self.pair(cell, now) for cell, now in pairs]

    def pair(self, cell: Cell | None, now: Cell | None) -> Change:
        """A cell and what became of it."""
        kind = "changed" if cell and now else "added" if now else "removed"
        at = now or cell
        assert at is not None
        labels = self.labels if now else self.old_labels
        return Change(
            kind, at.sheet, (at.area,), labels.label(at.sheet, at.row, at.column),
            self.old_labels.shown(cell) if cell else "", self.labels.shown(now) if now else "",
        )  # fmt: skip


class _Sorter:
    """The changes of one sheet, sorted by family while its cells are gone through."""

    def __init__(self, title: str, other: str, old: Grid, new: Grid) -> None:
        self.title, self.other, self.old, self.new = title, other, old, new
        self.inputs: list[tuple[Cell | None, Cell | None]] = []
        self.texts: list[tuple[Cell | None, Cell | None]] = []
        self.values: list[tuple[Cell | None, Cell | None]] = []
        self._kept_old: set[str] = set()
        self._kept_new: set[str] = set()
        self._gone: dict[str, list[Cell]] = {}
        self._come: dict[str, list[Cell]] = {}
        self._changed: dict[tuple[str, str], list[tuple[Cell, Cell]]] = {}

    def part(self, *cells: Cell) -> list[tuple[Cell | None, Cell | None]]:
        """Where a cell without a formula of its own belongs."""
        if any(cell.array is not None for cell in cells):
            return self.values
        return self.texts if all(cell.kind == "text" for cell in cells) else self.inputs

    def same(self, before: str, after: str) -> None:
        """A formula that is still what it was."""
        self._kept_old.add(before)
        self._kept_new.add(after)

    def changed(self, before: str, after: str, cell: Cell, now: Cell) -> None:
        """A formula that is another one, or a number now."""
        self._changed.setdefault((before, after), []).append((cell, now))

    def gone(self, cell: Cell, family: str | None) -> None:
        """A cell that is no more."""
        if family is not None:
            self._gone.setdefault(family, []).append(cell)
        else:
            self.part(cell).append((cell, None))

    def come(self, cell: Cell, family: str | None) -> None:
        """A cell that was not there."""
        if family is not None:
            self._come.setdefault(family, []).append(cell)
        else:
            self.part(cell).append((None, cell))

    def families(self, comparison: _Comparison) -> Iterable[Change]:
        """The changes of formulas, a family each."""
        for (before, after), pairs in self._changed.items():
            cell, now = pairs[0]
            kind = "changed"
            if not after:
                kind = "overwritten"
            elif not before:
                kind = "added"
            yield self._change(
                kind, comparison.labels, [now for _, now in pairs], _held(cell), _held(now)
            )
        for family, cells in self._gone.items():
            kind = "shrunk" if family in self._kept_old else "removed"
            yield self._change(kind, comparison.old_labels, cells, _held(cells[0]), "")
        for family, cells in self._come.items():
            kind = "grown" if family in self._kept_new else "added"
            yield self._change(kind, comparison.labels, cells, "", _held(cells[0]))

    @staticmethod
    def _change(kind: str, labels: Labels, cells: list[Cell], before: str, after: str) -> Change:
        at = cells[0]
        label = labels.label(at.sheet, at.row, at.column)
        return Change(kind, at.sheet, joined(one.area for one in cells), label, before, after)


def _seal(grid: Grid) -> range:
    """The rows of a seal, which only repeats what the formulas are."""
    start = head(grid) if grid.title == "Notes" else None
    return range(0) if start is None else range(start[0] - 1, MAX_ROW + 1)


def _held(cell: Cell) -> str:
    """What a cell holds, as it is typed."""
    return f"={cell.formula}" if cell.formula is not None else str(cell.value)


def _extent(cell: Cell) -> tuple[int, int] | None:
    """How far an array formula reaches."""
    area = cell.array
    return None if area is None else (area.bottom - area.top, area.right - area.left)


def alike(one: object, other: object) -> bool:
    """Whether two stored values are the same, numbers within a tolerance."""
    if type(one) is float and type(other) is float:
        return abs(one - other) <= TOLERANCE * max(abs(one), abs(other))
    return type(one) is type(other) and one == other


def _by_key(names: Iterable[DefinedName], sheets: dict[str, str]) -> dict[tuple[str, str], Any]:
    """Defined names by scope, as it is titled now, and name."""
    return {(sheets.get(one.scope or "", one.scope or ""), one.name.lower()): one for one in names}


def _stretches(numbers: Iterable[int], of_rows: bool) -> str:
    """Numbers of rows, or of columns as letters, joined where they follow each other."""
    areas = joined(
        Area(one, 1, one, 1) if of_rows else Area(1, one, 1, one) for one in numbers
    )  # fmt: skip
    texts = []
    for area in areas:
        first, _, last = area.text.partition(":")
        ends = [one.lstrip("A") if of_rows else one.rstrip("1") for one in (first, last) if one]
        texts.append("-".join(ends))
    return ", ".join(texts[:12]) + (f" and {len(texts) - 12} more" if len(texts) > 12 else "")


def place(change: Change, most: int = 3) -> str:
    """Where a change is, as a person would write it."""
    from workbooks.audit.survey import places

    sheet = quote_sheet(change.sheet) if change.sheet else ""
    return f"{sheet}!{places(change.areas, most)}" if change.areas else sheet
