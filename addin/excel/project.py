"""VBA projects (MS-OVBA) inside a compound file: their modules read, replaced and added.

Only source text is kept for what is written: such a module has no compiled cache, as those of the
template have none, so Excel compiles it when it opens the file. Modules that are not touched keep
their streams to the byte.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from addin.excel import compound
from udfs.errors import TemplateError

#: What says that no compiled cache is to be believed; Excel compiles the source.
NO_CACHE = bytes.fromhex("cc61ffff000100")
CHUNK = 4096
CODEPAGE = "cp1252"

# records of the dir stream
_NAME, _COUNT, _VERSION, _END = 0x04, 0x0F, 0x09, 0x10
_MODULE, _MODULE_WIDE, _STREAM, _STREAM_WIDE = 0x19, 0x47, 0x1A, 0x32
_OFFSET, _PROCEDURAL, _MODULE_END = 0x31, 0x21, 0x2B


class Project:
    """One VBA project.

    Parameters
    ----------
    data : bytes
        The content of vbaProject.bin.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self.streams = compound.read(data)
            self._dir = decompress(self.streams["VBA", "dir"])
        except (KeyError, struct.error, IndexError, ValueError, RecursionError) as error:
            if isinstance(error, TemplateError):
                raise
            raise TemplateError(message=f"the VBA project is damaged: {error}") from None

    def modules(self) -> dict[str, str]:
        """The source of every module by name, attributes included, lines ended by CR LF."""
        found = {}
        for name, offset in self._modules():
            text = decompress(self.streams["VBA", name][offset:]).decode(CODEPAGE)
            found[name] = _lines(text)
        return found

    def put(self, name: str, text: str) -> None:
        """Replace the source of a module, or add a module of procedures."""
        self.streams["VBA", name] = compress(_lines(text).encode(CODEPAGE))
        if name in dict(self._modules()):
            self._dir = b"".join(self._without_offset(name))
        else:
            self._add(name)

    def rename(self, name: str) -> None:
        """Change the name that the project has in the editor."""
        pieces = []
        for kind, body, raw in records(self._dir):
            pieces.append(record(_NAME, name.encode(CODEPAGE)) if kind == _NAME else raw)
            if kind == _NAME:
                old = body.decode(CODEPAGE)
        self._dir = b"".join(pieces)
        self._edit_text(f'Name="{old}"\r\n', f'Name="{name}"\r\n')

    def packed(self) -> bytes:
        """The content of a vbaProject.bin."""
        streams = dict(self.streams)
        streams["VBA", "dir"] = compress(self._dir)
        streams["VBA", "_VBA_PROJECT"] = NO_CACHE
        return compound.write(streams)

    def _modules(self) -> Iterator[tuple[str, int]]:
        """The modules, each with the place in its stream where its source begins."""
        name = ""
        for kind, body, _ in records(self._dir):
            if kind == _STREAM:
                name = body.decode(CODEPAGE)
            elif kind == _OFFSET:
                yield name, struct.unpack("<I", body)[0]

    def _without_offset(self, name: str) -> Iterator[bytes]:
        current = ""
        for kind, body, raw in records(self._dir):
            if kind == _STREAM:
                current = body.decode(CODEPAGE)
            is_it = kind == _OFFSET and current == name
            yield record(_OFFSET, bytes(4)) if is_it else raw

    def _add(self, name: str) -> None:
        narrow, wide = name.encode(CODEPAGE), name.encode("utf-16-le")
        made = b"".join(
            record(kind, body)
            for kind, body in (
                (_MODULE, narrow), (_MODULE_WIDE, wide), (_STREAM, narrow), (_STREAM_WIDE, wide),
                (0x1C, b""), (0x48, b""), (_OFFSET, bytes(4)), (0x1E, bytes(4)),
                (0x2C, b"\xff\xff"), (_PROCEDURAL, b""), (_MODULE_END, b""),
            )
        )  # fmt: skip
        pieces = []
        for kind, body, raw in records(self._dir):
            if kind == _COUNT:
                raw = record(_COUNT, struct.pack("<H", struct.unpack("<H", body)[0] + 1))
            pieces.append(made + raw if kind == _END else raw)
        self._dir = b"".join(pieces)
        self._edit_text('Name="', f'Module={name}\r\nName="')
        text = self.streams["PROJECT",].rstrip(b"\r\n")
        self.streams["PROJECT",] = text + f"\r\n{name}=0, 0, 0, 0, C\r\n\r\n".encode(CODEPAGE)
        names = self.streams["PROJECTwm",]
        self.streams["PROJECTwm",] = names[:-2] + narrow + b"\0" + wide + b"\0\0" + b"\0\0"

    def _edit_text(self, old: str, new: str) -> None:
        text = self.streams["PROJECT",].decode(CODEPAGE)
        pattern = re.compile("^" + re.escape(old), re.MULTILINE)
        if len(pattern.findall(text)) != 1:
            raise TemplateError(message=f"the VBA project has changed: {old.strip()!r} not found")
        self.streams["PROJECT",] = pattern.sub(lambda _: new, text).encode(CODEPAGE)


