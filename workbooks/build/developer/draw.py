"""The charts of the developer workbook, beside the numbers that they show."""

from __future__ import annotations

from workbooks.build import charts
from workbooks.build.kit import Book, Page
from workbooks.build.look import PALETTE


def cells(book: Book, name: str) -> str:
    """Where a name stands."""
    return str(book.wb.defined_names[name].attr_text)


def head(book: Book, name: str) -> str:
    """The heading of a column that a name spans; above monthly columns a row stays empty."""
    sheet, area = cells(book, name).split("!")
    letter, row = area.split(":")[0].strip("$").split("$")
    ws = book.wb[sheet.strip("'")]
    at = int(row) - 1
    while ws[f"{letter}{at}"].value is None:
        at -= 1
    return f"{sheet}!${letter}${at}"


def draw(book: Book, pages: dict[str, Page]) -> None:
    """Place every chart but those of the memo, and set the print areas round them."""
    _budget(book, pages["Budget"])
    _returns(book, pages["Returns"])
    _spread(book, pages["Spread"])
    _annual(book, pages["Annual"])


def title(page: Page, row: int, question: str) -> tuple[str, str]:
    """Write the question that a chart answers above it; return it as a chart's title."""
    page.put(f"B{row}", f'="{question} "&in_name', colour="595959", size=9)
    return f"'{page.name}'!$B${row}", question


def source(page: Page, row: int) -> None:
    """Write the source line beneath a chart."""
    page.put(f"B{row}", "Source: the table above", size=8, colour="595959")


def _budget(book: Book, page: Page) -> None:
    row = page.ws.max_row + 2
    first, last = rows(book, "row_picture")
    sheet = "Budget"
    colours = (
        PALETTE["developer"],
        PALETTE["tenant"],
        PALETTE["lender"],
        "BFBFBF",
        PALETTE["lender"],
        PALETTE["unrecorded"],
    )
    charts.columns(
        page,
        f"B{row + 1}",
        title(page, row, "Who pays for what?"),
        f"{sheet}!$D${first - 1}:$E${first - 1}",
        [
            (f"{sheet}!$B${r}", f"{sheet}!$D${r}:$E${r}", colour)
            for r, colour in zip(range(first, last + 1), colours, strict=True)
        ],
        ("", (cells(book, "row_money_axis"), "Money")),
        size=(18.0, 9.0),
    )
    source(page, row + 21)
    page.finish(row + 21, pages=1)


def rows(book: Book, name: str) -> tuple[int, int]:
    """First and last row of a name."""
    area = cells(book, name).split("!")[1].split(":")
    return int(area[0].split("$")[2]), int(area[-1].split("$")[2])


def _returns(book: Book, page: Page) -> None:
    row = page.ws.max_row + 2
    page.block(
        row, "From the lease to the owner", "The rates of the chart; no rate is drawn as none"
    )
    row += 2
    page.head(row, "B", ["Rate", "Unit", "Annual effective"], height=16)
    first = row + 1
    for label, name in (
        ("Tenant's bond", "out_tenant_eff"),
        ("Lease to its end", "out_yield_contract"),
        ("To the exit, on value", "out_yield_buyer"),
        ("To the exit, on cost", "out_yield_cost"),
        ("Without debt", "out_unlev_irr"),
        ("Owner", "out_lev_irr"),
    ):
        row += 1
        page.put(f"B{row}", label)
        page.put(f"C{row}", "%", colour="595959")
        page.put(f"D{row}", f"=IF(COUNT({name})=1,{name},0)", "rate")
    charts.columns(
        page,
        f"B{row + 3}",
        title(page, row + 2, "What does each party earn?"),
        f"Returns!$B${first}:$B${row}",
        [(f"Returns!$D${first - 1}", f"Returns!$D${first}:$D${row}", PALETTE["tenant"])],
        ("", "Annual effective"),
        number="0%",
        stacked=False,
        size=(18.0, 8.0),
        legend=False,
        below=True,
    )
    source(page, row + 21)
    page.finish(row + 21, pages=2)


