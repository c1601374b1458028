"""The Returns sheet: yield on cost, value, rates of return, cover and delay."""

from __future__ import annotations

from workbooks.build.developer.parts import total_cost
from workbooks.build.kit import Book, Page
from workbooks.build.lines import Lines, block, known

#: No rate: the cash turns more than once or never, or is received before it is paid in.
_PAID_FIRST = "{}<>1,INDEX(row_{}_sign,row_n+row_exit_m+1)<0"
#: key, label, flows in, flows out, axis of time, when there is no rate
RATES = (
    (
        "unlev",
        "Without debt",
        "row_unlev_in",
        "row_unlev_out",
        "ax_flow",
        _PAID_FIRST.format("SUM(row_unlev_turn)", "unlev"),
    ),
    (
        "lev",
        "Owner",
        "row_lev_in",
        "row_lev_out",
        "ax_flow",
        _PAID_FIRST.format("out_lev_turns", "lev"),
    ),
    (
        "contract",
        "Lease to its end, on cost",
        "row_contract_in",
        "row_contract_out",
        "ax_month",
        "row_total<=0",
    ),
    (
        "cost",
        "Completion to exit, on cost",
        "row_oncost_in",
        "row_oncost_out",
        "ax_month",
        "row_total<=0",
    ),
    (
        "buyer",
        "Completion to exit, on value",
        "row_oncost_in",
        "row_buyer_out",
        "ax_month",
        "row_buyer_price<=0",
    ),
)
STEPS = 10
_OUT = {
    "unlev": ("±out_unlev_irr", "Internal rate of return without debt"),
    "lev": ("±out_lev_irr", "Internal rate of return of the owner"),
    "contract": ("±out_yield_contract", "Yield of the lease to its end, on cost"),
    "cost": ("±out_yield_cost", "Yield from completion to the exit, on cost"),
    "buyer": ("±out_yield_buyer", "Yield from completion to the exit, on value"),
}
YIELD: Lines = (
    (
        "out_yoc",
        "Yield on cost",
        "=row_noi_1/row_total",
        "rate",
        "Stabilised income over whole cost",
    ),
    (
        "out_value",
        "Value at completion",
        '=IF(COUNT(in_exit_cap)=1,row_noi_1/in_exit_cap,"n/a")',
        "money",
        "Stabilised income at the cap rate",
    ),
    (
        "row_buyer_price",
        "Price a buyer would pay",
        "=IF(COUNT(out_value)=1,out_value,row_total)",
        "money",
        "Without a cap rate: the cost",
    ),
    ("±out_margin", "Margin on cost", known("out_value/row_total-1", "out_value"), "rate", ""),
    (
        "±out_dev_spread",
        "Development spread",
        known("(out_yoc-in_exit_cap)*row_bp", "in_exit_cap"),
        "bp",
        "Yield on cost less cap rate",
    ),
)
MONEY: Lines = (
    (
        "out_lev_turns",
        "How often the owner's cash changes sign",
        "=SUM(row_lev_turn)",
        "count",
        "Above one there is no single rate of return",
    ),
    (
        "out_moic",
        "Multiple of the owner's money",
        '=IF(SUM(row_lev_out)=0,"n/a",SUM(row_lev_in)/SUM(row_lev_out))',
        "multiple",
        "",
    ),
    (
        "±out_npv",
        "Net present value without debt",
        "=SUMPRODUCT(row_unlev*(1+row_disc)^(-ax_flow/row_months))",
        "money",
        "At the discount rate, annual effective, to the first day",
    ),
    (
        "row_disc",
        "Discount rate of that value",
        "=IF(COUNT(in_discount)=1,in_discount,out_tenant_eff)",
        "rate",
        "Blank: the tenant's curve at the life of the lease",
    ),
    ("out_peak_equity", "Most that the owner has in", "=MAX(0,-MIN(row_lev_sum))", "money", ""),
)
COVER: Lines = (
    (
        "out_min_dscr",
        "Lowest cover of debt service in a year",
        '=IF(COUNT(out_annual_dscr)=0,"n/a",MIN(out_annual_dscr))',
        "cover",
        "Income over debt service",
    ),
    (
        "out_avg_dscr",
        "Average cover",
        '=IF(COUNT(out_annual_dscr)=0,"n/a",SUM(out_annual_dscr)/COUNT(out_annual_dscr))',
        "cover",
        "Mean of the years",
    ),
    (
        "row_life_m",
        "Months over which the loan is covered",
        "=CHOOSE(row_style,row_exit_m,row_term_m,in_perm_io+row_amort_m,row_exit_m,row_term_m)",
        "count",
        "",
    ),
    (
        "out_llcr",
        "Cover over the life of the loan",
        '=IF(row_size=0,"n/a",SUMPRODUCT((ax_month<=row_life_m)*row_noi*row_factor)/row_size)',
        "cover",
        "Present value of income over the loan",
    ),
)
DELAY: Lines = (
    (
        "±out_delay_idc",
        "Interest and loan fees of the delay",
        f"=row_total-{total_cost('in_build_months')}",
        "money",
        "Against the same deal on time, by the closed form",
    ),
    (
        "±out_delay_rent",
        "Income lost to the delay",
        "=SUMPRODUCT((ax_month<=in_delay)*row_held*row_noi)",
        "money",
        "First months of operation, as they would have been, to the exit",
    ),
    ("out_delay_damages", "Damages", "=row_ld_month*in_delay", "money", ""),
    (
        "out_outside",
        "Outside date",
        '=IF(COUNT(in_outside_months)=0,"n/a",IF(row_n<=in_outside_months,"met","passed"))',
        "text",
        "",
    ),
    (
        "±out_months_left",
        "Months left to it",
        known("in_outside_months-row_n", "in_outside_months"),
        "count",
        "",
    ),
)


