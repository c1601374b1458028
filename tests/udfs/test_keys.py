"""Key/value blocks: what is unknown, missing or of the wrong kind is named."""

from __future__ import annotations

import pytest

from udfs.errors import InputTypeError
from udfs.keys import date, flag, number, read_block, text

WANTED = {"term": number(), "life": number(20), "title": flag(), "start": date(None)}
WANTED |= {"standard": text("US")}


def test_defaults_are_filled_in() -> None:
    assert read_block({"term": 4}, WANTED) == {
        "term": 4.0,
        "life": 20,
        "title": None,
        "start": None,
        "standard": "US",
    }


@pytest.mark.parametrize("key", ["lifes", "Term", "titel", "zzz"])
def test_an_unknown_key_is_named_with_the_nearest(key: str) -> None:
    with pytest.raises(InputTypeError, match=f'unknown key "{key}"; did you mean') as caught:
        read_block({"term": 1, key: 2}, WANTED)
    assert caught.value.argument == key


def test_a_missing_key_is_named() -> None:
    with pytest.raises(InputTypeError, match=r'needs the key "term" \(needed are term\)'):
        read_block({"life": 1}, WANTED)
