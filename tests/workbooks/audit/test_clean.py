"""Every template and every preset workbook, native and with our functions: nothing is found."""

from __future__ import annotations

import pytest

from workbooks.audit import assert_clean
from workbooks.build import TEMPLATES, path_of
from workbooks.deal import load_deal
from workbooks.deal_file import presets
from workbooks.model import Mode, build_model

#: What the default run looks at: the others take minutes.
SAMPLE = {"tour", "question"}


def _slow(name: str) -> object:
    return pytest.param(name, marks=() if name in SAMPLE else pytest.mark.slow)


@pytest.mark.parametrize("name", [_slow(name) for name in TEMPLATES])
def test_a_template_is_clean(name: str) -> None:
    assert_clean(path_of(name))


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["native", "udf"])
@pytest.mark.parametrize("name", presets())
def test_a_preset_is_clean(name: str, mode: Mode) -> None:
    assert_clean(build_model(load_deal(name), mode))
