"""What the tests of the Excel add-in share: a built add-in, and xlwings' server in a process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("xlwings")

from addin.excel.build import Settings, build_addin  # noqa: E402  (only where xlwings is)
from tests.addin.excel.bridge import Excel  # noqa: E402


@pytest.fixture(scope="session")
def excel() -> Iterator[Excel]:
    running = Excel()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An add-in for an invented computer."""
    folder = tmp_path_factory.mktemp("addin")
    return build_addin(folder / "OnBalance.xlam", Settings(r"C:\Py\python.exe", r"C:\src"))
