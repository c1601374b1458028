"""A: formulas that differ from those beside them."""

from __future__ import annotations

from collections.abc import Iterator

from workbooks.audit.context import Context
from workbooks.audit.declared import owners
from workbooks.audit.deviants import WARN, Deviant, deviants
from workbooks.audit.model import Severity
from workbooks.audit.rules import Hit, rule
from workbooks.audit.shape import Difference, likeness
from workbooks.audit.twins import odd_ones

_ALIKE = "Copy the formula of its neighbours into the cell, or say why it differs."


def _hits(context: Context, how: Difference, what: str) -> Iterator[Hit]:
    """The cells that differ in this way from those beside them."""
    for one in context.once(deviants):
        if one.how == how:
            yield _hit(context, one, what)


def _hit(context: Context, one: Deviant, what: str) -> Hit:
    line = "row" if one.across else "column"
    message = (
        f"={_cut(one.cell.formula or '')} where {one.support} formulas along the {line} "
        f"would have ={_cut(one.expected)}: {what}"
    )
    return Hit(
        one.cell.sheet, (one.cell.area,), message, group=f"{one.normal}|{one.theirs}",
        formula=one.cell.formula or "", severity=_severity(context, one), weight=one.weight,
    )  # fmt: skip


def _severity(context: Context, one: Deviant) -> Severity:
    """By the weight of the evidence; in a contract whatever is worth a warning is a mistake."""
    if one.weight < WARN or one.how == "anchor" or _crosses(context, one):
        return "info"
    return "error" if one.is_certain or context.profile == "contract" else "warning"


def _crosses(context: Context, one: Deviant) -> bool:
    """Whether the neighbours are other lines: the cell's own line is declared the other way."""
    lines = context.once(owners).get((one.cell.sheet, one.cell.row, one.cell.column), ())
    areas = [line.area for line in lines]
    if one.across:
        return any(area.left == area.right and area.top < area.bottom for area in areas)
    return any(area.top == area.bottom and area.left < area.right for area in areas)


def _cut(formula: str) -> str:
    return formula if len(formula) <= 80 else formula[:77] + "..."


@rule(
    "a1-run-inconsistent", "A formula differs from those beside it",
    means="Along a row or down a column one formula is repeated, and this cell holds another one.",
    cure=_ALIKE, survey="warning",
)  # fmt: skip
def run_inconsistent(context: Context) -> Iterator[Hit]:
    """Another formula than its neighbours have."""
    return _hits(context, "other", "it is another formula")


@rule(
    "a2-anchor-slip", "A reference is fixed where its neighbours move, or the reverse",
    means="The cell refers to what its neighbours would refer to, but a copy of it would not.",
    cure="Set the $ as in the neighbours.", survey="info",
)  # fmt: skip
def anchor_slip(context: Context) -> Iterator[Hit]:
    """The same cells, fixed otherwise."""
    return _hits(context, "anchor", "the $ differ")


@rule(
    "a3-constant-differs", "A number inside the formula differs from that of its neighbours",
    means="The same formula but for a typed number.",
    cure="Put the number into a cell of its own, one for each place where it differs.",
    survey="warning",
)  # fmt: skip
def constant_differs(context: Context) -> Iterator[Hit]:
    """The same formula with another number."""
    return _hits(context, "constant", "a number differs")


@rule(
    "a4-operator-differs", "The same references, calculated otherwise than beside it",
    means="The cell uses what its neighbours use, with another function or operator.",
    cure=_ALIKE, survey="warning",
)  # fmt: skip
def operator_differs(context: Context) -> Iterator[Hit]:
    """The same references under another function or operator."""
    return _hits(context, "operator", "a function or an operator differs")


@rule(
    "a5-off-by-one", "A reference or range is one cell off those of its neighbours",
    means="One edge of one reference lies a cell or two beside where the neighbours have it.",
    cure=_ALIKE, survey="warning",
)  # fmt: skip
def off_by_one(context: Context) -> Iterator[Hit]:
    """A reference or a range one cell off."""
    return _hits(context, "range", "a reference is off")


@rule(
    "a7-twin-differs", "A cell differs from those at the same place of sheets of one layout",
    means="Several sheets hold one formula at this place; this one holds another, or a number.",
    cure="Copy the cell from one of the other sheets, or say why this sheet differs.",
    survey="warning",
)  # fmt: skip
def twin_differs(context: Context) -> Iterator[Hit]:
    """Another formula than the twin sheets have at the same place."""
    for one in context.once(odd_ones):
        cell = one.cell
        what = f"={_cut(cell.formula)}" if cell.formula else f"{cell.value}"
        message = (
            f"{what} where {one.agreeing} sheets of the same layout hold "
            f"={_cut(one.model.formula or '')}"
        )
        alike = bool(cell.formula) and likeness(one.normal, one.theirs) == 2
        same = one.normal in context.layout(one.model.sheet).families
        yield Hit(
            cell.sheet, (cell.area,), message, group=f"{one.normal}|{one.theirs}",
            formula=cell.formula or "", weight=5 + 2 * alike + min(one.agreeing, 8) / 4,
            severity="info" if same and not alike else None,
        )  # fmt: skip
