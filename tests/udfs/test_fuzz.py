"""Whatever a cell holds, a function gives a finite result or one of our errors, and soon."""

from __future__ import annotations

import datetime
import math
import time
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.udfs.test_cases import arguments_of, load
from udfs.errors import EXCEL_CODES, DomainError, OnBalanceError
from udfs.registry import Spec, all_specs
from udfs.table import Table

SPECS = all_specs()
SECONDS = 20.0  # far above what any call needs, so that a busy machine does not matter
BASES: dict[str, list[dict[str, Any]]] = {}
for _row in load():
    BASES.setdefault(_row["function"], []).append(arguments_of(_row))

EXTREME = [0.0, -0.0, 1.0, -1.0, 1e-300, -1e-300, 5e-324, 1e300, -1e300, 1.7e308, 1e9, -1e9]
EXTREME += [1e15, 2.0**53, 0.5, -0.99, -0.999999999, 1e-9, 12.0, 365.0, 2958465.0, 1e6]
ODD = [None, "", "text", "5", "TRUE", "nominal", "effective", True, False, math.nan, math.inf]
ODD += [-math.inf, 10**400, datetime.date(2020, 2, 29), datetime.datetime(1900, 1, 1, 12), b"x"]
ODD += [np.float64(0.07), np.int64(3), np.bool_(True), np.datetime64("2021-01-01"), object(), 1j]
ODD += [DomainError("x", 1, "2"), *sorted(EXCEL_CODES)]

number = st.one_of(
    st.sampled_from(EXTREME),
    st.floats(-1.5, 1.5),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-5, 600),
)
cell = st.one_of(number, number, st.sampled_from(ODD))
line = st.lists(cell, max_size=5)
block = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(cell, min_size=width, max_size=width), max_size=4)
)
ragged = st.lists(st.one_of(cell, line), max_size=3)
array = st.one_of(
    st.lists(number, max_size=5).map(lambda cells: np.array(cells, dtype=float)),
    st.lists(st.lists(number, min_size=2, max_size=2), max_size=3).map(
        lambda rows: np.array(rows, dtype=float)
    ),
)
anything = st.one_of(cell, cell, line, block, ragged, array)
key_values = st.dictionaries(st.sampled_from(["rate", "nper", "term", "x", ""]), cell, max_size=4)


def is_fine(result: Any) -> bool:
    """A finite number, a text, or a block or table of them and of our errors."""
    if isinstance(result, Table):
        cells = [item for row in result.rows(headers=False) for item in row]
        return all(
            item is None or isinstance(item, OnBalanceError) or is_fine(item) for item in cells
        )
    if isinstance(result, np.ndarray):
        if result.dtype == object:
            return all(isinstance(item, OnBalanceError) or is_fine(item) for item in result.flat)
        return bool(np.isfinite(result).all())
    if isinstance(result, (str, bool)):
        return True
    return isinstance(result, (int, float)) and math.isfinite(result)


def run(one: Spec, arguments: dict[str, Any]) -> None:
    """Call the function; anything but a fine result or one of our errors fails the test."""
    start = time.perf_counter()
    try:
        result = one.function(**arguments)
    except OnBalanceError as error:
        result = f"{error.excel} {error}"
    assert is_fine(result), result
    assert time.perf_counter() - start < SECONDS


@st.composite
def calls(draw: st.DrawFn, one: Spec) -> dict[str, Any]:
    """Arguments of a case with some replaced, or arguments drawn from nothing."""
    names = [argument.name for argument in one.arguments]
    kinds = {argument.name: argument.kind.name for argument in one.arguments}
    arguments = dict(draw(st.sampled_from(BASES[one.name])))
    changed = draw(st.lists(st.sampled_from(names), max_size=4, unique=True))
    if draw(st.integers(0, 5)) == 0:
        changed = names
    for name in changed:
        if kinds[name] == "KeyValues" and isinstance(arguments.get(name), dict | list):
            keys = dict(arguments[name])
            for key in draw(st.lists(st.sampled_from([*keys, "unknown"]), max_size=3)):
                keys[key] = draw(anything)
            arguments[name] = draw(st.one_of(st.just(keys), key_values, anything))
        else:
            arguments[name] = draw(anything)
    return arguments


@pytest.mark.parametrize("one", SPECS, ids=lambda one: one.name)
def test_fuzz(one: Spec) -> None:
    fuzz(one, 15)


@pytest.mark.slow
@pytest.mark.parametrize("one", SPECS, ids=lambda one: one.name)
def test_fuzz_long(one: Spec) -> None:
    fuzz(one, 130)


def fuzz(one: Spec, examples: int) -> None:
    """Run a function on drawn arguments; numpy warnings are errors here."""

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(calls(one))
    def check(arguments: dict[str, Any]) -> None:
        run(one, arguments)

    check()


@pytest.mark.parametrize("one", SPECS, ids=lambda one: one.name)
def test_a_term_of_a_thousand_million(one: Spec) -> None:
    for base in BASES[one.name][:3]:
        for argument in one.arguments:
            if argument.kind.name in ("Count", "Years", "Number", "Date"):
                run(one, {**base, argument.name: 1e9})
            if argument.kind.name == "KeyValues" and isinstance(base.get(argument.name), dict):
                for key in base[argument.name]:
                    run(one, {**base, argument.name: {**base[argument.name], key: 1e9}})
