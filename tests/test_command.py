"""The command: what it prints, where it writes, its exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

import onbalance
import udfs
from udfs.version import __version__
from workbooks import command, model
from workbooks.deal import load_deal
from workbooks.deal_file import presets

ROOT = Path(__file__).parents[1]


def small_template(path: Path, *, red: bool = False) -> Path:
    """A template with every input, three outputs and two checks, in two sheets."""
    book = openpyxl.Workbook()
    inputs = book.active
    inputs.title = "Inputs"

    def name(key: str, place: str) -> None:
        book.defined_names[key] = DefinedName(key, attr_text=place)

    for row, (key, value) in enumerate(load_deal("hyperion").values().items(), 1):
        height = 12 if isinstance(value, list) else 1
        top = row * 20
        name(f"in_{key}", f"Inputs!$C${top}:$C${top + height - 1}".replace(":$C$" + str(top), ""))
        name(f"in_{key}_note", f"Inputs!$D${top}:$G${top + height - 1}")
    outputs = book.create_sheet("Deal")
    formulas = {
        "scale": '=IF(in_show_unit="$B",1000,1)',
        "out_recorded_today": "=IF(in_asof<in_commencement,0,in_rent/scale)",
        "out_recorded_commence": "=-PV(in_rate,in_term,in_rent/scale)",
        "out_owed_full": "=-PV(in_rate,in_term+SUM(in_opt_years),in_rent/scale)",
        "chk_signs": "=IF(out_owed_full<out_recorded_commence,1,0)",
        "chk_rent": f"={int(red)}",
        "chk_master": "=chk_signs+chk_rent",
    }
    for row, (key, formula) in enumerate(formulas.items(), 1):
        outputs.cell(row, 2, formula)
        name(key, f"Deal!$B${row}")
    book.save(path)
    return path


@pytest.fixture
def template(tmp_path, monkeypatch) -> Path:
    """The small template, in place of the ones that come with OnBalance."""
    path = small_template(tmp_path / "small.xlsx")
    monkeypatch.setattr(model, "template_file", lambda name, mode: path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return path


def run(*arguments: object) -> int:
    return command.run([str(argument) for argument in arguments])


# ----------------------------------------------------------------------------- build


def test_build_writes_the_workbook_and_ends_with_the_headline(template, capsys):
    assert run("build", "hyperion") == 0
    out, err = capsys.readouterr()
    assert err == ""
    lines = out.splitlines()
    assert lines[0] == "Hyperion"
    assert lines[-1] == "hyperion.xlsx"
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in out
    words = " ".join(out.split())
    assert "Recorded today, 30-Jun-2026 0 " in words
    assert "Recorded at commencement, 01-Jan-2029 $8,841.5M" in words
    assert "Owed in full $31,073.5M" in words
    assert "Checks all pass" in words
    book = openpyxl.load_workbook("hyperion.xlsx", data_only=True)
    assert book["Deal"]["B3"].value == pytest.approx(8841.532040)
    assert book.properties.title.startswith("Hyperion")


def test_build_as_json_prints_nothing_else(template, capsys):
    assert run("build", "seed", "-o", "out.xlsx", "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["file"] == "out.xlsx"
    assert facts["recorded_today"] == 200
    assert facts["recorded_at_commencement"] == pytest.approx(2492.44206850800)
    assert facts["checks_failing"] == []


def test_build_from_a_file_of_ones_own_and_back_from_the_workbook(template, tmp_path, capsys):
    own = tmp_path / "own.toml"
    own.write_text(presets()["oracle"].read_text("utf-8").replace("Oracle", "Own"), "utf-8")
    assert run("build", own) == 0
    assert run("build", "own.xlsx", "-o", "again.xlsx", "--json") == 0
    assert load_deal("again.xlsx") == load_deal(own)
    assert load_deal("again.xlsx").notes() == load_deal(own).notes()


def test_a_template_and_its_deal(template):
    assert run("build", "lease", "--deal", "seed") == 0
    assert load_deal("seed.xlsx") == load_deal("seed")


def test_mode_values_leaves_no_formula(template):
    assert run("build", "seed", "--mode", "values") == 0
    book = openpyxl.load_workbook("seed.xlsx")
    assert book["Deal"]["B3"].value == pytest.approx(2492.44206850800)


def test_the_tour_takes_no_deal(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run("build", "tour") == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith("Tour of the articles")
    assert "that pass 25" in " ".join(out.split())
    assert out.splitlines()[-1] == "tour.xlsx"
    assert run("build", "tour", "-o", "told.xlsx", "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts == {"file": "told.xlsx", "passing": 25, "failing": 0, "illustrated": 10, "open": 0,
                     "context": 3,
                     "checks_failing": []}  # fmt: skip
    assert run("check", "tour.xlsx") == 0
    assert run("build", "tour", "--mode", "values", "-o", "values.xlsx") == 0
    book = openpyxl.load_workbook("values.xlsx")
    assert not [c for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    capsys.readouterr()
    assert run("build", "tour", "--deal", "seed") == 2
    assert capsys.readouterr().err == "tour takes no deal and no template\n"


def test_a_red_check_is_named_after_build(template, capsys):
    small_template(template, red=True)
    assert run("build", "seed") == 0
    assert "failing: rent" in capsys.readouterr().out


def test_fill_leaves_the_template_alone(template, capsys):
    before = template.read_bytes()
    assert run("fill", template, "--deal", "seed") == 0
    assert template.read_bytes() == before
    assert load_deal("seed.xlsx") == load_deal("seed")


# ------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("build", "nope"), "no preset of that name"),
        (("build", "bad.toml"), "lease.rnet is not known; did you mean rent?"),
        (("build", "seed", "-o", "."), "output is the folder ."),
        (("build", "seed", "-o", "seed.xls"), "output must end in .xlsx, got seed.xls"),
        (("build", "seed", "-o", "no/such/seed.xlsx"), "cannot be written"),
        (("build", "seed", "--mode", "fast"), "--mode"),
        (("build",), "Missing argument"),
        (("build", "developer"), "say which deal"),
        (("build", "seed", "--deal", "hyperion"), "seed is no template"),
        (("build", "lease", "--deal", "build100"), "no preset of that name"),
        (("build", "seed", "--template", "leese"), "there is no template leese"),
        (("biuld",), "No such command"),
        (("fill", "small.xlsx", "--deal", "seed", "-o", "small.xlsx"), "is itself an input"),
        (("fill", "none.xlsx", "--deal", "seed"), "there is no file none.xlsx"),
        (("fill", "bad.toml", "--deal", "seed", "-o", "x.toml"), "not a workbook"),
        (("check", "bad.toml"), "not a workbook"),
        (("check", "none.xlsx"), "there is no file none.xlsx"),
        (("functions", "LEASE_VP"), "did you mean LEASE_PV?"),
    ],
)
def test_bad_input_is_one_line_on_stderr_and_writes_nothing(template, capsys, arguments, says):
    text = presets()["seed"].read_text("utf-8").replace("\nrent =", "\nrnet =")
    Path("bad.toml").write_text(text, "utf-8")
    before = {path: path.read_bytes() for path in Path.cwd().iterdir()}
    assert run(*arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert says in err
    assert {path: path.read_bytes() for path in Path.cwd().iterdir()} == before


def test_the_field_is_bold_on_a_terminal_only(monkeypatch, capsys):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    command.show.error("lease.rate", "lease.rate must be\nabove -1")
    monkeypatch.setenv("NO_COLOR", "1")
    command.show.error("lease.rate", "lease.rate must be above -1")
    plain = "lease.rate must be above -1\n"
    assert (
        capsys.readouterr().err == plain.replace("lease.rate", "\x1b[1mlease.rate\x1b[0m") + plain
    )


# ------------------------------------------------------------- deals, functions, check


def test_deals(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert run("deals") == 0
    out = capsys.readouterr().out
    assert all(name in out for name in presets())
    assert "4 of 20 years" in out
    assert run("deals", "--json") == 0
    assert json.loads(capsys.readouterr().out)["seed"]["rent"] == 200


def test_functions(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert run("functions", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert [one["name"].lower() for one in listed] == sorted(set(udfs.__all__))
    assert run("functions") == 0
    assert "LEASE_PV" in capsys.readouterr().out
    assert run("functions", "lease_pv") == 0
    out = capsys.readouterr().out
    assert "LEASE_PV(rate, nper, pmt, [rvg]" in out
    assert "ASC 842" in out
    assert ">>>" in out


def test_every_function_can_be_explained(capsys):
    for name in udfs.__all__:
        assert run("functions", name) == 0


def test_check_passes_and_fails(template, capsys):
    run("build", "seed")
    capsys.readouterr()
    assert run("check", "seed.xlsx") == 0
    assert "All checks pass" in capsys.readouterr().out
    small_template(template, red=True)
    run("build", "seed")
    capsys.readouterr()
    assert run("check", "seed.xlsx") == 1
    out = capsys.readouterr().out
    assert "FAILS   rent" in out
    assert "1 of 2 checks fail" in out
    assert run("check", "seed.xlsx", "--json") == 1
    facts = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in facts["checks"]] == ["master", "signs", "rent"]
    assert [one["passes"] for one in facts["checks"]] == [False, True, False]


def test_check_recalculates_and_does_not_trust_stored_values(template, capsys):
    run("build", "seed")
    book = openpyxl.load_workbook("seed.xlsx")
    book["Deal"]["B6"] = "=1/0"
    book.save("seed.xlsx")
    assert run("check", "seed.xlsx") == 1


def test_a_workbook_without_checks(tmp_path, capsys):
    openpyxl.Workbook().save(tmp_path / "plain.xlsx")
    assert run("check", tmp_path / "plain.xlsx") == 2
    assert "no name chk_master" in capsys.readouterr().err
    assert run("build", tmp_path / "plain.xlsx", "-o", tmp_path / "x.xlsx") == 2
    assert "no OnBalance workbook" in capsys.readouterr().err


# --------------------------------------------------------------------- the front door


def test_onbalance_offers_every_function():
    assert onbalance.__all__ == udfs.__all__
    assert onbalance.__version__ == __version__
    assert onbalance.lease_pv is udfs.lease_pv
    assert set(udfs.__all__) <= set(dir(onbalance))
    with pytest.raises(AttributeError):
        onbalance.nothing  # noqa: B018


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, cwd=ROOT, check=False
    )


def test_the_script_runs():
    assert python("onbalance.py", "--version").stdout == f"{__version__}\n"
    assert "build" in python("onbalance.py", "--help").stdout
    nothing = python("onbalance.py")
    assert nothing.returncode == 2
    assert "build" in nothing.stdout + nothing.stderr


def test_help_and_front_door_load_nothing_heavy():
    code = (
        "import sys, onbalance\n"
        "sys.argv = ['onbalance', '--help']\n"
        "onbalance.main()\n"
        "print({'numpy', 'openpyxl', 'pandas', 'lxml', 'cellrune'} & set(sys.modules))"
    )
    assert python("-c", code).stdout.splitlines()[-1] == "set()"


def test_build_loads_neither_openpyxl_nor_pandas(tmp_path):
    small_template(tmp_path / "lease.xlsx")
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from workbooks import command, model\n"
        f"model.template_file = lambda name, mode: Path({str(tmp_path / 'lease.xlsx')!r})\n"
        f"assert command.run(['build', 'seed', '-o', {str(tmp_path / 'seed.xlsx')!r}]) == 0\n"
        "print({'openpyxl', 'pandas', 'xlwings'} & set(sys.modules))"
    )
    assert python("-c", code).stdout.splitlines()[-1] == "set()"
