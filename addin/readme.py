"""Writes the table of Calc's differences into addin/README.md: `python -m addin.readme`."""

from __future__ import annotations

import re
from pathlib import Path

from addin.calc.differences import DIFFERENCES, ENTERED

README = Path(__file__).with_name("README.md")
_BLOCK = re.compile(r"(<!-- differences: .*? -->\n).*?(<!-- end of differences -->)", re.DOTALL)


def markdown() -> str:
    """What Calc shows otherwise, and why, as a table."""
    known = [(one.name, one.shown, one.why) for one in DIFFERENCES]
    rows = ["| with | Calc shows | because |", "|---|---|---|"]
    rows += [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in known]
    rows += [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in ENTERED]
    return "\n".join(rows)


def updated(text: str) -> str:
    """The README's text with the table as it should be now."""
    return _BLOCK.sub(lambda block: f"{block[1]}{markdown()}\n{block[2]}", text)


if __name__ == "__main__":
    README.write_text(updated(README.read_text("utf-8")), "utf-8", newline="\n")
