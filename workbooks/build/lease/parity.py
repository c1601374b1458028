"""The Parity sheet: our functions beside the model, for those who have the add-in.

Each function stands once as one call of its arguments, next to what the model says. Where a
function cannot express the deal the row says why, by a live formula, and is not compared.
"""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break

from udfs.registry import spec
from workbooks.build.kit import Book, Page
from workbooks.build.lease import build as build_model
from workbooks.build.lease.fields import GRIDS
from workbooks.build.lease.parity_rows import ROWS, Row, unless
from workbooks.build.look import GREEN, NAVY, RED

#: A row is compared with a number; text of the model's own (n/a) goes with a reason of the row.
_STATED = "NOT(ISERROR(F{}))"
_NOTHING = '"n/a: the model has no number"'
_HEAD, _OPTIONS = 14, len(GRIDS[2].rows)
_FIRST, _LAST = _HEAD + 1, _HEAD + len(ROWS)
_ARGUMENT = 4  # column of the first argument


def build() -> Workbook:
    """Build the empty template with this sheet: every formula, no deal."""
    return build_model(("Parity", "Our functions beside the model; needs the add-in", sheet))


def sheet(book: Book) -> Page:
    """Write the Parity sheet."""
    page = book.page(
        "Parity",
        "Parity: our functions beside the model",
        "check",
        {"B": 60, "C": 8, "D": 23, "E:N": 12.5},
    )
    places = _arguments(page, _LAST + 3)
    _summary(page)
    page.head(
        _HEAD,
        "B",
        [
            "Number",
            "Unit",
            "Function",
            "Function says",
            "Model says",
            "Difference",
            "Tolerance",
            "Differs",
            "Not compared",
        ],
        height=16,
    )
    for letter in "DJ":  # words
        page.ws[f"{letter}{_HEAD}"].alignment = Alignment(horizontal="left", vertical="center")
    for number, (row, place) in enumerate(zip(ROWS, places, strict=True), _FIRST):
        _compare(page, number, row, place)
    page.rule(f"I{_FIRST}:I{_LAST}", f"I{_FIRST}=0", GREEN)
    page.rule(f"I{_FIRST}:I{_LAST}", f"I{_FIRST}<>0", RED)
    for letter, key, label in (
        ("E", "cell", "What the function says"),
        ("F", "model", "What the model says"),
        ("G", "difference", "Difference"),
        ("I", "flag", "Differs beyond the tolerance"),
        ("J", "why", "Why it is not compared"),
    ):
        unit = "flag" if key == "flag" else "text" if key == "why" else "number"
        page.define(
            f"row_parity_{key}",
            f"{letter}{_FIRST}:{letter}{_LAST}",
            unit,
            label,
            sign="both",
            axis="check",
        )
    page.ws.row_breaks.append(Break(id=_LAST + 2))  # the arguments on a page of their own
    page.finish(page.ws.max_row + 1)
    return page


def _summary(page: Page) -> None:
    row = Page.FIRST
    page.block(
        row,
        "Each number twice: by one function of its arguments, and by the model",
        "Column E needs the OnBalance add-in; without it Excel shows #NAME? there once it "
        "recalculates. Nothing in the model rests on this sheet.",
    )
    verdict = (
        '=IF(row_parity_total=0,"All functions agree",row_parity_total&IF(row_parity_total'
        '=1," function differs"," functions differ"))'
    )
    page.put(f"B{row + 2}", verdict, bold=True)
    page.rule(f"B{row + 2}", "row_parity_total=0", GREEN)
    page.rule(f"B{row + 2}", "row_parity_total<>0", RED)
    phased = (
        'IF(ABS(SUMIF(row_phase_index,0,row_phase_share)-1)>row_eps,"n/a: delivered in phases","")'
    )
    lines = (
        (2, "row_parity_total", "Functions that differ", "=SUM(row_parity_flag)", "flag"),
        (3, "row_parity_count", "Numbers compared", "=COUNT(row_parity_flag)", "flag"),
        (
            4,
            "chk_functions",
            "A function differs from the model",
            "=IF(row_parity_total>0,1,0)",
            "flag",
        ),
        (5, "row_parity_tol", "Tolerance, share of the number or of its scale", 1e-9, "check"),
        (6, "row_parity_unit", "Scale of rates and years", 1, "flag"),
    )
    for offset, name, label, value, fmt in lines:
        page.put(f"D{row + offset}", label, colour="595959")
        page.put(f"G{row + offset}", value, fmt, align="right")
        page.define(
            name,
            f"G{row + offset}",
            "flag" if name.startswith("chk") else "number",
            label,
            axis="check" if name.startswith("chk") else "none",
        )
    unfree = unless("in_free>row_n_full", "rent-free throughout", "row_parity_phased")
    uneven = unless("COUNT(in_step_year)>0", "stepped rents", unfree)
    term = unless("in_free>row_n", "rent-free throughout", "row_parity_uneven")
    free = unless("in_free>0", "rent-free start", "row_parity_uneven")
    reasons = (
        (3, "row_parity_phased", "Phases", f"={phased}"),
        (4, "row_parity_uneven", "Steps, phases", f"={uneven}"),
        (5, "row_parity_term", "The same, recognised term", f"={term}"),
        (6, "row_parity_free", "The same, free rent", f"={free}"),
    )
    page.put(f"I{row + 2}", "What some functions cannot express", colour="595959")
    for offset, name, label, value in reasons:
        page.put(f"I{row + offset}", label, colour="595959")
        page.put(f"K{row + offset}", value)
        page.define(name, f"K{row + offset}", "text", f"Not expressed: {label.lower()}")


