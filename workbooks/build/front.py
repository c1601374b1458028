"""Cover, Sources and Notes: what the workbook is, where its numbers come from, what it declares."""

from __future__ import annotations

from typing import NamedTuple

from openpyxl.styles import Alignment
from openpyxl.utils import column_index_from_string, get_column_letter

from workbooks.build.axis import FIRST as FIRST_ROW
from workbooks.build.axis import HEAD
from workbooks.build.fields import Field, Grid
from workbooks.build.kit import Book, Page
from workbooks.build.look import NAVY, PALE_YELLOW

#: A table with more rows than this has one source for all of them.
LISTED = 30


class Words(NamedTuple):
    """What a workbook says of itself: title, who takes part, purpose, sheets and methods."""

    title: str
    people: tuple[tuple[str, str], ...]
    purpose: str
    sheets: tuple[tuple[str, str], ...]
    methods: tuple[str, ...]
    along: tuple[str, ...]


def cover(book: Book, version: str, more: tuple[str, str] | None, words: Words) -> Page:
    """Write the Cover sheet; `more` is the name of one sheet more, and what it holds."""
    page = book.page("Cover", words.title, "cover", {"B": 24, "C": 80, "D": 24})
    row = Page.FIRST
    lines = (
        ("Deal", "=in_name"),
        *((label, f'=IF({name}="","",{name})') for label, name in words.people),
        ("Purpose", words.purpose),
        ("Master check", "=row_master_text"),
        ("Version", f"OnBalance {version}"),
        (
            "Formulas",
            "Native only: no add-in and no macro is needed. Change any blue cell."
            if more is None
            else f"Native, except on {more[0]}, which needs the add-in. Change any blue cell.",
        ),
    )
    for label, value in lines:
        page.put(f"B{row}", label, bold=True)
        page.put(f"C{row}", value, wrap=True, colour="000000")
        if label == "Purpose":
            page.ws.row_dimensions[row].height = 27
        row += 1
    page.rule(f"C{Page.FIRST + 5}", "chk_master=0", "00703C")
    page.rule(f"C{Page.FIRST + 5}", "chk_master<>0", "C00000")
    row += 1
    page.block(row, "Sheets")
    sheets = words.sheets
    after = [name for name, _ in sheets].index("Checks") + 1
    for name, text in (*sheets[:after], *([more] if more else []), *sheets[after:]):
        row += 1
        cell = page.put(f"B{row}", name, colour="0563C1")
        cell.hyperlink = f"#'{name}'!A1"
        page.put(f"C{row}", text)
    row += 2
    page.block(row, "Colours")
    for text, colour, fill in (
        ("Input: type here", "0000FF", PALE_YELLOW),
        ("Formula", "000000", None),
        ("Link to another sheet", "00703C", None),
        ("Heading", NAVY, None),
    ):
        row += 1
        page.put(f"B{row}", text, colour=colour, fill=fill, bold=colour == NAVY)
    page.finish(row, pages=1)
    return page


def sources(
    book: Book,
    scalars: tuple[Field, ...],
    grids: tuple[Grid, ...],
    pages: int = 2,
) -> Page:
    """Write the Sources sheet."""
    page = book.page(
        "Sources",
        "Sources of the inputs",
        "output",
        {"B": 46, "C": 26, "D": 50, "E": 13, "F": 11, "G": 60},
    )
    row = Page.FIRST
    page.put(
        f"B{row}",
        "Grade: A filing, agency or standard; B named press or analyst; C secondary"
        "; CALC computed; MEM from memory; seed: the articles; assumption: chosen for this model",
        italic=True,
        colour="595959",
        size=9,
    )
    row += 1
    page.head(row, "B", ["Input", "Value", "Source", "Date", "Grade", "Note"], height=16)
    for field in scalars:
        if field.fmt == "text" and not field.rule:
            continue  # words: what the deal is called has no source
        row += 1
        page.put(f"B{row}", field.label)
        fmt = {
            "money": "#,##0.0##",
            "count": "0",
            "rate": "0.00##%",
            "text": "General",
            "years": "0.00##",
            "check": "0.0E+00",
        }.get(field.fmt, field.fmt)
        page.put(f"C{row}", f'=IF(in_{field.key}="","",in_{field.key})', fmt, align="right")
        _notes(page, row, f"in_{field.key}_note", 0)
    for grid in grids:
        shown = grid.rows if len(grid.rows) <= LISTED else grid.rows[:1]
        for offset, label in enumerate(() if grid.continued else shown):
            row += 1
            key = grid.columns[0].key
            page.put(f"B{row}", f"{grid.title}: {label}")
            cell = _cell(page, f"in_{key}", offset)
            page.put(
                f"C{row}",
                f'=IF({cell}="","",{cell})',
                "date" if grid.columns[0].fmt == "date" else "#,##0.0##",
                align="right",
            )
            _notes(page, row, f"in_{key}_note", offset)
    page.define("row_sources", f"D{Page.FIRST + 2}:G{row}", "text", "Sources", axis="list")
    page.finish(row, titles="1:7", pages=pages)
    return page


