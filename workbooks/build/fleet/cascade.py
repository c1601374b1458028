"""The Cascade and Impairment sheets: what a GPU earns tier by tier, and a test of its books."""

from __future__ import annotations

from workbooks.build.axis import Along, Band, Column
from workbooks.build.kit import Page
from workbooks.build.lines import BELOW, Line, block

TIERS = Band(
    "Frontier, inference, off",
    (
        Column("ck", "Year of use", "0", "=[k]", None, "row_cascade_k"),
        Column(
            "tier",
            "Tier: 1 frontier, 2 inference, 3 off",
            "0",
            "=IF([k]<=in_frontier_years,1,IF([k]<=in_frontier_years+in_inference_years,"
            "row_two,row_two+1))",
            0,
            "row_tier out_cascade_tier",
        ),
        Column(
            "cap",
            "Price that new chips allow",
            "hour",
            "=INDEX(row_market,1+1)/(1+in_perf_gain)^([k]-1)",
            0,
            "row_cap",
        ),
        Column(
            "cprice",
            "Price",
            "hour",
            "=IF([tier]>row_two,0,IF(OR([k]<=row_contract,[tier]=1),[price],"
            "MIN([price]*in_inference_share,[cap])))",
            0,
            "out_cascade_price",
        ),
        Column(
            "sold",
            "Share sold",
            "rate",
            "=IF([tier]>row_two,0,IF([k]<=row_contract,[paid],"
            "IF([tier]=1,row_frontier_util,row_inference_util)))",
            0,
            "row_cascade_sold",
        ),
        Column(
            "ccash",
            "Cash",
            "plain",
            "=IF([tier]>row_two,0,"
            "([cprice]*[sold]-row_opex_flat-row_opex_used*[sold])*row_available)",
            0,
            "row_cascade_cash out_cascade_cash",
            "both",
        ),
        Column(
            "cends",
            "Last year, if it ends the use",
            "0",
            "=IF(OR([tier]>row_two,[ccash]<0,[ccash]<row_site),[k]-1,row_last)",
            "=row_last",
            "row_cascade_ends",
        ),
        Column(
            "cflow",
            "In use, the resale with the last",
            "plain",
            "=IF([k]<=row_cascade_n,[ccash],0)+IF([k]=row_cascade_n,[resale],0)",
            None,
            "row_cascade_flow",
            "both",
        ),
    ),
)
CASCADE = Along(
    "Cascade",
    "Cascade: frontier, inference, off",
    '="Per GPU, in "&in_currency&"; runs while its cash is not negative and not below what the site'
    ' would earn otherwise"',
    "",
    (TIERS,),
    {"D:K": 13},
)
_PART = "=SUMPRODUCT((row_tier={0})*(ax_age<=row_cascade_n)*row_cascade_cash*(1+in_wacc)^(-ax_age))"
_NEXT = "INDEX({},row_cascade_n+1+1)"
_VALUES = (
    Line("", "Frontier", _PART.format("1"), "plain"),
    Line("", "Inference", _PART.format("row_two"), "plain"),
    Line(
        "",
        "Resale",
        "=INDEX(out_resale,row_cascade_n+1)*(1+in_wacc)^(-row_cascade_n)",
        "plain",
    ),
)
CASCADE_LINES = (
    Line(
        "row_frontier_util",
        "Share sold, frontier",
        "=IF(COUNT(in_frontier_util)=1,in_frontier_util,in_util)",
        "rate",
    ),
    Line(
        "row_inference_util",
        "Share sold, inference",
        "=IF(COUNT(in_inference_util)=1,in_inference_util,in_util)",
        "rate",
    ),
    Line(
        "row_site",
        "What the site earns otherwise, per GPU and year",
        "=in_site_value*row_kw*in_load",
        "plain",
    ),
    Line(
        "row_cascade_n out_cascade_years",
        "Years of use",
        "=MIN(row_cascade_ends)",
        "count",
        unit="years",
    ),
    Line(
        "out_cascade_end",
        "What ends it",
        '=IF(row_cascade_n=row_last,"runs out of tiers",'
        f'IF({_NEXT.format("row_tier")}>row_two,"runs out of tiers",'
        f'IF({_NEXT.format("row_cascade_cash")}<0,"shut down","site better used")))',
        "text",
    ),
)

