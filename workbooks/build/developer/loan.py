"""The Loan sheet: the loan of the operating years by month, and the same months in default."""

from __future__ import annotations

from workbooks.build.axis import Along, Band, Column

SIZE = Band(
    "What the size rests on",
    (
        Column("mm", "Month", "0", "=[m]", None, "row_loan_m"),
        Column(
            "factor",
            "Discount factor at the loan's rate",
            "factor",
            "=row_v^[m]",
            None,
            "row_factor",
        ),
        Column(
            "base",
            "Income that serves it",
            "money",
            '=IF(in_style="ctl",[rent],[noi])',
            None,
            "row_serves",
            "both",
        ),
    ),
)
LOAN = Band(
    "Permanent loan, or the construction loan kept",
    (
        Column("open", "Opening", "money", "=[bal-1]*[held]", 0, "row_loan_open"),
        Column("charge", "Interest", "money", "=row_i*[open]", 0, "row_loan_interest"),
        Column(
            "service",
            "Debt service",
            "money",
            "=[held]*CHOOSE(row_style,row_i*row_size,row_part*[base],"
            "IF([m]<=in_perm_io,row_i*row_size,IF([m]<=in_perm_io+row_amort_m,row_level_payment,0)),"
            "row_i*row_size,row_part*[base])",
            0,
            "±row_service",
        ),
        Column(
            "principal", "Principal", "money", "=[service]-[charge]", 0, "row_principal", "both"
        ),
        Column(
            "bal",
            "Balance before the exit repays it",
            "money",
            "=IF([held]=1,[open]-[principal],0)",
            "=row_size",
            "row_loan_balance",
        ),
        Column(
            "after",
            "Balance",
            "money",
            "=IF([m]>=row_exit_m,0,[bal])",
            None,
            "row_loan_after",
        ),
    ),
)
DEFAULT = Band(
    "Default of the tenant",
    (
        Column(
            "stressed",
            "Income",
            "money",
            "=IF([m]<=row_default_m,[noi],[on]*(IF([m]<=row_relet_m,-in_carry_pct*[rent]-[opex],"
            "row_kept*[rent]*in_relet-[power]-[opex])"
            "+IF([m]=row_default_m+1,in_recovery*in_claim_months*[rent],0)"
            "-IF([m]=row_relet_m+1,row_relet_cost,0)))",
            0,
            "row_stressed",
            "both",
        ),
        Column(
            "short",
            "Short of the service",
            "money",
            "=[held]*MAX(0,[service]-[stressed])",
            0,
            "row_short",
        ),
    ),
)

SHEET = Along(
    "Loan",
    "Loan: service and balance by month, and the same in default",
    '="Rate "&TEXT(row_perm_rate,"0.00%")&IF(in_style="none",", nominal, monthly",", compounded "'
    '&in_perm_freq&" times a year")&"; flows at the end of the month; money in "&row_unit',
    "row_exit_m",
    (SIZE, LOAN, DEFAULT),
)
