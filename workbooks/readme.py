"""Writes the tables of functions and of rules into the documents: `python -m workbooks.readme`."""

from __future__ import annotations

import re
from pathlib import Path

from workbooks.audit.rules import Rule, load
from workbooks.show_functions import families, markdown

README = Path(__file__).parents[1] / "README.md"
REFERENCE = README.parent / "docs" / "functions.md"
AUDIT = README.parent / "docs" / "audit.md"
_RULES = re.compile(r"(<!-- rules: .*? -->\n).*?(<!-- end of rules -->)", re.DOTALL)
#: The groups of rules by the letter of their ids.
_GROUPS = {
    "k": "The contract", "a": "Consistency", "b": "Typed numbers", "c": "References",
    "d": "Values", "e": "Complexity", "f": "Structure and presentation",
}  # fmt: skip
_BLOCK = re.compile(r"(<!-- functions: .*? -->\n).*?(<!-- end of functions -->)", re.DOTALL)


def updated(text: str) -> str:
    """README's text with the table of functions as it should be now."""
    return _BLOCK.sub(lambda block: f"{block[1]}{families()}\n{block[2]}", text)


def reference() -> str:
    """The text of docs/functions.md as it should be now."""
    about = "`onbalance functions LEASE_PV` explains one: arguments, units, formula, example."
    return f"# Functions\n\nMade by `python -m workbooks.readme`. {about}\n\n{markdown()}\n"


def rules(text: str) -> str:
    """The text of docs/audit.md with the tables of rules as they should be now."""
    groups: dict[str, list[Rule]] = {letter: [] for letter in _GROUPS}
    for rule in load().values():
        groups[rule.id[0]].append(rule)
    pieces = []
    for letter, found in groups.items():
        pieces.append(f"### {_GROUPS[letter]}\n\n| rule | finds | why, and the cure | {_HEADS} |")
        pieces[-1] += "\n|---|---|---|---|---|---|\n" + "\n".join(map(_row, found))
    made = "\n\n".join(pieces)
    return _RULES.sub(lambda block: f"{block[1]}\n{made}\n\n{block[2]}", text)


_HEADS = "contract | survey | fast"


def _row(rule: Rule) -> str:
    levels = (rule.severity["contract"], rule.severity["survey"], rule.severity["fast"])
    grave = (level.replace("info", "note") if level else "" for level in levels)
    return f"| `{rule.name}` | {rule.title} | {rule.means} {rule.cure} | {' | '.join(grave)} |"


if __name__ == "__main__":
    README.write_text(updated(README.read_text("utf-8")), "utf-8", newline="\n")
    AUDIT.write_text(rules(AUDIT.read_text("utf-8")), "utf-8", newline="\n")
    REFERENCE.write_text(reference(), "utf-8", newline="\n")
