"""The static audit of large workbooks, reading included, against openpyxl reading them."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from openpyxl.utils import get_column_letter as letters
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from tests.bench.ratio import ratio, record
from workbooks.audit.model import Profile
from workbooks.audit.survey import audit

LINES, COLUMNS = 250, 200
FORMULAS = 50_000
#: The audit may take so many times what openpyxl takes.
LIMIT = 3.0
#: What a process may hold of memory for it, in MB, the interpreter and the libraries included.
MEMORY = 700


def stored(made: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def uniform() -> bytes:
    """A model of 50,000 formulas on one sheet: inputs, links to them, corkscrews, sums."""
    made = openpyxl.Workbook()
    inputs, calc = made.active, made.create_sheet("Calc")
    inputs.title = "Inputs"
    for line in range(1, LINES + 1):
        inputs.cell(line, 1, f"Input {line}")
        inputs.cell(line, 2, float(line))
    for line in range(2, LINES + 2):
        calc.cell(line, 1, f"Line {line}")
        for column in range(3, COLUMNS + 3):
            here, before = letters(column), letters(column - 1)
            kind = line % 5
            if kind == 0:
                text = f"={here}{line - 1}*Inputs!$B${line - 1}"
            elif kind == 1:
                text = (
                    f"=SUM({here}{line - 4}:{here}{line - 1})"
                    if line > 5
                    else f"=Inputs!$B${line - 1}"
                )
            elif kind == 2:
                text = "=0+Inputs!$B$1" if column == 3 else f"={before}{line}+1"
            elif kind == 3:
                text = f"=IF({here}{line - 1}>Inputs!$B${line - 1},{here}{line - 1},0)"
            else:
                text = f"=MAX(0,{here}{line - 1}-{here}{line - 2})/(1+Inputs!$B$3)"
            calc.cell(line, column, text)
    return stored(made)


def varied() -> bytes:
    """A workbook of 50,000 formulas among 75,000 numbers and texts, on ten sheets, with names."""
    made = openpyxl.Workbook()
    inputs = made.active
    inputs.title = "Inputs"
    for line, name in enumerate(("Rate", "Growth", "Tax", "Price", "Days"), 2):
        inputs.cell(line, 1, name)
        inputs.cell(line, 2, 0.01 * line).number_format = "0.0%"
        made.defined_names[name] = DefinedName(name, attr_text=f"Inputs!$B${line}")
    for number in range(1, 11):
        fill(made.create_sheet(f"Region {number}"))
    return stored(made)


def fill(sheet: Worksheet) -> None:
    """A sheet of 500 lines: twelve typed columns, subtotals after every ten, ten computed ones."""
    sheet.append(["Line", "Date", "Kind", *(f"Typed {one}" for one in range(1, 14))])
    for line in range(2, 502):
        sheet.cell(line, 1, f"Item {line}")
        sheet.cell(line, 2, date(2020 + line % 7, 1 + line % 12, 1))
        sheet.cell(line, 3, ("Sale", "Lease", "Loan")[line % 3])
        for column in range(4, 16):
            if line % 10 == 1:
                here = letters(column)
                text = f"=SUM({here}{line - 9}:{here}{line - 1})" if line > 10 else None
                sheet.cell(line, column, text)
            else:
                sheet.cell(line, column, (line * column) % 97 + 0.25).number_format = "#,##0.00"
        for step, text in enumerate(COMPUTED):
            sheet.cell(line, 17 + step, text.format(r=line, p=line - 1))


#: The formulas of a line: arithmetic, lookups, texts, tests, running sums, other sheets.
COMPUTED = (
    "=D{r}*E{r}", "=SUM(D{r}:O{r})", "=ROUND(F{r}*(1+Growth),2)", '=IF(C{r}="Loan",G{r}*Rate,0)',
    "=VLOOKUP(A{r},$A$2:$F$501,5,FALSE)", '=A{r}&" "&TEXT(B{r},"yyyy")', "=Q{r}-R{r}*Tax",
    "=MAX(0,H{r}-I{r})/Inputs!$B$3", "=SUMIF($C$2:$C$501,C{r},$J$2:$J$501)", "=K{r}+L{p}/Days",
)  # fmt: skip


MAKERS = (uniform, varied)


@pytest.fixture(scope="module", params=MAKERS, ids=lambda make: make.__name__)
def given(request: pytest.FixtureRequest) -> tuple[str, bytes]:
    make: Callable[[], bytes] = request.param
    return make.__name__, make()


@pytest.mark.parametrize("profile", ["survey", "fast"])
def test_static_rules(given: tuple[str, bytes], profile: Profile) -> None:
    name, data = given
    report = audit(data, profile)
    assert report.coverage.formulas >= FORMULAS
    assert not report.coverage.unparsed

    def load() -> None:
        openpyxl.load_workbook(io.BytesIO(data))

    reached = ratio(lambda: audit(data, profile), load, rounds=5)
    record(f"audit 50,000 formulas, {name}, {profile} / openpyxl load", reached, LIMIT)
    assert reached < LIMIT


PEAK = """
import resource, sys
from workbooks.audit.survey import audit
report = audit(sys.argv[1], "survey")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_memory(given: tuple[str, bytes], tmp_path) -> None:  # noqa: ANN001
    name, data = given
    path = tmp_path / f"{name}.xlsx"
    path.write_bytes(data)
    shown = subprocess.run(
        [sys.executable, "-c", PEAK, str(path)], capture_output=True, text=True, check=True
    )
    record(f"memory of the audit of 50,000 formulas, {name}, MB", float(shown.stdout), MEMORY)
    assert float(shown.stdout) < MEMORY
