"""Which cases of a long table the default run takes: every k-th, the others in the long run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def every(step: int, cases: Iterable[Any]) -> list[Any]:
    """All cases, of which each but the first, the step-th and so on is marked as long."""
    return [
        pytest.param(case, marks=pytest.mark.slow) if number % step else case
        for number, case in enumerate(cases)
    ]
