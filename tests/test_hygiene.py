"""What every file of the project must be: portable, finished, of readable size, true."""

from __future__ import annotations

import ast
import doctest
import importlib.metadata
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from udfs.version import __version__
from workbooks import designs, readme
from workbooks.deal_read import make

ROOT = Path(__file__).parents[1]
LONGEST_MODULE, LONGEST_TEST = 350, 550
README = (ROOT / "README.md").read_text("utf-8")


def files() -> list[Path]:
    """The files of the project; where there is no git, all but those that tools make."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    if listed.returncode == 0 and listed.stdout:
        found = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        found = [path for path in ROOT.rglob("*") if not set(path.parts) & {".venv", "build"}]
    return [path for path in found if path.is_file()]


TEXTS = [path for path in files() if path.suffix not in (".xlsx", ".xlsm", ".png", ".bin")]
MODULES = [path for path in TEXTS if path.suffix == ".py"]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


#: written in pieces, so that this file is clean too
FORBIDDEN = {
    "path of a machine": r"/" + r"(work|root|home|Users)/\w",
    "index of packages": r"index-" + r"url",
    "number of an issue": r"\b[Ii]ssue" + r"s? #?\d",
    "unfinished work": r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX)\b",
}


def misplaced(text):
    """What a file holds that it should not."""
    yield from (why for why, pattern in FORBIDDEN.items() if re.search(pattern, text))
    if "\r" in text:
        yield "a carriage return"
    if text and not text.endswith("\n"):
        yield "no line end at its end"


def test_no_file_holds_what_belongs_elsewhere():
    found = {name(path): [*misplaced(path.read_text("utf-8"))] for path in TEXTS}
    assert len(found) > 500
    assert {path: faults for path, faults in found.items() if faults} == {}
    text = "x = 1  # TO" + "DO\r"
    assert [*misplaced(text)] == ["unfinished work", "a carriage return", "no line end at its end"]


def test_modules_say_what_they_are_and_are_short():
    silent, long = [], []
    for path in MODULES:
        text = path.read_text("utf-8")
        tree = ast.parse(text)
        if tree.body and not ast.get_docstring(tree):
            silent.append(name(path))
        if len(text.splitlines()) > (LONGEST_TEST if "tests" in path.parts else LONGEST_MODULE):
            long.append(name(path))
    assert len(MODULES) > 400
    assert (silent, long) == ([], [])


@pytest.mark.parametrize("template", designs.NAMES)
def test_what_templates_share_stands_outside_each(template):
    """No builder of a template takes anything from another template's."""
    others = "|".join(one for one in designs.NAMES if one != template)
    taken = re.compile(rf"workbooks\.build\.({others})\b|workbooks\.build import .*\b({others})\b")
    own = [path for path in MODULES if name(path).startswith(f"workbooks/build/{template}/")]
    assert own
    assert not [name(path) for path in own if taken.search(path.read_text("utf-8"))]


def test_the_changelog_begins_with_the_version():
    first = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert first[1] == __version__


def test_the_version_is_in_one_place():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["dynamic"] == ["version"]
    assert "version" not in project["project"]


def test_every_needed_package_has_a_permissive_licence():
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    names = [line.split("==")[0] for line in lines if line and not line.startswith("#")]
    for package in names:
        try:
            about = importlib.metadata.metadata(package)
        except importlib.metadata.PackageNotFoundError:
            continue  # of another set or platform
        stated = [about.get("License-Expression") or "", (about.get("License") or "")[:60]]
        stated += [line for line in about.get_all("Classifier") or [] if "License" in line]
        assert not re.search(r"\b(A?GPL|EUPL|Noncommercial)", " ".join(stated)), package


# ---------------------------------------------------------------------------- README


def test_readme_is_short():
    assert len(README.splitlines()) < 200


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def test_the_python_in_readme_runs():
    examples = "\n".join(blocks("python"))
    test = doctest.DocTestParser().get_doctest(examples, {}, "README.md", "README.md", 0)
    assert test.examples
    assert doctest.DocTestRunner().run(test).failed == 0


def test_the_deal_in_readme_is_a_deal():
    (text,) = blocks("toml")
    assert make(tomllib.loads(text)).lease.cost == 1200


def test_the_commands_in_readme_exist():
    from addin import command
    from workbooks.command import app

    def names(application):
        return {one.name or one.callback.__name__ for one in application.registered_commands}

    texts = README + (ROOT / "addin" / "README.md").read_text("utf-8")
    used = re.findall(r"(?:^|`)onbalance (\w+)", texts, re.MULTILINE)
    assert used
    assert set(used) <= names(app) | {"addin", "serve"}
    used = re.findall(r"(?:^|`)onbalance addin (\w+)", texts, re.MULTILINE)
    assert set(used) <= names(command.addin)
    scripts = set(re.findall(r"python dev\.py (\w+)", README))
    assert scripts <= {"demo", "test", "bench", "lint", "templates"}


def test_the_tables_of_functions_are_the_ones_made_from_them():
    assert readme.updated(README) == README, "run: python -m workbooks.readme"
    found = readme.REFERENCE.read_text("utf-8")
    assert readme.reference() == found, "run: python -m workbooks.readme"
