"""OnBalance.xlam, made on any computer from the template inside the installed xlwings.

The template's parts stay as they are but for four: the VBA project (wrappers and helpers added,
see `vba.EDITS` for what is changed in xlwings' own module), the ribbon, the sheet of settings and
its name. The same functions, settings and xlwings always give the same bytes.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import io
import re
import struct
import sys
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PureWindowsPath
from typing import NamedTuple

from lxml import etree

from addin.texts import argument_help, function_help
from udfs.errors import TemplateError
from udfs.registry import all_specs
from udfs.version import __version__
from workbooks.package import write_file

#: The one version of xlwings whose VBA, DLL and template this was written for.
XLWINGS = "0.37.8"
ADDIN = "OnBalance.xlam"
TEMPLATE = "quickstart_addin_ribbon.xlam"
PROJECT, SHEET, BOOK, RIBBON = (
    "xl/vbaProject.bin", "xl/worksheets/sheet1.xml", "xl/workbook.xml", "customUI/customUI.xml",
)  # fmt: skip
CONFIG_SHEET = "onbalance.conf"
_SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STAMP = (1980, 1, 1, 0, 0, 0)

#: The row of the sheet in which each setting stands, and the setting that the template lacks.
_ROWS = {"Interpreter_Win": 1, "PYTHONPATH": 3, "UDF Modules": 6}
_NEW_ROW = (10, "ADD_WORKBOOK_TO_PYTHONPATH", "false")


class Settings(NamedTuple):
    """What the add-in is told about this computer.

    Attributes
    ----------
    interpreter : str
        The Python that Excel starts.
    path : str
        A folder in which it finds the project; never empty, which would stand for whatever folder
        Excel works in.
    """

    interpreter: str
    path: str


def here() -> Settings:
    """The settings for the Python that runs now."""
    return Settings(sys.executable, str(Path(__file__).resolve().parents[2]))


def elsewhere(interpreter: str) -> Settings:
    """The settings for a Windows computer that is not this one, by its interpreter.

    >>> elsewhere(r"C:\\Python312\\python.exe").path
    'C:\\\\Python312\\\\Lib\\\\site-packages'
    """
    place = PureWindowsPath(interpreter)
    if not place.is_absolute() or place.suffix.lower() != ".exe":
        allowed = r"the full path of a python.exe on Windows, such as C:\Python312\python.exe"
        raise TemplateError("interpreter", interpreter, allowed)
    is_virtual = place.parent.name.lower() == "scripts"
    home = place.parent.parent if is_virtual else place.parent
    return Settings(str(place), str(home / "Lib" / "site-packages"))


def build_addin(target: Path, settings: Settings | None = None) -> Path:
    """Make the add-in.

    Parameters
    ----------
    target : Path
        The file to write; replaced when it is there.
    settings : Settings, optional
        Those of this computer when left out.

    Returns
    -------
    Path
        The file.
    """
    parts = _parts(settings or here(), modules())
    target = target / ADDIN if target.is_dir() else target
    write_file(target, _zipped(parts))
    return target


def build_fallback(folder: Path) -> list[Path]:
    """The template as xlwings ships it, the module to import into it, and how; for the cautious.

    Parameters
    ----------
    folder : Path
        Made when it is missing.

    Returns
    -------
    list of Path
        The files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    module = joined(modules()).replace("\n", "\r\n").encode("ascii")
    files = {ADDIN: template(), "OnBalance.bas": module, "README.txt": _FALLBACK.encode()}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in files]


_FALLBACK = """OnBalance for Excel on Windows, put together by hand

OnBalance.xlam is the add-in template of xlwings, unchanged. To put the functions in:

1. Open OnBalance.xlam in Excel and press Alt+F11.
2. File > Import File, OnBalance.bas.
3. Save (Ctrl+S), close Excel, and move OnBalance.xlam to
   %APPDATA%\\Microsoft\\Excel\\XLSTART

Python must be on the PATH, with OnBalance and xlwings installed in it. Do not use "Import
Functions" of xlwings instead of step 2: its wrappers show an error as a text, which SUM skips.

The template as xlwings ships it lets an open workbook choose the Python that is started (by a
sheet xlwings.conf, or a file of that name beside it) and lets a cell call RunPython. The
OnBalance.xlam of `onbalance addin install excel` does not: prefer it for workbooks of strangers.
"""


