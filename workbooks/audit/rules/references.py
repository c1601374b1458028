"""C, references: to empty cells, to texts, in circles, to what is gone, to other workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from workbooks.address import Area, quote_sheet
from workbooks.audit.context import Context
from workbooks.audit.functions import is_arithmetic, is_known, lacks_prefix, needed_prefix, plain
from workbooks.audit.graph import Spot, graph
from workbooks.audit.layout import Place
from workbooks.audit.links import bound_names, links
from workbooks.audit.model import Cell, Formulas, Grid, Severity
from workbooks.audit.nodes import Binary, Call, ErrorNode, Name, Node, Ref, Unary, bare, walk
from workbooks.audit.parsed import Family
from workbooks.audit.rules import Hit, of_family, rule
from workbooks.audit.rules.values import NUMBER_TEXT
from workbooks.audit.spans import is_plain, spans

#: Cells of a cycle that are named in a message.
_NAMED = 6
#: Cells of a range that are looked at for texts.
_MOST = 20_000
#: Single cells in one formula above which it may be that of a form that nobody filled in.
FORM = 8


def operands(tree: Node) -> list[Ref]:
    """The single cells that a formula adds, subtracts, multiplies, divides or raises."""
    found: dict[int, Ref] = {}
    for node in walk(tree):
        given: list[Node] = []
        if is_arithmetic(node) and isinstance(node, Binary):
            given = [bare(node.left), bare(node.right)]
        elif isinstance(node, Unary) and node.op == "-":
            given = [bare(node.operand)]
        for one in given:
            if isinstance(one, Ref) and one.is_cell and is_plain(one):
                found[id(one)] = one
    return list(found.values())


def _targets(context: Context, family: Family, ref: Ref) -> Iterator[tuple[Place, Grid, Place]]:
    """For each cell of a family the sheet and the cell that a single reference means there."""
    grid = context.workbook.grid(ref.sheet or family.sheet)
    if grid is None:
        return
    top, left, fixed, first = ref.area.top, ref.area.left, ref.fixed, family.first
    for row, column in family.cells:
        there = (
            top if fixed[0] else top + row - first.row,
            left if fixed[1] else left + column - first.column,
        )
        yield (row, column), grid, there


def _one(place: Place) -> Area:
    return Area(*place, *place)


def _name(grid: Grid, place: Place, home: str) -> str:
    """A cell as a formula of another sheet would write it."""
    text = _one(place).text
    return text if grid.title == home else f"{quote_sheet(grid.title)}!{text}"


@rule(
    "c1-empty-operand", "A formula computes with an empty cell",
    means="The cell is empty and counts as 0: an input is missing, or the reference is off.",
    cure="Fill the cell, or point the formula at the one that was meant.",
    survey="info",
)  # fmt: skip
def empty_operand(context: Context) -> Iterator[Hit]:
    """Arithmetic on an empty cell; graver where the whole neighbourhood is empty."""
    names = {one.name.lower() for one in context.workbook.names}
    for family in context.parsed:
        refs = [ref for ref in operands(family.tree) if ref.text.lower() not in names]
        for ref in refs:  # a name that a newer program takes for a cell is none
            for place, grid, cell in _targets(context, family, ref):
                if cell in grid.cells or min(cell) < 1 or _is_filled(grid, cell):
                    continue
                lost = len(family.cells) <= 2 and len(refs) <= FORM and _is_lonely(grid, cell)
                if not lost and context.profile == "contract":
                    continue
                is_graver = lost and context.profile != "contract"
                severity: Severity | None = "warning" if is_graver else None
                yield Hit(
                    family.sheet, (_one(place),),
                    f"{_name(grid, cell, family.sheet)} is empty"
                    + (", and so is everything around it" if lost else ""),
                    group=f"lost {grid.title}" if lost else f"{family.normal} {ref.text}",
                    formula=family.first.formula or "", severity=severity, weight=5.0 * lost,
                )  # fmt: skip


def _is_filled(grid: Grid, place: Place) -> bool:
    """Whether an array formula, or a merged cell, covers a cell that holds nothing itself."""
    return any(area.holds(*place) for area in grid.merged)


def _is_lonely(grid: Grid, place: Place) -> bool:
    """Whether the cells around an empty one are empty as well."""
    row, column = place
    return not any(
        (row + down, column + right) in grid.cells for down in (-1, 0, 1) for right in (-1, 0, 1)
    )


@rule(
    "c2-text-operand", "A formula computes with a text",
    means="A sum passes over a number that is stored as text; a plus sign fails on any other text.",
    cure="Turn the text into a number, or point the formula at the cell that was meant.",
    survey="warning",
)  # fmt: skip
def text_operand(context: Context) -> Iterator[Hit]:
    """Texts as operands, and numbers stored as text in a summed range."""
    for family in context.parsed:
        cells = context.workbook.grids[family.sheet].cells
        if not any(cells[place].value == "#VALUE!" for place in family.cells):
            continue
        for ref in operands(family.tree):
            for place, grid, there in _targets(context, family, ref):
                cell = grid.cells.get(there)
                if cell is None or not cell.is_text:
                    continue
                if cells[place].value == "#VALUE!":
                    yield Hit(
                        family.sheet, (_one(place),),
                        f"{_name(grid, there, family.sheet)} holds the text {_shown(cell)}",
                        group=f"{family.normal} {ref.text}", formula=family.first.formula or "",
                        weight=6,
                    )  # fmt: skip
    yield from _passed_over(context)


def _passed_over(context: Context) -> Iterator[Hit]:
    """Numbers stored as text in the middle of a summed range."""
    texts = {
        title: [place for place, cell in grid.cells.items() if _is_number_text(cell)][:_MOST]
        for title, grid in context.workbook.grids.items()
    }
    for span in spans(context).all:
        if not texts[span.sheet] or span.name not in ("SUM", "AVERAGE", "MIN", "MAX", "NPV", "IRR"):
            continue
        grid = context.workbook.grids[span.sheet]
        for place in span.family.cells:
            area = span.at(place)
            held = [one for one in texts[span.sheet] if area is not None and area.holds(*one)]
            if area is None or not held or held[0] == (area.top, area.left):
                continue
            others = sum(area.holds(*one) for one in grid.cells) - len(held)
            if others > len(held):
                yield Hit(
                    span.family.sheet, (_one(place),),
                    f"{span.name}({area.text}) passes over {_name(grid, held[0], span.sheet)}, "
                    f"where {_shown(grid.cells[held[0]])} is stored as text",
                    group=span.family.normal, formula=span.family.first.formula or "", weight=6,
                )  # fmt: skip


def _is_number_text(cell: Cell) -> bool:
    return cell.kind == "text" and NUMBER_TEXT.fullmatch(str(cell.value)) is not None


def _shown(cell: Cell) -> str:
    text = str(cell.value)
    return repr(text if len(text) <= 24 else text[:21] + "...")


# ------------------------------------------------------------------ circles


@rule(
    "c7-circular", "A formula rests on itself",
    means="The result depends on its own last value, or cannot be computed at all.",
    cure="Break the circle: a prior period's value, a closed formula, or a copied value with a "
    "check. Where it is meant, switch on iterative calculation and say so.",
    survey="error",
)  # fmt: skip
def circular(context: Context) -> Iterator[Hit]:
    """One shortest circle of each knot of cells."""
    meant = context.workbook.calculation.iterate
    for cycle in graph(context).cycles():
        sheet = cycle[0][0]
        areas = tuple(_one(spot[1:]) for spot in cycle if spot[0] == sheet)
        names = [_spot_name(spot, sheet) for spot in cycle[:_NAMED]]
        if len(cycle) == 1:
            message = f"{names[0]} refers to itself"
        else:
            more = [f"{len(cycle) - _NAMED} more"] if len(cycle) > _NAMED else []
            message = "a circle: " + " -> ".join([*names, *more, names[0]])
        cell = context.workbook.grids[sheet].cells[cycle[0][1:]]
        yield Hit(
            sheet, areas, message, formula=cell.formula or "",
            severity="info" if meant and context.profile != "contract" else None, weight=9,
        )  # fmt: skip


def _spot_name(spot: Spot, home: str) -> str:
    text = _one(spot[1:]).text
    return text if spot[0] == home else f"{quote_sheet(spot[0])}!{text}"


# ------------------------------------------------------------------ what is gone


@rule(
    "c8-broken-reference", "A reference to cells that were deleted",
    means="#REF! stands where a cell was: the formula, the name or the chart has lost its source.",
    cure="Restore the reference, or delete what uses it.",
    survey="error",
)  # fmt: skip
def broken_reference(context: Context) -> Iterator[Hit]:
    """#REF! in formulas, validations, conditional formats, charts; names that are used and gone."""
    workbook = context.workbook
    for family in context.parsed:
        if any(isinstance(node, ErrorNode) and node.code == "#REF!" for node in walk(family.tree)):
            yield of_family(family, "the formula refers to #REF!", weight=9)
    for grid in workbook.grids.values():
        for kind, given in (("validation", grid.validations), ("conditional format", grid.rules)):
            yield from _broken_beside(grid.title, kind, given)
    for sheet, text in workbook.charts:
        if "#REF!" in text.upper():
            yield Hit(
                sheet, (), f"a chart refers to {text[:80]}", group="chart", severity="warning"
            )
    yield from _broken_names(context)


