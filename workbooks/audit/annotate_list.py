"""The sheet of an annotated copy that lists the findings, each with a link to its cells."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from workbooks.address import column_letters, quote_sheet
from workbooks.audit.annotate_parts import (
    MAIN,
    OFFICE,
    add_content_type,
    add_relation,
    free_part,
)
from workbooks.audit.labels import clean
from workbooks.audit.model import Report
from workbooks.audit.report import Label, verdict, where
from workbooks.audit.rules import load
from workbooks.cell import KEEP_SPACE, escaped
from workbooks.package import Element, Package, tag

WORDS = {"error": "Error", "warning": "Warning", "info": "Note"}
#: The most rows of the list.
_ROWS = 20_000
_HEADS = ("Kind", "Where", "Line", "What", "Cure", "Formula", "Rule")
_WIDTHS = (9, 20, 22, 46, 38, 30, 20)
#: Height of a line in points, and the most that a row may have.
_LINE, _TALLEST = 13.5, 400.0
_LINK = 2  # the column that leads to the cells
#: Row of the headings.
_HEAD = 3
_PARTS_BEFORE_NAMES = ("sheets", "functionGroups", "externalReferences")


def add_list(package: Package, part: str, root: Element, report: Report, label: Label) -> None:
    """Add the list as the last sheet of a workbook; `part` and `root` are the workbook itself."""
    sheets = root.find(tag("sheets"))
    taken = {item.get("name", "").lower() for item in sheets}
    title = next(name for number in range(1, len(taken) + 2)
                 for name in [f"Findings {number}" if number > 1 else "Findings"]
                 if name.lower() not in taken)  # fmt: skip
    name = free_part(package, "xl/worksheets/sheet{}.xml")
    sheet = _sheet(report, label, *_styles(package, part))
    package.put(name, etree.tostring(sheet, xml_declaration=True, encoding="UTF-8",
                                     standalone=True))  # fmt: skip
    add_content_type(package, name, "spreadsheetml.worksheet+xml")
    identity = add_relation(package, part, "worksheet", name)
    number = max((int(item.get("sheetId", "0")) for item in sheets), default=0) + 1
    etree.SubElement(sheets, tag("sheet"), {"name": title, "sheetId": str(number),
                                            f"{{{OFFICE}}}id": identity})  # fmt: skip
    _repeat_heads(root, title, len(sheets) - 1)
    package.touch(part)


def _repeat_heads(root: Element, title: str, number: int) -> None:
    """Print the headings on every page of the list."""
    names = root.find(tag("definedNames"))
    if names is None:
        names = etree.Element(tag("definedNames"))
        found = [root.find(tag(part)) for part in _PARTS_BEFORE_NAMES]
        [part for part in found if part is not None][-1].addnext(names)
    facts = {"name": "_xlnm.Print_Titles", "localSheetId": str(number)}
    item = etree.SubElement(names, tag("definedName"), facts)
    item.text = f"{quote_sheet(title)}!${_HEAD}:${_HEAD}"


def _styles(package: Package, part: str) -> tuple[str, str, str]:
    """A bold format, one that wraps and one of a link, added to those of the workbook; its own if
    it has none."""
    found = dict(package.relations(part).values())
    name = package.find(found.get("styles", ""))
    root = None if name is None else package.tree(name)
    fonts, formats = (None if root is None else root.find(tag(one)) for one in ("fonts", "cellXfs"))
    if name is None or fonts is None or formats is None:
        return "0", "0", "0"
    for looks in (("b",), (), ("u",)):
        font = etree.SubElement(fonts, tag("font"))
        for look in looks:
            etree.SubElement(font, tag(look))
        etree.SubElement(font, tag("sz"), {"val": "10"})
        if looks == ("u",):
            etree.SubElement(font, tag("color"), {"rgb": "FF0563C1"})
        etree.SubElement(font, tag("name"), {"val": "Arial"})
        facts = {"numFmtId": "0", "fontId": str(len(fonts) - 1), "fillId": "0", "borderId": "0",
                 "xfId": "0", "applyFont": "1"}  # fmt: skip
        form = etree.SubElement(formats, tag("xf"), facts)
        if looks != ("b",):
            form.set("applyAlignment", "1")
            etree.SubElement(form, tag("alignment"), {"vertical": "top", "wrapText": "1"})
    for items in (fonts, formats):
        if items.get("count"):
            items.set("count", str(len(items)))
    package.touch(name)
    last = len(formats) - 1
    return str(last - 2), str(last - 1), str(last)


def _sheet(report: Report, label: Label, head: str, wrap: str, link: str) -> Element:
    """The list of findings as a worksheet, one page wide in print."""
    root = etree.Element(tag("worksheet"), nsmap={None: MAIN, "r": OFFICE})
    properties = etree.SubElement(root, tag("sheetPr"))
    etree.SubElement(properties, tag("pageSetUpPr"), {"fitToPage": "1"})
    views = etree.SubElement(root, tag("sheetViews"))
    view = etree.SubElement(views, tag("sheetView"), showGridLines="0", workbookViewId="0")
    frozen = {"ySplit": str(_HEAD), "topLeftCell": f"A{_HEAD + 1}", "activePane": "bottomLeft",
              "state": "frozen"}  # fmt: skip
    etree.SubElement(view, tag("pane"), frozen)
    columns = etree.SubElement(root, tag("cols"))
    for number, width in enumerate(_WIDTHS, 1):
        facts = {"min": str(number), "max": str(number), "width": str(width), "customWidth": "1"}
        etree.SubElement(columns, tag("col"), facts)
    data = etree.SubElement(root, tag("sheetData"))
    _row(data, 1, (f"Audit of {report.file or 'the workbook'}: {verdict(report)}",), head)
    _row(data, _HEAD, _HEADS, head)
    cures = {rule.name: rule.cure for rule in load().values()}
    shown = report.findings[:_ROWS]
    links: list[tuple[int, str]] = []
    for row, one in enumerate(shown, _HEAD + 1):
        cure, formula = one.hint or cures.get(one.rule, ""), one.formula.removeprefix("=")
        texts = (WORDS[one.severity], where(one), label(one), one.message, cure, formula, one.rule)
        leads = bool(one.areas and one.sheet)
        _row(data, row, texts, wrap, link if leads else wrap)
        if leads:
            links.append((row, f"{quote_sheet(one.sheet)}!{one.areas[0].text}"))
    if links:
        listed = etree.SubElement(root, tag("hyperlinks"))
        for row, target in links:
            place = f"{column_letters(_LINK)}{row}"
            etree.SubElement(listed, tag("hyperlink"), {"ref": place, "location": target})
    margins = {"left": "0.4", "right": "0.4", "top": "0.5", "bottom": "0.6"}
    etree.SubElement(root, tag("pageMargins"), {**margins, "header": "0.3", "footer": "0.3"})
    setup = {"orientation": "landscape", "fitToWidth": "1", "fitToHeight": "0"}
    etree.SubElement(root, tag("pageSetup"), setup)
    foot = etree.SubElement(etree.SubElement(root, tag("headerFooter")), tag("oddFooter"))
    foot.text = "&L&F, &A&RPage &P of &N"
    return root


def _row(data: Element, number: int, texts: Iterable[str], style: str, link: str = "") -> None:
    """One row of texts, as high as the longest of them needs when it wraps."""
    texts = [clean(text, 4000) for text in texts]
    wraps = max(1 + len(text) // (width + 2) for text, width in zip(texts, _WIDTHS, strict=False))
    height = min(_LINE * (wraps if link else 1), _TALLEST)
    facts = {"r": str(number), "ht": f"{height:g}", "customHeight": "1"}
    row = etree.SubElement(data, tag("row"), facts)
    for column, text in enumerate(texts, 1):
        if not text:
            continue
        looks = link if link and column == _LINK else style
        place = {"r": f"{column_letters(column)}{number}", "s": looks, "t": "inlineStr"}
        item = etree.SubElement(etree.SubElement(row, tag("c"), place), tag("is"))
        etree.SubElement(item, tag("t"), {KEEP_SPACE: "preserve"}).text = escaped(text)
