"""The Terms sheet: constants, units and the handful of numbers that every other sheet reads."""

from __future__ import annotations

from workbooks.build.kit import Book, Page
from workbooks.build.lines import Line, block
from workbooks.build.settings import constants, units
from workbooks.build.table import Cell, write

_CONSTANTS = (
    ("row_months", "Months in a year", 12),
    ("row_hours", "Hours in a year", 8_760),
    ("row_days", "Days in a year", 365),
    ("row_year_days", "Days in a year, between dates", 365.25),
    ("row_day_hours", "Hours in a day", 24),
    ("row_seconds", "Seconds in an hour", 3_600),
    ("row_thousand", "Kilowatts in a megawatt; metres in a kilometre", 1_000),
    ("row_billion", "One billion", 1_000_000_000),
    ("row_tera", "One TFLOPS", 1_000_000_000_000),
    ("row_flops", "Operations per parameter and token", 6),
    ("row_two", "Two", 2),
    ("row_least", "Fewest quotes of a fit", 3),
    ("row_digits", "Digits to which tiers are counted", 9),
    ("row_side", "Steps to either side of a grid", 3),
    ("row_last", "Years on the sheets", 20),
    ("row_near", "Published effects: how near, share of the effect after tax", 0.02),
)
_LISTS = (
    ("row_curves", "Curves", ("geometric", "table", "regime", "fit")),
    ("row_methods", "Methods of the books", ("SL", "SYD", "DDB", "VDB", "ECON")),
    ("row_amorts", "Repayments", ("level", "straight", "bullet")),
)
_BAND = (
    '="Money in "&row_unit&", per GPU and hour in "&in_currency&"  |  as of "'
    '&TEXT(in_asof,"dd-mmm-yyyy")'
)
LINES = (
    Line(
        "row_whole",
        "One of the unit of display, in whole currency",
        "=INDEX(row_unit_factors,MATCH(in_show_unit,row_unit_names,0))",
        "count",
    ),
    Line("row_fleet", "From per GPU to the fleet, displayed", "=in_gpus/row_whole", "factor"),
    Line("row_curve", "Curve, number", "=MATCH(in_curve,row_curves,0)", "count"),
    Line("row_method", "Method of the books, number", "=MATCH(in_method,row_methods,0)", "count"),
    Line("row_amort", "Repayment, number", "=MATCH(in_amort,row_amorts,0)", "count"),
    Line("row_half", "1 where the first year is half", '=IF(in_convention="half",1,0)', "flag"),
    Line("row_by_use", "1 where power is paid as used", '=IF(in_power_basis="used",1,0)', "flag"),
    Line("row_available", "Hours available a year", "=row_hours*in_availability", "number"),
    Line(
        "row_contract",
        "Years under contract",
        "=IF(COUNT(in_contract_price)=1,in_contract_years,0)",
        "count",
        unit="years",
    ),
    Line(
        "row_sold",
        "Hours sold a year",
        "=row_available*row_levelled",
        "number",
        "Levelled over the life planned: the contract's first, then the market's",
    ),
    Line("row_kw", "IT load per GPU", "=in_kw/in_per_server", "number", unit="kW"),
    Line(
        "row_draw out_power_hour",
        "Power per GPU-hour drawn",
        "=row_kw*in_load*in_pue*in_power_price",
        "hour",
    ),
    Line(
        "±row_d",
        "Decline a year in force",
        '=IF(AND(in_curve="fit",COUNT(out_fit_decline)=1),out_fit_decline,in_decline)',
        "rate",
        "Of the fit where the curve is fitted",
    ),
    Line("row_prices", "Prices in the table", "=COUNT(in_curve_price)", "count"),
    Line(
        "row_leaves",
        "Year of use at whose end a vintage leaves the books",
        '=IF(in_method="ECON",MAX(1,row_n),in_book_life)+row_half',
        "count",
    ),
    Line(
        "row_fleet_end",
        "Year in which the last vintage leaves",
        "=MIN(row_first_year+row_last-1,MAX(row_vintage_year)+row_leaves-1)",
        "0",
        "Where the chart of the fleet ends",
    ),
    Line("row_resale_n", "Resale factors given", "=COUNT(in_resale_age)", "count"),
    Line("row_haste", "Condition times haste", "=in_condition*in_liquidation", "factor"),
    Line(
        "row_today",
        "1 where no vintage is entered",
        "=IF(COUNT(in_vintage_year)+COUNT(in_vintage_gpus)+COUNT(in_vintage_price)=0,1,0)",
        "flag",
        "Then the fleet of today is the one vintage",
    ),
    Line(
        "row_first_year",
        "First year of the fleet",
        "=IF(COUNT(in_vintage_year)=0,YEAR(in_asof),INDEX(in_vintage_year,1))",
        "0",
    ),
)
_VINTAGES = (
    Cell("B", "n", "Vintage", "0", "=[n-1]+1", 1, "row_vintage"),
    Cell(
        "C",
        "given",
        "Given",
        "0",
        "=IF(OR(row_today*[n]=1,COUNT(INDEX(in_vintage_year,[n]))"
        "*COUNT(INDEX(in_vintage_gpus,[n]))*COUNT(INDEX(in_vintage_price,[n]))=1),1,0)",
        None,
        "row_vintage_given",
    ),
    Cell(
        "D",
        "year",
        "Calendar year",
        "0",
        "=IF([given]=1,IF(row_today=1,row_first_year,INDEX(in_vintage_year,[n])),0)",
        None,
        "row_vintage_year",
    ),
    Cell(
        "E",
        "gpus",
        "GPUs",
        "count",
        "=IF([given]=1,IF(row_today=1,in_gpus,INDEX(in_vintage_gpus,[n])),0)",
        None,
        "row_vintage_gpus",
    ),
    Cell(
        "F",
        "cost",
        "Cost",
        "money",
        "=IF([given]=1,[gpus]*IF(row_today=1,out_capital,INDEX(in_vintage_price,[n]))/row_whole,0)",
        None,
        "row_vintage_cost",
    ),
    Cell(
        "G",
        "age",
        "Year of use in the last year shown",
        "0",
        "=IF([given]=1,row_first_year+row_last-[year],0)",
        None,
        "row_vintage_age",
    ),
    Cell(
        "H",
        "written",
        "Written off by then",
        "money",
        "=IF([given]=1,[cost]*INDEX(row_book_cum,MIN([age],row_leaves,row_last)+1),0)",
        None,
        "row_vintage_written",
    ),
    Cell(
        "I",
        "fault",
        "1 if out of order",
        "0",
        "=IF(COUNT(INDEX(in_vintage_year,[n]))=0,0,"
        "IF(OR([given]=0,[given-1]=0,[year]<[year-1],[age]<1),1,0))",
        "=IF(COUNT(INDEX(in_vintage_year,[n]))=0,0,IF(OR([given]=0,[age]<1),1,0))",
        "row_vintage_fault",
    ),
)
_RESALE = (
    Cell("B", "n", "Resale factor", "0", "=[n-1]+1", 1, "row_resale"),
    Cell(
        "C",
        "used",
        "Given",
        "0",
        "=IF(COUNT(INDEX(in_resale_age,[n]))*COUNT(INDEX(in_resale_factor,[n]))=1,1,0)",
        None,
        "row_resale_used",
    ),
    Cell(
        "D", "x", "Age", "years", "=IF([used]=1,INDEX(in_resale_age,[n]),0)", None, "row_resale_x"
    ),
    Cell(
        "E",
        "y",
        "Share of the price new",
        "rate",
        "=IF([used]=1,INDEX(in_resale_factor,[n]),0)",
        None,
        "row_resale_y",
    ),
    Cell(
        "F",
        "fault",
        "1 if out of order",
        "0",
        "=IF(COUNT(INDEX(in_resale_age,[n]))=0,0,IF(OR([used]=0,[used-1]=0,[x]<=[x-1]),1,0))",
        "=IF(COUNT(INDEX(in_resale_age,[n]))=0,0,IF([used]=0,1,0))",
        "row_resale_fault",
    ),
)


def build(book: Book) -> Page:
    """Write the Terms sheet."""
    page = book.page(
        "Terms", "Terms and drivers", "calculation", {"B": 52, "C": 12, "D": 18, "E:I": 14, "J": 20}
    )
    row = constants(page, Page.FIRST, _CONSTANTS, _LISTS)
    row = units(page, row, _BAND)
    row = block(page, row, "In numbers", "", LINES)
    page.block(row, "Vintages")
    row = write(page, row + 1, _VINTAGES, 12, axis="list") + 2
    page.block(row, "Resale factors")
    row = write(page, row + 1, _RESALE, 12, axis="list")
    page.finish(row, freeze="D6", pages=2)
    return page
