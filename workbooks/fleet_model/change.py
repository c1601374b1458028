"""A change of useful life: prospective, and what companies have published of theirs."""

from __future__ import annotations

from collections.abc import Mapping

from workbooks.fleet_model.terms import NOTHING, YEARS, Cell, Terms

COMPANIES = 8
UNTOLD = "not given"
LIVES = (6.0, 5.5, 5.0, 4.0, 3.0, 2.0)


def change(terms: Terms, bought: float) -> Mapping[str, object]:
    """Book value at the change, the charges before and after, and the published effects."""
    read = terms.read
    given, age = read.maybe("change_gross"), read.number("change_age")
    gross = bought if given is None else given * terms.scale
    old, new = read.number("old_life", 6.0), read.number("new_life", 5.0)
    salvage = read.number("change_salvage")
    later = read.number("change_new_salvage", salvage)
    book = gross - gross * (1.0 - salvage) * min(1.0, age / old)
    before = path(book - salvage * gross, old - age, at_once=False)
    after = path(book - later * gross, new - age, at_once=True)
    delta = after[0] - before[0]
    return {
        "out_change_nbv": book,
        "out_change_old": before[0],
        "out_change_new": after[0],
        "out_change_delta": delta,
        "out_change_net": -delta * (1.0 - read.number("tax")),
        "out_change_path_old": before,
        "out_change_path_new": after,
        "out_charge_by_life": [gross / life for life in LIVES],
        **_companies(terms, age),
    }


def path(amount: float, years: float, *, at_once: bool) -> list[float]:
    """Charges of the coming years: level, a part year at the end."""
    if years <= 0.0:
        return [amount if at_once else 0.0] + [0.0] * (YEARS - 1)
    return [amount * max(0.0, min(1.0, years - year)) / years for year in range(YEARS)]


def _companies(terms: Terms, age: float) -> Mapping[str, object]:
    read = terms.read
    names = ("charge_old", "charge_new", "rate", "computed", "gap", "gross", "implied")
    columns: dict[str, list[Cell]] = {f"out_life_{name}": [""] * COMPANIES for name in names}
    rows = zip(
        read.numbers("life_old"),
        read.numbers("life_new"),
        read.moneys("life_pretax"),
        read.moneys("life_net"),
        read.numbers("life_tax"),
        strict=True,
    )
    for number, (old, new, pretax, net, tax) in enumerate(rows):
        assert old is not None
        assert new is not None
        found = _effect(old, new, pretax, net, tax, age)
        for column, cell in zip(columns.values(), found, strict=True):
            column[number] = cell
    return columns


def _effect(
    old: float, new: float, pretax: float | None, net: float | None, tax: float | None, age: float
) -> tuple[Cell, ...]:
    """Charge per one of gross before and after; tax, net effect, distance; gross; implied tax."""
    before = 1.0 / old
    after: Cell = NOTHING
    computed: Cell = UNTOLD
    gap: Cell = UNTOLD
    gross: Cell = UNTOLD
    implied: Cell = UNTOLD
    if age < old and age < new:
        after = (1.0 - age / old) / (new - age)
    if pretax is not None:
        gross = pretax / (before - after) if isinstance(after, float) and old != new else NOTHING
        if tax is not None:
            computed = pretax * (1.0 - tax)
            gap = UNTOLD if net is None else computed - net
        if net is not None:
            implied = 1.0 - net / pretax if pretax else NOTHING
    return before, after, UNTOLD if tax is None else tax, computed, gap, gross, implied
