"""The three modes of each template: formulas, our functions beside them, values alone."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any, NamedTuple

import pytest

import udfs
from tests.workbooks import random_deals, random_developers, random_fleets, random_questions
from tests.workbooks.equality import give
from udfs.errors import EXCEL_CODES
from workbooks.address import column_letters
from workbooks.build import TEMPLATES
from workbooks.build.developer import parity_rows as developer_rows
from workbooks.build.fleet import parity_rows as fleet_rows
from workbooks.build.lease import parity_rows as lease_rows
from workbooks.build.parity import Reason, Row
from workbooks.build.question import parity_rows as question_rows
from workbooks.cache import build_file, cached, recalculate
from workbooks.deal import load_deal
from workbooks.engine import Engine
from workbooks.model import build_model, headline, run_checks, template_file
from workbooks.modes import to_values
from workbooks.template import Template

#: Sheets on which the file with our functions says that it holds them.
OWN = {"Cover", "Notes", "Parity"}
FUNCTION = re.compile(rb"\b(?:%s)\b" % "|".join(udfs.__all__).upper().encode())
FORMULA = re.compile(rb"<f[ >/]")
Values = dict[str, Any]


class Subject(NamedTuple):
    """A template under test: what it compares, its deals, and what is asked of them."""

    template: str
    rows: tuple[Row, ...]
    reasons: tuple[Reason, ...]
    random_values: Callable[[int], Values]
    #: Presets and random deals that are built in every mode.
    deals: tuple[str | int, ...]
    #: Random deals set in one open file.
    seeds: tuple[int, ...]
    #: How many of the one, of the other and of the cases are run if it is not a slow run.
    quick: tuple[int, int, int]
    #: Fewest numbers that a deal compares.
    least: int
    #: Changes to the example deal: together they compare every row.
    every: tuple[Values, ...]
    #: Changes to the example deal, and reasons that some row then gives.
    cases: tuple[tuple[Values, tuple[str, ...]], ...]

    @property
    def example(self) -> str:
        """The deal that the template is filled with."""
        return TEMPLATES[self.template][1]

    def values(self, deal: str | int) -> Values:
        """The inputs of a preset, or of a random deal."""
        if isinstance(deal, str):
            return load_deal(deal, self.template).values()
        return self.random_values(deal)


LEASE = Subject(
    "lease",
    lease_rows.ROWS,
    lease_rows.REASONS,
    random_deals.random_values,
    # Level and other rents, in advance and in arrears, phases, a loss; more among the seeds.
    deals=("seed", "oracle", 9, 41),
    seeds=(0, 3, 9, 13, 20, 26, 27, 41, 44, 50, 83),
    quick=(0, 1, 1),
    least=7,
    # Level, yearly, signed and not yet commenced.
    every=({"asof": date(2024, 1, 1), "free": 0, "escalator": 0},),
    cases=(
        ({"step_year": [3], "step_rent": [250.0]}, ("stepped rents",)),
        ({"phase_date": [date(2024, 7, 1), date(2025, 7, 1)], "phase_share": [0.5, 0.5]},
         ("delivered in phases",)),
        ({"free": 2}, ("rent-free start",)),
        ({"termination_year": 5, "termination_certain": True}, ("early termination",)),
    ),
)  # fmt: skip


def developer_values(seed: int) -> Values:
    """A random development; every other one as DEV_RETURNS can have it."""
    draw = random_developers.plain_values if seed % 2 else random_developers.random_values
    return draw(seed)


BONDS = [date(2030, 6, 1), date(2032, 6, 1)]
REFI = {"refi_ltv": 0.6, "refi_dscr": 1.3, "refi_debt_yield": 0.09, "refi_amort": 25.0}
OWN_CURVE = {"shape": "own", "weight": [1.0] * 10 + [0.0] * 4 + [3.0] * 10}
DEVELOPER = Subject(
    "developer",
    developer_rows.ROWS,
    developer_rows.REASONS,
    developer_values,
    deals=("build100", 7, "hyperion"),
    # Every kind of loan and of curve, both ways to pay first, a late completion, losses.
    seeds=(1, 2, 7, 0, *range(3, 7), 8, 9),
    quick=(0, 0, 0),
    least=30,
    every=(REFI | {"outside_months": 30, "perm_dscr": 1.2}, OWN_CURVE),
    cases=(
        ({"free": 2, "spread": 0.5, "secured": 0.5, "land": 5.0, "default_year": 15.0},
         ("rent-free start", "spread below one basis point", "a piece below one basis point",
          "land bought first", "default after the exit", "the model has no number")),
        ({"ramp": 6, "opex": 1.0, "balloon": 10.0, "perm_dscr": 1.3},
         ("let by and by", "owner's own cost", "balloon")),
        ({"delay": 3, "commit_fee": 0.005, "style": "interest_only", "tenant_maturity": BONDS,
          "tenant_yield": [0.045, 0.046], "curve_flat": True},
         ("completed late", "commitment fee", "interest-only loan", "not a sculpted loan",
          "beyond the curve", "a named curve")),
        (OWN_CURVE, ("own weights",)),
        ({"perm_dscr": None}, ("sculpted without a limit",)),
        ({"style": "level", "perm_io": 12, "nnn": False, "power_price": 0.01, "free": 1},
         ("months of interest alone", "power before rent")),
        ({"style": "ctl", "nnn": False, "opex_pct": 0.1, "power_price": 0.01},
         ("loan served by gross rent", "costs that do not grow as the rent does")),
        ({"nnn": False, "power_price": 0.12, "escalator": 0.1, "perm_amount": 1.0},
         ("months of loss", "no price that a buyer would pay")),
        ({"nnn": False, "power_price": 0.3, "exit_year": 1.0, **REFI},
         ("no loan", "no income to lend on", "no debt service")),
    ),
)  # fmt: skip
BOUGHT = {"vintage_year": [2024, 2025], "vintage_gpus": [8000, 12000],
          "vintage_price": [40_000.0, 42_000.0]}  # fmt: skip
AGES = {"resale_age": [0.0, 2.0, 4.0], "resale_factor": [1.0, 0.6, 0.35]}
STEPS = {"curve": "table", "curve_price": [4.0, 3.5, 2.0]}
LENT = {"advance": 0.6, "loan_rate": 0.1}
MODEL = {"params": 405.0, "tokens": 15_600.0}
ROUND = {"round_size": 43.0, "coupon_gpus": 3000}
FLEET = Subject(
    "fleet",
    fleet_rows.ROWS,
    fleet_rows.REASONS,
    random_fleets.random_values,
    deals=("h100", 3, "coreweave"),
    # Every curve, method of the books and repayment.
    seeds=(1, 2, 0, *range(3, 10)),
    quick=(0, 1, 1),
    least=24,
    every=(BOUGHT | AGES | LENT | MODEL | ROUND, STEPS | {"power_basis": "reserved"}),
    cases=(
        ({"curve": "regime", "switch_year": 2, "floor": 0.5, "advance": 0.0, "radix": 63,
          "params": 0.0, **BOUGHT, "method": "ECON", "resale_age": [], "resale_factor": []},
         ("more than one decline", "no loan", "an odd number of ports", "no training",
          "charges that follow the value", "no resale factors")),
        ({"floor": 0.1, "residual": 0.2, "opex_hour": 2.0, "stop": True, "radix": 32,
          "gpus": 300_001, "vintage_year": [], "vintage_gpus": [], "vintage_price": [],
          "change_age": 4.5, "new_life": 5.0, "old_life": 6.0, "impair_age": 2, "shock": 0.9},
         ("a floor", "one decline", "sold before the life planned", "more than four tiers",
          "less than a year left", "sold at the test")),
        ({**BOUGHT, "method": "DDB", "factor": 1.5, "gpus": 1001, "opex_hour": 5.0,
          "resale_age": [0.2, 0.7], "resale_factor": [0.9, 0.7], "change_age": 3.0,
          "old_life": 4.0, "new_life": 6.0, "change_new_salvage": 0.5},
         ("another factor", "a switch in part", "a server in part", "over before it begins",
          "no whole age among them", "salvage above the book value")),
        ({"vintage_year": [2024, 2024], "vintage_gpus": [8000, 12000], "opex_hour": None,
          "vintage_price": [40_000.0, 42_000.0], "power_basis": "used", "power_price": 0.1,
          "rental_date": [], "rental_price": [], "rental_use": []},
         ("power paid by use", "the model has no number")),
        ({"curve": "geometric", "floor": 0.0, "contract_price": 2.35, "contract_years": 3,
          "opex_hour": 0.01, "colo": 130.0},
         ("a contract first", "parts above what is entered")),
    ),
)  # fmt: skip
GAME = {"payoff_row": [1.0, -1.0, -1.0, 1.0], "payoff_column": [-1.0, 1.0, 1.0, -1.0]}
RUNS = {"run_amount": [60.0], "run_per": [4.0], "run_prior": [200.0], "run_revenue": [100.0]}
LAB = {"lab_name": ["A"], "lab_revenue": [3.5], "lab_inference": [4.0], "lab_training": [3.0],
       "lab_staff": [1.5], "lab_other": [0.2], "lab_cash": [10.0],
       "lab_gpu_hour": [2.35]}  # fmt: skip
SPENT = {"wall_year": [2024, 2026], "wall_capex": [200.0, 300.0], "wall_revenue": [900.0, None]}
QUESTION = Subject(
    "question",
    question_rows.ROWS,
    question_rows.REASONS,
    random_questions.random_values,
    deals=("2024", 1, "2026"),
    # Every basis, games with one equilibrium, two, none and ties.
    seeds=(1, 2, 0, *range(3, 10)),
    quick=(1, 1, 1),
    least=8,
    every=(GAME | RUNS | LAB | SPENT,),
    cases=(
        ({"wall_year": [2024, 2025], "wall_capex": [200.0, 300.0], "wall_revenue": [None, 900.0],
          "revenue_basis": "stated", "company": [], "company_revenue": [], "payoff_row": [],
          "payoff_column": []},
         ("sales not known from the first year", "no list of revenue", "no game")),
        ({"gpu_basis": "stated", "quarter_name": [], "quarter_end": [], "quarter_revenue": [],
          "run_label": [], "run_amount": [], "run_per": [], "run_prior": [], "run_revenue": [],
          "wall_year": [], "wall_capex": [], "wall_revenue": []},
         ("no years of spending", "the model has no number")),
    ),
)  # fmt: skip
SUBJECTS = {subject.template: subject for subject in (LEASE, DEVELOPER, FLEET, QUESTION)}


def each(things: str) -> pytest.MarkDecorator:
    """One test for each template and each of its things; the later ones in slow runs."""
    limit = ("deals", "seeds", "cases").index(things)
    return pytest.mark.parametrize(
        ("subject", "item"),
        [
            pytest.param(
                subject,
                item,
                marks=pytest.mark.slow if number >= subject.quick[limit] else (),
                id=f"{name}-{item if isinstance(item, str | int) else number}",
            )
            for name, subject in SUBJECTS.items()
            for number, item in enumerate(getattr(subject, things))
        ],
    )


#: The smallest by default, all four in slow runs.
of_each = pytest.mark.parametrize(
    "subject",
    [
        pytest.param(one, marks=pytest.mark.slow) if one != QUESTION else one
        for one in SUBJECTS.values()
    ],
    ids=SUBJECTS,
)


@cache
def file_of(subject: str, mode: str) -> bytes:
    """A template's bytes, read once."""
    return template_file(subject, mode).read_bytes()


