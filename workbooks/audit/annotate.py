"""A copy of a workbook with what was found: comments on the cells and a sheet that lists all.

Only what is added is written: cells, formats, charts, macros and comments that are there stay as
they are. The file is not saved anew by another library.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lxml import etree

from udfs.errors import TemplateError
from workbooks.address import column_letters
from workbooks.audit.annotate_list import WORDS, add_list
from workbooks.audit.annotate_parts import (
    MAIN,
    OFFICE,
    add_content_type,
    add_default_type,
    add_relation,
    free_part,
    note_shape,
    shapes,
)
from workbooks.audit.labels import clean
from workbooks.audit.model import Finding, Report
from workbooks.audit.report import Label, unnamed
from workbooks.cell import KEEP_SPACE, escaped
from workbooks.package import Element, Package, tag
from workbooks.template import check_root, sheet_parts, workbook_part

#: Cells of one finding, and of a whole workbook, that bear a comment.
_EACH, _ALL = 20, 2_000
#: Where a comment stands in the order of a worksheet's parts.
_AFTER = ("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
          "tableParts", "extLst")  # fmt: skip


def annotated(data: bytes, report: Report, label: Label = unnamed) -> bytes:
    """The workbook with the findings in it.

    Parameters
    ----------
    data : bytes
        The file that was audited.
    report : Report
        What was found.
    label : callable
        What the cells of a finding are called.
    """
    package = Package(data)
    part = workbook_part(package)
    root = package.tree(part)
    check_root(root)
    parts = sheet_parts(package, part, root)
    left = _ALL
    for title, sheet in parts.items():
        texts = _texts(report, title, left)
        left -= len(texts)
        if texts:
            _comment(package, sheet, texts)
    add_list(package, part, root, report, label)
    return package.to_bytes()


def is_signed(data: bytes) -> bool:
    """Whether a workbook bears a digital signature, which no change of it survives."""
    package = Package(data)
    return any(name.lower().startswith("_xmlsignatures/") for name in package.names())


# ------------------------------------------------------------------------- comments


def _texts(report: Report, title: str, most: int) -> dict[tuple[int, int], str]:
    """What is said in which cells of a sheet; notes are in the list alone."""
    found: dict[tuple[int, int], list[str]] = {}
    for one in report.of("error", "warning"):
        if one.sheet != title:
            continue
        for place in _places(one):
            if place in found or len(found) < most:
                found.setdefault(place, []).append(_said(one))
    return {place: "\n\n".join(texts) for place, texts in found.items()}


def _places(one: Finding) -> Iterable[tuple[int, int]]:
    """The cells of a finding that bear a comment: all of a few, else the first of each area."""
    if one.cells <= _EACH:
        return [place for area in one.areas for place in area.cells()]
    return [(area.top, area.left) for area in one.areas[:_EACH]]


def _said(one: Finding) -> str:
    cure = f"\n{one.hint}" if one.hint else ""
    return f"{WORDS[one.severity]} ({one.rule}): {clean(one.message, 500)}{cure}"


def _comment(package: Package, sheet: str, texts: Mapping[tuple[int, int], str]) -> None:
    """Put comments on cells of a sheet; those that are there keep their words."""
    related = package.relations(sheet)
    kinds = {kind: package.find(target) for kind, target in related.values()}
    drawn = _drawing(package, sheet, related)
    if drawn is None:
        return  # shapes that cannot be read are left alone; the list has the findings
    comments = kinds.get("comments")
    if comments is None:
        comments = free_part(package, "xl/comments{}.xml")
        package.put(
            comments, f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>'.encode()
        )
        add_content_type(package, comments, "spreadsheetml.comments+xml")
        add_relation(package, sheet, "comments", comments)
    root = package.tree(comments)
    threads = _threads(package, related.values())
    listed = root.find(tag("commentList"))
    there = {item.get("ref"): item for item in listed}
    author = _author(root)
    fresh = []
    for (row, column), said in sorted(texts.items()):
        ref = f"{column_letters(column)}{row}"
        if ref in threads:
            continue
        if ref in there:
            text = there[ref].find(tag("text"))
            _write_run(text, f"\n\n{said}")
            continue
        item = etree.SubElement(listed, tag("comment"), {"ref": ref, "authorId": author})
        _write_run(etree.SubElement(item, tag("text")), said)
        fresh.append((row, column, said))
    package.touch(comments)
    for row, column, said in fresh:
        note_shape(package.tree(drawn), row, column, said)
    package.touch(drawn)


def _threads(package: Package, related: Iterable[tuple[str, str]]) -> set[str]:
    """The cells with a conversation, whose comment only stands in for it."""
    found: set[str] = set()
    for kind, target in related:
        part = package.find(target)
        if kind == "threadedComment" and part is not None:
            found |= {str(item.get("ref")) for item in package.tree(part)}
    return found


def _author(root: Element) -> str:
    """The number of ourselves among the authors."""
    authors = root.find(tag("authors"))
    names = [item.text for item in authors]
    if "OnBalance" not in names:
        etree.SubElement(authors, tag("author")).text = "OnBalance"
        names.append("OnBalance")
    return str(names.index("OnBalance"))


def _write_run(text: Element, said: str) -> None:
    """Add a piece to a comment; a plain text becomes a first piece."""
    plain = text.find(tag("t"))
    if plain is not None and text.find(tag("r")) is None:
        run = etree.Element(tag("r"))
        text.replace(plain, run)
        run.append(plain)
    piece = etree.SubElement(etree.SubElement(text, tag("r")), tag("t"), {KEEP_SPACE: "preserve"})
    piece.text = escaped(said)


def _drawing(
    package: Package, sheet: str, related: Mapping[str, tuple[str, str]]
) -> str | None:  # fmt: skip
    """The part with the shapes of a sheet's comments, made where there is none; None if it is
    there and cannot be read."""
    root = package.tree(sheet)
    item = root.find(tag("legacyDrawing"))
    if item is not None:
        _, target = related.get(item.get(f"{{{OFFICE}}}id", ""), ("", ""))
        part = package.find(target)
        try:
            return part if part is not None and package.tree(part) is not None else None
        except TemplateError:
            return None
    part = free_part(package, "xl/drawings/vmlDrawing{}.vml")
    package.put(part, shapes(part))
    add_default_type(package, "vml", "application/vnd.openxmlformats-officedocument.vmlDrawing")
    identity = add_relation(package, sheet, "vmlDrawing", part)
    item = etree.Element(tag("legacyDrawing"), {f"{{{OFFICE}}}id": identity})
    after = [child for child in root if etree.QName(child).localname in _AFTER]
    if after:
        after[0].addprevious(item)
    else:
        root.append(item)
    package.touch(sheet)
    return part
