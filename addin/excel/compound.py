"""Compound files (MS-CFB, version 3): the container of a VBA project, read and written whole.

`read` gives the streams by path, `write` makes a file of them. Every stream is laid out afresh,
so the same streams always give the same bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

from udfs.errors import TemplateError

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SECTOR, MINI_SECTOR, ENTRY = 512, 64, 128
MINI_LIMIT = 4096  # shorter streams live in the mini stream
FREE, END, FAT, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
IN_HEADER = 109  # places for FAT sectors in the header: files up to 7 MB
ROOT, STORAGE, STREAM = 5, 1, 2
RED, BLACK = 0, 1

#: A stream's path: the names of its storages, then its own.
Path = tuple[str, ...]


def read(data: bytes) -> dict[Path, bytes]:
    """The streams of a compound file by path."""
    if data[:8] != MAGIC or len(data) < 2 * SECTOR or struct.unpack_from("<H", data, 30)[0] != 9:
        raise TemplateError(message="the VBA project is not a compound file of version 3")
    fat_sectors = [one for one in struct.unpack_from("<109I", data, 76) if one < FAT]
    fat: list[int] = []
    for sector in fat_sectors:
        fat.extend(struct.unpack_from("<128I", data, (sector + 1) * SECTOR))
    first_directory, first_mini = struct.unpack_from("<I8xI", data, 48)[:2]
    entries = _chain(data, fat, first_directory)
    mini_table = _chain(data, fat, first_mini)
    mini_fat = list(struct.unpack(f"<{len(mini_table) // 4}I", mini_table))
    found: dict[Path, bytes] = {}
    root = entries[:ENTRY]
    mini = _chain(data, fat, struct.unpack_from("<I", root, 116)[0])

    def walk(number: int, above: Path) -> None:
        if number == NONE:
            return
        entry = entries[number * ENTRY : (number + 1) * ENTRY]
        length, kind, _, left, right, child = struct.unpack_from("<HBBIII", entry, 64)
        start, size = struct.unpack_from("<II", entry, 116)
        name = entry[: length - 2].decode("utf-16-le")
        walk(left, above)
        if kind == STREAM and size < MINI_LIMIT:
            found[(*above, name)] = _mini_chain(mini, mini_fat, start)[:size]
        elif kind == STREAM:
            found[(*above, name)] = _chain(data, fat, start)[:size]
        else:
            walk(child, (*above, name))
        walk(right, above)

    walk(struct.unpack_from("<I", root, 76)[0], ())
    return found


def _chain(data: bytes, fat: list[int], sector: int) -> bytes:
    """The bytes of a chain of sectors."""
    pieces = []
    while sector < FAT:
        pieces.append(data[(sector + 1) * SECTOR : (sector + 2) * SECTOR])
        if len(pieces) > len(fat):
            raise TemplateError(message="the VBA project is damaged: a chain of sectors is a loop")
        sector = fat[sector]
    return b"".join(pieces)


def _mini_chain(mini: bytes, fat: list[int], sector: int) -> bytes:
    pieces = []
    while sector < FAT:
        pieces.append(mini[sector * MINI_SECTOR : (sector + 1) * MINI_SECTOR])
        if len(pieces) > len(fat):
            raise TemplateError(message="the VBA project is damaged: a chain of sectors is a loop")
        sector = fat[sector]
    return b"".join(pieces)


class _Entry:
    """One entry of the directory while a file is being laid out."""

    def __init__(self, name: str, kind: int, data: bytes = b"") -> None:
        self.name, self.kind, self.data = name, kind, data
        self.children: list[_Entry] = []
        self.number = self.start = self.size = 0
        self.left = self.right = self.child = NONE
        self.colour = BLACK

    @property
    def order(self) -> tuple[int, str]:
        """Siblings are sorted by length, then by upper case."""
        return len(self.name), self.name.upper()

    def packed(self) -> bytes:
        name = self.name.encode("utf-16-le")
        head = name.ljust(64, b"\0") + struct.pack(
            "<HBBIII", len(name) + 2, self.kind, self.colour, self.left, self.right, self.child
        )
        return head + bytes(36) + struct.pack("<III", self.start, self.size, 0)


def write(streams: Mapping[Path, bytes]) -> bytes:
    """A compound file of these streams."""
    entries = _directory(streams)
    sectors: list[bytes] = []
    fat: list[int] = []

    def store(data: bytes) -> int:
        """Put a stream into sectors of its own; the number of the first."""
        if not data:
            return END
        start = len(sectors)
        count = -(-len(data) // SECTOR)
        sectors.extend(
            data[k * SECTOR : (k + 1) * SECTOR].ljust(SECTOR, b"\0") for k in range(count)
        )
        fat.extend([*range(start + 1, start + count), END])
        return start

    mini, mini_fat = b"", list[int]()
    for entry in entries:
        if entry.kind != STREAM:
            continue
        entry.size = len(entry.data)
        if 0 < entry.size < MINI_LIMIT:
            entry.start, count = len(mini_fat), -(-entry.size // MINI_SECTOR)
            mini += entry.data.ljust(count * MINI_SECTOR, b"\0")
            mini_fat.extend([*range(entry.start + 1, entry.start + count), END])
        else:
            entry.start = store(entry.data)
    root = entries[0]
    root.start, root.size = store(mini), len(mini)
    mini_sectors = -(-len(mini_fat) // 128)
    mini_fat += [FREE] * (mini_sectors * 128 - len(mini_fat))
    mini_start = store(struct.pack(f"<{len(mini_fat)}I", *mini_fat))
    packed = b"".join(entry.packed() for entry in entries)
    blank = bytes(64) + struct.pack("<HBBIII", 0, 0, 0, NONE, NONE, NONE) + bytes(48)
    directory = store(packed + blank * (-len(entries) % 4))
    return _file(sectors, fat, directory, (mini_start, mini_sectors))


def _file(sectors: list[bytes], fat: list[int], directory: int, mini: tuple[int, int]) -> bytes:
    """The header, the sectors and the table of all chains."""
    tables = 1
    while tables * 128 < len(fat) + tables:
        tables += 1
    if tables > IN_HEADER:
        raise TemplateError(message="the VBA project is larger than 7 MB")
    first = len(sectors)
    fat = fat + [FAT] * tables
    fat += [FREE] * (tables * 128 - len(fat))
    places = [*range(first, first + tables)] + [FREE] * (IN_HEADER - tables)
    header = MAGIC + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIII", 0, tables, directory, 0, MINI_LIMIT)
    header += struct.pack("<IIII", *mini, END, 0) + struct.pack("<109I", *places)
    return header + b"".join(sectors) + struct.pack(f"<{len(fat)}I", *fat)


def _directory(streams: Mapping[Path, bytes]) -> list[_Entry]:
    """Every storage and stream as an entry, the root first, siblings as a balanced tree."""
    root = _Entry("Root Entry", ROOT)
    storages: dict[Path, _Entry] = {(): root}
    entries = [root]
    for path, data in streams.items():
        for depth in range(1, len(path)):
            if path[:depth] not in storages:
                storages[path[:depth]] = made = _Entry(path[depth - 1], STORAGE)
                storages[path[: depth - 1]].children.append(made)
                entries.append(made)
        made = _Entry(path[-1], STREAM, data)
        storages[path[:-1]].children.append(made)
        entries.append(made)
    for number, entry in enumerate(entries):
        entry.number = number
    for storage in storages.values():
        ordered = sorted(storage.children, key=lambda entry: entry.order)
        full = (len(ordered) + 1).bit_length() - 1  # levels without a gap
        storage.child = _tree(ordered, full)
    return entries


def _tree(ordered: list[_Entry], black: int) -> int:
    """The middle entry over its two halves; what lies below the full levels is red."""
    if not ordered:
        return NONE
    middle = len(ordered) // 2
    top = ordered[middle]
    top.colour = BLACK if black > 0 else RED
    top.left = _tree(ordered[:middle], black - 1)
    top.right = _tree(ordered[middle + 1 :], black - 1)
    return top.number
