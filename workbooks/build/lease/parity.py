"""The lease workbook with its Parity sheet: our functions beside the model."""

from __future__ import annotations

from openpyxl import Workbook

from workbooks.build.kit import Page
from workbooks.build.lease import build as build_model
from workbooks.build.lease.fields import GRIDS
from workbooks.build.lease.parity_rows import REASONS, ROWS
from workbooks.build.parity import SCALES, Parity, sheet_of

_OPTIONS = len(GRIDS[2].rows)


def build() -> Workbook:
    """Build the empty template with this sheet: every formula, no deal."""
    return build_model(sheet_of(Parity(ROWS, REASONS, _options, SCALES)))


def _options(page: Page, row: int) -> None:
    """Write the renewals as LEASE_TERM reads them: years and probability, 0 where there is none."""
    page.block(row, "Renewals of the contract, as LEASE_TERM reads them")
    page.head(row + 1, "B", ["Renewal", "", "Years", "Probability"], height=16)
    for number in range(1, _OPTIONS + 1):
        at = row + 1 + number
        page.put(f"B{at}", GRIDS[2].rows[number - 1])
        for letter, name, fmt in (("D", "in_opt_years", "years"), ("E", "in_opt_p", "rate")):
            page.put(
                f"{letter}{at}",
                f"=INDEX(row_present,{number}+1)*INDEX({name},{number})",
                fmt,
                align="right",
            )
    page.define(
        "row_parity_options",
        f"D{row + 2}:E{row + 1 + _OPTIONS}",
        "number",
        "Renewals: years and probability",
        axis="list",
    )
    page.finish(row + 2 + _OPTIONS)
