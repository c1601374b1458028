"""The audit as one page of HTML that needs nothing else: no network, no script.

Everything that comes from the workbook is escaped, and the page's own policy forbids whatever it
does not hold itself. A finding leads to its cells on the map of their sheet, and a marked cell
back to its finding.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from html import escape

from workbooks.address import quote_sheet
from workbooks.audit.labels import clean
from workbooks.audit.model import Finding, Report, Severity, Workbook
from workbooks.audit.page_map import COLOURS, Marks, sheet_map
from workbooks.audit.page_style import STYLE
from workbooks.audit.report import covered, verdict
from workbooks.audit.rules import load

_HEADS: dict[Severity, str] = {"error": "Errors", "warning": "Warnings", "info": "Notes"}
#: Findings of one severity that are written out, and places of one that are links.
_MOST, _PLACES = 300, 12


def page(workbook: Workbook, report: Report) -> str:
    """The report on a workbook as a page.

    Parameters
    ----------
    workbook : Workbook
        What was audited.
    report : Report
        What was found in it.
    """
    marks = Marks(workbook, report)
    digest = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    title = _text(report.file or "Workbook", 120)
    pieces = [
        "<!doctype html>", '<html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>Audit of {title}</title>", f"<style>{STYLE}</style></head><body>",
        "<header><p class=kicker>Formula audit</p>", f"<h1>{title}</h1>", *_summary(report),
        "</header><main>", *_findings(report, marks), *_maps(workbook, marks), "</main>",
        *_foot(report), "</body></html>",
    ]  # fmt: skip
    return "\n".join(pieces) + "\n"


def _text(text: str, most: int = 600) -> str:
    """A text of the workbook, harmless."""
    return escape(clean(text, most))


def _summary(report: Report) -> Iterator[str]:
    """The result, in four numbers and a sentence."""
    counts = Counter(one.severity for one in report.findings)
    found = report.coverage
    yield f"<p class=verdict>{_text(verdict(report))}</p><ul class=numbers>"
    for name, value, style in (
        ("errors", counts["error"], "error"), ("warnings", counts["warning"], "warning"),
        ("notes", counts["info"], "info"), ("formulas", found.formulas, ""),
        ("kinds of formula", found.families, ""),
    ):  # fmt: skip
        kind = f' class="{style}"' if style and value else ""
        yield f"<li{kind}><b>{value:,}</b> {name}</li>"
    yield f"</ul><p class=dim>Profile: {report.profile}</p><ul class=dim>"
    yield from (f"<li>{_text(line)}</li>" for line in covered(report))
    yield "</ul>"


def _findings(report: Report, marks: Marks) -> Iterator[str]:
    """The findings, the gravest first; the notes folded."""
    yield '<section id="findings"><h2>Findings</h2>'
    if not report.findings:
        yield "<p>Nothing was found.</p>"
    for severity, head in _HEADS.items():
        found = report.of(severity)
        if not found:
            continue
        title = f"{head} <span class=count>{len(found):,}</span>"
        folded = severity == "info" and len(found) > 5
        yield f"<details{'' if folded else ' open'}><summary>{title}</summary>"
        groups: dict[str, list[Finding]] = {}
        for one in found[:_MOST]:
            groups.setdefault(one.rule, []).append(one)
        for rule, group in groups.items():
            yield from _group(rule, group, marks)
        if len(found) > _MOST:
            yield f"<p class=dim>and {len(found) - _MOST:,} more, in the JSON form</p>"
        yield "</details>"
    if report.suppressed:
        yield f"<details><summary>Suppressed <span class=count>{len(report.suppressed):,}</span>"
        yield "</summary><ul>"
        for one, reason in report.suppressed[:_MOST]:
            yield f"<li>{_text(one.rule)} at {_text(one.place, 80)}: {_text(reason.reason)}</li>"
        yield "</ul></details>"
    yield "</section>"


def _group(name: str, group: list[Finding], marks: Marks) -> Iterator[str]:
    """The findings of one rule: what it is and its cure once, then where and what."""
    rule = next((rule for rule in load().values() if rule.name == name), None)
    cure = rule.cure if rule else ""
    title = rule.title if rule else name
    count = f" <span class=count>{len(group):,}</span>" if len(group) > 1 else ""
    yield f'<article class="{group[0].severity}"><h3>{_text(title)}{count} '
    yield f"<code class=rule>{_text(name, 60)}</code></h3>"
    if cure:
        yield f"<p class=dim>{_text(cure)}</p>"
    yield "<ol class=findings>"
    for one in group:
        more = one.hint.removeprefix(cure).strip()
        hint = f" <span class=dim>{_text(more)}</span>" if more else ""
        formula = one.formula.removeprefix("=")
        told = not formula or formula in one.message
        code = "" if told else f"<br><code>={_text(formula, 400)}</code>"
        place = f'<li id="f{marks.number(one)}"><b class=where>{_places(one, marks)}</b> '
        label = _text(marks.labels.finding(one), 80)
        place += f"<span class=dim>{label}</span> " if label else ""
        yield f"{place}{_text(one.message)}{hint}{code}</li>"
    yield "</ol></article>"


def _places(one: Finding, marks: Marks) -> str:
    """The places of a finding, each a link to the map where it shows the cell."""
    if not one.areas:
        return _text(one.sheet, 60) or "The workbook"
    sheet = _text(quote_sheet(one.sheet), 60)
    shown = []
    for area in one.areas[:_PLACES]:
        target = marks.anchor(one.sheet, area.top, area.left)
        shown.append(f'<a href="#{target}">{area.text}</a>' if target else area.text)
    more = len(one.areas) - _PLACES
    return f"{sheet}!{', '.join(shown)}" + (f" and {more:,} more" if more > 0 else "")


def _maps(workbook: Workbook, marks: Marks) -> Iterator[str]:
    """A map of each sheet."""
    yield '<section id="maps"><h2>Maps</h2><p class=legend>'
    yield f'<span class="k k0">A</span> to <span class="k k{COLOURS - 1}">L</span> cells with one '
    yield 'formula bear one letter and colour &nbsp; <span class="k n">#</span> number typed in '
    yield '&nbsp; <span class="k t">t</span> text &nbsp; <span class="k e">!</span> error value '
    yield '&nbsp; <span class="k k0 x">A</span> a finding: follow it. Rows and columns like the '
    yield "one before are folded. The first text of a row is written out; point at a cell to "
    yield "read it.</p>"
    for title in workbook.grids:
        yield from sheet_map(workbook, title, marks)
    yield "</section>"


def _foot(report: Report) -> Iterator[str]:
    from udfs.version import __version__

    seconds = sum(report.coverage.seconds.values())
    yield f"<footer class=dim>OnBalance {__version__}, in {seconds:.1f} s</footer>"
