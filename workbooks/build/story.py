"""The sentences at the foot of a memo, and how they speak of money and of rates."""

from __future__ import annotations

from workbooks.build.kit import Page

_STORY = '=IF(in_story="","",in_story)'


def money(name: str) -> str:
    """An amount as words: "$2,000.0M"."""
    return f'in_currency&TEXT({name},"#,##0.0")&row_suffix'


def rate(name: str, digits: str = "0.0%") -> str:
    """A rate as words, where it is a number."""
    return f'IF(COUNT({name})=1,TEXT({name},"{digits}"),"n/a")'


def write(page: Page, row: int, sentences: tuple[str, ...]) -> None:
    """Write the sentences across the page, and the deal's own story after them."""
    for sentence in (*sentences, _STORY):
        own = sentence == _STORY
        page.put(f"B{row}", sentence, wrap=True, italic=own, colour="595959" if own else None)
        page.ws.merge_cells(f"B{row}:K{row}")
        page.ws.row_dimensions[row].height = 40 if own else 28
        row += 1
