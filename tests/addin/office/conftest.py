"""One service for all tests of a process."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A running service with its usual settings."""
    tools = importlib.import_module("tests.addin.office.running")
    with tools.running(tmp_path_factory.mktemp("service")) as found:
        yield found
