"""The command `onbalance audit`."""

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
    seal: Annotated[
        bool,
        typer.Option(
            "--seal",
            help="Audit nothing: write a copy whose Notes sheet holds a fingerprint of every "
            "formula, so that from then on any change of one is found. Needs a contract.",
        ),
    ] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The sealed workbook to write.")
    ] = None,
    seed_faults: Annotated[
        bool,
        typer.Option(
            "--seed-faults",
            help="Audit copies with one planted fault each; print a table of what was found.",
        ),
    ] = False,
    kinds: Annotated[
        list[str] | None, typer.Option("--class", help="A class of faults; all if left out.")
    ] = None,
    count: Annotated[int, typer.Option(min=1, help="Planted faults of each class.")] = 200,
) -> None:
    """Audit the formulas of a workbook."""
    from udfs.errors import TemplateError

    if seal:
        _seal(file, output)
        return
    if seed_faults:
        from workbooks.audit.seeding import main

        chosen = [word for kind in kinds or () for word in ("--class", kind)]
        raise typer.Exit(main([str(file), "--count", str(count), *chosen]))
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


def _seal(file: Path, output: Path | None) -> None:
    """Write a sealed copy of a workbook."""
    from udfs.errors import TemplateError
    from workbooks.audit.seal import sealed
    from workbooks.package import read_file, write_file

    if output is None or (output.exists() and output.samefile(file)):
        raise TemplateError("output", message="say where the sealed copy goes: -o sealed.xlsx")
    write_file(output, sealed(read_file(file)))
    show.console().print(str(output), soft_wrap=True, markup=False)


def _print(report: Report, everything: bool) -> None:
    """Print the report for a reader, wrapped behind its margin."""
    from textwrap import wrap

    from workbooks.audit.report import lines

    terminal = show.console()
    for text, style in lines(report, everything):
        margin = " " * (len(text) - len(text.lstrip()))
        for line in wrap(text, terminal.width, subsequent_indent=margin) or [""]:
            terminal.print(line, style=style, markup=False, soft_wrap=True)
