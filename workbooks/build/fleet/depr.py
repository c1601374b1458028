"""The Depr sheet: five methods side by side, the books' own, and what a used GPU fetches."""

from __future__ import annotations

from workbooks.build.axis import Along, Band, Column
from workbooks.build.kit import Page
from workbooks.build.lines import BELOW, Line, block

_NATIVE = "=IF([k]<=in_book_life,{},0)"


def _native(key: str, title: str, formula: str) -> Column:
    return Column(key, title, "plain", _NATIVE.format(formula), 0, f"out_dep_{key}")


TIME = Band("Time", (Column("dk", "Year of use", "0", "=[k]", None, "row_depr_k"),))
METHODS = Band(
    "Charge of the year, per GPU",
    (
        _native("sl", "Straight line (SLN)", "SLN(out_capital,row_salvage,in_book_life)"),
        _native(
            "syd", "Sum of years' digits (SYD)", "SYD(out_capital,row_salvage,in_book_life,[k])"
        ),
        _native(
            "ddb",
            "Declining balance (DDB)",
            "DDB(out_capital,row_salvage,in_book_life,[k],in_factor)",
        ),
        _native(
            "vdb",
            "The same, switching (VDB)",
            "VDB(out_capital,row_salvage,in_book_life,[k]-1,[k],in_factor)",
        ),
        Column(
            "econ",
            "As value is lost",
            "plain",
            "=IF(row_fall>0,[loss]*row_rest/row_fall,0)",
            0,
            "out_dep_econ",
            "both",
        ),
    ),
)
OWN = Band(
    "By their rules, for the checks",
    (
        Column(
            "od",
            "Declining balance",
            "plain",
            "=IF([k]<=in_book_life,MIN([ol-1]*row_rate,MAX(0,[ol-1]-row_salvage)),0)",
            0,
            "row_own_ddb",
        ),
        Column("ol", "Left", "plain", "=[ol-1]-[od]", "=out_capital", "row_own_left"),
        Column(
            "ov",
            "Switching",
            "plain",
            "=IF([k]<=in_book_life,MAX(MIN([or-1]*row_rate,MAX(0,[or-1]-row_salvage)),"
            "MAX(0,[or-1]-row_salvage)/(in_book_life-[k]+1)),0)",
            0,
            "row_own_vdb",
        ),
        Column("or", "Left", "plain", "=[or-1]-[ov]", "=out_capital", "row_own_rest"),
    ),
)
BOOKS = Band(
    "The books",
    (
        Column(
            "charge",
            "Charge",
            "plain",
            "=CHOOSE(row_method,[sl],[syd],[ddb],[vdb],[econ])",
            0,
            "row_charge",
            "both",
        ),
        Column(
            "nbv", "Book value", "plain", "=[nbv-1]-[charge]", "=out_capital", "out_nbv", "both"
        ),
        Column(
            "rate",
            "Share charged in a calendar year",
            "rate",
            "=([charge]+row_half*[charge-1])/(1+row_half)/out_capital",
            0,
            "row_book_rate",
            "both",
        ),
        Column("cum", "To date", "rate", "=[cum-1]+[rate]", 0, "row_book_cum", "both"),
    ),
)
RESALE = Band(
    "Resale",
    (
        Column(
            "p",
            "Factors up to this age",
            "0",
            "=SUMPRODUCT(row_resale_used*(row_resale_x<=[k]))",
            None,
            "row_resale_p",
        ),
        Column(
            "fetch",
            "Share of the price new",
            "rate",
            "=row_haste*IF(row_resale_n=0,(1-in_resale_decline)^[k],"
            "IF([p]=0,INDEX(row_resale_y,1),"
            "IF([p]=row_resale_n,INDEX(row_resale_y,[p])"
            "*(1-in_resale_decline)^([k]-INDEX(row_resale_x,[p])),"
            "INDEX(row_resale_y,[p])+(INDEX(row_resale_y,[p]+1)-INDEX(row_resale_y,[p]))"
            "*([k]-INDEX(row_resale_x,[p]))"
            "/(INDEX(row_resale_x,[p]+1)-INDEX(row_resale_x,[p])))))",
            None,
            "row_fetch",
        ),
        Column("resale", "Resale value", "plain", "=[fetch]*out_capital", None, "out_resale"),
        Column(
            "marked",
            "Share at the end of a calendar year",
            "rate",
            "=([fetch]+row_half*[fetch-1])/(1+row_half)",
            0,
            "row_marked",
        ),
    ),
)
SHEET = Along(
    "Depr",
    "Depr: five methods side by side",
    '="Per GPU, in "&in_currency&"; life "&in_book_life&" years, method of the books "&in_method',
    "",
    (TIME, METHODS, OWN, BOOKS, RESALE),
)
LINES = (
    Line("row_salvage", "Salvage", "=in_salvage*out_capital", "plain"),
    Line("row_rest", "Cost less salvage", "=out_capital-row_salvage", "plain"),
    Line("row_fall", "Value that is lost in all", "=out_value0-row_residual", "plain"),
    Line(
        "row_rate",
        "Rate of the declining balance",
        "=MIN(1,in_factor/in_book_life)",
        "rate",
    ),
    Line(
        "out_first_year_book",
        "Share of the cost written off in year 1",
        "=INDEX(row_charge,1+1)/out_capital",
        "rate",
        "A full year",
    ),
)


def finish(page: Page) -> None:
    """Write what the table rests on, below it."""
    row = block(page, page.ws.max_row + 2, "What it rests on", "", LINES, BELOW)
    page.finish(row, freeze="D11", titles="1:9", pages=1)
