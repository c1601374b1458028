"""How two formulas, each written relative to its own cell, differ."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

Difference = Literal["anchor", "constant", "operator", "range", "other"]

_AXIS = r"(?:\[-?[0-9]+\]|[0-9]+)?"
_REF = rf"(?:(?:'(?:[^']|'')*'|[\w.\[\]]+)!)?(?<![\w.])R{_AXIS}C{_AXIS}(?![\w.(])"
_PIECE = re.compile(rf'(?P<text>"(?:[^"]|"")*")|(?P<ref>{_REF}(?::{_REF})?)')
_SIDE = re.compile(r"R(\[-?[0-9]+\]|[0-9]+)?C(\[-?[0-9]+\]|[0-9]+)?$")
_BACK_ACROSS, _BACK_DOWN = re.compile(r"C\[-([0-9]+)\]"), re.compile(r"R\[-([0-9]+)\]C")
_TEXT = re.compile(r'"(?:[^"]|"")*"')
_SIGNS = str.maketrans("", "", "+-()")
_CALL = re.compile(r"[A-Z_][A-Z0-9._]*(?=\()")
_NAME = re.compile(r"(?<![\w.@!])[^\W\d][\w.]*+(?![(!])")
_LITERAL = re.compile(r"(?<![\w.\[\]#@!$])[0-9]+(?:\.[0-9]*)?(?:E[+-]?[0-9]+)?(?![\w.\]!])")
_AGGREGATE = re.compile(
    r"\+?(SUM|AVERAGE|AVERAGEA|SUBTOTAL|AGGREGATE|MIN|MAX|MEDIAN|PRODUCT|COUNT|COUNTA|STDEV|STDEVP"
    r"|STDEV\.S|STDEV\.P|VAR|VARP|VAR\.S|VAR\.P|LARGE|SMALL|MODE|COUNTIF|SUMIF|SUMIFS)\("
)


class Shape(NamedTuple):
    """A formula taken apart: `frame` with `@` for each reference to cells, these references, the
    functions, the names, and whether it sums up a range."""

    frame: str
    references: tuple[str, ...]
    calls: tuple[str, ...]
    names: tuple[str, ...]
    aggregate: bool

    @property
    def bare(self) -> str:
        """The frame with `#` for each number and each text."""
        return _LITERAL.sub("#", _TEXT.sub("#", self.frame))


@lru_cache(1 << 14)
def shape(normal: str) -> Shape:
    """Take a formula apart.

    >>> found = shape("SUM(R[-3]C:R[-1]C)/R2C2")
    >>> found.frame, found.references, found.aggregate
    ('SUM(@)/@', ('R[-3]C:R[-1]C', 'R2C2'), True)
    """
    references: list[str] = []

    def seen(found: re.Match[str]) -> str:
        if found["ref"] is None:
            return found[0]
        references.append(found["ref"])
        return "@"

    frame = _PIECE.sub(seen, normal)
    aggregate = _AGGREGATE.match(normal) is not None and any(":" in one for one in references)
    names = tuple(_NAME.findall(frame))
    return Shape(frame, tuple(references), tuple(_CALL.findall(frame)), names, aggregate)


def resolved(reference: str, row: int, column: int) -> tuple[str, tuple[int, ...]]:
    """The sheet and the cells that a reference means in a cell: rows and columns in turn."""
    places: list[int] = []
    sheet = ""
    for side in reference.split(":R"):
        found = _SIDE.search(side if "R" in side else f"R{side}")
        if found is None:
            return reference, ()
        sheet = sheet or side[: found.start()]
        for text, origin in ((found[1], row), (found[2], column)):
            relative = text is None or text.startswith("[")
            places.append(origin + int((text or "[0]").strip("[]")) if relative else int(text))
    return sheet, tuple(places)


def difference(one: str, other: str, row: int, column: int) -> Difference:
    """How the formula of a cell differs from the one that its neighbours have.

    >>> difference("SUM(R[-3]C:R[-2]C)", "SUM(R[-3]C:R[-1]C)", 9, 2)
    'range'
    >>> difference("RC[-1]*R1C1", "RC[-1]*R1C[-1]", 9, 2)
    'anchor'
    """
    mine, theirs = shape(one), shape(other)
    if mine.references == theirs.references and mine.names == theirs.names:
        return "constant" if mine.bare == theirs.bare else "operator"
    if mine.frame != theirs.frame or len(mine.references) != len(theirs.references):
        return "other"
    pairs = [
        (resolved(a, row, column), resolved(b, row, column))
        for a, b in zip(mine.references, theirs.references, strict=True)
    ]
    changed = [(a, b) for a, b in pairs if a != b]
    if not changed:
        return "anchor"
    (sheet, mine_at), (other_sheet, theirs_at) = changed[0]
    if len(changed) == 1 and sheet == other_sheet and len(mine_at) == len(theirs_at) == 4:
        moves = sorted(abs(a - b) for a, b in zip(mine_at, theirs_at, strict=True))
        if moves[:3] == [0, 0, 0] and moves[3] <= 2:
            return "range"
    return "other"


def _unsigned(frame: str) -> str:
    """A frame without signs and parentheses."""
    return frame.translate(_SIGNS)


def likeness(one: str, other: str) -> int:
    """How alike two formulas are built: 2 but for references, numbers and signs, 1 partly, 0 not.

    >>> likeness("SUM(R[-3]C:R[-1]C)", "SUM(R[-9]C:R[-1]C)"), likeness("RC[-1]", "RC[-1]*2")
    (2, 1)
    """
    mine, theirs = shape(one), shape(other)
    if _unsigned(mine.bare) == _unsigned(theirs.bare):
        return 2
    if mine.calls and set(mine.calls) == set(theirs.calls):
        return 1
    shared = len(set(mine.references) & set(theirs.references))
    return int(shared > 0 and 2 * shared >= max(len(mine.references), len(theirs.references)))


def looks_back(normal: str, across: bool) -> int:
    """How far a formula reaches back along its line: cells to the left, or above.

    >>> looks_back("R[-1]C+RC[-2]", across=True), looks_back("R[-1]C*R1C[-3]", across=False)
    (2, 1)
    """
    steps = _BACK_ACROSS if across else _BACK_DOWN
    found = (steps.findall(reference) for reference in shape(normal).references)
    return max((int(step) for steps in found for step in steps), default=0)
