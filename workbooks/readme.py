"""Writes the table of functions into README.md: `python -m workbooks.readme`."""

from __future__ import annotations

import re
from pathlib import Path

from workbooks.show_functions import markdown

README = Path(__file__).parents[1] / "README.md"
_BLOCK = re.compile(r"(<!-- functions: .*? -->\n).*?(<!-- end of functions -->)", re.DOTALL)


def updated(text: str) -> str:
    """README's text with the table of functions as it should be now."""
    return _BLOCK.sub(lambda block: f"{block[1]}{markdown()}\n{block[2]}", text)


if __name__ == "__main__":
    README.write_text(updated(README.read_text("utf-8")), "utf-8", newline="\n")
