"""The engines that recompute a workbook in tests, with the interface of `workbooks.engine`.

`set_inputs` takes inputs without `in_`, `recalc` computes, `read` takes full names. An error is
its Excel text. A blank cell is None or an empty text, as the engine has it.
"""

from __future__ import annotations

import functools
import json
import shutil
import subprocess
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from workbooks.address import column_letters
from workbooks.engine import Engine
from workbooks.fill import entries
from workbooks.names import Name
from workbooks.template import Template
from workbooks.values import Value, shaped

__all__ = ["Engine", "FormulonEngine", "Office", "OfficeEngine", "office_missing"]

SYSTEM_PYTHON = "/usr/bin/python3"
PROGRAMS = (
    "/usr/lib/libreoffice/program/soffice.bin",
    "/usr/lib64/libreoffice/program/soffice.bin",
)
PATIENCE = 180.0  # seconds for one answer of LibreOffice


class FormulonEngine:
    """The second, independent engine."""

    def __init__(self, data: bytes) -> None:
        import formulon

        self.template = Template(data)
        self.book = formulon.Workbook.load(data)
        self.error_text = formulon.error_display_name
        count = self.book.sheet_count()
        self.sheets = {self.book.sheet_name(index): index for index in range(count)}

    def set_inputs(self, values: Mapping[str, object]) -> None:
        """Change inputs by name."""
        for entry in entries(self.template, values, None):
            place = (self.sheets[entry.sheet], entry.row - 1, entry.column - 1)
            if entry.value is None:
                self.book.set_blank(*place)
            elif isinstance(entry.value, bool):
                self.book.set_bool(*place, entry.value)
            elif isinstance(entry.value, str):
                self.book.set_text(*place, entry.value)
            else:
                self.book.set_number(*place, entry.value)

    def recalc(self) -> None:
        """Compute the workbook."""
        self.book.recalc()

    def read(self, names: Iterable[str]) -> dict[str, Value]:
        """Read names."""
        return {name: self._read(self.template.names[name.lower()]) for name in names}

    def close(self) -> None:
        """Give the memory back."""
        self.book.close()

    def _read(self, name: Name) -> Value:
        area, sheet = name.area, self.sheets[name.sheet]
        columns = range(area.left - 1, area.right)
        rows = range(area.top - 1, area.bottom)
        return shaped([[self._cell(sheet, row, column) for column in columns] for row in rows])

    def _cell(self, sheet: int, row: int, column: int) -> Any:
        value = self.book.get_value(sheet, row, column).to_python()
        if value is None or isinstance(value, bool | float | str):
            return value
        return self.error_text(value.error_code)


class Office:
    """A LibreOffice that runs behind `uno_bridge.py`.

    Parameters
    ----------
    work : Path
        A folder of its own, for the profile and the files.
    extensions : Path, optional
        A folder of unpacked extensions, which the program then has.
    variables : mapping
        Further variables of its environment.
    """

    def __init__(
        self, work: Path, extensions: Path | None = None, variables: Mapping[str, str] | None = None
    ) -> None:
        self.work = work
        script = Path(__file__).with_name("uno_bridge.py")
        command = [SYSTEM_PYTHON, "-E", str(script), office_program() or "", str(work)]
        command.append(str(extensions or ""))
        command += [f"{name}={value}" for name, value in (variables or {}).items()]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        self._answer()

    def ask(self, do: str, **arguments: Any) -> Any:
        """Send one request and wait for its answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **arguments}) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        """Read one line; a LibreOffice that hangs is ended."""
        assert self.process.stdout is not None
        watch = threading.Timer(PATIENCE, self.process.terminate)
        watch.start()
        try:
            line = self.process.stdout.readline()
        finally:
            watch.cancel()
        answer = json.loads(line) if line else {"error": "LibreOffice has ended"}
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer.get("result")

    def open(self, data: bytes) -> int:
        """Load a workbook from its bytes; return the number of the document."""
        suffix = ".xlsm" if b"vbaProject.bin" in data else ".xlsx"
        path = self.work / f"book{len(list(self.work.iterdir()))}{suffix}"
        path.write_bytes(data)
        return int(self.ask("open", path=str(path)))

    def pdf(self, data: bytes, target: Path) -> None:
        """Print a workbook to a PDF file."""
        document = self.open(data)
        self.ask("calculate", doc=document)
        self.ask("pdf", doc=document, path=str(target.resolve()))
        self.ask("close", doc=document)

    def stop(self) -> None:
        """End LibreOffice."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        finally:
            assert self.process.stdout is not None
            self.process.stdout.close()


class OfficeEngine:
    """LibreOffice as an engine."""

    def __init__(self, office: Office, data: bytes) -> None:
        self.office, self.template = office, Template(data)
        self.document = office.open(data)

    def set_inputs(self, values: Mapping[str, object]) -> None:
        """Change inputs by name."""
        cells = [
            (entry.sheet, f"{column_letters(entry.column)}{entry.row}", entry.value)
            for entry in entries(self.template, values, None)
        ]
        self.office.ask("set", doc=self.document, cells=cells)

    def recalc(self) -> None:
        """Compute the workbook."""
        self.office.ask("calculate", doc=self.document)

    def read(self, names: Iterable[str]) -> dict[str, Value]:
        """Read names."""
        found = {name: self.template.names[name.lower()] for name in names}
        ranges = [(name.sheet, name.area.text) for name in found.values()]
        blocks = self.office.ask("read", doc=self.document, ranges=ranges)
        return {name: _plain(block) for name, block in zip(found, blocks, strict=True)}

    def close(self) -> None:
        """Close the document."""
        self.office.ask("close", doc=self.document)


def _plain(block: list[list[Any]]) -> Value:
    """Turn the errors of the bridge into their texts."""
    return shaped(
        [[item["error"] if isinstance(item, dict) else item for item in row] for row in block]
    )


def office_program() -> str | None:
    """Find LibreOffice's own program file."""
    candidates = [*PROGRAMS]
    script = shutil.which("soffice")
    if script:
        candidates.append(str(Path(script).resolve().parent / "soffice.bin"))
    return next((path for path in candidates if Path(path).exists()), None)


@functools.cache
def office_missing() -> str | None:
    """Say what LibreOffice needs that is not here; None if nothing."""
    if office_program() is None:
        return "LibreOffice is not installed"
    if not Path(SYSTEM_PYTHON).exists():
        return f"there is no {SYSTEM_PYTHON} to reach LibreOffice with"
    probe = subprocess.run([SYSTEM_PYTHON, "-E", "-c", "import uno"], capture_output=True)
    return "python3-uno is not installed" if probe.returncode else None
