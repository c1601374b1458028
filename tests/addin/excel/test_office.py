"""LibreOffice reads the add-in's modules, and runs its VBA: the helpers and a wrapper.

LibreOffice has no Excel behind it, so `XLPy` (the connection to Python) is played by a module.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from addin.call import CODES, NO_ERROR
from addin.excel.build import PROJECT
from addin.excel.helper import HOST_NAME
from addin.excel.project import Project
from addin.excel.vba import WRAPPERS_NAME
from udfs.registry import all_specs

VBA = "Option VBASupport 1\n"

#: Shows a cell as a text that names its kind, so that an error value cannot pass for a number.
PROBE = (
    VBA
    + """
Function Show(cell)
    If IsError(cell) Then
        Show = "error " & CStr(CLng(cell))
    Else
        Show = TypeName(cell) & " " & cell
    End If
End Function
Function One(cell)
    Dim found
    found = OnBalanceResult(cell)
    One = Show(found)
End Function
Function Row(a, b)
    Dim given(1) As Variant
    Dim found
    given(0) = a
    given(1) = b
    found = OnBalanceResult(given)
    Row = Show(found(0)) & "|" & Show(found(1))
End Function
Function Grid(a, b, c, d)
    Dim given(1, 1) As Variant
    Dim found
    given(0, 0) = a
    given(0, 1) = b
    given(1, 0) = c
    given(1, 1) = d
    found = OnBalanceResult(given)
    Grid = Show(found(0, 0)) & "|" & Show(found(0, 1))
    Grid = Grid & "|" & Show(found(1, 0)) & "|" & Show(found(1, 1))
End Function
Function Sentence()
    Sentence = OnBalanceSentence()
End Function
"""
)

#: Python behind the connection, as often broken as `Breaks` says.
PLAYED = (
    VBA
    + """
Public Breaks As Integer
Public Connections As Integer
Public IsRefused As Boolean
Function XLPy() As Object
    Connections = Connections + 1
    If IsRefused Then Err.Raise 1000, "xlwings", "there is no Python"
    Set XLPy = New Played
End Function
Function Reset(count)
    Breaks = count
    Connections = 0
    IsRefused = False
    OnBalanceForget
End Function
Function Refuse()
    IsRefused = True
End Function
Function Connected()
    Connected = Connections
End Function
"""
)
CLASS = """Option VBASupport 1
Option ClassModule
Public Function CallUDF(module, name, arguments)
    If Breaks > 0 Then
        Breaks = Breaks - 1
        Err.Raise 1000, "Python", "the connection has ended"
    End If
    CallUDF = name & " of " & module & " with " & (UBound(arguments) + 1) & " from " & arguments(0)
