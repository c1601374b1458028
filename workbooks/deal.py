"""A deal: the typed inputs of a model, read from a deal file and checked.

A deal file is TOML (JSON, YAML and the Inputs sheet of a finished workbook are read too), with the
sections of its design (`workbooks.designs`). Every input is a plain value or
`{ value, unit, source, date, grade, note }`; a unit that differs from the field's own is converted
("%" for a rate, "$B" for money in a "$M" deal).
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, ClassVar, cast, get_args

from pydantic import BaseModel, ConfigDict, PrivateAttr
from pydantic.fields import FieldInfo

from workbooks.deal_fields import MONEY_UNITS, Date, Line, Note, Story, Unit, extra, field


class Section(BaseModel):
    """A section of a deal file, or one row of a table in it."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="forbid", frozen=True, strict=True, allow_inf_nan=False
    )


class About(Section):
    """[deal]: what every deal says of itself."""

    name: Line = field("text", "Hyperion")
    asset: Line = field("text", "a data-centre campus", "")
    story: Story = field("text", "What is stylised in these figures.", "")
    currency: Line = field("text", "$", "$")
    unit: Unit = field("choice", "$M", "$M", choices=tuple(MONEY_UNITS))
    show_unit: Unit = field("choice", "$M", choices=tuple(MONEY_UNITS))
    asof: Date = field("date", dt.date(2026, 6, 30))


class Deal(Section):
    """All inputs of one deal, checked; each design has its own sections.

    Made by `load_deal` or `workbooks.deal_read.make`.
    """

    design: ClassVar[str]
    deal: About
    _notes: dict[str, Note | list[Note]] = PrivateAttr(default_factory=dict)

    @property
    def name(self) -> str:
        """The deal's name."""
        return self.deal.name

    def values(self) -> dict[str, Any]:
        """Every input by the name of its cell without `in_`; blank is None, a column is a list."""
        flat: dict[str, Any] = {}
        for section, _ in self:
            part = getattr(self, section)
            for key, info in type(part).model_fields.items():
                value = getattr(part, key)
                if isinstance(value, list):
                    for column, cell in cells_of(row_model(info)).items():
                        flat[cell] = [getattr(row, column) for row in value]
                else:
                    flat[cell_of(key, info)] = None if value == "" else value
        return flat

    def notes(self) -> dict[str, Note | list[Note]]:
        """Source, date, grade and note of every input, by the same names; a list for a table."""
        return dict(self._notes)


def cell_of(key: str, info: FieldInfo) -> str:
    """The name of a field's cell in a workbook, without `in_`."""
    return extra(info)["cell"] or key


def cells_of(model: type[Section]) -> dict[str, str]:
    """The cell name of each key of a section or of a table's row."""
    return {key: cell_of(key, info) for key, info in model.model_fields.items()}


def row_model(info: FieldInfo) -> type[Section]:
    """The model of the rows of a table field."""
    (model,) = get_args(info.annotation)
    return cast("type[Section]", model)


def load_deal(source: str | Path, design: str | None = None) -> Deal:
    """Read and check a deal: the name of a preset, or a TOML, JSON, YAML or .xlsx file.

    Parameters
    ----------
    source : str or Path
        The preset, or the file.
    design : str, optional
        The kind of deal; without it the file's own sections or cells say.

    Raises
    ------
    TemplateError
        One sentence that names the field, what it holds, what is allowed, and an example.
    """
    from workbooks import deal_cells, deal_file, deal_read

    path = deal_file.find(source, design)
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        return deal_cells.read_workbook(path, design)
    return deal_read.make(deal_file.parse(path), design)
