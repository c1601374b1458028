"""The file that is built: what is in it, what it leaves alone, that it is legal VBA."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import warnings
import zipfile

import olefile
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from addin.call import LAST_ERROR
from addin.excel import build, compound, helper, project, vba
from addin.excel.build import PROJECT, Settings, build_addin, build_fallback, facts
from addin.excel.words import parameter
from addin.texts import argument_help, function_help
from udfs.errors import TemplateError
from udfs.registry import all_specs

with warnings.catch_warnings():  # oletools uses old names of pyparsing
    warnings.simplefilter("ignore")
    from oletools.olevba import decompress_stream

CHANGED = {PROJECT, build.SHEET, build.BOOK, build.RIBBON}
ADDED = {vba.WRAPPERS_NAME, helper.HOST_NAME, vba.HELP_NAME}
EDITED = {"xlwings", helper.RIBBON_NAME}


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def ours(addin):
    return parts(addin.read_bytes())


@pytest.fixture(scope="module")
def theirs():
    return parts(build.template())


@pytest.fixture(scope="module")
def modules(ours):
    return project.Project(ours[PROJECT]).modules()


def oletools_modules(data: bytes) -> dict[str, str]:
    """The modules as oletools reads them, in a process that must do without pcodedmp."""
    code = (
        "import sys, json; sys.modules['pcodedmp'] = None\n"
        "from oletools.olevba import VBA_Parser\n"
        "found = VBA_Parser('x.bin', data=sys.stdin.buffer.read()).extract_all_macros()\n"
        "print(json.dumps({one[2]: one[3] for one in found}))"
    )
    done = subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, check=True)
    return json.loads(done.stdout)


def test_only_four_parts_differ_from_the_template(ours, theirs):
    assert list(ours) == list(theirs)
    assert {name for name in ours if ours[name] != theirs[name]} == CHANGED


def test_oletools_reads_what_was_put_in_and_the_rest_untouched(ours, theirs, modules):
    read = oletools_modules(ours[PROJECT])
    before = oletools_modules(theirs[PROJECT])
    by_name = {name.split(".")[0]: text for name, text in read.items()}
    assert set(by_name) == {name.split(".")[0] for name in before} | ADDED
    for name, text in before.items():
        if name.split(".")[0] not in EDITED:
            assert read[name] == text, name
    for name in ADDED | EDITED:
        assert plain(by_name[name]) == plain(modules[name]), name


def plain(text: str) -> str:
    lines = text.replace("\r", "").split("\n")
    return "\n".join(line for line in lines if not line.startswith("Attribute VB_Name")).strip()


def test_untouched_modules_keep_their_streams(ours, theirs):
    made, known = compound.read(ours[PROJECT]), compound.read(theirs[PROJECT])
    same = {path[-1] for path in known if made[path] == known[path]}
    assert same == {"ThisWorkbook", "Sheet2", "Dictionary", "_VBA_PROJECT"}
    assert made["VBA", "_VBA_PROJECT"] == bytes.fromhex("cc61ffff000100")


def test_olefile_finds_nothing_wrong_with_the_container(ours):
    file = olefile.OleFileIO(ours[PROJECT], raise_defects=olefile.DEFECT_UNSURE)
    assert file.parsing_issues == []
    streams = compound.read(ours[PROJECT])
    assert {tuple(path) for path in file.listdir()} == set(streams)
    assert all(file.openstream(list(path)).read() == data for path, data in streams.items())


def test_every_name_of_a_module_stands_wherever_it_must(ours, modules):
    streams = compound.read(ours[PROJECT])
    text = streams["PROJECT",].decode("cp1252")
    for name in ADDED:
        assert (
            text.count(f"\r\nModule={name}\r\n") == text.count(f"\r\n{name}=0, 0, 0, 0, C\r\n") == 1
        )
        assert name.encode("utf-16-le") in streams["PROJECTwm",]
    assert text.index("Module=") < text.index("Name=") < text.index("[Workspace]")
    assert '\r\nName="OnBalance"\r\n' in text
    records = list(project.records(project.decompress(streams["VBA", "dir"])))
    (count,) = [body for kind, body, _ in records if kind == 0x0F]
    assert int.from_bytes(count, "little") == len(modules)
    assert [kind for kind, _, _ in records].count(0x19) == len(modules)


def test_the_same_input_gives_the_same_bytes(addin, tmp_path):
    again = build_addin(tmp_path / "x.xlam", Settings(r"C:\Py\python.exe", r"C:\src"))
    assert again.read_bytes() == addin.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["x.xlam"]


def test_the_settings_are_where_xlwings_reads_them(addin, ours):
    told = facts(addin)
    assert told.settings["Interpreter_Win"] == r"C:\Py\python.exe"
    assert told.settings["PYTHONPATH"] == r"C:\src"
    assert told.settings["UDF Modules"] == "addin.excel.functions"
    assert told.settings["ADD_WORKBOOK_TO_PYTHONPATH"] == "false"
    assert (told.xlwings, told.build) == (build.XLWINGS, build.build_id())
    rows = etree.fromstring(ours[build.SHEET]).findall(f".//{build._SPREADSHEET}row")
    column = [cell.get("r") for row in rows for cell in row if cell.get("r").startswith("A")]
    assert column[:10] == [f"A{number}" for number in range(1, 11)]  # read up to the first gap
    assert b'name="onbalance.conf"' in ours[build.BOOK]


def test_the_ribbon_calls_macros_that_exist(ours, modules):
    root = etree.fromstring(ours[build.RIBBON])
    tabs = root.findall(".//{*}tab")
    assert [tab.get("label") for tab in tabs] == ["OnBalance"]
    buttons = root.findall(".//{*}button")
    assert buttons
    for button in buttons:
        module, name = button.get("onAction").split(".")
        assert f"Public Sub {name}(control As IRibbonControl)" in modules[module]


# ---------------------------------------------------------------------------- the VBA


def signatures(text: str) -> dict[str, list[tuple[str, bool]]]:
    """Every wrapper with its parameters and whether each may be left out."""
    joined = re.sub(r" _\r?\n *", " ", text)
    found = {}
    for name, inside in re.findall(r"^Function (\w+)\((.*)\)\r?$", joined, re.MULTILINE):
        pieces = [piece.strip() for piece in inside.split(",") if piece.strip()]
        found[name] = [(piece.split()[-1], piece.startswith("Optional ")) for piece in pieces]
    return found


def test_the_wrappers_have_the_signatures_of_the_registry(modules):
    expected = {
        spec.name: [(parameter(one.name), not one.required) for one in spec.arguments]
        for spec in all_specs()
    }
    assert signatures(modules[vba.WRAPPERS_NAME]) == expected | {LAST_ERROR: []}


def test_each_wrapper_passes_all_its_arguments_in_order(modules):
    text = re.sub(r" _\r\n *", " ", modules[vba.WRAPPERS_NAME])
    for spec in all_specs():
        cells = ", ".join(f"OnBalanceCells({parameter(one.name)})" for one in spec.arguments)
        assert (
            text.count(f'    {spec.name} = OnBalanceCall("{spec.name}", Array({cells}))\r\n') == 1
        )


@pytest.mark.parametrize("name", sorted(ADDED | EDITED))
def test_modules_are_legal_vba(modules, name):
    lines = modules[name].split("\r\n")
    assert max(map(len, lines)) <= 1023
    assert len(lines) < 65534
    assert "\n" not in modules[name].replace("\r\n", "")
    if name != "xlwings":  # which has two heads for some functions
        names = re.findall(
            r"^(?:(?:Public|Private) )?(?:Function|Sub) (\w+)", modules[name], re.MULTILINE
        )
        assert len(names) == len({one.lower() for one in names})
        assert modules[name].isascii()
        for kind in ("Function", "Sub"):
            begun = [line for line in lines if re.match(rf"\s*((Public|Private) )?{kind} \w", line)]
            ended = [line for line in lines if re.match(rf"\s*End {kind}\b", line)]
            assert len(begun) == len(ended), kind
        ends = [line.endswith(" _") for line in lines]
        longest = max(len(run) for run in "".join(".c"[end] for end in ends).split("."))
        assert longest <= 24  # continued lines in a row


def test_no_function_is_named_like_a_cell():
    for spec in all_specs():
        assert not re.fullmatch(r"[A-Z]{1,3}\d{1,7}|R\d*C\d*", spec.name)


def test_no_cell_can_call_what_runs_programs_or_files(modules):
    text = modules["xlwings"]
    assert "\r\nOption Private Module\r\n" in text
    for name in ("RunPython", "RunFrozenPython", "ExecuteWindows", "SaveConfigToFile", "ReadFile"):
        assert f"\r\nPrivate Function {name}(" in text
    assert "ActiveWorkbook, PROJECT_NAME" not in text


def test_the_help_is_within_the_limits_of_excel_and_complete(modules):
    text = modules[vba.HELP_NAME]
    for spec in all_specs():
        assert vba.literal(function_help(spec, 255)) in text
        assert all(vba.literal(argument_help(one, 255)) in text for one in spec.arguments)
    calls = re.findall(r"^    About(\d+)\r$", text, re.MULTILINE)
    assert calls == re.findall(r"^Private Sub About(\d+)\(\)", text, re.MULTILINE)
    assert len(calls) == len(all_specs()) + 1
    for one in re.findall(r'= ("(?:[^"]|"")*")\r', text):
        assert len(one[1:-1].replace('""', '"')) <= 255


def test_a_literal_is_ascii_and_fits_its_line():
    assert vba.literal('a "b" \u2264 c') == '"a ""b"" " & ChrW(8804) & " c"'
    assert len(vba.literal("\u2264" * 255)) <= vba.LONGEST_LITERAL
    assert vba.literal("") == '""'


def test_a_long_line_is_continued_within_the_limits():
    names = [f"OnBalanceCells(a_parameter_with_a_long_name_{k})" for k in range(60)]
    line = f'    X = OnBalanceCall("X", Array({", ".join(names)}))'
    pieces = vba.wrapped(line).split("\n")
    assert max(map(len, pieces)) <= 1023
    assert len(pieces) < 24
    assert " ".join(piece.removesuffix(" _").strip() for piece in pieces) == line.strip()


# ---------------------------------------------------------------------------- another xlwings

WRAPPER = "\n".join(vba._known(vba.Signature("Function LEASE_X(rate, Optional nper)"))) + "\n\n"


def test_the_known_wrapper_is_accepted():
    assert "Array(OnBalanceCells(rate), OnBalanceCells(nper))" in vba.wrappers(WRAPPER)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("XLPy.CallUDF", "XLPy.CallUdf2", "CallUdf2"),
        ("Err.Description", "CVErr(xlErrValue)", "CVErr"),
        ("Optional nper", "Optional nper As Double", "nper As Double"),
        ("nper", "loop", "cannot have a parameter 'Optional loop'"),
        ("End Function\n", "End Function\nSub More()\n", "Sub More"),
        ("    #Else\n", "", "#Else"),
    ],
)
def test_a_change_of_the_generator_is_named(old, new, named):
    changed = WRAPPER.replace(old, new, -1 if old == "nper" else 1)
    assert changed != WRAPPER
    with pytest.raises(TemplateError, match=re.escape(named)):
        vba.wrappers(changed)


@pytest.mark.parametrize("edit", vba.EDITS, ids=lambda edit: edit[2])
def test_a_change_of_xlwings_own_module_is_named(edit, theirs):
    text = project.Project(theirs[PROJECT]).modules()["xlwings"]
    assert vba.edited(text).count(edit[1]) >= 1
    for changed in (text.replace(edit[0], "' gone "), text + edit[0]):
        with pytest.raises(TemplateError, match="xlwings has changed"):
            vba.edited(changed)


def test_another_version_of_xlwings_is_refused(monkeypatch, tmp_path):
    target = tmp_path / "x.xlam"
    target.write_bytes(b"as it was")
    monkeypatch.setattr(build, "xlwings_version", lambda: "0.99.0")
    with pytest.raises(TemplateError, match=r"xlwings must be 0\.37\.8.*got 0\.99\.0"):
        build_addin(target)
    monkeypatch.setattr(build, "xlwings_version", lambda: None)
    with pytest.raises(TemplateError, match=r"pip install xlwings==0"):
        build_addin(target)
    assert target.read_bytes() == b"as it was"
    assert [path.name for path in tmp_path.iterdir()] == ["x.xlam"]


def test_the_template_is_bound_to_the_version_that_it_says(theirs):
    text = project.Project(theirs[PROJECT]).modules()["xlwings"]
    assert f'XLWINGS_VERSION As String = "{build.XLWINGS}"' in text
    assert f"xlwings64-{build.XLWINGS}.dll" in text


def test_the_fallback_is_the_template_and_the_modules(tmp_path, modules):
    files = {path.name: path for path in build_fallback(tmp_path / "by hand")}
    assert files[build.ADDIN].read_bytes() == build.template()
    assert set(files) == {build.ADDIN, "OnBalance.bas", "README.txt"}
    assert "OnBalance.bas" in files["README.txt"].read_text("utf-8")
    text = files["OnBalance.bas"].read_bytes().decode("ascii").replace("\r\n", "\n")
    assert text.startswith('Attribute VB_Name = "OnBalance"\nOption Explicit\n')
    assert text.count("Attribute") == text.count("Option Explicit") == 1
    assert signatures(text).items() >= signatures(modules["xlwings_udfs"].replace("\r", "")).items()
    procedure = r"^(?:Public |Private )?(?:Function|Sub) (\w+)"
    names = re.findall(procedure, text, re.M)
    whole = [n for name in ADDED for n in re.findall(procedure, modules[name], re.M)]
    assert sorted(names) == sorted(whole)
    assert len(set(names)) == len(names)
    first = re.search(r"^(Public |Private )?(Function|Sub)", text, re.M).start()
    assert not re.search(r"^(Public|Private) \w+ As", text[first:], re.M)
    shared = re.findall(r"^Public (?:Function|Sub|Const) (\w+)", text, re.M)
    assert shared == ["Auto_Open", "OnBalanceDescribe"]


def test_what_is_no_addin_is_refused_with_a_sentence(tmp_path):
    file = tmp_path / "x.xlam"
    for data in (b"", b"PK\x03\x04", build.template()[:5000]):
        file.write_bytes(data)
        with pytest.raises(TemplateError, match="cannot be read as an Excel add-in"):
            facts(file)


# ---------------------------------------------------------------------------- the container


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=300).map(lambda piece: piece * 40) | st.text("ab \n", max_size=9000))
def test_what_is_compressed_comes_back(data):
    data = data.encode() if isinstance(data, str) else data
    packed = project.compress(data)
    assert project.decompress(packed)[: len(data)] == data
    if data:
        assert bytes(decompress_stream(bytearray(packed)))[: len(data)] == data


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.text("abcXYZ09_", min_size=1, max_size=31), st.integers(0, 20_000), max_size=40
    )
)
@example({f"a{size}": size for size in (0, 1, 63, 64, 65, 511, 512, 513, 4095, 4096, 4097)})
def test_what_is_stored_comes_back(sizes):
    streams, seen = {}, set()
    for number, (name, size) in enumerate(sizes.items()):
        if name.upper() not in seen:
            streams[("VBA", name) if number % 2 else (f"_{name}"[:31],)] = bytes([number]) * size
            seen.add(name.upper())
    packed = compound.write(streams)
    assert compound.read(packed) == streams
    file = olefile.OleFileIO(packed, raise_defects=olefile.DEFECT_UNSURE)
    assert file.parsing_issues == []
    for path, data in streams.items():
        assert file.openstream(list(path)).read() == data
    for entry in file.direntries:
        if entry is not None and entry.entry_type in (1, 5):
            names, _ = tree(file, entry.sid_child)
            assert names == sorted(names, key=lambda name: (len(name), name.upper()))


def tree(file: olefile.OleFileIO, number: int, above: int = 1) -> tuple[list[str], int]:
    """The names of a red-black tree from left to right, and the black entries of every way down."""
    if number == olefile.NOSTREAM:
        return [], 0
    entry = file.direntries[number]
    assert above or entry.color  # no red below red: Windows searches this tree
    left, black = tree(file, entry.sid_left, entry.color)
    right, black_too = tree(file, entry.sid_right, entry.color)
    assert black == black_too
    return [*left, entry.name, *right], black + entry.color


def test_three_hundred_functions_fit():
    text = "\n".join(f"Function F{k}(a)\n    F{k} = {k} * a\nEnd Function" for k in range(4000))
    code = project.Project(parts(build.template())[PROJECT])
    code.put("Many", text)
    assert project.Project(code.packed()).modules()["Many"].count("End Function") == 4000


@pytest.mark.parametrize("harm", [lambda d: d[:3000], lambda d: b"x" + d[1:], lambda d: b""])
def test_a_damaged_container_is_refused(harm, theirs):
    with pytest.raises(TemplateError, match="the VBA project is"):
        project.Project(harm(theirs[PROJECT])).modules()
