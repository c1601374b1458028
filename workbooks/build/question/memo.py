"""The Deal sheet: the question on one page, with the numbers that matter and their story."""

from __future__ import annotations

from openpyxl.styles import Alignment

from workbooks.build import charts, story
from workbooks.build.charts import cells, head
from workbooks.build.kit import Book, Page
from workbooks.build.look import PALETTE
from workbooks.build.story import money, rate
from workbooks.build.tiles import draw

_TILE = "#,##0.0_);(#,##0.0)"


def _claim(name: str, place: int | str, nothing: str) -> str:
    """A cell of the claims of others."""
    cell = f"INDEX({name},{place})"
    scale = "*row_scale" if name.endswith("required") else ""
    return f'=IF({cell}="","{nothing}",{cell}{scale})'


TILES = (
    (
        "B",
        "C",
        'Revenue required ("&row_unit&")',
        "=out_required",
        _TILE,
        f'="For "&{money("out_gpu")}&" of chips a year: "&TEXT(out_mult,"0.0#")&" times in whole,'
        ' margin "&TEXT(in_margin,"0%")',
    ),
    (
        "D",
        "F",
        'Missing, if needed every year ("&row_unit&")',
        "=out_gap",
        _TILE,
        f'="Revenue of AI is "&{money("out_revenue")}&", "&{rate("out_coverage")}&" of it"',
    ),
    (
        "G",
        "I",
        'Missing, if over the life ("&row_unit&")',
        "=out_gap_life",
        _TILE,
        f'="One year of chips over "&TEXT(in_life,"0.0")&" years asks for "'
        f'&{money("out_required_life")}&" a year"',
    ),
    (
        "J",
        "K",
        'A year, with a return ("&row_unit&")',
        "=out_annuity",
        _TILE,
        f'="Pays "&{money("out_annuity_capex")}&" at "&TEXT(in_wacc,"0.0%")',
    ),
)
LEFT = (
    ("Chips as stated less four quarters", "=out_gpu_diff", "money"),
    ("Not in the list of revenue", "=out_revenue_unlisted", "money"),
    ("The list", "=out_adds_up", "text"),
    ("Required as stated, less this", "=out_claim_required_diff", "money"),
    ("Missing as stated, less this", "=out_claim_gap_diff", "money"),
    ("Guidance as stated, less companies", "=out_capex_unlisted", "money"),
    ("Multiple as stated, less its parts", "=out_mult_diff", "number"),
    *(
        (
            _claim("in_other_claim", k, "No other claim"),
            _claim("in_other_required", k, "n/a"),
            "money",
        )
        for k in (1, "row_two")
    ),
)
RIGHT = (
    ("Revenue must become, times", "=out_growth_x", "number"),
    ("Years until then, at the growth given", "=out_years_to_cover", "years"),
    ("Guidance of the companies, a year", "=out_capex_total", "money"),
    ("Equilibria of the game", "=out_game_count", "0"),
    ("Of them traps", "=out_game_trap", "0"),
    ("Chips and the parts of capital", "=out_parts_capex", "money"),
    ("A year for them, with a return", "=out_parts_annuity", "money"),
    (
        '=IF(in_annuity_capex_is="","Another capital",in_annuity_capex_is)',
        "=out_other_capex",
        "money",
    ),
    ("A year for it, with a return", "=out_other_annuity", "money"),
)
SENTENCES = (
    f'="Chips for "&{money("out_gpu")}&" a year ask for "&{money("out_required")}&" of revenue,'
    ' "&TEXT(out_times,"0.0#")&" times as much; "&'
    f'{money("out_revenue")}&" is earned, "&{rate("out_coverage")}&" of it'
    '"&IF(COUNT(out_growth_x)=1,", so that it must become "&TEXT(out_growth_x,"0.0")&" times as'
    ' large.",".")',
    f'="If one year of chips brings it in over "&TEXT(in_life,"0.0")&" years, "'
    f'&{money("out_required_life")}&" a year is enough for them; with a return of "'
    f'&TEXT(in_wacc,"0.0%")&" on "&{money("out_annuity_capex")}&" it is "&{money("out_annuity")}'
    '&" a year. Which reading an article means it seldom says."',
)


def build(book: Book) -> Page:
    """Write the Deal sheet; every number on it is read from the sheets behind."""
    page = book.page(
        "Deal",
        "The question on one page",
        "output",
        {"B": 32, "C": 10, "D:K": 14.5, "L": 3, "M": 20, "N:P": 11},
    )
    draw(page, Page.FIRST, TILES)
    page.put("M7", '="From chips to revenue: who needs what? "&in_name', colour="595959", size=9)
    page.put("M14", '="Is it earned, however it is read? "&in_name', colour="595959", size=9)
    axis = (cells(book, "row_money_axis"), "Money a year")
    charts.columns(
        page,
        "B10",
        ("Deal!$M$7", "From chips to revenue: who needs what?"),
        cells(book, "row_step_label"),
        [
            (head(book, "row_step_base"), cells(book, "row_step_base"), ""),
            (head(book, "row_step"), cells(book, "row_step"), PALETTE["tenant"]),
        ],
        ("", axis),
        size=(14.4, 8.6),
        legend=False,
    )
    charts.columns(
        page,
        "F10",
        ("Deal!$M$14", "Is it earned, however it is read?"),
        cells(book, "row_reading_label"),
        [
            (head(book, name), cells(book, name), PALETTE[who])
            for name, who in (("row_reading_required", "tenant"), ("row_reading_earned", "lender"))
        ],
        ("", axis),
        stacked=False,
        size=(15.0, 8.6),
    )
    page.put("B30", "Source: Question sheet", size=8, colour="595959")
    row = _table(page, 32)
    story.write(page, row + 1, SENTENCES)
    page.last_column = 11
    page.finish(row + 4, pages=1)
    return page


def _table(page: Page, row: int) -> int:
    page.head(row, "B", ["What the figures leave open", "Unit", "", "", ""], height=16)
    page.head(row, "G", ["What it takes", "", "", "Unit", ""], height=16)
    units = {"money": "=row_unit", "number": "x", "years": "years", "text": "", "0": "number"}
    for (label, formula, fmt), (other, more, shape) in zip(LEFT, RIGHT, strict=True):
        row += 1
        page.put(f"B{row}", label, colour="000000").alignment = Alignment(shrink_to_fit=True)
        page.put(f"C{row}", units[fmt], colour="595959")
        page.put(f"D{row}", formula, fmt, align="right")
        page.put(f"G{row}", other, colour="000000").alignment = Alignment(shrink_to_fit=True)
        page.ws.merge_cells(f"G{row}:I{row}")
        page.put(f"J{row}", units[shape], colour="595959")
        page.put(f"K{row}", more, shape, align="right")
    page.total(row + 1, "B", "K")
    return row + 1
