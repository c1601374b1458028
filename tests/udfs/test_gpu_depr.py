"""Book and tax depreciation against spreadsheets, against printed tables and against its rules."""

from __future__ import annotations

import struct
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.udfs.test_native import Sheet
from udfs import gpu_depr, gpu_tax_depr
from udfs.errors import DomainError, InputTypeError, OnBalanceError, ZeroDenominatorError

floats = partial(st.floats, allow_subnormal=False)

FORMULAS = {
    "SL": "=SLN({cost!r},{salvage!r},{life!r})",
    "SYD": "=SYD({cost!r},{salvage!r},{life!r},{period!r})",
    "DB": "=DB({cost!r},{salvage!r},{life!r},{period!r},{month!r})",
    "DDB": "=DDB({cost!r},{salvage!r},{life!r},{period!r},{factor!r})",
    "VDB": "=VDB({cost!r},{salvage!r},{life!r},{start!r},{period!r},{factor!r},{no_switch!r})",
}


def calls(method: str, rng: np.random.Generator) -> dict[str, float]:
    """Arguments of one call, all whole."""
    life = float(rng.integers(1, 31))
    period = float(rng.integers(1, life + 1))
    cost = float(rng.choice([100.0, 2400.0, 250000.0, 1e9]))
    return {
        "cost": cost,
        "salvage": cost * float(rng.choice([0.0, 0.02, 0.1, 0.5, 0.9])),
        "life": life,
        "period": period,
        "month": float(rng.integers(1, 13)),
        "factor": float(rng.choice([0.5, 1.0, 1.5, 2.0, 3.0, 7.3])),
        "start": float(rng.integers(0, period)),
        "no_switch": bool(rng.integers(0, 2)),
    }


def ours(method: str, call: dict[str, Any]) -> float:
    """GPU_DEPR of the same arguments; `start` belongs to VDB alone."""
    kept = {key: value for key, value in call.items() if key != "start" or method == "VDB"}
    return gpu_depr(method=method, **kept)


@pytest.mark.parametrize("method", FORMULAS)
def test_whole_periods_as_a_spreadsheet(method: str) -> None:
    rng = np.random.default_rng(20261122)
    sheet = Sheet()
    tried = [calls(method, rng) for _ in range(300)]
    for row, call in enumerate(tried, 1):
        formula = FORMULAS[method].format(**call).replace("True", "TRUE")
        sheet.book.set_formula(sheet.name, f"A{row}", formula)
    sheet.book.calculate()
    for row, call in enumerate(tried, 1):
        expected, scale = sheet.value(f"A{row}"), 1e-12 * call["cost"]
        assert ours(method, call) == pytest.approx(expected, abs=scale, rel=1e-9), call


@pytest.mark.slow
def test_fractional_periods_of_vdb_as_excel() -> None:
    """formulon follows Excel, but for a rate of 1 without salvage, where the two ways tie."""
    formulon = pytest.importorskip("formulon")
    rng = np.random.default_rng(7)
    for _ in range(250):
        life = float(rng.choice([0.7, 1.0, 5.0, 5.5, 12.7, rng.uniform(0.3, 30.0)]))
        start, period = sorted(rng.uniform(0.0, life, 2).tolist())
        call = {
            "cost": 1000.0,
            "salvage": float(rng.choice([0.0, 20.0, 100.0, rng.uniform(0.0, 1000.0)])),
            "life": life,
            "start": float(rng.choice([start, np.floor(start)])),
            "period": float(rng.choice([period, life])),
            "factor": float(rng.choice([0.3, 1.0, 1.5, 2.0, 3.0, rng.uniform(0.05, 8.0)])),
            "no_switch": bool(rng.random() < 0.25),
        }
        if call["factor"] == life and call["salvage"] == 0.0:
            continue
        expected = formulon.eval_formula(FORMULAS["VDB"].format(**call)).number
        assert ours("VDB", call) == pytest.approx(expected, abs=1e-9), call


#: cost, salvage, life, start, period, factor and the charge, as the bits of doubles: values that
#: Excel 16.0 (build 20430) gave for VDB with the switch, published by the DnaCalc OxFunc project.
EXCEL_BITS = [
    "4937ad196b14dad2 4933fcb6ed2a5d5e 4041540fae6125ce 3fe8290874c98230 4022cfceb12002a8 "
    "0000000000000000 48ed77772288692e",
    "41c6a4abe3b9442a 41c5f7f9d51118c3 40379e7792105073 3fed8673e0373101 3ffec339f01b9881 "
    "3fd0000000000000 415e60de336f4b4a",
    "00df155e0307a238 0000000000000000 407430734313c2e2 40532bbd6b23d98c 407430734313c2e2 "
    "401486af7910d3b6 00c2356f8ee55aea",
]


