"""The audit itself: which rules run, what counts as one finding, what is shown first.

A stranger's workbook is surveyed quietly. Hits of one cause are one finding, what two kinds of
rules find in one cell is graver than what one finds, and there are never more warnings than a
reader can take: the weakest become notes, which are counted and shown when asked for.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from workbooks.address import Area
from workbooks.audit import rules
from workbooks.audit.context import Context
from workbooks.audit.functions import is_known, plain
from workbooks.audit.model import (
    SEVERITIES,
    Coverage,
    Finding,
    Profile,
    Report,
    Suppression,
    Workbook,
)
from workbooks.audit.nodes import Call, walk
from workbooks.audit.read import read
from workbooks.audit.suppress import apply, excel_marks, load_suppressions

#: Warnings that a survey shows: so many at least, and one for so many formulas.
LEAST_WARNINGS, PER_WARNING = 8, 100
#: Cells up to which a finding is compared with others on the same cells.
_SMALL = 64


def audit(
    source: str | os.PathLike[str] | bytes | Workbook,
    profile: Profile | None = None,
    suppress: str | os.PathLike[str] | None = None,
    *,
    recalculate: bool = False,
) -> Report:
    """Audit a workbook: a path, the bytes of the file, or what `read` returned.

    Parameters
    ----------
    source : path, bytes or Workbook
        What is audited.
    profile : {"contract", "survey", "fast"}, optional
        `contract` where the workbook declares its structure and `survey` elsewhere, if left out;
        `fast` adds what the FAST standard asks for.
    suppress : path, optional
        An allow-list, see `workbooks.audit.suppress`.
    recalculate : bool, default False
        Compare stored values with a recalculation in a survey as well. A contract always does;
        a stranger's workbook is computed only where that is asked for.

    Raises
    ------
    TemplateError
        If the workbook or the allow-list cannot be used.
    """
    started = time.perf_counter()
    workbook = source if isinstance(source, Workbook) else read(source)
    seconds = {"read": time.perf_counter() - started}
    known = rules.load()
    if profile is None:
        profile = "survey" if workbook.contract is None else "contract"
    allowed = load_suppressions(suppress, known) if suppress is not None else ()
    context = Context(workbook, profile, recalculate)
    started = time.perf_counter()
    coverage = _coverage(context)
    seconds["parse"] = time.perf_counter() - started
    found: list[Finding] = []
    for one in known.values():
        started = time.perf_counter()
        found += one.run(context)
        seconds[one.id] = time.perf_counter() - started
    sorted_ = apply(found, (*allowed, *excel_marks(workbook)))
    standing = _grouped(sorted_.standing) + [_unused(one) for one in sorted_.unused]
    if profile != "contract":
        standing = _quiet(_combined(standing), coverage.formulas)
    return Report(
        workbook.name, profile, tuple(_ranked(standing, list(workbook.grids))),
        replace(coverage, seconds=seconds, notes=tuple(context.notes)),
        tuple(sorted_.suppressed), tuple(sorted_.unused),
    )  # fmt: skip


def _coverage(context: Context) -> Coverage:
    """How much was analysed."""
    parsed, workbook = context.parsed, context.workbook
    unknown: Counter[str] = Counter()
    for family in parsed:
        for node in walk(family.tree):
            if isinstance(node, Call) and not is_known(node.name):
                unknown[plain(node.name)] += len(family.cells)
    return Coverage(
        sum(len(grid.cells) for grid in workbook.grids.values()),
        sum(len(layout.normals) for layout in context.layouts()), len(parsed.families),
        tuple(f"{place}: {why}" for place, why in parsed.unparsed.items()), dict(unknown),
    )  # fmt: skip


def _unused(one: Suppression) -> Finding:
    """The finding that a suppression answers nothing."""
    return Finding(
        "s1-unused-suppression", "warning", one.sheet, one.areas,
        f"{one.source} suppresses {one.rule} here, but there is nothing to suppress",
        "Take the entry out of the list.",
    )  # fmt: skip


# ------------------------------------------------------------------------- grouping


def _grouped(findings: Iterable[Finding]) -> list[Finding]:
    """Make the hits of one cause one finding: the weightiest speaks for all."""
    groups: dict[tuple[str, str, str, str], list[Finding]] = {}
    for number, one in enumerate(findings):
        key = (one.rule, one.sheet, one.severity, one.group or f"#{number}")
        groups.setdefault(key, []).append(one)
    return [_one(group) for group in groups.values()]


def _one(group: list[Finding]) -> Finding:
    first = max(group, key=lambda one: one.weight)
    if len(group) == 1 and len(first.areas) < 2:
        return first
    more = len(group) - 1
    message = f"{first.message}; and {more} more like it" if more else first.message
    return replace(
        first, areas=joined(area for one in group for area in one.areas), message=message
    )


def joined(areas: Iterable[Area]) -> tuple[Area, ...]:
    """Join areas that touch: along rows first, then down.

    >>> joined([Area(1, 1, 1, 1), Area(1, 2, 1, 2), Area(2, 1, 2, 2), Area(5, 1, 5, 1)])
    (Area(top=1, left=1, bottom=2, right=2), Area(top=5, left=1, bottom=5, right=1))
    """
    lines: list[Area] = []
    for area in sorted(set(areas), key=lambda one: (one.top, one.bottom, one.left)):
        last = lines[-1] if lines else None
        if last and last[0::2] == area[0::2] and area.left <= last.right + 1:
            lines[-1] = last._replace(right=max(last.right, area.right))
        else:
            lines.append(area)
    stacked: dict[tuple[int, int], list[Area]] = {}
    for area in lines:
        pile = stacked.setdefault((area.left, area.right), [])
        if pile and area.top <= pile[-1].bottom + 1:
            pile[-1] = pile[-1]._replace(bottom=max(pile[-1].bottom, area.bottom))
        else:
            pile.append(area)
    return tuple(sorted(area for pile in stacked.values() for area in pile))


def _combined(findings: list[Finding]) -> list[Finding]:
    """Let what two kinds of rules find in the same cells be one finding, and graver."""
    at: dict[tuple[str, int, int], list[Finding]] = {}
    held: dict[int, set[tuple[int, int]]] = {}
    for one in findings:
        if one.severity != "info" and 0 < one.cells <= _SMALL:
            held[id(one)] = {place for area in one.areas for place in area.cells()}
            for row, column in held[id(one)]:
                at.setdefault((one.sheet, row, column), []).append(one)
    graver: set[int] = set()
    lesser: dict[int, Finding] = {}
    for others in at.values():
        first = min(others, key=lambda one: (SEVERITIES.index(one.severity), -one.weight))
        for other in others:
            if other is not first and held[id(other)] <= held[id(first)]:
                lesser.setdefault(id(other), first)
                if other.rule[0] != first.rule[0] and other.cells == first.cells:
                    graver.add(id(first))
    result = []
    for one in findings:
        if id(one) in lesser:
            also = lesser[id(one)].rule
            result.append(replace(one, severity="info", hint=f"{one.hint} See {also}.".strip()))
        else:
            result.append(replace(one, severity="error") if id(one) in graver else one)
    return result


# -------------------------------------------------------------------------- ranking


def _quiet(findings: list[Finding], formulas: int) -> list[Finding]:
    """Make notes of the weakest warnings where there are more than a reader can take."""
    budget = max(LEAST_WARNINGS, formulas // PER_WARNING)
    warnings = sorted(
        (one for one in findings if one.severity == "warning"), key=lambda one: -one.weight
    )
    weak = {id(one) for one in warnings[budget:]}
    return [replace(one, severity="info") if id(one) in weak else one for one in findings]


def _ranked(findings: list[Finding], titles: Sequence[str]) -> list[Finding]:
    """The gravest first, then the weightiest, then as they stand in the workbook."""
    order = {title: number for number, title in enumerate(titles)}
    return sorted(
        findings,
        key=lambda one: (
            SEVERITIES.index(one.severity), -one.weight, order.get(one.sheet, -1), one.areas,
            one.rule,
        ),
    )  # fmt: skip


def places(areas: Sequence[Area], most: int = 4) -> str:
    """The addresses of some areas, and how many more there are.

    >>> places((Area(1, 1, 1, 1), Area(3, 2, 4, 2)), 1)
    'A1 and 1 more'
    """
    shown = ", ".join(area.text for area in areas[:most])
    return f"{shown} and {len(areas) - most} more" if len(areas) > most else shown
