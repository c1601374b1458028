"""Titles of charts: a program that does not follow their links shows the text stored with them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbooks.address import parse_cell
from workbooks.package import Element
from workbooks.template import Template

_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_PART = re.compile(r"xl/charts/chart\d+\.xml", re.IGNORECASE)
_ONE_CELL = re.compile(
    r"(?:'(?P<quoted>[^']+)'|(?P<plain>\w+))!\$?(?P<column>[A-Z]+)\$?(?P<row>\d+)"
)


def store_titles(template: Template) -> None:
    """Store with each title of a chart or an axis what its cell says now."""
    package = template.package
    for part in filter(_PART.fullmatch, package.names()):
        changed = False
        for address, stored in _links(package.tree(part)):
            text = _text(template, address)
            if text and stored.text != text:
                stored.text, changed = text, True
        if changed:
            package.touch(part)


def _links(chart: Element) -> Iterator[tuple[str, Element]]:
    """The cell of each linked title, and the element that stores its text."""
    for title in chart.iter(f"{_CHART}title"):
        link = title.find(f"{_CHART}tx/{_CHART}strRef")
        if link is not None:
            address = link.findtext(f"{_CHART}f", "")
            stored = link.find(f"{_CHART}strCache/{_CHART}pt/{_CHART}v")
            if stored is not None:
                yield address, stored


def _text(template: Template, address: str) -> str | None:
    """What a cell of the workbook says, or None where the address is not one cell with text."""
    match = _ONE_CELL.fullmatch(address)
    title = match and (match["quoted"] or match["plain"])
    if match is None or title not in template.parts:
        return None
    row, column = parse_cell(f"{match['column']}{match['row']}")
    value = template.values.read(template.sheet(title).cell(row, column))
    return value if isinstance(value, str) else None
