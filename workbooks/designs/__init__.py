"""The kinds of deal and workbook: each brings its fields, its rules and its headline.

A design has the name of its template. Everything else (reading a deal file, filling a template,
the command) takes a design and asks nothing about which one it is.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from udfs.errors import TemplateError

if TYPE_CHECKING:
    from workbooks.deal import Deal, Section

#: In the order in which they are tried; the presets of the first need no folder in their names.
NAMES = ("lease", "developer", "fleet", "question")

Pair = tuple[str, str]


class Figure(NamedTuple):
    """A number of the headline: its key in JSON, its label, its output and how it is shown.

    The label may hold inputs of the deal, such as ``{asof:%d-%b-%Y}``. A number that a deal may
    not have (a return on equity where there is none) may be a text instead.
    """

    key: str
    label: str
    output: str
    unit: str = "money"
    may_miss: bool = False


class Summary(NamedTuple):
    """One line on a deal for a list of deals; the cost is in the deal's unit."""

    tenant: str
    cost: float
    term: str
    asset: str


class Design(NamedTuple):
    """A kind of deal: its model, its rules, and what is told of a finished workbook."""

    name: str
    title: str
    deal: type[Deal]
    same_as: dict[Pair, Pair]
    check: Callable[[Any], None]
    headline: tuple[Figure, ...]
    summary: Callable[[Any], Summary]

    def sections(self) -> dict[str, type[Section]]:
        """The sections of a deal file and their models."""
        models = {name: info.annotation for name, info in self.deal.model_fields.items()}
        return cast("dict[str, type[Section]]", models)

    def cells(self) -> set[str]:
        """The names of all input cells, without `in_`."""
        from workbooks.deal import cell_of, cells_of, row_model
        from workbooks.deal_fields import extra

        found: set[str] = set()
        for model in self.sections().values():
            for key, info in model.model_fields.items():
                is_table = extra(info)["kind"] == "table"
                found |= (
                    set(cells_of(row_model(info)).values()) if is_table else {cell_of(key, info)}
                )
        return found


def find(name: str) -> Design:
    """The design of a name.

    Raises
    ------
    TemplateError
        If there is none.
    """
    if name not in NAMES:
        known = " or ".join(NAMES)
        sentence = f"there is no template {name}; it is {known}"
        raise TemplateError("template", name, known, message=sentence)
    return cast("Design", importlib.import_module(f"workbooks.designs.{name}").DESIGN)


def of_sections(sections: Collection[object]) -> Design:
    """The design that a deal file is written for: the one that knows most of its sections."""
    return _best(lambda design: len(set(sections) & set(design.sections())), len(set(sections)))


def of_cells(cells: Collection[str]) -> Design:
    """The design of a workbook, by the names of its inputs without `in_`."""
    return _best(lambda design: len(set(cells) & design.cells()), len(set(cells)))


def _best(score: Callable[[Design], int], most: int) -> Design:
    best, found = -1, None
    for name in NAMES:
        design = find(name)
        if (points := score(design)) > best:
            best, found = points, design
        if points == most:  # knows them all: the others need not be read
            break
    assert found is not None
    return found
