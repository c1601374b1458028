"""What an input is: its name, label, number format and rule; and a table of inputs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One input cell: the name after ``in_``, its label, number format and rule."""

    key: str
    label: str
    fmt: str
    unit: str = ""
    rule: tuple[str, ...] = ()
    hint: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Grid:
    """A table of inputs: one name per column, three at most.

    A wider table goes on in another one, which says so: its rows have their sources in the first.
    """

    title: str
    note: str
    rows: tuple[str, ...]
    columns: tuple[Field, ...]
    continued: bool = False


MONEY_RULE = ("decimal", "0", "1E+15")
SHARE_RULE = ("decimal", "0", "1")
YESNO = ("list", "TRUE,FALSE")
