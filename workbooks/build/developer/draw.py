"""The charts of the developer workbook, beside the numbers that they show."""

from __future__ import annotations

from workbooks.build import charts
from workbooks.build.charts import cells, head
from workbooks.build.developer import annual
from workbooks.build.kit import Book, Page
from workbooks.build.look import PALETTE


def draw(book: Book, pages: dict[str, Page]) -> None:
    """Place every chart but those of the memo, and set the print areas round them."""
    _budget(book, pages["Budget"])
    _returns(book, pages["Returns"])
    _spread(book, pages["Spread"])
    _annual(book, pages["Annual"])


def _title(page: Page, row: int, question: str) -> tuple[str, str]:
    page.put(f"B{row}", f'="{question} "&in_name', colour="595959", size=9)
    return f"'{page.name}'!$B${row}", question


def _source(page: Page, row: int) -> None:
    page.put(f"B{row}", "Source: the table above", size=8, colour="595959")


def _budget(book: Book, page: Page) -> None:
    first, last = _rows(book, "row_picture")
    sheet = "Budget"
    colours = ("recorded", "unrecorded", "lender", "developer")
    charts.columns(
        page,
        f"H{Page.FIRST + 1}",
        _title_at(page, f"H{Page.FIRST}", "Who pays for what?"),
        f"{sheet}!$D${first - 1}:$E${first - 1}",
        [
            (f"{sheet}!$B${row}", f"{sheet}!$D${row}:$E${row}", PALETTE[colour])
            for row, colour in zip(range(first, last + 1), colours, strict=True)
        ],
        ("", (cells(book, "row_money_axis"), "Money")),
        size=(16.5, 10.5),
    )
    page.put(f"H{Page.FIRST + 25}", "Source: the tables beside", size=8, colour="595959")
    page.finish(page.ws.max_row, pages=1)


def _rows(book: Book, name: str) -> tuple[int, int]:
    area = cells(book, name).split("!")[1].split(":")
    return int(area[0].split("$")[2]), int(area[-1].split("$")[2])


def _returns(book: Book, page: Page) -> None:
    row = Page.FIRST + 21
    page.head(row, "J", ["Rates drawn", "", "Unit", "Annual effective"], height=16)
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
        page.put(f"J{row}", label)
        page.put(f"L{row}", "%", colour="595959")
        page.put(f"M{row}", f"=IF(COUNT({name})=1,{name},0)", "rate")
    charts.columns(
        page,
        f"J{Page.FIRST + 1}",
        _title_at(page, f"J{Page.FIRST}", "What does each party earn?"),
        f"Returns!$J${first}:$J${row}",
        [(f"Returns!$M${first - 1}", f"Returns!$M${first}:$M${row}", PALETTE["tenant"])],
        ("", "Annual effective"),
        number="0%",
        stacked=False,
        size=(14.0, 8.0),
        legend=False,
        below=True,
    )
    page.put(f"J{row + 1}", "Source: this table; a rate that is n/a is drawn as none", size=8,
             colour="595959")  # fmt: skip


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
        _title(page, row + 2, "Where does the lease lie against the curves?"),
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
        size=(17.0, 8.5),
        below=True,
    )
    charts.columns(
        page,
        f"F{row + 3}",
        _title_at(page, f"F{row + 2}", "How does it stand on the ladder of spreads?"),
        cells(book, "row_ladder_label"),
        [(head(book, "row_ladder"), cells(book, "row_ladder"), PALETTE["lender"])],
        ("", "Basis points over Treasury"),
        stacked=False,
        lying=True,
        size=(13.0, 8.5),
        legend=False,
        below=True,
    )
    _source(page, row + 22)
    page.finish(row + 22, pages=2)


def _title_at(page: Page, ref: str, question: str) -> tuple[str, str]:
    page.put(ref, f'="{question} "&in_name', colour="595959", size=9)
    return f"'{page.name}'!${ref[0]}${ref[1:]}", question


def _annual(book: Book, page: Page) -> None:
    row = Page.FIRST
    charts.lines(
        page,
        f"N{row + 3}",
        _title_at(page, f"N{row}", "Does the income pay the debt, with the tenant and without?"),
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
        size=(13.2, 8.0),
        below=True,
    )
    page.put(f"N{annual.SOURCE}", "Source: the table beside", size=8, colour="595959")
