"""The Deal sheet: a memo on one page, with the numbers that matter and the story they tell."""

from __future__ import annotations

from workbooks.build import charts, story
from workbooks.build.kit import Book, Page
from workbooks.build.look import PALETTE
from workbooks.build.story import money
from workbooks.build.tiles import draw


def build(book: Book) -> Page:
    """Write the Deal sheet; every number on it is read from the sheets behind."""
    page = book.page(
        "Deal",
        "The deal on one page",
        "output",
        {"B": 29, "C": 8, "D:K": 14.5, "L": 3, "M": 20, "N:P": 11},
    )
    _tiles(page, Page.FIRST)
    _chart_data(page, 8)
    charts.columns(
        page,
        "B10",
        ("Deal!$M$7", "How much of the obligation is on the balance sheet?"),
        "Deal!$M$9:$M$12",
        [
            ("Deal!$O$8", "Deal!$O$9:$O$12", PALETTE["recorded"]),
            ("Deal!$P$8", "Deal!$P$9:$P$12", PALETTE["unrecorded"]),
        ],
        ("", ("Deal!$M$15", "Present value")),
        size=(14.6, 8.6),
    )
    charts.lines(
        page,
        "G10",
        ("Deal!$M$14", "What does the lessee charge to profit each year?"),
        "Annual!$T$10:$T$50",
        [
            ("Annual!$U$9", "Annual!$U$10:$U$50", PALETTE["tenant"]),
            ("Annual!$V$9", "Annual!$V$10:$V$50", PALETTE["lender"]),
            ("Annual!$W$9", "Annual!$W$10:$W$50", PALETTE["developer"]),
        ],
        ("Lease year", ("Deal!$M$16", "Cost a year")),
        number="[>=100]#,##0;#,##0.0",
        size=(13.2, 8.6),
    )
    page.put("B30", "Source: Analyst and Annual sheets", size=8, colour="595959")
    row = _table(page, 32)
    _story(page, row + 1)
    page.last_column = 11
    page.finish(row + 4, pages=1)
    return page


def _tiles(page: Page, row: int) -> None:
    tiles = (
        (
            "B",
            "C",
            "Recorded today",
            "=out_recorded_today",
            "#,##0.0",
            '=IF(row_commenced=1,out_class_us&", at the as-of date",IF(out_not_commenced_pv>0,'
            '"Not commenced: in the notes only",""))',
        ),
        (
            "D",
            "F",
            "Recorded at commencement",
            "=out_recorded_commence",
            "#,##0.0",
            '=row_years_text&" of "&row_years_full_text&" years, at "'
            '&TEXT(in_rate,"0.00%")&IF(INDEX(row_share,1)<1,"; "&TEXT(INDEX(row_share,1),"0%")'
            '&" of the campus","")',
        ),
        (
            "G",
            "I",
            "Owed in full",
            "=out_owed_full",
            "#,##0.0",
            '="All "&row_years_full_text&" years, same rate; "&in_currency'
            '&TEXT(out_owed_full_undiscounted,"#,##0.0")&row_suffix&" undiscounted"',
        ),
        (
            "J",
            "K",
            "Yield to the lessor",
            "=out_implied_yield",
            "0.00%",
            '=IF(ISERROR(out_spread_bp),"No yield solves the flows","Tenant bond "'
            '&TEXT(out_tenant_effective,"0.00%")&" and "&TEXT(out_spread_bp,"0")&" bp, effective")',
        ),
    )
    draw(page, row, tiles)


