"""The calculation engine, behind one small interface.

`Engine` holds a workbook in memory: inputs change by name, outputs are read by name, with no file
in between. Everything that knows cellrune is in this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Literal

from udfs.errors import EXCEL_CODES, OnBalanceError
from workbooks.address import column_letters
from workbooks.archive import MAX_MEMBER, MAX_MEMBERS, MAX_TOTAL, refuse
from workbooks.calls import find_calls, solve
from workbooks.fill import entries
from workbooks.template import Template
from workbooks.values import Value, shaped, to_serial

Solver = Literal["excel_iteration_budget", "extended_search"]
Box = tuple[int, int, int, int]

#: What the package reader has let through, the engine reads too.
_LIMITS: Any = {
    "max_archive_bytes": MAX_TOTAL, "max_entries": MAX_MEMBERS, "max_compression_ratio": 1_100,
    "max_entry_uncompressed_bytes": MAX_MEMBER, "max_total_uncompressed_bytes": MAX_TOTAL,
}  # fmt: skip
#: Columns without a formula that are read along rather than split a block.
_GAP = 8
_BLOCKED = "calculation.blocked_by_upstream"


class Book:
    """A workbook in cellrune, addressed by sheet and cell.

    Parameters
    ----------
    data : bytes
        The file.
    solver : {"extended_search", "excel_iteration_budget"}
        How far RATE, IRR and XIRR look for a root.
    """

    def __init__(self, data: bytes, solver: Solver = "extended_search") -> None:
        import cellrune  # 40 ms, only where something is computed

        self._error = cellrune.CellRuneError
        self._solver = solver
        self._calculated = False
        try:
            self._book: Any = cellrune.Workbook.from_bytes(data, read_limits=_LIMITS)
        except cellrune.CellRuneError as error:
            raise refuse(f"the workbook cannot be computed: {error}") from error

    def close(self) -> None:
        """Give the memory back."""
        self._book.close()

    def put(self, sheet: str, address: str, value: object) -> None:
        """Put a value into a cell, in place of its formula if it has one."""
        try:
            if value is None:
                self._book.set_blank(sheet, address)
            elif isinstance(value, bool):
                self._book.set_logical(sheet, address, value)
            elif isinstance(value, int | float):
                self._book.set_number(sheet, address, float(value))
            elif isinstance(value, OnBalanceError):
                self._book.set_error(sheet, address, value.excel)
            elif value in EXCEL_CODES:
                self._book.set_error(sheet, address, value)
            else:
                self._book.set_text(sheet, address, str(value))
        except self._error as error:
            raise refuse(f"{sheet}!{address} cannot be set: {error}") from error

    def change(
        self, values: Mapping[tuple[str, str], object], formulas: Mapping[tuple[str, str], str]
    ) -> None:
        """Put plain values and formulas (without `=`) into many cells by (sheet, address)."""
        changes: list[Any] = [
            {"kind": "set_value", "sheet": sheet, "address": address, "value": _plain(value)}
            for (sheet, address), value in values.items()
        ]
        changes += [
            {"kind": "set_formula", "sheet": sheet, "address": address, "formula": f"={formula}"}
            for (sheet, address), formula in formulas.items()
        ]
        try:
            if changes:
                self._book.apply_changes(self._book.summary()["semantic_revision"], changes)
        except self._error as error:
            raise refuse(f"the cells cannot be set: {error}") from error

    def calculate(self) -> None:
        """Compute the workbook; after the first time only what changed."""
        now = to_serial(datetime.now())
        options = {
            "today_serial": float(int(now)), "now_serial": now, "random_seed": 1,
            "financial_solver_semantics": self._solver,
        }  # fmt: skip
        try:
            if self._calculated:
                self._book.recalculate(**options)
            else:
                self._book.calculate(**options)
        except self._error as error:
            raise refuse(f"the workbook cannot be computed: {error}") from error
        self._calculated = True

    def read_areas(
        self, sheet: str, areas: Iterable[Box]
    ) -> tuple[dict[str, object], list[tuple[str, str]]]:
        """Read the computed values of many cells at once.

        Returns
        -------
        tuple
            Address -> value, and (address, why) of the cells that could not be computed; the
            reason is empty where another such cell is the cause.
        """
        values: dict[str, object] = {}
        missing: list[tuple[str, str]] = []
        for top, left, bottom, right in _blocks(areas):
            letters = [column_letters(column) for column in range(left, right + 1)]
            grid = self._book.read_values(sheet, f"{letters[0]}{top}", f"{letters[-1]}{bottom}")
            for row, line in enumerate(grid, top):
                for letter, item in zip(letters, line, strict=True):
                    if item["kind"] == "unavailable":
                        missing.append((f"{letter}{row}", _reason(item)))
                    else:
                        values[f"{letter}{row}"] = item.get("value")
        return values, missing


class Engine:
    """A workbook in memory: set inputs by name, recalculate, read outputs by name.

    Parameters
    ----------
    data : bytes
        The file.
    solver : {"extended_search", "excel_iteration_budget"}
        How far RATE, IRR and XIRR look for a root.

    Examples
    --------
    `engine.set_inputs({"rent": 210.0}); engine.recalc(); engine.read(["out_liability"])`
    """

    def __init__(self, data: bytes, solver: Solver = "extended_search") -> None:
        self._template = Template(data)
        self._calls = find_calls(self._template)
        self._book = Book(data, solver)

    def set_inputs(self, values: Mapping[str, object]) -> None:
        """Change inputs, named without `in_`, as `workbooks.fill.fill` does."""
        for entry in entries(self._template, values, None):
            address = f"{column_letters(entry.column)}{entry.row}"
            self._book.put(entry.sheet, address, entry.value)

    def recalc(self) -> None:
        """Compute what depends on the changed inputs, our own functions included."""
        self._book.calculate()
        if self._calls:
            solve(self._book, self._calls)

    def read(self, names: Iterable[str]) -> dict[str, Value]:
        """Return the values of names, spelled in full (`out_...`): one value, a list or rows.

        Raises
        ------
        TemplateError
            If a name is unknown or one of its cells could not be computed.
        """
        return {name: self._read(name) for name in names}

    def close(self) -> None:
        """Give the memory back."""
        self._book.close()

    def _read(self, name: str) -> Value:
        target = self._template.names.get(name.lower())
        if target is None:
            raise refuse(f"the workbook has no name {name}")
        area = target.area
        found, missing = self._book.read_areas(target.sheet, [area])
        if missing:
            raise refuse(f"{name} cannot be computed: {missing[0][1] or 'depends on another cell'}")
        rows = range(area.top, area.bottom + 1)
        columns = [column_letters(column) for column in range(area.left, area.right + 1)]
        return shaped([[found.get(f"{column}{row}") for column in columns] for row in rows])


def _plain(value: object) -> dict[str, Any]:
    """A value as the engine takes it in a batch."""
    if value is None:
        return {"kind": "blank"}
    if isinstance(value, bool):
        return {"kind": "logical", "value": value}
    if isinstance(value, int | float):
        return {"kind": "number", "value": float(value)}
    return {"kind": "text", "value": str(value)}


def _reason(item: dict[str, Any]) -> str:
    """Say why a cell could not be computed; empty where another cell is the cause."""
    if item["code"] == _BLOCKED:
        return ""
    detail = item.get("detail")
    return f"{item['message']}: {detail}" if detail else str(item["message"])


def _blocks(areas: Iterable[Box]) -> list[Box]:
    """Join cells into few rectangles: along a row over small gaps, then down over equal runs."""
    rows: dict[int, list[tuple[int, int]]] = {}
    blocks: list[Box] = []
    for top, left, bottom, right in areas:
        if (top, left) == (bottom, right):
            rows.setdefault(top, []).append((left, right))
        else:
            blocks.append((top, left, bottom, right))
    growing: dict[tuple[int, int], list[int]] = {}
    for row in sorted(rows):
        for run in _runs(sorted(rows[row])):
            span = growing.get(run)
            if span is not None and span[1] == row - 1:
                span[1] = row
                continue
            if span is not None:
                blocks.append((span[0], run[0], span[1], run[1]))
            growing[run] = [row, row]
    blocks += [(top, left, bottom, right) for (left, right), (top, bottom) in growing.items()]
    return blocks


def _runs(cells: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join the columns of a row that lie close together."""
    runs = [cells[0]]
    for left, right in cells[1:]:
        if left - runs[-1][1] <= _GAP:
            runs[-1] = (runs[-1][0], right)
        else:
            runs.append((left, right))
    return runs
