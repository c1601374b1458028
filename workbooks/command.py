"""The command `onbalance`: build, deals, functions, fill, check, audit, explain, diff."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from workbooks import show
from workbooks.audit.command import audit, diff, explain, with_names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workbooks.deal import Deal
    from workbooks.designs import Figure

RED, BAD_USE = 1, 2

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Puts the off-balance-sheet obligations of AI data centres back on the balance sheet.",
)


class Mode(StrEnum):
    """How the numbers of a finished workbook come about."""

    NATIVE = "native"
    UDF = "udf"
    VALUES = "values"


Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="The workbook to write.")]


# --------------------------------------------------------------------------- build


@app.command()
def build(
    what: Annotated[
        str,
        typer.Argument(
            help="A preset or a TOML, JSON, YAML or .xlsx file; or a template; or tour."
        ),
    ],
    deal: Annotated[
        str | None, typer.Option(help="The deal, where the argument is a template.")
    ] = None,
    output: Output = None,
    mode: Annotated[
        Mode,
        typer.Option(
            help="native: Excel's own formulas. udf: our functions set beside them. "
            "values: no formulas."
        ),
    ] = Mode.NATIVE,
    template: Annotated[
        str | None, typer.Option(help="The template to fill; the deal's own if left out.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Build the finished workbook of a deal."""
    from workbooks.deal import load_deal
    from workbooks.finished import FINISHED
    from workbooks.model import build_model

    if what in FINISHED:
        _build_finished(what, output, mode, as_json, deal or template)
        return
    source, template = _deal_and_template(what, deal, template)
    target = output or Path(f"{Path(source).stem}.xlsx")
    _check_target(target, ".xlsx", Path(source))
    with show.working("Building the workbook"):
        inputs = load_deal(source, template)
        data = build_model(inputs, mode.value)
    _finish(inputs, target, data, as_json)


def _build_finished(
    name: str, output: Path | None, mode: Mode, as_json: bool, more: str | None
) -> None:
    """Build a workbook that takes no deal."""
    from workbooks.finished import FINISHED, build_finished

    if more:
        _refuse("deal", f"{name} takes no deal and no template")
    target, kind = output or Path(f"{name}.xlsx"), FINISHED[name]
    _check_target(target, ".xlsx")
    with show.working("Building the workbook"):
        data = build_finished(name, mode.value)
    _write(target, data, as_json, {}, kind.title, kind.headline, lambda n, _: f"{n:,.0f}")


def _deal_and_template(what: str, deal: str | None, template: str | None) -> tuple[str, str | None]:
    """Read `build DEAL` and `build TEMPLATE --deal DEAL` alike."""
    from workbooks.designs import NAMES

    if deal is None:
        if what in NAMES:
            _refuse("deal", f"{what} is a template: say which deal, for example --deal hyperion")
        return what, template
    if what not in NAMES:
        _refuse("template", f"{what} is no template: with --deal it is {' or '.join(NAMES)}")
    return deal, what


@app.command()
def fill(
    template: Annotated[Path, typer.Argument(help="A template that you have restyled.")],
    deal: Annotated[str, typer.Option(help="A preset, or a TOML, JSON, YAML or .xlsx file.")],
    output: Output = None,
    as_json: Json = False,
) -> None:
    """Fill your own copy of a template with a deal."""
    from workbooks.deal import load_deal
    from workbooks.model import fill_model
    from workbooks.package import read_file

    suffix = template.suffix.lower()
    target = output or Path(f"{Path(deal).stem}{suffix}")
    _check_target(target, suffix, template, Path(deal))
    with show.working("Filling the workbook"):
        inputs = load_deal(deal)
        data = fill_model(read_file(template), inputs)
    _finish(inputs, target, data, as_json)


def _check_target(target: Path, suffix: str, *sources: Path) -> None:
    """Refuse a place where the finished workbook cannot or should not go."""
    if target.is_dir():
        _refuse("output", f"output is the folder {target}; for example -o {target / 'deal.xlsx'}")
    if target.suffix.lower() != suffix:
        _refuse("output", f"output must end in {suffix}, got {target.name}")
    if any(source.exists() and target.exists() and source.samefile(target) for source in sources):
        _refuse("output", f"output {target} is itself an input; choose another name with -o")


def _finish(deal: Deal, target: Path, data: bytes, as_json: bool) -> None:
    """Write the workbook of a deal and print its headline."""
    from workbooks import designs

    about, values = deal.deal, deal.values()
    figures = [
        figure._replace(label=figure.label.format_map(values))
        for figure in designs.find(deal.design).headline
    ]

    def shown(number: float, unit: str) -> str:
        if unit == "money":
            return show.amount(number, about.currency, about.show_unit)
        return show.measure(number, unit, about.currency)

    facts = {"deal": deal.name, "unit": about.show_unit}
    _write(target, data, as_json, facts, deal.name, tuple(figures), shown)


