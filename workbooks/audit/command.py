"""The commands on formulas: `onbalance audit` and `onbalance explain`."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbooks import show

if TYPE_CHECKING:
    from workbooks.audit.model import Report

RED = 1


class Profile(StrEnum):
    """What the workbook is held to."""

    CONTRACT = "contract"
    SURVEY = "survey"
    FAST = "fast"


class Level(StrEnum):
    """How grave a finding must be to fail."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    NEVER = "never"


def audit(
    file: Annotated[Path, typer.Argument(help="A workbook, .xlsx or .xlsm.")],
    profile: Annotated[
        Profile | None,
        typer.Option(
            help="contract: what the workbook declares of itself, to the letter. survey: what "
            "looks wrong in anybody's workbook. fast: survey, and what the FAST standard asks. "
            "Left out: contract where the workbook declares one, else survey."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
    as_sarif: Annotated[
        bool, typer.Option("--sarif", help="Print SARIF 2.1.0 and nothing else.")
    ] = False,
    everything: Annotated[bool, typer.Option("--all", help="Show the notes too.")] = False,
    fail_on: Annotated[
        Level | None,
        typer.Option(
            help="Exit with 1 on a finding of this kind or graver. Left out: warning for the "
            "contract, never for a survey."
        ),
    ] = None,
    suppress: Annotated[
        Path | None,
        typer.Option(help="A TOML file of findings that may stand, each with its reason."),
    ] = None,
) -> None:
    """Audit the formulas of a workbook."""
    from udfs.errors import TemplateError
    from workbooks.audit import report as written
    from workbooks.audit.survey import audit as run

    if as_json and as_sarif:
        raise TemplateError("sarif", message="sarif and json are two forms: choose one")
    with show.working("Auditing"):
        report = run(file, None if profile is None else profile.value, suppress)
    if as_json:
        print(json.dumps(written.as_json(report), indent=2))
    elif as_sarif:
        print(json.dumps(written.as_sarif(report), indent=2))
    else:
        _print(report, everything)
    level = fail_on or (Level.WARNING if report.profile == "contract" else Level.NEVER)
    if report.fails(level.value):
        raise typer.Exit(RED)


def _print(report: Report, everything: bool) -> None:
    """Print the report for a reader, wrapped behind its margin."""
    from textwrap import wrap

    from workbooks.audit.report import lines

    terminal = show.console()
    for text, style in lines(report, everything):
        margin = " " * (len(text) - len(text.lstrip()))
        for line in wrap(text, terminal.width, subsequent_indent=margin) or [""]:
            terminal.print(line, style=style, markup=False, soft_wrap=True)


# ------------------------------------------------------------------------- explain


def explain(
    file: Annotated[Path, typer.Argument(help="A workbook, .xlsx or .xlsm.")],
    place: Annotated[
        str, typer.Argument(help="Sheet!Cell, Sheet!A1:B9 or a defined name such as out_rent.")
    ],
    depth: Annotated[
        int, typer.Option(min=0, max=50, help="How many steps down the tree goes.")
    ] = 4,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
) -> None:
    """Explain a number: what it rests on, down to the inputs and their sources."""
    from workbooks.audit.explain import explain as run
    from workbooks.audit.explain_show import print_explanation
    from workbooks.audit.read import read

    with show.working("Reading"):
        found = run(read(file), place, depth)
    if as_json:
        print(json.dumps(found.as_json(), indent=2))
    else:
        print_explanation(found)
