"""Right values in the file: recalculate a workbook and store the results in its formula cells.

The engine stands behind `recalculate`, so that another one can take its place. Storing is done
on the XML of the sheets: a part without a formula keeps its bytes.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from workbooks.address import quote_sheet
from workbooks.archive import refuse
from workbooks.calls import Call, find_calls, solve
from workbooks.captions import store_titles
from workbooks.cell import write_cached
from workbooks.fill import fill_template
from workbooks.modes import describe, freeze, set_properties, to_values
from workbooks.package import Element, tag
from workbooks.printing import fit_to_deal
from workbooks.sheet import Formula, Sheet
from workbooks.template import Template

if TYPE_CHECKING:
    from workbooks.engine import Book

__all__ = ["build_file", "cached", "inject", "recalculate", "set_properties", "to_values"]

#: (title of the sheet, address) -> value; an error is its Excel text.
Cells = dict[tuple[str, str], object]

_HAS_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")


def cached(data: bytes, extra: Mapping[tuple[str, str], object] | None = None) -> bytes:
    """Recalculate a workbook and store the value of every formula.

    Parameters
    ----------
    data : bytes
        The workbook.
    extra : mapping, optional
        Values to take for some formulas, by (sheet, address), in place of computing them; what
        depends on them is computed. Our own functions need none where `workbooks.calls` reads them.

    Raises
    ------
    TemplateError
        If a formula cannot be computed and `extra` has no value for it.
    """
    template = Template(data)
    cache_template(template, extra)
    return template.package.to_bytes()


def recalculate(data: bytes, extra: Mapping[tuple[str, str], object] | None = None) -> Cells:
    """Compute every formula of a workbook: (sheet, address) -> value."""
    template, extra = Template(data), extra or {}
    formulas = _formulas(template)
    book, known = _calculated(data, extra, find_calls(template, extra))
    try:
        return _read(book, formulas, known)
    finally:
        book.close()


def inject(data: bytes, values: Mapping[tuple[str, str], object]) -> bytes:
    """Store computed values in the formula cells of a workbook.

    Raises
    ------
    TemplateError
        If a formula cell has no value.
    """
    template = Template(data)
    _store(template, _formulas(template), values)
    return template.package.to_bytes()


def build_file(
    data: bytes,
    values: Mapping[str, object],
    notes: Mapping[str, object] | None = None,
    extra: Mapping[tuple[str, str], object] | None = None,
    *,
    title: str | None = None,
    description: str | None = None,
    values_only: bool = False,
) -> bytes:
    """Fill a template, recalculate it and store the values, parsing each part once.

    Parameters
    ----------
    data, values, notes
        As in `workbooks.fill.fill`.
    extra
        As in `cached`.
    title, description : str, optional
        What the properties of the file say.
    values_only : bool, default False
        Replace formulas by their values.

    Returns
    -------
    bytes
        The finished workbook.
    """
    template = Template(data)
    fill_template(template, values, notes or {})
    cache_template(template, extra)
    fit_to_deal(template)
    store_titles(template)
    if title is not None or description is not None:
        describe(template, title, description)
    if values_only:
        freeze(template)
    return template.package.to_bytes()


def cache_template(
    template: Template, extra: Mapping[tuple[str, str], object] | None = None
) -> None:
    """Recalculate an open template and store the values in it."""
    extra = extra or {}
    data, calls = template.package.to_bytes(level=0), find_calls(template, extra)
    with ThreadPoolExecutor(1) as aside, _no_collection():
        # The engine works while the cells are listed.
        job = aside.submit(_calculated, data, extra, calls)
        formulas = _formulas(template)
        book, known = job.result()
        values = _read(book, formulas, known)
        aside.submit(book.close)
        _store(template, formulas, values)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Hold the cycle collector, which would walk tens of thousands of live elements often."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _formulas(template: Template) -> dict[str, list[Formula]]:
    """The formula cells by sheet; a sheet without any is not parsed."""
    found = {}
    for title, part in template.parts.items():
        if _HAS_FORMULA.search(template.package.read(part)):
            formulas = template.sheet(title).formulas()
            if formulas:
                found[title] = formulas
    return found


def _calculated(
    data: bytes, extra: Mapping[tuple[str, str], object], calls: list[Call]
) -> tuple[Book, Cells]:
    """Let the engine compute a workbook, with given values in place of some formulas.

    Returns
    -------
    tuple
        The computed book, and the values that it did not compute: the given ones and those of
        our own functions.
    """
    from workbooks.engine import Book  # the engine is loaded only to compute

    book, known = Book(data), dict(extra)
    try:
        for (sheet, address), value in extra.items():
            book.put(sheet, address, value)
        book.calculate()
        known |= solve(book, calls)
    except BaseException:
        book.close()
        raise
    return book, known


def _read(
    book: Book,
    formulas: dict[str, list[Formula]],
    extra: Mapping[tuple[str, str], object],
) -> Cells:
    """Read what the engine computed for all formulas; what it could not is an error."""
    values: Cells = dict(extra)
    lost: list[tuple[str, str, str]] = []
    for sheet, cells in formulas.items():
        found, missing = book.read_areas(sheet, [formula.area for formula in cells])
        for address, value in found.items():
            values.setdefault((sheet, address), value)
        lost += [(sheet, *item) for item in missing if (sheet, item[0]) not in extra]
    if lost:
        raise refuse(_lost_sentence(lost))
    return values


def _lost_sentence(lost: list[tuple[str, str, str]]) -> str:
    """Say which formulas could not be computed, and why; causes before what hangs on them."""
    causes = [item for item in lost if item[2]] or lost
    shown = [
        f"{quote_sheet(sheet)}!{address} ({why or 'depends on another'})"
        for sheet, address, why in causes[:5]
    ]
    more = len(lost) - len(shown)
    rest = f" and {more} more" if more else ""
    return f"these formulas cannot be computed: {', '.join(shown)}{rest}"


def _store(
    template: Template,
    formulas: dict[str, list[Formula]],
    values: Mapping[tuple[str, str], object],
) -> None:
    """Write the values into the formula cells and ask for a recalculation on load."""
    for title, cells in formulas.items():
        sheet = template.sheet(title)
        for formula in cells:
            if formula.area.size == 1:
                _store_one(sheet, formula.cell, formula.f, values)
                continue
            for row, column in formula.area.cells():
                cell = sheet.make(row, column)
                _store_one(sheet, cell, cell.find(tag("f")), values)
        template.touch(title)
    if formulas:
        _recalculate_on_load(template)


def _store_one(
    sheet: Sheet, cell: Element, f: Element | None, values: Mapping[tuple[str, str], object]
) -> None:
    """Write one value into its cell."""
    address = cell.get("r")
    try:
        write_cached(cell, f, values[sheet.name, address])
    except KeyError as error:
        raise refuse(f"there is no value for the formula in {sheet.name}!{address}") from error


def _recalculate_on_load(template: Template) -> None:
    """Keep or set `fullCalcOnLoad`, so that Excel computes afresh what it opens."""
    root = template.root
    calc = root.find(tag("calcPr"))
    if calc is not None and calc.get("fullCalcOnLoad") in ("1", "true"):
        return
    if calc is None:
        calc = root.makeelement(tag("calcPr"), nsmap=root.nsmap)
        before = ("definedNames", "externalReferences", "functionGroups", "sheets")
        anchor = next(found for found in (root.find(tag(name)) for name in before)
                      if found is not None)  # fmt: skip
        anchor.addnext(calc)
    calc.set("fullCalcOnLoad", "1")
    template.package.touch(template.part)