def _write(
    target: Path,
    data: bytes,
    as_json: bool,
    facts: Mapping[str, object],
    title: str,
    figures: tuple[Figure, ...],
    shown: Callable[[float, str], str],
) -> None:
    """Write a workbook and print its headline."""
    from workbooks.model import headline
    from workbooks.package import write_file

    numbers = headline(data, figures)
    write_file(target, data)
    pairs = list(zip(figures, numbers.numbers, strict=True))
    if as_json:
        told = {figure.key: number for figure, number in pairs}
        warned = {"warning": numbers.warning} if numbers.warning else {}
        failing = {"checks_failing": numbers.failing}
        print_json({**facts, "file": str(target), **told, **failing, **warned})
        return
    rows = [
        (figure.label, number if isinstance(number, str) else shown(number, figure.unit))
        for figure, number in pairs
    ]
    red = ", ".join(numbers.failing)
    rows.append(("Checks", f"failing: {red}" if red else "all pass"))
    terminal = show.console()
    terminal.print(title, style="bold", markup=False)
    terminal.print(show.table(rows, right=1))
    if numbers.warning:
        terminal.print(numbers.warning, soft_wrap=True, markup=False)
    terminal.print(str(target), soft_wrap=True, markup=False)


# ----------------------------------------------------------------- deals, functions


@app.command()
def deals(as_json: Json = False) -> None:
    """List the deals that come with OnBalance."""
    from workbooks import designs
    from workbooks.deal import load_deal
    from workbooks.deal_file import presets

    loaded = {name: load_deal(name) for name in presets()}
    if as_json:
        print_json({name: deal.values() for name, deal in loaded.items()})
        return
    rows = []
    for name, deal in loaded.items():
        about, line = deal.deal, designs.find(deal.design).summary(deal)
        cost = show.amount(line.cost, about.currency, about.unit)
        rows.append((name, line.tenant, cost, line.term, line.asset))
    terminal = show.console()
    terminal.print(show.table(rows, ("Deal", "Tenant", "Cost", "Term", "Asset"), 2, (0, 3)))


@app.command()
def functions(
    name: Annotated[str | None, typer.Argument(help="One function, such as LEASE_PV.")] = None,
    as_json: Json = False,
) -> None:
    """List the functions that a cell can call, or explain one."""
    from workbooks import show_functions

    known = show_functions.known()
    if name is not None:
        spec = show_functions.find(name, known)
        print_json(show_functions.facts(spec)) if as_json else show_functions.explain(spec)
    elif as_json:
        print_json([show_functions.facts(spec) for spec in known.values()])
    else:
        rows = [(spec.name, spec.summary) for spec in known.values()]
        show.console().print(show.table(rows, ("Function", "Result")))


# ------------------------------------------------------------------------ check


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="A finished workbook.")],
    as_json: Json = False,
) -> None:
    """Recalculate a workbook and show every check; exit with 1 when one is red."""
    from workbooks.model import run_checks
    from workbooks.package import read_file

    with show.working("Recalculating"):
        checks = run_checks(read_file(file))
    red = [check for check in checks if not check.passes]
    if as_json:
        print_json({"passes": not red, "checks": [check._asdict() for check in checks]})
    else:
        rows = []
        for one in checks:
            verdict = "passes" if one.passes else "FAILS"
            rows.append((verdict, one.name.replace("_", " "), one.problem))
        terminal = show.console()
        terminal.print(show.table(rows))
        single = [one for one in checks if one.name != "master"]
        failing = sum(not one.passes for one in single)
        verdict = f"{failing} of {len(single)} checks fail"
        terminal.print(verdict if red else "All checks pass")
    if red:
        raise typer.Exit(RED)


app.command()(audit)
app.command()(explain)
app.command()(diff)


# ---------------------------------------------------------------- front of the house


def _version(wanted: bool) -> None:
    if wanted:
        from udfs.version import __version__

        print(__version__)
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Puts the off-balance-sheet obligations of AI data centres back on the balance sheet."""


def print_json(facts: object) -> None:
    """Print facts as JSON."""
    print(json.dumps(facts, indent=2, default=str))


def _refuse(argument: str, sentence: str) -> NoReturn:
    from udfs.errors import TemplateError

    raise TemplateError(argument, message=sentence)


def run(arguments: list[str]) -> int:
    """Run the command; return its exit code: 1 for a red check, 2 for bad use or input."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character
    try:
        given = with_names(arguments)
        return int(app(given, prog_name="onbalance", standalone_mode=False) or 0)
    except Exception as error:
        return _report(error)


def _report(error: Exception) -> int:
    """An expected error on one line; any other one goes on."""
    from udfs.errors import OnBalanceError

    if isinstance(error, OnBalanceError):
        show.error(error.argument, str(error))
        return BAD_USE
    if hasattr(error, "format_message"):  # of the command line itself
        sentence = error.format_message()
        if sentence:  # empty when the help was printed for want of a command
            show.error("", f"{sentence} Try `onbalance --help`.")
        return BAD_USE
    if isinstance(error, typer.Abort):
        return 130
    if isinstance(error, OSError) and error.filename:
        show.error("", f"{error.filename}: {error.strerror}")
        return BAD_USE
    raise error
