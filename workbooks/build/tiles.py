"""The large numbers at the top of a memo."""

from __future__ import annotations

from openpyxl.styles import Alignment, Border, Side

from workbooks.build.kit import Page
from workbooks.build.look import NAVY

_RULE = Side(style="medium", color=NAVY)

#: first and last column, label, formula, number format, the line under the number
Tile = tuple[str, str, str, str, str, str]


def draw(page: Page, row: int, tiles: tuple[Tile, ...]) -> None:
    """Write three rows: what the number is, the number, how it was got."""
    for first, last, label, formula, fmt, under in tiles:
        unit = "" if fmt != "#,##0.0" else '&" ("&row_unit&")"'
        page.put(f"{first}{row}", f'="{label}"{unit}', size=10, colour="595959")
        page.put(f"{first}{row + 1}", formula, fmt, bold=True, size=20, colour=NAVY, align="left")
        page.put(f"{first}{row + 2}", under, size=9, colour="595959")
        for column in range(ord(first), ord(last) + 1):
            page.ws[f"{chr(column)}{row}"].border = Border(top=_RULE)
        if first != last:
            page.ws.merge_cells(f"{first}{row + 1}:{last}{row + 1}")
        page.ws[f"{first}{row + 2}"].alignment = Alignment(wrap_text=True, vertical="top")
        if first != last:
            page.ws.merge_cells(f"{first}{row + 2}:{last}{row + 2}")
    page.ws.row_dimensions[row + 1].height = 28
    page.ws.row_dimensions[row + 2].height = 27
