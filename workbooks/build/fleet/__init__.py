"""The GPU fleet workbook: what a GPU loses in value, and what is written off and lent on it."""

from __future__ import annotations

from collections.abc import Callable

from openpyxl import Workbook

from udfs import version
from workbooks.build import axis, front, inputs
from workbooks.build.checks import build as write_checks
from workbooks.build.fleet import (
    cascade,
    checks,
    depr,
    draw,
    econ,
    fleet,
    life,
    loan,
    memo,
    rental,
    sensitivity,
    site,
    terms,
    unit,
)
from workbooks.build.fleet.fields import GROUPS, SCALARS
from workbooks.build.fleet.tables import GRIDS
from workbooks.build.fleet.words import SHEETS, WORDS
from workbooks.build.kit import Book, Page

ORDER = ("Cover", *(name for name, _ in SHEETS))
YEARS = 20


def build(more: tuple[str, str, Callable[[Book], Page]] | None = None) -> Workbook:
    """Build the empty template: every formula, no deal.

    Parameters
    ----------
    more : tuple, optional
        One sheet more, after the checks: its name, what it holds, what writes it.
    """
    book = Book(WORDS.title)
    front.cover(book, version.__version__, more and more[:2], WORDS)
    inputs.build(book, GROUPS, GRIDS, pages=5)
    terms.build(book)
    pages = {"Unit": unit.build(book), "RentalData": rental.build(book)}
    unit.power(book)
    along = (econ.SHEET, depr.SHEET, cascade.CASCADE, cascade.IMPAIRMENT, loan.LOAN, loan.ANNUAL)
    pages |= axis.build(book, along, YEARS, "age")
    econ.finish(pages["Econ"])
    depr.finish(pages["Depr"])
    cascade.finish_cascade(pages["Cascade"])
    cascade.finish_impairment(pages["Impairment"])
    loan.finish(pages["Loan"])
    pages["Fleet"], pages["LifeChange"] = fleet.build(book), life.build(book)
    site.cluster(book)
    site.coupon(book)
    sensitivity.build(book)
    sensitivity.cases(book)
    write_checks(book, checks.CHECKS, checks.SCALES)
    if more is not None:
        more[2](book)
    memo.build(book)
    draw.draw(book, pages)
    front.sources(book, SCALARS, GRIDS, pages=4)
    front.notes(book, version.__version__, WORDS)
    order = list(ORDER)
    if more is not None:
        order.insert(order.index("Checks") + 1, more[0])
    book.wb._sheets.sort(key=lambda sheet: order.index(sheet.title))
    book.wb.active = 0
    return book.wb
