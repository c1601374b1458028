"""The form of a request and of its answer: strict JSON in, cells out, within stated limits.

A request is a list of calls, `[{"name": "LEASE_PV", "arguments": [0.05, 20, [[200]]]}]`; an
argument is one cell or rows of cells; a cell is a number, text, true or false, null (blank or left
out) or an error value, `{"error": "#N/A"}`. The answer is `{"results": [rows, ...]}`, in which an
error cell has its sentence beside it: `{"error": "#NUM!", "message": "..."}`.

What is wrong with the request as a whole is refused; what is wrong with one call is an error cell
in its place, so that the other cells of a recalculation are right.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from addin.call import Fault, Rows, call
from udfs.errors import EXCEL_CODES
from udfs.registry import all_specs

#: The longest text that a cell of Excel holds.
LONGEST_TEXT = 32_767

LARGEST = sys.float_info.max

_ENCODE = json.JSONEncoder(allow_nan=False, separators=(",", ":")).encode


class Limits(NamedTuple):
    """How much one request may ask for."""

    body_bytes: int = 16 * 1024 * 1024
    calls: int = 20_000
    cells: int = 500_000
    cells_in_argument: int = 250_000
    result_cells: int = 1_000_000
    seconds: float = 20.0


class Answer(NamedTuple):
    """What goes back, and what may be logged of it: counts, never contents."""

    status: int
    body: bytes
    calls: int = 0
    cells: int = 0
    faults: dict[str, int] = {}  # noqa: RUF012


class RefusedError(Exception):
    """The request as a whole cannot be answered."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


class _CellError(Exception):
    """One call cannot be computed; the sentence goes into its cell."""


def refusal(status: int, sentence: str) -> Answer:
    """An error as JSON."""
    return Answer(status, json.dumps({"error": sentence}).encode())


def answer(body: bytes, limits: Limits) -> Answer:
    """Compute a request; never raises."""
    try:
        calls = read(body, limits)
    except RefusedError as refused:
        return refusal(refused.status, str(refused))
    return _compute(calls, limits, time.monotonic)


def read(body: bytes, limits: Limits) -> list[dict[str, Any]]:
    """The calls of a request, in their outer form only: see `_arguments` for the cells."""
    try:
        calls = json.loads(
            body.decode("utf-8"), object_pairs_hook=_object, parse_constant=_constant
        )
    except RecursionError:
        raise RefusedError("the request is nested too deeply") from None
    except ValueError:
        raise RefusedError("the request is not strict JSON in UTF-8") from None
    if not isinstance(calls, list):
        raise RefusedError('the request must be a list of calls {"name", "arguments"}')
    if len(calls) > limits.calls:
        raise RefusedError(f"a request must hold at most {limits.calls:,} calls", 413)
    for one in calls:
        is_call = isinstance(one, dict) and one.keys() == {"name", "arguments"}
        if not is_call or not isinstance(one["name"], str) or len(one["name"]) > 128:
            raise RefusedError('each call must be {"name": text, "arguments": list}')
        if not isinstance(one["arguments"], list) or len(one["arguments"]) > 128:
            raise RefusedError('each call must be {"name": text, "arguments": list}')
    return calls


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise RefusedError("an object in the request has a key twice")
    return found


def _constant(name: str) -> Any:
    raise RefusedError(f"{name} is not a number in JSON")


def _compute(calls: list[dict[str, Any]], limits: Limits, clock: Callable[[], float]) -> Answer:
    """All calls in order, until the limits are reached; the rest are error cells."""
    end = clock() + limits.seconds
    cells = shown = 0
    faults: Counter[str] = Counter()
    pieces = []
    for one in calls:
        if clock() > end:
            rows: Rows = [[Fault("#N/A", f"a recalculation may take {limits.seconds:g} seconds")]]
        else:
            rows, count = _one(one["name"], one["arguments"], limits, limits.cells - cells)
            cells += count
        shown += len(rows) * len(rows[0])
        if shown > limits.result_cells:
            shown -= len(rows) * len(rows[0]) - 1
            rows = [[Fault("#NUM!", f"a request may return {limits.result_cells:,} cells")]]
        pieces.append(_json(rows, faults))
    body = '{"results":[' + ",".join(pieces) + "]}"
    return Answer(200, body.encode("ascii"), len(calls), cells, dict(faults))


