"""The commands on formulas: `onbalance audit`, `explain` and `diff`."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from workbooks import show

if TYPE_CHECKING:
    from collections.abc import Iterable

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


#: Options that make up a name for what they write, if none is given.
_NAMED = ("--html", "--annotate")
_BOOKS = (".xlsx", ".xlsm")


def with_names(arguments: list[str]) -> list[str]:
    """Give `--html` and `--annotate` a name beside which none stands, after the workbook's.

    >>> with_names(["audit", "model.xlsx", "--html"])
    ['audit', 'model.xlsx', '--html', 'model.audit.html']
    """
    if arguments[:1] != ["audit"]:
        return arguments
    books = [one for one in arguments if one.lower().endswith(_BOOKS)]
    given: list[str] = []
    for number, one in enumerate(arguments):
        given.append(one)
        after = arguments[number + 1] if number + 1 < len(arguments) else "-"
        bare = after.startswith("-") or (
            after in books and (one == "--html" or len(books) == 1)
        )  # the workbook itself
        if one in _NAMED and bare and books:
            source = Path(books[0])
            suffix = ".html" if one == "--html" else source.suffix
            given.append(f"{source.stem}.audit{suffix}")
    return given


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
        Path | None,
        typer.Option(
            help="Write a page with a map of each sheet; as model.audit.html if no name is given."
        ),
    ] = None,
    annotate: Annotated[
        Path | None,
        typer.Option(
            help="Write a copy of the workbook with comments and a Findings sheet; as "
            "model.audit.xlsx if no name is given."
        ),
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
    count: Annotated[
        int | None,
        typer.Option(min=1, help="Planted faults of each class; 200 if left out."),
    ] = None,
) -> None:
    """Audit the formulas of a workbook.

    Exit code: 0 if nothing was found that fails, 1 if something was, 2 if the
    file or an option cannot be used.
    """
    if output is not None and not seal:
        _refuse("output", "output is for --seal; say --html page.html or --annotate copy.xlsx")
    if (kinds or count) and not seed_faults:
        _refuse("class", "class and count are for --seed-faults")
    if as_json and as_sarif:
        _refuse("sarif", "sarif and json are two forms: choose one")
    if seal:
        _seal(file, output)
        return
    if seed_faults:
        raise typer.Exit(_seed(file, kinds or [], count or 200))
    from workbooks.audit import report as written
    from workbooks.audit.asked import asked
    from workbooks.audit.labels import Labels
    from workbooks.package import write_file

    _check_target("html", file, html, (".html", ".htm"))
    _check_target("annotate", file, annotate, (file.suffix.lower(),))
    with show.working("Auditing"):
        workbook, report = asked(
            file, None if profile is None else profile.value, suppress, recalculate=recalculate
        )
    label = Labels(workbook).finding
    everything = everything or fail_on is Level.INFO
    if html is not None:
        from workbooks.audit.page import page

        write_file(html, page(workbook, report).encode())
    if annotate is not None:
        from workbooks.audit.annotate import annotated, is_signed

        write_file(annotate, annotated(workbook.data, report, label))
        if is_signed(workbook.data):
            show.error("", f"the signature of {file.name} does not hold for {annotate.name}")
    if as_json:
        print(json.dumps(written.as_json(report, label, everything=everything), indent=2))
    elif as_sarif:
        log = written.as_sarif(report, _in_repository(file), everything=everything)
        print(json.dumps(log, indent=2))
    else:
        _write(written.lines(report, everything, label))
        for target in filter(None, (html, annotate)):
            show.console().print(str(target), soft_wrap=True, markup=False)
    level = fail_on or (Level.WARNING if report.profile == "contract" else Level.NEVER)
    if report.fails(level.value):
        raise typer.Exit(RED)


def _seal(file: Path, output: Path | None) -> None:
    """Write a sealed copy of a workbook."""
    from workbooks.audit.seal import sealed
    from workbooks.package import read_file, write_file

    if output is None:
        _refuse("output", "output is missing: say where the sealed copy goes, -o sealed.xlsx")
    _check_target("output", file, output, (file.suffix.lower(),))
    write_file(output, sealed(read_file(file)))
    show.console().print(str(output), soft_wrap=True, markup=False)


def _seed(file: Path, kinds: list[str], count: int) -> int:
    """Plant faults in a workbook and print how many are found."""
    from workbooks.audit.asked import need_contract
    from workbooks.audit.faults import KINDS
    from workbooks.audit.read import read
    from workbooks.audit.seeding import main

    for kind in kinds:
        if kind not in KINDS:
            _refuse("class", f"class must be one of {', '.join(KINDS)}, got {kind}")
    need_contract(read(file))
    chosen = [word for kind in kinds for word in ("--class", kind)]
    with show.working("Planting faults"):
        return main([str(file), "--count", str(count), *chosen])


def _check_target(
    option: str, source: Path, target: Path | None, suffixes: tuple[str, ...]
) -> None:
    """Refuse a place where a file cannot or should not go, before any work is done."""
    if target is None:
        return
    if target.suffix.lower() not in suffixes:
        _refuse(option, f"{option} must end in {suffixes[0]}, got {target.name}")
    if target.is_dir():
        _refuse(option, f"{option} is the folder {target}")
    if not target.parent.is_dir():
        _refuse(option, f"{option}: there is no folder {target.parent}")
    if target.exists() and source.exists() and target.samefile(source):
        _refuse(option, f"{option} {target} is the workbook itself; choose another name")


def _refuse(option: str, sentence: str) -> NoReturn:
    from udfs.errors import TemplateError

    raise TemplateError(option, message=sentence)


def _in_repository(file: Path) -> str:
    """The path of a file as a code host knows it: from where the command runs."""
    try:
        return file.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return file.name


def _write(told: Iterable[tuple[str, str]]) -> None:
    """Print lines, wrapped behind their margins, and nothing that a terminal would obey."""
    from textwrap import wrap

    from workbooks.audit.labels import harmless

    terminal = show.console()
    for text, style in told:
        margin = " " * (len(text) - len(text.lstrip()))
        text = harmless(text)
        lines = wrap(text, terminal.width, subsequent_indent=margin, break_on_hyphens=False)
        for line in lines or [""]:
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
    """Explain a number: what it rests on, down to the inputs and their sources.

    Exit code: 0, or 2 if the file or the place cannot be used.
    """
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
    """Compare two versions of a model: formulas by family, inputs, values.

    Exit code: 0, 1 if anything differs and --fail-on-change is given, 2 if a
    file cannot be used.
    """
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
