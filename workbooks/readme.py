"""Writes the tables of functions into README.md and docs/: `python -m workbooks.readme`."""

from __future__ import annotations

import re
from pathlib import Path

from workbooks.show_functions import families, markdown

README = Path(__file__).parents[1] / "README.md"
REFERENCE = README.parent / "docs" / "functions.md"
_BLOCK = re.compile(r"(<!-- functions: .*? -->\n).*?(<!-- end of functions -->)", re.DOTALL)


def updated(text: str) -> str:
    """README's text with the table of functions as it should be now."""
    return _BLOCK.sub(lambda block: f"{block[1]}{families()}\n{block[2]}", text)


def reference() -> str:
    """The text of docs/functions.md as it should be now."""
    about = "`onbalance functions LEASE_PV` explains one: arguments, units, formula, example."
    return f"# Functions\n\nMade by `python -m workbooks.readme`. {about}\n\n{markdown()}\n"


if __name__ == "__main__":
    README.write_text(updated(README.read_text("utf-8")), "utf-8", newline="\n")
    REFERENCE.write_text(reference(), "utf-8", newline="\n")
