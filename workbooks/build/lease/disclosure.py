"""The Disclosure sheet: the notes to the accounts at the as-of date or at commencement."""

from __future__ import annotations

from workbooks.build.kit import Book, Page

_AHEAD = "(row_k-in_timing-row_k0-row_fr)"


def build(book: Book) -> Page:
    """Write the Disclosure sheet."""
    page = book.page(
        "Disclosure",
        "Disclosure: maturity, averages and what has not commenced",
        "output",
        {"B": 58, "C": 12, "D:F": 16, "G": 46},
    )
    row = _date(page, Page.FIRST)
    row = _maturity(page, row + 1)
    row = _averages(page, row + 1)
    row = _not_commenced(page, row + 1)
    page.finish(row, pages=1)
    return page


def _date(page: Page, row: int) -> int:
    lines = (
        (
            "row_day",
            "Date of the disclosure",
            "=MAX(in_asof,in_commencement)",
            "date",
            "The as-of date, or commencement when that is later",
        ),
        (
            "row_day_share",
            "Share of the campus delivered then",
            "=INDEX(row_share_recorded,row_k0+1)",
            "rate",
            "",
        ),
        (
            "row_day_joined",
            "Rent in advance already paid by a phase delivered that day",
            "=IF(OR(in_timing=0,row_fr>0,row_k0>=row_n),0,INDEX(row_rent_term,row_k0+1+1)"
            "*(row_day_share-IF(row_k0=0,0,INDEX(row_share_recorded,row_k0))))",
            "money",
            "",
        ),
        (
            "row_day_end",
            "Due at the end of the term",
            "=IF(row_k0+row_fr>row_n,0,row_day_share*row_end_us)",
            "money",
            "Guarantee, purchase price or penalty",
        ),
        ("row_end_date", "End of the recognised term", "=INDEX(row_date,row_n+1)", "date", ""),
    )
    for name, label, formula, fmt, note in lines:
        page.line(row, label, formula, fmt, name, note=note, note_column="G")
        row += 1
    return row


def _maturity(page: Page, row: int) -> int:
    page.block(
        row,
        "Maturity of the lease liability (ASC 842-20-50-6; IFRS 16.58)",
        "Undiscounted payments of delivered phases by fiscal year; "
        "the rest of the current fiscal year comes first",
    )
    row += 2
    page.head(row, "B", ["Fiscal year", "Unit", "From (after)", "To", "Amount"], height=16)
    first = row + 1
    for number in range(1, 7):
        row += 1
        last = number == 6
        page.put(f"B{row}", "Thereafter" if last else f'="Year to "&TEXT(E{row},"dd-mmm-yyyy")')
        page.put(f"C{row}", "=row_unit", colour="595959")
        start = "=row_day-in_timing" if number == 1 else f"=E{row - 1}"
        page.put(f"D{row}", start, "date")
        if number == 1:
            end = (
                "=EOMONTH(DATE(YEAR(row_day)+IF(EOMONTH(DATE(YEAR(row_day),in_fy_end,1),0)"
                "<=row_day,1,0),in_fy_end,1),0)"
            )
        elif last:
            end = f"=MAX(E{row - 1},row_end_date)"
        else:
            end = f"=EOMONTH(E{row - 1},row_months)"
        page.put(f"E{row}", end, "date")
        inside = f'">"&D{row},row_due,"<="&E{row}'
        extra = f"-row_day_joined+IF(row_end_date<=E{row},row_day_end,0)"
        if number > 1:
            extra = f"+IF(AND(row_end_date>D{row},row_end_date<=E{row}),row_day_end,0)"
        page.put(
            f"F{row}", f"=row_day_share*SUMIFS(row_rent_term,row_due,{inside}){extra}", "money"
        )
    page.define(
        "out_maturity",
        f"F{first}:F{row}",
        "money",
        "Payments by fiscal year",
        axis="fiscal year",
        seed="first row",
    )
    lines = (
        ("out_maturity_total", "Total payments", f"=SUM(F{first}:F{row})"),
        ("out_imputed", "Less imputed interest", "=out_maturity_total-out_disclosed_pv"),
        ("out_disclosed_pv", "Lease liability", "=row_balance_d"),
        ("out_current", "of which current", "=MAX(0,out_disclosed_pv-row_next_year)"),
        ("out_noncurrent", "of which non-current", "=out_disclosed_pv-out_current"),
    )
    for name, label, formula in lines:
        row += 1
        page.line(
            row,
            label,
            formula,
            "money",
            name,
            column="F",
            bold=name in ("out_maturity_total", "out_disclosed_pv"),
            sign="both" if name == "out_imputed" else "+",
        )
    page.total(row - 4, "B", "F")
    row += 2
    page.block(row, "Twelve months later", "What the delivered phases will then still owe")
    row += 2
    flows = "(row_due>row_day12-in_timing)*row_rent_term"
    for name, label, formula, fmt in (
        ("row_day12", "Date", "=EDATE(row_day,row_months)", "date"),
        ("row_k12", "Payment dates passed", '=COUNTIF(row_date,"<="&row_day12)-1', "count"),
        (
            "row_fr12",
            "Part of the running period gone",
            "=IF(row_k12>=row_capacity,0,(row_day12-INDEX(row_date,row_k12+1))"
            "/(INDEX(row_date,row_k12+1+1)-INDEX(row_date,row_k12+1)))",
            "factor",
        ),
        (
            "row_next_year",
            "Liability then",
            f"=row_day_share*(SUMPRODUCT({flows}*(1+row_i)^-((row_k-in_timing-row_k12-row_fr12)"
            "*(row_due>row_day12-in_timing)))"
            "+IF(row_k12+row_fr12>row_n,0,row_end_us*row_v^(row_n-row_k12-row_fr12)))",
            "money",
        ),
        (
            "row_day_pv",
            "Liability at the date of disclosure, from its payments",
            "=SUMPRODUCT((row_due>row_day-in_timing)*row_day_share*row_rent_term"
            f"*(1+row_i)^-({_AHEAD}*(row_due>row_day-in_timing)))-row_day_joined"
            "+IF(row_k0+row_fr>row_n,0,row_day_end*row_v^(row_n-row_k0-row_fr))",
            "money",
        ),
    ):
        page.line(row, label, formula, fmt, name, column="F")
        row += 1
    return row


