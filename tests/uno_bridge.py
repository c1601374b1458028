"""LibreOffice behind JSON lines: run by the system's Python, which can import `uno`.

    python3 uno_bridge.py SOFFICE_BIN WORK_FOLDER [EXTENSIONS_FOLDER [NAME=VALUE ...]]

reads one request per line from standard input and answers with one line each. It starts one
LibreOffice with its own profile and pipe, and ends it when the input ends. The extensions are
unpacked ones, one in each folder; the rest are variables of the environment.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import uno

# Always recalculate on load; no first-start dialogue.
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc">
<prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop></item>
</oor:items>"""

# 502, an argument outside the domain, is what Excel shows as #NUM! wherever a number is given.
ERRORS = {502: "#NUM!", 503: "#NUM!", 504: "#VALUE!", 511: "#VALUE!", 519: "#VALUE!",
          521: "#NULL!", 523: "#NUM!", 524: "#REF!", 525: "#NAME?", 532: "#DIV/0!",
          32767: "#N/A"}  # fmt: skip
RESULT_IS_ERROR = 4  # com.sun.star.sheet.FormulaResult.ERROR
ALWAYS_EXECUTE_NO_WARN = 4  # com.sun.star.document.MacroExecMode
VALUE_DATE_TEXT_FORMULA = 23  # com.sun.star.sheet.CellFlags


