"""Random lease deals, the same for the same seed: inputs for the workbook and for its reference.

The features that change the shape of the model (payments a year, timing, compounding, phases,
returns below zero) go round with the seed, so that every run of consecutive seeds meets them all;
everything else is drawn.
"""

from __future__ import annotations

import calendar
import random
from datetime import date, timedelta
from typing import Any

from workbooks.deal_read import make

Section = dict[str, Any]
LONGEST = 40.0
UNITS = ("$M", "$B", "$k", "$")
FACTORS = {"$": 1.0, "$k": 1e3, "$M": 1e6, "$B": 1e9}
#: Every tenth deal, starting with this one, returns less to the lessor than it costs.
NEGATIVE = 7


def has_negative_return(seed: int) -> bool:
    """Whether the deal of a seed belongs to the group that loses money for the lessor."""
    return seed % 10 == NEGATIVE


def random_values(seed: int) -> dict[str, Any]:
    """Flat inputs of one deal, as `Deal.values()` gives them and `Engine.set_inputs` takes them."""
    draw = random.Random(f"lease {seed}")
    values = make(random_document(draw, seed)).values()
    grid = (("grid_rate_step", 0.005), ("grid_term_step", 1), ("grid_rvg_step", 0.1))
    for name, usual in grid:
        values[name] = usual if draw.random() < 0.7 else usual / 2
    values["journal_period"] = draw.choice((0, 1, 1, draw.randint(0, 480)))
    return values


def random_document(draw: random.Random, seed: int) -> dict[str, Section]:
    """The same deal as the sections of a deal file."""
    freq = (1, 2, 4, 12)[seed % 4]
    lengths = _lengths(draw, freq)
    start = _commencement(draw)
    lease = _lease(draw, seed, freq, lengths, start)
    unit = draw.choice(UNITS)
    sections = {
        "deal": {
            "name": f"Random deal {seed}",
            "unit": unit,
            "show_unit": draw.choice(UNITS) if draw.random() < 0.3 else unit,
            "commencement": start,
            "asof": _asof(draw, start, lease, lengths),
            "fy_end": draw.choice((12, 12, 6, 3, draw.randint(1, 12))),
        },
        "lease": lease,
        "options": _options(draw, freq, lengths, lease["cost"]),
        "guarantee": _guarantee(draw, len(lengths), lease["cost"]),
        "tax": _tax(draw, lease["cost"]),
        "market": _market(draw, seed, lease["cost"], sum(lengths)),
        "tests": _tests(draw),
    }
    return {name: _in_unit(name, section, unit) for name, section in sections.items()}


def _in_unit(name: str, section: Section, unit: str) -> Section:
    """Money drawn in millions, in the unit of the deal."""
    money = {
        "lease": ("cost", "fair_value", "rent", "direct", "prepaid", "allowance", "restoration"),
        "options": ("termination_penalty", "purchase_price", "relocation"),
        "guarantee": ("guaranteed", "cap", "expected", "spv_debt"),
        "tax": ("residual", "maintenance"),
        "market": ("residual",),
    }.get(name, ())
    factor = FACTORS["$M"] / FACTORS[unit]

    def convert(key: str, value: Any) -> Any:
        if isinstance(value, list):
            return [{k: convert(k, v) for k, v in row.items()} for row in value]
        return value * factor if key in money and value is not None else value

    return {key: convert(key, value) for key, value in section.items()}


