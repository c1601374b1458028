"""The Budget sheet: what the building costs, what the loan adds, who pays."""

from __future__ import annotations

from workbooks.build.kit import Book, Page
from workbooks.build.lines import block

_LINES = (
    ("Land", "=row_land"),
    ("Construction", "=in_mw*in_cost_mw*row_scale"),
    ("Owner-furnished equipment", "=in_mw*in_ofci_mw*row_scale"),
    ("Soft costs", "=in_soft_pct*row_hard"),
    ("Contingency", "=in_contingency_pct*(row_hard+row_soft)"),
    ("Developer's fee", "=in_fee_pct*(row_hard+row_soft+row_contingency)"),
    ("Leasing cost", "=row_leasing"),
    ("Interest during construction", "=SUM(row_interest)"),
    ("Loan fees", "=SUM(row_fees)"),
)
_NAMES = {
    1: "row_hard",
    2: "row_ofci",
    3: "row_soft",
    4: "row_contingency",
    5: "row_dev_fee",
    7: "row_idc",
    8: "row_loan_fees",
}
_PRO_RATA = (
    "in_ltc*(row_grown_land+row_grown_works)"
    "/(1-in_ltc*(in_fee*row_u^(row_n-1)+row_a*SUM(row_grow)))"
)
COMMITMENT = (
    ("row_base out_base", "Budget before interest and loan fees", "=SUM({lines})", "money", ""),
    ("row_curve_spend", "Spent along the curve", "=row_base-row_land", "money", "All but the land"),
    (
        "row_grown_land",
        "Land grown to completion, pro rata",
        "=row_land*row_u^(row_n-1)",
        "money",
        "",
    ),
    (
        "row_grown_works",
        "Works grown to completion, pro rata",
        "=row_curve_spend*SUMPRODUCT(row_weight*row_grow)",
        "money",
        "",
    ),
    (
        "row_loan out_commitment",
        "Commitment of the construction loan",
        f"=IF(in_ltc=0,0,IF(row_equity_first=1,MAX(row_candidate),{_PRO_RATA}))",
        "money",
        "Closed form: no circle, no goal seek",
    ),
    ("row_total out_total", "Whole cost", "=row_base+row_idc+row_loan_fees", "money", ""),
    ("out_idc", "Interest during construction", "=row_idc", "money", ""),
    ("out_fees", "Loan fees", "=row_loan_fees", "money", ""),
    ("out_debt", "Construction loan at completion", "=INDEX(row_balance,row_n+1)", "money", ""),
    ("out_equity", "Equity", "=SUM(row_equity)", "money", ""),
)


def build(book: Book) -> Page:
    """Write the Budget sheet."""
    page = book.page(
        "Budget",
        "Budget: uses and sources",
        "calculation",
        {"B": 40, "C": 12, "D:F": 14, "G": 3, "H:M": 15},
    )
    row = Page.FIRST
    page.block(row, "Uses", "Interest and fees come from the Construction sheet")
    row += 2
    page.head(row, "B", ["Use", "Unit", "Amount", "Per MW", "Share"], height=16)
    first = row + 1
    last = first + len(_LINES)
    for index, (label, formula) in enumerate(
        (*_LINES, ("Whole cost", f"=SUM(D{first}:D{last - 1})"))
    ):
        row += 1
        page.put(f"B{row}", label)
        page.put(f"C{row}", "=row_unit", colour="595959")
        page.put(f"D{row}", formula, "money")
        page.put(f"E{row}", f"=D{row}/in_mw", "number")
        page.put(f"F{row}", f"=D{row}/D${last}", "rate")
        if index in _NAMES:
            page.define(_NAMES[index], f"D{row}", "money", label)
    page.total(row, "B", "F")
    page.define("out_budget", f"D{first}:D{last}", "money", "Budget", axis="list")
    base = f"D{first}:D{first + 6}"
    lines = tuple(
        (name, label, formula.replace("{lines}", base), fmt, note)
        for name, label, formula, fmt, note in COMMITMENT
    )
    row = block(
        page,
        row + 2,
        "Loan and equity",
        "The loan is a share of the whole cost, interest included",
        lines,
    )
    row = _picture(page, row)
    page.finish(row, pages=1)
    return page


def _picture(page: Page, row: int) -> int:
    """Write uses and sources side by side, as the chart shows them."""
    page.block(row, "Sources and uses")
    row += 1
    page.head(row, "B", ["Line", "Unit", "Uses", "Sources"], height=16)
    first = row + 1
    for label, formula, source in (
        ("Land", "=row_land", ""),
        ("Rest of the budget", "=row_curve_spend", ""),
        ("Interest", "=row_idc", ""),
        ("Loan fees", "=row_loan_fees", ""),
        ("Loan", "", "=out_debt"),
        ("Equity", "", "=out_equity"),
    ):
        row += 1
        page.put(f"B{row}", label)
        page.put(f"C{row}", "=row_unit", colour="595959")
        page.put(f"D{row}", formula or None, "money")
        page.put(f"E{row}", source or None, "money")
    page.define("out_uses", f"D{first}:D{first + 3}", "money", "Uses", axis="list")
    page.define("out_sources", f"E{first + 4}:E{row}", "money", "Sources", axis="list")
    row += 2
    page.head(row, "B", ["The columns of the chart", "Unit", "Uses", "Sources"], height=16)
    drawn = row + 1
    for label, uses, sources in (
        ("Budget", "=row_base", None),
        ("Interest and fees", f"=SUM(D{first + 2}:D{first + 3})", None),
        ("Loan", None, "=out_debt"),
        ("Equity", None, "=out_equity"),
    ):
        row += 1
        page.put(f"B{row}", label)
        page.put(f"C{row}", "=row_unit", colour="595959")
        page.put(f"D{row}", uses, "money")
        page.put(f"E{row}", sources, "money")
    page.define("row_picture", f"D{drawn}:E{row}", "money", "Columns of the chart", axis="list")
    return row + 2
