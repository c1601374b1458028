"""What the equality tests of every template share: set a deal in the finished file, compare.

Equal is what the design says: |x - y| <= 1e-9 x max(|y|, scale). What the scale is of an output,
and what a deal may leave unsolved, each template says for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.engines import Engine, FormulonEngine, OfficeEngine
from udfs.errors import EXCEL_CODES, OnBalanceError
from workbooks.template import Template

NEAR = 1e-9
Values = Mapping[str, Any]


class Subject(NamedTuple):
    """A template under test: its file, its reference, random deals, and how to measure."""

    template: str
    evaluate: Callable[[Values], dict[str, Any]]
    random_values: Callable[[int], dict[str, Any]]
    #: scale of an output: name, inputs, reference outputs
    scale: Callable[[str, Values, Values], float]
    #: outputs that a deal may leave unsolved: reference outputs, outputs of the file
    excused: Callable[[Values, Values], Iterable[str]]

    @property
    def path(self) -> Path:
        return Path(__file__).parents[2] / "templates" / f"{self.template}.xlsx"


@contextmanager
def opener(subject: Subject) -> Iterator[Callable[[str, Any], Any]]:
    """Open the template in an engine by its name; each engine is opened once and closed at last."""
    engines: dict[str, Any] = {}

    def opened(name: str, request: pytest.FixtureRequest) -> Any:
        if name not in engines:
            data = subject.path.read_bytes()
            if name == "cellrune":
                engines[name] = Engine(data)
            elif name == "formulon":
                engines[name] = FormulonEngine(data)
            else:
                engines[name] = OfficeEngine(request.getfixturevalue("office"), data)
            engines[name].called, engines[name].given = name, {}
        return engines[name]

    yield opened
    for engine in engines.values():
        engine.close()


def fixtures(subject: Subject) -> tuple[Any, Any]:
    """The two fixtures of a test module: its open engines, and the finished file in one of them."""

    @pytest.fixture(scope="module")
    def opened() -> Iterator[Callable[..., Any]]:
        with opener(subject) as open_in:
            yield open_in

    @pytest.fixture
    def engine(request: pytest.FixtureRequest, opened: Callable[..., Any]) -> Any:
        return opened(request.param, request)

    return opened, engine


def in_engines(name: str, cases: Mapping[str, Iterable[Any]]) -> pytest.MarkDecorator:
    """One test for each engine and each of its cases."""
    pairs = [(called, case) for called, those in cases.items() for case in those]
    return pytest.mark.parametrize(("engine", name), pairs, indirect=["engine"])


def flat(value: Any) -> list[Any]:
    """The cells of an output, row by row."""
    return [cell for item in value for cell in flat(item)] if isinstance(value, list) else [value]


def equal(got: Any, want: Any, scale: float) -> bool:
    """Whether a cell holds what the reference says: a number, a text, or an error for an error."""
    if isinstance(want, OnBalanceError):
        return got in EXCEL_CODES
    if isinstance(want, str):
        return (got or "") == want
    if isinstance(got, bool) or not isinstance(got, int | float):
        return False
    return abs(got - want) <= NEAR * max(abs(want), scale)


def give(engine: Any, values: Values) -> None:
    """Set the inputs that differ from those given before: setting a cell is slow."""
    unknown = object()
    new = {key: cell for key, cell in values.items() if engine.given.get(key, unknown) != cell}
    engine.set_inputs(new)
    engine.given.update(new)


def differences(subject: Subject, engine: Any, values: Values) -> list[str]:
    """Set the inputs in the file, recalculate, and name every output that is not equal."""
    want = subject.evaluate(values)
    give(engine, values)
    engine.recalc()
    got = engine.read(want)
    unsolved = set(subject.excused(want, got))
    found = []
    for name, expected in want.items():
        if name in unsolved:
            continue
        cells, numbers = flat(got[name]), flat(expected)
        if len(cells) != len(numbers):
            found.append(f"{name}: {len(cells)} cells, the reference has {len(numbers)}")
            continue
        scale = subject.scale(name, values, want)
        wrong = [
            (place, cell, number)
            for place, (cell, number) in enumerate(zip(cells, numbers, strict=True))
            if not equal(cell, number, scale)
        ]
        found += [f"{name}[{place}]: {cell!r}, not {number!r}" for place, cell, number in wrong[:2]]
    return found


def check(subject: Subject, engine: Any, values: Values, called: object) -> None:
    """One deal; the message names the engine, the deal and both values."""
    found = differences(subject, engine, values)
    assert not found, "\n".join([f"deal {called} in {engine.called}:", *found])


def every_output_has_a_reference(subject: Subject) -> bool:
    """No number of the workbook is left without a second source."""
    named = set(Template(subject.path.read_bytes()).group("out_"))
    return named == {
        name.removeprefix("out_") for name in subject.evaluate(subject.random_values(0))
    }
