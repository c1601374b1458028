"""A game of two players with two strategies each: best responses, equilibria, regret, dominance."""

from __future__ import annotations

from typing import Any

import numpy as np

from udfs.errors import DomainError, InputTypeError

TITLES = (
    "Outcome", "P(Row 1)", "P(Column 1)", "Row Payoff", "Column Payoff", "Row Best",
    "Column Best", "Nash", "Row Regret", "Column Regret", "Row Dominated", "Column Dominated",
    "Pareto",
)  # fmt: skip
_CELLS = ((0, 0), (0, 1), (1, 0), (1, 1))

Floats = np.ndarray[Any, np.dtype[np.float64]]


def players(payoffs: Floats) -> tuple[Floats, Floats]:
    """Payoffs of the row player and of the column player, each with a row per row strategy."""
    if payoffs.shape == (2, 2):
        return payoffs, payoffs.T
    if payoffs.shape == (2, 4):
        return payoffs[:, 0::2], payoffs[:, 1::2]
    size = f"{payoffs.shape[0]} rows by {payoffs.shape[1]} columns"
    allowed = "2 rows by 2 columns (a symmetric game) or by 4 (pairs of payoffs)"
    raise InputTypeError("payoffs", size, allowed)


def analyse(payoffs: Floats) -> dict[str, list[Any]]:
    """Columns of the table: the four outcomes, then the mixed equilibrium."""
    row, column = players(payoffs)
    with np.errstate(over="ignore"):
        regrets = row.max(axis=0) - row, column.max(axis=1)[:, None] - column
    if not all(np.isfinite(regret).all() for regret in regrets):
        worst = float(payoffs.flat[np.abs(payoffs).argmax()])
        raise DomainError("payoffs", worst, "small enough for their differences to be numbers")
    dominated = _dominated(row), _dominated(column.T)
    lines = []
    for r, c in _CELLS:
        regret, envy = float(regrets[0][r, c]), float(regrets[1][r, c])
        line = [f"Row {r + 1}, Column {c + 1}", float(1 - r), float(1 - c)]
        line += [float(row[r, c]), float(column[r, c]), regret == 0.0, envy == 0.0]
        line += [regret == 0.0 and envy == 0.0, regret, envy]
        line += [dominated[0][r], dominated[1][c], _is_efficient(row, column, r, c)]
        lines.append(line)
    lines.append(["Mixed", *_mixed(row, column)])
    return dict(zip(TITLES, map(list, zip(*lines, strict=True)), strict=True))


def _dominated(own: Floats) -> list[str]:
    """Whether each strategy (a row of payoffs) is dominated by the other one."""
    found = []
    for one, other in ((own[0], own[1]), (own[1], own[0])):
        if (other > one).all():
            found.append("strictly")
        else:
            found.append("weakly" if (other >= one).all() and (other > one).any() else "no")
    return found


def _is_efficient(row: Floats, column: Floats, r: int, c: int) -> bool:
    """Whether no other outcome is better for one player and no worse for the other."""
    no_worse = (row >= row[r, c]) & (column >= column[r, c])
    better = (row > row[r, c]) | (column > column[r, c])
    return not (no_worse & better).any()


def _mixed(row: Floats, column: Floats) -> list[Any]:
    """The equilibrium in which both mix, when there is exactly one; blanks otherwise."""
    q = _indifference(row)
    p = _indifference(column.T)
    if p is None or q is None:
        return ["", "", "", "", "", "", False, "", "", "", "", ""]
    worth = float(q * row[0, 0] + (1.0 - q) * row[0, 1])
    other = float(p * column[0, 0] + (1.0 - p) * column[1, 0])
    return [p, q, worth, other, True, True, True, 0.0, 0.0, "no", "no", ""]


def _indifference(own: Floats) -> float | None:
    """Chance of the other's first strategy that makes a player's two worth the same.

    `own` has a row per strategy of the player. None unless the chance is inside 0 to 1 and only one
    will do.
    """
    scaled = own / (np.abs(own).max() or 1.0)
    first = float(scaled[0, 0] - scaled[1, 0])
    second = float(scaled[1, 1] - scaled[0, 1])
    if first * second <= 0.0:
        return None
    chance = second / (first + second)
    return chance if 0.0 < chance < 1.0 else None
