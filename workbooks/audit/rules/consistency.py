"""A: formulas that differ from those beside them."""

from __future__ import annotations

from collections.abc import Iterator

from workbooks.audit.context import Context
from workbooks.audit.deviants import CERTAIN, WARN, Deviant, deviants
from workbooks.audit.model import Severity
from workbooks.audit.rules import Hit, rule
from workbooks.audit.shape import Difference

_ALIKE = "Copy the formula of its neighbours into the cell, or say why it differs."


def _hits(context: Context, how: Difference, what: str) -> Iterator[Hit]:
    """The cells that differ in this way from those beside them."""
    for one in context.once(deviants):
        if one.how == how:
            yield _hit(context, one, what)


def _hit(context: Context, one: Deviant, what: str) -> Hit:
    line = "row" if one.across else "column"
    where = "stands between" if one.interior else "ends a run of"
    message = (
        f"={_cut(one.cell.formula or '')} {where} {one.support} formulas of one kind along the "
        f"{line}: {what}; they would read ={_cut(one.expected)}"
    )
    return Hit(
        one.cell.sheet, (one.cell.area,), message, group=f"{one.normal}|{one.theirs}",
        formula=one.cell.formula or "", severity=_severity(context, one), weight=one.weight,
    )  # fmt: skip


def _severity(context: Context, one: Deviant) -> Severity | None:
    """As the rule says in a contract; elsewhere by the weight of the evidence."""
    if context.profile == "contract":
        return None
    if one.weight >= CERTAIN and one.how != "anchor":
        return "error"
    return "warning" if one.weight >= WARN and one.how != "anchor" else "info"


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
