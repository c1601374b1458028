"""Lease against buy: depreciation methods and the identities of the comparison."""

from __future__ import annotations

import math

import numpy_financial as npf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs.errors import DomainError
from udfs.finance.buy import Choice, compare, depreciation, year_ends

terms = st.builds(
    dict,
    cost=st.floats(100, 1e4),
    payments=st.lists(st.floats(0, 1e3), min_size=1, max_size=24),
    timing=st.integers(0, 1),
    freq=st.sampled_from([1, 2, 4, 12]),
    depr_life=st.floats(0.5, 12),
    residual=st.floats(0, 1e3),
    maintenance=st.floats(0, 50),
    lease_tax=st.sampled_from(["rent", "ownership"]),
)


def choice(rate: float = 0.02, tax: float = 0.25, **inputs: object) -> Choice:
    plain = {
        "cost": 1000.0,
        "payments": [100.0] * 4,
        "timing": 0,
        "freq": 1,
        "depr_life": 4.0,
        "depr_method": "SL",
        "residual": 0.0,
        "maintenance": 0.0,
        "lease_tax": "rent",
    }
    return Choice(rate=rate, discount=rate * (1 - tax), tax=tax, **(plain | inputs))  # type: ignore[arg-type]


@given(terms, st.floats(-0.02, 0.05), st.floats(0, 0.9))
@settings(max_examples=100, deadline=None)
def test_at_the_break_even_residual_both_cost_the_same(
    inputs: dict[str, object], rate: float, tax: float
) -> None:
    _, _, residual = compare(choice(rate, tax, **inputs))
    lines, advantage, again = compare(choice(rate, tax, **(inputs | {"residual": residual})))
    scale = max(1.0, abs(residual), *(abs(line.buy) for line in lines))
    assert abs(advantage) <= 1e-9 * scale
    assert again == pytest.approx(residual, rel=1e-8, abs=1e-8)


@given(terms, st.floats(0.0, 0.05))
@settings(max_examples=60, deadline=None)
def test_without_tax_the_lease_is_the_present_value_of_its_rent(
    inputs: dict[str, object], rate: float
) -> None:
    lines, _, _ = compare(choice(rate, 0.0, **inputs))
    payments = inputs["payments"]
    assert isinstance(payments, list)
    value = npf.npv(rate, payments) / (1 if inputs["timing"] else 1 + rate)
    assert lines[-1].lease == pytest.approx(value, abs=1e-9)


@given(terms)
@settings(max_examples=60, deadline=None)
def test_every_rent_is_deducted_once_either_way(inputs: dict[str, object]) -> None:
    """Undiscounted, tax saved is tax x all rent, as rent or as interest and depreciation."""
    payments = inputs["payments"]
    assert isinstance(payments, list)
    asked = choice(0.03, 0.4, **inputs)._replace(discount=0.0)
    lines, _, _ = compare(asked)
    assert lines[-1].lease == pytest.approx(0.6 * math.fsum(payments), abs=1e-7)


@pytest.mark.parametrize("method", ["SL", "SYD", "VDB"])
@pytest.mark.parametrize("life", [1, 3, 6])
def test_methods_write_off_the_cost(method: str, life: int) -> None:
    ends = [float(y) for y in range(1, 9)]
    charge = depreciation(225.0, life, method, ends)
    assert math.fsum(charge) == pytest.approx(225.0)
    assert all(c == 0 for c in charge[life:])


def test_declining_balance_as_excel() -> None:
    charge = depreciation(2700.0, 6, "DDB", [1.0, 2.0, 2.5])
    assert charge == pytest.approx([900, 600, 200])


def test_fractional_life_needs_straight_line() -> None:
    assert depreciation(10.0, 2.5, "SL", [1.0, 2.0, 3.0]) == pytest.approx([4, 4, 2])
    with pytest.raises(DomainError):
        depreciation(10.0, 2.5, "SYD", [1.0])


def test_years_end_with_the_lease() -> None:
    assert year_ends(5, 2) == [1.0, 2.0, 2.5]
    assert year_ends(4, 2) == [1.0, 2.0]
    assert year_ends(1, 4) == [0.25]
