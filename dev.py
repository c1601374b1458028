"""Everything a newcomer or a robot runs, with Python alone: `python dev.py demo`.

Each command makes the environment `.venv` beside this file when it is missing, and installs only
the packages which that command needs, in the exact versions of requirements.lock.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "installed.json"
OLDEST, NEWEST = (3, 11), (3, 14)
BENCHES = "tests/bench"

#: the sets of requirements.lock that each command needs
SETS = {
    "demo": ("demo",),
    "templates": ("demo", "templates"),
    "test": ("demo", "templates", "excel", "office", "test"),
    "test --all": ("demo", "templates", "excel", "office", "test", "browser"),
    "bench": ("demo", "templates", "excel", "office", "test"),
    "lint": ("demo", "lint"),
}


class SetupError(Exception):
    """The environment cannot be made; the message says why and what helps."""


def say(text: str) -> None:
    """One plain line of progress, at once."""
    print(text, flush=True)


# ------------------------------------------------------------------- environment


def lock_sets(text: str) -> dict[str, list[str]]:
    """The requirements of each `# [set]` of a lock file."""
    sets: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in map(str.strip, text.splitlines()):
        if line.startswith("# [") and "]" in line:
            lines = sets.setdefault(line[3 : line.index("]")], [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return sets


def venv_python() -> Path:
    """The interpreter inside .venv."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def check_python() -> None:
    """Refuse an interpreter that the packages do not support, in a sentence."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        mine = ".".join(map(str, sys.version_info[:3]))
        raise SetupError(
            f"OnBalance needs Python 3.{OLDEST[1]} to 3.{NEWEST[1]}, and this is {mine}: "
            "get one from https://www.python.org/downloads/ and run dev.py with it."
        )


def make_venv() -> None:
    """Make .venv afresh."""
    try:
        import ensurepip  # noqa: F401  (Debian ships it apart)
        import venv  # noqa: F401
    except ImportError:
        version = ".".join(map(str, sys.version_info[:2]))
        raise SetupError(
            "This Python cannot make an environment because its venv or ensurepip module is "
            f"missing: on Debian or Ubuntu run `apt-get install python{version}-venv`, elsewhere "
            "use a Python from https://www.python.org/downloads/, then try again."
        ) from None
    say(f"Making .venv with Python {'.'.join(map(str, sys.version_info[:3]))}")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True
    )
    if made.returncode:
        raise SetupError(f"Python could not make .venv: {(made.stdout + made.stderr).strip()}")


def venv_works() -> bool:
    """Whether .venv holds an interpreter that runs and is one that we support."""
    code = "import sys; print(*sys.version_info[:2])"
    try:
        run = subprocess.run([str(venv_python()), "-c", code], capture_output=True, text=True)
    except OSError:
        return False
    found = tuple(int(part) for part in run.stdout.split() if part.isdigit())
    return run.returncode == 0 and OLDEST <= found <= NEWEST


def read_stamp() -> dict[str, str]:
    """The hash of each set as it was installed; empty when unknown."""
    try:
        return dict(json.loads(STAMP.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def ensure(command: str) -> Path:
    """Make the environment hold what `command` needs; return its interpreter."""
    check_python()
    if not venv_works():
        make_venv()
    sets = lock_sets(LOCK.read_text("utf-8"))
    hashes = {name: hashlib.sha256("\n".join(sets[name]).encode()).hexdigest() for name in sets}
    stamp = read_stamp()
    needed = [name for name in SETS[command] if stamp.get(name) != hashes[name]]
    if needed:
        install([line for name in needed for line in sets[name]])
        STAMP.write_text(json.dumps(stamp | {name: hashes[name] for name in needed}), "utf-8")
    return venv_python()


def install(requirements: list[str]) -> None:
    """Install exact versions into .venv."""
    say(f"Installing {len(requirements)} packages into .venv")
    began = time.monotonic()
    # The lock is whole: what it leaves out is not wanted.
    flags = ["--disable-pip-version-check", "--no-input", "--no-deps", "--prefer-binary", "-qq"]
    command = [str(venv_python()), "-m", "pip", "install", *flags, *requirements]
    if subprocess.run(command).returncode:
        raise SetupError(
            "pip could not install the packages (its own words are above): check the connection, "
            "then run the same command again."
        )
    say(f"Installed in {time.monotonic() - began:.0f} s")


# ---------------------------------------------------------- programs for the tests


def calc_found() -> bool:
    """Whether LibreOffice Calc is here."""
    places = [
        "/usr/lib/libreoffice/program/soffice.bin",
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
        "C:/Program Files/LibreOffice/program/soffice.exe",
    ]
    return bool(shutil.which("soffice")) or any(Path(place).exists() for place in places)


def uno_found() -> bool:
    """Whether Python can drive LibreOffice."""
    return Path("/usr/lib/python3/dist-packages/uno.py").exists()


def fonts_found() -> bool:
    """Whether the fonts with the metrics of Arial are here, so that widths are true."""
    return any(Path("/usr/share/fonts").glob("truetype/liberation*"))


def numpy_found() -> bool:
    """Whether the Python that LibreOffice runs has numpy."""
    return Path("/usr/lib/python3/dist-packages/numpy").exists()


#: Debian package -> (is it here?, what it is for)
PROGRAMS = {
    "libreoffice-calc-nogui": (calc_found, "recalculating and printing in LibreOffice"),
    "python3-uno": (uno_found, "driving LibreOffice from Python"),
    "python3-numpy": (numpy_found, "the functions inside LibreOffice"),
    "poppler-utils": (lambda: bool(shutil.which("pdftotext")), "reading the printed pages"),
    "fonts-liberation": (fonts_found, "true column widths on the printed pages"),
    "nodejs": (lambda: bool(shutil.which("node")), "running the functions of Excel on the web"),
}
BROWSER = {
    "chromium": (lambda: bool(shutil.which("chromium")), "looking at the task pane"),
}


def ensure_programs(programs: dict[str, tuple[Callable[[], bool], str]]) -> None:
    """Install what the tests need on Debian as root; elsewhere say what is missing."""
    missing = [name for name, (found, _) in programs.items() if not found()]
    if not missing:
        return
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root and Path("/etc/debian_version").exists() and shutil.which("apt-get"):
        say(f"Installing {', '.join(missing)} with apt-get")
        quiet = {
            "stdout": subprocess.DEVNULL,
            "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        }
        get = ["apt-get", "-qq", "-y", "-o", "Dpkg::Use-Pty=0"]
        subprocess.run([*get, "update"], **quiet)
        subprocess.run([*get, "install", "--no-install-recommends", *missing], **quiet)
        missing = [name for name in missing if not programs[name][0]()]
    for name in missing:
        say(f"Missing: {name}, for {programs[name][1]}; the tests that need it will be skipped")


# ------------------------------------------------------------------------ commands


def run(python: Path, *arguments: str) -> int:
    """Run Python of the environment in the root folder; return its exit code."""
    return subprocess.run([str(python), *arguments], cwd=ROOT).returncode


def demo(options: argparse.Namespace) -> int:
    """Build the Hyperion workbook and the tour of the articles, and print their headlines."""
    python = ensure("demo")
    built = [
        run(python, "onbalance.py", "build", what, "-o", f"{what}.xlsx")
        for what in ("hyperion", "tour")
    ]
    return max(built)


def test(options: argparse.Namespace) -> int:
    """Run the tests."""
    python = ensure("test --all" if options.all else "test")
    ensure_programs(PROGRAMS | BROWSER if options.all else PROGRAMS)
    chosen = [] if options.all else ["-m", "not slow"]
    # One process a core; benchmarks would be noise beside them and have a command of their own.
    spread = ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "worksteal", "-p", "no:benchmark"]
    return run(python, "-m", "pytest", "-q", "--ignore", BENCHES, *spread, *chosen, *options.rest)


def bench(options: argparse.Namespace) -> int:
    """Run the benchmarks and print the table of ratios."""
    return run(ensure("bench"), "-m", "pytest", "-q", BENCHES, *options.rest)


def lint(options: argparse.Namespace) -> int:
    """Check style, format and types."""
    python = ensure("lint")
    checks = [("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",)]
    return max(run(python, "-m", *check) for check in checks)


def templates(options: argparse.Namespace) -> int:
    """Build templates/*.xlsx again from workbooks/build."""
    return run(ensure("templates"), "-m", "workbooks.build")


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(prog="python dev.py", description=__doc__.split("\n\n")[0])
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in (demo, test, bench, lint, templates):
        one = commands.add_parser(command.__name__, help=command.__doc__.rstrip("."))
        one.set_defaults(command=command)
    commands.choices["test"].add_argument("--all", action="store_true", help="the long tests too")
    return top


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit code."""
    top = parser()
    options, options.rest = top.parse_known_args(arguments)
    if options.rest and options.command not in (test, bench):
        top.error(f"unrecognized arguments: {' '.join(options.rest)}")
    try:
        return int(options.command(options))
    except SetupError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
