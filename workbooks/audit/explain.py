"""Any number explained: what it rests on, step by step, down to the inputs and their sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from udfs.errors import TemplateError
from workbooks.address import Area, parse_area
from workbooks.archive import refuse
from workbooks.audit.context import Context
from workbooks.audit.graph import Graph, Spot, graph
from workbooks.audit.labels import Labels, clean, spot_text
from workbooks.audit.model import Cell, Workbook
from workbooks.names import parse_name

#: Steps that are shown, and the most lines of the tree.
DEPTH, MOST_LINES = 4, 400
#: Cells of different formulas that stand for a range.
_SAMPLES = 3
_PLACE = re.compile(r"(?:(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^!]+))!)?(?P<area>[^!]+)")


@dataclass(slots=True)
class Item:
    """One step of an explanation.

    `kind` is formula, input, fixed (a number that is typed in, no declared input), text, empty or
    range. `note` says why nothing follows though the cell rests on more.
    """

    place: str
    kind: str
    label: str = ""
    name: str = ""
    value: str = ""
    stored: Any = None
    unit: str = ""
    formula: str = ""
    source: str = ""
    note: str = ""
    below: list[Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Explanation:
    """The tree, and all the inputs that the number rests on, shown in the tree or not."""

    root: Item
    inputs: tuple[Item, ...]
    fixed: int
    formulas: int

    def as_json(self) -> dict[str, Any]:
        """In plain values."""
        return {
            "tree": asdict(self.root),
            "inputs": [asdict(item) for item in self.inputs],
            "formulas": self.formulas,
            "fixed_numbers": self.fixed,
        }


def locate(workbook: Workbook, place: str) -> tuple[str, Area]:
    """The cells that `Sheet!Cell` or a defined name means.

    Raises
    ------
    TemplateError
        If there are none.
    """
    text = place.strip().removeprefix("=")
    wanted = text.lower()
    for name in workbook.names:
        if name.name.lower() == wanted:
            found = parse_name(name.name, name.text, dict(workbook.titles))
            return found.sheet, found.area
    match = _PLACE.fullmatch(text)
    if match is None:
        raise refuse(f"{clean(place, 60)!r} is neither Sheet!Cell nor a defined name")
    title = match["quoted"].replace("''", "'") if match["quoted"] else match["plain"]
    try:
        area = parse_area(match["area"].replace("$", "").upper())
    except TemplateError as error:
        if title is None:
            raise refuse(
                f"the workbook has no name {clean(place, 60)!r}{_near(workbook, wanted)}; "
                "a cell is written Sheet!B7"
            ) from error
        raise
    if title is None:
        if len(workbook.grids) > 1:
            raise refuse(f"on which sheet is {area.text}? Write it as in {_first(workbook, area)}")
        title = next(iter(workbook.grids))
    grid = workbook.grid(title.strip())
    if grid is None:
        titles = ", ".join(workbook.grids)
        raise refuse(f"there is no sheet {clean(title, 40)!r}; there are {clean(titles, 300)}")
    return grid.title, area


def _first(workbook: Workbook, area: Area) -> str:
    return spot_text(next(iter(workbook.grids)), area)


def _near(workbook: Workbook, wanted: str) -> str:
    """The names that are spelt nearly so."""
    from difflib import get_close_matches

    names = {one.name.lower(): one.name for one in workbook.names if not one.hidden}
    inside = sorted((key for key in names if wanted in key), key=len)
    near = dict.fromkeys([*inside, *get_close_matches(wanted, names, 3)])
    return f" (near: {', '.join(names[key] for key in list(near)[:4])})" if near else ""


def explain(workbook: Workbook, place: str, depth: int = DEPTH) -> Explanation:
    """Explain what stands at a place.

    Parameters
    ----------
    workbook : Workbook
        As `read` returned it.
    place : str
        `Sheet!Cell`, `Sheet!A1:B9` or a defined name.
    depth : int, default 4
        How many steps down the tree goes; the inputs are found however deep they lie.

    Raises
    ------
    TemplateError
        If the place holds nothing, or is no place.
    """
    sheet, area = locate(workbook, place)
    writer = _Writer(workbook)
    if not any(True for _ in writer.held(sheet, area)):
        raise refuse(f"{spot_text(sheet, area)} is empty: there is nothing to explain")
    root = writer.tree(sheet, area, depth)
    return Explanation(root, *writer.ground(sheet, area))


class _Writer:
    """Writes one explanation."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.labels = Labels(workbook)
        self.graph: Graph = graph(Context(workbook))
        self._shown: dict[tuple[str, Area], str] = {}
        self._lines = 0

    def held(self, sheet: str, area: Area) -> Iterator[Cell]:
        """The cells of an area that hold something."""
        cells = self.workbook.grids[sheet].cells
        if area.size <= len(cells):
            found = (cells.get(place) for place in area.cells())
            yield from (cell for cell in found if cell is not None)
        else:
            yield from (cells[place] for place in sorted(cells) if area.holds(*place))

    def tree(self, sheet: str, area: Area, depth: int) -> Item:
        """The item of some cells, with what it rests on; level by level, so that the line limit
        cuts the deepest steps."""
        root = self._item(sheet, area)
        level = [(root, sheet, area, frozenset[str]())]
        for step in range(depth + 1):
            following: list[tuple[Item, str, Area, frozenset[str]]] = []
            for item, title, place, above in level:
                if item.kind in ("formula", "range") and not item.note:
                    last = step == depth or self._lines > MOST_LINES
                    following += self._expand(item, title, place, above, last)
            level = following
        return root

    def _expand(
        self, item: Item, sheet: str, area: Area, above: frozenset[str], last: bool
    ) -> list[tuple[Item, str, Area, frozenset[str]]]:
        """Put what a cell or a range rests on below it, unless this was the last step."""
        if item.kind == "range":
            targets = [(sheet, place) for place in self._samples(sheet, area)]
            family = ""
        else:
            spot = (sheet, area.top, area.left)
            targets = list(self.graph.precedents(spot))
            family = self._family(spot)
        if last:
            if targets:
                item.note = f"{len(targets)} more below"
            return []
        found = []
        for title, place in targets:
            below, place = self._step(sheet, area, title, place, above | {family})
            item.below.append(below)
            self._lines += 1
            found.append((below, title, place, above | {family}))
        return found

    def _step(
        self, sheet: str, area: Area, title: str, place: Area, above: frozenset[str]
    ) -> tuple[Item, Area]:
        """The item of one precedent; a line of copies is gone back along to where it starts."""
        key = (title, place)
        if key in self._shown:
            item = self._item(title, place, again=True)
            if item.kind in ("formula", "range"):
                item.note = "shown above"
            return item, place
        item = self._item(title, place)
        spot = (title, place.top, place.left)
        if place.size == 1 and self._family(spot) in above and self._family(spot):
            start = self._start(spot)
            back = f", back to {spot_text(title, start)}" if start != place else ""
            item.note = f"the same formula as above{back}"
            item.below += self._seeds(title, start, place.top - area.top, place.left - area.left)
        return item, place

    def _family(self, spot: Spot) -> str:
        family = self.graph.family(spot)
        return "" if family is None else f"{family.sheet}!{family.normal}"

    def _start(self, spot: Spot) -> Area:
        """Where a line of copies that rest on each other starts: the last one with that formula."""
        family, seen = self._family(spot), {spot}
        while True:
            before = [
                (title, area.top, area.left)
                for title, area in self.graph.precedents(spot)
                if area.size == 1 and self._family((title, area.top, area.left)) == family
            ]
            if not before or before[0] in seen:
                break
            spot = before[0]
            seen.add(spot)
        return Area(spot[1], spot[2], spot[1], spot[2])

    def _seeds(self, sheet: str, start: Area, down: int, right: int) -> Iterator[Item]:
        """What the first copy of a line takes over from the cell before it."""
        row, column = start.top + down, start.left + right
        before = (sheet, Area(row, column, row, column))
        if before in self.graph.precedents((sheet, start.top, start.left)):
            item = self._item(*before)
            item.note = "where the line starts"
            yield item

    def _samples(self, sheet: str, area: Area) -> list[Area]:
        """Cells that stand for a range: one of each formula, some at most; inputs if only such."""
        found: dict[str, Cell] = {}
        for cell in self.held(sheet, area):
            family = self._family((sheet, cell.row, cell.column))
            if family or cell.is_number:
                found.setdefault(family or cell.address, cell)
                if len(found) == _SAMPLES and not family:
                    break
        formulas = [cell for family, cell in found.items() if "!" in family]
        return [cell.area for cell in (formulas or list(found.values()))[:_SAMPLES]]

    def _item(self, sheet: str, area: Area, again: bool = False) -> Item:
        """The words of one place, nothing below it."""
        place = spot_text(sheet, area)
        if not again:
            self._shown[sheet, area] = place
        if area.size > 1:
            return self._range(sheet, area, place)
        cell = self.workbook.grids[sheet].get(area.top, area.left)
        labels = self.labels
        label = labels.label(sheet, area.top, area.left)
        name = labels.name(sheet, area.top, area.left)
        if cell is None:
            return Item(place, "empty", label, name, "empty")
        unit = labels.unit(sheet, cell.row, cell.column) if cell.is_number else ""
        item = Item(place, self._kind(cell), label, name, labels.shown(cell), cell.value, unit)
        if cell.formula is not None:
            item.formula = "=" + clean(cell.formula, 400)
        elif item.kind in ("input", "fixed"):
            item.source = labels.source(sheet, cell.row, cell.column).text
        return item

    def _kind(self, cell: Cell) -> str:
        """What a cell is to an explanation."""
        if cell.formula is not None:
            return "formula"
        contract = self.workbook.contract
        spot = (cell.sheet, cell.row, cell.column)
        if contract is not None:
            return "input" if spot in contract.inputs else "text" if not cell.is_number else "fixed"
        return "text" if cell.kind == "text" else "input"

    def _range(self, sheet: str, area: Area, place: str) -> Item:
        """A range in one line."""
        cells = list(self.held(sheet, area))
        numbers = [cell.value for cell in cells if isinstance(cell.value, float)]
        families = {self._family((sheet, one.row, one.column)) for one in cells if one.formula}
        kinds = f"{len(families)} formula{'s' * (len(families) != 1)}" if families else "typed in"
        value = f"{area.size:,} cells, {len(numbers):,} numbers, {kinds}" if cells else "empty"
        if numbers:
            first = next(cell for cell in cells if isinstance(cell.value, float))
            total, low, high = (
                self.labels.shown(_valued(first, one))
                for one in (sum(numbers), min(numbers), max(numbers))
            )
            value += f", {low} to {high}" + ("" if first.style.dated else f", sum {total}")
        return Item(
            place, "range" if cells else "empty", self.labels.over(sheet, area),
            self.labels.name(sheet, area.top, area.left), value,
        )  # fmt: skip

    def ground(self, sheet: str, area: Area) -> tuple[tuple[Item, ...], int, int]:
        """All inputs below some cells, how many fixed numbers, how many formulas."""
        spots = {(sheet, one.row, one.column) for one in self.held(sheet, area)}
        order = {title: number for number, title in enumerate(self.workbook.grids)}
        inputs, fixed, formulas = [], 0, 0
        below = self.graph.sources(spots) | spots
        for spot in sorted(below, key=lambda one: (order[one[0]], *one[1:])):
            cell = self.workbook.grids[spot[0]].cells[spot[1:]]
            kind = self._kind(cell)
            formulas += kind == "formula"
            fixed += kind == "fixed"
            if kind == "input":
                inputs.append(self._item(spot[0], cell.area, again=True))
        return tuple(inputs), fixed, formulas


def _valued(cell: Cell, value: float) -> Cell:
    """The cell with another value."""
    return replace(cell, value=value)
