"""The charts of the question, beside the numbers that they show."""

from __future__ import annotations

from collections.abc import Sequence

from workbooks.build import charts
from workbooks.build.charts import cells, head, source, title
from workbooks.build.kit import Book, Page
from workbooks.build.look import PALETTE

_QUARTERS, _POINTS = 8, 4


def draw(book: Book, pages: dict[str, Page]) -> None:
    """Place every chart but those of the memo, and set the print areas round them."""
    _quarters(book, pages["Question"])
    _first(
        book,
        pages["Revenue"],
        "Who earns it?",
        "row_company",
        (("row_company_money", "tenant"),),
        12,
        "No company is listed",
        lying=True,
    )
    _first(
        book,
        pages["Capex"],
        "Who means to spend how much?",
        "row_capex_name",
        (("row_capex_low", "unrecorded"), ("row_capex_high", "tenant")),
        6,
        "No guidance of companies is given",
    )
    _first(
        book,
        pages["Wall"],
        "When is the spending charged?",
        "out_wall_year",
        (("out_wall_spent", "unrecorded"), ("out_wall", "tenant")),
        9,
        "No years of spending are given",
    )
    _prices(book, pages["Labs"])
    _points(book, pages["History"])


def _end(page: Page, row: int, pages: int) -> None:
    source(page, f"B{row}")
    chart = f"ax_chart_{page.name.lower()}"
    if chart in page.book.wb.defined_names:
        text = f'=IF({chart}=0,"","{page.ws[f"B{row}"].value}")'
        page.put(f"B{row}", text, size=8, colour="595959")
    page.finish(row, pages=pages)


def _title(page: Page, row: int, question: str, count: str, nothing: str) -> tuple[str, str]:
    """Write the question a chart answers; without numbers a sentence, and filling drops the chart.

    Spending of nothing in the years of an empty wall is no number to draw.
    """
    link = title(page, f"B{row}", question)
    if page.name == "Wall":
        count = "COUNT(in_wall_year)"
    page.put(
        f"B{row}",
        f'=IF(ax_chart_{page.name.lower()}=0,"{nothing}: there is no chart.",'
        f'"{question} "&in_name)',
        colour="595959",
        size=9,
    )
    page.put(f"B{row + 19}", f"={count}", ";;;")
    page.define(f"ax_chart_{page.name.lower()}", f"B{row + 19}", "count",
                "Rows that the chart has", axis="list")  # fmt: skip
    return link


def _top(area: str, count: int) -> str:
    """The first rows of a column."""
    start, _ = area.split(":")
    sheet, cell = start.split("!")
    letter, row = cell.strip("$").split("$")
    return f"{sheet}!${letter}${row}:${letter}${int(row) + count - 1}"


def _first(
    book: Book,
    page: Page,
    question: str,
    label: str,
    series: Sequence[tuple[str, str]],
    count: int,
    nothing: str,
    *,
    lying: bool = False,
) -> None:
    """Draw the first rows of a table side by side."""
    row = page.ws.max_row + 2
    shown = [
        (head(book, name), _top(cells(book, name), count), PALETTE[who]) for name, who in series
    ]
    charts.columns(
        page,
        f"B{row + 1}",
        _title(page, row, question, f"COUNT({series[0][0]})", nothing),
        _top(cells(book, label), count),
        shown,
        ("", (cells(book, "row_money_axis"), "Money a year")),
        stacked=False,
        size=(20.0, 8.5),
        legend=len(shown) > 1,
        lying=lying,
    )
    _end(page, row + 20, 1)


def _quarters(book: Book, page: Page) -> None:
    row = page.ws.max_row + 2
    lines = {"Quarter": "in_quarter_name", "Times four": "out_quarter_run"}
    last = _steps(page, row, "Last quarters", _QUARTERS, "row_quarters_used", lines)
    first = last - _QUARTERS + 1
    row = last + 2
    charts.columns(
        page,
        f"B{row + 1}",
        title(page, f"B{row}", "How much is spent on chips?"),
        f"Question!$B${first}:$B${last}",
        [(f"Question!$D${first - 1}", f"Question!$D${first}:$D${last}", PALETTE["tenant"])],
        ("", (cells(book, "row_money_axis"), "Money a year")),
        stacked=False,
        size=(20.0, 8.5),
        legend=False,
    )
    _end(page, row + 20, 3)


def _steps(page: Page, row: int, title: str, count: int, used: str, lines: dict[str, str]) -> int:
    """Write the last rows of a table; counted back from the last one used."""
    page.block(row, title, "As the chart shows them")
    row += 2
    names = list(lines)
    page.head(row, "B", [names[0], "Row", *names[1:]], height=16)
    last = row + count
    for at in range(row + 1, last + 1):
        place = f"={used}" if at == last else f"=MAX(0,C{at + 1}-1)"
        page.put(f"C{at}", place, "0", colour="595959")
        for letter, name in zip("BDEFG", lines.values(), strict=False):
            formula = f'=IF($C{at}=0,"",INDEX({name},$C{at}))'
            page.put(f"{letter}{at}", formula, "text" if letter == "B" else "money")
    return last


def _prices(book: Book, page: Page) -> None:
    row = page.ws.max_row + 2
    area = cells(book, "out_grid_price").split("!")[1]
    start, end = area.split(":")
    letter, first = start.strip("$").split("$")
    last = end.strip("$").split("$")[1]
    charts.columns(
        page,
        f"B{row + 1}",
        _title(
            page,
            row,
            "What does the price of compute do to the margin?",
            "COUNT(in_lab_revenue)",
            "No year of a laboratory is given",
        ),
        cells(book, "row_price_change"),
        [
            (
                f"Labs!${letter}${int(first) - 1}",
                f"Labs!${letter}${first}:${letter}${last}",
                PALETTE["tenant"],
            )
        ],
        ("Change of the price", "Gross margin"),
        number="0%",
        stacked=False,
        size=(20.0, 8.5),
        below=True,
    )
    _end(page, row + 20, 1)


def _points(book: Book, page: Page) -> None:
    row = page.ws.max_row + 2
    lines = {"Question": "in_point", "Required": "out_point_required", "Revenue": "row_point_money"}
    last = _steps(page, row, "Last points", _POINTS, "COUNT(in_point_gpu)", lines)
    first = last - _POINTS + 1
    row = last + 2
    charts.columns(
        page,
        f"B{row + 1}",
        title(page, f"B{row}", "How has the question grown?"),
        f"History!$B${first}:$B${last}",
        [
            (f"History!${c}${first - 1}", f"History!${c}${first}:${c}${last}", PALETTE[who])
            for c, who in (("D", "tenant"), ("E", "lender"))
        ],
        ("", (cells(book, "row_money_axis"), "Money a year")),
        stacked=False,
        size=(20.0, 8.5),
    )
    _end(page, row + 20, 1)
