"""The Debt sheet: what the permanent loan may be, what it binds on, and the test at the exit."""

from __future__ import annotations

from workbooks.build.developer.parts import annuity
from workbooks.build.kit import Book, Page
from workbooks.build.lines import Line, Lines, block

_GIVEN = 'AND(in_style<>"none",COUNT({})=1)'


def _limit(name: str, formula: str) -> str:
    return f'=IF({_GIVEN.format(name)},{formula},"n/a")'


RATE: Lines = (
    ("row_style", "Style, number", "=MATCH(in_style,row_styles,0)", "count", ""),
    (
        "row_perm_rate",
        "Rate of the loan in operation",
        '=IF(OR(in_style="none",COUNT(in_perm_rate)=0),IF(COUNT(in_con_rate)=0,0,in_con_rate)'
        ",in_perm_rate)",
        "rate",
        "Quoted; the construction loan's where there is no permanent loan",
    ),
    (
        "row_i",
        "The same per month",
        '=IF(in_style="none",row_r,(1+row_perm_rate/in_perm_freq)^(in_perm_freq/row_months)-1)',
        "rate4",
        "Effective monthly",
    ),
    ("row_v", "Discount factor per month", "=1/(1+row_i)", "factor", ""),
    (
        "row_amort_m",
        "Months of level payments",
        "=IF(COUNT(in_perm_amort)=0,row_term_m,ROUND(row_months*in_perm_amort,0))",
        "count",
        "",
    ),
    (
        "row_annuity",
        "Present value of one a month over them",
        f"={annuity('row_i', 'row_amort_m')}",
        "factor",
        "",
    ),
    (
        "row_worth",
        "Present value of the income that serves the loan",
        "=SUMPRODUCT(row_serves*row_factor)",
        "money",
        "At the loan's rate, to the end of the lease",
    ),
    (
        "row_balloon_pv",
        "Present value of the balloon",
        "=row_balloon*row_v^row_term_m",
        "money",
        "",
    ),
)
_DSCR = (
    "CHOOSE(row_style,0,row_worth/in_perm_dscr+row_balloon_pv,"
    "row_noi_1/row_months/in_perm_dscr*row_annuity,"
    "IF(row_i=0,0,row_noi_1/row_months/in_perm_dscr/row_i),"
    "row_worth/in_perm_dscr+row_balloon_pv)"
)
LIMITS: Lines = (
    ("out_perm_limit_dscr", "DSCR", _limit("in_perm_dscr", _DSCR), "money", "Cover of the style"),
    (
        "out_perm_limit_ltv",
        "LTV",
        _limit("in_perm_ltv", "in_perm_ltv*row_noi_1/in_exit_cap"),
        "money",
        "Share of the value at completion",
    ),
    (
        "out_perm_limit_debt_yield",
        "Debt yield",
        _limit("in_perm_debt_yield", "row_noi_1/in_perm_debt_yield"),
        "money",
        "Income over the loan",
    ),
    (
        "out_perm_limit_amount",
        "Amount",
        _limit("in_perm_amount", "in_perm_amount*row_scale"),
        "money",
        "",
    ),
)
RESULT: Lines = (
    (
        "row_size out_perm_size",
        "Loan in operation",
        "=IF(COUNT(row_limits)=0,INDEX(row_balance,row_n+1),MAX(0,MIN(row_limits)))",
        "money",
        "The least of the limits; without any, the construction loan is kept",
    ),
    (
        "out_perm_binding",
        "What binds",
        '=IF(row_size=0,"None",IF(COUNT(row_limits)=0,"Construction loan",'
        'INDEX(row_limit_names,MATCH("binds",row_limit_binds,0))))',
        "text",
        "",
    ),
    (
        "row_part",
        "Share of the income that serves the loan",
        "=IF(OR(row_worth=0,row_size=0),0,MAX(0,(row_size-row_balloon_pv)/row_worth))",
        "rate",
        "Sculpted and lease-backed loans",
    ),
    (
        "row_level_payment",
        "Level payment a month",
        "=row_size/row_annuity",
        "money",
        "Level loans",
    ),
    (
        "row_repaid out_perm_repaid",
        "Repaid at the exit",
        "=INDEX(row_loan_balance,row_exit_m+1)",
        "money",
        "",
    ),
    (
        "row_debt_wal out_debt_wal",
        "Average life of the loan",
        '=IF(row_size=0,"n/a",(SUMPRODUCT(ax_month*row_principal)+row_exit_m*row_repaid)'
        "/row_size/row_months)",
        "years",
        "",
    ),
    (
        "±out_surplus",
        "Loan over the construction loan",
        "=row_size-INDEX(row_balance,row_n+1)",
        "money",
        "What the take-out pays to the owner, or asks of it",
    ),
)
_REFI_CAP = "IF(COUNT(in_refi_cap)=1,in_refi_cap,in_exit_cap)"
REFI_RATE = Line(
    "row_refi_rate",
    "Rate of the new loan, nominal monthly",
    "=IF(COUNT(in_refi_rate)=1,in_refi_rate,row_months*row_i)",
    "rate",
    "Blank: the permanent loan's, as a monthly rate",
)
REFI: Lines = (
    (
        "out_refi_dscr",
        "DSCR",
        '=IF(COUNT(in_refi_dscr)=0,"n/a",row_exit_noi/in_refi_dscr/IF(in_refi_amort>0,'
        "row_months/-PV(row_refi_rate/row_months,ROUND(row_months*in_refi_amort,0),1),"
        "row_refi_rate))",
        "money",
        "",
    ),
    (
        "out_refi_ltv",
        "LTV",
        '=IF(COUNT(in_refi_ltv)*MAX(COUNT(in_refi_cap),COUNT(in_exit_cap))=0,"n/a",'
        f"in_refi_ltv*row_exit_noi/{_REFI_CAP})",
        "money",
        "",
    ),
    (
        "out_refi_debt_yield",
        "Debt yield",
        '=IF(COUNT(in_refi_debt_yield)=0,"n/a",row_exit_noi/in_refi_debt_yield)',
        "money",
        "",
    ),
)
REFI_RESULT: Lines = (
    (
        "out_refi_proceeds",
        "New loan at the exit",
        '=IF(COUNT(row_refi)=0,"n/a",MIN(row_refi))',
        "money",
        "The least of them",
    ),
    (
        "±out_refi_gap",
        "New loan less what is to be repaid",
        '=IF(COUNT(row_refi)=0,"n/a",out_refi_proceeds-row_repaid)',
        "money",
        "In brackets: the owner pays in",
    ),
    (
        "out_refi_binding",
        "What binds",
        '=IF(COUNT(row_refi)=0,"n/a",INDEX(row_refi_names,MATCH("binds",row_refi_binds,0)))',
        "text",
        "",
    ),
)


