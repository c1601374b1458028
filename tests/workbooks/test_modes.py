"""The three modes of the lease workbook: formulas, our functions beside them, values alone."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import Any

import pytest

import udfs
from tests.workbooks.random_deals import random_values
from udfs.errors import EXCEL_CODES
from workbooks.build.lease.parity_rows import ROWS
from workbooks.cache import build_file, cached, recalculate
from workbooks.deal import load_deal
from workbooks.engine import Engine
from workbooks.model import build_model, headline, run_checks, template_file
from workbooks.modes import to_values
from workbooks.template import Template

PRESETS = ("seed", "hyperion", "oracle", "xai")
#: Level and other rents, every frequency, in advance and in arrears, phases, a loss, no rent.
SEEDS = (0, 3, 9, 13, 20, 26, 27, 41, 44, 50, 83)
#: Sheets on which the file with our functions says that it holds them.
OWN = {"Cover", "Notes", "Parity"}
FUNCTION = re.compile(rb"\b(?:%s)\b" % "|".join(udfs.__all__).upper().encode())
FORMULA = re.compile(rb"<f[ >/]")


@pytest.fixture(scope="module", autouse=True)
def files() -> dict[str, bytes]:
    """Each template's bytes, read once."""
    return {mode: template_file("lease", mode).read_bytes() for mode in ("native", "udf")}


def values_of(deal: str | int) -> dict[str, Any]:
    """The inputs of a preset, or of a random deal."""
    return load_deal(deal).values() if isinstance(deal, str) else random_values(deal)


def finished(data: bytes, deal: str | int, **options: Any) -> bytes:
    return build_file(data, values_of(deal), **options)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def stored(data: bytes, skip: set[str]) -> dict[tuple[str, int, int], Any]:
    """The stored value of every cell of a workbook, without some sheets."""
    template, found = Template(data), {}
    for title in template.parts:
        if title in skip:
            continue
        sheet = template.sheet(title)
        for row in sheet.rows:
            for column, cell in sheet.cells(row).items():
                value = template.values.read(cell)
                if value not in (None, ""):
                    found[title, row, column] = value
    return found


def column(data: bytes, key: str) -> list[Any]:
    template = Template(data)
    value = template.read(template.names[f"row_parity_{key}"])
    assert isinstance(value, list)
    return value


def assert_parity(cells: list[Any], numbers: list[Any], flags: list[Any], whys: list[Any]) -> None:
    """Each row agrees, or says why it is not compared."""
    for row, cell, number, flag, why in zip(ROWS, cells, numbers, flags, whys, strict=True):
        if why:
            assert cell == why, row.label
            assert why.startswith("n/a: "), row.label
            assert flag == "", row.label
        else:
            assert flag == 0, (row.label, cell, number)


@pytest.mark.parametrize(
    "deal", [*PRESETS, *SEEDS[:2], *(pytest.param(k, marks=pytest.mark.slow) for k in SEEDS[2:])]
)
def test_modes_agree(files: dict[str, bytes], deal: str | int) -> None:
    native, udf = (finished(files[mode], deal) for mode in ("native", "udf"))
    one, other, plain = stored(native, OWN), stored(udf, OWN), stored(to_values(native), OWN)
    assert one == plain
    differ = [place for place in one | other if one.get(place) != other.get(place)]
    assert not differ, differ[:5]
    assert_parity(*(column(udf, key) for key in ("cell", "model", "flag", "why")))


def test_build_writes_each_mode() -> None:
    """The one that the command calls."""
    deal = load_deal("oracle")
    native, udf, plain = (build_model(deal, mode) for mode in ("native", "udf", "values"))
    assert headline(native) == headline(udf) == headline(plain)
    assert not headline(udf).failing
    checks = run_checks(udf)
    assert "functions" in {check.name for check in checks}
    assert all(check.passes for check in checks)


def test_values_mode_keeps_formats_and_charts(files: dict[str, bytes]) -> None:
    native = finished(files["native"], "seed")
    plain = finished(files["native"], "seed", values_only=True)
    assert stored(native, set()) == stored(plain, set())
    before, after = parts(native), parts(plain)
    assert before.keys() == after.keys()
    cell = re.compile(rb'<c r="(\w+)" s="(\d+)"')
    for name, content in after.items():
        if name.startswith("xl/worksheets/sheet"):
            assert not FORMULA.search(content), name
            assert cell.findall(content) == cell.findall(before[name]), name
        elif "chart" in name or "drawing" in name or name == "xl/styles.xml":
            assert content == before[name], name


@pytest.fixture(scope="module")
def engine(files: dict[str, bytes]) -> Any:
    """The file with our functions, open once for every deal."""
    opened = Engine(files["udf"])
    yield opened
    opened.close()


