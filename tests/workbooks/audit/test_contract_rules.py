"""The rules of the contract: silent on the templates, and each red where it should be."""

from __future__ import annotations

import pytest

from tests.workbooks.audit.planted import Change, findings, opened, some, template
from workbooks.address import parse_cell
from workbooks.audit.contract import read_contract
from workbooks.audit.declared import axis_of, reach_of, seeds
from workbooks.audit.model import ErrorCode
from workbooks.audit.rules import load
from workbooks.audit.units import agree, declared
from workbooks.build import TEMPLATES

#: Those that recalculate have tests of their own.
CALCULATING = {"k8", "k15", "k16"}
QUICK = [name for name in load() if name.startswith("k") and name not in CALCULATING]


@pytest.mark.parametrize("name", some(TEMPLATES))
def test_templates_are_clean(name: str) -> None:
    assert findings(template(name), *QUICK) == []


@pytest.mark.parametrize(
    ("rule", "name", "change"),
    [
        ("k2", "lease", ("Timeline", "C200", "B200+1", 1.0)),
        ("k2", "lease", ("Timeline", "B491", None, 480.0)),  # the edge of a line
        ("k3", "lease", ("Schedule", "F12", "Timeline!E12*row_i*G14", 0.0)),
        ("k4", "fleet", ("Unit", "D9", "in_server_price+in_loan_rate", 0.0)),
        ("k4", "lease", ("Terms", "D38", "in_purchase_price+row_rent", 0.0)),
        ("k5", "lease", ("Schedule", "G30", "F30", -5.0)),
        ("k6", "lease", ("Checks", "G20", "1", 1.0)),
        ("k7", "question", ("Question", "D25", "1/0", "#DIV/0!")),
        ("k9", "question", ("Question", "D25", "XLOOKUP(1,C1:C9,D1:D9)", 1.0)),
        ("k9", "question", ("Question", "D25", "_xlfn.LET(a,1,a)", 1.0)),
        ("k11", "question", ("Question", "D25", "out_rent*1.05", 1.0)),
        ("k11", "question", ("Question", "D25", "out_rent+N(42)", 1.0)),
        ("k11", "question", ("Question", "D25", "out_rent*0", 0.0)),
        ("k12", "lease", ("Disclosure", "E17", None, 46000.0)),
        ("k13", "question", ("Checks", "G52", "SUM(G11:G50)", 0.0)),
        ("k14", "lease", ("Checks", "E30", "C30-C30", 0.0)),
        ("k14", "lease", ("Checks", "D17", "C17", 0.0)),
        ("k14", "lease", ("Checks", "C18", "1-1", 0.0)),
        ("k14", "lease", ("Checks", "C18", None, 5.0)),
        ("k2", "question", ("Question", "D19", None, 5.0)),  # an output of one cell
        ("k17", "question", ("History", "F35", "INDEX(in_other_short,C34)", 0.0)),
        ("k17", "question", ("History", "F36", None, 4.0)),  # the edge of a column
        ("k14", "lease", ("Checks", "G50", "IF(ABS(E50)>F50,0,0)", 0.0)),
    ],
)
def test_a_fault_is_found_where_it_is(rule: str, name: str, change: Change) -> None:
    before, after = findings(template(name), rule), findings(opened(name, _coded(change)), rule)
    assert before == []
    assert after, f"{rule} says nothing"
    sheet, address = change[:2]
    if rule not in ("k3", "k13"):
        row, column = _place(address)
        assert any(
            one.sheet == sheet and any(area.holds(row, column) for area in one.areas)
            for one in after
        )


def _place(address: str) -> tuple[int, int]:
    return parse_cell(address)


def _coded(change: Change) -> Change:
    """The change with an error value as the reader gives it."""
    *start, value = change
    if isinstance(value, str) and value.startswith("#"):
        value = ErrorCode(value)
    return (*start, value)  # type: ignore[return-value]


def test_an_input_that_nothing_reads_is_dead() -> None:
    workbook = template("question")
    contract = read_contract(workbook)
    assert contract is not None
    changes = [
        (cell.sheet, cell.address, cell.formula.replace("in_cloud_margin", "in_margin"), cell.value)
        for cell in workbook.formulas()
        if cell.formula and "in_cloud_margin" in cell.formula
    ]
    assert changes
    found = findings(opened("question", *changes), "k10")
    assert ["in_cloud_margin" in one.message for one in found] == [True]


def test_lines_say_their_seeds_and_how_far_they_reach() -> None:
    contract = template("lease").contract
    assert contract is not None
    pay, unpaid = contract.lines["row_pay"], contract.lines["row_unpaid"]
    assert (axis_of(pay), reach_of(pay), reach_of(unpaid)) == ("period", (-2, 0), (-1, 2))
    assert seeds(pay) == {("Schedule", 11, 5)}
    assert reach_of(contract.lines["row_interest"]) == (-1, 0)


@pytest.mark.parametrize(
    ("one", "other", "fits"),
    [
        ("money", "money", True),
        ("money", "money entered", False),
        ("money", "rate", False),
        ("rate", "factor", True),
        ("rate", "bp", False),
        ("date", "count", False),
        ("number", "money", True),  # a unit that the contract does not know
    ],
)
def test_units_that_may_be_added(one: str, other: str, fits: bool) -> None:
    assert agree(declared(one), declared(other)) is fits
    assert agree(declared(other), declared(one)) is fits
