"""Trying the audit on planted faults: which are found, by which rule, and where."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple, TypeVar

from workbooks.audit.context import Context
from workbooks.audit.ground import PLACES, Ground, Place
from workbooks.audit.layout import Layout
from workbooks.audit.model import Finding, Workbook
from workbooks.audit.rules import Rule, load
from workbooks.audit.seeding import Seed, planted

T = TypeVar("T")


class Outcome(NamedTuple):
    """What became of one planted fault: the rules that found something, and whether in its cell."""

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
    """

    def __init__(self, workbook: Workbook, without: Collection[str] = ()) -> None:
        self.workbook = workbook
        self.ground = Ground(workbook)
        self.clean = Context(workbook, "contract")
        self.rules = [rule for key, rule in load().items() if key not in without]

    @cached_property
    def before(self) -> frozenset[tuple[str, str, str]]:
        """What the rules find in the workbook as it is: none of it counts."""
        return frozenset(_key(found) for rule in self.rules for found in rule.run(self.clean))

    def run(self, seed: Seed) -> Outcome:
        """Plant one fault and audit."""
        context = Again(planted(self.workbook, seed.fault), self.clean)
        return self._judged(seed, self._findings(context, self.rules))

    def _findings(self, context: Context, rules: Iterable[Rule]) -> list[Finding]:
        return [
            found for rule in rules for found in rule.run(context)
            if found.severity != "info" and _key(found) not in self.before
        ]  # fmt: skip

    def _judged(self, seed: Seed, found: Sequence[Finding]) -> Outcome:
        sheet, row, column = seed.fault.spot
        rules = tuple(sorted({one.rule for one in found}))
        placed = any(
            one.sheet == sheet and any(area.holds(row, column) for area in one.areas)
            for one in found
        )
        return Outcome(seed, rules, placed)


def _key(found: Finding) -> tuple[str, str, str]:
    return found.rule, found.place, found.message
