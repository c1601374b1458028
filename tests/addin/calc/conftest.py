"""A LibreOffice that has the extension, as it is built."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy
import pytest

from addin.calc.build import build_addin
from addin.calc.cells import PATH
from tests.engines import SYSTEM_PYTHON, Office, office_missing

#: Where this Python has numpy.
PACKAGES = Path(numpy.__file__).parents[1]


def numpy_for_office() -> str | None:
    """The folder to name in ONBALANCE_PATH, empty if LibreOffice has numpy; None if none fits."""
    for folder in ("", str(PACKAGES)):
        path = f"import sys; sys.path[:0] = {[folder] if folder else []}; import numpy"
        probe = subprocess.run([SYSTEM_PYTHON, "-E", "-c", path], capture_output=True)
        if probe.returncode == 0:
            return folder
    return None


@pytest.fixture(scope="session")
def extensions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the unpacked extension in it."""
    folder = tmp_path_factory.mktemp("extensions")
    with zipfile.ZipFile(build_addin(folder)) as archive:
        archive.extractall(folder / "found" / "onbalance")
    return folder / "found"


@pytest.fixture(scope="session")
def calc(extensions: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A running LibreOffice with the extension and numpy."""
    reason, folder = office_missing(), None
    if not reason:
        folder = numpy_for_office()
        reason = None if folder is not None else "LibreOffice's Python can load no numpy"
    if reason:
        pytest.skip(reason)
    running = Office(tmp_path_factory.mktemp("calc"), extensions, {PATH: folder or ""})
    yield running
    running.stop()
