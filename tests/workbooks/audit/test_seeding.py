"""Planting faults: each changes what a cell means, the file says the same as the model in
memory, and with a seal none gets past the audit."""

from __future__ import annotations

import random

import pytest

from tests.samples import every
from tests.workbooks.audit.planted import template
from workbooks.audit.declared import axis_of
from workbooks.audit.faults import KINDS
from workbooks.audit.ground import PLACES, Ground, parse_reference
from workbooks.audit.read import read
from workbooks.audit.seeding import draw, planted, written
from workbooks.audit.trial import Trial, score
from workbooks.build import path_of


@pytest.fixture(scope="module")
def ground() -> Ground:
    return Ground(template("question"))


@pytest.mark.parametrize("kind", every(3, KINDS))
def test_a_fault_changes_what_a_cell_means(ground: Ground, kind: str) -> None:
    for place in PLACES:
        seeds = draw(ground, kind, place, 4, random.Random(3))
        assert seeds, f"no {kind} at {place}"
        for fault, where in seeds:
            assert where == place == ground.place(fault.spot)
            after = Ground(planted(ground.workbook, fault)).normals
            changed = {spot for spot in ground.normals if after.get(spot) != ground.normals[spot]}
            assert changed == {fault.spot} or (not changed and fault.beside is not None)


@pytest.mark.parametrize("kind", every(3, KINDS))
def test_the_file_with_a_fault_is_the_model_with_it(ground: Ground, kind: str) -> None:
    data = path_of("question").read_bytes()
    for fault, _ in draw(ground, kind, "edge", 1, random.Random(5)):
        file, model = read(written(data, fault)), planted(ground.workbook, fault)
        for title, grid in model.grids.items():
            assert {place: (cell.formula, cell.value) for place, cell in grid.cells.items()} == {
                place: (cell.formula, cell.value) for place, cell in file.grids[title].cells.items()
            }


def test_with_a_seal_every_fault_is_found() -> None:
    scores, missed = score([str(path_of("question"))], list(KINDS), 6)
    assert missed == []
    assert sum(one.planted for one in scores) >= 5 * len(KINDS)
    assert all(one.placed == one.caught == one.planted for one in scores)


def test_without_a_seal_lines_are_still_exact() -> None:
    trial = Trial(template("lease"), ["k1"], calculate=False)
    seeds = draw(trial.ground, "reference-moved", "interior", 12, random.Random(1))
    owners = trial.ground.lines
    lines = [
        seed for seed in seeds
        if seed.fault.spot in owners and axis_of(owners[seed.fault.spot])
    ]  # fmt: skip
    assert lines
    assert all(trial.run(seed).caught for seed in lines)


def test_the_same_start_plants_the_same_faults(ground: Ground) -> None:
    one, other = (draw(ground, "hidden-plug", "lone", 5, random.Random(9)) for _ in range(2))
    assert one == other


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("B2", "B3"),
        ("$B2:C$4", "$B3:C$5"),
        ("'My sheet'!A1", "'My sheet'!A2"),
        ("A9:B9", "A10:B10"),
    ],
)
def test_references_are_moved_and_written(text: str, moved: str) -> None:
    reference = parse_reference(text)
    assert reference is not None
    after = reference.moved(1, 0)
    assert after is not None
    assert (reference.text, after.text) == (text, moved)


def test_names_and_other_operands_are_no_references() -> None:
    assert [parse_reference(text) for text in ("row_rent", "A:A", "Table[Rent]")] == [None] * 3