def _one(name: str, given: list[Any], limits: Limits, room: int) -> tuple[Rows, int]:
    """The rows of one call, and the cells it brought."""
    try:
        arguments, count = _arguments(given, limits)
        _unwrap(name, arguments)
    except _CellError as error:
        return [[Fault("#VALUE!", f"{name}: {error}")]], 0
    if count > room:
        return [[Fault("#VALUE!", f"a request may hold {limits.cells:,} cells")]], 0
    return call(name, arguments), count


def _json(rows: Rows, faults: Counter[str]) -> str:
    """The rows of one result; error cells are counted by code."""
    found: list[list[Any]] = [
        [cell if type(cell) is not Fault else _error(cell, faults) for cell in row] for row in rows
    ]
    try:
        return _ENCODE(found)
    except ValueError:
        return _json([[Fault("#NUM!", "the result is not a finite number")]], faults)


def _error(cell: Fault, faults: Counter[str]) -> dict[str, str]:
    faults[cell.code] += 1
    return {"error": cell.code, "message": cell.message}


def _arguments(given: list[Any], limits: Limits) -> tuple[list[Any], int]:
    """The arguments as `addin.call` takes them, and how many cells they hold."""
    arguments: list[Any] = []
    total, tall, wide = 0, 1, 1
    for k, one in enumerate(given, start=1):
        if not isinstance(one, list):
            arguments.append(_cell(one, k))
            total += 1
            continue
        rows, columns = len(one), len(one[0]) if one and isinstance(one[0], list) else 0
        if rows * columns > limits.cells_in_argument:
            most = f"{limits.cells_in_argument:,}"
            raise _CellError(f"argument {k} must hold at most {most} cells, got {rows * columns:,}")
        if not columns or not all(isinstance(row, list) and len(row) == columns for row in one):
            raise _CellError(f"argument {k} must be one cell or rows of one length")
        arguments.append(
            [
                [
                    cell if type(cell) is float and -LARGEST <= cell <= LARGEST else _cell(cell, k)
                    for cell in row
                ]
                for row in one
            ]
        )
        total += rows * columns
        tall, wide = max(tall, rows), max(wide, columns)
    if tall * wide > limits.result_cells:  # a long column against a long row
        raise _CellError(f"a result must hold at most {limits.result_cells:,} cells")
    return arguments, total


@cache
def _plain() -> dict[str, tuple[bool, ...]]:
    """function -> which of its arguments are single numbers."""
    return {
        spec.name: tuple(argument.kind.plain for argument in spec.arguments) for spec in all_specs()
    }


def _unwrap(name: str, arguments: list[Any]) -> None:
    """A number in a block of one, as Excel brings every cell, as the number: it is quicker."""
    for k, is_plain in enumerate(_plain().get(name, ())[: len(arguments)]):
        block = arguments[k]
        if is_plain and type(block) is list and len(block) == len(block[0]) == 1:
            cell = block[0][0]
            if type(cell) is float:
                arguments[k] = cell


def _cell(value: Any, k: int) -> Any:
    kind = type(value)
    if kind is float or kind is int:
        if not -LARGEST <= value <= LARGEST:
            raise _CellError(f"argument {k} holds a number too large for a cell")
        return float(value)
    if value is None or kind is bool:
        return value
    if kind is str:
        if len(value) > LONGEST_TEXT:
            raise _CellError(f"argument {k} holds a text longer than {LONGEST_TEXT:,} characters")
        return value
    if kind is dict and value.keys() == {"error"}:
        code = value["error"]
        return code if isinstance(code, str) and code in EXCEL_CODES else "#VALUE!"
    raise _CellError(f"argument {k}: a cell is a number, text, true, false, null or an error")
