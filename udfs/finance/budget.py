"""The development budget: what a data centre costs before its financing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MOST_SHARE = 5.0  # a percentage typed as a whole number is far above it


def soft_and_contingency(hard: Any, soft_pct: Any, contingency_pct: Any) -> tuple[Any, Any]:
    """Soft costs on the hard cost, and the contingency on both."""
    soft = soft_pct * hard
    return soft, contingency_pct * (hard + soft)


def lines(facts: Mapping[str, float]) -> dict[str, float]:
    """Lines of the budget in order, the total last."""
    hard = facts["mw"] * facts["cost_mw"]
    soft, contingency = soft_and_contingency(hard, facts["soft_pct"], facts["contingency_pct"])
    found = {
        "Land": facts["land"],
        "Construction": hard,
        "OFCI": facts["mw"] * facts["ofci_mw"],
        "Soft costs": soft,
        "Contingency": contingency,
        "Developer fee": facts["fee_pct"] * (hard + soft + contingency),
        "Leasing": facts["leasing"],
        "IDC": facts["idc"],
    }
    return found | {"Total": sum(found.values())}