def _lengths(draw: random.Random, freq: int) -> list[float]:
    """Years of the base term and of each renewal, whole periods, 40 years at most."""

    def years(most: float) -> float:
        periods = max(1, round(most * freq))
        return draw.randint(1, periods) / freq

    kind = draw.random()
    if kind < 0.1:  # a year or less
        base = max(1, freq // draw.choice((1, 2, 4))) / freq
    elif kind < 0.2:
        base = draw.choice((40.0, 35.0, 30.0))
    else:
        base = draw.choice((4.0, 5.0, 10.0, 15.0, 20.0, years(25.0)))
    lengths = [base]
    for _ in range(draw.choice((0, 0, 1, 2, 4, 4, 9))):
        length = draw.choice((4.0, 5.0, years(6.0)))
        if sum(lengths) + length > LONGEST:
            break
        lengths.append(length)
    return lengths


def _commencement(draw: random.Random) -> date:
    """A day like any other, a month end, a leap day, or a day that short months do not have."""
    year = draw.randint(2020, 2032)
    kind = draw.random()
    if kind < 0.2:
        month = draw.randint(1, 12)
        return date(year, month, calendar.monthrange(year, month)[1])
    if kind < 0.3:
        return date(draw.choice((2020, 2024, 2028)), 2, 29)
    if kind < 0.4:
        return date(year, draw.choice((1, 3, 5, 8, 12)), draw.choice((29, 30)))
    if kind < 0.6:
        return date(year, 1, 1)
    return date(year, 1, 1) + timedelta(days=draw.randrange(365))


def _asof(draw: random.Random, start: date, lease: Section, lengths: list[float]) -> date:
    """Before, at, between or after; sometimes on a payment date or the day a phase joins."""
    term, whole = lengths[0], sum(lengths)
    kind = draw.random()
    if kind < 0.2:
        return start - timedelta(days=draw.randint(1, 1200))
    if kind < 0.35:
        return start
    if kind < 0.45 and lease["phases"]:
        return draw.choice(lease["phases"])["date"]
    if kind < 0.6:
        return _later(start, draw.randint(1, max(1, round(term * lease["freq"]))), lease["freq"])
    if kind < 0.66:
        return start + timedelta(days=round(whole * 366) + draw.randint(0, 500))
    return start + timedelta(days=draw.randint(1, max(2, round(term * 365.25))))


def _later(start: date, periods: int, freq: int) -> date:
    """The payment date a number of periods after commencement."""
    months = start.year * 12 + start.month - 1 + periods * 12 // freq
    last = calendar.monthrange(months // 12, months % 12 + 1)[1]
    is_end = start.day == calendar.monthrange(start.year, start.month)[1]
    return date(months // 12, months % 12 + 1, last if is_end else min(start.day, last))


def _lease(draw: random.Random, seed: int, freq: int, lengths: list[float], start: date) -> Section:
    cost = round(draw.choice((50.0, 2000.0, 27000.0)) * draw.uniform(0.5, 1.5), 2)
    whole, life = sum(lengths), float(draw.randint(5, 50))
    sought = draw.uniform(0.03, 0.18)
    level = cost * sought / (1.0 - (1.0 + sought) ** -whole)
    if has_negative_return(seed):
        level = cost / whole * draw.uniform(0.4 if whole >= 4.0 else 0.9, 0.97)
    escalator = draw.choice((0.0, 0.0, 0.02, 0.03, 0.05, -0.02, draw.uniform(-0.1, 0.1)))
    middle = (1.0 + escalator) ** (whole / 2.5)
    rent = round(level / middle, 4)
    periods = round(lengths[0] * freq)
    return {
        "cost": cost,
        "fair_value": cost if draw.random() < 0.5 else round(cost * draw.uniform(0.8, 1.3), 2),
        "rent": rent,
        "freq": freq,
        "timing": ("arrears", "advance")[seed // 4 % 2],
        "term": lengths[0],
        "life": life,
        "remaining_life": life if draw.random() < 0.7 else round(life * draw.uniform(0.1, 1.0), 2),
        "escalator": escalator,
        "free": draw.randint(1, min(periods - 1, 2 * freq)) if _odd(draw, periods) else 0,
        "rate": _rate(draw),
        "comp": draw.choice(("nominal", "nominal", "effective")),
        "direct": _some(draw, cost * 0.02),
        "prepaid": _some(draw, cost * 0.01),
        "allowance": _some(draw, cost * 0.05),
        "restoration": _some(draw, cost * 0.03),
        "steps": _steps(draw, whole, rent) if draw.random() < 0.3 else [],
        "phases": _phases(draw, seed, start, lengths[0]),
    }


def _odd(draw: random.Random, periods: int) -> bool:
    return periods > 1 and draw.random() < 0.25


def _some(draw: random.Random, most: float) -> float:
    """Nothing in two deals of three, else some amount up to `most`."""
    return round(draw.uniform(0.0, most), 3) if draw.random() < 1 / 3 else 0.0


def _rate(draw: random.Random) -> float:
    kind = draw.random()
    if kind < 0.08:
        return 0.0
    if kind < 0.16:
        return round(draw.uniform(-0.03, -0.001), 5)
    if kind < 0.24:
        return round(draw.uniform(0.2, 0.6), 4)
    return round(draw.uniform(0.02, 0.12), 5)


def _steps(draw: random.Random, whole: float, rent: float) -> list[Section]:
    last = max(1, min(40, int(whole) + 1))
    years = sorted(draw.sample(range(1, last + 1), k=min(last, draw.randint(1, 12))))
    return [{"year": year, "rent": round(rent * draw.uniform(0.6, 1.6), 4)} for year in years]


def _phases(draw: random.Random, seed: int, start: date, term: float) -> list[Section]:
    """None in half of the deals; the first mostly at commencement."""
    count = (0, 0, 0, 1, 2, 3, 4, 6, 0, 0)[seed // 8 % 10]
    span = int(min(term * 365.0, 1500.0)) - 1
    if not count or span < 2 * count:
        return []
    days = sorted(draw.sample(range(1, span), k=count))
    days[0] = min(days[0], span // 3) if term >= 4.0 and draw.random() < 0.2 else 0
    cuts = sorted(draw.sample(range(1, 20), k=count - 1))
    shares = [b - a for a, b in zip([0, *cuts], [*cuts, 20], strict=True)]
    return [
        {"date": start + timedelta(days=day), "share": share / 20}
        for day, share in zip(days, shares, strict=True)
    ]


def _options(draw: random.Random, freq: int, lengths: list[float], cost: float) -> Section:
    likely = draw.random() < 0.5
    chances = [draw.choice((0.9, 0.8, 0.7) if likely else (0.9, 0.5, 0.3, 0.0)) for _ in lengths]
    periods = round(lengths[0] * freq)
    leave = draw.randint(1, periods - 1) / freq if _odd(draw, periods) else None
    is_left = leave is not None and draw.random() < 0.4
    return {
        "renewals": [
            {"years": years, "probability": chance}
            for years, chance in zip(lengths[1:], chances, strict=False)
        ],
        "threshold": draw.choice((0.7, 0.7, 0.85)),
        **({} if leave is None else {"termination_year": leave}),
        "termination_penalty": _some(draw, cost * 0.3),
        "termination_certain": is_left,
        "purchase_price": _some(draw, cost * 0.4),
        "purchase_certain": not is_left and draw.random() < 0.12,
        "title": draw.random() < 0.08,
        "specialised": draw.random() < 0.08,
        "short_term": draw.random() < 0.3,
        "relocation": _some(draw, cost * 0.1),
    }


def _guarantee(draw: random.Random, rungs: int, cost: float) -> Section:
    rows = []
    for number in range(draw.randint(1, rungs) if draw.random() < 0.6 else 0):
        worth = cost * 0.9 ** (number + 1)
        row = {
            "guaranteed": round(worth * draw.uniform(0.0, 1.1), 3),
            "expected": round(worth * draw.uniform(0.4, 1.1), 3),
        }
        if draw.random() < 0.4:
            row["cap"] = round(worth * draw.uniform(0.0, 0.5), 3)
        rows.append(row)
    chance = draw.choice((None, None, 0.3, 0.75, 0.9))
    return {
        "exits": rows,
        **({} if chance is None else {"probability": chance}),
        "threshold": draw.choice((0.75, 0.75, 0.6)),
        "spv_debt": _some(draw, cost * 2.0),
        "spv_share": draw.choice((1.0, 0.8, 0.0)),
    }


def _tax(draw: random.Random, cost: float) -> Section:
    return {
        "rate": draw.choice((0.0, 0.21, 0.25, 0.4)),
        "depr_life": draw.choice((5.0, 15.0, 7.5, 39.0)),
        "residual": _some(draw, cost * 0.5),
        "maintenance": _some(draw, cost * 0.01),
        "discount": draw.choice(("after_tax_debt", "wacc")),
        "wacc": round(draw.uniform(0.04, 0.12), 4),
    }


def _market(draw: random.Random, seed: int, cost: float, whole: float) -> Section:
    share = draw.choice((0.0, 0.0, 0.2, 0.5, 1.0)) * min(1.0, whole / 5.0)
    if has_negative_return(seed):
        share = draw.choice((0.0, 0.02))
    return {
        "tenant_yield": round(draw.uniform(0.03, 0.08), 4),
        "yield_freq": draw.choice((1, 2, 2, 4, 12)),
        "spread": draw.choice((200.0, 150.0, 0.0, 350.0)),
        "residual": round(cost * share, 3),
    }


def _tests(draw: random.Random) -> Section:
    usual = draw.random() < 0.8
    return {
        "pct_life": 0.75 if usual else 0.6,
        "pct_pv": 0.9 if usual else 0.8,
        "late_life": 0.25 if usual else 0.1,
    }
