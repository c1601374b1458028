"""Changing what checks rest on, to see whether they can fail."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from itertools import chain, islice, zip_longest

from udfs.errors import EXCEL_CODES
from workbooks.address import Area
from workbooks.audit.bench import Bench, Spot, bench
from workbooks.audit.context import Context
from workbooks.audit.declared import cell_at
from workbooks.audit.graph import Graph, graph
from workbooks.audit.nodes import Binary, Name, Node, Number, Text, bare, walk

#: How often the ingredients are changed, and how many cells of a range.
_DRAWS, _OF_RANGE = 6, 5
#: In so many draws whole numbers below this stay as they are.
_GENTLE, _LIST = 2, 1000
#: The largest number that is a tolerance.
_TINY = 1e-4
#: A check that stays at 0: in which ways cells are changed one by one, and how often.
_ALONE, _TRIALS = (4, 0, 2), 150
#: What is written over a number, in so many cells.
_WORD, _WORDS = "?", 20
#: How many steps up from a check numbers are looked for.
_STEPS = 4


def green(context: Context) -> frozenset[Spot]:
    """The checks that stay at 0 whatever is done to the numbers that they compare."""
    contract = context.workbook.contract
    if contract is None or not context.workbook.data:
        return frozenset()
    links = context.once(graph)
    flags = [spot for line in contract.of("chk") if line.name.lower() != "chk_master"
             for spot in line.cells()]  # fmt: skip
    flags = [spot for spot in flags if links.precedents(spot)]
    model = context.once(bench)
    left = set(flags)
    for draw in range(_DRAWS):
        if not left:
            break
        rng = random.Random(draw)
        touched: dict[Spot, object] = {}
        for flag in sorted(left):
            for spot in sorted(ingredients(context, links, flag, rng, through=draw % 2 == 0)):
                if spot not in touched and not (draw < _GENTLE and _counts(context, spot)):
                    touched[spot] = _other(context, spot, draw, rng)
        model.put(touched)
        model.calculate()
        left -= _failing(context, links, model, left)
        model.restore(context.workbook, touched)
    trials = {flag: _trials(context, links, flag) for flag in sorted(left)}
    # Many checks at a time, as each calculation costs the same; a change made for one check may
    # hide another's failure, so those that stay at 0 are tried again without the others.
    left -= _tried(context, links, model, {flag: trials[flag] for flag in sorted(left)})
    for flag in sorted(left) if len(trials) > 1 else ():
        left -= _tried(context, links, model, {flag: trials[flag]})
    model.calculate()
    return frozenset(left)


def _tried(
    context: Context,
    links: Graph,
    model: Bench,
    trials: Mapping[Spot, Sequence[Mapping[Spot, object]]],
) -> set[Spot]:
    """The checks that fail in some trial: the first of each check together, then the second, ..."""
    left, failed = set(trials), set[Spot]()
    for number in range(_TRIALS):
        chosen = [trials[flag][number] for flag in sorted(left) if number < len(trials[flag])]
        if not chosen:
            break
        touched = {spot: value for trial in reversed(chosen) for spot, value in trial.items()}
        model.put(touched)
        model.calculate()
        failed |= _failing(context, links, model, left)
        left -= failed
        model.restore(context.workbook, touched)
    return failed


def _trials(context: Context, links: Graph, flag: Spot) -> list[dict[Spot, object]]:
    """What may make a check fail: one changed cell, a text in one, where its own tests hold."""
    rng = random.Random(0)
    given = _met(context, links, flag)
    found = ingredients(context, links, flag, rng, through=True)
    typed = [spot for spot in sorted(found) if _holds_number(context, spot)]
    words: list[dict[Spot, object]] = [{spot: _WORD} for spot in typed[:_WORDS]]
    numbers = [
        given | {spot: _other(context, spot, draw, rng)}
        for draw in _ALONE for spot in sorted(found - given.keys())
    ]  # fmt: skip
    # in turn, as some checks fail over a text alone and others over a number far off
    turns = chain.from_iterable(zip_longest(numbers, words))
    return [trial for trial in (given, *turns) if trial]


def _met(context: Context, links: Graph, flag: Spot) -> dict[Spot, object]:
    """Values with which the tests for equality on the row of a check hold: the first has the other.

    A check of a rule that asks for certain terms is at rest until they are given.
    """
    values: dict[Spot, object] = {}
    for spot in sorted({flag, *_beside(context, links, flag)}):
        family = links.family(spot)
        for node in () if family is None else walk(family.tree):
            if not (isinstance(node, Binary) and node.op == "="):
                continue
            left, right = (_operand(context, bare(side)) for side in (node.left, node.right))
            if isinstance(left, tuple) and right is not None:
                cell = cell_at(context, right) if isinstance(right, tuple) else None
                values[left] = right if cell is None else cell.value
    return values


def _operand(context: Context, node: Node) -> Spot | float | str | None:
    """The cell that a name means, a number or a text; None for anything else."""
    if isinstance(node, Number | Text):
        return node.value
    contract = context.workbook.contract
    line = contract.lines.get(node.name.lower()) if contract and isinstance(node, Name) else None
    return line.cells()[0] if line is not None and line.area.size == 1 else None


def _holds_number(context: Context, spot: Spot) -> bool:
    """Whether a cell holds a typed number."""
    cell = cell_at(context, spot)
    return cell is not None and cell.formula is None and isinstance(cell.value, float)


def _failing(context: Context, links: Graph, model: Bench, flags: set[Spot]) -> set[Spot]:
    """The checks that are not 0 now; one that fails over an error on its row proves nothing."""
    beside = {flag: _beside(context, links, flag) for flag in flags}
    values = model.read({*flags, *(spot for spots in beside.values() for spot in spots)})
    return {
        flag for flag, spots in beside.items()
        if values[flag] not in (0, "", None)
        and not any(_is_void(context, links, spot, values[spot]) for spot in spots)
    }  # fmt: skip


def _is_void(context: Context, links: Graph, spot: Spot, value: object) -> bool:
    """Whether a cell on the row of a check is an error, or a tolerance below 0."""
    if value is None or value in EXCEL_CODES:
        return True
    return isinstance(value, float) and value < 0 and _is_tolerance(context, links, spot)


def _beside(context: Context, links: Graph, flag: Spot) -> set[Spot]:
    """The formulas on the row of a check that it rests on."""
    found: set[Spot] = set()
    edge = {flag}
    while edge:
        areas = [one for spot in edge for one in links.precedents(spot) if one[1].size == 1]
        above = {(sheet, area.top, area.left) for sheet, area in areas}
        edge = {spot for spot in above - found if spot[:2] == flag[:2] and links.family(spot)}
        found |= edge
    return found


def ingredients(
    context: Context, links: Graph, flag: Spot, rng: random.Random, *, through: bool
) -> set[Spot]:
    """What a check compares: the first cells above it that stand on no row of a check.

    `through` follows texts to the numbers that they rest on.
    """
    found: set[Spot] = set()
    edge, seen = {flag}, {flag}
    for _ in range(_STEPS):
        above: set[Spot] = set()
        for spot in sorted(edge):
            for sheet, area in links.precedents(spot):
                cells = [(sheet, row, column) for row, column in _some(context, sheet, area, rng)]
                above.update(one for one in cells if one not in seen)
        seen |= above
        edge = set()
        for spot in above:
            cell = cell_at(context, spot)
            if _is_tolerance(context, links, spot):
                continue
            text = through and cell is not None and isinstance(cell.value, str)
            inner = spot[:2] == flag[:2] or text
            if inner and cell is not None and cell.formula is not None:
                edge.add(spot)
            else:
                found.add(spot)
    return found


def _is_tolerance(context: Context, links: Graph, spot: Spot) -> bool:
    """Whether a cell is a tolerance, or one times a scale: to change it would prove nothing."""
    cell = cell_at(context, spot)
    family = links.family(spot)
    root = None if family is None else bare(family.tree)
    is_sum = isinstance(root, Binary) and root.op in "+-"
    if cell is None or not isinstance(cell.value, float) or is_sum:
        return False
    around = [spot] if cell.formula is None else [
        (sheet, area.top, area.left) for sheet, area in links.precedents(spot) if area.size == 1
    ]  # fmt: skip
    given = [one for one in (cell_at(context, place) for place in around)
             if one is not None and one.formula is None]  # fmt: skip
    return any(isinstance(one.value, float) and 0 < abs(one.value) <= _TINY for one in given)


def _some(context: Context, sheet: str, area: Area, rng: random.Random) -> list[tuple[int, int]]:
    """Some cells of an area, those that hold a number other than 0 before others."""
    grid = context.workbook.grid(sheet)
    if grid is None:
        return []
    if area.size == 1:
        return [(area.top, area.left)]
    held = [place for place in area.cells() if place in grid.cells]
    full = [place for place in held if isinstance(grid.cells[place].value, float)
            and grid.cells[place].value]  # fmt: skip
    chosen = full or held or list(islice(area.cells(), _OF_RANGE))
    ends = [] if not held else [held[0], held[-1]]
    return [*ends, *rng.sample(chosen, min(_OF_RANGE, len(chosen)))]


def _counts(context: Context, spot: Spot) -> bool:
    """Whether a cell holds a whole number, which may say which item of a list is meant."""
    cell = cell_at(context, spot)
    return cell is not None and isinstance(cell.value, float) and (
        cell.value.is_integer() and 0 < abs(cell.value) < _LIST
    )  # fmt: skip


def _choices(context: Context, spot: Spot) -> list[object]:
    """What the list of a validation lets a user choose in a cell."""
    grid = context.workbook.grid(spot[0])
    found: list[object] = []
    for one in () if grid is None else grid.validations:
        text = next(iter(one.formulas), "")
        if text.startswith('"') and any(area.holds(spot[1], spot[2]) for area in one.areas):
            found += text.strip('"').split(",") * 3
    return found


def _other(context: Context, spot: Spot, draw: int, rng: random.Random) -> object:
    """Another value for a cell: a little off, far off, of the other sign, nothing."""
    cell = cell_at(context, spot)
    value = None if cell is None else cell.value
    if not isinstance(value, float):
        return rng.choice((0.0, 1.0, 1000.0, *_choices(context, spot)))
    match draw:
        case 0 | 1:
            return value * (1 + rng.uniform(0.05, 0.5)) + rng.uniform(0.01, 1)
        case 2:
            return -value - rng.uniform(1, 9)
        case 3:
            return 0.0 if value else rng.uniform(1, 9)
        case 4:
            return value * rng.uniform(100, 1000) + 1000
    return None
