"""Random GPU fleets, the same for the same seed: inputs for the workbook and its reference.

The features that change the shape of the model (the rental curve, the books' method, the loan)
go round with the seed, so that every run of consecutive seeds meets them all; everything else is
drawn.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from workbooks.deal_fields import AMORTS, CONVENTIONS, CURVES, METHODS, POWER_BASES, PRICES
from workbooks.deal_read import make

Section = dict[str, Any]
UNITS = ("$M", "$B", "$k", "$")
FACTORS = {"$": 1.0, "$k": 1e3, "$M": 1e6, "$B": 1e9}
#: Money of each section, drawn in millions.
MONEY = {
    "change": ("change_gross", "pretax", "net"),
    "impairment": ("fair_value",),
    "coupon": ("round_size",),
}


def random_values(seed: int) -> dict[str, Any]:
    """Flat inputs of one deal, as `Deal.values()` gives them and `Engine.set_inputs` takes them."""
    return make(random_document(random.Random(f"fleet {seed}"), seed), "fleet").values()


def random_document(draw: random.Random, seed: int) -> dict[str, Section]:
    """The same deal as the sections of a deal file."""
    unit = draw.choice(UNITS)
    life = draw.choice((1, 3, 4, 5, 6, 6, 8, 20))
    book_life = draw.choice((life, 1, 2, 4, 5, 6, 7, 20))
    sections = {
        "deal": {
            "name": f"Random fleet {seed}",
            "unit": unit,
            "show_unit": draw.choice(UNITS) if draw.random() < 0.3 else unit,
            "asof": date(2024, 1, 1) + timedelta(days=draw.randrange(900)),
        },
        "server": _server(draw),
        "economics": {
            "gpus": draw.choice((1000, 16_000, 20_000, 300_000)),
            "life": life,
            "wacc": draw.choice((0.0, 0.08, 0.1, 0.15)),
            "residual": _some(draw, round(draw.uniform(0.05, 0.4), 3)),
            "opex_hour": _some(draw, round(draw.uniform(0.2, 1.2), 3), None, 0.6),
            "stop": draw.random() < 0.7,
        },
        "curve": _curve(draw, seed),
        "contract": {
            "contract_price": _some(draw, round(draw.uniform(1.5, 3.5), 3), None, 0.5),
            "contract_years": draw.choice((0, 2, 5, 20)),
            "contract_util": draw.choice((1.0, 0.9)),
        },
        "rental": _rental(draw, 3 if CURVES[seed % 4] == "fit" else 0),
        "books": {
            "method": METHODS[seed // 2 % 5],
            "book_life": book_life,
            "salvage": _some(draw, round(draw.uniform(0.02, 0.3), 3)),
            "factor": draw.choice((2.0, 1.5, 1.0, 3.0)),
            "convention": CONVENTIONS[seed // 3 % 2],
        },
        "fleet": _fleet(draw),
        "resale": _resale(draw),
        "loan": _loan(draw, seed, life),
        "change": _change(draw),
        "cascade": _cascade(draw),
        "impairment": {
            "impair_age": min(draw.choice((0, 1, 2, 3, 20)), life - 1, book_life - 1),
            "shock": draw.choice((0.0, 0.2, 0.5)),
            "fair_value": _some(draw, draw.uniform(10.0, 2000.0), None, 0.3),
            "sell_cost": _some(draw, 0.03),
        },
        "cluster": _cluster(draw),
        "coupon": _coupon(draw),
        "model": {
            "grid_decline_step": draw.choice((0.03, 0.05)),
            "grid_util_step": draw.choice((0.05, 0.1)),
            "grid_pue_step": draw.choice((0.05, 0.1)),
        },
    }
    return {name: _in_unit(name, section, unit) for name, section in sections.items()}


def _in_unit(name: str, section: Section, unit: str) -> Section:
    factor = FACTORS["$M"] / FACTORS[unit]
    money = MONEY.get(name, ())

    def turned(part: Section) -> Section:
        return {
            key: [turned(row) for row in value]
            if key == "companies"
            else value * factor
            if key in money and value is not None
            else value
            for key, value in part.items()
        }

    return turned(section)


def _some(draw: random.Random, value: Any, other: Any = 0.0, chance: float = 0.4) -> Any:
    return value if draw.random() < chance else other


def _server(draw: random.Random) -> Section:
    per = draw.choice((8, 8, 4, 72))
    return {
        "server_price": round(per * draw.uniform(20_000, 45_000), 2),
        "per_server": per,
        "network": _some(draw, 6200.0),
        "storage": _some(draw, 1500.0),
        "install": _some(draw, 2100.0),
        "spares": _some(draw, 0.03),
        "kw": round(per * draw.uniform(1.1, 1.7), 3),
        "load": draw.choice((1.0, 0.8, 0.65)),
        "pue": draw.choice((1.0, 1.1, 1.25, 1.3, 1.5)),
        "power_price": draw.choice((0.0, 0.05, 0.08, 0.12)),
        "power_basis": draw.choice(POWER_BASES),
        "colo": _some(draw, round(draw.uniform(60, 200), 2)),
        "opex_server": _some(draw, round(draw.uniform(2000, 30_000), 2)),
        "availability": draw.choice((1.0, 0.98, 0.9)),
        "util": round(draw.uniform(0.4, 1.0), 3),
        "goodput": draw.choice((1.0, 0.9)),
        "query_price": _some(draw, 0.035, None),
    }


def _curve(draw: random.Random, seed: int) -> Section:
    kind = CURVES[seed % len(CURVES)]
    price = round(draw.uniform(1.5, 6.0), 3)
    prices = [{"price": round(draw.uniform(0.8, 4.0), 3)} for _ in range(draw.randint(1, 20))]
    return {
        "curve": kind,
        "p0": price,
        "decline": draw.choice((0.0, 0.1, 0.25, 0.4, -0.05)),
        "floor": _some(draw, round(draw.uniform(0.3, 1.5), 3), 0.0, 0.25),
        "switch_year": draw.randint(1, 6) if kind == "regime" else None,
        "reset": draw.choice((0.0, 0.38, -0.2)),
        "decline2": draw.choice((0.0, 0.1, 0.3)),
        "prices": prices if kind == "table" else [],
    }


def _rental(draw: random.Random, least: int) -> Section:
    day, rows = date(2023, 5, 1), []
    for number in range(draw.randint(least, 24)):
        day += timedelta(days=draw.randint(0, 120) + (number == 0))
        use = number < least or draw.random() < 0.8
        kind = draw.choice(PRICES if number % 2 else PRICES[:1])
        price = round(draw.uniform(1.2, 9.0), 3)
        rows.append({"date": day, "price": price, "use": use, "kind": kind, "chip": "H100"})
    if least:
        rows[least - 1]["date"] += timedelta(days=200)
        rows = sorted(rows, key=lambda row: row["date"])
    return {"series": rows}


def _fleet(draw: random.Random) -> Section:
    year, rows = draw.randint(2019, 2025), []
    for _ in range(draw.choice((0, 1, 3, 5, 12))):
        rows.append(
            {
                "year": year,
                "gpus": draw.randint(0, 40_000),
                "price": round(draw.uniform(10_000, 60_000), 2),
            }
        )
        year = min(year + draw.randint(0, 2), rows[0]["year"] + 19)
    return {"vintages": rows}


def _resale(draw: random.Random) -> Section:
    age, factor, rows = draw.choice((0.0, 0.0, 1.0)), 1.0, []
    for _ in range(draw.choice((0, 1, 4, 5, 12))):
        rows.append({"age": age, "factor": round(factor, 4)})
        age += draw.choice((0.5, 1.0, 1.5))
        factor *= draw.uniform(0.6, 0.95)
    return {
        "curve": rows,
        "condition": draw.choice((1.0, 0.9)),
        "liquidation": draw.choice((1.0, 0.85, 0.45)),
        "resale_decline": draw.choice((0.25, 0.1, 0.0)),
    }


def _loan(draw: random.Random, seed: int, life: int) -> Section:
    if seed % 7 == 3:
        return {"advance": 0.0, "ltv_max": 0.8}
    return {
        "advance": draw.choice((0.6, 0.65, 0.7, 1.0)),
        "loan_rate": draw.choice((0.0, 0.059, 0.11, 0.15)),
        "loan_years": draw.choice((1, 3, 5, 6, life)),
        "amort": AMORTS[seed % len(AMORTS)],
        "ltv_max": _some(draw, draw.choice((0.81, 0.93)), None, 0.7),
        "dscr_min": _some(draw, draw.choice((1.21, 1.43)), None, 0.7),
    }


def _change(draw: random.Random) -> Section:
    def company(number: int) -> Section:
        pretax = draw.choice((3.9, 2.92, -0.7, 3.7)) * 1000.0
        told = draw.random() < 0.8
        return {
            "company": f"Company {number}",
            "old": draw.choice((3.0, 4.0, 5.0, 6.0)),
            "new": draw.choice((4.0, 5.5, 6.0)),
            "pretax": pretax if told else None,
            "net": _some(draw, pretax * 0.8, None, 0.6),
            "tax": _some(draw, 0.15, None, 0.5),
        }

    return {
        "change_gross": _some(draw, round(draw.uniform(50, 5000), 2), None, 0.7),
        "change_age": draw.choice((0.0, 1.0, 1.5, 3.5)),
        "old_life": draw.choice((4.0, 5.5, 6.0)),
        "new_life": draw.choice((3.0, 5.0, 5.5, 6.0)),
        "change_salvage": _some(draw, 0.05),
        "change_new_salvage": _some(draw, 0.02, None),
        "tax": draw.choice((0.0, 0.21)),
        "companies": [company(number) for number in range(draw.choice((0, 1, 5, 8)))],
    }


def _cascade(draw: random.Random) -> Section:
    return {
        "frontier_years": draw.choice((0, 1, 2, 3)),
        "frontier_util": _some(draw, 0.9, None),
        "inference_years": draw.choice((0, 3, 4, 17)),
        "inference_util": _some(draw, 0.55, None),
        "inference_share": draw.choice((1.0, 0.8, 0.6)),
        "perf_gain": draw.choice((0.0, 0.4, 1.0)),
        "site_value": _some(draw, round(draw.uniform(500, 8000), 2)),
    }


def _cluster(draw: random.Random) -> Section:
    return {
        "radix": draw.choice((32, 64, 128)),
        "metres": draw.choice((16.764, 20.0)),
        "failure_rate": _some(draw, 0.173),
        "params": _some(draw, draw.choice((70.0, 405.0)), 0.0, 0.7),
        "tokens": draw.choice((2000.0, 15_600.0)),
        "peak": draw.choice((312.0, 989.0)),
        "mfu": draw.choice((0.38, 0.43)),
        "train_price": _some(draw, 2.5, None),
    }


def _coupon(draw: random.Random) -> Section:
    return {
        "coupon_gpus": draw.choice((0, 3000, 4000)),
        "coupon_market": _some(draw, 4.0, None),
        "coupon_charged": draw.choice((0.0, 2.0, 3.0)),
        "coupon_months": draw.choice((1, 12, 36)),
        "coupon_util": draw.choice((1.0, 0.8)),
        "round_size": _some(draw, 43.0),
    }
