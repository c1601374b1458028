"""The developer workbook in Python: every output of the template from the same flat inputs.

Plain loops over months, one deal at a time. Where the workbook solves in closed form (the loan's
commitment, the balance of a loan) this searches or adds up, and the other way round, so that the
two can be held against each other.
"""

from __future__ import annotations

from collections.abc import Mapping

from workbooks.developer_model.building import Building
from workbooks.developer_model.grids import annual, grids
from workbooks.developer_model.income import Income
from workbooks.developer_model.lending import Debt
from workbooks.developer_model.returns import Returns
from workbooks.developer_model.spreads import Spreads
from workbooks.developer_model.stress import Default, haircuts
from workbooks.developer_model.terms import Terms

__all__ = ["evaluate"]


def evaluate(values: Mapping[str, object]) -> dict[str, object]:
    """Every ``out_`` value of the developer workbook.

    Parameters
    ----------
    values : mapping
        Flat inputs of a deal without the ``in_`` prefix (`Deal.values()`); None is a blank.

    Returns
    -------
    dict
        Output name -> number, text, list (a row or column) or list of rows; amounts in the unit
        of ``show_unit``. A text "n/a" stands where a deal has no such number.

    Raises
    ------
    OnBalanceError
        For a deal that no workbook can show: fees and interest that outrun every loan, or income
        that never is positive. Its checks are red then.
    """
    terms = Terms(values)
    building, income = Building(terms), Income(terms)
    debt = Debt(terms, building, income)
    returns = Returns(terms, building, income, debt)
    spreads = Spreads(terms, income, debt, returns)
    return {
        "out_scale": terms.scale,
        **building.outputs(),
        **debt.outputs(),
        **returns.outputs(spreads.discount),
        **spreads.outputs(),
        **haircuts(returns),
        **Default(terms, income, debt, returns).outputs(),
        **annual(terms, debt, returns, spreads),
        **grids(terms, building, income, debt, spreads),
    }
