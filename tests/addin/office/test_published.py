"""functions.json and the manifest, held to what Office asks of them; broken ones are found."""

from __future__ import annotations

import json
import re
import struct
import uuid
import zlib
from urllib.parse import urlsplit

import pytest
from lxml import etree

from addin.call import LAST_ERROR
from addin.office.build import build_folder, published
from addin.office.catalogue import catalogue
from addin.office.icons import SIZES, icon
from addin.office.manifest import IDENTITY, checked_origin, checked_url, manifest_xml, version
from addin.office.metadata import functions_json
from udfs.errors import TemplateError
from udfs.registry import all_specs
from udfs.version import __version__

BASE = "https://localhost:8443"
SPECS = {spec.name: spec for spec in all_specs()}

# ------------------------------------------------------------------ functions.json

NAME = r"[A-Za-z][A-Za-z0-9._]{2,127}"
IDENTIFIER = r"[A-Za-z][A-Za-z0-9.]{2,127}"
A_CELL = r"[A-Za-z]{1,3}[0-9]{1,7}|[Rr][0-9]*[Cc][0-9]*"
KEYS = {"id", "name", "description", "helpUrl", "options", "parameters", "result"}
OPTIONS = {"stream", "cancelable", "volatile", "requiresAddress", "requiresParameterAddresses"}
TYPES = {"any", "number", "string", "boolean"}


def metadata_faults(data):
    """What Excel would not take, and what our functions could not live with."""
    if set(data) - {"functions", "allowErrorForDataTypeAny"}:
        yield "a key of a newer requirement set"
    if data.get("allowErrorForDataTypeAny") is not True:
        yield "errors do not arrive"
    functions = data["functions"]
    for key in ("id", "name"):
        if len({one[key].upper() for one in functions}) < len(functions):
            yield f"{key} twice"
    for one in functions:
        if set(one) - KEYS or not {"id", "name", "parameters", "result"} <= set(one):
            yield "keys of a function"
        if not re.fullmatch(IDENTIFIER, one["id"]):
            yield "id"
        if not re.fullmatch(NAME, one["name"]) or re.fullmatch(A_CELL, one["name"]):
            yield "name"
        if set(one.get("options", {})) - OPTIONS:
            yield "options"
        if one["result"] != {"type": "any", "dimensionality": "matrix"}:
            yield "result"
        yield from parameter_faults(one)


def parameter_faults(one):
    names = [parameter["name"] for parameter in one["parameters"]]
    if len(set(names)) < len(names):
        yield "parameter twice"
    optional = [parameter.get("optional", False) for parameter in one["parameters"]]
    if optional != sorted(optional):
        yield "required after optional"
    for parameter in one["parameters"]:
        if parameter["type"] not in TYPES or parameter["dimensionality"] != "matrix":
            yield "type of a parameter"
    texts = [one["description"], *(parameter["description"] for parameter in one["parameters"])]
    if not all(0 < len(text) <= 255 and "\n" not in text for text in texts):
        yield "description"


def test_functions_json_is_what_excel_takes():
    assert not list(metadata_faults(json.loads(json.dumps(functions_json()))))


def test_functions_json_is_the_registry():
    functions = {one["name"]: one for one in functions_json()["functions"]}
    assert set(functions) == set(SPECS) | {LAST_ERROR}
    for name, spec in SPECS.items():
        given = [(one["name"], one["optional"]) for one in functions[name]["parameters"]]
        assert given == [(one.name, not one.required) for one in spec.arguments]
    assert functions[LAST_ERROR]["parameters"] == []
    assert functions[LAST_ERROR]["options"] == {"volatile": True}


def spoil(path, value):
    def change(data):
        *way, last = path
        for step in way:
            data = data[step]
        data[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (spoil(["allowErrorForDataTypeAny"], False), "errors do not arrive"),
        (spoil(["allowCustomDataForDataTypeAny"], True), "a key of a newer requirement set"),
        (spoil(["functions", 0, "id"], "LEASE_PV"), "id"),
        (spoil(["functions", 0, "id"], "A" * 129), "id"),
        (spoil(["functions", 0, "id"], "LEASE.PV"), "id twice"),
        (spoil(["functions", 0, "name"], "lease_pv"), "name twice"),
        (spoil(["functions", 0, "name"], "GPU100"), "name"),
        (spoil(["functions", 0, "name"], "1ST"), "name"),
        (spoil(["functions", 0, "options", "supportSync"], True), "options"),
        (spoil(["functions", 0, "result"], {"type": "number"}), "result"),
        (spoil(["functions", 0, "helpURL"], ""), "keys of a function"),
        (spoil(["functions", 0, "description"], "x" * 256), "description"),
        (spoil(["functions", 0, "parameters", 0, "type"], "date"), "type of a parameter"),
        (spoil(["functions", 0, "parameters", 0, "optional"], True), "required after optional"),
        (
            lambda data: data["functions"][1]["parameters"].append(
                data["functions"][1]["parameters"][0]
            ),
            "parameter twice",
        ),
    ],
)
def test_a_broken_functions_json_is_found(change, fault):
    data = json.loads(json.dumps(functions_json()))
    (several,) = (one for one in data["functions"] if one["name"] == "CREDIT_IMPLIED_RATE")
    if fault in ("required after optional", "parameter twice"):  # needs more than one argument
        data["functions"][0] = several
    change(data)
    assert fault in list(metadata_faults(data))


