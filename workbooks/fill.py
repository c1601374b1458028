"""A deal into a template, without harm to anything else in the file.

Values go into the cells that the `in_` names point to; style, comments, validations and every
other part of the file stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from udfs.errors import TemplateError
from workbooks.archive import refuse
from workbooks.cell import Scalar, write_input
from workbooks.names import Name
from workbooks.template import Template, is_note
from workbooks.values import to_serial

#: The longest text that a cell holds.
MAX_TEXT = 32_767
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class Entry(NamedTuple):
    """One value for one cell, and the name it comes from."""

    name: str
    sheet: str
    row: int
    column: int
    value: Scalar


def fill(
    data: bytes, values: Mapping[str, object], notes: Mapping[str, object] | None = None
) -> bytes:
    """Put inputs into a template.

    Parameters
    ----------
    data : bytes
        The template, an .xlsx or .xlsm file.
    values : mapping
        Input name without `in_` -> number, text, bool, date or None (blank); a list for a column
        of a table, padded with blanks to the length of the range.
    notes : mapping, optional
        Input name -> (source, date, grade, note), or a list of such for a table. An input that is
        filled without a note loses the note it had. Notes without a place are left out.

    Returns
    -------
    bytes
        The filled file. Stored values of formulas are those of the template: see
        `workbooks.cache`.

    Raises
    ------
    TemplateError
        If a name is unknown, a list too long, a value not storable, or a target cell a formula.
    """
    template = Template(data)
    fill_template(template, values, notes or {})
    return template.package.to_bytes()


def fill_template(
    template: Template, values: Mapping[str, object], notes: Mapping[str, object]
) -> None:
    """Put inputs into an open template; nothing is written before all of them are checked."""
    for entry in entries(template, values, notes):
        sheet = template.sheet(entry.sheet)
        if entry.value is not None or sheet.cell(entry.row, entry.column) is not None:
            write_input(sheet.make(entry.row, entry.column), entry.value)
            template.touch(entry.sheet)


def entries(
    template: Template, values: Mapping[str, object], notes: Mapping[str, object] | None
) -> list[Entry]:
    """Find the cells for all inputs and check them; without `notes` the notes are left alone."""
    inputs = template.group("in_")
    wanted = {key.lower(): name for key, name in inputs.items() if not is_note(key, inputs)}
    given = {key.lower(): note for key, note in (notes or {}).items()}
    found: list[Entry] = []
    for key, value in values.items():
        name = wanted.get(key.lower())
        if name is None:
            raise _unknown(key, list(wanted))
        found += _entries(name, _as_rows(name, value), template.date1904)
        place = template.names.get(f"in_{key.lower()}_note")
        if place is not None and notes is not None:
            rows = _note_rows(place, given.get(key.lower()))
            found += _entries(place, rows, template.date1904)
    _check(template, found)
    return found


def _unknown(key: str, known: list[str]) -> TemplateError:
    """Make the error for a name that the template lacks, with the nearest one it has."""
    import difflib  # only a failing run needs it

    near = difflib.get_close_matches(key, known, 1, 0.5)
    hint = f"; the nearest is {near[0]}" if near else ""
    return TemplateError(
        key, None, "an input", message=f"the template has no input named {key}{hint}"
    )


def _as_rows(name: Name, value: object) -> list[list[object]]:
    """Lay a value out over the cells of a name, with blanks to the end of the range."""
    area = name.area
    height, width = area.bottom - area.top + 1, area.right - area.left + 1
    if not isinstance(value, list | tuple):
        if area.size > 1:
            raise refuse(f"{name.name} is a range of {area.size} cells and needs a list", value)
        return [[value]]
    if min(height, width) > 1:
        raise refuse(f"{name.name} must be one row or one column, it is {name.place}")
    if len(value) > area.size:
        raise refuse(
            f"{name.name} has room for {area.size} values ({name.place}), got {len(value)}"
        )
    padded = [*value, *[None] * (area.size - len(value))]
    return [[item] for item in padded] if width == 1 else [padded]


def _note_rows(name: Name, note: object) -> list[list[object]]:
    """Lay the note of an input, or the notes of a table, out over their cells."""
    area = name.area
    height, width = area.bottom - area.top + 1, area.right - area.left + 1
    rows: list[Sequence[object]] = []
    if isinstance(note, tuple) or (isinstance(note, list) and not _nested(note)):
        rows = [note]
    elif isinstance(note, list):
        rows = list(note)
    if height == 1 and len(rows) > 1:  # a table with one note for all its lines
        rows = [_merged(rows)]
    if len(rows) > height or any(len(row) > width for row in rows):
        raise refuse(f"the notes of {name.name} do not fit into {name.place}")
    rows += [()] * (height - len(rows))
    return [[*row, *[None] * (width - len(row))] for row in rows]


def _nested(note: list[object]) -> bool:
    return bool(note) and all(isinstance(row, list | tuple) for row in note)


def _merged(rows: list[Sequence[object]]) -> list[object]:
    """Join the notes of several lines, each different text once."""
    joined: list[object] = []
    for column in range(max(len(row) for row in rows)):
        items = [row[column] for row in rows if column < len(row)]
        texts = list(dict.fromkeys(item for item in items if item not in (None, "")))
        joined.append(texts[0] if len(texts) == 1 else "; ".join(map(str, texts)) or None)
    return joined


def _entries(name: Name, rows: list[list[object]], date1904: bool) -> list[Entry]:
    """Pair the cells of a name with the values they get."""
    flat = [value for row in rows for value in row]
    return [
        Entry(name.name, name.sheet, row, column, _storable(name.name, value, date1904))
        for (row, column), value in zip(name.area.cells(), flat, strict=True)
    ]


def _storable(name: str, value: object, date1904: bool) -> Scalar:
    """Turn a value into what a cell stores."""
    if hasattr(value, "item") and not isinstance(value, str | bytes):  # a numpy scalar
        value = value.item()
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        if not abs(value) <= 9.99e307:  # not a number fails too
            raise refuse(f"{name} must be a finite number within what a cell holds")
        return float(value)
    if isinstance(value, date):
        serial = to_serial(value, date1904)
        if serial < 0:
            raise refuse(f"{name} must be a date that Excel can hold, got {value}", value)
        return serial
    if isinstance(value, str):
        if len(value) > MAX_TEXT or _UNWRITABLE.search(value):
            raise refuse(f"{name} must be a text of at most {MAX_TEXT} printable characters")
        return value
    raise refuse(f"{name} must be a number, a text, a date, a bool or blank, got {value!r}", value)


def _check(template: Template, found: list[Entry]) -> None:
    """Refuse to overwrite a formula, or to write two values into one cell."""
    written: dict[tuple[str, int, int], Entry] = {}
    for entry in found:
        place = (entry.sheet, entry.row, entry.column)
        other = written.setdefault(place, entry)
        if other.value != entry.value:
            raise refuse(f"{other.name} and {entry.name} are the same cell and got two values")
    for sheet in {entry.sheet for entry in found}:
        areas = [formula.area for formula in template.sheet(sheet).formulas()]
        single = {(area.top, area.left) for area in areas if area.size == 1}
        large = [area for area in areas if area.size > 1]
        for entry in found:
            if entry.sheet != sheet:
                continue
            at = (entry.row, entry.column)
            if at in single or any(area.holds(*at) for area in large):
                raise refuse(f"{entry.name} points to a cell that holds a formula")
