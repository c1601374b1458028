"""The styles and the strings that the cells of a workbook share."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache

from lxml import etree
from openpyxl.styles.colors import COLOR_INDEX
from openpyxl.styles.numbers import BUILTIN_FORMATS

from workbooks.archive import refuse
from workbooks.audit.model import PLAIN, Style
from workbooks.package import Element, Package, tag
from workbooks.values import plain, shows_date

#: How many elements that were seen may wait to be taken out.
_KEPT = 64
#: Formats that Excel knows by number in every language.
_BUILT_IN = {str(number): code for number, code in BUILTIN_FORMATS.items()}


def elements(package: Package, part: str, *names: str) -> Iterator[Element]:
    """Run through the elements of a part in one pass; each is emptied once it was seen.

    The empty ones are taken out of what holds them every so often, not one by one.
    """
    stream = io.BytesIO(package.read(part))
    try:
        events = etree.iterparse(
            stream, events=("end",), tag=[tag(name) for name in names],
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        )  # fmt: skip
        seen: dict[str, int] = {}
        for _, element in events:
            yield element
            element.clear()
            seen[element.tag] = count = seen.get(element.tag, 0) + 1
            if count % _KEPT == 0 and (parent := element.getparent()) is not None:
                del parent[: parent.index(element)]
    except (etree.XMLSyntaxError, ValueError) as error:
        raise refuse(f"the part {part} is not well-formed XML") from error


def read_strings(package: Package, part: str | None) -> list[str]:
    """The shared strings."""
    if part is None:
        return []
    return [plain(item) for item in elements(package, part, "si")]


class Styles:
    """The styles of a workbook by number; equal ones are one object."""

    def __init__(self, package: Package, part: str | None) -> None:
        self._styles: list[Style] = []
        if part is not None:
            self._read(package, part)

    def __getitem__(self, number: str | None) -> Style:
        index = int(number) if number and number.isdecimal() else 0
        return self._styles[index] if index < len(self._styles) else PLAIN

    def _read(self, package: Package, part: str) -> None:
        formats = dict(_BUILT_IN)
        fonts: list[str | None] = []
        fills: list[str | None] = []
        known: dict[tuple[str | None, ...], Style] = {}
        for item in elements(package, part, "numFmt", "font", "fill", "xf"):
            name = etree.QName(item).localname
            if name == "numFmt":
                formats[item.get("numFmtId", "")] = item.get("formatCode", "General")
            elif name == "font":
                fonts.append(_colour(item.find(tag("color"))))
            elif name == "fill":
                fills.append(_fill(item))
            elif item.getparent().tag == tag("cellXfs"):
                self._styles.append(_known(known, item, formats, fonts, fills))


def _known(
    known: dict[tuple[str | None, ...], Style],
    item: Element,
    formats: dict[str, str],
    fonts: list[str | None],
    fills: list[str | None],
) -> Style:
    """The style of one `xf`."""
    protection = item.find(tag("protection"))
    locked = hidden = None
    if protection is not None:
        locked, hidden = protection.get("locked"), protection.get("hidden")
    number, font, fill = item.get("numFmtId", "0"), item.get("fontId"), item.get("fillId")
    key = (number, font, fill, locked, hidden)
    if key not in known:
        code = formats.get(number, "General")
        known[key] = Style(
            code, locked not in ("0", "false"), hidden in ("1", "true"),
            _at(fonts, font), _at(fills, fill), shows_date(number, code),
        )  # fmt: skip
    return known[key]


def _at(items: list[str | None], number: str | None) -> str | None:
    index = int(number) if number and number.isdecimal() else 0
    return items[index] if index < len(items) else None


def _fill(item: Element) -> str | None:
    pattern = item.find(tag("patternFill"))
    if pattern is None or pattern.get("patternType") in (None, "none"):
        return None
    return _colour(pattern.find(tag("fgColor")))


def _colour(item: Element | None) -> str | None:
    """A colour as six hex digits, or as the name of the theme's colour."""
    if item is None or item.get("auto") in ("1", "true"):
        return None
    if item.get("rgb"):
        return str(item.get("rgb"))[-6:].upper()
    if item.get("theme") is not None:
        return f"theme{item.get('theme')}"
    return _indexed(item.get("indexed", ""))


@cache
def _indexed(number: str) -> str | None:
    index = int(number) if number.isdecimal() else len(COLOR_INDEX)
    return COLOR_INDEX[index][-6:] if index < len(COLOR_INDEX) else None