# ------------------------------------------------------------------ manifest.xml

APP = "{http://schemas.microsoft.com/office/appforoffice/1.1}"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
BT = "{http://schemas.microsoft.com/office/officeappbasictypes/1.0}"
HIGHEST = {"CustomFunctionsRuntime": (1, 3), "SharedRuntime": (1, 1)}
ORDER = (
    "Id Version ProviderName DefaultLocale DisplayName Description IconUrl HighResolutionIconUrl"
)
ORDER += " SupportUrl AppDomains Hosts Requirements DefaultSettings Permissions VersionOverrides"
LONGEST = {"ShortStrings": 125, "LongStrings": 250}


def local(element):
    return etree.QName(element).localname


def manifest_faults(text):
    """What Office would refuse, as far as it can be known without asking Microsoft."""
    root = etree.fromstring(text.encode())
    if [local(one) for one in root] != ORDER.split() or root.get(TYPE) != "TaskPaneApp":
        yield "outline"
    values = {local(one): one for one in root}
    try:
        uuid.UUID(values["Id"].text)
    except ValueError:
        yield "Id"
    if not re.fullmatch(r"\d+(\.\d+){3}", values["Version"].text):
        yield "Version"
    if len(values["Description"].get("DefaultValue")) > 250:
        yield "Description"
    yield from requirement_faults(root)
    yield from resource_faults(root)
    addresses = [one.get("DefaultValue") for one in root.iter() if "Url" in local(one)]
    addresses += [one.get("DefaultValue") for one in root.iter(f"{BT}Image")]
    addresses += [one.get("DefaultValue") for one in root.iter(f"{APP}SourceLocation")]
    addresses += [one.text for one in root.iter(f"{APP}AppDomain")]
    for address in filter(None, addresses):
        if urlsplit(address).scheme != "https":
            yield f"not https: {address}"


def requirement_faults(root):
    sets = {one.get("Name"): one.get("MinVersion") for one in root.iter(f"{APP}Set")}
    if set(sets) != set(HIGHEST):
        yield "requirement sets"
    for name, least in sets.items():
        if tuple(map(int, least.split("."))) > HIGHEST.get(name, (0, 0)):
            yield f"{name} {least}"


def resource_faults(root):
    known = {}
    for one in root.iter(f"{BT}Image", f"{BT}Url", f"{BT}String"):
        if one.get("id") is not None:
            if one.get("id") in known:
                yield f"{one.get('id')} twice"
            known[one.get("id")] = one
            most = LONGEST.get(local(one.getparent()), 2048)
            if len(one.get("DefaultValue")) > most or len(one.get("id")) > 32:
                yield f"too long: {one.get('id')}"
    asked = {one.get("resid") for one in root.iter() if one.get("resid") is not None}
    yield from (f"unknown resid {name}" for name in sorted(asked - set(known)))
    yield from (f"unused {name}" for name in sorted(set(known) - asked - {"Icon.64"}))
    runtime = [one for one in root.iter() if local(one) == "Runtime"]
    pages = [one[0].get("resid") for one in root.iter() if local(one) == "Page"]
    panes = [one for one in root.iter() if local(one) == "Action"]
    shown = [one.get("resid") for pane in panes for one in pane if one.get("resid")]
    if [one.get("lifetime") for one in runtime] != ["long"]:
        yield "runtime"
    if {one.get("resid") for one in runtime} != set(pages) or set(pages) != set(shown):
        yield "functions and pane do not share a runtime"
    namespaces = [one.get("resid") for one in root.iter() if local(one) == "Namespace"]
    for name in namespaces:
        value = known[name].get("DefaultValue") if name in known else ""
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_.]{0,31}", value):
            yield "namespace"


def test_the_manifest_is_what_office_takes():
    text = manifest_xml(BASE)
    assert not list(manifest_faults(text))
    assert IDENTITY in text
    assert version() == f"{__version__}.0"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (IDENTITY, "6f1d9a52", "Id"),
        (f"{__version__}.0", __version__, "Version"),
        ('MinVersion="1.3"', 'MinVersion="1.4"', "CustomFunctionsRuntime 1.4"),
        ('Name="SharedRuntime"', 'Name="ExcelApi"', "requirement sets"),
        ('String id="Pane.Tip"', 'String id="Pane.Top"', "unknown resid Pane.Tip"),
        ('id="Help.Url"', 'id="Pane.Url"', "Pane.Url twice"),
        ('lifetime="long"', 'lifetime="short"', "runtime"),
        ('<Page><SourceLocation resid="Pane.Url"', '<Page><SourceLocation resid="Help.Url"',
         "functions and pane do not share a runtime"),
        ('id="Namespace" DefaultValue="ONBALANCE"', 'id="Namespace" DefaultValue="ON BALANCE"',
         "namespace"),
        ("<AppDomain>https", "<AppDomain>http", "not https: http://localhost:8443"),
        ("<Permissions>ReadWriteDocument</Permissions>", "", "outline"),
    ],
)  # fmt: skip
def test_a_broken_manifest_is_found(old, new, fault):
    text = manifest_xml(BASE)
    assert old in text
    assert fault in list(manifest_faults(text.replace(old, new)))


