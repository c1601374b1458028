"""The Deal sheet: the fleet on one page, with the numbers that matter and their story."""

from __future__ import annotations

from workbooks.build import charts, story
from workbooks.build.charts import cells, head
from workbooks.build.kit import Book, Page
from workbooks.build.look import PALETTE, unit_text
from workbooks.build.story import money, rate
from workbooks.build.tiles import draw


def _hour(name: str) -> str:
    return f'IF(COUNT({name})=1,in_currency&TEXT({name},"0.00"),"n/a")'


def _each(name: str) -> str:
    return f'in_currency&TEXT({name},"#,##0")'


TILES = (
    (
        "B",
        "C",
        "Value lost in the first year",
        "=out_first_year_econ",
        "0.0%",
        f'="The books write off "&{rate("out_first_year_book")}&" of the cost; "&in_method&", "'
        '&in_book_life&" years"',
    ),
    (
        "D",
        "F",
        "An hour sold costs",
        f"={_hour('out_cost_hour')}",
        "0.00",
        f'="Against "&{_hour("row_first_price")}&" in the first year; "&{rate("out_power_share")}'
        '&" of the cost is power"',
    ),
    (
        "G",
        "I",
        "Return on the capital",
        "=out_irr",
        "0.0%",
        f'={_each("out_capital")}&" a GPU; "&out_use_years&" years of use; at "'
        f'&TEXT(in_wacc,"0.0%")&" it is worth "&{_each("out_value0")}',
    ),
    (
        "J",
        "K",
        "Opening price to break even",
        f"={_hour('out_breakeven_price')}",
        "0.00",
        f'="On this curve; "&{_hour("out_breakeven_flat")}&" if the price never fell"',
    ),
)
OWNER = (
    ("Cost of the fleet", "=out_cost_fleet", "money"),
    ("Running cost per available hour", "=out_opex_hour", "hour"),
    ("Quotes: fitted decline a year", "=out_fit_decline", "rate"),
    ("Last quote over the lowest", "=out_rebound", "rate"),
    ("Books over value after a year, per GPU", "=INDEX(out_gap,1+1)", "plain"),
    ("Impairment, US", "=out_impair_us", "money"),
    ("Impairment, IFRS", "=out_impair_ifrs", "money"),
)
LENDER = (
    ("Loan", "=out_loan", "money"),
    ("Highest loan to resale value", "=out_loan_max_ltv", "rate"),
    ("Lowest cover of debt service", "=out_loan_min_dscr", "number"),
    ("Years in breach", "=out_loan_breaches", "0"),
    ("Fleet: net book value, last year bought", "=row_memo_net", "money"),
    ("What it would fetch then", "=row_memo_market", "money"),
    ("Another life: effect on net income a year", "=out_change_net", "money"),
)
SENTENCES = (
    '=IF(out_warning="","",out_warning&" ")'
    f'&"A GPU of "&{_each("out_capital")}&" that lets at "&{_hour("row_first_price")}&" an hour, "'
    '&TEXT(row_first_paid,"0%")&" of the time"'
    '&IF(row_contract>0," by contract for "&in_contract_years&" years","")&", is worth "'
    f'&{_each("out_value0")}&" at "&TEXT(in_wacc,"0.0%")&" a year: "'
    f'&IF(out_npv<0,{_each("-out_npv")}&" less",{_each("out_npv")}&" more")&" than it costs. "'
    f'&IF(COUNT(out_first_year_econ)=1,"The first year takes "&{rate("out_first_year_econ")}'
    f'&" of that value, the books "&{rate("out_first_year_book")}&" of the cost.","")',
    f'=IF(out_loan=0,"Nothing is borrowed on it.","A loan of "&{money("out_loan")}&" over "'
    f'&in_loan_years&" years stands at up to "&{rate("out_loan_max_ltv", "0%")}'
    '&" of what the fleet would fetch"'
    '&IF(out_loan_breaches=0,", within its tests.","; it breaches its tests in "&out_loan_breaches'
    '&IF(out_loan_breaches=1," year."," years.")))'
    '&IF(AND(in_new_life=in_old_life,out_change_net=0)," No change of useful life is stated.",'
    '" A life of "&TEXT(in_new_life,"0.0")&" years in place of "&TEXT(in_old_life,"0.0")'
    f'&" moves net income by "&IF(out_change_net<0,"("&{money("-out_change_net")}&")",'
    f"{money('out_change_net')})"
    '&" a year.")',
)


def build(book: Book) -> Page:
    """Write the Deal sheet; every number on it is read from the sheets behind."""
    page = book.page(
        "Deal",
        "The fleet on one page",
        "output",
        {"B": 38, "C": 10, "D:K": 13, "L": 3, "M": 20, "N:P": 11},
    )
    draw(page, Page.FIRST, TILES)
    page.put("M7", '="What is a GPU worth as it ages? "&in_name', colour="595959", size=9)
    page.put("M14", '="What does an hour cost? "&in_name', colour="595959", size=9)
    at = "INDEX({},MATCH(MAX(row_first_year,MAX(in_vintage_year)),out_fleet_year,0))"
    for row, name, label, line in (
        (16, "row_memo_net", "Net book value", "out_fleet_net"),
        (17, "row_memo_market", "Would fetch", "out_fleet_market"),
    ):
        page.put(f"M{row}", label, size=9, colour="595959")
        page.put(f"N{row}", f"={at.format(line)}", "money", size=9, colour="595959")
        page.define(name, f"N{row}", "money", f"{label}, last year bought")
    charts.lines(
        page,
        "B10",
        ("Deal!$M$7", "What is a GPU worth as it ages?"),
        cells(book, "row_picture_x"),
        [
            (head(book, name), cells(book, name), PALETTE[who])
            for name, who in (
                ("row_picture_nbv", "tenant"),
                ("row_picture_value", "lender"),
                ("row_picture_resale", "developer"),
            )
        ],
        ("Years of use", "Per GPU, whole currency"),
        size=(14.0, 8.6),
    )
    charts.columns(
        page,
        "F10",
        ("Deal!$M$14", "What does an hour cost?"),
        cells(book, "row_stack_label"),
        [("Unit!$F$8", cells(book, "row_stack_parts"), PALETTE["tenant"])],
        ("", "Per GPU-hour sold"),
        number="0.00",
        size=(14.8, 8.6),
        legend=False,
    )
    page.put("B30", "Source: Annual and Unit sheets", size=8, colour="595959")
    row = _table(page, 32)
    story.write(page, row + 1, SENTENCES)
    page.last_column = 11
    page.finish(row + 4, pages=1)
    return page


def _table(page: Page, row: int) -> int:
    page.head(row, "B", ["The owner", "Unit", "", "", ""], height=16)
    page.head(row, "G", ["The lender", "", "", "Unit", ""], height=16)
    for (label, formula, fmt), (other, more, shape) in zip(OWNER, LENDER, strict=True):
        row += 1
        page.put(f"B{row}", label)
        page.put(f"C{row}", unit_text(fmt), colour="595959")
        page.put(f"D{row}", formula, fmt, align="right")
        page.put(f"G{row}", other)
        page.put(f"J{row}", unit_text(shape) or "years", colour="595959")
        page.put(f"K{row}", more, shape, align="right")
    page.total(row + 1, "B", "K")
    return row + 1
