"""What the auditor knows of a workbook, and what it says about it: plain frozen records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from workbooks.address import Area, column_letters, quote_sheet
from workbooks.cell import Scalar

if TYPE_CHECKING:
    from workbooks.audit.contract import Contract

Kind = Literal["formula", "number", "text", "flag", "date", "error", "blank"]
Severity = Literal["error", "warning", "info"]
Profile = Literal["contract", "survey", "fast"]

PROFILES: tuple[Profile, ...] = ("contract", "survey", "fast")
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


class ErrorCode(str):
    """An error value that a cell stores, such as `#DIV/0!`."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell looks; shared by all cells that look alike.

    Colours are six hex digits, or `theme4` where the theme decides; None is automatic.
    """

    number_format: str = "General"
    locked: bool = True
    hidden: bool = False
    colour: str | None = None
    fill: str | None = None
    dated: bool = False


PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that holds something.

    `formula` has no leading "="; the formula of a shared block is the cell's own. `value` is what
    the file stores: None where a formula was never calculated. A date is its serial number.
    `array` is the block that an array formula fills; the cells in it other than the first hold no
    formula of their own. `shared` is equal for cells that were filled from one formula.
    """

    sheet: str
    row: int
    column: int
    kind: Kind = "blank"
    formula: str | None = None
    value: Scalar | ErrorCode = None
    style: Style = PLAIN
    array: Area | None = None
    shared: int | None = None

    @property
    def address(self) -> str:
        """The address on its sheet, such as B7."""
        return f"{column_letters(self.column)}{self.row}"

    @property
    def place(self) -> str:
        """The address with the sheet, such as Inputs!B7."""
        return f"{quote_sheet(self.sheet)}!{self.address}"

    @property
    def area(self) -> Area:
        """The cell as a rectangle."""
        return Area(self.row, self.column, self.row, self.column)

    @property
    def number_format(self) -> str:
        """The number format as Excel writes it."""
        return self.style.number_format

    @property
    def locked(self) -> bool:
        """Whether protection of the sheet would lock it."""
        return self.style.locked

    @property
    def hidden(self) -> bool:
        """Whether protection of the sheet would hide its formula."""
        return self.style.hidden

    @property
    def colour(self) -> str | None:
        """The colour of the font."""
        return self.style.colour

    @property
    def is_error(self) -> bool:
        """Whether the stored value is an error."""
        return isinstance(self.value, ErrorCode)

    @property
    def is_text(self) -> bool:
        """Whether the stored value is a text."""
        return isinstance(self.value, str) and not isinstance(self.value, ErrorCode)

    @property
    def is_number(self) -> bool:
        """Whether the stored value is a number or a date."""
        return isinstance(self.value, float)


@dataclass(frozen=True, slots=True)
class Formulas:
    """Formulas that belong to cells but stand beside them: a validation, a conditional format."""

    areas: tuple[Area, ...]
    formulas: tuple[str, ...]
    kind: str = ""
    operator: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """One worksheet. Cells that hold nothing are not there, however they are formatted."""

    title: str
    state: Literal["visible", "hidden", "veryHidden"] = "visible"
    cells: Mapping[tuple[int, int], Cell] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Area, ...] = ()
    ignored: tuple[tuple[Area, frozenset[str]], ...] = ()
    protected: bool = False
    validations: tuple[Formulas, ...] = ()
    rules: tuple[Formulas, ...] = ()
    print_area: tuple[Area, ...] = ()

    def get(self, row: int, column: int) -> Cell | None:
        """The cell there, or None where it is empty."""
        return self.cells.get((row, column))

    def formulas(self) -> Iterator[Cell]:
        """The cells with a formula, in the order of the file."""
        return (cell for cell in self.cells.values() if cell.formula is not None)

    @property
    def extent(self) -> Area | None:
        """The smallest rectangle around all cells that hold something."""
        if not self.cells:
            return None
        rows, columns = zip(*self.cells, strict=True)
        return Area(min(rows), min(columns), max(rows), max(columns))


