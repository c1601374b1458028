"""The workbook of the AI revenue question with its Parity sheet: our functions beside it."""

from __future__ import annotations

from openpyxl import Workbook

from workbooks.build.kit import Page
from workbooks.build.parity import SCALES, Parity, keys, sheet_of
from workbooks.build.question import build as build_model
from workbooks.build.question.fields import GRIDS
from workbooks.build.question.parity_rows import REASONS, ROWS

#: A laboratory in whole currency, so that hours come out of a price per hour: many digits.
_SCALES = SCALES | {"0.00E+00": "row_check_scale*row_plain"}
_LAB = (
    *(
        (key, f'IF(COUNT({cell})=0,"",{cell}*row_scale*row_plain)')
        for key, cell in (
            (key, f"INDEX(in_lab_{key},1)")
            for key in ("revenue", "inference", "training", "staff", "other", "cash")
        )
    ),
    ("gpu_hour", 'IF(COUNT(INDEX(in_lab_gpu_hour,1))=0,"",INDEX(in_lab_gpu_hour,1))'),
)
_YEARS, _EXISTING = (
    next(len(grid.rows) for grid in GRIDS if grid.columns[0].key == key)
    for key in ("wall_year", "wall_existing")
)


def build() -> Workbook:
    """Build the empty template with this sheet: every formula, no deal."""
    return build_model(sheet_of(Parity(ROWS, REASONS, _below, _SCALES)))


def _below(page: Page, row: int) -> None:
    """Write the ranges that the arguments name: keys and values, payoffs, years."""
    page.block(row, "Keys and values of AI_LAB_PNL", "The first laboratory, in whole currency")
    row = keys(page, row + 2, "lab", _LAB)
    page.block(row, "Payoffs", "One line per strategy of the row player: own, the other's, twice")
    for line in (0, 1):
        for letter, who, place in zip("DEFG", ("row", "column") * 2, (1, 1, 2, 2), strict=True):
            cell = f"INDEX(in_payoff_{who},{place + 2 * line})"
            page.put(f"{letter}{row + 2 + line}", f'=IF(COUNT({cell})=0,"",{cell})', "number")
    page.define("row_parity_payoffs", f"D{row + 2}:G{row + 3}", "number", "Payoffs", sign="both",
                axis="list")  # fmt: skip
    row = _years(page, row + 5)
    page.finish(row)


def _years(page: Page, row: int) -> int:
    """Write the spending and the older charges year by year; return the last row."""
    page.block(row, "Years of spending")
    page.head(row + 1, "B", ["Number", "", "Spent", "Older charge"], height=16)
    first = row + 2
    spent = 'IF(COUNT(INDEX(in_wall_year,{k}))=0,"",INDEX(in_wall_capex,{k})*row_scale)'
    older = "N(INDEX(in_wall_existing,{k}))*row_scale"
    for letter, name, count, formula in (
        ("D", "capex", _YEARS, spent),
        ("E", "existing", _EXISTING, older),
    ):
        for number in range(1, count + 1):
            at = first + number - 1
            page.put(f"B{at}", number, "0", align="left")
            page.put(f"{letter}{at}", f"={formula.format(k=f'$B{at}')}", "money")
        page.define(f"row_parity_{name}", f"{letter}{first}:{letter}{first + count - 1}", "money",
                    f"As a function reads it: {name}", axis="list")  # fmt: skip
    return first + _EXISTING - 1
