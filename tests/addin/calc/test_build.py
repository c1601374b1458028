"""What is in OnBalance.oxt: it agrees with the registry, and with what Calc makes of it."""

from __future__ import annotations

import json
import re
import zipfile

import pytest
from lxml import etree

from addin.calc import build
from addin.calc.build import build_addin, idl, parts, safe
from addin.call import LAST_ERROR
from addin.texts import argument_help, function_help
from udfs.registry import HELP_LIMIT, all_specs
from udfs.version import __version__

SPECS = all_specs()
OOR = "{http://openoffice.org/2001/registry}"
FILES = parts()


def node(parent, *names):
    for name in names:
        (parent,) = [one for one in parent if one.get(f"{OOR}name") == name]
    return parent


def text(parent, name):
    return node(parent, name).findtext("value")


@pytest.fixture(scope="module")
def functions():
    root = etree.fromstring(FILES["CalcAddIns.xcu"])
    return node(root, "AddInInfo", build.SERVICE, "AddInFunctions")


def test_the_same_bytes_every_time(tmp_path):
    first, second = build_addin(tmp_path / "a.oxt"), build_addin(tmp_path)
    assert second.name == "OnBalance.oxt"
    assert first.read_bytes() == second.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["OnBalance.oxt", "a.oxt"]


def test_a_failed_build_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "a.oxt"
    path.write_bytes(b"old")
    monkeypatch.setattr(build, "parts", lambda: {"a": None})
    with pytest.raises(TypeError):
        build_addin(path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_manifest_names_what_is_there():
    root = etree.fromstring(FILES["META-INF/manifest.xml"])
    space = "{http://openoffice.org/2001/manifest}"
    paths = [entry.get(f"{space}full-path") for entry in root]
    assert len(paths) == len(set(paths)) == 4
    assert set(paths) <= set(FILES)


def test_description():
    root = etree.fromstring(FILES["description.xml"])
    found = {etree.QName(one).localname: one for one in root}
    assert found["identifier"].get("value") == build.IDENTIFIER
    assert found["version"].get("value") == __version__
    assert found["display-name"][0].text == "OnBalance"
    assert "MIT" in found["publisher"][0].text
    (source,) = found["extension-description"]
    assert source.get("{http://www.w3.org/1999/xlink}href") in FILES


def test_the_interface_has_every_function():
    methods = re.findall(r"^    (\S.*) (\w+)\((.*)\);$", FILES["functions.idl"].decode(), re.M)
    assert [name for _, name, _ in methods] == [*(spec.name for spec in SPECS), LAST_ERROR]
    for spec, (result, _, arguments) in zip(SPECS, methods, strict=False):
        assert result == ("any" if spec.returns == "Text" else "sequence< sequence< any > >")
        wanted = [f"[in] any {safe(one.name)}" for one in spec.arguments]
        assert arguments.split(", ") == wanted


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_names_and_helps(spec, functions):
    found = node(functions, spec.name)
    assert text(found, "DisplayName") == text(found, "CompatibilityName") == spec.name
    assert text(found, "Description") == function_help(spec)
    parameters = list(node(found, "Parameters"))
    assert [one.get(f"{OOR}name") for one in parameters] == [safe(a.name) for a in spec.arguments]
    for one, argument in zip(parameters, spec.arguments, strict=True):
        assert text(one, "DisplayName") == argument.name
        assert text(one, "Description") == argument_help(argument)


def test_no_function_is_missing(functions):
    names = [one.get(f"{OOR}name") for one in functions]
    assert names == [*(spec.name for spec in SPECS), LAST_ERROR]


def test_names_of_arguments_that_the_interface_forbids():
    assert safe("discount_rate") == "discountRate"
    assert safe("default") == "defaultValue"
    for spec in SPECS:
        names = [safe(one.name) for one in spec.arguments]
        assert len(set(names)) == len(names)
        assert all(re.fullmatch("[a-z][a-zA-Z0-9]*", name) for name in names)


def test_what_the_component_is_told():
    listing = json.loads(FILES["functions.json"])
    assert [one["name"] for one in listing["functions"]] == [*(s.name for s in SPECS), LAST_ERROR]
    texts = [one["help"] for one in listing["functions"]]
    assert all(len(one) <= HELP_LIMIT for one in texts)


def test_only_what_computes_is_carried(tmp_path):
    with zipfile.ZipFile(build_addin(tmp_path)) as archive:
        names = archive.namelist()
    carried = {name.split("/")[1] for name in names if name.startswith("pythonpath/")}
    assert carried == {"udfs", "addin"}
    assert not [name for name in names if "__pycache__" in name]
    assert "pythonpath/udfs/finance/__init__.py" in names


def test_what_calc_made_of_it(calc):
    """Calc's own list: the names, the arguments in order, which may be left out."""
    found = {one["Name"]: one for one in calc.ask("functions")}
    assert found[LAST_ERROR]["Arguments"] == []
    for spec in SPECS:
        mine = found[spec.name]
        assert mine["Description"] == function_help(spec)
        assert [one["Name"] for one in mine["Arguments"]] == [one.name for one in spec.arguments]
        helps = [one["Description"] for one in mine["Arguments"]]
        assert helps == [argument_help(one) for one in spec.arguments]
        assert all(one["IsOptional"] for one in mine["Arguments"])


def test_a_new_function_needs_no_edit(monkeypatch):
    new = SPECS[0]._replace(name="GPU_NEW", arguments=SPECS[0].arguments[:1])
    monkeypatch.setattr(build, "all_specs", lambda: [*SPECS, new])
    files = build.parts()
    assert f"GPU_NEW([in] any {safe(new.arguments[0].name)});" in idl([new])
    for name in ("functions.idl", "CalcAddIns.xcu", "functions.json"):
        assert b"GPU_NEW" in files[name]


def test_the_licence_goes_with_every_copy():
    assert parts()["LICENSE"].startswith(b"MIT License")
