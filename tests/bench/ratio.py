"""Speed as a ratio: two pieces of work timed in turns, in one run, on one machine.

A ratio of interleaved timings carries from one machine to another where seconds do not.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from typing import Any

_RECORDS: list[tuple[str, float, float | None]] = []


def ratio(
    work: Callable[[], Any], anchor: Callable[[], Any], rounds: int = 15, inner: int = 1
) -> float:
    """Median over the rounds of time(work) / time(anchor), run in turns: A B A B ...

    Parameters
    ----------
    work, anchor : callable
        What is measured, and what it is measured against.
    rounds : int
        Pairs of timings.
    inner : int
        Calls per timing, for work that takes microseconds.
    """
    work(), anchor()  # first calls pay for imports and page faults
    pairs = []
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        for _ in range(rounds):
            pairs.append(_seconds(work, inner) / _seconds(anchor, inner))
    finally:
        if was_enabled:
            gc.enable()
    return statistics.median(pairs)


def _seconds(call: Callable[[], Any], inner: int) -> float:
    start = time.perf_counter()
    for _ in range(inner):
        call()
    return time.perf_counter() - start


def record(name: str, reached: float, target: float | None = None) -> float:
    """Keep a ratio for the table at the end of the run; returns it."""
    _RECORDS.append((name, reached, target))
    return reached


def report() -> str:
    """The table of the ratios recorded so far."""
    if not _RECORDS:
        return ""
    width = max(len(name) for name, _, _ in _RECORDS)
    lines = [f"{'measured':<{width}}   ratio   target"]
    for name, reached, target in _RECORDS:
        goal = "" if target is None else f"{target:8.2f}"
        lines.append(f"{name:<{width}} {reached:7.2f} {goal}")
    return "\n".join(lines)
