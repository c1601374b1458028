"""The commands that bring the functions into a spreadsheet program."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import types
from pathlib import Path

import openpyxl
import pytest
import typer

from addin import command, doctor
from addin.command import Host, attach
from addin.doctor import FAIL, OK, Check
from udfs.registry import all_specs
from workbooks import command as front

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def app():
    """The whole command line, on an application of its own."""
    whole = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    whole.callback()(front.options)
    attach(whole)
    return whole


@pytest.fixture
def run(app, monkeypatch):
    monkeypatch.setattr(front, "app", app)
    return lambda *arguments: front.run([str(argument) for argument in arguments])


def test_the_front_door_has_the_commands():
    for arguments in (["addin", "--help"], ["serve", "--help"]):
        done = subprocess.run(
            [sys.executable, "onbalance.py", *arguments], cwd=ROOT, capture_output=True, text=True
        )
        assert done.returncode == 0
        assert "Usage: onbalance" in done.stdout


@pytest.mark.parametrize(
    ("platform", "host"), [("win32", "excel"), ("darwin", "office"), ("linux", "calc")]
)
def test_the_usual_host(monkeypatch, platform, host):
    monkeypatch.setattr(command.sys, "platform", platform)
    assert command.usual_host() == Host(host)


@pytest.mark.parametrize(
    ("host", "name", "options"),
    [
        ("excel", "OnBalance.xlam", ["--interpreter", r"C:\Python312\python.exe"]),
        ("excel", "onbalance-excel", ["--fallback"]),
        ("calc", "OnBalance.oxt", []),
        ("office", "onbalance-office", []),
    ],
)
def test_build_writes_the_addin(run, monkeypatch, tmp_path, capsys, host, name, options):
    monkeypatch.chdir(tmp_path)
    assert run("addin", "build", host, *options) == 0
    assert capsys.readouterr().out == f"{name}\n"
    assert (tmp_path / name).exists()
    (tmp_path / "folder").mkdir()
    assert run("addin", "build", host, *options, "-o", tmp_path / "folder") == 0
    written = Path(capsys.readouterr().out.strip())
    assert written.name in (name, "folder")
    assert written.exists()


@pytest.mark.parametrize("host", ["excel", "calc"])
def test_a_folder_that_is_not_there_is_a_sentence(run, tmp_path, capsys, host):
    options = ["--interpreter", r"C:\Python312\python.exe"] if host == "excel" else []
    assert run("addin", "build", host, *options, "-o", tmp_path / "no" / "x.xlam") == 2
    error = capsys.readouterr().err
    assert "No such file or directory" in error
    assert error.count("\n") == 1


@pytest.mark.parametrize("interpreter", [[], ["--interpreter", "python"]])
def test_an_addin_for_another_computer_names_its_python(run, monkeypatch, capsys, interpreter):
    monkeypatch.setattr(command.sys, "platform", "linux")
    assert run("addin", "build", "excel", *interpreter) == 2
    assert r"C:\Python312\python.exe" in capsys.readouterr().err


def test_the_address_of_the_service_is_handed_on(run, monkeypatch, capsys):
    module = types.SimpleNamespace(install=lambda url: url, checks=lambda url: [])
    monkeypatch.setattr(command, "host_module", lambda *names: module)
    assert run("addin", "install", "office", "--url", "https://x.example") == 0
    assert capsys.readouterr().out == "https://x.example\n"
    asked = []
    monkeypatch.setattr(doctor, "examine", lambda *given: asked.append(given) or [])
    assert run("addin", "doctor", "office", "--url", "https://x.example") == 0
    assert asked == [("office", "https://x.example")]


def test_a_certificate_and_how_to_trust_it(run, tmp_path, capsys):
    if not shutil.which("openssl"):
        pytest.skip("there is no openssl")
    assert run("addin", "certificate", "-o", tmp_path) == 0
    assert "BEGIN CERTIFICATE" in (tmp_path / "localhost.pem").read_text()
    assert str(tmp_path / "localhost.pem") in capsys.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize("what", ["install", "uninstall"])
def test_install_says_what_it_did(run, monkeypatch, capsys, what):
    asked = []
    module = types.SimpleNamespace(**{what: lambda: f"{what} done"})
    monkeypatch.setattr(command, "host_module", lambda *names: asked.append(names) or module)
    assert run("addin", what, "calc") == 0
    assert capsys.readouterr().out == f"{what} done\n"
    assert asked == [(Host.CALC, "install")]


def test_a_missing_package_is_named_with_its_mend(run, monkeypatch, capsys):
    def missing(name):
        raise ModuleNotFoundError(f"No module named {name}", name="fastapi")

    monkeypatch.setattr(command, "import_module", missing)
    assert run("serve") == 2
    sentence = "fastapi is not installed: run `pip install fastapi uvicorn`"
    assert sentence in capsys.readouterr().err


def test_another_missing_module_is_no_extra(monkeypatch):
    def missing(name):
        raise ModuleNotFoundError(f"No module named {name}", name="addin.calc.nothing")

    monkeypatch.setattr(command, "import_module", missing)
    with pytest.raises(ModuleNotFoundError):
        command.host_module(Host.CALC, "nothing")


def test_the_doctor_in_a_table(run, monkeypatch, capsys):
    own = [Check("Calc", "numpy", FAIL, "none", "run `apt-get install python3-numpy`")]
    module = types.SimpleNamespace(checks=lambda *where: own)
    monkeypatch.setattr(doctor, "import_module", lambda name: module)
    assert run("addin", "doctor", "calc") == 1
    out = capsys.readouterr().out
    assert "Calc, numpy: run `apt-get install python3-numpy`" in out
    assert f"{len(all_specs())} functions" in out
    own[0] = own[0]._replace(state=OK, mend="")
    assert run("addin", "doctor", "calc", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert {"host", "what", "state", "found", "mend"} == set(found[0])
    assert found[-1]["what"] == "numpy"


def test_the_doctor_outlives_a_broken_host(run, monkeypatch, capsys):
    def broken(name):
        raise RuntimeError("no bridge")

    monkeypatch.setattr(doctor, "import_module", broken)
    assert run("addin", "doctor", "excel") == 1
    assert "RuntimeError: no bridge" in capsys.readouterr().out


@pytest.mark.parametrize("version", [(3, 10, 4), (3, 15, 0)])
def test_a_python_that_is_not_supported(version):
    (first, *_) = doctor.checks(version)
    assert first.state == FAIL
    assert "3.11 to 3.14" in first.mend
    assert doctor.checks((3, 12, 1))[0].state == OK


def test_acceptance_writes_the_workbook(run, tmp_path, capsys, monkeypatch):
    from addin.acceptance import book, plan

    few = list(plan.cases())[:5]
    monkeypatch.setattr(book, "cases", lambda: few)
    target = tmp_path / "acceptance.xlsx"
    assert run("addin", "acceptance", "-o", target) == 0
    assert capsys.readouterr().out == f"{target}\n"
    sheets = openpyxl.load_workbook(target)
    assert sheets["Tests"]["F7"].value.startswith(f"={few[0].trial.function}(")
    assert run("addin", "acceptance", "--host", "office", "-o", target) == 0
    assert openpyxl.load_workbook(target)["Tests"]["F7"].value.startswith("=_xldudf_ONBALANCE_")


@pytest.mark.parametrize("name", ["acceptance.txt", "."])
def test_acceptance_refuses_another_file(run, tmp_path, capsys, name):
    assert run("addin", "acceptance", "-o", tmp_path / name) == 2
    assert "must be a file that ends in .xlsx" in capsys.readouterr().err
