"""Key/value blocks: the named inputs of a function with more than eight of them."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from udfs.cells import REQUIRED
from udfs.errors import InputTypeError
from udfs.kinds import KINDS

__all__ = ["REQUIRED", "read_fields"]


def read_fields(
    inputs: Mapping[str, Any], fields: Mapping[str, tuple[str, Any]], argument: str = "inputs"
) -> dict[str, Any]:
    """The values of a key/value block, coerced, with defaults for the keys not given.

    Parameters
    ----------
    inputs : mapping
        What a KeyValues argument holds: key to cell (or list of cells).
    fields : mapping of str to (kind name, default)
        The keys allowed; a default of REQUIRED makes a key compulsory.
    argument : str
        Name of the block, for messages.

    Returns
    -------
    dict
        One entry for each key of `fields`.

    Raises
    ------
    InputTypeError
        For an unknown key (the nearest known one is named), a missing key, a wrong kind.
    """
    for key in inputs:
        if key not in fields:
            near = difflib.get_close_matches(key, fields, 1, 0.5)
            hint = f"; did you mean {near[0]}?" if near else f"; known keys: {', '.join(fields)}"
            message = f"{argument} has an unknown key {key}{hint}"
            raise InputTypeError(argument, key, "free of unknown keys", message=message)
    found: dict[str, Any] = {}
    for key, (kind, default) in fields.items():
        if key in inputs:
            found[key] = KINDS[kind].read(inputs[key], key)
        elif default is REQUIRED:
            message = f"{argument} must hold the key {key}"
            raise InputTypeError(argument, key, "complete", message=message)
        else:
            found[key] = default
    return found
