"""The cells of one worksheet part: found, made and written in place.

Rows and cells may leave out their own address in a file (Excel never does, other writers do);
positions are counted then. Elements are made in the namespace and with the prefix of the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from udfs.errors import EXCEL_CODES, OnBalanceError
from workbooks.archive import refuse
from workbooks.package import TRANSITIONAL, Element

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
#: The largest array formula whose cells are written one by one.
MAX_ARRAY = 100_000

Scalar = float | str | bool | None

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def tag(name: str) -> str:
    """Return a name of the spreadsheet namespace as lxml spells it."""
    return f"{{{TRANSITIONAL}}}{name}"


_SHEET_DATA, _ROW, _CELL = tag("sheetData"), tag("row"), tag("c")
_FORMULA, _VALUE, _INLINE, _TEXT = tag("f"), tag("v"), tag("is"), tag("t")


def column_letters(column: int) -> str:
    """Return the letters of a column counted from 1.

    >>> column_letters(1), column_letters(28), column_letters(16384)
    ('A', 'AB', 'XFD')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Return the number of a column, counted from 1.

    >>> column_number("A"), column_number("AB"), column_number("XFD")
    (1, 28, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


class Area(NamedTuple):
    """A rectangle of cells: first row and column, last row and column, from 1."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def size(self) -> int:
        """The number of cells."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    @property
    def text(self) -> str:
        """The address, as in B2 or B2:D9."""
        first = f"{column_letters(self.left)}{self.top}"
        last = f"{column_letters(self.right)}{self.bottom}"
        return first if first == last else f"{first}:{last}"

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies inside."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def cells(self) -> Iterator[tuple[int, int]]:
        """Run through the cells, row by row."""
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield row, column


def parse_cell(address: str) -> tuple[int, int]:
    """Return (row, column) of an address such as B7."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise refuse(f"{address[:40]!r} is not the address of a cell")
    row, column = int(found[2]), column_number(found[1])
    if row > MAX_ROW or column > MAX_COLUMN:
        raise refuse(f"the cell {address} lies outside a sheet")
    return row, column


def parse_area(address: str) -> Area:
    """Return the rectangle of an address such as B2:D9."""
    first, _, last = address.partition(":")
    (top, left), (bottom, right) = parse_cell(first), parse_cell(last or first)
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


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
        if row not in self._cells:
            found: dict[int, Element] = {}
            column = 0
            element = self.rows.get(row)
            for cell in () if element is None else element.iterchildren(_CELL):
                address = cell.get("r")
                column = parse_cell(address)[1] if address else column + 1
                found[column] = cell
            self._cells[row] = found
        return self._cells[row]

    def cell(self, row: int, column: int) -> Element | None:
        """The element of a cell, or None."""
        return self.cells(row).get(column)

    def formulas(self) -> list[Formula]:
        """All cells that hold a formula, in the order of the file."""
        found = []
        for row in self.rows:
            for column, cell in self.cells(row).items():
                f = cell.find(_FORMULA)
                if f is None:
                    continue
                area = Area(row, column, row, column)
                if f.get("t") in ("array", "dataTable") and f.get("ref"):
                    area = parse_area(f.get("ref"))
                    if area.size > MAX_ARRAY:
                        raise refuse(f"the array formula in {self.name}!{area.text} is too large")
                found.append(Formula(row, column, cell, f, area))
        return found

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


def number_text(value: float) -> str:
    """Write a number as a cell stores it, without losing a digit.

    >>> number_text(240.0), number_text(0.1), number_text(1e-7)
    ('240', '0.1', '1e-07')
    """
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return repr(float(value))


def clear(cell: Element) -> None:
    """Take the value out of a cell and leave its style."""
    for child in list(cell):
        if child.tag in (_VALUE, _INLINE):
            cell.remove(child)
    for name in ("t", "vm", "ph"):
        cell.attrib.pop(name, None)


def write_input(cell: Element, value: Scalar) -> None:
    """Put a value into an input cell; None takes the value out."""
    clear(cell)
    if value is None:
        return
    if isinstance(value, str):
        cell.set("t", "inlineStr")
        child = etree.SubElement(cell, _INLINE)
        text = etree.SubElement(child, _TEXT)
        text.text = value
        if value != value.strip():
            text.set(_XML_SPACE, "preserve")
    else:
        child = etree.SubElement(cell, _VALUE)
        child.text = ("1" if value else "0") if isinstance(value, bool) else number_text(value)
        if isinstance(value, bool):
            cell.set("t", "b")
    if len(cell) > 1:
        cell.insert(0, child)


def write_cached(cell: Element, f: Element | None, value: object) -> None:
    """Store a computed value in a cell, behind its formula if it has one."""
    v = cell.find(_VALUE)
    if v is None:
        clear(cell)
        v = etree.SubElement(cell, _VALUE)
        if f is not None and len(cell) > 2:
            f.addnext(v)
        elif f is None and len(cell) > 1:
            cell.insert(0, v)
    kind, v.text = cached_text(value)
    if kind:
        cell.set("t", kind)
    elif "t" in cell.attrib:
        del cell.attrib["t"]


def cached_text(value: object) -> tuple[str, str]:
    """Return the type letter and the text with which a cell stores a computed value.

    >>> cached_text(2.5), cached_text(True), cached_text("#N/A"), cached_text("yes")
    (('', '2.5'), ('b', '1'), ('e', '#N/A'), ('str', 'yes'))
    """
    if isinstance(value, bool):
        return "b", "1" if value else "0"
    if isinstance(value, float | int):
        number = float(value)
        if number - number != 0:  # infinite or not a number
            return "e", "#NUM!"
        return "", number_text(number)
    if value is None:
        return "", "0"
    if isinstance(value, OnBalanceError):
        return "e", value.excel
    text = str(value)
    if text in EXCEL_CODES:
        return "e", text
    return "str", _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
