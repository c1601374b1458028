"""What docs/audit.md and README say of the auditor is so: options, fields, the contract, rules."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from workbooks import readme
from workbooks.audit import report as written
from workbooks.audit import rules
from workbooks.audit.asked import asked
from workbooks.audit.diff import compare
from workbooks.audit.explain import explain
from workbooks.audit.read import read
from workbooks.audit.seal import sealed
from workbooks.audit.suppress import load_suppressions
from workbooks.cache import cached
from workbooks.command import app, run

TEXT = readme.AUDIT.read_text("utf-8")
#: Where the lines of the loan in the document stand.
PLACES = {
    "in_principal": "C3", "in_rate": "C4", "in_repaid": "C5", "ax_year": "B8:B12",
    "row_before": "C8:C12", "row_interest": "D8:D12", "row_repaid": "E8:E12", "row_after": "F8:F12",
    "out_left": "C14", "out_interest": "C15", "chk_repaid": "C17", "chk_master": "C18",
}  # fmt: skip
CELLS: dict[str, object] = {
    "B3": "Principal", "C3": 1000, "B4": "Rate a year", "C4": 0.05, "B5": "Repaid a year",
    "C5": 150, "B7": "Year", "C7": "Before", "D7": "Interest", "E7": "Repaid", "F7": "After",
    "B8": 1, "C8": "=in_principal", "B14": "Left after five years", "C14": "=F12",
    "B15": "Interest in all", "C15": "=SUM(row_interest)",
    "B17": "Repaid and left is what was lent",
    "C17": "=ROUND(in_principal-SUM(row_repaid)-out_left,6)", "B18": "Checks that fail",
    "C18": "=IF(ABS(chk_repaid)>0,1,0)",
    **{f"B{row}": f"=B{row - 1}+1" for row in range(9, 13)},
    **{f"C{row}": f"=F{row - 1}" for row in range(9, 13)},
    **{f"D{row}": f"=C{row}*in_rate" for row in range(8, 13)},
    **{f"E{row}": f"=MIN(in_repaid,C{row})" for row in range(8, 13)},
    **{f"F{row}": f"=C{row}-E{row}" for row in range(8, 13)},
}  # fmt: skip


def notes() -> list[list[str]]:
    """The table of the contract in the document."""
    start = TEXT.index("| Name | Kind |")
    table = TEXT[start : TEXT.index("\n\n", start)].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table]
    return [rows[0], *rows[2:]]


def loan(**changes: object) -> bytes:
    """The loan of the document as a file with values, some of its cells changed."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Loan"
    for address, held in (CELLS | changes).items():
        sheet[address] = held
    listed = workbook.create_sheet("Notes")
    for row in notes():
        listed.append(row)
    for name, place in PLACES.items():
        absolute = re.sub(r"([A-Z])(\d+)", r"$\1$\2", place)
        workbook.defined_names[name] = DefinedName(name, attr_text=f"Loan!{absolute}")
    file = io.BytesIO()
    workbook.save(file)
    return cached(file.getvalue())


def found(data: bytes) -> set[str]:
    """The ids of the rules that find something."""
    _, report = asked(data)
    assert report.profile == "contract"
    return {one.rule.partition("-")[0] for one in report.findings}


def test_the_contract_of_the_document_is_one() -> None:
    assert {row[0] for row in notes()[1:]} == set(PLACES)
    assert found(loan()) == set()


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"D10": 45}, "k2"), ({"C11": "=F9"}, "k3"), ({"C15": "=SUM(row_interest)+in_rate"}, "k4"),
        ({"C17": "=out_left-out_left"}, "k15"), ({"C18": "=0"}, "k13"),
    ],
)  # fmt: skip
def test_it_finds_what_the_document_says(changes: dict[str, object], rule: str) -> None:
    assert rule in found(loan(**changes))


def test_a_seal_finds_what_neighbours_cannot() -> None:
    """A lone total with another function: units and signs agree, only the seal knows."""
    data = sealed(loan())
    assert found(data) == set()
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    workbook["Loan"]["C15"] = "=MAX(row_interest)"
    file = io.BytesIO()
    workbook.save(file)
    assert found(cached(file.getvalue())) == {"k1"}


def test_the_rules_are_the_ones_that_there_are() -> None:
    assert readme.rules(TEXT) == TEXT, "run: python -m workbooks.readme"
    assert all(f"`{rule.name}`" in TEXT for rule in rules.load().values())


def test_the_options_are_the_ones_of_the_commands() -> None:
    import typer.main

    commands = typer.main.get_command(app).commands
    known = {"--help", "--no-seal", "--missed"}  # the last two of the module
    for name in ("audit", "explain", "diff"):
        known |= {word for one in commands[name].params for word in one.opts}
    told = TEXT + readme.README.read_text("utf-8")
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", TEXT)) <= known
    assert {"--profile", "--recalculate", "--annotate", "--fail-on"} <= set(
        re.findall(r"--[a-z-]+", told)
    )


def test_the_fields_are_the_ones_of_the_json() -> None:
    _, report = asked(loan(D10=45))
    facts = written.as_json(report)
    table = TEXT[TEXT.index("### Fields of the JSON") : TEXT.index("## In tests")]
    told = set(re.findall(r"`(\w+)`", table))
    within = (facts["counts"], facts["findings"][0], facts["coverage"])
    assert told - {"reason", "source"} == set(facts).union(*within)


def test_the_fields_of_the_other_two_are_told() -> None:
    told = set(re.findall(r"`(\w+)`", TEXT[TEXT.index("## Where a number") :]))
    tree = explain(read(loan()), "out_left").as_json()
    changes = compare(read(loan()), read(loan(C5=160))).as_json()
    fields = {*tree, *tree["tree"], *changes, *changes["inputs"][0]}
    assert fields <= told


def test_the_allow_list_is_one(tmp_path: Path) -> None:
    text = next(block for block in re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL))
    assert tomllib.loads(text)
    path = tmp_path / "allowed.toml"
    path.write_text(text, "utf-8")
    assert [one.rule for one in load_suppressions(path, rules.load())] == ["b4"]


def test_the_commands_of_readme_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a small model in place of the lease, whose audit takes its time."""
    (tmp_path / "templates").mkdir()
    loaned = loan()
    for name in ("hyperion.xlsx", "templates/lease.xlsx"):
        (tmp_path / name).write_bytes(loaned)
    monkeypatch.chdir(tmp_path)
    text = readme.README.read_text("utf-8")
    lines = [line.split() for line in re.findall(r"^onbalance ((?:audit|diff) .*)$", text, re.M)]
    assert len(lines) == 2
    for words in lines:
        assert run(words) == 0
    assert (tmp_path / "findings.html").read_text("utf-8").startswith("<!doctype html>")
    assert "No difference" in capsys.readouterr().out


def test_the_commands_start_without_the_auditor() -> None:
    """Neither the maths nor the command line waits for what only an audit needs."""
    code = "import sys, json, udfs, onbalance, workbooks.command; print(json.dumps([*sys.modules]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout))
    audit = {name for name in loaded if name.startswith("workbooks.audit")}
    assert audit <= {"workbooks.audit", "workbooks.audit.command"}
    assert not loaded & {"lxml", "openpyxl", "pydantic", "cellrune"}
