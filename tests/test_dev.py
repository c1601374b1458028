"""dev.py, with its programs replaced: nothing is installed here."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

ROOT = Path(__file__).parents[1]
SETS = ("demo", "templates", "excel", "office", "test", "browser", "lint")

#: oletools names these for work that is not done here; pcodedmp is under the GPL
LEFT_OUT = {"easygui", "msoffcrypto-tool", "pcodedmp"}


@pytest.fixture
def dev(tmp_path, monkeypatch) -> ModuleType:
    """A dev.py whose environment would be made in a temporary folder."""
    place = importlib.util.spec_from_file_location("dev_under_test", ROOT / "dev.py")
    module = importlib.util.module_from_spec(place)
    place.loader.exec_module(module)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / "installed.json")
    return module


@pytest.fixture
def calls(dev, monkeypatch) -> list[list[str]]:
    """The programs that dev.py starts; each works, and makes what venv would make."""
    started: list[list[str]] = []

    def start(command, **options):
        started.append([str(part) for part in command])
        if "venv" in command:
            python = dev.venv_python()
            python.parent.mkdir(parents=True, exist_ok=True)
            python.touch()
        return SimpleNamespace(returncode=0, stdout="3 11\n", stderr="")

    monkeypatch.setattr(dev, "subprocess", SimpleNamespace(run=start, DEVNULL=subprocess.DEVNULL))
    monkeypatch.setattr(dev, "venv_works", lambda: dev.venv_python().exists())
    monkeypatch.setattr(dev, "PROGRAMS", {})
    monkeypatch.setattr(dev, "BROWSER", {})
    return started


# ------------------------------------------------------------------------------ lock


def test_the_lock_has_every_set_and_only_exact_versions(dev):
    sets = dev.lock_sets(dev.LOCK.read_text("utf-8"))
    assert tuple(sets) == SETS
    assert all("==" in line for lines in sets.values() for line in lines)
    assert set().union(*dev.SETS.values()) == set(SETS)


def test_the_lock_is_complete():
    """Every package that a locked package needs here is locked too, in a version it accepts."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    locked = [Requirement(line) for line in lines if line and not line.startswith("#")]
    versions = {canonicalize_name(one.name): next(iter(one.specifier)).version for one in locked}
    assert len(versions) == len(locked)
    for name in versions:
        try:
            needs = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue  # of another set or platform
        for need in map(Requirement, needs):
            if need.name in LEFT_OUT:
                assert name == "oletools"
            elif need.marker is None or need.marker.evaluate({"extra": ""}):
                assert need.specifier.contains(versions[canonicalize_name(need.name)]), need


def test_the_lock_agrees_with_the_project():
    import tomllib

    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    locked = [Requirement(line) for line in lines if line and not line.startswith("#")]
    versions = {canonicalize_name(one.name): next(iter(one.specifier)).version for one in locked}
    wanted = project["dependencies"] + sum(project["optional-dependencies"].values(), [])
    for need in map(Requirement, wanted):
        assert need.specifier.contains(versions[canonicalize_name(need.name)]), need


# ----------------------------------------------------------------------- environment


def test_demo_makes_the_environment_once_with_the_runtime_set_only(dev, calls):
    assert dev.main(["demo"]) == 0
    made, installed, *ran = calls
    assert made[1:3] == ["-m", "venv"]
    assert any(part.startswith("cellrune==") for part in installed)
    assert not any(part.startswith(("pytest", "openpyxl", "pandas", "ruff")) for part in installed)
    assert [command[1:] for command in ran] == [
        ["onbalance.py", "build", "hyperion", "-o", "hyperion.xlsx"],
        ["onbalance.py", "build", "tour", "-o", "tour.xlsx"],
    ]
    calls.clear()
    assert dev.main(["demo"]) == 0
    assert [call[1] for call in calls] == ["onbalance.py", "onbalance.py"]


def test_another_command_adds_its_own_sets(dev, calls):
    dev.main(["demo"])
    calls.clear()
    dev.main(["test", "-k", "lease"])
    installed, ran = calls
    assert any(part.startswith("pytest==") for part in installed)
    assert not any(part.startswith("cellrune==") for part in installed)
    assert ran[-2:] == ["-k", "lease"]
    assert "not slow" in ran


def test_a_changed_lock_is_installed_again(dev, calls, tmp_path, monkeypatch):
    dev.main(["demo"])
    calls.clear()
    changed = tmp_path / "requirements.lock"
    changed.write_text(dev.LOCK.read_text("utf-8").replace("rich==", "rich==99."), "utf-8")
    monkeypatch.setattr(dev, "LOCK", changed)
    dev.main(["demo"])
    assert any(part.startswith("rich==99.") for part in calls[0])


