"""Pieces that the sheets of the question share: a row of a table of inputs, as a formula."""

from __future__ import annotations

from workbooks.build.kit import Page
from workbooks.build.table import Cell, write

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
    """Write beside a table the notes that its rows have on Inputs."""
    sheet, area = str(page.book.wb.defined_names[f"in_{key}_note"].attr_text).split("!")
    column, first = (
        area.split(":")[1].strip("$").split("$")[0],
        int(area.split(":")[0].split("$")[2]),
    )
    page.head(head, letter, ["Remark"], left=True)
    for offset in range(count):
        cell = f"{sheet}!${column}${first + offset}"
        page.put(f"{letter}{head + 1 + offset}", f'=IF({cell}="","",{cell})', "text",
                 size=8, colour="595959", wrap=True)  # fmt: skip


def table(page: Page, head: int, cells: tuple[Cell, ...], count: int, *, height: float = 28) -> int:
    """Write the rows of a table of inputs; the number of an empty row is not seen."""
    last = write(page, head, cells, count, axis="list", height=height)
    page.rule(f"C{head + 1}:C{last}", f'$B{head + 1}=""', "FFFFFF")
    return last
