"""The leaves of a tree: constants, cells, names and parts of tables, each read from one token."""

from __future__ import annotations

from workbooks.address import MAX_COLUMN, MAX_ROW, Area, column_number
from workbooks.audit.nodes import ErrorNode, Fixed, Flag, Name, Node, Number, Ref, Structured, Text
from workbooks.audit.tokens import Token, UnparsedError, split_cell


def operand(token: Token) -> Node:
    """The node of an operand."""
    text = token.prefix + token.text
    if token.kind == "number":
        return Number(float(text), text)
    if token.kind == "text":
        return Text(text[1:-1].replace('""', '"'))
    if token.kind == "error":
        return ErrorNode(token.text, text)
    if token.kind == "table":
        return _structured(token)
    book, sheet, sheet_to = split_prefix(token.prefix)
    if token.kind in ("name", "item"):
        if not token.prefix and token.text.upper() in ("TRUE", "FALSE"):
            return Flag(token.text.upper() == "TRUE")
        return Name(token.text, sheet, book, text)
    area, fixed = _area(token)
    return Ref(book, sheet, sheet_to, area, fixed, spill=False, text=text)


def _area(token: Token) -> tuple[Area, Fixed]:
    """The cells of a reference, and which of its sides are fixed."""
    if token.kind == "cell":
        cell = split_cell(token.text)
        assert cell is not None  # the tokens say so
        row, column, is_row, is_column = cell
        return Area(row, column, row, column), (is_row, is_column, is_row, is_column)
    sides = token.text.upper().split(":")
    bare = [side.lstrip("$") for side in sides]
    if token.kind == "columns":
        pairs = sorted(
            (column_number(one), side[0] == "$") for one, side in zip(bare, sides, strict=True)
        )
        if pairs[1][0] > MAX_COLUMN:
            raise UnparsedError(f"the columns {token.text} lie outside a sheet")
        (left, is_left), (right, is_right) = pairs
        return Area(1, left, MAX_ROW, right), (True, is_left, True, is_right)
    pairs = sorted((int(one), side[0] == "$") for one, side in zip(bare, sides, strict=True))
    if pairs[1][0] > MAX_ROW:
        raise UnparsedError(f"the rows {token.text} lie outside a sheet")
    (top, is_top), (bottom, is_bottom) = pairs
    return Area(top, 1, bottom, MAX_COLUMN), (is_top, True, is_bottom, True)


def split_prefix(prefix: str) -> tuple[str, str, str]:
    """Another workbook, the sheet and the last sheet of what stands before a reference.

    >>> split_prefix("'[Plan.xlsx]Bob''s:Jim''s'!")
    ('Plan.xlsx', "Bob's", "Jim's")
    """
    body = prefix.removesuffix("!")
    if body.startswith("'") and body.endswith("'") and "|" not in body:
        body = body[1:-1].replace("''", "'")
    if "|" in body:
        return body, "", ""  # a DDE source
    before, opened, inside = body.rpartition("[")
    book, closed, rest = inside.partition("]")
    if opened and closed:
        body, book = rest, before + book
    else:
        book = ""
    sheet, _, sheet_to = body.partition(":")
    return book, sheet, sheet_to


def _structured(token: Token) -> Structured:
    """A structured reference: `Table[[#This Row],[First]:[Last]]`, `Table[@First]`."""
    table, _, body = token.text.partition("[")
    body = body[:-1]
    pieces: list[str] = []
    items: list[str] = []
    if body.startswith("@"):
        items, body = ["This Row"], body[1:]
    if body.startswith("["):
        pieces = _bracketed(body)
    elif body:
        pieces = [body.strip()]
    items += [piece[1:] for piece in pieces if piece.startswith("#")]
    columns = [_unescaped(piece) for piece in pieces if not piece.startswith("#")]
    return Structured(table, tuple(items), tuple(columns), token.prefix + token.text)


def _bracketed(body: str) -> list[str]:
    """The parts in brackets; a quotation mark makes the next character plain."""
    found, start, position = [], -1, 0
    while position < len(body):
        character = body[position]
        if character == "'":
            position += 1
        elif character == "[":
            start = position + 1
        elif character == "]" and start >= 0:
            found.append(body[start:position])
            start = -1
        position += 1
    return found


def _unescaped(column: str) -> str:
    """The heading of a column as it stands in the table."""
    plain, marked = "", False
    for character in column:
        if character == "'" and not marked:
            marked = True
        else:
            plain, marked = plain + character, False
    return plain
