"""Cover, Sources and Notes: what the workbook is, where its numbers come from, what it declares."""

from __future__ import annotations

from typing import NamedTuple

from openpyxl.styles import Alignment
from openpyxl.utils import column_index_from_string, get_column_letter

from workbooks.build.axis import FIRST as FIRST_ROW
from workbooks.build.axis import HEAD
from workbooks.build.kit import Book, Page
from workbooks.build.lease.fields import GRIDS, SCALARS, Field, Grid
from workbooks.build.look import NAVY, PALE_YELLOW

SHEETS = (
    ("Inputs", "Every input, with its source, date and grade"),
    ("Deal", "The memo: headline numbers, two charts, the story"),
    ("Terms", "Inputs turned into the numbers the model runs on"),
    ("Timeline", "Dates, rent and present values, period by period"),
    ("Classification", "Five tests on three bases of guarantee and term; the frontier"),
    ("Schedule", "US finance, US operating and IFRS 16 side by side"),
    ("Annual", "The same by lease year; feeds charts and print"),
    ("Renewals", "What each exit recognises, guarantees and costs"),
    ("Journal", "Entries of one period"),
    ("Disclosure", "Maturity, averages, what has not commenced"),
    ("Lessor", "Yield against the tenant's bond; money at risk by exit"),
    ("LeaseVsBuy", "After-tax cost of leasing and of owning"),
    ("Analyst", "Layers and views of one obligation"),
    ("Sensitivity", "Two grids"),
    ("Checks", "Each number by two routes"),
    ("Sources", "Inputs and where they come from"),
    ("Notes", "Methods, map of the formulas, contract"),
)

#: A table with more rows than this has one source for all of them.
LISTED = 20

METHODS = (
    "Liability: present value of payments not yet paid at commencement; with payments in advance "
    "the first one is outside it and inside the right-of-use asset (ASC 842-20-30-1; IFRS 16.26).",
    "US finance and IFRS 16: interest on the liability, asset straight line. US operating: one "
    "straight-line cost of payments, direct costs and the probable guarantee; the asset is what "
    "is left (ASC 842-20-25-6).",
    "Recognised term: base term and each renewal in turn while its probability reaches the "
    "threshold; an early termination that is reasonably certain ends it sooner.",
    "Guarantee: US books the shortfall when it is probable, IFRS what is expected to be payable; "
    "the classification test takes the maximum; the disclosure and the analyst see it separately.",
    "Phases: a phase is recorded at the first payment date on or after its delivery. With yearly "
    "payments choose more payments a year to place a delivery more finely.",
    "As-of date: before commencement nothing is recorded. Between payment dates the balance "
    "accretes by days of the period; in advance it stands before a payment due that day.",
    "Full term and cheapest way out are two views of one claim and are never added; nor is the "
    "debt of the financing vehicle.",
    "Fair value and life come from Inputs; amortisation runs over the remaining life where title "
    "passes or a purchase is reasonably certain.",
    "Yields are annual effective unless a label says otherwise; a quoted bond yield is converted "
    "from its own compounding before it is compared.",
    "Print area of Schedule and Timeline: set to the term of the deal when the file is built.",
)


class Words(NamedTuple):
    """What a workbook says of itself: title, who takes part, purpose, sheets and methods."""

    title: str
    people: tuple[tuple[str, str], ...]
    purpose: str
    sheets: tuple[tuple[str, str], ...]
    methods: tuple[str, ...]
    along: tuple[str, ...]


LEASE = Words(
    "Data-centre lease model",
    (("Lessee", "in_lessee"), ("Lessor", "in_lessor"), ("Asset", "in_asset")),
    "Puts a data-centre lease on the balance sheet three ways: what US GAAP "
    "records, what IFRS 16 records, and what is owed in full.",
    SHEETS,
    METHODS,
    ("Timeline", "Schedule"),
)


def cover(
    book: Book, version: str, more: tuple[str, str] | None = None, words: Words = LEASE
) -> Page:
    """Write the Cover sheet; `more` is the name of one sheet more, and what it holds."""
    page = book.page("Cover", words.title, "cover", {"B": 24, "C": 80, "D": 24})
    row = Page.FIRST
    lines = (
        ("Deal", "=in_name"),
        *((label, f'=IF({name}="","",{name})') for label, name in words.people),
        ("Purpose", words.purpose),
        ("Master check", "=row_master_text"),
        ("Version", f"OnBalance {version}"),
        (
            "Formulas",
            "Native only: no add-in and no macro is needed. Change any blue cell."
            if more is None
            else f"Native, except on {more[0]}, which needs the add-in. Change any blue cell.",
        ),
    )
    for label, value in lines:
        page.put(f"B{row}", label, bold=True)
        page.put(f"C{row}", value, wrap=True, colour="000000")
        if label == "Purpose":
            page.ws.row_dimensions[row].height = 27
        row += 1
    page.rule(f"C{Page.FIRST + 5}", "chk_master=0", "00703C")
    page.rule(f"C{Page.FIRST + 5}", "chk_master<>0", "C00000")
    row += 1
    page.block(row, "Sheets")
    sheets = words.sheets
    after = [name for name, _ in sheets].index("Checks") + 1
    for name, text in (*sheets[:after], *([more] if more else []), *sheets[after:]):
        row += 1
        cell = page.put(f"B{row}", name, colour="0563C1")
        cell.hyperlink = f"#'{name}'!A1"
        page.put(f"C{row}", text)
    row += 2
    page.block(row, "Colours")
    for text, colour, fill in (
        ("Input: type here", "0000FF", PALE_YELLOW),
        ("Formula", "000000", None),
        ("Link to another sheet", "00703C", None),
        ("Heading", NAVY, None),
    ):
        row += 1
        page.put(f"B{row}", text, colour=colour, fill=fill, bold=colour == NAVY)
    page.finish(row, pages=1)
    return page


