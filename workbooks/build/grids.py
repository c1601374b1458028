"""A grid of seven by seven: each cell a direct formula of its own headers."""

from __future__ import annotations

from dataclasses import dataclass

from workbooks.build.kit import Page
from workbooks.build.look import unit_name

_STEPS = range(-3, 4)
_LETTERS = "DEFGHIJ"
#: Widths of the columns that a sheet of grids needs.
WIDTHS: dict[str, float] = {"A": 4, "B": 20, "C": 14, "D:J": 13, "K": 14}


@dataclass(frozen=True)
class Grid:
    """Two headers and a formula of them: ``{d}`` the row's header, ``{a}`` the column's.

    ``{i}`` and ``{j}`` are the steps that the headers are made with.
    """

    key: str
    title: str
    note: str
    down: str
    down_head: tuple[str, str]
    across: str
    across_head: tuple[str, str]
    formula: str
    fmt: str
    middle: str
    first: int = -3
    sign: str = "+"


def place(page: Page, row: int, grid: Grid) -> int:
    """Write a grid with its title and headers; return the row after it."""
    page.block(row, grid.title, grid.note)
    row += 2
    page.put(f"B{row}", "Steps")
    for letter, step in zip(_LETTERS, range(grid.first, grid.first + 7), strict=True):
        page.put(f"{letter}{row}", step, "0;-0;0", colour="595959", align="right")
    steps = row
    page.head(row + 1, "B", [grid.down_head[0], f"{grid.across_head[0]}:", *[""] * 7], height=16)
    for letter in _LETTERS:
        page.put(
            f"{letter}{row + 1}",
            "=" + grid.across.replace("{s}", f"{letter}{steps}"),
            grid.across_head[1],
            bold=True,
            colour="FFFFFF",
            fill="1F3864",
            align="right",
        )
    first = row + 2
    for offset, step in enumerate(_STEPS):
        r = first + offset
        page.put(f"A{r}", step, "0;-0;0", colour="7F7F7F", size=8)
        head = "=" + grid.down.replace("{s}", f"A{r}")
        page.put(f"B{r}", head, grid.down_head[1], bold=True, align="right")
        for letter in _LETTERS:
            formula = grid.formula.replace("{d}", f"$B{r}").replace("{a}", f"{letter}${row + 1}")
            formula = formula.replace("{i}", f"$A{r}").replace("{j}", f"{letter}${steps}")
            page.put(f"{letter}{r}", f"={formula}", grid.fmt, align="right")
    unit = unit_name(grid.fmt)
    name, title, sign = f"out_grid_{grid.key}", grid.title, grid.sign
    page.define(name, f"D{first}:J{first + 6}", unit, title, sign=sign, axis="grid")
    middle = f"{_LETTERS[-grid.first]}{first + 3}"
    page.define(f"row_grid_{grid.key}_mid", middle, unit, f"{title}: middle", sign=sign)
    return first + 7
