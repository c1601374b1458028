"""The finished lease workbook against its Python reference, in three spreadsheet engines.

Inputs change in the finished file; every ``out_`` name is read back and compared in the sense of
the design: |x - y| <= 1e-9 x max(|y|, scale), where the scale is 1 for rates, shares, years and
counts, 10,000 for basis points, and for money the first balance or the largest flow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.engines import Engine, FormulonEngine, OfficeEngine
from tests.workbooks.random_deals import random_values
from udfs.errors import EXCEL_CODES, OnBalanceError
from workbooks.deal import load_deal
from workbooks.lease_model import evaluate
from workbooks.template import Template

TEMPLATE = Path(__file__).parents[2] / "templates" / "lease.xlsx"
NEAR = 1e-9

#: Twenty deals in the default run; each engine meets every frequency and a deal that loses money.
DEALS = {
    "cellrune": (0, 1, 2, 3, 4, 27),
    "formulon": (5, 6, 7, 8, 9, 10, 11),
    "libreoffice": (12, 13, 14, 15, 16, 17, 18),
}
MANY = range(1000, 1200)

BASIS_POINTS = {"out_spread_bp"}
PLAIN = {
    "out_scale", "out_n", "out_n_full", "out_years", "out_years_full", "out_rate_effective",
    "out_commit_rung", "out_share_recorded", "out_test_a", "out_test_b", "out_test_c",
    "out_test_d", "out_test_e", "out_pv_fv", "out_term_life", "out_class_matrix",
    "out_frontier_periods", "out_frontier_years", "out_implied_yield", "out_tenant_effective",
    "out_walt", "out_wadr", "out_ladder_years", "out_ladder_share", "out_ladder_reach",
}  # fmt: skip
#: What rests on the implied yield: an error wherever that is one.
ON_YIELD = {"out_implied_yield", "out_spread_bp", "out_exit_unrecovered", "out_exit_gap"}


@pytest.fixture(scope="module")
def opened() -> Iterator[dict[str, Any]]:
    """Engines with the finished file in them, each opened by the first test that needs it."""
    engines: dict[str, Any] = {}
    yield engines
    for engine in engines.values():
        engine.close()


@pytest.fixture
def engine(request: pytest.FixtureRequest, opened: dict[str, Any]) -> Any:
    """The finished file, open in one engine; `called` is its name, `given` what was set."""
    name = request.param
    if name not in opened:
        data = TEMPLATE.read_bytes()
        if name == "cellrune":
            opened[name] = Engine(data)
        elif name == "formulon":
            opened[name] = FormulonEngine(data)
        else:
            opened[name] = OfficeEngine(request.getfixturevalue("office"), data)
        opened[name].called, opened[name].given = name, {}
    return opened[name]


def flat(value: Any) -> list[Any]:
    """The cells of an output, row by row."""
    return [cell for item in value for cell in flat(item)] if isinstance(value, list) else [value]


def money_scale(values: dict[str, Any], want: dict[str, Any]) -> float:
    """The first balance or the largest flow, in the unit of display."""
    flows = [values[name] or 0.0 for name in ("cost", "rent", "residual", "purchase_price")]
    flows += [rent for rent in values["step_rent"] if rent]
    largest = max(flows) * want["out_scale"]
    return float(max(largest, want["out_liability_us"], want["out_liability_ifrs"]))


def scale_of(name: str, money: float) -> float:
    """What a difference in an output is measured by, at least."""
    if name in BASIS_POINTS:
        return 1e4
    return 1.0 if name in PLAIN else money


def equal(got: Any, want: Any, scale: float) -> bool:
    """Whether a cell holds what the reference says: a number, a text, or an error for an error."""
    if isinstance(want, OnBalanceError):
        return got in EXCEL_CODES
    if isinstance(want, str):
        return (got or "") == want
    if isinstance(got, bool) or not isinstance(got, int | float):
        return False
    return abs(got - want) <= NEAR * max(abs(want), scale)


def differences(engine: Any, values: dict[str, Any]) -> list[str]:
    """Set the inputs in the file, recalculate, and name every output that is not equal.

    Where the return is below zero the implied yield, and what rests on it, is right or an error.
    """
    want = evaluate(values)
    unknown = object()
    new = {key: cell for key, cell in values.items() if engine.given.get(key, unknown) != cell}
    engine.set_inputs(new)
    engine.given.update(new)
    engine.recalc()
    got = engine.read(want)
    money = money_scale(values, want)
    unsolved = loses_money(want) and got["out_implied_yield"] in EXCEL_CODES
    found = []
    for name, expected in want.items():
        if unsolved and name in ON_YIELD:
            continue
        cells, numbers = flat(got[name]), flat(expected)
        if len(cells) != len(numbers):
            found.append(f"{name}: {len(cells)} cells, the reference has {len(numbers)}")
            continue
        scale = scale_of(name, money)
        wrong = [
            (place, cell, number)
            for place, (cell, number) in enumerate(zip(cells, numbers, strict=True))
            if not equal(cell, number, scale)
        ]
        found += [f"{name}[{place}]: {cell!r}, not {number!r}" for place, cell, number in wrong[:2]]
    return found


def loses_money(want: dict[str, Any]) -> bool:
    """Whether the lessor's return is below zero, where engines may give IRR up."""
    return isinstance(want["out_implied_yield"], float) and want["out_implied_yield"] < 0.0


def check(engine: Any, seed: int) -> None:
    """One random deal; the message names the engine, the seed and both values."""
    found = differences(engine, random_values(seed))
    assert not found, "\n".join([f"deal {seed} in {engine.called}:", *found])


def in_engines(name: str, cases: dict[str, Iterable[Any]]) -> pytest.MarkDecorator:
    """One test for each engine and each of its cases."""
    pairs = [(called, case) for called, those in cases.items() for case in those]
    return pytest.mark.parametrize(("engine", name), pairs, indirect=["engine"])


@in_engines("seed", DEALS)
def test_random_deal(engine: Any, seed: int) -> None:
    check(engine, seed)


@pytest.mark.slow
@in_engines("seed", dict.fromkeys(DEALS, MANY))
def test_many_random_deals(engine: Any, seed: int) -> None:
    check(engine, seed)


@in_engines("preset", {"cellrune": ("seed", "hyperion", "oracle", "xai")})
def test_preset(engine: Any, preset: str) -> None:
    found = differences(engine, load_deal(preset).values())
    assert not found, "\n".join([f"{preset} in {engine.called}:", *found])


def test_every_output_has_a_reference() -> None:
    """No number of the workbook is left without a second source."""
    named = set(Template(TEMPLATE.read_bytes()).group("out_"))
    assert named == {name.removeprefix("out_") for name in evaluate(random_values(0))}
