"""Checks that cannot fail are found by changing what they rest on; stale values by computing."""

from __future__ import annotations

import pytest

from tests.samples import every
from tests.workbooks.audit.planted import findings, template
from workbooks.audit.bench import Bench
from workbooks.audit.faults import Fault
from workbooks.audit.read import read
from workbooks.audit.seeding import written
from workbooks.build import path_of

DATA = path_of("question").read_bytes()


@pytest.mark.parametrize(
    "case",
    every(3, [
        (3, "D13"),  # one route is the other
        (4, "C13"),
        (5, "C13-C13"),
        (6, "in_tol*1000000000*row_check_scale*1000000"),  # a tolerance that nothing exceeds
        (7, "IF(ABS(E13)>F13,0,0)"),
        (7, "0"),
    ]),
)  # fmt: skip
def test_a_check_that_cannot_fail_is_found(case: tuple[int, str]) -> None:
    column, formula = case
    workbook = read(written(DATA, Fault("", ("Checks", 13, column), formula)))
    assert [one.place for one in findings(workbook, "k15")] == ["Checks!G13"]


def test_a_value_typed_over_a_check_is_found() -> None:
    workbook = read(written(DATA, Fault("", ("Checks", 13, 7), None, 0.0)))
    assert "Checks!G13" in [one.place for one in findings(workbook, "k14")]


def test_a_stale_value_is_found_by_both_engines() -> None:
    pytest.importorskip("formulon")
    workbook = read(written(DATA, Fault("", ("Question", 25, 4), "out_rent")))
    for rule in ("k8", "k16"):
        found = findings(workbook, rule)
        assert found
        assert any(
            one.sheet == "Question" and any(area.holds(25, 4) for area in one.areas)
            for one in found
        )


def test_the_bench_gives_back_what_it_was() -> None:
    workbook = template("question")
    bench = Bench(DATA)
    spots = [("Checks", 13, 3), ("Inputs", 10, 4), ("Question", 25, 4)]
    before = bench.read(spots)
    bench.put(dict.fromkeys(spots, 1.5))
    bench.calculate()
    assert bench.read(spots) == dict.fromkeys(spots, 1.5)
    bench.restore(workbook, spots)
    bench.calculate()
    assert bench.read(spots) == before
    bench.close()
