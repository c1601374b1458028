"""How much the audit catches: faults planted in a clean workbook, one at a time.

    python -m workbooks.audit.seeding FILE.xlsx --count 200

Every kind of fault is planted inside a stretch of equal formulas, at its edge, and in cells that
have no like. The stored values follow the fault, as they do when a program saves the file, so
that a stale value gives nothing away.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from lxml import etree

from workbooks.address import column_letters
from workbooks.audit.faults import KINDS, Fault
from workbooks.audit.ground import PLACES, Ground, Place, Spot
from workbooks.audit.model import Cell, Workbook
from workbooks.audit.r1c1 import normal
from workbooks.cell import escaped, write_input
from workbooks.package import tag
from workbooks.template import Template

#: How often a cell is drawn for one fault before the kind counts as exhausted at this place.
_PATIENCE = 60


class Seed(NamedTuple):
    """A fault and where its cell stands among its neighbours."""

    fault: Fault
    place: Place


def draw(ground: Ground, kind: str, place: Place, count: int, rng: random.Random) -> list[Seed]:
    """Draw different faults of one kind; fewer where the workbook has no room for more.

    The family of a formula is drawn first, then the cell: a line of 500 periods has the weight of
    a single total.
    """
    found: dict[tuple[object, ...], Seed] = {}
    families = {
        name: [spot for spot in spots if kind != "check-neutralised" or spot in ground.checks]
        for name, spots in ground.places[place].items()
    }
    names = [name for name, spots in families.items() if spots]
    for _ in range(count * _PATIENCE if names else 0):
        if len(found) == count:
            break
        spot = rng.choice(families[rng.choice(names)])
        fault = make(ground, kind, spot, rng)
        if fault is not None:
            found.setdefault((fault.spot, fault.formula, fault.beside), Seed(fault, place))
    return list(found.values())


def make(ground: Ground, kind: str, spot: Spot, rng: random.Random) -> Fault | None:
    """Make one fault in a cell; None if this cell cannot have it, or nothing would change."""
    cell = ground.cell(spot)
    assert cell is not None and cell.formula is not None
    made = KINDS[kind](ground, cell, rng)
    if made is None:
        return None
    fault = Fault(kind, spot, made) if isinstance(made, str) else made._replace(kind=kind)
    changed = fault.formula is None or (
        normal(fault.formula, cell.row, cell.column) != ground.normals[spot]
    )
    return fault if changed or fault.beside is not None else None


def planted(workbook: Workbook, fault: Fault) -> Workbook:
    """The workbook with a fault, its stored values as they were."""
    sheet, row, column = fault.spot
    changes: list[tuple[Spot, Cell]] = []
    old = workbook.grids[sheet].cells[row, column]
    if fault.formula is None:
        changes.append((fault.spot, replace(old, kind="number", formula=None, value=fault.number)))
    else:
        changes.append((fault.spot, replace(old, formula=fault.formula, shared=None)))
    if fault.beside is not None:
        spot, number = fault.beside
        changes.append((spot, Cell(*spot, kind="number", value=number)))
    return changed(workbook, changes)


def changed(workbook: Workbook, changes: Iterable[tuple[Spot, Cell]]) -> Workbook:
    """The workbook with other cells in some places."""
    sheets: dict[str, dict[tuple[int, int], Cell]] = {}
    for (sheet, row, column), cell in changes:
        cells = sheets.setdefault(sheet, dict(workbook.grids[sheet].cells))
        cells[row, column] = cell
    grids = {
        title: replace(grid, cells=sheets[title]) if title in sheets else grid
        for title, grid in workbook.grids.items()
    }
    return replace(workbook, grids=grids)


def written(data: bytes, fault: Fault) -> bytes:
    """The file with a fault; every other part, and every other cell, keeps its bytes."""
    template = Template(data)
    sheet, row, column = fault.spot
    cell = template.sheet(sheet).make(row, column)
    _unshare(template, fault.spot)
    f = cell.find(tag("f"))
    if fault.formula is None:
        if f is not None:
            cell.remove(f)
        write_input(cell, fault.number)
    else:
        if f is None:
            f = etree.SubElement(cell, tag("f"))
            cell.insert(0, f)
        f.attrib.clear()
        f.text = escaped(fault.formula)
    template.touch(sheet)
    if fault.beside is not None:
        (sheet, row, column), number = fault.beside
        write_input(template.sheet(sheet).make(row, column), number)
        template.touch(sheet)
    return template.package.to_bytes()


def _unshare(template: Template, spot: Spot) -> None:
    """Refuse to change the cell that others take their formula from."""
    cell = template.sheet(spot[0]).cell(spot[1], spot[2])
    f = None if cell is None else cell.find(tag("f"))
    if f is not None and f.get("t") == "shared" and f.get("ref"):
        from workbooks.archive import refuse

        raise refuse(
            f"{spot[0]}!{column_letters(spot[2])}{spot[1]} gives its formula to other cells: "
            "save the file without shared formulas first"
        )


def every(
    ground: Ground, kinds: Iterable[str], count: int, rng: random.Random
) -> Iterator[Seed]:
    """Draw faults of each kind, as many at each place; what one place lacks, others give."""
    for kind in kinds:
        share = -(-count // len(PLACES))
        for place in PLACES:
            yield from draw(ground, kind, place, share, rng)