def _spread(book: Book, page: Page) -> None:
    row = page.ws.max_row + 2
    page.block(row, "Curves as drawn", "Points after the last repeat it; a missing rate lies on X")
    row += 2
    titles = ["Point", "Number", "Tenant: years", "Tenant's bonds", "Treasury: years", "Treasury"]
    page.head(row, "B", titles, height=30)
    first = row + 1
    for number in range(1, 13):
        row += 1
        page.put(f"B{row}", f"Bond {number}")
        page.put(f"C{row}", number, "0", colour="595959", align="right")
        for who, x, y in (("tenant", "D", "E"), ("treasury", "F", "G")):
            at = f"MIN($C{row},SUM(row_{who}_used))"
            page.put(f"{x}{row}", f"=INDEX(row_{who}_tenor,{at})", "years")
            page.put(f"{y}{row}", f"=INDEX(in_{who}_yield,{at})", "rate")
    last = row
    for label, life, rate in (
        ("This lease", "row_wal", "out_lease_quoted"),
        ("This loan", "row_debt_wal", "out_debt_quoted"),
    ):
        row += 1
        page.put(f"B{row}", label)
        page.put(f"D{row}", f"=IF(COUNT({life})*COUNT({rate})=1,{life},row_wal)", "years")
        page.put(f"E{row}", f"=IF(COUNT({life})*COUNT({rate})=1,{rate},out_tenant_quoted)", "rate")
    charts.lines(
        page,
        f"B{row + 3}",
        title(page, row + 2, "Where does the lease lie against the curves?"),
        f"Spread!$D${first}:$D${last}",
        [
            (f"Spread!$E${first - 1}", f"Spread!$E${first}:$E${last}", PALETTE["tenant"]),
            (
                f"Spread!$G${first - 1}",
                f"Spread!$G${first}:$G${last}",
                PALETTE["developer"],
                f"Spread!$F${first}:$F${last}",
            ),
            (
                f"Spread!$B${row - 1}",
                f"Spread!$E${row - 1}:$E${row - 1}",
                PALETTE["unrecorded"],
                f"Spread!$D${row - 1}:$D${row - 1}",
            ),
            (
                f"Spread!$B${row}",
                f"Spread!$E${row}:$E${row}",
                PALETTE["lender"],
                f"Spread!$D${row}:$D${row}",
            ),
        ],
        ("Years", "Quoted yield"),
        number="0.0%",
        markers=True,
        size=(18.0, 8.5),
    )
    charts.columns(
        page,
        f"F{row + 3}",
        title_at(page, f"F{row + 2}", "How does it stand on the ladder of spreads?"),
        cells(book, "row_ladder_label"),
        [(head(book, "row_ladder"), cells(book, "row_ladder"), PALETTE["lender"])],
        ("", "Basis points over Treasury"),
        stacked=False,
        size=(14.0, 8.5),
        legend=False,
        below=True,
    )
    source(page, row + 22)
    page.last_column = 8
    page.finish(row + 22, pages=3)


def title_at(page: Page, ref: str, question: str) -> tuple[str, str]:
    """The same in a cell that is not in column B."""
    page.put(ref, f'="{question} "&in_name', colour="595959", size=9)
    return f"'{page.name}'!${ref[0]}${ref[1:]}", question


def _annual(book: Book, page: Page) -> None:
    row = page.ws.max_row + 2
    charts.lines(
        page,
        f"B{row + 1}",
        title(page, row, "Does the income pay the debt, with the tenant and without?"),
        cells(book, "row_picture_x"),
        [
            (head(book, name), cells(book, name), PALETTE[who])
            for name, who in (
                ("row_picture_noi", "tenant"),
                ("row_picture_service", "lender"),
                ("row_picture_stressed", "developer"),
            )
        ],
        ("Years from completion", (cells(book, "row_money_axis"), "Money")),
        size=(22.0, 9.0),
    )
    source(page, row + 22)
    page.finish(row + 22, freeze="D10", titles="1:9", pages=2)
