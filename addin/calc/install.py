"""Putting OnBalance.oxt into LibreOffice, for the person who runs this, and taking it out."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from addin.calc.build import IDENTIFIER, NAME, build_addin
from addin.calc.program import found_folder, run
from udfs.errors import OnBalanceError

_ROOT = (
    "LibreOffice installs no extension for the administrator (root): run this as the person who "
    "uses LibreOffice"
)


def install(profile: Path | None = None) -> str:
    """Build the extension and register it; returns a sentence.

    Parameters
    ----------
    profile : Path, optional
        The folder of a LibreOffice profile, if not the person's own.
    """
    program = found_folder()
    _not_root()
    with tempfile.TemporaryDirectory() as folder:
        file = build_addin(Path(folder) / NAME)
        arguments = ["add", "--force", "--suppress-license", *_profile(profile), str(file)]
        code, text = run("unopkg", *arguments, program=program)
    if code != 0 or registered(profile) is None:
        raise OnBalanceError(message=f"LibreOffice did not take the extension: {_line(text)}")
    return f"OnBalance is in LibreOffice ({program}); start LibreOffice again if it was running"


def uninstall(profile: Path | None = None) -> str:
    """Remove the extension; returns a sentence."""
    program = found_folder()
    _not_root()
    if registered(profile) is None:
        return "OnBalance was not in LibreOffice"
    code, text = run("unopkg", "remove", *_profile(profile), IDENTIFIER, program=program)
    if code != 0 or registered(profile) is not None:
        raise OnBalanceError(message=f"LibreOffice did not remove the extension: {_line(text)}")
    return f"OnBalance was taken out of LibreOffice ({program})"


def registered(profile: Path | None = None) -> str | None:
    """The version of the extension that LibreOffice has; None where it has none."""
    code, text = run("unopkg", "list", *_profile(profile), IDENTIFIER)
    found = re.search(rf"Identifier: {re.escape(IDENTIFIER)}\s+Version: (\S+)", text)
    return found[1] if code == 0 and found else None


def _profile(profile: Path | None) -> list[str]:
    return [] if profile is None else [f"-env:UserInstallation={profile.resolve().as_uri()}"]


def is_root() -> bool:
    """Whether the administrator runs this, whom LibreOffice's unopkg turns away."""
    return bool(getattr(os, "geteuid", lambda: 1)() == 0)


def _not_root() -> None:
    if is_root():
        raise OnBalanceError(message=_ROOT)


def _line(text: str) -> str:
    """What a program wrote, on one line, its last words."""
    return " ".join(text.split())[-300:] or "it did not say why"
