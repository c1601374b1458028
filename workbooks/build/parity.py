"""The Parity sheet: our functions beside the model, for those who have the add-in.

Each function stands once as one call of its arguments, next to what the model says. Where a
function cannot express the deal the row says why, by a live formula, and is not compared. A
template brings its rows, its reasons and what else stands below them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break

from udfs.registry import Argument, spec
from workbooks.build.kit import Book, Page
from workbooks.build.look import GREEN, NAVY, RED, unit_text

#: What a sheet more is: its name, what it holds, what writes it.
More = tuple[str, str, Callable[[Book], Page]]

#: What a difference is measured by, at least; a rate or a number of years by one.
SCALES = {"money": "row_check_scale", "bp": "row_bp"}
_NOTHING = '"n/a: the model has no number"'
_ARGUMENT = 4  # column of the first argument
_LARGE = ("count", "operations a second")  # units of numbers of many digits
_FORMATS = {
    "Rate": "rate4",
    "Share": "0.00##_)",
    "Number": "0.00##_)",
    "Money": "number",
    "Spread": "bp",
    "Years": "years",
}


@dataclass(frozen=True)
class Row:
    """One comparison: the function, its arguments as formulas, and the model's own number.

    An argument in brackets names a range that is given to the function whole. `why` is a formula
    that is empty text where the function expresses the deal, and else says why it does not. `pick`
    is the row and the column, counted with the titles, of the cell taken of a table.
    """

    function: str
    label: str
    arguments: tuple[str, ...]
    model: str
    fmt: str = "money"
    why: str = '""'
    pick: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reason:
    """A reason that several rows share: its name, what it is about, its formula."""

    name: str
    label: str
    formula: str


@dataclass(frozen=True)
class Parity:
    """What one template compares; `below` writes what its arguments name, from a row on.

    `scales` says what a difference is measured by, at least, where a unit has a scale of its own.
    """

    rows: tuple[Row, ...]
    reasons: tuple[Reason, ...]
    below: Callable[[Page, int], None]
    scales: Mapping[str, str]


def unless(condition: str, reason: str, otherwise: str = '""') -> str:
    """The formula of a reason: text where the condition holds, else the next reason."""
    return f'IF({condition},"n/a: {reason}",{otherwise})'


def sheet_of(parity: Parity) -> More:
    """The sheet as one more of a template's."""

    def write(book: Book) -> Page:
        return _sheet(book, parity)

    return "Parity", "Our functions beside the model; needs the add-in", write


def _sheet(book: Book, parity: Parity) -> Page:
    page = book.page(
        "Parity",
        "Parity: our functions beside the model",
        "check",
        {"B": 60, "C": 8, "D": 23, "E:N": 12.5},
    )
    head = Page.FIRST + max(8, len(parity.reasons) + 4)
    first, last = head + 1, head + len(parity.rows)
    places = _arguments(page, last + 3, parity)
    _summary(page, parity.reasons)
    page.head(
        head,
        "B",
        [
            "Number",
            "Unit",
            "Function",
            "Function says",
            "Model says",
            "Difference",
            "Tolerance",
            "Differs",
            "Not compared",
        ],
        height=30,
    )
    for letter in "DJ":  # words
        page.ws[f"{letter}{head}"].alignment = Alignment(horizontal="left", vertical="center")
    for number, (row, place) in enumerate(zip(parity.rows, places, strict=True), first):
        scale = parity.scales.get(row.fmt, "row_parity_unit")
        _compare(page, number, row, place, scale)
    page.rule(f"I{first}:I{last}", f"I{first}=0", GREEN)
    page.rule(f"I{first}:I{last}", f"I{first}<>0", RED)
    for letter, key, label in (
        ("E", "cell", "What the function says"),
        ("F", "model", "What the model says"),
        ("G", "difference", "Difference"),
        ("I", "flag", "Differs beyond the tolerance"),
        ("J", "why", "Why it is not compared"),
    ):
        unit = "flag" if key == "flag" else "text" if key == "why" else "number"
        page.define(
            f"row_parity_{key}",
            f"{letter}{first}:{letter}{last}",
            unit,
            label,
            sign="both",
            axis="entry" if key in ("cell", "model", "why") else "check",
        )
    page.ws.row_breaks.append(Break(id=last + 2))  # the arguments on a page of their own
    return page


def _summary(page: Page, reasons: tuple[Reason, ...]) -> None:
    row = Page.FIRST
    page.block(
        row,
        "Each number twice: by one function of its arguments, and by the model",
        "Column E needs the OnBalance add-in; without it Excel shows #NAME? there once it "
        "recalculates. Nothing in the model rests on this sheet.",
    )
    verdict = (
        '=IF(row_parity_total=0,"All functions agree",row_parity_total&IF(row_parity_total'
        '=1," function differs"," functions differ"))'
    )
    page.put(f"B{row + 2}", verdict, bold=True)
    page.rule(f"B{row + 2}", "row_parity_total=0", GREEN)
    page.rule(f"B{row + 2}", "row_parity_total<>0", RED)
    lines = (
        (2, "row_parity_total", "Functions that differ", "=SUM(row_parity_flag)", "flag"),
        (3, "row_parity_count", "Numbers compared", "=COUNT(row_parity_flag)", "flag"),
        (
            4,
            "chk_functions",
            "A function differs from the model",
            "=IF(row_parity_total>0,1,0)",
            "flag",
        ),
        (5, "row_parity_tol", "Tolerance, share of the number or of its scale", 1e-9, "check"),
        (6, "row_parity_unit", "Scale of rates and years", 1, "flag"),
    )
    for offset, name, label, value, fmt in lines:
        page.put(f"D{row + offset}", label, colour="595959")
        page.put(f"G{row + offset}", value, fmt, align="right")
        page.define(
            name,
            f"G{row + offset}",
            "flag" if name.startswith("chk") else "number",
            label,
            axis="apart" if name.startswith("chk") else "none",
        )
    page.put(f"I{row + 2}", "What some functions cannot express", colour="595959")
    for at, reason in enumerate(reasons, row + 3):
        page.put(f"I{at}", reason.label, colour="595959")
        page.put(f"K{at}", f"={reason.formula}")
        page.define(reason.name, f"K{at}", "text", f"Not expressed: {reason.label.lower()}")


