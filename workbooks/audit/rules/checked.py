"""F12 and D7: the checks that a workbook carries, found by what they are called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from workbooks.audit.context import Context
from workbooks.audit.model import Cell, Grid, Severity
from workbooks.audit.nodes import (
    Binary,
    Call,
    Flag,
    Name,
    Node,
    Number,
    Ref,
    Structured,
    Text,
    bare,
    text,
    walk,
)
from workbooks.audit.rules import Hit, hit, rule

#: What a check is called, and what only sounds like it.
_CALLED = re.compile(r"\bchecks?\b|\bshould (be|equal) (0|zero|nil)\b|\bout of balance\b", re.I)
_OTHER = re.compile(
    r"\bcheck(s)? ?(no|num|#|in\b|out\b|date|amount|paid|written|cashed|issued|cleared|book|list)"
    r"|\b(cash|pay) checks?\b|\d+ checks?\b",
    re.I,
)
_WORST = re.compile(r"err|fail|wrong|false|not ok|check|no\b|out of balance", re.I)
#: How far right of its name, or below it, the cells of a check go.
_REACH = 120
#: What counts as nothing beside the numbers compared; what a rounded difference leaves.
_NOTHING, _RESIDUE = 0.01, 1e-6
_TESTS = ("=", "<>", "<", ">", "<=", ">=")
_GOOD_FIRST, _GOOD_LAST = ("=", "<", "<="), ("<>", ">", ">=")


class Check(NamedTuple):
    """A cell that checks something, and its formula."""

    cell: Cell
    tree: Node


def checks(context: Context) -> list[Check]:
    """The formulas beside or below a text that calls them a check, and that compare."""
    trees = {
        (family.sheet, *place): family.tree for family in context.parsed for place in family.cells
    }
    found: dict[tuple[str, int, int], Check] = {}
    for grid in context.workbook.grids.values():
        for cell in list(grid.cells.values()):
            if cell.kind != "text" or cell.formula is not None or not _is_name(str(cell.value)):
                continue
            for other in _beside(grid, cell):
                spot = (grid.title, other.row, other.column)
                tree = trees.get(spot)
                if tree is not None and _compares(tree):
                    found[spot] = Check(other, tree)
    return list(found.values())


def _is_name(words: str) -> bool:
    return len(words) <= 80 and bool(_CALLED.search(words)) and not _OTHER.search(words)


def _beside(grid: Grid, name: Cell) -> Iterator[Cell]:
    """The formulas in the row of a name; below it, where its row has none."""
    right = [grid.get(name.row, name.column + step) for step in range(1, _REACH)]
    formulas = [cell for cell in right if cell is not None and cell.formula is not None]
    if formulas:
        yield from formulas
        return
    for step in range(1, _REACH):
        below = grid.get(name.row + step, name.column)
        if below is None or below.formula is None:
            return
        yield below


def _compares(tree: Node) -> bool:
    """Whether a formula is a difference, or a test."""
    tree = bare(tree)
    if isinstance(tree, Binary):
        return tree.op == "-" or tree.op in _TESTS
    if isinstance(tree, Call) and tree.args:
        if tree.name in ("ABS", "ROUND", "INT", "N"):
            return _compares(tree.args[0])
        return tree.name in ("IF", "AND", "OR", "NOT", "EXACT")
    return False


@rule(
    "f12-check-red", "A check of the workbook fails, or cannot fail",
    means="The workbook compares two of its numbers, and they differ; or it compares a number with "
    "itself, and would never tell.",
    cure="Find which of the two numbers is wrong; compare two that do not rest on each other.",
    survey="warning", contract=None,
)  # fmt: skip
def check_red(context: Context) -> Iterator[Hit]:
    """Checks that show a difference, and those that are the same whatever they compare."""
    for cell, tree in context.once(checks):
        empty = _is_idle(tree)
        if empty:
            yield _told(cell, f"this check cannot fail: it {empty}", "error")
        elif _is_red(tree, cell.value):
            shown = f"{cell.value:g}" if isinstance(cell.value, float) else cell.value
            yield _told(cell, f"this check shows {shown}", None)


def _told(cell: Cell, message: str, severity: Severity | None) -> Hit:
    return Hit(cell.sheet, (cell.area,), message, "", message, cell.formula or "", severity, 4.0)


def _is_idle(tree: Node) -> str:
    """Why a check cannot fail; nothing if it can."""
    if not any(isinstance(node, Ref | Name | Structured) for node in walk(tree)):
        return "refers to nothing"
    tree = _core(tree)
    if isinstance(tree, Binary) and text(bare(tree.left)) == text(bare(tree.right)):
        return "compares a number with itself"
    if isinstance(tree, Call) and tree.name == "IF" and len(tree.args) == 3:
        if text(bare(tree.args[1])) == text(bare(tree.args[2])):
            return "says the same either way"
        return _is_idle(tree.args[0]) if isinstance(bare(tree.args[0]), Binary) else ""
    return ""


def _core(tree: Node) -> Node:
    """What stands inside ABS, ROUND and parentheses."""
    tree = bare(tree)
    while isinstance(tree, Call) and tree.name in ("ABS", "ROUND", "INT", "N") and tree.args:
        tree = bare(tree.args[0])
    return tree


def _is_red(tree: Node, value: object) -> bool:
    """Whether the value of a check says that it fails."""
    core = _core(tree)
    if isinstance(core, Binary) and core.op == "-":
        return isinstance(value, float) and abs(value) > _NOTHING
    if isinstance(core, Binary):
        return value is False and core.op in _GOOD_FIRST
    if not isinstance(core, Call) or core.name != "IF" or len(core.args) != 3:
        return value is False and isinstance(core, Call) and core.name in ("AND", "EXACT")
    test = bare(core.args[0])
    if not isinstance(test, Binary) or test.op not in _TESTS:
        return False
    bad = bare(core.args[2 if test.op in _GOOD_FIRST else 1])
    if isinstance(bad, Number) and isinstance(value, float):
        return value == bad.value
    if isinstance(bad, Text) and isinstance(value, str):
        return value == bad.value and bool(_WORST.search(value))
    return isinstance(bad, Flag) and value is bad.value


@rule(
    "d7-residue", "A check is not quite 0",
    means="Sums of decimal fractions leave a residue: a test for exactly 0 would fail.",
    cure="Compare with a tolerance, or round the difference.",
    survey="info", contract=None,
)  # fmt: skip
def residue(context: Context) -> Iterator[Hit]:
    """Differences of checks that are far below any amount, but not 0."""
    for cell, tree in context.once(checks):
        value = cell.value if isinstance(_core(tree), Binary) else 0.0
        if isinstance(value, float) and 0 < abs(value) < _RESIDUE:
            yield hit(cell, f"the check leaves {value:.1e}", group="residue")
