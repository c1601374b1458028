"""F9: typed numbers that nothing uses."""

from __future__ import annotations

from collections.abc import Iterator

from workbooks.audit.context import Context
from workbooks.audit.graph import graph
from workbooks.audit.model import Cell, Grid
from workbooks.audit.rules import Hit, rule
from workbooks.audit.spans import is_year

#: Share of the typed numbers of a sheet that must be used for the others to be strays.
_SHARE = 0.5


@rule(
    "f9-unused-input", "A typed number that nothing uses",
    means="Most numbers of the sheet enter a formula; to change this one changes nothing.",
    cure="Use it, say that it is for information, or take it out.",
    survey="info", contract=None,
)  # fmt: skip
def unused_input(context: Context) -> Iterator[Hit]:
    """One finding a sheet: its typed numbers with a name to which no formula refers."""
    used = context.once(graph).used
    for grid in context.workbook.grids.values():
        typed = [cell for cell in grid.cells.values() if _is_input(grid, cell)]
        idle = [cell for cell in typed if (grid.title, cell.row, cell.column) not in used]
        if idle and len(idle) <= (1 - _SHARE) * len(typed):
            areas = tuple(cell.area for cell in idle)
            yield Hit(
                grid.title, areas, f"no formula uses {len(idle)} of {len(typed)} typed numbers"
            )


def _is_input(grid: Grid, cell: Cell) -> bool:
    """Whether a cell holds a typed number with a name to its left, no year and no date."""
    if cell.kind != "number" or is_year(cell):
        return False
    left = ((cell.row, cell.column - step) for step in (1, 2, 3))
    return any((one := grid.cells.get(at)) is not None and one.kind == "text" for at in left)
