"""The renewal ladder: telescoping, chances, and the least commitment of the domain notes."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs.errors import DomainError, ZeroDenominatorError
from udfs.finance.renewals import Guarantee, ladder, rung_periods


@given(
    st.floats(-0.05, 0.3),
    st.lists(st.integers(1, 8), min_size=1, max_size=10),
    st.floats(0, 1),
    st.integers(0, 1),
)
@settings(max_examples=80, deadline=None)
def test_expected_value_is_the_mean_over_the_exits(
    i: float, lengths: list[int], p: float, timing: int
) -> None:
    ends = rung_periods([float(n) for n in lengths], 1)
    chances = [p] * (len(ends) - 1)
    rows = ladder(i, [3.0] * ends[-1], ends, chances, [Guarantee()] * len(ends), timing)
    exits = [p**k * (1 - p) for k in range(len(ends) - 1)] + [p ** (len(ends) - 1)]
    mean = math.fsum(q * pv for q, pv in zip(exits, rows["pv_recognised"], strict=True))
    assert rows["expected_pv"][-1] == pytest.approx(mean, rel=1e-10)
    assert rows["pct_of_full"][-1] == 1.0
    worth = [s * (1 + i) ** -end for s, end in zip(rows["stay_cost"], ends, strict=True)]
    full = rows["pv_recognised"][0] + math.fsum(worth)
    assert full == pytest.approx(rows["pv_recognised"][-1], rel=1e-10)


def test_committed_is_the_least_over_the_exits() -> None:
    owed = [Guarantee(g) for g in (1798.4, 1526.6, 1160.1, 666.1, 0.0)]
    ends = [4, 8, 12, 16, 20]
    rows = ladder(0.05, [200.0] * 20, ends, [1.0] * 4, owed, 0)
    cells = zip(rows["pv_recognised"], rows["rvg_at_exit"], ends, strict=True)
    costs = [pv + g * 1.05**-n for pv, g, n in cells]
    assert [round(cost) for cost in costs] == [2189, 2326, 2419, 2473, 2492]


@pytest.mark.parametrize(
    ("guarantee", "most", "shortfall"),
    [
        (Guarantee(10.0, 3.0, 4.0), 3.0, 3.0),
        (Guarantee(10.0, math.inf, 4.0), 10.0, 6.0),
        (Guarantee(4.0, 9.0, 10.0), 4.0, 0.0),
        (Guarantee(), 0.0, 0.0),
    ],
)
def test_guarantee(guarantee: Guarantee, most: float, shortfall: float) -> None:
    assert (guarantee.most, guarantee.shortfall) == (most, shortfall)


def test_terms_are_whole_periods() -> None:
    assert rung_periods([1.5, 0.25], 4) == [6, 7]
    with pytest.raises(DomainError):
        rung_periods([1.5, 0.25], 2)


def test_no_rent_has_no_share() -> None:
    with pytest.raises(ZeroDenominatorError):
        ladder(0.05, [0.0], [1], [], [Guarantee()], 0)
