"""Reading a formula into a tree.

Operators are kept waiting on a list until one that binds less comes, and open parentheses on
another: a formula nested as deep as `DEEPEST` needs no more of Python than a flat one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from workbooks.address import Area
from workbooks.audit import nodes
from workbooks.audit.nodes import (
    Apply,
    Array,
    Binary,
    Call,
    ErrorNode,
    Flag,
    Group,
    Missing,
    Name,
    Node,
    Number,
    Postfix,
    Ref,
    Structured,
    Text,
    Unary,
)
from workbooks.audit.operands import operand
from workbooks.audit.tokens import Token, UnparsedError, tokens

#: Open parentheses and braces at one place. Excel writes 64 functions inside each other.
DEEPEST = 256

_PERCENT, _PREFIX, _AT = 7, 6, 9
_LEVELS = {
    "=": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "<>": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4,
    "^": 5, ",": 8, " ": 10, ":": 11,
}  # fmt: skip
_REFERENCES = (Ref, Name, Structured, Call, Apply, Group, ErrorNode, Postfix, Binary, Unary)


@dataclass(slots=True)
class _Frame:
    """What was opened and not yet closed: a formula, parentheses, a call or an array constant."""

    kind: str
    start: int
    name: str = ""
    function: Node | None = None
    args: list[Node] = field(default_factory=list)
    operands: list[Node] = field(default_factory=list)
    operators: list[tuple[str, int, bool]] = field(default_factory=list)
    rows: list[list[Node]] = field(default_factory=list)


class _Reader:
    """Reads the tokens of one formula."""

    def __init__(self) -> None:
        self.frames = [_Frame("formula", 0)]
        self.is_done = False  # an operand stands here: an operator must follow

    @property
    def frame(self) -> _Frame:
        return self.frames[-1]

    def take(self, token: Token) -> None:
        """Take the next token."""
        if token.kind == "operator":
            if token.text in "(){};," and not self._is_union(token.text):
                self._bracket(token)
            elif self.is_done:
                self._infix(token)
            elif token.text in "+-@":
                level = _AT if token.text == "@" else _PREFIX
                self.frame.operators.append((token.text, level, True))
            else:
                raise _unexpected(token)
            return
        if self.is_done:
            last = self.frame.operands[-1]
            if isinstance(last, ErrorNode) and last.text == "#REF!" and token.kind == "cell":
                self.frame.operands[-1] = ErrorNode("#REF!", last.text + token.text)
                return  # a cell of a sheet that was deleted
            raise _unexpected(token)
        if token.kind == "call":
            self._open(_Frame("call", token.start, token.prefix + token.text[:-1]))
            return
        self.frame.operands.append(operand(token))
        self.is_done = True

    def _is_union(self, op: str) -> bool:
        return op == "," and self.frame.kind in ("formula", "group")

    def _bracket(self, token: Token) -> None:
        """Take a parenthesis, a brace or a separator."""
        frame = self.frame
        match token.text:
            case "(" if self.is_done:
                if not isinstance(nodes.bare(frame.operands[-1]), Call | Apply | Name):
                    raise _unexpected(token)
                self._open(_Frame("call", token.start, function=frame.operands.pop()))
            case "(":
                self._open(_Frame("group", token.start))
            case "{" if not self.is_done:
                self._open(_Frame("array", token.start))
            case "," if frame.kind in ("call", "array"):
                self._end_argument(token)
            case ";" if frame.kind == "array":
                self._end_argument(token)
                frame.rows.append(frame.args)
                frame.args = []
            case ")" if frame.kind in ("group", "call"):
                self._close(token)
            case "}" if frame.kind == "array":
                self._close(token)
            case _:
                raise _unexpected(token)

    def _open(self, frame: _Frame) -> None:
        if len(self.frames) > DEEPEST:
            raise UnparsedError(f"the formula is nested more than {DEEPEST} deep")
        self.frames.append(frame)
        self.is_done = False

    def _end_argument(self, token: Token) -> None:
        """End an argument of a call, or an entry of an array constant."""
        frame = self.frame
        if self.is_done:
            frame.args.append(self.result())
        elif frame.kind == "call" and not frame.operators:
            frame.args.append(Missing())
        else:
            raise _unexpected(token)
        self.is_done = False

    def _close(self, token: Token) -> None:
        """Close what is open and make it an operand of what it stands in."""
        frame = self.frame
        made: Node
        if frame.kind == "group":
            if not self.is_done:
                raise _unexpected(token)
            made = Group(self.result())
        else:
            if frame.kind == "array" or self.is_done or frame.args or frame.operators:
                self._end_argument(token)
            args = tuple(frame.args)
            if frame.kind == "array":
                made = _array([*frame.rows, frame.args], token)
            elif frame.function is not None:
                made = Apply(frame.function, args)
            else:
                made = Call(frame.name.upper(), args, frame.name)
        self.frames.pop()
        self.frame.operands.append(made)
        self.is_done = True

    def _infix(self, token: Token) -> None:
        """Take an operator behind an operand."""
        if token.text in "%#":
            if token.text == "%":
                self._settle(_PERCENT)
            last = self.frame.operands.pop()
            if token.text == "#" and isinstance(last, Ref):
                self.frame.operands.append(replace(last, spill=True, text=last.text + "#"))
            else:
                self.frame.operands.append(Postfix(token.text, last))
            return
        level = _LEVELS.get(token.text)
        if level is None or self.frame.kind == "array":
            raise _unexpected(token)
        if level >= 8 and not isinstance(self.frame.operands[-1], _REFERENCES):
            raise _unexpected(token)
        self._settle(level)
        self.frame.operators.append((token.text, level, False))
        self.is_done = False

    def _settle(self, level: int) -> None:
        """Apply the waiting operators that bind at least as much as `level`."""
        frame = self.frame
        while frame.operators and frame.operators[-1][1] >= level:
            op, _, is_prefix = frame.operators.pop()
            right = frame.operands.pop()
            if is_prefix:
                frame.operands.append(_signed(op, right, frame.kind))
            else:
                frame.operands.append(_joined(op, frame.operands.pop(), right))

    def result(self) -> Node:
        """The tree of what stands between the last separator and here."""
        if not self.is_done:
            raise UnparsedError("the formula ends where a value is missing")
        self._settle(0)
        return self.frame.operands.pop()


def parse(formula: str) -> Node:
    """Read a formula, without its `=`, into a tree.

    Raises
    ------
    UnparsedError
        If it is not understood, is longer than a formula may be, or nested too deep.

    Examples
    --------
    >>> parse("-A1^2").op
    '^'
    """
    reader = _Reader()
    for token in tokens(formula):
        reader.take(token)
    if len(reader.frames) > 1:
        frame = reader.frame
        raise UnparsedError(f"what is opened at character {frame.start + 1} is not closed")
    return reader.result()


def _unexpected(token: Token) -> UnparsedError:
    shown = token.text if len(token.text) <= 20 else token.text[:17] + "..."
    return UnparsedError(f"{shown!r} is not expected at character {token.start + 1}")


def _array(rows: list[list[Node]], token: Token) -> Array:
    """An array constant; its rows are equally long and hold constants."""
    if len({len(row) for row in rows}) > 1 or not all(
        isinstance(one, Number | Text | Flag | ErrorNode) for row in rows for one in row
    ):
        raise _unexpected(token)
    return Array(tuple(tuple(row) for row in rows))


def _signed(op: str, operand: Node, kind: str) -> Node:
    """An operator before an operand; in an array constant it belongs to the number."""
    if kind == "array" and isinstance(operand, Number) and op in "+-":
        return Number(-operand.value if op == "-" else operand.value, op + operand.text)
    return Unary(op, operand)


def _joined(op: str, left: Node, right: Node) -> Node:
    """Two operands; two cells with a colon between them are one area."""
    is_area = (
        op == ":"
        and isinstance(left, Ref)
        and isinstance(right, Ref)
        and left.is_cell
        and right.is_cell
        and not left.spill
        and not right.spill
        and (right.book, right.sheet, right.sheet_to)
        in (("", "", ""), (left.book, left.sheet, left.sheet_to))
    )
    if not is_area:
        if op in ":, " and not isinstance(right, _REFERENCES):
            raise UnparsedError(f"{nodes.text(right)[:20]!r} cannot stand behind {op!r}")
        return Binary(op, left, right)
    assert isinstance(left, Ref)
    assert isinstance(right, Ref)
    rows = sorted(((left.area.top, left.fixed[0]), (right.area.top, right.fixed[0])))
    columns = sorted(((left.area.left, left.fixed[1]), (right.area.left, right.fixed[1])))
    area = Area(rows[0][0], columns[0][0], rows[1][0], columns[1][0])
    fixed = (rows[0][1], columns[0][1], rows[1][1], columns[1][1])
    return replace(left, area=area, fixed=fixed, text=f"{left.text}:{right.text}")
