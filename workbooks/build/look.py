"""The house style: colours, number formats and the words for units."""

from __future__ import annotations

NAVY, INPUT_BLUE, LINK_GREEN = "1F3864", "0000FF", "00703C"
PALE_YELLOW, BAND = "FFF9DB", "E8ECF4"
RED, GREEN = "C00000", "00703C"
# One palette for every chart: who carries the number decides its colour.
PALETTE = {
    "tenant": "1F3864",
    "lender": "C55A11",
    "developer": "7F7F7F",
    "recorded": "1F3864",
    "unrecorded": "9DB2D6",
}
TAB_COLOURS = {
    "cover": "1F3864",
    "input": "BF9000",
    "calculation": "7F7F7F",
    "output": "2E75B6",
    "check": "00703C",
}

# The last part of a format is for words such as n/a, which then end where the numbers do.
FORMATS = {
    "money": '[>=0.05]#,##0.0_);[<=-0.05](#,##0.0);"–"_);@_)',
    "rate": '0.00%_);(0.00%);"–"_);@_)',
    "rate4": '0.0000%_);(0.0000%);"–"_);@_)',
    "bp": '#,##0" bp"_);(#,##0" bp");"–"_);@_)',
    "multiple": '0.0"x"_);(0.0"x");"–"_);@_)',
    "cover": '0.00"x"_);(0.00"x");"–"_);@_)',
    "date": "dd-mmm-yyyy",
    "flag": "0",
    "count": '#,##0_);(#,##0);"–"_);@_)',
    "years": '0.00_);(0.00);"–"_);@_)',
    "factor": '0.000000_);(0.000000);"–"_);@_)',
    "number": '[>=0.005]#,##0.00_);[<=-0.005](#,##0.00);"–"_);@_)',
    "rent": '[>=0.005]#,##0.00_);[<=-0.005](#,##0.00);"–"_);@_)',
    "plain": '#,##0_);(#,##0);"–"_);@_)',
    "hour": '0.000_);(0.000);"–"_);@_)',
    "check": '0.0E+00;-0.0E+00;"–"',
    "text": "@",
    "general": "General",
}
#: A unit as the contract knows it, for each number format.
UNITS = {
    "money": "money",
    "rate": "rate",
    "rate4": "rate",
    "bp": "bp",
    "multiple": "x",
    "cover": "x",
    "date": "date",
    "flag": "flag",
    "count": "count",
    "years": "years",
    "factor": "factor",
    "number": "number",
    "rent": "number",
    "plain": "currency",
    "hour": "currency per hour",
    "check": "difference",
    "text": "text",
    "general": "text",
    "0": "count",
}


def unit_name(fmt: str) -> str:
    """Return the unit of a number format as the contract knows it.

    >>> unit_name("rate4"), unit_name("0.0##")
    ('rate', 'number')
    """
    return UNITS.get(fmt, "number")


def unit_text(fmt: str) -> str:
    """Return what the unit column shows for a number format."""
    return {
        "money": "=row_unit",
        "rate": "%",
        "rate4": "%",
        "bp": "bp",
        "multiple": "x",
        "cover": "x",
        "date": "date",
        "flag": "0 or 1",
        "count": "number",
        "years": "years",
        "factor": "factor",
        "number": "number",
        "rent": "per kW-month",
        "plain": "=in_currency",
        "hour": '=in_currency&"/GPU-h"',
        "text": "text",
    }.get(fmt, "")
