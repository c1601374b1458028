"""The flat inputs of a deal, read with their defaults and units.

They are those of the template's Inputs sheet without their ``in_`` prefix: a number, a text, a
date or a list of them; None or an empty text is a blank cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import numpy as np

from udfs.finance.calendar import to_serial

UNITS = {"$": 1.0, "$k": 1e3, "$M": 1e6, "$B": 1e9}


class Inputs:
    """Flat inputs with blanks, defaults and units taken care of."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values
        unit = self.text("unit", "$M")
        self.scale = UNITS[unit] / UNITS[self.text("show_unit", unit)]

    def _get(self, name: str) -> object:
        value = self._values.get(name)
        return None if isinstance(value, str) and not value.strip() else value

    def text(self, name: str, default: str) -> str:
        value = self._get(name)
        return default if value is None else str(value)

    def maybe(self, name: str) -> float | None:
        """A number, or None for a blank."""
        value = self._get(name)
        return None if value is None else _number(value)

    def number(self, name: str, default: float = 0.0) -> float:
        value = self.maybe(name)
        return default if value is None else value

    def money(self, name: str, default: float = 0.0) -> float:
        """An amount in the unit that the outputs are shown in."""
        return self.scale * self.number(name, default)

    def flag(self, name: str) -> bool:
        return self.number(name) != 0.0

    def column(self, name: str) -> list[object]:
        value = self._get(name)
        return list(value) if isinstance(value, list | tuple) else []

    def numbers(self, name: str) -> list[float | None]:
        return [None if item in (None, "") else _number(item) for item in self.column(name)]

    def moneys(self, name: str) -> list[float | None]:
        return [None if item is None else self.scale * item for item in self.numbers(name)]

    def day(self, name: str) -> float:
        return serial(self._values[name])

    def timing(self) -> int:
        value = self._get("timing")
        return int(value == "advance") if isinstance(value, str) else int(self.number("timing"))


def serial(value: object) -> float:
    """Serial of a date, given as a date, a text such as 2029-01-01 or a serial."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if isinstance(value, date):
        return to_serial(value)
    if isinstance(value, int | float):
        return float(value)
    raise TypeError(f"a date is needed, got {value!r}")


def _number(value: object) -> float:
    if isinstance(value, int | float | np.number):
        return float(value)
    raise TypeError(f"a number is needed, got {value!r}")
