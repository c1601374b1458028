"""Structured references as plain ones: `Deals[@Cost]` is the cell of that column in this row."""

from __future__ import annotations

from collections.abc import Mapping

from workbooks.address import Area
from workbooks.audit.model import Table
from workbooks.audit.nodes import Ref, Structured


def structured_ref(
    node: Structured, tables: Mapping[str, Table], title: str, row: int, column: int
) -> Ref | None:
    """The cells that a structured reference means in a cell; None if the table has no such part.

    `tables` is by name in lower case. Without a name it is the table around the cell.
    """
    table = tables.get(node.table.lower()) if node.table else _around(tables, title, row, column)
    if table is None:
        return None
    rows = _rows(node, table, row)
    columns = _columns(node, table)
    if rows is None or columns is None:
        return None
    is_row = "this row" not in {item.lower() for item in node.items}
    area = Area(rows[0], columns[0], rows[1], columns[1])
    return Ref("", table.sheet, "", area, (is_row, True, is_row, True), False, node.text)


def _around(tables: Mapping[str, Table], title: str, row: int, column: int) -> Table | None:
    for table in tables.values():
        if table.sheet == title and table.area.holds(row, column):
            return table
    return None


def _rows(node: Structured, table: Table, row: int) -> tuple[int, int] | None:
    """The first and the last row."""
    top, bottom = table.area.top, table.area.bottom
    data = (top + table.head, bottom - table.totals)
    items = {item.lower() for item in node.items}
    if "this row" in items:
        return (row, row) if data[0] <= row <= data[1] else None
    if not items:
        return data
    spans = {
        "all": (top, bottom), "data": data, "headers": (top, data[0] - 1),
        "totals": (data[1] + 1, bottom),
    }  # fmt: skip
    found = [spans[item] for item in items if item in spans]
    found = [span for span in found if span[0] <= span[1]]
    if not found:
        return None
    return min(span[0] for span in found), max(span[1] for span in found)


def _columns(node: Structured, table: Table) -> tuple[int, int] | None:
    """The first and the last column."""
    if not node.columns:
        return table.area.left, table.area.right
    names = [name.lower() for name in table.columns]
    places = [names.index(one.lower()) for one in node.columns if one.lower() in names]
    if len(places) < len(node.columns):
        return None
    return table.area.left + min(places), table.area.left + max(places)
