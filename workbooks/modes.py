"""The mode `values`, and the properties that the file shows in its folder."""

from __future__ import annotations

from lxml import etree

from udfs.errors import EXCEL_CODES
from workbooks.archive import refuse
from workbooks.cell import unescaped, write_input
from workbooks.package import CONTENT_TYPES, RELATIONS, Package, tag
from workbooks.sheet import Sheet
from workbooks.template import Template

_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DUBLIN = "http://purl.org/dc/elements/1.1/"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_CORE_RELATION = (
    "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
)


def to_values(data: bytes) -> bytes:
    """Replace every formula of a workbook by its stored value; formats, charts, names stay.

    Raises
    ------
    TemplateError
        If a formula has no stored value; `workbooks.cache.cached` makes them.
    """
    template = Template(data)
    freeze(template)
    return template.package.to_bytes()


def freeze(template: Template) -> None:
    """Replace the formulas of an open template by their stored values."""
    for title, part in template.parts.items():
        if b"f" not in template.package.read(part):
            continue
        if _freeze_sheet(template.sheet(title)):
            template.touch(title)
    for kind, part in list(template.package.relations(template.part).values()):
        if kind == "calcChain":
            _drop_part(template.package, template.part, part)


def _freeze_sheet(sheet: Sheet) -> bool:
    """Take the formulas out of a sheet; return whether there were any."""
    formulas = sheet.formulas()
    for formula in formulas:
        cell, kind = formula.cell, formula.cell.get("t", "n")
        text = cell.findtext(tag("v"))
        if text is None or (text == "" and kind != "str"):
            raise refuse(f"the formula in {sheet.name}!{cell.get('r')} has no stored value")
        cell.remove(formula.f)
        cell.attrib.pop("cm", None)
        if kind == "str":
            write_input(cell, unescaped(text) or None)
        elif kind == "e" and text not in EXCEL_CODES:
            raise refuse(f"the formula in {sheet.name}!{cell.get('r')} stores {text!r}")
    return bool(formulas)


def _drop_part(package: Package, owner: str, part: str) -> None:
    """Leave out a part, with its relation and its content type."""
    folder, _, leaf = owner.rpartition("/")
    relations = package.find(f"{folder}/_rels/{leaf}.rels")
    if relations is not None:
        for item in list(package.tree(relations)):
            if item.get("Target", "").rsplit("/", 1)[-1] == part.rsplit("/", 1)[-1]:
                package.tree(relations).remove(item)
                package.touch(relations)
    types = package.tree(CONTENT_TYPES)
    for item in list(types):
        if isinstance(item.tag, str) and item.get("PartName", "").lstrip("/") == part:
            types.remove(item)
            package.touch(CONTENT_TYPES)
    actual = package.find(part)
    if actual is not None:
        package.drop(actual)


def set_properties(
    data: bytes, *, title: str | None = None, description: str | None = None
) -> bytes:
    """Set the title and the description of a file; its other properties stay."""
    template = Template(data)
    describe(template, title, description)
    return template.package.to_bytes()


def describe(template: Template, title: str | None, description: str | None) -> None:
    """Set the properties of an open template."""
    package = template.package
    parts = [part for kind, part in package.relations("").values() if kind == "core-properties"]
    name = package.find(parts[0]) if parts else None
    if name is None:
        name = _add_core(package)
    root = package.tree(name)
    for local, text in (("title", title), ("description", description)):
        if text is None:
            continue
        element = root.find(f"{{{_DUBLIN}}}{local}")
        if element is None:
            element = etree.SubElement(root, f"{{{_DUBLIN}}}{local}", nsmap={"dc": _DUBLIN})
        element.text = text
    package.touch(name)


def _add_core(package: Package) -> str:
    """Add an empty properties part, its relation and its content type."""
    name = "docProps/core.xml"
    package.put(name, f'<cp:coreProperties xmlns:cp="{_CORE}" xmlns:dc="{_DUBLIN}"/>'.encode())
    types = package.tree(CONTENT_TYPES)
    etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=f"/{name}", ContentType=_CORE_TYPE)
    package.touch(CONTENT_TYPES)
    relations = package.find("_rels/.rels")
    if relations is None:
        raise refuse("the file is not a workbook: it holds no _rels/.rels")
    root = package.tree(relations)
    taken = {item.get("Id") for item in root}
    fresh = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
    etree.SubElement(
        root, f"{{{RELATIONS}}}Relationship", Id=fresh, Type=_CORE_RELATION, Target=name
    )
    package.touch(relations)
    return name
