"""The native twin of a function gives the same number in a spreadsheet engine.

Arguments come from the case rows of the function, varied one at a time; arguments that the twin
does not name keep their defaults, and DOMAIN holds what the domain of a twin says in words.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.udfs.test_cases import arguments_of, load
from udfs.errors import OnBalanceError
from udfs.readers import read_date
from udfs.registry import Spec, all_specs

cellrune = pytest.importorskip("cellrune")

TWINS = [one for one in all_specs() if one.native is not None]
LIMIT = 60  # evaluations per function
TOLERANCE = 1e-9
LOOSER = {"YIELD_XIRR": 1e-7}  # the precision of XIRR in a spreadsheet

FACTORS: dict[str, list[float]] = {"Rate": [0.5, 1.4], "Money": [0.5, 2.0], "Years": [0.7]}
CHOICES: dict[str, list[float]] = {
    "Timing": [0, 1],
    "Frequency": [1, 2, 4, 12],
    "Share": [0.2, 0.8],
    "Flag": [False, True],
}

Arguments = dict[str, Any]


def _frontier(arguments: Arguments, _: float) -> bool:
    """The rent exceeds the interest on the guarantee, which is below the line of the test."""
    rent, guarantee = arguments["pmt"], arguments.get("rvg", 0.0)
    line = arguments.get("pct_pv", 0.9) * arguments["fv"]
    interest = arguments["rate"] / arguments.get("freq", 1) * guarantee
    return bool(rent > interest and guarantee < line)


def _reached(arguments: Arguments, expected: float) -> bool:
    """The iteration of a spreadsheet arrives: one change of sign, a rate not far from 10%."""
    flows = arguments.get("values", [-1, 1])
    kept = [flow for flow in flows if flow]
    changes = sum((a < 0) != (b < 0) for a, b in zip(kept, kept[1:], strict=False))
    is_near = abs(expected - arguments.get("guess", 0.1)) < 0.07
    return changes == 1 and flows[0] != 0 and is_near and 0.01 < expected < 0.17


def _coupons(arguments: Arguments, _: float) -> bool:
    """A spreadsheet's bond functions know no monthly coupons and no negative yields."""
    return arguments.get("freq", 2) in (1, 2, 4) and arguments.get("yld", 0) >= 0


#: The domains that say more than which arguments stay at their defaults.
DOMAIN: dict[str, Callable[[Arguments, float], bool]] = {
    "BOND_ACCRUED": _coupons,
    "BOND_DURATION": _coupons,
    "BOND_PRICE": _coupons,
    "BOND_WAL": lambda arguments, _: plain(arguments["dates_or_periods"][0]) < 15_000,
    "BOND_YIELD": lambda arguments, found: _coupons(arguments, found) and found >= 0,
    "LEASE_FRONTIER": _frontier,
    "LEASE_LIABILITYX": lambda arguments, _: arguments.get("basis", 3) == 3,
    "LEASE_IMPLICIT_RATE": _reached,
    "YIELD_CONVERT": lambda arguments, _: min(arguments["from_freq"], arguments["to_freq"]) > 0,
    "YIELD_IRR": _reached,
    "YIELD_LEASE_IRR": _reached,
    "YIELD_XIRR": _reached,
    "YIELD_XNPV": lambda arguments, _: arguments["rate"] > 0,
    "YIELD_XPLUS_RENT": lambda arguments, _: arguments.get("yield_freq", 1) > 0,
}


def _usual_days(arguments: Arguments, _: float) -> bool:
    """Calls in which cellrune counts days as Excel does.

    It discounts over the days to the next coupon, and 30/360 near the end of February goes by
    other rules; Excel's own values in tests/cases/bonds.csv, and formulon, say otherwise.
    """
    in_february = arguments["maturity"].month in (2, 11)
    basis = arguments.get("basis", 0)
    return basis == 1 or (basis in (0, 4) and not in_february)


#: Calls in which cellrune is known to differ from Excel: left to the other engine.
CELLRUNE_AGREES: dict[str, Callable[[Arguments, float], bool]] = {
    "BOND_ACCRUED": _usual_days,
    "BOND_DURATION": _usual_days,
    "BOND_PRICE": _usual_days,
}


