"""Calling a function with cells: coercion, broadcasting, and one error for one bad row.

Every scalar argument also takes a row, a column or a block; blocks broadcast as numpy arrays do,
so that a column against a row gives a grid. A row that cannot be computed holds the exception
object that the scalar function raises for it; the other rows are right.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from udfs import kernels, readers
from udfs.errors import DomainError, InputTypeError, OnBalanceError
from udfs.kinds import CELLS, Kind
from udfs.table import Table

Floats = np.ndarray[Any, np.dtype[np.float64]]


class Block:
    """A range given for a scalar argument.

    Attributes
    ----------
    raw : array
        The cells as they came.
    floats : float array or None
        The cells as numbers, NaN where one is bad or blank without a default; None for text.
    """

    __slots__ = ("floats", "raw")

    def __init__(self, value: Any, kind: Kind, argument: str, default: Any) -> None:
        array = _numeric(value)
        if array is not None and kind.name != "Text":
            self.raw = array
            self.floats: Floats | None = _floats(array, kind)
            return
        rows = readers.rows_of(value, argument)
        self.raw = np.empty((len(rows), len(rows[0])), dtype=object)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                self.raw[r, c] = cell
        if _is_flat(value):
            self.raw = self.raw[0]
        self.floats = None if kind.name == "Text" else self._read(kind, argument, default)

    def _read(self, kind: Kind, argument: str, default: Any) -> Floats:
        floats = np.empty(self.raw.shape)
        for place, cell in np.ndenumerate(self.raw):
            try:
                cell = default if readers.is_blank(cell) else kind.read(cell, argument)
                floats[place] = np.nan if cell is None or cell is REQUIRED else cell
            except OnBalanceError:
                floats[place] = np.nan
        return floats


REQUIRED: Any = object()  # the default of an argument that has none


def _numeric(value: Any) -> np.ndarray[Any, Any] | None:
    """The value as an array of numbers, or None when some cell is not a plain number."""
    if isinstance(value, np.ndarray):
        array = value
    elif hasattr(value, "__array__"):
        array = np.asarray(value)
    else:
        try:
            array = np.array(value)
        except (ValueError, TypeError, OverflowError):
            return None
    return array if array.dtype.kind in "fiubM" and array.ndim <= 2 else None


def _floats(array: np.ndarray[Any, Any], kind: Kind) -> Floats:
    """Plain numbers (or numpy dates) as floats, NaN where the kind does not allow one."""
    if array.dtype.kind == "M":
        return readers.serials(array) if kind.name == "Date" else np.full(array.shape, np.nan)
    floats = array.astype(np.float64, copy=False)
    if kind.name == "Date":
        is_serial = (floats >= 0) & (floats < readers.LAST_SERIAL + 1)
        return np.where(is_serial & (array.dtype.kind != "b"), np.floor(floats), np.nan)
    if kind.name == "Flag":
        return np.where((floats == 0) | (floats == 1), floats, np.nan)
    return floats


def _is_flat(value: Any) -> bool:
    if hasattr(value, "ndim"):
        return bool(value.ndim == 1)
    return not any(readers.is_block(row) for row in value)


def _single(value: Any) -> Any:
    """The one cell of a block of one cell; anything else unchanged."""
    inner = value
    while readers.is_block(inner):
        if len(inner) != 1:
            return value
        inner = np.asarray(inner)[0] if hasattr(inner, "__array__") else inner[0]
    return inner


def evaluate(function: Any, values: list[Any]) -> Any:
    """Call a function of the registry with cells and ranges.

    Parameters
    ----------
    function : Function
        Entry of the registry: body, names, kinds, defaults, vector, rows.
    values : list
        One value per argument, in the order of the signature.
    """
    values = [
        value if kind.block else _single(value)
        for kind, value in zip(function.kinds, values, strict=True)
    ]
    if function.rows:
        many = _many(function, values)
        if many:
            return _evaluate_rows(function, values, many)
    spread = [
        k for k, kind in enumerate(function.kinds) if not kind.block and readers.is_block(values[k])
    ]
    if not spread:
        return call_body(function, [_read(function, k, v) for k, v in enumerate(values)])
    if function.is_table:
        argument = function.names[spread[0]]
        raise InputTypeError(argument, "a range", "one cell: the result is a table already")
    return _evaluate_blocks(function, values, spread)


def _read(function: Any, k: int, value: Any) -> Any:
    """One argument coerced: a blank is its default."""
    name, default = function.names[k], function.defaults[k]
    if readers.is_blank(value):
        if default is REQUIRED:
            raise InputTypeError(name, None, "given", message=f"{name} must be given, got a blank")
        return default
    kind = function.kinds[k]
    if kind.block and default is not REQUIRED and _all_blank(value, name):
        return default
    if kind.name == "Text" and value == "" and default is not REQUIRED:
        return default
    return kind.read(value, name)


def _all_blank(value: Any, name: str) -> bool:
    if isinstance(value, np.ndarray) and value.dtype.kind in "fiub":
        return False
    if not readers.is_block(value) or len(value) == 0:
        return False
    return all(readers.is_blank(cell) for row in readers.rows_of(value, name) for cell in row)


def call_body(function: Any, arguments: list[Any]) -> Any:
    """Call the scalar body; the result is finite or one of our errors is raised."""
    try:
        with np.errstate(all="ignore"):
            return checked(function.body(*arguments))
    except OnBalanceError:
        raise
    except (OverflowError, ZeroDivisionError, FloatingPointError):
        raise too_large() from None


def too_large() -> DomainError:
    """The error of a result that no float can hold."""
    return DomainError("the result", "more than 1.8e308", "a finite number")


def checked(result: Any) -> Any:
    """A scalar result as a plain Python value, finite; a table with finite numbers."""
    if isinstance(result, Table):
        for column in result.data.values():
            is_number = isinstance(column, np.ndarray) and column.dtype.kind == "f"
            if is_number and not np.isfinite(column).all():
                raise too_large()
        return result
    if isinstance(result, (str, bool)):
        return result
    number = float(result) + 0.0
    if number - number != 0.0:
        raise too_large()
    return number


def _evaluate_blocks(function: Any, values: list[Any], spread: list[int]) -> Any:
    """Broadcast the blocks; the kernel does the good rows, the scalar body the others."""
    fixed: dict[int, Any] = {}
    blocks: dict[int, Block] = {}
    for k, value in enumerate(values):
        kind, name = function.kinds[k], function.names[k]
        if k in spread:
            blocks[k] = Block(value, kind, name, function.defaults[k])
            if blocks[k].raw.size == 0:
                raise InputTypeError(name, "an empty range", "a range with values")
        elif kind.block:
            fixed[k] = _read(function, k, value)
    try:
        shape = np.broadcast_shapes(*(block.raw.shape for block in blocks.values()))
    except ValueError:
        sizes = " and ".join(str(block.raw.shape) for block in blocks.values())
        names = ", ".join(function.names[k] for k in blocks)
        allowed = "ranges of one size, or a row against a column"
        raise InputTypeError(names, sizes, allowed) from None
    out = np.empty(shape)
    is_kernel = function.vector is not None and not fixed
    is_kernel = is_kernel and all(block.floats is not None for block in blocks.values())
    if is_kernel and _run_kernel(function, values, blocks, out):
        return out
    if not is_kernel:
        out.fill(np.nan)
    raws = {k: np.broadcast_to(block.raw, shape) for k, block in blocks.items()}

    def row(place: tuple[int, ...]) -> Any:
        cells = [
            fixed[k] if k in fixed else _read(function, k, raws[k][place] if k in raws else value)
            for k, value in enumerate(values)
        ]
        return call_body(function, cells)

    return _mend(function, out, row)


def _run_kernel(function: Any, values: list[Any], blocks: dict[int, Block], out: Floats) -> bool:
    """Fill `out` by the kernel; returns whether every row is finite."""
    try:
        arguments = [
            blocks[k].floats if k in blocks else _read(function, k, value)
            for k, value in enumerate(values)
        ]
    except OnBalanceError:
        out.fill(np.nan)  # this argument is bad in every row: the body says so
        return False
    return kernels.fill(function.vector, arguments, out)


def _mend(function: Any, out: Floats, row: Any) -> Any:
    """Put the scalar body's number, or its error, where the kernel gave none."""
    finite = np.isfinite(out)
    if finite.all():
        return out
    objects: np.ndarray[Any, Any] | None = None
    for place in zip(*np.nonzero(~finite), strict=True):
        try:
            result = row(place)
        except OnBalanceError as error:
            result = error
        if isinstance(result, (OnBalanceError, str)):
            if objects is None:
                objects = np.empty(out.shape, dtype=object)
            objects[place] = result
        else:
            out[place] = result
            finite[place] = True
    if objects is None:
        return out
    objects[finite] = out[finite].tolist()
    return objects


