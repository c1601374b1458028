"""C17: a number against itself."""

from __future__ import annotations

from collections.abc import Iterator

from workbooks.audit.context import Context
from workbooks.audit.functions import VOLATILE, plain
from workbooks.audit.nodes import Binary, Call, Name, Node, Ref, Structured, bare, text, walk
from workbooks.audit.rules import Hit, of_family, rule

#: Operators that say nothing where both sides are one.
_EMPTY = {"-": "takes {} from itself", "/": "divides {} by itself"} | dict.fromkeys(
    ("=", "<>", "<", ">", "<=", ">="), "compares {} with itself"
)


@rule(
    "c17-against-itself", "A formula sets a number against itself",
    means="The difference is always 0, the quotient 1: one of the two was meant to be another.",
    cure="Point one of the two at the cell that was meant.",
    survey="warning",
)  # fmt: skip
def against_itself(context: Context) -> Iterator[Hit]:
    """Differences, quotients and comparisons of which both sides read alike."""
    for family in context.parsed:
        for node in walk(family.tree):
            if isinstance(node, Binary) and node.op in _EMPTY and _is_one(node):
                shown = text(bare(node.left))
                yield of_family(family, f"it {_EMPTY[node.op].format(shown)}", weight=4.0)
                break


def _is_one(node: Binary) -> bool:
    """Whether both sides are the same cells, and nothing that changes from call to call."""
    left, right = bare(node.left), bare(node.right)
    return text(left) == text(right) and _refers(left)


def _refers(node: Node) -> bool:
    calls = {plain(one.name) for one in walk(node) if isinstance(one, Call)}
    refers = any(isinstance(one, Ref | Name | Structured) for one in walk(node))
    return refers and not calls & VOLATILE
