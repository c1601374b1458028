"""A table of rows on one sheet, one formula pattern per column."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbooks.build.kit import Page
from workbooks.build.look import unit_name


@dataclass(frozen=True)
class Cell:
    """One column of a table: ``[key]`` and ``[key-1]`` in the pattern mean this and the last row.

    ``first`` is the pattern of the first row when it differs; ``{r}`` is the number of the row,
    ``{input}`` and the like are filled from ``where``.
    """

    letter: str
    key: str
    title: str
    fmt: str
    pattern: str
    first: str | float | None = None
    name: str = ""
    sign: str = "+"


def write(
    page: Page,
    head: int,
    cells: tuple[Cell, ...],
    count: int,
    *,
    axis: str,
    gap: int = 1,
    height: float = 42,
) -> int:
    """Write ``count`` rows under headings at row ``head``; return the last row."""
    letters = {cell.key: cell.letter for cell in cells}
    first = head + gap
    for cell in cells:
        page.head(head, cell.letter, [cell.title], height=height, left=cell.letter == "B")
        for offset in range(count):
            row = first + offset
            pattern = cell.first if offset == 0 and cell.first is not None else cell.pattern
            value = _resolve(pattern, row, letters) if isinstance(pattern, str) else pattern
            align = "left" if cell.letter == "B" else "right"
            page.put(f"{cell.letter}{row}", value, cell.fmt, align=align)
        if cell.name:
            page.define(
                cell.name,
                f"{cell.letter}{first}:{cell.letter}{first + count - 1}",
                unit_name(cell.fmt),
                cell.title,
                sign=cell.sign,
                axis=axis,
                seed="first row" if cell.first is not None else "",
            )
    return first + count - 1


def _resolve(pattern: str, row: int, letters: dict[str, str]) -> str:
    def cell(match: re.Match[str]) -> str:
        return f"{letters[match[1]]}{row + int(match[2] or 0)}"

    return re.sub(r"\[([a-z_]+)([+-]\d+)?\]", cell, pattern)