@pytest.mark.parametrize("bits", EXCEL_BITS)
def test_charges_observed_in_excel(bits: str) -> None:
    numbers = [struct.unpack(">d", bytes.fromhex(word))[0] for word in bits.split()]
    cost, salvage, life, start, period, factor, expected = numbers
    found = gpu_depr(cost, salvage, life, period, "VDB", factor, start=start)
    assert found == pytest.approx(expected, rel=1e-12)


def test_the_rate_of_db_is_rounded_as_round_does() -> None:
    """1 - 0.8555 is 0.1445 in decimals, a hair less in binary: ROUND makes it 0.145."""
    assert gpu_depr(10000, 8555, 1, 1, "DB") == pytest.approx(1450, rel=1e-12)


@settings(max_examples=200, deadline=None)
@given(floats(0, 1e9), floats(0, 1), floats(0.3, 60), st.sampled_from(["SL", "VDB"]), floats(0, 8))
def test_charges_add_up_to_cost_less_salvage(
    cost: float, share: float, life: float, method: str, factor: float
) -> None:
    life = life if method == "SL" else float(np.ceil(life))
    periods = np.arange(1.0, np.ceil(life) + 1.0)
    charges = np.atleast_1d(gpu_depr(cost, cost * share, life, periods, method, factor))
    assert charges.sum() == pytest.approx(cost - cost * share, rel=1e-12, abs=1e-12 * cost)
    assert (charges >= -1e-12 * cost).all()


@settings(max_examples=100, deadline=None)
@given(floats(0, 1e9), floats(0, 1), st.integers(1, 40), floats(0.1, 8))
def test_declining_balance_never_falls_below_salvage(
    cost: float, share: float, life: int, factor: float
) -> None:
    periods = np.arange(1.0, life + 1.0)
    charges = np.atleast_1d(gpu_depr(cost, cost * share, life, periods, "DDB", factor))
    assert charges.sum() <= (cost - cost * share) * (1 + 1e-12)
    plain = gpu_depr(cost, cost * share, life, periods, "VDB", factor, no_switch=True)
    np.testing.assert_allclose(plain, charges, rtol=1e-9, atol=1e-12 * cost)
    total = np.sum(gpu_depr(cost, cost * share, life, periods, "SYD"))
    assert total == pytest.approx(cost - cost * share, rel=1e-12, abs=1e-12 * cost)


@settings(max_examples=100, deadline=None)
@given(floats(0, 1), floats(1, 30), floats(0, 1), floats(0, 1), st.booleans(), floats(0, 6))
def test_whole_starts_make_charges_that_add_up(
    share: float, life: float, first: float, second: float, no_switch: bool, factor: float
) -> None:
    start = float(np.floor(first * life))
    end = start + second * (life - start)
    middle = float(np.floor((start + end) / 2))
    assume(start <= middle <= end)
    part = partial(gpu_depr, 100.0, 100.0 * share, life, method="VDB", factor=factor)
    whole = part(period=end, start=start, no_switch=no_switch) if end else 0.0
    pieces = [(start, middle), (middle, end)]
    found = sum(part(period=b, start=a, no_switch=no_switch) for a, b in pieces if b)
    assert found == pytest.approx(whole, abs=1e-9)


def test_rows_agree_with_single_calls() -> None:
    rng = np.random.default_rng(3)
    size = 400
    cost, share = rng.uniform(1, 1e6, size), rng.uniform(0, 1.1, size)
    life, period = rng.uniform(-0.5, 12, size), rng.uniform(-1, 13, size)
    month, factor = rng.integers(0, 14, size).astype(float), rng.uniform(-0.5, 5, size)
    start = np.where(rng.random(size) < 0.9, period - rng.uniform(0, 2, size), -1.0)
    for method in ("SL", "SYD", "DB", "DDB", "VDB", "UNITS"):
        extra = {"start": start} if method == "VDB" else {}
        extra |= {"used": rng.uniform(-0.1, 1.1, size)} if method == "UNITS" else {}
        many = gpu_depr(cost, cost * share, life, period, method, factor, month, **extra)
        assert 20 < sum(not isinstance(cell, OnBalanceError) for cell in many) < size
        for k, cell in enumerate(many):
            one = {key: column[k] for key, column in extra.items()}
            row = (cost[k], cost[k] * share[k], life[k], period[k], method, factor[k], month[k])
            if isinstance(cell, OnBalanceError):
                with pytest.raises(type(cell)):
                    gpu_depr(*row, **one)
            else:
                assert gpu_depr(*row, **one) == pytest.approx(cell, rel=1e-14, abs=1e-12)


