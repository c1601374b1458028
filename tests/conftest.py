"""What all tests share: one LibreOffice for the whole run, started when a test asks for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engines import Office, office_missing


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A running LibreOffice; the test is skipped where there is none."""
    reason = office_missing()
    if reason:
        pytest.skip(reason)
    running = Office(tmp_path_factory.mktemp("office"))
    yield running
    running.stop()
