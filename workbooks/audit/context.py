"""What the rules share of one audit: the workbook, the profile, and what was worked out once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from workbooks.audit.model import Profile, Workbook

T = TypeVar("T")


class Context:
    """One audit under way.

    Parameters
    ----------
    workbook : Workbook
        What is audited.
    profile : {"contract", "survey", "fast"}
        Which rules run, and how grave their findings are.
    """

    def __init__(self, workbook: Workbook, profile: Profile = "survey") -> None:
        self.workbook, self.profile = workbook, profile
        self._made: dict[object, object] = {}

    def once(self, make: Callable[[Context], T]) -> T:
        """The result of `make` for this audit; worked out when it is first asked for."""
        if make not in self._made:
            self._made[make] = make(self)
        return self._made[make]  # type: ignore[return-value]
