"""The Loan and Annual sheets: the path of a loan on the fleet, and the years for charts."""

from __future__ import annotations

from workbooks.build.axis import Along, Band, Column
from workbooks.build.kit import Page
from workbooks.build.lines import BELOW, Line, block

PATH = Band(
    "The loan",
    (
        Column("lk", "Year", "0", "=[k]", None, "row_loan_k"),
        Column("interest", "Interest", "money", "=in_loan_rate*[bal-1]", 0, "out_loan_interest"),
        Column(
            "bal",
            "Balance, closing",
            "money",
            "=IF([k]>=in_loan_years,0,CHOOSE(row_amort,[bal-1]*(1+in_loan_rate)-row_level,"
            "[bal-1]-out_loan/in_loan_years,[bal-1]))",
            "=out_loan",
            "out_loan_balance",
        ),
        Column(
            "service",
            "Debt service",
            "money",
            "=[bal-1]-[bal]+[interest]",
            0,
            "out_loan_service",
        ),
    ),
)
COVER = Band(
    "What covers it",
    (
        Column(
            "cfads",
            "Cash of the fleet",
            "money",
            "=row_fleet*[due]",
            0,
            "out_loan_cfads",
            "both",
        ),
        Column("pledged", "Resale value", "money", "=[resale]*row_fleet", None, "row_pledged"),
        Column("carried", "Book value", "money", "=[nbv]*row_fleet", None, "row_carried", "both"),
        Column(
            "ltv",
            "Loan to resale value",
            "rate",
            '=IF([bal]>0,IF([pledged]>row_nothing,[bal]/[pledged],"n/a"),"")',
            None,
            "out_loan_ltv",
        ),
        Column(
            "ltvbook",
            "Loan to book value",
            "rate",
            '=IF([bal]>0,IF([carried]>row_nothing,[bal]/[carried],"n/a"),"")',
            None,
            "out_loan_ltv_book",
        ),
        Column(
            "dscr",
            "Cover of debt service",
            "number",
            '=IF([service]>0,[cfads]/[service],"")',
            "",
            "out_loan_dscr",
            "both",
        ),
    ),
)
TESTS = Band(
    "Tests",
    (
        Column(
            "over",
            "1 over the loan to value",
            "0",
            "=IF(COUNT(in_ltv_max)=0,0,IF(COUNT([ltv])=1,IF([ltv]-in_ltv_max>in_tol,1,0),"
            'IF([ltv]="n/a",1,0)))',
            None,
            "row_over",
        ),
        Column(
            "under",
            "1 under the cover",
            "0",
            "=IF(COUNT(in_dscr_min)*COUNT([dscr])=1,IF(in_dscr_min-[dscr]>in_tol,1,0),0)",
            None,
            "row_under",
        ),
        Column("breach", "Breach", "0", "=MAX([over],[under])", None, "out_loan_breach"),
    ),
)
DRAWN = Band(
    "For the chart",
    (
        Column("lx", "Year", "0", "=MIN([k],in_loan_years-1)", None, "row_loan_x"),
        Column(
            "ly",
            "Loan to resale value",
            "rate",
            "=IF(COUNT(INDEX(out_loan_ltv,[lx]+1))=1,INDEX(out_loan_ltv,[lx]+1),0)",
            None,
            "row_loan_y",
        ),
        Column(
            "lb",
            "Loan to book value",
            "rate",
            "=IF(COUNT(INDEX(out_loan_ltv_book,[lx]+1))=1,INDEX(out_loan_ltv_book,[lx]+1),0)",
            None,
            "row_loan_b",
        ),
        Column(
            "lt",
            "Highest allowed",
            "rate",
            "=IF(COUNT(in_ltv_max)=1,in_ltv_max,[ly])",
            None,
            "row_loan_t",
        ),
    ),
)
LOAN = Along(
    "Loan",
    "Loan: balance, value and cover",
    '="Money in "&row_unit&"; "&TEXT(in_loan_rate,"0.00%")&" annual effective, paid once a year;'
    ' resale in the condition and haste given"',
    "",
    (PATH, COVER, TESTS, DRAWN),
)
LOAN_LINES = (
    Line("out_loan", "Loan", "=in_advance*out_cost_fleet", "money", "Advance on the cost"),
    Line(
        "row_level",
        "Level payment",
        "=out_loan/(-PV(in_loan_rate,in_loan_years,1))",
        "money",
    ),
    Line(
        "row_nothing",
        "A value that counts as nothing",
        "=in_tol*out_cost_fleet",
        "money",
        "Tolerance times the cost",
    ),
    Line("out_loan_breaches", "Years in breach", "=SUM(out_loan_breach)", "count"),
    Line(
        "out_loan_first_breach",
        "First of them",
        '=IF(SUM(out_loan_breach)=0,"n/a",MATCH(1,out_loan_breach,0)-1)',
        "count",
        "Year 0 is the first day",
    ),
    Line(
        "out_loan_max_ltv",
        "Highest loan to resale value",
        '=IF(COUNT(out_loan_ltv)=0,"n/a",MAX(out_loan_ltv))',
        "rate",
    ),
    Line(
        "±out_loan_min_dscr",
        "Lowest cover",
        '=IF(COUNT(out_loan_dscr)=0,"n/a",MIN(out_loan_dscr))',
        "number",
    ),
)

YEARS = Band(
    "Per GPU, by age",
    (
        Column("ak", "Age", "0", "=[k]", None, "row_annual_k"),
        Column("ap", "Price per hour", "hour", "=[price]", None, "row_annual_price"),
        Column("ac", "Cash", "plain", "=[due]", None, "row_annual_cash", "both"),
        Column("ae", "Economic depreciation", "plain", "=[loss]", None, "row_annual_loss", "both"),
        Column(
            "ab", "Charge of the books", "plain", "=[charge]", None, "row_annual_charge", "both"
        ),
        Column("an", "Book value", "plain", "=[nbv]", None, "row_annual_nbv", "both"),
        Column("av", "Economic value", "plain", "=[value]", None, "row_annual_value", "both"),
        Column("ar", "Resale value", "plain", "=[resale]", None, "row_annual_resale"),
        Column("gap", "Books over value", "plain", "=[an]-[av]", None, "out_gap", "both"),
    ),
)
PICTURE = Band(
    "For the chart, to the end of use",
    (
        Column("px", "Age", "0", "=MIN([k],MAX(in_life,in_book_life))", None, "row_picture_x"),
        Column(
            "pn",
            "Books",
            "plain",
            "=INDEX(row_annual_nbv,[px]+1)",
            None,
            "row_picture_nbv",
            "both",
        ),
        Column(
            "pv",
            "Economic value",
            "plain",
            "=INDEX(row_annual_value,[px]+1)",
            None,
            "row_picture_value",
            "both",
        ),
        Column(
            "pr",
            "Resale",
            "plain",
            "=INDEX(row_annual_resale,[px]+1)",
            None,
            "row_picture_resale",
        ),
    ),
)
ANNUAL = Along(
    "Annual",
    "Annual: books, value and resale",
    '="Per GPU, in "&in_currency&"; at the end of each year of use"',
    "",
    (YEARS, PICTURE),
)


def finish(page: Page) -> None:
    """Write what follows from the loan's path, below it."""
    row = block(page, page.ws.max_row + 2, "What follows", "", LOAN_LINES, BELOW)
    page.finish(row, freeze="D11", titles="1:9", pages=1)