def native(subject: Subject) -> bytes:
    return file_of(subject.template, "native")


def udf(subject: Subject) -> bytes:
    return file_of(subject.template, "udf")


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as file:
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


def first_compared(subject: Subject) -> tuple[int, tuple[str, str]]:
    """The number of the first row that the example deal compares, and its function's cell."""
    number = column(udf(subject), "flag").index(0)
    area = Template(udf(subject)).names["row_parity_cell"].area
    return number, ("Parity", f"{column_letters(area.left)}{area.top + number}")


def assert_parity(subject: Subject, got: dict[str, list[Any]]) -> None:
    """Each row agrees, or says why it is not compared."""
    lines = zip(*(got[key] for key in ("cell", "model", "flag", "why")), strict=True)
    for row, (cell, number, flag, why) in zip(subject.rows, lines, strict=True):
        if why:
            assert cell == why, row.label
            assert why.startswith("n/a: "), row.label
            assert flag == "", row.label
        else:
            assert flag == 0, (row.label, cell, number)


KEYS = ("cell", "model", "flag", "why")


@each("deals")
def test_modes_agree(subject: Subject, item: str | int) -> None:
    values = subject.values(item)
    plainly, ours = (build_file(data, values) for data in (native(subject), udf(subject)))
    one, other, plain = stored(plainly, OWN), stored(ours, OWN), stored(to_values(plainly), OWN)
    assert one == plain
    differ = [place for place in one | other if one.get(place) != other.get(place)]
    assert not differ, differ[:5]
    assert_parity(subject, {key: column(ours, key) for key in KEYS})


