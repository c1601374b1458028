"""The cells of one worksheet part: found, made and written in place.

Rows and cells may leave out their own address in a file (Excel never does, other writers do);
positions are counted then. Elements are made in the namespace and with the prefix of the sheet.
"""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from workbooks.address import MAX_ROW, Area, column_letters, column_of, parse_area
from workbooks.archive import refuse
from workbooks.package import Element, tag

#: The largest array formula whose cells are written one by one.
MAX_ARRAY = 100_000

_SHEET_DATA, _ROW, _CELL = tag("sheetData"), tag("row"), tag("c")
_FORMULA, _VALUE, _INLINE, _TEXT = tag("f"), tag("v"), tag("is"), tag("t")


class Formula(NamedTuple):
    """A cell that holds a formula: where it is, the cell, its `f`, the cells it fills."""

    row: int
    column: int
    cell: Element
    f: Element
    area: Area


class Sheet:
    """The cells of one worksheet.

    Parameters
    ----------
    root : element
        The parsed part.
    name : str
        The title of the sheet, for messages.
    """

    def __init__(self, root: Element, name: str) -> None:
        self.root, self.name = root, name
        self.data = root.find(_SHEET_DATA)
        if root.tag != tag("worksheet") or self.data is None:
            raise refuse(f"the sheet {name} is not a worksheet")
        self._rows: dict[int, Element] | None = None
        self._cells: dict[int, dict[int, Element]] = {}

    @property
    def rows(self) -> dict[int, Element]:
        """The row elements by number."""
        if self._rows is None:
            self._rows, number = {}, 0
            for row in self.data.iterchildren(_ROW):
                text = row.get("r")
                number = int(text) if text and text.isdecimal() else number + 1
                if number in self._rows or number > MAX_ROW:
                    raise refuse(f"the sheet {self.name} holds row {number} twice or out of range")
                self._rows[number] = row
        return self._rows

    def cells(self, row: int) -> dict[int, Element]:
        """The cells of a row by column."""
        found = self._cells.get(row)
        if found is None:
            found, column = {}, 0
            element = self.rows.get(row)
            for cell in () if element is None else element.iterchildren(_CELL):
                address = cell.get("r")
                column = column_of(address) if address else column + 1
                found[column] = cell
            self._cells[row] = found
        return found

    def cell(self, row: int, column: int) -> Element | None:
        """The element of a cell, or None."""
        return self.cells(row).get(column)

    def formulas(self) -> list[Formula]:
        """All cells that hold a formula, in the order of the file."""
        found = []
        for f in self.data.iter(_FORMULA):
            cell = f.getparent()
            address = cell.get("r")
            if address is None:
                return self._counted()
            letters = address.rstrip("0123456789")
            row, column = int(address[len(letters) :] or 0), column_of(address)
            found.append(Formula(row, column, cell, f, self._filled(row, column, f)))
        return found

    def _counted(self) -> list[Formula]:
        """All formulas of a sheet whose cells leave out their addresses; these are added."""
        found = []
        for row, element in self.rows.items():
            element.set("r", str(row))
            for column, cell in self.cells(row).items():
                cell.set("r", f"{column_letters(column)}{row}")
                f = cell.find(_FORMULA)
                if f is not None:
                    found.append(Formula(row, column, cell, f, self._filled(row, column, f)))
        return found

    def _filled(self, row: int, column: int, f: Element) -> Area:
        """The cells that a formula fills."""
        if f.get("t") not in ("array", "dataTable") or not f.get("ref"):
            return Area(row, column, row, column)
        area = parse_area(f.get("ref"))
        if area.size > MAX_ARRAY or not area.holds(row, column):
            raise refuse(f"the array formula in {self.name}!{area.text} cannot be used")
        return area

    def make(self, row: int, column: int) -> Element:
        """The element of a cell; made in its place when the file has none."""
        found = self.cell(row, column)
        if found is not None:
            return found
        element = self._make_row(row)
        cells = self.cells(row)
        cell = etree.SubElement(element, _CELL, {"r": f"{column_letters(column)}{row}"})
        style = element.get("s") if element.get("customFormat") in ("1", "true") else None
        style = style or self._column_style(column)
        if style:
            cell.set("s", style)
        _place(element, cell, cells, column)
        element.attrib.pop("spans", None)
        cells[column] = cell
        self._grow(row, column)
        return cell

    def _make_row(self, row: int) -> Element:
        """The element of a row; made in its place when the file has none."""
        if row in self.rows:
            return self.rows[row]
        element = etree.SubElement(self.data, _ROW, {"r": str(row)})
        _place(self.data, element, self.rows, row)
        self.rows[row] = element
        self._cells.pop(row, None)
        return element

    def _column_style(self, column: int) -> str | None:
        """The style that an empty cell of this column shows."""
        for col in self.root.iterfind(f"{tag('cols')}/{tag('col')}"):
            if int(col.get("min", 0)) <= column <= int(col.get("max", 0)):
                return str(col.get("style")) if col.get("style") else None
        return None

    def _grow(self, row: int, column: int) -> None:
        """Let the stated extent of the sheet take in a new cell."""
        extent = self.root.find(tag("dimension"))
        if extent is None or not extent.get("ref"):
            return
        area = parse_area(extent.get("ref"))
        if not area.holds(row, column):
            grown = Area(
                min(area.top, row), min(area.left, column),
                max(area.bottom, row), max(area.right, column),
            )  # fmt: skip
            extent.set("ref", grown.text)


def _place(parent: Element, child: Element, siblings: dict[int, Element], number: int) -> None:
    """Move a new row or cell behind its neighbour with the next smaller number."""
    before = (
        number - 1
        if number - 1 in siblings
        else max((other for other in siblings if other < number), default=0)
    )
    if before:
        siblings[before].addnext(child)
    else:
        parent.insert(0, child)
