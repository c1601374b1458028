"""What the GPU fleet workbook checks of its inputs: what the model cannot hold, and what is odd."""

from __future__ import annotations

from workbooks.build.checks import Check, fault

_ONE = "1"

INPUTS = (
    Check(
        "published",
        "Effects after tax are within 2% of those published",
        "SUM(row_life_far)",
        "0",
        _ONE,
    ),
    Check(
        "left",
        "A useful life that is changed has years left",
        fault("in_change_age<in_old_life"),
        "0",
        _ONE,
    ),
    Check(
        "tested",
        "Impairment is tested within the life planned and the useful life",
        fault("AND(in_impair_age<in_life,in_impair_age<in_book_life)"),
        "0",
        _ONE,
    ),
    Check(
        "prices",
        "The table of prices has no gap, and holds some where it is used",
        'SUM(row_price_hole)+IF(AND(in_curve="table",row_prices=0),1,0)',
        "0",
        _ONE,
    ),
    Check(
        "regime",
        "A regime says when it changes",
        fault('OR(in_curve<>"regime",COUNT(in_switch_year)=1)'),
        "0",
        _ONE,
    ),
    Check(
        "fitted",
        "A curve that is fitted has a fit",
        fault('OR(in_curve<>"fit",COUNT(out_fit_decline)=1)'),
        "0",
        _ONE,
    ),
    Check(
        "quotes",
        "Quotes have a date and a price above nothing, in order of date, without gaps",
        "SUM(row_quote_fault)",
        "0",
        _ONE,
    ),
    Check(
        "used",
        "Every price in use is in the fit; three of more than one date give one",
        'SUMPRODUCT((in_rental_use=TRUE)*(in_rental_price<>""))',
        "IF(AND(out_fit_count>=row_least,MAX(row_quote_x)>0),COUNT(out_fit_decline),1)"
        "*out_fit_count",
        _ONE,
    ),
    Check(
        "chips",
        "The fit is of one chip",
        "SUMPRODUCT((row_quote_use=1)*(row_quote_chip<>row_fit_chip))",
        "0",
        _ONE,
    ),
    Check(
        "vintages",
        "Vintages are in order, without gaps, within twenty years",
        "SUM(row_vintage_fault)",
        "0",
        _ONE,
    ),
    Check("resale", "Ages of resale ascend, without gaps", "SUM(row_resale_fault)", "0", _ONE),
    Check(
        "lives",
        "Lives and the loan are whole years, from one to twenty",
        fault(
            "AND(in_life>=1,in_life<=row_last,in_life=INT(in_life),in_book_life>=1,"
            "in_book_life<=row_last,in_book_life=INT(in_book_life),in_loan_years>=1,"
            "in_loan_years<=row_last,in_loan_years=INT(in_loan_years),"
            "in_impair_age<=row_last,in_impair_age=INT(in_impair_age))"
        ),
        "0",
        _ONE,
    ),
    Check(
        "physics",
        "PUE is at least one and some hours are sold",
        fault("AND(in_pue>=1,in_util>0,in_util<=1,in_availability>0,in_availability<=1)"),
        "0",
        _ONE,
    ),
)
