"""In the templates and in every preset workbook nothing is found."""

from __future__ import annotations

import pytest

from tests.workbooks.audit.planted import findings, some
from workbooks.audit import assert_clean
from workbooks.audit.read import read
from workbooks.audit.rules import load
from workbooks.build import TEMPLATES, path_of
from workbooks.deal import load_deal
from workbooks.deal_file import presets
from workbooks.model import Mode, build_model

#: Presets have the formulas of their template, which is tried with all rules: those that
#: recalculate, a hundred times or with the slower engine, are not run on each of them.
RECALCULATING = {"k8", "k15", "k16"}
CHEAP = tuple(rule for rule in load() if rule not in RECALCULATING)
#: Those with our functions hold the same model; presets are tried in the two modes in turn.
NATIVE = [name for name in TEMPLATES if not name.endswith("_udf")]


@pytest.mark.parametrize("name", some([*NATIVE, "question_udf"], {"question"}))
def test_a_template_is_clean(name: str) -> None:
    assert_clean(path_of(name), fail_on="info")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "mode"),
    [(name, ("native", "udf")[number % 2]) for number, name in enumerate(presets())],
)
def test_a_preset_is_clean(name: str, mode: Mode) -> None:
    workbook = read(build_model(load_deal(name), mode))
    assert findings(workbook, *CHEAP) == []


@pytest.mark.parametrize("name", ["question/2026", pytest.param("oracle", marks=pytest.mark.slow)])
def test_a_workbook_of_values_is_clean(name: str) -> None:
    report = assert_clean(build_model(load_deal(name), "values"), fail_on="info")
    assert any("values only" in note for note in report.coverage.notes)


def test_what_is_left_out_of_the_presets() -> None:
    assert set(load()) - set(CHEAP) == RECALCULATING


def test_a_difference_may_have_either_sign() -> None:
    """The parts of the multiple ask for more in 2026 than the multiple holds."""
    assert findings(read(build_model(load_deal("question/2026"))), "k5") == []
