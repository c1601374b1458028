"""What a call through xlwings' server costs on Python's side, beside the call itself.

The message from Excel to Python and back is not in it: it needs Excel.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.importorskip("xlwings")

from tests.addin.excel.bridge import Excel  # noqa: E402  (only where xlwings is)
from tests.bench.ratio import record  # noqa: E402

SCALAR = ("LEASE_PV", [[[0.05]], [[20.0]], [[200.0]]])
TABLE = ("LEASE_SCHEDULE", [[[0.05]], [[240.0]], [[100.0]]])


@pytest.fixture(scope="module")
def excel() -> Iterator[Excel]:
    running = Excel()
    yield running
    running.stop()


@pytest.mark.parametrize(
    ("anchor", "shown"), [("function", "the function"), ("call", "addin.call")]
)
def test_one_cell(excel, anchor, shown):
    reached = excel.ask("ratio", function=SCALAR[0], arguments=SCALAR[1], anchor=anchor, inner=300)
    assert record(f"CallUDF / {shown}, one cell", reached) > 0


@pytest.mark.parametrize(
    ("anchor", "shown"), [("function", "the function"), ("call", "addin.call")]
)
def test_a_table_of_240_rows(excel, anchor, shown):
    rows = excel.ask("call", function=TABLE[0], arguments=TABLE[1], how="values")
    assert len(rows) == 241
    reached = excel.ask("ratio", function=TABLE[0], arguments=TABLE[1], anchor=anchor, inner=20)
    assert record(f"CallUDF / {shown}, 240 rows by {len(rows[0])}", reached) > 0
