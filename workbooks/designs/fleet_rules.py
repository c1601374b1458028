"""Rules that hold between the inputs of a GPU fleet: each is one sentence when broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbooks.deal_fields import broken

if TYPE_CHECKING:
    from workbooks.designs.fleet import Deal

LONGEST = 20  # years: the rows of the workbook


def check(deal: Deal) -> None:
    """Raise `TemplateError` for the first rule that the deal breaks."""
    _curve(deal)
    _series(deal)
    _vintages(deal)
    _resale(deal)
    _ages(deal)
    _model(deal)


def _curve(deal: Deal) -> None:
    curve = deal.curve
    if curve.curve == "table" and not curve.prices:
        broken("curve.prices", "none", "given for a table", "prices = [{ price = 4 }]")
    if curve.prices and curve.curve != "table":
        broken("curve.curve", curve.curve, '"table" where prices are given', 'curve = "table"')
    if curve.curve == "regime" and curve.switch_year is None:
        broken("curve.switch_year", "nothing", "given for a regime", "switch_year = 3")
    if curve.curve == "fit" and len([one for one in deal.rental.series if one.use]) < 3:
        given = len([one for one in deal.rental.series if one.use])
        broken("rental.series", given, "at least 3 quotes in use for a fit", 'curve = "geometric"')


def _series(deal: Deal) -> None:
    last = None
    for number, quote in enumerate(deal.rental.series, 1):
        if last is not None and quote.date < last:
            allowed = f"{last} or later, as quotes are in order of date"
            broken(f"rental.series[{number}].date", quote.date, allowed, str(last))
        last = quote.date


def _vintages(deal: Deal) -> None:
    vintages = deal.fleet.vintages
    last = vintages[0].year if vintages else 0
    for number, vintage in enumerate(vintages, 1):
        path = f"fleet.vintages[{number}].year"
        if vintage.year < last:
            broken(path, vintage.year, f"{last} or later, in order of years", str(last))
        if vintage.year >= vintages[0].year + LONGEST:
            allowed = f"within {LONGEST} years of the first, {vintages[0].year}"
            broken(path, vintage.year, allowed, str(vintages[0].year + 1))
        last = vintage.year


def _resale(deal: Deal) -> None:
    last = -1.0
    for number, row in enumerate(deal.resale.curve, 1):
        if row.age <= last:
            allowed = f"above {last:g}, as ages ascend"
            broken(f"resale.curve[{number}].age", row.age, allowed, f"age = {last + 1:g}")
        last = row.age


def _ages(deal: Deal) -> None:
    change, age = deal.change, deal.impairment.impair_age
    if change.change_age >= change.old_life:
        allowed = f"below change.old_life, {change.old_life:g}, as nothing is left to change"
        broken("change.change_age", change.change_age, allowed, "change_age = 1")
    for path, life in (
        ("economics.life", deal.economics.life),
        ("books.book_life", deal.books.book_life),
    ):
        if age >= life:
            allowed = f"below {path}, {life}, as nothing is left to test"
            broken("impairment.impair_age", age, allowed, "impair_age = 0")


def _model(deal: Deal) -> None:
    model = deal.model
    if model.sane_high < model.sane_low:
        allowed = f"at least model.sane_low, {model.sane_low:g}"
        broken("model.sane_high", model.sane_high, allowed, "sane_high = 120000")
