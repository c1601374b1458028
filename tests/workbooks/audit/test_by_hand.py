"""A template that somebody else annotates is held to what it declares, with a seal and without."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tests.workbooks.audit.annotated_by_hand import by_hand
from workbooks.audit import assert_clean
from workbooks.audit.faults import KINDS
from workbooks.audit.seal import sealed
from workbooks.audit.trial import Score, score

made = cache(by_hand)


def shares(data: bytes, folder: Path, count: int) -> tuple[list[Score], float]:
    file = folder / "model.xlsx"
    file.write_bytes(data)
    scores, _ = score([str(file)], list(KINDS), count)
    return scores, sum(one.caught for one in scores) / sum(one.planted for one in scores)


def test_it_is_clean() -> None:
    report = assert_clean(made(), fail_on="info")
    assert report.profile == "contract"
    assert any("no seal" in note for note in report.coverage.notes)
    assert_clean(sealed(made()), fail_on="info")


def test_every_fault_is_found_with_a_seal(tmp_path: Path) -> None:
    scores, share = shares(sealed(made()), tmp_path, 9)
    assert share == 1
    assert sum(one.planted for one in scores) > 5 * len(KINDS)


def test_most_faults_are_found_without_one(tmp_path: Path) -> None:
    scores, share = shares(made(), tmp_path, 24)
    assert share >= 0.95
    lines = [one for one in scores if one.place == "interior"]
    assert all(one.caught == one.planted for one in lines)