def build(book: Book) -> Page:
    """Write the Debt sheet."""
    page = book.page("Debt", "Debt: take-out and refinancing", "calculation",
                     {"B": 48, "C": 12, "D": 18, "E": 56, "F": 9})  # fmt: skip
    row = block(page, Page.FIRST, "Rate", "", RATE)
    row = _set(page, row, "Limits", "Blank inputs set none", LIMITS, "row_limit")
    row = block(page, row, "Loan in operation", "", RESULT)
    row = block(
        page, row, "Refinancing at the exit", "Income of the twelve months after it", (REFI_RATE,)
    )
    row = _set(page, row - 1, "", "", REFI, "row_refi")
    row = block(page, row - 1, "", "", REFI_RESULT)
    page.finish(row, pages=1)
    return page


def _set(page: Page, row: int, title: str, note: str, lines: Lines, name: str) -> int:
    """Write lines of which the least counts, and name them together."""
    first = row + (2 if note else 1)
    row = block(page, row, title, note, lines)
    last = first + len(lines) - 1
    whole = "row_limits" if name == "row_limit" else name
    page.define(whole, f"D{first}:D{last}", "money", f"{title or 'Refinancing'}: all", axis="list")
    page.define(f"{name}_names", f"B{first}:B{last}", "text", "What they are called", axis="list")
    # Two limits may be the same number by two roads: rounding must not choose between them.
    near = f"MIN({whole})+in_tol*ABS(MIN({whole}))"
    for line in range(first, last + 1):
        words = f'=IF(COUNT(D{line})=0,"",IF(D{line}<={near},"binds",""))'
        page.put(f"F{line}", words, bold=True)
    page.define(
        f"{name}_binds", f"F{first}:F{last}", "text", "The least, within the tolerance", axis="list"
    )
    return row