def test_a_broken_stamp_is_no_harm(dev, calls):
    dev.main(["demo"])
    dev.STAMP.write_text("[1, 2", "utf-8")
    assert dev.main(["demo"]) == 0
    assert set(json.loads(dev.STAMP.read_text("utf-8"))) == {"demo"}


def test_all_tests(dev, calls):
    dev.main(["test", "--all"])
    assert "not slow" not in calls[-1]
    assert any(part.startswith("playwright==") for call in calls for part in call)


def test_the_browser_is_for_all_tests_only(dev, calls):
    dev.main(["test"])
    assert any(part.startswith("fastapi==") for call in calls for part in call)
    assert not any(part.startswith("playwright==") for call in calls for part in call)


def test_only_what_the_lock_names_is_installed(dev, calls):
    dev.main(["test", "--all"])
    (installed,) = [call for call in calls if "pip" in call]
    assert "--no-deps" in installed
    assert not any(part.split("==")[0].lower() in LEFT_OUT for part in installed)


@pytest.mark.parametrize("version", [(3, 10, 4), (3, 15, 0), (2, 7, 18)])
def test_another_python_is_refused_in_a_sentence(dev, calls, monkeypatch, capsys, version):
    monkeypatch.setattr(dev.sys, "version_info", version)
    assert dev.main(["demo"]) == 2
    err = capsys.readouterr().err
    assert "needs Python 3.11 to 3.14" in err
    assert err.count("\n") == 1
    assert calls == []


def test_a_python_without_ensurepip_is_told_what_to_install(dev, calls, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    assert dev.main(["demo"]) == 2
    assert "-venv" in capsys.readouterr().err
    assert calls == []


def test_pip_that_fails_ends_the_command_and_leaves_no_stamp(dev, calls, monkeypatch, capsys):
    run = dev.subprocess.run

    def fail(command, **options):
        result = run(command, **options)
        result.returncode = 1 if "pip" in command else 0
        return result

    monkeypatch.setattr(dev.subprocess, "run", fail)
    assert dev.main(["demo"]) == 2
    assert "pip could not install" in capsys.readouterr().err
    assert not dev.STAMP.exists()


def test_an_exit_code_is_passed_on(dev, calls, monkeypatch):
    dev.main(["demo"])
    monkeypatch.setattr(dev, "run", lambda *arguments: 3)
    assert dev.main(["demo"]) == 3
    assert dev.main(["lint"]) == 3


def test_unknown_arguments_are_refused_except_for_pytest(dev, calls, capsys):
    with pytest.raises(SystemExit):
        dev.main(["demo", "--fast"])
    assert "--fast" in capsys.readouterr().err
    assert calls == []


# ----------------------------------------------------------------- programs for tests


@pytest.mark.parametrize("root", [True, False])
def test_missing_programs(dev, calls, monkeypatch, capsys, root):
    here: list[str] = []
    programs = {"poppler-utils": (lambda: "poppler" in here, "reading the printed pages")}
    monkeypatch.setattr(dev.os, "geteuid", lambda: 0 if root else 1000, raising=False)
    monkeypatch.setattr(dev.shutil, "which", lambda name: name)
    monkeypatch.setattr(dev.Path, "exists", lambda path: True)
    dev.ensure_programs(programs)
    assert [call[0] for call in calls] == (["apt-get", "apt-get"] if root else [])
    if root:
        assert "update" in calls[0]
        assert calls[1][-3:] == ["install", "--no-install-recommends", "poppler-utils"]
    assert "Missing: poppler-utils, for reading the printed pages" in capsys.readouterr().out


# ------------------------------------------------------------------------ the scripts


def test_help_names_the_commands():
    run = subprocess.run(
        [sys.executable, "dev.py", "--help"], capture_output=True, text=True, cwd=ROOT, check=True
    )
    for command in ("demo", "test", "bench", "lint", "templates"):
        assert command in run.stdout


def test_dev_needs_the_standard_library_only():
    code = (
        "import sys; import dev; "
        "print(sorted({name.split('.')[0] for name in sys.modules} - sys.stdlib_module_names))"
    )
    run = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert run.stdout.strip() in ("['__main__', 'dev']", "['dev']")


def test_the_check_script_runs_all_tests():
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert script.startswith("#!/usr/bin/env bash\n")
    assert "dev.py test --all" in script
