"""The static audit of a large workbook against openpyxl reading it."""

from __future__ import annotations

import io

import openpyxl
from openpyxl.utils import get_column_letter as letters

from tests.bench.ratio import ratio, record
from workbooks.audit.survey import audit

LINES, COLUMNS = 250, 200


def large() -> bytes:
    """A model of 50,000 formulas: inputs, links to them, corkscrews, sums."""
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
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_static_rules() -> None:
    data = large()
    report = audit(data, "survey")
    assert report.coverage.formulas == LINES * COLUMNS
    assert not report.coverage.unparsed

    def load() -> None:
        openpyxl.load_workbook(io.BytesIO(data))

    record(
        "audit 50,000 formulas / openpyxl load",
        ratio(lambda: audit(data, "survey"), load, rounds=3),
        3,
    )
