"""Pieces that the sheets of the question share: a row of a table of inputs, as a formula."""

from __future__ import annotations

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
