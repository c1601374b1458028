"""Names of functions that a loaded document does not know: entered again. Carried along.

A file names a function as Excel does (LEASE_PV). LibreOffice 7.4 binds on load only the long name
that it writes itself, and keeps the short one as an unknown name. It reads the formulas with
unknown names anew, all of them in one pass, whenever the list of defined names changes.
"""

from __future__ import annotations

import re
from typing import Any

_DRAFT = "onbalance_reading_names"


def bind(document: Any, functions: list[str]) -> bool:
    """Make a spreadsheet know the functions; returns whether it used one of them.

    Parameters
    ----------
    document : object
        A document of LibreOffice, of any kind.
    functions : list of str
        Names as typed in a cell.
    """
    if not document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
        return False
    pattern = rf"\b({'|'.join(map(re.escape, functions))})\("
    named = _named(document, pattern)
    if not named and not _is_in_cells(document, pattern):
        return False
    was_modified = document.isModified()
    undo = document.getUndoManager()
    undo.lock()
    document.lockControllers()
    try:
        for name in named:
            name.setContent(name.getContent())
        origin = document.Sheets.getByIndex(0).getCellByPosition(0, 0).getCellAddress()
        document.NamedRanges.addNewByName(_DRAFT, "0", origin, 0)
        document.NamedRanges.removeByName(_DRAFT)
    finally:
        document.unlockControllers()
        undo.unlock()
    if not was_modified:
        _set_unmodified(document)
    return True


def _named(document: Any, pattern: str) -> list[Any]:
    """The defined names whose formula holds the name of a function."""
    lists = [document.NamedRanges, *(sheet.NamedRanges for sheet in document.Sheets)]
    names = [found.getByIndex(k) for found in lists for k in range(found.Count)]
    return [name for name in names if re.search(pattern, name.getContent(), re.IGNORECASE)]


def _is_in_cells(document: Any, pattern: str) -> bool:
    """Whether a formula in a cell holds the name of a function."""
    for sheet in document.Sheets:
        search = sheet.createSearchDescriptor()
        search.SearchString, search.SearchRegularExpression = pattern, True
        if sheet.findFirst(search) is not None:
            return True
    return False


def _set_unmodified(document: Any) -> None:
    """Take back the mark of a change, which charts of the cells have been given too."""
    document.setModified(False)
    if not document.isModified():
        return
    for sheet in document.Sheets:
        for k in range(sheet.Charts.Count):
            chart = sheet.Charts.getByIndex(k).EmbeddedObject
            if chart is not None and chart.isModified():
                chart.setModified(False)
    document.setModified(False)
