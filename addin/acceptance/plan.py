"""Which calls the acceptance workbook makes, and what each must show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from addin.call import Fault
from addin.call import Rows as Result
from addin.example import Rows, literal
from addin.trials import Trial, trials
from udfs.registry import Spec, all_specs

#: Of the trials that change one argument, those that a person is shown.
SHOWN = ("blank in", "text in", "text number in", "TRUE in", "date in", "error #N/A in")
#: Of the trials with a range in place of one value, or with something odd inside a range.
RANGES = ("a column in", "a row in", "a range with a bad cell in", "a range with an error in")
INSIDE = ("blank inside", "text inside", "error #N/A inside", "the range on its side")
#: How many arguments of a function are tried with ranges, and the longest block shown.
MOST_RANGES, LONGEST = 2, 60
#: The longest text that a formula may hold.
LITERAL = 255


#: An error of Calc's own: INDEX beyond the block that it is given.
_BEYOND = Fault("Err:502", "there is no such cell in the block")


class Case(NamedTuple):
    """One call and the cells that it must show.

    Attributes
    ----------
    trial : Trial
        What is called, and with what.
    view : str
        What the cell holds: "literal" and "" the call itself, with single values in the formula
        or in cells; ROWS, COLUMNS its size; INDEX the last cell of its second row.
    result : list of list
        What the call gives.
    """

    trial: Trial
    view: str
    result: Result

    @property
    def expected(self) -> Result:
        """The cells that the sheet must show."""
        return self.seen(self.result)

    def seen(self, result: Result) -> Result:
        """What the cells of this case show of a result."""
        if self.view == "ROWS":
            return [[float(len(result))]]
        if self.view == "COLUMNS":
            return [[float(len(result[0]))]]
        if self.view == "INDEX" and len(self.result) > 1:
            column = len(self.result[0]) - 1
            is_there = len(result) > 1 and column < len(result[0])
            return [[result[1][column] if is_there else _BEYOND]]
        if self.view == "EQUALS":
            return [[result == self.result]]
        if self.view:
            return [[result[0][0]]]
        return result

    def formula(self, call: str) -> str:
        """The formula of the cells around a call."""
        if self.view in ("ROWS", "COLUMNS"):
            return f"={self.view}({call})"
        if self.view == "INDEX" and len(self.result) > 1:
            return f"=INDEX({call},2,{len(self.result[0])})"
        if self.view == "EQUALS":
            return f"={call}={literal(self.result[0][0])}"
        return f"={call}"


def cases() -> Iterator[Case]:
    """Every case of every function, in order."""
    for spec in all_specs():
        yield from _cases(spec)


def _cases(spec: Spec) -> Iterator[Case]:
    everything = {trial.what: trial for trial in trials(spec)}
    arguments = everything["example"].arguments
    result = everything["example"].expected()

    def of_example(what: str, view: str) -> Case:
        return Case(Trial(spec.name, what, arguments), view, result)

    yield of_example("plain values", "literal")
    yield of_example("cells and ranges", "")
    if isinstance(result[0][0], str) and len(result[0][0]) <= LITERAL and not spec.is_table:
        yield of_example("compared with a text", "EQUALS")
    if spec.is_table:
        yield of_example("rows of the block", "ROWS")
        yield of_example("columns of the block", "COLUMNS")
        missing: list[Rows | None] = [None] * (len(spec.arguments) - 1 - len(arguments))
        bare = Trial(spec.name, "no header row", [*arguments, *missing, [[False]]])
        yield Case(bare, "ROWS", bare.expected())
    ranges = 0
    for what, trial in everything.items():
        ranges += what.startswith(RANGES)
        is_range = what.startswith(RANGES) and ranges <= MOST_RANGES * len(RANGES)
        is_shown = what.startswith((*SHOWN, *INSIDE, "no argument", "a column against"))
        if is_range or is_shown:
            expected = trial.expected()
            if len(expected) <= LONGEST or spec.is_table:
                yield Case(trial, "INDEX" if spec.is_table else "", expected)
