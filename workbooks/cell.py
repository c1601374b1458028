"""What one cell of a sheet stores, and writing it in place."""

from __future__ import annotations

import re

from lxml import etree

from udfs.errors import EXCEL_CODES, OnBalanceError
from workbooks.package import Element, tag

Scalar = float | str | bool | None

_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
KEEP_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_FORMULA, _VALUE, _INLINE, _TEXT = tag("f"), tag("v"), tag("is"), tag("t")


def number_text(value: float) -> str:
    """Write a number as a cell stores it, without losing a digit.

    >>> number_text(240.0), number_text(0.1), number_text(1e-7)
    ('240', '0.1', '1e-07')
    """
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return repr(float(value))


def clear(cell: Element) -> None:
    """Take the value out of a cell and leave its style."""
    for child in list(cell):
        if child.tag in (_VALUE, _INLINE):
            cell.remove(child)
    for name in ("t", "vm", "ph"):
        cell.attrib.pop(name, None)


def write_input(cell: Element, value: Scalar) -> None:
    """Put a value into an input cell; None takes the value out."""
    clear(cell)
    if value is None:
        return
    if isinstance(value, str):
        cell.set("t", "inlineStr")
        child = etree.SubElement(cell, _INLINE)
        text = etree.SubElement(child, _TEXT)
        text.text = escaped(value)
        if value != value.strip():
            text.set(KEEP_SPACE, "preserve")
    else:
        child = etree.SubElement(cell, _VALUE)
        child.text = ("1" if value else "0") if isinstance(value, bool) else number_text(value)
        if isinstance(value, bool):
            cell.set("t", "b")
    if len(cell) > 1:
        cell.insert(0, child)


def write_cached(cell: Element, f: Element | None, value: object) -> None:
    """Store a computed value in a cell, behind its formula if it has one."""
    v = cell.find(_VALUE) if f is None else f.getnext()
    if v is None or v.tag != _VALUE:
        clear(cell)
        v = etree.SubElement(cell, _VALUE)
        if f is not None and len(cell) > 2:
            f.addnext(v)
        elif f is None and len(cell) > 1:
            cell.insert(0, v)
    kind, v.text = cached_text(value)
    if kind:
        cell.set("t", kind)
    elif "t" in cell.attrib:
        del cell.attrib["t"]


def cached_text(value: object) -> tuple[str, str]:
    """Return the type letter and the text with which a cell stores a computed value.

    >>> cached_text(2.5), cached_text(True), cached_text("#N/A"), cached_text("yes")
    (('', '2.5'), ('b', '1'), ('e', '#N/A'), ('str', 'yes'))
    """
    if isinstance(value, bool):
        return "b", "1" if value else "0"
    if isinstance(value, float | int):
        number = float(value)
        if number - number != 0:  # infinite or not a number
            return "e", "#NUM!"
        return "", number_text(number)
    if value is None:
        return "", "0"
    if isinstance(value, OnBalanceError):
        return "e", value.excel
    text = str(value)
    if text in EXCEL_CODES:
        return "e", text
    return "str", escaped(text)


def escaped(text: str) -> str:
    """Write a text as a workbook stores it: what XML cannot hold as `_x0007_`.

    >>> escaped("a\\x07"), escaped("_x0041_")
    ('a_x0007_', '_x005F_x0041_')
    """
    return _UNSAFE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unescaped(text: str) -> str:
    """Read a text as a workbook stores it.

    >>> unescaped("_x005F_x0041_")
    '_x0041_'
    """
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
