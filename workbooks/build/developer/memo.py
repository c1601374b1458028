"""The Deal sheet: the development on one page, with the numbers that matter and their story."""

from __future__ import annotations

from workbooks.build import charts, story
from workbooks.build.charts import cells, head
from workbooks.build.kit import Book, Page
from workbooks.build.look import PALETTE
from workbooks.build.story import money, rate
from workbooks.build.tiles import draw


def _bp(name: str) -> str:
    return f'TEXT(ABS({name}),"#,##0")&" bp "&IF({name}>=0,"over","under")'


_ASKED = '"X "&TEXT(in_spread,"+ #,##0;– #,##0;+ 0")&" bp"'
_PER_KW = 'TEXT({},"#,##0.00;–#,##0.00")'
_NO_DEBT = "AND(out_debt=0,out_perm_size=0)"

TILES = (
    (
        "B",
        "C",
        "Yield on cost",
        "=out_yoc",
        "0.00%;–0.00%",
        f'={money("ABS(out_noi)")}&IF(out_noi<0," lost a year on "," a year on ")'
        f'&{money("out_total")}&IF(COUNT(out_dev_spread)=1,"; "&{_bp("out_dev_spread")}'
        '&" a cap rate of "&TEXT(in_exit_cap,"0.00%"),"")',
    ),
    (
        "D",
        "F",
        'Lease over tenant\'s bonds, quoted "&in_tenant_freq&"x a year',
        "=out_spread_quoted",
        '"X + "#,##0" bp";"X – "#,##0" bp";"X + 0 bp"',
        '=IF(COUNT(out_lease_quoted)=1,"X is "&TEXT(out_tenant_quoted,"0.00%")&" at "'
        '&TEXT(out_wal,"0.0")&" years; the lease to its end yields "'
        f'&{rate("out_lease_quoted", "0.00%")},"The rent has no yield on this cost")',
    ),
    (
        "G",
        "I",
        "Return of the owner",
        "=out_lev_irr",
        "0.00%;–0.00%",
        f'=IF({_NO_DEBT},"There is no debt",IF(COUNT(out_lev_irr)=1,'
        f'{rate("out_unlev_irr", "0.00%")}&" without debt",'
        'IF(out_lev_turns=0,"No rate: the cash never turns",'
        '"No single rate: the cash turns "&out_lev_turns&" times")))'
        '&"; annual effective, monthly flows"',
    ),
    (
        "J",
        "K",
        'Rent asked, "&in_currency&" a kW-month',
        "=out_rent_required",
        "#,##0.00;–#,##0.00",
        f'="To earn "&{_ASKED}&"; the lease pays "&TEXT(in_rent_kw,"#,##0.00")',
    ),
)
LENDER = (
    ("Construction loan at completion", "=out_debt", "money"),
    ("Loan in operation", "=out_perm_size", "money"),
    ("What binds it", "=out_perm_binding", "word"),
    ("Lowest cover of debt service", "=out_min_dscr", "cover"),
    ("Loan over the tenant's bonds", "=out_debt_spread", "bp"),
    ("Loan's loss if the tenant defaults", "=out_lgd", "rate"),
)
OWNER = (
    ("Equity", "=out_equity", "money"),
    ("Value at completion", "=out_value", "money"),
    ("Margin on cost", "=out_margin", "rate"),
    ("Most that the owner has in", "=out_peak_equity", "money"),
    ("Multiple of the owner's money", "=out_moic", "multiple"),
    ("New loan at the exit less the old", "=out_refi_gap", "money"),
)
SENTENCES = (
    f'="It costs "&{money("out_total")}&" to build"&IF(out_idc>0,", "&{money("out_idc")}&" of it'
    f' interest,","")&" and "&IF(out_noi<0,"loses ","earns ")&{money("ABS(out_noi)")}&" a year, "'
    '&TEXT(ABS(out_yoc),"0.00%")&" of its cost"&IF(AND(COUNT(out_margin)=1,out_noi>0),'
    f'"; finished and let it is worth "&{money("out_value")}&", "&TEXT(ABS(out_margin),"0.0%")'
    '&IF(out_margin>=0," more"," less")&" than it cost","")&IF(out_outside="passed",'
    '"; it opens after the outside date, when the tenant may leave","")&"."',
    '="Against the bonds of "&row_tenant&" the lease alone, to its end, yields "'
    f'&IF(COUNT(out_spread_quoted)=1,{_bp("out_spread_quoted")},"no rate that compares")'
    f'&"; to earn "&{_ASKED}&" it must pay "&in_currency&{_PER_KW.format("out_rent_required")}'
    f'&" a kW-month, and it pays "&in_currency&{_PER_KW.format("in_rent_kw")}'
    f'&IF({_PER_KW.format("out_rent_required")}={_PER_KW.format("in_rent_kw")},": just that.",'
    'IF(out_rent_required>in_rent_kw,IF(out_sale>0,": the building must make the rest.",'
    '": nothing makes the rest, for no value is counted at the exit."),'
    '": the rent alone is enough."))',
)