def _chart_data(page: Page, row: int) -> None:
    page.put(
        f"M{row - 1}",
        '="How much of the obligation is on the balance sheet? "&in_name',
        colour="595959",
        size=9,
    )
    page.put(
        f"M{row + 6}",
        '="What does "&row_lessee&" charge to profit each year?"',
        colour="595959",
        size=9,
    )
    page.put(f"M{row + 7}", '="Present value, "&row_unit', colour="595959", size=9)
    page.put(f"M{row + 8}", '="Cost a year, "&row_unit', colour="595959", size=9)
    page.head(row, "M", ["Present value", "Unit", "On the balance sheet", "Not on it"], height=28)
    for label, recorded, whole in (
        ("Today", "=out_recorded_today", "out_view_full"),
        ("At commencement", "=out_recorded_commence", "out_owed_full"),
        ("Cheapest way out", "=MIN(out_recorded_commence,out_commit_exit)", "out_commit_exit"),
        ("Full term", "=MIN(out_recorded_commence,out_owed_full)", "out_owed_full"),
    ):
        row += 1
        page.put(f"M{row}", label)
        page.put(f"N{row}", "=row_unit", colour="595959")
        page.put(f"O{row}", recorded, "money")
        page.put(f"P{row}", f"=MAX(0,{whole}-O{row})", "money")


def _table(page: Page, row: int) -> int:
    page.head(
        row,
        "B",
        [
            "By framework",
            "Unit",
            "Class",
            "Today",
            "At commencement",
            "In full",
            "Share at commencement",
            "First-year cost",
            "Asset at start",
            "",
        ],
        height=28,
    )
    lines = (
        (
            "US GAAP (ASC 842)",
            "=out_class_us",
            "=out_recorded_today",
            "=out_recorded_commence",
            '=IF(out_class_us="Finance",out_cost_finance_1,out_cost_operating_1)',
            "=out_rou_us",
        ),
        (
            "IFRS 16",
            "=out_class_ifrs",
            "=out_recorded_today_ifrs",
            "=out_recorded_commence_ifrs",
            "=out_cost_ifrs_1",
            "=out_rou_ifrs",
        ),
        ("Analyst: cheapest way out", None, "=out_view_committed", "=out_commit_exit", None, None),
        ("Analyst: debt equivalent", None, "=out_debt_equivalent", "=out_owed_full", None, None),
    )
    for label, kind, today, start, cost, asset in lines:
        row += 1
        page.put(f"B{row}", label)
        page.put(f"C{row}", "=row_unit", colour="595959")
        if kind:
            page.put(f"D{row}", kind, align="right")
        page.put(f"E{row}", today, "money")
        page.put(f"F{row}", start, "money")
        page.put(f"G{row}", "=out_owed_full", "money")
        page.put(f"H{row}", f"=IF(out_owed_full=0,0,F{row}/out_owed_full)", "rate")
        if cost and asset:
            page.put(f"I{row}", cost, "money")
            page.put(f"J{row}", asset, "money")
    page.total(row + 1, "B", "K")
    return row + 1


def _story(page: Page, row: int) -> None:
    sentences = (
        '=IF(row_commenced=0,"Until "&TEXT(in_commencement,"mmmm yyyy")&" "&row_lessee'
        '&" records nothing; at commencement it records ","On "&TEXT(in_asof,"d mmmm yyyy")&" "'
        f'&row_lessee&" records "&{money("out_recorded_today")}'
        f'&"; at commencement it recorded ")&{money("out_recorded_commence")}&", "'
        '&IF(out_owed_full=0,"n/a",TEXT(out_share_recorded,"0%"))&" of the "'
        f'&{money("out_owed_full")}&" that "&row_years_full_text&" years of rent are worth at "'
        '&TEXT(in_rate,"0.00%")&"."',
        f'="Its cheapest way out costs "&{money("out_commit_exit")}'
        '&IF(out_commit_rung=0," by early termination",IF(out_commit_rung=1,'
        '" at the end of the base term"," at the end of renewal "&(out_commit_rung-1))'
        '&IF(INDEX(out_exit_guarantee,out_commit_rung)>0,", guarantee at its maximum",""))'
        '&IF(ISERROR(out_spread_bp),".",", while the lessor earns "'
        '&TEXT(out_implied_yield,"0.00%")&", "&TEXT(ABS(out_spread_bp),"0")&" bp "'
        '&IF(out_spread_bp>=0,"above","below")&" the tenant\'s bond.")',
    )
    story.write(page, row, sentences)
