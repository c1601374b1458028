"""Reading one cell, or one block of cells, into a Python value.

A blank cell is None. An error value in a cell is passed on. Text is never taken for a number. In a
range the empty text that a formula leaves in place of nothing ends a line, or leaves out a key, as
a blank does: a formula cannot make its cell blank.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

import numpy as np

from udfs.errors import EXCEL_CODES, CellError, DomainError, InputTypeError, OnBalanceError

_DAY_ONE = datetime.date(1899, 12, 30).toordinal()
_FAKE_DAY = 60  # serial of 29 February 1900, which Excel has and the calendar has not
LAST_SERIAL = 2958465  # 31 December 9999

Floats = np.ndarray[Any, np.dtype[np.float64]]


def plain(value: Any) -> Any:
    """A numpy scalar or 0-d array as a Python value; anything else unchanged."""
    if isinstance(value, np.generic) and not isinstance(value, np.datetime64):
        return value.item()
    if isinstance(value, np.ndarray) and value.ndim == 0:
        return plain(value[()])
    return value


def pass_on_error(value: object, argument: str) -> None:
    """Raise CellError when the cell holds an error value."""
    if isinstance(value, str):
        if value in EXCEL_CODES:
            raise CellError(value, argument)
    elif isinstance(value, OnBalanceError):
        raise CellError(value.excel, argument) from value


def is_blank(value: object) -> bool:
    """Whether a cell is empty."""
    return value is None


def is_empty(cell: object) -> bool:
    """Whether a cell of a range holds nothing: blank, or a formula's empty text."""
    return cell is None or (isinstance(cell, str) and not cell)


def read_number(value: Any, argument: str) -> float:
    """A finite float; TRUE is 1 and FALSE 0, as in Excel."""
    value = plain(value)
    if isinstance(value, (int, float)):
        pass
    elif isinstance(value, (str, OnBalanceError)) or not hasattr(value, "__float__"):
        pass_on_error(value, argument)
        raise InputTypeError(argument, value, "a number")
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise InputTypeError(argument, value, "a number") from None
    except OverflowError:
        number = float("inf")
    if number != number:
        raise InputTypeError(argument, value, "a number")
    if number in (float("inf"), float("-inf")):
        raise DomainError(argument, value, "a finite number")
    return number


def read_date(value: Any, argument: str) -> float:
    """An Excel serial (1900 system), whole; a Python date is converted."""
    value = plain(value)
    if isinstance(value, np.datetime64):
        if np.isnat(value):
            raise InputTypeError(argument, str(value), "a date")
        value = value.astype("datetime64[D]").item()
    if isinstance(value, datetime.date):
        if value.year < 1900:
            raise DomainError(argument, value.isoformat(), "a date from 1900 on")
        serial = float(value.toordinal() - _DAY_ONE)
        return serial if serial > _FAKE_DAY else serial - 1.0
    if isinstance(value, bool):
        raise InputTypeError(argument, value, "a date")
    if isinstance(value, str):
        pass_on_error(value, argument)
        raise InputTypeError(argument, value, "a date")
    number = read_number(value, argument)
    if not 0 <= number < LAST_SERIAL + 1:
        raise DomainError(argument, number, f"a date serial from 0 to {LAST_SERIAL}")
    return float(int(number))


def serials(days: np.ndarray[Any, Any]) -> Floats:
    """An array of numpy dates as Excel serials; NaN where there is none."""
    since = days.astype("datetime64[D]", copy=False)
    found: Floats = np.add(since.view(np.int64), 25569.0, dtype=np.float64)
    if found.size and found.min() > _FAKE_DAY:  # not a date (NaT) is the lowest number of all
        return found
    found = np.where(found > _FAKE_DAY, found, found - 1.0)
    return np.where(np.isnat(since) | (found < 1.0), np.nan, found)


def read_flag(value: Any, argument: str) -> bool:
    """TRUE or FALSE; 1 and 0 are accepted."""
    value = plain(value)
    if isinstance(value, bool):
        return value
    pass_on_error(value, argument)
    if isinstance(value, (int, float)) and value in (0, 1):
        return bool(value)
    raise InputTypeError(argument, value, "TRUE or FALSE")


