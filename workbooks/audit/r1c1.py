"""Formulas written relative to their own cell, so that copies of one formula are one text.

`=A1*$B$2` in C1 is `RC[-2]*R2C2`; copied to C2 it is still that. What means nothing is evened
out: spaces, capitals, `'Sheet1'!` for `Sheet1!`, `1.50` for `1.5`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from workbooks.address import MAX_COLUMN, MAX_ROW, column_letters, column_number, quote_sheet
from workbooks.audit.tokens import (
    ENDS,
    LONGEST,
    OPERANDS,
    STARTS,
    is_operator,
    split_cell,
)

_OPERAND = re.compile(OPERANDS, re.S)
_CELL_CUT = re.compile(
    r"(?<![\w.$\\?!#\]])([\w.]++!|'(?:[^']|'')*+'!)?"
    r"(\$?)([A-Za-z]{1,3})(\$?)([1-9][0-9]{0,6})(?![\w.?\\(!])"
)
_CAREFUL = {"cell", "columns", "rows", "table", "item", "lost", "text"}


def normal(formula: str, row: int, column: int) -> str:
    """Write the formula of a cell relative to that cell.

    >>> normal("SUM(B$1:b2)*1.50", 3, 2)
    'SUM(R1C:R[-1]C)*1.5'
    """
    quick = _quick(formula, row, column)
    return _written(formula, row, column, _number, str) if quick is None else quick


def normal0(formula: str, row: int, column: int) -> str:
    """Write the formula of a cell relative to that cell, each number and text as `#`.

    >>> normal0('IF(A1="x",2%,0)', 1, 1)
    'IF(RC=#,#%,#)'
    """
    return _written(formula, row, column, _hidden, _hidden)


class Copies:
    """Writes the formulas of one sheet relative to their cells, in the order of the file.

    A copy of the formula above, or of the one before, is known by its text: that formula is
    written out for the cell and compared, which takes a fraction of the time.

    >>> copies = Copies()
    >>> copies.normal("A1*2", 1, 2), copies.normal("A2*2", 2, 2)
    ('RC[-1]*2', 'RC[-1]*2')
    """

    def __init__(self) -> None:
        self._above: dict[int, _Pattern | None] = {}
        self._before: _Pattern | None = None
        self._is_row = False

    def normal(self, formula: str, row: int, column: int) -> str:
        """Write the formula of a cell relative to that cell."""
        tried = (self._before, self._above.get(column))
        for pattern in tried if self._is_row else reversed(tried):
            if pattern is not None and pattern.is_here(formula, row, column):
                self._is_row = pattern is tried[0]
                break
        else:
            written = _quick(formula, row, column)
            if written is None:
                return _written(formula, row, column, _number, str)
            pattern = _Pattern(formula, row, column, written)
        self._above[column] = self._before = pattern
        return pattern.normal


class _Pattern:
    """A formula as it reads in any cell: its text with gaps for what moves."""

    __slots__ = ("_gaps", "_rows", "_text", "normal")

    def __init__(self, formula: str, row: int, column: int, normal: str) -> None:
        self.normal = normal
        gaps: list[tuple[bool, int]] = []
        texts: list[str] = []
        for index, segment in enumerate(formula.replace("%", "%%").split('"')):
            if index % 2:
                texts.append(segment)
                continue
            pieces = _CELL_CUT.split(segment)
            for at in range(1, len(pieces), 6):
                _, is_column, letters, is_row, digits, _ = pieces[at : at + 6]
                pieces[at] = pieces[at] or ""
                if not is_column:
                    gaps.append((True, _column(letters) - column))
                    pieces[at + 2] = "%s"
                if not is_row:
                    gaps.append((False, int(digits) - row))
                    pieces[at + 4] = "%d"
            texts.append("".join(pieces))
        self._text, self._gaps = '"'.join(texts), gaps
        moves = [0, *(gap for is_column, gap in gaps if not is_column)]
        self._rows = (1 - min(moves), MAX_ROW - max(moves))

    def is_here(self, formula: str, row: int, column: int) -> bool:
        """Whether a formula is this one as it reads in that cell."""
        if not self._rows[0] <= row <= self._rows[1]:
            return False
        given = tuple(
            [_letters(column + gap) if is_column else row + gap for is_column, gap in self._gaps]
        )
        return self._text % given == formula


@lru_cache(1 << 14)
def _letters(column: int) -> str:
    """The letters of a column; nothing that a formula holds outside a sheet."""
    return column_letters(column) if 1 <= column <= MAX_COLUMN else "\0"


def _quick(formula: str, row: int, column: int) -> str | None:
    """The same as `_written` in a third of the time, for formulas that need no careful reading.

    The cells are cut out; what stands between them is the same in every copy and remembered.
    """
    quotes = formula.count("'")
    if "[" in formula or len(formula) > LONGEST or quotes > 64 or (quotes and '"' in formula):
        return None
    segments = formula.split('"')
    for index in range(0, len(segments), 2):
        pieces = _CELL_CUT.split(segments[index])
        written = []
        for at in range(0, len(pieces), 6):
            piece = pieces[at]
            between = _between(piece) if piece else ""
            if between is None:
                return None
            written.append(between)
            if at + 1 == len(pieces):
                break
            prefix, is_column, letters, is_row, digits = pieces[at + 1 : at + 6]
            if prefix is not None:
                if piece.endswith(":"):
                    return None  # two sheets with a colon between them
                written.append(_prefix(prefix))
            place, number = _column(letters), int(digits)
            if place > MAX_COLUMN or number > MAX_ROW:
                return None
            if is_row:
                written.append(f"R{digits}")
            else:
                written.append(f"R[{number - row}]" if number != row else "R")
            if is_column:
                written.append(f"C{place}")
            else:
                written.append(f"C[{place - column}]" if place != column else "C")
        segments[index] = "".join(written)
    return '"'.join(segments)


@lru_cache(1 << 15)
def _column(letters: str) -> int:
    """The number of a column."""
    return column_number(letters.upper())


@lru_cache(1 << 14)
def _between(piece: str) -> str | None:
    """What stands between two cells, evened out; None if only the whole formula tells."""
    bare = piece.strip()
    if bare != piece and (not bare or STARTS.match(bare) or ENDS.match(bare[-1])):
        return None
    if any(found.lastgroup in _CAREFUL for found in _OPERAND.finditer(piece)):
        return None
    return _written(piece, 0, 0, _number, str)


def _written(
    formula: str, row: int, column: int, number: Callable[[str], str], text: Callable[[str], str]
) -> str:
    """Write a formula anew, its numbers and its texts by the functions given."""
    if len(formula) > LONGEST:
        return formula

    def piece(found: re.Match[str]) -> str:
        kind, written = found.lastgroup, found[0]
        prefix = found["prefix"]
        if prefix:
            written = written[len(prefix) :]
            prefix = _prefix(prefix)
        else:
            prefix = ""
        if kind == "cell":
            cell = split_cell(written)
            if cell is None:
                return prefix + written.upper()
            down, right = cell[0] - row, cell[1] - column
            rows = f"R{cell[0]}" if cell[2] else f"R[{down}]" if down else "R"
            columns = f"C{cell[1]}" if cell[3] else f"C[{right}]" if right else "C"
            return prefix + rows + columns
        if kind == "call" or kind == "name":
            return prefix + written.upper()
        if kind == "number":
            return number(written)
        if kind == "text":
            return text(written)
        if kind == "space":
            return " " if is_operator(formula, found.start(), found.end()) else ""
        if kind == "columns":
            sides = (_side(one, "C", column) for one in written.upper().split(":"))
            return prefix + ":".join(sides)
        if kind == "rows":
            return prefix + ":".join(_side(one, "R", row) for one in written.split(":"))
        return prefix + written

    return _OPERAND.sub(piece, formula)


def _side(side: str, letter: str, origin: int) -> str:
    """The first or the last of whole columns or rows."""
    bare = side.lstrip("$")
    place = int(bare) if letter == "R" else column_number(bare)
    if bare != side:
        return f"{letter}{place}"
    return f"{letter}[{place - origin}]" if place != origin else letter


@lru_cache(4096)
def _prefix(prefix: str) -> str:
    """A sheet in quotation marks only where it needs them."""
    body = prefix[:-1]
    if body.startswith("'") and "[" not in body and ":" not in body and "|" not in body:
        return quote_sheet(body[1:-1].replace("''", "'")) + "!"
    return prefix


@lru_cache(4096)
def _number(text: str) -> str:
    """A number as Excel writes it, whole numbers without a point."""
    value = float(text)
    return f"{value:.0f}" if value.is_integer() and value < 1e15 else repr(value)


def _hidden(text: str) -> str:  # noqa: ARG001 - a writer of literals
    return "#"