@of_each
def test_build_writes_each_mode(subject: Subject) -> None:
    """The one that the command calls."""
    deal = load_deal("oracle" if subject is LEASE else subject.example, subject.template)
    made = {mode: build_model(deal, mode) for mode in ("native", "udf", "values")}
    assert headline(made["native"]) == headline(made["udf"]) == headline(made["values"])
    assert not headline(made["udf"]).failing
    checks = run_checks(made["udf"])
    assert "functions" in {check.name for check in checks}
    assert all(check.passes for check in checks)


@of_each
def test_values_mode_keeps_formats_and_charts(subject: Subject) -> None:
    values = subject.values(subject.example)
    plainly = build_file(native(subject), values)
    plain = build_file(native(subject), values, values_only=True)
    assert stored(plainly, set()) == stored(plain, set())
    before, after = parts(plainly), parts(plain)
    assert before.keys() == after.keys()
    cell = re.compile(rb'<c r="(\w+)" s="(\d+)"')
    for name, content in after.items():
        if name.startswith("xl/worksheets/sheet"):
            assert not FORMULA.search(content), name
            assert cell.findall(content) == cell.findall(before[name]), name
        elif "chart" in name or "drawing" in name or name == "xl/styles.xml":
            assert content == before[name], name


@pytest.fixture(scope="module")
def engines() -> Iterator[Callable[[Subject], Any]]:
    """Each file with our functions, open once for every deal."""
    opened: dict[str, Any] = {}

    def engine(subject: Subject) -> Any:
        if subject.template not in opened:
            opened[subject.template] = one = Engine(udf(subject))
            one.given = {}
        return opened[subject.template]

    yield engine
    for one in opened.values():
        one.close()


