"""The fleet in its calendar years: a ledger for each vintage, and their sum."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from workbooks.fleet_model.books import Books
from workbooks.fleet_model.terms import YEARS, Terms

VINTAGES = 12
EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet
_LINES = (
    "gpus", "additions", "charge", "retired", "loss", "gross", "accumulated", "net", "market"
)  # fmt: skip


def fleets(terms: Terms, books: Books) -> dict[str, Any]:
    """Gross, accumulated and net book value of the fleet, and what it would fetch."""
    read = terms.read
    bought = [round(year or 0) for year in read.numbers("vintage_year")]
    lines = {line: [0.0] * YEARS for line in _LINES}
    fall = [[0.0] * VINTAGES for _ in range(YEARS)]
    counts, prices = read.numbers("vintage_gpus"), read.numbers("vintage_price")
    if not bought:  # the fleet of today
        bought, counts, prices = [_year(read.day("asof"))], [terms.gpus], [books.cost]
    first = bought[0]
    for number, start in enumerate(bought):
        gpus = counts[number] or 0.0
        cost = terms.money(gpus * (prices[number] or 0.0))
        _ledger(books, lines, (start - first, gpus, cost), fall, number)
    return {
        "out_fleet_year": [float(first + year) for year in range(YEARS)],
        **{f"out_fleet_{line}": amounts for line, amounts in lines.items()},
        "out_fleet_gap": [
            net - market for net, market in zip(lines["net"], lines["market"], strict=True)
        ],
        "out_waterfall": fall,
    }


def _ledger(
    books: Books,
    lines: Mapping[str, list[float]],
    vintage: tuple[int, float, float],
    fall: list[list[float]],
    number: int,
) -> None:
    """Enter one vintage: bought, written off year by year, and gone at the end of its last."""
    start, gpus, cost = vintage
    written = 0.0
    for age in range(1, books.leaves + 1):
        year = start + age - 1
        if year >= YEARS:
            return
        share = _share(books, age)
        written += share
        fall[year][number] = cost * share
        lines["charge"][year] += cost * share
        if age == 1:
            lines["additions"][year] += cost
        if age == books.leaves:
            lines["retired"][year] += cost
            lines["loss"][year] += cost * (1.0 - written - books.salvage)
            return
        lines["gpus"][year] += gpus
        lines["gross"][year] += cost
        lines["accumulated"][year] += cost * written
        lines["net"][year] += cost * (1.0 - written)
        ages = (age - 1, age) if books.is_half else (age,)
        lines["market"][year] += cost * sum(map(books.factor, ages)) / len(ages)


def _share(books: Books, age: int) -> float:
    """Share of the cost charged in a calendar year: half of two years of use, or one."""

    def whole(year: int) -> float:
        return books.charges[year - 1] / books.cost if 1 <= year <= YEARS else 0.0

    return (whole(age) + whole(age - 1)) / 2.0 if books.is_half else whole(age)


def _year(day: float) -> int:
    return (EPOCH + timedelta(days=int(day))).year
