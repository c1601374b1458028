"""The contract of a template: its defined names, its Notes table, and the values behind them.

A name is workbook-scoped and starts with `in_` (an input), `out_` (an output), `chk_` (a check),
`ax_` (a time axis) or `row_` (a line). Nothing else of a template is relied on: no cell address,
no colour, no hidden sheet.
"""

from __future__ import annotations

from typing import NamedTuple

from workbooks.archive import refuse
from workbooks.cell import Scalar
from workbooks.names import PREFIXES, Name, contract_names
from workbooks.package import CONTENT_TYPES, STRICT, TRANSITIONAL, Element, Package, tag
from workbooks.sheet import Sheet
from workbooks.values import Value, Values, shaped

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Note(NamedTuple):
    """One line of the table on the Notes sheet."""

    name: str
    kind: str
    unit: str
    sign: str
    axis: str
    seed: Scalar


class Template:
    """A workbook with its sheets and names, shared by filling, caching and reading.

    Parameters
    ----------
    data : bytes
        The file.

    Raises
    ------
    TemplateError
        If the file is no .xlsx or .xlsm workbook, or if one of its names is doubled, broken or
        points outside.
    """

    def __init__(self, data: bytes) -> None:
        self.package = Package(data)
        self.part = workbook_part(self.package)
        self.root = self.package.tree(self.part)
        check_root(self.root)
        self.parts = sheet_parts(self.package, self.part, self.root)
        self.names = contract_names(self.root, self.parts)
        self._sheets: dict[str, Sheet] = {}
        self._values: Values | None = None

    @property
    def date1904(self) -> bool:
        """Whether dates count from 1904, as in old Excel for Mac."""
        properties = self.root.find(tag("workbookPr"))
        return properties is not None and properties.get("date1904") in ("1", "true")

    @property
    def values(self) -> Values:
        """The reader of stored values."""
        if self._values is None:
            related = dict(self.package.relations(self.part).values())
            self._values = Values(self.package, related, self.date1904)
        return self._values

    def sheet(self, title: str) -> Sheet:
        """The cells of a sheet; parsed once."""
        if title not in self._sheets:
            self._sheets[title] = Sheet(self.package.tree(self.parts[title]), title)
        return self._sheets[title]

    def touch(self, title: str) -> None:
        """Say that a sheet was changed."""
        self.package.touch(self.parts[title])

    def group(self, prefix: str) -> dict[str, Name]:
        """The names with a prefix, without it: `group("in_")["rent"]`."""
        return {
            name.name[len(prefix) :]: name for name in self.names.values()
            if name.name.lower().startswith(prefix)
        }  # fmt: skip

    def read(self, name: Name, *, dates: bool = False) -> Value:
        """The stored value of a name: one value, a list, or a list of rows."""
        sheet, area = self.sheet(name.sheet), name.area
        grid = [
            [
                self.values.read(sheet.cell(row, column), dates=dates)
                for column in range(area.left, area.right + 1)
            ]
            for row in range(area.top, area.bottom + 1)
        ]
        return shaped(grid)


def workbook_part(package: Package) -> str:
    """Find the workbook part and refuse the kinds of file that are no plain workbook."""
    mimetype = package.find("mimetype")
    if mimetype and b"opendocument" in package.read(mimetype):
        raise refuse("the file is an OpenDocument file: save it as .xlsx")
    related = [part for kind, part in package.relations("").values() if kind == "officeDocument"]
    part = package.find(related[0]) if related else package.find("xl/workbook.xml")
    if part is None or package.find(CONTENT_TYPES) is None:
        raise refuse("the file is not a workbook: it holds no xl/workbook.xml")
    if part.lower().endswith(".bin"):
        raise refuse("the file is a binary workbook (.xlsb): save it as .xlsx or .xlsm")
    for item in package.tree(CONTENT_TYPES):
        if not isinstance(item.tag, str) or item.get("PartName", "").lstrip("/") != part:
            continue
        if "template" in item.get("ContentType", ""):
            raise refuse("the file is an Excel template (.xltx): save it as .xlsx or .xlsm")
        if "sheet" not in item.get("ContentType", ""):
            raise refuse("the file is not a workbook but another kind of document")
    return part


