"""Key/value blocks: every key known, every needed key there, every value of its kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from udfs.errors import InputTypeError, OnBalanceError
from udfs.readers import is_empty, read_date, read_flag, read_number, read_text

Floats = np.ndarray[Any, np.dtype[np.float64]]
Reader = Callable[[Any, str], Any]
Wanted = Mapping[str, tuple[Reader, Any]]


class Needed:
    """Default of a key that has none."""


NEEDED = Needed()


def number(default: float | None | Needed = NEEDED) -> tuple[Reader, Any]:
    """A key that holds a number."""
    return read_number, default


def date(default: float | None | Needed = NEEDED) -> tuple[Reader, Any]:
    """A key that holds a date."""
    return read_date, default


def flag(default: bool | None = None) -> tuple[Reader, Any]:
    """A key that holds TRUE or FALSE; left blank it is `default`, None for not assessed."""
    return read_flag, default


def text(default: str) -> tuple[Reader, Any]:
    """A key that holds a text."""
    return read_text, default


def read_block(
    block: Mapping[str, Any], wanted: Wanted, argument: str = "inputs"
) -> dict[str, Any]:
    """The values of the key/value block of an argument, defaults filled in.

    >>> read_block({"term": 4, "lief": 20}, {"term": number(), "life": number()})
    Traceback (most recent call last):
    udfs.errors.InputTypeError: inputs has an unknown key "lief"; did you mean "life"?
    """
    for key in block:
        if key not in wanted:
            raise InputTypeError(
                key, block[key], "a known key", message=_unknown(key, wanted, argument)
            )
    found = {}
    for key, (read, default) in wanted.items():
        if key in block:
            found[key] = read(block[key], key)
        elif isinstance(default, Needed):
            raise InputTypeError(key, None, "given", message=_missing(key, wanted, argument))
        else:
            found[key] = default
    return found


class Columns(NamedTuple):
    """A block of deals: one array per key, one place per deal.

    Attributes
    ----------
    values : dict of str to array
        NaN stands for a key that is not given and has no default, and for a bad cell.
    errors : dict of int to OnBalanceError
        What is wrong with a deal, by its place.
    """

    values: dict[str, Floats]
    errors: dict[int, OnBalanceError]

    def reject(self, good: Any, make: Callable[[int], OnBalanceError]) -> None:
        """Keep make(deal) for each deal that is not good and has no error yet."""
        for deal in np.flatnonzero(~np.asarray(good)).tolist():
            if deal not in self.errors:
                self.errors[deal] = make(deal)


def read_columns(block: Mapping[str, Any], wanted: Wanted) -> Columns:
    """A block of deals as arrays; a bad cell beside others spoils its own deal only.

    >>> read_columns({"mw": [100.0, "x"]}, {"mw": number(), "ltc": number(0.5)}).values["ltc"]
    array([0.5, 0.5])
    """
    for key in block:
        if key not in wanted:
            raise InputTypeError(key, block[key][0], "a known key", message=_unknown(key, wanted))
    count = max((len(cells) for cells in block.values()), default=1)
    found = Columns({}, {})
    for key, (read, default) in wanted.items():
        if key not in block and isinstance(default, Needed):
            raise InputTypeError(key, None, "given", message=_missing(key, wanted))
        filler = np.nan if default is None or isinstance(default, Needed) else float(default)
        column = found.values[key] = np.full(count, filler)
        cells = block.get(key, ())
        if len(cells) not in (0, 1, count):
            raise InputTypeError(key, f"{len(cells)} values", f"one value or {count}, one per deal")
        if len(cells) == 1:
            column[:] = read(cells[0], key)
        elif len(cells):
            _read_cells(cells, read, key, column, found.errors)
            if isinstance(default, Needed):
                message = _missing(key, wanted)
                error = InputTypeError(key, None, "given", message=message)
                found.reject(~np.isnan(column), lambda _, error=error: error)  # type: ignore[misc]
    return found


def _read_cells(
    cells: Any, read: Reader, key: str, column: Floats, errors: dict[int, OnBalanceError]
) -> None:
    """The cells of one key, one a deal, into `column`."""
    array = cells if isinstance(cells, np.ndarray) else np.array(cells, dtype=object)
    is_plain = isinstance(cells, np.ndarray) or {type(cell) for cell in cells} <= {float, int}
    if is_plain and read is read_number:
        try:
            array = array.astype(np.float64)
        except OverflowError:
            array = np.full(len(cells), np.nan)
        if np.isfinite(array).all():
            column[:] = array
            return
    for deal, cell in enumerate(cells):
        if is_empty(cell):
            continue
        try:
            column[deal] = read(cell, key)
        except OnBalanceError as error:
            column[deal] = np.nan
            errors.setdefault(deal, error)


def _unknown(key: str, wanted: Wanted, argument: str = "inputs") -> str:
    import difflib  # only an error needs it, and it is slow to import

    near = difflib.get_close_matches(key, wanted, n=1, cutoff=0)
    return f'{argument} has an unknown key "{key}"; did you mean "{near[0]}"?'


def _missing(key: str, wanted: Wanted, argument: str = "inputs") -> str:
    needed = [name for name, (_, default) in wanted.items() if isinstance(default, Needed)]
    return f'{argument} needs the key "{key}" (needed are {", ".join(needed)})'
