"""The LeaseVsBuy sheet: after-tax cost of leasing and of owning over the full term."""

from __future__ import annotations

from workbooks.build.kit import Book, Page
from workbooks.build.table import Cell, write

YEARS = (
    Cell("B", "y", "Lease year", "0", "=[y-1]+1", 1.0),
    Cell("C", "k", "Paid at", "0", "=MIN([y]*in_freq,row_n_full)"),
    Cell("D", "part", "Part of year in term", "years", "=MAX(0,MIN(1,row_years_full-([y]-1)))"),
    Cell(
        "E",
        "rent",
        "Lease: rent after tax",
        "money",
        "=-SUMIF(row_year,[y],row_cash)*(1-in_tax)",
        name="row_lvb_rent",
        sign="-",
    ),
    Cell(
        "F",
        "dep",
        "Buy: depreciation",
        "money",
        "=row_cost/in_depr_life*MAX(0,MIN([part],in_depr_life-([y]-1)))",
        name="row_lvb_dep",
    ),
    Cell("G", "shield", "Buy: tax saved on it", "money", "=[dep]*in_tax"),
    Cell(
        "H",
        "keep",
        "Buy: owner's cost after tax",
        "money",
        "=-row_maintenance*[part]*(1-in_tax)",
        sign="-",
    ),
    Cell("I", "factor", "Discount factor", "factor", "=IF([part]>0,(1+row_lvb_i)^-[k],0)"),
    Cell(
        "J",
        "pv",
        "Buy: present value",
        "money",
        "=([shield]+[keep])*[factor]",
        name="row_lvb_own",
        sign="both",
    ),
)


def build(book: Book) -> Page:
    """Write the LeaseVsBuy sheet."""
    page = book.page(
        "LeaseVsBuy", "Lease versus buy", "output", {"B": 52, "C": 12, "D:J": 15, "K": 20}
    )
    row = Page.FIRST
    page.block(
        row,
        "Present value of cost after tax, full term",
        "Rent is deducted as paid; an owner deducts straight-line depreciation at year ends",
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
            sign="both" if "nal" in name or "breakeven" in name else "+",
        )
        row += 1
    page.put(
        f"B{row}",
        '=IF(out_lvb_nal>=0,"Leasing costs ","Buying costs ")&in_currency'
        '&TEXT(ABS(out_lvb_nal),"#,##0.0")&row_suffix&" less than "'
        '&IF(out_lvb_nal>=0,"buying.","leasing.")&" The two are equal if the asset is worth "'
        '&IF(ISERROR(out_lvb_breakeven),"n/a",IF(out_lvb_breakeven<0,"-","")&in_currency'
        '&TEXT(ABS(out_lvb_breakeven),"#,##0.0")&row_suffix)&" at the end."',
    )
    row += 2
    page.block(row, "By lease year", "At the end of each year, or of the term")
    last = write(page, row + 2, YEARS, 40, axis="year")
    page.finish(last, pages=1)
    return page


def _lines() -> tuple[tuple[str, str, str, str, str], ...]:
    return (
        (
            "±row_lvb_rate",
            "Discount rate, annual",
            '=IF(in_discount="wacc",in_wacc,in_rate*(1-in_tax))',
            "rate4",
            "After-tax cost of debt, or the cost of capital; compounding as the lease rate",
        ),
        (
            "±row_lvb_i",
            "Discount rate, per period",
            '=IF(in_comp="effective",(1+row_lvb_rate)^(1/in_freq)-1,row_lvb_rate/in_freq)',
            "rate4",
            "",
        ),
        (
            "row_lvb_pv_rent",
            "Rent, before tax",
            "=SUMPRODUCT(row_cash*(1+row_lvb_i)^-row_paid_at)",
            "money",
            "",
        ),
        (
            "out_lvb_lease",
            "Cost of leasing",
            "=(1-in_tax)*(row_lvb_pv_rent-row_allowance+row_direct)",
            "money",
            "Rent and direct costs less allowance, after tax",
        ),
        ("row_lvb_basis", "Tax basis left at the end", "=row_cost-SUM(row_lvb_dep)", "money", ""),
        (
            "row_lvb_sale",
            "Sale at the end, after tax",
            "=row_buy_residual-in_tax*(row_buy_residual-row_lvb_basis)",
            "money",
            "",
        ),
        (
            "out_lvb_buy",
            "Cost of buying",
            "=row_cost-SUM(row_lvb_own)-row_lvb_sale*(1+row_lvb_i)^-row_n_full",
            "money",
            "Price less tax saved and sale, plus the owner's cost",
        ),
        (
            "out_lvb_nal",
            "Advantage of leasing",
            "=out_lvb_buy-out_lvb_lease",
            "money",
            "Positive: leasing is cheaper",
        ),
        (
            "out_lvb_breakeven",
            "Value at the end at which the two are equal",
            "=row_buy_residual+out_lvb_nal/((1-in_tax)*(1+row_lvb_i)^-row_n_full)",
            "money",
            "",
        ),
    )
