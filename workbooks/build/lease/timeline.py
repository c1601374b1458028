"""Lines along time of the Timeline sheet: dates, rent and what is unpaid."""

from __future__ import annotations

from workbooks.build.axis import Along, Band, Column

_RENT = (
    '=IF([full]*([k]>in_free)=0,0,IF(COUNTIF(in_step_year,"<="&[year])=0,'
    "row_rent*(1+in_escalator)^([year]-1),"
    'INDEX(in_step_rent,COUNTIF(in_step_year,"<="&[year]))*row_scale)/in_freq)'
)


def _unpaid(key: str, cash: str, end: str, last: str) -> str:
    """Backward recursion of what is unpaid after any payment due on the date."""
    inside = f"([{key}+1]+IF(in_timing=1,[{cash}+2],[{cash}+1]))*row_v"
    return f"=IF([k]<{last},{inside},IF([k]={last},{end},0))"


_BANDS = (
    Band(
        "Time",
        (
            Column("k", "Period", "0", "=[k-1]+1", 0.0, "row_k"),
            Column(
                "date",
                "Payment date",
                "date",
                "=IF(row_eom=1,EOMONTH(in_commencement,[k]*row_step),"
                "EDATE(in_commencement,[k]*row_step))",
                names="row_date",
            ),
            Column("year", "Lease year", "0", "=ROUNDUP([k]/in_freq,0)", names="row_year"),
            Column(
                "live",
                "In recognised term",
                "flag",
                "=IF(AND([k]>0,[k]<=row_n),1,0)",
                names="row_live",
            ),
            Column("full", "In full term", "flag", "=IF(AND([k]>0,[k]<=row_n_full),1,0)"),
            Column(
                "share",
                "Share delivered",
                "rate",
                '=SUMIF(row_phase_index,"<="&[k],row_phase_share)',
                names="row_share",
            ),
            Column(
                "srec",
                "Share recorded",
                "rate",
                '=SUMIFS(row_phase_share,row_phase_index,"<="&[k],row_phase_index,"<"&row_n)',
                names="row_share_recorded",
            ),
        ),
    ),
    Band(
        "Rent of the period, whole campus",
        (
            Column("rent", "Full term", "money", _RENT, names="row_rent_full"),
            Column("rec", "Recognised term", "money", "=[live]*[rent]", names="row_rent_term"),
            Column("tail", "Recognised, still to come", "money", "=[tail+1]+[rec+1]"),
            Column(
                "tcash",
                "Recognised, as delivered",
                "money",
                "=[rec]*[srec-1]",
                0.0,
                "row_term_cash",
            ),
            Column(
                "due",
                "Paid on",
                "date",
                "=IF(in_timing=1,[date-1],[date])",
                "=[date]",
                names="row_due",
            ),
        ),
    ),
    Band(
        "Unpaid per whole campus",
        (
            Column(
                "v",
                "US",
                "money",
                _unpaid("v", "rec", "row_end_us", "row_n"),
                names="row_unpaid",
                reach="2 ahead",
            ),
            Column(
                "vi",
                "IFRS",
                "money",
                _unpaid("vi", "rec", "row_end_ifrs", "row_n"),
                names="row_unpaid_ifrs",
                reach="2 ahead",
            ),
        ),
    ),
    Band(
        "Full term, as delivered",
        (
            Column("cash", "Rent", "money", "=[rent]*[share-1]", 0.0, "row_cash"),
            Column(
                "at",
                "Paid at payment date number",
                "0",
                "=IF([cash]<>0,[k]-in_timing,0)",
                names="row_paid_at",
            ),
            Column(
                "later",
                "Rent after commencement",
                "money",
                "=IF([at]>0,[cash],0)",
                names="row_later",
            ),
            Column(
                "fullpv",
                "Unpaid, present value",
                "money",
                _unpaid("fullpv", "cash", "0", "row_n_full"),
                names="row_full_unpaid",
                reach="2 ahead",
            ),
            Column(
                "cum",
                "Present value at commencement, cumulative",
                "money",
                "=[cum-1]+[cash]*row_v^([k]-in_timing)",
                0.0,
                "row_cum",
            ),
            Column(
                "test",
                "Test c or d met by this term",
                "flag",
                "=IF(AND([full]=1,OR(AND(row_late=0,[k]/in_freq>=in_remaining_life*in_pct_life"
                "*(1-row_eps)),[cum]+row_frontier_cap*row_v^[k]>=row_fair_value*in_pct_pv"
                "*(1-row_eps))),1,0)",
                names="row_test_met",
            ),
        ),
    ),
    Band(
        "Lessor",
        (
            Column(
                "flow",
                "Cash flow",
                "money",
                "=IF([k]<row_n_full,-(row_cost+row_allowance)*([share]-[share-1]),0)"
                "+IF(in_timing=1,[cash+1],[cash])+IF([k]=row_n_full,row_residual,0)",
                names="row_flow",
                sign="both",
                reach="1 ahead",
            ),
            Column(
                "unit",
                "Cash flow per unit of outlay",
                "factor",
                "=[flow]/row_outlay",
                names="row_flow_unit",
                sign="both",
            ),
            Column(
                "back",
                "Unrecovered, from the end",
                "money",
                "=IF([k]<row_n_full,([back+1]+[flow+1])/(1+row_j),0)",
                names="row_unrec_back",
                sign="both",
            ),
            Column(
                "forth",
                "Unrecovered, from the start",
                "money",
                "=IF([k]<=row_n_full,[forth-1]*(1+row_j)-[flow],0)",
                "=-[flow]",
                "row_unrec_forth",
                sign="both",
            ),
            Column(
                "unrec",
                "Unrecovered balance",
                "money",
                "=IF(row_j>=0,[back],[forth])",
                names="row_unrecovered",
                sign="both",
            ),
        ),
    ),
)
#: the most payments that the model holds
PERIODS = 480
#: what the lines of both sheets rest on, and the last row to print
NOTE = (
    '="Rate "&TEXT(in_rate,"0.00%")&" "&in_comp&", "&in_freq&" payments a year "'
    '&IF(in_timing=1,"in advance","in arrears")&", money in "&row_unit&'
    '". Row 0 is commencement."'
)
LAST = "MIN(row_n_full,row_capacity)"
SHEET = Along(
    "Timeline",
    "Timeline: dates, rent and what is unpaid",
    NOTE,
    LAST,
    _BANDS,
    {"D:H": 11.5, "I:Z": 14},
)
