"""xlwings' own CallUDF behind JSON lines, over stand-ins for pywin32 and for Excel's ranges.

    python -m tests.addin.excel.excel_bridge

reads one request per line and answers with one line. It runs in a process of its own, because
xlwings must believe that it is on Windows while it is imported.
"""

from __future__ import annotations

import datetime
import json
import sys
from types import SimpleNamespace
from typing import Any

from addin.excel import stubs

MISSING = -2147352572  # what COM brings for an argument left out
RANGE = "{00020846-0000-0000-C000-000000000046}"
EPOCH = datetime.datetime(1899, 12, 30, tzinfo=datetime.UTC)


class PyIDispatch:
    """A COM object as pywin32 brings it, before it is wrapped."""

    def __init__(self, wrapped: Any) -> None:
        self.wrapped = wrapped

    def GetTypeInfo(self) -> Any:  # noqa: N802  (names of COM)
        return SimpleNamespace(
            GetDocumentation=lambda _: ("Range",), GetTypeAttr=lambda: SimpleNamespace(iid=RANGE)
        )


class FakeRange:
    """A range as Excel's object model shows it, as far as xlwings asks."""

    def __init__(self, value: Any) -> None:
        rows = value if isinstance(value, tuple) else ((value,),)
        application = SimpleNamespace(Hwnd=1)
        self.Value = value
        self.Worksheet = SimpleNamespace(Name="S", Parent=FakeBook(application))
        self.Row = self.Column = 1
        self.Rows = SimpleNamespace(Count=len(rows))
        self.Columns = SimpleNamespace(Count=len(rows[0]))
        self._oleobj_ = PyIDispatch(self)


class FakeBook:
    """A workbook without sheets."""

    def __init__(self, application: Any) -> None:
        self.Application = application
        self.Name = "Book1.xlsx"
        self.Sheets = SimpleNamespace(Count=0)
        self.Worksheets = self.Sheets


def start() -> Any:
    """Import xlwings over the stand-ins; its server object."""
    made = stubs.install()
    stubs.add(made["pythoncom"], TypeIIDs={"IDispatch": PyIDispatch})
    stubs.add(made["win32com.client"], Dispatch=lambda found, **_: getattr(found, "wrapped", found))
    stubs.add(made["win32process"], GetWindowThreadProcessId=lambda _: (1, 1))
    stubs.xlwings_as_on_windows()
    from xlwings.com_server import XLPython

    return XLPython()


def errors() -> dict[str, int]:
    """The number by which COM brings an error value, by its text, as xlwings knows them."""
    from xlwings._xlwindows import cell_errors

    return {text: number for number, text in cell_errors.items()}


def block(rows: list[list[Any]], codes: dict[str, int], plain: bool) -> Any:
    """Cells as `.Value` (or `.Value2`, where a date is its number) brings them."""

    def cell(value: Any) -> Any:
        if isinstance(value, dict):
            day = datetime.datetime.fromisoformat(value["date"]).replace(tzinfo=datetime.UTC)
            return float((day - EPOCH).days) if plain else day
        return codes.get(value, value) if isinstance(value, str) else value

    made = tuple(tuple(cell(value) for value in row) for row in rows)
    return made[0][0] if len(made) == len(made[0]) == 1 else made


class Bridge:
    """What can be asked."""

    def __init__(self) -> None:
        self.python = start()
        self.codes = errors()

    def arguments(self, function: str, given: list[Any], how: str) -> tuple[Any, ...]:
        from addin.excel import functions

        count = len(getattr(functions, function).__xlfunc__["args"])
        made = []
        for rows in given + [None] * (count - len(given)):
            if rows is None:
                made.append(MISSING)
            elif how == "range":
                made.append(PyIDispatch(FakeRange(block(rows, self.codes, False))))
            else:
                made.append(block(rows, self.codes, True))
        return tuple(made)

    def call(self, function: str, arguments: list[Any], how: str) -> Any:
        """One call; `how` is "values", as our wrapper sends cells, or "range", as xlwings' does."""
        made = self.arguments(function, arguments, how)
        module = "addin.excel.functions"
        if how == "range":
            caller = PyIDispatch(FakeRange(None))
            return self.python.CallUDF(module, function, made, FakeBook(None), caller)
        return self.python.CallUDF(module, function, made)

    def raw(self, function: str, arguments: list[Any]) -> Any:
        """One call with arguments as COM brings them; the types of what arrives."""
        import decimal

        made = [
            decimal.Decimal(value["decimal"]) if isinstance(value, dict) else value
            for value in arguments
        ]
        return self.python.CallUDF("addin.excel.functions", function, tuple(made))

    def ratio(self, function: str, arguments: list[Any], anchor: str, inner: int) -> float:
        """The cost of a call over that of `addin.call`, or of the function itself."""
        from addin.call import call
        from tests.bench.ratio import ratio
        from udfs.registry import spec

        made = self.arguments(function, arguments, "values")
        target = spec(function).function
        plain = [rows if rows is None or len(rows) > 1 else rows[0][0] for rows in arguments]

        def through() -> Any:
            return self.python.CallUDF("addin.excel.functions", function, made)

        anchors = {"call": lambda: call(function, arguments), "function": lambda: target(*plain)}
        return ratio(through, anchors[anchor], inner=inner)


def main() -> None:
    """Answer requests until the input ends."""
    bridge = Bridge()
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"result": getattr(bridge, request.pop("do"))(**request)}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"[:2000]}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
