"""The charts of the GPU fleet workbook, beside the numbers that they show."""

from __future__ import annotations

from workbooks.build import charts
from workbooks.build.charts import cells, head, source, title
from workbooks.build.fleet import fleet
from workbooks.build.kit import Book, Page
from workbooks.build.look import PALETTE

Who = tuple[tuple[str, str], ...]
_MONEY = ("row_money_axis", "Money")


def draw(book: Book, pages: dict[str, Page]) -> None:
    """Place every chart but those of the memo, and set the print areas round them."""
    _lines(
        book,
        pages["RentalData"],
        "What did an hour cost, and what does one rate make of it?",
        "row_drawn_x",
        (("row_drawn_price", "tenant"), ("row_drawn_fit", "lender")),
        ("Years from the first quote", "Price per GPU-hour"),
        number="0.00",
        markers=True,
        pages=2,
    )
    _lines(
        book,
        pages["Annual"],
        "What is a GPU worth as it ages?",
        "row_picture_x",
        (
            ("row_picture_nbv", "tenant"),
            ("row_picture_value", "lender"),
            ("row_picture_resale", "developer"),
        ),
        ("Years of use", "Per GPU, whole currency"),
    )
    _lines(
        book,
        pages["Fleet"],
        "What do the books hold, and what would it fetch?",
        "row_fleet_x",
        (("row_fleet_net", "tenant"), ("row_fleet_market", "developer")),
        ("Year", (cells(book, _MONEY[0]), _MONEY[1])),
        years=True,
        at=fleet.LAST + 3,
        pages=2,
    )
    _lines(
        book,
        pages["Loan"],
        "How much of the collateral is lent?",
        "row_loan_x",
        (("row_loan_y", "lender"), ("row_loan_b", "tenant"), ("row_loan_t", "developer")),
        ("Years", "Loan to value"),
        number="0%",
        markers=True,
    )
    _columns(book, pages["Unit"], pages["LifeChange"])


def _lines(
    book: Book,
    page: Page,
    question: str,
    x: str,
    series: Who,
    axes: tuple[str, charts.AxisTitle],
    *,
    number: str = "#,##0",
    markers: bool = False,
    pages: int = 1,
    years: bool = False,
    at: int = 0,
) -> None:
    """Draw lines below a table, or at a row that was left free, and print to the end."""
    row, last = at or page.ws.max_row + 2, page.ws.max_row
    charts.lines(
        page,
        f"B{row + 1}",
        title(page, f"B{row}", question),
        cells(book, x),
        [(head(book, name), cells(book, name), PALETTE[who]) for name, who in series],
        axes,
        number=number,
        markers=markers,
        size=(20.0, 8.6),
    )
    if years:
        page.ws._charts[-1].x_axis.scaling.min = None  # calendar years do not begin at zero
    source(page, f"B{row + 21}")
    frozen, titles = page.ws.freeze_panes, page.ws.print_title_rows
    page.finish(max(last, row + 21), freeze=frozen, titles=titles, pages=pages)


def _columns(book: Book, unit: Page, life: Page) -> None:
    row = unit.ws.max_row + 2
    charts.columns(
        unit,
        f"B{row + 1}",
        title(unit, f"B{row}", "What does an hour cost?"),
        cells(book, "row_stack_label"),
        [("Unit!$F$8", cells(book, "row_stack_parts"), PALETTE["tenant"])],
        ("", "Per GPU-hour sold"),
        number="0.00",
        size=(18.0, 8.0),
        legend=False,
    )
    source(unit, f"B{row + 21}")
    unit.finish(row + 21, pages=1)
    row = life.ws.max_row + 2
    charts.columns(
        life,
        f"B{row + 1}",
        title(life, f"B{row}", "What does a useful life do to the charge of a year?"),
        cells(book, "row_lives"),
        [(_label(book), cells(book, "out_charge_by_life"), PALETTE["tenant"])],
        ("Useful life, years", (cells(book, _MONEY[0]), _MONEY[1])),
        size=(18.0, 8.0),
        legend=False,
    )
    source(life, f"B{row + 21}")
    life.finish(row + 21, pages=2)


def _label(book: Book) -> str:
    sheet, area = cells(book, "out_charge_by_life").split("!")
    return f"{sheet}!$B${area.split('$')[2].rstrip(':')}"