def _averages(page: Page, row: int) -> int:
    page.block(row, "Weighted averages (ASC 842-20-50-4(g))", "One lease, so its own")
    row += 2
    page.line(
        row,
        "Remaining lease term",
        "=MAX(0,row_n-row_k0-row_fr)/in_freq",
        "years",
        "out_walt",
        column="F",
    )
    page.line(row + 1, "Discount rate", "=in_rate", "rate", "±out_wadr", column="F")
    return row + 2


def _not_commenced(page: Page, row: int) -> int:
    page.block(
        row,
        "Leases signed but not yet commenced (ASC 842-20-50-3(b))",
        "Recognised term; phases not delivered at the as-of date",
    )
    row += 2
    ahead = "(row_k>row_k0)*(row_term_cash-row_rent_term*row_commenced*row_day_share)"
    lines = (
        ("out_not_commenced_undiscounted", "Payments, undiscounted", f"=SUMPRODUCT({ahead})"),
        (
            "out_not_commenced_pv",
            "Present value at the as-of date",
            f"=SUMPRODUCT({ahead}*(1+row_i)^-({_AHEAD}*(row_k>row_k0)))*row_back",
        ),
    )
    for name, label, formula in lines:
        page.line(row, label, formula, "money", name, column="F")
        row += 1
    page.put(
        f"B{row}",
        '=IF(out_not_commenced_undiscounted=0,"Every phase has commenced.","As of "'
        '&TEXT(in_asof,"dd-mmm-yyyy")&", "&row_lessee&" has signed a lease of "'
        '&IF(in_asset="","the asset",in_asset)&IF(row_commenced=1," of which phases have'
        ' not commenced"," that has not commenced")&", with payments of "&in_currency'
        '&TEXT(out_not_commenced_undiscounted,"#,##0.0")&row_suffix&" over "&row_years_text'
        '&" years; "&IF(row_commenced=1,"first phase delivered ","commencement ")'
        '&TEXT(in_commencement,"mmm yyyy")&".")',
        wrap=True,
    )
    page.ws.merge_cells(f"B{row}:G{row}")
    page.ws.row_dimensions[row].height = 30
    return row + 1
