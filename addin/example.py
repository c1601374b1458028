"""The example of each function, taken from its docstring, as cells and as a formula."""

from __future__ import annotations

import contextlib
import datetime
import doctest
import io
from typing import Any

import udfs
from udfs.readers import read_date
from udfs.registry import Spec
from udfs.table import Table

#: One argument: None when it is left out, else rows of cells (one row of one cell is a cell).
Rows = list[list[Any]]


class _FoundError(Exception):
    """The call that was looked for has been made."""


def example(spec: Spec) -> list[Rows | None]:
    """The arguments of the first call in a function's example, without those left out at its end.

    >>> from udfs.registry import spec
    >>> example(spec("LEASE_PV"))
    [[[0.05]], [[20.0]], [[200.0]]]
    """
    arguments = [None if cell is None else rows(cell) for cell in _first_call(spec)]
    while arguments and arguments[-1] is None:
        arguments.pop()
    return arguments


def _first_call(spec: Spec) -> list[Any]:
    """The arguments of the call, in the order of the signature."""
    names = [argument.name for argument in spec.arguments]
    found: list[Any] = []

    def record(*given: Any, **named: Any) -> Table:
        values = dict(zip(names, given, strict=False)) | named
        found.extend(values.get(name) for name in names)
        raise _FoundError

    scope: dict[str, Any] = {name: getattr(udfs, name) for name in udfs.__all__}
    scope[spec.python_name] = record
    steps = doctest.DocTestParser().get_examples(spec.function.__doc__ or "")
    with contextlib.suppress(_FoundError), contextlib.redirect_stdout(io.StringIO()):
        for step in steps:
            exec(step.source, scope)  # the project's own documentation
    if not found:
        raise ValueError(f"{spec.name}: its example does not call it")
    return found


def rows(value: Any) -> Rows:
    """A Python value as cells: a list is a column, a dict two columns of key and value."""
    if isinstance(value, dict):
        value = [[key, *_line(item)] for key, item in value.items()]
    lines = [_line(row) for row in _line(value)]
    width = max(map(len, lines))
    return [[_cell(cell) for cell in line] + [None] * (width - len(line)) for line in lines]


def _line(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _cell(value: Any) -> Any:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def formula(name: str, arguments: list[Rows | None]) -> str:
    """The call as it is typed into a cell, with array constants for blocks.

    >>> formula("LEASE_WADR", [[[100.0], [300.0]], [[0.04], [0.06]]])
    '=LEASE_WADR({100;300},{0.04;0.06})'
    """
    pieces = []
    for block in arguments:
        if block is None:
            pieces.append("")
        elif len(block) == len(block[0]) == 1:
            pieces.append(literal(block[0][0]))
        else:
            pieces.append("{" + ";".join(",".join(map(literal, row)) for row in block) + "}")
    return f"={name}({','.join(pieces)})"


def literal(cell: Any) -> str:
    """One cell as it is written in a formula; a date is its serial."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, datetime.date):
        return f"{read_date(cell, 'date'):g}"
    if isinstance(cell, (int, float)):
        return f"{cell:.15g}"
    return '"' + str("" if cell is None else cell).replace('"', '""') + '"'
