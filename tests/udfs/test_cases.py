"""Every number of tests/cases: published figures, derived ones and identities, with sources."""

from __future__ import annotations

import csv
import datetime
import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from udfs import registry
from udfs.errors import OnBalanceError
from udfs.table import Table

FOLDER = Path(__file__).resolve().parents[1] / "cases"
COLUMNS = ["function", "id", "kind", "source", "arguments", "pick", "expected", "tolerance"]
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def load(folder: Path = FOLDER) -> list[dict[str, str]]:
    """All case rows, each with the name of its file."""
    rows = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            assert reader.fieldnames == COLUMNS, f"{path.name}: columns must be {COLUMNS}"
            rows += [row | {"file": path.name} for row in reader]
    return rows


def value_of(item: Any) -> Any:
    """An argument as written in JSON; a text "2008-01-01" is a date."""
    if isinstance(item, list):
        return [value_of(cell) for cell in item]
    if isinstance(item, dict):
        return {key: value_of(cell) for key, cell in item.items()}
    if isinstance(item, str) and DATE.fullmatch(item):
        return datetime.date.fromisoformat(item)
    return item


def arguments_of(row: dict[str, str]) -> dict[str, Any]:
    """The keyword arguments of a case row."""
    return {key: value_of(item) for key, item in json.loads(row["arguments"]).items()}


def pick(result: Any, where: str) -> Any:
    """The part of a result that a case speaks of.

    "" is the result itself; "column" a whole column; "column[3]" one row of it (from 0);
    "Label:column" the row whose first column holds the label.
    """
    if not where:
        return result
    assert isinstance(result, Table), "only a table has columns"
    label, _, key = where.rpartition(":")
    if label:
        first = [str(cell) for cell in result[result.keys()[0]]]
        return result[key][first.index(label)]
    found = re.fullmatch(r"(\w+)\[(-?\d+)\]", key)
    return result[found[1]][int(found[2])] if found else result[key]


def expected_of(text: str) -> Any:
    """A number, a text or a JSON list of them."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def agree(found: Any, expected: Any, tolerance: float) -> bool:
    """Whether a result equals the expected value, number by number."""
    if isinstance(expected, list):
        cells = list(found)
        return len(cells) == len(expected) and all(
            agree(cell, item, tolerance) for cell, item in zip(cells, expected, strict=True)
        )
    if isinstance(expected, bool):
        return bool(found == expected)
    if isinstance(expected, (int, float)):
        number = isinstance(found, (int, float, np.number)) and math.isfinite(found)
        return number and abs(found - expected) <= tolerance
    return bool(str(found) == str(expected))


ROWS = load()


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['function']}-{row['id']}" for row in ROWS])
def test_case(row: dict[str, str]) -> None:
    function = registry.spec(row["function"]).function
    expected = expected_of(row["expected"])
    if isinstance(expected, str) and expected.startswith("#"):
        with pytest.raises(OnBalanceError) as caught:
            function(**arguments_of(row))
        assert caught.value.excel == expected
        return
    found = pick(function(**arguments_of(row)), row["pick"])
    tolerance = float(row["tolerance"] or 0)
    assert agree(found, expected, tolerance), f"{found!r} is not {expected!r} within {tolerance}"


def test_a_case_says_where_it_comes_from() -> None:
    for row in ROWS:
        assert row["kind"] in {"published", "derived", "identity"}, row
        assert len(row["source"]) > 8, row
        assert row["id"], row


def test_ids_are_unique() -> None:
    ids = [(row["function"], row["id"], row["pick"]) for row in ROWS]
    assert len(set(ids)) == len(ids)


def test_the_runner_can_tell_right_from_wrong() -> None:
    assert agree(1.0, 1, 0)
    assert agree([1.0, 2.0], [1, 2], 0)
    assert not agree([1.0, 2.0], [1, 2, 3], 1)
    assert not agree(float("nan"), 1, 10)
    assert not agree("1", 1, 0)
    assert not agree(1.1, 1, 0.05)
