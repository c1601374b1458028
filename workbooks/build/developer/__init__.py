"""The developer workbook: what a data centre yields against the bonds of its tenant."""

from __future__ import annotations

from collections.abc import Callable

from openpyxl import Workbook

from udfs import version
from workbooks.build import axis, front, inputs
from workbooks.build.checks import build as write_checks
from workbooks.build.developer import (
    annual,
    budget,
    checks,
    construction,
    credit,
    debt,
    draw,
    flows,
    loan,
    memo,
    operations,
    returns,
    sensitivity,
    spread,
    terms,
)
from workbooks.build.developer.fields import GRIDS, GROUPS, SCALARS
from workbooks.build.developer.words import SHEETS, WORDS
from workbooks.build.kit import Book, Page

ORDER = ("Cover", *(name for name, _ in SHEETS))


def build(more: tuple[str, str, Callable[[Book], Page]] | None = None) -> Workbook:
    """Build the empty template: every formula, no deal.

    Parameters
    ----------
    more : tuple, optional
        One sheet more, after the checks: its name, what it holds, what writes it.
    """
    book = Book(WORDS.title)
    front.cover(book, version.__version__, more and more[:2], WORDS)
    inputs.build(book, GROUPS, GRIDS)
    terms.build(book)
    pages: dict[str, Page] = {}
    pages["Budget"] = budget.build(book)
    axis.build(book, (construction.SHEET,), construction.MONTHS)
    axis.build(book, (operations.SHEET, loan.SHEET), operations.MONTHS)
    axis.build(book, (flows.SHEET,), construction.MONTHS + operations.MONTHS)
    debt.build(book)
    pages["Returns"] = returns.build(book)
    pages["Spread"] = spread.build(book)
    pages["Annual"] = annual.build(book)
    credit.build(book)
    sensitivity.build(book)
    write_checks(book, checks.CHECKS, checks.SCALES)
    if more is not None:
        more[2](book)
    memo.build(book)
    draw.draw(book, pages)
    front.sources(book, SCALARS, GRIDS)
    front.notes(book, version.__version__, WORDS)
    order = list(ORDER)
    if more is not None:
        order.insert(order.index("Checks") + 1, more[0])
    book.wb._sheets.sort(key=lambda sheet: order.index(sheet.title))
    book.wb.active = 0
    return book.wb
