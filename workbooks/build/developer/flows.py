"""The Flows sheet: the owner's cash from the first day of works to the exit."""

from __future__ import annotations

from workbooks.build.axis import Along, Band, Column

_INDEX = "IF(AND([t]>row_n,[t]<=row_n+row_exit_m),INDEX({},[t]-row_n+1),0)"
_SIGN = "=IF(ABS([{0}])>in_tol*row_total,IF([{0}]>0,1,-1),[{1}-1])"

TIME = Band(
    "Time",
    (
        Column("t", "Month", "0", "=[t-1]+1", 0, "ax_flow"),
        Column("date", "Month ends", "date", "=EDATE(in_start,[t])", None, "row_flow_date"),
        Column("done", "Month of completion", "0", "=IF([t]=row_n,1,0)"),
        Column("exit", "Month of the exit", "0", "=IF([t]=row_n+row_exit_m,1,0)"),
    ),
)
UNLEVERED = Band(
    "Without debt",
    (
        Column(
            "cost",
            "Cost, without interest",
            "money",
            "=IF([t]<=row_n,-INDEX(row_cost,[t]+1),0)",
            None,
            "row_flow_cost",
            "-",
        ),
        Column(
            "late",
            "Damages for delay",
            "money",
            "=IF(AND([t]>in_build_months,[t]<=row_n),-row_ld_month,0)",
            None,
            "row_flow_late",
            "-",
        ),
        Column(
            "noi",
            "Net operating income",
            "money",
            f"={_INDEX.format('row_noi')}",
            None,
            "row_flow_noi",
            "both",
        ),
        Column("sale", "Sale", "money", "=[exit]*row_sale", None, "row_flow_sale"),
        Column(
            "unlev",
            "Cash without debt",
            "money",
            "=[cost]+[late]+[noi]+[sale]",
            None,
            "row_unlev",
            "both",
        ),
    ),
)
LEVERED = Band(
    "With debt",
    (
        Column(
            "equity",
            "Equity paid in",
            "money",
            "=IF([t]<=row_n,-INDEX(row_equity,[t]+1),0)",
            None,
            "row_flow_equity",
            "-",
        ),
        Column(
            "takeout",
            "Loan in operation less construction loan",
            "money",
            "=[done]*out_surplus",
            None,
            "row_flow_takeout",
            "both",
        ),
        Column(
            "service",
            "Debt service",
            "money",
            f"=-{_INDEX.format('row_service')}",
            None,
            "±row_flow_service",
            "-",
        ),
        Column(
            "repaid", "Loan repaid", "money", "=-[exit]*row_repaid", None, "row_flow_repaid", "-"
        ),
        Column(
            "lev",
            "Cash of the owner",
            "money",
            "=[equity]+[late]+[takeout]+[noi]+[service]+[sale]+[repaid]",
            None,
            "row_lev",
            "both",
        ),
        Column(
            "sum", "The same to date", "money", "=[sum-1]+[lev]", "=[lev]", "row_lev_sum", "both"
        ),
    ),
)
SIGNS = Band(
    "In and out, for the rates",
    (
        Column("ui", "Without debt: in", "money", "=MAX(0,[unlev])", None, "row_unlev_in"),
        Column("uo", "Without debt: out", "money", "=MAX(0,-[unlev])", None, "row_unlev_out"),
        Column("li", "Owner: in", "money", "=MAX(0,[lev])", None, "row_lev_in"),
        Column("lo", "Owner: out", "money", "=MAX(0,-[lev])", None, "row_lev_out"),
        Column(
            "us",
            "Without debt: sign",
            "0",
            _SIGN.format("unlev", "us"),
            0,
            "row_unlev_sign",
            "both",
        ),
        Column("ut", "Without debt: turns", "0", "=IF([us]*[us-1]<0,1,0)", 0, "row_unlev_turn"),
        Column("ls", "Owner: sign", "0", _SIGN.format("lev", "ls"), 0, "row_lev_sign", "both"),
        Column("lt", "Owner: turns", "0", "=IF([ls]*[ls-1]<0,1,0)", 0, "row_lev_turn"),
        Column(
            "uone",
            "Without debt, per one of cost",
            "factor",
            "=[unlev]/row_total",
            None,
            "row_unlev_one",
            "both",
        ),
        Column(
            "lone",
            "Owner, per one of cost",
            "factor",
            "=[lev]/row_total",
            None,
            "row_lev_one",
            "both",
        ),
    ),
)

SHEET = Along(
    "Flows",
    "Flows: the owner's cash, month by month",
    '="Flows at the end of the month; money in "&row_unit&"; in brackets: paid"',
    "row_n+row_exit_m",
    (TIME, UNLEVERED, LEVERED, SIGNS),
)
