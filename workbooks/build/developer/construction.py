"""The Construction sheet: the draw of each month, what it costs in interest, who pays it."""

from __future__ import annotations

from workbooks.build.axis import Along, Band, Column

MONTHS = 60  # the most of construction

_X = "MIN(1,[k]/in_build_months)"
_NORMAL = (
    f"(NORMSDIST(row_normal_width*{_X}-row_normal_half)-NORMSDIST(-row_normal_half))"
    "/(NORMSDIST(row_normal_half)-NORMSDIST(-row_normal_half))"
)

TIME = Band(
    "Time",
    (
        Column("k", "Month", "0", "=[k-1]+1", 0, "ax_build"),
        Column("date", "Month ends", "date", "=EDATE(in_start,[k])", None, "row_build_date"),
        Column("live", "Under construction", "0", "=IF(AND([k]>=1,[k]<=row_n),1,0)"),
    ),
)
COST = Band(
    "Cost of the works, before interest",
    (
        Column(
            "own",
            "Own weights, running",
            "factor",
            "=IF([k]>in_build_months,[own-1],[own-1]+INDEX(in_weight,[k]))",
            0,
            "row_own",
        ),
        Column(
            "cum",
            "Spent, share",
            "rate",
            f"=CHOOSE(row_shape,(1-COS(PI()*{_X}))/row_two,{_X},{_NORMAL},"
            f"row_three*{_X}*{_X}-row_two*{_X}*{_X}*{_X},[own]/row_own_total)",
            0,
            "row_curve out_curve",
        ),
        Column("weight", "Spent this month, share", "rate", "=[cum]-[cum-1]", 0, "row_weight"),
        Column(
            "cost",
            "Cost, land in month 1",
            "money",
            "=row_curve_spend*[weight]+IF([k]=1,row_land,0)",
            0,
            "row_cost out_draw_cost",
        ),
    ),
)
CLOSED = Band(
    "Loan commitment without a circle",
    (
        Column(
            "grow",
            "Factor to completion, pro rata",
            "factor",
            "=IF([live]=1,row_u^(row_n-[k]),0)",
            None,
            "row_grow",
        ),
        Column(
            "later",
            "Cost still to come, discounted, share",
            "factor",
            "=IF([k]>=row_n,0,([later+1]+[weight+1])*row_w)",
            None,
            "row_later",
        ),
        Column(
            "unit",
            "One of the loan at completion",
            "factor",
            "=IF([k]>=row_n,1,([unit+1]-row_a)*row_w)",
            None,
            "row_unit_loan",
        ),
        Column(
            "cand",
            "Commitment if debt starts here",
            "money",
            "=IF(OR([live]=0,in_ltc=0),0,(row_land+row_curve_spend*([cum]+[later]))"
            "/((1-in_ltc)/in_ltc-in_fee-row_a*[k]+[unit]))",
            None,
            "row_candidate",
        ),
    ),
)
LOAN = Band(
    "Construction loan",
    (
        Column(
            "interest",
            "Interest on the opening balance",
            "money",
            "=[live]*row_r*[bal-1]",
            0,
            "row_interest out_draw_interest",
        ),
        Column(
            "fees",
            "Loan fees",
            "money",
            "=[live]*(IF([k]=1,in_fee*row_loan,0)+row_a*(row_loan-[bal-1]))",
            0,
            "row_fees",
        ),
        Column("need", "To be paid", "money", "=[cost]+[interest]+[fees]", 0, "row_need"),
        Column(
            "debt",
            "Debt drawn",
            "money",
            "=IF(in_ltc=0,0,IF(row_equity_first=1,MAX(0,[need]-[left-1]),in_ltc*[need]))",
            0,
            "row_debt",
        ),
        Column("equity", "Equity paid in", "money", "=[need]-[debt]", 0, "row_equity"),
        Column(
            "left",
            "Equity still to go first",
            "money",
            "=MAX(0,[left-1]-[need])",
            "=IF(AND(row_equity_first=1,in_ltc>0),row_loan/in_ltc-row_loan,0)",
            "row_left",
        ),
        Column(
            "bal",
            "Loan balance, closing",
            "money",
            "=[live]*([bal-1]+[debt])",
            0,
            "row_balance out_draw_balance",
        ),
    ),
)
PICTURE = Band(
    "For the chart",
    (
        Column("x", "Month", "0", "=MIN([k],row_n)", None, "row_draw_x"),
        Column(
            "spent",
            "Cost to date, interest included",
            "money",
            "=INDEX(row_spent,[x]+1)",
            None,
            "row_draw_spent",
        ),
        Column("owed", "Loan balance", "money", "=INDEX(row_balance,[x]+1)", None, "row_draw_owed"),
    ),
)
SPENT = Band(
    "To date",
    (Column("total", "Paid to date", "money", "=[total-1]+[need]", 0, "row_spent"),),
)

SHEET = Along(
    "Construction",
    "Construction: draws, interest and the loan, month by month",
    '="Loan at "&TEXT(in_con_rate,"0.00%")&" nominal, monthly on the opening balance; flows at the'
    ' end of the month; money in "&row_unit',
    "row_n",
    (TIME, COST, CLOSED, LOAN, SPENT, PICTURE),
)
