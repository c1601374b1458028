"""The Journal sheet: the entries of one period, by framework."""

from __future__ import annotations

from workbooks.build.kit import Book, Page

# Flows are read from the flow lines, liability and asset from the change of the balance lines:
# that debits equal credits is then a test of the schedule, not a definition.
_NOW = "INDEX({0},row_journal_period+1)"
_BEFORE = "IF(row_journal_period=0,0,INDEX({0},row_journal_period))"


def _change(balance: str) -> str:
    return f"{_NOW.format(balance)}-{_BEFORE.format(balance)}"


def _flow(name: str) -> str:
    return _NOW.format(name)


_JOINED = f"({_change('row_share_recorded')})*IF(row_journal_period<row_n,1,0)"
_END = "IF(row_journal_period=row_n,{0},0)"


def _entries(
    cost: tuple[tuple[str, str], ...], close: str, rou: str, adj: str
) -> tuple[tuple[str, str, str], ...]:
    """Account, signed amount (debit positive), memo."""
    settle = _END.format(_NOW.format(close))
    lines = [
        ("Right-of-use asset", f"={_change(rou)}", "Additions less amortisation"),
        ("Lease liability", f"=-({_change(close)})", "Recognised and accreted, less payments"),
        ("Cash", f"=-{_flow('row_pay')}-{_flow('row_com')}", "Rent paid"),
        ("Cash", f"=-{_JOINED}*row_adj_us", "Direct costs and prepaid rent, less incentives"),
    ]
    if adj:
        lines.append(
            ("Restoration provision", f"=-{_JOINED}*row_restoration", "Recognised with the asset")
        )
    lines += [(account, f"={_flow(line)}", "Charge of the period") for account, line in cost]
    lines += [
        ("Lease liability", f"={settle}", "End of the term: guarantee, price or penalty"),
        ("Cash", f"=-{settle}", "End of the term: guarantee, price or penalty"),
    ]
    return tuple(lines)


BOOKS = (
    (
        "US finance lease",
        "us_finance",
        _entries(
            (("Interest expense", "row_interest"), ("Amortisation expense", "row_amort")),
            "row_close",
            "row_rou",
            "",
        ),
    ),
    (
        "US operating lease",
        "us_operating",
        _entries((("Lease cost", "row_cost_operating"),), "row_close", "row_rou_operating", ""),
    ),
    (
        "IFRS 16",
        "ifrs",
        _entries(
            (("Interest expense", "row_interest_ifrs"), ("Depreciation", "row_amort_ifrs")),
            "row_close_ifrs",
            "row_rou_ifrs",
            "ifrs",
        ),
    ),
)


def build(book: Book) -> Page:
    """Write the Journal sheet."""
    page = book.page(
        "Journal",
        "Journal: the entries of one period",
        "output",
        {"B": 34, "C": 13, "D:F": 16, "G": 52},
    )
    row = Page.FIRST
    page.line(
        row,
        "Period shown (set on Inputs)",
        "=MAX(0,MIN(in_journal_period,row_n))",
        "0",
        "row_journal_period",
        unit="number",
    )
    page.line(row + 1, "Date", "=INDEX(row_date,row_journal_period+1)", "date")
    row += 3
    for title, key, entries in BOOKS:
        row = _book(page, row, title, key, entries)
    page.finish(row, pages=1)
    return page


def _book(
    page: Page, row: int, title: str, key: str, entries: tuple[tuple[str, str, str], ...]
) -> int:
    page.block(row, title)
    row += 1
    page.head(row, "B", ["Account", "", "Debit less credit", "Debit", "Credit", "Memo"], height=16)
    first = row + 1
    for account, amount, memo in entries:
        row += 1
        page.put(f"B{row}", account)
        page.put(f"C{row}", "=row_unit", colour="595959")
        page.put(f"D{row}", amount, "money")
        page.put(f"E{row}", f"=MAX(0,D{row})", "money")
        page.put(f"F{row}", f"=MAX(0,-D{row})", "money")
        page.remark(f"G{row}", memo)
    page.define(
        f"row_journal_{key}",
        f"D{first}:D{row}",
        "money",
        f"{title}: entries",
        sign="both",
        axis="entry",
    )
    row += 1
    page.put(f"B{row}", "Total")
    page.put(f"C{row}", "=row_unit", colour="595959")
    for letter in "DEF":
        page.put(f"{letter}{row}", f"=SUM({letter}{first}:{letter}{row - 1})", "money")
    page.total(row, "B", "G")
    page.define(
        f"out_journal_{key}",
        f"E{row}:F{row}",
        "money",
        f"{title}: debits and credits",
        axis="entry",
    )
    return row + 2
