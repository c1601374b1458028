"""Every trial through xlwings' own CallUDF: the value, or the error and its sentence."""

from __future__ import annotations

import datetime
import inspect
from decimal import Decimal

import pytest

from addin.call import Fault, call
from addin.excel import functions
from addin.excel.words import parameter
from addin.trials import trials
from tests.addin.excel.bridge import shown
from tests.samples import every
from udfs.registry import all_specs, spec

SPECS = all_specs()


@pytest.mark.parametrize("one", every(3, SPECS), ids=lambda one: one.name)
def test_every_trial_shows_what_is_expected(excel, one):
    wrong = {}
    for trial in trials(one):
        expected = trial.expected()
        for how in ("values", "range"):  # as our wrapper sends cells, and as xlwings' does
            got = excel.call(trial.function, trial.arguments, how)
            if trial.what == "no argument":  # Excel shows the error by itself, see below
                got, expected = [[got[0][0].code]], [["#VALUE!"]]
            if got != expected:
                wrong[trial.what, how] = (got[:2], expected[:2])
    assert not wrong


def test_a_function_called_without_arguments_shows_the_error_that_excel_shows_by_itself():
    # Excel does not call a wrapper whose required argument is missing: it shows #VALUE!
    for one in SPECS:
        if one.arguments and one.arguments[0].required:
            assert call(one.name, [])[0][0].code == "#VALUE!"


def test_currency_arrives_as_a_number(excel):
    got = excel.ask("raw", function="LEASE_PV", arguments=[0.05, {"decimal": "20"}, 200.0])
    assert got == pytest.approx(spec("LEASE_PV").function(0.05, 20, 200))
    for read in (functions.read(Decimal("20.5")), functions.read(((Decimal("20.5"),),))[0][0]):
        assert (type(read), read) == (float, 20.5)


def test_a_blank_cell_and_an_argument_left_out_are_told_apart():
    assert functions.read(None) == [[None]]
    assert functions.read(functions.LEFT_OUT) is None
    for one in SPECS:
        known = inspect.signature(getattr(functions, one.name)).parameters
        left = {name for name, each in known.items() if each.default is functions.LEFT_OUT}
        optional = (each.name for each in one.arguments if not each.required)
        assert left == set(map(parameter, optional))


@pytest.mark.parametrize(
    ("number", "text"), [(2043, "#GETTING_DATA"), (2045, "#SPILL!"), (2050, "#CALC!")]
)
def test_errors_that_xlwings_does_not_know_are_errors(excel, number, text):
    got = excel.ask("raw", function="LEASE_PV", arguments=[number - 2146828288, 20.0, 200.0])
    assert got == f"\x01#VALUE! rate holds the error {text}"


def test_a_row_as_an_array_constant_is_a_row(excel):
    got = excel.ask("raw", function="LEASE_WADR", arguments=[[1.0, 3.0], [0.04, 0.06]])
    assert got == pytest.approx(0.055)


def test_one_cell_stays_one_cell_and_a_table_stays_a_table(excel):
    single = excel.ask(
        "call", function="LEASE_PV", arguments=[[[0.05]], [[20]], [[200]]], how="values"
    )
    assert isinstance(single, float)
    table = excel.ask(
        "call", function="LEASE_PAYMENTS", arguments=[[[100.0]], [[3.0]]], how="values"
    )
    assert len(table) == 4
    assert len({len(row) for row in table}) == 1


def test_texts_that_look_like_errors_stay_texts():
    cells = [["\x01#N/A no", "\x01", "", "\x01=", "#N/A", Fault("#NUM!", "a  b \x01 c"), True, 1.5]]
    assert shown(functions.written(cells)) == cells
    assert shown(functions.written([])) == [[Fault("#N/A", "there is nothing to show")]]


def test_dates_of_excel_are_the_dates_of_the_core(excel):
    day = [[datetime.date(2026, 1, 31)]]
    start = spec("LEASE_PAYMENTS")
    place = [one.name for one in start.arguments].index("start")
    arguments = [[[100.0]], [[3.0]]] + [None] * (place - 2) + [day]
    assert excel.call("LEASE_PAYMENTS", arguments, "range") == excel.call(
        "LEASE_PAYMENTS", arguments
    )
