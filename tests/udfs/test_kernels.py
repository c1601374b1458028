"""Kernels over long ranges: chunks, threads, and what happens when one of them fails."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest

from udfs import kernels, lease_pv


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_the_result_does_not_depend_on_the_threads(
    monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    monkeypatch.setattr(kernels, "WORKERS", workers)
    monkeypatch.setattr(kernels, "CHUNK", 100)
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    rate = np.linspace(-0.1, 0.3, 5003)
    alone = [lease_pv(float(r), 20, 200) for r in rate[::500]]
    assert lease_pv(rate, 20, 200)[::500].tolist() == pytest.approx(alone, rel=1e-14)
    grid = lease_pv(rate.reshape(-1, 1), 20, [[100, 200]])
    assert grid[::500, 1].tolist() == pytest.approx(alone, rel=1e-14)


def test_every_start_is_taken_once() -> None:
    seen: list[int] = []

    def one(start: int) -> bool:
        seen.append(start)
        return True

    assert all(kernels.run(one, range(0, 1000, 7)))
    assert sorted(seen) == list(range(0, 1000, 7))
    assert kernels.run(one, []) == []


def test_an_error_in_a_thread_reaches_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)

    def one(start: int) -> bool:
        if start == 33:
            raise ValueError("chunk 33")
        return True

    with pytest.raises(ValueError, match="chunk 33"):
        kernels.run(one, range(40))


def test_a_host_without_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Any) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("os.cpu_count", lambda: 4)
    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert len(kernels.run(lambda start: True, range(40))) == 40


def test_kernels_raise_no_warning() -> None:
    assert lease_pv([1e308, -0.9999999], 1000, 1e300)[1].excel == "#NUM!"
