"""Journals: every period balances, and all of them together leave nothing behind."""

from __future__ import annotations

import math
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs.errors import OnBalanceError
from udfs.finance.asset import lease_rows
from udfs.finance.journal import (
    Entry,
    Upfront,
    check_balanced,
    commencement,
    period_entries,
)


@given(
    st.floats(-0.05, 0.2),
    st.lists(st.floats(0, 1e5), min_size=1, max_size=24),
    st.sampled_from("FOI"),
    st.integers(0, 1),
    st.builds(Upfront, st.floats(0, 100), st.floats(50, 100), st.floats(0, 50)),
    st.floats(0, 1e4),
)
@settings(max_examples=100, deadline=None)
def test_the_books_close(
    i: float, payments: list[float], letter: str, timing: int, upfront: Upfront, rvg: float
) -> None:
    rou_adj = upfront.direct - upfront.incentive + upfront.prepaid
    rows = lease_rows(i, payments, letter, timing, rou_adj, rvg)
    books: dict[str, float] = defaultdict(float)
    entries = commencement(rows, timing, upfront)
    check_balanced(entries)
    for period in range(1, len(payments) + 1):
        month = period_entries(rows, period, letter, timing, rvg)
        check_balanced(month)
        entries += month
    for entry in entries:
        books[entry.role] += entry.amount
    paid = math.fsum(payments) + rvg + upfront.direct - upfront.incentive
    near = 1e-11 * max(100.0, paid, rows["open"][0]) * len(payments)
    assert abs(books["liability"]) <= near
    assert abs(books["rou"]) <= near
    assert abs(books["cash"] + paid) <= near
    cost = books["interest"] + books["amortisation"] + books["lease_cost"]
    assert abs(cost - paid - upfront.prepaid) <= near


def test_an_unbalanced_entry_is_refused() -> None:
    with pytest.raises(OnBalanceError, match="differ"):
        check_balanced([Entry(True, "cash", 1.0, ""), Entry(True, "rou", -0.5, "")])
