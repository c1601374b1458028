"""What is known of functions, against lists that others keep."""

from __future__ import annotations

import pytest

from udfs import registry
from workbooks.audit import functions
from workbooks.audit.functions import (
    LATER_IN_LIBREOFFICE,
    is_known,
    is_meant,
    lacks_prefix,
    meant_numbers,
    needed_prefix,
    pairs,
    plain,
)
from workbooks.audit.grammar import parse
from workbooks.audit.nodes import walk


@pytest.mark.parametrize(
    "name",
    ["SUM", "sum", "IFERROR", "XLOOKUP", "_xlfn.XLOOKUP", "LOG10", "_xlfn._xlws.SORT", "LET"]
    + ["CEILING.MATH", "DATEDIF", "YEN"],
)
def test_functions_of_excel(name):
    assert is_known(name)


@pytest.mark.parametrize("name", ["FOO", "SUMM", "_xludf.SUM", "[1]!OWN", "LEASE", "IN_RATE"])
def test_no_functions(name):
    assert not is_known(name)


def test_all_of_ours_are_known():
    assert all(is_known(name) for name in registry.names())
    assert "LEASE_PV" in {name.upper() for name in registry.names()}


@pytest.mark.parametrize(
    ("name", "prefix", "lacks"),
    [
        ("XLOOKUP", "_xlfn.", True),
        ("_xlfn.XLOOKUP", "_xlfn.", False),
        ("_XLFN.XLOOKUP", "_xlfn.", False),
        ("FILTER", "_xlfn._xlws.", True),
        ("_xlfn.FILTER", "_xlfn._xlws.", True),
        ("_xlfn._xlws.FILTER", "_xlfn._xlws.", False),
        ("STDEV.S", "_xlfn.", True),
        ("STDEV", "", False),
        ("IFERROR", "", False),
        ("NETWORKDAYS.INTL", "", False),
        ("LEASE_PV", "", False),
    ],
)
def test_prefixes(name, prefix, lacks):
    assert (needed_prefix(name), lacks_prefix(name)) == (prefix, lacks)


def test_libreoffice():
    assert LATER_IN_LIBREOFFICE["XLOOKUP"] == "24.8"
    assert LATER_IN_LIBREOFFICE["VSTACK"] == "25.8"
    assert LATER_IN_LIBREOFFICE["LAMBDA"] == ""
    assert "SUM" not in LATER_IN_LIBREOFFICE
    assert all(is_known(name) for name in LATER_IN_LIBREOFFICE)


def test_every_listed_name_is_a_function():
    listed = functions.AGGREGATES | functions.COVERING | functions.VOLATILE | functions.SCALAR
    listed |= functions._MEANT.keys() | functions._PAIRED.keys() | functions.LAZY.keys()
    assert not [name for name in listed if not is_known(name) or plain(name) != name]


@pytest.mark.parametrize(
    ("formula", "numbers"),
    [
        ("ROUND(A1*1.5,2)", ["2"]),
        ("ROUND(A1,-3)", ["3"]),
        ("ROUND(7,A1)", []),
        ("VLOOKUP(3,A1:B9,2,0)", ["2", "0"]),
        ("EDATE(A1,12)", ["12"]),
        ("DATE(2026,1,31)", ["2026", "1", "31"]),
        ("INDEX(A1:C9,4,3)", ["4", "3"]),
        ("ROUND(A1,2.5)", []),
        ("SUM(1,2)", []),
        ("IRR(A1:A9,0.1)", []),
        ("LOG(A1,10)", ["10"]),
    ],
)
def test_numbers_that_belong_to_a_call(formula, numbers):
    found = [number.text for node in walk(parse(formula)) for number in meant_numbers(node)]
    assert found == numbers
    assert is_meant("_xlfn.XLOOKUP", 5)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUMPRODUCT(A,B,C)", [(0, 1), (0, 2)]),
        ("SUMIFS(A,B,1,C,2)", [(0, 1), (0, 3)]),
        ("COUNTIFS(A,1,B,2,C,3)", [(0, 2), (0, 4)]),
        ("SUMIF(A,1,B)", [(0, 2)]),
        ("SUMIF(A,1)", []),
        ("XNPV(r,A,B)", [(1, 2)]),
        ("_xlfn.XLOOKUP(x,A,B)", [(1, 2)]),
        ("SUM(A,B)", []),
    ],
)
def test_pairs_of_ranges(formula, expected):
    assert list(pairs(parse(formula))) == expected
