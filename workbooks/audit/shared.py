"""A formula filled into other cells: its relative references move with the cell."""

from __future__ import annotations

import re

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError

from workbooks.address import MAX_COLUMN, MAX_ROW, column_letters, column_number

#: What may stand in an operand: the name of a sheet, a cell, whole columns, whole rows.
_PIECES = re.compile(
    r"(?P<sheet>'(?:[^']|'')*'!|[^\s'!:]+!)"
    r"|(?P<ca>\$?)(?P<c>[A-Za-z]{1,3})(?P<ra>\$?)(?P<r>[1-9][0-9]{0,6})(?![\w.(])"
    r"|(?P<la>\$?)(?P<l>[A-Za-z]{1,3})(?=:\$?[A-Za-z]{1,3}$|$)"
    r"|(?P<na>\$?)(?P<n>[1-9][0-9]{0,6})(?=:\$?[0-9]+$|$)"
)

Piece = str | tuple[str, int, bool]  # a text, or ("r" or "c", number, moves)


class Filled:
    """The first formula of a shared block, ready to be written for its other cells.

    >>> Filled("SUM($A1:A1)*Rates!B$2", 1, 1).at(3, 2)
    'SUM($A3:B3)*Rates!C$2'
    """

    def __init__(self, formula: str, row: int, column: int) -> None:
        self.formula, self.row, self.column = formula, row, column
        self._pieces: list[Piece] | None = None

    def at(self, row: int, column: int) -> str:
        """The formula as it reads in another cell."""
        if self._pieces is None:
            self._pieces = _split(self.formula)
        down, across = row - self.row, column - self.column
        texts = []
        for piece in self._pieces:
            if isinstance(piece, str):
                texts.append(piece)
                continue
            kind, number, moves = piece
            if kind == "r":
                number += down if moves else 0
                texts.append(str(number) if 1 <= number <= MAX_ROW else "#REF!")
            else:
                number += across if moves else 0
                texts.append(column_letters(number) if 1 <= number <= MAX_COLUMN else "#REF!")
        return "".join(texts)


def _split(formula: str) -> list[Piece]:
    """Cut a formula into texts and the numbers of rows and columns between them."""
    try:
        tokens = Tokenizer(f"={formula}").items
    except (TokenizerError, IndexError):
        return [formula]
    pieces: list[Piece] = []
    for token in tokens:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE and "[" not in token.value:
            _operand(token.value, pieces)
        else:
            pieces.append(token.value)
    return _joined(pieces)


def _operand(text: str, pieces: list[Piece]) -> None:
    """Cut one operand."""
    end = 0
    whole = ":" in text.rpartition("!")[2]
    for found in _PIECES.finditer(text):
        pieces.append(text[end : found.start()])
        end = found.end()
        if found["c"]:
            _axis(pieces, "c", found["ca"], column_number(found["c"].upper()))
            _axis(pieces, "r", found["ra"], int(found["r"]))
        elif found["l"] and whole:
            _axis(pieces, "c", found["la"], column_number(found["l"].upper()))
        elif found["n"] and whole:
            _axis(pieces, "r", found["na"], int(found["n"]))
        else:
            pieces.append(found[0])
    pieces.append(text[end:])


def _axis(pieces: list[Piece], kind: str, anchor: str, number: int) -> None:
    pieces += [anchor, (kind, number, not anchor)]


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Join texts that follow each other."""
    joined: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and joined and isinstance(joined[-1], str):
            joined[-1] += piece
        elif piece != "":
            joined.append(piece)
    return joined
