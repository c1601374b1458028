"""The data-centre lease workbook: lessee under two frameworks, lessor and analyst."""

from __future__ import annotations

from collections.abc import Callable

from openpyxl import Workbook

from udfs import version
from workbooks.build import axis, charts, front, inputs
from workbooks.build.charts import cells, head
from workbooks.build.checks import build as write_checks
from workbooks.build.kit import Book, Page
from workbooks.build.lease import (
    analyst,
    annual,
    buy,
    checks,
    classify,
    disclosure,
    journal,
    lessor,
    memo,
    renewals,
    schedule,
    sensitivity,
    terms,
    timeline,
)
from workbooks.build.lease.fields import GRIDS, GROUPS, SCALARS
from workbooks.build.lease.words import SHEETS, WORDS
from workbooks.build.look import PALETTE

ORDER = ("Cover", *(name for name, _ in SHEETS))


def build(more: tuple[str, str, Callable[[Book], Page]] | None = None) -> Workbook:
    """Build the empty template: every formula, no deal.

    Parameters
    ----------
    more : tuple, optional
        One sheet more, after the checks: its name, what it holds, what writes it.
    """
    book = Book(WORDS.title)
    front.cover(book, version.__version__, more and more[:2], WORDS)
    inputs.build(book, GROUPS, GRIDS)
    terms_page = terms.build(book)
    axis.build(book, (timeline.SHEET, schedule.SHEET), timeline.PERIODS, "period")
    classify.build(book)
    annual_page = annual.build(book)
    ladder = renewals.build(book)
    journal.build(book)
    disclosure.build(book)
    lessor_page = lessor.build(book)
    buy.build(book)
    analyst.build(book)
    sensitivity.build(book)
    write_checks(book, checks.CHECKS, checks.SCALES)
    _headlines(terms_page)
    if more is not None:
        more[2](book)
    memo.build(book)
    _draw(book, annual_page, ladder, lessor_page)
    front.sources(book, SCALARS, GRIDS)
    front.notes(book, version.__version__, WORDS)
    order = list(ORDER)
    if more is not None:
        order.insert(order.index("Checks") + 1, more[0])
    book.wb._sheets.sort(key=lambda sheet: order.index(sheet.title))
    book.wb.active = 0
    return book.wb


def _headlines(page: Page) -> None:
    """Name the numbers that other programs and the command read."""
    row = page.ws.max_row + 2
    page.block(row, "Headline numbers", "What the command prints and other workbooks may read")
    row += 2
    lines = (
        ("out_scale", "From the unit of entry to the unit of display", "=row_scale", "factor"),
        ("out_n", "Recognised payments", "=row_n", "count"),
        ("out_n_full", "Payments of the full term", "=row_n_full", "count"),
        ("out_years", "Recognised term", "=row_years", "years"),
        ("out_years_full", "Full term", "=row_years_full", "years"),
        ("±out_rate_effective", "Discount rate, annual effective", "=row_e", "rate4"),
        ("out_liability_us", "Liability at commencement, US", "=INDEX(row_close,1)", "money"),
        (
            "out_liability_ifrs",
            "Liability at commencement, IFRS",
            "=INDEX(row_close_ifrs,1)",
            "money",
        ),
        ("out_rou_us", "Right-of-use asset at commencement, US", "=INDEX(row_rou,1)", "money"),
        (
            "out_rou_ifrs",
            "Right-of-use asset at commencement, IFRS",
            "=INDEX(row_rou_ifrs,1)",
            "money",
        ),
        (
            "out_pv_rent",
            "Rent of the recognised term, present value",
            "=INDEX(row_cum,row_n+1)",
            "money",
        ),
        (
            "out_cost_operating",
            "Operating cost a year, at commencement",
            "=INDEX(row_cost_operating,1+1)*in_freq",
            "money",
        ),
        (
            "out_cost_finance_1",
            "Finance cost of the first lease year",
            "=SUMIF(row_year,1,row_cost_finance)",
            "money",
        ),
        (
            "out_cost_operating_1",
            "Operating cost of the first lease year",
            "=SUMIF(row_year,1,row_cost_operating)",
            "money",
        ),
        (
            "out_cost_ifrs_1",
            "IFRS cost of the first lease year",
            "=SUMIF(row_year,1,row_cost_ifrs)",
            "money",
        ),
        (
            "out_recorded_today",
            "Recorded at the as-of date, US",
            "=IF(row_short=1,0,row_balance_us)",
            "money",
        ),
        (
            "out_recorded_today_ifrs",
            "Recorded at the as-of date, IFRS",
            "=IF(row_short=1,0,row_balance_ifrs)",
            "money",
        ),
        (
            "out_recorded_commence",
            "Recorded at commencement, US",
            "=IF(row_short=1,0,out_liability_us)",
            "money",
        ),
        (
            "out_recorded_commence_ifrs",
            "Recorded at commencement, IFRS",
            "=IF(row_short=1,0,out_liability_ifrs)",
            "money",
        ),
        (
            "out_recorded_peak",
            "Largest balance recorded before the end, US",
            "=IF(row_short=1,0,SUMPRODUCT(MAX(row_close*(row_k<row_n))))",
            "money",
        ),
        (
            "out_owed_full",
            "Owed in full, present value at commencement",
            "=INDEX(row_cum,row_n_full+1)",
            "money",
        ),
        ("out_owed_full_undiscounted", "Owed in full, undiscounted", "=SUM(row_cash)", "money"),
        (
            "out_share_recorded",
            "Recorded at commencement over owed in full",
            "=out_recorded_commence/out_owed_full",
            "rate",
        ),
    )
    for name, label, formula, fmt in lines:
        signed = "both" if "rou" in name or "cost" in name else "+"
        page.line(row, label, formula, fmt, name, sign=signed)
        row += 1
    page.finish(row, pages=3)


