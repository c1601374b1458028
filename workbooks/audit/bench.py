"""A workbook on the calculation engine, to be changed cell by cell and computed again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from workbooks.address import Area, column_letters
from workbooks.audit.context import Context
from workbooks.audit.model import Workbook
from workbooks.calls import find_calls, solve
from workbooks.engine import Book
from workbooks.template import Template

Spot = tuple[str, int, int]


class Bench:
    """A workbook in memory; our own functions are computed too.

    Parameters
    ----------
    data : bytes
        The file.
    """

    def __init__(self, data: bytes) -> None:
        self._calls = find_calls(Template(data))
        self._book = Book(data)
        self.calculate()

    def put(self, values: Mapping[Spot, object]) -> None:
        """Put values into cells, in place of what they hold."""
        self._book.change({_address(spot): value for spot, value in values.items()}, {})

    def restore(self, workbook: Workbook, spots: Iterable[Spot]) -> None:
        """Put back into cells what they hold in a workbook."""
        values: dict[tuple[str, str], object] = {}
        formulas: dict[tuple[str, str], str] = {}
        for spot in spots:
            grid = workbook.grid(spot[0])
            cell = None if grid is None else grid.get(spot[1], spot[2])
            if cell is not None and cell.formula is not None:
                formulas[_address(spot)] = cell.formula
            else:
                values[_address(spot)] = None if cell is None else cell.value
        self._book.change(values, formulas)

    def calculate(self) -> None:
        """Compute what depends on what was changed."""
        self._book.calculate()
        if self._calls:
            solve(self._book, self._calls)

    def read(self, spots: Iterable[Spot]) -> dict[Spot, object]:
        """The computed values of some cells; None of one that cannot be computed."""
        areas: dict[str, dict[str, Spot]] = {}
        for spot in spots:
            areas.setdefault(spot[0], {})[f"{column_letters(spot[2])}{spot[1]}"] = spot
        found: dict[Spot, object] = {}
        for sheet, places in areas.items():
            boxes = [Area(row, column, row, column) for _, row, column in places.values()]
            values, _ = self._book.read_areas(sheet, boxes)
            found |= {spot: values.get(place) for place, spot in places.items()}
        return found

    def close(self) -> None:
        """Give the memory back."""
        self._book.close()


def _address(spot: Spot) -> tuple[str, str]:
    return spot[0], f"{column_letters(spot[2])}{spot[1]}"


def bench(context: Context) -> Bench:
    """The workbook of an audit on the engine; loaded once."""
    return Bench(context.workbook.data)
