"""The Terms sheet: inputs turned into the handful of numbers every other sheet reads."""

from __future__ import annotations

from openpyxl.styles import Alignment

from workbooks.build.kit import Book, Page

_UNITS = (("$", 1), ("$k", 1_000), ("$M", 1_000_000), ("$B", 1_000_000_000))
_CONSTANTS = (
    ("row_months", "Months in a year", 12, "count"),
    ("row_days", "Days in a year of the day count (actual/365)", 365, "count"),
    ("row_bp", "Basis points in one", 10_000, "count"),
    ("row_eps", "Rounding allowed at a classification threshold", 1e-12, "check"),
    ("row_half", "Half", 0.5, "half"),
    ("row_guess", "Exponent of the first guess for a yield", 2, "count"),
)
_AMOUNTS = (
    ("cost", "Cost to the lessor"),
    ("fair_value", "Fair value at commencement"),
    ("rent", "Rent a year, first lease year"),
    ("direct", "Initial direct costs"),
    ("prepaid", "Rent prepaid"),
    ("allowance", "Improvement allowance and incentives"),
    ("restoration", "Restoration cost"),
    ("termination_penalty", "Penalty on termination"),
    ("purchase_price", "Price of the purchase option"),
    ("relocation", "Cost of leaving"),
    ("spv_debt", "Debt of the financing vehicle"),
    ("buy_residual", "Value of the asset at the end"),
    ("maintenance", "Yearly cost of an owner"),
    ("residual", "Lessor's residual"),
)


def build(book: Book) -> Page:
    """Write the Terms sheet."""
    page = book.page(
        "Terms", "Terms and drivers", "calculation", {"B": 52, "C": 12, "D:F": 16, "G": 60}
    )
    row = _constants(page, Page.FIRST)
    row = _units(page, row)
    row = _lines(page, row, "Money in the unit of display", "", _amount_lines())
    row = _lines(page, row, "Time and rate", "Rate per payment period", _time_lines())
    row = _phases(page, row)
    row = _steps(page, row)
    row = _lines(page, row, "Term", "Recognised: base term and the renewals reasonably certain",
                 _term_lines())
    row = _lines(page, row, "Amounts due at the end of the recognised term", "", _end_lines())
    row = _lines(page, row, "Position at the as-of date",
                 "Last payment date on or before it, and the part of the period gone since",
                 _asof_lines())
    page.finish(row, freeze="D6", pages=3)
    return page


Line = tuple[str, str, str, str, str]


def _lines(page: Page, row: int, title: str, note: str, lines: tuple[Line, ...]) -> int:
    page.block(row, title, note)
    row += 2 if note else 1
    for name, label, formula, fmt, remark in lines:
        page.line(row, label, formula, fmt, name, note=remark)
        row += 1
    return row + 1


def _constants(page: Page, row: int) -> int:
    page.block(row, "Constants")
    for name, label, value, fmt in _CONSTANTS:
        row += 1
        shown = {"check": "check", "half": "0.0"}.get(fmt, "#,##0")
        page.line(row, label, value, shown, name, unit="constant")
    row += 1
    page.put(f"B{row}", "Payments a year that divide a year into whole months")
    page.put(f"C{row}", "constant", colour="595959")
    for letter, value in zip("DEFG", (1, 2, 4, 12), strict=True):
        page.put(f"{letter}{row}", value, "0", align="right")
    page.define("row_legal_freq", f"D{row}:G{row}", "count", "Payments a year", axis="list")
    return row + 2


def _units(page: Page, row: int) -> int:
    page.block(row, "Units")
    first = row + 1
    for text, factor in _UNITS:
        row += 1
        page.put(f"B{row}", text)
        page.put(f"D{row}", factor, "#,##0", align="right")
    page.define("row_unit_names", f"B{first}:B{row}", "text", "Units of money", axis="list")
    page.define("row_unit_factors", f"D{first}:D{row}", "number", "Factor of each unit",
                axis="list")
    found = "INDEX(row_unit_factors,MATCH({},row_unit_names,0))"
    lines: tuple[Line, ...] = (
        ("row_scale", "From the unit of entry to the unit of display",
         f"={found.format('in_unit')}/{found.format('in_show_unit')}", "factor", "factor"),
        ("row_entry_unit", "Unit of entry", '=SUBSTITUTE(in_unit,"$",in_currency)', "general", ""),
        ("row_unit", "Unit of display", '=SUBSTITUTE(in_show_unit,"$",in_currency)', "general", ""),
        ("row_suffix", "Letter after an amount", '=SUBSTITUTE(in_show_unit,"$","")', "general",
         ""),
        ("row_money_axis", "Title of a money axis", '="Money, "&row_unit', "general", ""),
        ("row_lessee", "Lessee in a sentence",
         '=IF(in_lessee="","the lessee",in_lessee)', "general", ""),
        ("row_band", "Header line",
         '="Money in "&row_unit&"  |  as of "&TEXT(in_asof,"dd-mmm-yyyy")&"  |  commencement "'
         '&TEXT(in_commencement,"dd-mmm-yyyy")', "general", ""),
        ("row_master_text", "Master check",
         '=IF(chk_master=0,"All checks pass",chk_master&IF(chk_master=1," check fails",'
         '" checks fail"))', "general", ""),
    )
    row += 1
    for name, label, formula, fmt, unit in lines:
        page.line(row, label, formula, fmt, name, unit=unit or "text")
        if not unit:
            page.ws[f"D{row}"].alignment = Alignment(horizontal="left", vertical="center")
        row += 1
    return row + 1


