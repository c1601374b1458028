"""Pieces that the sheets of the question share: a row of a table of inputs, as a formula."""

from __future__ import annotations

from openpyxl.styles import Alignment

from workbooks.build.kit import Page
from workbooks.build.table import Cell, write

_ASIDE = Alignment(wrap_text=True, vertical="center", indent=1)
#: the number of the row, in every table: one formula runs down each column
NUMBER = "=[k-1]+1"


def entry(key: str) -> str:
    """One cell of a column of inputs."""
    return f"INDEX(in_{key},[k])"


def words(key: str) -> str:
    """The text of a row."""
    return f'=IF({entry(key)}="","",{entry(key)})'


def plain(key: str) -> str:
    """The number of a row, or nothing."""
    return f'=IF(COUNT({entry(key)})=0,"",{entry(key)})'


def money(key: str) -> str:
    """The amount of a row in the unit of display, or nothing."""
    return f'=IF(COUNT({entry(key)})=0,"",{entry(key)}*row_scale)'


def where(formula: str, *cells: str, otherwise: str = '""') -> str:
    """A formula of cells of the row that may be empty: then it is too."""
    test = "*".join(f"COUNT({cell})" for cell in cells)
    return f"=IF({test}=0,{otherwise},{formula})"


def amount(key: str, blank: str = '"n/a"') -> str:
    """A single input of money in the unit of display."""
    return f"=IF(COUNT(in_{key})=0,{blank},in_{key}*row_scale)"


def remarks(page: Page, head: int, letter: str, key: str, count: int) -> None:
    """Write beside a table the notes of its rows on Inputs; filling gives them their lines."""
    sheet, area = str(page.book.wb.defined_names[f"in_{key}_note"].attr_text).split("!")
    _, _, top, column, _ = area.replace(":", "").split("$")
    page.head(head, letter, ["Remark"], left=True)
    page.ws[f"{letter}{head}"].alignment = _ASIDE
    for row in range(1, count + 1):
        cell = f"{sheet}!${column}{int(top) + row - 1}"
        formula = f'=IF({cell}="","",{cell})'
        page.put(f"{letter}{head + row}", formula, "text", size=8, colour="595959")
        page.ws[f"{letter}{head + row}"].alignment = _ASIDE
    page.define(f"row_{key}_remark", f"{letter}{head + 1}:{letter}{head + count}", "text",
                f"Remarks: {key}", axis="list")  # fmt: skip


def table(page: Page, head: int, cells: tuple[Cell, ...], count: int, *, height: float = 28) -> int:
    """Write the rows of a table of inputs; the number of an empty row is not seen."""
    last = write(page, head, cells, count, axis="list", height=height)
    page.rule(f"C{head + 1}:C{last}", f'$B{head + 1}=""', "FFFFFF")
    return last
