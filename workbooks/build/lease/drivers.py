"""Lines of the Terms sheet: money, time, term, dues at the end, position at the as-of date."""

from __future__ import annotations

#: name, label, formula, number format, remark
Line = tuple[str, str, str, str, str]

AMOUNTS = (
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


def amount_lines() -> tuple[Line, ...]:
    return tuple(
        (f"row_{key}", label, f"=in_{key}*row_scale", "money", "") for key, label in AMOUNTS
    )


def time_lines() -> tuple[Line, ...]:
    return (
        ("row_step", "Months in a period", "=row_months/in_freq", "count", ""),
        (
            "row_eom",
            "Commencement is a month end",
            "=IF(EOMONTH(in_commencement,0)=in_commencement,1,0)",
            "flag",
            "Then every payment date is a month end",
        ),
        (
            "±row_i",
            "Discount rate per period",
            '=IF(in_comp="effective",(1+in_rate)^(1/in_freq)-1,in_rate/in_freq)',
            "rate4",
            "nominal: rate / payments a year; effective: (1 + rate)^(1 / payments a year) - 1",
        ),
        ("row_v", "Discount factor per period", "=1/(1+row_i)", "factor", ""),
        ("±row_e", "Discount rate, annual effective", "=(1+row_i)^in_freq-1", "rate4", ""),
    )


def term_lines() -> tuple[Line, ...]:
    return (
        (
            "row_purchase",
            "Purchase reasonably certain",
            "=IF(in_purchase_certain=TRUE,1,0)",
            "flag",
            "",
        ),
        (
            "row_ownership",
            "Ownership passes (title or purchase)",
            "=IF(OR(in_title=TRUE,row_purchase=1),1,0)",
            "flag",
            "",
        ),
        (
            "row_term_exit",
            "Early termination reasonably certain",
            "=IF(AND(in_termination_certain=TRUE,in_termination_year>0),1,0)",
            "flag",
            "",
        ),
        (
            "row_rung",
            "Exit at which the recognised term ends",
            "=SUM(row_certain)",
            "count",
            "1 = end of base term; options count while probability reaches the threshold",
        ),
        ("row_rung_full", "Last exit", "=SUM(row_present)", "count", ""),
        (
            "row_years",
            "Recognised term",
            "=IF(row_term_exit=1,in_termination_year,INDEX(row_exit_years,row_rung))",
            "years",
            "",
        ),
        (
            "row_years_full",
            "Full term with every renewal",
            "=INDEX(row_exit_years,row_rung_full)",
            "years",
            "",
        ),
        (
            "row_years_text",
            "Recognised term, as text",
            '=IF(row_years=INT(row_years),TEXT(row_years,"0"),TEXT(row_years,"0.0#"))',
            "general",
            "",
        ),
        (
            "row_years_full_text",
            "Full term, as text",
            '=IF(row_years_full=INT(row_years_full),TEXT(row_years_full,"0"),'
            'TEXT(row_years_full,"0.0#"))',
            "general",
            "",
        ),
        ("row_n", "Recognised term, payments", "=ROUND(row_years*in_freq,0)", "count", ""),
        ("row_n_full", "Full term, payments", "=ROUND(row_years_full*in_freq,0)", "count", ""),
        ("row_capacity", "Payments that this workbook can hold", "=MAX(row_k)", "count", ""),
        (
            "row_amort_n",
            "Payments over which the asset is amortised",
            "=IF(row_ownership=1,MAX(row_n,in_remaining_life*in_freq),row_n)",
            "number",
            "Remaining life where ownership passes, else the recognised term",
        ),
        (
            "row_short",
            "Short-term lease, not recorded",
            "=IF(AND(in_short_term=TRUE,row_years<=1,row_ownership=0),1,0)",
            "flag",
            "Election, at most one year, no purchase",
        ),
        (
            "row_level",
            "Level rent (no steps, escalator, free rent or phases)",
            "=IF(AND(in_escalator=0,COUNT(in_step_year)=0,in_free=0,"
            "SUMIF(row_phase_index,0,row_phase_share)=SUM(row_phase_share)),1,0)",
            "flag",
            "",
        ),
    )


def end_lines() -> tuple[Line, ...]:
    return (
        (
            "row_guarantee_counts",
            "Guarantee can be called at that end",
            "=IF(OR(row_term_exit=1,row_purchase=1),0,1)",
            "flag",
            "Not when the lessee buys or terminates early",
        ),
        (
            "row_rvg_us",
            "Guarantee probable of being owed (US)",
            "=row_guarantee_counts*INDEX(row_exit_probable,row_rung)",
            "money",
            "ASC 842-10-30-5(f)",
        ),
        (
            "row_rvg_ifrs",
            "Guarantee expected to be payable (IFRS)",
            "=row_guarantee_counts*INDEX(row_exit_payable,row_rung)",
            "money",
            "IFRS 16.27(c)",
        ),
        (
            "row_rvg_cap",
            "Guarantee at its maximum",
            "=row_guarantee_counts*INDEX(row_exit_maximum,row_rung)",
            "money",
            "Enters the classification test, never the liability",
        ),
        (
            "row_frontier_cap",
            "Guarantee at its maximum at the recognised exit",
            "=INDEX(row_exit_maximum,row_rung)",
            "money",
            "Used for the frontier",
        ),
        (
            "row_end_other",
            "Purchase price and termination penalty",
            "=row_purchase*row_purchase_price+row_term_exit*row_termination_penalty",
            "money",
            "",
        ),
        ("row_end_us", "Due at the end, US", "=row_rvg_us+row_end_other", "money", ""),
        ("row_end_ifrs", "Due at the end, IFRS", "=row_rvg_ifrs+row_end_other", "money", ""),
        (
            "±row_adj_us",
            "Direct costs and prepaid rent less incentives",
            "=row_direct+row_prepaid-row_allowance",
            "money",
            "ASC 842-20-30-5; IFRS 16.24",
        ),
        (
            "±row_adj_ifrs",
            "The same with restoration (IFRS)",
            "=row_adj_us+row_restoration",
            "money",
            "The restoration provision itself is outside the lease liability",
        ),
    )


def asof_lines() -> tuple[Line, ...]:
    balance = (
        "=IF(row_commenced=0,0,IF(row_k0+row_fr>row_n,0,(INDEX({close},row_k0+1)"
        "-IF(AND(row_fr>0,in_timing=1,row_k0>0),INDEX(row_pay,row_k0+1+1),0))*(1+row_i)^row_fr))"
    )
    return (
        (
            "row_commenced",
            "Commenced at the as-of date",
            "=IF(in_asof>=in_commencement,1,0)",
            "flag",
            "",
        ),
        (
            "row_k0",
            "Payment dates passed since commencement",
            '=IF(row_commenced=1,COUNTIF(row_date,"<="&in_asof)-1,0)',
            "count",
            "",
        ),
        (
            "row_fr",
            "Part of the running period gone",
            "=IF(OR(row_commenced=0,row_k0>=row_capacity),0,(in_asof-INDEX(row_date,row_k0+1))"
            "/(INDEX(row_date,row_k0+1+1)-INDEX(row_date,row_k0+1)))",
            "factor",
            "",
        ),
        (
            "row_balance_us",
            "Liability at the as-of date, US",
            balance.format(close="row_close"),
            "money",
            "Accreted from the last payment date; in advance, before a payment due that day",
        ),
        (
            "row_balance_ifrs",
            "Liability at the as-of date, IFRS",
            balance.format(close="row_close_ifrs"),
            "money",
            "",
        ),
        (
            "row_balance_d",
            "Liability disclosed",
            "=IF(row_commenced=1,row_balance_us,INDEX(row_close,1))",
            "money",
            "At the as-of date, or at commencement when that is later",
        ),
        (
            "row_wait",
            "Years from the as-of date to commencement",
            "=IF(row_commenced=1,0,(in_commencement-in_asof)/row_days)",
            "years",
            "actual/365",
        ),
        (
            "row_back",
            "Discount factor from commencement to the as-of date",
            "=(1+row_e)^-row_wait",
            "factor",
            "",
        ),
    )
