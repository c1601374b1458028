"""The acceptance workbook without a host: what it calls, and that its verdicts can turn red.

In place of the calls stand the values that a host would show, and an independent engine computes
the verdicts.
"""

from __future__ import annotations

import io
from collections import Counter

import formulon
import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from addin.acceptance.book import FIRST, Difference, build
from addin.acceptance.plan import cases
from addin.call import LAST_ERROR, Fault
from tests.samples import every
from udfs.registry import all_specs

ALL = list(cases())
CASES = ALL[::40]  # the verdicts are one formula: some of the rows tell about all
SHOWN, EXPECTED, KNOWN, VERDICT = range(6, 10)


@pytest.fixture(scope="module")
def data():
    return build(chosen=CASES)


def posed(data, changes=None, program="Excel"):
    """The workbook as a right host would show it, but for the changes."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    tests, blocks, front = book["Tests"], book["Blocks"], book["Acceptance"]
    for number, case in enumerate(CASES):
        shown = tests.cell(FIRST + number, SHOWN)
        value = (changes or {}).get(number, case.expected[0][0])
        if len(case.expected) == len(case.expected[0]) == 1:
            put(shown, value)
    for row in list(blocks.iter_rows()):
        for cell in row:
            if isinstance(cell.value, ArrayFormula):
                number = title_of(blocks, cell)
                fill(blocks, cell, CASES[number].expected, (changes or {}).get(number))
    loaded = front["B5"].value.replace(f"ISERROR({LAST_ERROR}())", "FALSE")
    front["B5"].value, front["C8"].value, front["C14"].value = loaded, program, "No error yet"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def title_of(blocks, cell):
    """The number of the case whose block begins at a cell."""
    title = blocks.cell(cell.row - 1, cell.column).value
    (number,) = [
        number
        for number, case in enumerate(CASES)
        if f"{case.trial.function}: {case.trial.what}" == title
    ]
    return number


def fill(blocks, corner, rows, change):
    top, left = corner.row, corner.column
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            put(blocks.cell(top + r, left + c), value)
    if change is not None:
        put(blocks.cell(top + len(rows) - 1, left + len(rows[0]) - 1), change)


def put(cell, value):
    cell.value = value.code if isinstance(value, Fault) else value
    if isinstance(value, Fault):
        cell.data_type = "e"
    elif isinstance(value, str):
        cell.data_type = "s"


def computed(data):
    """The verdicts in order, and the text of the first sheet's verdict."""
    book = formulon.Workbook.load(data)
    try:
        book.recalc()
        sheets = {book.sheet_name(index): index for index in range(book.sheet_count())}
        value = lambda sheet, row, column: book.get_value(  # noqa: E731
            sheets[sheet], row - 1, column - 1
        ).to_python()
        verdicts = [value("Tests", FIRST + k, VERDICT) for k in range(len(CASES))]
        return verdicts, value("Acceptance", 5, 2), value("Acceptance", 13, 3)
    finally:
        book.close()


def test_every_function_is_called_in_every_way():
    by_function = Counter(case.trial.function for case in ALL)
    for spec in all_specs():
        assert by_function[spec.name] >= 10
        names = [case.trial.what for case in ALL if case.trial.function == spec.name]
        assert len(names) == len(set(names))
        for argument in spec.arguments:
            for kind in ("blank", "text", "error #N/A"):
                assert f"{kind} in {argument.name}" in names
        assert not spec.is_table or {"rows of the block", "no header row"} <= set(names)
    assert any(len(case.expected) > 20 for case in ALL)


def test_a_right_host_passes_everything(data):
    verdicts, text, first = computed(posed(data))
    assert set(verdicts) == {"PASS"}
    assert text == f"All {len(CASES):,} tests pass"
    assert first == "none"


def wrong(value):
    """Values that are not the expected one, each wrong in another way."""
    if isinstance(value, Fault):
        other = "#N/A" if value.code != "#N/A" else "#VALUE!"
        return [Fault(other, ""), value.code, 0.0, None]
    if isinstance(value, bool):
        return [not value, float(value), str(value).upper(), Fault("#N/A", "")]
    if value == "":  # nothing at all is shown as it is
        return [" ", "x", 0.0, "0", Fault("#N/A", "")]
    if isinstance(value, str):
        return [value.swapcase() + "x", value + " ", 0.0, None, Fault("#N/A", "")]
    return [value + 1e-9 * max(1, abs(value)), f"{value!r}", True, None, Fault("#NUM!", "")]


@pytest.mark.parametrize("way", every(2, range(4)))
def test_a_wrong_host_fails_where_it_is_wrong(data, way):
    """Every third call is made wrong in one of the ways."""
    changes = {
        number: wrong(case.expected[-1][-1])[way]
        for number, case in enumerate(CASES)
        if number % 3 == 0
    }
    if way == 3:  # what is not there at all
        changes = {number: "" if value is None else value for number, value in changes.items()}
    verdicts, text, first = computed(posed(data, changes))
    assert {number for number, verdict in enumerate(verdicts) if verdict == "FAIL"} == set(changes)
    assert text == f"{len(changes)} of {len(CASES):,} tests fail"
    assert first == f"{CASES[0].trial.function}: {CASES[0].trial.what}"


def test_a_documented_difference_counts_in_calc_only():
    single = [n for n, one in enumerate(CASES) if len(one.expected) == len(one.expected[0]) == 1]
    known = {single[1]: [[123.0]], single[4]: [[Fault("Err:504", "")]]}

    def in_calc(case):
        (number,) = [n for n, one in enumerate(CASES) if one is case]
        return Difference("Calc does it otherwise", known[number]) if number in known else None

    data = build(in_calc, chosen=CASES)
    numbers = list(known)
    changes = {single[1]: 123.0, single[4]: Fault("#REF!", "")}
    verdicts, text, _ = computed(posed(data, changes, "LibreOffice"))
    assert [verdicts[n] for n in numbers] == ["DIFFERS"] * len(numbers)
    assert text.endswith("differ as documented")
    verdicts, text, _ = computed(posed(data, changes))
    assert [verdicts[n] for n in numbers] == ["FAIL"] * len(numbers)


def test_the_file_is_the_same_every_time(data):
    parts = [openpyxl.load_workbook(io.BytesIO(one)) for one in (data, build(chosen=CASES))]
    for sheets in zip(*(book.worksheets for book in parts), strict=True):
        rows = [
            [[str(cell.value) for cell in row] for row in sheet.iter_rows()] for sheet in sheets
        ]
        lines = [[[text.split(" object")[0] for text in row] for row in block] for block in rows]
        assert lines[0] == lines[1]


def test_the_prefix_of_a_host(data):
    book = openpyxl.load_workbook(io.BytesIO(build(prefix="_xldudf_ONBALANCE_", chosen=CASES)))
    formula = book["Tests"].cell(FIRST, SHOWN).value
    assert formula.startswith(f"=_xldudf_ONBALANCE_{CASES[0].trial.function}(")
    assert f"_xldudf_ONBALANCE_{LAST_ERROR}()" in book["Acceptance"]["B5"].value
