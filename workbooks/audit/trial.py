"""Trying the audit on planted faults: which are found, by which rule, and where."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from udfs.errors import EXCEL_CODES
from workbooks.audit.bench import Bench
from workbooks.audit.context import Context
from workbooks.audit.ground import PLACES, Ground, Place, Spot
from workbooks.audit.layout import Layout
from workbooks.audit.model import Cell, ErrorCode, Finding, Workbook
from workbooks.audit.read import read
from workbooks.audit.rules import Rule, load
from workbooks.audit.seeding import Seed, changed, draw, planted, written
from workbooks.cell import Scalar

#: Rules about values; those that recalculate the file itself, which holds no planted fault.
CALCULATED = frozenset({"k5", "k6", "k7"})
_SLOW = frozenset({"k8", "k15", "k16"})


class Outcome(NamedTuple):
    """What became of one planted fault: the first rule that found it, and whether in its cell."""

    seed: Seed
    rules: tuple[str, ...]
    placed: bool

    @property
    def caught(self) -> bool:
        """Whether anything was found."""
        return bool(self.rules)


class Again(Context):
    """An audit of a workbook that another audit knows but for one or two sheets."""

    def __init__(self, workbook: Workbook, before: Context) -> None:
        super().__init__(workbook, before.profile)
        self._before = before

    def layout(self, title: str) -> Layout:
        """How the formulas of a sheet lie, as the other audit has it if the sheet is the same."""
        if self.workbook.grids[title] is self._before.workbook.grids[title]:
            return self._before.layout(title)
        return super().layout(title)


class Trial:
    """A clean workbook, audited once, and then with one fault at a time.

    Parameters
    ----------
    workbook : Workbook
        With a contract.
    without : collection of str
        Ids of rules that do not run, such as `k1` for a workbook without a seal.
    calculate : bool, default True
        Recalculate the workbook with each fault that the other rules do not find.
    """

    def __init__(
        self, workbook: Workbook, without: Collection[str] = (), *, calculate: bool = True
    ) -> None:
        self.workbook, self.calculate = workbook, calculate
        self.ground = Ground(workbook)
        self.clean = Context(workbook, "contract")
        known = [rule for key, rule in load().items() if key not in without]
        self.rules = sorted(known, key=lambda one: one.id[0] != "k")  # those of contracts first

    @cached_property
    def before(self) -> frozenset[tuple[str, str, str]]:
        """What the rules find in the workbook as it is: none of it counts."""
        rules = [rule for rule in self.rules if rule.id not in _SLOW]
        return frozenset(_key(found) for rule in rules for found in rule.run(self.clean))

    def run(self, seed: Seed) -> Outcome:
        """Plant one fault and audit: what needs no calculation first, then the rest."""
        context = Again(planted(self.workbook, seed.fault), self.clean)
        rules = [one for one in self.rules if one.id not in CALCULATED | _SLOW]
        found = self._findings(context, rules)
        if not found and self.calculate:
            found = self._calculated(seed, context)
        if not found and self.calculate and seed.fault.spot in self.ground.checks:
            found = self._perturbed(seed)
        return self._judged(seed, found)

    def _perturbed(self, seed: Seed) -> list[Finding]:
        """What is found when all that the checks rest on is changed: the last resort."""
        context = Context(read(written(self.workbook.data, seed.fault)), "contract")
        return self._findings(context, [one for one in self.rules if one.id == "k15"])

    def _calculated(self, seed: Seed, context: Context) -> list[Finding]:
        """What the rules about values find when the stored values follow the fault."""
        spots = [seed.fault.spot] + ([seed.fault.beside[0]] if seed.fault.beside else [])
        self._bench.restore(context.workbook, spots)
        try:
            self._bench.calculate()
            after = Again(self._stored(context.workbook), context)
            rules = [one for one in self.rules if one.id in CALCULATED]
            found = self._findings(after, rules)
        finally:
            self._bench.restore(self.workbook, spots)
        return found

    @cached_property
    def _bench(self) -> Bench:
        return Bench(self.workbook.data)

    def _stored(self, workbook: Workbook) -> Workbook:
        """The workbook with the values that the engine has now, where they differ."""
        spots = [(cell.sheet, cell.row, cell.column) for cell in workbook.formulas()]
        changes: list[tuple[Spot, Cell]] = []
        for spot, value in self._bench.read(spots).items():
            cell = workbook.grids[spot[0]].cells[spot[1:]]
            stored = _stored(value)
            if cell.value != stored:
                changes.append((spot, replace(cell, value=stored)))
        return changed(workbook, changes)

    def _findings(self, context: Context, rules: Iterable[Rule]) -> list[Finding]:
        """The findings of the first rule that has any which the clean workbook has not."""
        for rule in rules:
            found = [
                one for one in rule.run(context)
                if one.severity != "info" and _key(one) not in self.before
            ]  # fmt: skip
            if found:
                return found
        return []

    def _judged(self, seed: Seed, found: Sequence[Finding]) -> Outcome:
        sheet, row, column = seed.fault.spot
        rules = tuple(sorted({one.rule for one in found}))
        placed = any(
            one.sheet == sheet and any(area.holds(row, column) for area in one.areas)
            for one in found
        )
        return Outcome(seed, rules, placed)


def _stored(value: object) -> Scalar | ErrorCode:
    """A computed value as a workbook holds it."""
    if isinstance(value, str) and value in EXCEL_CODES:
        return ErrorCode(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if value is None:
        return ErrorCode("#VALUE!")
    assert isinstance(value, str | bool)
    return value


def _key(found: Finding) -> tuple[str, str, str]:
    return found.rule, found.place, found.message


class Score(NamedTuple):
    """How many faults of one kind were planted at one place, and how many found."""

    kind: str
    place: Place
    planted: int
    caught: int
    placed: int


def score(
    files: Sequence[str], kinds: Sequence[str], count: int, *, seal: bool = True, start: int = 1
) -> tuple[list[Score], list[tuple[str, Outcome]]]:
    """Plant faults in workbooks and count what is found.

    Parameters
    ----------
    files : sequence of str
        Workbooks with a contract; the faults of a kind are shared between them.
    kinds : sequence of str
        Kinds of fault, as in `workbooks.audit.faults.KINDS`.
    count : int
        Faults of each kind, a third of them at each place.
    seal : bool, default True
        Whether the seal of the workbook is looked at.
    start : int
        Where chance begins: the same number plants the same faults.

    Returns
    -------
    tuple
        The scores, and each fault that was not found with its file.
    """
    found: dict[tuple[str, Place], list[Outcome]] = {
        (kind, place): [] for kind in kinds for place in PLACES
    }
    missed: list[tuple[str, Outcome]] = []
    for number, file in enumerate(files):
        trial = Trial(read(file), () if seal else ("k1",))
        left = len(files) - number
        for (kind, place), outcomes in found.items():
            rng = random.Random(f"{start} {file} {kind} {place}")
            share = -(-(-(-count // len(PLACES)) - len(outcomes)) // left)
            for seed in draw(trial.ground, kind, place, share, rng):
                outcome = trial.run(seed)
                outcomes.append(outcome)
                if not outcome.caught:
                    missed.append((file, outcome))
    scores = [
        Score(kind, place, len(outcomes), sum(one.caught for one in outcomes),
              sum(one.placed for one in outcomes))
        for (kind, place), outcomes in found.items()
    ]  # fmt: skip
    return scores, missed
