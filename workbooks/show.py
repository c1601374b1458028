"""What the command prints: small tables, amounts, errors on one line, a sign of life."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

PATIENCE = 0.5  # seconds before work shows that it is under way


def console(*, stderr: bool = False) -> Console:
    """The terminal: plain without colour, and 80 columns wide when nobody knows better."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False)


def amount(value: float, currency: str, unit: str) -> str:
    """An amount of money, such as $8,841.5M or $8.84B; nothing is a plain 0."""
    suffix = unit.removeprefix("$")
    digits = {"": 0, "k": 0, "M": 1, "B": 2}[suffix]
    text = f"{currency}{abs(value):,.{digits}f}{suffix}" if value else "0"
    return f"({text})" if value < 0 else text


def measure(value: float, unit: str, currency: str) -> str:
    """A rate, a spread or a price, such as 7.16%, 115.5 bp, 6 years or $75.00/kW-month."""
    if unit == "rate":
        return f"{value:.2%}"
    if unit == "bp":
        return f"{value:,.1f} bp"
    if unit == "years":
        return f"{value:,.4g} years"
    per = {"rent": "/kW-month", "hour": "/GPU-h"}[unit]
    return f"{currency}{value:,.2f}{per}"


def table(
    rows: Sequence[Sequence[str]],
    titles: Sequence[str] = (),
    right: int | None = None,
    whole: Collection[int] = (),
) -> Any:
    """A table without lines; `right` is aligned to the right, those `whole` never broken."""
    from rich import box
    from rich.table import Table

    style = box.SIMPLE_HEAD if titles else None
    made = Table(box=style, show_header=bool(titles), pad_edge=False, padding=(0, 2, 0, 0))
    for number in range(len(rows[0]) if rows else len(titles)):
        title = titles[number] if titles else ""
        side: Any = "right" if number == right else "left"
        made.add_column(title, justify=side, overflow="fold", no_wrap=number in whole)
    for row in rows:
        made.add_row(*row)
    return made


def error(argument: str, sentence: str) -> None:
    """One line to stderr, the field that it begins with in bold where the terminal has it."""
    line = " ".join(sentence.split())
    bold = sys.stderr.isatty() and "NO_COLOR" not in os.environ
    if bold and argument and line.startswith(argument):
        line = f"\x1b[1m{argument}\x1b[0m{line[len(argument) :]}"
    print(line, file=sys.stderr)


@contextmanager
def working(text: str) -> Iterator[None]:
    """Show that work is under way, on a terminal and only when it takes a while."""
    if not sys.stderr.isatty():
        yield
        return
    done = threading.Event()

    def watch() -> None:
        if not done.wait(PATIENCE):
            with console(stderr=True).status(text):
                done.wait()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
