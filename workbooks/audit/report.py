"""What an audit found: for a reader, as JSON, and as SARIF 2.1.0."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from workbooks.address import quote_sheet
from workbooks.audit.model import Finding, Report, Suppression
from workbooks.audit.rules import Rule, load
from workbooks.audit.survey import places

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_NAMES = {"error": "error", "warning": "warning", "info": "note"}


#: What the cells of a finding are called, as far as the workbook says.
Label = Callable[[Finding], str]


def unnamed(_: Finding) -> str:
    """No name at all."""
    return ""


def where(finding: Finding) -> str:
    """Where a finding is, short enough for one line."""
    if not finding.areas:
        return finding.sheet or "the workbook"
    return f"{quote_sheet(finding.sheet)}!{places(finding.areas)}"


def verdict(report: Report) -> str:
    """The result in one line.

    Examples
    --------
    `2 errors and 1 warning; 14 notes`, or `No errors, no warnings`.
    """
    counts = Counter(finding.severity for finding in report.findings)
    shown = [
        many(counts[severity], _NAMES[severity])
        for severity in ("error", "warning") if counts[severity]
    ]  # fmt: skip
    text = " and ".join(shown) if shown else "No errors, no warnings"
    notes = counts["info"]
    return f"{text}; {many(notes, 'note')}" if notes else text


def lines(
    report: Report, everything: bool = False, label: Label = unnamed
) -> Iterator[tuple[str, str]]:
    """The report as lines of text, each with the style in which a terminal shows it.

    `everything` shows the notes too; `label` says what the cells of a finding are called.
    """
    known = {rule.name: rule for rule in load().values()}
    shown = report.findings if everything else report.of("error", "warning")
    for finding in shown:
        style = {"error": "bold red", "warning": "bold yellow", "info": "bold"}[finding.severity]
        head = "  ".join(filter(None, (where(finding), finding.rule, label(finding))))
        yield f"{_NAMES[finding.severity]:<8}{head}", style
        yield f"        {finding.message}", ""
        rule = known.get(finding.rule)
        hint = finding.hint or (rule.cure if rule else "")
        if hint:
            yield f"        {hint}", "dim"
        yield "", ""
    yield f"{report.file or 'The workbook'}, {report.profile}: {verdict(report)}", "bold"
    hidden = Counter(one.rule for one in report.of("info")) if not everything else Counter[str]()
    if hidden:
        most = ", ".join(f"{name} {count}" for name, count in hidden.most_common(4))
        yield f"Notes, shown with --all: {most}{', ...' * (len(hidden) > 4)}", "dim"
    yield from ((text, "dim") for text in covered(report))


def covered(report: Report) -> Iterator[str]:
    """What was analysed, what was not, and what is suppressed."""
    found = report.coverage
    kinds = f"{many(found.formulas, 'formula')} of {many(found.families, 'kind')}, "
    kinds += many(found.cells, "cell")
    yield f"Analysed: {kinds}; formulas not understood: {len(found.unparsed):,}"
    for text in found.unparsed[:3]:
        yield f"  {text}"
    if found.unknown_functions:
        names = ", ".join(f"{name} ({n})" for name, n in found.unknown_functions.items())
        yield f"Unknown functions: {names}"
    yield from (note[:1].upper() + note[1:] for note in found.notes)
    if report.suppressed:
        yield f"Suppressed: {len(report.suppressed):,}, {_reasons(report)}"


def many(count: int, thing: str) -> str:
    """A number of things.

    >>> many(1, "formula"), many(1200, "cell")
    ('1 formula', '1,200 cells')
    """
    return f"{count:,} {thing}{'s' * (count != 1)}"


def _reasons(report: Report) -> str:
    reasons = Counter(reason.reason for _, reason in report.suppressed)
    return "; ".join(f"{reason} ({count})" for reason, count in reasons.most_common(3))


# ---------------------------------------------------------------------------- JSON


def as_json(report: Report, label: Label = unnamed, *, everything: bool = False) -> dict[str, Any]:
    """The report in plain values; the notes are counted, and listed with `everything`."""
    found = report.coverage
    return {
        "file": report.file,
        "profile": report.profile,
        "verdict": verdict(report),
        "counts": {
            "errors": len(report.of("error")), "warnings": len(report.of("warning")),
            "notes": len(report.of("info")),
        },
        "findings": [_facts(finding, label) for finding in _listed(report, everything)],
        "suppressed": [
            {**_facts(finding, label), "reason": reason.reason, "source": reason.source}
            for finding, reason in report.suppressed
        ],
        "unused_suppressions": [_allowed(one) for one in report.unused_suppressions],
        "coverage": {
            "cells": found.cells, "formulas": found.formulas, "families": found.families,
            "unparsed": list(found.unparsed), "unknown_functions": dict(found.unknown_functions),
            "seconds": {name: round(value, 4) for name, value in found.seconds.items()},
            "notes": list(found.notes),
        },
    }  # fmt: skip


def _listed(report: Report, everything: bool) -> tuple[Finding, ...]:
    """The findings that are told: the notes where all are asked for."""
    return report.findings if everything else report.of("error", "warning")


def _facts(finding: Finding, label: Label) -> dict[str, Any]:
    return {
        "rule": finding.rule, "severity": finding.severity, "sheet": finding.sheet,
        "ranges": [area.text for area in finding.areas], "cells": finding.cells,
        "label": label(finding),
        "message": finding.message, "hint": finding.hint, "formula": finding.formula,
    }  # fmt: skip


def _allowed(one: Suppression) -> dict[str, Any]:
    ranges = [area.text for area in one.areas]
    return {"rule": one.rule, "sheet": one.sheet, "ranges": ranges, "reason": one.reason}


# --------------------------------------------------------------------------- SARIF


def as_sarif(report: Report, path: str = "", *, everything: bool = False) -> dict[str, Any]:
    """The report in the form that code hosts show beside a change.

    `path` is where the workbook lies in the repository; its name alone if left out. The notes
    are there with `everything`.
    """
    from udfs.version import __version__

    uri = quote(path or report.file or "workbook.xlsx")
    known = {rule.name: rule for rule in load().values()}
    findings = [*report.findings, *(finding for finding, _ in report.suppressed)]
    names = sorted({finding.rule for finding in findings} | set(known))
    index = {name: number for number, name in enumerate(names)}
    results = [_result(uri, finding, index) for finding in _listed(report, everything)]
    for finding, reason in report.suppressed:
        kind = {"kind": "external", "status": "accepted", "justification": reason.reason}
        results.append({**_result(uri, finding, index), "suppressions": [kind]})
    driver = {
        "name": "OnBalance", "version": __version__,
        "rules": [_described(name, known.get(name)) for name in names],
    }  # fmt: skip
    unparsed = [
        {"level": "warning", "message": {"text": f"not understood: {text}"}}
        for text in report.coverage.unparsed[:100]
    ]
    run = {
        "tool": {"driver": driver},
        "artifacts": [{"location": {"uri": uri}}],
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": unparsed}],
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _described(name: str, rule: Rule | None) -> dict[str, Any]:
    if rule is None:
        return {"id": name}
    return {
        "id": name, "name": rule.slug.title().replace("-", ""),
        "shortDescription": {"text": rule.title}, "fullDescription": {"text": rule.means},
        "help": {"text": rule.cure},
    }  # fmt: skip


def _result(uri: str, finding: Finding, index: dict[str, int]) -> dict[str, Any]:
    """One finding; a cell is a logical place, the region that code hosts want a formality."""
    place = finding.place or uri
    region = {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2}
    physical = {"artifactLocation": {"uri": uri, "index": 0}, "region": region}
    text = f"{where(finding)}: {finding.message}"
    return {
        "ruleId": finding.rule, "ruleIndex": index[finding.rule],
        "level": _LEVELS[finding.severity], "message": {"text": text},
        "locations": [
            {
                "physicalLocation": physical,
                "logicalLocations": [{"fullyQualifiedName": place, "kind": "member"}],
            }
        ],
        "partialFingerprints": {"place/v1": f"{finding.rule}|{finding.group}|{place}"},
    }  # fmt: skip
