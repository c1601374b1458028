"""Hostile and broken files: one sentence each, in bounded time and memory, nothing written."""

from __future__ import annotations

import io
import random
import stat
import struct
import sys
import tracemalloc
import warnings
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from tests.workbooks import books
from udfs.errors import TemplateError
from workbooks import archive, cache, package
from workbooks.fill import fill
from workbooks.template import Template

SHEET = books.PARTS["Inputs"]
DATA = books.excel_like(macro=False)


def refused(data: bytes) -> str:
    """The sentence with which a file is refused, by filling and by caching alike."""
    with pytest.raises(TemplateError) as by_fill:
        fill(data, {"rent": 1})
    with pytest.raises(TemplateError) as by_cache:
        cache.cached(data)
    for caught in (by_fill, by_cache):
        assert "\n" not in str(caught.value)
        assert len(str(caught.value)) < 250
    return str(by_fill.value)


def with_part(name: str, content: bytes) -> bytes:
    """The good file with one part put in place of another, or added."""
    return books.zipped({**books.unzipped(DATA), name: content})


def without_part(name: str) -> bytes:
    parts = books.unzipped(DATA)
    del parts[name]
    return books.zipped(parts)


def of_type(old: bytes, new: bytes) -> bytes:
    return books.changed(DATA, books.TYPES, old, new)


def repacked(**changes: int) -> bytes:
    """The good file with fields of the first member's directory entry overwritten."""
    raw = bytearray(DATA)
    at = raw.index(b"PK\1\2")
    offsets = {"flags": (8, "<H"), "method": (10, "<H"), "size": (24, "<L"), "start": (42, "<L")}
    for field, value in changes.items():
        offset, form = offsets[field]
        struct.pack_into(form, raw, at + offset, value)
    return bytes(raw)


def doubled() -> bytes:
    stream = io.BytesIO(DATA)
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "a") as made:
        warnings.simplefilter("ignore")
        made.writestr(SHEET, b"<worksheet/>")
    return stream.getvalue()


def bomb() -> bytes:
    return with_part("xl/media/zeros.bin", bytes(32 << 20))


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<worksheet xmlns="%s"><sheetData>&c;</sheetData></worksheet>""" % books.MAIN.encode()
EXTERNAL = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>
<worksheet xmlns="%s"><sheetData>&e;</sheetData></worksheet>""" % books.MAIN.encode()
DEEP = b"<worksheet xmlns='%s'>%s" % (books.MAIN.encode(), b"<a>" * 100_000)
STRICT = books.changed(
    DATA, books.WORKBOOK, books.MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main"
)

