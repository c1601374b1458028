"""The one line in other people's tests: what passes, what fails and how that reads."""

import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from workbooks.audit import assert_clean

ROOT = Path(__file__).parents[3]


def save(path, spoil=False):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Model"
    sheet.append(["Month", "Rent", "Cost"])
    for row in range(2, 14):
        sheet.append([f"m{row}", 100 + row, f"=B{row}*$F$1"])
    sheet["E1"], sheet["F1"] = "Factor", 2
    if spoil:
        sheet["C7"] = 214
    workbook.save(path)
    return path


@pytest.fixture
def files(tmp_path):
    """A folder of somebody else, with a workbook that is clean and one that is not."""
    save(tmp_path / "good.xlsx")
    save(tmp_path / "bad.xlsx", spoil=True)
    return tmp_path


def elsewhere(folder, test, *options, plugin=True):
    """Run pytest in a folder that knows OnBalance as an installed package only."""
    (folder / "test_theirs.py").write_text(test)
    info = folder / "site" / "onbalance-0.dist-info"
    info.mkdir(parents=True, exist_ok=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: onbalance\nVersion: 0\n")
    (info / "entry_points.txt").write_text(
        "[pytest11]\nonbalance = workbooks.audit.pytest_plugin\n" if plugin else ""
    )
    paths = os.pathsep.join([str(info.parent), str(ROOT)])
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", *options,
         "test_theirs.py"],
        cwd=folder, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": paths},
    )  # fmt: skip


def test_the_entry_point_is_declared():
    import tomllib

    facts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    points = facts["project"]["entry-points"]["pytest11"]
    assert points == {"onbalance": "workbooks.audit.pytest_plugin"}


def test_a_repository_of_somebody_else(files):
    run = elsewhere(
        files,
        "def test_good(assert_clean):\n"
        "    assert assert_clean('good.xlsx', fail_on='error').file == 'good.xlsx'\n"
        "def test_bad(assert_clean):\n"
        "    assert_clean('bad.xlsx', profile='survey')\n",
    )
    assert "1 failed, 1 passed" in run.stdout, run.stdout
    assert "bad.xlsx is not clean" in run.stdout
    assert "Model!C7  b1-number-over-formula" in run.stdout
    assert "__init__.py" not in run.stdout  # the traceback ends in their test


def test_the_plugin_imports_nothing_heavy(files):
    run = elsewhere(
        files,
        "import sys\n"
        "def test_nothing():\n"
        "    heavy = {'numpy', 'openpyxl', 'lxml', 'rich', 'typer', 'workbooks.audit.survey'}\n"
        "    assert 'workbooks.audit.pytest_plugin' in sys.modules\n"
        "    assert not heavy & set(sys.modules)\n",
    )
    assert "1 passed" in run.stdout, run.stdout


def test_what_a_failure_says(files):
    with pytest.raises(AssertionError) as caught:
        assert_clean(files / "bad.xlsx")
    text = str(caught.value)
    assert text.startswith("bad.xlsx is not clean: ")
    assert "Model!C7  b1-number-over-formula" in text
    assert "        Copy the formula" in text


def test_levels(files):
    with pytest.raises(ValueError, match="fail_on must be one of error, warning, info"):
        assert_clean(files / "good.xlsx", fail_on="fatal")
    with pytest.raises(ValueError, match="profile must be one of"):
        assert_clean(files / "good.xlsx", profile="template")
    report = assert_clean(files / "good.xlsx", fail_on="error")
    assert report.coverage.formulas == 12