#: IRS Publication 946, Tables A-1 (as printed in West Federal Taxation, Table 7.2), A-2 and A-4
#: (Fischer, Kim & Co.), A-3 and A-5 (West, Table 8.4, and the TaxProtestTx data set): percent of
#: basis by recovery period, from year 1.
SLOW_15 = [5.90, 5.91, 5.90, 5.91, 5.90, 5.91, 5.90, 5.91]
TABLES: dict[str, dict[int, list[float]]] = {
    "half-year 1": {
        3: [33.33, 44.45, 14.81, 7.41],
        5: [20.00, 32.00, 19.20, 11.52, 11.52, 5.76],
        7: [14.29, 24.49, 17.49, 12.49, 8.93, 8.92, 8.93, 4.46],
        10: [10.00, 18.00, 14.40, 11.52, 9.22, 7.37, 6.55, 6.55, 6.56, 6.55, 3.28],
        15: [5.00, 9.50, 8.55, 7.70, 6.93, 6.23, 5.90, *SLOW_15, 2.95],
        20: [3.750, 7.219, 6.677, 6.177, 5.713, 5.285, 4.888, 4.522, *[4.462, 4.461] * 6, 2.231],
    },
    "mid-quarter 1": {
        3: [58.33, 27.78, 12.35, 1.54],
        5: [35.00, 26.00, 15.60, 11.01, 11.01, 1.38],
        7: [25.00, 21.43, 15.31, 10.93, 8.75, 8.74, 8.75, 1.09],
        10: [17.50, 16.50, 13.20, 10.56, 8.45, 6.76, 6.55, 6.55, 6.56, 6.55, 0.82],
        15: [8.75, 9.13, 8.21, 7.39, 6.65, 5.99, 5.90, 5.91, *SLOW_15[:7], 0.74],
        20: [6.563, 7.000, 6.482, 5.996, 5.546, 5.130, 4.746, *[4.459] * 4, 4.460]
        + [*[4.459, 4.460] * 4, 0.557],
    },
    "mid-quarter 2": {
        3: [41.67, 38.89, 14.14, 5.30],
        5: [25.00, 30.00, 18.00, 11.37, 11.37],
        7: [17.85, 23.47, 16.76, 11.97, 8.87],
    },
    "mid-quarter 3": {
        3: [25.00, 50.00, 16.67, 8.33],
        5: [15.00, 34.00, 20.40, 12.24, 11.30, 7.06],
        7: [10.71, 25.51, 18.22, 13.02, 9.30, 8.85, 8.86, 5.53],
        10: [7.50, 18.50, 14.80, 11.84, 9.47, 7.58, 6.55, 6.55, 6.56, 6.55, 4.10],
        15: [3.75, 9.63, 8.66, 7.80, 7.02, 6.31, 5.90, 5.90, 5.91, *SLOW_15[:6], 3.69],
        20: [2.813, 7.289, 6.742, 6.237, 5.769, 5.336, 4.936, 4.566, *[4.460] * 4]
        + [*[4.461, 4.460] * 4, 2.788],
    },
    "mid-quarter 4": {
        3: [8.33, 61.11, 20.37, 10.19],
        5: [5.00, 38.00, 22.80, 13.68, 10.94, 9.58],
        7: [3.57, 27.55, 19.68, 14.06, 10.04, 8.73, 8.73, 7.64],
        15: [1.25, 9.88, 8.89, 8.00, 7.20, 6.48, *SLOW_15[:4], 5.90, 5.91, 5.90, 5.91, 5.90, 5.17],
    },
}
PRINTED = [(table, recovery) for table, columns in TABLES.items() for recovery in columns]


@pytest.mark.parametrize(("table", "recovery"), PRINTED)
def test_the_printed_tables_of_the_irs(table: str, recovery: int) -> None:
    printed = TABLES[table][recovery]
    convention, quarter = table.split()
    years = np.arange(1.0, len(printed) + 1.0)
    exact = gpu_tax_depr(100, years, recovery, convention, int(quarter))
    np.testing.assert_allclose(exact, printed, rtol=0, atol=0.011)