def _broken_beside(title: str, kind: str, given: Iterable[Formulas]) -> Iterator[Hit]:
    """Broken formulas that stand beside the cells."""
    for one in given:
        for text in one.formulas:
            if "#REF!" in text.upper():
                yield Hit(title, one.areas, f"a {kind} refers to {text[:80]}", group=kind,
                          severity="warning")  # fmt: skip


def _broken_names(context: Context) -> Iterator[Hit]:
    """Names that point at nothing: grave where a formula uses them; names that nobody defined."""
    found, workbook = links(context), context.workbook
    broken = {
        one.name.lower(): one for one in workbook.names
        if "#REF!" in one.text.upper() and not one.name.startswith("_xlnm.")
    }  # fmt: skip
    used: set[str] = set()
    for family in context.parsed:
        names = {node.name.lower() for node in walk(family.tree) if isinstance(node, Name)}
        for name in sorted(names & broken.keys()):
            used.add(name)
            yield of_family(
                family, f"the name {broken[name].name} refers to {broken[name].text}", weight=9
            )
        missing = found.missing.get((family.sheet, family.normal), ())
        if missing and family.first.value in ("#NAME?", None):
            yield of_family(family, f"nobody defines the name {missing[0].text}", weight=8)
    unused = [one.name for name, one in broken.items() if name not in used and not one.hidden]
    if unused:
        shown = ", ".join(unused[:4]) + (" and more" if len(unused) > 4 else "")
        yield Hit("", (), f"{len(unused)} unused names refer to #REF!: {shown}", group="names",
                  severity="info")  # fmt: skip