End Function
"""


def as_workbook(addin: Path) -> bytes:
    """The add-in as a workbook with macros, which LibreOffice loads."""
    made = io.BytesIO()
    with zipfile.ZipFile(addin) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(b"excel.addin.macroEnabled", b"excel.sheet.macroEnabled")
            target.writestr(name, data)
    return made.getvalue()


class Document:
    """A loaded document whose macros run."""

    def __init__(self, office: Any, path: Path) -> None:
        self.office = office
        self.number = office.ask("open", path=str(path), macros=True)
        self.modules = office.ask("modules", doc=self.number)

    def add(self, name: str, source: str) -> None:
        self.office.ask("add_module", doc=self.number, name=name, source=source)

    def run(self, procedure: str, *arguments: Any) -> Any:
        return self.office.ask(
            "run", doc=self.number, macro=f"Standard.{procedure}", arguments=list(arguments)
        )


@pytest.fixture(scope="module")
def document(office, addin, tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "addin.xlsm"
    path.write_bytes(as_workbook(addin))
    loaded = Document(office, path)
    loaded.add(HOST_NAME, loaded.modules["OnBalance"][HOST_NAME])
    loaded.add("Probe", PROBE)
    yield loaded
    office.ask("close", doc=loaded.number)


def body(source: str) -> str:
    """A module without what LibreOffice puts on top, nor the attributes that it leaves out."""
    lines = source.replace("\r", "").split("\n")
    return "\n".join(
        line for line in lines if not re.match(r"(Rem )?Attribute |Option VBASupport", line)
    ).strip()


def test_libreoffice_reads_every_module(document, addin):
    with zipfile.ZipFile(addin) as archive:
        written = Project(archive.read(PROJECT)).modules()
    read = document.modules["OnBalance"]
    assert set(read) == set(written)
    for name in (WRAPPERS_NAME, HOST_NAME, "OnBalanceHelp", "RibbonMyAddin", "xlwings"):
        assert body(read[name]) == body(written[name]), name


@pytest.mark.parametrize(
    ("cell", "seen"),
    [
        (1.5, "Double 1.5"), (True, "Boolean True"), ("abc", "String abc"), ("", "String "),
        ("#N/A", "String #N/A"), ("\x01=\x01x", "String \x01x"), ("\x01=", "String "),
    ],
)  # fmt: skip
def test_what_is_no_error_stays_as_it_is(document, cell, seen):
    assert document.run("Probe.One", cell) == seen


#: xlErrNull and so on, from the documentation of CVErr; the rest are of dynamic arrays.
NUMBERS = {
    "#NULL!": 2000, "#DIV/0!": 2007, "#VALUE!": 2015, "#REF!": 2023, "#NAME?": 2029,
    "#NUM!": 2036, "#N/A": 2042, "#SPILL!": 2045, "#CALC!": 2050,
}  # fmt: skip


@pytest.mark.parametrize(("code", "number"), NUMBERS.items())
def test_a_marked_text_is_a_true_error_and_its_sentence_is_kept(document, code, number):
    assert document.run("Probe.One", f"\x01{code} a  sentence: {code}") == f"error {number}"
    assert document.run("Probe.Sentence") == f"a  sentence: {code}"


def test_every_code_that_the_core_shows_has_its_number():
    assert set(CODES) <= set(NUMBERS)


def test_an_unknown_code_is_a_value_error(document):
    assert document.run("Probe.One", "\x01#NEW! what") == "error 2015"


def test_errors_inside_a_row_and_a_block(document):
    assert document.run("Probe.Row", 1.0, "\x01#DIV/0! a") == "Double 1|error 2007"
    grid = document.run("Probe.Grid", "\x01#NUM! b", 2.0, "\x01=\x01", "\x01#N/A last")
    assert grid == "error 2036|Double 2|String \x01|error 2042"
    assert document.run("Probe.Sentence") == "last"


@pytest.fixture(scope="module")
def played(document):
    """A wrapper of the add-in, over a connection that can be broken."""
    spec = next(spec for spec in all_specs() if len(spec.arguments) > 1)
    wrappers = body(document.modules["OnBalance"][WRAPPERS_NAME])
    text = re.search(rf"^Function {spec.name}\(.*?^End Function", wrappers, re.M | re.S)[0]
    given = ", ".join('"first"' for _ in spec.arguments)
    ask = f"\nFunction Ask()\n    Ask = Show({spec.name}({given}))\nEnd Function\n"
    document.add("Connection", PLAYED)
    document.add("Played", CLASS)
    document.add("Wrapper", VBA + text + ask)
    return spec


def test_a_wrapper_calls_its_function_with_all_arguments(document, played):
    document.run("Connection.Reset", 0)
    answer = document.run("Wrapper.Ask")
    count = len(played.arguments)
    assert answer == f"String {played.name} of addin.excel.functions with {count} from first"


def test_one_connection_serves_many_calls(document, played):
    document.run("Connection.Reset", 0)
    for _ in range(3):
        document.run("Wrapper.Ask")
    assert document.run("Connection.Connected") == 1


def test_a_connection_that_has_ended_is_made_anew_once(document, played):
    document.run("Connection.Reset", 0)
    document.run("Wrapper.Ask")
    document.run("Connection.Reset", 1)
    assert document.run("Wrapper.Ask").startswith(f"String {played.name}")
    assert document.run("Connection.Connected") == 2


def test_a_connection_that_stays_broken_is_an_error_with_its_reason(document, played):
    document.run("Connection.Reset", 5)
    assert document.run("Wrapper.Ask") == "error 2015"
    assert document.run("Probe.Sentence") == "Python did not answer: the connection has ended"
    assert document.run("Connection.Connected") == 2


def test_a_python_that_cannot_be_started_is_asked_for_once_in_a_call(document, played):
    document.run("Connection.Reset", 0)
    document.run("Connection.Refuse")
    for _ in range(3):  # nor is it asked for again at once, by the next cells
        assert document.run("Wrapper.Ask") == "error 2015"
        assert document.run("Probe.Sentence") == "Python did not answer: there is no Python"
    assert document.run("Connection.Connected") == 1


#: Plays a range, its rows, its sheet and what of that is used.
RANGE = """Option VBASupport 1
Option ClassModule
Public Value2 As Variant
Public Row As Long
Public Rows As Object
Public Areas As Object
Public Worksheet As Object
Public UsedRange As Object
Public Count As Long
Public Function Resize(last) As Object
    Set Resize = New Range
    Resize.Value2 = "rows to " & last