def variants(one: Spec) -> list[tuple[Arguments, float]]:
    """Arguments inside the twin's domain, with the value that Python gives."""
    names = re.findall(r"{(\w+)}", one.native or "")
    found: list[tuple[Arguments, float]] = []
    bases = [arguments_of(row) for row in load() if row["function"] == one.name]
    inside = [base for base in bases if _is_inside(one, base, names)]
    for base in inside[:: max(1, len(inside) // 12)]:
        for arguments in [base, *_varied(one, base, names)]:
            try:
                expected = one.function(**arguments)
            except OnBalanceError:
                continue
            if one.name not in DOMAIN or DOMAIN[one.name](arguments, expected):
                found.append((arguments, expected))
    return found[:: max(1, len(found) // LIMIT)]


def _is_inside(one: Spec, base: Arguments, names: list[str]) -> bool:
    for argument in one.arguments:
        value = base.get(argument.name, argument.default)
        if argument.name in names:
            if value is None:
                return False
        elif value != argument.default:
            return False
    return True


def _varied(one: Spec, base: Arguments, names: list[str]) -> list[Arguments]:
    found = []
    for argument in one.arguments:
        if argument.name not in names:
            continue
        kind, value = argument.kind.name, base.get(argument.name, argument.default)
        changed: list[Any] = list(CHOICES.get(kind, []))
        if isinstance(value, (int, float)):
            changed += [value * factor for factor in FACTORS.get(kind, [])]
            changed += [value + 1] if kind == "Count" else []
        if kind == "Series" and all(isinstance(cell, (int, float)) for cell in value):
            changed.append([cell * 1.25 for cell in value])
        found += [{**base, argument.name: item} for item in changed]
    return found


def plain(value: Any) -> Any:
    """A cell's value: dates as serials, flags as flags, all else as it is."""
    if isinstance(value, (datetime.date, np.datetime64)):
        return read_date(value, "date")
    return value


def close(one: Spec, found: Any, expected: float, arguments: Arguments) -> bool:
    """Equal to 1e-9 of the result or of the scale: 1 for rates, the largest amount for money."""
    if not isinstance(found, (int, float)):
        return False
    scale = 1.0
    if one.returns == "Money":
        for argument in one.arguments:
            if argument.kind.name in ("Money", "Series") and argument.name in arguments:
                cells = np.ravel(np.array(arguments[argument.name], dtype=object))
                amounts = [abs(cell) for cell in cells if isinstance(cell, (int, float))]
                scale = max([scale, *amounts])
    return abs(found - expected) <= LOOSER.get(one.name, TOLERANCE) * max(abs(expected), scale)


class Sheet:
    """A workbook of formulas over cells, calculated by cellrune."""

    def __init__(self) -> None:
        self.book = cellrune.Workbook.create()
        self.name = self.book.summary()["sheets"][0]["name"]
        self.row = 0

    def put(self, value: Any, row: int, column: int) -> str:
        """Write one value; returns its address."""
        address = f"{_letters(column)}{row}"
        value = plain(value)
        if isinstance(value, bool):
            self.book.set_logical(self.name, address, value)
        elif isinstance(value, str):
            self.book.set_text(self.name, address, value)
        elif value is not None:
            self.book.set_number(self.name, address, float(value))
        return address

    def add(self, one: Spec, arguments: Arguments) -> str:
        """Write the arguments and the twin; returns the address of the formula."""
        self.row += 1
        column, places = 2, {}
        for argument in one.arguments:
            value = arguments.get(argument.name, argument.default)
            cells = value if isinstance(value, list) else [value]
            if value is None or any(isinstance(cell, (list, dict)) for cell in cells):
                continue
            addresses = [self.put(cell, self.row, column + k) for k, cell in enumerate(cells)]
            column += len(cells)
            is_range = isinstance(value, list)
            places[argument.name] = f"{addresses[0]}:{addresses[-1]}" if is_range else addresses[0]
        address = f"A{self.row}"
        self.book.set_formula(self.name, address, (one.native or "").format(**places))
        return address

    def value(self, address: str) -> Any:
        """The calculated value of one cell; anything but a number as its description."""
        (cell,) = self.book.read_range(self.name, address, address)["cells"]
        inner = cell["calculated"].get("value", cell["calculated"])
        return inner.get("value") if inner.get("kind") == "number" else inner


def _letters(column: int) -> str:
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


@pytest.mark.parametrize("one", TWINS, ids=lambda one: one.name)
def test_the_twin_in_cellrune(one: Spec) -> None:
    sheet = Sheet()
    agrees = CELLRUNE_AGREES.get(one.name, lambda *_: True)
    checks = [check for check in variants(one) if agrees(*check)]
    assert len(checks) >= 3, "the cases hold too few calls inside the domain of the twin"
    addresses = [sheet.add(one, arguments) for arguments, _ in checks]
    sheet.book.calculate(financial_solver_semantics="extended_search")
    for address, (arguments, expected) in zip(addresses, checks, strict=True):
        found = sheet.value(address)
        assert close(one, found, expected, arguments), f"{arguments}: {found}, not {expected}"


def literal(value: Any) -> str:
    """A value as it is written inside a formula."""
    value = plain(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list):
        return "{" + ",".join(literal(cell).strip("()") for cell in value) + "}"
    return f"({float(value)!r})"


@pytest.mark.slow
@pytest.mark.parametrize("one", TWINS, ids=lambda one: one.name)
def test_the_twin_in_formulon(one: Spec) -> None:
    formulon = pytest.importorskip("formulon")
    for arguments, expected in variants(one):
        values = {
            argument.name: literal(arguments.get(argument.name, argument.default))
            for argument in one.arguments
            if arguments.get(argument.name, argument.default) is not None
        }
        found = formulon.eval_formula((one.native or "").format(**values)).number
        assert close(one, found, expected, arguments), f"{arguments}: {found}, not {expected}"


def test_a_wrong_twin_is_found() -> None:
    (one,) = (one for one in TWINS if one.name == "LEASE_PV")
    wrong = one._replace(native="=PV({rate}/{freq},{nper},{pmt},{rvg},{timing})")
    sheet = Sheet()
    arguments = {"rate": 0.05, "nper": 20, "pmt": 200}
    address = sheet.add(wrong, arguments)
    sheet.book.calculate(financial_solver_semantics="extended_search")
    assert not close(one, sheet.value(address), one.function(**arguments), arguments)