# ------------------------------------------------------------------ what is elsewhere


@rule(
    "c9-external", "A formula that needs something outside the workbook",
    means="Another workbook, another program or an add-in that a reader may not have.",
    cure="Bring the numbers into the workbook, with their source; name the add-in on the cover.",
    survey="info", contract="error", fast="warning",
)  # fmt: skip
def external(context: Context) -> Iterator[Hit]:
    """Links to other workbooks, DDE, unknown functions, functions without their prefix."""
    own = {one.name.lower() for one in context.workbook.names}
    for family in context.parsed:
        books: set[str] = set()
        bound = bound_names(family.tree)
        for node in walk(family.tree):
            if isinstance(node, Ref | Name) and node.book:
                books.add(node.book)
            if not isinstance(node, Call):
                continue
            if lacks_prefix(node.text):
                yield Hit(
                    family.sheet, tuple(_one(place) for place in family.cells),
                    f"Excel reads {node.text} from a file only as {needed_prefix(node.name)}"
                    f"{plain(node.name)}, and shows #NAME? here",
                    group=node.text, formula=family.first.formula or "", severity="error", weight=7,
                )  # fmt: skip
            elif not is_known(node.name) and node.name.lower() not in own | bound:
                fails = family.first.value in ("#NAME?", None)  # None: nobody computed it yet
                yield Hit(
                    family.sheet, tuple(_one(place) for place in family.cells),
                    f"{plain(node.name)} is no function that Excel or OnBalance has",
                    hint="Correct the name, or say on the cover which add-in has the function.",
                    group=node.text, formula=family.first.formula or "",
                    severity="error" if fails else None, weight=7,
                )  # fmt: skip
        for book in sorted(books):
            named = context.workbook.links.get(int(book), book) if book.isdecimal() else book
            kind = "the program" if "|" in book else "the workbook"
            hit = of_family(family, f"the formula needs {kind} {named}")
            yield Hit(hit.sheet, hit.areas, hit.message, group=book, formula=hit.formula)


@rule(
    "c13-whole-column", "A reference to whole columns or rows",
    means="It takes in whatever anyone types below, the total itself included.",
    cure="Refer to the cells that hold the data, or make them a table.",
    survey="info", contract=None,
)  # fmt: skip
def whole_column(context: Context) -> Iterator[Hit]:
    """References such as A:A."""
    for family in context.parsed:
        whole = [node for node in walk(family.tree) if isinstance(node, Ref) and node.is_whole]
        if whole:
            yield of_family(family, f"{whole[0].text} takes in every cell there is")


@rule(
    "c15-one-of-many", "A range where one value is needed",
    means="The program takes the cell of the range in the formula's own row or column; where there "
    "is none it fails.",
    cure="Refer to the one cell, or let the formula spill.",
    survey="info", contract="error",
)  # fmt: skip
def one_of_many(context: Context) -> Iterator[Hit]:
    """Ranges in arithmetic, outside array formulas."""
    found = links(context)
    for family in context.parsed:
        if family.first.array is not None:
            continue
        for link in found.family(family):
            if not link.scalar or link.ref.is_cell:
                continue
            outside = [
                place for place in family.cells
                if (area := link.at(*place)) is not None and area.size > 1
            ]  # fmt: skip
            if outside:
                cells = tuple(_one(place) for place in outside)
                yield Hit(
                    family.sheet, cells, f"{link.name or link.ref.text} has no cell in this row",
                    group=family.normal, formula=family.first.formula or "",
                )  # fmt: skip
                break
