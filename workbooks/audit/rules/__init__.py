"""The rules of the auditor: each a pure function, registered by id.

A rule says what it means and what cures it; how grave it is depends on the profile, and None
leaves it out there. `load()` imports every module of this folder and returns all of them.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbooks.address import Area
from workbooks.audit.model import Cell, Finding, Profile, Severity

if TYPE_CHECKING:
    from workbooks.audit.context import Context
    from workbooks.audit.parsed import Family


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule found: a finding without the rule's own facts.

    `group` names the cause where it is more than one cell; `severity` overrides that of the rule;
    `weight` orders the hits of one severity.
    """

    sheet: str
    areas: tuple[Area, ...]
    message: str
    hint: str = ""
    group: str = ""
    formula: str = ""
    severity: Severity | None = None
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: `id` such as a1, its readable slug, a one-line title, meaning, cure, severities."""

    id: str
    slug: str
    title: str
    means: str
    cure: str
    severity: Mapping[Profile, Severity | None]
    check: Callable[[Context], Iterable[Hit]]

    @property
    def name(self) -> str:
        """The whole id, such as a1-run-inconsistent."""
        return f"{self.id}-{self.slug}"

    def run(self, context: Context) -> Iterable[Finding]:
        """Run it, unless the profile leaves it out; a contract knows faults, and no hints."""
        usual = self.severity[context.profile]
        if usual is None:
            return
        for hit in self.check(context):
            severity = hit.severity or usual
            if severity == "info" and context.profile == "contract":
                continue
            yield Finding(
                self.name, severity, hit.sheet, hit.areas, hit.message,
                hit.hint or self.cure, hit.group, hit.formula, hit.weight,
            )  # fmt: skip


RULES: dict[str, Rule] = {}

Check = Callable[["Context"], Iterable[Hit]]


def rule(
    name: str,
    title: str,
    *,
    means: str,
    cure: str,
    survey: Severity | None,
    contract: Severity | None = "error",
    fast: Severity | None | bool = False,
) -> Callable[[Check], Check]:
    """Register a rule, named as in `a1-run-inconsistent`; `fast` is as `survey` if left out."""
    identity, _, slug = name.partition("-")
    gravity: dict[Profile, Severity | None] = {
        "survey": survey, "contract": contract,
        "fast": survey if isinstance(fast, bool) else fast,
    }  # fmt: skip

    def register(check: Check) -> Check:
        if identity in RULES and RULES[identity].check.__qualname__ != check.__qualname__:
            raise ValueError(f"the rule {identity} is registered twice")
        RULES[identity] = Rule(identity, slug, title, means, cure, gravity, check)
        return check

    return register


def hit(cell: Cell, message: str, *, hint: str = "", group: str = "") -> Hit:
    """A hit on one cell."""
    return Hit(cell.sheet, (cell.area,), message, hint, group, cell.formula or "")


def of_family(family: Family, message: str, *, weight: float = 0.0) -> Hit:
    """A hit on all cells that hold one formula."""
    areas = tuple(Area(row, column, row, column) for row, column in family.cells)
    formula = family.first.formula or ""
    return Hit(family.sheet, areas, message, "", family.normal, formula, weight=weight)


def load() -> dict[str, Rule]:
    """Import every module of rules; return the rules by id, in order."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return dict(sorted(RULES.items(), key=lambda item: (item[0][0], int(item[0][1:]))))
