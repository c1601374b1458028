"""What a fault is planted in: a workbook with its normal forms, neighbours, lines and units."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token

from workbooks.address import Area, column_letters, column_number, quote_sheet
from workbooks.audit.contract import Contract, Line
from workbooks.audit.model import Cell, Workbook
from workbooks.audit.r1c1 import normal

Place = Literal["interior", "edge", "lone"]
PLACES: tuple[Place, ...] = ("interior", "edge", "lone")
Spot = tuple[str, int, int]

_PART = r"(\$?)([A-Z]{1,3})(\$?)([0-9]{1,7})"
_REFERENCE = re.compile(rf"(?P<sheet>(?:'(?:[^']|'')+'|[^'!]+)!)?{_PART}(?::{_PART})?")


class Corner(NamedTuple):
    """One corner of a reference: whether column and row are absolute, and where it is."""

    column_fixed: bool
    column: int
    row_fixed: bool
    row: int

    @property
    def text(self) -> str:
        """The corner as a formula writes it."""
        letters = column_letters(self.column)
        return f"{'$' * self.column_fixed}{letters}{'$' * self.row_fixed}{self.row}"

    def moved(self, rows: int, columns: int) -> Corner:
        """The corner so far down and so far right."""
        return self._replace(row=self.row + rows, column=self.column + columns)


class Reference(NamedTuple):
    """A cell or range in a formula, in A1 notation."""

    sheet: str | None
    first: Corner
    last: Corner | None

    @property
    def text(self) -> str:
        """The reference as a formula writes it."""
        prefix = "" if self.sheet is None else f"{quote_sheet(self.sheet)}!"
        return prefix + self.first.text + ("" if self.last is None else f":{self.last.text}")

    @property
    def area(self) -> Area:
        """The cells."""
        last = self.last or self.first
        return Area(self.first.row, self.first.column, last.row, last.column)

    def moved(self, rows: int, columns: int) -> Reference | None:
        """The reference so far down and so far right; None where it leaves the sheet."""
        last = None if self.last is None else self.last.moved(rows, columns)
        found = Reference(self.sheet, self.first.moved(rows, columns), last)
        return found if found.area.top >= 1 and found.area.left >= 1 else None


def parse_reference(text: str) -> Reference | None:
    """Read an operand; None if it is not one cell or range in A1 notation."""
    match = _REFERENCE.fullmatch(text)
    if match is None:
        return None
    groups = match.groups()[1:]
    corners = [
        Corner(bool(part[0]), column_number(part[1]), bool(part[2]), int(part[3]))
        for part in (groups[:4], groups[4:]) if part[1]
    ]  # fmt: skip
    sheet = match["sheet"]
    if sheet is not None:
        sheet = sheet[:-1]
        sheet = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
    return Reference(sheet, corners[0], corners[1] if len(corners) > 1 else None)


@lru_cache(4096)
def tokens(formula: str) -> tuple[Token, ...]:
    """Cut a formula into its pieces."""
    return tuple(Tokenizer(f"={formula}").items)


def rebuilt(pieces: tuple[Token, ...], index: int, text: str) -> str:
    """The formula with another text in the place of one piece."""
    return "".join(text if k == index else item.value for k, item in enumerate(pieces))


class Ground:
    """A workbook to plant faults in.

    Parameters
    ----------
    workbook : Workbook
        With a contract.
    """

    def __init__(self, workbook: Workbook) -> None:
        assert workbook.contract is not None, "a fault is planted in a workbook with a contract"
        self.workbook = workbook
        self.contract: Contract = workbook.contract
        self.normals: dict[Spot, str] = {
            (cell.sheet, cell.row, cell.column): normal(cell.formula or "", cell.row, cell.column)
            for cell in workbook.formulas()
        }

    def cell(self, spot: Spot) -> Cell | None:
        """The cell there, if it holds anything."""
        grid = self.workbook.grid(spot[0])
        return None if grid is None else grid.get(spot[1], spot[2])

    def place(self, spot: Spot) -> Place:
        """Whether a formula has its like on both sides, on one, or nowhere beside it."""
        sheet, row, column = spot
        own, found = self.normals[spot], False
        for down, right in ((1, 0), (0, 1)):
            before = self.normals.get((sheet, row - down, column - right)) == own
            after = self.normals.get((sheet, row + down, column + right)) == own
            if before and after:
                return "interior"
            found = found or before or after
        return "edge" if found else "lone"

    @cached_property
    def places(self) -> dict[Place, dict[str, list[Spot]]]:
        """The formulas by place and family: sheet and normal form."""
        found: dict[Place, dict[str, list[Spot]]] = {place: defaultdict(list) for place in PLACES}
        for spot, text in self.normals.items():
            found[self.place(spot)][f"{spot[0]}!{text}"].append(spot)
        return found

    @cached_property
    def lines(self) -> dict[Spot, Line]:
        """The declared line that each cell belongs to; the smallest one if there are several."""
        found: dict[Spot, Line] = {}
        for line in sorted(self.contract.lines.values(), key=lambda line: -line.area.size):
            for row, column in line.area.cells():
                found[line.sheet, row, column] = line
        return found

    @cached_property
    def checks(self) -> frozenset[Spot]:
        """The formulas of the checks: the flags, and what stands with them on their rows."""
        rows = {
            (line.sheet, row) for line in self.contract.of("chk") for row, _ in line.area.cells()
        }
        return frozenset(spot for spot in self.normals if spot[:2] in rows)

    @cached_property
    def singles(self) -> list[Line]:
        """The lines of one cell."""
        return [line for line in self.contract.lines.values() if line.area.size == 1]

    def line_of(self, operand: str, sheet: str) -> Line | None:
        """The line that an operand names or whose cells it refers to."""
        line = self.contract.lines.get(operand.lower())
        if line is not None:
            return line
        reference = parse_reference(operand)
        if reference is None:
            return None
        return self.lines.get(
            (reference.sheet or sheet, reference.first.row, reference.first.column)
        )

    def reference(self, operand: str) -> Reference | None:
        """The cells of an operand: a reference, or what a name of the contract stands for."""
        line = self.contract.lines.get(operand.lower())
        if line is None:
            return parse_reference(operand)
        area = line.area
        first = Corner(True, area.left, True, area.top)
        last = None if area.size == 1 else Corner(True, area.right, True, area.bottom)
        return Reference(line.sheet, first, last)

    def empty(self, sheet: str, rng: random.Random) -> Spot:
        """An empty cell out of sight, right of all that a sheet holds."""
        grid = self.workbook.grid(sheet)
        extent = None if grid is None else grid.extent
        bottom, right = (1, 1) if extent is None else (extent.bottom, extent.right)
        return sheet, rng.randint(max(1, bottom - 5), bottom + 20), right + rng.randint(2, 12)


def operands(formula: str) -> list[tuple[int, str]]:
    """The operands that are cells, ranges or names, by their place among the pieces."""
    return [
        (k, item.value) for k, item in enumerate(tokens(formula))
        if item.type == Token.OPERAND and item.subtype == Token.RANGE
    ]  # fmt: skip
