"""The Terms sheet: inputs turned into the handful of numbers every other sheet reads."""

from __future__ import annotations

from workbooks.build.kit import Book, Page
from workbooks.build.lease import drivers
from workbooks.build.lease.drivers import Line
from workbooks.build.settings import constants, units

_CONSTANTS = (
    ("row_months", "Months in a year", 12),
    ("row_days", "Days in a year of the day count (actual/365)", 365),
    ("row_bp", "Basis points in one", 10_000),
    ("row_eps", "Rounding allowed at a classification threshold", 1e-12, "check"),
    ("row_half", "Half", 0.5, "0.0"),
    ("row_guess", "Exponent of the first guess for a yield", 2),
)
_LESSEE = (
    "row_lessee",
    "Lessee in a sentence",
    '=IF(in_lessee="","the lessee",in_lessee)',
    "general",
)
_BAND = (
    '="Money in "&row_unit&"  |  as of "&TEXT(in_asof,"dd-mmm-yyyy")&"  |  commencement "'
    '&TEXT(in_commencement,"dd-mmm-yyyy")'
)


def build(book: Book) -> Page:
    """Write the Terms sheet."""
    page = book.page(
        "Terms", "Terms and drivers", "calculation", {"B": 52, "C": 12, "D:F": 16, "G": 60}
    )
    row = _frequencies(page, constants(page, Page.FIRST, _CONSTANTS, ()) - 1)
    row = units(page, row, _BAND, (_LESSEE,), scale="row_scale")
    row = _lines(page, row, "Money in the unit of display", "", drivers.amount_lines())
    row = _lines(page, row, "Time and rate", "Rate per payment period", drivers.time_lines())
    row = _phases(page, row)
    row = _steps(page, row)
    row = _lines(
        page,
        row,
        "Term",
        "Recognised: base term and the renewals reasonably certain",
        drivers.term_lines(),
    )
    row = _lines(
        page, row, "Amounts due at the end of the recognised term", "", drivers.end_lines()
    )
    row = _lines(
        page,
        row,
        "Position at the as-of date",
        "Last payment date on or before it, and the part of the period gone since",
        drivers.asof_lines(),
    )
    page.finish(row, freeze="D6", pages=3)
    return page


def _lines(page: Page, row: int, title: str, note: str, lines: tuple[Line, ...]) -> int:
    page.block(row, title, note)
    row += 2 if note else 1
    for name, label, formula, fmt, remark in lines:
        page.line(row, label, formula, fmt, name, note=remark)
        row += 1
    return row + 1


def _frequencies(page: Page, row: int) -> int:
    page.put(f"B{row}", "Payments a year that divide a year into whole months")
    page.put(f"C{row}", "constant", colour="595959")
    for letter, value in zip("DEFG", (1, 2, 4, 12), strict=True):
        page.put(f"{letter}{row}", value, "0", align="right")
    page.define("row_legal_freq", f"D{row}:G{row}", "count", "Payments a year", axis="list")
    return row + 2


def _phases(page: Page, row: int) -> int:
    page.block(
        row,
        "Phases of delivery",
        "Joins at payment date number: the first on or after delivery (0 = commencement)",
    )
    row += 2
    page.head(row, "B", ["Phase", "", "Joins at", "Share"], height=16)
    first = row + 1
    for number in range(1, 7):
        row += 1
        page.put(f"B{row}", f"Phase {number}")
        cell = f"Inputs!{_input_cell(page, 'in_phase_date', number)}"
        part = f"Inputs!{_input_cell(page, 'in_phase_share', number)}"
        page.put(f"D{row}", f'=IF({part}=0,0,COUNTIF(row_date,"<"&{cell}))', "0", align="right")
        default = 1 if number == 1 else 0  # no table: the whole campus at commencement
        page.put(f"E{row}", f"=IF(COUNT(in_phase_share)=0,{default},{part})", "rate", align="right")
    page.define("row_phase_index", f"D{first}:D{row}", "count", "Phase joins at payment date")
    page.define("row_phase_share", f"E{first}:E{row}", "rate", "Share of each phase")
    return row + 2


def _steps(page: Page, row: int) -> int:
    page.block(row, "Order of the stepped rents", "1 where a lease year does not follow the last")
    row += 2
    page.head(row, "B", ["Step", "", "Lease year", "Out of order"], height=16)
    first = row + 1
    for number in range(1, 13):
        row += 1
        cell = f"Inputs!{_input_cell(page, 'in_step_year', number)}"
        page.put(f"B{row}", f"Step {number}")
        page.put(f"D{row}", f"=IF(COUNT({cell})=0,0,{cell})", "0", align="right")
        earlier = f"MAX(D${first - 1}:D{row - 1})"
        page.put(f"E{row}", f"=IF(D{row}=0,0,IF(D{row}>{earlier},0,1))", "flag", align="right")
    page.define("row_step_fault", f"E{first}:E{row}", "flag", "Step out of order")
    return row + 2


def _input_cell(page: Page, name: str, number: int) -> str:
    text = page.book.wb.defined_names[name].attr_text.split("!")[1]
    column, first = text.split(":")[0].replace("$", " ").split()
    return f"${column}${int(first) + number - 1}"