SHOCKED = Band(
    "After the fall of prices",
    (
        Column("ik", "Year of use", "0", "=[k]", None, "row_impair_k"),
        Column(
            "scash",
            "Cash",
            "plain",
            "=IF([k]<=row_contract,[cash],(([market]*(1-in_shock)-row_opex_used)*in_util"
            "-row_opex_flat)*row_available)",
            0,
            "row_shocked",
            "both",
        ),
        Column(
            "sends",
            "Last year, if it ends the use",
            "0",
            "=IF(AND([k]>in_impair_age,[k]<=in_life,[scash]<0),[k]-1,in_life)",
            "=in_life",
            "row_impair_ends",
        ),
        Column(
            "sflow",
            "From the test on, the disposal with the last",
            "plain",
            "=IF(in_impair_age>in_life,0,IF(AND([k]>in_impair_age,[k]<=row_impair_n),[scash],0)"
            "+IF([k]=row_impair_n,row_disposal,0))",
            None,
            "row_impair_flow",
            "both",
        ),
        Column(
            "sworth",
            "Worth at the test",
            "plain",
            "=[sflow]*(1+in_wacc)^(in_impair_age-[k])",
            None,
            "row_impair_worth",
            "both",
        ),
    ),
)
IMPAIRMENT = Along(
    "Impairment",
    "Impairment: ASC 360 in two steps, IAS 36 in one",
    '="Per GPU, in "&in_currency&"; market prices lower by "&TEXT(in_shock,"0%")&" from the test'
    ' on; a contract holds"',
    "",
    (SHOCKED,),
    {"D:K": 13},
)
IMPAIRMENT_LINES = (
    Line(
        "row_impair_n",
        "Years of use, after the fall",
        "=IF(in_stop,MIN(row_impair_ends),in_life)",
        "count",
        unit="years",
    ),
    Line(
        "row_disposal",
        "Disposal at the end of use, per GPU",
        "=IF(in_residual>0,row_residual,INDEX(out_resale,row_impair_n+1)*(1-in_sell_cost))",
        "plain",
        "The residual, or where none is entered the resale value less cost of sale",
    ),
    Line(
        "out_impair_nbv",
        "Book value of the fleet",
        "=INDEX(out_nbv,in_impair_age+1)*row_fleet",
        "money",
        "At the age of the test, whole years",
    ),
    Line(
        "±out_impair_undiscounted",
        "Cash that is still to come, undiscounted",
        "=SUM(row_impair_flow)*row_fleet",
        "money",
        "Of use and of disposal (ASC 360-10-35-29)",
    ),
    Line(
        "out_impair_recoverable",
        "Step 1, US: does it cover the books?",
        '=IF(out_impair_undiscounted>out_impair_nbv-row_nothing,"yes","no")',
        "text",
    ),
    Line(
        "out_impair_fair",
        "Fair value",
        "=IF(COUNT(in_fair_value)=1,in_fair_value*row_scale,"
        "INDEX(out_resale,in_impair_age+1)*row_fleet)",
        "money",
        "Blank input: the resale value",
    ),
    Line(
        "out_impair_us",
        "Step 2, US: loss",
        '=IF(out_impair_recoverable="yes",0,MAX(0,out_impair_nbv-out_impair_fair))',
        "money",
        "ASC 360",
    ),
    Line(
        "±out_impair_viu",
        "Value in use",
        "=SUM(row_impair_worth)*row_fleet",
        "money",
        "The same cash at the cost of capital",
    ),
    Line(
        "out_impair_fvlcd",
        "Fair value less cost of sale",
        "=out_impair_fair*(1-in_sell_cost)",
        "money",
    ),
    Line(
        "out_impair_ifrs",
        "Loss, IFRS",
        "=MAX(0,out_impair_nbv-MAX(out_impair_viu,out_impair_fvlcd))",
        "money",
        "IAS 36: one step",
    ),
)


def finish_cascade(page: Page) -> None:
    """Write the ends and the value of the cascade below its table."""
    row = block(page, page.ws.max_row + 2, "How it ends", "", CASCADE_LINES, BELOW)
    first = row + 1
    row = block(page, row, "What it is worth, per GPU", "", _VALUES, BELOW) - 1
    page.put(f"B{row}", "In all", bold=True)
    page.put(f"F{row}", "=in_currency", colour="595959")
    page.put(f"G{row}", f"=SUM(G{first}:G{row - 1})", "plain", align="right")
    page.total(row, "B", "G")
    page.define("out_cascade_value", f"G{first}:G{row}", "currency", "Worth by tier", axis="list")
    last = (Line("±out_cascade_npv", "Less the capital", f"=G{row}-out_capital", "plain"),)
    row = block(page, row + 1, "", "", last, BELOW)
    page.finish(row, freeze="D11", titles="1:9", pages=1)


def finish_impairment(page: Page) -> None:
    """Write both tests below the table."""
    row = block(page, page.ws.max_row + 2, "The test", "", IMPAIRMENT_LINES, BELOW)
    page.finish(row, freeze="D11", titles="1:9", pages=1)
