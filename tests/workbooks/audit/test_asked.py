"""What a user meets at the command: refusals in one sentence, exit codes, names of lines."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.workbooks.audit.small import DATED, book
from tests.workbooks.audit.test_read import made
from udfs.errors import TemplateError
from workbooks.address import parse_area
from workbooks.audit import assert_clean
from workbooks.audit.asked import asked
from workbooks.audit.command import with_names
from workbooks.audit.explain import explain
from workbooks.audit.labels import Labels
from workbooks.audit.model import Finding
from workbooks.audit.read import read
from workbooks.audit.report import as_sarif
from workbooks.command import run
from workbooks.package import read_file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A stranger's workbook in a folder."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Model"
    for row in range(2, 14):
        sheet.append([f"line {row}", 100 + row, f"=B{row - 1}*2"])
    target = tmp_path / "models" / "model.xlsx"
    target.parent.mkdir()
    made.save(target)
    return target


REFUSED = {
    "--profile contract": "has no contract",
    "--seed-faults": "has no contract",
    "--seed-faults --class none": "class must be one of number-over-formula",
    "--class hidden-plug": "class and count are for --seed-faults",
    "--count 5": "class and count are for --seed-faults",
    "--output copy.xlsx": "output is for --seal",
    "--seal": "output is missing",
    "--html nowhere/page.html": "html: there is no folder nowhere",
    "--html page.txt": "html must end in .html",
    "--annotate copy.xlsm": "annotate must end in .xlsx",
    "--annotate nowhere/copy.xlsx": "annotate: there is no folder nowhere",
}


@pytest.mark.parametrize("options", REFUSED)
def test_what_cannot_be_done_is_one_sentence(
    options: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["audit", str(file), *options.split()]) == 2
    told = capsys.readouterr()
    assert REFUSED[options] in told.err
    assert told.err.count("\n") == 1
    assert not told.out


@pytest.mark.parametrize("command", ["audit FILE", "explain FILE A1", "diff GOOD FILE"])
def test_a_file_that_cannot_be_read_is_named(
    command: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = file.with_name("broken.xlsx")
    broken.write_bytes(file.read_bytes()[:999])
    words = {"FILE": str(broken), "GOOD": str(file)}
    assert run([words.get(word, word) for word in command.split()]) == 2
    assert capsys.readouterr().err.startswith("broken.xlsx: ")


def test_nothing_is_clean_of_a_contract_that_it_does_not_have(file: Path) -> None:
    with pytest.raises(TemplateError, match="model.xlsx has no contract"):
        assert_clean(file, profile="contract")
    with pytest.raises(TemplateError, match="the workbook has no contract"):
        asked(read_file(file), "contract")


def test_a_missing_file_is_told_without_the_way_there(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="there is no file") as caught:
        assert_clean(tmp_path / "none.xlsx")
    assert caught.value.__suppress_context__
    assert [one.name for one in caught.traceback][1:] == ["assert_clean"]


def test_the_help_says_what_the_exit_code_means(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("audit", "explain", "diff"):
        assert run([command, "--help"]) == 0
        assert "Exit code: 0" in capsys.readouterr().out


def test_a_code_host_finds_the_file(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(file.parents[1])
    assert run(["audit", "models/model.xlsx", "--sarif"]) == 0
    (log,) = json.loads(capsys.readouterr().out)["runs"]
    assert log["artifacts"][0]["location"]["uri"] == "models/model.xlsx"
    assert run(["audit", str(file), "--sarif"]) == 0
    (log,) = json.loads(capsys.readouterr().out)["runs"]
    assert log["artifacts"][0]["location"]["uri"] == "models/model.xlsx"
    _, report = asked(file)
    assert as_sarif(report, "a b/ü.xlsx")["runs"][0]["artifacts"][0]["location"]["uri"] == (
        "a%20b/%C3%BC.xlsx"
    )


def test_no_word_is_broken_at_its_hyphen(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["audit", str(file), "--profile", "fast", "--all"]) == 0
    assert not [line for line in capsys.readouterr().out.splitlines() if line.endswith("-")]


# ---------------------------------------------------------------------------- names

CELLS: dict[str, object] = {
    "A1": "Line", "B1": 46023, "C1": 46054, "D1": 46082, "E1": "Total",
    "A2": "Rent", "B2": 100, "C2": ("=B2*2", 200), "D2": ("=C2*2", 400), "E2": ("=SUM(B2:D2)", 700),
    "A3": "Cost", "B3": 10, "C3": ("=B3*2", 20), "D3": ("=C3*2", 40), "E3": ("=SUM(B3:D3)", 70),
    "A5": "NPV", "B5": ("=NPV(Inputs!B2,B2:D2)", 650),
}  # fmt: skip
INPUTS = {"A1": "Name", "B1": "Value", "C1": "Unit", "A2": "Discount", "B2": 0.08, "C2": "a year"}


@pytest.fixture
def labels() -> Labels:
    styles = {f"Bob's model!{letter}1": DATED for letter in "BCD"}
    return Labels(book({"Inputs": INPUTS, "Bob's model": CELLS}, styles=styles))


@pytest.mark.parametrize(
    ("ranges", "name"),
    [
        ("C2", "Rent, 01-Feb-2026"), ("C2:D2", "Rent"), ("B2,D2", "Rent"), ("E2", "Rent, Total"),
        ("B2:B3", "Rent to Cost, 01-Jan-2026"), ("B5", "NPV"), ("C2,C3", ""), ("", ""),
    ],
)  # fmt: skip
def test_what_the_cells_of_a_finding_are_called(labels: Labels, ranges: str, name: str) -> None:
    areas = tuple(parse_area(one) for one in ranges.split(",") if one)
    assert labels.finding(Finding("a1-x", "error", "Bob's model", areas, "wrong")) == name


def test_an_input_has_the_unit_of_its_row_and_not_the_head_of_its_column(labels: Labels) -> None:
    assert labels.label("Inputs", 2, 2) == "Discount"
    assert labels.unit("Inputs", 2, 2) == "a year"


def test_places_as_a_person_types_them(labels: Labels) -> None:
    workbook = labels.workbook
    assert explain(workbook, "Bob's model!B5").root.place == "'Bob''s model'!B5"
    assert explain(workbook, "bob's model!$B$5").root.label == "NPV"


def test_a_name_that_is_nearly_right_is_offered() -> None:
    made = book({"S": {"A1": 1}}, {"out_rent_year": "S!$A$1", "tax": "S!$A$1"})
    with pytest.raises(TemplateError, match=r"\(near: out_rent_year\)"):
        explain(made, "out_rent")
    with pytest.raises(TemplateError, match=r"no name 'zzz'; a cell"):
        explain(made, "zzz")


def test_what_rests_on_nothing_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = openpyxl.Workbook()
    made.active.append(["Rent", 5, "=B1*2"])
    made.save(tmp_path / "m.xlsx")
    for place, sentence in (
        ("A1", "A text: it rests on nothing else."), ("B1", "An input: it rests on nothing else."),
        ("C1", "Rests on 1 formula and 1 input."),
    ):  # fmt: skip
        assert run(["explain", str(tmp_path / "m.xlsx"), place]) == 0
        assert sentence in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("m.xlsx --html", "m.xlsx --html m.audit.html"),
        ("--html m.xlsx", "--html m.audit.html m.xlsx"),
        ("m.xlsx --html p.html", "m.xlsx --html p.html"),
        ("m.xlsm --annotate --all", "m.xlsm --annotate m.audit.xlsm --all"),
        ("--annotate m.xlsx", "--annotate m.audit.xlsx m.xlsx"),
        ("--annotate copy.xlsx m.xlsx", "--annotate copy.xlsx m.xlsx"),
        ("m.xlsx --annotate copy.xlsx", "m.xlsx --annotate copy.xlsx"),
        ("--html", "--html"),
    ],
)
def test_a_name_is_made_up_where_none_is_given(given: str, wanted: str) -> None:
    assert with_names(["audit", *given.split()]) == ["audit", *wanted.split()]
    assert with_names(["check", *given.split()]) == ["check", *given.split()]


def test_a_page_without_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "m.xlsx").write_bytes(made(A1=1, A2="=A1*2"))
    monkeypatch.chdir(tmp_path)
    assert run(["audit", "m.xlsx", "--html", "--annotate"]) == 0
    assert (tmp_path / "m.audit.html").read_text("utf-8").lower().startswith("<!doctype html>")
    assert read(tmp_path / "m.audit.xlsx").grid("Findings") is not None
