"""The Sensitivity sheet: two grids, each cell a direct formula of its own headers."""

from __future__ import annotations

from workbooks.build.grids import WIDTHS, Grid, place
from workbooks.build.kit import Book, Page

GRIDS = (
    Grid(
        "required",
        "Revenue required by multiple and margin",
        "Whole cost over chips down, margin of the user across",
        "ROUND(out_mult+{s}*in_grid_mult_step,row_digits)",
        ("Multiple", "number"),
        "ROUND(in_margin+{s}*in_grid_margin_step,row_digits)",
        ("Margin", "rate"),
        'IF(OR({d}<1,1-{a}<row_least_kept),"n/a",out_gpu*{d}/(1-in_cloud_margin)/(1-{a}))',
        "money",
        "out_required",
    ),
    Grid(
        "annuity",
        "Revenue a year by life and cost of capital",
        "Life down, cost of capital across: the third reading",
        "ROUND(in_life+{s}*in_grid_life_step,row_digits)",
        ("Life, years", "number"),
        "ROUND(in_wacc+{s}*in_grid_wacc_step,row_digits)",
        ("Cost of capital", "rate"),
        'IF(OR({d}<row_least_life,{a}<0),"n/a",(out_annuity_opex'
        "-PMT({a},{d},out_annuity_capex,-row_annuity_left))/(1-in_margin))",
        "money",
        "out_annuity",
    ),
)


def build(book: Book) -> Page:
    """Write the Sensitivity sheet."""
    page = book.page("Sensitivity", "Sensitivity: two grids", "output", WIDTHS)
    row = Page.FIRST
    for grid in GRIDS:
        row = place(page, row, grid) + 1
    page.finish(row, pages=1)
    return page
