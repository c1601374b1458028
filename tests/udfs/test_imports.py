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


def test_direction() -> None:
    found: dict[str, list[str]] = {}
    for path in MODULES:
        module = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
        found[module] = faults((ROOT / path).read_text(encoding="utf-8"), module)
    assert len(found) > 300
    assert {module: told for module, told in found.items() if told} == {}


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


def fresh(code: str) -> str:
    """What a fresh interpreter prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize("line", ["import udfs", "from udfs import *", "import udfs.registry"])
def test_no_heavy_package_is_imported(line: str) -> None:
    assert fresh(f"import sys; {line}; print([m for m in {HEAVY} if m in sys.modules])") == "[]"


def test_a_module_is_imported_when_its_function_is_asked_for() -> None:
    code = "import sys, udfs; before = 'udfs.lease' in sys.modules; udfs.lease_pv; "
    assert fresh(code + "print(before, 'udfs.lease' in sys.modules)") == "False True"


def test_functions_make_no_spec_until_one_is_asked_for() -> None:
    code = "from udfs import *; from udfs import registry as r; "
    assert fresh(code + "print(len(r._SPECS), len(r._FUNCTIONS) > 20)") == "0 True"


def test_the_front_door() -> None:
    assert fresh("import udfs; print(set(udfs.__all__) <= set(dir(udfs)))") == "True"
    code = "import udfs\ntry: udfs.lease_pw\nexcept AttributeError as error: print(error)"
    assert fresh(code) == "module 'udfs' has no attribute 'lease_pw'"


def test_every_spec_is_found_without_importing_a_function() -> None:
    code = "import udfs; from udfs.registry import all_specs, spec; print(spec('LEASE_PV').name, "
    assert fresh(code + "[s.python_name for s in all_specs()] == udfs.__all__)") == "LEASE_PV True"
