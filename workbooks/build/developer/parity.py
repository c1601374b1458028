"""The developer workbook with its Parity sheet: our functions beside the model."""

from __future__ import annotations

from openpyxl import Workbook

from workbooks.build.developer import build as build_model
from workbooks.build.developer.construction import MONTHS as BUILD
from workbooks.build.developer.operations import MONTHS as OPERATE
from workbooks.build.developer.parity_rows import REASONS, ROWS
from workbooks.build.developer.spread import POINTS
from workbooks.build.kit import Page
from workbooks.build.parity import SCALES, Parity, keys, sheet_of

_TESTS = 'OR(out_perm_binding="DSCR",out_perm_binding="LTV")'
_COVER = f"AND(COUNT(in_perm_dscr)=1,{_TESTS})"
_SCULPTED = 'OR(in_style="sculpted",in_style="ctl")'
_UNLESS_GIVEN = 'IF(COUNT({0})=1,{0},"")'

_BUDGET = (
    ("mw", "in_mw"),
    ("cost_mw", "in_cost_mw*row_scale"),
    ("land", "row_land"),
    ("soft_pct", "in_soft_pct"),
    ("contingency_pct", "in_contingency_pct"),
    ("ofci_mw", "in_ofci_mw*row_scale"),
    ("fee_pct", "in_fee_pct"),
    ("leasing", "row_leasing"),
    ("idc", "row_idc+row_loan_fees"),
)
#: Equipment, fee and leasing are in the cost per MW; other limits of a loan in its cover.
_DEAL = (
    ("mw", "in_mw"),
    ("cost_mw", "row_curve_spend/in_mw/((1+in_soft_pct)*(1+in_contingency_pct))"),
    ("build_months", "in_build_months"),
    ("rent_kw_mo", "in_rent_kw*row_kw/row_kw_per_mw"),
    ("term", "in_term"),
    ("land", "row_land"),
    ("soft_pct", "in_soft_pct"),
    ("contingency_pct", "in_contingency_pct"),
    ("shape", "in_shape"),
    ("ltc", "in_ltc"),
    ("con_rate", _UNLESS_GIVEN.format("in_con_rate")),
    ("fund", "in_fund"),
    ("fee", "in_fee"),
    ("escalator", "in_escalator"),
    ("ramp", "in_ramp"),
    ("nnn", "in_nnn"),
    ("opex_pct", "in_opex_pct"),
    ("pue", "in_pue"),
    ("power_price", "in_power_price*row_kw/row_kw_per_mw"),
    ("exit_cap", _UNLESS_GIVEN.format("in_exit_cap")),
    ("residual_pct", _UNLESS_GIVEN.format("in_residual_pct")),
    ("exit_year", _UNLESS_GIVEN.format("in_exit_year")),
    ("sale_cost", "in_sale_cost"),
    ("perm_rate", 'IF(row_parity_take=1,row_i*row_months,"")'),
    ("perm_amort", 'IF(AND(row_parity_take=1,in_style="level"),row_amort_m/row_months,"")'),
    (
        "perm_dscr",
        f'IF(row_parity_take=0,"",IF({_COVER},in_perm_dscr,IF({_SCULPTED},row_worth/row_size,'
        f'IF(OR(COUNT(row_limits)=0,out_perm_binding="LTV"),"",'
        "row_noi_1/row_months*row_annuity/row_size))))",
    ),
    (
        "perm_ltv",
        f'IF(AND(row_parity_take=1,COUNT(in_perm_ltv)=1,{_TESTS}),in_perm_ltv,"")',
    ),
    ("tenant_yield", "out_tenant_quoted"),
    ("yield_freq", "in_tenant_freq"),
    ("discount", "row_disc"),
)
_DELAY = (
    ("outside_months", _UNLESS_GIVEN.format("in_outside_months")),
    ("ld_month", "row_ld_month"),
)
#: By month: name, heading, last month, formula with {m} for the month.
_MONTHS = (
    ("drawn", "Cost", BUILD, 'IF({m}<=row_n,INDEX(row_cost,{m}+1),"")'),
    ("serves", "Income that serves the loan", OPERATE,
     'IF({m}<=row_term_m,INDEX(row_serves,{m}+1),"")'),
    ("principal", "Principal, the exit included", OPERATE,
     "INDEX(row_principal,{m}+1)+IF({m}=row_exit_m,row_repaid,0)"),
)  # fmt: skip