def _compare(page: Page, at: int, row: Row, arguments: list[str], scale: str) -> None:
    """Write one comparison; what is not compared stays empty."""
    count = len(arguments) - len(row.pick)
    call = f"{row.function}({','.join(arguments[:count])})"
    if row.pick:
        call = f"INDEX({call},{','.join(arguments[count:])})"
    page.put(f"B{at}", row.label)
    page.put(f"C{at}", unit_text(row.fmt), colour="595959")
    page.put(f"D{at}", row.function)
    page.put(f"E{at}", f'=IF(J{at}="",{call},J{at})', row.fmt, align="right")
    page.put(f"F{at}", f"={row.model}", row.fmt, align="right")
    page.put(f"G{at}", f'=IF(J{at}="",E{at}-F{at},"")', "check", align="right")
    page.put(
        f"H{at}", f'=IF(J{at}="",row_parity_tol*MAX(ABS(F{at}),{scale}),"")', "check", align="right"
    )
    page.put(
        f"I{at}",
        f'=IF(J{at}="",IF(ISERROR(G{at}-H{at}),1,IF(ABS(G{at})>H{at},1,0)),"")',
        "flag",
        align="right",
    )
    page.put(f"J{at}", f"=IF(COUNT(F{at})=1,{row.why},{_NOTHING})")


def _arguments(page: Page, row: int, parity: Parity) -> list[list[str]]:
    """Write the arguments of every row, function by function; return where they stand."""
    page.block(row, "Arguments", "What each function above is given; a name stands for its range")
    row += 1
    places: list[list[str]] = []
    before = ""
    for entry in parity.rows:
        row += 1
        if entry.function != before:
            before = entry.function
            _heading(page, row, [one for one in parity.rows if one.function == before])
            row += 1
        page.put(f"B{row}", entry.label).alignment = Alignment(indent=1)
        given: list[tuple[str, Argument | None]] = [
            *zip(entry.arguments, spec(before).arguments, strict=False),
            *((text, None) for text in entry.pick),
        ]
        places.append(
            [
                _argument(page, f"{get_column_letter(column)}{row}", text, argument)
                for column, (text, argument) in enumerate(given, _ARGUMENT)
            ]
        )
    parity.below(page, row + 2)
    return places


def _heading(page: Page, row: int, entries: list[Row]) -> None:
    """Write the name of a function and of its arguments, as far as they are given."""
    most = max(len(entry.arguments) for entry in entries)
    page.put(f"B{row}", entries[0].function, bold=True, colour=NAVY)
    titles = [argument.name for argument in spec(entries[0].function).arguments[:most]]
    if entries[0].pick:
        titles += ["row", "column"]
    for column, title in enumerate(titles, _ARGUMENT):
        page.put(f"{get_column_letter(column)}{row}", title, bold=True, colour=NAVY, align="right")
    page.total(row, "B", "N")


def _argument(page: Page, ref: str, text: str, argument: Argument | None) -> str:
    """Write one argument into its cell; return what the call refers to."""
    if not text:
        return ""
    if text.startswith("["):
        cell = page.put(ref, text.strip("[]"), italic=True, colour="595959", size=9)
        cell.alignment = Alignment(horizontal="right", vertical="center", shrink_to_fit=True)
        return text.strip("[]")
    value: object = f"={text}"
    if text.startswith('"'):
        value = text.strip('"')
    elif text.isdecimal():
        value = int(text)
    elif text == "TRUE":
        value = True
    page.put(ref, value, _shown(argument), align="right")
    return ref


def _shown(argument: Argument | None) -> str:
    """The number format of an argument, by its kind; a place in a table is whole."""
    if argument is None:
        return "0_)"
    if "kW" in argument.unit:  # small in millions
        return "general"
    if argument.kind.name == "Number" and argument.unit in _LARGE:
        return "general"
    return _FORMATS.get(argument.kind.name, "0_)")


def keys(page: Page, row: int, name: str, pairs: tuple[tuple[str, str], ...]) -> int:
    """Write keys beside their values and name them, if told to; return a row after them."""
    first = row
    for key, formula in pairs:
        page.put(f"D{row}", key)
        page.put(f"E{row}", f"={formula}", "general", align="right")
        row += 1
    if name:
        page.define(f"row_parity_{name}", f"D{first}:E{row - 1}", "number",
                    f"Keys and values: {name}", sign="both", axis="list")  # fmt: skip
    return row + 1
