"""The Econ sheet: price, cash, value and economic depreciation by year of use; the return."""

from __future__ import annotations

from workbooks.build.axis import Along, Band, Column
from workbooks.build.kit import Page
from workbooks.build.lines import BELOW, Line, block, known

STEPS = 8
_AHEAD = "(1+in_wacc)^([k]-ax_age)"

TIME = Band("Time", (Column("k", "Year of use", "0", "=[k-1]+1", 0, "ax_age"),))
PRICE = Band(
    "Price per hour",
    (
        Column(
            "given",
            "In the table",
            "0",
            "=IF([k]=0,1,COUNT(INDEX(in_curve_price,MAX(1,[k]))))",
            None,
            "row_price_given",
        ),
        Column(
            "hole",
            "1 after a gap in the table",
            "0",
            "=IF(AND([given]=1,[given-1]=0),1,0)",
            0,
            "row_price_hole",
        ),
        Column(
            "raw",
            "Before the floor",
            "hour",
            '=IF([k]=1,IF(in_curve="table",INDEX(in_curve_price,1),in_p0),'
            "CHOOSE(row_curve,[raw-1]*(1-row_d),"
            "IF([k]<=row_prices,INDEX(in_curve_price,[k]),[raw-1]*(1-row_d)),"
            "[raw-1]*IF([k]<=in_switch_year,1-row_d,"
            "IF([k]=in_switch_year+1,1+in_reset,1-in_decline2)),[raw-1]*(1-row_d)))",
            0,
            "row_raw",
        ),
        Column("market", "At the market", "hour", "=MAX(in_floor,[raw])", 0, "row_market"),
        Column(
            "price",
            "Price, by contract first",
            "hour",
            "=IF([k]<=row_contract,in_contract_price,[market])",
            0,
            "row_price out_price",
        ),
        Column(
            "paid",
            "Share of hours paid",
            "rate",
            "=IF([k]<=row_contract,in_contract_util,in_util)",
            0,
            "row_paid out_paid",
        ),
    ),
)
CASH = Band(
    "Cash of a year, per GPU",
    (
        Column(
            "cash",
            "At that price",
            "plain",
            "=(([price]-row_opex_used)*[paid]-row_opex_flat)*row_available",
            0,
            "row_cash",
            "both",
        ),
        Column(
            "ends",
            "Last year, if it ends the use",
            "0",
            "=IF(AND([k]<=in_life,[cash]<0),[k]-1,in_life)",
            "=in_life",
            "row_ends",
        ),
        Column(
            "due",
            "Within the life planned",
            "plain",
            "=IF([k]<=in_life,[cash],0)",
            0,
            "out_cash",
            "both",
        ),
        Column(
            "flow",
            "In use, the residual with the last",
            "plain",
            "=IF([k]<=row_n,[cash],0)+IF([k]=row_n,row_residual,0)",
            "=IF(row_n=0,row_residual,0)",
            "row_flow",
            "both",
        ),
    ),
)
VALUE = Band(
    "Value, per GPU",
    (
        Column(
            "value",
            "Value at the end of the year",
            "plain",
            f"=IF([k]<=row_n,SUMPRODUCT((ax_age>[k])*row_flow*{_AHEAD})"
            "+IF([k]=row_n,row_residual,0),0)",
            None,
            "row_value out_value",
            "both",
        ),
        Column(
            "earned",
            "Return on the value before",
            "plain",
            "=IF([k]<=row_n,in_wacc*[value-1],0)",
            0,
            "row_earned",
            "both",
        ),
        Column(
            "loss",
            "Economic depreciation",
            "plain",
            "=IF([k]<=row_n,[value-1]-[value],0)",
            0,
            "row_loss out_econ_dep",
            "both",
        ),
    ),
)
EVEN = Band(
    "Break-even by years of use",
    (
        Column(
            "hourly",
            "Price of an hour a year to date, present value",
            "number",
            "=[hourly-1]+[price]*(1+in_wacc)^(-[k])",
            0,
            "row_hourly",
        ),
        Column(
            "lived",
            "Share of hours paid, present value",
            "number",
            "=[lived-1]+[paid]*(1+in_wacc)^(-[k])",
            0,
            "row_lived",
        ),
        Column(
            "worth",
            "Price times that share, present value",
            "number",
            "=[worth-1]+[price]*[paid]*(1+in_wacc)^(-[k])",
            0,
            "row_worth",
        ),
        Column(
            "even",
            "Opening price to break even",
            "hour",
            '=IF([worth]*row_first_price=0,"n/a",(out_capital'
            "+(row_opex_flat*(-PV(in_wacc,[k],1))+row_opex_used*[lived])*row_available"
            "-row_residual*(1+in_wacc)^(-[k]))*row_first_price/([worth]*row_available))",
            "n/a",
            "out_breakeven_years",
        ),
    ),
)
RETURN = Band(
    "For the return",
    (
        Column(
            "one",
            "Flow per one of capital",
            "factor",
            "=[flow]/out_capital",
            -1,
            "row_one",
            "both",
        ),
    ),
)
SHEET = Along(
    "Econ",
    "Econ: value and economic depreciation",
    '="Per GPU, in "&in_currency&"; cash at the end of each year; value at "&TEXT(in_wacc,"0.00%")'
    '&" a year, effective. Row 0 is the purchase."',
    "",
    (TIME, PRICE, CASH, VALUE, EVEN, RETURN),
)

