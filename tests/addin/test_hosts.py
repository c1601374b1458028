"""One registry, many hosts: the same names and arguments everywhere, new functions included."""

from __future__ import annotations

import ast
import io
import json
import re

import openpyxl
import pytest

from addin import readme
from addin.acceptance.book import FIRST, build
from addin.acceptance.plan import cases
from addin.calc import build as calc_build
from addin.call import LAST_ERROR, call
from addin.excel import build as excel_build
from addin.excel import generate
from addin.excel.words import parameter
from addin.office.catalogue import catalogue
from addin.office.metadata import functions_json
from addin.trials import trials
from udfs import registry
from udfs.registry import all_specs

NEW = """
from udfs import registry
from udfs.registry import udf

@udf(source="a book", native="={amount}*{count}", domain="everywhere")
def gpu_throw_away(amount: Money, count: Count = 2) -> Money:
    '''Twice the amount.

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

    Notes
    -----
    amount x count.

    Examples
    --------
    >>> gpu_throw_away(1, 2)
    2
    '''
    return amount * count
"""


def vba(text):
    """Name -> parameters with whether they are optional, as the wrappers have them."""
    found = {}
    for name, given in re.findall(r"^Function (\w+)\((.*)\)$", text.replace(" _\n", " "), re.M):
        pieces = [piece.split() for piece in given.split(",") if piece.strip()]
        found[name] = [(piece[-1], piece[0] == "Optional") for piece in pieces]
    return found


def office(data):
    return {
        one["name"]: [(each["name"], each["optional"]) for each in one["parameters"]]
        for one in data["functions"]
    }


def idl(text):
    """Name -> number of parameters (Calc's interface language knows nothing optional)."""
    pattern = r"\b([A-Z][A-Z0-9_]+)\(([^)]*)\)"
    return {name: len(re.findall(r"\[in\]", given)) for name, given in re.findall(pattern, text)}


def expected():
    return {
        spec.name: [(argument.name, not argument.required) for argument in spec.arguments]
        for spec in all_specs()
    }


def test_all_hosts_agree_with_the_registry():
    known = expected()
    wrappers = vba(excel_build.modules()["xlwings_udfs"])
    assert wrappers.pop(LAST_ERROR) == []
    # A word of VBA cannot name a parameter there: `stop` is `stopValue`.
    assert wrappers == {
        name: [(parameter(one), optional) for one, optional in arguments]
        for name, arguments in known.items()
    }
    web = office(functions_json())
    assert web.pop(LAST_ERROR) == []
    assert web == known
    interface = idl(calc_build.idl(all_specs()))
    assert interface.pop(LAST_ERROR) == 0
    assert interface == {name: len(arguments) for name, arguments in known.items()}
    assert {one["name"] for one in catalogue()["functions"]} == set(known)


@pytest.fixture
def new_function(monkeypatch):
    """A function that was not there a moment ago."""
    registry.names()  # the others are there: what is loaded later would be lost with this one
    stores = (registry._FUNCTIONS, registry._WRAPPERS, registry._SPECS)
    before = [dict(store) for store in stores]
    scope = {"__name__": "udfs.throw_away"}
    exec(NEW, scope)
    import udfs

    monkeypatch.setattr(udfs, "gpu_throw_away", scope["gpu_throw_away"], raising=False)
    monkeypatch.setitem(vars(udfs), "__all__", registry.names())
    catalogue.cache_clear()  # made once in the life of a service
    yield "GPU_THROW_AWAY"
    catalogue.cache_clear()
    for store, old in zip(stores, before, strict=True):
        store.clear()
        store.update(old)


def test_a_new_function_is_everywhere_with_no_further_edit(new_function):
    spec = registry.spec(new_function)
    assert call(new_function, [3.0]) == [[6.0]]
    assert len(list(trials(spec))) > 20
    assert office(functions_json())[new_function] == [("amount", False), ("count", True)]
    assert new_function in {one["name"] for one in catalogue()["functions"]}
    assert idl(calc_build.idl(all_specs()))[new_function] == 2
    assert f">{new_function}<" in calc_build.add_ins(all_specs())
    assert new_function in json.dumps(calc_build.listing(all_specs()))
    mine = [case for case in cases() if case.trial.function == new_function]
    assert len(mine) > 10
    sheet = openpyxl.load_workbook(io.BytesIO(build(chosen=mine)))["Tests"]
    assert sheet.cell(FIRST, 5).value == "=GPU_THROW_AWAY(1,2)"


def test_xlwings_writes_a_wrapper_for_whatever_is_registered():
    """The generator runs in a process of its own, which finds the functions by itself."""
    names = set(vba(generate.stock_wrappers()))
    assert names == set(expected())


def test_the_table_of_differences_is_the_one_made_from_the_code():
    text = readme.README.read_text("utf-8")
    assert readme.updated(text) == text, "run: python -m addin.readme"


def test_no_host_names_a_function():
    """What is generic stays so: no code of a host knows the name of a function."""
    folder, known = readme.README.parent, set(expected())
    named = {
        path.name: node.value
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in known
    }
    # the one whose block a person is asked to type, to see it spill
    assert named == {"front.py": "LEASE_SCHEDULE"}
    for path in folder.rglob("*.js"):
        code = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text("utf-8"), flags=re.DOTALL)
        assert not known & set(re.findall(r"\w+", code)), path
