"""The trials themselves: they cover every argument and every kind of input, and can fail."""

from __future__ import annotations

import pytest

from addin.call import Fault, call
from addin.example import example, formula, rows
from addin.texts import argument_help, function_help
from addin.trials import CELLS, trials
from udfs.registry import HELP_LIMIT, all_specs

SPECS = all_specs()


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_every_argument_meets_every_kind_of_cell(spec):
    found = {trial.what: trial for trial in trials(spec)}
    assert len(found) == len(list(trials(spec)))
    for argument in spec.arguments:
        for name in CELLS:
            trial = found[f"{name} in {argument.name}"]
            place = [one.name for one in spec.arguments].index(argument.name)
            if CELLS[name] is not None:
                assert trial.arguments[place] == [[CELLS[name]]]
    assert found["example"].expected() == call(spec.name, example(spec))


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_the_example_computes(spec):
    result = call(spec.name, example(spec))
    assert not [cell for row in result for cell in row if isinstance(cell, Fault)]


def test_errors_of_every_kind_are_met():
    codes = {
        cell.code
        for spec in SPECS
        for trial in trials(spec)
        for row in trial.expected()
        for cell in row
        if isinstance(cell, Fault)
    }
    assert codes >= {"#VALUE!", "#NUM!", "#N/A", "#DIV/0!"}


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_help_fits_a_function_wizard(spec):
    texts = [function_help(spec), *(argument_help(argument) for argument in spec.arguments)]
    for text in texts:
        assert 10 < len(text) <= HELP_LIMIT
        assert "\n" not in text
    assert spec.syntax.startswith(f"{spec.name}(")
    for argument in spec.arguments:
        if not argument.required:
            assert f"[{argument.name}]" in spec.syntax


def test_formulas():
    # as Excel writes array constants: rows apart by semicolons, columns by commas
    arguments = [[["a", 1.0], ['say "b"', True]], None, [[0.05]]]
    assert formula("F", arguments) == '=F({"a",1;"say ""b""",TRUE},,0.05)'
    assert rows({"a": 1, "b": [1, 2]}) == [["a", 1.0, None], ["b", 1.0, 2.0]]
    assert rows([1, 2]) == [[1.0], [2.0]]
    assert rows([[1, 2]]) == [[1.0, 2.0]]
