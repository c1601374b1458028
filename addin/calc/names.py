"""Names of functions that a loaded document does not know: entered again. Carried along.

A file names a function as Excel does (LEASE_PV). LibreOffice up to 7.4 at least binds on load only
the long name that it writes itself, and keeps the short one as an unknown name. It reads formulas
with unknown names anew, all of them in one pass, whenever the list of defined names changes.
"""

from __future__ import annotations

import contextlib
import re
from typing import Any

_DRAFT = "onbalance_reading_names"
_TRIED = 40  # formulas of one sheet's first rows


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
    if not uses(document, functions):
        return False
    was_modified = document.isModified()
    names, undo = document.NamedRanges, document.getUndoManager()
    undo.lock()
    document.lockControllers()
    try:
        origin = document.Sheets.getByIndex(0).getCellByPosition(0, 0).getCellAddress()
        names.addNewByName(_DRAFT, "0", origin, 0)
        names.removeByName(_DRAFT)
    finally:
        document.unlockControllers()
        undo.unlock()
    if not was_modified:
        with contextlib.suppress(Exception):  # a document that may not be changed says no
            document.setModified(False)
    return True


def uses(document: Any, functions: list[str]) -> bool:
    """Whether a formula of the document holds the name of one of the functions."""
    pattern = rf"\b({'|'.join(map(re.escape, functions))})\("
    for sheet in document.Sheets:
        search = sheet.createSearchDescriptor()
        search.SearchString, search.SearchRegularExpression = pattern, True
        if sheet.findFirst(search) is not None:
            return True
    return False
