"""F5, F6 and F7: units beside the lines, signs along them, colours of inputs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from workbooks.audit.context import Context
from workbooks.audit.model import Cell, Grid
from workbooks.audit.nodes import Binary, Node, Ref, bare
from workbooks.audit.parsed import Family
from workbooks.audit.rules import Hit, hit, rule
from workbooks.audit.spans import is_year

_HEAD = re.compile(r"\s*(units?|uom|unit of measure)\s*:?\s*", re.I)
#: The longest text that is a unit, and how many rows a column of units has.
_LONGEST, _LEAST_ROWS = 14, 3
#: Units without a dimension, which stand beside any other.
_BARE = frozenset({"", "-", "#", "x", "no", "number", "factor", "flag", "index", "ratio", "n/a"})
_WORDS = (
    (re.compile(r"us\$|usd"), "$"), (re.compile(r"eur"), "€"), (re.compile(r"gbp"), "£"),
    (re.compile(r"millions?|mm\b|mn\b|mln"), "m"), (re.compile(r"thousands?|'?000s?\b"), "k"),
    (re.compile(r"billions?|bn\b"), "b"), (re.compile(r"percent(age)?|pct"), "%"),
    (re.compile(r"\b(years?|yrs?)\b"), "y"), (re.compile(r"\b(months?|mths?)\b"), "months"),
    (re.compile(r"[\s().,]"), ""),
)  # fmt: skip

#: Lines that are of either sign by their nature.
_EITHER = re.compile(
    r"\b(net|change|cash ?flow|profit|loss|income|earnings|ebitd?a?|gains?|variance|difference|diff"
    r"|balance|surplus|deficit|movement|npv|growth|delta|adjust\w*|error|check|return|working)\b",
    re.I,
)
#: How many numbers a line has for its sign to count, and the share that may be of the other.
_LEAST, _FEW = 6, 0.25

#: Typed numbers in blue from which a workbook follows the convention, and the share of them.
_BLUE, _CONVENTION, _STRAY = 8, 0.6, 0.1


# ------------------------------------------------------------------------- units


def unit_rows(grid: Grid) -> Mapping[int, str]:
    """The unit that a sheet writes beside each of its rows, in a column headed Unit."""
    heads: dict[int, int] = {}
    for cell in grid.cells.values():
        if cell.kind == "text" and _HEAD.fullmatch(str(cell.value)):
            heads[cell.column] = min(cell.row, heads.get(cell.column, cell.row))
    columns: dict[int, dict[int, str]] = {column: {} for column in heads}
    for cell in grid.cells.values() if heads else ():
        if cell.kind == "text" and cell.row > heads.get(cell.column, cell.row):
            words = str(cell.value)
            if len(words) <= _LONGEST and not _HEAD.fullmatch(words):
                columns[cell.column][cell.row] = _unit(words)
    found: dict[int, str] = {}
    for rows in columns.values():
        if len(rows) >= _LEAST_ROWS:
            found |= rows
    return found


def _unit(words: str) -> str:
    """A unit in one spelling: `US$ million` and `$m` are one.

    >>> _unit("US$ million"), _unit("USD mn"), _unit("Years")
    ('$m', '$m', 'y')
    """
    words = words.strip().lower()
    for pattern, other in _WORDS:
        words = pattern.sub(other, words)
    return words


def _units(context: Context) -> dict[str, Mapping[int, str]]:
    return {title.lower(): unit_rows(grid) for title, grid in context.workbook.grids.items()}


@rule(
    "f5-units-mixed", "Amounts of different units are added",
    means="The sheet writes a unit beside each line; a sum or a difference joins two of them.",
    cure="Convert one of them, or correct the unit beside its line.",
    survey="info", contract=None, fast="warning",
)  # fmt: skip
def units_mixed(context: Context) -> Iterator[Hit]:
    """Operands of plus and minus, by the units beside their rows."""
    units = context.once(_units)
    if not any(units.values()):
        return
    for family in context.parsed:
        for node in _sums(family.tree):
            one, other = (
                _unit_of(context, family, side, units) for side in (node.left, node.right)
            )
            if one and other and one != other:
                yield hit(family.first, f"{node.op} joins {one} and {other}", group=family.normal)
                break


def _sums(tree: Node) -> Iterator[Binary]:
    """The pluses and minuses at the top of a formula."""
    waiting = [tree]
    while waiting:
        node = bare(waiting.pop())
        if isinstance(node, Binary) and node.op in "+-":
            yield node
            waiting += [node.left, node.right]


def _unit_of(
    context: Context, family: Family, node: Node, units: Mapping[str, Mapping[int, str]]
) -> str:
    """The unit of an operand that is a cell; of a sum, that of its last cell; else nothing."""
    node = bare(node)
    if isinstance(node, Binary) and node.op in "+-":
        return _unit_of(context, family, node.right, units)
    if not isinstance(node, Ref) or node.book or node.sheet_to or not node.is_cell:
        return ""
    found = units.get((node.sheet or family.sheet).lower(), {}).get(node.area.top, "")
    return "" if found in _BARE else found


# ------------------------------------------------------------------------- signs


@rule(
    "f6-sign-mixed", "One number of a line has the other sign",
    means="A line holds amounts of one sign, and a few of the other: a convention was forgotten.",
    cure="Turn the sign, if the others are right.",
    survey="info", contract=None,
)  # fmt: skip
def sign_mixed(context: Context) -> Iterator[Hit]:
    """Lines of one formula along a row, unless their name says that they are of either sign."""
    for layout in context.layouts():
        grid = layout.grid
        for run in layout.runs:
            for segment in run.segments if run.across else ():
                if len(segment) < _LEAST:
                    continue
                cells = [grid.cells[run.place(at)] for at in range(segment.start, segment.stop)]
                below = [cell for cell in cells if isinstance(cell.value, float) and cell.value < 0]
                above = [cell for cell in cells if isinstance(cell.value, float) and cell.value > 0]
                few = min(below, above, key=len)
                if not few or len(few) > _FEW * (len(below) + len(above)):
                    continue
                if not _EITHER.search(_name(grid, few[0])):
                    areas = tuple(cell.area for cell in few)
                    yield Hit(grid.title, areas, "of the other sign than its line", "",
                              segment.normal, few[0].formula or "")  # fmt: skip


def _name(grid: Grid, cell: Cell) -> str:
    """The texts to the left of a cell."""
    words = (grid.cells.get((cell.row, column)) for column in range(1, cell.column))
    return " ".join(str(one.value) for one in words if one is not None and one.kind == "text")


# ------------------------------------------------------------------------- colours


def _is_blue(colour: str | None) -> bool:
    """Whether a font is blue, as that of inputs is by convention."""
    if colour is None or len(colour) != 6 or colour.startswith("theme"):
        return False
    try:
        red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
    except ValueError:
        return False
    return blue >= 0x80 and blue - max(red, green) >= 0x40


@rule(
    "f7-colour", "A colour says input where there is a formula, or the reverse",
    means="The workbook writes its typed numbers in blue; this cell breaks the convention.",
    cure="Give the cell the colour of its kind.",
    survey="info", contract=None,
)  # fmt: skip
def colour(context: Context) -> Iterator[Hit]:
    """Blue formulas and typed numbers that are not blue, where most numbers are."""
    typed = [
        cell for cell in context.workbook.cells()
        if cell.kind == "number" and not is_year(cell)
    ]  # fmt: skip
    shades = Counter(cell.style.colour for cell in typed)
    blue = sum(count for shade, count in shades.items() if _is_blue(shade))
    if blue < _BLUE or blue < _CONVENTION * len(typed):
        return
    formulas = list(context.workbook.formulas())
    strays = [cell for cell in formulas if _is_blue(cell.style.colour)]
    if len(strays) > _STRAY * len(formulas):
        return
    for cell in strays:
        yield hit(cell, "a formula in the colour of an input", group="formula")
    for cell in typed:
        if cell.style.colour in (None, "000000", "theme1"):
            yield hit(cell, "a typed number in the colour of a formula", group="number")
