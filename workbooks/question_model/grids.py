"""Sensitivities of the workbook of the question."""

from __future__ import annotations

from collections.abc import Mapping

from workbooks.flat_inputs import Inputs
from workbooks.question_model.cells import NOTHING, Cell
from workbooks.question_model.chain import Chain
from workbooks.question_model.spending import annuity

STEPS = range(-3, 4)
LEAST_LIFE, LEAST_KEPT = 0.01, 0.005  # years; what is left of a sale for its cost
DIGITS = 9  # of the heads of rows and columns, so that 0.06 less three times 0.02 is 0


def grids(read: Inputs, chain: Chain) -> Mapping[str, list[list[Cell]]]:
    """Revenue required by multiple and margin; revenue of a year by life and return."""
    return {"out_grid_required": _required(read, chain), "out_grid_annuity": _annuity(read, chain)}


def _heads(middle: float, step: float) -> list[float]:
    return [round(middle + k * step, DIGITS) for k in STEPS]


def _required(read: Inputs, chain: Chain) -> list[list[Cell]]:
    """Multiple down, margin of the user across."""
    mults = _heads(chain.mult, read.number("grid_mult_step", 0.25))
    kept = [1.0 - head for head in _heads(chain.margin, read.number("grid_margin_step", 0.05))]
    return [
        [
            NOTHING
            if mult < 1.0 or part < LEAST_KEPT
            else chain.gpu * mult / (1.0 - chain.cloud_margin) / part
            for part in kept
        ]
        for mult in mults
    ]


def _annuity(read: Inputs, chain: Chain) -> list[list[Cell]]:
    """Life down, return across."""
    lives = _heads(read.number("life", 5.0), read.number("grid_life_step", 1.0))
    rates = _heads(read.number("wacc", 0.1), read.number("grid_wacc_step", 0.02))
    return [
        [
            NOTHING if life < LEAST_LIFE or rate < 0.0 else annuity(read, chain, life, rate).revenue
            for rate in rates
        ]
        for life in lives
    ]
