"""The table of ratios at the end of a benchmark run."""

from __future__ import annotations

import importlib
from typing import Any


def pytest_terminal_summary(terminalreporter: Any) -> None:
    text = importlib.import_module("tests.bench.ratio").report()
    if text:
        terminalreporter.section("ratios in one run")
        terminalreporter.write_line(text)
