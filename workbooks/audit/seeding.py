"""How much the audit catches: faults planted in a clean workbook, one at a time.

    python -m workbooks.audit.seeding FILE.xlsx --count 200

Every kind of fault is planted inside a stretch of equal formulas, at its edge, and in cells that
have no like. The stored values follow the fault, as they do when a program saves the file, so
that a stale value gives nothing away.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from lxml import etree

from udfs.errors import OnBalanceError
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
    assert cell is not None
    assert cell.formula is not None
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


def main(arguments: Sequence[str] | None = None) -> int:
    """Plant faults in workbooks, print a table of what was found; 1 if less than 99% was."""
    import argparse

    from workbooks.audit.trial import score

    parser = argparse.ArgumentParser(
        prog="python -m workbooks.audit.seeding", description=main.__doc__
    )
    parser.add_argument("files", nargs="+", help="workbooks with a contract")
    parser.add_argument("--class", dest="kinds", action="append", choices=sorted(KINDS))
    parser.add_argument("--count", type=int, default=200, help="faults of each class")
    parser.add_argument("--no-seal", action="store_true", help="as if the workbook had no seal")
    parser.add_argument("--start", type=int, default=1, help="where chance begins")
    parser.add_argument("--missed", action="store_true", help="list the faults that were not found")
    given = parser.parse_args(arguments)
    scores, missed = score(
        given.files, given.kinds or list(KINDS), given.count,
        seal=not given.no_seal, start=given.start,
    )  # fmt: skip
    print(f"{'class':24}" + "".join(f"{place:>18}" for place in PLACES) + f"{'all':>18}")
    for kind in dict.fromkeys(one.kind for one in scores):
        row = [one for one in scores if one.kind == kind]
        print(f"{kind:24}" + "".join(
            _share(one.caught, one.planted) for one in row
        ) + _share(sum(one.caught for one in row), sum(one.planted for one in row)))  # fmt: skip
    caught, planted_ = sum(one.caught for one in scores), sum(one.planted for one in scores)
    print(f"{'all':78}{_share(caught, planted_)}")
    for file, outcome in missed if given.missed else ():
        fault = outcome.seed.fault
        place = f"{fault.spot[0]}!{column_letters(fault.spot[2])}{fault.spot[1]}"
        print(f"{file}: {fault.kind} {outcome.seed.place} {place}: {fault.formula or fault.number}")
    return int(caught < 0.99 * planted_)


def _share(caught: int, planted: int) -> str:
    """As in ` 66/67  98.5%`."""
    return f"{caught:>8}/{planted:<4}{caught / planted:>5.0%}" if planted else f"{'-':>18}"


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except OnBalanceError as error:
        raise SystemExit(str(error)) from None
