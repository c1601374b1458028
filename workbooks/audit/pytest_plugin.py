"""For pytest: the fixture `assert_clean`, in any repository where OnBalance is installed.

    def test_model(assert_clean):
        assert_clean("model.xlsx")

It imports nothing of OnBalance until a test asks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbooks.audit.model import Report


@pytest.fixture(name="assert_clean", scope="session")
def assert_clean_fixture() -> Callable[..., Report]:
    """A function that audits a workbook and fails with the findings, a line or three for each."""
    from workbooks.audit import assert_clean

    return assert_clean