def sources(
    book: Book, scalars: tuple[Field, ...] = SCALARS, grids: tuple[Grid, ...] = GRIDS
) -> Page:
    """Write the Sources sheet."""
    page = book.page(
        "Sources",
        "Sources of the inputs",
        "output",
        {"B": 46, "C": 26, "D": 50, "E": 13, "F": 11, "G": 60},
    )
    row = Page.FIRST
    page.put(
        f"B{row}",
        "Grade: A filing, agency or standard; B named press or analyst; C secondary"
        "; CALC computed; MEM from memory; seed: the articles; assumption: chosen for this model",
        italic=True,
        colour="595959",
        size=9,
    )
    row += 1
    page.head(row, "B", ["Input", "Value", "Source", "Date", "Grade", "Note"], height=16)
    for field in scalars:
        if field.fmt == "text" and not field.rule:
            continue  # words: what the deal is called has no source
        row += 1
        page.put(f"B{row}", field.label)
        fmt = {
            "money": "#,##0.0##",
            "count": "0",
            "rate": "0.00##%",
            "text": "General",
            "years": "0.00##",
            "check": "0.0E+00",
        }.get(field.fmt, field.fmt)
        page.put(f"C{row}", f'=IF(in_{field.key}="","",in_{field.key})', fmt, align="right")
        _notes(page, row, f"in_{field.key}_note", 0)
    for grid in grids:
        shown = grid.rows if len(grid.rows) <= LISTED else grid.rows[:1]
        for offset, label in enumerate(shown):
            row += 1
            key = grid.columns[0].key
            page.put(f"B{row}", f"{grid.title}: {label}")
            cell = _cell(page, f"in_{key}", offset)
            page.put(
                f"C{row}",
                f'=IF({cell}="","",{cell})',
                "date" if grid.columns[0].fmt == "date" else "#,##0.0##",
                align="right",
            )
            _notes(page, row, f"in_{key}_note", offset)
    page.define("row_sources", f"D{Page.FIRST + 2}:G{row}", "text", "Sources", axis="list")
    page.finish(row, titles="1:7", pages=2)
    return page


def _notes(page: Page, row: int, name: str, down: int) -> None:
    for right, (letter, fmt) in enumerate(
        zip("DEFG", ("General", "date", "General", "General"), strict=True)
    ):
        cell = _cell(page, name, down, right)
        page.put(f"{letter}{row}", f'=IF({cell}="","",{cell})', fmt, size=9).alignment = Alignment(
            wrap_text=letter in "DG", horizontal="left", vertical="center", indent=1
        )


def _cell(page: Page, name: str, down: int, right: int = 0) -> str:
    """Name one cell of an input directly: its sheet, column and row."""
    sheet, area = page.book.wb.defined_names[name].attr_text.split("!")
    column, row = area.split(":")[0].strip("$").split("$")
    letter = get_column_letter(column_index_from_string(column) + right)
    return f"{sheet.strip(chr(39))}!{letter}{int(row) + down}"


def notes(book: Book, version: str, words: Words = LEASE) -> Page:
    """Write the Notes sheet: methods and the contract."""
    page = book.page(
        "Notes",
        "Notes: methods, formulas and the contract of this template",
        "output",
        {"B": 34, "C": 10, "D": 12, "E": 8, "F": 12, "G": 12, "H": 70},
    )
    row = Page.FIRST
    page.block(row, "Methods")
    for text in words.methods:
        row += 1
        page.put(f"B{row}", text, wrap=True)
        page.ws.merge_cells(f"B{row}:H{row}")
        page.ws.row_dimensions[row].height = 27 if len(text) > 150 else 14
    row = _formula_map(page, row + 2, words.along)
    page.last_column = 8
    page.finish(row - 1, pages=2)
    page.block(
        row,
        "Contract",
        f"Names that filling and auditing read, OnBalance {version}. Kinds: in input, "
        "out output, chk check, ax axis, row line",
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


def _formula_map(page: Page, row: int, sheets: tuple[str, ...]) -> int:
    """List each line along time with the formula of its first period."""
    page.block(
        row, "Map of the formulas along time", "As in period 1; one formula runs down each line"
    )
    row += 2
    page.head(row, "B", ["Line", "Sheet", "Column", "Formula", "", "", ""], height=16)
    for sheet in sheets:
        ws = page.ws.parent[sheet]
        for cell in ws[HEAD]:
            if cell.value is None:
                continue
            row += 1
            formula = ws.cell(FIRST_ROW + 1, cell.column).value
            page.put(f"B{row}", cell.value, size=9)
            page.put(f"C{row}", sheet, size=9)
            page.put(f"D{row}", cell.column_letter, size=9)
            page.put(f"E{row}", str(formula).removeprefix("="), size=9, wrap=True)
            page.ws.merge_cells(f"E{row}:H{row}")
            page.ws.row_dimensions[row].height = 12.5 * (1 + len(str(formula)) // 105)
    return row + 2
