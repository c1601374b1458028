"""The tour with our functions in its cells: for those who have the add-in."""

from __future__ import annotations

from openpyxl import Workbook


def build() -> Workbook:
    """Build the tour that calls our functions."""
    from workbooks.build.tour import write

    return write(None)
