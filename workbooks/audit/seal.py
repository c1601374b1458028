"""The seal of a workbook: a table on its Notes sheet of what stands in which cells.

For each stretch of cells with one formula, read relative to the cell, the table holds a
fingerprint of it; likewise for each stretch of numbers outside the inputs, and for what each
name stands for. Neighbours say nothing about a cell that stands alone; the seal does. Filling a
workbook touches inputs and stored values only, so a seal stays true until a formula is changed.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from udfs.errors import TemplateError
from workbooks.address import Area, parse_area
from workbooks.archive import refuse
from workbooks.audit.r1c1 import normal
from workbooks.cell import clear, number_text, write_input
from workbooks.package import Element
from workbooks.sheet import Sheet
from workbooks.template import Template

if TYPE_CHECKING:
    from workbooks.audit.contract import Contract
    from workbooks.audit.model import Cell, Grid, Workbook

Holds = Literal["formula", "number", "name"]
HEADS = ("Sheet", "Cells", "Holds", "Fingerprint")
TITLE = "Seal: a fingerprint of every formula, of every fixed number and of what each name means"
#: LibreOffice writes TRUE() for TRUE: the formula is the same.
_FLAG = re.compile(r"\b(TRUE|FALSE)\(\)")
#: Letters of a fingerprint.
LENGTH = 12
#: More cells than any sheet of a model has; a seal that claims more is damaged.
_MOST = 2_000_000


class Stretch(NamedTuple):
    """Cells that hold one formula, or numbers; or a name, in place of the cells."""

    sheet: str
    cells: str
    holds: Holds
    fingerprint: str

    @property
    def area(self) -> Area:
        """The cells as a rectangle."""
        return parse_area(self.cells)


@lru_cache(1 << 16)
def fingerprint(text: str) -> str:
    """Twelve letters that stand for a text.

    >>> fingerprint("R[-1]C+1")
    '6928ac92fe6d'
    """
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]


def of_cell(cell: Cell, text: str = "") -> str:
    """The fingerprint of the formula of a cell; `text` is its normal form, if that is known."""
    text = text or normal(cell.formula or "", cell.row, cell.column)
    text = _FLAG.sub(r"\1", text)
    if cell.array is not None:
        down, right = cell.array.bottom - cell.row, cell.array.right - cell.column
        text = f"{{{text}}}{down},{right}"
    return fingerprint(text)


def of_number(value: object) -> str:
    """The fingerprint of a number."""
    assert isinstance(value, int | float)
    return fingerprint(number_text(float(value)))


def stretches(workbook: Workbook, contract: Contract) -> list[Stretch]:
    """All that the seal of a workbook says, sheet by sheet."""
    found: list[Stretch] = []
    for title, grid in workbook.grids.items():
        prints: dict[tuple[int, int], tuple[Holds, str]] = {}
        for (row, column), cell in grid.cells.items():
            if (title, row, column) in contract.inputs:
                continue
            if cell.formula is not None:
                prints[row, column] = ("formula", of_cell(cell))
            elif cell.kind in ("number", "date") and isinstance(cell.value, float):
                prints[row, column] = ("number", of_number(cell.value))
        found += [Stretch(title, area.text, *what) for area, what in _rectangles(prints)]
    return found + [
        Stretch(line.sheet, line.name, "name", fingerprint(f"{line.sheet}!{line.area.text}"))
        for line in contract.lines.values()
    ]


def _rectangles(
    prints: Mapping[tuple[int, int], tuple[Holds, str]],
) -> Iterator[tuple[Area, tuple[Holds, str]]]:
    """Join equal cells into rectangles: down each column, then across columns of one extent."""
    columns: dict[int, list[int]] = defaultdict(list)
    for row, column in prints:
        columns[column].append(row)
    runs: dict[tuple[int, int, Holds, str], list[int]] = defaultdict(list)
    for column in sorted(columns):
        rows = sorted(columns[column])
        start = rows[0]
        for row, after in zip(rows, [*rows[1:], 0], strict=True):
            if after != row + 1 or prints[after, column] != prints[row, column]:
                runs[start, row, *prints[row, column]].append(column)
                start = after
    for (top, bottom, holds, text), found in sorted(runs.items()):
        left = found[0]
        for column, after in zip(found, [*found[1:], 0], strict=True):
            if after != column + 1:
                yield Area(top, left, bottom, column), (holds, text)
                left = after


def read_seal(workbook: Workbook) -> list[Stretch] | None:
    """Read the seal of a workbook; None if it carries none."""
    grid = workbook.grid("Notes")
    if grid is None:
        return None
    start = head(grid)
    if start is None:
        return None
    row, column = start
    found: list[Stretch] = []
    while (first := grid.get(row + 1, column)) is not None and first.value:
        row += 1
        cells = [grid.get(row, column + k) for k in range(4)]
        sheet, place, holds, text = ("" if cell is None else str(cell.value) for cell in cells)
        if holds not in ("formula", "number", "name"):
            break
        found.append(Stretch(sheet, place, holds, text))  # type: ignore[arg-type]
    return found


def head(grid: Grid) -> tuple[int, int] | None:
    """Where the headings of a seal begin."""
    for (row, column), cell in grid.cells.items():
        if cell.value == HEADS[0]:
            beside = [grid.get(row, column + k) for k in range(len(HEADS))]
            if [None if one is None else one.value for one in beside] == [*HEADS]:
                return row, column
    return None


class Sealed(NamedTuple):
    """A seal taken apart: fingerprints by cell and by name; `damage` is what cannot be read."""

    formulas: Mapping[tuple[str, int, int], str]
    numbers: Mapping[tuple[str, int, int], str]
    names: Mapping[str, str]
    damage: tuple[str, ...]


def opened(seal: Iterable[Stretch]) -> Sealed:
    """Take a seal apart."""
    formulas: dict[tuple[str, int, int], str] = {}
    numbers: dict[tuple[str, int, int], str] = {}
    names: dict[str, str] = {}
    damage: list[str] = []
    for stretch in seal:
        if stretch.holds == "name":
            names[stretch.cells.lower()] = stretch.fingerprint
            continue
        try:
            area = stretch.area
        except TemplateError as error:
            damage.append(str(error))
            continue
        if area.size + len(formulas) + len(numbers) > _MOST:
            damage.append(f"the seal covers more than {_MOST:,} cells")
            break
        target = formulas if stretch.holds == "formula" else numbers
        for row, column in area.cells():
            target[stretch.sheet, row, column] = stretch.fingerprint
    return Sealed(formulas, numbers, names, tuple(damage))


def sealed(data: bytes) -> bytes:
    """Write the seal of a workbook below its contract, in place of the one it carries.

    Raises
    ------
    TemplateError
        If the workbook declares nothing.
    """
    from workbooks.audit.read import read

    workbook = read(data)
    contract = workbook.contract
    if contract is None or contract.table is None:
        raise refuse("the workbook has no contract: a Notes sheet with a table of its names")
    title, table = contract.table
    template = Template(data)
    sheet = template.sheet(title)
    heads, body = (
        [_style(sheet.cell(row, table.left + k)) for k in range(len(HEADS))]
        for row in (table.top, table.top + 1)
    )
    grid = workbook.grids[title]
    old = head(grid)
    if old is None:
        row = max(row for row, _ in grid.cells) + 2
    else:
        row = old[0] - 1
        rows = len(read_seal(workbook) or ())
        _clear(sheet, Area(old[0], old[1], old[0] + rows, old[1] + len(HEADS) - 1))
    write_input(sheet.make(row, table.left), TITLE)
    lines: list[tuple[str, ...]] = [HEADS, *stretches(workbook, contract)]
    for line in lines:
        row += 1
        for k, text in enumerate(line):
            cell = sheet.make(row, table.left + k)
            style = (heads if line is HEADS else body)[k]
            if style:
                cell.set("s", style)
            write_input(cell, text)
    template.touch(title)
    return template.package.to_bytes()


def _style(cell: Element | None) -> str | None:
    found = None if cell is None else cell.get("s")
    return str(found) if found else None


def _clear(sheet: Sheet, area: Area) -> None:
    """Take out what stands in some cells."""
    for row, column in area.cells():
        cell = sheet.cell(row, column)
        if cell is not None:
            clear(cell)
