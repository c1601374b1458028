"""The Analyst sheet: one obligation by layers, seen at three depths, never added twice."""

from __future__ import annotations

from workbooks.build.kit import Book, Page
from workbooks.build.table import Cell, write

_DUE = "(row_due>in_asof-in_timing)*row_later"
_AHEAD = "(row_paid_at-row_k0-row_fr)"
_OPEN = "OR(row_commenced=0,[n]>row_k0)"

_EXITS = (
    Cell("B", "r", "Exit (0: early termination)", "0", "=[r-1]+1", 0.0, "row_way"),
    Cell(
        "C",
        "n",
        "Payments to exit",
        "count",
        "=INDEX(row_exit_n,[r])",
        "=ROUND(in_termination_year*in_freq,0)",
    ),
    Cell(
        "D",
        "due",
        "Due at the exit, at most",
        "money",
        "=INDEX(row_exit_maximum,[r])",
        "=row_termination_penalty",
    ),
    Cell(
        "E",
        "start",
        "At commencement",
        "money",
        '=IF([n]=0,"",INDEX(row_cum,[n]+1)+[due]*row_v^[n])',
        name="row_way_start",
    ),
    Cell(
        "F",
        "rent",
        "Rent, today",
        "money",
        f"=IF(row_commenced=0,INDEX(row_cum,[n]+1)*row_back,SUMPRODUCT((row_k<=[n])*{_DUE}"
        f"*(1+row_i)^-({_AHEAD}*(row_due>in_asof-in_timing))))",
    ),
    Cell(
        "G",
        "end",
        "Due at the exit, today",
        "money",
        "=[due]*IF(row_commenced=0,row_v^[n]*row_back,row_v^([n]-row_k0-row_fr))",
    ),
    Cell(
        "H",
        "now",
        "Today",
        "money",
        f'=IF([n]=0,"",IF({_OPEN},[rent]+[end],""))',
        name="row_way_today",
    ),
    Cell(
        "I",
        "last",
        "Guarantee still to come",
        "0",
        f"=IF(AND([r]>0,[n]>0,[due]>0,{_OPEN}),[r]+1,0)",
        name="row_way_last",
    ),
)


def build(book: Book) -> Page:
    """Write the Analyst sheet."""
    page = book.page(
        "Analyst",
        "Analyst: what is recorded, what is committed, what is owed",
        "output",
        {"B": 54, "C": 14, "D:I": 15, "J": 22},
    )
    row = _layers(page, Page.FIRST)
    row = _views(page, row + 1)
    row = _ways(page, row + 1)
    page.finish(row + 1, pages=1)
    return page


def _layers(page: Page, row: int) -> int:
    page.block(
        row,
        "Layers of the full obligation",
        "Present value at the as-of date at the lessee's rate; the layers add up",
    )
    row += 2
    for name, label, formula, note in (
        ("out_layer_recorded", "Recorded on the balance sheet (US)", "=out_recorded_today", ""),
        (
            "out_layer_not_commenced",
            "Signed, not commenced (recognised term)",
            "=out_not_commenced_pv",
            "Disclosed in the notes only",
        ),
        (
            "out_layer_options",
            "Renewals that are not reasonably certain, and the rest",
            "=out_view_full-out_layer_recorded-out_layer_not_commenced",
            "Recorded nowhere; negative where a guarantee or a price is recorded",
        ),
    ):
        page.line(
            row,
            label,
            formula,
            "money",
            name,
            note=note,
            sign="both" if name.endswith("options") else "+",
        )
        row += 1
    page.line(row, "Full term", f"=SUM(D{row - 3}:D{row - 1})", "money", "row_layers", bold=True)
    page.total(row, "B", "D")
    return row + 1


def _views(page: Page, row: int) -> int:
    page.block(
        row,
        "Three views of one claim: take one, never the sum",
        "If every option is exercised no guarantee is called; lease and vehicle debt are "
        "two sides of the same money",
    )
    row += 2
    page.head(row, "B", ["View", "Unit", "Today", "At commencement", "Undiscounted"])
    row += 1
    for name, label, today, start, raw in (
        (
            "out_view_reported",
            "Reported: recorded on the balance sheet",
            "=out_recorded_today",
            "=out_recorded_commence",
            None,
        ),
        (
            "out_view_committed",
            "Committed: cheapest way out, guarantee at its maximum",
            "=IF(COUNT(row_way_today)=0,0,MIN(row_way_today))",
            "=out_commit_exit",
            None,
        ),
        (
            "out_view_full",
            "In full: rent for every renewal",
            "=out_owed_full_today",
            "=out_owed_full",
            "=out_owed_full_undiscounted",
        ),
        (
            "out_view_spv",
            "Debt of the financing vehicle, recourse share",
            "=row_spv_debt*in_spv_share",
            None,
            None,
        ),
    ):
        page.line(row, label, today, "money", name)
        for letter, formula in (("E", start), ("F", raw)):
            if formula:
                page.put(f"{letter}{row}", formula, "money", align="right")
        row += 1
    page.line(
        row,
        "Debt equivalent: the larger of in full and vehicle debt",
        "=MAX(out_view_full,out_view_spv)",
        "money",
        "out_debt_equivalent",
        bold=True,
    )
    page.total(row, "B", "F")
    row += 1
    page.line(
        row,
        "The naive sum, shown to be refused",
        "=out_view_full+row_last_guarantee+out_view_spv",
        "money",
        "out_double_count",
        note="Counts the same money two or three times",
    )
    return row + 2


def _ways(page: Page, row: int) -> int:
    page.block(
        row,
        "Ways out",
        "Rent to each exit plus what is then due at most; committed is the least of them",
    )
    head = row + 2
    last = write(page, head, _EXITS, 11, axis="exit")
    row = last + 1
    lines = (
        ("out_commit_exit", "Least at commencement", "=MIN(row_way_start)", "money"),
        (
            "row_commit_first",
            "Least over the exits of the contract",
            f"=MIN(E{head + 2}:E{last})",
            "money",
        ),
        (
            "out_commit_rung",
            "At exit (0: early termination)",
            "=IF(out_commit_exit<row_commit_first,0,"
            f"MATCH(row_commit_first,E{head + 2}:E{last},0))",
            "0",
        ),
        (
            "row_last_guarantee",
            "Last guarantee still to come, today",
            "=IF(MAX(row_way_last)=0,0,INDEX(row_way_end,MAX(row_way_last)))",
            "money",
        ),
        ("out_owed_full_today", "Full term today", "=INDEX(row_way_rent,row_rung_full+1)", "money"),
    )
    for name, label, formula, fmt in lines:
        page.line(row, label, formula, fmt, name, unit="" if fmt == "money" else "number")
        row += 1
    page.define(
        "row_way_rent", f"F{head + 1}:F{last}", "money", "Rent to each exit, today", axis="exit"
    )
    page.define(
        "row_way_end", f"G{head + 1}:G{last}", "money", "Due at each exit, today", axis="exit"
    )
    return row
