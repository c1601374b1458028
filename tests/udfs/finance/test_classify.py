"""The five tests: inclusive bounds, blind to floating point."""

from __future__ import annotations

import pytest

from udfs.errors import InputTypeError
from udfs.finance.classify import at_least, class_letter


@pytest.mark.parametrize(
    ("part", "whole", "bound"),
    [(90, 100, 0.9), (15, 20, 0.75), (0.9, 1.0, 0.9), (0.1 + 0.2, 1, 0.3), (6.3, 7, 0.9)],
)
def test_a_ratio_on_the_bound_meets_it(part: float, whole: float, bound: float) -> None:
    assert at_least(part / whole, bound)
    assert not at_least(part / whole - 1e-9, bound)


def test_every_lease_of_whole_years_on_the_bound() -> None:
    for quarters in range(1, 400):
        assert at_least(0.75 * quarters / 4 / (quarters / 4), 0.75)
        assert at_least(quarters * 0.9 / quarters, 0.9)


@pytest.mark.parametrize(
    ("text", "letter"), [("f", "F"), ("Finance", "F"), (" operating ", "O"), ("IFRS 16", "I")]
)
def test_words_for_a_class(text: str, letter: str) -> None:
    assert class_letter(text) == letter


def test_a_class_without_a_schedule() -> None:
    with pytest.raises(InputTypeError, match="lease_class"):
        class_letter("Short-term")
