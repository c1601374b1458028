"""Addresses of cells, ranges and sheets, as text and as numbers counted from 1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from workbooks.archive import refuse

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


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


@lru_cache(4096)
def _number(letters: str) -> int:
    number = column_number(letters)
    if not 1 <= number <= MAX_COLUMN:
        raise refuse(f"the column {letters[:20]!r} lies outside a sheet")
    return number


def column_of(address: str) -> int:
    """Return the column of an address whose form is taken for granted."""
    return _number(address.rstrip("0123456789"))


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

    def covers(self, other: Area) -> bool:
        """Whether another rectangle lies inside."""
        return self.holds(other.top, other.left) and self.holds(other.bottom, other.right)

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


def quote_sheet(title: str) -> str:
    """Quote the title of a sheet where a reference needs it.

    >>> quote_sheet("Inputs"), quote_sheet("Bob's deal")
    ('Inputs', "'Bob''s deal'")
    """
    if re.fullmatch(r"[A-Za-z_]\w*", title):
        return title
    return "'" + title.replace("'", "''") + "'"
