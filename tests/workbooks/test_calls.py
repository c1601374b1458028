"""Cells that call our functions: what is computed in Python, and what is left alone."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

import udfs
from udfs.errors import TemplateError
from workbooks.cache import recalculate

DRAW = udfs.dev_draw(1200, 24, 0.07, 0.7).rows()
INPUTS = {"A1": 1200, "A2": 24, "A3": 0.07, "A4": 0.7, "A5": 26, "A6": 3, "A7": "=A5+1"}


def computed(formula: str, **more: Any) -> Any:
    """What a cell shows beside the inputs above."""
    book = openpyxl.Workbook()
    book.active.title = "S"
    for place, value in {**INPUTS, **more, "C1": formula}.items():
        book.active[place] = value
    stream = io.BytesIO()
    book.save(stream)
    return recalculate(stream.getvalue())["S", "C1"]


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=YIELD_CONVERT(A3,A8,A9)", udfs.yield_convert(0.07, 2, 1)),
        ("=INDEX(DEV_DRAW(A1,A2,A3,A4),A5,A6)", DRAW[25][2]),
        ("=INDEX(DEV_DRAW(A1,A2,A3,A4),A8,A9)", DRAW[1][0]),
        ("=INDEX(DEV_DRAW(A1,A2,A3,A4),A9,A6)", "Interest"),
        ('=IF(B1="",INDEX(DEV_DRAW(A1,A2,A3,A4),A5,A6),B1)', DRAW[25][2]),
        ("=INDEX(DEV_DRAW(A1,A2,A3,A4),A7,A6)", "#REF!"),
        ("=INDEX(DEV_DRAW(A1,A2,A3,A4),A5,B2)", "#VALUE!"),
        ("=INDEX(DEV_DRAW(A1,A2,A3,A1),A5,A6)", "#NUM!"),
        ("=INDEX(DEV_RETURNS(E1:F6),A8,A8)", "#NUM!"),  # no rent, no sale: no rate of return
        ("=INDEX(DEV_RETURNS(E1:F6),A8,A6)", 0.0),
    ],
)
def test_a_call_and_a_cell_of_a_table(formula: str, value: Any) -> None:
    deal = {"mw": 10, "cost_mw": 10, "build_months": 6, "rent_kw_mo": 0, "term": 5, "ltc": 0}
    block = {f"{column}{row}": cell for row, pair in enumerate(deal.items(), 1)
             for column, cell in zip("EF", pair, strict=True)}  # fmt: skip
    assert computed(formula, A8=2, A9=1, B2="x", **block) == value


def test_a_guard_is_shown_in_place_of_the_call() -> None:
    formula = '=IF(B1="",INDEX(DEV_DRAW(A1,A2,A3,A4),A5,A6),B1)'
    assert computed(formula, B1="n/a: no loan") == "n/a: no loan"


@pytest.mark.parametrize(
    "formula",
    [
        "=DEV_DRAW(A1,A2,A3,A4)",  # a table is more than one cell
        "=INDEX(YIELD_CONVERT(A3,A2,A2),A6,A6)",  # a number is no table
        "=INDEX(DEV_DRAW(A1,A2,A3,A4),26,3)",  # arguments are cells
        "=INDEX(DEV_DRAW(A1,A2,A3,A4),A5)",
        "=INDEX(NO_SUCH(A1),A5,A6)",
    ],
)
def test_what_cannot_be_computed_is_told(formula: str) -> None:
    with pytest.raises(TemplateError, match="cannot be computed: S!C1"):
        computed(formula)