def shown(engine: Any, values: Values) -> dict[str, Any]:
    """What the Parity sheet shows of a deal."""
    give(engine, values)
    engine.recalc()
    names = {key: f"row_parity_{key}" for key in (*KEYS, "count", "total")}
    got = engine.read([*names.values(), "chk_functions"])
    return {key: got[name] for key, name in names.items()} | {"check": got["chk_functions"]}


@each("seeds")
def test_functions_agree_with_the_model_when_inputs_change(
    engines: Callable[[Subject], Any], subject: Subject, item: int
) -> None:
    got = shown(engines(subject), subject.random_values(item))
    assert_parity(subject, got)
    assert (got["total"], got["check"]) == (0, 0)
    assert got["count"] >= subject.least


@of_each
def test_every_function_is_compared_in_some_deal(
    engines: Callable[[Subject], Any], subject: Subject
) -> None:
    met: set[Row] = set()
    for changes in subject.every:
        got = shown(engines(subject), subject.values(subject.example) | changes)
        assert got["total"] == 0
        met |= {row for row, flag in zip(subject.rows, got["flag"], strict=True) if flag == 0}
    missed = [(row.function, row.label) for row in subject.rows if row not in met]
    assert not missed


@each("cases")
def test_what_a_function_cannot_express_is_named(
    engines: Callable[[Subject], Any], subject: Subject, item: tuple[Values, tuple[str, ...]]
) -> None:
    changes, reasons = item
    got = shown(engines(subject), subject.values(subject.example) | changes)
    for reason in reasons:
        rows = [k for k, cell in enumerate(got["cell"]) if cell == f"n/a: {reason}"]
        assert rows, reason
        assert all(got["flag"][k] == "" for k in rows)
    assert_parity(subject, got)
    assert got["total"] == 0


