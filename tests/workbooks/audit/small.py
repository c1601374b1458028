"""Small workbooks for tests, written as what their cells hold."""

from __future__ import annotations

from workbooks.address import parse_area, parse_cell
from workbooks.audit.context import Context
from workbooks.audit.model import Cell, DefinedName, ErrorCode, Grid, Style, Table, Workbook

DATED = Style("yyyy-mm-dd", dated=True)


def book(sheets, names=None, tables=(), styles=None, **more):
    """A workbook from `{"Sheet": {"A1": 1, "A2": "=A1+1", "A3": ("=A1/0", "#DIV/0!")}}`.

    A pair is a formula and its stored value; a formula alone stores 0. `styles` is by
    "Sheet!A1"; `tables` holds tuples of name, sheet, area and columns.
    """
    styles = styles or {}
    grids = {}
    for title, given in sheets.items():
        cells = {}
        for address, held in given.items():
            row, column = parse_cell(address)
            formula, value = None, held
            if isinstance(held, tuple):
                formula, value = held[0].removeprefix("="), held[1]
            elif isinstance(held, str) and held.startswith("="):
                formula, value = held[1:], 0.0
            if isinstance(value, int) and not isinstance(value, bool):
                value = float(value)
            if isinstance(value, str) and value.startswith("#"):
                value = ErrorCode(value)
            style = styles.get(f"{title}!{address}", Style())
            kind = (
                "formula" if formula is not None
                else "error" if isinstance(value, ErrorCode)
                else "flag" if isinstance(value, bool)
                else "text" if isinstance(value, str)
                else "date" if style.dated
                else "number"
            )  # fmt: skip
            cells[row, column] = Cell(title, row, column, kind, formula, value, style)
        grids[title] = Grid(title, cells=cells)
    defined = []
    for name, text in (names or {}).items():
        scope, _, own = name.rpartition("!")
        defined.append(DefinedName(own, scope or None, text))
    made = tuple(
        Table(name, sheet, parse_area(area), tuple(columns))
        for name, sheet, area, columns in tables
    )
    return Workbook("test.xlsx", grids, names=tuple(defined), tables=made, **more)


def context(sheets, names=None, profile="survey", **more):
    """An audit of such a workbook."""
    return Context(book(sheets, names, **more), profile)
