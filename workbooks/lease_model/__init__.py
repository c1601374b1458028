"""The lease workbook in Python: every output of the template from the same flat inputs.

It is written by another route than the workbook (sums of discounted cash instead of recursions,
phase by phase instead of column by column), so that the two can be held against each other.
"""

from __future__ import annotations

from collections.abc import Mapping

from workbooks.lease_model.balances import Book
from workbooks.lease_model.classification import Classification
from workbooks.lease_model.grids import annual, guarantee_grid, term_grid
from workbooks.lease_model.journal import journal
from workbooks.lease_model.lessor import Lessor, ladder, lease_or_buy
from workbooks.lease_model.obligations import Obligations
from workbooks.lease_model.terms import Terms

__all__ = ["evaluate"]


def evaluate(values: Mapping[str, object]) -> dict[str, object]:
    """Every ``out_`` value of the lease workbook.

    Parameters
    ----------
    values : mapping
        Flat inputs of a deal without the ``in_`` prefix (`Deal.values()`); None is a blank.

    Returns
    -------
    dict
        Output name -> number, text, list (a row or column) or list of rows; amounts in the unit
        of ``show_unit``. Where the cell must show an error, the OnBalanceError that says why.
    """
    terms = Terms(values)
    us = Book(terms, terms.end_us, terms.initial_costs)
    restoration = terms.inputs.money("restoration")
    ifrs = Book(terms, terms.end_ifrs, terms.initial_costs + restoration)
    tests = Classification(terms)
    owed = Obligations(terms, us, ifrs, tests.short_term)
    lessor = Lessor(terms)
    return {
        **_basics(terms, us, ifrs),
        **owed.headline(),
        **tests.headline(),
        **tests.matrix(),
        **tests.frontier(),
        **lessor.headline(),
        **owed.disclosure(),
        **lessor.exits(),
        **ladder(terms),
        **lease_or_buy(terms),
        **owed.analyst(),
        **annual(terms, us, ifrs),
        **journal(terms, us, ifrs),
        "out_grid_term": term_grid(terms),
        "out_grid_rvg": guarantee_grid(terms),
    }


def _basics(terms: Terms, us: Book, ifrs: Book) -> dict[str, object]:
    first_year = slice(1, terms.freq + 1)
    return {
        "out_scale": terms.inputs.scale,
        "out_n": float(terms.recognised),
        "out_n_full": float(terms.full),
        "out_years": terms.recognised / terms.freq,
        "out_years_full": terms.full / terms.freq,
        "out_rate_effective": terms.effective,
        "out_liability_us": float(us.liability[0]),
        "out_liability_ifrs": float(ifrs.liability[0]),
        "out_rou_us": float(us.rou_finance[0]),
        "out_rou_ifrs": float(ifrs.rou_finance[0]),
        "out_pv_rent": terms.pv_to(terms.recognised),
        "out_cost_operating": float(us.cost_operating[1]) * terms.freq,
        "out_cost_finance_1": float(us.cost_finance[first_year].sum()),
        "out_cost_operating_1": float(us.cost_operating[first_year].sum()),
        "out_cost_ifrs_1": float(ifrs.cost_finance[first_year].sum()),
    }
