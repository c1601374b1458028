"""The Terms sheet: constants, units and the handful of numbers that every other sheet reads."""

from __future__ import annotations

from openpyxl.styles import Alignment

from workbooks.build.kit import Book, Page
from workbooks.build.lines import Line, block

_UNITS = (("$", 1), ("$k", 1_000), ("$M", 1_000_000), ("$B", 1_000_000_000))
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
    row = _constants(page, Page.FIRST)
    row = _units(page, row)
    row = block(page, row, "Money in the unit of display", "", MONEY)
    row = block(page, row, "Time", "Every flow falls at the end of its month", TIME)
    row = block(page, row, "Construction loan", "Nominal, compounded monthly", CONSTRUCTION)
    row = block(page, row, "Rent", "", RENT)
    row = _forward(page, row)
    row = block(page, row, "Exit", "", EXIT)
    page.finish(row, freeze="D6", pages=2)
    return page


def _constants(page: Page, row: int) -> int:
    page.block(row, "Constants")
    for name, label, value in _CONSTANTS:
        row += 1
        page.line(row, label, value, "#,##0", name, unit="constant")
    row += 1
    for name, label, words in _LISTS:
        page.put(f"B{row}", label)
        page.put(f"C{row}", "list", colour="595959")
        for letter, word in zip("DEFGH", words, strict=True):
            page.put(f"{letter}{row}", word, align="right")
        page.define(name, f"D{row}:H{row}", "text", label, axis="list")
        row += 1
    return row + 1


def _units(page: Page, row: int) -> int:
    page.block(row, "Units")
    first = row + 1
    for text, factor in _UNITS:
        row += 1
        page.put(f"B{row}", text)
        page.put(f"D{row}", factor, "#,##0", align="right")
    page.define("row_unit_names", f"B{first}:B{row}", "text", "Units of money", axis="list")
    page.define(
        "row_unit_factors", f"D{first}:D{row}", "number", "Factor of each unit", axis="list"
    )
    found = "INDEX(row_unit_factors,MATCH({},row_unit_names,0))"
    lines = (
        (
            "row_scale out_scale",
            "From the unit of entry to the unit of display",
            f"={found.format('in_unit')}/{found.format('in_show_unit')}",
            "factor",
        ),
        ("row_entry_unit", "Unit of entry", '=SUBSTITUTE(in_unit,"$",in_currency)', "general"),
        ("row_unit", "Unit of display", '=SUBSTITUTE(in_show_unit,"$",in_currency)', "general"),
        ("row_suffix", "Letter after an amount", '=SUBSTITUTE(in_show_unit,"$","")', "general"),
        ("row_money_axis", "Title of a money axis", '="Money, "&row_unit', "general"),
        (
            "row_tenant",
            "Tenant in a sentence",
            '=IF(in_tenant="","the tenant",in_tenant)',
            "general",
        ),
        (
            "row_band",
            "Header line",
            '="Money in "&row_unit&"  |  as of "&TEXT(in_asof,"dd-mmm-yyyy")&"  |  completion "'
            '&TEXT(row_complete,"dd-mmm-yyyy")',
            "general",
        ),
        (
            "row_master_text",
            "Master check",
            '=IF(chk_master=0,"All checks pass",chk_master&IF(chk_master=1," check fails",'
            '" checks fail"))',
            "general",
        ),
    )
    row += 1
    for name, label, formula, fmt in lines:
        names = name.split()
        page.line(row, label, formula, fmt, names[0], unit="text" if fmt == "general" else fmt)
        for more in names[1:]:
            page.define(more, f"D{row}", fmt, label)
        if fmt == "general":
            page.ws[f"D{row}"].alignment = Alignment(horizontal="left", vertical="center")
        row += 1
    return row + 1


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
