"""An explanation in the terminal: a tree, and a table of the inputs below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbooks import show
from workbooks.audit.report import many

if TYPE_CHECKING:
    from rich.text import Text
    from rich.tree import Tree

    from workbooks.audit.explain import Explanation, Item

#: Inputs that are listed; all are in the JSON.
MOST_INPUTS = 40
_ALONE = {
    "input": "An input: it rests on nothing else.", "text": "A text: it rests on nothing else.",
    "fixed": "A number that is typed in and no declared input.",
}  # fmt: skip


def print_explanation(found: Explanation) -> None:
    """Print a tree of what a number rests on, then the inputs with their sources."""
    from rich.tree import Tree

    terminal = show.console()
    top = Tree(_words(found.root), guide_style="dim")
    _grow(top, found.root)
    terminal.print(top)
    if _is_cut(found.root):
        terminal.print("--depth shows more steps, or explain one of these cells", style="dim")
    if found.root.kind in _ALONE:
        terminal.print(f"\n{_ALONE[found.root.kind]}", style="bold")
        return
    fixed = f", {many(found.fixed, 'fixed number')}" if found.fixed else ""
    below = f"{many(found.formulas, 'formula')} and {many(len(found.inputs), 'input')}"
    terminal.print(f"\nRests on {below}{fixed}.", style="bold")
    if not found.inputs:
        return
    rows = [
        (item.label or item.name, " ".join(filter(None, (item.value, item.unit))), item.place,
         item.source)
        for item in found.inputs[:MOST_INPUTS]
    ]  # fmt: skip
    terminal.print(show.table([tuple(map(_escaped, row)) for row in rows],
                              ("Input", "Value", "Where", "Source")))  # fmt: skip
    left = len(found.inputs) - MOST_INPUTS
    if left > 0:
        terminal.print(f"and {left:,} more inputs: --json lists them all", style="dim")


def _is_cut(item: Item) -> bool:
    return item.note.endswith("more below") or any(map(_is_cut, item.below))


def _escaped(text: str) -> str:
    from rich.markup import escape

    return escape(text)


def _grow(tree: Tree, item: Item) -> None:
    """Hang what an item rests on below it; as deep as was asked for, so no deeper than a few."""
    for below in item.below:
        _grow(tree.add(_words(below)), below)


def _words(item: Item) -> Text:
    """One item in two lines or three: what, how much, how."""
    from rich.text import Text

    text = Text()
    value = " ".join(filter(None, (item.value, item.unit)))
    text.append(item.label or item.place, style="bold")
    text.append(f"  {value}")
    text.append(f"  {item.place}" if item.label else "", style="dim")
    if item.note:
        text.append(f"  ({item.note})", style="italic dim")
    if item.formula and not item.note.startswith(("shown", "the same")):
        text.append(f"\n{item.formula}", style="dim")
    if item.source:
        text.append(f"\n{item.source}", style="dim")
    return text
