"""Columns of a table that hold blanks and errors beside numbers."""

from __future__ import annotations

from math import isfinite
from typing import Any


def finite(columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The columns as they are; OverflowError when a number among them is not finite.

    >>> finite({"Coverage": [0.5, ""]})
    {'Coverage': [0.5, '']}
    """
    for column in columns.values():
        for cell in column:
            if isinstance(cell, float) and not isfinite(cell):
                raise OverflowError("a number in a table is not finite")
    return columns
