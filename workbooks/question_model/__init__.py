"""The workbook of the AI revenue question in Python: every output from the same flat inputs.

Plain loops over quarters, companies and years, one deal at a time, without our functions, so that
the workbook, the functions and this can be held against each other.
"""

from __future__ import annotations

from collections.abc import Mapping

from workbooks.flat_inputs import Inputs
from workbooks.question_model.chain import Chain
from workbooks.question_model.earned import Earned
from workbooks.question_model.grids import grids
from workbooks.question_model.players import game, labs
from workbooks.question_model.spending import capital, rates, wall

__all__ = ["evaluate"]


def evaluate(values: Mapping[str, object]) -> dict[str, object]:
    """Every ``out_`` value of the workbook of the question.

    Parameters
    ----------
    values : mapping
        Flat inputs of a deal without the ``in_`` prefix (`Deal.values()`); None is a blank.

    Returns
    -------
    dict
        Output name -> number, text, list (a row or column) or list of rows; amounts in the unit
        of ``show_unit``. A text "n/a" stands where a deal has no such number, "" in an empty row.
    """
    read = Inputs(values)
    chain = Chain(read)
    earned = Earned(read, chain)
    return {
        "out_scale": read.scale,
        **chain.outputs(),
        **earned.outputs(),
        **capital(read, chain),
        **rates(read),
        **wall(read),
        **labs(read),
        **game(read),
        **grids(read, chain),
    }
