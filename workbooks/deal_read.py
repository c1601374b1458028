"""From the raw contents of a deal file to a checked `Deal`, or to one sentence on what is wrong."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any, NoReturn

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from udfs.errors import TemplateError
from workbooks import designs
from workbooks.deal import Deal, Section, cell_of, cells_of, row_model
from workbooks.deal_fields import MONEY_UNITS, Note, extra, joined, plain, shown, toml

Models = Mapping[str, type[Section]]
Notes = dict[str, Note | list[Note]]


def make(raw: object, design: str | None = None) -> Deal:
    """Check the raw contents of a deal file and make the deal.

    Parameters
    ----------
    raw : object
        The sections of the file.
    design : str, optional
        The kind of deal; without it the sections say.

    Raises
    ------
    TemplateError
        One sentence that names the field, what it holds, what is allowed, and an example.
    """
    if not isinstance(raw, dict) or not all(isinstance(part, dict) for part in raw.values()):
        _fail("deal", "a deal file holds sections such as [deal], [lease] and [market]")
    kind = designs.of_sections(raw) if design is None else designs.find(design)
    models = kind.sections()
    _known_keys(raw, models)
    values, notes = _plain_values(raw, models, _unit(raw))
    for (section, key), (other, source) in kind.same_as.items():
        if key not in values[section]:
            default = models[other].model_fields[source].default
            values[section][key] = values[other].get(source, default)
            notes[key] = Note("OnBalance default", note=f"the same as {other}.{source}")
    try:
        deal = kind.deal.model_validate(values)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        _explain(min(faults, key=lambda fault: fault["type"] != "extra_forbidden"), models)
    kind.check(deal)
    deal._notes.update(notes)
    return deal


def _fail(argument: str, sentence: str, value: object = None, allowed: str = "") -> NoReturn:
    raise TemplateError(argument, value, allowed, message=sentence) from None


# ---------------------------------------------------------------- plain and long forms


def _unit(raw: Mapping[str, Mapping[str, object]]) -> str:
    """The unit of money of the deal; a wrong one is reported later, by its own field."""
    unit = raw.get("deal", {}).get("unit")
    unit = unit.get("value") if isinstance(unit, dict) else unit
    return unit if isinstance(unit, str) and unit in MONEY_UNITS else "$M"


def _plain_values(
    raw: Mapping[str, Mapping[str, object]], models: Models, unit: str
) -> tuple[dict[str, dict[str, object]], Notes]:
    """The plain values of each section, and the notes by cell name."""
    values: dict[str, dict[str, object]] = {section: {} for section in models}
    notes: Notes = {}
    for section, model in models.items():
        part = raw.get(section, {})
        for key, info in model.model_fields.items():
            if extra(info)["kind"] == "table":
                values[section][key] = _table(
                    f"{section}.{key}", part.get(key, []), info, unit, notes
                )
            elif key in part:
                path, kind = f"{section}.{key}", extra(info)["kind"]
                values[section][key], notes[cell_of(key, info)] = plain(path, part[key], kind, unit)
            else:
                notes[cell_of(key, info)] = Note("OnBalance default")
    return values, notes


def _table(path: str, value: object, info: FieldInfo, unit: str, notes: Notes) -> object:
    """The rows of a table; a row has one note, its cells' together or the whole table's."""
    given, common = plain(path, value, "table", unit)
    model = row_model(info)
    columns: dict[str, list[Note]] = {cell: [] for cell in cells_of(model).values()}
    notes.update(columns)
    if not isinstance(given, list):
        return given
    rows = []
    for number, row in enumerate(given, 1):
        if not isinstance(row, dict):
            _no_row(f"{path}[{number}]", row, model)
        clean, own = dict(row), []
        for key, column in model.model_fields.items():
            if key in row:
                kind = extra(column)["kind"]
                clean[key], note = plain(f"{path}[{number}].{key}", row[key], kind, unit)
                own.append(note)
        rows.append(clean)
        note = joined(own) if any(map(any, own)) else common
        for column_notes in columns.values():
            column_notes.append(note)
    return rows


def _no_row(path: str, row: object, model: type[Section]) -> NoReturn:
    pairs = (f"{key} = {extra(info)['example']}" for key, info in model.model_fields.items())
    allowed = f"a row such as {{ {', '.join(pairs)} }}"
    _fail(path, f"{path} must be {allowed}, got {toml(row)}", row, allowed)


# ------------------------------------------------------------------------ sentences


def _known_keys(raw: Mapping[Any, Mapping[Any, object]], known: Models) -> None:
    """Refuse a section or key that does not exist, and name the nearest one that does."""
    for section in raw:
        if section not in known:
            near = difflib.get_close_matches(str(section), known, 1, 0.5)
            hint = f"did you mean [{near[0]}]?" if near else f"they are {', '.join(known)}"
            _fail(shown(section), f"{shown(section)} is not a section of a deal file; {hint}")
    for section, part in raw.items():
        for key in part:
            if key not in known[section].model_fields:
                homes = [name for name, model in known.items() if key in model.model_fields]
                _unknown(section, str(key), known[section], homes)


def _unknown(path: str, key: str, model: type[Section], homes: list[str]) -> NoReturn:
    path = f"{path}.{shown(key)}"
    near = difflib.get_close_matches(key, model.model_fields, 1, 0.6)
    hint = f"known are {', '.join(model.model_fields)}"
    if homes:
        hint = f"it belongs in [{homes[0]}]"
    elif near:
        hint = f"did you mean {near[0]}?"
    _fail(path, f"{path} is not known; {hint}")


def _explain(fault: Any, models: Models) -> NoReturn:
    """A fault that pydantic found, as one sentence."""
    section, key, *rest = fault["loc"]
    model, path = models[section], f"{section}.{key}"
    info = model.model_fields[key]
    if len(rest) > 1:
        number, key = rest[:2]
        model, path = row_model(info), f"{path}[{number + 1}]"
        if fault["type"] == "extra_forbidden":
            _unknown(path, str(key), model, [])
        info, path = model.model_fields[key], f"{path}.{key}"
    value, allowed = fault["input"], extra(info)["allowed"]
    example = f"for example {key} = {extra(info)['example']}"
    if fault["type"] == "missing":
        _fail(path, f"{path} is missing: it is {allowed}; {example}", None, allowed)
    if fault["type"].endswith("too_long") and extra(info)["kind"] == "text":
        allowed = f"at most {fault['ctx']['max_length']} characters"
    _fail(path, f"{path} must be {allowed}, got {toml(value)}; {example}", value, allowed)
