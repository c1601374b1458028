"""Where a cell of Calc shows something else than the other hosts: one table, tested as it says.

Calc decides each of these before a function of ours is called, or after it has answered.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from addin.calc.build import is_text
from addin.call import Fault, Rows, call
from addin.example import Rows as Cells
from addin.trials import Trial
from udfs.errors import EXCEL_CODES
from udfs.registry import spec

#: What Calc shows for a call that it does not make.
NO_CALL = "Err:504"

Arguments = list[Cells | None]


class Difference(NamedTuple):
    """One way in which Calc differs.

    Attributes
    ----------
    name : str
        What a person would look for.
    shown : str
        What Calc shows.
    why : str
        Who decides it, and what to do.
    applies : callable
        Whether a trial meets it (its cells need not differ for that).
    change : callable
        The arguments as they reach the function; None where it is not called.
    """

    name: str
    shown: str
    why: str
    applies: Callable[[Trial], bool]
    change: Callable[[Arguments], Arguments | None]


def _cells(arguments: Arguments) -> list[tuple[Any, bool]]:
    """Every cell, and whether it stands alone rather than in a range."""
    return [
        (cell, _is_alone(rows))
        for rows in arguments
        if rows is not None
        for row in rows
        for cell in row
    ]


def _is_alone(rows: Cells) -> bool:
    return len(rows) == len(rows[0]) == 1


def _each(arguments: Arguments, change: Callable[[Any, bool], Any]) -> Arguments:
    """The arguments with every cell changed."""
    return [
        rows and [[change(cell, _is_alone(rows)) for cell in row] for row in rows]
        for rows in arguments
    ]


def _is_error(cell: Any) -> bool:
    return isinstance(cell, str) and cell in EXCEL_CODES


def _is_text(trial: Trial) -> bool:
    return is_text(spec(trial.function))


def _is_many(rows: Rows) -> bool:
    return len(rows) > 1 or len(rows[0]) > 1


DIFFERENCES = (
    Difference(
        "TRUE and FALSE",
        "They count as 1 and 0 wherever a number or a date may stand.",
        "In Calc they are the numbers 1 and 0 in a format of their own.",
        lambda trial: any(isinstance(cell, bool) for cell, _ in _cells(trial.arguments)),
        lambda found: _each(found, lambda x, _: float(x) if isinstance(x, bool) else x),
    ),
    Difference(
        "a blank cell as an argument of its own",
        "It counts as 0, not as left out.",
        "Calc hands over the number 0. Leave the argument out (;;), or give a range: a blank cell "
        "inside a range is a blank.",
        lambda trial: (None, True) in _cells(trial.arguments),
        lambda found: _each(found, lambda x, alone: 0.0 if x is None and alone else x),
    ),
    Difference(
        "an empty text inside a range",
        'A formula that gives "" counts as a blank cell there.',
        "Calc hands over the same for both.",
        lambda trial: ("", False) in _cells(trial.arguments),
        lambda found: _each(found, lambda x, alone: None if x == "" and not alone else x),
    ),
    Difference(
        "several texts from one call",
        "A function whose result is a text shows #VALUE! when a range is given for one value.",
        'Calc takes no text inside a block for equal to another (="Finance" would be FALSE), so '
        "such a function hands over one text: give it one cell at a time.",
        lambda trial: _is_text(trial) and _is_many(trial.expected()),
        lambda found: found,
    ),
    Difference(
        "an error inside a range",
        f"The whole call shows {NO_CALL}, not the error itself, and not only in its row.",
        "Calc does not make the call. Mend the cell, or use IFERROR inside the range.",
        lambda trial: any(_is_error(x) and not alone for x, alone in _cells(trial.arguments)),
        lambda found: (
            None if any(_is_error(x) and not alone for x, alone in _cells(found)) else found
        ),
    ),
)

#: What differs by the way a formula is entered, whatever its arguments are.
ENTERED = (
    (
        "a table, or one result per row",
        "A formula in one cell shows the first cell of its result.",
        "Calc 7.4 does not spill: select the block and end with "
        "Ctrl+Shift+Enter, or take a part by INDEX(...;row;column).",
    ),
    (
        "a block larger than its result",
        "Its further cells show #N/A; a result of one row, column or cell is repeated.",
        "So does every array formula of Calc.",
    ),
    (
        "a text in the cells of a table",
        '=D1="Period" is FALSE and MATCH gives #N/A, although the cell D1 shows Period.',
        "Calc does not know a text from a block for the same. Take it by INDEX from the call, or "
        'write D1&"".',
    ),
    (
        "the function wizard",
        "It marks every argument as one that may be left out; the help says which may be.",
        "A needed argument that is missing would show Err:511, without a sentence.",
    ),
    (
        "a function in a conditional format or a validation rule of an .xlsx",
        "It is not known when the file has been loaded.",
        "Calc's interfaces do not let an extension mend it: enter the condition again.",
    ),
)


def differences(trial: Trial) -> list[Difference]:
    """The differences that a trial meets."""
    return [one for one in DIFFERENCES if one.applies(trial)]


def shown(trial: Trial) -> Rows:
    """What Calc shows for a trial: what every host shows, but for the differences."""
    arguments: Arguments | None = list(trial.arguments)
    for one in DIFFERENCES:
        if arguments is not None:
            arguments = one.change(arguments)
    if arguments is None:
        return [[Fault(NO_CALL, "Calc does not call a function with an error inside a range")]]
    rows = call(trial.function, arguments)
    if _is_text(trial) and _is_many(rows):
        return [[Fault("#VALUE!", "one text at a time")]]
    return rows


def spread(rows: Rows, height: int, width: int) -> Rows:
    """A result as an array formula shows it in a block of another size.

    >>> spread([[1.0], [2.0]], 3, 2)[:2]
    [[1.0, 1.0], [2.0, 2.0]]
    >>> spread([[1.0], [2.0]], 3, 2)[2][0].code
    '#N/A'
    """
    beyond = Fault("#N/A", "there is no such cell in the result")

    def cell(r: int, c: int) -> Any:
        r, c = r if len(rows) > 1 else 0, c if len(rows[0]) > 1 else 0
        return rows[r][c] if r < len(rows) and c < len(rows[0]) else beyond

    return [[cell(r, c) for c in range(width)] for r in range(height)]
