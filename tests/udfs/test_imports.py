"""Which package may import which, and what `import udfs` costs."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ["udfs.finance", "udfs", "workbooks", "addin"]
HEAVY = ["pandas", "openpyxl", "xlwings", "pydantic", "lxml", "typer", "rich", "cellrune"]


def layer_of(module: str) -> int | None:
    """Place of a module in the direction of imports; None for anything from outside."""
    for place, layer in enumerate(LAYERS):
        if module == layer or module.startswith(layer + "."):
            return place
    return None


def imports_of(text: str, package: str) -> set[str]:
    """Modules that a source text imports, relative ones made absolute."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package.split(".")[: -node.level + 1 or None]) if node.level else ""
            module = ".".join(filter(None, (base, node.module)))
            found |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return found


def faults(text: str, module: str) -> list[str]:
    """Imports of a module that go against the direction."""
    own = layer_of(module)
    assert own is not None
    found = []
    for name in sorted(imports_of(text, module.rpartition(".")[0])):
        other = layer_of(name)
        if own == 0:
            outside = name.split(".")[0] not in {*sys.stdlib_module_names, "numpy", "udfs"}
            allowed = other in (None, 0) or name.startswith("udfs.errors") or name == "udfs"
            if outside or not allowed:
                found.append(name)
        elif other is not None and other > own:
            found.append(name)
    return found


MODULES = [
    path.relative_to(ROOT)
    for package in ("udfs", "workbooks", "addin")
    for path in sorted((ROOT / package).rglob("*.py"))
]


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_direction(path: Path) -> None:
    module = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
    assert faults((ROOT / path).read_text(encoding="utf-8"), module) == []


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("udfs.finance.annuity", "from udfs.kinds import Rate"),
        ("udfs.finance.annuity", "import pandas"),
        ("udfs.finance.annuity", "from udfs import lease"),
        ("udfs.lease", "from workbooks.fill import fill"),
        ("workbooks.fill", "import addin.excel"),
    ],
)
def test_a_wrong_direction_is_found(module: str, text: str) -> None:
    assert faults(text, module)


def test_a_right_direction_is_let_through() -> None:
    assert (
        faults("import math\nimport numpy\nfrom udfs.errors import DomainError", "udfs.finance.x")
        == []
    )
    assert faults("from udfs import registry\nimport openpyxl", "workbooks.x") == []


def test_import_udfs_is_light() -> None:
    code = f"import sys, udfs; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_import_makes_no_spec() -> None:
    code = "import udfs; from udfs import registry; print(len(registry._SPECS), len(registry._FUNCTIONS))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    made, known = map(int, done.stdout.split())
    assert made == 0
    assert known > 0
