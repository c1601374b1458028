"""Reading the values that a workbook stores in its cells."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from workbooks.cell import Scalar, unescaped
from workbooks.package import Element, Package, tag

Stored = Scalar | date
Value = Stored | list[Stored] | list[list[Stored]]

#: Numbers of the built-in formats that show a date.
_DATE_FORMATS = frozenset((*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)))
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]')
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)


def to_serial(value: date, date1904: bool = False) -> float:
    """Return the serial number of a date or a datetime.

    >>> to_serial(date(2026, 1, 1)), to_serial(datetime(2026, 1, 1, 12))
    (46023.0, 46023.5)
    """
    share = 0.0
    if isinstance(value, datetime):
        share = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second) / timedelta(
            days=1
        )
        value = value.date()
    if date1904:
        return (value - _EPOCH_1904).days + share
    days = (value - _EPOCH).days
    return (days if days > 60 else days - 1) + share


def from_serial(serial: float, date1904: bool = False) -> date | None:
    """Return the date of a serial number, or None outside the calendar.

    >>> from_serial(46023.0)
    datetime.date(2026, 1, 1)
    """
    try:
        if date1904:
            return _EPOCH_1904 + timedelta(days=int(serial))
        return _EPOCH + timedelta(days=int(serial) + (1 if serial < 60 else 0))
    except OverflowError:
        return None


def shaped(grid: list[list[Any]]) -> Value:
    """Give a block the shape a person expects: one value, a list, or a list of rows."""
    if len(grid) == 1:
        row: Value = grid[0] if len(grid[0]) > 1 else grid[0][0]
        return row
    return [row[0] for row in grid] if len(grid[0]) == 1 else grid


class Values:
    """Reads cells with the shared strings and the date formats of one workbook.

    Parameters
    ----------
    package : Package
        The file.
    related : dict
        The parts of the workbook by kind: `sharedStrings`, `styles`.
    date1904 : bool
        Whether dates count from 1904.
    """

    def __init__(self, package: Package, related: dict[str, str], date1904: bool) -> None:
        self._package, self._related, self._date1904 = package, related, date1904
        self._strings: list[str] | None = None
        self._dates: set[str] | None = None

    def read(self, cell: Element | None, *, dates: bool = False) -> Any:
        """Return the value of a cell: number, text, bool, None, and a date if `dates`."""
        if cell is None:
            return None
        kind, text = cell.get("t", "n"), cell.findtext(tag("v"))
        if kind == "inlineStr":
            return plain(cell.find(tag("is")))
        if text is None or (text == "" and kind != "str"):
            return None
        if kind == "s":
            return self._string(text)
        if kind == "b":
            return text in ("1", "true")
        if kind in ("str", "e", "d"):
            return unescaped(text)
        return self._number(text, cell.get("s", "0") if dates else None)

    def _number(self, text: str, style: str | None) -> Scalar | date:
        """Return a number, or a date if its style shows one."""
        try:
            number = float(text)
        except ValueError:
            return text
        if style is not None and style in self._date_styles():
            return from_serial(number, self._date1904) or number
        return number

    def _part(self, kind: str) -> Element | None:
        """Return the root of a part of the workbook, or None."""
        name = self._package.find(self._related.get(kind, ""))
        return None if name is None else self._package.tree(name)

    def _string(self, index: str) -> str | None:
        """Return a shared string by its number."""
        if self._strings is None:
            root = self._part("sharedStrings")
            items = () if root is None else root.iterchildren(tag("si"))
            self._strings = [plain(item) for item in items]
        number = int(index) if index.isdecimal() else -1
        return self._strings[number] if 0 <= number < len(self._strings) else None

    def _date_styles(self) -> set[str]:
        """Return the numbers of the cell styles that show a date."""
        if self._dates is None:
            self._dates, custom, root = set(), {}, self._part("styles")
            if root is not None:
                for item in root.iterfind(f"{tag('numFmts')}/{tag('numFmt')}"):
                    custom[item.get("numFmtId")] = item.get("formatCode", "")
                for index, style in enumerate(root.iterfind(f"{tag('cellXfs')}/{tag('xf')}")):
                    number = style.get("numFmtId", "0")
                    if shows_date(number, custom.get(number, "")):
                        self._dates.add(str(index))
        return self._dates


def shows_date(number: str, code: str) -> bool:
    """Whether a number format shows a day, a month or a year, by its number or its code."""
    if number.isdecimal() and int(number) in _DATE_FORMATS:
        return True
    bare = _LITERAL.sub("", code).lower()
    return bare not in ("", "general") and bool(re.search("[yd]", bare))


def plain(item: Element | None) -> str:
    """Return the text of a shared or an inline string, without the phonetic part."""
    if item is None:
        return ""
    pieces = []
    for child in item:
        if child.tag == tag("t"):
            pieces.append(child.text or "")
        elif child.tag == tag("r"):
            pieces.append(child.findtext(tag("t")) or "")
    return unescaped("".join(pieces))
