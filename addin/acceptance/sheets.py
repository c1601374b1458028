"""How the sheets of the acceptance workbook look, and the input values that its calls refer to."""

from __future__ import annotations

import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from workbooks.build.look import BAND, INPUT_BLUE, NAVY, PALE_YELLOW, TAB_COLOURS

GREY = "595959"
#: A formula that makes the error in an input cell.
_ERRORS = {"#N/A": "=NA()", "#DIV/0!": "=1/0"}


def style(
    cell: Any,
    value: Any,
    *,
    bold: bool = False,
    size: int = 10,
    colour: str = "000000",
    wrap: bool = False,
    fill: str = "",
    align: str | None = None,
) -> Any:
    """Write one cell in the house style."""
    cell.value = value
    cell.font = Font(name="Arial", size=size, bold=bold, color=colour)
    cell.alignment = Alignment(wrap_text=wrap, vertical="top", horizontal=align)
    if fill:
        cell.fill = PatternFill("solid", fgColor=fill)
    return cell


def constant(cell: Any, value: Any, **looks: Any) -> Any:
    """Write a value that is no formula, whatever it looks like."""
    style(cell, value, **looks)
    if isinstance(value, str) and not (value.startswith("#") and cell.data_type == "e"):
        cell.data_type = "s"
    return cell


def head(sheet: Worksheet, row: int, titles: list[str], first: int = 2) -> None:
    """A row of column headings."""
    for offset, title in enumerate(titles):
        cell = sheet.cell(row, first + offset)
        style(cell, title, bold=True, colour="FFFFFF", fill=NAVY, wrap=True)


def page(book: Workbook, name: str, title: str, kind: str, widths: list[float]) -> Worksheet:
    """A sheet with the header band, printed one page wide."""
    sheet = book.create_sheet(name)
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 85
    sheet.sheet_properties.tabColor = TAB_COLOURS[kind]
    for column, width in enumerate([2.0, *widths], 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row in (1, 2, 3):
        for column in range(2, len(widths) + 2):
            sheet.cell(row, column).fill = PatternFill("solid", fgColor=BAND)
    style(sheet["B2"], title, bold=True, size=16, colour=NAVY, fill=BAND)
    sheet.row_dimensions[2].height = 24
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&F  &A", "&P of &N"
    return sheet


class Values:
    """The sheet of inputs: every block once, and where it stands."""

    def __init__(self, book: Workbook) -> None:
        title = "Values that the calls refer to"
        self.sheet = page(book, "Values", title, "input", [16.0] * 8)
        self.row = 5
        self.places: dict[str, str] = {}

    def place(self, rows: list[list[Any]]) -> str:
        """The reference to a block, written when it is first asked for."""
        key = repr(rows)
        if key not in self.places:
            for r, line in enumerate(rows):
                for c, value in enumerate(line):
                    self._write(self.sheet.cell(self.row + r, 2 + c), value)
            first = f"$B${self.row}"
            last = f"${get_column_letter(1 + len(rows[0]))}${self.row + len(rows) - 1}"
            self.places[key] = "Values!" + (first if last == first else f"{first}:{last}")
            self.row += len(rows) + 1
        return self.places[key]

    @staticmethod
    def _write(cell: Any, value: Any) -> None:
        if isinstance(value, str) and value in _ERRORS:
            style(cell, _ERRORS[value])
            return
        constant(cell, value, colour=INPUT_BLUE, fill=PALE_YELLOW)
        if isinstance(value, datetime.date):
            cell.number_format = "dd-mmm-yyyy"
        elif isinstance(value, str):
            cell.number_format = "@"
