"""What xlwings imports and calls: every function of the registry, by its name in a cell.

This is the only module that uses the decorators of xlwings, which keep nothing but a function's
texts and how its arguments are read. Arguments are asked for as they lie in Excel ("raw"): blanks
and empty texts stay apart, and no error value is lost. An error of the result is a marked text,
which the VBA of the add-in (see `vba`) turns into a true error value, and whose sentence it keeps.
"""

from __future__ import annotations

import decimal
import inspect
from collections.abc import Callable
from typing import Any

import xlwings

from addin.call import Cell, Fault, call
from addin.excel.words import parameter
from addin.texts import argument_help, function_help
from udfs.registry import Spec, all_specs

#: The first character of an error, and of a text that begins with it by itself.
MARK = "\x01"
#: What follows the mark of a text that is no error.
PLAIN_TEXT = "="

#: COM brings an error value as a whole number: this much below its number in VBA.
COM_ERRORS = -2146828288
ERRORS = {
    2000: "#NULL!", 2007: "#DIV/0!", 2015: "#VALUE!", 2023: "#REF!", 2029: "#NAME?",
    2036: "#NUM!", 2042: "#N/A", 2043: "#GETTING_DATA", 2045: "#SPILL!", 2046: "#CONNECT!",
    2047: "#BLOCKED!", 2048: "#UNKNOWN!", 2049: "#FIELD!", 2050: "#CALC!", 2051: "#BUSY!",
}  # fmt: skip
#: Stands for an optional argument left out; xlwings brings None for a blank cell.
LEFT_OUT = object()

_AS_THEY_ARE = frozenset((float, str, bool, type(None)))


def read(argument: Any) -> Any:
    """One argument as Excel brings it, as `addin.call` takes it.

    >>> read(((1.0, None), ("", -2146826246)))
    [[1.0, None], ['', '#N/A']]
    >>> read((1.0, 2.0))
    [[1.0, 2.0]]
    """
    if argument is LEFT_OUT:
        return None
    if argument is None:
        return [[None]]
    if not isinstance(argument, (tuple, list)):
        return _cell(argument)  # a plain cell takes the quick way
    rows = argument if argument and isinstance(argument[0], (tuple, list)) else [argument]
    return [[cell if type(cell) in _AS_THEY_ARE else _cell(cell) for cell in row] for row in rows]


def _cell(cell: Any) -> Any:
    if isinstance(cell, decimal.Decimal):  # a cell shown as currency
        return float(cell)
    if isinstance(cell, int) and not isinstance(cell, bool):
        number = cell - COM_ERRORS
        return ERRORS.get(number, "#VALUE!") if 2000 <= number < 2100 else float(cell)
    if isinstance(cell, (tuple, list)):  # an array inside an array constant
        return "#VALUE!"
    return cell


def written(rows: list[list[Cell]]) -> list[list[float | str | bool]]:
    """A result as it goes to VBA, errors marked.

    >>> written([[1.0, Fault("#N/A", "nothing there")], ["a", "\\x01a"]])
    [[1.0, '\\x01#N/A nothing there'], ['a', '\\x01=\\x01a']]
    """
    if not rows or not rows[0]:
        return [[_marked(Fault("#N/A", "there is nothing to show"))]]
    return [
        [_marked(cell) if isinstance(cell, (str, Fault)) else cell for cell in row] for row in rows
    ]


def _marked(cell: str | Fault) -> str:
    if isinstance(cell, Fault):
        return f"{MARK}{cell.code} {cell.message}"
    return f"{MARK}{PLAIN_TEXT}{cell}" if cell.startswith(MARK) else cell


def _wrapped(spec: Spec) -> Callable[..., Any]:
    """A function with the signature, the name and the help that xlwings takes from it."""

    def cell(*arguments: Any) -> Any:
        return written(call(spec.name, [read(argument) for argument in arguments]))

    cell.__name__ = cell.__qualname__ = spec.name
    cell.__doc__ = function_help(spec)
    cell.__annotations__ = {}
    cell.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(
                parameter(argument.name),
                inspect.Parameter.POSITIONAL_OR_KEYWORD,
                default=inspect.Parameter.empty if argument.required else LEFT_OUT,
            )
            for argument in spec.arguments
        ]
    )
    made: Callable[..., Any] = xlwings.func(category=category(spec))(cell)
    made = xlwings.ret("raw")(made)
    for argument in spec.arguments:
        made = xlwings.arg(parameter(argument.name), "raw", doc=argument_help(argument))(made)
    return made


def category(spec: Spec) -> str:
    """The heading in Excel's list of functions."""
    return f"OnBalance {spec.category}"


globals().update({spec.name: _wrapped(spec) for spec in all_specs()})
