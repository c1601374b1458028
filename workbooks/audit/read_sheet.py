"""The cells of one worksheet, read in one pass."""

from __future__ import annotations

import math
from typing import Literal

from lxml import etree

from workbooks.address import MAX_COLUMN, MAX_ROW, Area, column_of, parse_area
from workbooks.archive import refuse
from workbooks.audit.model import Cell, ErrorCode, Formulas, Grid, Kind
from workbooks.audit.shared import Filled
from workbooks.audit.styles import Styles, elements
from workbooks.cell import Scalar, unescaped
from workbooks.package import Element, Package, tag
from workbooks.values import plain

#: Bounds on what one audit takes in: cells that hold something, and characters of formulas.
MAX_CELLS = 1_000_000
MAX_FORMULA_TEXT = 128 << 20
MAX_ARRAY = 100_000
MAX_MARKS = 100_000

_CELL, _ROW, _COL = "c", "row", "col"
_C, _R, _F, _V, _IS = tag("c"), tag("row"), tag("f"), tag("v"), tag("is")
#: How LibreOffice writes a typed TRUE or FALSE.
_TYPED_FLAGS = ("TRUE()", "FALSE()")
_TRUE = ("1", "true")
_X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_XM = "{http://schemas.microsoft.com/office/excel/2006/main}"
_IGNORED = (
    "evalError", "twoDigitTextYear", "numberStoredAsText", "formula", "formulaRange",
    "unlockedFormula", "emptyCellReference", "listDataValidation", "calculatedColumn",
)  # fmt: skip


class Reader:
    """Reads the sheets of one workbook; the bounds hold for all of them together."""

    def __init__(self, package: Package, strings: list[str], styles: Styles) -> None:
        self._package, self._strings, self._styles = package, strings, styles
        self._count = self._text = self._shared = 0

    def read(
        self,
        part: str,
        title: str,
        state: Literal["visible", "hidden", "veryHidden"],
        print_area: tuple[Area, ...] = (),
    ) -> Grid:
        """Read one sheet."""
        sheet = _Sheet(title)
        wanted = (_CELL, _ROW, _COL, "mergeCell", "ignoredError", "sheetProtection", "worksheet",
                  "dataValidation", "conditionalFormatting", "extLst")  # fmt: skip
        for element in elements(self._package, part, *wanted):
            name = element.tag
            if name == _C:
                self._cell(sheet, element)
            elif name == _R:
                sheet.end_row(element)
            else:
                sheet.mark(etree.QName(name).localname, element)
        if not sheet.whole:
            raise refuse(f"the sheet {title} is not a worksheet")
        sheet.fill_arrays()
        return Grid(
            title, state, sheet.cells, frozenset(sheet.hidden_rows),
            frozenset(sheet.hidden_columns), tuple(sheet.merged), tuple(sheet.ignored),
            sheet.protected, tuple(sheet.validations), tuple(sheet.rules), print_area,
        )  # fmt: skip

    def _cell(self, sheet: _Sheet, element: Element) -> None:
        """Keep a cell that holds something."""
        row, column = sheet.position(element)
        f = v = None
        inline = None
        for child in element:
            if child.tag == _V:
                v = child
            elif child.tag == _F:
                f = child
            elif child.tag == _IS:
                inline = child
        if f is None and v is None and inline is None:
            return
        kind = element.get("t", "n")
        if inline is not None and kind == "inlineStr":
            value: Scalar | ErrorCode = plain(inline)
        else:
            value = self._value(kind, None if v is None else v.text)
        if f is not None and not f.text and f.get("t") not in ("shared", "dataTable"):
            f = None  # written by some programs for what an array formula fills
        if f is None and (value is None or value == ""):
            return
        self._count += 1
        if self._count > MAX_CELLS:
            raise refuse(f"the workbook holds more than {MAX_CELLS:,} cells: too many to audit")
        style = self._styles[element.get("s")]
        formula: str | None = None
        array = shared = None
        if f is not None:
            formula, array, shared = self._formula(sheet, f, row, column)
            if array is None and formula in _TYPED_FLAGS:
                formula, value = None, formula == "TRUE()"
        what = _kind(value, style.dated) if formula is None else "formula"
        sheet.cells[row, column] = Cell(
            sheet.title, row, column, what, formula, value, style, array, shared
        )

    def _value(self, kind: str, text: str | None) -> Scalar | ErrorCode:
        """The value that a cell stores."""
        if text is None:
            return "" if kind == "str" else None
        if kind == "n":
            try:
                number = float(text)
            except ValueError:
                return text
            return number if math.isfinite(number) else text
        if kind == "s":
            number = int(text) if text.isdecimal() else -1
            return self._strings[number] if 0 <= number < len(self._strings) else None
        if kind == "b":
            return text in _TRUE
        if kind == "e":
            return ErrorCode(text)
        return unescaped(text)

    def _formula(
        self, sheet: _Sheet, f: Element, row: int, column: int
    ) -> tuple[str, Area | None, int | None]:
        """The formula of a cell, the block of an array formula, the number of a shared one."""
        kind, text, array, number = f.get("t", "normal"), f.text or "", None, None
        if kind == "shared":
            index = f.get("si", "")
            if text:
                self._shared += 1
                sheet.shared[index] = (self._shared, Filled(unescaped(text), row, column))
            if index in sheet.shared:
                number, filled = sheet.shared[index]
                text = filled.at(row, column)
        elif kind == "dataTable":
            text = f"TABLE({f.get('r1', '')},{f.get('r2', '')})"
        else:
            text = unescaped(text)
        if kind in ("array", "dataTable") and f.get("ref"):
            array = parse_area(f.get("ref"))
            if array.size > MAX_ARRAY:
                raise refuse(f"the array formula in {sheet.title}!{array.text} is too large")
        self._text += len(text)
        if self._text > MAX_FORMULA_TEXT:
            raise refuse("the formulas of the workbook are too long to audit")
        return text.removeprefix("="), array, number


