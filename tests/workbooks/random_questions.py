"""Random questions, the same for the same seed: inputs for the workbook and its reference.

The bases (run-rate, trailing, stated; stated or built multiple; list or total), the number of rows
of each table and the shape of the game go round with the seed; everything else is drawn.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from workbooks.deal_read import make
from workbooks.designs.question import CHIP_BASES, COST_BASES, REVENUE_BASES

Section = dict[str, Any]
UNITS = ("$B", "$M", "$B", "$k", "$")
#: Payoffs of games with one equilibrium, two, none, and ties.
GAMES = (
    ((-1, -1), (3, -4), (-4, 3), (0, 0)),
    ((2, 1), (0, 0), (0, 0), (1, 2)),
    ((1, -1), (-1, 1), (-1, 1), (1, -1)),
    ((6, 6), (2, 7), (7, 2), (0, 0)),
    ((1, 1), (1, 0), (1, 1), (1, 1)),
    None,
)


def random_values(seed: int) -> dict[str, Any]:
    """Flat inputs of one deal, as `Deal.values()` gives them and `Engine.set_inputs` takes them."""
    return make(random_document(random.Random(f"question {seed}"), seed), "question").values()


def random_document(draw: random.Random, seed: int) -> dict[str, Section]:
    """The same deal as the sections of a deal file."""
    unit = UNITS[seed % len(UNITS)]
    size = {"$B": 1.0, "$M": 1e3, "$k": 1e6, "$": 1e9}[unit]
    return {
        "deal": {
            "name": f"Random question {seed}",
            "unit": unit,
            "show_unit": draw.choice(UNITS) if draw.random() < 0.3 else unit,
            "asof": date(2026, 5, 20),
        },
        "chips": _chips(draw, seed, size),
        "costs": _costs(draw, seed),
        "revenue": _revenue(draw, seed, size),
        "claims": _claims(draw, size),
        "annuity": {
            "capex": some(draw, size * draw.uniform(10, 2000), None),
            "capex_is": "Another",
            "life": draw.choice((1.0, 3.0, 4.0, 5.0, 5.5, 6.0, draw.uniform(0.5, 20.0))),
            "wacc": draw.choice((0.0, 0.05, 0.1, 0.2, draw.uniform(0.001, 0.4))),
            "opex_pct": some(draw, draw.uniform(0.0, 0.5)),
            "residual": some(draw, draw.choice((0.1, 0.35, 1.0))),
        },
        "capex": _capex(draw, seed, size),
        "labs": {"labs": [_lab(draw, k, size) for k in range(seed % 7)]},
        "game": {"payoffs": _game(draw, seed)},
        "context": {"facts": [_fact(draw, k) for k in range(draw.choice((0, 1, 5, 24)))]},
        "history": {"points": _points(draw, size)},
        "model": {
            "grid_mult_step": draw.choice((0.0, 0.25, 0.4)),
            "grid_margin_step": draw.choice((0.0, 0.05, 0.1)),
            "grid_life_step": draw.choice((0.0, 0.5, 1.0, 2.0)),
            "grid_wacc_step": draw.choice((0.0, 0.01, 0.02)),
            "grid_price_step": draw.choice((0.1, 0.2, 0.33)),
        },
    }


def some(draw: random.Random, value: Any, other: Any = 0.0, chance: float = 0.5) -> Any:
    """The value by chance, else the other."""
    return value if draw.random() < chance else other


def _dates(draw: random.Random, count: int, days: int) -> list[date]:
    first = date(2019, 1, 1) + timedelta(days=draw.randrange(400))
    return [first + timedelta(days=days * k) for k in range(count)]


def _chips(draw: random.Random, seed: int, size: float) -> Section:
    basis = CHIP_BASES[seed % len(CHIP_BASES)]
    least = {"run_rate": 1, "trailing": 4, "stated": 0}[basis]
    count = draw.choice((least, max(least, 3), max(least, 5), 12, 24))
    level, quarters = size * draw.uniform(1, 20), []
    for k, ended in enumerate(_dates(draw, count, 91)):
        level *= draw.uniform(0.9, 1.5)
        quarters.append({"quarter": f"Q{k + 1}", "ended": ended, "revenue": level})
    stated = size * draw.uniform(20, 400)
    keep = basis == "stated" or draw.random() < 0.5
    return {"basis": basis, "stated": stated if keep else None, "quarters": quarters}


def _costs(draw: random.Random, seed: int) -> Section:
    basis = COST_BASES[seed // 2 % len(COST_BASES)]
    count = draw.randint(1 if basis == "built" else 0, 10)
    parts = [
        {
            "part": f"Part {k + 1}",
            "per_gpu": draw.choice((0.0, 0.1, draw.uniform(0.0, 0.8))),
            "capital": draw.random() < 0.7,
        }
        for k in range(count)
    ]
    return {
        "mult": draw.choice((1.0, 2.0, 2.56, draw.uniform(1.0, 4.0))),
        "basis": basis,
        "parts": parts,
        "margin": draw.choice((0.0, 0.5, 0.75, -0.5, round(draw.uniform(-0.3, 0.9), 4))),
        "cloud_margin": draw.choice((0.0, 0.0, 0.3, 0.6, -0.1)),
    }


def _revenue(draw: random.Random, seed: int, size: float) -> Section:
    basis = REVENUE_BASES[seed // 3 % len(REVENUE_BASES)]
    count = draw.choice((1 if basis == "list" else 0, 3, 11, 30))
    amounts = [size * draw.choice((0.0, 5.0, 10.0, draw.uniform(0.0, 60.0))) for _ in range(count)]
    stated = draw.choice((size * 75, sum(amounts), size * 2000, 0.0))
    return {
        "basis": basis,
        "stated": stated if basis == "stated" else some(draw, stated, None),
        "growth": draw.choice((None, 0.5, 1.0, 0.0, -0.2)),
        "companies": [{"company": f"Firm {k + 1}", "amount": x} for k, x in enumerate(amounts)],
    }


def _claims(draw: random.Random, size: float) -> Section:
    others = [
        {
            "claim": f"Claim {k + 1}",
            "dated": day,
            "required": size * draw.uniform(100, 2000),
            "short": some(draw, size * 800, None),
        }
        for k, day in enumerate(_dates(draw, draw.choice((0, 2, 12)), 30))
    ]
    return {
        "required": some(draw, size * 600, None),
        "gap": some(draw, size * draw.choice((500, -20)), None),
        "others": others,
    }


def _capex(draw: random.Random, seed: int, size: float) -> Section:
    years = sorted(draw.sample(range(2018, 2030), seed % 13))
    runs = [
        {
            "label": f"Run {k + 1}",
            "amount": size * draw.choice((0.0, draw.uniform(0.1, 60))),
            "per": draw.choice((1, 4, 12, 365)),
            "prior": some(draw, size * draw.uniform(10, 200), None),
            "revenue": some(draw, size * draw.uniform(10, 100), None),
        }
        for k in range(draw.randint(0, 8))
    ]
    companies = []
    for k in range(draw.randint(0, 10)):
        low = size * draw.uniform(0, 200)
        companies.append(
            {
                "company": f"Firm {k + 1}",
                "low": low,
                "high": some(draw, low * draw.uniform(1.0, 1.3), None),
                "prior": some(draw, size * draw.uniform(10, 200), None),
                "revenue": some(draw, size * draw.uniform(50, 700), None),
            }
        )
    return {
        "runs": runs,
        "companies": companies,
        "stated": some(draw, size * 750, None),
        "depr_life": draw.choice((1.0, 3.0, 5.0, 5.5, 6.0, 12.0, draw.uniform(0.5, 12.0))),
        "years": [
            {
                "year": year,
                "amount": size * draw.choice((0.0, draw.uniform(50, 700))),
                "revenue": some(draw, size * draw.uniform(500, 2000), None, 0.4),
            }
            for year in years
        ],
        "existing": [{"charge": size * draw.uniform(0, 90)} for _ in range(draw.choice((0, 3, 24)))]
        if years
        else [],
    }


def _lab(draw: random.Random, k: int, size: float) -> Section:
    def cost() -> float:
        return size * draw.choice((0.0, draw.uniform(0.1, 9.0)))

    return {
        "lab": f"Lab {k + 1}",
        "revenue": cost(),
        "inference": cost(),
        "training": cost(),
        "staff": cost(),
        "other": cost(),
        "cash": some(draw, size * draw.uniform(0, 40), None),
        "gpu_hour": some(draw, draw.choice((1.7, 2.35, 4.0)), None),
    }


def _game(draw: random.Random, seed: int) -> list[Section]:
    pays = GAMES[seed % len(GAMES)]
    if pays is None:
        pays = tuple((draw.randint(-5, 5), draw.randint(-5, 5)) for _ in range(4))
    return [{"mine": float(mine), "yours": float(yours)} for mine, yours in pays]


def _fact(draw: random.Random, k: int) -> Section:
    against = draw.choice((None, 0.0, draw.uniform(-50.0, 500.0)))
    return {"fact": f"Fact {k + 1}", "amount": draw.uniform(-10.0, 900.0), "against": against}


def _points(draw: random.Random, size: float) -> list[Section]:
    return [
        {
            "point": f"Point {k + 1}",
            "dated": day,
            "gpu": size * draw.uniform(20, 400),
            "mult": draw.choice((2.0, 2.56)),
            "margin": draw.choice((0.5, 0.6)),
            "revenue": some(draw, size * draw.uniform(0, 300), None),
        }
        for k, day in enumerate(_dates(draw, draw.choice((0, 2, 12)), 100))
    ]
