"""Trials as cells of a workbook: arguments, and beside them the call, as a plain .xlsx has it."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from addin.call import Rows
from addin.trials import Trial
from workbooks.address import column_letters


class Place(NamedTuple):
    """Where a trial stands, and what it is to show."""

    trial: Trial
    sheet: str
    area: str
    expected: Rows


def book(trials: Iterable[Trial]) -> tuple[bytes, list[Place]]:
    """A workbook with a sheet for each function, and the place of each trial."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    places: list[Place] = []
    rows: dict[str, int] = {}
    for trial in trials:
        if trial.function not in rows:
            workbook.create_sheet(trial.function)
        top = rows.get(trial.function, 1)
        place, bottom = _write(workbook[trial.function], top, trial)
        rows[trial.function] = bottom + 2
        places.append(place)
    data = io.BytesIO()
    workbook.save(data)
    return data.getvalue(), places


def _write(sheet: Worksheet, top: int, trial: Trial) -> tuple[Place, int]:
    """Write one trial from a row on; returns the last row too."""
    column, bottom, references = 1, top, []
    for rows in trial.arguments:
        if rows is None:
            references.append("")
            continue
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                put(sheet, top + r, column + c, cell)
        bottom = max(bottom, top + len(rows) - 1)
        references.append(area(top, column, len(rows), len(rows[0])))
        column += len(rows[0]) + 1
    expected = trial.expected()
    formula = f"={trial.function}({','.join(references)})"
    where = area(top, column, len(expected), len(expected[0]))
    is_one = len(expected) == len(expected[0]) == 1
    sheet.cell(top, column).value = formula if is_one else ArrayFormula(where, formula)
    return Place(trial, sheet.title, where, expected), max(bottom, top + len(expected) - 1)


def put(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    """One cell; an empty text is the result of a formula, as it is wherever one occurs."""
    if value is not None:
        sheet.cell(row, column).value = '=""' if value == "" else value


def area(top: int, left: int, height: int, width: int) -> str:
    """The address of a block."""
    first = f"{column_letters(left)}{top}"
    if height == width == 1:
        return first
    return f"{first}:{column_letters(left + width - 1)}{top + height - 1}"
