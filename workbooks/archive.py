"""The zip archive that a workbook file is: its directory, and single members in and out.

Everything is bounded before it is unpacked, and members that nobody changed keep their
compressed bytes.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from udfs.errors import TemplateError

#: Bounds on what is unpacked. The largest shipped template stays below a tenth of each.
MAX_ARCHIVE = 64 << 20
MAX_MEMBERS = 4_000
MAX_MEMBER = 64 << 20
MAX_TOTAL = 256 << 20
MAX_RATIO = 250
RATIO_FROM = 1 << 20

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")


def refuse(sentence: str, value: object = None) -> TemplateError:
    """Make the error that says in one sentence why a file cannot be used."""
    return TemplateError("workbook", value, "a usable workbook", message=sentence)


def directory(data: bytes) -> dict[str, zipfile.ZipInfo]:
    """Read the list of members and refuse whatever is unusual about it."""
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise refuse(
            "the file is an old .xls workbook or is protected by a password: "
            "save it in Excel as .xlsx without a password"
        )
    end = data.rfind(b"PK\5\6", max(0, len(data) - 65_600))
    if len(data) > MAX_ARCHIVE:
        raise refuse(f"the file is larger than {MAX_ARCHIVE >> 20} MB")
    if end >= 0 and int.from_bytes(data[end + 12 : end + 16], "little") > MAX_MEMBERS * 512:
        raise refuse(f"the file holds more than {MAX_MEMBERS} parts")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        what = "is cut off or damaged" if data[:2] == b"PK" else "is not a workbook"
        raise refuse(f"the file {what}: it is not a complete .xlsx or .xlsm archive") from error
    _check_members(members)
    return {info.filename: info for info in members}


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    """Refuse doubled, encrypted, oversized or misplaced members."""
    if len(members) > MAX_MEMBERS:
        raise refuse(f"the file holds more than {MAX_MEMBERS} parts")
    if sum(info.file_size for info in members) > MAX_TOTAL:
        raise refuse(f"the file unpacks to more than {MAX_TOTAL >> 20} MB")
    seen: set[str] = set()
    for info in members:
        name = info.filename
        if name.lower() in seen:
            raise refuse(f"the file holds the part {name} twice")
        seen.add(name.lower())
        if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
            raise refuse(f"the file holds a part outside the workbook: {name[:80]}")
        if info.flag_bits & 0x1:
            raise refuse("the file is protected by a password: save it without one")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refuse(f"the part {name} is compressed in a way that workbooks do not use")
        if info.file_size > MAX_MEMBER:
            raise refuse(f"the part {name} unpacks to more than {MAX_MEMBER >> 20} MB")
        if info.file_size > max(RATIO_FROM, MAX_RATIO * info.compress_size):
            raise refuse(f"the part {name} is compressed more than {MAX_RATIO} to 1")


def compressed(data: bytes, info: zipfile.ZipInfo) -> bytes:
    """Return the bytes of a member as they stand in the file."""
    head = data[info.header_offset : info.header_offset + _LOCAL.size]
    if len(head) == _LOCAL.size and head[:4] == b"PK\3\4":
        *_, name_size, extra_size = _LOCAL.unpack(head)
        start = info.header_offset + _LOCAL.size + name_size + extra_size
        raw = data[start : start + info.compress_size]
        if len(raw) == info.compress_size:
            return raw
    raise refuse(f"the file is damaged: the part {info.filename} is not where it should be")


def unpack(info: zipfile.ZipInfo, raw: bytes) -> bytes:
    """Unpack a member, never by more than it declares."""
    try:
        if info.compress_type == zipfile.ZIP_DEFLATED:
            content = zlib.decompressobj(-15).decompress(raw, info.file_size + 1)
        else:
            content = raw
    except zlib.error as error:
        raise refuse(f"the file is damaged: the part {info.filename} does not unpack") from error
    if len(content) != info.file_size or zlib.crc32(content) != info.CRC:
        raise refuse(f"the file is damaged: the part {info.filename} has the wrong length or sum")
    return content


def pack(info: zipfile.ZipInfo, content: bytes, level: int) -> tuple[zipfile.ZipInfo, bytes]:
    """Compress new content for a member."""
    fresh = zipfile.ZipInfo(info.filename, info.date_time)
    fresh.external_attr, fresh.create_system = info.external_attr, info.create_system
    fresh.CRC, fresh.file_size = zlib.crc32(content), len(content)
    if level:
        packer = zlib.compressobj(level, zlib.DEFLATED, -15)
        content = packer.compress(content) + packer.flush()
        fresh.compress_type = zipfile.ZIP_DEFLATED
    fresh.compress_size = len(content)
    return fresh, content


def write_member(out: io.BytesIO, central: io.BytesIO, info: zipfile.ZipInfo, raw: bytes) -> None:
    """Append one member and its line of the directory."""
    year, month, day, hour, minute, second = info.date_time
    date = (max(year, 1980) - 1980) << 9 | month << 5 | day
    time = hour << 11 | minute << 5 | second // 2
    wide = not info.filename.isascii()
    name = info.filename.encode("utf-8")
    shared = (0x800 if wide else 0, info.compress_type, time, date, info.CRC)
    sizes = (info.compress_size, info.file_size, len(name))
    offset = out.tell()
    out.write(_LOCAL.pack(b"PK\3\4", 20, *shared, *sizes, 0))
    out.write(name + raw)
    made_by = info.create_system << 8 | 20
    central.write(
        _CENTRAL.pack(
            b"PK\1\2", made_by, 20, *shared, *sizes, 0, 0, 0, 0, info.external_attr, offset
        )
    )
    central.write(name)