def _kind(value: Scalar | ErrorCode, dated: bool) -> Kind:
    """What a cell without a formula holds."""
    if isinstance(value, ErrorCode):
        return "error"
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, float):
        return "date" if dated else "number"
    return "blank" if value is None else "text"


def _integer(text: str | None, default: int = 0) -> int:
    """A count as the file writes it; the default where there is none."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else default


class _Sheet:
    """What is known of a sheet while it is read."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.whole = False
        self.cells: dict[tuple[int, int], Cell] = {}
        self.shared: dict[str, tuple[int, Filled]] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.merged: list[Area] = []
        self.ignored: list[tuple[Area, frozenset[str]]] = []
        self.protected = False
        self.validations: list[Formulas] = []
        self.rules: list[Formulas] = []
        self._row = 0  # the last row that ended
        self._column = 0  # the last cell of the row under way

    def position(self, element: Element) -> tuple[int, int]:
        """Row and column of a cell; counted where the file leaves them out."""
        address = element.get("r")
        if address:
            letters = address.rstrip("0123456789")
            row, column = _integer(address[len(letters) :]), column_of(letters)
        else:
            row = _integer(element.getparent().get("r"), self._row + 1)
            column = self._column + 1
        self._column = column
        if not 1 <= row <= MAX_ROW or column > MAX_COLUMN:
            raise refuse(f"the sheet {self.title} holds a cell outside a sheet")
        return row, column

    def end_row(self, element: Element) -> None:
        """Keep what a row says of itself."""
        self._row, self._column = _integer(element.get("r"), self._row + 1), 0
        if element.get("hidden") in _TRUE:
            self.hidden_rows.add(self._row)

    def mark(self, name: str, element: Element) -> None:
        """Keep what stands beside the cells."""
        if name == "col":
            if element.get("hidden") in _TRUE:
                first, last = _integer(element.get("min"), 1), _integer(element.get("max"), 1)
                self.hidden_columns.update(range(first, min(last, MAX_COLUMN) + 1))
        elif name == "mergeCell":
            self.merged += self._areas(element.get("ref", ""))
        elif name == "ignoredError":
            kinds = frozenset(kind for kind in _IGNORED if element.get(kind) in _TRUE)
            self.ignored += [(area, kinds) for area in self._areas(element.get("sqref", ""))]
        elif name == "sheetProtection":
            self.protected = element.get("sheet") in _TRUE
        elif name == "dataValidation":
            texts = (element.findtext(tag("formula1")), element.findtext(tag("formula2")))
            self._validation(element, element.get("sqref", ""), texts)
        elif name == "conditionalFormatting":
            self._rules(element, element.get("sqref", ""), tag("formula"))
        elif name == "extLst":
            self._extensions(element)
        else:
            self.whole = True

    def _areas(self, text: str) -> tuple[Area, ...]:
        from workbooks.audit.read import areas

        found = areas(text[:MAX_MARKS])
        if len(self.merged) + len(self.ignored) > MAX_MARKS:
            raise refuse(f"the sheet {self.title} holds more than {MAX_MARKS:,} merged ranges")
        return found

    def _validation(self, item: Element, places: str, texts: tuple[str | None, ...]) -> None:
        formulas = tuple(text for text in texts if text)
        kind, operator = item.get("type", ""), item.get("operator", "between")
        self.validations.append(Formulas(self._areas(places), formulas, kind, operator))

    def _rules(self, item: Element, places: str, name: str) -> None:
        formulas = tuple(f.text for f in item.iter(name) if f.text)
        if formulas:
            self.rules.append(Formulas(self._areas(places), formulas))

    def _extensions(self, element: Element) -> None:
        """Validations and conditional formats that name other sheets stand in an extension."""
        for item in element.iter(f"{_X14}dataValidation"):
            texts = tuple(f.text for f in item.iter(f"{_XM}f"))
            self._validation(item, item.findtext(f"{_XM}sqref") or "", texts)
        for item in element.iter(f"{_X14}conditionalFormatting"):
            self._rules(item, item.findtext(f"{_XM}sqref") or "", f"{_XM}f")

    def fill_arrays(self) -> None:
        """Mark the cells that an array formula fills."""
        filled = 0
        for cell in [cell for cell in self.cells.values() if cell.array]:
            if cell.array is None or cell.array.size == 1:
                continue
            filled += cell.array.size
            if filled > 10 * MAX_ARRAY:
                raise refuse(f"the array formulas of the sheet {self.title} are too large")
            for place in cell.array.cells():
                member = self.cells.get(place)
                if member is not None and member.formula is None:
                    self.cells[place] = Cell(
                        member.sheet, member.row, member.column, member.kind, None,
                        member.value, member.style, cell.array,
                    )  # fmt: skip