def build() -> Workbook:
    """Build the empty template with this sheet: every formula, no deal."""
    return build_model(sheet_of(Parity(ROWS, REASONS, _below, SCALES)))


def _below(page: Page, row: int) -> None:
    """Write the ranges that the arguments name: keys and values, years, months."""
    page.block(row, "Keys and values of DEV_BUDGET")
    row = keys(page, row + 1, "budget", _BUDGET)
    page.block(row, "Keys and values of DEV_CASHFLOW and DEV_RETURNS; for DEV_DELAY_COST two more",
               "Equipment, fee and leasing stand in cost_mw, a limit by amount or debt yield in "
               "perm_dscr")  # fmt: skip
    page.put(f"B{row + 2}", "1 where the loan in operation is given")
    page.put(
        f"E{row + 2}", '=IF(AND(row_parity_loan="",in_style<>"none"),1,0)', "flag", align="right"
    )
    page.define("row_parity_take", f"E{row + 2}", "flag", "1 where the loan is given")
    first = row + 3
    row = keys(page, first, "deal", _DEAL) - 1
    keys(page, row, "", _DELAY)
    row += len(_DELAY)
    page.define(
        "row_parity_delay", f"D{first}:E{row - 1}", "number", "Keys of DEV_DELAY_COST", axis="list"
    )
    row = _years(page, row + 1)
    page.finish(row)
    _months(page, row + 1)


def _years(page: Page, row: int) -> int:
    """Write the points of the curves, and the share of the building that pays rent in each year."""
    page.block(row, "Years: of the points of the curves, and share that pays rent")
    page.head(row + 1, "B", ["Number", "", "Tenant's curve", "Treasury", "Paying"], height=16)
    first = row + 2
    years = OPERATE // 12
    for number in range(1, years + 1):
        at = row + 1 + number
        page.put(f"B{at}", number, "0", align="left")
        if number <= POINTS:
            for letter, who in (("D", "tenant"), ("E", "treasury")):
                used, tenor = (f"INDEX(row_{who}_{key},$B{at})" for key in ("used", "tenor"))
                page.put(f"{letter}{at}", f'=IF({used}=1,{tenor},"")', "years", align="right")
        page.put(
            f"F{at}",
            f"=SUMPRODUCT((row_year=$B{at})*(ax_month>in_free)*row_let)/row_months",
            "rate",
        )
    for letter, name, last in (
        ("D", "tenant_years", POINTS),
        ("E", "treasury_years", POINTS),
        ("F", "let", years),
    ):
        page.define(f"row_parity_{name}", f"{letter}{first}:{letter}{first + last - 1}", "number",
                    f"As a function reads it: {name.replace('_', ' ')}", axis="list")  # fmt: skip
    return first + years


def _months(page: Page, row: int) -> None:
    """Write what functions read by month, below what is printed."""
    page.block(row, "Months", "Not printed: what functions read month by month")
    page.head(row + 2, "B", ["Month", "", *(title for _, title, *_ in _MONTHS)], height=30)
    first = row + 3
    for month in range(1, OPERATE + 1):
        at = first + month - 1
        page.put(f"B{at}", month, "0", align="left")
        for letter, (_, _, last, formula) in zip("DEF", _MONTHS, strict=True):
            if month <= last:
                page.put(f"{letter}{at}", f"={formula.format(m=f'$B{at}')}", "money")
    page.define("row_parity_month", f"B{first}:B{first + OPERATE - 1}", "count",
                "Month", axis="month")  # fmt: skip
    for letter, (name, title, last, _) in zip("DEF", _MONTHS, strict=True):
        page.define(f"row_parity_{name}", f"{letter}{first}:{letter}{first + last - 1}", "money",
                    f"As a function reads it: {title.lower()}", axis="month")  # fmt: skip