def check_root(root: Element) -> None:
    if root.tag == f"{{{STRICT}}}workbook":
        raise refuse(
            "the file is in the form 'Strict Open XML': save it as an ordinary Excel workbook"
        )
    if root.tag != f"{{{TRANSITIONAL}}}workbook":
        raise refuse("the file is not a workbook but another kind of document")


def sheet_parts(package: Package, part: str, root: Element) -> dict[str, str]:
    """Map the title of each worksheet to its part; chart sheets have no cells."""
    relations = package.relations(part)
    found: dict[str, str] = {}
    for sheet in root.iterfind(f"{tag('sheets')}/{tag('sheet')}"):
        title = sheet.get("name", "")
        kind, target = relations.get(sheet.get(_RELATION, ""), ("", ""))
        if kind in ("chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"):
            continue
        actual = package.find(target)
        if actual is None or kind != "worksheet":
            raise refuse(f"the sheet {title!r} is listed in the workbook but is not in the file")
        if title.lower() in (other.lower() for other in found) or actual in found.values():
            raise refuse(f"the sheet {title!r} is in the workbook twice")
        found[title] = actual
    if not found:
        raise refuse("the workbook has no worksheet")
    return found


def read_inputs(data: bytes) -> dict[str, Value]:
    """Read the inputs back, by name without `in_`.

    A blank cell is None, a cell formatted as a date is a `datetime.date`; a table column is a
    list without the blanks at its end.
    """
    template = Template(data)
    inputs = template.group("in_")
    return {
        key: _trim(template.read(name, dates=True))
        for key, name in inputs.items() if not is_note(key, inputs)
    }  # fmt: skip


def read_notes(data: bytes) -> dict[str, Value]:
    """Read source, date, grade and note of the inputs, by name without `in_` and `_note`."""
    template = Template(data)
    inputs = template.group("in_")
    return {
        key.removesuffix("_note"): template.read(name, dates=True)
        for key, name in inputs.items() if is_note(key, inputs)
    }  # fmt: skip


def is_note(key: str, inputs: dict[str, Name]) -> bool:
    """Whether an input name holds the note of another input."""
    return key.endswith("_note") and key.removesuffix("_note") in inputs


def _trim(value: Value) -> Value:
    """Drop the blanks at the end of a list."""
    if isinstance(value, list):
        while value and value[-1] is None:
            value.pop()
    return value


def outputs(data: bytes) -> dict[str, Value]:
    """Read the stored values of outputs and checks, by full name (`out_...`, `chk_...`).

    An error is its Excel text, such as `#DIV/0!`; a cell without a stored value is None.
    """
    template = Template(data)
    return {
        prefix + key: template.read(name)
        for prefix in ("out_", "chk_") for key, name in template.group(prefix).items()
    }  # fmt: skip


def notes_table(data: bytes) -> list[Note]:
    """Read the table on the Notes sheet: name, kind, unit, sign, axis, seed.

    Raises
    ------
    TemplateError
        If the table is missing, lists a name twice, or a name that the workbook does not define.
    """
    template = Template(data)
    titles = [title for title in template.parts if title.lower() == "notes"]
    if not titles:
        raise refuse("the workbook has no Notes sheet")
    sheet = template.sheet(titles[0])
    found: dict[str, Note] = {}
    columns: dict[str, int] = {}
    for row in sorted(sheet.rows):
        texts = {column: template.values.read(cell) for column, cell in sheet.cells(row).items()}
        if not columns:
            heads = {str(text).strip().lower(): column for column, text in texts.items()}
            columns = heads if set(Note._fields) <= set(heads) else {}
            continue
        fields = [texts.get(columns[field]) for field in Note._fields]
        name, kind, unit, sign, axis = (str(field or "").strip() for field in fields[:-1])
        note = Note(name, kind, unit, sign, axis, fields[-1])
        if not note.name.lower().startswith(PREFIXES):
            break
        if note.name.lower() in found or note.name.lower() not in template.names:
            fault = "twice" if note.name.lower() in found else "but the workbook has no such name"
            raise refuse(f"the Notes sheet lists {note.name} {fault}")
        found[note.name.lower()] = note
    if not columns:
        raise refuse("the Notes sheet has no table with name, kind, unit, sign, axis and seed")
    return list(found.values())
