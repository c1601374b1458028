"""The workbook of the AI revenue question: what is spent on chips, and what must be earned."""

from __future__ import annotations

from collections.abc import Callable

from openpyxl import Workbook

from udfs import version
from workbooks.build import front, inputs
from workbooks.build.kit import Book, Page
from workbooks.build.question import (
    asked,
    capital,
    checks,
    draw,
    game,
    labs,
    memo,
    past,
    revenue,
    sensitivity,
    terms,
)
from workbooks.build.question.fields import GRIDS, GROUPS, SCALARS
from workbooks.build.question.words import SHEETS, WORDS

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
    inputs.build(book, GROUPS, GRIDS, pages=6)
    terms.build(book)
    pages = {
        "Question": asked.build(book),
        "Revenue": revenue.build(book),
        "Capex": capital.capex(book),
        "Wall": capital.wall(book),
        "Labs": labs.build(book),
        "History": past.history(book),
    }
    capital.annuity(book)
    game.build(book)
    past.context(book)
    sensitivity.build(book)
    checks.build(book)
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
