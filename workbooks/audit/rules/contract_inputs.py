"""Rules of the contract about ends: inputs that nothing reads, numbers out of place."""

from __future__ import annotations

from collections.abc import Iterator

from workbooks.address import Area
from workbooks.audit.context import Context
from workbooks.audit.declared import Spot, cell_at, normals, owners, seeds
from workbooks.audit.functions import meant_numbers
from workbooks.audit.graph import graph
from workbooks.audit.nodes import Binary, Call, Group, Name, Node, Number, Ref, Unary, bare, walk
from workbooks.audit.rules import Hit, hit, rule
from workbooks.names import parse_name

#: What a formula may say without an input: nothing, one, and a sign.
_FREE = (0.0, 1.0)


@rule(
    "k10-dead-input",
    "An input that no output rests on",
    means="Every input leads to an output, a check, a chart or the printed page.",
    cure="Use it, or take it out.",
    survey=None, fast=None,
)  # fmt: skip
def dead_input(context: Context) -> Iterator[Hit]:
    """Find inputs from which no way leads to an output."""
    contract = context.workbook.contract
    if contract is None or not context.has_formulas:
        return
    used = context.once(_used)
    for line in contract.of("in"):
        if line.is_note:
            continue
        spots = [spot for spot in line.cells() if cell_at(context, spot) is not None]
        if spots and not any(spot in used for spot in spots):
            yield Hit(line.sheet, (line.area,), f"nothing rests on {line.name}", group=line.name)


def _used(context: Context) -> set[Spot]:
    """All cells that outputs, checks, charts, texts and rules rest on, and these themselves."""
    workbook = context.workbook
    contract = workbook.contract
    assert contract is not None
    ends = [spot for line in contract.of("out", "chk") for spot in line.cells()]
    ends += [
        (cell.sheet, cell.row, cell.column) for cell in workbook.formulas()
        if not isinstance(cell.value, float)
    ]  # fmt: skip
    titles = {title.lower(): title for title in workbook.grids}
    for sheet, text in workbook.charts:
        name = contract.lines.get(text.lower())
        if name is not None:
            ends += name.cells()
            continue
        try:
            place = parse_name("chart", text if "!" in text else f"'{sheet}'!{text}", titles)
        except ValueError:
            continue
        ends += [(place.sheet, row, column) for row, column in place.area.cells()]
    used = context.once(graph).sources(ends) | set(ends)
    return used | _shown(context, used)


def _shown(context: Context, used: set[Spot]) -> set[Spot]:
    """Cells that no formula reads but a page shows: they and what they rest on."""
    known = context.once(owners)
    shown = [spot for spot in context.once(normals) if spot not in known and spot not in used]
    return context.once(graph).sources(shown) | set(shown)


@rule(
    "k11-number-in-formula",
    "A number is typed inside a formula",
    means="Formulas of a declared workbook hold no numbers but 0 and 1: the others are inputs or "
    "constants with a name.",
    cure="Give the number a cell, a name and a source.",
    survey=None, fast=None,
)  # fmt: skip
def number_in_formula(context: Context) -> Iterator[Hit]:
    """Find literals, at positions where they are not part of a function's own meaning."""
    if context.workbook.contract is None:
        return
    for family in context.parsed:
        meant = {id(node) for node in (*meant_numbers(family.tree), *_positions(family.tree))}
        refers = any(isinstance(node, Ref | Name) for node in walk(family.tree))
        for node in walk(family.tree):
            if (
                refers
                and isinstance(node, Number)
                and node.value not in _FREE
                and id(node) not in meant
            ):
                yield hit(family.first, f"the number {node.text} is typed inside", group=node.text)
                break
            if _is_idle(node):
                yield hit(family.first, "a part of the formula is always the same number")
                break


def _positions(tree: Node) -> Iterator[Number]:
    """Whole numbers that say which item of a list is meant."""
    for node in walk(tree):
        if isinstance(node, Call) and node.name == "INDEX":
            for argument in node.args[1:]:
                inside = list(walk(argument))
                if all(isinstance(one, Number | Binary | Group) for one in inside):
                    yield from (one for one in inside if isinstance(one, Number))


def _is_idle(node: Node) -> bool:
    """Whether a part of a formula is a number whatever it refers to: `0*x`, a function of one."""
    if isinstance(node, Binary):
        left, right = bare(node.left), bare(node.right)
        return node.op == "*" and 0.0 in (_literal(left), _literal(right))
    if isinstance(node, Call) and node.name in ("N", "SUM", "ABS", "ROUND", "MAX", "MIN", "IF"):
        return bool(node.args) and _literal(bare(node.args[0])) is not None and (
            node.name not in ("MAX", "MIN") or all(_literal(bare(one)) is not None
                                                   for one in node.args)
        )  # fmt: skip
    return False


def _literal(node: Node) -> float | None:
    """The value of a typed number, with its sign."""
    if isinstance(node, Unary):
        inside = _literal(bare(node.operand))
        return None if inside is None else -inside if node.op == "-" else inside
    return node.value if isinstance(node, Number) else None


@rule(
    "k12-number-undeclared",
    "A number that formulas read is neither an input nor declared",
    means="A typed number is an input, a seed, a named constant, or an item of a counted list.",
    cure="Make it an input with a source, or name it.",
    survey=None, fast=None,
)  # fmt: skip
def number_undeclared(context: Context) -> Iterator[Hit]:
    """Find typed numbers that stand among formulas."""
    contract = context.workbook.contract
    if contract is None:
        return
    known, texts, numbers = context.once(owners), context.once(normals), context.once(_typed)
    seeded = {spot for line in contract.lines.values() for spot in seeds(line)}
    for spot, value in numbers.items():
        if spot in contract.inputs or spot in seeded or spot in known:
            continue
        sheet, row, column = spot
        beside = [(sheet, row + down, column + right)
                  for down, right in ((1, 0), (-1, 0), (0, 1), (0, -1))]  # fmt: skip
        alone = not any(one in texts or one in numbers for one in beside)
        among = texts.get(beside[0], "a") == texts.get(beside[1], "b") or texts.get(
            beside[2], "a"
        ) == texts.get(beside[3], "b")
        if not (among or (alone and context.once(graph).dependents(spot))):
            continue
        where = "between formulas that are alike" if among else "alone, and a formula reads it"
        yield Hit(sheet, (Area(row, column, row, column),), f"the number {value:g} stands {where}")


def _typed(context: Context) -> dict[Spot, float]:
    """The numbers that are typed, not computed."""
    return {
        (cell.sheet, cell.row, cell.column): cell.value for cell in context.workbook.cells()
        if cell.formula is None and cell.kind == "number" and isinstance(cell.value, float)
    }  # fmt: skip
