"""A recalculation in LibreOffice Calc: our functions against Calc's own, cell for cell."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from addin.call import call
from tests.addin.calc.conftest import calc, extensions  # noqa: F401  (fixtures)
from tests.bench.ratio import ratio, record
from workbooks.address import column_letters

MANY, TERM = 10_000, 240
OURS, NATIVE = "=LEASE_PV(A{row},20,200)", "=-PV(A{row},20,200)"
COLUMNS = 5


def rate(row: int) -> float:
    return 0.01 + row * 1e-6


def book(count: int, formula: str = "", array: tuple[str, str] | None = None) -> bytes:
    """Rates in column A, formulas in column B, or one array formula."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in range(1, count + 1):
        sheet.cell(row, 1).value = rate(row)
        if formula:
            sheet.cell(row, 2).value = formula.format(row=row)
    if array:
        place, text = array
        sheet[place.split(":")[0]] = ArrayFormula(place, text)
    data = io.BytesIO()
    workbook.save(data)
    return data.getvalue()


@pytest.fixture
def recalculation(calc: Any) -> Any:  # noqa: F811
    """Makes a call that recalculates a workbook, and checks a cell first."""
    opened = []

    def make(data: bytes, address: str, expected: float) -> Callable[[], Any]:
        document = calc.open(data)
        opened.append(document)
        ((shown,),) = calc.ask("read", doc=document, ranges=[("Sheet", address)])[0]
        assert shown == pytest.approx(expected, rel=1e-9)
        return lambda: calc.ask("calculate", doc=document)

    yield make
    for document in opened:
        calc.ask("close", doc=document)


def pv(row: int) -> Any:
    return call("LEASE_PV", [rate(row), 20.0, 200.0])[0][0]


def in_python() -> None:
    for row in range(1, MANY + 1):
        pv(row)


def test_ten_thousand_cells(recalculation: Any) -> None:
    ours = recalculation(book(MANY, OURS), f"B{MANY}", pv(MANY))
    native = recalculation(book(MANY, NATIVE), f"B{MANY}", pv(MANY))
    record("Calc: 10,000 cells LEASE_PV / 10,000 cells PV", ratio(ours, native, rounds=7))
    record("Calc: 10,000 cells LEASE_PV / 10,000 calls in Python", ratio(ours, in_python, rounds=7))


def test_one_array_formula_against_a_thousand_cells(recalculation: Any) -> None:
    array = (f"B1:B{MANY}", f"=LEASE_PV(A1:A{MANY},20,200)")
    one = recalculation(book(MANY, array=array), f"B{MANY}", pv(MANY))
    many = recalculation(book(MANY, OURS), f"B{MANY}", pv(MANY))
    native = recalculation(book(MANY, NATIVE), f"B{MANY}", pv(MANY))
    record("Calc: one LEASE_PV of 10,000 rows / 10,000 cells", ratio(one, many, rounds=7))
    record("Calc: one LEASE_PV of 10,000 rows / 10,000 cells PV", ratio(one, native, rounds=7))


def test_a_table(recalculation: Any) -> None:
    rows = call("LEASE_SCHEDULE", [0.05, float(TERM), 100.0])
    last = column_letters(COLUMNS)
    array = (f"A1:{last}{TERM + 1}", f"=LEASE_SCHEDULE(0.05,{TERM},100)")
    expected = rows[TERM][COLUMNS - 1]
    table = recalculation(book(0, array=array), f"{last}{TERM + 1}", expected)
    native = recalculation(book(TERM * COLUMNS, NATIVE), "B1", pv(1))
    record("Calc: one 240-by-5 table / 1,200 cells PV", ratio(table, native, rounds=9))