def read_text(value: Any, argument: str) -> str:
    """A text."""
    value = plain(value)
    pass_on_error(value, argument)
    if not isinstance(value, str):
        raise InputTypeError(argument, value, "text")
    return str(value)


def is_block(value: object) -> bool:
    """Whether a value is a range rather than one cell."""
    if isinstance(value, (list, tuple)):
        return True
    if isinstance(value, (str, bytes, np.generic)) or not hasattr(value, "__array__"):
        return False
    return np.ndim(value) > 0


def rows_of(value: Any, argument: str) -> list[list[Any]]:
    """Any range as a list of rows; a flat list is one row."""
    if hasattr(value, "__array__") and not isinstance(value, np.generic):
        array = np.asarray(value)
        value = list(array) if array.dtype.kind == "M" and array.ndim == 1 else array.tolist()
        if array.dtype.kind == "M" and array.ndim == 2:
            value = [list(row) for row in array]
    if not isinstance(value, (list, tuple)):
        return [[value]]
    if not any(is_block(row) for row in value):
        return [list(value)]
    rows = [list(row) if is_block(row) else [row] for row in value]
    if len({len(row) for row in rows}) > 1 or any(is_block(cell) for row in rows for cell in row):
        raise InputTypeError(argument, "a ragged block", "a block with rows of one length")
    return rows


def line_of(value: Any, argument: str) -> list[Any]:
    """A row or a column as a list, empty cells at its end dropped; never empty."""
    rows = rows_of(value, argument)
    if len(rows) > 1 and len(rows[0]) > 1:
        size = f"{len(rows)} rows by {len(rows[0])} columns"
        raise InputTypeError(argument, size, "one row or one column")
    cells = stripped([plain(cell) for row in rows for cell in row])
    if not cells:
        raise InputTypeError(argument, "an empty range", "a range with values")
    return cells


def read_series_cell(value: Any, argument: str) -> float:
    """One cell of a series: a number, and no flag."""
    if isinstance(value, bool):
        raise InputTypeError(argument, value, "a number")
    return read_number(value, argument)