def _notes(page: Page, row: int, name: str, down: int) -> None:
    for right, (letter, fmt) in enumerate(
        zip("DEFG", ("General", "date", "General", "General"), strict=True)
    ):
        cell = _cell(page, name, down, right)
        page.put(f"{letter}{row}", f'=IF({cell}="","",{cell})', fmt, size=9).alignment = Alignment(
            wrap_text=letter in "DG", horizontal="left", vertical="center", indent=1
        )


def _cell(page: Page, name: str, down: int, right: int = 0) -> str:
    """Name one cell of an input directly: its sheet, column and row."""
    sheet, area = page.book.wb.defined_names[name].attr_text.split("!")
    column, row = area.split(":")[0].strip("$").split("$")
    letter = get_column_letter(column_index_from_string(column) + right)
    return f"{sheet.strip(chr(39))}!{letter}{int(row) + down}"


def notes(book: Book, version: str, words: Words) -> Page:
    """Write the Notes sheet: methods and the contract."""
    page = book.page(
        "Notes",
        "Notes: methods, formulas and the contract of this template",
        "output",
        {"B": 34, "C": 10, "D": 12, "E": 8, "F": 12, "G": 12, "H": 70},
    )
    row = Page.FIRST
    page.block(row, "Methods")
    for text in words.methods:
        row += 1
        page.put(f"B{row}", text, wrap=True)
        page.ws.merge_cells(f"B{row}:H{row}")
        page.ws.row_dimensions[row].height = 27 if len(text) > 150 else 14
    row = _formula_map(page, row + 2, words.along)
    page.last_column = 8
    page.finish(row - 1, pages=2)
    page.block(
        row,
        "Contract",
        f"Names that filling and auditing read, OnBalance {version}. Kinds: in input, "
        "out output, chk check, ax axis, row line",
    )
    row += 2
    page.head(row, "B", ["Name", "Kind", "Unit", "Sign", "Axis", "Seed", "Meaning"], height=16)
    first = row
    for entry in book.contract.rows:
        row += 1
        for letter, text in zip("BCDEFGH", entry, strict=True):
            page.put(f"{letter}{row}", text, size=9)
    # The contract is read by programs; it stands below the printed part.
    book.name("ax_contract", f"'Notes'!$B${first}:$H${row}", "text", "This table", axis="list")
    return page


def _formula_map(page: Page, row: int, sheets: tuple[str, ...]) -> int:
    """List each line along time with the formula of its first period."""
    page.block(
        row, "Map of the formulas along time", "As in period 1; one formula runs down each line"
    )
    row += 2
    page.head(row, "B", ["Line", "Sheet", "Column", "Formula", "", "", ""], height=16)
    for sheet in sheets:
        ws = page.ws.parent[sheet]
        for cell in ws[HEAD]:
            if cell.value is None:
                continue
            row += 1
            formula = ws.cell(FIRST_ROW + 1, cell.column).value
            page.put(f"B{row}", cell.value, size=9)
            page.put(f"C{row}", sheet, size=9)
            page.put(f"D{row}", cell.column_letter, size=9)
            page.put(f"E{row}", str(formula).removeprefix("="), size=9, wrap=True)
            page.ws.merge_cells(f"E{row}:H{row}")
            page.ws.row_dimensions[row].height = 12.5 * (1 + len(str(formula)) // 105)
    return row + 2
