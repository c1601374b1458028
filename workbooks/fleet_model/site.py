"""Power, network, training and the venture fund's coupon."""

from __future__ import annotations

import math
from collections.abc import Mapping

from workbooks.fleet_model.stack import Stack
from workbooks.fleet_model.terms import HOURS, MONTHS, NOTHING, Terms, annuity

EFFECTIVENESS = (1.1, 1.2, 1.3, 1.4, 1.5)


def power(terms: Terms) -> Mapping[str, object]:
    """Energy of a server's year by power usage effectiveness, and of the fleet."""
    draw = terms.kw * terms.per_server * terms.load
    price = terms.read.number("power_price")
    energy = [draw * HOURS * pue for pue in EFFECTIVENESS]
    return {
        "out_power_kwh": energy,
        "out_power_cost": [kwh * price for kwh in energy],
        "out_power_saving": [1.0 - pue / terms.pue for pue in EFFECTIVENESS],
        "out_power_server": draw * HOURS * terms.pue,
        "out_power_gpu_kwh": terms.kw * terms.load * HOURS,
        "out_power_mw": terms.gpus * terms.kw * terms.load * terms.pue / 1000.0,
        "out_power_hour": terms.kw * terms.load * terms.pue * price,
    }


def cluster(terms: Terms, stack: Stack) -> Mapping[str, float]:
    """A fat tree over the fleet, its failures, and the cost of training a model on it."""
    read, count = terms.read, terms.gpus
    radix = read.number("radix", 64.0)
    tiers = 2 if count <= radix**2 / 2 else 3 if count <= radix**3 / 4 else 4
    work = 6.0 * read.number("params") * 1e9 * read.number("tokens") * 1e9
    speed = read.number("peak", 989.0) * 1e12 * read.number("mfu", 0.4)
    hours = work / (speed * read.number("goodput", 1.0)) / 3600.0
    return {
        "out_nodes": float(math.ceil(count / terms.per_server)),
        "out_tiers": float(tiers),
        "out_links": count * tiers,
        "out_switches": float(math.ceil((2 * tiers - 1) * count / radix)),
        "out_cluster_mw": count * terms.kw * terms.load * terms.pue / 1000.0,
        "out_fibre_km": count * tiers * read.number("metres", 16.764) / 1000.0,
        "out_failures_day": count * read.number("failure_rate") / 365.0,
        "out_train_flops": work,
        "out_train_hours": hours,
        "out_train_days": hours / count / 24.0,
        "out_train_cost": terms.money(hours * read.number("train_price", stack.hour)),
    }


def coupon(terms: Terms) -> Mapping[str, object]:
    """Rent below the market, as a coupon on the round that it comes with."""
    read = terms.read
    gain = read.number("coupon_market", read.number("p0")) - read.number("coupon_charged")
    hours = read.number("coupon_gpus") * read.number("coupon_util", 1.0) * HOURS / MONTHS
    month = terms.money(gain * hours)
    rate = (1.0 + terms.wacc) ** (1.0 / MONTHS) - 1.0
    worth = month * annuity(rate, read.number("coupon_months", 12.0))
    size = read.money("round_size")
    return {
        "out_coupon_month": month,
        "out_coupon_year": month * MONTHS,
        "out_coupon_pv": worth,
        "out_coupon_share": worth / size if size else NOTHING,
        "out_coupon_share_year": month * MONTHS / size if size else NOTHING,
    }
