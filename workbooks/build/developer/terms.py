"""The Terms sheet: constants, units and the handful of numbers that every other sheet reads."""

from __future__ import annotations

from workbooks.build.kit import Book, Page
from workbooks.build.lines import Line, block
from workbooks.build.settings import constants, units

_CONSTANTS = (
    ("row_months", "Months in a year", 12),
    ("row_hours", "Hours in a year", 8_760),
    ("row_kw_per_mw", "Kilowatts in a megawatt", 1_000),
    ("row_bp", "Basis points in one", 10_000),
    ("row_normal_width", "Normal curve: standard deviations from first to last day", 6),
    ("row_normal_half", "Normal curve: half of them", 3),
    ("row_three", "Beta curve: weight of the square", 3),
    ("row_two", "Beta curve: weight of the cube; halves of the cosine", 2),
)
_LISTS = (
    (
        "row_shapes",
        "Curves of spending",
        ("cosine", "linear", "normal", "beta", "own"),
    ),
    (
        "row_styles",
        "Styles of the permanent loan",
        ("none", "sculpted", "level", "interest_only", "ctl"),
    ),
)
_TENANT = (
    "row_tenant",
    "Tenant in a sentence",
    '=IF(in_tenant="","the tenant",in_tenant)',
    "general",
)
_BAND = (
    '="Money in "&row_unit&"  |  as of "&TEXT(in_asof,"dd-mmm-yyyy")&"  |  completion "'
    '&TEXT(row_complete,"dd-mmm-yyyy")'
)

MONEY: tuple[Line, ...] = (
    ("row_land", "Land", "=in_land*row_scale", "money", ""),
    ("row_leasing", "Leasing cost", "=in_leasing*row_scale", "money", ""),
    ("row_ld_month", "Damages per month of delay", "=in_ld_month*row_scale", "money", ""),
    (
        "row_balloon",
        "Balloon",
        '=IF(OR(in_style="sculpted",in_style="ctl"),in_balloon*row_scale,0)',
        "money",
        "Due at the end of the lease",
    ),
    (
        "row_kw",
        "Money per MW of one unit of currency per kW",
        "=row_kw_per_mw/INDEX(row_unit_factors,MATCH(in_show_unit,row_unit_names,0))",
        "factor",
        "",
    ),
)
TIME: tuple[Line, ...] = (
    ("row_n", "Months of construction, delay included", "=in_build_months+in_delay", "count", ""),
    ("row_term_m", "Months of the lease", "=ROUND(row_months*in_term,0)", "count", ""),
    (
        "row_exit_m",
        "Month of the exit, counted from completion",
        "=IF(COUNT(in_exit_year)=0,row_term_m,ROUND(row_months*in_exit_year,0))",
        "count",
        "Blank: the end of the lease",
    ),
    ("row_complete", "Completion", "=EDATE(in_start,row_n)", "date", ""),
    ("row_shape", "Curve of spending, number", "=MATCH(in_shape,row_shapes,0)", "count", ""),
    (
        "row_own_total",
        "Sum of the weights entered",
        "=IF(SUM(in_weight)=0,1,INDEX(row_own,in_build_months+1))",
        "factor",
        "Only for the own curve",
    ),
)
CONSTRUCTION: tuple[Line, ...] = (
    (
        "row_r",
        "Interest of the construction loan per month",
        "=IF(COUNT(in_con_rate)=0,0,in_con_rate)/row_months",
        "rate4",
        "Nominal rate over twelve",
    ),
    ("row_a", "Commitment fee per month", "=in_commit_fee/row_months", "rate4", "On the undrawn"),
    ("row_g", "Interest over the commitment fee", "=row_r-row_a", "rate4", ""),
    ("row_u", "Growth of the loan per month, pro rata", "=1+in_ltc*row_g", "factor", ""),
    ("row_w", "Discount factor per month at that margin", "=1/(1+row_g)", "factor", ""),
    ("row_w_flat", "1 where that factor is one", "=IF(row_w=1,1,0)", "flag", ""),
    (
        "row_w_slope",
        "Annuity of that factor, per unit of discount",
        "=IF(row_w=1,0,row_w/(1-row_w))",
        "number",
        "",
    ),
    (
        "row_equity_first",
        "1 where all equity goes in before the loan",
        '=IF(in_fund="equity",1,0)',
        "flag",
        "",
    ),
)
RENT: tuple[Line, ...] = (
    ("row_nnn", "1 for a triple-net lease", "=IF(in_nnn,1,0)", "flag", ""),
    ("row_kept", "Share of rent kept", "=IF(row_nnn=1,1,1-in_opex_pct)", "rate", ""),
    ("row_full_rent", "Rent a month, all let", "=in_mw*in_rent_kw*row_kw", "money", "First year"),
    (
        "row_full_power",
        "Power a month, all let",
        "=IF(row_nnn=1,0,in_mw*row_kw*in_pue*row_hours/row_months*in_power_price)",
        "money",
        "Paid by the owner in a gross lease only",
    ),
    ("row_opex_m", "Owner's cost a month", "=in_opex*row_scale/row_months", "money", "First year"),
    (
        "row_noi_1 out_noi",
        "Stabilised net operating income, first year",
        "=row_months*(row_full_rent*row_kept-row_full_power-row_opex_m)",
        "money",
        "All let, no free months",
    ),
)
EXIT: tuple[Line, ...] = (
    (
        "row_exit_noi",
        "Income of the twelve months after the exit",
        "=SUM(row_forward)",
        "money",
        "",
    ),
    (
        "row_exit_value",
        "Value at the exit",
        "=IF(COUNT(in_exit_cap)=1,row_exit_noi/in_exit_cap,"
        "IF(COUNT(in_residual_pct)=1,in_residual_pct*row_base,0))",
        "money",
        "Income at the cap rate, or a share of the budget",
    ),
    (
        "row_sale out_sale",
        "Value less cost of sale",
        "=row_exit_value*(1-in_sale_cost)",
        "money",
        "",
    ),
    (
        "row_residual",
        "Residual at the end of the lease, in its yield",
        "=in_spread_residual*row_total",
        "money",
        "",
    ),
)


