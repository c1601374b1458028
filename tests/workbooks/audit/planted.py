"""Templates with cells changed in memory, and what the rules of the contract find in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache

import pytest

from workbooks.address import parse_cell
from workbooks.audit.context import Context
from workbooks.audit.model import Cell, Finding, Workbook
from workbooks.audit.read import read
from workbooks.audit.rules import load
from workbooks.audit.seeding import changed
from workbooks.build import path_of

#: sheet, address, formula, value
Change = tuple[str, str, str | None, object]


#: Templates that the default run looks at.
SAMPLE = ("fleet", "question", "tour")


def some(names: Iterable[str], sample: Collection[str] = SAMPLE) -> list[object]:
    """Names as parameters of a test: those outside the sample are marked slow."""
    return [
        name if name in sample else pytest.param(name, marks=pytest.mark.slow) for name in names
    ]


@cache
def template(name: str) -> Workbook:
    """A template, read once."""
    return read(path_of(name))


def opened(name: str, *changes: Change) -> Workbook:
    """A template with some cells changed."""
    cells = []
    for sheet, address, formula, value in changes:
        row, column = parse_cell(address)
        kind = "number" if formula is None else "formula"
        assert value is None or isinstance(value, float | str)
        cell = Cell(sheet, row, column, kind, formula, value)  # type: ignore[arg-type]
        cells.append(((sheet, row, column), cell))
    return changed(template(name), cells) if cells else template(name)


def findings(workbook: Workbook, *rules: str) -> list[Finding]:
    """What some rules of the contract find, notes left out."""
    context = Context(workbook, "contract")
    found = [one for rule in rules for one in load()[rule].run(context)]
    return [one for one in found if one.severity != "info"]
