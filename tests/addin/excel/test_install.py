"""Installing into an invented profile of Windows, and what the doctor says of it."""

from __future__ import annotations

import importlib.metadata
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from addin.doctor import FAIL, OK, SKIP, WARN
from addin.excel import build, checks, install
from addin.excel.build import ADDIN, XLWINGS, Settings
from udfs.errors import OnBalanceError


@pytest.fixture
def profile(tmp_path, monkeypatch):
    """A Windows profile with a healthy installation, but for what a test breaks."""
    python = tmp_path / "Python" / "python.exe"
    python.parent.mkdir()
    python.symlink_to(sys.executable)
    for bits in (32, 64):
        (python.parent / f"xlwings{bits}-{XLWINGS}.dll").touch()
    root = str(Path(build.__file__).resolve().parents[2])
    site = str(Path(importlib.metadata.distribution("xlwings").locate_file("")))
    settings = Settings(str(python), f"{root}:{site}")  # a link has no packages of its own
    monkeypatch.setattr(build, "here", lambda: settings)
    known = checks.importlib.util.find_spec
    monkeypatch.setattr(
        checks, "importlib",
        SimpleNamespace(util=SimpleNamespace(find_spec=lambda n: n == "pythoncom" or known(n))),
    )  # fmt: skip
    return SimpleNamespace(
        appdata=tmp_path / "Roaming", python=python,
        variables={"APPDATA": str(tmp_path / "Roaming"), "LOCALAPPDATA": str(tmp_path / "Local")},
    )  # fmt: skip


@pytest.fixture
def installed(profile, addin_for, request, monkeypatch):
    if not request.node.name.endswith(
        "itself"
    ):  # another Python takes a second to import everything
        quick = checks.Check(checks.HOST, "functions", OK, "as told by the test")
        monkeypatch.setattr(checks, "_import", lambda *_: quick)
    folder = profile.appdata / "Microsoft" / "Excel" / "XLSTART"
    folder.mkdir(parents=True)
    profile.file = folder / ADDIN
    profile.file.write_bytes(addin_for(build.here()))
    return profile


@pytest.fixture
def addin_for(addin):
    """The add-in with other settings, without asking xlwings again."""

    def made(settings):
        with build.zipfile.ZipFile(addin) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        template = build.zipfile.ZipFile(build.io.BytesIO(build.template()))
        parts[build.SHEET] = build._configured(template.read(build.SHEET), settings)
        return build._zipped(parts)

    return made


def findings(profile):
    return {one.what: one for one in checks.checks("win32", profile.variables)}


def test_install_writes_the_addin_into_xlstart_and_uninstall_takes_it_away(profile):
    said = install.install("win32", profile.variables)
    file = profile.appdata / "Microsoft" / "Excel" / "XLSTART" / ADDIN
    assert str(file) in said
    assert build.facts(file).settings["Interpreter_Win"] == str(profile.python)
    assert [path.name for path in file.parent.iterdir()] == [ADDIN]
    assert [path.name for path in file.parent.parent.iterdir()] == ["XLSTART"]
    install.install("win32", profile.variables)  # once more, over itself
    assert "removed" in install.uninstall("win32", profile.variables)
    assert not file.exists()
    assert "was not there" in install.uninstall("win32", profile.variables)


def test_an_open_excel_leaves_the_old_file_as_it_was(installed, monkeypatch):
    before = installed.file.read_bytes()

    def locked(self, *_, **__):
        raise PermissionError(13, "in use")

    real = Path.replace
    monkeypatch.setattr(
        Path, "replace", lambda self, to: locked(self) if to == installed.file else real(self, to)
    )
    with pytest.raises(OnBalanceError, match="close Excel and run this again"):
        install.install("win32", installed.variables)
    assert installed.file.read_bytes() == before
    assert [path.name for path in installed.file.parent.parent.iterdir()] == ["XLSTART"]
    monkeypatch.setattr(Path, "unlink", locked)
    with pytest.raises(OnBalanceError, match="close Excel and run this again"):
        install.uninstall("win32", installed.variables)


