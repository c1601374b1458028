"""The functions that a cell can call, as the command shows them."""

from __future__ import annotations

import difflib
from typing import Any

import udfs  # noqa: F401  (registers every function)
from udfs.errors import MissingDataError
from udfs.registry import Spec, all_specs
from workbooks import show


def known() -> dict[str, Spec]:
    """Every function by its name in a cell."""
    return {spec.name: spec for spec in all_specs()}


def find(name: str, specs: dict[str, Spec]) -> Spec:
    """The function of that name; `MissingDataError` names the nearest when there is none."""
    if name.upper() not in specs:
        near = difflib.get_close_matches(name.upper(), specs, 1, 0.4)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise MissingDataError("name", name, message=f"there is no function {name}{hint}")
    return specs[name.upper()]


def facts(spec: Spec) -> dict[str, Any]:
    """A function as plain data."""
    keys = ("name", "category", "summary", "result", "sign", "source", "native", "reason")
    arguments = [
        {
            "name": argument.name,
            "unit": argument.unit,
            "required": argument.required,
            "default": argument.default,
            "help": argument.help,
        }
        for argument in spec.arguments
    ]
    return {key: getattr(spec, key) for key in keys} | {
        "arguments": arguments,
        "example": spec.example,
    }


def explain(spec: Spec) -> None:
    """Print one function: how it is called, what it means, where it comes from."""
    terminal = show.console()
    terminal.print(spec.syntax, style="bold", markup=False)
    terminal.print(spec.summary + "\n", markup=False)
    rows = []
    for arg in spec.arguments:
        default = "" if arg.required or arg.default in (None, "") else f" Default {arg.default}."
        rows.append((arg.name, arg.unit, arg.help + default))
    if rows:
        terminal.print(show.table(rows, ("Argument", "Unit", "Meaning")))
    native = spec.native or f"none: {spec.reason}"
    pairs = [("Returns", spec.result), ("In Excel's own functions", native)]
    pairs += [("Source", spec.source), ("Example", spec.example)]
    for title, text in pairs:
        terminal.print(f"{title}: ", style="bold", end="")
        terminal.print(f"\n{text}" if "\n" in text else text, markup=False)


def families() -> str:
    """The names of the functions by heading, as the table of README.md."""
    found: dict[str, list[str]] = {}
    for name, spec in known().items():
        found.setdefault(spec.category, []).append(f"`{name}`")
    rows = [f"| {heading} | {' '.join(names)} |" for heading, names in sorted(found.items())]
    return "\n".join(["| about | functions |", "|---|---|", *rows])


def markdown() -> str:
    """The functions with what each returns and its source, as the table of docs/functions.md."""
    rows = ["| function | result | unit | source |", "|---|---|---|---|"]
    for name, spec in known().items():
        unit = "table" if spec.is_table else spec.result.split(". ")[0].rstrip(".")
        cells = (f"`{name}`", spec.summary.rstrip("."), unit, spec.source)
        rows.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    return "\n".join(rows)
