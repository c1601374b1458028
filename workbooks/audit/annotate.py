"""A copy of a workbook with what was found: comments on the cells and a sheet that lists all.

Only what is added is written: cells, formats, charts, macros and comments that are there stay as
they are. The file is not saved anew by another library.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lxml import etree

from udfs.errors import TemplateError
from workbooks.address import column_letters, quote_sheet
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
from workbooks.audit.report import verdict, where
from workbooks.audit.rules import load
from workbooks.cell import escaped
from workbooks.package import Element, Package, tag
from workbooks.template import check_root, sheet_parts, workbook_part

#: Cells of one finding, and of a whole workbook, that bear a comment; rows of the list.
_EACH, _ALL, _ROWS = 20, 2_000, 20_000
#: Where a comment stands in the order of a worksheet's parts.
_AFTER = ("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
          "tableParts", "extLst")  # fmt: skip
_WORDS = {"error": "Error", "warning": "Warning", "info": "Note"}
_HEADS = ("Kind", "Where", "Rule", "What", "Cure", "Formula")
_WIDTHS = (10, 26, 26, 70, 60, 60)
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def annotated(data: bytes, report: Report) -> bytes:
    """The workbook with the findings in it.

    Parameters
    ----------
    data : bytes
        The file that was audited.
    report : Report
        What was found.
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
    _list(package, part, root, report)
    return package.to_bytes()


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
    return f"{_WORDS[one.severity]} ({one.rule}): {clean(one.message, 500)}{cure}"


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
    piece = etree.SubElement(etree.SubElement(text, tag("r")), tag("t"), {_SPACE: "preserve"})
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


# ------------------------------------------------------------------------- the list


def _list(package: Package, part: str, root: Element, report: Report) -> None:
    """Add the sheet that lists the findings, as the last one."""
    sheets = root.find(tag("sheets"))
    taken = {item.get("name", "").lower() for item in sheets}
    title = next(name for number in range(1, len(taken) + 2)
                 for name in [f"Findings {number}" if number > 1 else "Findings"]
                 if name.lower() not in taken)  # fmt: skip
    name = free_part(package, "xl/worksheets/sheet{}.xml")
    head, wrap = _styles(package, part)
    package.put(name, etree.tostring(_sheet(report, head, wrap), xml_declaration=True,
                                     encoding="UTF-8", standalone=True))  # fmt: skip
    add_content_type(package, name, "spreadsheetml.worksheet+xml")
    identity = add_relation(package, part, "worksheet", name)
    number = max((int(item.get("sheetId", "0")) for item in sheets), default=0) + 1
    etree.SubElement(sheets, tag("sheet"), {"name": title, "sheetId": str(number),
                                            f"{{{OFFICE}}}id": identity})  # fmt: skip
    package.touch(part)


def _styles(package: Package, part: str) -> tuple[str, str]:
    """A bold format and one that wraps, added to those of the workbook; its own if it has none."""
    found = dict(package.relations(part).values())
    name = package.find(found.get("styles", ""))
    if name is None:
        return "0", "0"
    root = package.tree(name)
    fonts, formats = root.find(tag("fonts")), root.find(tag("cellXfs"))
    if fonts is None or formats is None:
        return "0", "0"
    font = etree.SubElement(fonts, tag("font"))
    etree.SubElement(font, tag("b"))
    etree.SubElement(font, tag("sz"), {"val": "10"})
    etree.SubElement(font, tag("name"), {"val": "Arial"})
    plain = {"numFmtId": "0", "fontId": "0", "fillId": "0", "borderId": "0", "xfId": "0"}
    bold = {**plain, "fontId": str(len(fonts) - 1), "applyFont": "1"}
    etree.SubElement(formats, tag("xf"), bold)
    wrap = etree.SubElement(formats, tag("xf"), {**plain, "applyAlignment": "1"})
    etree.SubElement(wrap, tag("alignment"), {"vertical": "top", "wrapText": "1"})
    for items in (fonts, formats):
        if items.get("count"):
            items.set("count", str(len(items)))
    package.touch(name)
    return str(len(formats) - 2), str(len(formats) - 1)


def _sheet(report: Report, head: str, wrap: str) -> Element:
    """The list of findings as a worksheet."""
    root = etree.Element(tag("worksheet"), nsmap={None: MAIN, "r": OFFICE})
    views = etree.SubElement(root, tag("sheetViews"))
    view = etree.SubElement(views, tag("sheetView"), showGridLines="0", workbookViewId="0")
    frozen = {"ySplit": "3", "topLeftCell": "A4", "activePane": "bottomLeft", "state": "frozen"}
    etree.SubElement(view, tag("pane"), frozen)
    columns = etree.SubElement(root, tag("cols"))
    for number, width in enumerate(_WIDTHS, 1):
        facts = {"min": str(number), "max": str(number), "width": str(width), "customWidth": "1"}
        etree.SubElement(columns, tag("col"), facts)
    data = etree.SubElement(root, tag("sheetData"))
    _row(data, 1, (f"Audit of {report.file or 'the workbook'}: {verdict(report)}",), head)
    _row(data, 3, _HEADS, head)
    cures = {rule.name: rule.cure for rule in load().values()}
    shown = report.findings[:_ROWS]
    for row, one in enumerate(shown, 4):
        cure, formula = one.hint or cures.get(one.rule, ""), one.formula.removeprefix("=")
        texts = (_WORDS[one.severity], where(one), one.rule, one.message, cure, formula)
        _row(data, row, texts, wrap)
    links = [(row, one) for row, one in enumerate(shown, 4) if one.areas and one.sheet]
    if links:
        listed = etree.SubElement(root, tag("hyperlinks"))
        for row, one in links:
            target = f"{quote_sheet(one.sheet)}!{one.areas[0].text}"
            etree.SubElement(listed, tag("hyperlink"), {"ref": f"B{row}", "location": target})
    etree.SubElement(root, tag("pageSetup"), {"orientation": "landscape"})
    return root


def _row(data: Element, number: int, texts: Iterable[str], style: str) -> None:
    """One row of texts."""
    row = etree.SubElement(data, tag("row"), {"r": str(number)})
    for column, text in enumerate(texts, 1):
        if not text:
            continue
        place = {"r": f"{column_letters(column)}{number}", "s": style, "t": "inlineStr"}
        item = etree.SubElement(etree.SubElement(row, tag("c"), place), tag("is"))
        etree.SubElement(item, tag("t"), {_SPACE: "preserve"}).text = escaped(clean(text, 4000))
