"""Random developments, the same for the same seed: inputs for the workbook and its reference.

The features that change the shape of the model (debt, who pays first, the curve of the cost, the
lease's costs) go round with the seed, so that every run of consecutive seeds meets them all;
everything else is drawn.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from workbooks.deal_fields import SHAPES, STYLES
from workbooks.deal_read import make

Section = dict[str, Any]
UNITS = ("$M", "$B", "$k", "$")
FACTORS = {"$": 1.0, "$k": 1e3, "$M": 1e6, "$B": 1e9}
#: Money of each section, drawn in millions.
MONEY = {
    "project": ("cost_mw", "land", "ofci_mw", "leasing", "ld_month"),
    "rent": ("opex",),
    "debt": ("perm_amount", "balloon"),
    "stress": ("relet_cost",),
}


def random_values(seed: int) -> dict[str, Any]:
    """Flat inputs of one deal, as `Deal.values()` gives them and `Engine.set_inputs` takes them."""
    return make(random_document(random.Random(f"developer {seed}"), seed), "developer").values()


def random_document(draw: random.Random, seed: int) -> dict[str, Section]:
    """The same deal as the sections of a deal file."""
    unit = draw.choice(UNITS)
    start = date(2023, 1, 1) + timedelta(days=draw.randrange(2000))
    term = draw.choice((5.0, 10.0, 15.0, 15.0, 20.0, 25.0, draw.randint(13, 480) / 12))
    project = _project(draw, seed)
    base = project["mw"] * project["cost_mw"] * 1.15 + project["land"]
    rent = _rent(draw, seed, term, base / project["mw"])
    cap = draw.choice((0.05, 0.06, 0.0725, None))
    sections = {
        "deal": {
            "name": f"Random development {seed}",
            "unit": unit,
            "show_unit": draw.choice(UNITS) if draw.random() < 0.3 else unit,
            "asof": start,
            "start": start,
        },
        "project": project,
        "construction": _construction(draw, seed),
        "rent": rent,
        "exit": _exit(draw, term, cap),
        "debt": _debt(draw, seed, term, cap, base),
        "curves": _curves(draw, start),
        "spread": _spread(draw),
        "stress": _stress(draw, term, base),
        "model": _model(draw),
    }
    return {name: _in_unit(name, section, unit) for name, section in sections.items()}


def _in_unit(name: str, section: Section, unit: str) -> Section:
    factor = FACTORS["$M"] / FACTORS[unit]
    money = MONEY.get(name, ())
    return {
        key: value * factor if key in money and value is not None else value
        for key, value in section.items()
    }


def _some(draw: random.Random, value: Any, other: Any = 0.0, chance: float = 0.4) -> Any:
    return value if draw.random() < chance else other


def _project(draw: random.Random, seed: int) -> Section:
    months = draw.choice((12, 18, 24, 24, 36, 60, draw.randint(1, 60)))
    shape = SHAPES[seed % len(SHAPES)]
    mw, cost = draw.choice((20.0, 100.0, 206.0, 2064.0)), round(draw.uniform(8.0, 15.0), 3)
    weights = [{"weight": draw.choice((0.0, 1.0, 2.5))} for _ in range(months - 1)]
    return {
        "mw": mw,
        "cost_mw": cost,
        "land": _some(draw, round(mw * draw.uniform(0.1, 1.0), 2)),
        "soft_pct": _some(draw, 0.05),
        "contingency_pct": _some(draw, 0.04),
        "ofci_mw": _some(draw, 1.3),
        "fee_pct": _some(draw, 0.03),
        "leasing": _some(draw, mw * 0.08),
        "build_months": months,
        "delay": _some(draw, draw.randint(0, min(12, 60 - months)), 0, 0.5),
        "shape": shape,
        "weights": [*weights, {"weight": 1.0}] if shape == "own" else [],
        "outside_months": _some(draw, draw.randint(1, 72), None),
        "ld_month": _some(draw, mw * 0.03),
    }


def _construction(draw: random.Random, seed: int) -> Section:
    if seed % 9 == 4:
        return {"ltc": 0.0, "con_rate": _some(draw, 0.06, None)}
    rate = draw.choice((0.0, 0.055, 0.07, 0.09, round(draw.uniform(0.01, 0.14), 4)))
    return {
        "ltc": draw.choice((0.5, 0.65, 0.7, 0.8, 0.918, 1.0)),
        "con_rate": rate,
        "fund": ("prorata", "equity")[seed // 2 % 2],
        "fee": _some(draw, 0.0125),
        "commit_fee": _some(draw, min(rate, 0.005)),
    }


def _rent(draw: random.Random, seed: int, term: float, cost_mw: float) -> Section:
    escalator = draw.choice((0.0, 0.0, 0.02, 0.025, 0.03, draw.uniform(-0.03, 0.06)))
    sought = draw.uniform(0.0, 0.14)
    level = cost_mw / term if sought < 1e-6 else cost_mw * sought / (1 - (1 + sought) ** -term)
    is_net = seed % 4 != 1
    gross = 1.0 if is_net else 1.25
    return {
        "rent_kw": round(level / (1 + escalator) ** (term / 2.5) * 1e6 / 12e3 * gross, 4),
        "term": term,
        "escalator": escalator,
        "free": _some(draw, draw.randint(0, 6), 0, 0.3),
        "ramp": _some(draw, draw.randint(0, 12), 0, 0.3),
        "nnn": is_net,
        "opex_pct": 0.0 if is_net else draw.choice((0.0, 0.1, 0.15)),
        "pue": draw.choice((1.0, 1.2, 1.5)),
        "power_price": draw.choice((0.0, 0.002)),
        "opex": _some(draw, cost_mw * 0.05, 0.0, 0.3),
        "opex_growth": draw.choice((0.0, 0.03)),
    }


def _exit(draw: random.Random, term: float, cap: float | None) -> Section:
    early = round(term * 12 * draw.uniform(0.3, 1.0)) / 12
    return {
        "exit_year": _some(draw, max(1 / 12, early), None),
        "exit_cap": cap,
        "residual_pct": None if cap is not None else draw.choice((None, 0.3, 1.0)),
        "sale_cost": _some(draw, 0.015),
    }


def _debt(draw: random.Random, seed: int, term: float, cap: float | None, base: float) -> Section:
    style = STYLES[seed % len(STYLES)]
    if style == "none":
        return _refinancing(draw, cap) | {"style": style}
    by_income = style in ("sculpted", "ctl")
    return _refinancing(draw, cap) | {
        "style": style,
        "perm_rate": draw.choice((0.045, 0.065, 0.0658, 0.08)),
        "perm_freq": draw.choice((12, 12, 2, 4, 1)),
        "perm_dscr": _some(draw, draw.choice((1.0, 1.05, 1.2, 1.35)), None, 0.8),
        "perm_ltv": _some(draw, 0.65, None, 0.3) if cap else None,
        "perm_debt_yield": _some(draw, 0.09, None, 0.2),
        "perm_amount": _some(draw, base * draw.uniform(0.3, 0.9), None, 0.2),
        "perm_amort": _some(draw, draw.choice((10.0, 20.0, 30.0)), None),
        "perm_io": _some(draw, draw.choice((12, 24, 72)), 0) if style == "level" else 0,
        "balloon": _some(draw, base * 0.02, 0.0, 0.3) if by_income and term > 8 else 0.0,
    }


def _refinancing(draw: random.Random, cap: float | None) -> Section:
    return {
        "refi_rate": _some(draw, 0.06, None, 0.5),
        "refi_cap": _some(draw, 0.065, None, 0.5),
        "refi_ltv": _some(draw, 0.6, None, 0.5) if cap else None,
        "refi_dscr": _some(draw, 1.3, None) if draw.random() < 0.5 else None,
        "refi_debt_yield": _some(draw, 0.1, None, 0.5),
        "refi_amort": draw.choice((20.0, 25.0, 30.0)),
    }


def _curves(draw: random.Random, start: date) -> Section:
    def bonds(level: float) -> list[Section]:
        years = sorted(draw.sample((2, 3, 5, 7, 10, 15, 20, 30, 40), draw.randint(1, 6)))
        return [
            {
                "issue": f"Due {start.year + year}",
                "maturity": start + timedelta(days=365 * year + draw.randint(1, 200)),
                "bond_yield": round(level + 0.0005 * year + draw.uniform(-0.002, 0.002), 5),
            }
            for year in years
        ]

    return {
        "tenant_date": start,
        "tenant_freq": draw.choice((2, 2, 1, 4)),
        "tenant": bonds(draw.uniform(0.035, 0.06)),
        "treasury_date": start,
        "treasury_freq": draw.choice((2, 2, 1)),
        "treasury": bonds(draw.uniform(0.02, 0.045)),
        "flat": True,
    }


def _spread(draw: random.Random) -> Section:
    ladder = [
        {"name": "Unsecured", "bp": 95.0},
        {"name": "Secured", "rung_yield": 0.065},
        {"name": "High yield", "rung_yield": draw.uniform(0.07, 0.1)},
    ]
    return {
        "target": draw.choice((200.0, 150.0, -50.0)),
        "secured": draw.choice((0.0, 30.0)),
        "illiquid": draw.choice((0.0, 45.0)),
        "residual": _some(draw, draw.uniform(0.0, 0.6), 0.0, 0.3),
        "discount": _some(draw, 0.08, None),
        "ladder": ladder[: draw.randint(0, 3)],
    }


def _stress(draw: random.Random, term: float, base: float) -> Section:
    return {
        "default_year": round(draw.uniform(0.0, min(40.0, term * 1.1)), 2),
        "downtime": draw.choice((0, 6, 12, 36)),
        "relet": draw.choice((0.5, 0.8, 1.1)),
        "relet_cost": _some(draw, base * 0.03),
        "carry_pct": _some(draw, 0.1),
        "claim_months": draw.choice((0, 12, 36)),
        "recovery": draw.choice((0.0, 0.4)),
        "pd": draw.choice((0.0, 0.01, 0.05)),
    }


def _model(draw: random.Random) -> Section:
    return {
        "grid_rent_step": draw.choice((0.05, 0.1)),
        "grid_delay_step": draw.choice((0, 1, 3, 6)),
        "grid_spread_step": draw.choice((25.0, 50.0)),
        "grid_rate_step": draw.choice((0.005, 0.01)),
    }
