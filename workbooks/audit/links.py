"""What each formula refers to: cells of this sheet and of others, behind names and tables too.

The references are found once for each family of copied formulas; for its other cells they move.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from workbooks.address import Area
from workbooks.audit.context import Context
from workbooks.audit.functions import LAZY, SCALAR, is_known, plain
from workbooks.audit.grammar import parse
from workbooks.audit.model import DefinedName, Workbook
from workbooks.audit.nodes import (
    Apply,
    Binary,
    Call,
    Name,
    Node,
    Postfix,
    Ref,
    Structured,
    bare,
    children,
    walk,
)
from workbooks.audit.parsed import Family, Parsed
from workbooks.audit.tables import structured_ref
from workbooks.audit.tokens import UnparsedError

#: How many names may stand behind each other.
_DEEPEST_NAME = 8


class Link(NamedTuple):
    """One reference of a formula: the cells it means, in whichever cell of the family.

    `lazy` where only one of its cells or its place counts; `scalar` where an area means the cell in
    the formula's own row or column; `name` is the defined name that stands for it.
    """

    sheet: str
    ref: Ref
    row: int
    column: int
    lazy: bool
    scalar: bool
    name: str

    def at(self, row: int, column: int) -> Area | None:
        """The cells that it means for the formula in that cell; None off the sheet."""
        area = self.ref.moved(row - self.row, column - self.column)
        if area is None or not self.scalar or area.size == 1:
            return area
        if area.left == area.right and area.top <= row <= area.bottom:
            return Area(row, area.left, row, area.left)
        if area.top == area.bottom and area.left <= column <= area.right:
            return Area(area.top, column, area.top, column)
        return area


@dataclass(frozen=True)
class Links:
    """The references of all families of a workbook.

    `missing` holds the names that a family uses and nobody defines.
    """

    parsed: Parsed
    of: Mapping[tuple[str, str], tuple[Link, ...]]
    missing: Mapping[tuple[str, str], tuple[Name, ...]]

    def family(self, family: Family) -> tuple[Link, ...]:
        """The references of a family."""
        return self.of[family.sheet, family.normal]

    def cells(self) -> Iterator[tuple[Family, int, int, tuple[Link, ...]]]:
        """Every cell with a formula that was read: its family, row, column and references."""
        for family in self.parsed:
            links = self.family(family)
            for row, column in family.cells:
                yield family, row, column, links


def links(context: Context) -> Links:
    """The references of the workbook that is audited; found once."""
    return context.once(_links)


def _links(context: Context) -> Links:
    return find_links(context.workbook, context.parsed)


def find_links(workbook: Workbook, parsed: Parsed) -> Links:
    """Find the references of every family."""
    resolver = Resolver(workbook)
    of: dict[tuple[str, str], tuple[Link, ...]] = {}
    missing: dict[tuple[str, str], tuple[Name, ...]] = {}
    for family in parsed:
        key, cell = (family.sheet, family.normal), family.first
        found, unknown = resolver.resolve(family.tree, family.sheet, cell.row, cell.column)
        if cell.array is not None:
            found = [link._replace(scalar=False) for link in found]
        of[key] = tuple(found)
        if unknown:
            missing[key] = tuple(unknown)
    return Links(parsed, of, missing)


class Resolver:
    """Finds what the references of a tree mean in a workbook."""

    def __init__(self, workbook: Workbook) -> None:
        self.names: dict[tuple[str, str], DefinedName] = {
            ((one.scope or "").lower(), one.name.lower()): one for one in workbook.names
        }
        self._tables = {table.name.lower(): table for table in workbook.tables}
        self._titles = list(workbook.grids)
        self._places = {title.lower(): place for place, title in enumerate(self._titles)}
        self._trees: dict[str, Node | None] = {}

    def name(self, node: Name, title: str) -> DefinedName | None:
        """The defined name that a sheet knows by that name."""
        name = node.name.lower()
        own = self.names.get((node.sheet.lower() or title.lower(), name))
        return own or self.names.get(("", name))

    def tree(self, name: DefinedName) -> Node | None:
        """What a defined name stands for; None where it cannot be read."""
        if name.text not in self._trees:
            try:
                self._trees[name.text] = parse(name.text.removeprefix("="))
            except UnparsedError:
                self._trees[name.text] = None
        return self._trees[name.text]

    def resolve(
        self, tree: Node, title: str, row: int, column: int, depth: int = 0
    ) -> tuple[list[Link], list[Name]]:
        """The references of a formula in that cell, and the names that nobody defines."""
        found: list[Link] = []
        unknown: list[Name] = []
        for node, lazy, scalar in _references(tree):
            if isinstance(node, Name) and node.name.lower() in self._tables:
                node = Structured(node.name, (), (), node.text)
            if isinstance(node, Name):
                name = None if node.book else self.name(node, title)
                inner = None if name is None or depth == _DEEPEST_NAME else self.tree(name)
                if name is None and not node.book:
                    unknown.append(node)
                if name is not None and inner is not None:
                    below, _ = self.resolve(inner, name.scope or title, 1, 1, depth + 1)
                    found += [
                        link._replace(
                            lazy=link.lazy or lazy, scalar=link.scalar and scalar, name=node.name
                        )
                        for link in below
                    ]
                continue
            ref = (
                structured_ref(node, self._tables, title, row, column)
                if isinstance(node, Structured)
                else node
            )
            if ref is not None and not ref.book:
                found += [
                    Link(sheet, ref, row, column, lazy, scalar, "")
                    for sheet in self._sheets(ref, title)
                ]
        return found, unknown

    def _sheets(self, ref: Ref, title: str) -> list[str]:
        """The sheets that a reference means."""
        if not ref.sheet:
            return [title]
        first = self._places.get(ref.sheet.lower())
        last = self._places.get(ref.sheet_to.lower(), first) if ref.sheet_to else first
        if first is None or last is None:
            return []
        return self._titles[min(first, last) : max(first, last) + 1]


def unknown_functions(parsed: Parsed, workbook: Workbook) -> dict[str, int]:
    """Functions that nobody knows, as written, and in how many cells each stands."""
    names = {one.name.lower() for one in workbook.names}
    found: Counter[str] = Counter()
    for family in parsed:
        calls = [node for node in walk(family.tree) if isinstance(node, Call)]
        calls = [call for call in calls if not is_known(call.name)]
        own = names | bound_names(family.tree) if calls else names
        for call in calls:
            if call.name.lower() not in own:
                found[call.text] += len(family.cells)
    return dict(found)


def _references(tree: Node) -> Iterator[tuple[Ref | Name | Structured, bool, bool]]:
    """The references of a tree, whether each is lazy and whether it stands for one value."""
    bound = bound_names(tree)
    waiting: list[tuple[Node, bool, bool]] = [(tree, False, True)]
    while waiting:
        node, lazy, scalar = waiting.pop()
        if isinstance(node, Ref | Structured):
            yield node, lazy, scalar
        elif isinstance(node, Name):
            if node.name.lower() not in bound:
                yield node, lazy, scalar
        elif isinstance(node, Binary) and node.op == ":":
            joined = _spanned(node)
            if joined is not None:
                yield joined, lazy, scalar
            else:
                waiting += [(node.right, lazy, False), (node.left, lazy, False)]
        elif isinstance(node, Call):
            name = plain(node.name)
            still = scalar and name in SCALAR
            count = LAZY.get(name, 0)
            waiting += reversed(
                [
                    (one, lazy or place < count, still and place >= count)
                    for place, one in enumerate(node.args)
                ]
            )
        else:
            still = scalar and not isinstance(node, Apply)
            if isinstance(node, Postfix) and node.op == "#":
                still = False
            waiting += [(one, lazy, still) for one in reversed(children(node))]


def _spanned(node: Binary) -> Ref | None:
    """The area between two references with a colon between them, if both are plain."""
    left, right = bare(node.left), bare(node.right)
    if isinstance(left, Binary) and left.op == ":":
        left = _spanned(left) or left
    if not isinstance(left, Ref) or not isinstance(right, Ref) or left.book or right.book:
        return None
    if right.sheet and right.sheet.lower() != left.sheet.lower():
        return None
    area = Area(
        min(left.area.top, right.area.top), min(left.area.left, right.area.left),
        max(left.area.bottom, right.area.bottom), max(left.area.right, right.area.right),
    )  # fmt: skip
    return replace(left, area=area)


def bound_names(tree: Node) -> frozenset[str]:
    """The variables of LET and LAMBDA in a formula, in lower case."""
    found: set[str] = set()
    for node in walk(tree):
        if isinstance(node, Call) and (name := plain(node.name)) in ("LET", "LAMBDA"):
            given = node.args[:-1:2] if name == "LET" else node.args[:-1]
            found |= {one.name.lower() for one in given if isinstance(one, Name)}
    return frozenset(found)
