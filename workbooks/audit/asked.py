"""One audit as somebody asks for it: the workbook read, the wish checked, the report."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from udfs.errors import TemplateError

if TYPE_CHECKING:
    from workbooks.audit.model import Profile, Report, Workbook


def asked(
    source: str | os.PathLike[str] | bytes,
    profile: Profile | None = None,
    suppress: str | os.PathLike[str] | None = None,
    *,
    recalculate: bool = False,
) -> tuple[Workbook, Report]:
    """Read a workbook and audit it.

    Raises
    ------
    TemplateError
        If the workbook or the allow-list cannot be used, or the workbook declares nothing that
        the profile `contract` could hold it to.
    """
    from workbooks.audit.read import read
    from workbooks.audit.survey import audit

    workbook = read(source)
    if profile == "contract":
        need_contract(workbook)
    return workbook, audit(workbook, profile, suppress, recalculate=recalculate)


def need_contract(workbook: Workbook) -> None:
    """Refuse a workbook that declares nothing."""
    if workbook.contract is None:
        sentence = (
            f"{workbook.name or 'the workbook'} has no contract: a Notes sheet with a table of its "
            "names; the profiles survey and fast need none"
        )
        raise TemplateError("profile", message=sentence)
