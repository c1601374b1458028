"""The first sheet of the acceptance workbook: the verdict, and how to read it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font

from addin.acceptance.sheets import GREY, head, style
from addin.call import LAST_ERROR, call
from addin.example import example, formula
from udfs.registry import spec
from udfs.version import __version__
from workbooks.build.look import GREEN, NAVY, RED

#: What INFO("system") says in LibreOffice; Excel says "pcdos" or "mac", or has no INFO.
_OFFICE = ("LINUX", "WNT", "MACOSX", "SOLARIS", "FREEBSD", "NETBSD", "OPENBSD", "ANDROID")
_HOW = (
    "Open this file in the spreadsheet program to be certified, with the OnBalance functions "
    "installed, and recalculate (Ctrl+Alt+F9 in Excel, Ctrl+Shift+F9 in LibreOffice).",
    "Every call on the sheet Tests stands beside a constant that the library computed. Excel must "
    "pass all of them; LibreOffice Calc may differ where the list below says so, and nowhere else.",
)
_TABLE = "LEASE_SCHEDULE"


def _how() -> list[str]:
    """How the file is used, paragraph by paragraph."""
    arguments = example(spec(_TABLE))
    spilled = call(_TABLE, arguments)
    return [
        *_HOW,
        "One thing a file cannot hold, a block that spills: in a program with dynamic arrays type "
        f"{formula(_TABLE, arguments)} into an empty cell, and {len(spilled)} rows of "
        f"{len(spilled[0])} columns must appear.",
    ]


def write_front(
    sheet: Any, names: list[str], differences: list[str], first: int, last: int, prefix: str
) -> None:
    """Write the verdict, the facts, the counts by function and the known differences."""
    verdicts = f"Tests!$I${first}:$I${last}"
    style(sheet["B1"], f"OnBalance {__version__}", colour=NAVY, fill="E8ECF4")
    _verdict(sheet, verdicts, last - first + 1, prefix)
    _facts(sheet, verdicts, last - first + 1, first, prefix)
    row = 16
    for offset, text in enumerate(_how()):
        sheet.merge_cells(f"B{row + offset}:F{row + offset}")
        style(sheet.cell(row + offset, 2), text, wrap=True, colour=GREY)
        sheet.row_dimensions[row + offset].height = 27
    row = _counts(sheet, 20, names, verdicts, first, last)
    if differences:
        _differences(sheet, row + 1, differences)
    sheet.print_title_rows = "1:2"


def _verdict(sheet: Any, verdicts: str, size: int, prefix: str) -> None:
    missing = f"ISERROR({prefix}{LAST_ERROR}())"
    absent = '"The OnBalance functions are not loaded here: run `onbalance addin doctor`"'
    fails = f'COUNTIF({verdicts},"FAIL")'
    differs = f'COUNTIF({verdicts},"DIFFERS")'
    passes = (
        f'IF({differs}=0,"All {size:,} tests pass",'
        f'TEXT(COUNTIF({verdicts},"PASS"),"#,##0")&" of {size:,} tests pass, "&{differs}'
        '&" differ as documented")'
    )
    text = f'=IF({missing},{absent},IF({fails}>0,{fails}&" of {size:,} tests fail",{passes}))'
    style(sheet["B5"], text, bold=True, size=16, colour=GREEN)
    sheet.row_dimensions[5].height = 26
    rule = FormulaRule(formula=[f"OR({fails}>0,{missing})"], font=Font(color=RED, bold=True))
    sheet.conditional_formatting.add("B5", rule)


def _facts(sheet: Any, verdicts: str, size: int, first: int, prefix: str) -> None:
    names = ",".join(f'"{name}"' for name in _OFFICE)
    system = 'IFERROR(INFO("system"),"")'
    failing = f'INDEX(Tests!$C:$C,{first - 1}+MATCH("FAIL",{verdicts},0))'
    tried = f'INDEX(Tests!$D:$D,{first - 1}+MATCH("FAIL",{verdicts},0))'
    facts = (
        ("This file was made by", f"OnBalance {__version__}"),
        ("Program", f'=IF(ISNUMBER(MATCH({system},{{{names}}},0)),"LibreOffice","Excel")'),
        ("Tests", size),
        ("Pass", f'=COUNTIF({verdicts},"PASS")'),
        ("Differ as documented", f'=COUNTIF({verdicts},"DIFFERS")'),
        ("Fail", f'=COUNTIF({verdicts},"FAIL")'),
        ("First failure", f'=IFERROR({failing}&": "&{tried},"none")'),
        ("Last error, in words", f"={prefix}{LAST_ERROR}()"),
    )
    for row, (title, value) in enumerate(facts, 7):
        style(sheet.cell(row, 2), title)
        style(sheet.cell(row, 3), value, bold=True, align="left")


def _counts(sheet: Any, row: int, names: list[str], verdicts: str, first: int, last: int) -> int:
    """The table by function; return the row after it."""
    head(sheet, row, ["Function", "Pass", "Differ", "Fail", "First failure"])
    functions = f"Tests!$C${first}:$C${last}"
    for line, name in enumerate(names, row + 1):
        style(sheet.cell(line, 2), name)
        for column, word in ((3, "PASS"), (4, "DIFFERS"), (5, "FAIL")):
            count = f'=COUNTIFS({functions},$B{line},{verdicts},"{word}")'
            style(sheet.cell(line, column), count, align="left").number_format = '0;;"–"'
        match = f'MATCH(1,INDEX(({functions}=$B{line})*({verdicts}="FAIL"),0),0)'
        tried = f'=IFERROR(INDEX(Tests!$D${first}:$D${last},{match}),"")'
        style(sheet.cell(line, 6), tried)
    end = row + len(names)
    rule = FormulaRule(formula=[f"$E{row + 1}>0"], font=Font(color=RED, bold=True))
    sheet.conditional_formatting.add(f"B{row + 1}:F{end}", rule)
    return end + 1


def _differences(sheet: Any, row: int, differences: list[str]) -> None:
    style(sheet.cell(row, 2), "Known differences of LibreOffice Calc", bold=True, size=12)
    head(sheet, row + 1, ["Tests", "What Calc does", "", "", ""])
    for line, (why, count) in enumerate(Counter(differences).items(), row + 2):
        style(sheet.cell(line, 2), count, align="left")
        sheet.merge_cells(start_row=line, start_column=3, end_row=line, end_column=6)
        style(sheet.cell(line, 3), why, wrap=True)
        sheet.row_dimensions[line].height = 27
