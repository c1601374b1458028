"""Rules of the contract about stored values: signs, checks that fail, recalculation, functions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from udfs.errors import TemplateError
from workbooks.address import Area, parse_cell
from workbooks.audit.context import Context
from workbooks.audit.declared import Spot, cell_at
from workbooks.audit.functions import LATER_IN_LIBREOFFICE, lacks_prefix, plain
from workbooks.audit.model import Cell, ErrorCode
from workbooks.audit.nodes import Call, walk
from workbooks.audit.rules import Hit, hit, rule
from workbooks.cache import recalculate

#: How far a stored value may lie from the recalculated one, as a share of the larger.
_CLOSE = 1e-9
#: What counts as zero beside the largest number of a line, where a sign is judged.
_NOTHING = 1e-9
#: Different cells told one by one.
_MANY = 20


@rule(
    "k5-wrong-sign",
    "A line holds a number of the sign that it rules out",
    means="The Notes sheet says + for lines that are never negative and - for the reverse.",
    cure="Find the sign that was turned, or declare the line as both.",
    survey=None, fast=None,
)  # fmt: skip
def wrong_sign(context: Context) -> Iterator[Hit]:
    """Compare the stored values of each line with its declared sign."""
    contract = context.workbook.contract
    for line in contract.of("out", "row", "ax", "chk") if contract is not None else ():
        if line.sign not in ("+", "-"):
            continue
        numbers = {spot: value for spot in line.cells()
                   if (value := _number(context, spot)) is not None}  # fmt: skip
        floor = _NOTHING * max((abs(value) for value in numbers.values()), default=0) + 1e-9
        turn = 1 if line.sign == "+" else -1
        wrong = [spot for spot, value in numbers.items() if value * turn < -floor]
        if wrong:
            areas = tuple(Area(row, column, row, column) for _, row, column in wrong[:_MANY])
            shown = numbers[wrong[0]]
            yield Hit(line.sheet, areas, f"{line.name} is declared {line.sign} but holds {shown:g}",
                      group=line.name)  # fmt: skip


@rule(
    "k6-check-fails",
    "A check of the workbook fails",
    means="The model says of itself that two routes to one number disagree.",
    cure="Find which of the two routes is wrong.",
    survey=None, fast=None,
)  # fmt: skip
def check_fails(context: Context) -> Iterator[Hit]:
    """Read the stored values of the checks."""
    contract = context.workbook.contract
    for line in contract.of("chk") if contract is not None else ():
        for spot in line.cells():
            cell = cell_at(context, spot)
            if cell is not None and cell.value not in (None, 0, False, ""):
                yield hit(cell, f"{line.name} fails: {line.meaning or 'it is not 0'}")


@rule(
    "k7-error-shown",
    "A line holds an error",
    means="A declared line holds an error value such as #REF! or #DIV/0!.",
    cure="Mend the cell where the error begins; the others follow.",
    survey=None, fast=None,
)  # fmt: skip
def error_shown(context: Context) -> Iterator[Hit]:
    """Find error values in declared lines."""
    contract = context.workbook.contract
    for line in contract.of("out", "row", "ax", "chk") if contract is not None else ():
        for spot in line.cells():
            cell = cell_at(context, spot)
            if cell is not None and isinstance(cell.value, ErrorCode):
                yield hit(cell, f"{line.name} holds {cell.value}")
                break


def _number(context: Context, spot: Spot) -> float | None:
    cell = cell_at(context, spot)
    return cell.value if cell is not None and isinstance(cell.value, float) else None


@rule(
    "k8-stale-value",
    "A stored value is not what the formula gives",
    means="Previewers and programs that do not calculate show the stored value.",
    cure="Recalculate the workbook and save it.",
    survey=None, fast=None,
)  # fmt: skip
def stale_value(context: Context) -> Iterator[Hit]:
    """Recalculate the workbook and compare every value."""
    workbook = context.workbook
    if workbook.contract is None or not workbook.data or not context.has_formulas:
        return
    try:
        computed = recalculate(workbook.data)
    except TemplateError as error:
        yield Hit("", (), f"the workbook cannot be recalculated: {error}")
        return
    found: dict[str, list[tuple[Cell, object]]] = defaultdict(list)
    for (sheet, address), value in computed.items():
        cell = cell_at(context, (sheet, *parse_cell(address)))
        if cell is None or cell.formula is None or cell.value is None:
            continue  # nothing is stored: another rule says so
        if not same(cell.value, value):
            found[sheet].append((cell, value))
    yield from differences(found, "recalculated it is")


def differences(found: Mapping[str, Sequence[tuple[Cell, object]]], what: str) -> Iterator[Hit]:
    """One hit for the cells of each sheet whose stored value differs from a computed one."""
    for sheet, cells in found.items():
        cell, value = cells[0]
        more = f", and {len(cells) - 1:,} more cells" if len(cells) > 1 else ""
        yield Hit(sheet, tuple(one.area for one, _ in cells[:_MANY]),
                  f"{cell.address} stores {cell.value!r}, {what} {value!r}{more}",
                  formula=cell.formula or "")  # fmt: skip


def same(stored: object, computed: object, scale: float = 1e-6) -> bool:
    """Whether a stored value is the computed one, but for the last digits.

    >>> same(0.1 + 0.2, 0.3), same(1.0, 1.001), same(None, ""), same("a", 1.0)
    (True, False, True, False)
    """
    if isinstance(stored, int | float) and isinstance(computed, int | float):
        return abs(stored - computed) <= _CLOSE * max(abs(stored), abs(computed), scale)
    empty = (None, "", 0, 0.0)
    if any(value is None or value == "" for value in (stored, computed)):
        return stored in empty and computed in empty
    return str(stored) == str(computed)


@rule(
    "k9-function-missing",
    "A function that some program does not know, or not under that name",
    means="Excel writes newer functions with a prefix in the file and shows #NAME? without it; "
    "LibreOffice lacks others, or knows them only in late versions.",
    cure="Write the function with its prefix, or use one that every program has.",
    survey=None, fast=None,
)  # fmt: skip
def function_missing(context: Context) -> Iterator[Hit]:
    """Look at the name of every function."""
    if context.workbook.contract is None:
        return
    told: set[tuple[str, str]] = set()
    for family in context.parsed:
        for node in walk(family.tree):
            if not isinstance(node, Call) or (family.sheet, node.name) in told:
                continue
            name = plain(node.name)
            if lacks_prefix(node.text):
                sentence = f"{name} has no prefix in the file: Excel shows #NAME?"
            elif name in LATER_IN_LIBREOFFICE:
                since = LATER_IN_LIBREOFFICE[name]
                late = f"knows {name} from {since} on only" if since else f"has no {name}"
                sentence = f"LibreOffice {late}"
            else:
                continue
            told.add((family.sheet, node.name))
            yield hit(family.first, sentence, group=name)
