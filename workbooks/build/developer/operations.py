"""The Operations sheet: rent, costs and income by month; what the lease yields and still owes."""

from __future__ import annotations

from workbooks.build.axis import Along, Band, Column

MONTHS = 480  # the most of a lease

_GROW = "(1+{})^(MAX(1,[year])-1)"

TIME = Band(
    "Time",
    (
        Column("m", "Month", "0", "=[m-1]+1", 0, "ax_month"),
        Column("date", "Month ends", "date", "=EDATE(row_complete,[m])", None, "row_date"),
        Column("year", "Lease year", "0", "=ROUNDUP([m]/row_months,0)", None, "row_year"),
        Column("on", "Lease runs", "0", "=IF(AND([m]>=1,[m]<=row_term_m),1,0)", None, "row_on"),
        Column("held", "Owned", "0", "=IF(AND([m]>=1,[m]<=row_exit_m),1,0)", None, "row_held"),
    ),
)
INCOME = Band(
    "Income",
    (
        Column("let", "Share let", "rate", "=[on]*MIN(1,[m]/MAX(1,in_ramp))", None, "row_let"),
        Column(
            "unit",
            "Rent of one in the first year",
            "factor",
            f"=[let]*{_GROW.format('in_escalator')}*IF([m]>in_free,1,0)",
            None,
            "row_rent_unit",
        ),
        Column("rent", "Rent", "money", "=row_full_rent*[unit]", None, "row_rent"),
        Column("power", "Power", "money", "=row_full_power*[let]", None, "row_power"),
        Column(
            "opex",
            "Owner's cost",
            "money",
            f"=row_opex_m*{_GROW.format('in_opex_growth')}*[on]",
            None,
            "row_opex",
        ),
        Column(
            "noi",
            "Net operating income",
            "money",
            "=row_kept*[rent]-[power]-[opex]",
            None,
            "row_noi",
            "both",
        ),
    ),
)
YIELDS = Band(
    "Flows of three yields at completion",
    (
        Column(
            "contract",
            "Lease to its end, residual included",
            "money",
            "=[noi]+IF([m]=row_term_m,row_residual,0)",
            0,
            "row_contract",
            "both",
        ),
        Column(
            "oncost",
            "Income to the exit and the sale",
            "money",
            "=[noi]*[held]+IF([m]=row_exit_m,row_sale,0)",
            0,
            "row_oncost",
            "both",
        ),
        Column("cp", "Lease: in", "money", "=MAX(0,[contract])", None, "row_contract_in"),
        Column(
            "cn",
            "Lease: out, whole cost at completion",
            "money",
            "=MAX(0,-[contract])",
            "=row_total",
            "row_contract_out",
        ),
        Column("op", "To the exit: in", "money", "=MAX(0,[oncost])", None, "row_oncost_in"),
        Column(
            "onout",
            "To the exit: out, whole cost",
            "money",
            "=MAX(0,-[oncost])",
            "=row_total",
            "row_oncost_out",
        ),
        Column(
            "bn",
            "To the exit: out, value at completion",
            "money",
            "=MAX(0,-[oncost])",
            "=row_buyer_price",
            "row_buyer_out",
        ),
    ),
)
BALANCE = Band(
    "What the lease still owes at its own yield",
    (
        # Not month from month: LibreOffice sums a chain of 480 months before it has ended.
        Column(
            "worth",
            "Contract, worth at the yield at completion",
            "money",
            "=[contract]*(1+row_j)^(-[m])",
            0,
            "±row_contract_worth",
        ),
        Column(
            "owes",
            "Balance of the lease",
            "money",
            "=IF([m]>=row_term_m,0,SUM([worth+1:])*(1+row_j)^[m])",
            None,
            "row_lease_balance",
        ),
        Column(
            "vt",
            "Discount factor at the yield asked",
            "factor",
            "=(1+row_target)^(-[m]/row_months)",
            None,
            "row_target_factor",
        ),
    ),
)

SHEET = Along(
    "Operations",
    "Operations: rent, costs and income, month by month",
    '="Rent "&in_currency&TEXT(in_rent_kw,"#,##0.00")&" a kW-month, "&TEXT(in_escalator,"0.00%")'
    '&" a year; flows at the end of the month; money in "&row_unit&". Month 0 is completion."',
    "row_term_m",
    (TIME, INCOME, YIELDS, BALANCE),
)