def _draw(book: Book, annual_page: Page, ladder: Page, lessor_page: Page) -> None:
    """Place the charts that stand beside their numbers."""
    first = annual.HEAD + annual.YEARS + 3
    annual_page.put(
        f"B{first}",
        '="How much is owed, and how much is recorded? "&in_name',
        colour="595959",
        size=9,
    )
    charts.lines(
        annual_page,
        f"B{first + 1}",
        (f"Annual!$B${first}", "How much is owed, and how much is recorded?"),
        "Annual!$Q$10:$Q$50",
        [
            ("Annual!$R$9", "Annual!$R$10:$R$50", PALETTE["recorded"]),
            ("Annual!$S$9", "Annual!$S$10:$S$50", PALETTE["lender"]),
        ],
        ("Years from commencement", (cells(book, "row_money_axis"), "Money")),
        size=(22.0, 9.0),
    )
    annual_page.put(f"B{first + 22}", "Source: the table above", size=8, colour="595959")
    row = ladder.ws.max_row + 2
    ladder.put(
        f"B{row}",
        '="What share of the full obligation does each exit recognise? "&in_name',
        colour="595959",
        size=9,
    )
    charts.lines(
        ladder,
        f"B{row + 1}",
        (f"Renewals!$B${row}", "What share of the full obligation does each exit recognise?"),
        cells(book, "row_ladder_x"),
        [(head(book, "row_ladder_y"), cells(book, "row_ladder_y"), PALETTE["recorded"])],
        ("Years from commencement", "Share of present value"),
        number="0%",
        markers=True,
        size=(18.0, 8.0),
    )
    ladder.put(f"B{row + 20}", "Source: the ladder above", size=8, colour="595959")
    ladder.finish(row + 20, freeze="C6", pages=1)
    row = lessor_page.ws.max_row + 2
    lessor_page.put(
        f"B{row}", '="What covers the lessor at each exit? "&in_name', colour="595959", size=9
    )
    x = cells(book, "row_lessor_x")
    above = int(x.split("$")[2].rstrip(":")) - 1
    covers = [
        (f"Lessor!${c}${above}", f"Lessor!${c}${above + 1}:${c}${above + 10}", PALETTE[who])
        for c, who in (("M", "lender"), ("N", "tenant"), ("O", "developer"))
    ]
    charts.lines(
        lessor_page,
        f"B{row + 1}",
        (f"Lessor!$B${row}", "What covers the lessor at each exit?"),
        x,
        covers,
        ("Years from commencement", (cells(book, "row_money_axis"), "Money")),
        markers=True,
        size=(18.0, 8.0),
    )
    lessor_page.put(f"B{row + 20}", "Source: the table above", size=8, colour="595959")
    lessor_page.finish(row + 20, pages=1)