@pytest.mark.parametrize(
    "url",
    ["", "localhost", "ftp://x", "http://example.org", "https://", "https://x:99999",
     "https://u:p@x", "https://x/?a", "https://x/#a", "https://[::1", "https://[::1]x",
     "https://[::1%eth0]", "https://[1:2]", "https://x y", "https://x'y", 'https://x"',
     "https://x/a b",
     'https://x/"><Evil a="&amp;', "https://x/<a>", "https://x/a\n", " https://x", "https://x\t",
     "https://x/%zz", "https://x/é", "https://é", "https://x:0", "https://x:٣", "https://x_y"],
)  # fmt: skip
def test_an_address_that_office_cannot_use_is_refused(url):
    with pytest.raises(TemplateError, match=r"^url must ") as caught:
        checked_url(url)
    assert "\n" not in str(caught.value)
    with pytest.raises(TemplateError, match=r"^service must "):
        published(BASE, url or "x")


@pytest.mark.parametrize(
    "url",
    ["https://localhost:8443", "http://[::1]:8443", "https://[fd00::1]", "https://a-b.example/x/y.z",
     "https://example.org/my%20addin/", "HTTPS://Example.org"],
)  # fmt: skip
def test_an_address_that_office_can_use(url):
    assert checked_url(url) == url.rstrip("/")
    assert not list(manifest_faults(manifest_xml(url.replace("http:", "https:"))))


def test_an_origin_is_as_a_browser_states_it():
    assert checked_origin("https://Addin.Example:443/") == "https://addin.example"
    assert checked_origin("https://[FD00::1]:8443") == "https://[fd00::1]:8443"
    for wrong in ("null", "*", "https://x/path", "http://example.org", "https://[::1"):
        with pytest.raises(TemplateError, match=r"^origin must "):
            checked_origin(wrong)


# ------------------------------------------------------------------ icons, catalogue, folder


@pytest.mark.parametrize("size", SIZES)
def test_icons_are_pictures_of_their_size(size):
    data = icon(size)
    at, kinds = 8, []
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        (check,) = struct.unpack(">I", data[at + 8 + length : at + 12 + length])
        assert check == zlib.crc32(kind + body)
        kinds.append(kind)
        if kind == b"IHDR":
            assert struct.unpack(">IIBB", body[:10]) == (size, size, 8, 6)
        if kind == b"IDAT":
            lines = zlib.decompress(body)
            assert len(lines) == size * (4 * size + 1)
            assert len(set(zip(*[iter(lines[1 : 4 * size + 1])] * 4, strict=True))) > 1
        at += 12 + length
    assert kinds == [b"IHDR", b"IDAT", b"IEND"]
    assert len(data) < 2000


def test_the_catalogue_tells_everything_of_every_function():
    entries = {one["name"]: one for one in catalogue()["functions"]}
    assert set(entries) == set(SPECS)
    for name, one in entries.items():
        assert one["example"].startswith(f"=ONBALANCE.{name}(")
        assert not one["shows"].startswith("#")
        assert one["native"] or one["reason"]
        assert all(one[key] for key in ("category", "summary", "result", "source", "syntax"))


def test_a_folder_for_another_web_server(tmp_path):
    (tmp_path / "mine.txt").write_text("kept")
    written = build_folder(tmp_path, "https://example.org/addin", "https://example.org:8443")
    assert {path.name for path in written} == set(published(BASE))
    assert {path.name for path in tmp_path.iterdir()} == {*published(BASE), "mine.txt"}
    page = (tmp_path / "taskpane.html").read_text()
    assert 'name="onbalance-service" content="https://example.org:8443"' in page
    assert not list(manifest_faults((tmp_path / "manifest.xml").read_text()))
    again = {path.name: path.read_bytes() for path in written}
    build_folder(tmp_path, "https://example.org/addin", "https://example.org:8443")
    assert again == {path.name: path.read_bytes() for path in written}


def test_a_folder_for_a_bad_address_is_not_begun(tmp_path):
    with pytest.raises(TemplateError):
        build_folder(tmp_path / "new", "http://example.org")
    assert not (tmp_path / "new").exists()


def test_the_page_holds_no_script_or_style_of_its_own():
    page = published(BASE)["taskpane.html"].decode()
    assert re.findall(r"<script[^>]*>[^<]", page) == []
    assert "<style" not in page
    assert not re.search(r"\s(on\w+|style)=", page)
    outside = re.findall(r'(?:src|href)="(https?:[^"]+)"', page)
    assert outside == ["https://appsforoffice.microsoft.com/lib/1/hosted/office.js"]
