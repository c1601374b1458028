"""Every function is complete: unit, sign, source, example, native twin or reason, and a case."""

from __future__ import annotations

import doctest
import re
from collections.abc import Iterator
from pkgutil import iter_modules
from typing import Any

import pytest

import udfs
from tests.udfs.test_cases import load
from udfs import registry
from udfs.errors import MissingDataError
from udfs.kinds import Count, Money, Rate
from udfs.registry import HELP_LIMIT, Spec, all_specs, spec

SPECS = all_specs()
CASES = {row["function"] for row in load()}
AMOUNTS = {"Money", "Series", "KeyValues"}
RESERVED = {"type", "date", "end", "next", "name"}  # by VBA
OWN_PAPERS = re.compile(r"\b(cases?|golden|catalogue|domain)\b|\b[AG]\d+(-\d+)?\b")
CATALOGUE_NAMES = {"UDF_SOURCE": {"name"}}  # the catalogue's own signature


def gaps(one: Spec, cases: set[str]) -> list[str]:
    """What is missing from the definition of a function."""
    found = []
    if not one.summary or len(one.summary) > HELP_LIMIT:
        found.append("summary")
    for argument in one.arguments:
        if not argument.unit:
            found.append(f"unit of {argument.name}")
        if not argument.help or len(argument.help) > HELP_LIMIT:
            found.append(f"help of {argument.name}")
    if not one.result:
        found.append("unit of the result")
    kinds = {argument.kind.name for argument in one.arguments} | {one.returns}
    if kinds & AMOUNTS and not one.sign:
        found.append("sign")
    if len(one.source) < 8 or OWN_PAPERS.search(one.source):
        found.append("source")
    if not one.notes:
        found.append("formula")
    if not re.search(r"^ *Raises\n *-{6}$", one.function.__doc__ or "", re.MULTILINE):
        found.append("errors")
    if f"{one.python_name}(" not in one.example:
        found.append("example")
    if one.native is None and len(one.reason) < 15:
        found.append("native twin or reason")
    if one.native is not None:
        names = set(re.findall(r"{(\w+)}", one.native))
        if not names or names - {argument.name for argument in one.arguments} or not one.domain:
            found.append("native twin with a domain")
    if one.name not in cases:
        found.append("case")
    return found


@pytest.mark.parametrize("one", SPECS, ids=lambda one: one.name)
def test_nothing_is_missing(one: Spec) -> None:
    assert gaps(one, CASES) == []


@pytest.mark.parametrize("one", SPECS, ids=lambda one: one.name)
def test_names_and_shape(one: Spec) -> None:
    assert one.python_name == one.name.lower()
    assert "_" in one.name
    names = [argument.name for argument in one.arguments]
    assert not set(names) & (RESERVED - CATALOGUE_NAMES.get(one.name, set()))
    assert len(names) <= 30
    assert (names[-1] == "headers") == one.is_table
    assert [a.required for a in one.arguments] == sorted(
        (a.required for a in one.arguments), reverse=True
    )


@pytest.mark.parametrize("one", SPECS, ids=lambda one: one.name)
def test_the_example_runs(one: Spec) -> None:
    globs = {name: getattr(udfs, name) for name in udfs.__all__}
    text = one.function.__doc__ or ""
    test = doctest.DocTestParser().get_doctest(text, globs, one.name, None, None)
    assert test.examples
    assert doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test).failed == 0


def test_all_is_the_registry() -> None:
    assert udfs.__all__ == sorted(one.python_name for one in SPECS)
    assert all(getattr(udfs, one.python_name) is one.function for one in SPECS)


def test_no_module_hides_a_function() -> None:
    """`udfs.<name>` is a module first: one named like a function would be found in its place."""
    modules = {module.name for module in iter_modules(udfs.__path__)}
    assert not modules & set(udfs.__all__)


def test_a_name_that_is_not_there() -> None:
    assert spec("lease_pv") is spec("LEASE_PV")
    with pytest.raises(MissingDataError) as caught:
        spec("LEASE_PW")
    assert caught.value.excel == "#N/A"


GOOD = """Twice the amount.

    Parameters
    ----------
    amount : currency
        An amount, positive.
    count : count
        How often.

    Returns
    -------
    currency
        The product, positive.

    Raises
    ------
    DomainError
        `#NUM!` for a count below 0.

    Notes
    -----
    amount x count.

    Examples
    --------
    >>> throw_away(1, 2)
    2
    """
WHOLE = {"source": "a book, page 1", "native": "={amount}*{count}", "domain": "everywhere"}


@pytest.fixture
def define() -> Iterator[Any]:
    """A maker of throw-away functions; they leave the registry after the test."""
    stores = (registry._FUNCTIONS, registry._WRAPPERS, registry._SPECS)
    before = [dict(store) for store in stores]

    def make(doc: str = GOOD, **meta: Any) -> Spec:
        def throw_away(amount: Money, count: Count = 2) -> Money:
            return amount * count

        throw_away.__doc__ = doc
        registry.udf(**{"category": "Test", **WHOLE, **meta})(throw_away)
        return spec("THROW_AWAY")

    yield make
    for store, content in zip(stores, before, strict=True):
        store.clear()  # type: ignore[attr-defined]
        store.update(content)  # type: ignore[attr-defined]


def test_a_whole_definition_has_no_gaps(define: Any) -> None:
    assert gaps(define(), {"THROW_AWAY"}) == []


@pytest.mark.parametrize(
    ("missing", "changes"),
    [
        ("unit of amount", {"doc": GOOD.replace("amount : currency", "amount")}),
        ("help of amount", {"doc": GOOD.replace("        An amount, positive.\n", "")}),
        ("help of count", {"doc": GOOD.replace("How often.", "x" * 300)}),
        (
            "unit of the result",
            {"doc": GOOD.replace("    currency\n        The product, positive.\n", "")},
        ),
        ("sign", {"doc": GOOD.replace(", positive", "")}),
        ("source", {"source": ""}),
        ("source", {"source": "Growing annuity; cases G5 and G6"}),
        ("formula", {"doc": GOOD.replace("Notes", "See Also")}),
        ("errors", {"doc": GOOD.replace("Raises\n    ------", "Warns\n    -----")}),
        ("example", {"doc": GOOD.split("Examples")[0]}),
        ("native twin or reason", {"native": None, "domain": ""}),
        ("native twin with a domain", {"domain": ""}),
        ("native twin with a domain", {"native": "={amount}*{number}"}),
        ("summary", {"doc": GOOD.replace("Twice the amount.", "x" * 300)}),
    ],
)
def test_each_gap_is_found(define: Any, missing: str, changes: dict[str, Any]) -> None:
    assert gaps(define(**changes), {"THROW_AWAY"}) == [missing]


def test_a_missing_case_is_found(define: Any) -> None:
    assert gaps(define(), set()) == ["case"]


def test_one_name_is_defined_once(define: Any) -> None:
    define()
    with pytest.raises(ValueError, match="twice"):
        define()


def test_what_a_spec_tells() -> None:
    one = spec("LEASE_PV")
    assert (one.returns, one.category, one.is_table) == ("Money", "Leases", False)
    rate = one.arguments[0]
    assert (rate.name, rate.kind.name, rate.required, rate.default) == ("rate", "Rate", True, None)
    comp = one.arguments[7]
    assert (comp.name, comp.default, comp.required) == ("comp", "nominal", False)
    assert Rate.name == "Rate"
    assert one.sign == "pmt: First year's payment, positive for an amount paid."
    assert spec("LEASE_NOT_COMMENCED").sign.startswith("undiscounted: ")
