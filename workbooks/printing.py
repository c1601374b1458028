"""Print areas that follow the term of the deal.

A name `ax_print_...` on a sheet holds the number of the last row worth printing there. Excel has
no print area that every program computes, so filling writes the number into the area itself.
"""

from __future__ import annotations

import re

from workbooks.package import tag
from workbooks.template import Template

_LAST_ROW = re.compile(r"(\$?)[0-9]+$")


def fit_print_areas(template: Template) -> None:
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
