"""The parts of a workbook file around its sheets: relations, content types, shapes of comments."""

from __future__ import annotations

import posixpath
import re

from lxml import etree

from workbooks.package import CONTENT_TYPES, RELATIONS, TRANSITIONAL, Element, Package

MAIN = TRANSITIONAL
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_TYPE = "application/vnd.openxmlformats-officedocument."
_V = "urn:schemas-microsoft-com:vml"
_O = "urn:schemas-microsoft-com:office:office"
_X = "urn:schemas-microsoft-com:office:excel"
_EXCEL_ROWS, _EXCEL_COLUMNS = 1_048_576, 16_384


def free_part(package: Package, pattern: str) -> str:
    """A name of a part that is not taken."""
    number = 1
    while package.find(pattern.format(number)) is not None:
        number += 1
    return pattern.format(number)


def add_relation(package: Package, part: str, kind: str, target: str) -> str:
    """Relate a part to another one; return the id of the relation."""
    folder, leaf = posixpath.split(part)
    name = posixpath.join(folder, "_rels", f"{leaf}.rels")
    found = package.find(name)
    if found is None:
        package.put(name, f'<Relationships xmlns="{RELATIONS}"/>'.encode())
        found = name
    root = package.tree(found)
    taken = {item.get("Id") for item in root}
    identity = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
    facts = {"Id": identity, "Type": f"{OFFICE}/{kind}", "Target": f"/{target}"}
    etree.SubElement(root, f"{{{RELATIONS}}}Relationship", facts)
    package.touch(found)
    return identity


def add_content_type(package: Package, part: str, kind: str) -> None:
    """Say what a new part is."""
    name = package.find(CONTENT_TYPES) or CONTENT_TYPES
    facts = {"PartName": f"/{part}", "ContentType": _TYPE + kind}
    etree.SubElement(package.tree(name), f"{{{_TYPES}}}Override", facts)
    package.touch(name)


def add_default_type(package: Package, ending: str, kind: str) -> None:
    """Say what parts with an ending are, unless it is said."""
    name = package.find(CONTENT_TYPES) or CONTENT_TYPES
    root = package.tree(name)
    if any(item.get("Extension", "").lower() == ending for item in root):
        return
    item = etree.Element(f"{{{_TYPES}}}Default", {"Extension": ending, "ContentType": kind})
    root.insert(0, item)
    package.touch(name)


def shapes(part: str) -> bytes:
    """An empty drawing for comments; the number in its name makes its shapes' ids its own."""
    number = re.findall(r"[0-9]+", posixpath.basename(part))[-1]
    return (
        f'<xml xmlns:v="{_V}" xmlns:o="{_O}" xmlns:x="{_X}"><o:shapelayout v:ext="edit">'
        f'<o:idmap v:ext="edit" data="{number}"/></o:shapelayout></xml>'
    ).encode()


def note_shape(root: Element, row: int, column: int, said: str) -> None:
    """Draw the hidden box of a comment."""
    kind = f"{{{_V}}}shapetype"
    if not any(item.get("id") == "_x0000_t202" for item in root.iter(kind)):
        box = {"id": "_x0000_t202", "coordsize": "21600,21600", f"{{{_O}}}spt": "202",
               "path": "m,l,21600r21600,l21600,xe"}  # fmt: skip
        item = etree.SubElement(root, kind, box)
        etree.SubElement(item, f"{{{_V}}}stroke", {"joinstyle": "miter"})
        etree.SubElement(
            item, f"{{{_V}}}path", {"gradientshapeok": "t", f"{{{_O}}}connecttype": "rect"}
        )
    facts = {
        "id": f"_x0000_s{_next_id(root)}", "type": "#_x0000_t202",
        "style": "position:absolute;width:240pt;height:80pt;z-index:1;visibility:hidden",
        "fillcolor": "#ffffe1", f"{{{_O}}}insetmode": "auto",
    }  # fmt: skip
    shape = etree.SubElement(root, f"{{{_V}}}shape", facts)
    etree.SubElement(shape, f"{{{_V}}}fill", {"color2": "#ffffe1"})
    etree.SubElement(shape, f"{{{_V}}}path", {f"{{{_O}}}connecttype": "none"})
    box = etree.SubElement(shape, f"{{{_V}}}textbox", {"style": "mso-direction-alt:auto"})
    etree.SubElement(box, "div", {"style": "text-align:left"})
    data = etree.SubElement(shape, f"{{{_X}}}ClientData", {"ObjectType": "Note"})
    lines = 2 + sum(1 + len(line) // 45 for line in said.split("\n"))
    left, top = min(column, _EXCEL_COLUMNS - 6), max(row - 2, 0)
    bottom = min(top + min(lines, 30), _EXCEL_ROWS - 1)
    anchor = f"{left}, 15, {top}, 2, {left + 4}, 15, {bottom}, 4"
    for name, text in (
        ("MoveWithCells", ""), ("SizeWithCells", ""), ("Anchor", anchor), ("AutoFill", "False"),
        ("Row", str(row - 1)), ("Column", str(column - 1)),
    ):  # fmt: skip
        etree.SubElement(data, f"{{{_X}}}{name}").text = text or None


def _next_id(root: Element) -> int:
    """The number of the next shape: above all there, within the block that the drawing owns."""
    owned = root.find(f".//{{{_O}}}idmap")
    block = (owned.get("data") if owned is not None else None) or "1"
    first = int(block.split(",")[0]) * 1024 if block.split(",")[0].isdecimal() else 1024
    found = [
        int(number)
        for item in root.iter(f"{{{_V}}}shape")
        for number in re.findall(r"^_x0000_s([0-9]{1,9})$", item.get("id", ""))
    ]
    return max([first, *found]) + 1
