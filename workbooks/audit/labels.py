"""What a cell is called, in which unit it is, where its number comes from; and how to show it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from workbooks.address import Area, quote_sheet
from workbooks.audit.contract import Line
from workbooks.audit.model import Cell, ErrorCode, Finding, Grid, Workbook
from workbooks.cell import Scalar
from workbooks.values import from_serial

#: How far a label may stand from its cell, to the left and above.
_LEFT, _ABOVE = 40, 2000
_LONGEST_UNIT = 14
_SOURCE = ("source", "date", "grade", "note")
#: Units that the value shows by itself, or that say nothing.
_HEADS = ("value", "values", "amount", "input", "inputs", "number", "figure")
_SILENT = ("rate", "date", "flag", "text", "number", "constant", "factor")
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


class Source(NamedTuple):
    """Where an input comes from."""

    source: str = ""
    date: str = ""
    grade: str = ""
    note: str = ""

    @property
    def text(self) -> str:
        """In one line; empty if nothing is stated."""
        grade = f"grade {self.grade}" if self.grade else ""
        return ", ".join(filter(None, (self.source, self.date, grade, self.note)))


def clean(text: str, most: int = 200) -> str:
    """A text on one line, without what a terminal would obey, no longer than `most`.

    >>> clean("a\\x1b[31m\\nb"), clean("abcdef", 5)
    ('a [31m b', 'abcd…')
    """
    text = " ".join(_HIDDEN.sub(" ", text[: most * 4]).split())
    return text if len(text) <= most else text[: most - 1] + "…"


def harmless(text: str) -> str:
    """A text without what a terminal would obey; its spaces stay.

    >>> harmless("a\x1b[31m  b")
    'a [31m  b'
    """
    return _HIDDEN.sub(" ", text)


class Labels:
    """The words around the cells of one workbook."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook

    @cached_property
    def _lines(self) -> dict[str, list[Line]]:
        """The declared lines of each sheet, the smallest first."""
        found: dict[str, list[Line]] = {}
        contract = self.workbook.contract
        for line in () if contract is None else contract.lines.values():
            if line.kind != "ax" and not line.is_note:
                found.setdefault(line.sheet, []).append(line)
        for lines in found.values():
            lines.sort(key=lambda line: (not line.meaning, line.area.size))
        return found

    def line(self, sheet: str, row: int, column: int) -> Line | None:
        """The declared line that a cell belongs to."""
        return next(
            (line for line in self._lines.get(sheet, ()) if line.area.holds(row, column)), None
        )

    def name(self, sheet: str, row: int, column: int) -> str:
        """The declared name of a cell, or nothing."""
        line = self.line(sheet, row, column)
        return "" if line is None else line.name

    def label(self, sheet: str, row: int, column: int) -> str:
        """What a cell is called: its meaning in the contract, or the texts beside and above it."""
        grid, line = self.workbook.grids[sheet], self.line(sheet, row, column)
        beside = self._beside(grid, row, column)
        if line is None or not line.meaning:
            above = self._above(grid, row, column, dated=bool(beside))
            if beside and above.lower() in _HEADS:
                above = ""
            return ", ".join(filter(None, (beside[0] if beside else "", above)))
        if line.area.size == 1:
            return clean(line.meaning)
        down = line.area.bottom > line.area.top
        where = self._period(grid, row, column) if down else self._above(grid, row, column, True)
        if down and not where and beside:
            where = beside[0]
        return ", ".join(filter(None, (clean(line.meaning), where)))

    def over(self, sheet: str, area: Area) -> str:
        """What a range is called: its line, or its first row and its last, and what heads it."""
        line = self.line(sheet, area.top, area.left)
        if area.size == 1:
            return self.label(sheet, area.top, area.left)
        if line is not None and line.meaning:
            return clean(line.meaning)
        grid = self.workbook.grids[sheet]
        rows = [self._beside(grid, row, area.left)[:1] for row in (area.top, area.bottom)]
        names = [names[0] for names in rows if names]
        above = ""
        if area.left == area.right:
            above = self._above(grid, area.top, area.left, dated=bool(names))
        return ", ".join(filter(None, (" to ".join(dict.fromkeys(names)), above)))

    def finding(self, one: Finding) -> str:
        """What the cells of a finding are called; nothing if they have no line in common."""
        if one.sheet not in self.workbook.grids or not one.areas:
            return ""
        if len({(area.top, area.bottom) for area in one.areas}) > 1:
            return ""
        first, last = min(area.left for area in one.areas), max(area.right for area in one.areas)
        return self.over(one.sheet, one.areas[0]._replace(left=first, right=last))

    def _beside(self, grid: Grid, row: int, column: int) -> list[str]:
        """The group of texts to the left of a cell: its label first, its unit last perhaps."""
        found: list[str] = []
        for at in range(column - 1, max(column - _LEFT, 0), -1):
            cell = grid.get(row, at)
            text = _words(cell)
            if text:
                found.insert(0, text)
            elif found:
                break
        return found

    def _above(self, grid: Grid, row: int, column: int, dated: bool) -> str:
        """The heading above a cell; with `dated` only a heading that is one of several."""
        for at in range(row - 1, max(row - _ABOVE, 0), -1):
            cell = grid.get(at, column)
            if cell is None:
                continue
            text = _words(cell) or (self.shown(cell) if cell.style.dated else "")
            if not text:
                continue
            beside = (grid.get(at, column + 1), grid.get(at, column - 1))
            alike = any(
                one is not None and (one.kind == cell.kind or one.style.dated) for one in beside
            )
            alike = alike and not (dated and self._is_alone(grid, row, column))
            return text if alike or not dated else ""
        return ""

    @staticmethod
    def _is_alone(grid: Grid, row: int, column: int) -> bool:
        """Whether a number has no other one beside it, so that no heading can be its own."""
        cell, beside = grid.get(row, column), (grid.get(row, column - 1), grid.get(row, column + 1))
        return (
            cell is not None
            and cell.is_number
            and not any(one and (one.is_number or one.formula is not None) for one in beside)
        )

    def _period(self, grid: Grid, row: int, column: int) -> str:
        """The date in the row of a cell, left of it."""
        for at in range(column - 1, max(column - _LEFT, 0), -1):
            cell = grid.get(row, at)
            if cell is not None and cell.style.dated and cell.is_number:
                return self.shown(cell)
        return ""

    def unit(self, sheet: str, row: int, column: int) -> str:
        """The unit of a cell as its sheet writes it, else as the contract does; or nothing."""
        line = self.line(sheet, row, column)
        beside = self._beside(self.workbook.grids[sheet], row, column)
        if line is not None and line.unit in _SILENT:
            return ""
        if len(beside) > 1 and len(beside[-1]) <= _LONGEST_UNIT:
            return "" if beside[-1].lower() in _SILENT else beside[-1]
        declared = "" if line is None else line.unit
        return self._money.get(declared, declared) or self._unit_headed(sheet, row, column)

    def _unit_headed(self, sheet: str, row: int, column: int) -> str:
        """The text of a row below the heading Unit."""
        grid = self.workbook.grids[sheet]
        heads = [place for place in self._unit_heads.get(sheet, ()) if place[0] < row]
        text = _words(grid.get(row, heads[-1][1])) if heads else ""
        cell = grid.get(row, column)
        if cell is not None and "%" in cell.number_format and "%" in text:
            return ""
        return text if len(text) <= _LONGEST_UNIT and text.lower() not in _SILENT else ""

    @cached_property
    def _unit_heads(self) -> dict[str, list[tuple[int, int]]]:
        """The places on each sheet that say Unit."""
        found: dict[str, list[tuple[int, int]]] = {}
        for title, grid in self.workbook.grids.items():
            for place, cell in sorted(grid.cells.items()):
                if isinstance(cell.value, str) and cell.value.strip().lower() in ("unit", "units"):
                    found.setdefault(title, []).append(place)
        return found

    @cached_property
    def _money(self) -> dict[str, str]:
        """How the workbook writes its units of money: that of display, that of entry."""
        found: dict[str, str] = {}
        contract = self.workbook.contract
        for unit, names in {"money": ("in_show_unit", "in_unit"),
                            "money entered": ("in_unit",)}.items():  # fmt: skip
            for name in names:
                line = None if contract is None else contract.lines.get(name)
                cell = line and self.workbook.grids[line.sheet].get(line.area.top, line.area.left)
                if cell and unit not in found and (text := _words(cell)):
                    found[unit] = text
        return found

    # -------------------------------------------------------------------------- sources

    def source(self, sheet: str, row: int, column: int) -> Source:
        """Where the number in a cell comes from, as far as the workbook says."""
        line, contract = self.line(sheet, row, column), self.workbook.contract
        note = (
            contract.lines.get(f"{line.name}_note".lower())
            if contract is not None and line is not None
            else None
        )
        if line is not None and note is not None:
            at = min(note.area.top + row - line.area.top, note.area.bottom)
            grid = self.workbook.grids[note.sheet]
            texts = [
                self._plain(grid.get(at, column))
                for column in range(note.area.left, min(note.area.right, note.area.left + 3) + 1)
            ]
            return Source(*texts)
        return self._headed(self.workbook.grids[sheet], row) or self._listed(sheet, row, column)

    def _plain(self, cell: Cell | None) -> str:
        if cell is None:
            return ""
        return clean(cell.value) if isinstance(cell.value, str) else self.shown(cell)

    @cached_property
    def _heads(self) -> dict[str, list[tuple[int, dict[str, int]]]]:
        """The rows of each sheet that head a column of sources: row, and column by word."""
        found: dict[str, list[tuple[int, dict[str, int]]]] = {}
        for title, grid in self.workbook.grids.items():
            rows: dict[int, dict[str, int]] = {}
            for (row, column), cell in grid.cells.items():
                word = cell.value.strip().lower() if isinstance(cell.value, str) else ""
                if word in _SOURCE or word == "sources":
                    rows.setdefault(row, {})[word.removesuffix("s")] = column
            heads = [(row, words) for row, words in sorted(rows.items()) if "source" in words]
            if heads:
                found[title] = heads
        return found

    def _headed(self, grid: Grid, row: int) -> Source | None:
        """The cells of a row below the headings Source, Date, Grade and Note."""
        heads = [words for at, words in self._heads.get(grid.title, ()) if at < row]
        if not heads:
            return None
        texts = {
            word: self._plain(grid.get(row, column))
            for word, column in heads[-1].items() if word in _SOURCE
        }  # fmt: skip
        return Source(**texts) if any(texts.values()) else None

    def _listed(self, sheet: str, row: int, column: int) -> Source:
        """The line of a sheet of sources that bears the name of the cell."""
        grid = self.workbook.grid("Sources")
        beside = self._beside(self.workbook.grids[sheet], row, column)
        if grid is None or grid.title == sheet or not beside:
            return Source()
        for at, text in self._first_words(grid):
            if text == beside[0].lower():
                return self._headed(grid, at) or Source()
        return Source()

    @staticmethod
    def _first_words(grid: Grid) -> Iterator[tuple[int, str]]:
        seen: set[int] = set()
        for row, column in sorted(grid.cells):
            if row not in seen:
                seen.add(row)
                yield row, _words(grid.cells[row, column]).lower()

    # --------------------------------------------------------------------------- values

    def shown(self, cell: Cell) -> str:
        """The stored value of a cell as a reader writes it."""
        if cell.value is None:
            return "never calculated" if cell.formula is not None else "empty"
        line = self.line(cell.sheet, cell.row, cell.column)
        rate = "%" in cell.number_format or (line is not None and line.unit == "rate")
        return shown(cell.value, rate, cell.style.dated, self.workbook.date1904)


def shown(
    value: Scalar | ErrorCode, rate: bool = False, dated: bool = False, date1904: bool = False
) -> str:
    """A value as a reader writes it.

    >>> shown(8841.532041), shown(0.0716, rate=True), shown(46203.0, dated=True), shown("x")
    ('8,841.53', '7.16%', '30-Jun-2026', '"x"')
    """
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return clean(value) if isinstance(value, ErrorCode) else f'"{clean(value, 60)}"'
    if dated:
        day = from_serial(value, date1904)
        if day is not None:
            return day.strftime("%d-%b-%Y")
    if rate:
        return f"{value:.2%}" if abs(value) >= 0.0001 or not value else f"{value:.4%}"
    if value == int(value) and abs(value) < 1e15:
        return f"{value:,.0f}"
    return f"{value:,.2f}" if 1000 <= abs(value) < 1e15 else f"{value:.6g}"


def spot_text(sheet: str, area: Area) -> str:
    """A place as a formula writes it."""
    return f"{quote_sheet(sheet)}!{area.text}"


def _words(cell: Cell | None) -> str:
    """The text of a cell that can be a label."""
    if cell is None or not isinstance(cell.value, str) or isinstance(cell.value, ErrorCode):
        return ""
    return clean(cell.value, 80)
