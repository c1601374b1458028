"""The commands `onbalance addin ...` and `onbalance serve`.

Each host is a module with the same few functions; nothing of a host is imported before it is
asked for, so that a missing package is a sentence and not a start that fails.
"""

from __future__ import annotations

import sys
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from udfs.errors import OnBalanceError
from workbooks import show
from workbooks.command import RED, print_json

addin = typer.Typer(no_args_is_help=True, help="Put the functions into Excel or LibreOffice.")


class Host(StrEnum):
    """A spreadsheet program, by the way it is reached."""

    EXCEL = "excel"
    OFFICE = "office"
    CALC = "calc"


#: What a host needs beyond OnBalance itself, and what brings it.
EXTRAS = dict.fromkeys(("fastapi", "uvicorn"), "fastapi uvicorn")

HostArgument = Annotated[
    Host | None,
    typer.Argument(
        help="excel: Excel on Windows. office: Excel on Mac, the web and Windows. "
        "calc: LibreOffice Calc. Left out: excel on Windows, office on a Mac, calc elsewhere."
    ),
]
Url = Annotated[str, typer.Option(help="office: the https address of the service.")]
SERVICE = "https://localhost:8443"
Output = Annotated[Path | None, typer.Option("--output", "-o", help="The file or folder to write.")]


def usual_host() -> Host:
    """The host that a computer of this kind most likely has."""
    return {"win32": Host.EXCEL, "darwin": Host.OFFICE}.get(sys.platform, Host.CALC)


def host_module(host: Host, name: str) -> Any:
    """A module of a host; a package that is missing is named with its mend."""
    try:
        return import_module(f"addin.{host.value}.{name}")
    except ModuleNotFoundError as error:
        package = (error.name or "").split(".")[0]
        if package not in EXTRAS:
            raise
        raise OnBalanceError(
            message=f"{package} is not installed: run `pip install {EXTRAS[package]}`"
        ) from None


@addin.command()
def build(
    host: HostArgument = None,
    output: Output = None,
    url: Url = SERVICE,
    service: Annotated[
        str, typer.Option(help="office: the service, where it is not at the address of the files.")
    ] = "",
    interpreter: Annotated[
        str | None, typer.Option(help="excel: python.exe of the computer that will run it.")
    ] = None,
    fallback: Annotated[
        bool, typer.Option(help="excel: the untouched template and .bas files, in a folder.")
    ] = False,
) -> None:
    """Write the add-in: OnBalance.xlam, OnBalance.oxt, or the folder of the web add-in."""
    host = host or usual_host()
    module = host_module(host, "build")
    if host is Host.OFFICE:
        target = output or Path("onbalance-office")
        module.build_folder(target, url, service)
    elif host is Host.CALC:
        target = module.build_addin(output or Path("OnBalance.oxt"))
    elif fallback:
        target = output or Path("onbalance-excel")
        module.build_fallback(target)
    else:
        if interpreter is None and sys.platform != "win32":
            raise OnBalanceError(
                message="interpreter must be given, because Excel for Windows is not on this "
                r"computer: for example --interpreter C:\Python312\python.exe"
            )
        settings = module.here() if interpreter is None else module.elsewhere(interpreter)
        target = module.build_addin(output or Path("OnBalance.xlam"), settings)
    print(target)


@addin.command()
def install(host: HostArgument = None, url: Url = SERVICE) -> None:
    """Install the add-in for the person who runs this."""
    host = host or usual_host()
    module = host_module(host, "install")
    print(module.install(url) if host is Host.OFFICE else module.install())


@addin.command()
def uninstall(host: HostArgument = None) -> None:
    """Take the add-in away again."""
    print(host_module(host or usual_host(), "install").uninstall())


@addin.command()
def certificate(
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The folder to write to.")
    ] = Path(),
    force: Annotated[bool, typer.Option(help="Replace one that is still good.")] = False,
) -> None:
    """Make a certificate for this computer, which Office asks for: localhost.pem, localhost.key."""
    from addin.office.certificate import make_certificate, trust_command

    made, key = make_certificate(output, force=force)
    print(f"{made} and {key} are good for this computer's own name; to trust them run")
    print(trust_command(made))


@addin.command()
def doctor(
    host: HostArgument = None,
    url: Url = SERVICE,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
) -> None:
    """Say what an installation lacks, and the mend; exit with 1 when something does not work."""
    from addin.doctor import FAIL, examine

    host = host or usual_host()
    findings = examine(host.value, url) if host is Host.OFFICE else examine(host.value)
    if as_json:
        print_json([finding._asdict() for finding in findings])
    else:
        rows = [(one.host, one.what, one.state, one.found) for one in findings]
        terminal = show.console()
        terminal.print(show.table(rows, ("Host", "Checked", "State", "Found")))
        for one in findings:
            if one.mend:
                terminal.print(f"{one.host}, {one.what}: {one.mend}", markup=False)
    if any(one.state == FAIL for one in findings):
        raise typer.Exit(RED)


@addin.command()
def acceptance(
    output: Output = None,
    host: Annotated[
        Host, typer.Option(help="calc and excel: one file. office: names as Office saves them.")
    ] = Host.EXCEL,
) -> None:
    """Write the workbook that certifies an installation: open it, recalculate, read the verdict."""
    from addin.acceptance.book import build as build_book
    from addin.acceptance.hosts import in_calc, prefix
    from workbooks.package import write_file

    target = output or Path("acceptance.xlsx")
    if target.suffix.lower() != ".xlsx" or target.is_dir():
        raise OnBalanceError(message=f"output must be a file that ends in .xlsx, got {target}")
    with show.working("Computing what every call must show"):
        data = build_book(in_calc, prefix(host.value))
    write_file(target, data)
    print(target)


def serve(
    host: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="On which port.")] = 8443,
    certificate: Annotated[
        Path | None, typer.Option(help="TLS certificate (PEM); Excel needs https.")
    ] = None,
    key: Annotated[Path | None, typer.Option(help="Its private key (PEM).")] = None,
    token: Annotated[
        str | None, typer.Option(envvar="ONBALANCE_TOKEN", help="What every caller must show.")
    ] = None,
    url: Annotated[
        str | None, typer.Option(help="The address that Excel uses, if it is another one.")
    ] = None,
    origin: Annotated[
        list[str] | None, typer.Option(help="Another origin whose pages may call; repeatable.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes that compute.")] = 2,
    trusted_network: Annotated[
        bool, typer.Option(help="Listen beyond this computer without a token or a certificate.")
    ] = False,
) -> None:
    """Serve the functions to Excel on Mac, the web and Windows, until Ctrl+C."""
    module = host_module(Host.OFFICE, "service")
    module.serve(
        host, port, certificate, key, token,
        base_url=url, origins=tuple(origin or ()), workers=workers,
        trusted_network=trusted_network,
    )  # fmt: skip


def attach(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.add_typer(addin, name="addin")
    app.command()(serve)