def build(book: Book) -> Page:
    """Write the Terms sheet."""
    page = book.page(
        "Terms", "Terms and drivers", "calculation", {"B": 52, "C": 12, "D:H": 14, "I": 40}
    )
    row = constants(page, Page.FIRST, _CONSTANTS, _LISTS)
    row = units(page, row, _BAND, (_TENANT,))
    row = block(page, row, "Money in the unit of display", "", MONEY)
    row = block(page, row, "Time", "Every flow falls at the end of its month", TIME)
    row = block(page, row, "Construction loan", "Nominal, compounded monthly", CONSTRUCTION)
    row = block(page, row, "Rent", "", RENT)
    row = _forward(page, row)
    row = block(page, row, "Exit", "", EXIT)
    page.finish(row, freeze="D6", pages=2)
    return page


def _forward(page: Page, row: int) -> int:
    page.block(
        row,
        "Twelve months after the exit",
        "As if the lease ran on: the same escalation, the same costs",
    )
    row += 2
    page.head(
        row, "B", ["Month after the exit", "", "Month", "Year", "Share let", "Income"], height=16
    )
    first = row + 1
    for number in range(1, 13):
        row += 1
        page.put(f"B{row}", number, "0", align="left")
        page.put(f"D{row}", f"=row_exit_m+B{row}", "0")
        page.put(f"E{row}", f"=ROUNDUP(D{row}/row_months,0)", "0")
        page.put(f"F{row}", f"=MIN(1,D{row}/MAX(1,in_ramp))", "rate")
        page.put(
            f"G{row}",
            f"=(row_kept*row_full_rent*(1+in_escalator)^(E{row}-1)*IF(D{row}>in_free,1,0)"
            f"-row_full_power)*F{row}-row_opex_m*(1+in_opex_growth)^(E{row}-1)",
            "money",
        )
    page.define("row_forward", f"G{first}:G{row}", "money", "Income after the exit", axis="list")
    return row + 2
