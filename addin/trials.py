"""What every host must compute alike: each function tried with every kind of input.

A trial starts from the example of a function and changes one argument at a time: single cells,
ranges, blanks, text, text that looks like a number, flags, dates, errors, arguments left out. The
expected cells are those of `addin.call`; a host is right when it shows the same.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any, NamedTuple

from addin.call import Rows as Result
from addin.call import call
from addin.example import Rows, example
from udfs.registry import Argument, Spec

#: An ordinary day, after the days on which spreadsheets and calendars disagree.
DAY = datetime.date(2026, 1, 31)

#: name -> the cell that takes the place of a scalar argument
CELLS: dict[str, Any] = {
    "blank": None,
    "text": "abc",
    "text number": "5",
    "empty text": "",
    "TRUE": True,
    "FALSE": False,
    "zero": 0.0,
    "minus one": -1.0,
    "large": 1e300,
    "date": DAY,
    "error #N/A": "#N/A",
    "error #DIV/0!": "#DIV/0!",
}

#: name -> the cell put into the middle of a range
INSIDE = ("blank", "text", "text number", "TRUE", "date", "error #N/A")


class Trial(NamedTuple):
    """One call: an argument is None when it is left out, else rows of cells."""

    function: str
    what: str
    arguments: list[Rows | None]

    def expected(self) -> Result:
        """The cells that a host must show."""
        return call(self.function, self.arguments)


def trials(spec: Spec) -> Iterator[Trial]:
    """Every trial of a function; their names differ."""
    base = example(spec)
    yield Trial(spec.name, "example", base)
    if not spec.arguments[0].required or len(base) > 1:
        yield Trial(spec.name, "no argument", [])
    full = base + [None] * (len(spec.arguments) - len(base))
    for k, argument in enumerate(spec.arguments):
        for what, rows in _variants(argument, full[k], spec):
            changed = full[:k] + [rows] + full[k + 1 :]
            while changed and changed[-1] is None:
                changed.pop()
            yield Trial(spec.name, f"{what} in {argument.name}", changed)
    yield from _grid(spec, base)


def _variants(argument: Argument, now: Rows | None, spec: Spec) -> Iterator[tuple[str, Rows]]:
    """The blocks that take the place of one argument."""
    kind = argument.kind
    yield from ((name, [[cell]]) for name, cell in CELLS.items())
    start = now if now is not None else [[_default(argument)]]
    if argument.default is not None and now is None:
        yield "the default", start
    if len(start) > 1 or len(start[0]) > 1:
        middle, last = len(start) // 2, len(start[0]) - 1
        for name in INSIDE:
            rows = [list(row) for row in start]
            rows[middle][last] = CELLS[name]
            yield f"{name} inside the range", rows
        yield "blanks after the range", [*start, [None] * len(start[0])]
        yield "the range on its side", [list(row) for row in zip(*start, strict=True)]
    elif not kind.block and not spec.is_table:
        cell = start[0][0]
        yield "a column", [[cell], [cell]]
        yield "a row", [[cell, cell]]
        yield "a range with a bad cell", [[cell], ["abc"], [cell]]
        yield "a range with a blank", [[cell], [None], [cell]]
        yield "a range with an error", [[cell], ["#N/A"], [cell]]


def _default(argument: Argument) -> Any:
    default = argument.default
    if default is None:
        return "x" if argument.kind.name == "Text" else 1.0
    return default if isinstance(default, (bool, str)) else float(default)


def _grid(spec: Spec, base: list[Rows | None]) -> Iterator[Trial]:
    """A column against a row: a grid of results."""
    places = [
        k
        for k, (argument, rows) in enumerate(zip(spec.arguments, base, strict=False))
        if argument.kind.plain and rows is not None
    ]
    if spec.is_table or len(places) < 2:
        return
    first, second = places[:2]
    changed = list(base)
    low, high = base[first], base[second]
    assert low is not None
    assert high is not None
    changed[first] = [[low[0][0] * step] for step in (1.0, 1.01, 1.02)]
    changed[second] = [[high[0][0], high[0][0] + 1.0]]
    yield Trial(spec.name, "a column against a row", changed)
