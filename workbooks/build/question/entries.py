"""The checks of what was entered: order, holes, half-filled rows, text where a number belongs."""

from __future__ import annotations

import re

from workbooks.build.charts import cells
from workbooks.build.checks import Check
from workbooks.build.kit import Book
from workbooks.build.question.fields import GRIDS, SCALARS

_COLUMNS = [column for grid in GRIDS for column in grid.columns]
_NUMERIC = {"money", "number", "rate", "years", "date", "count", "check"}
#: a table: its first column, and what every row of it must have
ROWS = (
    ("quarter_name", ("quarter_end", "quarter_revenue")),
    ("part_name", ("part_per_gpu",)),
    ("company", ("company_revenue",)),
    ("other_claim", ("other_date", "other_required")),
    ("run_label", ("run_amount", "run_per")),
    ("capex_company", ("capex_low",)),
    ("wall_year", ("wall_capex",)),
    ("lab_name", ("lab_revenue", "lab_inference", "lab_training", "lab_staff", "lab_other")),
    ("fact", ("fact_amount",)),
    ("point", ("point_date", "point_gpu", "point_mult", "point_margin")),
)
ORDERED = (
    ("order_quarters", "Quarters are in the order of time", "in_quarter_end"),
    ("order_years", "Years of spending are in order", "in_wall_year"),
    ("order_points", "Points of the history are in order", "in_point_date"),
)


def entered(book: Book) -> tuple[Check, ...]:
    """The checks, written for where the inputs of the book stand."""
    ordered = tuple(
        Check(key, label, _disorder(cells(book, name)), "0", "1") for key, label, name in ORDERED
    )
    ends = cells(book, "in_quarter_end")
    others = (
        Check("spaced", "A quarter ends some three months after the last", _gaps(ends), "0", "1"),
        Check(
            "holes",
            "No table has an empty row between others",
            "+".join(_holes(cells(book, f"in_{first}")) for first, _ in ROWS),
            "0",
            "1",
        ),
        Check(
            "rows",
            "Every row of a table has its numbers",
            "+".join(
                f'SUMPRODUCT((in_{first}<>"")*(in_{key}=""))'
                for first, keys in ROWS
                for key in keys
            ),
            "0",
            "1",
        ),
        *(
            Check(
                key,
                f"Where a number is asked for {where} there is no text",
                "+".join(f'SUMPRODUCT((in_{name}<>"")*1)' for name in names),
                "+".join(f"COUNT(in_{name})" for name in names),
                "1",
            )
            for key, where, names in (
                ("numbers", "above the tables", [f.key for f in SCALARS if f.fmt in _NUMERIC]),
                ("numbers_tables", "in a table", [c.key for c in _COLUMNS if c.fmt in _NUMERIC]),
            )
        ),
    )
    return ordered + others


def _shifted(area: str) -> tuple[str, str]:
    """A column without its last cell, and without its first."""
    found = re.fullmatch(r"(.+!)\$([A-Z]+)\$(\d+):\$[A-Z]+\$(\d+)", area)
    assert found is not None
    sheet, letter, first, last = found[1], found[2], int(found[3]), int(found[4])
    before = f"{sheet}${letter}${first}:${letter}${last - 1}"
    return before, f"{sheet}${letter}${first + 1}:${letter}${last}"


def _disorder(area: str) -> str:
    """How many cells of a column are not after the one before, or stand after a blank."""
    before, after = _shifted(area)
    return f'SUMPRODUCT(({after}<>"")*(({after}<={before})+({before}="")>0))'


def _holes(area: str) -> str:
    """How many cells of a column stand after a blank."""
    before, after = _shifted(area)
    return f'SUMPRODUCT(({after}<>"")*({before}=""))'


def _gaps(area: str) -> str:
    """How many days of a column are too near to the one before, or too far from it."""
    before, after = _shifted(area)
    days = f"({after}-{before})"
    outside = f"(({days}<row_quarter_least)+({days}>row_quarter_most)>0)"
    return f'SUMPRODUCT(({after}<>"")*({before}<>"")*{outside})'
