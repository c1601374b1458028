"""A process that computes requests, so that one which takes too long can be ended.

Python cannot stop a thread in the middle of a calculation; it can end a process. The service starts
a few of these and speaks to them in frames: four bytes of length, then the message. A worker ends
when its input does, that is, when the service has gone.

    service -> worker   the limits as JSON, once; then the body of each request
    worker -> service   "ready", once; then for each request a line of JSON (status and counts) and
                        the body of the answer
"""

from __future__ import annotations

import contextlib
import json
import struct
import sys
from typing import BinaryIO

from addin.office.wire import Limits, answer

#: What a worker may use beyond what it has at the start, where the system can hold it to that.
MEMORY = 2 * 1024**3

HEAD = struct.Struct(">I")


def frame(message: bytes) -> bytes:
    """A message with its length before it.

    >>> frame(b"ab")
    b'\\x00\\x00\\x00\\x02ab'
    """
    return HEAD.pack(len(message)) + message


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next message; None at the end."""
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    (length,) = HEAD.unpack(head)
    message = stream.read(length)
    return message if len(message) == length else None


def run(stream: BinaryIO, out: BinaryIO) -> None:
    """Answer until the input ends."""
    first = read_frame(stream)
    if first is None:
        return
    limits = Limits(*json.loads(first))
    answer(b'[{"name":"","arguments":[]}]', limits)  # loads every function before the first request
    out.write(frame(b"ready"))
    out.flush()
    while (body := read_frame(stream)) is not None:
        found = answer(body, limits)
        about = json.dumps([found.status, found.calls, found.cells, found.faults]).encode()
        out.write(frame(about))
        out.write(frame(found.body))
        out.flush()


def limit_memory() -> None:
    """Hold this process to a size, so that a huge result fails instead of filling the computer."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    limit_memory()
    run(sys.stdin.buffer, sys.stdout.buffer)
