"""The tour of the articles: each mechanism by a formula, by our function, and as it was printed."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from openpyxl import Workbook

import udfs
from udfs import version
from workbooks.build import raw
from workbooks.build.kit import Book
from workbooks.build.tour import front, overview, sheet
from workbooks.build.tour.chips import CHIPS
from workbooks.build.tour.fund import FUND
from workbooks.build.tour.leases import LEASES
from workbooks.build.tour.questions import QUESTIONS
from workbooks.build.tour.words import SHEETS, TITLE
from workbooks.cache import recalculate

MECHANISMS = (*LEASES, *QUESTIONS, *CHIPS, *FUND)
LIVE = "workbooks.build.tour.live"


def build() -> Workbook:
    """Build the native tour: what our functions say is written down, with the call as a text."""
    return write(recalculate(raw(LIVE)))


def write(
    values: Mapping[tuple[str, str], object] | None, known: Collection[str] = udfs.__all__
) -> Workbook:
    """Write the tour; without the values of our functions it calls them.

    Parameters
    ----------
    values : mapping or None
        What each cell holds, by (sheet, address).
    known : collection of str
        The functions that there are, in lower case.
    """
    book = Book(TITLE)
    front.cover(book, version.__version__, live=values is None)
    rows = sheet.build(book, MECHANISMS, known, values)
    overview.build(book, MECHANISMS, rows)
    front.tensions(book)
    front.terms(book)
    front.sources(book)
    front.notes(book, MECHANISMS)
    order = [name for name, _ in SHEETS]
    book.wb._sheets.sort(key=lambda page: ["Cover", *order].index(page.title))
    book.wb.active = 0
    return book.wb