_HEAD = re.compile(r"^(Attribute VB_Name|Option ).*\n", re.MULTILINE)


def joined(found: Mapping[str, str]) -> str:
    """The modules as one; what they share with each other is private in it: no cell sees it."""
    from addin.excel.helper import HOST_NAME

    host = re.sub(r"^Public ", "Private ", found[HOST_NAME], flags=re.MULTILINE)
    others = [text for name, text in found.items() if name != HOST_NAME]
    whole = "\n".join(_HEAD.sub("", text) for text in [host, *others])  # declarations come first
    return f'Attribute VB_Name = "OnBalance"\nOption Explicit\n{whole}'


def modules() -> dict[str, str]:
    """The modules that are added to the template, by name."""
    template()  # says what is missing before anything else fails
    from addin.excel import generate, helper, vba

    return {
        vba.WRAPPERS_NAME: vba.wrappers(generate.stock_wrappers()),
        helper.HOST_NAME: helper.host(build_id()),
        vba.HELP_NAME: vba.help_module(),
    }


def build_id() -> str:
    """The version, and a fingerprint of everything that ends up in the wrappers."""
    pieces = [__version__, XLWINGS]
    for spec in all_specs():
        pieces += [spec.syntax, spec.category, function_help(spec)]
        pieces += [argument_help(argument) for argument in spec.arguments]
    for name in ("helper.py", "vba.py"):
        pieces.append(Path(__file__).with_name(name).read_text("utf-8"))
    return f"{__version__} {hashlib.sha256(chr(0).join(pieces).encode()).hexdigest()[:12]}"


def xlwings_version() -> str | None:
    """The version of xlwings in this Python, None if there is none."""
    try:
        return importlib.metadata.version("xlwings")
    except importlib.metadata.PackageNotFoundError:
        return None


def template() -> bytes:
    """The template inside the installed xlwings."""
    version = xlwings_version()
    if version is None:
        raise TemplateError(message=f"xlwings is not installed: pip install xlwings=={XLWINGS}")
    if version != XLWINGS:
        raise TemplateError(
            message=f"xlwings must be {XLWINGS}, to which the add-in is bound, got {version}: "
            f"pip install xlwings=={XLWINGS}"
        )
    found = importlib.util.find_spec("xlwings")
    if found is None or found.origin is None:
        raise TemplateError(message="xlwings is installed without its files")
    return Path(found.origin).with_name(TEMPLATE).read_bytes()