@dataclass(frozen=True, slots=True)
class DefinedName:
    """A defined name; `scope` is the title of the sheet it belongs to, None for the workbook."""

    name: str
    scope: str | None
    text: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of Excel: where it stands, its head and its columns."""

    name: str
    sheet: str
    area: Area
    columns: tuple[str, ...]
    head: int = 1
    totals: int = 0


@dataclass(frozen=True, slots=True)
class Calculation:
    """How the workbook asks to be calculated."""

    mode: str = "auto"
    iterate: bool = False
    full_precision: bool = True


@dataclass(frozen=True)
class Workbook:
    """A workbook as the auditor sees it.

    `links` maps the number in `[1]Sheet!A1` to the other file. `charts` holds a sheet and the
    formula of one series for each. `data` is the file itself, for what recalculates it.
    """

    name: str
    grids: Mapping[str, Grid]
    names: tuple[DefinedName, ...] = ()
    tables: tuple[Table, ...] = ()
    links: Mapping[int, str] = field(default_factory=dict)
    charts: tuple[tuple[str, str], ...] = ()
    calculation: Calculation = Calculation()
    date1904: bool = False
    data: bytes = field(default=b"", repr=False)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The titles of the sheets by their lower case."""
        return {title.lower(): title for title in self.grids}

    @cached_property
    def contract(self) -> Contract | None:
        """What the workbook declares of itself, or None."""
        from workbooks.audit.contract import read_contract

        return read_contract(self)

    def grid(self, title: str) -> Grid | None:
        """The sheet of that title, in whatever case, or None."""
        found = self.titles.get(title.lower())
        return None if found is None else self.grids[found]

    def cells(self) -> Iterator[Cell]:
        """All cells of all sheets."""
        for grid in self.grids.values():
            yield from grid.cells.values()

    def formulas(self) -> Iterator[Cell]:
        """All cells with a formula."""
        for grid in self.grids.values():
            yield from grid.formulas()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at.

    `rule` is the whole id, such as `a1-run-inconsistent`. Findings of one `group` have one cause:
    the report shows them as one line. The weightier of two stands first.
    """

    rule: str
    severity: Severity
    sheet: str
    areas: tuple[Area, ...]
    message: str
    hint: str = ""
    group: str = ""
    formula: str = ""
    weight: float = 0.0

    @property
    def cells(self) -> int:
        """The number of cells it is about."""
        return sum(area.size for area in self.areas)

    @property
    def place(self) -> str:
        """Where it is, as a person would write it."""
        if not self.areas:
            return self.sheet
        texts = ", ".join(area.text for area in self.areas)
        return f"{quote_sheet(self.sheet)}!{texts}" if self.sheet else texts


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was analysed, and what was not."""

    cells: int = 0
    formulas: int = 0
    families: int = 0
    unparsed: tuple[str, ...] = ()
    unknown_functions: Mapping[str, int] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suppression:
    """A finding that somebody has looked at: rule, sheet, range and the reason."""

    rule: str
    sheet: str
    areas: tuple[Area, ...]
    reason: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The result of an audit; `findings` are those that stand, the gravest first."""

    file: str
    profile: Profile
    findings: tuple[Finding, ...]
    coverage: Coverage
    suppressed: tuple[tuple[Finding, Suppression], ...] = ()
    unused_suppressions: tuple[Suppression, ...] = ()

    def of(self, *severities: Severity) -> tuple[Finding, ...]:
        """The findings of these severities."""
        return tuple(finding for finding in self.findings if finding.severity in severities)

    def fails(self, level: Severity | Literal["never"]) -> bool:
        """Whether a finding is as grave as `level`, or graver."""
        if level == "never":
            return False
        grave = SEVERITIES[: SEVERITIES.index(level) + 1]
        return any(finding.severity in grave for finding in self.findings)
