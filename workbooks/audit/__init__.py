"""The auditor of formulas: parses, compares and checks what the cells of a workbook compute.

In a test it is one line: `assert_clean("model.xlsx")`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os

    from workbooks.audit.model import Profile, Report, Severity

__all__ = ["assert_clean"]

#: Findings that a failed test writes out.
_MOST = 50


def assert_clean(
    path: str | os.PathLike[str] | bytes,
    *,
    profile: Profile | None = None,
    suppress: str | os.PathLike[str] | None = None,
    fail_on: Severity | None = None,
) -> Report:
    """Fail unless the audit of a workbook finds nothing.

    Parameters
    ----------
    path : path or bytes
        The workbook, .xlsx or .xlsm.
    profile : {"contract", "survey", "fast"}, optional
        `contract` where the workbook declares its structure and `survey` elsewhere, if left out.
    suppress : path, optional
        A TOML file of findings that may stand, each with its reason.
    fail_on : {"error", "warning", "info"}, optional
        The least grave finding that fails; `warning` if left out.

    Returns
    -------
    Report
        What was found, graver or less.

    Raises
    ------
    AssertionError
        If a finding is as grave as `fail_on`; its text says which, where and how to cure it.
    TemplateError
        If the workbook or the allow-list cannot be used, or the profile is `contract` and the
        workbook declares nothing.
    """
    __tracebackhide__ = True  # pytest shows the test, not this function
    from udfs.errors import TemplateError
    from workbooks.audit.asked import asked
    from workbooks.audit.labels import Labels, harmless
    from workbooks.audit.model import PROFILES, SEVERITIES

    level: Severity = fail_on or "warning"
    if level not in SEVERITIES:
        raise ValueError(f"fail_on must be one of {', '.join(SEVERITIES)}, got {level!r}")
    if profile is not None and profile not in PROFILES:
        raise ValueError(f"profile must be one of {', '.join(PROFILES)}, got {profile!r}")
    try:
        workbook, report = asked(path, profile, suppress)
    except TemplateError as error:  # the sentence says it all: no traceback of the reader
        raise TemplateError(error.argument, error.value, message=str(error)) from None
    if not report.fails(level):
        return report
    from dataclasses import replace

    from workbooks.audit.report import lines

    grave = SEVERITIES[: SEVERITIES.index(level) + 1]
    failing = report.of(*grave)
    shown = replace(report, findings=failing[:_MOST])
    texts = [text for text, _ in lines(shown, everything=True, label=Labels(workbook).finding)]
    end = next(n for n in range(len(texts) - 1, -1, -1) if not texts[n])
    body = [harmless(line) for line in texts[:end]]
    more = [f"and {len(failing) - _MOST:,} more"] if len(failing) > _MOST else []
    count = f"{len(failing):,} finding{'s' * (len(failing) != 1)}"
    head = f"{report.file or 'the workbook'} is not clean: {count} (profile {report.profile})"
    raise AssertionError("\n".join([head, "", *body, *more]))
