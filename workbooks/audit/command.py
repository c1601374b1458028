"""The commands on formulas: `onbalance audit`, `explain` and `diff`."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbooks import show

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    html: Annotated[
        Path | None, typer.Option(help="Write a page with a map of each sheet.")
    ] = None,
    annotate: Annotated[
        Path | None,
        typer.Option(help="Write a copy of the workbook with comments and a Findings sheet."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Show the notes too.")] = False,
    recalculate: Annotated[
        bool,
        typer.Option(
            "--recalculate",
            help="Compare stored values with a recalculation in a survey too, as a contract does.",
        ),
    ] = False,
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
    from workbooks.audit.read import read
    from workbooks.audit.survey import audit as run
    from workbooks.package import write_file

    if as_json and as_sarif:
        raise TemplateError("sarif", message="sarif and json are two forms: choose one")
    for target, suffixes in ((html, (".html", ".htm")), (annotate, (file.suffix.lower(),))):
        _check_target(file, target, suffixes)
    with show.working("Auditing"):
        workbook = read(file)
        report = run(
            workbook, None if profile is None else profile.value, suppress, recalculate=recalculate
        )
    if html is not None:
        from workbooks.audit.page import page

        write_file(html, page(workbook, report).encode())
    if annotate is not None:
        from workbooks.audit.annotate import annotated

        write_file(annotate, annotated(workbook.data, report))
    if as_json:
        print(json.dumps(written.as_json(report), indent=2))
    elif as_sarif:
        print(json.dumps(written.as_sarif(report), indent=2))
    else:
        _print(report, everything)
        for target in filter(None, (html, annotate)):
            show.console().print(str(target), soft_wrap=True, markup=False)
    level = fail_on or (Level.WARNING if report.profile == "contract" else Level.NEVER)
    if report.fails(level.value):
        raise typer.Exit(RED)


def _seal(file: Path, output: Path | None) -> None:
    """Write a sealed copy of a workbook."""
    from udfs.errors import TemplateError
    from workbooks.audit.seal import sealed
    from workbooks.package import read_file, write_file

    if output is None:
        raise TemplateError("output", message="say where the sealed copy goes: -o sealed.xlsx")
    _check_target(file, output, (file.suffix.lower(),))
    write_file(output, sealed(read_file(file)))
    show.console().print(str(output), soft_wrap=True, markup=False)


def _check_target(source: Path, target: Path | None, suffixes: tuple[str, ...]) -> None:
    """Refuse to write over the workbook, or under a name that says something else."""
    from udfs.errors import TemplateError

    if target is None:
        return
    if target.suffix.lower() not in suffixes:
        sentence = f"output must end in {suffixes[0]}, got {target.name}"
        raise TemplateError("output", message=sentence)
    if target.exists() and source.exists() and target.samefile(source):
        sentence = f"output {target} is the workbook itself; choose another name"
        raise TemplateError("output", message=sentence)


def _print(report: Report, everything: bool) -> None:
    """Print the report for a reader, wrapped behind its margin."""
    from workbooks.audit.report import lines

    _write(lines(report, everything))


def _write(lines: Iterable[tuple[str, str]]) -> None:
    """Print lines, wrapped behind their margins, and nothing that a terminal would obey."""
    from textwrap import wrap

    from workbooks.audit.labels import harmless

    terminal = show.console()
    for text, style in lines:
        margin = " " * (len(text) - len(text.lstrip()))
        text = harmless(text)
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


# ---------------------------------------------------------------------------- diff


def diff(
    before: Annotated[Path, typer.Argument(help="The old version, .xlsx or .xlsm.")],
    after: Annotated[Path, typer.Argument(help="The new version.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="List every change.")] = False,
    fail_on_change: Annotated[
        bool, typer.Option("--fail-on-change", help="Exit with 1 if anything differs.")
    ] = False,
) -> None:
    """Compare two versions of a model: formulas by family, inputs, values."""
    from workbooks.audit.diff import compare
    from workbooks.audit.diff_show import lines
    from workbooks.audit.read import read

    with show.working("Comparing"):
        found = compare(read(before), read(after))
    if as_json:
        print(json.dumps(found.as_json(), indent=2))
    else:
        _write(lines(found, everything))
    if fail_on_change and not found.is_empty:
        raise typer.Exit(RED)
