"""The kinds of argument: what one cell or one block may hold, and how it is read.

A kind is named in a signature (`rate: Rate`) and looked up by that name, so that a definition
costs nothing at import. Scalar kinds take one cell and broadcast over ranges; block kinds take a
whole range. For a type checker the names are plain types.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from udfs import readers

if TYPE_CHECKING:
    from typing import TypeAlias

    import numpy as np

    Number: TypeAlias = float
    Rate: TypeAlias = float
    Money: TypeAlias = float
    Count: TypeAlias = float
    Years: TypeAlias = float
    Timing: TypeAlias = float
    Frequency: TypeAlias = float
    Share: TypeAlias = float
    Spread: TypeAlias = float
    Basis: TypeAlias = float
    Date: TypeAlias = float
    Flag: TypeAlias = bool
    Text: TypeAlias = str
    Series: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
    Dates: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
    StepTable: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
    Labels: TypeAlias = list[str]
    KeyValues: TypeAlias = dict[str, Any]
    Deals: TypeAlias = dict[str, Any]
    Grid: TypeAlias = list[list[Any]]


class Kind:
    """How an argument is read.

    Attributes
    ----------
    name : str
        The name used in signatures.
    unit : str
        The unit in words, shown where a docstring gives no closer one.
    read : callable (value, argument) -> value
        Coerces one cell (scalar kinds) or a block (block kinds); raises an OnBalanceError.
    block : bool
        True for a kind that takes a whole range and does not broadcast.
    plain : bool
        True for a number that needs no coercion when it is already a float or an int.
    """

    __slots__ = ("block", "name", "plain", "read", "unit")

    def __init__(
        self,
        name: str,
        unit: str,
        read: Callable[[Any, str], Any],
        *,
        block: bool = False,
        plain: bool = False,
    ) -> None:
        self.name = name
        self.unit = unit
        self.read = read
        self.block = block
        self.plain = plain

    def __repr__(self) -> str:
        return self.name


_NUMBERS = {
    "Number": "number",
    "Rate": "decimal, a year",
    "Money": "currency",
    "Count": "count",
    "Years": "years",
    "Timing": "0 end of period, 1 start",
    "Frequency": "payments a year",
    "Share": "share of one",
    "Spread": "basis points",
    "Basis": "day count basis, 0 to 4",
}

#: Every kind by its name in a signature.
KINDS: dict[str, Kind] = {
    name: Kind(name, unit, readers.read_number, plain=True) for name, unit in _NUMBERS.items()
} | {
    kind.name: kind
    for kind in (
        Kind("Date", "date (Excel serial)", readers.read_date),
        Kind("Flag", "TRUE or FALSE", readers.read_flag),
        Kind("Text", "text", readers.read_text),
        Kind("Series", "range of numbers", readers.read_series, block=True),
        Kind("Dates", "range of dates", readers.read_dates, block=True),
        Kind("Labels", "range of texts", readers.read_labels, block=True),
        Kind("KeyValues", "two-column range: key, value", readers.read_keys, block=True),
        Kind("StepTable", "range of numbers, several columns", readers.read_numbers, block=True),
        Kind("Grid", "range", readers.read_grid, block=True),
    )
}

#: Key/value blocks with one column of values per deal.
KINDS["Deals"] = Kind(
    "KeyValues", "range: key, then one value or one a deal", readers.read_deals, block=True
)

if not TYPE_CHECKING:
    globals().update(KINDS)


#: What one cell of a block that holds a series per row may be.
CELLS = {
    "Series": Kind("Series", "number", readers.read_series_cell),
    "Dates": KINDS["Date"],
}


def kind_of(annotation: str) -> Kind:
    """The kind that an annotation names; "Money | None" is an optional Money."""
    return KINDS[annotation.split("|")[0].strip()]
