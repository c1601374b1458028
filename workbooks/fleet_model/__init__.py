"""The GPU fleet workbook in Python: every output of the template from the same flat inputs.

Plain loops over years, one fleet at a time. Where the workbook adds up the years that follow, this
walks back from the last one; where it steps to a rate, this halves an interval; where it asks a
function of the spreadsheet, this applies the rule year by year. So the two can be held against
each other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from workbooks.fleet_model.books import Books
from workbooks.fleet_model.cascade import Cascade
from workbooks.fleet_model.change import change
from workbooks.fleet_model.econ import Economics
from workbooks.fleet_model.fleets import fleets
from workbooks.fleet_model.grids import grids
from workbooks.fleet_model.impairment import impairment
from workbooks.fleet_model.lending import lending
from workbooks.fleet_model.rental import Rental
from workbooks.fleet_model.site import cluster, coupon, power
from workbooks.fleet_model.stack import Stack
from workbooks.fleet_model.terms import Terms

__all__ = ["evaluate"]


def evaluate(values: Mapping[str, object]) -> dict[str, object]:
    """Every ``out_`` value of the GPU fleet workbook.

    Parameters
    ----------
    values : mapping
        Flat inputs of a deal without the ``in_`` prefix (`Deal.values()`); None is a blank.

    Returns
    -------
    dict
        Output name -> number, text, list (a row or column) or list of rows. What is per GPU, per
        server or per hour is in whole currency, every other amount in the unit of ``show_unit``.
        A list of 21 goes by age, from the purchase on; one of 20 by calendar year.
        A text "n/a" stands where a deal has no such number.
    """
    terms = Terms(values)
    stack, rental = Stack(terms), Rental(terms)
    econ = Economics(terms, stack, rental)
    books = Books(terms, stack, econ)
    bought = fleets(terms, books)
    return {
        "out_scale": terms.scale,
        **stack.outputs(econ.price[0]),
        **power(terms),
        **rental.outputs(),
        **econ.outputs(),
        **books.outputs(econ),
        **bought,
        **change(terms, math.fsum(bought["out_fleet_additions"])),
        **Cascade(terms, stack, econ, books).outputs(),
        **impairment(terms, stack, econ, books),
        **lending(terms, stack, econ, books),
        **cluster(terms, stack),
        **coupon(terms),
        **grids(terms, stack, econ),
    }
