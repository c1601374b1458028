"""The rule of the seal: each cell holds what the workbook says it holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from workbooks.address import Area
from workbooks.audit.context import Context
from workbooks.audit.declared import Spot, cell_at, normals
from workbooks.audit.model import Cell
from workbooks.audit.rules import Hit, rule
from workbooks.audit.seal import Sealed, fingerprint, of_cell, of_number, opened, read_seal

#: More differing cells than this on one sheet are told as one finding.
_MANY = 50


@rule(
    "k1-seal-broken",
    "A cell is not what the seal of the workbook says",
    means="The Notes sheet carries a fingerprint of every formula and of every fixed number.",
    cure="Put the formula back; or, where the change is meant, seal the workbook again.",
    survey=None, fast=None,
)  # fmt: skip
def seal_broken(context: Context) -> Iterator[Hit]:
    """Compare formulas, numbers and names with the seal."""
    workbook = context.workbook
    contract, seal = workbook.contract, context.once(seal_of)
    if contract is None:
        return
    if seal is None or not context.has_formulas:
        why = (
            "the workbook holds values only, no formula to audit" if seal is not None
            else "the workbook carries no seal: a cell that stands alone is judged by units, signs "
            "and recalculation only"
        )  # fmt: skip
        context.notes.append(why)
        return
    for sentence in seal.damage:
        yield Hit("Notes", (), f"the seal is damaged: {sentence}")
    for key, text in seal.names.items():
        line = contract.lines.get(key)
        if line is None:
            yield Hit("", (), f"the seal knows {key}, but the workbook has no such name")
        elif fingerprint(f"{line.sheet}!{line.area.text}") != text:
            yield Hit(
                line.sheet, (line.area,), f"{line.name} stands for other cells than when sealed"
            )
    found: dict[str, list[tuple[Spot, str, str]]] = defaultdict(list)
    for spot, sentence, formula in _differences(context, seal):
        found[spot[0]].append((spot, sentence, formula))
    for sheet, told in found.items():
        if len(told) > _MANY:
            areas = tuple(Area(row, column, row, column) for (_, row, column), _, _ in told)
            yield Hit(sheet, areas[:_MANY], f"{len(told):,} cells differ from the seal")
            continue
        for (_, row, column), sentence, formula in told:
            yield Hit(sheet, (Area(row, column, row, column),), sentence, formula=formula)


def seal_of(context: Context) -> Sealed | None:
    """The seal of the workbook, taken apart; None if it carries none."""
    seal = read_seal(context.workbook)
    return None if seal is None else opened(seal)


def _differences(context: Context, seal: Sealed) -> Iterator[tuple[Spot, str, str]]:
    """Each cell that differs, with a sentence and its formula."""
    contract, texts = context.workbook.contract, context.once(normals)
    assert contract is not None
    for cell in context.workbook.cells():
        spot = (cell.sheet, cell.row, cell.column)
        if spot in contract.inputs:
            if cell.formula is not None:
                yield spot, "an input holds a formula", cell.formula
            continue
        if cell.formula is not None:
            told = _formula(cell, spot, seal, texts[spot])
        elif cell.kind in ("number", "date") and isinstance(cell.value, float):
            told = _number(cell, spot, seal)
        else:
            told = "text stands where the seal has a formula" if spot in seal.formulas else ""
        if told:
            yield spot, told, cell.formula or ""
    for spot in [*seal.formulas, *seal.numbers]:
        if cell_at(context, spot) is None:
            what = "a formula" if spot in seal.formulas else "a number"
            yield spot, f"is empty, the seal has {what} here", ""


def _formula(cell: Cell, spot: Spot, seal: Sealed, text: str) -> str:
    known = seal.formulas.get(spot)
    if known is None:
        other = "a number" if spot in seal.numbers else "no formula"
        return f"a formula that the seal does not know: it has {other} here"
    return "" if of_cell(cell, text) == known else "the formula is not the one that was sealed"


def _number(cell: Cell, spot: Spot, seal: Sealed) -> str:
    if spot in seal.formulas:
        return f"the number {cell.value:g} stands where the seal has a formula"
    known = seal.numbers.get(spot)
    if known is None:
        return f"the number {cell.value:g} is neither an input nor in the seal"
    return "" if of_number(cell.value) == known else f"the number {cell.value:g} was another one"
