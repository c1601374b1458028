"""Layout kit for the workbooks: one look, one way to place cells, names and tables.

Everything a builder writes goes through :class:`Page`, so fonts, number formats, the header
band, print setup and the declared contract (names, kinds, units) come from one place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.page import PageMargins

from workbooks.build.look import (
    BAND,
    FORMATS,
    GREEN,
    LINK_GREEN,
    NAVY,
    RED,
    TAB_COLOURS,
    unit_name,
    unit_text,
)

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

#: Headings of columns that hold words, not numbers.
_LEFT = (
    "Unit",
    "Source",
    "Grade",
    "Note",
    "Reference",
    "Memo",
    "Meaning",
    "Kind",
    "Sign",
    "Axis",
    "Seed",
    "Issue",
    "Name",
)

_LINK = re.compile(r"^=(?:'[^']+'|[A-Za-z]+)!\$?[A-Z]{1,3}\$?\d+$|^=(?:in|out|row|ax|chk)_\w+$")
_THIN = Side(style="thin", color="808080")


@dataclass
class Contract:
    """What a template declares of itself; printed on its Notes sheet."""

    rows: list[tuple[str, str, str, str, str, str, str]] = field(default_factory=list)

    def add(
        self, name: str, kind: str, unit: str, sign: str, axis: str, seed: str, label: str
    ) -> None:
        self.rows.append((name, kind, unit, sign, axis, seed, label))


class Book:
    """A workbook under construction with its names and its contract."""

    def __init__(self, title: str) -> None:
        self.wb = Workbook()
        self.wb.remove(self.wb.active)
        # Widths of columns are counted in digits of the normal font: make that the one in use.
        normal = Font(name="Arial", size=10)
        self.wb._fonts = IndexedList([normal])
        self.wb._named_styles["Normal"].font = normal
        self.title = title
        self.contract = Contract()

    def page(self, name: str, title: str, kind: str, widths: dict[str, float]) -> Page:
        """Add a sheet with the common header band."""
        return Page(self, name, title, kind, widths)

    def name(
        self,
        name: str,
        ref: str,
        unit: str,
        label: str,
        *,
        sign: str = "+",
        axis: str = "none",
        seed: str = "",
        listed: bool = True,
    ) -> None:
        """Define a workbook name and enter it in the contract."""
        if name in self.wb.defined_names:
            msg = f"name {name} is defined twice"
            raise ValueError(msg)
        self.wb.defined_names[name] = DefinedName(name, attr_text=ref)
        if listed:
            self.contract.add(name, name.split("_")[0], unit, sign, axis, seed, label)


class Page:
    """One worksheet: a cursor-free writer with the house style."""

    FIRST = 6  # first row below the header band

    def __init__(
        self, book: Book, name: str, title: str, kind: str, widths: dict[str, float]
    ) -> None:
        self.book = book
        self.ws: Worksheet = book.wb.create_sheet(name)
        self.name = name
        ws = self.ws
        ws.sheet_view.showGridLines = False
        ws.sheet_view.zoomScale = 85
        ws.sheet_format.defaultRowHeight = 12.75  # what Excel makes of the normal font
        ws.sheet_properties.tabColor = TAB_COLOURS[kind]
        ws.column_dimensions["A"].width = 2
        for letters, width in widths.items():
            first, _, last = letters.partition(":")
            for index in range(_column(first), _column(last or first) + 1):
                ws.column_dimensions[get_column_letter(index)].width = width
        self.last_column = max(_column(c) for k in widths for c in k.split(":"))
        self._band(title)

    def _band(self, title: str) -> None:
        ws = self.ws
        for row in (1, 2, 3):
            for column in range(2, self.last_column + 1):
                ws.cell(row, column).fill = PatternFill("solid", fgColor=BAND)
        self.put("B1", f'="{self.book.title}  |  "&in_name', size=10, colour=NAVY)
        self.put("B2", title, bold=True, size=16, colour=NAVY)
        self.put("B3", "=row_band", size=10, colour="595959")
        self.put("B4", "=row_master_text", bold=True, size=10)
        ws.row_dimensions[2].height = 22
        self.rule("B4", "chk_master=0", GREEN)
        self.rule("B4", "chk_master<>0", RED)

    # -- cells -----------------------------------------------------------------------------
    def put(
        self,
        ref: str,
        value: object,
        fmt: str | None = None,
        *,
        bold: bool = False,
        size: int = 10,
        colour: str | None = None,
        wrap: bool = False,
        align: str | None = None,
        fill: str | None = None,
        italic: bool = False,
    ) -> Cell:
        """Write one cell in the house style; a formula that only links is green."""
        cell = self.ws[ref]
        cell.value = value
        if colour is None:
            link = isinstance(value, str) and _LINK.match(value) is not None
            colour = LINK_GREEN if link else "000000"
        cell.font = Font(name="Arial", size=size, bold=bold, color=colour, italic=italic)
        if fmt:
            cell.number_format = FORMATS.get(fmt, fmt)
        cell.alignment = Alignment(wrap_text=wrap, horizontal=align, vertical="center")
        if fill:
            cell.fill = PatternFill("solid", fgColor=fill)
        return cell

    def head(
        self, row: int, first: str, titles: list[str], *, height: float = 28, left: bool = True
    ) -> None:
        """Write a row of column headings; words to the left, numbers to the right."""
        start = _column(first)
        for offset, text in enumerate(titles):
            ref = f"{get_column_letter(start + offset)}{row}"
            self.put(ref, text, bold=True, colour="FFFFFF", fill=NAVY)
            words = text in _LEFT or (left and offset == 0)
            self.ws[ref].alignment = Alignment(
                wrap_text=True,
                horizontal="left" if words else "right",
                vertical="center",
                indent=1 if words and offset else 0,
            )
        self.ws.row_dimensions[row].height = height

    def block(self, row: int, text: str, note: str = "") -> None:
        """Write the title of a block, with its convention in grey beside it."""
        self.put(f"B{row}", text, bold=True, size=12, colour=NAVY)
        if note:
            self.put(f"B{row + 1}", note, italic=True, size=9, colour="595959")

    def total(self, row: int, first: str, last: str) -> None:
        """Draw the thin line above a total."""
        for column in range(_column(first), _column(last) + 1):
            self.ws.cell(row, column).border = Border(top=_THIN)
            font = self.ws.cell(row, column).font
            self.ws.cell(row, column).font = Font(
                name="Arial", size=font.size, bold=True, color=font.color
            )

    def line(
        self,
        row: int,
        label: str,
        formula: object,
        fmt: str,
        name: str | None = None,
        *,
        unit: str = "",
        note: str = "",
        column: str = "D",
        bold: bool = False,
        note_column: str = "E",
        sign: str = "+",
    ) -> None:
        """Write label, unit, value and note on one row and name the value."""
        self.put(f"B{row}", label, bold=bold)
        self.put(f"C{row}", unit or unit_text(fmt), colour="595959")
        self.put(f"{column}{row}", formula, fmt, bold=bold, align="right")
        if note:
            self.remark(f"{note_column}{row}", note)
        if name:
            self.define(name, f"{column}{row}", unit_name(fmt), label, sign=sign)

    def remark(self, ref: str, text: str) -> None:
        """Write a note in small grey type, a little apart from the number before it."""
        self.put(ref, text, size=9, colour="595959").alignment = Alignment(
            horizontal="left", vertical="center", indent=1
        )

    def define(
        self,
        name: str,
        ref: str,
        unit: str,
        label: str,
        *,
        sign: str = "+",
        axis: str = "none",
        seed: str = "",
        listed: bool = True,
    ) -> None:
        """Name a cell or range of this sheet; `±` before the name is a sign of either kind."""
        if name.startswith("±"):
            name, sign = name[1:], "both"
        absolute = ":".join(
            re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", part) for part in ref.replace("$", "").split(":")
        )
        self.book.name(
            name,
            f"'{self.name}'!{absolute}",
            unit,
            label,
            sign=sign,
            axis=axis,
            seed=seed,
            listed=listed,
        )

    def rule(self, ref: str, formula: str, colour: str) -> None:
        """Colour text by a condition."""
        self.ws.conditional_formatting.add(
            ref, FormulaRule(formula=[formula], font=Font(color=colour, bold=True))
        )

    # -- page ------------------------------------------------------------------------------
    def finish(
        self,
        last_row: int,
        *,
        freeze: str | None = None,
        titles: str | None = None,
        pages: int = 0,
    ) -> None:
        """Set print area, page setup, frozen panes and the footer."""
        ws = self.ws
        last = get_column_letter(self.last_column)
        ws.print_area = f"A1:{last}{last_row}"
        ws.page_setup.orientation = "landscape"
        ws.page_setup.paperSize = ws.PAPERSIZE_A4
        ws.page_setup.fitToWidth = 1
        ws.page_setup.fitToHeight = pages  # 0: as many as it takes
        ws.sheet_properties.pageSetUpPr.fitToPage = True
        ws.page_margins = PageMargins(
            left=0.4, right=0.4, top=0.5, bottom=0.6, header=0.3, footer=0.3
        )
        ws.print_title_rows = titles or "1:4"
        ws.oddFooter.left.text = "&F"
        ws.oddFooter.center.text = "&A"
        ws.oddFooter.right.text = "Page &P of &N   &D"
        for part in (ws.oddFooter.left, ws.oddFooter.center, ws.oddFooter.right):
            part.size = 8
        if freeze:
            ws.freeze_panes = freeze


def _column(letters: str) -> int:
    value = 0
    for letter in letters:
        value = value * 26 + ord(letter) - 64
    return value
