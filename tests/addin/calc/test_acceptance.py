"""The acceptance workbook in LibreOffice: all pass, but for what is documented, which it names."""

from __future__ import annotations

import pytest

from addin.acceptance.book import FIRST, build
from addin.acceptance.hosts import in_calc
from addin.acceptance.plan import cases
from addin.calc.differences import DIFFERENCES

CASES = list(cases())


@pytest.fixture(
    scope="module",
    params=[pytest.param(6, id="a sixth"), pytest.param(1, id="all", marks=pytest.mark.slow)],
)
def shown(calc, request):
    """The cases, the rows of the sheet Tests and the first sheet, as LibreOffice shows them."""
    chosen = CASES[:: request.param]
    document = calc.open(build(in_calc, chosen=chosen))
    calc.ask("calculate", doc=document)
    last = FIRST + len(chosen) - 1
    ranges = [("Tests", f"B{FIRST}:J{last}"), ("Acceptance", "B1:F300")]
    tests, front = calc.ask("read", doc=document, ranges=ranges)
    calc.ask("close", doc=document)
    return chosen, tests, front


def test_nothing_fails(shown):
    chosen, tests, front = shown
    failing = [row for row in tests if row[7] not in ("PASS", "DIFFERS")]
    assert not failing
    known = sum(in_calc(case) is not None for case in chosen)
    words = f"{len(chosen) - known:,} of {len(chosen):,} tests pass, {known} differ as documented"
    assert front[4][0] == words
    assert front[7][1] == "LibreOffice"


def test_what_differs_is_named(shown):
    chosen, tests, front = shown
    for row, case in zip(tests, chosen, strict=True):
        difference = in_calc(case)
        assert row[7] == ("DIFFERS" if difference else "PASS")
        assert row[8] == (difference.why if difference else "")
    words = "\n".join(str(cell) for row in front for cell in row)
    for one in DIFFERENCES:
        met = [case for case in chosen if one.name in (getattr(in_calc(case), "why", ""))]
        assert not met or one.name in words


def test_the_last_error_is_a_sentence(shown):
    *_, front = shown
    assert front[13][0] == "Last error, in words"
    assert " must " in front[13][1]


def test_without_the_functions_it_says_so(office):
    """The same file in a LibreOffice that has not got them."""
    document = office.open(build(in_calc, chosen=CASES[:20]))
    office.ask("calculate", doc=document)
    ((words,),), verdicts = office.ask(
        "read", doc=document, ranges=[("Acceptance", "B5"), ("Tests", f"I{FIRST}:I{FIRST + 19}")]
    )
    office.ask("close", doc=document)
    assert "not loaded here" in words
    assert {row[0] for row in verdicts} == {"FAIL"}
