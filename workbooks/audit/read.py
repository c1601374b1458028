"""Reading a workbook for the auditor: one pass over a bounded, entity-free package."""

from __future__ import annotations

import os
import posixpath
from pathlib import Path
from typing import Literal

from udfs.errors import TemplateError
from workbooks.address import Area, parse_area
from workbooks.archive import refuse
from workbooks.audit.model import Calculation, DefinedName, Grid, Table, Workbook
from workbooks.audit.read_sheet import Reader
from workbooks.audit.styles import Styles, read_strings
from workbooks.package import RELATIONS, Element, Package, read_file, tag
from workbooks.template import check_root, sheet_parts, workbook_part

_TRUE = ("1", "true")
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}f"


def read(source: str | os.PathLike[str] | bytes, name: str = "") -> Workbook:
    """Read a workbook, a path or the bytes of the file.

    Raises
    ------
    TemplateError
        If the file is no usable workbook, or larger than the bounds; says why in one sentence.
    """
    if isinstance(source, bytes):
        return _read(source, name)
    data, name = read_file(source), name or Path(source).name
    try:
        return _read(data, name)
    except TemplateError as error:
        raise refuse(f"{name}: {error}") from error


def _read(data: bytes, name: str) -> Workbook:
    """Read the bytes of a file."""
    package = Package(data)
    part = workbook_part(package)
    root = package.tree(part)
    check_root(root)
    parts = sheet_parts(package, part, root)
    related = _related(package, part)
    date1904 = _date1904(root)
    strings = read_strings(package, package.find(related.get("sharedStrings", "")))
    reader = Reader(package, strings, Styles(package, package.find(related.get("styles", ""))))
    order = [sheet.get("name", "") for sheet in root.iterfind(f"{tag('sheets')}/{tag('sheet')}")]
    names = tuple(_names(root, order))
    states = _states(root)
    grids: dict[str, Grid] = {}
    tables: list[Table] = []
    charts: list[tuple[str, str]] = []
    for title, sheet in parts.items():
        grids[title] = reader.read(sheet, title, states[title], _print_area(names, title))
        tables += _tables(package, sheet, title)
        charts += _charts(package, sheet, title)
    return Workbook(
        name, grids, names, tuple(tables), _links(package, part, root), tuple(charts),
        _calculation(root), date1904, data,
    )  # fmt: skip


def _related(package: Package, part: str) -> dict[str, str]:
    """The parts of the workbook by kind."""
    return dict(package.relations(part).values())


def _date1904(root: Element) -> bool:
    properties = root.find(tag("workbookPr"))
    return properties is not None and properties.get("date1904") in _TRUE


def _states(root: Element) -> dict[str, Literal["visible", "hidden", "veryHidden"]]:
    """Whether each sheet is shown."""
    found: dict[str, Literal["visible", "hidden", "veryHidden"]] = {}
    for sheet in root.iterfind(f"{tag('sheets')}/{tag('sheet')}"):
        state = sheet.get("state", "visible")
        found[sheet.get("name", "")] = state if state in ("hidden", "veryHidden") else "visible"
    return found


def _names(root: Element, order: list[str]) -> list[DefinedName]:
    """The defined names, those of single sheets too."""
    found = []
    for item in root.iterfind(f"{tag('definedNames')}/{tag('definedName')}"):
        local = item.get("localSheetId", "")
        scope = None
        if local.isdecimal():
            scope = order[int(local)] if int(local) < len(order) else ""
        hidden = item.get("hidden") in _TRUE
        found.append(DefinedName(item.get("name", ""), scope, (item.text or "").strip(), hidden))
    return found


def _print_area(names: tuple[DefinedName, ...], title: str) -> tuple[Area, ...]:
    """The print area of a sheet, as far as it is plain ranges."""
    for name in names:
        if name.name == "_xlnm.Print_Area" and name.scope == title:
            pieces = [piece.rpartition("!")[2].replace("$", "") for piece in name.text.split(",")]
            return areas(" ".join(pieces))
    return ()


def areas(text: str) -> tuple[Area, ...]:
    """The rectangles of a list such as `A1:B2 D4`; whatever is no rectangle is left out."""
    found = []
    for piece in text.split():
        try:
            found.append(parse_area(piece))
        except ValueError:
            continue
    return tuple(found)


def _calculation(root: Element) -> Calculation:
    item = root.find(tag("calcPr"))
    if item is None:
        return Calculation()
    return Calculation(
        item.get("calcMode", "auto"), item.get("iterate") in _TRUE,
        item.get("fullPrecision", "1") in _TRUE,
    )  # fmt: skip


def _tables(package: Package, part: str, title: str) -> list[Table]:
    """The tables of a sheet."""
    found = []
    for kind, target in package.relations(part).values():
        name = package.find(target)
        if kind != "table" or name is None:
            continue
        root = package.tree(name)
        place = areas(root.get("ref", ""))
        if place:
            columns = tuple(
                item.get("name", "")
                for item in root.iterfind(f"{tag('tableColumns')}/{tag('tableColumn')}")
            )
            head, totals = root.get("headerRowCount", "1"), root.get("totalsRowCount", "0")
            found.append(
                Table(
                    root.get("displayName") or root.get("name", ""),
                    title,
                    place[0],
                    columns,
                    int(head == "1"),
                    int(totals == "1"),
                )  # fmt: skip
            )
    return found


def _charts(package: Package, part: str, title: str) -> list[tuple[str, str]]:
    """The formulas of the charts that a sheet shows."""
    found = []
    for kind, target in package.relations(part).values():
        drawing = package.find(target)
        if kind != "drawing" or drawing is None:
            continue
        for what, place in package.relations(drawing).values():
            chart = package.find(place)
            if what == "chart" and chart is not None:
                found += [(title, f.text) for f in package.tree(chart).iter(_CHART) if f.text]
    return found


def _links(package: Package, part: str, root: Element) -> dict[int, str]:
    """The other files that formulas can name, by number."""
    relations = package.relations(part)
    found = {}
    listed = root.iterfind(f"{tag('externalReferences')}/{tag('externalReference')}")
    for number, item in enumerate(listed, 1):
        identity = next((value for key, value in item.items() if key.endswith("}id")), "")
        _, target = relations.get(identity, ("", ""))
        found[number] = _outside(package, target)
    return found


def _outside(package: Package, target: str) -> str:
    """The file that an external link names."""
    folder, leaf = posixpath.split(target)
    name = package.find(posixpath.join(folder, "_rels", f"{leaf}.rels"))
    if name is None:
        return ""
    items = package.tree(name).iter(f"{{{RELATIONS}}}Relationship")
    return next((item.get("Target", "") for item in items), "")
