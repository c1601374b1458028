"""A workbook file as bytes: read safely, written surgically.

A file that a person sends in is hostile until shown otherwise. Sizes, counts and compression
are bounded before anything is unpacked, XML is parsed without entities, and whatever is wrong
ends in one sentence (`TemplateError`). Parts that were not changed keep their compressed bytes.
"""

from __future__ import annotations

import io
import os
import posixpath
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from lxml import etree

from udfs.errors import TemplateError
from workbooks.archive import (
    END,
    MAX_ARCHIVE,
    compressed,
    directory,
    pack,
    refuse,
    unpack,
    write_member,
)

#: Elements and attributes in one part: what the parsed tree costs in memory.
MAX_NODES = 4_000_000

TRANSITIONAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "[Content_Types].xml"

_XML_ENDINGS = (".xml", ".rels", ".vml")

Element = Any  # lxml ships no types


def tag(name: str) -> str:
    """Return a name of the spreadsheet namespace as lxml spells it."""
    return f"{{{TRANSITIONAL}}}{name}"


def read_file(path: str | os.PathLike[str]) -> bytes:
    """Read a workbook file whole, after a look at its size.

    Raises
    ------
    TemplateError
        If the file is missing, unreadable or larger than `MAX_ARCHIVE`.
    """
    source = Path(path)
    try:
        if source.stat().st_size > MAX_ARCHIVE:
            raise refuse(f"{source.name} is larger than {MAX_ARCHIVE >> 20} MB")
        return source.read_bytes()
    except FileNotFoundError as error:
        raise refuse(f"there is no file {source}") from error
    except OSError as error:
        raise refuse(f"{source} cannot be read: {error.strerror}") from error


def write_file(path: str | os.PathLike[str], data: bytes) -> None:
    """Write a file beside its place, then move it there: whole, or not at all."""
    target = Path(path)
    try:
        handle, beside = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise refuse(f"{target} cannot be written: {error.strerror}") from error
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        _keep_mode(target, Path(beside))
        Path(beside).replace(target)
    except OSError as error:
        Path(beside).unlink(missing_ok=True)
        raise refuse(f"{target} cannot be written: {error.strerror}") from error
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _keep_mode(target: Path, beside: Path) -> None:
    """Give the new file the mode of the old one, or what the user's umask asks for."""
    if target.exists():
        beside.chmod(target.stat().st_mode & 0o7777)
        return
    umask = os.umask(0)
    os.umask(umask)
    beside.chmod(0o666 & ~umask)


def parse_xml(content: bytes, part: str) -> Element:
    """Parse one XML part without entities, network or document type."""
    _refuse_doctype(content, part)
    if content.count(b"<") + content.count(b"=") > MAX_NODES:
        raise refuse(f"the part {part} holds too many elements to be a workbook of this kind")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, remove_blank_text=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise refuse(f"the part {part} is not well-formed XML") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _doctype(part)
    return root


def _doctype(part: str) -> TemplateError:
    return refuse(f"the part {part} declares a document type, which no workbook needs")


def _refuse_doctype(content: bytes, part: str) -> None:
    """Refuse a document type before any parser sees it, in the encodings XML may use."""
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content[:4]
    plain = content.replace(b"\0", b"") if wide else content
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise _doctype(part)


class Package:
    """The parts of one workbook file.

    Parameters
    ----------
    data : bytes
        The file, as read from disk.

    Raises
    ------
    TemplateError
        If the file is no zip archive, is protected, damaged, or larger than the bounds above.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._members = directory(data)
        self._raw: dict[str, bytes] = {}
        self._content: dict[str, bytes] = {}
        self._trees: dict[str, Element] = {}
        self._touched: set[str] = set()
        self._replaced: dict[str, bytes] = {}
        self._lower = {name.lower(): name for name in self._members}
        for name, info in self._members.items():
            self._raw[name] = raw = compressed(data, info)
            content = unpack(info, raw)
            if name.lower().endswith(_XML_ENDINGS):
                _refuse_doctype(content, name)
                self._content[name] = content

    def find(self, name: str) -> str | None:
        """Return the name as the archive spells it, or None; part names ignore case."""
        return name if name in self._members else self._lower.get(name.lower())

    def names(self) -> list[str]:
        """Return the names of all parts, in the order of the archive."""
        return list(self._members)

    def read(self, name: str) -> bytes:
        """Return the content of a part as it came in, or as it was replaced."""
        if name in self._replaced:
            return self._replaced[name]
        if name not in self._members:
            raise refuse(f"the workbook holds no part {name}")
        if name not in self._content:
            return unpack(self._members[name], self._raw[name])
        return self._content[name]

    def tree(self, name: str) -> Element:
        """Return the parsed root of a part; parsed once, shared by all who change it."""
        if name not in self._trees:
            self._trees[name] = parse_xml(self.read(name), name)
        return self._trees[name]

    def touch(self, name: str) -> None:
        """Say that the tree of a part was changed and is to be written out."""
        self._touched.add(name)

    def put(self, name: str, content: bytes) -> None:
        """Add a part, or replace one."""
        if name not in self._members:
            self._members[name] = zipfile.ZipInfo(name)
            self._lower[name.lower()] = name
        self._trees.pop(name, None)
        self._touched.discard(name)
        self._replaced[name] = content

    def drop(self, name: str) -> None:
        """Leave a part out of the file."""
        self._members.pop(name, None)
        self._lower.pop(name.lower(), None)
        self._touched.discard(name)

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return the relations of a part: id -> (last word of the type, target part)."""
        folder, leaf = posixpath.split(part)
        name = self.find(posixpath.join(folder, "_rels", f"{leaf}.rels"))
        found: dict[str, tuple[str, str]] = {}
        if name is None:
            return found
        for item in self.tree(name).iter(f"{{{RELATIONS}}}Relationship"):
            if item.get("TargetMode") == "External":
                continue
            target = item.get("Target", "")
            path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
            kind = item.get("Type", "").rsplit("/", 1)[-1]
            found[item.get("Id", "")] = (kind, posixpath.normpath(path))
        return found

    def to_bytes(self, level: int = 6) -> bytes:
        """Return the file; untouched parts keep their compressed bytes, level 0 only stores."""
        out, central = io.BytesIO(), io.BytesIO()
        for name, info in self._members.items():
            content = self._replaced.get(name)
            if name in self._touched:
                tree = self._trees[name].getroottree()
                content = etree.tostring(
                    tree, xml_declaration=True, encoding="UTF-8", standalone=tree.docinfo.standalone
                )
            raw = self._raw.get(name, b"")
            if content is not None:
                info, raw = pack(info, content, level)
            write_member(out, central, info, raw)
        start = out.tell()
        out.write(central.getvalue())
        count, size = len(self._members), out.tell() - start
        out.write(END.pack(b"PK\5\6", 0, 0, count, count, size, start, 0))
        return out.getvalue()
