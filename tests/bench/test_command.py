"""The whole command against the import of openpyxl alone, as processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.bench.ratio import ratio, record

ROOT = Path(__file__).parents[2]


def python(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True)


def import_openpyxl() -> None:
    python("-c", "import openpyxl")


def test_build(tmp_path, benchmark):
    target = str(tmp_path / "hyperion.xlsx")

    def build() -> None:
        python("onbalance.py", "build", "hyperion", "-o", target)

    record("onbalance build / import openpyxl", ratio(build, import_openpyxl, rounds=5), 8)
    benchmark.pedantic(build, rounds=1)


def test_help():
    def show_help() -> None:
        python("onbalance.py", "--help")

    record("onbalance --help / import openpyxl", ratio(show_help, import_openpyxl, rounds=5))
