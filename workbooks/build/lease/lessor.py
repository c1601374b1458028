"""The Lessor sheet: return against the tenant's bond, and money at risk at each exit."""

from __future__ import annotations

from workbooks.build.kit import Book, Page
from workbooks.build.table import Cell, write

_LIVE = "(row_k*(row_k<=row_n_full))"

EXITS = (
    Cell("B", "r", "Exit", "0", "=[r-1]+1", 1.0),
    Cell("C", "n", "Payments to exit", "count", "=INDEX(row_exit_n,[r])"),
    Cell("D", "date", "Date", "date", '=IF(INDEX(row_present,[r])=1,INDEX(row_date,[n]+1),"")'),
    Cell(
        "E",
        "sunk",
        "Unrecovered balance",
        "money",
        "=IF(INDEX(row_present,[r])=0,0,INDEX(row_unrecovered,[n]+1)"
        "+IF([n]<row_capacity,in_timing*INDEX(row_cash,[n]+1+1),0)"
        "+IF([n]=row_n_full,row_residual,0))",
        name="out_exit_unrecovered",
        sign="both",
    ),
    Cell(
        "F",
        "guarantee",
        "Guarantee at most",
        "money",
        "=INDEX(row_exit_maximum,[r])",
        name="out_exit_guarantee",
    ),
    Cell(
        "G",
        "expected",
        "Expected value",
        "money",
        "=INDEX(row_exit_expected,[r])",
        name="out_exit_expected",
    ),
    Cell(
        "H",
        "gap",
        "Not covered",
        "money",
        "=IF(INDEX(row_present,[r])=0,0,[sunk]-[expected]-INDEX(row_exit_shortfall,[r]))",
        name="out_exit_gap",
        sign="both",
    ),
)
CHART = (
    Cell("K", "exit", "Exit shown", "0", "=MIN([exit-1]+1,row_rung_full)", 1.0),
    Cell("L", "x", "Years", "0.0", "=INDEX(row_exit_years,[exit])", name="row_lessor_x"),
    Cell("M", "a", "Unrecovered", "money", "=INDEX(out_exit_unrecovered,[exit])"),
    Cell("N", "b", "Guaranteed", "money", "=INDEX(out_exit_guarantee,[exit])"),
    Cell("O", "c", "Expected value", "money", "=INDEX(out_exit_expected,[exit])"),
)


def build(book: Book) -> Page:
    """Write the Lessor sheet."""
    page = book.page(
        "Lessor",
        "Lessor: return against the tenant's bond",
        "output",
        {"B": 50, "C": 13, "D:H": 15, "I": 30, "J": 3, "K:O": 12},
    )
    row = Page.FIRST
    page.block(
        row,
        "Return over the full term",
        "Annual effective; cost and allowance are spent as phases are delivered",
    )
    row += 2
    for name, label, formula, fmt, note in _lines():
        page.line(
            row,
            label,
            formula,
            fmt,
            name,
            note=note,
            sign="both" if fmt in ("rate4", "bp") else "+",
        )
        row += 1
    row += 1
    page.block(
        row,
        "Money at risk if the lessee leaves at each exit",
        "Unrecovered: cost rolled forward at the implied yield, less rent received",
    )
    page.put(f"K{row}", "Points of the chart", bold=True, colour="1F3864")
    last = write(page, row + 2, EXITS, 10, axis="exit")
    write(page, row + 2, CHART, 10, axis="exit")
    page.last_column = 9
    page.finish(last + 22)
    return page


def _lines() -> tuple[tuple[str, str, str, str, str], ...]:
    target = "(1+(in_tenant_yield+in_spread/row_bp)/in_yield_freq)^in_yield_freq-1"
    return (
        ("row_inflow", "Rent and residual", "=SUM(row_cash)+row_residual", "money", ""),
        ("row_outlay", "Cost and allowance", "=row_inflow-SUM(row_flow)", "money", ""),
        (
            "row_first_guess",
            "First guess, per period",
            "=IF(row_inflow>0,(row_inflow/row_outlay)^(row_guess/(row_n_full+1))-1,0)",
            "rate4",
            "",
        ),
        (
            "row_irr",
            "Internal rate of return of the flows on Timeline, per period",
            "=IRR(row_flow_unit,row_first_guess)",
            "rate4",
            "Of the flows per unit of outlay: some programs lose the root of large amounts",
        ),
        (
            "±row_irr_npv",
            "Net present value at that rate",
            f"=SUMPRODUCT(row_flow*(1+row_irr)^-{_LIVE})",
            "money",
            "",
        ),
        (
            "±row_irr_slope",
            "Its slope",
            f"=-SUMPRODUCT(row_flow*row_k*(1+row_irr)^-({_LIVE}+1))",
            "money",
            "",
        ),
        (
            "row_j",
            "Implied yield, per period",
            "=row_irr-row_irr_npv/row_irr_slope",
            "rate4",
            "One Newton step brings the function's answer to full precision",
        ),
        (
            "out_implied_yield",
            "Implied yield, annual effective",
            "=(1+row_j)^in_freq-1",
            "rate4",
            "",
        ),
        (
            "out_tenant_effective",
            "Tenant's bond yield, annual effective",
            "=(1+in_tenant_yield/in_yield_freq)^in_yield_freq-1",
            "rate4",
            "Quoted yield converted",
        ),
        (
            "out_spread_bp",
            "Spread over the tenant's bond",
            "=(out_implied_yield-out_tenant_effective)*row_bp",
            "bp",
            "",
        ),
        (
            "row_target",
            "Yield asked, annual effective",
            f"={target}",
            "rate4",
            "Tenant's quoted yield plus the spread asked, converted",
        ),
        ("row_target_i", "Yield asked, per period", "=(1+row_target)^(1/in_freq)-1", "rate4", ""),
        (
            "row_target_rent",
            "Rent at that yield, present value",
            "=SUMPRODUCT(row_cash*(1+row_target_i)^-row_paid_at)",
            "money",
            "",
        ),
        (
            "±row_target_npv",
            "Flows at that yield, net present value",
            "=SUMPRODUCT(row_flow*(1+row_target_i)^-row_k)",
            "money",
            "",
        ),
        (
            "row_rent_1",
            "Rent of the first lease year, as contracted",
            '=IF(COUNTIF(in_step_year,"<="&1)=0,row_rent,INDEX(in_step_rent,1)*row_scale)',
            "money",
            "",
        ),
        (
            "out_rent_for_spread",
            "Rent of the first year that earns the spread asked",
            "=row_rent_1*(1-row_target_npv/row_target_rent)",
            "money",
            "All rents scaled alike, steps too",
        ),
    )
