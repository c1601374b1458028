"""What the rules share of one audit: the workbook, the profile, and what was worked out once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TypeVar

from workbooks.audit.layout import Layout
from workbooks.audit.model import Profile, Workbook
from workbooks.audit.parsed import Parsed, read_trees

T = TypeVar("T")


class Context:
    """One audit under way.

    Parameters
    ----------
    workbook : Workbook
        What is audited.
    profile : {"contract", "survey", "fast"}
        Which rules run, and how grave their findings are.
    recalculate : bool, default False
        Whether a workbook without a contract is recalculated.
    """

    def __init__(
        self, workbook: Workbook, profile: Profile = "survey", recalculate: bool = False
    ) -> None:
        self.workbook, self.profile, self.recalculate = workbook, profile, recalculate
        #: What could not be looked at, in sentences for the report.
        self.notes: list[str] = []
        self._made: dict[object, object] = {}
        self._layouts: dict[str, Layout] = {}

    def layout(self, title: str) -> Layout:
        """How the formulas of a sheet lie; worked out once."""
        if title not in self._layouts:
            self._layouts[title] = Layout(self.workbook.grids[title])
        return self._layouts[title]

    @cached_property
    def has_formulas(self) -> bool:
        """Whether there is anything to compute; a workbook of values has its names and no more."""
        return any(self.workbook.formulas())

    @cached_property
    def parsed(self) -> Parsed:
        """The formulas as trees, one for all cells that hold the same formula."""
        return read_trees(self.layouts())

    def layouts(self) -> Iterator[Layout]:
        """The layouts of all sheets, in order."""
        return (self.layout(title) for title in self.workbook.grids)

    def once(self, make: Callable[[Context], T]) -> T:
        """The result of `make` for this audit; worked out when it is first asked for."""
        if make not in self._made:
            self._made[make] = make(self)
        return self._made[make]  # type: ignore[return-value]