def _compare(page: Page, at: int, row: Row, arguments: list[str]) -> None:
    """Write one comparison; what is not compared stays empty."""
    scale = "row_check_scale" if row.fmt == "money" else "row_parity_unit"
    page.put(f"B{at}", row.label)
    page.put(
        f"C{at}",
        "=row_unit" if row.fmt == "money" else "%" if "rate" in row.fmt else "years",
        colour="595959",
    )
    page.put(f"D{at}", row.function)
    page.put(
        f"E{at}",
        f'=IF(J{at}="",{row.function}({",".join(arguments)}),J{at})',
        row.fmt,
        align="right",
    )
    page.put(f"F{at}", f"={row.model}", row.fmt, align="right")
    page.put(f"G{at}", f'=IF(J{at}="",E{at}-F{at},"")', "check", align="right")
    page.put(
        f"H{at}", f'=IF(J{at}="",row_parity_tol*MAX(ABS(F{at}),{scale}),"")', "check", align="right"
    )
    page.put(
        f"I{at}",
        f'=IF(J{at}="",IF(ISERROR(G{at}-H{at}),1,IF(ABS(G{at})>H{at},1,0)),"")',
        "flag",
        align="right",
    )
    page.put(f"J{at}", f"=IF({_STATED.format(at)},{row.why},{_NOTHING})")


def _arguments(page: Page, row: int) -> list[list[str]]:
    """Write the arguments of every row, function by function; return where they stand."""
    page.block(row, "Arguments", "What each function above is given; a name stands for its range")
    row += 1
    places: list[list[str]] = []
    before = ""
    for entry in ROWS:
        row += 1
        if entry.function != before:
            before = entry.function
            _heading(page, row, before)
            row += 1
        page.put(f"B{row}", entry.label).alignment = Alignment(indent=1)
        places.append(
            [
                _argument(page, f"{get_column_letter(column)}{row}", text)
                for column, text in enumerate(entry.arguments, _ARGUMENT)
            ]
        )
    _options(page, row + 2)
    return places


def _heading(page: Page, row: int, function: str) -> None:
    """Write the name of a function and of its arguments, as far as they are given."""
    most = max(len(entry.arguments) for entry in ROWS if entry.function == function)
    page.put(f"B{row}", function, bold=True, colour=NAVY)
    for column, argument in enumerate(spec(function).arguments[:most], _ARGUMENT):
        page.put(
            f"{get_column_letter(column)}{row}",
            argument.name,
            bold=True,
            colour=NAVY,
            align="right",
        )
    page.total(row, "B", "N")


def _argument(page: Page, ref: str, text: str) -> str:
    """Write one argument into its cell; return what the call refers to."""
    if not text:
        return ""
    if text.startswith("["):
        page.put(ref, text.strip("[]"), italic=True, colour="595959", align="right", size=9)
        return text.strip("[]")
    value: object = f"={text}"
    if text.startswith('"'):
        value = text.strip('"')
    elif text.isdecimal():
        value = int(text)
    page.put(ref, value, _shown(text), align="right")
    return ref


def _shown(text: str) -> str:
    """The number format of an argument."""
    if text in (
        "in_rate",
        "in_escalator",
        "row_e",
        "row_i*in_freq",
        "in_tenant_yield",
        "(1+row_first_guess)^in_freq-1",
    ):
        return "rate4"
    whole = text.startswith(("MIN(", "row_n")) or text in (
        "in_freq",
        "in_timing",
        "in_free",
        "in_yield_freq",
        "0",
        "1",
    )
    if whole or text.startswith(('"', "in_comp")):
        return "0_)"
    share = text.startswith(("in_pct", "in_opt", "in_rvg", "IF(COUNT(in_rvg_p)"))
    return "0.00##_)" if share else "number"


def _options(page: Page, row: int) -> None:
    """Write the renewals as LEASE_TERM reads them: years and probability, 0 where there is none."""
    page.block(row, "Renewals of the contract, as LEASE_TERM reads them")
    page.head(row + 1, "B", ["Renewal", "", "Years", "Probability"], height=16)
    for number in range(1, _OPTIONS + 1):
        at = row + 1 + number
        page.put(f"B{at}", GRIDS[2].rows[number - 1])
        for letter, name, fmt in (("D", "in_opt_years", "years"), ("E", "in_opt_p", "rate")):
            page.put(
                f"{letter}{at}",
                f"=INDEX(row_present,{number}+1)*INDEX({name},{number})",
                fmt,
                align="right",
            )
    page.define(
        "row_parity_options",
        f"D{row + 2}:E{row + 1 + _OPTIONS}",
        "number",
        "Renewals: years and probability",
        axis="list",
    )
