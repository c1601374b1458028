"""The tree of a formula: its nodes, a walk through them, and the way back to text.

A formula of thousands of terms is a deep tree, so nothing here calls itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from workbooks.address import MAX_COLUMN, MAX_ROW, Area

#: Which of top, left, bottom and right are fixed by a `$`.
Fixed = tuple[bool, bool, bool, bool]


@dataclass(frozen=True, slots=True)
class Number:
    """A number, with its sign inside an array constant."""

    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text, without its quotation marks."""

    value: str


@dataclass(frozen=True, slots=True)
class Flag:
    """TRUE or FALSE."""

    value: bool


@dataclass(frozen=True, slots=True)
class ErrorNode:
    """An error value; `text` is how it is written, with a sheet perhaps."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Ref:
    """Cells: of the sheet that the formula stands on, of another one, or of several.

    `book` is the number or the name in brackets of another workbook, `sheet_to` the last sheet of
    a 3-D reference. A whole column has every row; its rows count as fixed.
    """

    book: str
    sheet: str
    sheet_to: str
    area: Area
    fixed: Fixed
    spill: bool
    text: str

    @property
    def is_cell(self) -> bool:
        """Whether it is one cell."""
        return self.area.top == self.area.bottom and self.area.left == self.area.right

    @property
    def is_whole(self) -> bool:
        """Whether it is made of whole columns or whole rows."""
        top, left, bottom, right = self.area
        return (top, bottom) == (1, MAX_ROW) or (left, right) == (1, MAX_COLUMN)

    def moved(self, rows: int, columns: int) -> Area | None:
        """The cells it means after the formula is copied down and right; None off the sheet."""
        top, left, bottom, right = self.area
        fixed = self.fixed
        if rows:
            top, bottom = top + rows * (not fixed[0]), bottom + rows * (not fixed[2])
            if top > bottom:
                top, bottom = bottom, top
        if columns:
            left, right = left + columns * (not fixed[1]), right + columns * (not fixed[3])
            if left > right:
                left, right = right, left
        if top < 1 or left < 1 or bottom > MAX_ROW or right > MAX_COLUMN:
            return None
        return Area(top, left, bottom, right)


@dataclass(frozen=True, slots=True)
class Name:
    """A defined name, or a variable of LET and LAMBDA."""

    name: str
    sheet: str
    book: str
    text: str


@dataclass(frozen=True, slots=True)
class Structured:
    """Part of a table: its items without `#` (`This Row`, `Headers`), its first and last column."""

    table: str
    items: tuple[str, ...]
    columns: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function by its name in capitals; `text` is the name as written."""

    name: str
    args: tuple[Node, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Apply:
    """A function that is itself computed: `LAMBDA(x,x+1)(A1)`."""

    function: Node
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Unary:
    """`+`, `-` or `@` before an operand."""

    op: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands; the operator is a space for what two areas share, a comma for a union."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Postfix:
    """`%`, or the `#` of a spill that is no plain cell."""

    op: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Group:
    """Parentheses."""

    body: Node


@dataclass(frozen=True, slots=True)
class Array:
    """An array constant, by row."""

    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """An argument that is left out."""


Node: TypeAlias = (
    Number | Text | Flag | ErrorNode | Ref | Name | Structured | Call | Apply | Unary | Binary
    | Postfix | Group | Array | Missing
)  # fmt: skip


def parts(node: Node) -> list[Node | str]:
    """What a node is written as: texts, and the nodes between them."""
    match node:
        case Number() | Ref() | Name() | Structured() | ErrorNode():
            return [node.text]
        case Text():
            return ['"' + node.value.replace('"', '""') + '"']
        case Flag():
            return ["TRUE" if node.value else "FALSE"]
        case Call():
            return [node.text + "(", *_separated(node.args), ")"]
        case Apply():
            return [node.function, "(", *_separated(node.args), ")"]
        case Unary():
            return [node.op, node.operand]
        case Binary():
            return [node.left, node.op, node.right]
        case Postfix():
            return [node.operand, node.op]
        case Group():
            return ["(", node.body, ")"]
        case Array():
            pieces: list[Node | str] = ["{"]
            for row in node.rows:
                pieces += [";"] * (len(pieces) > 1) + _separated(row)
            return [*pieces, "}"]
        case Missing():
            return []


def _separated(nodes: tuple[Node, ...]) -> list[Node | str]:
    """Nodes with a comma between each two."""
    return [piece for node in nodes for piece in (",", node)][1:]


def children(node: Node) -> list[Node]:
    """The nodes directly below."""
    return [part for part in parts(node) if not isinstance(part, str)]


def text(node: Node) -> str:
    """Write a tree as a formula, without its `=` and without spaces that mean nothing."""
    written: list[str] = []
    waiting: list[Node | str] = [node]
    while waiting:
        piece = waiting.pop()
        if isinstance(piece, str):
            written.append(piece)
        else:
            waiting.extend(reversed(parts(piece)))
    return "".join(written)


def walk(node: Node) -> Iterator[Node]:
    """Run through a tree in the order in which it is written, a node before those below it."""
    waiting: list[Node] = [node]
    while waiting:
        one = waiting.pop()
        yield one
        waiting.extend(reversed(children(one)))


def bare(node: Node) -> Node:
    """A node without the parentheses around it."""
    while isinstance(node, Group):
        node = node.body
    return node
