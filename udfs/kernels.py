"""Running a kernel over long ranges: in chunks that stay in the cache, shared among the cores.

numpy lets go of the interpreter while it computes, so that threads help. Each chunk is computed
by the same code whoever does it: the result does not depend on the number of threads.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

CHUNK = 16384  # rows handled at a time
WORKERS = 4  # threads at most; more would wait for the memory
LEAST = 8  # chunks a thread needs to be worth its start

Floats = np.ndarray[Any, np.dtype[np.float64]]


def fill(vector: Callable[..., Any], arguments: Sequence[Any], out: Floats) -> bool:
    """Fill `out` with vector(*arguments); NaN marks the rows that the kernel leaves to the body.

    Parameters
    ----------
    vector : callable
        The kernel.
    arguments : sequence
        Float arrays that broadcast to `out`, and single values.
    out : float array, one or two dimensions
        Takes the result.

    Returns
    -------
    bool
        Whether every row is finite.
    """
    if out.ndim == 2 and out.shape[0] == 1:
        out = out.reshape(-1)
        arguments = [a.reshape(-1) if isinstance(a, np.ndarray) else a for a in arguments]
    step = max(1, CHUNK * len(out) // out.size)
    cut = [isinstance(a, np.ndarray) and a.ndim == out.ndim and a.shape[0] > 1 for a in arguments]
    whole = [a if c else ready(a) for a, c in zip(arguments, cut, strict=True)]

    def one(start: int) -> bool:
        part = slice(start, start + step)
        found = vector(*(ready(a[part]) if c else a for a, c in zip(whole, cut, strict=True)))
        out[part] = found
        return bool(np.isfinite(found).all())

    return all(run(one, range(0, len(out), step)))


def ready(value: Any) -> Any:
    """An argument as a kernel takes it: no infinities, and numbers that never raise."""
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        finite = np.isfinite(value)
        return value if finite.all() else np.where(finite, value, np.nan)
    return np.float64(value) if isinstance(value, (int, float)) else value


def single(vector: Callable[..., Any], *arguments: Any) -> float:
    """The kernel for one row, its arguments in domain; NaN or infinite when no float holds it."""
    with np.errstate(all="ignore"):
        return float(vector(*map(ready, arguments)))


def run(one: Callable[[int], bool], starts: Sequence[int]) -> list[bool]:
    """one(start) for every start, with floating-point warnings off; the results in any order.

    Parameters
    ----------
    one : callable
        Computes one chunk; must not depend on the other chunks.
    starts : sequence of int
        Where the chunks begin.
    """
    results: list[bool] = []
    errors: list[BaseException] = []

    def work(own: Sequence[int]) -> None:
        try:
            with np.errstate(all="ignore"):
                results.extend([one(start) for start in own])
        except BaseException as error:  # handed to the caller's thread
            errors.append(error)

    workers = min(WORKERS, os.cpu_count() or 1, len(starts) // LEAST) or 1
    shares = [starts[k::workers] for k in range(workers)]
    threads = []
    for share in shares[1:]:
        thread = threading.Thread(target=work, args=(share,), daemon=True)
        try:
            thread.start()
        except RuntimeError:  # a host without threads
            work(share)
        else:
            threads.append(thread)
    work(shares[0])
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results
