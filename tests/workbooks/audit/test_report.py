"""The report for readers and machines, the allow-list, and the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.workbooks.audit.small import book
from tests.workbooks.audit.test_read import written
from udfs.errors import TemplateError
from workbooks.address import Area
from workbooks.audit import report as shown
from workbooks.audit import rules
from workbooks.audit.model import Grid, Report, Workbook
from workbooks.audit.suppress import load_suppressions
from workbooks.audit.survey import audit
from workbooks.command import run

CELLS: dict[str, object] = {f"{letter}{row}": row for letter in "BCDEFG" for row in range(2, 8)}
CELLS |= {f"{letter}8": f"=SUM({letter}2:{letter}7)" for letter in "BCDEFG"}
CELLS |= {"D8": "=SUM(D2:D6)", "J3": "=B2+4321", "J9": "=NOSUCH(B2)", "J11": "=B2+"}
ALLOWED = """
[[suppress]]
rule = "b4"
sheet = "Calc"
range = "J3:J4"
reason = "Agreed with the lender."
"""


def workbook() -> Workbook:
    return book({"Calc": CELLS})


@pytest.fixture
def report() -> Report:
    return audit(workbook(), "survey")


@pytest.fixture
def file(tmp_path: Path) -> str:
    """The workbook as a file; a formula that nobody understands cannot be saved."""
    import openpyxl

    made = openpyxl.Workbook()
    made.active.title = "Calc"
    for address, value in CELLS.items():
        if address != "J11":
            made.active[address] = value
    target = tmp_path / "model.xlsx"
    target.write_bytes(written(made))
    return str(target)


def test_text(report: Report) -> None:
    text = "\n".join(line for line, _ in shown.lines(report))
    assert "error   Calc!D8" in text
    assert "=SUM(D2:D7)" in text
    assert "Notes, shown with --all" in text
    assert "Analysed: 9 formulas" in text
    assert "formulas not understood: 1" in text
    assert "Calc!J11" in text
    assert "Unknown functions: NOSUCH (1)" in text


def test_all_shows_the_notes(report: Report) -> None:
    notes = report.of("info")
    assert notes
    quiet = "\n".join(line for line, _ in shown.lines(report))
    full = "\n".join(line for line, _ in shown.lines(report, everything=True))
    assert "note    " in full
    assert "note    " not in quiet


def test_verdicts() -> None:
    assert shown.verdict(audit(book({"S": {"A1": 1}}), "survey")) == "No errors, no warnings"


def test_json(report: Report) -> None:
    facts = json.loads(json.dumps(shown.as_json(report, everything=True)))
    assert facts["counts"]["errors"] == len(report.of("error")) > 0
    first = facts["findings"][0]
    assert (first["sheet"], first["ranges"], first["formula"]) == ("Calc", ["D8"], "SUM(D2:D6)")
    assert facts["coverage"]["formulas"] == 9
    assert facts["coverage"]["unknown_functions"] == {"NOSUCH": 1}


def test_notes_are_listed_where_all_is_asked_for(report: Report) -> None:
    notes, loud = len(report.of("info")), len(report.of("error", "warning"))
    assert notes
    for everything, listed in ((False, loud), (True, loud + notes)):
        facts = shown.as_json(report, everything=everything)
        assert (facts["counts"]["notes"], len(facts["findings"])) == (notes, listed)
        log = shown.as_sarif(report, everything=everything)["runs"][0]
        assert len(log["results"]) == listed


def test_sarif(report: Report) -> None:
    log = json.loads(json.dumps(shown.as_sarif(report, everything=True)))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (one,) = log["runs"]
    described = one["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in described}) == len(described)
    assert one["tool"]["driver"]["name"]
    assert len(one["results"]) == len(report.findings)
    for result in one["results"]:
        assert described[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        (location,) = result["locations"]
        place = location["physicalLocation"]["artifactLocation"]
        assert one["artifacts"][place["index"]]["location"]["uri"] == place["uri"]
    prints = [result["partialFingerprints"]["place/v1"] for result in one["results"]]
    assert len(set(prints)) == len(prints)


# -------------------------------------------------------------------------- allow-list


def test_a_suppression_needs_to_fit(tmp_path: Path) -> None:
    path = tmp_path / "allowed.toml"
    path.write_text(ALLOWED)
    found = audit(workbook(), "survey", path)
    assert [one.rule for one, _ in found.suppressed] == ["b4-plug"]
    assert not any(one.rule == "b4-plug" for one in found.findings)
    assert "Agreed with the lender. (1)" in "\n".join(shown.covered(found))
    (kind,) = shown.as_sarif(found)["runs"][0]["results"][-1]["suppressions"]
    assert kind["justification"] == "Agreed with the lender."


def test_an_unused_suppression_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "allowed.toml"
    path.write_text(ALLOWED.replace("J3:J4", "K3"))
    found = audit(workbook(), "survey", path)
    assert len(found.unused_suppressions) == 1
    (unused,) = [one for one in found.findings if one.rule == "s1-unused-suppression"]
    assert (unused.severity, unused.place) == ("warning", "Calc!K3")
    assert any(one.rule == "b4-plug" for one in found.findings)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("Agreed with the lender.", " ", "gives no reason"),
        ('"b4"', '"z9"', "names the rule 'z9'"),
        ("sheet =", "tab =", "holds tab"),
        ("J3:J4", "J", "not the address of a cell"),
        ("[[suppress]]", "[suppress", "cannot be read"),
        ("[[suppress]]", "[[allow]]", "must hold tables"),
    ],
)
def test_a_wrong_allow_list_is_a_sentence(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    path = tmp_path / "allowed.toml"
    path.write_text(ALLOWED.replace(old, new))
    with pytest.raises(TemplateError, match=sentence):
        load_suppressions(path, rules.load())


def test_marks_of_excel_are_honoured() -> None:
    import dataclasses

    made = workbook()
    grid: Grid = made.grids["Calc"]
    marked = dataclasses.replace(grid, ignored=((Area(8, 2, 8, 7), frozenset({"formula"})),))
    found = audit(dataclasses.replace(made, grids={"Calc": marked}), "survey")
    assert "a5-off-by-one" in [one.rule for one, _ in found.suppressed]
    assert found.unused_suppressions == ()


# ----------------------------------------------------------------------------- command


def test_the_command(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["audit", file]) == 0  # a survey fails nothing by itself
    text = capsys.readouterr().out
    assert "Calc!D8" in text
    assert max(len(line) for line in text.splitlines()) <= 80
    assert run(["audit", file, "--fail-on", "error"]) == 1


def test_machine_forms(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["audit", file, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["profile"] == "survey"
    assert run(["audit", file, "--sarif", "--profile", "fast"]) == 0
    assert json.loads(capsys.readouterr().out)["runs"]
    assert run(["audit", file, "--sarif", "--json"]) == 2


def test_bad_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["audit", str(tmp_path / "none.xlsx")]) == 2
    assert "there is no file" in capsys.readouterr().err


def test_every_rule_says_what_it_means() -> None:
    for rule in rules.load().values():
        assert rule.title
        assert rule.means.endswith(".")
        assert rule.cure.endswith(".")
        assert not rule.title.endswith(".")
