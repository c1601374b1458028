"""The defined names of a template: what they are called and where they point."""

from __future__ import annotations

import re
from typing import NamedTuple

from workbooks.address import MAX_COLUMN, MAX_ROW, Area, column_number, quote_sheet
from workbooks.archive import refuse
from workbooks.package import Element, tag

PREFIXES = ("in_", "out_", "chk_", "ax_", "row_")
#: The largest range that an input, an output or a check may have.
MAX_CELLS = 100_000


_REFERENCE = re.compile(
    r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!:,()\s]+))!"
    r"\$?(?P<left>[A-Za-z]+)?\$?(?P<top>[0-9]+)?(?::(?=[$A-Za-z0-9])\$?(?P<right>[A-Za-z]+)?\$?(?P<bottom>[0-9]+)?)?"
)


class Name(NamedTuple):
    """A defined name: its spelling, the sheet it points to and the cells."""

    name: str
    sheet: str
    area: Area

    @property
    def place(self) -> str:
        """Where it points, as a person would write it."""
        return f"{quote_sheet(self.sheet)}!{self.area.text}"


def contract_names(root: Element, parts: dict[str, str]) -> dict[str, Name]:
    """Read the names of the contract, by name in lower case."""
    found: dict[str, Name] = {}
    local: dict[str, str] = {}
    titles = {title.lower(): title for title in parts}
    for item in root.iterfind(f"{tag('definedNames')}/{tag('definedName')}"):
        name = item.get("name", "")
        key = name.lower()
        if not key.startswith(PREFIXES):
            continue
        if item.get("localSheetId") is not None:  # what Excel makes when a sheet is copied
            local[key] = name
            continue
        if key in found:
            raise refuse(f"the name {name} is defined twice")
        found[key] = parse_name(name, item.text or "", titles)
    for key, name in local.items():
        if key not in found:
            raise refuse(f"the name {name} belongs to one sheet: define it for the whole workbook")
    return found


def parse_name(name: str, text: str, titles: dict[str, str]) -> Name:
    """Resolve what a defined name refers to; `titles` maps lower case to the sheet's title."""
    shown = text if len(text) <= 60 else text[:57] + "..."
    if "#REF!" in text.upper():
        raise refuse(f"the name {name} is broken: it refers to {shown}")
    match = _REFERENCE.fullmatch(text.strip().removeprefix("="))
    whole = match is not None and (match["left"] and match["top"])
    if match is None or not (whole or match["right"] or match["bottom"]):
        raise refuse(f"the name {name} must refer to one range of cells, it refers to {shown}")
    title = match["quoted"].replace("''", "'") if match["quoted"] else match["plain"]
    if "[" in title:
        raise refuse(f"the name {name} refers to another workbook: {shown}")
    if title.lower() not in titles:
        raise refuse(f"the name {name} refers to a sheet that is not there: {shown}")
    area = _area(match)
    if area is None or area.bottom > MAX_ROW or area.right > MAX_COLUMN or area.top < 1:
        raise refuse(f"the name {name} refers to cells outside a sheet: {shown}")
    if area.size > MAX_CELLS and not name.lower().startswith(("ax_", "row_")):
        raise refuse(f"the name {name} refers to {area.size} cells, {MAX_CELLS} is the most")
    return Name(name, titles[title.lower()], area)


def _area(match: re.Match[str]) -> Area | None:
    """Return the rectangle of a reference; whole rows and columns too."""
    left, top = match["left"], match["top"]
    right, bottom = match["right"], match["bottom"]
    if right is None and bottom is None:
        right, bottom = left, top
    if (left is None) != (right is None) or (top is None) != (bottom is None):
        return None
    if max(len(left or ""), len(right or "")) > 3 or max(len(top or ""), len(bottom or "")) > 7:
        return None
    columns = [column_number((side or "").upper()) for side in (left, right)]
    rows = [int(side or 0) for side in (top, bottom)]
    if left is None:
        columns = [1, MAX_COLUMN]
    if top is None:
        rows = [1, MAX_ROW]
    return Area(min(rows), min(columns), max(rows), max(columns))