FILES = {
    "empty": (b"", "is not a workbook"),
    "text": (b"rent = 5\n" * 50, "is not a workbook"),
    "head of a zip only": (b"PK\3\4", "cut off or damaged"),
    "xls or password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old .xls workbook"),
    "cut off": (DATA[: len(DATA) // 2], "cut off or damaged"),
    "end missing": (DATA[:-30], "cut off or damaged"),
    "empty zip": (books.zipped({}), "not a workbook: it holds no xl/workbook.xml"),
    "some zip": (books.zipped({"a.txt": b"a"}), "not a workbook: it holds no xl/workbook.xml"),
    "no workbook part": (without_part(books.WORKBOOK), "it holds no xl/workbook.xml"),
    "no content types": (without_part(books.TYPES), "it holds no xl/workbook.xml"),
    "no sheet": (without_part(SHEET), "'Inputs' is listed in the workbook but is not in the file"),
    "ods": (
        books.zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
        "OpenDocument",
    ),
    "docx": (of_type(b"spreadsheetml.sheet.main", b"wordprocessingml.document.main"), "another"),
    "xltx": (of_type(b"spreadsheetml.sheet.main", b"spreadsheetml.template.main"), "(.xltx)"),
    "xlsb": (
        books.changed(
            with_part("xl/workbook.bin", b"\x83\x01\0"), "_rels/.rels", b"workbook.xml",
            b"workbook.bin",
        ),
        "binary workbook (.xlsb)",
    ),
    "strict": (STRICT, "Strict Open XML"),
    "other root": (with_part(books.WORKBOOK, b"<workbook/>"), "not a workbook but another kind"),
    "sheet is no sheet": (with_part(SHEET, b"<chart/>"), "the sheet Inputs is not a worksheet"),
    "encrypted": (repacked(flags=1), "protected by a password"),
    "lzma": (repacked(method=14), "compressed in a way that workbooks do not use"),
    "lies about its size": (repacked(size=10), "has the wrong length or sum"),
    "lies about its place": (repacked(start=77), "is not where it should be"),
    "twice the same part": (doubled(), f"holds the part {SHEET} twice"),
    "twice but for case": (with_part(SHEET.upper(), b""), "twice"),
    "upward path": (with_part("../evil.xml", b"<a/>"), "outside the workbook: ../evil.xml"),
    "absolute path": (with_part("/etc/evil", b"a"), "outside the workbook: /etc/evil"),
    "drive": (with_part("C:/evil", b"a"), "outside the workbook: C:/evil"),
    "backslash": (with_part("a\\..\\evil", b"a"), "outside the workbook"),
    "zip bomb": (bomb(), "compressed more than 250 to 1"),
    "many parts": (books.zipped({f"a{n}": b"" for n in range(4_001)}), "more than 4000 parts"),
    "nested": (with_part(SHEET, DEEP), f"the part {SHEET} is not well-formed XML"),
    "billion laughs": (with_part(SHEET, LAUGHS), f"{SHEET} declares a document type"),
    "external entity": (with_part(SHEET, EXTERNAL), f"{SHEET} declares a document type"),
    "entity elsewhere": (with_part("xl/drawings/drawing1.xml", EXTERNAL), "a document type"),
    "entity in UTF-16": (
        with_part(SHEET, EXTERNAL.decode().replace("?>", ' encoding="UTF-16"?>').encode("utf-16")),
        "a document type",
    ),
    "half an element": (with_part(SHEET, b"<worksheet"), "is not well-formed XML"),
    "unknown encoding": (with_part(SHEET, b"<?xml version='1.0' encoding='x'?><a/>"), "formed"),
    "many elements": (with_part(SHEET, b"<a>" + b"<b/>" * 4_100_000 + b"</a>"), "250 to 1"),
    "sheet is the workbook": (
        books.changed(DATA, books.RELS, b"/xl/worksheets/sheet1.xml", b"/xl/workbook.xml"),
        "the sheet Inputs is not a worksheet",
    ),
    "two sheets in one part": (
        books.changed(DATA, books.RELS, b"worksheets/sheet1.xml", b"worksheets/sheet2.xml"),
        "is in the workbook twice",
    ),
    "address of a cell": (
        books.changed(DATA, SHEET, b'r="B2"', b'r="BMWXX2"'), "'BMWXX' lies outside a sheet",
    ),
    "row twice": (books.changed(DATA, SHEET, b'<row r="3"', b'<row r="2"'), "row 2 twice"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "sentence"), FILES.values(), ids=FILES)
def test_one_sentence(data: bytes, sentence: str) -> None:
    assert sentence in refused(data)


def test_a_bomb_costs_little_memory() -> None:
    data = bomb()
    tracemalloc.start()
    refused(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 << 20


def test_bounds_on_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    for bound, value, sentence in (
        ("MAX_TOTAL", 20_000, "unpacks to more than"),
        ("MAX_MEMBER", 2_000, "unpacks to more than"),
        ("MAX_ARCHIVE", 2_000, "is larger than"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(archive, bound, value)
            assert sentence in refused(DATA)
    monkeypatch.setattr(package, "MAX_NODES", 200)
    assert "too many elements" in refused(DATA)


def test_damage_anywhere_is_a_sentence_or_harmless() -> None:
    chance = random.Random(7)
    sentences = []
    for _ in range(150):
        raw = bytearray(DATA)
        for _ in range(chance.randint(1, 4)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        cut = chance.randrange(len(raw)) if chance.random() < 0.3 else len(raw)
        try:
            Template(bytes(raw[:cut]))
        except TemplateError as error:
            sentences.append(str(error))
    assert len(sentences) > 100
    assert "\n" not in "".join(sentences)


def test_damaged_xml_is_a_sentence_or_harmless() -> None:
    chance = random.Random(8)
    sentences = []
    parts = books.unzipped(DATA)
    names = [
        SHEET,
        books.WORKBOOK,
        books.RELS,
        books.TYPES,
        books.SHARED,
        books.PARTS["Bob's model"],
    ]
    for _ in range(150):
        name = chance.choice(names)
        raw = bytearray(parts[name])
        for _ in range(chance.randint(1, 3)):
            raw[chance.randrange(len(raw))] = chance.choice(b'<>/"&x0Z -')
        try:
            cache.build_file(books.zipped({**parts, name: bytes(raw)}), {"rent": 1, "far": 2})
        except TemplateError as error:
            sentences.append(str(error))
    assert len(sentences) > 50
    assert "\n" not in "".join(sentences)


def test_entities_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    text = f'<!DOCTYPE a [<!ENTITY e SYSTEM "{secret.as_uri()}">]><a>&e;</a>'
    with pytest.raises(TemplateError, match="document type"):
        package.parse_xml(text.encode(), "a.xml")


def test_rewritten_file_opens_as_before() -> None:
    made = package.Package(DATA)
    for name in made.names():
        if name.endswith(".xml"):
            made.tree(name)
            made.touch(name)
    after = books.unzipped(made.to_bytes())
    for name, content in books.unzipped(DATA).items():
        if name.endswith(".xml"):
            canon = [
                etree.tostring(etree.fromstring(c), method="c14n") for c in (content, after[name])
            ]
            assert canon[0] == canon[1]
        else:
            assert content == after[name]


def test_part_names_beyond_ascii_and_ignoring_case() -> None:
    parts = books.unzipped(DATA)
    data = books.zipped({**parts, "xl/media/Bild-ä.png": b"x"})
    assert books.unzipped(fill(data, {"rent": 1}))["xl/media/Bild-ä.png"] == b"x"
    assert package.Package(data).find("XL/Workbook.XML") == "xl/workbook.xml"


def test_a_missing_or_huge_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TemplateError, match="there is no file"):
        package.read_file(tmp_path / "none.xlsx")
    with pytest.raises(TemplateError, match="cannot be read"):
        package.read_file(tmp_path)
    path = tmp_path / "big.xlsx"
    path.write_bytes(DATA)
    assert package.read_file(path) == DATA
    monkeypatch.setattr(package, "MAX_ARCHIVE", 100)
    with pytest.raises(TemplateError, match=r"big\.xlsx is larger than"):
        package.read_file(path)


def test_writing_is_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "model.xlsx"
    package.write_file(path, b"first")
    path.chmod(0o640)
    package.write_file(path, b"second")
    assert path.read_bytes() == b"second"
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o640

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(TemplateError, match="cannot be written: No space left on device"):
        package.write_file(path, b"third")
    assert path.read_bytes() == b"second"
    assert list(tmp_path.iterdir()) == [path]


def test_writing_into_no_folder(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="cannot be written"):
        package.write_file(tmp_path / "none" / "model.xlsx", b"data")