def build(book: Book) -> Page:
    """Write the Deal sheet; every number on it is read from the sheets behind."""
    page = book.page(
        "Deal",
        "The deal on one page",
        "output",
        {"B": 29, "C": 8, "D:K": 14.5, "L": 3, "M": 20, "N:P": 11},
    )
    draw(page, Page.FIRST, TILES)
    page.put("M7", '="How is the building paid for? "&in_name', colour="595959", size=9)
    page.put("M14", '="What is its yield made of? "&in_name', colour="595959", size=9)
    charts.lines(
        page,
        "B10",
        ("Deal!$M$7", "How is the building paid for?"),
        cells(book, "row_draw_x"),
        [
            (head(book, "row_draw_spent"), cells(book, "row_draw_spent"), PALETTE["developer"]),
            (head(book, "row_draw_owed"), cells(book, "row_draw_owed"), PALETTE["lender"]),
        ],
        ("Month of construction", (cells(book, "row_money_axis"), "Money")),
        size=(12.4, 8.6),
    )
    charts.columns(
        page,
        "F10",
        ("Deal!$M$14", "What is its yield made of?"),
        cells(book, "row_split_label"),
        [
            (head(book, name), cells(book, name), colour)
            for name, colour in (
                ("row_split_base", ""),
                ("row_split_rise", PALETTE["tenant"]),
                ("row_split_fall", PALETTE["lender"]),
                ("row_split_below", PALETTE["developer"]),
            )
        ],
        ("", "Basis points, annual effective"),
        size=(16.6, 8.6),
        below=True,
    )
    page.put("B30", "Source: Construction and Spread sheets", size=8, colour="595959")
    row = _table(page, 32)
    story.write(page, row + 1, SENTENCES)
    page.last_column = 11
    page.finish(row + 4, pages=1)
    return page


def _table(page: Page, row: int) -> int:
    page.head(row, "B", ["The lender", "Unit", "", ""], height=16)
    page.head(row, "G", ["The owner", "", "", "Unit", ""], height=16)
    units = {"money": "=row_unit", "rate": "%", "bp": "bp", "cover": "x", "multiple": "x"}
    for (label, formula, fmt), (other, more, shape) in zip(LENDER, OWNER, strict=True):
        row += 1
        page.put(f"B{row}", label)
        page.put(f"C{row}", units.get(fmt), colour="595959")
        page.put(f"E{row}", formula, "number" if fmt == "word" else fmt, align="right")
        page.put(f"G{row}", other)
        page.put(f"J{row}", units[shape], colour="595959")
        page.put(f"K{row}", more, shape, align="right")
    page.total(row + 1, "B", "E")
    page.total(row + 1, "G", "K")
    return row + 1
