"""The Sensitivity sheet: four grids, each cell a direct formula of its own headers."""

from __future__ import annotations

from workbooks.build.developer.parts import annuity, effective, total_cost
from workbooks.build.developer.spread import rent_for
from workbooks.build.grids import Grid, place
from workbooks.build.kit import Book, Page

_I = "(1+{d}/in_perm_freq)^(in_perm_freq/row_months)-1"
_R = 'IF(in_style="none",{d}/row_months,' + _I + ")"
_W = f"SUMPRODUCT(row_serves*(1+{_R})^(-ax_month))"
_SCULPT = f"{_W}/{{a}}+row_balloon*(1+{_R})^(-row_term_m)"
_PROCEEDS = (
    f'IF(OR({{d}}<0,{{a}}<=0),"n/a",CHOOSE(row_style,{_SCULPT},{_SCULPT},'
    f"row_noi_1/row_months/{{a}}*{annuity(_R, 'row_amort_m')},"
    f'IF({{d}}=0,"n/a",row_noi_1/row_months/{{a}}/({_R})),{_SCULPT}))'
)
_YIELD = "(" + effective("{d}+{a}/row_bp", "in_tenant_freq") + ")"
_RENT = rent_for(f"(1+{_YIELD})^(-ax_month/row_months)", f"(1+{_YIELD})^(-row_term_m/row_months)")

GRIDS = (
    Grid(
        "yoc",
        "Yield on cost by rent and construction cost",
        "Rent per kW-month down, cost per MW across; interest moves with the cost",
        "in_rent_kw*(1+{s}*in_grid_rent_step)",
        ("Rent per kW-month", "number"),
        "in_cost_mw*(1+{s}*in_grid_cost_step)",
        ("Cost per MW", "#,##0.00"),
        "row_months*(in_mw*{d}*row_kw*row_kept-row_full_power-row_opex_m)/"
        + total_cost(
            "row_n",
            "(1+({a}/in_cost_mw-1)*row_moves/row_curve_spend)",
            "(row_base+({a}/in_cost_mw-1)*row_moves)",
        ),
        "rate",
        "out_yoc",
    ),
    Grid(
        "margin",
        "Margin on cost by cap rate and delay",
        "Cap rate down, months of delay more across",
        'IF(COUNT(in_exit_cap)=0,"n/a",in_exit_cap+{s}*in_grid_cap_step)',
        ("Cap rate", "rate"),
        "in_delay+{s}*in_grid_delay_step",
        ("Months of delay", "0"),
        'IF(OR(COUNT(in_exit_cap)=0,{d}<=0),"n/a",row_noi_1/{d}/'
        + total_cost("(in_build_months+{a})")
        + "-1)",
        "rate",
        "out_margin",
        0,
        "both",
    ),
    Grid(
        "rent",
        "Rent asked by tenant's yield and spread",
        "Per kW-month; quoted yield of the tenant down, spread over it across",
        "out_tenant_quoted+{s}*in_grid_yield_step",
        ("Tenant's yield", "rate"),
        "in_spread+{s}*in_grid_spread_step",
        ("Spread", "bp"),
        _RENT,
        "number",
        "out_rent_required",
    ),
    Grid(
        "proceeds",
        "Loan by rate and cover",
        "What the cover alone allows, in the style of the loan; rate quoted",
        "row_perm_rate+{s}*in_grid_rate_step",
        ("Rate", "rate"),
        "IF(COUNT(in_perm_dscr)=1,in_perm_dscr,1)+{s}*in_grid_dscr_step",
        ("Cover", "number"),
        _PROCEEDS,
        "money",
        "out_perm_limit_dscr",
    ),
)


def build(book: Book) -> Page:
    """Write the Sensitivity sheet."""
    page = book.page(
        "Sensitivity",
        "Sensitivity: four grids",
        "output",
        {"A": 4, "B": 30, "C": 19, "D:J": 13},
    )
    row = Page.FIRST
    page.line(
        row,
        "Cost that moves with MW price",
        "=row_hard+row_soft+row_contingency+row_dev_fee",
        "money",
        "row_moves",
    )
    row += 2
    for grid in GRIDS:
        row = place(page, row, grid) + 1
    page.finish(row, pages=1)
    return page
