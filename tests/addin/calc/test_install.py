"""The extension installed into a profile, taken out again, and what the doctor says."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from addin.calc import checks, install, program
from addin.calc.cells import PATH
from addin.doctor import FAIL, OK, SKIP
from tests.addin.calc.conftest import numpy_for_office
from tests.engines import Office, office_missing
from udfs.errors import OnBalanceError
from udfs.version import __version__

pytestmark = pytest.mark.skipif(office_missing() is not None, reason="no LibreOffice here")
IS_ROOT = getattr(os, "geteuid", lambda: 1)() == 0


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of somebody who is not root; LibreOffice's programs run as that person."""
    home = Path(tempfile.mkdtemp(prefix="person"))
    home.chmod(0o777)
    monkeypatch.setenv("HOME", str(home))
    if IS_ROOT:
        pwd = pytest.importorskip("pwd")
        nobody = pwd.getpwnam("nobody")
        run = functools.partial(
            subprocess.run, user=nobody.pw_uid, group=nobody.pw_gid, umask=0, cwd=home
        )
        monkeypatch.setattr(program.subprocess, "run", run)
        monkeypatch.setattr(os, "geteuid", lambda: 65534)
        opened = functools.partial(contextlib.nullcontext, str(home))
        monkeypatch.setattr(install.tempfile, "TemporaryDirectory", opened)
    yield home
    shutil.rmtree(home, ignore_errors=True)


@pytest.mark.slow
def test_install_and_compute(person, monkeypatch):
    profile = person / "profile"
    assert install.registered(profile) is None
    assert "OnBalance is in LibreOffice" in install.install(profile)
    assert install.registered(profile) == __version__
    assert "OnBalance is in LibreOffice" in install.install(profile)  # again: it is replaced

    monkeypatch.undo()
    office = Office(person, variables={PATH: numpy_for_office() or ""})
    try:
        document = office.ask("new")
        formula = ("Sheet1", "A1", '=UDF_SOURCE("LEASE_PV")')
        office.ask("enter", doc=document, formulas=[formula])
        shown = office.ask("read", doc=document, ranges=[("Sheet1", "A1")])[0][0][0]
    finally:
        office.stop()
    assert shown.startswith("LEASE_PV(rate, ")


def test_uninstall(person):
    profile = person / "profile"
    install.install(profile)
    assert "taken out" in install.uninstall(profile)
    assert install.registered(profile) is None
    assert install.uninstall(profile) == "OnBalance was not in LibreOffice"


@pytest.mark.skipif(sys.platform == "win32", reason="no root here")
def test_root_is_told_to_be_somebody_else(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    for action in (install.install, install.uninstall):
        with pytest.raises(OnBalanceError, match="as the person who uses LibreOffice"):
            action()
    extension = next(one for one in checks.checks() if one.what == "the extension")
    assert extension.state == SKIP


def test_without_libreoffice(monkeypatch):
    monkeypatch.setattr(program, "folder", lambda: None)
    with pytest.raises(OnBalanceError, match="LibreOffice was not found"):
        install.install()
    (only,) = checks.checks()
    assert (only.state, only.mend) == (FAIL, program.MISSING)


def test_a_refusal_is_passed_on(person, monkeypatch):
    monkeypatch.setattr(install, "run", lambda *_, **__: (1, "ERROR: the disk\nis full"))
    with pytest.raises(OnBalanceError, match="did not take the extension: ERROR: the disk is full"):
        install.install(person / "profile")


def test_the_doctor_finds_everything(monkeypatch):
    monkeypatch.setenv(PATH, numpy_for_office() or "")
    monkeypatch.setattr(install, "registered", lambda: __version__)
    monkeypatch.setattr(install, "is_root", lambda: False)
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    found = checks.checks()
    assert [one.what for one in found if one.state != OK] == []
    assert {one.host for one in found} == {"Calc"}
    assert found[0].found[0].isdigit()


@pytest.mark.parametrize(
    ("version", "state"), [(None, "not installed"), ("0.0.1", f"0.0.1, not {__version__}")]
)
def test_the_doctor_misses_the_extension(monkeypatch, version, state):
    monkeypatch.setattr(install, "registered", lambda: version)
    monkeypatch.setattr(install, "is_root", lambda: False)
    extension = next(one for one in checks.checks() if one.what == "the extension")
    assert (extension.state, extension.found) == (FAIL, state)
    assert "onbalance addin install calc" in extension.mend


def test_the_doctor_misses_numpy_and_the_bridge(monkeypatch):
    answer = '{"version": "3.11.2", "numpy": "", "uno": false, "fault": "no numpy"}'
    monkeypatch.setattr(program, "ask_python", lambda *_: (0, answer))
    found = {one.what: one for one in checks.checks()}
    assert found["numpy"].state == found["Python in LibreOffice"].state == FAIL
    assert "python3-numpy" in found["numpy"].mend
    assert "Python 3.11" in found["numpy"].mend
    assert "python3-uno" in found["Python in LibreOffice"].mend


def test_the_doctor_finds_no_python(monkeypatch):
    monkeypatch.setattr(program, "ask_python", lambda *_: (127, "not found"))
    found = next(one for one in checks.checks() if one.what == "its Python")
    assert found.state == FAIL
    assert found.mend


def test_the_doctor_warns_of_a_virtual_environment(monkeypatch):
    monkeypatch.setenv("VIRTUAL_ENV", "somewhere")
    assert checks.checks()[-1].what == "the shell"
    assert not {name for name in program.environment() if name.startswith(("PYTHON", "VIRTUAL"))}
