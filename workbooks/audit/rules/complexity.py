"""E: formulas that are hard to read, slow, or out of reach for another program."""

from __future__ import annotations

from collections.abc import Iterator

from workbooks.audit.context import Context
from workbooks.audit.functions import LATER_IN_LIBREOFFICE, VOLATILE, plain
from workbooks.audit.graph import graph
from workbooks.audit.nodes import (
    Apply,
    Binary,
    Call,
    Name,
    Node,
    Postfix,
    Ref,
    Structured,
    Unary,
    children,
    walk,
)
from workbooks.audit.rules import Hit, of_family, rule

#: What a person can take in: characters, references, operations of one formula.
LONGEST, REFERENCES, OPERATIONS = 100, 8, 12
#: IFs inside each other, and links of a chain, from which it is said.
NESTED, CHAIN = 3, 50


@rule(
    "e1-long", f"A formula of more than {LONGEST} characters",
    means="Longer than a thumb on the screen: nobody checks it at a glance.",
    cure="Split it into lines with a label each.",
    survey="info", contract=None,
)  # fmt: skip
def long(context: Context) -> Iterator[Hit]:
    """Formulas by their length."""
    for family in context.parsed:
        count = len(family.first.formula or "")
        if count > LONGEST:
            yield of_family(family, f"the formula has {count} characters", weight=count / 1000)


@rule(
    "e2-nested-if", f"{NESTED} or more IFs inside each other",
    means="Each IF doubles the cases; a wrong one hides among them.",
    cure="Use flags, a lookup, or CHOOSE.",
    survey="info", contract=None, fast="warning",
)  # fmt: skip
def nested_if(context: Context) -> Iterator[Hit]:
    """The depth of IFs."""
    for family in context.parsed:
        depth = _ifs(family.tree)
        if depth >= NESTED:
            yield of_family(family, f"{depth} IFs stand inside each other", weight=depth / 10)


def _ifs(tree: Node) -> int:
    """How many IFs stand inside each other at most."""
    deepest = 0
    waiting = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        if isinstance(node, Call) and plain(node.name) == "IF":
            depth += 1
            deepest = max(deepest, depth)
        waiting += [(one, depth) for one in children(node)]
    return deepest


@rule(
    "e3-many-references", f"A formula with more than {REFERENCES} different references",
    means="More ingredients than a reader keeps in mind.",
    cure="Compute parts of it in lines of their own.",
    survey="info", contract=None,
)  # fmt: skip
def many_references(context: Context) -> Iterator[Hit]:
    """Different references of a formula."""
    for family in context.parsed:
        texts = {
            node.text.lower() for node in walk(family.tree)
            if isinstance(node, Ref | Name | Structured)
        }  # fmt: skip
        if len(texts) > REFERENCES:
            yield of_family(family, f"the formula has {len(texts)} different references")


@rule(
    "e4-many-operations", f"A formula with more than {OPERATIONS} operations",
    means="More steps than a reader follows.",
    cure="Compute parts of it in lines of their own.",
    survey="info", contract=None,
)  # fmt: skip
def many_operations(context: Context) -> Iterator[Hit]:
    """Operators and calls of a formula."""
    steps = (Binary, Unary, Postfix, Call, Apply)
    for family in context.parsed:
        count = sum(isinstance(node, steps) for node in walk(family.tree))
        if count > OPERATIONS:
            yield of_family(family, f"the formula has {count} operations")


@rule(
    "e5-long-chain", f"A chain of more than {CHAIN} formulas",
    means="So many formulas stand between an input and the last result; a schedule has one for "
    "each period.",
    cure="Nothing, where it is a schedule.",
    survey=None, contract=None, fast="info",
)  # fmt: skip
def long_chain(context: Context) -> Iterator[Hit]:
    """The longest chain of the workbook."""
    depth = graph(context).depth
    if depth > CHAIN:
        yield Hit("", (), f"the longest chain has {depth} formulas", group="chain")


@rule(
    "e6-volatile", "A formula that is computed anew at every change",
    means="It slows the workbook, gives another result tomorrow, or refers to cells by their text.",
    cure="INDEX in place of OFFSET and INDIRECT; an input in place of TODAY.",
    survey="info", contract="error", fast="warning",
)  # fmt: skip
def volatile(context: Context) -> Iterator[Hit]:
    """NOW, TODAY, RAND, OFFSET, INDIRECT and the like."""
    for family in context.parsed:
        names = {plain(node.name) for node in walk(family.tree) if isinstance(node, Call)}
        if names & VOLATILE:
            yield of_family(family, f"{min(names & VOLATILE)} is computed at every change")


@rule(
    "e7-not-everywhere", "A function that LibreOffice lacks, or has only of late",
    means="The workbook shows an error there.",
    cure="Use functions that both programs have, or say which program the workbook needs.",
    survey="info", contract="warning",
)  # fmt: skip
def not_everywhere(context: Context) -> Iterator[Hit]:
    """Functions of Excel that LibreOffice took over late, or not at all."""
    for family in context.parsed:
        for node in walk(family.tree):
            if isinstance(node, Call) and plain(node.name) in LATER_IN_LIBREOFFICE:
                name, since = plain(node.name), LATER_IN_LIBREOFFICE[plain(node.name)]
                known = f"from version {since} on" if since else "not at all"
                yield of_family(family, f"LibreOffice knows {name} {known}")
                break
