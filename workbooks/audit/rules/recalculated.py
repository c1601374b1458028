"""D6: stored values against a recalculation, where one is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from udfs.errors import TemplateError
from workbooks.audit.bench import Bench
from workbooks.audit.context import Context
from workbooks.audit.declared import Spot
from workbooks.audit.functions import VOLATILE, plain
from workbooks.audit.graph import graph
from workbooks.audit.nodes import Call, walk
from workbooks.audit.rules import Hit, hit, rule
from workbooks.audit.rules.contract_values import same

#: Functions whose result changes by itself.
_MOVING = VOLATILE - {"OFFSET", "INDIRECT"}


@rule(
    "d6-stale-value", "A stored value is not what the formula gives",
    means="Previewers and programs that do not calculate show the stored value, not the right one.",
    cure="Recalculate the workbook and save it.",
    survey="error", contract=None,
)  # fmt: skip
def stale(context: Context) -> Iterator[Hit]:
    """Recalculate, if the audit was asked to; what changes by itself is left out."""
    workbook = context.workbook
    if not context.recalculate or not workbook.data:
        return
    try:
        model = Bench(workbook.data)
    except TemplateError as error:
        context.notes.append(f"not recalculated: {error}")
        return
    stored = {
        (cell.sheet, cell.row, cell.column): cell for cell in workbook.formulas()
        if cell.value is not None
    }  # fmt: skip
    computed = model.read(stored)
    model.close()
    left = context.once(_moving)
    missing = 0
    for spot, cell in stored.items():
        value = computed[spot]
        if value is None:
            missing += 1
        elif spot not in left and not same(cell.value, value, 1.0):
            yield hit(cell, f"the file stores {cell.value}, recalculated it is {value}",
                      group=cell.sheet)  # fmt: skip
    if missing:
        context.notes.append(f"not recalculated: {missing:,} formulas that the engine cannot do")


def _moving(context: Context) -> set[Spot]:
    """The cells that another day or another draw changes, and what rests on them."""
    moved = [
        (family.sheet, *place) for family in context.parsed
        if any(isinstance(node, Call) and plain(node.name) in _MOVING
               for node in walk(family.tree))
        for place in family.cells
    ]  # fmt: skip
    return set(moved) | context.once(graph).reach(moved)