class Calc:
    """One running LibreOffice and the documents it has open."""

    def __init__(
        self, program: str, work: Path, extensions: str = "", variables: tuple[str, ...] = ()
    ) -> None:
        self.work = work
        self.variables = dict(variable.split("=", 1) for variable in variables)
        profile = work / "profile"
        (profile / "user").mkdir(parents=True, exist_ok=True)
        (profile / "user" / "registrymodifications.xcu").write_text(SETTINGS)
        pipe = "onbalance" + uuid.uuid4().hex
        self.connection = f"pipe,name={pipe};urp;StarOffice.ComponentContext"
        self.command = [
            program, "--headless", "--invisible", "--norestore", "--nologo", "--nodefault",
            "--nolockcheck", f"--accept={self.connection}",
            f"-env:UserInstallation={profile.as_uri()}",
        ]  # fmt: skip
        if extensions:
            self.command.append(f"-env:BUNDLED_EXTENSIONS={Path(extensions).resolve().as_uri()}")
        self.documents: dict[int, Any] = {}
        self.process = self.launch()
        self.desktop = self.connect()

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the program itself, so that its process is ours to end.

        Its Python would take a virtual environment on the path for its own home.
        """
        environment = {
            "PATH": "/usr/bin:/bin", "HOME": str(self.work),
            "LANG": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp", **self.variables,
        }  # fmt: skip
        with (self.work / "soffice.log").open("ab") as log:
            return subprocess.Popen(
                self.command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def connect(self) -> Any:
        """Wait until the program answers; start it again when it asks for that."""
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", local
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(Exception):
                context = resolver.resolve(f"uno:{self.connection}")
                self.context = context
                return self.service("com.sun.star.frame.Desktop")
            if self.process.poll() in (79, 81):  # "start me again", on a fresh profile
                self.process = self.launch()
            elif self.process.poll() is not None:
                break
            time.sleep(0.05)
        self.stop()
        raise RuntimeError("LibreOffice did not start")

    def service(self, name: str) -> Any:
        """Make an object of LibreOffice."""
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def open(self, path: str, macros: bool = False) -> int:
        """Load a file; return the number of the document."""
        return self.load(Path(path).as_uri(), macros)

    def new(self) -> int:
        """Make an empty spreadsheet; return the number of the document."""
        return self.load("private:factory/scalc")

    def load(self, url: str, macros: bool = False) -> int:
        """Load a document from its address; its macros run only when that is asked for."""
        properties = (setting("Hidden", True),)
        if macros:
            properties += (setting("MacroExecutionMode", ALWAYS_EXECUTE_NO_WARN),)
        document = self.desktop.loadComponentFromURL(url, "_blank", 0, properties)
        if document is None:
            raise RuntimeError(f"LibreOffice cannot load {url}")
        number = max(self.documents, default=0) + 1
        self.documents[number] = document
        return number

    def modules(self, doc: int) -> dict[str, dict[str, str]]:
        """The source of the macros of a document by library and module."""
        libraries = self.documents[doc].BasicLibraries
        found = {}
        for library in libraries.ElementNames:
            libraries.loadLibrary(library)
            held = libraries.getByName(library)
            found[library] = {name: held.getByName(name) for name in held.ElementNames}
        return found

    def add_module(self, doc: int, name: str, source: str) -> None:
        """Put a module of macros into the library that every document has."""
        self.documents[doc].BasicLibraries.getByName("Standard").insertByName(name, source)

    def run(self, doc: int, macro: str, arguments: list[Any]) -> Any:
        """Run a macro of a document, named library.module.procedure."""
        address = f"vnd.sun.star.script:{macro}?language=Basic&location=document"
        script = self.documents[doc].getScriptProvider().getScript(address)
        return script.invoke(tuple(arguments), (), ())[0]

    def set(self, doc: int, cells: list[tuple[str, str, Any]]) -> None:
        """Put values into cells."""
        sheets = self.documents[doc].Sheets
        for sheet, address, value in cells:
            cell = sheets.getByName(sheet).getCellRangeByName(address)
            if value is None:
                cell.clearContents(VALUE_DATE_TEXT_FORMULA)
            elif isinstance(value, str):
                cell.setString(value)
            else:
                cell.setValue(float(value))

    def enter(self, doc: int, formulas: list[tuple[str, str, str]], array: bool = False) -> None:
        """Enter formulas as a person does: arguments parted by semicolons."""
        sheets = self.documents[doc].Sheets
        for sheet, address, formula in formulas:
            block = sheets.getByName(sheet).getCellRangeByName(address)
            if array:
                block.setArrayFormula(formula)
            else:
                block.setFormula(formula)

    def calculate(self, doc: int) -> None:
        """Compute every formula afresh."""
        self.documents[doc].calculateAll()

    def read(
        self, doc: int, ranges: list[tuple[str, str]], codes: bool = False
    ) -> list[list[list[Any]]]:
        """Read blocks of cells; a blank is an empty text.

        An error is `{"error": "#N/A"}`, or with `codes` `{"error": 32767}`, the program's number.
        """
        sheets = self.documents[doc].Sheets
        blocks = []
        for sheet, address in ranges:
            block = sheets.getByName(sheet).getCellRangeByName(address)
            rows = [list(row) for row in block.getDataArray()]
            origin = block.getRangeAddress()
            for area in block.queryFormulaCells(RESULT_IS_ERROR).getRangeAddresses():
                for row in range(area.StartRow, area.EndRow + 1):
                    for column in range(area.StartColumn, area.EndColumn + 1):
                        line, place = row - origin.StartRow, column - origin.StartColumn
                        code = block.getCellByPosition(place, line).getError()
                        shown = code if codes else ERRORS.get(code, f"Err:{code}")
                        rows[line][place] = {"error": shown}
            blocks.append(rows)
        return blocks

    def used(self, doc: int) -> dict[str, str]:
        """The address of the used cells of each sheet, from A1 on."""
        found = {}
        for sheet in self.documents[doc].Sheets:
            cursor = sheet.createCursor()
            cursor.gotoEndOfUsedArea(False)
            last = cursor.getRangeAddress()
            block = sheet.getCellRangeByPosition(0, 0, last.EndColumn, last.EndRow)
            found[sheet.Name] = block.AbsoluteName.split(".")[-1].replace("$", "")
        return found

    def state(self, doc: int) -> dict[str, Any]:
        """Whether a document counts as modified, and what could be undone."""
        document = self.documents[doc]
        steps = document.getUndoManager().getAllUndoActionTitles()
        return {"modified": document.isModified(), "undo": list(steps)}

    def functions(self) -> list[dict[str, Any]]:
        """Every function that the wizard lists, with its arguments."""
        listed = self.service("com.sun.star.sheet.FunctionDescriptions")
        found = []
        for k in range(listed.Count):
            one = {item.Name: item.Value for item in listed.getByIndex(k)}
            arguments = [
                {"Name": a.Name, "Description": a.Description, "IsOptional": a.IsOptional}
                for a in one.get("Arguments") or ()
            ]
            found.append(
                {"Name": one["Name"], "Description": one["Description"], "Arguments": arguments}
            )
        return found

    def pdf(self, doc: int, path: str) -> None:
        """Print a document to a PDF file."""
        chosen = (setting("FilterName", "calc_pdf_Export"),)
        self.documents[doc].storeToURL(Path(path).as_uri(), chosen)

    def close(self, doc: int) -> None:
        """Close a document."""
        self.documents.pop(doc).close(True)

    def stop(self) -> None:
        """End LibreOffice and wait for it."""
        with contextlib.suppress(Exception):
            self.desktop.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def setting(name: str, value: Any) -> Any:
    """Make one named option of a call."""
    option = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    option.Name, option.Value = name, value
    return option


def main() -> None:
    """Answer requests until the input ends."""
    extensions, *variables = sys.argv[3:] or [""]
    calc = Calc(sys.argv[1], Path(sys.argv[2]).resolve(), extensions, tuple(variables))
    print(json.dumps({"ready": True}), flush=True)
    try:
        for line in sys.stdin:
            request = json.loads(line)
            try:
                result = getattr(calc, request.pop("do"))(**request)
                answer = {"result": result}
            except Exception as error:
                answer = {"error": f"{type(error).__name__}: {error}"[:2000]}
            print(json.dumps(answer), flush=True)
    finally:
        calc.stop()


if __name__ == "__main__":
    main()
