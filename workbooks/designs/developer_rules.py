"""Rules that hold between the inputs of a development: each is one sentence when broken."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from workbooks.deal_fields import broken, is_whole

if TYPE_CHECKING:
    from workbooks.designs.developer import Deal

LEAST_SPREAD = 5.0  # basis points; less is most likely 2 or 0.02 for 200
LONGEST_BUILD = 60  # months: the rows of the workbook's construction


def check(deal: Deal) -> None:
    """Raise `TemplateError` for the first rule that the deal breaks."""
    _programme(deal)
    _loan(deal)
    _term(deal)
    _debt(deal)
    _curves(deal)
    _ladder(deal)
    _spreads(deal)


def _programme(deal: Deal) -> None:
    project = deal.project
    if project.build_months + project.delay > LONGEST_BUILD:
        allowed = f"at most {LONGEST_BUILD} months together with project.build_months"
        broken("project.delay", project.delay, allowed, "delay = 6")
    given, own = len(project.weights), project.shape == "own"
    if own and given != project.build_months:
        allowed = f"{project.build_months} rows, one for each month of construction"
        broken("project.weights", given, allowed, "weights = [{ weight = 1 }, { weight = 2 }]")
    if own and not any(row.weight for row in project.weights):
        broken("project.weights", 0, "weights that are not all 0", "weights = [{ weight = 1 }]")
    if given and not own:
        broken("project.shape", project.shape, '"own" where weights are given', 'shape = "own"')


def _loan(deal: Deal) -> None:
    loan = deal.construction
    if loan.ltc > 0 and loan.con_rate is None:
        broken("construction.con_rate", "nothing", "given when ltc is above 0", "con_rate = 0.07")
    if loan.commit_fee > (loan.con_rate or 0.0):
        allowed = f"at most the loan's rate, {loan.con_rate or 0.0:g}"
        broken("construction.commit_fee", loan.commit_fee, allowed, "commit_fee = 0.005")


def _term(deal: Deal) -> None:
    term, years = deal.rent.term, deal.exit.exit_year
    for path, value in (("rent.term", term), ("exit.exit_year", years)):
        if value is not None and not (is_whole(12 * value) and value > 0.05):
            broken(path, value, "a whole number of months", "15")
    if years is not None and years > term:
        broken("exit.exit_year", years, f"at most the term of {term:g} years", "exit_year = 10")
    if deal.exit.exit_cap is not None and deal.exit.residual_pct is not None:
        allowed = "left out where exit_cap is given"
        broken("exit.residual_pct", deal.exit.residual_pct, allowed, "exit_cap = 0.06 alone")


def _debt(deal: Deal) -> None:
    debt, cap = deal.debt, deal.exit.exit_cap
    if debt.style != "none" and debt.perm_rate is None:
        broken("debt.perm_rate", "nothing", "given with debt.style", "perm_rate = 0.065")
    if debt.style == "interest_only" and debt.perm_dscr is not None and not debt.perm_rate:
        broken("debt.perm_rate", 0, "above 0 for interest-only debt with perm_dscr", "0.065")
    if debt.perm_ltv is not None and cap is None:
        broken("exit.exit_cap", "nothing", "given where debt.perm_ltv is", "exit_cap = 0.06")
    if debt.refi_ltv is not None and cap is None and debt.refi_cap is None:
        broken("debt.refi_cap", "nothing", "given where debt.refi_ltv is", "refi_cap = 0.065")
    rates = (debt.refi_rate, debt.perm_rate, deal.construction.con_rate, 0.0)
    rate = next(rate for rate in rates if rate is not None)
    if debt.refi_dscr is not None and debt.refi_amort == 0 and rate == 0:
        broken("debt.refi_rate", 0, "above 0 for interest-only debt with refi_dscr", "0.065")
    for path, years in (("debt.perm_amort", debt.perm_amort), ("debt.refi_amort", debt.refi_amort)):
        if years is not None and not is_whole(12 * years):
            broken(path, years, "a whole number of months", "25")


def _curves(deal: Deal) -> None:
    curves = deal.curves
    _in_order("tenant", curves.tenant_date, [bond.maturity for bond in curves.tenant])
    _in_order("treasury", curves.treasury_date, [bond.maturity for bond in curves.treasury])


def _in_order(key: str, last: dt.date, maturities: list[dt.date]) -> None:
    if not maturities:
        broken(f"curves.{key}", "none", "at least one bond", f"{key} = [{{ issue = ... }}]")
    for number, maturity in enumerate(maturities, 1):
        if maturity <= last:
            allowed = f"after {last}, as bonds are in order of maturity"
            broken(f"curves.{key}[{number}].maturity", maturity, allowed, "2033-05-15")
        last = maturity


def _ladder(deal: Deal) -> None:
    for number, rung in enumerate(deal.spread.ladder, 1):
        if (rung.bp is None) == (rung.rung_yield is None):
            said = "neither" if rung.bp is None else "both"
            path = f"spread.ladder[{number}].bp"
            broken(path, said, "given, or else rung_yield, but not both", "bp = 95")


def _spreads(deal: Deal) -> None:
    spread = deal.spread
    for key, value in (
        ("target", spread.target),
        ("secured", spread.secured),
        ("illiquid", spread.illiquid),
    ):
        if 0.0 < abs(value) < LEAST_SPREAD:
            allowed = f"0 or at least {LEAST_SPREAD:g} basis points: is it a decimal or in percent?"
            broken(f"spread.{key}", value, allowed, f"{key} = 200")