def _parts(settings: Settings, added: Mapping[str, str]) -> dict[str, bytes]:
    """The parts of the add-in, in the order of the template."""
    from addin.excel import helper, project, vba

    with zipfile.ZipFile(io.BytesIO(template())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    missing = [name for name in (PROJECT, SHEET, BOOK, RIBBON) if name not in parts]
    if missing:
        raise TemplateError(message=f"xlwings' template has changed: it has no {missing[0]}")
    code = project.Project(parts[PROJECT])
    own = code.modules()
    for name in ("xlwings", helper.RIBBON_NAME):
        if name not in own:
            raise TemplateError(message=f"xlwings' template has changed: it has no module {name}")
    code.put("xlwings", vba.edited(own["xlwings"]))
    code.put(helper.RIBBON_NAME, helper.RIBBON)
    for name, text in added.items():
        code.put(name, text)
    code.rename("OnBalance")
    parts[PROJECT] = code.packed()
    parts[RIBBON] = helper.RIBBON_XML.encode()
    parts[SHEET] = _configured(parts[SHEET], settings)
    parts[BOOK] = _renamed(parts[BOOK])
    return parts


def _renamed(book: bytes) -> bytes:
    """The workbook with its sheet of settings under the name that makes it count."""
    old, new = b'name="_myaddin.conf"', f'name="{CONFIG_SHEET}"'.encode()
    if book.count(old) != 1:
        raise TemplateError(message="xlwings' template has changed: its settings sheet is missing")
    return book.replace(old, new)


def _configured(sheet: bytes, settings: Settings) -> bytes:
    """The sheet with the settings in column B, and one setting more."""
    from addin.excel.generate import FUNCTIONS

    root = etree.fromstring(sheet, etree.XMLParser(resolve_entities=False))
    data = root.find(f"{_SPREADSHEET}sheetData")
    values = {
        "Interpreter_Win": settings.interpreter, "PYTHONPATH": settings.path,
        "UDF Modules": FUNCTIONS,
    }  # fmt: skip
    rows = {int(row.get("r")): row for row in data}
    for name, number in _ROWS.items():
        if number not in rows or rows[number].find(f"{_SPREADSHEET}c[@r='B{number}']") is not None:
            raise TemplateError(message=f"xlwings' template has changed: no room for {name}")
        if values[name]:
            _cell(rows[number], f"B{number}", values[name])
    number, key, value = _NEW_ROW
    if number in rows or number - 1 not in rows:
        raise TemplateError(message=f"xlwings' template has changed: no room for {key}")
    row = etree.Element(f"{_SPREADSHEET}row", {"r": str(number)})
    rows[number - 1].addnext(row)
    _cell(row, f"A{number}", key)
    _cell(row, f"B{number}", value)
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def _cell(row: etree._Element, address: str, text: str) -> None:
    """A text cell at the end of a row."""
    cell = etree.SubElement(row, f"{_SPREADSHEET}c", {"r": address, "s": "1", "t": "inlineStr"})
    etree.SubElement(etree.SubElement(cell, f"{_SPREADSHEET}is"), f"{_SPREADSHEET}t").text = text
    row.attrib.pop("spans", None)


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            archive.writestr(entry, data)
    return made.getvalue()


_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, struct.error, KeyError, ValueError, IndexError, RecursionError,
    SyntaxError, OSError,
)  # fmt: skip


class Facts(NamedTuple):
    """What an add-in file says about itself."""

    xlwings: str
    build: str
    settings: dict[str, str]
    modules: dict[str, str]


def facts(path: Path) -> Facts:
    """Read an add-in file.

    Parameters
    ----------
    path : Path
        An OnBalance.xlam.
    """
    from addin.excel import helper, project

    try:
        with zipfile.ZipFile(path) as archive:
            code, sheet, strings = (
                archive.read(name) for name in (PROJECT, SHEET, "xl/sharedStrings.xml")
            )
        found = project.Project(code).modules()
        settings = _settings(sheet, strings)
    except _UNREADABLE as error:
        raise TemplateError(message=f"{path} cannot be read as an Excel add-in: {error}") from None
    versions = re.findall(r'XLWINGS_VERSION As String = "([^"]*)"', found.get("xlwings", ""))
    builds = re.findall(r'ONBALANCE_BUILD As String = "([^"]*)"', found.get(helper.HOST_NAME, ""))
    return Facts("".join(versions[:1]), "".join(builds[:1]), settings, found)


def _settings(sheet: bytes, strings: bytes) -> dict[str, str]:
    """Columns A and B of the sheet of settings."""
    parser = etree.XMLParser(resolve_entities=False)
    shared = ["".join(item.itertext()) for item in etree.fromstring(strings, parser)]
    cells = {}
    for cell in etree.fromstring(sheet, parser).iter(f"{_SPREADSHEET}c"):
        text = "".join(cell.itertext())
        if text:
            cells[cell.get("r")] = shared[int(text)] if cell.get("t") == "s" else text
    return {
        key: cells.get(f"B{address[1:]}", "")
        for address, key in cells.items()
        if address.startswith("A")
    }