@pytest.mark.parametrize("work", [install.install, install.uninstall])
def test_elsewhere_the_other_way_is_named(work):
    with pytest.raises(OnBalanceError, match="onbalance addin install office"):
        work("darwin", {})
    with pytest.raises(OnBalanceError, match="APPDATA"):
        work("win32", {})


def test_a_healthy_installation_is_all_right_by_the_interpreter_itself(installed):
    found = findings(installed)
    assert {what: one for what, one in found.items() if one.state != OK} == {}
    assert len(found) == 13
    assert not any(one.mend for one in found.values())


def test_elsewhere_nothing_is_looked_at():
    (only,) = checks.checks("linux", {})
    assert only.state == SKIP


def broken_file(profile):
    profile.file.write_bytes(b"PK no")


def without_dll(profile):
    for path in profile.python.parent.glob("*.dll"):
        path.unlink()


def without_one_dll(profile):
    (profile.python.parent / f"xlwings32-{XLWINGS}.dll").unlink()


def marked(profile):
    Path(f"{profile.file}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n")


def store(profile):
    (Path(profile.variables["LOCALAPPDATA"]) / checks.STORE_EXCEL).mkdir(parents=True)


@pytest.mark.parametrize(
    ("harm", "what", "state", "mend"),
    [
        (lambda p: p.file.unlink(), "add-in", FAIL, "addin install"),
        (broken_file, "add-in", FAIL, "addin install"),
        (lambda p: p.python.unlink(), "interpreter", FAIL, "addin install"),
        (without_dll, "DLL of xlwings", FAIL, f"xlwings=={XLWINGS}"),
        (without_one_dll, "DLL of xlwings", WARN, f"xlwings=={XLWINGS}"),
        (marked, "mark of the web", FAIL, "Unblock-File"),
        (store, "Excel", WARN, "office.com"),
        (lambda p: p.variables.pop("APPDATA"), "XLSTART", FAIL, "APPDATA"),
    ],
)
def test_what_is_broken_is_found_with_its_mend(installed, harm, what, state, mend):
    harm(installed)
    one = findings(installed)[what]
    assert one.state == state
    assert mend in one.mend


def test_other_versions_are_found(installed, monkeypatch):
    monkeypatch.setattr(checks, "xlwings_version", lambda: "0.38.0")
    monkeypatch.setattr(checks, "build_id", lambda: "9.9.9 new")
    found = findings(installed)
    assert found["xlwings"].state == found["add-in and xlwings"].state == FAIL
    assert "0.37.8, installed is 0.38.0" in found["add-in and xlwings"].found
    assert found["add-in and package"].state == WARN
    monkeypatch.setattr(checks, "xlwings_version", lambda: None)
    assert "pip install" in findings(installed)["xlwings"].mend


def test_missing_pywin32_is_found(installed, monkeypatch):
    monkeypatch.setattr(checks.importlib.util, "find_spec", lambda name: None)
    assert "pip install pywin32" in findings(installed)["pywin32"].mend


def test_a_missing_package_is_found_by_the_interpreter_itself(installed, addin_for):
    installed.file.write_bytes(addin_for(Settings(str(installed.python), str(installed.appdata))))
    one = findings(installed)["functions"]
    assert one.state == FAIL
    assert "No module named" in one.found


def test_a_command_that_does_not_fit_is_found():
    assert checks._command("python.exe", "C:\\" + "x" * 1700).state == OK
    assert checks._command("python.exe", "C:\\" + "x\\" * 900).state == FAIL


def test_a_python_of_the_store_is_found():
    path = r"C:\Profiles\a\AppData\Local\Microsoft\WindowsApps\python.exe"
    assert checks._python(path).state == FAIL
