"""The Context and History sheets: figures of the articles, and the question over time."""

from __future__ import annotations

from workbooks.build.kit import Book, Page
from workbooks.build.question import parts
from workbooks.build.table import Cell

FACTS, POINTS, CLAIMS = 24, 12, 12

FACT = (
    Cell("B", "name", "Figure", "text", parts.words("fact"), None, "row_fact"),
    Cell("C", "k", "No", "0", parts.NUMBER, 1, "row_fact_k"),
    Cell("D", "amount", "Amount", "#,##0.0##", parts.plain("fact_amount"), None, "", "both"),
    Cell("E", "unit", "In", "text", parts.words("fact_unit")),
    Cell("F", "against", "Against", "#,##0.0##", parts.plain("fact_against"), None, "", "both"),
    Cell(
        "G",
        "ratio",
        "Times",
        "number",
        parts.where('IF([against]=0,"",[amount]/[against])', "[amount]", "[against]"),
        None,
        "out_fact_ratio",
        "both",
    ),
    Cell(
        "H",
        "diff",
        "Difference",
        "#,##0.0##",
        parts.where("[amount]-[against]", "[amount]", "[against]"),
        None,
        "out_fact_diff",
        "both",
    ),
    Cell("I", "is", "What it is held against", "text", parts.words("fact_against_is")),
)
POINT = (
    Cell("B", "name", "Question", "text", parts.words("point"), None, "row_point"),
    Cell("C", "k", "No", "0", parts.NUMBER, 1, "row_point_k"),
    Cell("D", "day", "Asked", "date", parts.plain("point_date"), None, "row_point_date"),
    Cell("E", "gpu", "Chips, a year", "money", parts.money("point_gpu"), None, "row_point_gpu"),
    Cell("F", "mult", "Multiple", "number", parts.plain("point_mult")),
    Cell("G", "margin", "Margin", "rate", parts.plain("point_margin")),
    Cell(
        "H",
        "required",
        "Required",
        "money",
        parts.where("[gpu]*[mult]/(1-[margin])", "[gpu]", "[mult]", "[margin]"),
        None,
        "out_point_required",
    ),
    Cell("I", "revenue", "Revenue", "money", parts.money("point_revenue"), None, "row_point_money"),
    Cell(
        "J",
        "gap",
        "Missing",
        "money",
        parts.where("[required]-[revenue]", "[required]", "[revenue]"),
        None,
        "out_point_gap",
        "both",
    ),
    Cell(
        "K",
        "coverage",
        "Earned of it",
        "rate",
        parts.where("[revenue]/[required]", "[required]", "[revenue]"),
        None,
        "out_point_coverage",
    ),
)
CLAIM = (
    Cell("B", "name", "Claim", "text", parts.words("other_claim")),
    Cell("C", "k", "No", "0", parts.NUMBER, 1, "row_other_k"),
    Cell("D", "day", "Dated", "date", parts.plain("other_date")),
    Cell("E", "money", "Required a year", "money", parts.money("other_required")),
    Cell("F", "short", "Short of it", "money", parts.money("other_short")),
    Cell(
        "G",
        "ratio",
        "Times what comes out here",
        "number",
        parts.where("[money]/out_required", "[money]"),
        None,
        "out_other_ratio",
    ),
)


def context(book: Book) -> Page:
    """Write the Context sheet."""
    page = book.page(
        "Context",
        "Figures of the articles",
        "output",
        {"B": 58, "C": 8, "D": 14, "E": 14, "F:H": 14, "I": 36, "J": 44},
    )
    row = Page.FIRST
    page.block(row, "In units of their own")
    parts.remarks(page, row + 1, "J", "fact", FACTS)
    row = parts.table(page, row + 1, FACT, FACTS)
    page.finish(row + 1, pages=1)
    return page


def history(book: Book) -> Page:
    """Write the History sheet."""
    page = book.page(
        "History",
        "The question over time",
        "output",
        {"B": 40, "C": 8, "D": 14, "E:K": 13, "L": 44},
    )
    row = Page.FIRST
    page.block(row, "As it was asked", "By the rule, on the figures of the day")
    parts.remarks(page, row + 2, "L", "point", POINTS)
    row = parts.table(page, row + 2, POINT, POINTS) + 2
    page.block(row, "What others say", "Other routes to what must be earned in a year")
    parts.remarks(page, row + 2, "H", "other_claim", CLAIMS)
    for at in range(row + 2, row + 3 + CLAIMS):
        page.ws.merge_cells(f"H{at}:L{at}")
    row = parts.table(page, row + 2, CLAIM, CLAIMS, height=42)
    page.finish(row + 1, pages=1)
    return page
