"""Workbooks for the tests, made as Excel would have saved them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from datetime import date

import openpyxl
from lxml import etree
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill, Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORKBOOK, RELS, TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
SHARED = "xl/sharedStrings.xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MACRO = b"\xd0\xcf\x11\xe0 a macro project, byte for byte " * 40

#: title -> part, in the order in which openpyxl numbers them.
PARTS = {
    "Inputs": "xl/worksheets/sheet1.xml", "Bob's model": "xl/worksheets/sheet2.xml",
    "Notes": "xl/worksheets/sheet3.xml", "Plain": "xl/worksheets/sheet4.xml",
}  # fmt: skip
NAMES = {
    "in_rent": "Inputs!$B$2", "in_rent_note": "Inputs!$C$2:$F$2", "in_lessee": "Inputs!$B$3",
    "in_asof": "Inputs!$B$4", "in_years": "Inputs!$B$6:$B$9", "in_years_note": "Inputs!$C$6:$F$9",
    "in_flag": "Inputs!$B$10", "in_far": "Inputs!$H$20", "in_merged": "Inputs!$B$12",
    "in_sum": "Inputs!$B$14", "in_title": "'Bob''s model'!$H$1",
    "out_double": "'Bob''s model'!$B$2", "out_line": "'Bob''s model'!$C$2:$C$6",
    "out_text": "'Bob''s model'!$B$3", "out_error": "'Bob''s model'!$B$4",
    "out_array": "'Bob''s model'!$D$2:$D$4", "chk_master": "'Bob''s model'!$B$5",
    "ax_time": "'Bob''s model'!$A$2:$A$6", "row_line": "'Bob''s model'!$2:$2",
}  # fmt: skip


def book() -> openpyxl.Workbook:
    """The model behind the test files."""
    made = openpyxl.Workbook()
    inputs = made.active
    inputs.title = "Inputs"
    shown = {
        "A1": "Inputs", "A2": "Rent", "B2": 200, "C2": "10-K", "D2": "2026-02-01", "E2": "A",
        "F2": "old note", "A3": "Lessee", "B3": "Meta Platforms", "A4": "As of",
        "B4": date(2026, 1, 1), "B6": 1, "B7": 2, "B8": 3, "B9": 4, "B10": True, "B12": "wide",
        "B14": "=SUM(B6:B9)",
    }  # fmt: skip
    for address, value in shown.items():
        inputs[address] = value
    inputs["B2"].number_format, inputs["B2"].fill = "#,##0.0", PatternFill("solid", "FFFF99")
    inputs["B2"].protection = Protection(locked=False)
    inputs["B2"].comment = Comment("Who says so?", "A reader")
    inputs.merge_cells("B12:D12")
    inputs.protection.sheet = True
    rule = DataValidation(type="decimal", operator="greaterThan", formula1="0")
    rule.add("B2")
    inputs.add_data_validation(rule)
    red = CellIsRule(
        operator="lessThan", formula=["0"], fill=PatternFill("solid", bgColor="FF0000")
    )
    inputs.conditional_formatting.add("B6:B9", red)
    model = made.create_sheet("Bob's model")
    for row in range(2, 7):
        model.cell(row, 1, row - 1)
        model.cell(row, 3, f"=A{row}*in_rent")
    model["B2"], model["B3"] = "=2*in_rent", '=in_lessee&" <&> "&TEXT(in_rent,"0")'
    model["B4"], model["B5"], model["B6"] = "=1/(in_rent-250)", "=in_rent>0", "=in_asof"
    model["B7"] = '=IF(in_rent>0,"","x")'
    model["D2"] = ArrayFormula("D2:D4", "=A2:A4*in_rent")
    chart = BarChart()
    chart.add_data(Reference(model, min_col=3, min_row=2, max_row=6))
    model.add_chart(chart, "F2")
    notes = made.create_sheet("Notes")
    notes.append(["About this model"])
    notes.append(["Name", "Kind", "Unit", "Sign", "Axis", "Seed"])
    notes.append(["in_rent", "input", "$M per year", "positive", "", 200])
    notes.append(["out_line", "line", "$M", "positive", "ax_time", 200])
    made.create_sheet("Plain")["A1"] = "Nothing to compute here"
    for name, place in NAMES.items():
        made.defined_names[name] = DefinedName(name, attr_text=place)
    return made


def saved(made: openpyxl.Workbook) -> dict[str, bytes]:
    """The parts of a workbook."""
    stream = io.BytesIO()
    made.save(stream)
    with zipfile.ZipFile(stream) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """The parts as one file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 6)), content, 8)
    return stream.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """The parts of a file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def excel_like(*, macro: bool = True) -> bytes:
    """The model as Excel saves it: shared formulas, a calculation chain, a picture, a macro."""
    parts = saved(book())
    strings: list[str] = []
    for part in PARTS.values():
        parts[part] = edited(parts[part].replace(_PLAIN_HEAD, _EXCEL_HEAD), _excel_rows)
        parts[part] = edited(parts[part], lambda root: _share_strings(root, strings))
    _put_strings(parts, strings)
    parts[PARTS["Bob's model"]] = edited(parts[PARTS["Bob's model"]], _share_formulas)
    _add_part(parts, "xl/calcChain.xml", "calcChain", "calcChain+xml", _CHAIN)
    if macro:
        _add_part(parts, "xl/vbaProject.bin", "", "", MACRO)
        kind = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
        plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        parts[TYPES] = parts[TYPES].replace(plain, kind)
    _add_picture(parts)
    return zipped(parts)


def edited(content: bytes, change: Callable[[etree._Element], None]) -> bytes:
    """A part after a change to its tree, with the heading that Excel writes."""
    root = etree.fromstring(content)
    change(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """A file in which one text of one part is another."""
    parts = unzipped(data)
    assert old in parts[part], (part, old)
    return zipped({**parts, part: parts[part].replace(old, new)})


def prefixed(content: bytes) -> bytes:
    """A part with the prefix x: on every element of the main namespace."""
    text = content.decode()
    root = etree.fromstring(content)
    made = etree.Element(root.tag, root.attrib, nsmap={"x": MAIN, "r": OFFICE})
    for child in root:
        made.append(child)
    etree.cleanup_namespaces(made, keep_ns_prefixes=["r"])
    assert "<x:" not in text
    return etree.tostring(made, xml_declaration=True, encoding="UTF-8", standalone=True)


_CHAIN = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<calcChain xmlns="{MAIN}">'
    '<c r="B14" i="1"/><c r="B2" i="2"/></calcChain>'
).encode()


_PLAIN_HEAD = f'<worksheet xmlns="{MAIN}"'.encode()
_NEWER = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"
_EXCEL_HEAD = (
    _PLAIN_HEAD
    + (
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        f'mc:Ignorable="x14ac" xmlns:x14ac="{_NEWER}"'
    ).encode()
)


def _share_strings(root: etree._Element, strings: list[str]) -> None:
    """Move the texts of a sheet into the shared strings."""
    for cell in root.iter(f"{{{MAIN}}}c"):
        text = cell.find(f"{{{MAIN}}}is/{{{MAIN}}}t")
        if text is not None:
            cell.remove(text.getparent())
            cell.set("t", "s")
            etree.SubElement(cell, f"{{{MAIN}}}v").text = str(len(strings))
            strings.append(text.text)


def _put_strings(parts: dict[str, bytes], strings: list[str]) -> None:
    """Write the shared strings, some of them in two fonts as a person formats them."""
    table = etree.Element(f"{{{MAIN}}}sst", nsmap={None: MAIN})
    for number, text in enumerate(strings):
        item = etree.SubElement(table, f"{{{MAIN}}}si")
        pieces = [text] if number % 2 else [text[:2], text[2:]]
        for piece in pieces:
            holder = item if number % 2 else etree.SubElement(item, f"{{{MAIN}}}r")
            etree.SubElement(holder, f"{{{MAIN}}}t").text = piece
    if SHARED not in parts:
        _add_part(parts, SHARED, "sharedStrings", "sharedStrings+xml", b"")
    parts[SHARED] = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)


def _excel_rows(root: etree._Element) -> None:
    """Add what Excel writes on rows and what later versions add."""
    for row in root.iter(f"{{{MAIN}}}row"):
        row.set("spans", "1:6")
        row.set(f"{{{_NEWER}}}dyDescent", "0.25")
    for cell in root.iter(f"{{{MAIN}}}c"):
        if cell.find(f"{{{MAIN}}}f") is not None:
            cell.find(f"{{{MAIN}}}v").text = "-1"  # what was stored before


def _share_formulas(root: etree._Element) -> None:
    """Store C2:C6 as one shared formula."""
    for row in range(2, 7):
        f = root.find(f".//{{{MAIN}}}c[@r='C{row}']/{{{MAIN}}}f")
        f.set("t", "shared")
        f.set("si", "0")
        if row == 2:
            f.set("ref", "C2:C6")
        else:
            f.text = None


def _add_part(parts: dict[str, bytes], name: str, kind: str, subtype: str, content: bytes) -> None:
    """Add a part of the workbook, its relation and its content type."""
    parts[name] = content
    relation = f"{OFFICE}/{kind}"
    line = f'<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-' \
           f'officedocument.spreadsheetml.{subtype}"/>'  # fmt: skip
    if name.endswith(".bin"):
        relation = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
        line = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    target = name.removeprefix("xl/")
    item = f'<Relationship Id="rIdX{len(parts)}" Type="{relation}" Target="{target}"/>'
    parts[RELS] = parts[RELS].replace(b"</Relationships>", f"{item}</Relationships>".encode())
    parts[TYPES] = parts[TYPES].replace(b"</Types>", f"{line}</Types>".encode())


def _add_picture(parts: dict[str, bytes]) -> None:
    """Put a picture beside the chart."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">2I5B", 1, 1, 8, 2, 0, 0, 0)
    pixel = (
        chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0")) + chunk(b"IEND", b"")
    )
    parts["xl/media/image1.png"] = b"\x89PNG\r\n\x1a\n" + pixel
    relation = f'<Relationship Id="rIdPicture" Type="{OFFICE}/image" Target="../media/image1.png"/>'
    rels, drawing = "xl/drawings/_rels/drawing1.xml.rels", "xl/drawings/drawing1.xml"
    parts[rels] = parts[rels].replace(b"</Relationships>", f"{relation}</Relationships>".encode())
    main = "http://schemas.openxmlformats.org/drawingml/2006"
    picture = f"""<d:oneCellAnchor xmlns:d="{main}/spreadsheetDrawing" xmlns:a="{main}/main"
      xmlns:r="{OFFICE}"><d:from><d:col>9</d:col><d:colOff>0</d:colOff><d:row>1</d:row>
      <d:rowOff>0</d:rowOff></d:from><d:ext cx="9525" cy="9525"/><d:pic><d:nvPicPr>
      <d:cNvPr id="9" name="Logo"/><d:cNvPicPr/></d:nvPicPr><d:blipFill>
      <a:blip r:embed="rIdPicture"/><a:stretch><a:fillRect/></a:stretch></d:blipFill><d:spPr>
      <a:prstGeom prst="rect"/></d:spPr></d:pic><d:clientData/></d:oneCellAnchor>"""

    def add(root: etree._Element) -> None:
        root.append(etree.fromstring(picture))

    parts[drawing] = edited(parts[drawing], add)
    extra = b'<Default Extension="png" ContentType="image/png"/>'
    if b'Extension="png"' not in parts[TYPES]:
        parts[TYPES] = parts[TYPES].replace(b"</Types>", extra + b"</Types>")
