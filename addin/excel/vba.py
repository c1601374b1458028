"""The VBA of the add-in: xlwings' wrappers made safe, the help of every function, edits of xlwings.

A wrapper as xlwings writes it shows a failure as a text, which SUM skips; it also sends ranges to
Python as objects, each of them a dozen messages. Here every wrapper is compared with what xlwings
is known to write (so an upgrade that changes it is noticed by name), then written anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from addin.call import LAST_ERROR
from addin.excel.functions import category
from addin.excel.generate import FUNCTIONS
from addin.excel.words import RESERVED
from addin.texts import argument_help, function_help
from udfs.errors import TemplateError
from udfs.registry import all_specs

WRAPPERS_NAME, HELP_NAME = "xlwings_udfs", "OnBalanceHelp"
LONGEST_LINE, LONGEST_TEXT = 1023, 255  # limits of VBA and of MacroOptions
LONGEST_LITERAL = 900  # leaves room for what stands around it in its line
CONTINUED = " _"


class Signature:
    """A wrapper's first line: the name, and each parameter with whether it may be left out."""

    def __init__(self, line: str) -> None:
        found = re.fullmatch(r"Function ([A-Z][A-Z0-9_]*)\((.*)\)", line)
        if not found:
            raise TemplateError(message=f"xlwings writes a wrapper that is not known: {line}")
        self.name, self.text = found[1], found[2]
        self.parameters: list[tuple[str, bool]] = []
        for piece in filter(None, self.text.split(", ")):
            optional, _, name = piece.rpartition(" ")
            if optional not in ("", "Optional") or name.lower() in RESERVED:
                raise TemplateError(message=f"{self.name} cannot have a parameter {piece!r} in VBA")
            self.parameters.append((name, bool(optional)))


def wrappers(stock: str) -> str:
    """The module of all functions, made from the wrappers as xlwings writes them."""
    blocks = [_safe(block) for block in _blocks(stock)]
    head = [
        f'Attribute VB_Name = "{WRAPPERS_NAME}"',
        "' Written by OnBalance from the wrappers of xlwings: do not edit.",
    ]
    last = [
        f"Function {LAST_ERROR}()",
        "    Application.Volatile",
        f"    {LAST_ERROR} = OnBalanceSentence()",
        "End Function",
    ]
    text = "\n".join(["\n".join(head), *blocks, "\n".join(last)])
    return "\n".join(map(wrapped, text.split("\n"))) + "\n"


def _blocks(stock: str) -> Iterator[list[str]]:
    """The lines of each wrapper, continued lines joined."""
    lines: list[str] = []
    for line in stock.replace(CONTINUED + "\n", "").split("\n"):
        lines += [line] if line else []
        if line == "End Function":
            yield lines
            lines = []
    if lines:
        raise TemplateError(message=f"xlwings writes something after the wrappers: {lines[0]}")


def _safe(lines: list[str]) -> str:
    """One wrapper, compared with the known one and written anew."""
    signature = Signature(lines[0])
    known = _known(signature)
    for got, expected in zip(lines, known, strict=False):
        if got != expected:
            raise TemplateError(
                message=f"xlwings writes another wrapper for {signature.name}: "
                f"{got.strip()!r} in place of {expected.strip()!r}"
            )
    if len(lines) != len(known):
        raise TemplateError(message=f"xlwings writes a wrapper of {len(lines)} lines")
    name = signature.name
    cells = ", ".join(f"OnBalanceCells({each})" for each, _ in signature.parameters)
    return "\n".join(
        [
            f"Function {name}({signature.text})",
            f'    {name} = OnBalanceCall("{name}", Array({cells}))',
            "End Function",
            "",
        ]
    )


def _known(signature: Signature) -> list[str]:
    """The wrapper as xlwings 0.37 writes it."""
    name = signature.name
    values = ", ".join(each for each, _ in signature.parameters)
    call = f'        {name} = XLPy.CallUDF("{FUNCTIONS}", "{name}", Array({values})'
    return [
        f"Function {name}({signature.text})",
        '    #If App = "Microsoft Excel" Then',
        "        If TypeOf Application.Caller Is Range Then On Error GoTo failed",
        f"{call}, ActiveWorkbook, Application.Caller)",
        "        Exit Function",
        "    #Else",
        f"{call})",
        "        Exit Function",
        "    #End If",
        "failed:",
        f"    {name} = Err.Description",
        "End Function",
    ]


def wrapped(line: str) -> str:
    """A line within the limit of VBA, continued after commas where it is longer."""
    pieces = []
    while len(line) > LONGEST_LINE:
        place = line.rfind(", ", 0, LONGEST_LINE - len(CONTINUED))
        if place < 0:
            raise TemplateError(message=f"a line of VBA is too long: {line[:60]}...")
        pieces.append(line[: place + 1] + CONTINUED)
        line = "        " + line[place + 2 :]
    return "\n".join([*pieces, line])


