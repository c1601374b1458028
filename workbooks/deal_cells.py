"""The Inputs sheet of a finished workbook, read back as the deal that made it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from udfs.errors import TemplateError
from workbooks import designs
from workbooks.deal import Deal, cell_of, row_model
from workbooks.deal_fields import Note, extra
from workbooks.deal_read import make

EPOCH = dt.date(1899, 12, 30)  # day 0 of a spreadsheet, for dates after February 1900


def read_workbook(path: Path, design: str | None = None) -> Deal:
    """The deal on the Inputs sheet of a finished workbook."""
    from workbooks.package import read_file
    from workbooks.template import read_inputs, read_notes

    data = read_file(path)
    values = read_inputs(data)
    if "name" not in values:
        sentence = f"{path.name} has no named inputs such as in_name: it is no OnBalance workbook"
        raise TemplateError("deal", message=sentence)
    return from_cells(values, read_notes(data), design)


def from_cells(
    values: Mapping[str, Any], notes: Mapping[str, Any] | None = None, design: str | None = None
) -> Deal:
    """The deal of an Inputs sheet: values and notes by the names of `Deal.values()`."""
    notes = notes or {}
    kind = designs.of_cells(values) if design is None else designs.find(design)
    raw: dict[str, dict[str, object]] = {}
    for section, model in kind.sections().items():
        part = raw.setdefault(section, {})
        for key, info in model.model_fields.items():
            cell = cell_of(key, info)
            if extra(info)["kind"] == "table":
                part[key] = _rows(info, values, notes)
            elif (value := _value(info, values.get(cell))) is not None:
                part[key] = _long(value, notes.get(cell))
    return make(raw, kind.name)


def _rows(info: FieldInfo, values: Mapping[str, Any], notes: Mapping[str, Any]) -> list[object]:
    """The rows of a table from its columns, without the blank ones; a row has one note."""
    columns = row_model(info).model_fields
    cells = {key: cell_of(key, column) for key, column in columns.items()}
    length = max(len(values.get(cell) or ()) for cell in cells.values())
    noted = next((notes[cell] for cell in cells.values() if cell in notes), None)
    rows: list[object] = []
    for index in range(length):
        row = {}
        for key, cell in cells.items():
            value = _value(columns[key], _at(values.get(cell), index))
            if value is not None:
                row[key] = _long(value, _at(noted, index))
        rows.append(row)
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _at(column: Sequence[Any] | None, index: int) -> Any:
    return column[index] if column is not None and index < len(column) else None


def _value(info: FieldInfo, cell: object) -> object:
    """A cell as a deal file would write it: blank is left out, a serial is a date, 1 is true."""
    if cell is None or cell == "":
        return None
    kind = extra(info)["kind"]
    if kind == "flag" and cell in (0, 1):
        return bool(cell)
    if kind == "date" and isinstance(cell, (int, float)) and 0 < cell < 1e6:
        return EPOCH + dt.timedelta(days=int(cell))
    return cell


def _long(value: object, note: Sequence[object] | None) -> object:
    """The long form of a value with the four cells beside it."""
    texts = [_text(cell) for cell in note or ()]
    return {"value": value, **dict(zip(Note._fields, texts, strict=False))} if texts else value


def _text(cell: object) -> str:
    return "" if cell is None else cell.isoformat() if isinstance(cell, dt.date) else str(cell)
