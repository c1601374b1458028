"""Credit of a project loan: coverage under stress, and the loss that a spread pays for.

Amounts are positive, in the caller's currency.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from udfs.errors import DomainError, NoConvergenceError
from udfs.finance import cover
from udfs.kinds import Flag, Money, Series, Share, Years
from udfs.registry import udf
from udfs.table import Table

_HAIRCUTS = np.array([0.0, 0.1, 0.2, 0.3, 0.4, 0.5])
_STRESS = ("Case", "Haircut", "Min DSCR", "Avg DSCR", "Shortfall")


@udf(
    source="Yescombe, Principles of Project Finance, ch. on cover ratios: 1 - 1/DSCR can be lost",
    native=None,
    reason="spills; the break-even haircut is =1-1/MIN(cfads/service), entered as an array",
)
def credit_dscr_stress(
    cfads: Series, service: Series, haircuts: Series | None = None, headers: Flag = True
) -> Table:
    """Debt service coverage when the cash flow falls short, and the fall that it can take.

    Parameters
    ----------
    cfads : currency, row or column
        Cash flow available for debt service, period by period; negative for a shortfall.
    service : currency, row or column
        Interest and principal due in the same periods, at least 0; one value holds for all.
    haircuts : row or column of shares
        Parts of the cash flow that are lost, each at most 1; negative for a rise. Blank: 0, 10%,
        ... 50%.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        Case, Haircut, Min DSCR, Avg DSCR, Shortfall (sum of unpaid debt service, positive): one
        row per haircut, then Break-even, the haircut at which the least DSCR is 1: negative when
        it is below 1 already, an error when the least DSCR is not above 0.

    Raises
    ------
    ZeroDenominatorError
        `#DIV/0!` when no debt service is due in any period.
    DomainError
        `#NUM!` for a negative service, or a haircut above 1.
    InputTypeError
        `#VALUE!` when the ranges differ in number.

    Notes
    -----
    DSCR = cfads (1 - haircut) / service; a cash flow below 0 is not cut. Break-even = 1 - 1 / least
    DSCR. Shortfall = sum of max(0, service - cfads (1 - haircut)), without reserves.

    Examples
    --------
    >>> table = credit_dscr_stress([90, 92.25], [75, 75], [0, 0.2])
    >>> [round(float(x), 6) for x in table["min_dscr"]], round(float(table["haircut"][-1]), 6)
    ([1.2, 0.96, 1.0], 0.166667)
    """
    ratio, is_due = cover.ratios(cfads, service)
    cuts = _HAIRCUTS if haircuts is None else haircuts
    if (cuts > 1.0).any():
        raise DomainError("haircuts", float(cuts.max()), "at most 1")
    least = float(ratio[is_due].min())
    rows = [("Haircut", float(cut), *_stressed(cfads, service, float(cut))) for cut in cuts]
    if least > 0.0:
        cut = 1.0 - 1.0 / least
        rows.append(("Break-even", cut, *_stressed(cfads, service, cut)))
    else:
        message = f"no haircut brings the least DSCR to 1: it is {least:g}"
        error: Any = NoConvergenceError("cfads", least, "above 0", message=message)
        rows.append(("Break-even", error, *_stressed(cfads, service, 0.0)))
    columns: dict[str, Any] = dict(zip(_STRESS, map(list, zip(*rows, strict=True)), strict=True))
    for title in _STRESS[1 if least > 0.0 else 2 :]:
        columns[title] = np.array(columns[title])
    return Table(_STRESS, columns)


def _stressed(cfads: Any, service: Any, cut: float) -> tuple[float, float, float]:
    """Least and average coverage, and the debt service not paid, after a haircut."""
    left = np.where(cfads > 0.0, cfads * (1.0 - cut), cfads)
    ratio, is_due = cover.ratios(left, service)
    unpaid = np.maximum(service - left, 0.0)[np.broadcast_to(is_due, left.shape)]
    return float(ratio[is_due].min()), float(ratio[is_due].mean()), float(unpaid.sum())


@udf(
    source="Basel Committee, Explanatory Note on the Basel II IRB Risk Weight Functions: PD x LGD",
    native=None,
    reason="spills; the pieces are =ead*lgd*(1-(1-pd)^years) and =pd*lgd*10000",
)
def credit_expected_loss(
    pd: Share, lgd: Share, ead: Money, years: Years = 1.0, headers: Flag = True
) -> Table:
    """Expected loss on a claim, and the spread that just pays for it.

    Parameters
    ----------
    pd : share of one, a year
        Probability of default a year, 0 to 1.
    lgd : share of one
        Loss given default, 0 to 1.
    ead : currency
        Exposure at default, positive; level over the years.
    years : years
        Horizon, above 0; the claim is alive while there has been no default.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        One row: EL (currency, over the horizon, not discounted, positive), Break-even spread (basis
        points a year on the exposure), Cumulative PD.

    Raises
    ------
    DomainError
        `#NUM!` for a pd or lgd outside 0 to 1, a negative ead, or years not above 0.

    Notes
    -----
    Cumulative PD = 1 - (1 - pd) ^ years; EL = Cumulative PD x lgd x ead. Break-even spread = pd x
    lgd x 10,000: the spread of a year pays the loss expected in that year.

    Examples
    --------
    >>> table = credit_expected_loss(0.0333333333, 0.6, 2000)
    >>> round(float(table["el"][0]), 2), round(float(table["break_even_spread"][0]), 2)
    (40.0, 200.0)
    """
    for name, value in (("pd", pd), ("lgd", lgd)):
        if not 0.0 <= value <= 1.0:
            raise DomainError(name, value, "from 0 to 1")
    if ead < 0.0:
        raise DomainError("ead", ead, "at least 0")
    if years <= 0.0:
        raise DomainError("years", years, "above 0")
    cumulative = 1.0 if pd == 1.0 else float(-np.expm1(years * np.log1p(-pd)))
    columns = {
        "EL": np.array([cumulative * lgd * ead]),
        "Break-even spread": np.array([pd * lgd * 1e4]),
        "Cumulative PD": np.array([cumulative]),
    }
    return Table(tuple(columns), columns)
