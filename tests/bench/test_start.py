"""What `import udfs` costs beside `import numpy`, as whole processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.bench.ratio import ratio, record

ROOT = Path(__file__).resolve().parents[2]


def start(module: str) -> None:
    """A fresh interpreter that imports one module."""
    subprocess.run([sys.executable, "-c", f"import {module}"], cwd=ROOT, check=True)


def test_import(benchmark: Any) -> None:
    benchmark.pedantic(start, ("udfs",), rounds=5)
    reached = ratio(lambda: start("udfs"), lambda: start("numpy"))
    assert record("import udfs / import numpy", reached, 1.5) > 0
    ready = ratio(lambda: start("udfs; udfs.lease_pv(0.05, 20, 200)"), lambda: start("numpy"))
    assert record("import udfs and a first LEASE_PV / import numpy", ready) > 0