def build(book: Book) -> Page:
    """Write the Returns sheet."""
    page = book.page(
        "Returns",
        "Returns: what the development earns",
        "output",
        {"B": 44, "C": 12, "D:H": 15, "I": 3, "J:N": 14.5},
    )
    row = block(page, Page.FIRST, "Yield and value", "", YIELD)
    results = row
    row += 3 + len(RATES)
    row = block(page, row, "Money", "", MONEY)
    row = block(page, row, "Cover of the debt", "", COVER)
    row = block(page, row, "Delay", "", DELAY)
    last = _solver(page, row)
    lines = tuple(
        (
            _OUT[key][0],
            _OUT[key][1],
            known(f"EXP(row_months*{letter}{last})-1", f"{letter}{last}"),
            "rate",
            "Annual effective",
        )
        for letter, (key, *_) in zip("DEFGH", RATES, strict=True)
    )
    block(page, results, "Rates of return", "All annual effective, from monthly flows", lines)
    page.finish(last + 2, pages=1)
    return page


def _solver(page: Page, row: int) -> int:
    """Write the solution of the rates, step by step; return its last row."""
    page.block(
        row,
        "Rates, step by step",
        "Continuous rate per month: logarithm of in over out by the distance of their mean times",
    )
    row += 2
    page.head(row, "B", ["Step", "", *(label for _, label, *_ in RATES)], height=30)
    for step in range(STEPS + 1):
        row += 1
        page.put(f"B{row}", step, "0", align="left")
        page.put(f"C{row}", "a month", colour="595959")
        for letter, (_, _, gain, pay, time, none) in zip("DEFGH", RATES, strict=True):
            if step == 0:
                formula = (
                    f'=IF(OR(SUM({gain})*SUM({pay})=0,{none}),"n/a",LN(SUM({gain})/SUM({pay}))'
                    f"/(SUMPRODUCT({gain}*{time})/SUM({gain})"
                    f"-SUMPRODUCT({pay}*{time})/SUM({pay})))"
                )
            else:
                x = f"EXP(-{letter}{row - 1}*{time})"
                inn, out = f"SUMPRODUCT({gain}*{x})", f"SUMPRODUCT({pay}*{x})"
                formula = known(
                    f"{letter}{row - 1}+LN({inn}/{out})/(SUMPRODUCT({gain}*{x}*{time})/{inn}"
                    f"-SUMPRODUCT({pay}*{x}*{time})/{out})",
                    f"{letter}{row - 1}",
                )
            page.put(f"{letter}{row}", formula, "0.00000000%", align="right")
    for letter, (key, label, *_) in zip("DEFGH", RATES, strict=True):
        name = f"±row_x_{key}"
        page.define(name, f"{letter}{row}", "rate", f"{label}: continuous, a month")
    page.line(
        row + 2,
        "Yield of the lease, per month",
        known("EXP(row_x_contract)-1", "row_x_contract", otherwise="0"),
        "rate4",
        "±row_j",
    )
    return row
