"""Key/value blocks: every key known, every needed key there, every value of its kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from udfs.errors import InputTypeError
from udfs.readers import read_date, read_flag, read_number, read_text

Reader = Callable[[Any, str], Any]
Wanted = Mapping[str, tuple[Reader, Any]]


class Needed:
    """Default of a key that has none."""


NEEDED = Needed()


def number(default: float | None | Needed = NEEDED) -> tuple[Reader, Any]:
    """A key that holds a number."""
    return read_number, default


def date(default: float | None | Needed = NEEDED) -> tuple[Reader, Any]:
    """A key that holds a date."""
    return read_date, default


def flag(default: bool | None = None) -> tuple[Reader, Any]:
    """A key that holds TRUE or FALSE; left blank it is `default`, None for not assessed."""
    return read_flag, default


def text(default: str) -> tuple[Reader, Any]:
    """A key that holds a text."""
    return read_text, default


def read_block(block: Mapping[str, Any], wanted: Wanted) -> dict[str, Any]:
    """The values of a key/value block, defaults filled in.

    >>> read_block({"term": 4, "lief": 20}, {"term": number(), "life": number()})
    Traceback (most recent call last):
    udfs.errors.InputTypeError: inputs has an unknown key "lief"; did you mean "life"?
    """
    for key in block:
        if key not in wanted:
            raise InputTypeError(key, block[key], "a known key", message=_unknown(key, wanted))
    found = {}
    for key, (read, default) in wanted.items():
        if key in block:
            found[key] = read(block[key], key)
        elif isinstance(default, Needed):
            raise InputTypeError(key, None, "given", message=_missing(key, wanted))
        else:
            found[key] = default
    return found


def _unknown(key: str, wanted: Wanted) -> str:
    import difflib  # only an error needs it, and it is slow to import

    near = difflib.get_close_matches(key, wanted, n=1, cutoff=0)
    return f'inputs has an unknown key "{key}"; did you mean "{near[0]}"?'


def _missing(key: str, wanted: Wanted) -> str:
    needed = [name for name, (_, default) in wanted.items() if isinstance(default, Needed)]
    return f'inputs needs the key "{key}" (needed are {", ".join(needed)})'
