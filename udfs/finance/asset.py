"""The right-of-use asset and the cost of one lease, beside its liability."""

from __future__ import annotations

import math
from collections.abc import Sequence

from udfs.errors import DomainError
from udfs.finance.schedule import liability_rows


def initial_rou(liability: dict[str, list[float]], rou_adj: float) -> float:
    """Right-of-use asset at commencement: present value of all payments plus rou_adj."""
    rou = liability["open"][0] + rou_adj
    if rou < 0:
        raise DomainError("rou_adj", rou_adj, "an amount that leaves the asset at 0 or more")
    return rou


def straight_line_rows(rou: float, nper: int, life: float | None) -> dict[str, list[float]]:
    """Asset rows of a finance or IFRS 16 lease: straight line over `life` periods (or the term)."""
    over = float(nper) if life is None else life
    left = [max(0.0, over - k) / over for k in range(nper + 1)]
    used = [(min(k, over) - min(k - 1, over)) / over for k in range(1, nper + 1)]
    return {
        "rou_open": [rou * part for part in left[:-1]],
        "amort": [rou * part for part in used],
        "rou_close": [rou * part for part in left[1:]],
    }


def operating_rows(
    balances: Sequence[float],
    interest: Sequence[float],
    payments: Sequence[float],
    rvg: float,
    rou_adj: float,
    timing: int,
) -> dict[str, list[float]]:
    """Asset rows of an operating lease (ASC 842-20-25-6): cost level, amortisation the plug.

    `balances` and `interest` are of periods 0 to n and 1 to n.  The asset is counted from the end
    (cost still to come, less payments still to make, plus the liability), so it closes at 0.
    """
    nper = len(payments)
    cost = (math.fsum(payments) + rvg + rou_adj) / nper
    to_pay = [0.0] * (nper + 1)
    for k in range(nper - 1, -1, -1):
        to_pay[k] = to_pay[k + 1] + payments[k]
    if timing:
        to_pay[0] -= payments[0]
    asset = [
        (nper - k) * cost - to_pay[k] + (balances[k] - rvg) if k < nper else 0.0
        for k in range(nper + 1)
    ]
    return {
        "rou_open": asset[:-1],
        "amort": [cost - x for x in interest],
        "rou_close": asset[1:],
        "cost": [cost] * nper,
    }


def lease_rows(
    i: float,
    payments: Sequence[float],
    lease_class: str = "F",
    timing: int = 0,
    rou_adj: float = 0.0,
    rvg: float = 0.0,
    life: float | None = None,
) -> dict[str, list[float]]:
    """All columns of LEASE_SCHEDULE but the date; `i` and `life` are per period and in periods."""
    nper = len(payments)
    liability = liability_rows(i, payments, rvg, timing)
    rou = initial_rou(liability, rou_adj)
    interest = liability["interest"][timing:]
    if lease_class == "O":
        balances = [liability["close"][0] if timing else liability["open"][0]]
        balances += liability["close"][timing:]
        asset = operating_rows(balances, interest, payments, rvg, rou_adj, timing)
        asset["rou_open"][0] = rou
    else:
        asset = straight_line_rows(rou, nper, life)
        asset["cost"] = [x + a for x, a in zip(interest, asset["amort"], strict=True)]
    if timing:
        for key, first in (("rou_open", rou), ("amort", 0.0), ("rou_close", rou), ("cost", 0.0)):
            asset[key].insert(0, first)
    periods = [float(k) for k in range(1 - timing, nper + 1)]
    return {"period": periods, **liability, **asset}
