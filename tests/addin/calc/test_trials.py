"""Every trial of every function, as cells of a document that LibreOffice has loaded."""

from __future__ import annotations

from typing import Any

import pytest

from addin.calc.cells import CODES
from addin.calc.differences import DIFFERENCES, NO_CALL, differences, shown, spread
from addin.call import Fault
from addin.trials import Trial, trials
from tests.addin.calc.book import Place, book
from udfs.registry import all_specs
from workbooks.address import parse_area


def _emptied(trial: Trial) -> Trial:
    """The trial with an empty text in place of the text."""
    arguments = [
        rows and [["" if cell == "abc" else cell for cell in row] for row in rows]
        for rows in trial.arguments
    ]
    return Trial(trial.function, f"empty {trial.what}", arguments)


TRIALS = [trial for spec in all_specs() for trial in trials(spec)]
TRIALS += [
    _emptied(trial)
    for trial in TRIALS
    if trial.what.startswith(("text inside", "a range with a bad cell"))
]
_NUMBERS = {code: text for text, code in CODES.items()} | {504: NO_CALL}


@pytest.fixture(
    scope="session",
    params=[pytest.param(5, id="a fifth"), pytest.param(1, id="all", marks=pytest.mark.slow)],
)
def cells(calc, request) -> list[tuple[Place, list[list[Any]]]]:
    """What the document shows for each trial, or for some."""
    chosen = TRIALS[:: request.param]
    alone = [[t for t in TRIALS if differences(t) == [one]][:5] for one in DIFFERENCES]
    chosen += [t for some in alone for t in some if t not in chosen]
    data, places = book(chosen)
    document = calc.open(data)
    sheets = sorted({place.sheet for place in places})
    used = calc.ask("used", doc=document)
    ranges = [(sheet, used[sheet]) for sheet in sheets]
    blocks = calc.ask("read", doc=document, ranges=ranges, codes=True)
    calc.ask("close", doc=document)
    found = dict(zip(sheets, blocks, strict=True))
    return [(place, cut(found[place.sheet], place.area)) for place in places]


def cut(block: list[list[Any]], address: str) -> list[list[Any]]:
    area = parse_area(address)
    return [row[area.left - 1 : area.right] for row in block[area.top - 1 : area.bottom]]


def same(expected: Any, found: Any) -> bool:
    if isinstance(expected, Fault):
        return isinstance(found, dict) and _NUMBERS.get(found["error"]) == expected.code
    if isinstance(expected, str):
        return found == expected
    return isinstance(found, float) and found == pytest.approx(float(expected), rel=1e-12, abs=0)


def wrong(rows: list[list[Any]], found: list[list[Any]]) -> list[tuple[Any, Any]]:
    """The pairs of cells that differ."""
    rows = spread(rows, len(found), len(found[0]))
    pairs = [pair for line in zip(rows, found, strict=True) for pair in zip(*line, strict=True)]
    return [pair for pair in pairs if not same(*pair)]


def test_the_functions_are_there(calc):
    document = calc.ask("new")
    calc.ask("enter", doc=document, formulas=[("Sheet1", "A1", '=UDF_SOURCE("LEASE_PV")')])
    ((cell,),) = calc.ask("read", doc=document, ranges=[("Sheet1", "A1")])[0]
    calc.ask("close", doc=document)
    assert isinstance(cell, str), "the extension did not load"
    assert cell.startswith("LEASE_PV(rate, ")


def test_every_trial_shows_what_the_library_computes(cells):
    bad = {}
    for place, found in cells:
        rows = shown(place.trial) if differences(place.trial) else place.expected
        pairs = wrong(rows, found)
        if pairs:
            bad[place.trial.function, place.trial.what] = pairs[0]
    assert not bad
    assert {place.trial.function for place, _ in cells} == {spec.name for spec in all_specs()}


@pytest.mark.parametrize("one", DIFFERENCES, ids=lambda one: one.name)
def test_a_documented_difference_is_one(one, cells):
    alone = [(p, found) for p, found in cells if differences(p.trial) == [one]]
    assert alone
    differing = [p for p, found in alone if wrong(p.expected, found)]
    assert differing
    assert all(not wrong(shown(p.trial), found) for p, found in alone)
