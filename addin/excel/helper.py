"""The VBA that is the same for every function: what stands between a wrapper and Python.

`HOST` keeps the connection, brings cells over as plain values and turns marked texts into true
error values. `RIBBON` is what the buttons of the tab do.
"""

from __future__ import annotations

from string import Template

from addin.call import NO_ERROR
from addin.excel.functions import ERRORS, MARK, PLAIN_TEXT
from addin.excel.generate import FUNCTIONS

HOST_NAME, RIBBON_NAME = "OnBalanceHost", "RibbonMyAddin"

#: Longer ranges are cut at the last used row of their sheet: a whole column is a common argument.
LONG_RANGE = 65536
#: Seconds for which a start that failed is not tried again.
PAUSE = 5

_HOST = Template("""Attribute VB_Name = "$module"
Option Explicit
Option Private Module

Public Const ONBALANCE_BUILD As String = "$build"

Private Server As Object
Private IsConnected As Boolean
Private Reason As String
Private LastSentence As String
Private NotBefore As Double

' What every wrapper calls. The connection to Python is made once for all workbooks; when it has
' ended (Python was restarted, or has crashed) the call is made once more, over a new one.
Public Function OnBalanceCall(ByVal name As String, arguments As Variant) As Variant
    Dim found As Variant
    Dim isDone As Boolean
    isDone = Answered(name, arguments, found)
    If IsConnected And Not isDone Then isDone = Answered(name, arguments, found)
    If isDone Then
        OnBalanceCall = OnBalanceResult(found)
    Else
        LastSentence = "Python did not answer: " & Reason
        OnBalanceCall = CVErr(2015)
    End If
End Function

Private Function Answered(ByVal name As String, arguments As Variant, found As Variant) As Boolean
    On Error GoTo Broken
    IsConnected = False
    ' A start that has just failed is not tried again for every cell.
    If (Server Is Nothing) And IsPausing() Then Exit Function
    If Server Is Nothing Then Set Server = XLPy()
    IsConnected = True
    found = Server.CallUDF("$functions", (name), (arguments))
    Answered = True
    Exit Function
Broken:
    Reason = Err.Description
    Set Server = Nothing
    If Not IsConnected Then NotBefore = Timer() + $pause
End Function

Private Function IsPausing() As Boolean
    Dim pause As Double
    pause = NotBefore - Timer() ' seconds; midnight makes it a large number
    IsPausing = (pause > 0) And (pause <= $pause)
End Function

Public Sub OnBalanceForget()
    NotBefore = 0
    Set Server = Nothing
End Sub

' An argument as plain values: one message to Python instead of a dozen for every range.
Public Function OnBalanceCells(given As Variant) As Variant
    If TypeName(given) = "Range" Then
        ' The values of a union are those of its first area alone.
        If AreaCount(given) > 1 Then
            OnBalanceCells = CVErr(2015)
        Else
            OnBalanceCells = UsedPart(given).Value2
        End If
    Else
        OnBalanceCells = given
    End If
End Function

Private Function AreaCount(ByVal area As Object) As Long
    AreaCount = area.Areas.Count
End Function

Private Function UsedPart(ByVal area As Object) As Object
    Dim last As Long
    Set UsedPart = area
    If area.Rows.Count < $long Then Exit Function
    With area.Worksheet.UsedRange
        last = .Row + .Rows.Count - area.Row
    End With
    If last < 1 Then last = 1
    If last < area.Rows.Count Then Set UsedPart = area.Resize(last)
End Function

' A result with its marked texts turned into error values.
Public Function OnBalanceResult(found As Variant) As Variant
    Dim row As Long, column As Long
    If Not IsArray(found) Then
        OnBalanceResult = Unmarked(found)
        Exit Function
    End If
    If HasColumns(found) Then
        For row = LBound(found, 1) To UBound(found, 1)
            For column = LBound(found, 2) To UBound(found, 2)
                If VarType(found(row, column)) = vbString Then
                    found(row, column) = Unmarked(found(row, column))
                End If
            Next column
        Next row
    Else
        For row = LBound(found) To UBound(found)
            If VarType(found(row)) = vbString Then found(row) = Unmarked(found(row))
        Next row
    End If
    OnBalanceResult = found
End Function

Private Function HasColumns(found As Variant) As Boolean
    Dim last As Long
    On Error GoTo OneDimension
    last = UBound(found, 2)
    HasColumns = True
OneDimension:
End Function

Private Function Unmarked(ByVal cell As Variant) As Variant
    Dim blank As Long
    Unmarked = cell
    If VarType(cell) <> vbString Then Exit Function
    If Left$$(cell, 1) <> Chr$$($mark) Then Exit Function
    If Mid$$(cell, 2, 1) = "$plain" Then
        Unmarked = Mid$$(cell, 3)
        Exit Function
    End If
    blank = InStr(cell, " ")
    LastSentence = Mid$$(cell, blank + 1)
    Unmarked = CVErr(ErrorNumber(Mid$$(cell, 2, blank - 2)))
End Function

Private Function ErrorNumber(ByVal code As String) As Long
    Select Case code
$cases
        Case Else: ErrorNumber = 2015
    End Select
End Function

Public Function OnBalanceSentence() As String
    OnBalanceSentence = LastSentence
    If LastSentence = "" Then OnBalanceSentence = "$none"
End Function
""")

RIBBON = f"""Attribute VB_Name = "{RIBBON_NAME}"
Option Explicit

Public Sub OnBalanceRestart(control As IRibbonControl)
    On Error Resume Next
    OnBalanceForget
    KillPy
    On Error GoTo 0
    Application.CalculateFull
End Sub

Public Sub OnBalanceShowError(control As IRibbonControl)
    MsgBox OnBalanceSentence(), vbInformation, "OnBalance"
End Sub
"""

RIBBON_XML = f"""<customUI xmlns="http://schemas.microsoft.com/office/2006/01/customui">
    <ribbon>
        <tabs>
            <tab id="onbalanceTab" label="OnBalance">
                <group id="onbalanceGroup" label="OnBalance">
                    <button id="onbalanceError" label="Last error" size="large"
                        onAction="{RIBBON_NAME}.OnBalanceShowError" imageMso="Help"
                        screentip="The sentence of the last error cell" />
                    <button id="onbalanceRestart" label="Restart" size="large"
                        onAction="{RIBBON_NAME}.OnBalanceRestart" imageMso="Refresh"
                        screentip="Start Python again and calculate everything" />
                </group>
            </tab>
        </tabs>
    </ribbon>
</customUI>
"""


def host(build: str) -> str:
    """The module that wrappers call.

    Parameters
    ----------
    build : str
        What the add-in says it was made from; `checks` compares it.
    """
    cases = (f'        Case "{code}": ErrorNumber = {number}' for number, code in ERRORS.items())
    return _HOST.substitute(
        module=HOST_NAME, functions=FUNCTIONS, build=build, long=LONG_RANGE, pause=PAUSE,
        mark=ord(MARK),
        plain=PLAIN_TEXT, cases="\n".join(cases), none=NO_ERROR,
    )  # fmt: skip