def _many(function: Any, values: list[Any]) -> list[int]:
    """Arguments that hold many series, one per row of a block."""
    found = []
    for name in function.rows:
        k = function.names.index(name)
        value = values[k]
        if isinstance(value, np.ndarray) or hasattr(value, "shape"):
            rows, columns = value.shape if value.ndim == 2 else (1, 1)
        elif readers.is_block(value) and any(readers.is_block(row) for row in value):
            cells = readers.rows_of(value, name)
            rows, columns = len(cells), len(cells[0])
        else:
            continue
        if rows > 1 and columns > 1:
            found.append(k)
    return found


def _evaluate_rows(function: Any, values: list[Any], many: list[int]) -> Any:
    """Many series in one call, one per row: the result has one place per row."""
    size = len(values[many[0]])
    arguments: list[Any] = []
    raws: dict[int, Any] = {}
    is_kernel = function.vector is not None
    for k, value in enumerate(values):
        kind, name, default = function.kinds[k], function.names[k], function.defaults[k]
        if k in many or (not kind.block and readers.is_block(value)):
            block = Block(value, CELLS.get(kind.name, kind), name, default)
            if k not in many:
                block.raw = block.raw.reshape(-1)
                block.floats = None if block.floats is None else block.floats.reshape(-1)
            if len(block.raw) != size:
                raise InputTypeError(name, f"{len(block.raw)} rows", f"{size} rows, one per series")
            raws[k] = block.raw
            is_kernel = is_kernel and block.floats is not None
            arguments.append(block.floats)
        else:
            arguments.append(_read(function, k, value) if kind.block else value)
    out = np.full(size, np.nan)
    fixed = {k: arguments[k] for k in range(len(values)) if k not in raws}

    def row(place: tuple[int, ...]) -> Any:
        cells = []
        for k in range(len(values)):
            kind = function.kinds[k]
            if k in raws:
                cells.append(_read(function, k, raws[k][place[0]]))
            else:
                cells.append(fixed[k] if kind.block else _read(function, k, fixed[k]))
        return call_body(function, cells)

    if is_kernel:
        try:
            ready = [
                a if k in raws or function.kinds[k].block else _read(function, k, a)
                for k, a in enumerate(arguments)
            ]
        except OnBalanceError:
            return _mend(function, out, row)
        with np.errstate(all="ignore"):
            out[:] = function.vector(*[kernels.ready(a) for a in ready])
    return _mend(function, out, row)
