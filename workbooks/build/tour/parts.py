"""What the tour is made of: a mechanism, the numbers it claims, and the figures that follow."""

from __future__ import annotations

import re
from typing import NamedTuple

_PLACE = re.compile(r"\{(\w+)\}")
#: who stands behind a number, beside the articles S0 to S4
COMPUTED, ASSUMED = "computed", "assumed"
ARTICLES = ("S0", "S1", "S2", "S3", "S4")


class Input(NamedTuple):
    """A number of the claim; without a source it follows from others or plays no part.

    `before` is a second number on the same line, left of it. `name` is its key where that of a
    function's block stands on the sheet twice.
    """

    key: str
    label: str
    value: float | str
    unit: str
    source: str
    before: float | None = None
    name: str = ""


class Figure(NamedTuple):
    """A number and what it should be, to the digits that are printed.

    In formula and call {cost} is the input of that key, or the range or the block of that name.
    `pick` is the row and the column, counted with the titles, of the cell taken of a table; one
    that follows from the inputs is a formula. Where nothing but a sum or a product is to be seen
    there is no call. One that agrees by the way it is made is not tested: it illustrates.
    """

    label: str
    unit: str
    given: float | str
    rounding: float
    source: str
    native: str
    call: str = ""
    pick: tuple[int | str, int] | None = None
    tested: bool = True


class Mechanism(NamedTuple):
    """One claim of the articles.

    `ranges` are lines from one key to another; `blocks` are the same with the keys beside them.
    A remark that begins with "=" is a formula. Without figures there is nothing to compute. One
    whose article gives no number to hold a figure against is not tested: it is illustrated.
    """

    number: int
    claim: str
    source: str
    inputs: tuple[Input, ...] = ()
    figures: tuple[Figure, ...] = ()
    remark: str = ""
    ranges: tuple[tuple[str, str, str], ...] = ()
    blocks: tuple[tuple[str, str, str], ...] = ()
    tested: bool = True

    def formula(self, text: str) -> str:
        """A formula with the names of its cells in place of the keys."""
        return _PLACE.sub(lambda match: self.name(match[1]), text)

    def name(self, key: str) -> str:
        """The name of an input, a range or a block of this mechanism."""
        areas = {area[0] for area in (*self.ranges, *self.blocks)}
        worked = {one.name or one.key for one in self.inputs if not one.source}
        return f"{'row' if key in areas | worked else 'in'}_{self.number}_{key}"


def function_of(figure: Figure) -> str:
    """The name of our function in a figure; empty if it has none."""
    return figure.call.partition("(")[0]


def stands_for(one: Mechanism) -> int:
    """The place of the figure that stands for a mechanism: the first printed, or the first."""
    called = [k for k, figure in enumerate(one.figures) if figure.call]
    return next((k for k in called if one.figures[k].source in ARTICLES), called[0])


def letter_of(place: int, many: int) -> str:
    """The letter of a figure among several of a mechanism."""
    return chr(ord("a") + place) if many > 1 else ""
