"""What an installation needs, whether it is there, and the mend when it is not."""

from __future__ import annotations

from typing import NamedTuple

OK, WARN, FAIL, SKIP = "ok", "warning", "FAILS", "skipped"


class Check(NamedTuple):
    """One thing that an installation needs.

    Attributes
    ----------
    host : str
        "Excel", "Office" or "Calc"; "Python" for what all of them need.
    what : str
        What was looked at.
    state : str
        OK; WARN works but not as well as it could; FAIL does not work; SKIP not for this computer.
    found : str
        What was found, with the path or version.
    mend : str
        What to do, as a command or one sentence; empty when there is nothing to do.
    """

    host: str
    what: str
    state: str
    found: str
    mend: str = ""