@pytest.mark.parametrize("name", ["developer", "fleet", "question"])
def test_every_reason_is_met(name: str) -> None:
    subject = SUBJECTS[name]
    formulas = [row.why for row in subject.rows] + [one.formula for one in subject.reasons]
    given = {reason for text in formulas for reason in re.findall(r'"n/a: ([^"]+)"', text)}
    assert given <= {reason for _, reasons in subject.cases for reason in reasons}


@of_each
def test_native_file_names_no_function_of_ours(subject: Subject) -> None:
    for name, content in parts(native(subject)).items():
        assert not FUNCTION.search(content), name


@of_each
def test_udf_file_calls_functions_by_their_plain_names(subject: Subject) -> None:
    sheets = [c for name, c in parts(udf(subject)).items() if name.startswith("xl/worksheets/")]
    formulas = [f for sheet in sheets for f in re.findall(rb"<f[^>]*>([^<]*)</f>", sheet)]
    calls = [f for f in formulas if FUNCTION.search(f)]
    assert len(calls) == len(subject.rows)
    ours = b"LEASE|YIELD|BOND|DEV|CREDIT|GPU|AI|CAPEX"
    prefix = re.compile(rb"(?:_xlfn|_xll|\[\d+\]|!)[^,]*(?:%s)_" % ours)
    assert not [f for f in calls if prefix.search(f)]


@of_each
def test_function_cells_hold_numbers_and_are_recalculated_on_load(subject: Subject) -> None:
    assert b'fullCalcOnLoad="1"' in parts(udf(subject))["xl/workbook.xml"]
    cells, whys = column(udf(subject), "cell"), column(udf(subject), "why")
    assert not [cell for cell in cells if cell in EXCEL_CODES or cell is None]
    for cell, why in zip(cells, whys, strict=True):
        assert cell == why if why else isinstance(cell, float)
    assert whys.count("") >= 0.8 * len(subject.rows)


@of_each
def test_wrong_value_of_a_function_is_seen(subject: Subject) -> None:
    number, place = first_compared(subject)
    right = column(udf(subject), "cell")[number]
    wrong = cached(udf(subject), {place: right + max(abs(right), 1.0) * 1e-8})
    assert column(wrong, "flag")[number] == 1
    assert sum(flag for flag in column(wrong, "flag") if flag != "") == 1
    assert headline(wrong).failing == ["functions"]


@of_each
def test_missing_function_is_seen_but_is_no_part_of_the_master_check(subject: Subject) -> None:
    number, place = first_compared(subject)
    template = Template(udf(subject))
    master, flags = template.names["chk_master"], template.names["row_parity_flag"]
    found = recalculate(udf(subject), {place: "#NAME?"})
    flag = f"{column_letters(flags.area.left)}{flags.area.top + number}"
    assert found[flags.sheet, flag] == 1
    assert found[master.sheet, master.area.text] == 0
    assert "chk_functions" not in Template(native(subject)).names


@of_each
def test_check_command_computes_functions_afresh(subject: Subject) -> None:
    """What is stored in a function's cell is not believed."""
    _, place = first_compared(subject)
    stale = cached(udf(subject), {place: -1.0})
    assert headline(stale).failing == ["functions"]
    assert [check.name for check in run_checks(stale) if not check.passes] == []