def test_the_printed_table_of_buildings() -> None:
    first = [2.461, 2.247, 2.033, 1.819, 1.605, 1.391, 1.177, 0.963, 0.749, 0.535, 0.321, 0.107]
    months = np.arange(1.0, 13.0)
    for year, printed in ((1, first), (2, [2.564] * 12), (39, [2.564] * 12), (40, first[::-1])):
        exact = gpu_tax_depr(100, year, 39, "mid-month", months)
        np.testing.assert_allclose(exact, printed, rtol=0, atol=0.005)


@pytest.mark.parametrize("recovery", [3, 5, 7, 10, 15, 20, 39])
def test_tax_depreciation_adds_up_to_cost(recovery: int) -> None:
    years = np.arange(1.0, 45.0)
    names = ["mid-month"] if recovery == 39 else ["half-year", "mid-quarter"]
    for convention in names:
        for quarter in range(1, 13 if recovery == 39 else 5):
            for bonus in (0.0,) if recovery == 39 else (0.0, 0.4, 1.0):
                charges = gpu_tax_depr(1e6, years, recovery, convention, quarter, bonus)
                assert charges.sum() == pytest.approx(1e6, rel=1e-12)
                assert not charges[recovery + 1 :].any()
                assert (charges >= 0).all()


def test_macrs_is_vdb_laid_from_the_first_part_year() -> None:
    """Excel's VDB rolls from the fraction of its start, which is what the tax rule does."""
    for recovery, factor in ((3, 2), (5, 2), (7, 2), (10, 2), (15, 1.5), (20, 1.5)):
        for quarter in range(1, 5):
            first = (4.5 - quarter) / 4
            for year in range(1, recovery + 2):
                start, end = max(0.0, year - 2 + first), min(recovery, year - 1 + first)
                found = gpu_depr(100, 0, recovery, end, "VDB", factor, start=start)
                exact = gpu_tax_depr(100, year, recovery, "mid-quarter", quarter)
                assert found == pytest.approx(exact, abs=1e-11)


@pytest.mark.parametrize(
    ("call", "error", "sentence"),
    [
        (lambda: gpu_depr(-1, 0, 5, 1), DomainError, "cost must be at least 0, got -1"),
        (lambda: gpu_depr(1, 2, 5, 1), DomainError, "salvage must be from 0 to the cost 1, got 2"),
        (lambda: gpu_depr(1, 0, 0, 1), ZeroDenominatorError, "life must be above 0, got 0"),
        (lambda: gpu_depr(1, 0, 5, 6), DomainError, "period must be below 6, to begin within"),
        (lambda: gpu_depr(1, 0, 5, 6, "DDB"), DomainError, "at most 5 with method DDB, got 6"),
        (lambda: gpu_depr(1, 0, 5, 7, "DB", month=3), DomainError, "at most 6 with method DB"),
        (lambda: gpu_depr(1, 0, 5, 1, "DB", month=13), DomainError, "month must be from 1 to 12"),
        (lambda: gpu_depr(1, 0, 5, 1, "DDB", 0), DomainError, "factor must be above 0, got 0"),
        (lambda: gpu_depr(1, 0, 5, 1, "DDB", start=0), InputTypeError, "start must be left blank"),
        (lambda: gpu_depr(1, 0, 5, 1, "VDB", start=2), DomainError, "start must be from 0 to"),
        (lambda: gpu_depr(1, 0, 5, 1, "UNITS"), InputTypeError, "used must be given"),
        (lambda: gpu_depr(1, 0, 5, 1, "UNITS", used=2), DomainError, "used must be from 0 to 1"),
        (lambda: gpu_depr(1, 0, 5, 1, "MACRS"), InputTypeError, "method must be SL, SYD, DB, DDB"),
        (lambda: gpu_tax_depr(1, 0), DomainError, "year must be at least 1, got 0"),
        (lambda: gpu_tax_depr(1, 1, 6), DomainError, "3, 5, 7, 10, 15, 20 or 39 years, got 6"),
        (lambda: gpu_tax_depr(1, 1, 5, "full"), InputTypeError, '"half-year", "mid-quarter"'),
        (lambda: gpu_tax_depr(1, 1, 5, "mid-month"), InputTypeError, "half-year or mid-quarter"),
        (lambda: gpu_tax_depr(1, 1, 5, "mid-quarter", 5), DomainError, "quarter must be at most 4"),
        (lambda: gpu_tax_depr(1, 1, bonus=2), DomainError, "bonus must be from 0 to 1, got 2"),
        (lambda: gpu_tax_depr(1, 1, 39, bonus=0.4), DomainError, "bonus must be 0 for 39-year"),
    ],
)  # fmt: skip
def test_a_bad_input_is_one_sentence(call: Any, error: type[OnBalanceError], sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        call()
