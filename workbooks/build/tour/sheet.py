"""The Tour sheet: under each claim its inputs on the left and its figures on the right."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from itertools import zip_longest

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, PatternFill, Protection, Side
from openpyxl.worksheet.pagebreak import Break

from workbooks.build.kit import Book, Page
from workbooks.build.look import BAND, GREEN, INPUT_BLUE, NAVY, PALE_YELLOW, RED
from workbooks.build.tour.parts import Figure, Input, Mechanism, function_of, letter_of
from workbooks.build.tour.words import LIVE, NATIVE, PARTS, SOURCES

#: (sheet, address) -> value
Values = Mapping[tuple[str, str], object]

SHEET = "Tour"
HEAD = Page.FIRST + 2
_HEADS = (
    "No", "Number of the claim", "Key", "Value", "Unit", "From", "", "Figure", "Unit", "Expected",
    "Rounding", "By", "Formula", "Our function", "Off the figure", "Off the function", "Result",
    "Call of our function",
)  # fmt: skip
_WIDTHS: dict[str, float] = {
    "B": 4, "C": 24, "D": 10, "E": 12, "F": 9, "G": 9, "H": 3, "I": 26, "J": 9, "K": 12, "L": 10,
    "M": 9, "N": 12, "O": 12, "P": 8, "Q": 8, "R": 14, "S": 120,
}  # fmt: skip
_GREY = "595959"
_EDGE = Side(style="hair", color="BFBFBF")
_PAGE = 570.0  # points of height on a printed page
_LABEL_LINE = {"C": 25, "I": 28}  # letters in a line of a label
_LARGE = 100  # a figure rounded to more than that is shown as it is printed
_CALL_LINE, _REMARK_LINE = 150, 210  # letters in a line of the call, of a remark


def build(
    book: Book, mechanisms: Iterable[Mechanism], known: Collection[str], values: Values | None
) -> dict[int, int]:
    """Write the sheet; return the row of each claim."""
    page = book.page(SHEET, "Each mechanism of the articles", "output", _WIDTHS)
    page.put(f"B{Page.FIRST}", "=row_headline", bold=True, size=12, colour=NAVY)
    note = LIVE if values is None else NATIVE
    page.put(f"B{Page.FIRST + 1}", note, size=9, italic=True, colour=_GREY)
    page.head(HEAD, "B", list(_HEADS), height=28, left=False)
    for letter in "BCDFGHIJMRS":
        _aside(page.ws[f"{letter}{HEAD}"], indent=letter in "FGJMRS", wrap=True)
    rows, row, used = {}, HEAD, 0.0
    for one in mechanisms:
        size = _height(one)
        if used + size > _PAGE:
            page.ws.row_breaks.append(Break(id=row))
            used = 0.0
        used += size
        if one.number in PARTS:
            row += 1
            page.put(f"B{row}", PARTS[one.number], bold=True, size=12, colour=NAVY)
            page.ws.row_dimensions[row].height = 22
        row += 1
        rows[one.number] = row
        row = _mechanism(page, row, one, known, values) + 1
    page.rule(f"R{HEAD + 1}:R{row}", f"R{HEAD + 1}=row_pass", GREEN)
    page.rule(f"R{HEAD + 1}:R{row}", f"R{HEAD + 1}=row_fail", RED)
    page.last_column = 18  # the calls of our functions stand right of what is printed
    page.finish(row, freeze=f"C{HEAD + 1}", titles=f"1:{HEAD}")
    return rows


def _mechanism(
    page: Page, row: int, one: Mechanism, known: Collection[str], values: Values | None
) -> int:
    """Write one claim; return its last row."""
    for letter in _WIDTHS:
        page.ws[f"{letter}{row}"].fill = PatternFill("solid", fgColor=BAND)
    page.put(f"B{row}", one.number, "0", bold=True, align="left", fill=BAND)
    page.put(f"C{row}", one.claim, bold=True, fill=BAND)
    page.ws.merge_cells(f"C{row}:L{row}")
    source = page.put(f"M{row}", dated(one), size=9, colour=_GREY, fill=BAND)
    source.alignment = Alignment(horizontal="right", vertical="center", shrink_to_fit=True)
    page.ws.merge_cells(f"M{row}:Q{row}")
    page.ws.row_dimensions[row].height = 16
    for offset, item in enumerate(one.inputs, 1):
        _input(page, row + offset, one, item)
    _areas(page, row + 1, one)
    many = len(one.figures)
    for offset, figure in enumerate(one.figures, 1):
        letter = letter_of(offset - 1, many)
        _figure(page, row + offset, one, letter, figure, known, values)
    results = f"R{row + 1}:R{row + many}"
    verdict = (
        f"=IF(COUNTIF({results},row_fail)>0,row_fail,"
        f"IF(COUNTIF({results},row_open)>0,row_open,"
        f"IF(COUNTIF({results},row_pass)>0,row_pass,row_shown)))"
    )
    text = verdict if many else "=row_context"
    _aside(page.put(f"R{row}", text, bold=True, fill=BAND, colour="000000"))
    page.define(f"row_{one.number}_verdict", f"R{row}", "text", f"Result of {one.number}")
    for offset, lines in enumerate(_lines(one), 1):
        if lines > 1:
            shape = page.ws.row_dimensions[row + offset]
            shape.height = max(shape.height or 0.0, 12.75 * lines)
    row += max(many, len(one.inputs))
    if one.remark:
        row += 1
        _remark(page, row, one)
    return row


def remark_row(one: Mechanism, row: int) -> int:
    """Where the remark of a claim stands that begins at a row."""
    return row + max(len(one.figures), len(one.inputs)) + 1


def _lines(one: Mechanism) -> list[int]:
    """How many lines of text each row under a claim holds."""
    labels = zip_longest(
        (item.label for item in one.inputs), (item.label for item in one.figures), fillvalue=""
    )
    return [
        max(1, *(math.ceil(len(text) / _LABEL_LINE[c]) for c, text in zip("CI", pair, strict=True)))
        for pair in labels
    ]


def _height(one: Mechanism) -> float:
    """About how high a claim stands on the page."""
    return 32.0 + 12.75 * sum(_lines(one)) + 13.0 * math.ceil(len(one.remark) / _REMARK_LINE)


def dated(one: Mechanism) -> str:
    """The sources of a claim with their dates."""
    return "; ".join(f"{code}, {SOURCES[code][1]}" for code in one.source.split(", "))


def _aside(cell: Cell, *, indent: bool = True, wrap: bool = False) -> None:
    """Set words to the left, a little apart from the number before them."""
    cell.alignment = Alignment(
        horizontal="left", vertical="center", indent=int(indent), wrap_text=wrap
    )


def _remark(page: Page, row: int, one: Mechanism) -> None:
    odd = "inconsistent" in one.remark.lower()
    cell = page.put(f"C{row}", one.formula(one.remark), size=9, italic=True, colour=_GREY, bold=odd)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    page.ws.merge_cells(f"C{row}:R{row}")
    page.ws.row_dimensions[row].height = 13.0 * math.ceil(len(one.remark) / _REMARK_LINE)


# ---------------------------------------------------------------------------- inputs


def _input(page: Page, row: int, one: Mechanism, item: Input) -> None:
    key = item.name or item.key
    _aside(page.put(f"C{row}", item.label), wrap=True)
    if item.before is None:
        page.put(f"D{row}", item.key, size=9, colour=_GREY)
    else:
        _blue(page, f"D{row}", item.before, item.unit)
        page.define(one.name(f"{key}_before"), f"D{row}", "number", item.label)
    value = one.formula(item.value) if isinstance(item.value, str) else item.value
    if item.source:
        _blue(page, f"E{row}", value, item.unit)
    else:
        page.put(f"E{row}", value, _shown(value, item.unit), align="right")
    page.define(one.name(key), f"E{row}", "number", item.label)
    _aside(page.put(f"F{row}", item.unit, size=9, colour=_GREY))
    _aside(page.put(f"G{row}", item.source, size=9, colour=_GREY))


def _blue(page: Page, ref: str, value: object, unit: str, fmt: str = "") -> None:
    fmt = fmt or _shown(value, unit)
    cell = page.put(ref, value, fmt, colour=INPUT_BLUE, fill=PALE_YELLOW, align="right")
    cell.border = Border(top=_EDGE, bottom=_EDGE, left=_EDGE, right=_EDGE)
    cell.protection = Protection(locked=False)


def _shown(value: object, unit: str) -> str:
    """The number format of an input."""
    if unit.startswith("%"):
        return "0.00##%"
    if isinstance(value, float | int) and abs(value) >= 1e10:
        return "0.0000E+00"
    if isinstance(value, str):
        return "#,##0" if "illion" in value else "#,##0.00##"
    return "#,##0" if float(value) == int(float(value)) else "General"  # type: ignore[arg-type]


def _areas(page: Page, first: int, one: Mechanism) -> None:
    """Name the lines and the blocks that functions are given whole."""
    keys = [item.name or item.key for item in one.inputs]
    for areas, left in ((one.ranges, "E"), (one.blocks, "D")):
        for name, start, end in areas:
            above = "D" if start.endswith("_before") else left
            right = "D" if start.endswith("_before") else "E"
            top, bottom = (first + keys.index(key.removesuffix("_before")) for key in (start, end))
            page.define(
                one.name(name), f"{above}{top}:{right}{bottom}", "number",
                f"Of {one.number}: {name}", sign="both", axis="list",
            )  # fmt: skip


# --------------------------------------------------------------------------- figures


def _figure(
    page: Page, row: int, one: Mechanism, letter: str, figure: Figure,
    known: Collection[str], values: Values | None,
) -> None:  # fmt: skip
    name = f"{one.number}{letter}"
    printed, shown = _digits(figure, 0), _digits(figure, 2)
    page.put(f"H{row}", letter, size=9, colour=_GREY)
    _aside(page.put(f"I{row}", figure.label), indent=False, wrap=True)
    _aside(page.put(f"J{row}", figure.unit, size=9, colour=_GREY))
    if isinstance(figure.given, str):
        page.put(f"K{row}", one.formula(figure.given), printed, align="right")
        page.define(f"row_{name}_given", f"K{row}", "number", f"Expected: {figure.label}")
    else:
        _blue(page, f"K{row}", figure.given, "", printed)
        page.define(f"in_{name}_given", f"K{row}", "number", f"Expected: {figure.label}")
    share = "%" if figure.unit.startswith("%") else ""
    _blue(page, f"L{row}", figure.rounding, "", f"#,##0.0######{share}")
    page.define(f"in_{name}_rounding", f"L{row}", "number", f"Rounding: {figure.label}")
    _aside(page.put(f"M{row}", figure.source, size=9, colour=_GREY))
    page.put(f"N{row}", "=" + one.formula(figure.native), shown, align="right", colour="000000")
    page.define(f"out_{name}", f"N{row}", "number", figure.label, sign="both")
    page.put(f"P{row}", f"=N{row}-K{row}", "check", size=9)
    exact = f"ABS(P{row})<=L{row}"
    good = "row_pass" if one.tested and figure.tested else "row_shown"
    if figure.call:
        _function(page, row, one, name, figure, known, values)
        page.put(f"Q{row}", f'=IF(O{row}=row_open,"",N{row}-O{row})', "check", size=9)
        alike = f"ABS(Q{row})<=row_tol*MAX(1,ABS(N{row}))"
        test = f"IF(O{row}=row_open,row_open,IF(AND({exact},{alike}),{good},row_fail))"
    else:
        text = "no function: it follows from the others"
        _aside(page.put(f"S{row}", text, size=8, colour=_GREY))
        test = f"IF({exact},{good},row_fail)"
    _aside(page.put(f"R{row}", f"=IFERROR({test},row_fail)"))
    page.define(f"row_{name}_result", f"R{row}", "text", f"Result: {figure.label}")


def _function(
    page: Page, row: int, one: Mechanism, name: str, figure: Figure,
    known: Collection[str], values: Values | None,
) -> None:  # fmt: skip
    """Write what our function says: the call itself, its value as a number, or that there is none.

    The place in a table stands right of what is printed.
    """
    call = one.formula(figure.call)
    if figure.pick:
        for ref, place in zip((f"U{row}", f"V{row}"), figure.pick, strict=True):
            value = f"={one.formula(place)}" if isinstance(place, str) else place
            page.put(ref, value, "0", size=8, colour=_GREY)
    shown = _digits(figure, 2)
    if function_of(figure).lower() not in known:
        page.put(f"O{row}", "=row_open", size=9, italic=True, colour=_GREY)
    elif values is None:
        live = f"INDEX({call},U{row},V{row})" if figure.pick else call
        page.put(f"O{row}", f"={live}", shown, align="right")
    else:
        said = values[SHEET, f"O{row}"]
        page.put(f"O{row}", said, shown, align="right", italic=True, colour=_GREY)
    page.define(f"row_{name}_function", f"O{row}", "number", f"Our function: {figure.label}",
                sign="both")  # fmt: skip
    text = call
    if figure.pick:
        text = f"INDEX({call},{one.formula(str(figure.pick[0]))},{figure.pick[1]})"
    _aside(page.put(f"S{row}", text, size=8, colour=_GREY), wrap=True)
    if len(text) > _CALL_LINE:
        needed = 12.0 * math.ceil(len(text) / _CALL_LINE)
        page.ws.row_dimensions[row].height = max(page.ws.row_dimensions[row].height or 0.0, needed)


def _digits(figure: Figure, more: int) -> str:
    """The number format of a figure: the digits that are printed, and some more if it is small."""
    share, more = figure.unit.startswith("%"), more * (figure.rounding < _LARGE)
    count = max(0, math.ceil(-math.log10(2 * figure.rounding) - 1e-9) - 2 * share) + more
    digits = "#,##0" + ("." + "0" * count if count else "") + ("%" if share else "")
    return f"{digits}_);({digits})"
