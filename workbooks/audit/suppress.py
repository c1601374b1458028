"""Findings that somebody has looked at: an allow-list with reasons, and Excel's own marks.

The file is TOML, one table for each finding that may stand::

    [[suppress]]
    rule = "b4-plug"          # or only b4
    sheet = "Debt"
    range = "F7:H7"           # the whole sheet if left out
    reason = "Agreed with the lender on 3 May; see the memo."
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from udfs.errors import TemplateError
from workbooks.address import Area, parse_area
from workbooks.audit.model import Finding, Suppression, Workbook

_KEYS = {"rule", "sheet", "range", "reason"}
#: Excel's marks, and the rules that they answer.
_MARKS = {
    "evalError": ("d1",), "twoDigitTextYear": ("d3",), "numberStoredAsText": ("d2",),
    "formula": ("a1", "a2", "a3", "a4", "a5"), "calculatedColumn": ("a1", "a2", "a3", "a4", "a5"),
    "formulaRange": ("c3",), "unlockedFormula": ("f8",), "emptyCellReference": ("c1",),
}  # fmt: skip
EXCEL = "Excel"


class Sorted(NamedTuple):
    """Findings that stand, those that are suppressed and why, and suppressions without a use."""

    standing: list[Finding]
    suppressed: list[tuple[Finding, Suppression]]
    unused: list[Suppression]


def load_suppressions(
    path: str | os.PathLike[str], rules: Collection[str]
) -> tuple[Suppression, ...]:
    """Read an allow-list; `rules` are the ids that there are.

    Raises
    ------
    TemplateError
        If the file cannot be read, or an entry has no reason, an unknown key or an unknown rule.
    """
    source = Path(path)
    try:
        raw = tomllib.loads(source.read_text("utf-8"))
    except FileNotFoundError as error:
        raise _refuse(source, "is not there") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _refuse(source, f"cannot be read: {error}") from error
    entries = raw.get("suppress")
    if set(raw) - {"suppress"} or not isinstance(entries, list):
        raise _refuse(source, "must hold tables [[suppress]] and nothing else")
    return tuple(_entry(source, number, entry, rules) for number, entry in enumerate(entries, 1))


def _entry(source: Path, number: int, entry: Any, rules: Collection[str]) -> Suppression:
    """One entry of the allow-list."""
    where = f"entry {number}"
    if not isinstance(entry, dict) or not all(isinstance(one, str) for one in entry.values()):
        raise _refuse(source, f"{where} must hold texts: rule, sheet, range, reason")
    unknown = sorted(set(entry) - _KEYS)
    if unknown:
        raise _refuse(source, f"{where} holds {unknown[0]}; it may hold rule, sheet, range, reason")
    identity = entry.get("rule", "").partition("-")[0].lower()
    if identity not in rules:
        raise _refuse(
            source, f"{where} names the rule {entry.get('rule', '')!r}, which is not known"
        )
    if not entry.get("reason", "").strip():
        raise _refuse(source, f"{where} gives no reason")
    areas: tuple[Area, ...] = ()
    if entry.get("range"):
        pieces = entry["range"].replace("$", "").upper().replace(",", " ").split()
        try:
            areas = tuple(parse_area(piece) for piece in pieces)
        except TemplateError as error:
            raise _refuse(source, f"{where}: {error}") from error
    return Suppression(identity, entry.get("sheet", ""), areas, entry["reason"], source.name)


def _refuse(source: Path, sentence: str) -> TemplateError:
    return TemplateError("suppress", str(source), message=f"{source.name} {sentence}")


def excel_marks(workbook: Workbook) -> tuple[Suppression, ...]:
    """The errors that Excel was told to ignore."""
    return tuple(
        Suppression(rule, grid.title, (area,), f"marked in Excel: {kind}", EXCEL)
        for grid in workbook.grids.values() for area, kinds in grid.ignored
        for kind in sorted(kinds) for rule in _MARKS.get(kind, ())
    )  # fmt: skip


def apply(findings: Iterable[Finding], suppressions: Iterable[Suppression]) -> Sorted:
    """Take out the findings that are suppressed; Excel's marks need not have a use."""
    by_rule: dict[str, list[Suppression]] = {}
    for one in suppressions:
        by_rule.setdefault(one.rule, []).append(one)
    used: set[int] = set()
    result = Sorted([], [], [])
    for finding in findings:
        candidates = by_rule.get(finding.rule.partition("-")[0], ())
        reason = next((one for one in candidates if _covers(one, finding)), None)
        if reason is None:
            result.standing.append(finding)
        else:
            used.add(id(reason))
            result.suppressed.append((finding, reason))
    result.unused.extend(
        one for group in by_rule.values() for one in group
        if id(one) not in used and one.source != EXCEL
    )  # fmt: skip
    return result


def _covers(one: Suppression, finding: Finding) -> bool:
    """Whether a suppression speaks of all cells of a finding."""
    if one.sheet and one.sheet.lower() != finding.sheet.lower():
        return False
    return (
        not one.areas
        or bool(finding.areas)
        and all(any(outer.covers(area) for outer in one.areas) for area in finding.areas)
    )
