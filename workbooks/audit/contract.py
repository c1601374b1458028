"""What a workbook declares of itself: its named lines and the table on its Notes sheet.

The names start with `in_`, `out_`, `chk_`, `ax_` or `row_`; the table says for each the kind,
the unit, the sign, the axis, which cell is a seed, and what it means. Nothing is guessed from
addresses or colours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from udfs.errors import TemplateError
from workbooks.address import Area
from workbooks.names import PREFIXES, parse_name

if TYPE_CHECKING:
    from workbooks.audit.model import Grid, Workbook

_FIELDS = ("name", "kind", "unit", "sign", "axis", "seed")
#: The names of the tables themselves, which are no line.
_OWN = ("ax_contract",)


@dataclass(frozen=True, slots=True)
class Line:
    """One declared name: its cells, and what the table says of them.

    `listed` is whether the table has it; a name that is missing there declares nothing but its
    kind, which its first letters give.
    """

    name: str
    sheet: str
    area: Area
    kind: str
    unit: str = ""
    sign: str = ""
    axis: str = ""
    seed: str = ""
    meaning: str = ""
    listed: bool = False

    @property
    def is_note(self) -> bool:
        """Whether it holds the provenance of an input."""
        return self.kind == "in" and self.name.lower().endswith("_note")

    def cells(self) -> list[tuple[str, int, int]]:
        """Its cells, row by row."""
        return [(self.sheet, row, column) for row, column in self.area.cells()]


@dataclass(frozen=True)
class Contract:
    """All that a workbook declares; `faults` are sentences about what cannot be read."""

    lines: Mapping[str, Line]
    table: tuple[str, Area] | None = None
    faults: tuple[str, ...] = ()

    def of(self, *kinds: str) -> list[Line]:
        """The lines of some kinds: in, out, chk, ax, row."""
        return [line for line in self.lines.values() if line.kind in kinds]

    @cached_property
    def inputs(self) -> frozenset[tuple[str, int, int]]:
        """The cells that a user fills, provenance included."""
        return frozenset(cell for line in self.of("in") for cell in line.cells())


def read_contract(workbook: Workbook) -> Contract | None:
    """Read the contract of a workbook; None if it declares nothing.

    A workbook declares something when it has names with the prefixes and a table of them.
    """
    titles = {title.lower(): title for title in workbook.grids}
    lines: dict[str, Line] = {}
    faults: list[str] = []
    table, entries = _table(workbook)
    if table is None:
        return None
    for name in workbook.names:
        key = name.name.lower()
        if not key.startswith(PREFIXES) or key in _OWN or name.scope is not None:
            continue
        try:
            place = parse_name(name.name, name.text, titles)
        except TemplateError as error:
            faults.append(str(error))
            continue
        kind = key.split("_")[0]
        entry = entries.get(key)
        words = entry or {}
        if entry is not None and entry["kind"] != kind:
            faults.append(f"the table says that {name.name} is {entry['kind']!r}, not {kind!r}")
        lines[key] = Line(
            name.name, place.sheet, place.area, kind, listed=entry is not None,
            **{field: words.get(field, "") for field in (*_FIELDS[2:], "meaning")},
        )  # fmt: skip
    faults += [f"the table lists {key}, but the workbook has no such name" for key in entries
               if key not in lines]  # fmt: skip
    return Contract(lines, table, tuple(faults))


def _table(workbook: Workbook) -> tuple[tuple[str, Area] | None, dict[str, dict[str, str]]]:
    """Find the table on the Notes sheet: where it stands, and its rows by name in lower case."""
    grid = workbook.grid("Notes")
    if grid is None:
        return None, {}
    rows = _rows(grid)
    columns: dict[str, int] = {}
    entries: dict[str, dict[str, str]] = {}
    head = last = 0
    for row in sorted(rows):
        if not columns:
            heads = {text.lower(): column for column, text in rows[row].items()}
            if set(_FIELDS) <= set(heads):
                columns, head = heads, row
            continue
        texts = {field: rows[row].get(column, "") for field, column in columns.items()}
        if not texts["name"].lower().startswith(PREFIXES) or row != (last or head) + 1:
            break
        entries[texts["name"].lower()] = texts
        last = row
    if not entries:
        return None, {}
    area = Area(head, min(columns.values()), last, max(columns.values()))
    return (grid.title, area), entries


def _rows(grid: Grid) -> dict[int, dict[int, str]]:
    """The texts of a sheet by row and column."""
    found: dict[int, dict[int, str]] = {}
    for (row, column), cell in grid.cells.items():
        if cell.value is not None:
            found.setdefault(row, {})[column] = str(cell.value).strip()
    return found
