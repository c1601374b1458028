"""Rules that hold between the inputs of a lease: each is one sentence when it is broken."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import TYPE_CHECKING

from workbooks.deal_fields import broken, is_whole

if TYPE_CHECKING:
    from workbooks.designs.lease import Deal

LONGEST = 40  # years: the rows of the workbook's time axis, monthly


def add_years(start: dt.date, years: float) -> dt.date:
    """The date some years, in whole months, after another, at most the end of the month."""
    months = start.month - 1 + round(years * 12)
    year, month = start.year + months // 12, months % 12 + 1
    return dt.date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def check(deal: Deal) -> None:
    """Raise `TemplateError` for the first rule that the deal breaks."""
    _term(deal)
    _rent(deal)
    _phases(deal)
    _options(deal)
    _guarantee(deal)


def _term(deal: Deal) -> None:
    lease, renewals = deal.lease, deal.options.renewals
    whole = f"a whole number of payment periods (lease.freq is {lease.freq} a year)"
    if not is_whole(lease.term * lease.freq):
        broken("lease.term", lease.term, whole, "term = 20")
    for number, renewal in enumerate(renewals, 1):
        if not is_whole(renewal.years * lease.freq):
            broken(f"options.renewals[{number}].years", renewal.years, whole, "years = 4")
    total = lease.term + sum(renewal.years for renewal in renewals)
    if total > LONGEST:
        allowed = f"at most {LONGEST} years together with lease.term"
        broken("options.renewals", total, allowed, "four renewals of 4 years after a term of 4")


def _rent(deal: Deal) -> None:
    lease = deal.lease
    if lease.free > lease.term * lease.freq:
        periods = round(lease.term * lease.freq)
        broken("lease.free", lease.free, f"at most the {periods} payments of the term", "free = 3")
    for number, (one, two) in enumerate(zip(lease.steps, lease.steps[1:], strict=False), 2):
        if two.year <= one.year:
            allowed = f"after year {one.year} of the step before"
            broken(f"lease.steps[{number}].year", two.year, allowed, f"year = {one.year + 1}")


def _phases(deal: Deal) -> None:
    phases, first = deal.lease.phases, deal.deal.commencement
    if not phases:
        return
    last = add_years(first, deal.lease.term)
    for number, phase in enumerate(phases, 1):
        path = f"lease.phases[{number}].date"
        before = phases[number - 2].date if number > 1 else None
        if before and phase.date <= before:
            broken(path, phase.date, f"after {before}, the phase before", "phases in order of date")
        if not first <= phase.date < last:
            allowed = f"from the commencement, {first}, to before the end of the term, {last}"
            broken(path, phase.date, allowed, f"date = {first}")
    total = sum(phase.share for phase in phases)
    if abs(total - 1) > 1e-9:
        broken("lease.phases", total, "shares that add up to 1", "shares 0.5 and 0.5")


def _options(deal: Deal) -> None:
    year, lease = deal.options.termination_year, deal.lease
    if year is None:
        return
    path = "options.termination_year"
    if year >= lease.term:
        broken(path, year, f"before the end of the term of {lease.term:g} years", "left out")
    if not is_whole(year * lease.freq):
        allowed = f"on a payment date (lease.freq is {lease.freq} a year)"
        broken(path, year, allowed, f"termination_year = {max(1, int(year))}")


def _guarantee(deal: Deal) -> None:
    exits, most = deal.guarantee.exits, 1 + len(deal.options.renewals)
    if len(exits) > most:
        allowed = f"at most {most} rows: the end of the term and of each renewal"
        broken("guarantee.exits", len(exits), allowed, "one row for each exit")
