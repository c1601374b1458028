"""Reading 50,000 copied formulas as families, against openpyxl's reading of the file."""

from __future__ import annotations

import io

import openpyxl
import pytest

from tests.bench.ratio import ratio, record
from workbooks.address import column_letters
from workbooks.audit.grammar import parse
from workbooks.audit.r1c1 import Copies

ROWS, COLUMNS = 1_000, 50
#: One formula for each column in turn.
KINDS = (
    "{p}{r}*$A$1+{c}$1",
    "IF({c}$2>$A{r},{p}{r}*(1+Rates!{c}{r}),0)",
    "SUM({p}$3:{p}{r})",
    '({p}{r}+{p}$2)/MAX(1,$A{r})&"%"',
    "ROUND({p}{r}*12/365,2)-INDEX(Rates!$A$1:$Z$9,$A{r},3)",
)


@pytest.fixture(scope="module")
def given() -> tuple[bytes, list[tuple[int, int, str]]]:
    """The file, and the formulas in it by row and column."""
    made = openpyxl.Workbook()
    sheet = made.active
    made.create_sheet("Rates")
    formulas = []
    for row in range(3, 3 + ROWS):
        for column in range(3, 3 + COLUMNS):
            here, before = column_letters(column), column_letters(column - 1)
            text = KINDS[column % len(KINDS)].format(c=here, p=before, r=row)
            formulas.append((row, column, text))
            sheet.cell(row, column, f"={text}")
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue(), formulas


def test_families_and_their_trees(given):
    data, formulas = given

    def read_families() -> int:
        firsts: dict[str, str] = {}
        copies = Copies()
        for row, column, formula in formulas:
            firsts.setdefault(copies.normal(formula, row, column), formula)
        for formula in firsts.values():
            parse(formula)
        return len(firsts)

    def load() -> None:
        openpyxl.load_workbook(io.BytesIO(data))

    assert len(formulas) == 50_000
    assert read_families() == len(KINDS)
    reached = ratio(read_families, load, rounds=3)
    record("families and trees of 50,000 formulas / openpyxl load", reached, 0.5)
    assert reached < 0.5
