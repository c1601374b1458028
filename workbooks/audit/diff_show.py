"""A comparison of two versions in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from workbooks.audit.diff import place
from workbooks.audit.labels import clean

if TYPE_CHECKING:
    from workbooks.audit.diff import Change, Difference

#: Changes of one kind that are listed, unless all are asked for.
MOST = 15
_TITLES = {
    "layout": "Sheets, rows and columns", "names": "Names", "formulas": "Formulas, by family",
    "inputs": "Inputs and other typed numbers", "texts": "Texts", "values": "Values",
}  # fmt: skip


def lines(found: Difference, everything: bool = False) -> Iterator[tuple[str, str]]:
    """The comparison as lines of text, each with the style in which a terminal shows it."""
    yield f"{found.before} -> {found.after}", "bold"
    if found.is_empty:
        yield "No difference in formulas, inputs, texts, names or values.", ""
    for part, changes in found.parts().items():
        if changes:
            yield "", ""
            yield f"{_TITLES[part]}: {_count(part, changes)}", "bold"
            most = len(changes) if everything else MOST
            for one in changes[:most]:
                yield from _one(part, one)
            if len(changes) > most:
                yield f"  and {len(changes) - most:,} more, shown with --all", "dim"


def _count(part: str, changes: Sequence[Change]) -> str:
    cells = sum(one.cells for one in changes)
    if part == "formulas":
        families = "family" if len(changes) == 1 else "families"
        return f"{len(changes):,} {families}, {cells:,} cell{'s' * (cells != 1)}"
    return f"{len(changes):,}"


def _one(part: str, one: Change) -> Iterator[tuple[str, str]]:
    """One change in a line or three."""
    before, after = clean(one.before, 300), clean(one.after, 300)
    label = clean(one.label, 80)
    where = place(one)
    if part == "formulas":
        count = f"  {one.cells:,} cells" if one.cells > 1 else ""
        yield f"  {one.kind:<12}{where}  {label}{count}".rstrip(), ""
        if before:
            yield f"    - {before}", "red"
        if after:
            yield f"    + {after}", "green"
    elif part == "layout":
        yield f"  {one.kind:<12}{clean(one.sheet, 40)}  {_arrow(before, after)}", ""
    else:
        text = "  ".join(filter(None, (label, where, _arrow(before, after))))
        yield f"  {'' if one.kind == 'changed' else one.kind + '  '}{text}", ""


def _arrow(before: str, after: str) -> str:
    return f"{before} -> {after}" if before and after else before or after
