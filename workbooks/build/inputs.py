"""The Inputs sheet: every blue cell, its validation and its provenance."""

from __future__ import annotations

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation

from workbooks.build.fields import YESNO, Field, Grid
from workbooks.build.kit import Book, Page
from workbooks.build.look import INPUT_BLUE, PALE_YELLOW, unit_name

_EDGE = Side(style="hair", color="BFBFBF")
_COLUMNS = "DEF"
_MONEY_UNIT = "=row_entry_unit"


def build(
    book: Book,
    groups: tuple[tuple[str, str, tuple[Field, ...]], ...],
    grids: tuple[Grid, ...],
    pages: int = 3,
) -> Page:
    """Write the Inputs sheet."""
    page = book.page(
        "Inputs",
        "Inputs",
        "input",
        {"B": 46, "C": 13, "D": 26, "E:F": 16, "G": 56, "H": 12, "I": 12, "J": 66},
    )
    row = Page.FIRST
    for title, note, fields in groups:
        row = _group(page, row, title, note, fields)
    for grid in grids:
        row = _grid(page, row, grid)
    page.finish(row, freeze="D6", pages=pages)
    return page


def _group(page: Page, row: int, title: str, note: str, fields: tuple[Field, ...]) -> int:
    page.block(row, title, note)
    row += 2
    page.head(
        row,
        "B",
        ["Input", "Unit", "Value", "", "", "Source", "Date", "Grade", "Note"],
        height=16,
    )
    for field in fields:
        row += 1
        page.put(f"B{row}", field.label)
        page.put(f"C{row}", _unit(field), colour="595959")
        _input(page, f"D{row}", field)
        page.define(f"in_{field.key}", f"D{row}", _unit_name(field), field.label, axis="input")
        _provenance(page, row)
        page.define(
            f"in_{field.key}_note",
            f"G{row}:J{row}",
            "text",
            f"{field.label}: provenance",
            axis="input",
            listed=False,
        )
    return row + 2


def _grid(page: Page, row: int, grid: Grid) -> int:
    page.block(row, grid.title, grid.note)
    row += 2
    titles = [f.label for f in grid.columns] + [""] * (3 - len(grid.columns))
    told = ["Source", "Date", "Grade", "Note"] if not grid.continued else []
    page.head(row, "B", ["Row", "Unit", *titles, *told], height=28)
    first = row + 1
    for label in grid.rows:
        row += 1
        page.put(f"B{row}", label)
        page.put(f"C{row}", _unit(grid.columns[-1]), colour="595959")
        for column, field in zip(_COLUMNS, grid.columns, strict=False):
            _input(page, f"{column}{row}", field, joined=False)
        if not grid.continued:
            _provenance(page, row)
    for column, field in zip(_COLUMNS, grid.columns, strict=False):
        page.define(
            f"in_{field.key}",
            f"{column}{first}:{column}{row}",
            _unit_name(field),
            f"{grid.title}: {field.label}",
            axis="input",
        )
    if grid.continued:
        return row + 2
    page.define(
        f"in_{grid.columns[0].key}_note",
        f"G{first}:J{row}",
        "text",
        f"{grid.title}: provenance",
        axis="input",
        listed=False,
    )
    return row + 2


def _unit(field: Field) -> str:
    if field.unit:
        return field.unit
    return {
        "money": _MONEY_UNIT,
        "rate": "%",
        "years": "years",
        "count": "number",
        "flag": "0 or 1",
        "bp": "bp",
        "date": "date",
        "check": "share",
        "text": "text",
        "number": "number",
        "plain": "=in_currency",
        "hour": '=in_currency&"/GPU-h"',
    }[field.fmt]


def _unit_name(field: Field) -> str:
    """The unit of an input in the contract: money in the unit of entry is not yet the model's."""
    if field.rule == YESNO:
        return "flag"
    return {"check": "number", "money": "money entered"}.get(field.fmt, unit_name(field.fmt))


def _input(page: Page, ref: str, field: Field, *, joined: bool = True) -> None:
    fmt = {
        "money": "#,##0.0##_);(#,##0.0##);0_)",
        "count": "0",
        "rate": "0.00##%",
        "years": "0.00##",
        "check": "0.0E+00",
        "text": "General",
        "number": "0.00##",
        "plain": "#,##0_);(#,##0);0_)",
        "hour": "0.00##",
    }.get(field.fmt, field.fmt)
    if field.rule == YESNO:
        fmt = '"TRUE";"TRUE";"FALSE"'
    words = field.fmt == "text" and not field.rule
    cell = page.put(
        ref,
        None,
        fmt,
        colour=INPUT_BLUE,
        fill=PALE_YELLOW,
        align="left" if words else "right",
        wrap=words,
    )
    if words and joined:
        row = ref[1:]
        page.ws.merge_cells(f"D{row}:F{row}")
        if field.key == "story":
            page.ws.row_dimensions[int(row)].height = 100
    cell.border = Border(top=_EDGE, bottom=_EDGE, left=_EDGE, right=_EDGE)
    cell.protection = Protection(locked=False)
    if field.comment:
        cell.comment = Comment(field.comment, "OnBalance", height=60, width=260)
    if not field.rule:
        return
    kind, *bounds = field.rule
    sentence = field.hint or _sentence(field, bounds)
    if kind == "list":
        source = bounds[0] if bounds[0].startswith('"') else f'"{bounds[0]}"'
        rule = DataValidation(type="list", formula1=source, allow_blank=True)
    else:
        rule = DataValidation(
            type=kind,
            operator="between",
            formula1=bounds[0],
            formula2=bounds[1],
            allow_blank=True,
        )
    rule.error = sentence[:220]
    rule.errorTitle = field.label[:30]
    rule.prompt = sentence[:220]
    rule.promptTitle = field.label[:30]
    rule.showErrorMessage = True
    rule.showInputMessage = True
    rule.add(ref)
    page.ws.add_data_validation(rule)


def _sentence(field: Field, bounds: list[str]) -> str:
    if field.fmt == "date":
        return "A date"
    if field.rule == YESNO:
        return "TRUE or FALSE"
    if field.rule[0] == "list":
        return "One of the list"
    if field.fmt == "rate":
        low, high = float(bounds[0]), float(bounds[1])
        return f"A rate from {low:.0%} to {high:.0%}"
    if field.fmt == "money":
        return "An amount of zero or more, in the unit of entry"
    return f"A number from {float(bounds[0]):g} to {float(bounds[1]):g}"


def _provenance(page: Page, row: int) -> None:
    for column, fmt in zip("GHIJ", ("General", "date", "General", "General"), strict=True):
        cell = page.put(f"{column}{row}", None, fmt, size=9, colour=INPUT_BLUE)
        cell.fill = PatternFill("solid", fgColor="FFFFFF")
        cell.alignment = Alignment(
            wrap_text=column in "GJ", horizontal="left", vertical="center", indent=1
        )
