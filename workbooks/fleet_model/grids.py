"""Three grids: return by decline and use, cost by life and residual, power by price and PUE."""

from __future__ import annotations

from collections.abc import Mapping

from workbooks.fleet_model.econ import Economics, last_year, rate_of_return
from workbooks.fleet_model.stack import Stack, charge
from workbooks.fleet_model.terms import NOTHING, YEARS, Cell, Terms

STEPS = range(-3, 4)


def grids(terms: Terms, stack: Stack, econ: Economics) -> Mapping[str, object]:
    """Each grid as rows; the middle cell is the model's own figure."""
    read = terms.read
    fall, use = read.number("grid_decline_step", 0.05), read.number("grid_util_step", 0.05)
    left = read.number("grid_residual_step", 0.05)
    price, pue = read.number("grid_price_step", 0.1), read.number("grid_pue_step", 0.05)
    return {
        "out_grid_irr": [
            [_irr(stack, econ, econ.decline + d * fall, terms.util + u * use) for u in STEPS]
            for d in STEPS
        ],
        "out_grid_hour": [
            [_hour(stack, terms.life + y, read.number("residual") + s * left) for s in range(7)]
            for y in STEPS
        ],
        "out_grid_power": [
            [_power(stack, 1.0 + p * price, terms.pue + e * pue) for e in STEPS] for p in STEPS
        ],
    }


def _irr(stack: Stack, econ: Economics, decline: float, util: float) -> Cell:
    """Return with the whole curve tilted to another decline."""
    terms = stack.terms
    room = terms.room
    if decline >= 1.0 - room or not room < util <= 1.0 + room:
        return NOTHING
    tilt = (1.0 - decline) / (1.0 - econ.decline)
    cash = [stack.cash(price * tilt**k, util) for k, price in enumerate(econ.market)]
    cash[: terms.contract] = econ.cash[: terms.contract]
    flows = cash[: last_year(cash, terms.life) if terms.stop else terms.life]
    if flows:
        flows[-1] += econ.residual
    return rate_of_return(stack.capital, flows)


def _hour(stack: Stack, life: int, residual: float) -> Cell:
    terms = stack.terms
    room = terms.room
    if not (1 <= life <= YEARS and -room <= residual <= 1.0 + room):
        return NOTHING
    share = terms.level(life)
    running = stack.opex(share) * terms.available
    capital = stack.capital * charge(terms.wacc, life, residual)
    return (capital + running) / (share * terms.available)


def _power(stack: Stack, factor: float, pue: float) -> Cell:
    if pue < 1.0 - stack.terms.room:
        return NOTHING
    server, network, storage, install, spares = stack.parts
    capital = (server + spares) * factor + network + storage + install
    power = stack.power * pue / stack.terms.pue
    return power / (capital * stack.crf + stack.running - stack.power + power)
