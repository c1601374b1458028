"""One development in plain loops, written without the package: what DEV_RETURNS must agree with."""

from __future__ import annotations

import math
from typing import Any

import pyxirr

Deal = dict[str, Any]


def income(q: Deal, month: int) -> float:
    """Net operating income of a month of operation."""
    kw = q["mw"] * 1000
    rent = kw * q["rent_kw_mo"] * (1 + q.get("escalator", 0)) ** ((month - 1) // 12)
    if not q.get("nnn", True):
        rent *= 1 - q.get("opex_pct", 0)
        rent -= kw * q.get("pue", 1) * 730 * q.get("power_price", 0)
    return rent * min(1, month / max(1, q.get("ramp", 0)))


def build(q: Deal) -> tuple[list[float], list[float], float, float]:
    """Costs and equity month by month, the loan at completion, the whole cost."""
    months, late = int(q["build_months"]), int(q.get("delay", 0))
    hard = q["mw"] * q["cost_mw"] * (1 + q.get("soft_pct", 0)) * (1 + q.get("contingency_pct", 0))
    costs = [
        hard * (math.cos(math.pi * k / months) - math.cos(math.pi * (k + 1) / months)) / 2
        for k in range(months)
    ] + [0.0] * late
    costs[0] += q.get("land", 0)
    ltc, total = q.get("ltc", 0), sum(costs)
    is_first = q.get("fund") == "equity"
    for _ in range(300):  # to the fixed point of the whole cost
        loan, left = 0.0, (1 - ltc) * total if is_first else 0.0
        equity, financing = [], 0.0
        for k, cost in enumerate(costs):
            extra = q.get("con_rate", 0) / 12 * loan
            extra += q.get("fee", 0) * ltc * total if k == 0 else 0
            need = cost + extra
            drawn = max(0, need - left) if is_first and ltc else ltc * need
            left = max(0, left - (need - drawn))
            loan += drawn
            financing += extra
            equity.append(need - drawn)
        total = sum(costs) + financing
    return costs, equity, loan, total


def stabilised(q: Deal) -> float:
    """Net operating income of a full first year."""
    return 12 * income(q | {"ramp": 0}, 1)


def service(q: Deal, noi: list[float], loan: float, end: int) -> tuple[float, float, int, Any]:
    """The debt after completion: amount, monthly rate, life, payments."""
    if q.get("perm_rate") is None:
        rate = q.get("con_rate", 0) / 12
        return loan, rate, end, [loan * rate] * end
    rate, amort = q["perm_rate"] / 12, round(12 * q.get("perm_amort", q["term"]))
    sizes = []
    if q.get("perm_ltv"):
        sizes.append(q["perm_ltv"] * stabilised(q) / q["exit_cap"])
    if q.get("perm_dscr") and not q.get("perm_amort"):
        due = [max(0, x) / q["perm_dscr"] for x in noi]  # a month of loss serves no debt
        whole = sum(x / (1 + rate) ** (m + 1) for m, x in enumerate(due))
        size = min([*sizes, whole])
        return size, rate, len(noi), [x * size / whole for x in due]
    level = rate / (1 - (1 + rate) ** -amort) if rate else 1 / amort
    if q.get("perm_dscr"):
        sizes.append(stabilised(q) / 12 / q["perm_dscr"] / level)
    size = min(sizes) if sizes else loan
    return size, rate, min(amort, len(noi)), [size * level] * amort


def flows(q: Deal) -> tuple[list[float], list[float], dict[str, float]]:
    """Flows before and after debt, and the measures that need more than the flows."""
    costs, equity, loan, total = build(q)
    end = round(12 * q.get("exit_year", q["term"]))
    noi = [income(q, m) for m in range(1, round(12 * q["term"]) + 1)]
    sale = q.get("residual_pct", 0) * sum(costs)
    if q.get("exit_cap"):
        sale = sum(income(q, end + j) for j in range(1, 13)) / q["exit_cap"]
    sale *= 1 - q.get("sale_cost", 0)
    size, rate, life, due = service(q, noi, loan, end)
    due = [*due, *[0.0] * end][:end]
    owed = size
    for x in due:
        owed = owed * (1 + rate) - x
    before = [-c for c in costs] + noi[: end - 1] + [noi[end - 1] + sale]
    after = [-e for e in equity] + [a - b for a, b in zip(noi, due, strict=False)]
    after[len(costs) - 1] += size - loan
    after[-1] += sale - owed
    found = {"yoc": stabilised(q) / total, "total": total, "size": size}
    years = [(sum(noi[k : min(k + 12, end)]), sum(due[k : k + 12])) for k in range(0, end, 12)]
    ratios = [cash / paid for cash, paid in years if paid > 0]
    if ratios:
        found |= {"min_dscr": min(ratios), "avg_dscr": sum(ratios) / len(ratios)}
    if size > 0:
        found["llcr"] = sum(noi[m] / (1 + rate) ** (m + 1) for m in range(life)) / size
    return before, after, found


def measures(q: Deal) -> dict[str, float]:
    """The measures of DEV_RETURNS that the deal has; rates by pyxirr."""
    before, after, found = flows(q)
    found["unlev_irr"], found["lev_irr"] = effective(before), effective(after)
    paid = -sum(x for x in after if x < 0)
    found["moic"] = sum(x for x in after if x > 0) / paid
    running = peak = 0.0
    for x in after:
        running += x
        peak = min(peak, running)
    found["peak_equity"] = -peak
    if q.get("exit_cap"):
        found["spread"] = (found["yoc"] - q["exit_cap"]) * 1e4
    if q.get("tenant_yield") is not None:
        freq = q.get("yield_freq", 1)
        tenant = (1 + q["tenant_yield"] / freq) ** freq - 1
        hurdle = q.get("discount", tenant)
        found["npv"] = sum(x * (1 + hurdle) ** (-(k + 1) / 12) for k, x in enumerate(before))
        found["spread_to_tenant"] = (found["unlev_irr"] - tenant) * 1e4
    return found


def effective(monthly: list[float]) -> float:
    """The effective annual rate of monthly flows."""
    rate = pyxirr.irr(monthly, guess=0.01)
    assert rate is not None
    return (1 + rate) ** 12 - 1
