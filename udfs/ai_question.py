"""The AI revenue question: what must be earned on the chips, in all or a year, and what is not.

Amounts are positive, in one currency unit throughout (billions, say).
"""

from __future__ import annotations

from udfs.errors import DomainError
from udfs.finance import question
from udfs.finance.budget import MOST_SHARE
from udfs.kinds import Flag, Money, Number, Rate, Series, Share, Years
from udfs.registry import udf
from udfs.table import Table


@udf(
    source="Cahn, AI's $200B Question (Sequoia Capital, September 2023) and AI's $600B Question "
    "(June 2024)",
    native="={gpu_spend}*{mult}/((1-{cloud_margin})*(1-{margin}))",
    domain="mult at least 1, margin and cloud_margin below 1",
    vector=question.required_rows,
)
def ai_revenue_required(
    gpu_spend: Money, mult: Number = 2.0, margin: Share = 0.5, cloud_margin: Share = 0.0
) -> Money:
    """Revenue that must be earned on the chips bought, for everyone on the way to earn a margin.

    Parameters
    ----------
    gpu_spend : currency
        Spending on chips: the data-centre revenue of their maker, positive; of a year, or a
        run-rate.
    mult : ratio
        Whole cost of the data centre over the cost of its chips, at least 1: energy, buildings,
        network and back-up power. 2 is one more dollar for each dollar of chips.
    margin : share of one
        Gross margin of those who use the chips, below 1; negative for a loss.
    cloud_margin : share of one
        Gross margin of a cloud that rents the chips out, below 1; 0 (default) when users own them.

    Returns
    -------
    currency
        Revenue required, positive: over the life of the chips bought with gpu_spend.

    Raises
    ------
    DomainError
        `#NUM!` for a negative gpu_spend, a mult below 1, a margin or cloud_margin of 1 or more.

    Notes
    -----
    gpu_spend x mult / ((1 - cloud_margin) x (1 - margin)). A margin is divided by, which is a
    doubling at 50% only. Two readings: each year's spending must be earned once over the life of
    what it buys (this amount once per year of spending); or this amount must be earned every year,
    as when chips last one year. AI_REVENUE_ANNUITY gives the yearly revenue for a stated life.

    Examples
    --------
    >>> ai_revenue_required(50), ai_revenue_required(150)
    (200.0, 600.0)
    >>> round(ai_revenue_required(4 * 75.2), 6)
    1203.2
    """
    if gpu_spend < 0.0:
        raise DomainError("gpu_spend", gpu_spend, "at least 0")
    if mult < 1.0:
        raise DomainError("mult", mult, "at least 1 (the whole cost over that of the chips)")
    question.check_margin("margin", margin)
    question.check_margin("cloud_margin", cloud_margin)
    return float(question.required(gpu_spend, mult, margin, cloud_margin))


@udf(
    source="Cahn, AI's $200B Question (Sequoia Capital, September 2023): the hole to fill",
    native=None,
    reason="spills; the pieces are =required-SUM(revenues), =SUM(revenues)/required and inverse",
)
def ai_revenue_gap(required: Money, revenues: Series, headers: Flag = True) -> Table:
    """How much of the revenue required is earned, and what is missing.

    Parameters
    ----------
    required : currency
        Revenue required, at least 0; AI_REVENUE_REQUIRED gives it.
    revenues : currency, row or column
        Revenue by company, or the total; each at least 0.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        One row: Required, Revenue (sum of the list), Gap (positive when revenue is missing),
        Coverage (share of one), x growth needed (times today's revenue).

    Raises
    ------
    DomainError
        `#NUM!` for a negative amount.
    ZeroDenominatorError
        `#DIV/0!` in the cell of Coverage when nothing is required, in that of x growth needed when
        nothing is earned.

    Notes
    -----
    Gap = Required - Revenue; Coverage = Revenue / Required; x growth needed = Required / Revenue.

    Examples
    --------
    >>> table = ai_revenue_gap(200, [75])
    >>> table["gap"][0], table["coverage"][0], round(table["x_growth_needed"][0], 4)
    (125.0, 0.375, 2.6667)
    """
    if required < 0.0:
        raise DomainError("required", required, "at least 0")
    for k, amount in enumerate(revenues.tolist(), 1):
        if amount < 0.0:
            raise DomainError(f"revenues[{k}]", amount, "at least 0")
    return Table(question.GAP, question.gap(required, revenues.tolist()))


@udf(
    source="Brealey, Myers, Allen, Principles of Corporate Finance: equivalent annual cost; "
    "Cahn, AI's $600B Question (Sequoia Capital, June 2024)",
    native="=(-PMT({wacc},{life},{capex},-{residual})+{opex_pct}*{capex})/(1-{margin})",
    domain="everywhere",
    vector=question.yearly_rows,
)
def ai_revenue_annuity(
    capex: Money,
    life: Years,
    wacc: Rate,
    opex_pct: Share,
    margin: Share,
    residual: Money = 0.0,
) -> Money:
    """Revenue a year that pays for the data centres: capital charge, running cost and a margin.

    Parameters
    ----------
    capex : currency
        Capital spent, chips and all else, positive.
    life : years
        Years over which it must be earned, above 0; need not be whole.
    wacc : decimal, effective annual
        Return that the capital must earn, above -1; 0 for its bare recovery.
    opex_pct : share of one, a year
        Running cost a year as a share of capex (energy, staff, repair), 0 to 5.
    margin : share of one
        Gross margin of those who use the chips, below 1; negative for a loss.
    residual : currency
        Value at the end of the life, in the currency of capex, at least 0.

    Returns
    -------
    currency a year
        Revenue required every year of the life, positive.

    Raises
    ------
    DomainError
        `#NUM!` for a negative capex or residual, a life not above 0, a wacc of -1 or below, an
        opex_pct outside 0 to 5, a margin of 1 or more.

    Notes
    -----
    (capex x CRF + opex_pct x capex) / (1 - margin), CRF = (1 - s v^life) wacc / (1 - v^life), s =
    residual / capex, v = 1 / (1 + wacc); at wacc 0 CRF = (1 - s) / life. This is the "every year"
    reading of the question. At wacc 0, no residual and running costs of a in all over the life
    (opex_pct = a / life), life x the result is AI_REVENUE_REQUIRED(capex, 1 + a, margin).

    Examples
    --------
    >>> round(ai_revenue_annuity(1000, 5, 0.1, 0.1, 0.5), 4)
    727.595
    >>> ai_revenue_annuity(1000, 5, 0, 0, 0.5)
    400.0
    """
    for name, amount in (("capex", capex), ("residual", residual)):
        if amount < 0.0:
            raise DomainError(name, amount, "at least 0")
    if life <= 0.0:
        raise DomainError("life", life, "above 0")
    if wacc <= -1.0:
        raise DomainError("wacc", wacc, "above -1")
    if not 0.0 <= opex_pct <= MOST_SHARE:
        raise DomainError("opex_pct", opex_pct, f"from 0 to {MOST_SHARE:g} (0.05 for 5%)")
    question.check_margin("margin", margin)
    return question.yearly(capex, life, wacc, opex_pct, margin, residual)