def _lines(text: str) -> str:
    """The text with its lines ended as in Windows, the last one too."""
    return re.sub(r"\r\n|\r|\n", "\r\n", text.rstrip("\r\n")) + "\r\n"


def records(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """The records of a dir stream: kind, body, the bytes of both."""
    place = 0
    while place < len(data):
        kind, size = struct.unpack_from("<HI", data, place)
        size = 6 if kind == _VERSION else size  # this one tells no size
        end = place + 6 + size
        yield kind, data[place + 6 : end], data[place:end]
        place = end


def record(kind: int, body: bytes) -> bytes:
    """One record of a dir stream."""
    return struct.pack("<HI", kind, len(body)) + body


def decompress(data: bytes) -> bytes:
    """The bytes behind a compressed stream."""
    if not data or data[0] != 1:
        raise TemplateError(message="the VBA project is damaged: a stream is not compressed")
    place, made = 1, bytearray()
    while place + 2 <= len(data):
        (head,) = struct.unpack_from("<H", data, place)
        end = min(place + 3 + (head & 0x0FFF), len(data))
        place += 2
        if head & 0x8000:
            _expand(data, place, end, made)
        else:
            made += data[place:end]
        place = end
    return bytes(made)


def _expand(data: bytes, place: int, end: int, made: bytearray) -> None:
    """One compressed chunk, added to what is there."""
    start = len(made)
    while place < end:
        flags = data[place]
        place += 1
        for bit in range(8):
            if place >= end:
                return
            if not flags >> bit & 1:
                made.append(data[place])
                place += 1
                continue
            (token,) = struct.unpack_from("<H", data, place)
            place += 2
            width = _width(len(made) - start)
            back = (token >> 16 - width) + 1
            if back > len(made) - start:
                raise TemplateError(message="the VBA project is damaged: a copy of nothing")
            for _ in range((token & (0xFFFF >> width)) + 3):
                made.append(made[-back])


def _width(done: int) -> int:
    """The bits of a token that say how far back it copies from."""
    return max((done - 1).bit_length(), 4)


def compress(data: bytes) -> bytes:
    """A compressed stream of these bytes."""
    made = bytearray(b"\x01")
    for start in range(0, len(data), CHUNK):
        chunk = data[start : start + CHUNK]
        body = _squeeze(chunk)
        if len(body) > CHUNK:  # what does not shrink is stored as it is; source text always shrinks
            made += struct.pack("<H", 0x3000 | CHUNK - 1) + chunk.ljust(CHUNK, b"\0")
        else:
            made += struct.pack("<H", 0xB000 | len(body) - 1) + body
    return bytes(made)


def _squeeze(chunk: bytes) -> bytes:
    """The tokens of one chunk: each place copies the longest earlier match it finds."""
    made, seen, place = bytearray(), dict[bytes, list[int]](), 0

    def note(at: int) -> None:
        seen.setdefault(chunk[at : at + 3], []).append(at)

    while place < len(chunk):
        flags, tokens = 0, bytearray()
        for bit in range(8):
            if place >= len(chunk):
                break
            width = _width(place)
            most = min((0xFFFF >> width) + 3, len(chunk) - place)
            back, length = _longest(chunk, place, seen.get(chunk[place : place + 3], []), most)
            if length < 3:
                tokens.append(chunk[place])
                length = 1
            else:
                flags |= 1 << bit
                tokens += struct.pack("<H", back - 1 << 16 - width | length - 3)
            for at in range(place, place + length):
                note(at)
            place += length
        made.append(flags)
        made += tokens
    return bytes(made)


def _longest(chunk: bytes, place: int, before: list[int], most: int) -> tuple[int, int]:
    """How far back the longest match lies, and its length; the nearest places first."""
    best_back, best = 0, 0
    for at in before[:-33:-1]:
        length = 3
        while length < most and chunk[at + length] == chunk[place + length]:
            length += 1
        if length > best:
            best_back, best = place - at, length
            if best == most:
                break
    return best_back, min(best, most)
