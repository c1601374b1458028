"""The acceptance workbook itself: calls, expected constants and verdicts."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula

from addin.acceptance.front import write_front
from addin.acceptance.plan import Case, cases
from addin.acceptance.sheets import Values, constant, head, page, style
from addin.call import Cell, Fault, Rows
from addin.example import literal
from workbooks.build.look import GREEN, RED

#: Two numbers are equal within this share of the expected one (or of 1, if that is more).
TOLERANCE = "1E-12"
FIRST = 7  # first row of the tests


class Difference(NamedTuple):
    """What LibreOffice Calc shows in place of the expected cells, and why."""

    why: str
    shown: Rows


#: Says what Calc is known to do with a case; None when it does as expected.
InCalc = Callable[[Case], Difference | None]


def same(place: str, expected: str) -> str:
    """The condition, as a formula, that a cell shows the constant that stands in another cell.

    `&""` because Calc holds a text from a table apart from an equal text of its own.
    """
    number = f"ABS({place}-{expected})<={TOLERANCE}*MAX(1,ABS({expected}))"
    return (
        f"IF(ISERROR({expected}),IFERROR(ERROR.TYPE({place})=ERROR.TYPE({expected}),FALSE),"
        f"IFERROR(IF(ISNUMBER({expected}),AND(ISNUMBER({place}),{number}),"
        f"IF(ISLOGICAL({expected}),AND(ISLOGICAL({place}),{place}={expected}),"
        f'AND(ISTEXT({place}),EXACT({place}&"",{expected})))),FALSE))'
    )


def in_calc(place: str, known: str) -> str:
    """The condition that a cell shows what LibreOffice Calc is known to show."""
    odd = f'IFERROR(LEFT({known},4)="Err:",FALSE)'
    error = f"AND(ISERROR({place}),IFERROR(ERROR.TYPE({place}),0)<>5)"  # 5 is #NAME?
    shows = f"IF({odd},{error},{same(place, known)})"
    return f'AND(Acceptance!$C$8="LibreOffice",NOT(ISBLANK({known})),{shows})'


def verdict(place: str, expected: str, known: str) -> str:
    """0 when a cell is right, 1 when it differs as LibreOffice Calc is known to, else 2."""
    return f"IF({same(place, expected)},0,IF({in_calc(place, known)},1,2))"


class Blocks:
    """The sheet of calls that fill several cells."""

    def __init__(self, book: Workbook, width: int) -> None:
        self.width, self.row = width, FIRST
        title = "Calls that fill a block: shown, expected, in LibreOffice Calc, verdict"
        self.sheet = page(book, "Blocks", title, "calculation", [11.0] * (4 * width + 3))
        self.sheet.print_area = "B2:M3"  # a working sheet: nobody reads it on paper

    def place(self, title: str, case: Case, formula: str, known: Rows | None) -> str:
        """Write one block; return the reference to its verdicts."""
        expected = case.expected
        style(self.sheet.cell(self.row, 2), title, bold=True)
        top, height, width = self.row + 1, len(expected), len(expected[0])
        starts = [2 + place * (self.width + 1) for place in range(4)]
        self.sheet.cell(top, starts[0]).value = ArrayFormula(
            _area(top, starts[0], height, width), formula
        )
        for r in range(height):
            for c in range(width):
                cells = [self.sheet.cell(top + r, start + c) for start in starts]
                for cell in cells:
                    cell.font = Font(name="Arial", size=10)
                _expect(cells[1], expected[r][c])
                if known is not None:
                    _expect(cells[2], known[r][c])
                cells[3].value = "=" + verdict(*(cell.coordinate for cell in cells[:3]))
        self.row = top + height + 1
        return "Blocks!" + _area(top, starts[3], height, width)


def _area(row: int, column: int, height: int, width: int) -> str:
    first = f"{get_column_letter(column)}{row}"
    return f"{first}:{get_column_letter(column + width - 1)}{row + height - 1}"


def _expect(cell: Any, value: Cell) -> None:
    """Write an expected cell as a constant; an error as a true error."""
    if isinstance(value, Fault):
        cell.value = value.code
        if not value.code.startswith("Err:"):
            cell.data_type = "e"
    else:
        constant(cell, value, align="left")


def call_text(case: Case, values: Values, prefix: str) -> str:
    """The call as it stands in a formula."""
    pieces = []
    for rows in case.trial.arguments:
        if rows is None:
            pieces.append("")
        elif case.view == "literal" and len(rows) == len(rows[0]) == 1:
            pieces.append(literal(rows[0][0]))
        else:
            pieces.append(values.place(rows))
    return f"{prefix}{case.trial.function}({','.join(pieces)})"


def build(
    known: InCalc | None = None, prefix: str = "", chosen: Sequence[Case] | None = None
) -> bytes:
    """The workbook as bytes, without computed values: the host computes them.

    Parameters
    ----------
    known : callable, optional
        What LibreOffice Calc is known to do otherwise, case by case.
    prefix : str
        What stands before the name of a function in a file of the host.
    chosen : sequence of Case, optional
        Some cases in place of all.
    """
    chosen = list(cases()) if chosen is None else chosen
    book = Workbook()
    book.remove(book.active)
    front = page(book, "Acceptance", "Acceptance of an installation", "cover", [30, 18, 14, 14, 60])
    tests = _tests_page(book)
    wide = max(len(case.expected[0]) for case in chosen)
    blocks, values = Blocks(book, wide), Values(book)
    differences = []
    for number, case in enumerate(chosen):
        difference = known(case) if known else None
        if difference:
            differences.append(difference.why)
        row = FIRST + number
        _write_test(
            tests, row, number + 1, case, call_text(case, values, prefix), difference, blocks
        )
    last = FIRST + len(chosen) - 1
    _finish_tests(tests, last)
    names = sorted({case.trial.function for case in chosen})
    write_front(front, names, differences, FIRST, last, prefix)
    book.calculation.fullCalcOnLoad = True
    book.properties.creator, book.properties.title = "OnBalance", "OnBalance acceptance workbook"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _tests_page(book: Workbook) -> Any:
    widths = [6.0, 24.0, 34.0, 60.0, 20.0, 20.0, 20.0, 11.0, 60.0]
    title = "Every call, what it shows and what it must show"
    tests = page(book, "Tests", title, "check", widths)
    note = f"Numbers are equal within {TOLERANCE} of the expected one, or of 1; the rest exactly."
    style(tests["B4"], note, colour="595959")
    titles = ["No.", "Function", "Tried", "Formula", "Shown", "Expected", "In LibreOffice Calc"]
    head(tests, FIRST - 1, [*titles, "Verdict", "Why Calc differs"])
    tests.freeze_panes = f"D{FIRST}"
    tests.print_title_rows = f"{FIRST - 1}:{FIRST - 1}"
    return tests


def _write_test(
    tests: Any,
    row: int,
    number: int,
    case: Case,
    call: str,
    difference: Difference | None,
    blocks: Blocks,
) -> None:
    """One row of the list of tests."""
    formula, expected = case.formula(call), case.expected
    title = f"{case.trial.function}: {case.trial.what}"
    for column, value in enumerate((number, case.trial.function, case.trial.what, formula), 2):
        constant(tests.cell(row, column), value, wrap=column == 5, align="left")
    shown, right, known, result, why = (tests.cell(row, column) for column in range(6, 11))
    for cell in (shown, right, known):
        style(cell, None, align="left")
    style(result, None, bold=True, align="center")
    if len(expected) == len(expected[0]) == 1:
        shown.value = formula
        _expect(right, expected[0][0])
        if difference:
            _expect(known, difference.shown[0][0])
        score = verdict(*(cell.coordinate for cell in (shown, right, known)))
    else:
        area = blocks.place(title, case, formula, difference.shown if difference else None)
        size = len(expected) * len(expected[0])
        shown.value = f"=COUNTIF({area},0)"
        shown.number_format = right.number_format = '0" cells right"'
        right.value = size
        if difference:
            style(known, "see Blocks", align="left")
        score = f"IF(COUNT({area})<{size},2,MAX({area}))"
    result.value = f'=CHOOSE(1+{score},"PASS","DIFFERS","FAIL")'
    style(why, difference.why if difference else None, wrap=True, colour="595959")
    lines = max(len(formula), len(why.value or "")) // 58 + 1  # of the two wide columns
    tests.row_dimensions[row].height = 13.5 * lines


def _finish_tests(tests: Any, last: int) -> None:
    """Colours of the verdicts and a filter."""
    area = f"I{FIRST}:I{last}"
    for word, colour in (("PASS", GREEN), ("DIFFERS", "9C5700"), ("FAIL", RED)):
        rule = FormulaRule(formula=[f'I{FIRST}="{word}"'], font=Font(color=colour, bold=True))
        tests.conditional_formatting.add(area, rule)
    tests.auto_filter.ref = f"B{FIRST - 1}:J{last}"