def _amount_lines() -> tuple[Line, ...]:
    return tuple(
        (f"row_{key}", label, f"=in_{key}*row_scale", "money", "") for key, label in _AMOUNTS
    )


def _time_lines() -> tuple[Line, ...]:
    return (
        ("row_step", "Months in a period", "=row_months/in_freq", "count", ""),
        ("row_eom", "Commencement is a month end",
         "=IF(EOMONTH(in_commencement,0)=in_commencement,1,0)", "flag",
         "Then every payment date is a month end"),
        ("row_i", "Discount rate per period",
         '=IF(in_comp="effective",(1+in_rate)^(1/in_freq)-1,in_rate/in_freq)', "rate4",
         "nominal: rate / payments a year; effective: (1 + rate)^(1 / payments a year) - 1"),
        ("row_v", "Discount factor per period", "=1/(1+row_i)", "factor", ""),
        ("row_e", "Discount rate, annual effective", "=(1+row_i)^in_freq-1", "rate4", ""),
    )


def _phases(page: Page, row: int) -> int:
    page.block(row, "Phases of delivery",
               "Joins at payment date number: the first on or after delivery (0 = commencement)")
    row += 2
    page.head(row, "B", ["Phase", "", "Joins at", "Share"], height=16)
    first = row + 1
    for number in range(1, 7):
        row += 1
        page.put(f"B{row}", f"Phase {number}")
        cell = f"Inputs!{_input_cell(page, 'in_phase_date', number)}"
        part = f"Inputs!{_input_cell(page, 'in_phase_share', number)}"
        page.put(f"D{row}", f'=IF({part}=0,0,COUNTIF(row_date,"<"&{cell}))', "0", align="right")
        default = 1 if number == 1 else 0  # no table: the whole campus at commencement
        page.put(f"E{row}", f"=IF(COUNT(in_phase_share)=0,{default},{part})", "rate",
                 align="right")
    page.define("row_phase_index", f"D{first}:D{row}", "count", "Phase joins at payment date")
    page.define("row_phase_share", f"E{first}:E{row}", "rate", "Share of each phase")
    return row + 2


def _steps(page: Page, row: int) -> int:
    page.block(row, "Order of the stepped rents", "1 where a lease year does not follow the last")
    row += 2
    page.head(row, "B", ["Step", "", "Lease year", "Out of order"], height=16)
    first = row + 1
    for number in range(1, 13):
        row += 1
        cell = f"Inputs!{_input_cell(page, 'in_step_year', number)}"
        page.put(f"B{row}", f"Step {number}")
        page.put(f"D{row}", f"=IF(COUNT({cell})=0,0,{cell})", "0", align="right")
        earlier = f"MAX(D${first - 1}:D{row - 1})"
        page.put(f"E{row}", f"=IF(D{row}=0,0,IF(D{row}>{earlier},0,1))", "flag", align="right")
    page.define("row_step_fault", f"E{first}:E{row}", "flag", "Step out of order")
    return row + 2


def _input_cell(page: Page, name: str, number: int) -> str:
    text = page.book.wb.defined_names[name].attr_text.split("!")[1]
    column, first = text.split(":")[0].replace("$", " ").split()
    return f"${column}${int(first) + number - 1}"


