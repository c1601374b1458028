"""Rules of the contract about the checks: counted by the master, alike, and able to fail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from workbooks.address import Area
from workbooks.audit.context import Context
from workbooks.audit.contract import Line
from workbooks.audit.declared import Spot, cell_at, normals
from workbooks.audit.graph import graph
from workbooks.audit.nodes import Name, Ref, bare, walk
from workbooks.audit.perturb import green
from workbooks.audit.rules import Hit, hit, rule

#: The check that counts the others.
MASTER = "chk_master"
#: What the Axis column says of a check that the master leaves out on purpose.
_APART = "apart"
#: What share of the checks of a sheet must be built alike for the others to be wrong; two of
#: three will do, as a sheet of few checks has no more.
_LEAST, _SHARE, _FEW, _OF_FEW = 2, 0.85, 5, 0.6


def checks(context: Context) -> list[Line]:
    """The checks of a workbook but the master."""
    contract = context.workbook.contract
    found = contract.of("chk") if contract is not None and context.has_formulas else []
    return [line for line in found if line.name.lower() != MASTER]


@rule(
    "k13-check-uncounted",
    "The master check does not count a check",
    means="The master is what a reader looks at: it rests on every check.",
    cure="Take the check into the master's sum; or say `apart` in the Axis column of the Notes.",
    survey=None, fast=None,
)  # fmt: skip
def check_uncounted(context: Context) -> Iterator[Hit]:
    """Find checks that the master does not rest on."""
    found = checks(context)
    contract = context.workbook.contract
    master = None if contract is None else contract.lines.get(MASTER)
    if master is None:
        if found:
            yield Hit("", (), f"there is no master check {MASTER}")
        return
    counted = context.once(graph).sources(master.cells())
    for line in found:
        if line.axis != _APART and any(spot not in counted for spot in line.cells()):
            yield Hit(line.sheet, (line.area,), f"{line.name} is not counted by {master.name}")


@rule(
    "k14-check-differs",
    "A check is not built as the others are",
    means="Flags, differences and tolerances of a sheet of checks have one formula each.",
    cure="Copy the formula of the other checks.",
    survey=None, fast=None,
)  # fmt: skip
def check_differs(context: Context) -> Iterator[Hit]:
    """Compare the columns of the rows that hold checks."""
    texts = context.once(normals)
    rows: dict[str, set[int]] = {}
    for line in checks(context):
        rows.setdefault(line.sheet, set()).update(row for _, row, _ in line.cells())
    for sheet, among in rows.items():
        columns: dict[int, dict[int, str]] = {}
        for (title, row, column), text in texts.items():
            if title == sheet and row in among:
                columns.setdefault(column, {})[row] = text
        yield from _empty_routes(context, sheet, among)
        for column, found in columns.items():
            if _are_most(len(found), len(among)):
                yield from _typed(context, sheet, column, among)
            usual, count = Counter(found.values()).most_common(1)[0]
            if not _are_most(count, len(among)):
                continue
            for row in sorted(among):
                cell = cell_at(context, (sheet, row, column))
                if found.get(row) != usual and cell is not None:
                    yield hit(cell, "it is not the formula that the other checks have here")


def _are_most(count: int, checks: int) -> bool:
    """Whether so many of the checks are built alike that the others are wrong."""
    return count >= _LEAST and count >= (_SHARE if checks > _FEW else _OF_FEW) * checks


def _typed(context: Context, sheet: str, column: int, rows: set[int]) -> Iterator[Hit]:
    """Numbers in a column where the checks hold formulas."""
    for row in sorted(rows):
        cell = cell_at(context, (sheet, row, column))
        if cell is not None and cell.formula is None and isinstance(cell.value, float):
            yield hit(cell, f"a number, {cell.value:g}, is typed where a check holds a formula")


def _empty_routes(context: Context, sheet: str, rows: set[int]) -> Iterator[Hit]:
    """Formulas on the rows of checks that say nothing: a number, or the cell beside them."""
    for family in context.parsed:
        if family.sheet != sheet:
            continue
        tree = bare(family.tree)
        refers = any(isinstance(node, Ref | Name) for node in walk(tree))
        beside = isinstance(tree, Ref) and not tree.sheet and tree.area.top == family.first.row
        if refers and not beside:
            continue
        for row, column in family.cells:
            cell = cell_at(context, (sheet, row, column))
            if row in rows and cell is not None:
                what = "only repeats the cell beside it" if refers else "refers to nothing"
                yield hit(cell, f"a formula of a check {what}")


@rule(
    "k15-check-idle",
    "A check that cannot fail",
    means="Whatever the numbers that it compares, the check stays at 0: it is a constant, compares "
    "a number with itself, or has a tolerance that nothing exceeds.",
    cure="Compare two routes that do not rest on each other.",
    survey=None, fast=None,
)  # fmt: skip
def check_idle(context: Context) -> Iterator[Hit]:
    """Change what each check rests on, recalculate, and see which stay green."""
    told: set[Spot] = set()
    for line in checks(context):
        for spot in line.cells():
            cell = cell_at(context, spot)
            if cell is not None and not context.once(graph).precedents(spot):
                told.add(spot)
                yield hit(cell, f"{line.name} is a constant")
    idle = context.once(green)
    for line in checks(context):
        for spot in line.cells():
            if spot in idle and spot not in told:
                area = Area(spot[1], spot[2], spot[1], spot[2])
                yield Hit(spot[0], (area,), f"{line.name} stays at 0 whatever it compares")
