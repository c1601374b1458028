"""Journal entries of one period of a lease, from its schedule."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from udfs.errors import OnBalanceError

#: Roles and the account names used when none are given.
ACCOUNTS = {
    "rou": "Right-of-use asset",
    "liability": "Lease liability",
    "cash": "Cash",
    "prepaid": "Prepaid rent",
    "interest": "Interest expense",
    "amortisation": "Amortisation of right-of-use asset",
    "lease_cost": "Operating lease cost",
}

IFRS_ACCOUNTS = ACCOUNTS | {"amortisation": "Depreciation of right-of-use asset"}


class Entry(NamedTuple):
    """One line: the role of the account and an amount, debit positive and credit negative."""

    start: bool
    role: str
    amount: float
    memo: str


class Upfront(NamedTuple):
    """Amounts beside the payment at commencement."""

    prepaid: float = 0.0
    direct: float = 0.0
    incentive: float = 0.0


def commencement(rows: Mapping[str, Sequence[float]], timing: int, upfront: Upfront) -> list[Entry]:
    """Recognition of the asset and the liability (ASC 842-20-30, IFRS 16.22 to 24)."""
    memo = "Commencement"
    liability = rows["close"][0] if timing else rows["open"][0]
    first = rows["payment"][0] if timing else 0.0
    return [
        Entry(True, "rou", rows["rou_open"][0], memo),
        Entry(True, "liability", -liability, memo),
        Entry(True, "cash", -first, "Payment at commencement"),
        Entry(True, "prepaid", -upfront.prepaid, "Prepaid rent into the asset"),
        Entry(True, "cash", -upfront.direct, "Initial direct costs"),
        Entry(True, "cash", upfront.incentive, "Incentive received"),
    ]


def period_entries(
    rows: Mapping[str, Sequence[float]], period: int, lease_class: str, timing: int, rvg: float
) -> list[Entry]:
    """Payment, accrual and amortisation of a period; in the last one the guarantee is settled."""
    k = period - 1 + timing
    payment = rows["payment"][k]
    paid = [
        Entry(bool(timing), "liability", payment, "Payment"),
        Entry(bool(timing), "cash", -payment, "Payment"),
    ]
    accrued = _accrual(rows["interest"][k], rows["amort"][k], rows["cost"][k], lease_class)
    end = []
    if k == len(rows["payment"]) - 1:
        memo = "End: guarantee settled"
        end = [Entry(False, "liability", rvg, memo), Entry(False, "cash", -rvg, memo)]
    return [*paid, *accrued, *end] if timing else [*accrued, *paid, *end]


def _accrual(interest: float, amort: float, cost: float, lease_class: str) -> list[Entry]:
    if lease_class == "O":
        memo = "Single lease cost"
        return [
            Entry(False, "lease_cost", cost, memo),
            Entry(False, "liability", -interest, memo),
            Entry(False, "rou", -amort, memo),
        ]
    word = "Depreciation" if lease_class == "I" else "Amortisation"
    return [
        Entry(False, "interest", interest, "Interest accrued"),
        Entry(False, "liability", -interest, "Interest accrued"),
        Entry(False, "amortisation", amort, word),
        Entry(False, "rou", -amort, word),
    ]


def check_balanced(entries: Sequence[Entry]) -> None:
    """Debits equal credits, to 1e-9 of the largest line."""
    gap = math.fsum(entry.amount for entry in entries)
    scale = max((abs(entry.amount) for entry in entries), default=0.0)
    if abs(gap) > 1e-9 * scale:
        raise OnBalanceError(
            "inputs", gap, "0", message=f"debits and credits of the entries differ by {gap:.6g}"
        )