@pytest.mark.parametrize("seed", SEEDS)
def test_functions_agree_with_the_model_when_inputs_change(engine: Engine, seed: int) -> None:
    engine.set_inputs(random_values(seed))
    engine.recalc()
    names = [f"row_parity_{key}" for key in ("cell", "model", "flag", "why")]
    got = engine.read([*names, "row_parity_count", "row_parity_total", "chk_functions"])
    assert_parity(*(got[name] for name in names))
    assert (got["row_parity_total"], got["chk_functions"]) == (0, 0)
    assert got["row_parity_count"] >= 7


def test_every_function_is_compared_in_some_deal(engine: Engine) -> None:
    """A deal that every function can express: level, yearly, signed and not yet commenced."""
    values = load_deal("seed").values() | {"asof": date(2024, 1, 1), "free": 0, "escalator": 0}
    engine.set_inputs(values)
    engine.recalc()
    got = engine.read(["row_parity_count", "row_parity_total", "row_parity_why"])
    assert (got["row_parity_count"], got["row_parity_total"]) == (len(ROWS), 0), got


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"step_year": [3], "step_rent": [250.0]}, "n/a: stepped rents"),
        ({"phase_date": [date(2024, 7, 1), date(2025, 7, 1)], "phase_share": [0.5, 0.5]},
         "n/a: delivered in phases"),
        ({"free": 2}, "n/a: rent-free start"),
        ({"termination_year": 5, "termination_certain": True}, "n/a: early termination"),
    ],
)  # fmt: skip
def test_what_a_function_cannot_express_is_named(
    engine: Engine, changes: dict[str, Any], reason: str
) -> None:
    engine.set_inputs(load_deal("seed").values() | changes)
    engine.recalc()
    got = engine.read(["row_parity_cell", "row_parity_flag", "row_parity_total"])
    rows = [k for k, cell in enumerate(got["row_parity_cell"]) if cell == reason]
    assert rows
    assert all(got["row_parity_flag"][k] == "" for k in rows)
    assert got["row_parity_total"] == 0


def test_native_file_names_no_function_of_ours(files: dict[str, bytes]) -> None:
    for name, content in parts(files["native"]).items():
        assert not FUNCTION.search(content), name


def test_udf_file_calls_functions_by_their_plain_names(files: dict[str, bytes]) -> None:
    sheets = [c for name, c in parts(files["udf"]).items() if name.startswith("xl/worksheets/")]
    formulas = [f for sheet in sheets for f in re.findall(rb"<f[^>]*>([^<]*)</f>", sheet)]
    calls = [f for f in formulas if FUNCTION.search(f)]
    assert len(calls) == len(ROWS)
    assert not [f for f in calls if re.search(rb"(?:_xlfn|_xll|\[\d+\]|!)[^,]*(?:LEASE|YIELD)_", f)]


def test_function_cells_hold_numbers_and_are_recalculated_on_load(files: dict[str, bytes]) -> None:
    book = parts(files["udf"])
    assert b'fullCalcOnLoad="1"' in book["xl/workbook.xml"]
    cells = column(files["udf"], "cell")
    assert not [cell for cell in cells if cell in EXCEL_CODES or cell is None]
    assert sum(isinstance(cell, float) for cell in cells) >= len(ROWS) - 1


def test_wrong_value_of_a_function_is_seen(files: dict[str, bytes]) -> None:
    place = ("Parity", f"E{Template(files['udf']).names['row_parity_cell'].area.top}")
    right = column(files["udf"], "cell")[0]
    wrong = cached(files["udf"], {place: right * (1 + 1e-8)})
    assert column(wrong, "flag")[0] == 1
    assert sum(flag for flag in column(wrong, "flag") if flag != "") == 1
    assert headline(wrong).failing == ["functions"]
    missing = cached(files["udf"], {place: "#NAME?"})
    assert column(missing, "flag")[0] == 1


def test_parity_is_no_part_of_the_master_check(files: dict[str, bytes]) -> None:
    place = ("Parity", f"E{Template(files['udf']).names['row_parity_cell'].area.top}")
    master = Template(files["udf"]).names["chk_master"]
    found = recalculate(files["udf"], {place: "#NAME?"})
    assert found[master.sheet, master.area.text] == 0
    assert "chk_functions" not in Template(files["native"]).names


def test_check_command_computes_functions_afresh(files: dict[str, bytes]) -> None:
    """What is stored in a function's cell is not believed."""
    place = ("Parity", f"E{Template(files['udf']).names['row_parity_cell'].area.top}")
    stale = cached(files["udf"], {place: 1.0})
    assert headline(stale).failing == ["functions"]
    assert [check.name for check in run_checks(stale) if not check.passes] == []
