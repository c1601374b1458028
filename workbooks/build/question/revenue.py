"""The Revenue sheet: by company, and the row that reconciles the list with the total."""

from __future__ import annotations

from workbooks.build.kit import Book, Page
from workbooks.build.lines import Lines, block, known
from workbooks.build.question import parts
from workbooks.build.table import Cell

COMPANIES = 30
LINES: Lines = (
    (
        "out_revenue_list",
        "Sum of the list",
        "=SUM(in_company_revenue)*row_scale",
        "money",
        "",
    ),
    (
        "±out_revenue_unlisted",
        "Not in the list",
        known("out_revenue_stated-out_revenue_list", "out_revenue_stated"),
        "money",
        "The row that reconciles; negative: the list holds more than the total",
    ),
    ("out_revenue_stated", "Total as stated", parts.amount("revenue_stated"), "money", ""),
    (
        "out_adds_up",
        "The list",
        '=IF(COUNT(out_revenue_unlisted)=0,"n/a",IF(ABS(out_revenue_unlisted)'
        '<=in_tol*MAX(1,out_revenue_stated),"adds up","does not add up"))',
        "text",
        "",
    ),
    (
        "out_revenue",
        "Revenue of AI, a year",
        "=CHOOSE(MATCH(in_revenue_basis,row_revenue_bases,0),out_revenue_list,out_revenue_stated)",
        "money",
        "What the question uses",
    ),
)
CELLS = (
    Cell("B", "name", "Company", "text", parts.words("company"), None, "row_company"),
    Cell("C", "k", "No", "0", parts.NUMBER, 1, "row_company_k"),
    Cell(
        "D", "money", "Revenue", "money", parts.money("company_revenue"), None, "row_company_money"
    ),
    Cell(
        "E",
        "share",
        "Share of the list",
        "rate",
        parts.where('IF(out_revenue_list=0,"n/a",[money]/out_revenue_list)', "[money]"),
        None,
        "out_company_share",
    ),
)


def build(book: Book) -> Page:
    """Write the Revenue sheet."""
    page = book.page(
        "Revenue", "Revenue: who earns it?", "calculation", {"B": 44, "C": 12, "D:E": 16, "F:J": 14}
    )
    row = block(page, Page.FIRST, "The list and the total", "Assumed or reported, a year", LINES)
    page.block(row, "By company")
    row = parts.table(page, row + 1, CELLS, COMPANIES)
    page.finish(row + 1, pages=2)
    return page
