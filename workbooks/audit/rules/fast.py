"""C10 to C12: how far a reference reaches, as the FAST standard asks."""

from __future__ import annotations

from collections.abc import Iterator

from workbooks.audit.context import Context
from workbooks.audit.links import Links, links
from workbooks.audit.nodes import Name, Node, Ref, Unary, bare, walk
from workbooks.audit.parsed import Family
from workbooks.audit.rules import Hit, of_family, rule
from workbooks.audit.spans import is_plain


def _source(tree: Node) -> Ref | None:
    """The one cell that a formula takes over as it is; None for a formula that computes."""
    node = bare(tree)
    while isinstance(node, Unary) and node.op == "+":
        node = bare(node.operand)
    return node if isinstance(node, Ref) and node.is_cell and is_plain(node) else None


@rule(
    "c10-off-sheet", "A formula computes with cells of another sheet",
    means="The reader must leave the sheet to follow the calculation.",
    cure="Bring the value in by a line that only links to it, and compute with that.",
    survey=None, contract=None, fast="info",
)  # fmt: skip
def off_sheet(context: Context) -> Iterator[Hit]:
    """References to other sheets in formulas that do more than link."""
    for family in context.parsed:
        if _source(family.tree) is None:
            refs = (node for node in walk(family.tree) if isinstance(node, Ref | Name))
            away = next((ref for ref in refs if ref.sheet and not ref.book), None)
            if away is not None and away.sheet.lower() != family.sheet.lower():
                yield of_family(family, f"the formula computes with {away.text}")


@rule(
    "c11-daisy-chain", "A link to a link",
    means="A value is handed on from cell to cell: a break in the chain goes unnoticed.",
    cure="Link to the cell where the value is entered or computed.",
    survey=None, contract=None, fast="info",
)  # fmt: skip
def daisy_chain(context: Context) -> Iterator[Hit]:
    """Cells that only repeat a cell that only repeats another."""
    found = links(context)
    families = {
        (family.sheet, *place): family for family in context.parsed for place in family.cells
    }
    for family in context.parsed:
        if _source(family.tree) is None:
            continue
        chained = [
            place for place in family.cells if _is_link_to_link(found, families, family, place)
        ]
        if chained:
            yield of_family(family, f"={family.first.formula} is a link to a link")


def _is_link_to_link(
    found: Links,
    families: dict[tuple[str, int, int], Family],
    family: Family,
    place: tuple[int, int],
) -> bool:
    """Whether the cell that a link repeats is itself a link."""
    for link in found.family(family):
        area = link.at(*place)
        if area is not None:
            below = families.get((link.sheet, area.top, area.left))
            return below is not None and _source(below.tree) is not None
    return False


@rule(
    "c12-backward", "A formula refers to cells below it or to its right",
    means="Sheets are read from left to right and from top to bottom; this one flows back.",
    cure="Move the calculation below what it uses, or mark it as a feedback.",
    survey=None, contract=None, fast="info",
)  # fmt: skip
def backward(context: Context) -> Iterator[Hit]:
    """References of computing formulas to cells of the same sheet further on."""
    found = links(context)
    for family in context.parsed:
        if _source(family.tree) is not None:
            continue
        row, column = family.first.row, family.first.column
        for link in found.family(family):
            area = link.at(row, column)
            if area is None or link.sheet != family.sheet or link.name or link.ref.is_whole:
                continue
            if area.top > row or (area.left > column and area.bottom >= row):
                yield of_family(family, f"the formula refers on to {area.text}")
                break
