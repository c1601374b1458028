"""AI laboratories and the game they are in: a year's result and runway, and who should invest.

Amounts are positive, in one currency unit throughout (billions, say).
"""

from __future__ import annotations

from udfs.errors import DomainError
from udfs.finance import game, labs
from udfs.keys import number, read_block
from udfs.kinds import Flag, KeyValues, StepTable
from udfs.registry import udf
from udfs.table import Table

_KEYS = {
    **{key: number() for key in ("revenue", "inference", "training", "staff")},
    "other": number(0.0),
    "cash": number(None),
    "gpu_hour": number(None),
    "growth": number(0.0),
}


@udf(
    source="The Information (July 2024) on OpenAI: 4 for inference, 3 for training, 1.5 for staff",
    native=None,
    reason="takes a block of inputs; the workbook has the lines one by one on its Labs sheet",
)
def ai_lab_pnl(inputs: KeyValues, headers: Flag = True) -> Table:
    """A year of an AI laboratory: cost lines, result, GPU-hours bought, months of cash left.

    Parameters
    ----------
    inputs : keys and values
        revenue, inference, training, staff (currency a year, positive); optional other (0), cash,
        gpu_hour (price of one, in the same currency unit), growth (decimal a year, 0).
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        Line, Amount, % of revenue: Revenue, Inference, Gross profit, Training, Staff, Other, Total
        cost, Result (negative for a loss), Inference GPU-hours, Training GPU-hours, Break-even
        GPU-hour, Runway months. Costs are positive. Blank: the key is not given.

    Raises
    ------
    InputTypeError
        `#VALUE!` for an unknown or missing key, which it names.
    DomainError
        `#NUM!` for a negative amount, a gpu_hour not above 0, a growth of -1 or below, or above
        100.
    ZeroDenominatorError
        `#DIV/0!` in the shares when revenue is 0, in Break-even GPU-hour without compute.
    NoConvergenceError
        `#NUM!` in the cell of Runway months when the cash is never spent.

    Notes
    -----
    Result = revenue - inference - training - staff - other. GPU-hours = cost / gpu_hour. Break-even
    GPU-hour = gpu_hour x (revenue - staff - other) / (inference + training): the price at which
    the result is 0, negative when no price is low enough. Runway: a month costs a twelfth of the
    year's loss; with growth, revenue and the inference that serves it grow by (1 + growth) ^ (1 /
    12) a month, the other costs stay.

    Examples
    --------
    >>> block = {"revenue": 3.5, "inference": 4, "training": 3, "staff": 1.5, "cash": 10}
    >>> table = ai_lab_pnl(block)
    >>> [(line, table["amount"][k]) for k, line in enumerate(table["line"]) if k in (6, 7, 11)]
    [('Total cost', 8.5), ('Result', -5.0), ('Runway months', 24.0)]
    """
    facts = read_block(inputs, _KEYS)
    for key in ("revenue", "inference", "training", "staff", "other", "cash"):
        if facts[key] is not None and facts[key] < 0.0:
            raise DomainError(key, facts[key], "at least 0")
    if facts["gpu_hour"] is not None and facts["gpu_hour"] <= 0.0:
        raise DomainError("gpu_hour", facts["gpu_hour"], "above 0")
    if not -1.0 < facts["growth"] <= labs.MOST_GROWTH:
        allowed = f"above -1 and at most {labs.MOST_GROWTH:g} (0.5 for 50%)"
        raise DomainError("growth", facts["growth"], allowed)
    return Table(labs.TITLES, labs.lines(facts))


@udf(
    source="Nash, Non-Cooperative Games, Annals of Mathematics 54 (1951); Savage (1951) on regret",
    native=None,
    reason="spills; a best response is =IF(payoff=MAX(column of payoffs),1,0), Nash both at once",
)
def ai_game(payoffs: StepTable, headers: Flag = True) -> Table:
    """A game of two players with two strategies: best responses, equilibria, regret, dominance.

    Parameters
    ----------
    payoffs : block of numbers, 2 by 4 or 2 by 2
        A row per strategy of the row player; each outcome a pair, row player's payoff then column
        player's, positive for a gain. 2 by 2: the row player's payoffs of a symmetric game.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        Outcome, P(Row 1), P(Column 1), Row Payoff, Column Payoff, Row Best, Column Best, Nash,
        Row Regret, Column Regret, Row Dominated, Column Dominated, Pareto: the four outcomes, then
        Mixed, the equilibrium in which both players mix; blanks there when there is none.

    Raises
    ------
    InputTypeError
        `#VALUE!` for a block of another size, or a cell that is not a number.
    DomainError
        `#NUM!` for payoffs so large that their differences are not numbers.

    Notes
    -----
    Best: no other strategy pays more against the other's choice. Nash: both are best. Regret: best
    payoff against that choice, less the payoff. Dominated: the player's other strategy pays more
    whatever the other does (strictly), or never less and once more (weakly). Pareto: no outcome is
    better for one player and no worse for the other. A dilemma is a Nash outcome that is not
    Pareto. Mixed: each player's chances make the other's two strategies worth the same; with ties
    between payoffs there may be a continuum of equilibria, and then Mixed stays blank.

    Examples
    --------
    >>> table = ai_game([[-1, 3], [-4, 0]])
    >>> [one for one, nash in zip(table["outcome"], table["nash"]) if nash]
    ['Row 1, Column 1']
    >>> table["pareto"][0], table["row_dominated"][3]
    (False, 'strictly')
    """
    return Table(game.TITLES, game.analyse(payoffs))
