"""The pieces that a formula is written in, found by one pattern that reads every character once.

A piece that stands for a value is an operand: a number, a text, or what follows an optional
sheet. `A1:B2` is two operands and an operator; `A:A`, `1:1` and `Table[[#This Row],[Cost]]` are
one operand each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from udfs.errors import OnBalanceError
from workbooks.address import MAX_COLUMN, MAX_ROW, column_number

#: Excel allows 8,192 characters as a person writes them; a file adds a prefix to newer functions.
LONGEST = 16_384

_WORD = r"(?:[^\W\d]|\\)[\w.?\\]*+"
CELL = r"\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6}(?![\w.?\\])"
_BRACKETS = r"\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*+\])*+\]"
_QUOTED = r"'(?:[^']|'')*+'"
#: A sheet, two sheets with a colon between them, another workbook, or a DDE source.
_PREFIX = (
    rf"(?:(?:{_QUOTED}|\w++)\|)?(?:{_QUOTED}|(?:\[[^\[\]]*+\])?"
    rf"(?:(?!{CELL}:)[\w.]++(?::[\w.]++)?)?)!"
)
_ERROR = r"#(?:[A-Z][A-Z_]*(?:/[0A])?[!?]?)"

#: The operands, and the spaces that may be an operator.
OPERANDS = (
    r'(?P<text>"(?:[^"]|"")*+"?)|(?P<space>\s++)'
    rf"|(?P<prefix>{_PREFIX})?(?:(?P<call>{_WORD}\()"
    r"|(?P<columns>\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}(?![\w.?\\(!\[]))"
    r"|(?P<rows>\$?[1-9][0-9]{0,6}:\$?[1-9][0-9]{0,6}(?![\w.!]))"
    rf"|(?P<cell>{CELL})|(?P<table>(?:{_WORD})?{_BRACKETS})|(?P<name>{_WORD})"
    rf"|(?P<error>{_ERROR})|(?P<item>(?<=!){_QUOTED}))"
    r"|(?P<number>(?:[0-9]++\.?[0-9]*+|\.[0-9]++)(?:[Ee][+-]?[0-9]++)?)"
    r"|(?P<lost>'(?:[^']|'')*+'?)"
)
_TOKEN = re.compile(OPERANDS + r"|(?P<operator><=|>=|<>|[-+*/^&=<>:%@#(){},;])|(?P<stray>.)", re.S)
ENDS, STARTS = re.compile(r"[\w)\]#'.?\\!]"), re.compile(r"[\w$(\['@\\#!]")


class UnparsedError(OnBalanceError, ValueError):
    """A formula that is not understood; the message says where and why."""

    def __init__(self, sentence: str) -> None:
        super().__init__("formula", None, "a formula in Excel's grammar", message=sentence)


class Token(NamedTuple):
    """One piece: its kind, its text without the sheet, the sheet as written with its `!`."""

    kind: str
    text: str
    prefix: str
    start: int


def tokens(formula: str) -> Iterator[Token]:
    """Run through the pieces of a formula without its `=`; spaces only where one is an operator.

    Raises
    ------
    UnparsedError
        If a piece is none of those that a formula may hold.

    Examples
    --------
    >>> [token.text for token in tokens("SUM(Jan:Dec!A5, 1E+3)")]
    ['SUM(', 'A5', ',', '1E+3', ')']
    """
    if len(formula) > LONGEST:
        raise UnparsedError(f"the formula has {len(formula)} characters, {LONGEST} is the most")
    for found in _TOKEN.finditer(formula):
        kind, start = found.lastgroup or "", found.start()
        if kind == "space":
            if is_operator(formula, start, found.end()):
                yield Token("operator", " ", "", start)
            continue
        prefix = found["prefix"] or ""
        text = found[0][len(prefix) :]
        if kind in ("lost", "stray") or (kind == "text" and not _closed(text)):
            raise UnparsedError(f"{_shown(text)} at character {start + 1} is not understood")
        if kind == "cell" and split_cell(text) is None:
            kind = "name"
        yield Token(kind, text, prefix, start)


def is_operator(formula: str, start: int, end: int) -> bool:
    """Whether the spaces from `start` to `end` may stand for the cells that two areas share."""
    return (
        start > 0
        and end < len(formula)
        and ENDS.match(formula, start - 1) is not None
        and STARTS.match(formula, end) is not None
    )


@lru_cache(1 << 14)
def split_cell(text: str) -> tuple[int, int, bool, bool] | None:
    """Row and column of a cell, and whether each is fixed by a `$`; None outside a sheet.

    >>> split_cell("B$7"), split_cell("XFE1")
    ((7, 2, True, False), None)
    """
    column = text.rstrip("0123456789")
    row = int(text[len(column) :])
    bare = column.strip("$")
    number = column_number(bare.upper())
    if row > MAX_ROW or number > MAX_COLUMN:
        return None
    return row, number, column.endswith("$"), column.startswith("$")


def _closed(text: str) -> bool:
    """Whether a text ends with its quotation mark."""
    return len(text) > 1 and text.count('"') % 2 == 0


def _shown(text: str) -> str:
    """The beginning of a text, in quotation marks."""
    return repr(text if len(text) <= 20 else text[:17] + "...")
