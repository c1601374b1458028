"""Lessee classification: the five tests of ASC 842-10-25-2 and what follows from them.

The bounds are inclusive (842-10-55-2: 75% or more, 90% or more, the last 25% of the life).  A
ratio that misses a bound by less than one part in 10^12 is on it: 0.9 x 100 / 100 is 90%.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from udfs.errors import DomainError, InputTypeError, ZeroDenominatorError

MET, NOT_MET, NOT_APPLIED, NOT_ASSESSED = "met", "not met", "n/a", "not assessed"
SHORT_TERM, OPERATING, FINANCE = "Short-term", "Operating", "Finance"
NOT_COMMENCED, IFRS = "Not commenced", "IFRS 16"
_NOISE = 1e-12

# what a cell may call the class of a lease, so that LEASE_CLASS can feed LEASE_SCHEDULE
_CLASSES = {
    "f": "F",
    "finance": "F",
    "o": "O",
    "operating": "O",
    "i": "I",
    "ifrs": "I",
    "ifrs 16": "I",
    "ifrs16": "I",
}


class Facts(NamedTuple):
    """What the tests look at; a flag that is None was not assessed."""

    term: float
    life: float
    remaining_life: float
    pv: float
    rvg_full: float
    fv: float
    title: bool | None
    purchase_rc: bool | None
    specialised: bool | None
    pct_life: float
    pct_pv: float
    late_life: float
    commenced: bool
    short_term_election: bool
    standard: str


class Row(NamedTuple):
    """One line of LEASE_TESTS."""

    test: str
    measure: bool | float | str
    threshold: bool | float
    result: str
    basis: str


def class_letter(text: str) -> str:
    """F, O or I from the letter or the word."""
    letter = _CLASSES.get(" ".join(text.lower().split()))
    if letter is None:
        raise InputTypeError("lease_class", text, '"F" (finance), "O" (operating) or "I" (IFRS 16)')
    return letter


def at_least(value: float, bound: float) -> bool:
    """value >= bound, blind to the last digits of floating point."""
    return value >= bound - _NOISE * max(abs(value), abs(bound))


def five_tests(facts: Facts) -> list[Row]:
    """The five tests; any one met makes a finance lease."""
    length = _ratio("term", facts.term, facts.remaining_life)
    worth = _ratio("pv", facts.pv + facts.rvg_full, facts.fv)
    late = at_least(facts.late_life, facts.remaining_life / facts.life)
    return [
        _flag("Title transfers", facts.title, "842-10-25-2(a)"),
        _flag("Purchase option reasonably certain", facts.purchase_rc, "842-10-25-2(b)"),
        Row(
            "Term / remaining life",
            length,
            facts.pct_life,
            NOT_APPLIED if late else _result(at_least(length, facts.pct_life)),
            "842-10-25-2(c)" + ("; commences near the end of the life, not applied" * late),
        ),
        Row(
            "PV with full guarantee / fair value",
            worth,
            facts.pct_pv,
            _result(at_least(worth, facts.pct_pv)),
            "842-10-25-2(d)",
        ),
        _flag("Specialised, no alternative use", facts.specialised, "842-10-25-2(e)"),
    ]


def _ratio(argument: str, part: float, whole: float) -> float:
    ratio = part / whole
    if not math.isfinite(ratio):
        raise DomainError(argument, part, "small enough for its ratio to be a finite number")
    return ratio


def _flag(test: str, flag: bool | None, basis: str) -> Row:
    if flag is None:
        return Row(test, NOT_ASSESSED, True, NOT_ASSESSED, basis)
    return Row(test, flag, True, _result(flag), basis)


def _result(met: bool) -> str:
    return MET if met else NOT_MET


def conclusion(facts: Facts, tests: list[Row]) -> Row:
    """The class of the lease, and why."""
    met = sum(row.result == MET for row in tests)
    unknown = sum(row.result == NOT_ASSESSED for row in tests)
    if not facts.commenced:
        text, basis = NOT_COMMENCED, "842-10-25-1, IFRS 16.22: recorded from commencement"
    elif facts.short_term_election and _is_short(facts):
        text, basis = SHORT_TERM, "842-20-25-2, IFRS 16.5(a): elected, 12 months or less"
    elif facts.standard == "IFRS":
        text, basis = IFRS, "IFRS 16.22: one lessee model, the tests do not decide"
    elif met:
        text, basis = FINANCE, "842-10-25-2: one test met is enough"
    else:
        text, basis = OPERATING, "842-10-25-3: no test met"
        if unknown:
            basis += f" of those assessed ({unknown} not assessed)"
    return Row("Conclusion", float(met), 1.0, text, basis)


def _is_short(facts: Facts) -> bool:
    """At most 12 months, and the lessee is not to become the owner."""
    return at_least(1.0, facts.term) and not (facts.purchase_rc or facts.title)


def check_facts(facts: Facts) -> None:
    """Every fact inside its domain."""
    for key in ("life", "remaining_life", "fv"):
        if getattr(facts, key) == 0:
            raise ZeroDenominatorError(key, 0, "above 0")
    for key in ("term", "life", "remaining_life", "fv"):
        if getattr(facts, key) <= 0:
            raise DomainError(key, getattr(facts, key), "above 0")
    for key in ("pv", "rvg_full"):
        if getattr(facts, key) < 0:
            raise DomainError(key, getattr(facts, key), "at least 0")
    for key in ("pct_life", "pct_pv"):
        if not 0 < getattr(facts, key) <= 1:
            raise DomainError(key, getattr(facts, key), "above 0 and at most 1")
    if not 0 <= facts.late_life < 1:
        raise DomainError("late_life", facts.late_life, "at least 0 and below 1")
    if not at_least(facts.life, facts.remaining_life):
        raise DomainError("remaining_life", facts.remaining_life, f"at most life ({facts.life:g})")
    if facts.standard not in ("US", "IFRS"):
        raise InputTypeError("standard", facts.standard, '"US" or "IFRS"')
