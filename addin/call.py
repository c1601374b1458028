"""The one way in for every host: cells in, cells out, and never an exception.

A host brings each argument as one cell or as a block (rows of cells), in these Python values: a
number, TRUE or FALSE, text, None for a blank cell or an argument left out, and an error value as
its text ("#N/A"). A date is a number in a cell, and so it is here, whether a host brings a serial
or a Python date. It gets rows of numbers, texts and flags; a cell that could not be computed is a
`Fault`, which the host turns into its own true error value.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

import numpy as np

from udfs.errors import MissingDataError, OnBalanceError
from udfs.readers import read_date
from udfs.registry import Spec, spec
from udfs.table import Table

#: The error values that every host can show; any other one is shown as the first.
CODES = ("#VALUE!", "#NUM!", "#N/A", "#DIV/0!", "#REF!", "#NAME?", "#NULL!")

#: The function, of each host's own, that returns the sentence of the last error.
LAST_ERROR = "ONBALANCE_LAST_ERROR"
NO_ERROR = "No error yet"


class Fault(NamedTuple):
    """An error cell: what it shows, and the sentence that says why."""

    code: str
    message: str


#: Kinds of cell that go to a function as they are.
_PLAIN = frozenset((float, int, str, bool, type(None)))

#: What a result is made of.
Cell = float | str | bool | Fault
Rows = list[list[Cell]]


def call(name: str, arguments: Sequence[Any]) -> Rows:
    """Compute one function.

    Parameters
    ----------
    name : str
        Its name in a cell.
    arguments : sequence
        Cells and blocks in order; those missing at the end are left out.

    Returns
    -------
    list of list
        One row and one column for a single result, otherwise the whole block.
    """
    try:
        found = spec(name)
    except MissingDataError:
        return [[Fault("#NAME?", f"there is no function {name}")]]
    try:
        return _rows(_compute(found, arguments))
    except OnBalanceError as error:
        return [[_fault(error)]]
    except (MemoryError, RecursionError):
        return [[Fault("#NUM!", f"{name}: the result is larger than this computer can hold")]]
    except Exception as error:  # a host must show a cell, whatever happens
        return [[Fault("#VALUE!", f"{name} failed: {type(error).__name__}: {error}")]]


def faults(rows: Rows) -> list[Fault]:
    """The error cells of a result, row by row."""
    return [cell for row in rows for cell in row if isinstance(cell, Fault)]


def _compute(found: Spec, arguments: Sequence[Any]) -> Any:
    most = len(found.arguments)
    if len(arguments) > most:
        raise OnBalanceError(
            message=f"{found.name} takes at most {most} arguments, got {len(arguments)}"
        )
    last = len(arguments)
    while last and arguments[last - 1] is None:
        last -= 1  # plain numbers alone take the quick path of a function
    values = [_undated(argument) for argument in arguments[:last]]
    if last < most and found.arguments[last].required:
        needed = sum(argument.required for argument in found.arguments)
        values += [None] * (needed - last)
    return found.function(*values)


def _undated(argument: Any) -> Any:
    """Python dates, in a cell or in a block, as the serials that other hosts bring."""
    if argument.__class__ in _PLAIN:
        return argument
    if isinstance(argument, (list, tuple)):
        return [
            row if row.__class__ is list and _PLAIN.issuperset(map(type, row)) else _undated(row)
            for row in argument
        ]
    if not isinstance(argument, datetime.date):
        return argument
    day = read_date(argument, "date")
    if not isinstance(argument, datetime.datetime):
        return day
    midnight = argument.replace(hour=0, minute=0, second=0, microsecond=0)
    return day + (argument - midnight) / datetime.timedelta(days=1)


def _rows(result: Any) -> Rows:
    """A result as the block that a sheet shows; one place per series is a column."""
    if isinstance(result, Table):
        rows = result.rows()
    elif isinstance(result, np.ndarray):
        if result.dtype == np.float64:
            floats = result + 0.0  # no minus zero
            return cast(Rows, floats.reshape(len(floats), -1).tolist())
        rows = [[cell] for cell in result.tolist()] if result.ndim == 1 else result.tolist()
    else:
        return [[_cell(result)]]
    return [[_cell(cell) for cell in row] for row in rows]


def _cell(value: Any) -> Cell:
    if isinstance(value, OnBalanceError):
        return _fault(value)
    if isinstance(value, (bool, str)):
        return value
    return float(value) + 0.0  # no minus zero


def _fault(error: OnBalanceError) -> Fault:
    return Fault(error.excel if error.excel in CODES else CODES[0], str(error))