End Function
"""
MADE = """Option VBASupport 1
Function Made(first, count) As Object
    Dim area As Object
    Set area = New Range
    area.Row = first
    Set area.Rows = New Range
    area.Rows.Count = count
    Set area.Areas = New Range
    area.Areas.Count = 1
    area.Value2 = "all"
    Set Made = area
End Function
Function Cells(first, count, used)
    Dim area As Object
    Set area = Made(first, count)
    Set area.Worksheet = New Range
    Set area.Worksheet.UsedRange = Made(1, used)
    Cells = OnBalanceCells(area)
End Function
Function Union()
    Dim area As Object
    Set area = Made(1, 10)
    area.Areas.Count = 2
    Union = IIf(IsError(OnBalanceCells(area)), "error", "values")
End Function
Function Plain(cell)
    Plain = OnBalanceCells(cell)
End Function
"""


@pytest.fixture
def fresh(office, addin, tmp_path):
    """Another copy of the document, into which nothing was put."""
    path = tmp_path / "fresh.xlsm"
    path.write_bytes(as_workbook(addin))
    loaded = Document(office, path)
    yield loaded
    office.ask("close", doc=loaded.number)


def test_a_whole_column_is_cut_at_the_last_used_row_and_nothing_else_is(fresh):
    # LibreOffice calls every object of a class module an "Object"
    host = fresh.modules["OnBalance"][HOST_NAME].replace('= "Range"', '= "Object"')
    for name, source in (("Range", RANGE), (HOST_NAME, host), ("Ranges", MADE)):
        fresh.add(name, source)
    assert fresh.run("Ranges.Cells", 1, 10, 5) == "all"
    assert fresh.run("Ranges.Cells", 1, 1048576, 5) == "rows to 5"
    assert fresh.run("Ranges.Cells", 3, 1048574, 5) == "rows to 3"
    assert fresh.run("Ranges.Cells", 30, 1048547, 5) == "rows to 1"
    assert fresh.run("Ranges.Cells", 1, 70000, 80000) == "all"
    assert fresh.run("Ranges.Union") == "error"
    for cell in (1.5, "abc", True):
        assert fresh.run("Ranges.Plain", cell) == cell


def test_before_any_error_there_is_none(fresh):
    fresh.add(HOST_NAME, fresh.modules["OnBalance"][HOST_NAME])
    fresh.add("Probe", PROBE)
    assert fresh.run("Probe.Sentence") == NO_ERROR
