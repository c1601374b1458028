"""What the tests of every deal file share: any value, any place, and one sentence for a fault."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st

from udfs.errors import TemplateError
from workbooks.deal_read import make
from workbooks.designs import find

_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates()
ANYTHING = st.recursive(
    _LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8
)


def places(template: str) -> list[tuple[str, str]]:
    """Every section and key of a template's deal files."""
    sections = find(template).sections()
    return [(name, key) for name, model in sections.items() for key in model.model_fields]


def names_its_fault(
    raw: dict[str, Any], template: str, change: tuple[str, str, Any], path: str, says: str
) -> None:
    """A deal with one key changed, or left out for None, is refused in a sentence on its path."""
    section, key, value = change
    part = raw.setdefault(section, {})
    if value is None:
        part.pop(key)
    else:
        part[key] = value
    with pytest.raises(TemplateError) as caught:
        make(raw, template)
    assert caught.value.argument == path
    assert str(caught.value).startswith(path)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def is_a_deal_or_one_sentence(
    raw: dict[str, Any], template: str | None, place: tuple[str, str], value: Any
) -> None:
    """Whatever stands in a place, a deal comes of it or one error that names where."""
    section, key = place
    raw.setdefault(section, {})[key] = value
    error = None
    try:
        make(raw, template)
    except TemplateError as caught:
        error = caught
    assert error is None or (error.argument and "\n" not in str(error) and len(str(error)) < 400)
