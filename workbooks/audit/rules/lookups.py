"""C14: lookups that take the nearest key, over keys that are not in order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from workbooks.address import Area
from workbooks.audit.context import Context
from workbooks.audit.functions import plain
from workbooks.audit.model import Grid
from workbooks.audit.nodes import Call, Flag, Missing, Node, Number, Ref, Text, Unary, bare, walk
from workbooks.audit.rules import Hit, rule
from workbooks.audit.spans import is_plain

#: Which argument says how to look, and which holds the keys.
_WAYS = {"VLOOKUP": (3, 1), "HLOOKUP": (3, 1), "MATCH": (2, 1), "LOOKUP": (9, 1)}
_MOST = 20_000


@rule(
    "c14-unsorted-lookup", "A lookup takes the nearest key, but the keys are not in order",
    means="The search halves the list again and again: out of order it ends anywhere.",
    cure="Ask for an exact match (FALSE, or 0), or sort the keys.",
    survey="warning",
)  # fmt: skip
def unsorted_lookup(context: Context) -> Iterator[Hit]:
    """VLOOKUP, HLOOKUP, MATCH and LOOKUP by the nearest key."""
    for family in context.parsed:
        for node in walk(family.tree):
            if not isinstance(node, Call) or plain(node.name) not in _WAYS or len(node.args) < 2:
                continue
            way = _order(node)
            ref = bare(node.args[1])
            if way == 0 or not isinstance(ref, Ref) or not is_plain(ref) or ref.is_cell:
                continue
            if _is_beyond(node.args[0]):
                continue
            grid = context.workbook.grid(ref.sheet or family.sheet)
            wrong = [
                place for place in family.cells
                if grid is not None
                and (area := ref.moved(place[0] - family.first.row, place[1] - family.first.column))
                and not _in_order(grid, _keys(node, area), way)
            ]  # fmt: skip
            if wrong:
                yield Hit(
                    family.sheet, tuple(Area(*place, *place) for place in wrong),
                    f"{plain(node.name)} takes the nearest key, but {ref.text} is not sorted",
                    group=family.normal, formula=family.first.formula or "", weight=7,
                )  # fmt: skip


def _order(call: Call) -> int:
    """1 where keys must rise, -1 where they must fall, 0 for an exact match or an unknown one."""
    place = _WAYS[plain(call.name)][0]
    if len(call.args) <= place:
        return 1
    given = bare(call.args[place])
    sign = 1
    if isinstance(given, Unary) and given.op == "-":
        given, sign = bare(given.operand), -1
    if isinstance(given, Flag):
        return int(given.value)
    if isinstance(given, Number):
        return sign * (given.value != 0)
    return 0  # left out but for its comma, which is exact, or computed


def _is_beyond(node: Node) -> bool:
    """Whether what is looked for lies beyond every key: a way to find the last one."""
    given = bare(node)
    if isinstance(given, Text):
        return given.value.lower().startswith(("zz", "ω"))
    return isinstance(given, Missing) or (isinstance(given, Number) and given.value >= 1e9)


def _keys(call: Call, area: Area) -> Area:
    """The cells that are searched."""
    top, left, bottom, right = area
    name = plain(call.name)
    if name == "HLOOKUP" or (name == "LOOKUP" and right - left > bottom - top):
        return Area(top, left, top, right)
    if name in ("VLOOKUP", "LOOKUP"):
        return Area(top, left, bottom, left)
    return area


def _in_order(grid: Grid, area: Area, way: int) -> bool:
    """Whether numbers, and texts, stand in order; what cannot be told counts as in order."""
    if area.size > _MOST:
        return True
    numbers: list[float] = []
    texts: list[str] = []
    for place in area.cells():
        value = None if place not in grid.cells else grid.cells[place].value
        if isinstance(value, bool):
            continue
        if isinstance(value, float):
            numbers.append(way * value)
        elif isinstance(value, str):
            texts.append(value.lower())
    if any(one > other for one, other in pairwise(numbers)):
        return False
    texts = texts if way > 0 else texts[::-1]
    plain_texts = all(text.replace(" ", "").isalnum() and text.isascii() for text in texts)
    if numbers and texts:
        return True  # a heading among the keys, or keys of two kinds
    return not plain_texts or not any(one > other for one, other in pairwise(texts))