def read_series(value: Any, argument: str) -> Floats:
    """A row or a column of numbers."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "fiu" and value.size > 0:
        series = value.astype(np.float64).reshape(-1)
        if max(value.shape, default=1) == value.size and np.isfinite(series).all():
            return series
    cells = enumerate(line_of(value, argument), 1)
    return np.array([read_series_cell(cell, f"{argument}[{k}]") for k, cell in cells])


def read_dates(value: Any, argument: str) -> Floats:
    """A row or a column of dates, as Excel serials."""
    cells = enumerate(line_of(value, argument), 1)
    return np.array([read_date(cell, f"{argument}[{k}]") for k, cell in cells])


def read_labels(value: Any, argument: str) -> list[str]:
    """A row or a column of texts; a number is shown as text, a blank is ""."""
    labels = []
    for cell in line_of(value, argument):
        pass_on_error(cell, argument)
        labels.append("" if is_blank(cell) else f"{cell:.15g}" if _is_float(cell) else str(cell))
    return labels


def _is_float(value: object) -> bool:
    return isinstance(value, float)


def read_grid(value: Any, argument: str) -> list[list[Any]]:
    """Any block, row by row: numbers, texts, flags, None; dates become serials.

    Rows at the end that are blank or empty text are dropped. In Python a dict is a block of two
    columns.
    """
    if isinstance(value, dict):
        value = [[key, cell] for key, cell in value.items()]
    rows = [
        [_cell(cell, f"{argument}[{r},{c}]") for c, cell in enumerate(row, 1)]
        for r, row in enumerate(rows_of(value, argument), 1)
    ]
    while rows and _is_empty(rows[-1]):
        rows.pop()
    if not rows:
        raise InputTypeError(argument, "an empty range", "a range with values")
    return rows


def _cell(value: Any, argument: str) -> Any:
    value = plain(value)
    pass_on_error(value, argument)
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (datetime.date, np.datetime64)):
        return read_date(value, argument)
    return read_number(value, argument)


def read_numbers(value: Any, argument: str) -> Floats:
    """A 2-D block of numbers; TRUE is 1 and FALSE 0."""
    if isinstance(value, np.ndarray) and value.ndim == 2 and value.dtype.kind in "fiu":
        block = value.astype(np.float64)
        if block.size and np.isfinite(block).all():
            return block
    rows = read_grid(value, argument)
    return np.array(
        [
            [read_number(cell, f"{argument}[{r},{c}]") for c, cell in enumerate(row, 1)]
            for r, row in enumerate(rows, 1)
        ]
    )


def key_of(text: str) -> str:
    """A key as typed in a cell, in the form used here.

    >>> key_of(" Remaining Life ")
    'remaining_life'
    """
    return "_".join(text.replace("-", " ").replace("_", " ").lower().split())


def read_keys(value: Any, argument: str) -> dict[str, Any]:
    """A key/value block (or a dict) as a dict; rows without a value are left out.

    A row with more than two cells gives a list of the cells beside the key.
    """
    if isinstance(value, dict):
        rows = [[key, *_beside(item)] for key, item in value.items()]
        width = max((len(row) for row in rows), default=0)
        value = [row + [None] * (width - len(row)) for row in rows]
    found: dict[str, Any] = {}
    for row in read_grid(value, argument):
        if _is_empty(row):
            continue
        if len(row) < 2:
            raise InputTypeError(argument, "one column", "a block of two columns: key, value")
        if not isinstance(row[0], str):
            raise InputTypeError(argument, row[0], "a block whose first column holds keys")
        key, cells = key_of(row[0]), stripped(row[1:])
        if key in found:
            raise InputTypeError(argument, key, "free of keys given twice")
        if cells:
            found[key] = cells[0] if len(cells) == 1 else cells
    return found


def read_deals(value: Any, argument: str) -> dict[str, Any]:
    """A block of keys with one column of values per deal (or a dict) as a dict of lists.

    The list of a key has one cell for each deal. In a dict it may have a single one, which holds
    for all deals; in a range a blank is a blank, and blank columns at the end are dropped. Cells
    are as they came: one bad cell spoils one deal. A 1-D array of numbers in a dict stays one.
    """
    if isinstance(value, dict):
        items = [(key, _cells(cells)) for key, cells in value.items()]
    else:
        rows = [[plain(cell) for cell in row] for row in rows_of(value, argument) if row]
        width = max((len(stripped(row)) for row in rows), default=0)
        if width == 1:
            for row in rows:
                pass_on_error(row[0], argument)
            raise InputTypeError(argument, "one column", "a block of keys and values")
        items = [(row[0], [] if _is_empty(row[1:]) else row[1:width]) for row in rows]
    found: dict[str, Any] = {}
    for label, cells in items:
        pass_on_error(label, argument)
        if is_empty(label) and not len(cells):
            continue
        if not isinstance(label, str):
            raise InputTypeError(argument, label, "a block whose first column holds keys")
        key = key_of(label)
        if key in found:
            raise InputTypeError(argument, key, "free of keys given twice")
        if len(cells):
            found[key] = cells
    if not found:
        raise InputTypeError(argument, "an empty range", "a range with values")
    return found


def _cells(item: Any) -> Any:
    """The cells beside a key of a dict."""
    if isinstance(item, np.ndarray) and item.ndim == 1 and item.dtype.kind in "fiu":
        return item.astype(np.float64, copy=False)
    if not is_block(item):
        return [] if is_empty(item) else [item]
    rows = rows_of(item, "inputs")
    if len(rows) > 1 and len(rows[0]) > 1:
        size = f"{len(rows)} rows by {len(rows[0])} columns"
        raise InputTypeError("inputs", size, "one row or one column for a key")
    return [plain(cell) for row in rows for cell in row]


def _is_empty(cells: list[Any]) -> bool:
    return all(is_empty(cell) for cell in cells)


def stripped(cells: list[Any]) -> list[Any]:
    """The cells without the empty ones at their end."""
    count = len(cells)
    while count and is_empty(cells[count - 1]):
        count -= 1
    return cells[:count]


def _beside(item: Any) -> Iterable[Any]:
    return rows_of(item, "inputs")[0] if is_block(item) else (item,)