def _term_lines() -> tuple[Line, ...]:
    return (
        ("row_purchase", "Purchase reasonably certain", "=IF(in_purchase_certain=TRUE,1,0)",
         "flag", ""),
        ("row_ownership", "Ownership passes (title or purchase)",
         "=IF(OR(in_title=TRUE,row_purchase=1),1,0)", "flag", ""),
        ("row_term_exit", "Early termination reasonably certain",
         "=IF(AND(in_termination_certain=TRUE,in_termination_year>0),1,0)", "flag", ""),
        ("row_rung", "Exit at which the recognised term ends", "=SUM(row_certain)", "count",
         "1 = end of base term; options count while probability reaches the threshold"),
        ("row_rung_full", "Last exit", "=SUM(row_present)", "count", ""),
        ("row_years", "Recognised term",
         "=IF(row_term_exit=1,in_termination_year,INDEX(row_exit_years,row_rung))", "years", ""),
        ("row_years_full", "Full term with every renewal", "=INDEX(row_exit_years,row_rung_full)",
         "years", ""),
        ("row_years_text", "Recognised term, as text",
         '=IF(row_years=INT(row_years),TEXT(row_years,"0"),TEXT(row_years,"0.0#"))', "general", ""),
        ("row_years_full_text", "Full term, as text",
         '=IF(row_years_full=INT(row_years_full),TEXT(row_years_full,"0"),'
         'TEXT(row_years_full,"0.0#"))', "general", ""),
        ("row_n", "Recognised term, payments", "=ROUND(row_years*in_freq,0)", "count", ""),
        ("row_n_full", "Full term, payments", "=ROUND(row_years_full*in_freq,0)", "count", ""),
        ("row_capacity", "Payments that this workbook can hold", "=MAX(row_k)", "count", ""),
        ("row_amort_n", "Payments over which the asset is amortised",
         "=IF(row_ownership=1,MAX(row_n,in_remaining_life*in_freq),row_n)", "number",
         "Remaining life where ownership passes, else the recognised term"),
        ("row_short", "Short-term lease, not recorded",
         "=IF(AND(in_short_term=TRUE,row_years<=1,row_ownership=0),1,0)", "flag",
         "Election, at most one year, no purchase"),
        ("row_level", "Level rent (no steps, escalator, free rent or phases)",
         "=IF(AND(in_escalator=0,COUNT(in_step_year)=0,in_free=0,"
         "SUMIF(row_phase_index,0,row_phase_share)=SUM(row_phase_share)),1,0)", "flag", ""),
    )


def _end_lines() -> tuple[Line, ...]:
    return (
        ("row_guarantee_counts", "Guarantee can be called at that end",
         "=IF(OR(row_term_exit=1,row_purchase=1),0,1)", "flag",
         "Not when the lessee buys or terminates early"),
        ("row_rvg_us", "Guarantee probable of being owed (US)",
         "=row_guarantee_counts*INDEX(row_exit_probable,row_rung)", "money", "ASC 842-10-30-5(f)"),
        ("row_rvg_ifrs", "Guarantee expected to be payable (IFRS)",
         "=row_guarantee_counts*INDEX(row_exit_payable,row_rung)", "money", "IFRS 16.27(c)"),
        ("row_rvg_cap", "Guarantee at its maximum",
         "=row_guarantee_counts*INDEX(row_exit_maximum,row_rung)", "money",
         "Enters the classification test, never the liability"),
        ("row_frontier_cap", "Guarantee at its maximum at the recognised exit",
         "=INDEX(row_exit_maximum,row_rung)", "money", "Used for the frontier"),
        ("row_end_other", "Purchase price and termination penalty",
         "=row_purchase*row_purchase_price+row_term_exit*row_termination_penalty", "money", ""),
        ("row_end_us", "Due at the end, US", "=row_rvg_us+row_end_other", "money", ""),
        ("row_end_ifrs", "Due at the end, IFRS", "=row_rvg_ifrs+row_end_other", "money", ""),
        ("row_adj_us", "Direct costs and prepaid rent less incentives",
         "=row_direct+row_prepaid-row_allowance", "money", "ASC 842-20-30-5; IFRS 16.24"),
        ("row_adj_ifrs", "The same with restoration (IFRS)", "=row_adj_us+row_restoration",
         "money", "The restoration provision itself is outside the lease liability"),
    )


def _asof_lines() -> tuple[Line, ...]:
    balance = (
        "=IF(row_commenced=0,0,IF(row_k0+row_fr>row_n,0,(INDEX({close},row_k0+1)"
        "-IF(AND(row_fr>0,in_timing=1,row_k0>0),INDEX(row_pay,row_k0+1+1),0))*(1+row_i)^row_fr))"
    )
    return (
        ("row_commenced", "Commenced at the as-of date", "=IF(in_asof>=in_commencement,1,0)",
         "flag", ""),
        ("row_k0", "Payment dates passed since commencement",
         '=IF(row_commenced=1,COUNTIF(row_date,"<="&in_asof)-1,0)', "count", ""),
        ("row_fr", "Part of the running period gone",
         "=IF(OR(row_commenced=0,row_k0>=row_capacity),0,(in_asof-INDEX(row_date,row_k0+1))"
         "/(INDEX(row_date,row_k0+1+1)-INDEX(row_date,row_k0+1)))", "factor", ""),
        ("row_balance_us", "Liability at the as-of date, US", balance.format(close="row_close"),
         "money", "Accreted from the last payment date; in advance, before a payment due that day"),
        ("row_balance_ifrs", "Liability at the as-of date, IFRS",
         balance.format(close="row_close_ifrs"), "money", ""),
        ("row_balance_d", "Liability disclosed",
         "=IF(row_commenced=1,row_balance_us,INDEX(row_close,1))", "money",
         "At the as-of date, or at commencement when that is later"),
        ("row_wait", "Years from the as-of date to commencement",
         "=IF(row_commenced=1,0,(in_commencement-in_asof)/row_days)", "years", "actual/365"),
        ("row_back", "Discount factor from commencement to the as-of date",
         "=(1+row_e)^-row_wait", "factor", ""),
    )
