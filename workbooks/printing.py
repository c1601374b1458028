"""What follows the deal on paper: where a sheet ends, on how many pages, how high a row is.

A name `ax_print_...` on a sheet holds the number of the last row worth printing there. Excel has
no print area that every program computes, so filling writes the number into the area itself.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from workbooks.names import Name
from workbooks.package import tag
from workbooks.sheet import Sheet
from workbooks.template import Template

#: Rows of a sheet along time that a page holds and a person still reads.
ROWS = 60
#: Height of a line in points, and letters to a unit of width in the small type of the notes.
LINE, LETTERS = 12.75, 1.15

_LAST_ROW = re.compile(r"(\$?)[0-9]+$")


def fit_to_deal(template: Template) -> None:
    """End sheets along time where the deal ends; let notes have their lines; no empty chart."""
    _fit_print_areas(template)
    _fit_rows(template)
    _leave_out_charts(template)


def _fit_print_areas(template: Template) -> None:
    """End the print area of each sheet that says so at the row that it says."""
    titles = [
        sheet.get("name", "") for sheet in template.root.iterfind(f"{tag('sheets')}/{tag('sheet')}")
    ]
    areas = {
        int(item.get("localSheetId", -1)): item
        for item in template.root.iterfind(f"{tag('definedNames')}/{tag('definedName')}")
        if item.get("name") == "_xlnm.Print_Area"
    }
    for name in template.group("ax_print_").values():
        last = template.read(name)
        area = areas.get(titles.index(name.sheet))
        if area is None or not isinstance(last, (int, float)) or last < 1:
            continue
        text = _LAST_ROW.sub(rf"\g<1>{int(last)}", area.text or "")
        if text != area.text:
            area.text = text
            template.package.touch(template.part)
        setup = template.sheet(name.sheet).root.find(tag("pageSetup"))
        if setup is not None:
            setup.set("fitToHeight", str(math.ceil(last / ROWS)))
            template.touch(name.sheet)


def _leave_out_charts(template: Template) -> None:
    """Draw no chart on a sheet that says by a name `ax_chart_...` that it has nothing to show."""
    package = template.package
    for name in template.group("ax_chart_").values():
        if template.read(name) != 0:
            continue
        for kind, part in package.relations(template.parts[name.sheet]).values():
            if kind == "drawing":
                drawing = package.tree(part)
                for anchor in list(drawing):
                    drawing.remove(anchor)
                package.touch(part)


def _fit_rows(template: Template) -> None:
    """Make the rows of notes and sources as high as their texts ask; some programs do not.

    Only where a sheet of sources says by the name `row_sources` that its texts are wrapped.
    """
    if "row_sources" not in template.names:
        return
    asked: dict[tuple[str, int], int] = {}
    for key, name in template.names.items():
        is_note = key.startswith("in_") and key.endswith("_note")
        if is_note or key == "row_sources" or key.endswith("_remark"):
            for row, lines in _lines(template, name):
                asked[name.sheet, row] = max(lines, asked.get((name.sheet, row), 1))
    for (title, number), lines in asked.items():
        row = template.sheet(title).rows[number]
        height = f"{LINE * lines:g}" if lines > 1 else None
        if row.get("customHeight") in ("1", "true") or row.get("ht") == height:
            continue
        row.attrib.pop("ht", None)
        if height:
            row.set("ht", height)
        template.touch(title)


def _lines(template: Template, name: Name) -> Iterator[tuple[int, int]]:
    """Each row of a name, and the lines that its longest text needs in its column."""
    sheet, area = template.sheet(name.sheet), name.area
    widths = [_width(sheet, column) * LETTERS for column in range(area.left, area.right + 1)]
    for row in range(area.top, area.bottom + 1):
        if row not in sheet.rows:
            continue
        cells = [sheet.cell(row, column) for column in range(area.left, area.right + 1)]
        texts = [template.values.read(cell) for cell in cells]
        yield (
            row,
            max(
                math.ceil(len(text) / width) if isinstance(text, str) else 1
                for text, width in zip(texts, widths, strict=True)
            ),
        )


def _width(sheet: Sheet, column: int) -> float:
    """The width of a column; a column without one is as wide as Excel makes it."""
    for item in sheet.root.iterfind(f"{tag('cols')}/{tag('col')}"):
        if int(item.get("min", 0)) <= column <= int(item.get("max", 0)):
            return float(item.get("width", 8.43))
    return 8.43