def literal(text: str) -> str:
    """A text as VBA writes it; what is not ASCII by its number.

    >>> print(literal('a "b" \u2264 c'))
    "a ""b"" " & ChrW(8804) & " c"
    """
    pieces = [
        '"' + piece.replace('"', '""') + '"' if piece.isascii() and piece.isprintable()
        else f"ChrW({ord(piece)})"
        for piece in re.findall(r"[ -~]+|[^ -~]", text)
    ]  # fmt: skip
    made = " & ".join(pieces) or '""'
    return made if len(made) <= LONGEST_LITERAL else literal(text[: len(text) - 20])


def help_module() -> str:
    """The module that gives Excel the help of every function when the add-in is opened."""
    subs, calls = [], []
    for number, (name, about, heading, arguments) in enumerate(_helps(), 1):
        calls.append(f"    About{number}")
        subs.append(f"\nPrivate Sub About{number}()")
        if arguments:
            subs.append(f"    Dim texts(1 To {len(arguments)}) As String")
        for place, text in enumerate(arguments, 1):
            subs.append(f"    texts({place}) = {literal(text)}")
        given = ", ArgumentDescriptions:=texts" if arguments else ""
        subs += [
            f'    Application.MacroOptions Macro:="\'" & ThisWorkbook.Name & "\'!{name}", _',
            f"        Description:={literal(about)}, _",
            f"        Category:={literal(heading)}{given}",
            "End Sub",
        ]
    head = f"""Attribute VB_Name = "{HELP_NAME}"
Option Explicit

' Excel is still starting when it opens the add-in; the help waits until it is ready.
Public Sub Auto_Open()
    On Error Resume Next
    Application.OnTime Now, "'" & ThisWorkbook.Name & "'!OnBalanceDescribe"
End Sub

' A help text that Excel does not take costs nothing but itself.
Public Sub OnBalanceDescribe()
    On Error Resume Next
"""
    return head + "\n".join([*calls, "    ThisWorkbook.Saved = True", "End Sub", *subs]) + "\n"


def _helps() -> Iterator[tuple[str, str, str, list[str]]]:
    """Name, help, heading and the helps of the arguments of every function."""
    for spec in all_specs():
        helps = [argument_help(argument, LONGEST_TEXT) for argument in spec.arguments]
        yield spec.name, function_help(spec, LONGEST_TEXT), category(spec), helps
    yield LAST_ERROR, "The sentence of the last error cell that was computed.", "OnBalance", []


#: Edits of xlwings' own module: what it says, what it says here, why.
EDITS = (
    ('PROJECT_NAME As String = "myaddin"', 'PROJECT_NAME As String = "onbalance"', "its name"),
    (
        'If SheetExists(ActiveWorkbook, PROJECT_NAME & ".conf") = True Then',
        "If False Then",
        "a sheet of the open workbook must not choose the interpreter",
    ),
    (
        'If GetFullName(ActiveWorkbook) <> "" Then',
        "If False Then",
        "a file beside the open workbook must not choose the interpreter",
    ),
    (
        'PYTHONPATH = AddExcelDir & ";" & ActiveWorkbook.FullName & ";" & ThisWorkbook.FullName',
        'PYTHONPATH = AddExcelDir & ";" & "" & ";" & ""',
        "one Python for all workbooks, and none imported from their folders",
    ),
    (
        '" -B -c ""import sys, os;"',
        '" -P -B -c ""import sys, os;"',
        "nothing is imported from the folder in which Excel works",
    ),
    (
        'Attribute VB_Name = "xlwings"',
        'Attribute VB_Name = "xlwings"\r\nOption Private Module',
        "its helpers are no functions for cells",
    ),
    *(
        (f"{start}Function {name}(", f"Private Function {name}(", "no cell runs programs or files")
        for start, name in (
            ("Public ", "RunPython"), ("Public ", "RunFrozenPython"), ("\n", "ExecuteWindows"),
            ("\n", "SaveConfigToFile"), ("\n", "GetConfigFromFile"), ("\n", "ReadFile"),
            ("\n", "ExpandEnvironmentStrings"), ("\n", "FileExists"),
            ("\n", "FileExistsOnWindows"), ("\n", "WScript"),
        )
    ),
)  # fmt: skip


def edited(xlwings: str) -> str:
    """xlwings' module with the edits made; each text must be there exactly once."""
    for old, new, why in EDITS:
        if xlwings.count(old) != 1:
            raise TemplateError(
                message=f"xlwings has changed: {old.strip()!r} is there {xlwings.count(old)} times "
                f"in its VBA, expected once ({why})"
            )
        xlwings = xlwings.replace(old, ("\n" if old[0] == "\n" else "") + new)
    return xlwings