_DISCOUNT = "(1+in_wacc)^(-in_life)"
_HOURLY, _LIVED = "INDEX(row_hourly,in_life+1)", "INDEX(row_lived,in_life+1)"
_YEARS = "(-PV(in_wacc,in_life,1))"
_NEED = f"(out_capital+{{0}}*row_available-row_residual*{_DISCOUNT})"
_FLAT = f"row_opex_flat*{_YEARS}"
RESULTS = (
    Line(
        "row_first_price",
        "Price of the first year",
        "=INDEX(row_price,1+1)",
        "hour",
    ),
    Line("row_first_paid", "Share of hours paid then", "=INDEX(row_paid,1+1)", "rate"),
    Line(
        "row_levelled",
        "Share of hours paid, levelled over the life planned",
        f"={_LIVED}/{_YEARS}",
        "rate",
        "Present value of the hours paid over that of all",
    ),
    Line("row_residual", "Residual", "=in_residual*out_capital", "plain", "With the last year"),
    Line(
        "row_n out_use_years",
        "Years of use",
        "=IF(in_stop,MIN(row_ends),in_life)",
        "count",
        "Ends before the first year that loses cash, if told to",
        "years",
    ),
    Line(
        "out_econ_life",
        "Economic life, closed form",
        '=IF(OR(AND(in_curve<>"geometric",in_curve<>"fit"),row_d<=0,row_opex<=0,in_floor>0,in_util=0,'
        'row_contract>0),"n/a",'
        "MAX(0,LN(row_opex/(row_first_price*in_util))/LN(1-row_d)))",
        "years",
        "Of a curve that falls at one rate, without a floor or a contract",
    ),
    Line("out_value0", "Value new", "=INDEX(row_value,1)", "plain"),
    Line("±out_npv", "Less the capital", "=out_value0-out_capital", "plain"),
    Line(
        "±out_first_year_econ",
        "Share of the value lost in year 1",
        '=IF(out_value0>0,INDEX(row_loss,1+1)/out_value0,"n/a")',
        "rate",
    ),
    Line(
        "out_breakeven_price",
        "Opening price to break even",
        "=INDEX(out_breakeven_years,in_life+1)",
        "hour",
        "The same curve, scaled, over the life planned",
    ),
    Line(
        "out_breakeven_flat",
        "If the price never fell",
        f'=IF({_LIVED}=0,"n/a",'
        f"{_NEED.format(f'({_FLAT}+row_opex_used*{_LIVED})')}/(row_available*{_LIVED}))",
        "hour",
        "What an hour sold costs",
    ),
    Line(
        "out_breakeven_util",
        "Share sold to break even",
        f"=IF({_HOURLY}-row_opex_used*{_YEARS}>0,"
        f"{_NEED.format(_FLAT)}/(({_HOURLY}-row_opex_used*{_YEARS})*row_available)"
        ',"n/a")',
        "rate",
        "The same in every year; above 100%: it cannot",
    ),
)


def finish(page: Page) -> None:
    """Write what follows from the table, below it."""
    row = block(page, page.ws.max_row + 2, "What follows", "", RESULTS, BELOW)
    page.block(
        row,
        "The return, step by step",
        "Continuous rate a year: logarithm of worth over capital by the mean time of what comes in",
    )
    row += 1
    for step in range(STEPS + 1):
        row += 1
        page.put(f"B{row}", f"Step {step}")
        page.put(f"F{row}", "a year", colour="595959")
        if step == 0:
            formula = (
                '=IF(OR(row_n=0,MIN(row_flow)<0,SUM(row_flow)<=0),"n/a",'
                "LN(SUM(row_flow)/out_capital)/(SUMPRODUCT(row_flow*ax_age)/SUM(row_flow)))"
            )
        else:
            x = f"G{row - 1}"
            now = f"SUMPRODUCT(row_flow*EXP(-{x}*ax_age))"
            mean = f"SUMPRODUCT(row_flow*ax_age*EXP(-{x}*ax_age))/{now}"
            formula = known(f"{x}+LN({now}/out_capital)/({mean})", x)
        page.put(f"G{row}", formula, "0.000000%", align="right")
    page.define("row_x", f"G{row}", "rate", "Continuous return a year", sign="both")
    lines = (
        Line(
            "±out_irr",
            "Return on the capital",
            known("EXP(row_x)-1", "row_x"),
            "rate",
            "Annual effective; n/a where a year loses cash",
        ),
    )
    row = block(page, row + 2, "Return", "", lines, BELOW)
    page.finish(row, freeze="D11", titles="1:4", pages=2)
