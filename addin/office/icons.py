"""The icons of the add-in, drawn by rule: the same bytes on every computer, no picture files."""

from __future__ import annotations

import struct
import zlib
from functools import cache

#: What the manifest names: ribbon 16, 32 and 80; the list of add-ins 32 and 64.
SIZES = (16, 32, 64, 80)

_BLUE, _WHITE, _GOLD = (0x1F, 0x38, 0x64), (0xFF, 0xFF, 0xFF), (0xE0, 0xA8, 0x30)
_FINE = 4  # points per pixel in each direction, averaged: smooth edges

#: What is drawn on the square, in hundredths: left, top, right, bottom, colour. Two columns of one
#: height on a line: what is recorded, and what is owed.
_BARS = (
    (24, 26, 44, 68, _WHITE),
    (56, 26, 76, 48, _GOLD),
    (56, 48, 76, 68, _WHITE),
    (16, 74, 84, 80, _WHITE),
)


@cache
def icon(size: int) -> bytes:
    """A PNG of a square icon.

    >>> icon(16)[:8] == bytes([137]) + b"PNG" + bytes([13, 10, 26, 10])
    True
    """
    lines = b"".join(b"\0" + b"".join(_pixel(x, y, size) for x in range(size)) for y in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    pieces = (b"IHDR", header), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in pieces)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _pixel(x: int, y: int, size: int) -> bytes:
    """Red, green, blue and cover of one pixel: the mean of the points in it."""
    edges = (0.0, 1.0 - 1e-9)
    corners = {_colour((x + i) / size * 100, (y + j) / size * 100) for i in edges for j in edges}
    if len(corners) == 1:  # nothing is drawn that is smaller than a pixel
        colour = corners.pop()
        return bytes(4) if colour is None else bytes([*colour, 255])
    points = [
        _colour((x + (i + 0.5) / _FINE) / size * 100, (y + (j + 0.5) / _FINE) / size * 100)
        for i in range(_FINE)
        for j in range(_FINE)
    ]
    inside = [point for point in points if point is not None]
    if not inside:
        return bytes(4)
    mean = [sum(point[k] for point in inside) // len(inside) for k in range(3)]
    return bytes([*mean, 255 * len(inside) // len(points)])


def _colour(x: float, y: float) -> tuple[int, int, int] | None:
    """The colour at a point; None outside the square with round corners."""
    corner = 18.0
    across, down = (max(abs(at - 50) - 50 + corner, 0) for at in (x, y))
    if across**2 + down**2 > corner**2:
        return None
    for left, top, right, bottom, colour in _BARS:
        if left <= x < right and top <= y < bottom:
            return colour
    return _BLUE
