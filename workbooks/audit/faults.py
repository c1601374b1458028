"""The kinds of fault that are planted in a workbook, one function each.

Each takes the ground, a cell with a formula and a source of chance, and gives the faulty formula
or number, or None where this cell cannot have such a fault.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import NamedTuple

from openpyxl.formula.tokenizer import Token

from workbooks.audit.ground import (
    Corner,
    Ground,
    Reference,
    Spot,
    operands,
    parse_reference,
    rebuilt,
    tokens,
)
from workbooks.audit.model import Cell


class Fault(NamedTuple):
    """A fault: the new formula of a cell, or the number in its place.

    `beside` is a number written into a cell that was empty; then the formula may stay as it was.
    """

    kind: str
    spot: Spot
    formula: str | None
    number: float | None = None
    beside: tuple[Spot, float] | None = None


Made = Fault | str | None
Maker = Callable[[Ground, Cell, random.Random], Made]

#: Units of numbers that may stand side by side in a sum.
_WORDS = ("text", "flag", "date")
_AMOUNTS = (1000.0, 1.0, 0.05, 17.5, 250.0)
_AGGREGATES = re.compile(r"(?:SUM|SUMPRODUCT|MAX|MIN|NPV|IRR|AVERAGE|COUNT)\(")


def number_over_formula(ground: Ground, cell: Cell, rng: random.Random) -> Made:
    """The value that the cell shows, typed over the formula."""
    if not isinstance(cell.value, float):
        return None
    return Fault("", (cell.sheet, cell.row, cell.column), None, cell.value)


def reference_moved(ground: Ground, cell: Cell, rng: random.Random) -> Made:
    """A reference one row or column aside; a name the next one of its sheet."""
    formula = cell.formula or ""
    index, operand = _pick(operands(formula), rng)
    reference = parse_reference(operand)
    if reference is None:
        return _other_name(ground, formula, index, operand, rng)
    step = rng.choice(((1, 0), (-1, 0), (0, 1), (0, -1)))
    moved = reference.moved(*step)
    return None if moved is None else rebuilt(tokens(formula), index, moved.text)


def range_short(ground: Ground, cell: Cell, rng: random.Random) -> Made:
    """A range, or a name of one, that misses its first or last row or column."""
    formula, found = cell.formula or "", []
    for index, operand in operands(formula):
        reference = ground.reference(operand)
        if reference is not None and reference.area.size > 1:
            sheet = reference.sheet
            reference = reference._replace(sheet=None if sheet == cell.sheet else sheet)
            found.append((index, reference))
    if not found:
        return None
    index, reference = rng.choice(found)
    return rebuilt(tokens(formula), index, _shortened(reference, rng).text)


def constant_added(ground: Ground, cell: Cell, rng: random.Random) -> Made:
    """A number added at the end, or a factor set before the whole."""
    if not isinstance(cell.value, float):
        return None
    amount = rng.choice(_AMOUNTS)
    shown = f"{amount:g}"
    return rng.choice((f"{cell.formula}+{shown}", f"({cell.formula})*1.0{rng.randint(1, 9)}"))


def sign_flipped(ground: Ground, cell: Cell, rng: random.Random) -> Made:
    """A plus for a minus or the other way round; where there is neither, a minus before all."""
    formula = cell.formula or ""
    pieces = tokens(formula)
    signs = [
        k for k, item in enumerate(pieces)
        if item.type in (Token.OP_IN, Token.OP_PRE) and item.value in "+-"
    ]  # fmt: skip
    if not signs:
        return f"-({formula})" if isinstance(cell.value, float) else None
    index = rng.choice(signs)
    return rebuilt(pieces, index, "-" if pieces[index].value == "+" else "+")


def absolute_for_relative(ground: Ground, cell: Cell, rng: random.Random) -> Made:
    """A `$` before the row, the column or both of a relative reference."""
    formula, found = cell.formula or "", []
    for index, operand in operands(formula):
        reference = parse_reference(operand)
        if reference is not None and not (
            reference.first.row_fixed and reference.first.column_fixed
        ):
            found.append((index, reference))
    if not found:
        return None
    index, reference = rng.choice(found)
    rows, columns = rng.choice(((True, True), (True, False), (False, True)))

    def fixed(corner: Corner) -> Corner:
        return corner._replace(
            row_fixed=corner.row_fixed or rows, column_fixed=corner.column_fixed or columns
        )

    last = None if reference.last is None else fixed(reference.last)
    return rebuilt(
        tokens(formula), index, reference._replace(first=fixed(reference.first), last=last).text
    )


def wrong_column(ground: Ground, cell: Cell, rng: random.Random) -> Made:
    """A reference into a line along time, one to three periods off."""
    formula = cell.formula or ""
    found: list[tuple[int, Reference | None, bool]] = []
    for index, operand in operands(formula):
        reference, line = parse_reference(operand), ground.line_of(operand, cell.sheet)
        if line is None or line.area.size < 3:
            continue
        if reference is None:
            follow = _index_argument(formula, index)
            if follow is not None:
                found.append((follow, None, False))
        elif reference.last is None:
            found.append((index, reference, line.area.bottom > line.area.top))
    if not found:
        return None
    index, reference, down = rng.choice(found)
    step = rng.choice((-2, -1, 1, 2, 3))
    if reference is None:
        return rebuilt(tokens(formula), index, f"{tokens(formula)[index].value}{step:+d}")
    moved = reference.moved(step if down else 0, 0 if down else step)
    return None if moved is None else rebuilt(tokens(formula), index, moved.text)


def wrong_sheet(ground: Ground, cell: Cell, rng: random.Random) -> Made:
    """A reference to the same cells of another sheet."""
    formula, found = cell.formula or "", []
    for index, operand in operands(formula):
        reference = ground.reference(operand)
        if reference is not None:
            found.append((index, reference))
    if not found:
        return None
    index, reference = rng.choice(found)
    home = reference.sheet or cell.sheet
    others = [title for title in ground.workbook.grids if title != home]
    if not others:
        return None
    return rebuilt(tokens(formula), index, reference._replace(sheet=rng.choice(others)).text)


def unit_mixed(ground: Ground, cell: Cell, rng: random.Random) -> Made:
    """A number of another unit in the place of an operand, or added to the whole."""
    formula, found = cell.formula or "", []
    own = ground.lines.get((cell.sheet, cell.row, cell.column))
    for index, operand in operands(formula):
        line = ground.line_of(operand, cell.sheet)
        if line is not None and line.area.size == 1 and line.unit not in _WORDS:
            found.append((index, line.unit))
    if own is not None and own.unit not in _WORDS and isinstance(cell.value, float):
        found.append((-1, own.unit))
    if not found:
        return None
    index, unit = rng.choice(found)
    others = [
        line.name for line in ground.singles
        if line.unit not in (unit, *_WORDS) and _is_number(ground, line.cells()[0])
    ]  # fmt: skip
    if not others:
        return None
    name = rng.choice(others)
    return f"{formula}+{name}" if index < 0 else rebuilt(tokens(formula), index, name)


def hidden_plug(ground: Ground, cell: Cell, rng: random.Random) -> Made:
    """A number that makes the result come out: inside a function, out of sight, or in a range."""
    if not isinstance(cell.value, float):
        return None
    spot, amount = (cell.sheet, cell.row, cell.column), round(rng.uniform(1, 500), 2)
    way = rng.choice(("function", "sight", "range"))
    if way == "range":
        gap = _gap(ground, cell, rng)
        if gap is not None:
            return Fault("", spot, cell.formula, beside=(gap, amount))
    if way == "function":
        hiding = rng.choice(("N({})", "SUM({})", "ABS(-{})", "ROUND({},2)"))
        return f"{cell.formula}+{hiding.format(f'{amount:g}')}"
    away = ground.empty(cell.sheet, rng)
    corner = Corner(rng.random() < 0.5, away[2], rng.random() < 0.5, away[1])
    formula = f"{cell.formula}+{Reference(None, corner, None).text}"
    return Fault("", spot, formula, beside=(away, amount))


def check_neutralised(ground: Ground, cell: Cell, rng: random.Random) -> Made:
    """A check that can no longer fail, or that the master no longer counts."""
    formula = cell.formula or ""
    line = ground.lines.get((cell.sheet, cell.row, cell.column))
    references = [(k, text) for k, text in operands(formula)]
    ways = ["0", f"IFERROR(0*({formula}),0)", f"({formula})*0", f"MIN(0,{formula})"]
    if isinstance(cell.value, float):
        ways.append("number")
    if line is not None and line.kind == "chk":
        ways += [formula.replace(",1,0)", ",0,0)"), formula.replace(">", ">1E+99+")]
        ways.append(re.sub(r"ISERROR\(([^()]*)\),1", r"ISERROR(\1),0", formula))
        if "SUM(" in formula:
            short = range_short(ground, cell, rng)
            ways += [short] * 4 if isinstance(short, str) else []
    elif len(references) == 2 and re.fullmatch(r"[^()+*/]+-[^()+*/]+", formula):
        ways += [f"{references[0][1]}-{references[0][1]}"] * 3
    elif "in_tol" in formula:
        ways += [f"{formula}*1000000000", f"{formula}+1000000"]
    else:
        other = parse_reference(f"D{cell.row}" if cell.column == 3 else f"C{cell.row}")
        ways += [other.text] * 2 if other is not None else []
    way = rng.choice([way for way in ways if way != formula])
    if way == "number":
        assert isinstance(cell.value, float)
        return Fault("", (cell.sheet, cell.row, cell.column), None, cell.value)
    return way


KINDS: dict[str, Maker] = {
    "number-over-formula": number_over_formula,
    "reference-moved": reference_moved,
    "range-short": range_short,
    "constant-added": constant_added,
    "sign-flipped": sign_flipped,
    "absolute-for-relative": absolute_for_relative,
    "wrong-column": wrong_column,
    "wrong-sheet": wrong_sheet,
    "unit-mixed": unit_mixed,
    "hidden-plug": hidden_plug,
    "check-neutralised": check_neutralised,
}


def _pick(found: list[tuple[int, str]], rng: random.Random) -> tuple[int, str]:
    return rng.choice(found) if found else (-1, "")


def _other_name(
    ground: Ground, formula: str, index: int, operand: str, rng: random.Random
) -> str | None:
    """The formula with the name of a cell, or of a line, beside the named one."""
    line = ground.contract.lines.get(operand.lower())
    if line is None:
        return None
    others = [
        other for other in ground.contract.lines.values()
        if other.sheet == line.sheet and other.area.size == line.area.size and other != line
        and other.area != line.area
    ]  # fmt: skip
    near = sorted(
        others,
        key=lambda other: (
            abs(other.area.top - line.area.top) + abs(other.area.left - line.area.left)
        ),
    )[:2]
    return rebuilt(tokens(formula), index, rng.choice(near).name) if near else None


def _shortened(reference: Reference, rng: random.Random) -> Reference:
    """A range without its first or last row, or column where it lies along a row."""
    assert reference.last is not None
    first, last = reference.first, reference.last
    tall = last.row > first.row
    if rng.random() < 0.3:
        return reference._replace(first=first.moved(1, 0) if tall else first.moved(0, 1))
    return reference._replace(last=last.moved(-1, 0) if tall else last.moved(0, -1))


def _index_argument(formula: str, index: int) -> int | None:
    """The last piece of the position in `INDEX(name,position)`, which a step may follow."""
    pieces = tokens(formula)
    if index < 1 or pieces[index - 1].value.upper() != "INDEX(":
        return None
    depth = 0
    for k in range(index + 2, len(pieces)):
        item = pieces[k]
        if depth == 0 and (item.type == Token.SEP or item.subtype == Token.CLOSE):
            return k - 1 if k > index + 2 else None
        depth += {Token.OPEN: 1, Token.CLOSE: -1}.get(item.subtype, 0)
    return None


def _is_number(ground: Ground, spot: Spot) -> bool:
    cell = ground.cell(spot)
    return cell is not None and isinstance(cell.value, float)


def _gap(ground: Ground, cell: Cell, rng: random.Random) -> Spot | None:
    """An empty cell inside a range that the formula adds up, outside the inputs."""
    if not _AGGREGATES.search(cell.formula or ""):
        return None
    found = []
    for _, operand in operands(cell.formula or ""):
        reference = ground.reference(operand)
        if reference is None or not 1 < reference.area.size <= 2000:
            continue
        sheet = reference.sheet or cell.sheet
        found += [
            (sheet, row, column) for row, column in reference.area.cells()
            if ground.cell((sheet, row, column)) is None
            and (sheet, row, column) not in ground.contract.inputs
        ]  # fmt: skip
    return rng.choice(found) if found else None
