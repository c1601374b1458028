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


def table(page: Page, head: int, cells: tuple[Cell, ...], count: int, *, height: float = 28) -> int:
    """Write the rows of a table of inputs; the number of an empty row is not seen."""
    last = write(page, head, cells, count, axis="list", height=height)
    page.rule(f"C{head + 1}:C{last}", f'$B{head + 1}=""', "FFFFFF")
    return last
