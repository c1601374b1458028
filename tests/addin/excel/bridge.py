"""The tests' side of `excel_bridge`, and what the VBA of the add-in makes of an answer."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from addin.call import Fault
from addin.excel.functions import MARK, PLAIN_TEXT

ROOT = Path(__file__).resolve().parents[3]


class Excel:
    """xlwings' CallUDF in a process of its own."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.addin.excel.excel_bridge"], cwd=ROOT,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        self.answer()

    def ask(self, do: str, **arguments: Any) -> Any:
        """One request, one answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **arguments}, default=_date) + "\n")
        self.process.stdin.flush()
        return self.answer()

    def answer(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        found = json.loads(line) if line else {"error": "the process has ended"}
        if "error" in found:
            raise RuntimeError(found["error"])
        return found.get("result")

    def call(self, function: str, arguments: list[Any], how: str = "values") -> list[list[Any]]:
        """The cells that Excel shows."""
        return shown(self.ask("call", function=function, arguments=arguments, how=how))

    def stop(self) -> None:
        """End it."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


def _date(value: Any) -> Any:
    assert isinstance(value, datetime.date)
    return {"date": value.isoformat()}


def shown(result: Any) -> list[list[Any]]:
    """An answer as OnBalanceResult in VBA shows it: one cell, one row, or rows."""
    rows = result if isinstance(result, list) else [[result]]
    rows = rows if isinstance(rows[0], list) else [rows]
    return [[_unmarked(cell) for cell in row] for row in rows]


def _unmarked(cell: Any) -> Any:
    if not isinstance(cell, str) or cell[:1] != MARK:
        return cell
    if cell[1:2] == PLAIN_TEXT:
        return cell[2:]
    return Fault(*cell[1:].split(" ", 1))
