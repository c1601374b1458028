"""Profit and loss of an AI laboratory, what compute must cost it, and how long its cash lasts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from udfs.errors import NoConvergenceError, ZeroDenominatorError
from udfs.finance.columns import finite

TITLES = ("Line", "Amount", "% of revenue")
MOST_MONTHS = 1200
MOST_GROWTH = 100.0


def lines(facts: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Columns of the table: amounts of a year, their shares of revenue, then the measures."""
    revenue, inference, training = facts["revenue"], facts["inference"], facts["training"]
    cost = inference + training + facts["staff"] + facts["other"]
    amounts = {
        "Revenue": revenue,
        "Inference": inference,
        "Gross profit": revenue - inference,
        "Training": training,
        "Staff": facts["staff"],
        "Other": facts["other"],
        "Total cost": cost,
        "Result": revenue - cost,
    }
    measures = {**_hours(facts), "Runway months": _runway(facts, revenue - inference, cost)}
    none = ZeroDenominatorError("revenue", revenue, "above 0 for a share of it")
    shares = [amount / revenue if revenue else none for amount in amounts.values()]
    columns = (
        [*amounts, *measures],
        [*amounts.values(), *measures.values()],
        [*shares, *("" for _ in measures)],
    )
    return finite(dict(zip(TITLES, columns, strict=True)))


def _hours(facts: Mapping[str, Any]) -> dict[str, Any]:
    """GPU-hours that the cost of compute buys, and the price of one that leaves no loss."""
    titles = ("Inference GPU-hours", "Training GPU-hours", "Break-even GPU-hour")
    price = facts["gpu_hour"]
    if price is None:
        return dict.fromkeys(titles, "")
    compute = facts["inference"] + facts["training"]
    left = facts["revenue"] - facts["staff"] - facts["other"]
    even: Any = ZeroDenominatorError("inference", compute, "above 0 with training")
    if compute:
        even = price * (left / compute)
    hours = facts["inference"] / price, facts["training"] / price
    return dict(zip(titles, (*hours, even), strict=True))


def _runway(facts: Mapping[str, Any], gross: float, cost: float) -> Any:
    """Months until the cash is spent; blank without cash, an error when it never is."""
    cash, growth = facts["cash"], facts["growth"]
    if cash is None:
        return ""
    if cash == 0.0:
        return 0.0
    fixed = cost - facts["inference"]
    if growth == 0.0:
        return 12.0 * cash / (fixed - gross) if fixed > gross else _endless(cash)
    step, level = (1.0 + growth) ** (1.0 / 12.0), 1.0
    for month in range(MOST_MONTHS):
        burn = (fixed - gross * level) / 12.0
        if burn >= cash:
            return month + cash / burn
        cash -= burn
        level *= step
    return _endless(cash)


def _endless(cash: float) -> NoConvergenceError:
    message = f"Runway months does not exist: the cash is not spent in {MOST_MONTHS} months"
    return NoConvergenceError("cash", cash, "spent some day", message=message)
