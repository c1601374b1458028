"""Cells that call our own functions: found in a workbook, computed in Python.

The engine knows none of our functions. A cell is computed here when its formula is one call whose
arguments are cells, ranges or names, with or without a guard: `=LEASE_PV(D20,E20,F20)`,
`=IF(J9="",YIELD_IRR(row_flow,E40),J9)`. Of a table one cell is taken, whose row and column are
cells too: `=INDEX(DEV_DRAW(D20,E20),M20,N20)`. The engine computes the arguments, Python the call,
and the engine again whatever depends on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from typing import TYPE_CHECKING, Any, NamedTuple

from udfs.errors import OnBalanceError
from udfs.table import Table
from workbooks.address import Area, column_letters
from workbooks.names import Name, parse_name
from workbooks.template import Template

if TYPE_CHECKING:
    from workbooks.engine import Book

_MAYBE = re.compile(rb"_[A-Z][A-Z_]*\(")
_CALL = re.compile(r"([A-Z]+(?:_[A-Z]+)+)\(([^()\"]*)\)")
_PICKED = re.compile(r"INDEX\((.+\)),([^,()\"]+),([^,()\"]+)\)")
_GUARDED = re.compile(r'IF\(([^,()"]+)="",(.+),([^,()"]+)\)')
_CELLS = re.compile(r"\$?[A-Z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Z]{1,3}\$?[0-9]{1,7})?")

#: (title of the sheet, address) -> value.
Values = dict[tuple[str, str], object]


class Call(NamedTuple):
    """One cell that calls a function; an argument that is left out is None.

    `pick` is where the row and the column stand of the cell that is taken of a table.
    """

    sheet: str
    address: str
    function: Callable[..., object]
    arguments: tuple[Name | None, ...]
    pick: tuple[Name | None, ...]
    guard: Name | None


def find_calls(template: Template, known: Container[tuple[str, str]] = ()) -> list[Call]:
    """The cells of a workbook that call our functions, without those whose value is known."""
    found = []
    for title, part in template.parts.items():
        if not _MAYBE.search(template.package.read(part)):
            continue
        for formula in template.sheet(title).formulas():
            call = _call(template, title, formula.area, formula.f.text or "")
            if call is not None and (call.sheet, call.address) not in known:
                found.append(call)
    return found


def _call(template: Template, title: str, area: Area, text: str) -> Call | None:
    """Read one formula; None if it is not a call that can be computed here."""
    guarded = _GUARDED.fullmatch(text)
    guard = None
    if guarded is not None:
        if guarded[1] != guarded[3]:
            return None
        guard, text = _place(template, title, guarded[1]), guarded[2]
    picked = _PICKED.fullmatch(text)
    pick: tuple[Name | None, ...] = ()
    if picked is not None:
        text, pick = picked[1], tuple(_place(template, title, picked[k]) for k in (2, 3))
    match = _CALL.fullmatch(text)
    function = match and _function(match[1], in_part=picked is not None)
    if match is None or function is None or (guarded and guard is None) or area.size != 1:
        return None
    pieces = [piece.strip() for piece in match[2].split(",")]
    arguments = [_place(template, title, piece) for piece in pieces]
    if any(piece and place is None for piece, place in zip(pieces, arguments, strict=True)):
        return None
    if None in pick:
        return None
    return Call(title, area.text, function, tuple(arguments), pick, guard)


def _function(name: str, *, in_part: bool) -> Callable[..., object] | None:
    """The function with that name in a cell; None for another program's.

    A table is wanted where a part of it is taken, and nowhere else.
    """
    import udfs  # only where a workbook calls one

    if name.lower() not in udfs.__all__:
        return None
    function: Callable[..., object] = getattr(udfs, name.lower())
    return function if (function.__annotations__["return"] == "Table") == in_part else None


def _place(template: Template, title: str, text: str) -> Name | None:
    """Where an argument stands: cells of the same sheet, of another one, or a name."""
    if text.lower() in template.names:
        return template.names[text.lower()]
    sheet, _, cells = text.rpartition("!")
    if not _CELLS.fullmatch(cells):
        return None
    if not sheet:
        sheet = "'" + title.replace("'", "''") + "'"
    return parse_name(text, f"{sheet}!{cells}", {one.lower(): one for one in template.parts})


def solve(book: Book, calls: list[Call]) -> Values:
    """Compute the calls, put their values into a book that was calculated, and recalculate it.

    Calls may rest on each other: all are computed anew until none changes.
    """
    values: Values = {}
    for _ in range(len(calls) + 1):
        fresh = {(call.sheet, call.address): _value(book, call) for call in calls}
        changed = {
            place: value for place, value in fresh.items()
            if value is not None and (place not in values or values[place] != value)
        }  # fmt: skip
        if not changed:
            break
        for (sheet, address), value in changed.items():
            book.put(sheet, address, value)
        values.update(changed)
        book.calculate()
    return values


def _value(book: Book, call: Call) -> object:
    """What a cell shows: its guard's text, a result or an error's code; None if it has no value."""
    if call.guard is not None:
        known, guard = _read(book, call.guard)
        if not known:
            return None
        if guard not in ("", None):
            return guard
    given: list[Any] = []
    for place in (*call.arguments, *call.pick):
        known, argument = (True, None) if place is None else _read(book, place)
        if not known:
            return None
        given.append(argument)
    count = len(call.arguments)
    try:
        result = call.function(*given[:count])
    except OnBalanceError as error:
        return error.excel
    if isinstance(result, Table):
        result = _part(result, *given[count:])
    return result if isinstance(result, int | float | str) else None


def _part(table: Table, row: Any, column: Any) -> object:
    """One cell of a table as INDEX has it, counted from 1 with the titles; an error is its code."""
    rows = table.rows()
    try:
        inside = 1 <= row <= len(rows) and 1 <= column <= len(rows[0])
    except TypeError:
        return "#VALUE!"
    if not inside:
        return "#REF!"
    cell: object = rows[int(row) - 1][int(column) - 1]
    return cell.excel if isinstance(cell, OnBalanceError) else cell


def _read(book: Book, place: Name) -> tuple[bool, Any]:
    """Whether the engine has computed some cells, and their values: one, or rows of them."""
    area = place.area
    found, missing = book.read_areas(place.sheet, [area])
    rows = [
        [found.get(f"{column_letters(column)}{row}") for column in range(area.left, area.right + 1)]
        for row in range(area.top, area.bottom + 1)
    ]
    return not missing, rows if area.size > 1 else rows[0][0]
