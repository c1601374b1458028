"""The wrappers as xlwings' own generator writes them.

    python -m addin.excel.generate

prints them. `stock_wrappers` runs that in a process of its own, because where there is no Windows
the generator needs stand-ins for pywin32 that nothing else should see.
"""

from __future__ import annotations

import functools
import importlib
import io
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

from addin.excel import stubs
from udfs.errors import TemplateError

#: The module that xlwings imports and calls.
FUNCTIONS = "addin.excel.functions"
ADDIN = "OnBalance.xlam"
PATIENCE = 120.0  # seconds


@functools.cache
def stock_wrappers() -> str:
    """The text of all wrappers, unchanged."""
    root = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    environment["PYTHONPATH"] = os.pathsep.join(
        filter(None, [root, os.environ.get("PYTHONPATH", "")])
    )
    environment.pop("XLWINGS_ON_SERVER", None)
    done = subprocess.run(
        [sys.executable, "-m", "addin.excel.generate"],
        capture_output=True, encoding="utf-8", env=environment, timeout=PATIENCE, check=False,
    )  # fmt: skip
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise TemplateError(message=f"xlwings could not write the wrappers: {last}")
    return done.stdout


def main() -> None:
    """Print the wrappers."""
    if stubs.is_needed():
        stubs.install()
        stubs.xlwings_as_on_windows()
    from addin.excel import functions

    text = io.StringIO()
    udfs = importlib.import_module("xlwings.udfs")
    udfs.generate_vba_wrapper(FUNCTIONS, functions, text, SimpleNamespace(Name=ADDIN))
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    sys.stdout.write(text.getvalue())


if __name__ == "__main__":
    main()
