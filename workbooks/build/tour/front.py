"""Cover, Tensions, Terms, Sources and Notes of the tour."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.styles import Alignment

from udfs import version
from workbooks.build.kit import Book, Page
from workbooks.build.look import GREEN, INPUT_BLUE, NAVY, PALE_YELLOW, RED
from workbooks.build.tour.parts import Mechanism, letter_of
from workbooks.build.tour.words import LIVE, METHODS, NAME, NATIVE, SHEETS, SOURCES, TENSIONS, TITLE

_PERIODS = 60
_CONSTANTS = (
    ("row_claims", "Mechanisms of the articles", 38),
    ("row_tol", "Formula against function, of the number or of one", 1e-9),
    ("row_months", "Months in a year", 12),
    ("row_hours", "Hours in a year", 8760),
    ("row_day", "Hours in a day", 24),
    ("row_seconds", "Seconds in a day", 86400),
    ("row_bp", "Basis points in one", 10_000),
    ("row_two", "Halves; tiers of switches in a small cluster", 2),
    ("row_flop", "Operations for each parameter and token", 6),
    ("row_kilo", "Thousands", 1000),
    ("row_million", "Millions", 1_000_000),
    ("row_billion", "Billions", 1_000_000_000),
    ("row_mile", "Kilometres in a mile", 1.609344),
)
_WORDS = (
    ("row_pass", "A figure or a mechanism that agrees", "pass"),
    ("row_fail", "One that does not", "fail"),
    ("row_shown", "One whose article gives no number to hold it against", "illustrated"),
    ("row_open", "One whose function does not exist", "not yet covered"),
    ("row_context", "One from which nothing follows", "context"),
)
_TEXTS = (
    (
        "row_headline",
        "The count of results",
        '=out_passes&" of "&row_claims&" mechanisms pass, "&out_shown&" illustrated, "'
        '&out_open&" not yet covered, "&out_context'
        '&" context"&IF(out_failing=0,"",", "&out_failing&" fail")',
    ),
    (
        "row_band",
        "The line under each title",
        "Articles of September 2023 to July 2024  |  amounts in the unit beside them",
    ),
    (
        "row_master_text",
        "What the master check says",
        '=IF(chk_master=0,"All checks pass",chk_master&IF(chk_master=1," check fails",'
        '" checks fail"))',
    ),
)


def cover(book: Book, release: str, *, live: bool) -> Page:
    """Write the Cover sheet."""
    page = book.page("Cover", TITLE, "cover", {"B": 24, "C": 100, "D": 24})
    lines = (
        ("Subject", NAME),
        ("Purpose", "Works every number of the articles that OnBalance starts from three times: as "
         "printed, by a formula of the spreadsheet, by a function of OnBalance. What does not add "
         "up in an article is said, and what it gives no number for is illustrated, not passed."),
        ("Result", "=row_headline"),
        ("Master check", "=row_master_text"),
        ("Version", f"OnBalance {release}"),
        ("Formulas", LIVE if live else NATIVE),
    )  # fmt: skip
    row = Page.FIRST
    for label, value in lines:
        page.put(f"B{row}", label, bold=True)
        page.put(f"C{row}", value, wrap=True, colour="000000")
        if len(value) > 110:
            page.ws.row_dimensions[row].height = 27
        row += 1
    subject = page.ws[f"C{Page.FIRST}"]
    page.put(subject.coordinate, NAME, colour=INPUT_BLUE, fill=PALE_YELLOW)
    page.define("in_name", subject.coordinate, "text", "Subject")
    master = f"C{Page.FIRST + 3}"
    page.rule(master, "chk_master=0", GREEN)
    page.rule(master, "chk_master<>0", RED)
    row += 1
    page.block(row, "Sheets")
    for name, text in SHEETS:
        row += 1
        page.put(f"B{row}", name, colour="0563C1").hyperlink = f"#'{name}'!A1"
        page.put(f"C{row}", text)
    row += 2
    page.block(row, "Colours")
    for text, colour, fill in (
        ("Input: type here", INPUT_BLUE, PALE_YELLOW),
        ("Formula", "000000", None),
        ("Link to another sheet", "00703C", None),
        ("Written when built", "595959", None),
        ("Heading", NAVY, None),
    ):
        row += 1
        page.put(f"B{row}", text, colour=colour, fill=fill, bold=colour == NAVY)
    page.finish(row, pages=1)
    return page


def tensions(book: Book) -> Page:
    """Write the Tensions sheet."""
    page = book.page(
        "Tensions",
        "What does not add up in the articles",
        "output",
        {"B": 5, "C": 26, "D": 66, "E": 86, "F": 12},
    )
    row = Page.FIRST
    page.head(row, "B", ["", "What", "The article says", "Its own numbers or the rule give",
                         "Mechanism"], height=16)  # fmt: skip
    for letter in "CDE":
        page.ws[f"{letter}{row}"].alignment = Alignment(horizontal="left", vertical="center")
    first = row + 1
    for number, (title, said, given, place) in enumerate(TENSIONS, 1):
        row += 1
        page.put(f"B{row}", number, "0", align="left")
        page.put(f"C{row}", title, bold=True)
        page.put(f"D{row}", said, wrap=True)
        page.put(f"E{row}", given, wrap=True, colour="000000")
        page.put(f"F{row}", place, "0", align="right")
        page.ws.row_dimensions[row].height = 20
    page.define("out_tensions", f"E{first}:E{row}", "text", "What the numbers give", axis="list")
    page.finish(row, freeze=f"D{first}", pages=1)
    return page


def terms(book: Book) -> Page:
    """Write the Terms sheet: constants, words, texts and the count of periods."""
    page = book.page("Terms", "Constants and words", "calculation", {"B": 58, "C": 12, "D": 60})
    row = Page.FIRST
    page.block(row, "Constants")
    for name, label, value in _CONSTANTS:
        row += 1
        fmt = "check" if value < 1 else "#,##0" if value == int(value) else "General"
        page.line(row, label, value, fmt, name, unit="constant")
        page.ws[f"D{row}"].alignment = Alignment(horizontal="left")
    row += 2
    page.block(row, "Words")
    for name, label, text in (*_WORDS, *_TEXTS):
        row += 1
        page.line(row, label, text, "General", name, unit="text")
        page.ws[f"D{row}"].alignment = Alignment(horizontal="left")
    row += 2
    page.block(row, "Periods", "Counted for sums over months or years")
    row += 1
    for period in range(1, _PERIODS + 1):
        page.put(f"B{row + period}", period, "0", align="left")
    page.define("ax_k", f"B{row + 1}:B{row + _PERIODS}", "count", "Number of a period", axis="list")
    page.finish(row + _PERIODS, pages=2)
    return page


def sources(book: Book) -> Page:
    """Write the Sources sheet."""
    page = book.page(
        "Sources", "Sources of the numbers", "output", {"B": 14, "C": 90, "D": 16, "E": 14}
    )
    row = Page.FIRST
    page.put(
        f"B{row}",
        "Grade: seed an article; B named press or analyst; C secondary; CALC computed; MEM from "
        "memory; assumption chosen for this tour",
        italic=True,
        size=9,
        colour="595959",
    )
    row += 1
    page.head(row, "B", ["Code", "Who and what", "Date", "Grade"], height=16)
    for letter in "CDE":
        page.ws[f"{letter}{row}"].alignment = Alignment(horizontal="left", vertical="center")
    for code, texts in SOURCES.items():
        row += 1
        page.put(f"B{row}", code, bold=True)
        for letter, text in zip("CDE", texts, strict=True):
            page.put(f"{letter}{row}", text)
    page.finish(row, pages=1)
    return page


def notes(book: Book, mechanisms: Sequence[Mechanism]) -> Page:
    """Write the Notes sheet: methods, map of the formulas, contract."""
    page = book.page(
        "Notes",
        "Notes: methods, formulas and the contract of this workbook",
        "output",
        {"B": 34, "C": 10, "D": 12, "E": 8, "F": 12, "G": 12, "H": 90},
    )
    row = Page.FIRST
    page.block(row, "Methods")
    for text in METHODS:
        row += 1
        page.put(f"B{row}", text, wrap=True)
        page.ws.merge_cells(f"B{row}:H{row}")
        page.ws.row_dimensions[row].height = 14
    row += 2
    page.block(row, "Map of the formulas", "In column N of Tour; our function stands beside it")
    row += 2
    page.head(row, "B", ["Figure", "No", "Formula", "", "", "", ""], height=16)
    for one in mechanisms:
        for place, figure in enumerate(one.figures):
            row += 1
            formula = one.formula(figure.native)
            page.put(f"B{row}", figure.label, size=9)
            page.put(f"C{row}", f"{one.number}{letter_of(place, len(one.figures))}", size=9)
            page.put(f"D{row}", formula, size=9, wrap=True)
            page.ws.merge_cells(f"D{row}:H{row}")
            page.ws.row_dimensions[row].height = 12.5 * (1 + len(formula) // 140)
    page.finish(row, pages=2)
    row += 2
    page.block(
        row,
        "Contract",
        f"Names that filling and auditing read, OnBalance {version.__version__}. "
        "Kinds: in input, out output, chk check, ax axis, row line",
    )
    row += 2
    page.head(row, "B", ["Name", "Kind", "Unit", "Sign", "Axis", "Seed", "Meaning"], height=16)
    first = row
    for entry in book.contract.rows:
        row += 1
        for letter, text in zip("BCDEFGH", entry, strict=True):
            page.put(f"{letter}{row}", text, size=9)
    # The contract is read by programs; it stands below the printed part.
    book.name("ax_contract", f"'Notes'!$B${first}:$H${row}", "text", "This table", axis="list")
    return page
