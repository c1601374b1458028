"""The other side: the lessor's return, its money at risk at each exit, and lease against buy."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property

import numpy as np

from udfs import yield_convert, yield_irr
from udfs.errors import OnBalanceError, ZeroDenominatorError
from workbooks.lease_model.terms import RUNGS, Array, Rung, Terms

Value = float | str | OnBalanceError


def _padded(cells: list[Value]) -> list[Value]:
    """A column of the table of rungs: 0 where the contract has no rung."""
    return cells + [0.0] * (RUNGS - len(cells))


class Lessor:
    """Cash of the party that paid for the campus, and what it earns."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms

    @cached_property
    def outlay(self) -> Array:
        """Cost and allowance at each boundary, as phases are delivered; a positive amount."""
        terms = self.terms
        spent = np.zeros(terms.full + 1)
        for phase in terms.phases:
            if phase.start < terms.full:
                spent[phase.start] += phase.share
        return spent * (terms.cost + terms.inputs.money("allowance"))

    @cached_property
    def rent(self) -> Array:
        received = np.zeros(self.terms.full + 1)
        received[self.terms.paid_at] = self.terms.pay
        return received

    @cached_property
    def returns(self) -> Array:
        """Rent, and the residual value at the end of the full term."""
        received = self.rent.copy()
        received[-1] += self.terms.inputs.money("residual")
        return received

    @cached_property
    def implied(self) -> float | OnBalanceError:
        """Effective annual return over the full term, or the error that says there is none."""
        terms = self.terms
        spent, got = float(self.outlay.sum()), float(self.returns.sum())
        per_period = (got / spent) ** (2.0 / (terms.full + 1)) - 1.0 if spent else 0.1
        guess = (1.0 + per_period) ** terms.freq - 1.0
        try:
            return float(yield_irr((self.returns - self.outlay).tolist(), guess, terms.freq))
        except OnBalanceError as error:
            return error

    def headline(self) -> Mapping[str, Value]:
        terms = self.terms
        quoted = terms.inputs.number("tenant_yield")
        compounding = int(terms.inputs.number("yield_freq", 2.0))
        tenant = float(yield_convert(quoted, compounding, 1))
        spread = terms.inputs.number("spread", 200.0) / 1e4
        target = float(yield_convert(quoted + spread, compounding, 1))
        implied = spread_bp = self.implied
        if not isinstance(implied, OnBalanceError):
            spread_bp = (implied - tenant) * 1e4
        return {
            "out_implied_yield": implied,
            "out_tenant_effective": tenant,
            "out_spread_bp": spread_bp,
            "out_rent_for_spread": self._rent_for(target),
        }

    def _rent_for(self, target: float) -> float | OnBalanceError:
        """Rent of the first lease year at which the return is `target`."""
        terms = self.terms
        periods = np.arange(terms.full + 1)
        factors = terms.discount(periods, (1.0 + target) ** (1.0 / terms.freq) - 1.0)
        rent = float(self.rent @ factors)
        if rent == 0.0:
            return ZeroDenominatorError("rent", rent, "above 0 in some period")
        needed = float(self.outlay @ factors) - terms.inputs.money("residual") * float(factors[-1])
        return terms.contract_rent(1) * needed / rent

    def exits(self) -> Mapping[str, list[Value]]:
        """At each rung: money not yet recovered, guarantee, expected value, what is missing."""
        rungs = self.terms.rungs
        unrecovered = [self._unrecovered(rung.periods) for rung in rungs]
        gap: list[Value] = [
            sunk if isinstance(sunk, OnBalanceError) else sunk - rung.expected - rung.shortfall
            for sunk, rung in zip(unrecovered, rungs, strict=True)
        ]
        return {
            "out_exit_unrecovered": _padded(list(unrecovered)),
            "out_exit_guarantee": _padded([rung.capped for rung in rungs]),
            "out_exit_expected": _padded([rung.expected for rung in rungs]),
            "out_exit_gap": _padded(gap),
        }

    def _unrecovered(self, periods: int) -> float | OnBalanceError:
        """Money still at risk at a boundary, at the implied return.

        At a return above 0 it is what the later flows are worth, below 0 what the earlier ones
        have grown to: equal at the implied return, and each keeps its digits on its own side.
        What is due on the day itself in advance, and the residual value, are still to come.
        """
        if isinstance(self.implied, OnBalanceError):
            return self.implied
        terms = self.terms
        growth = (1.0 + self.implied) ** (1.0 / terms.freq)
        age = periods - np.arange(terms.full + 1.0)
        later = age < 0.0
        untouched = terms.inputs.money("residual") if periods == terms.full else 0.0
        if terms.timing and periods < terms.full:
            untouched = float(self.rent[periods])
        flows = self.returns - self.outlay
        if growth >= 1.0:
            return untouched + float(flows[later] @ growth ** age[later])
        return untouched - float(flows[~later] @ growth ** age[~later])


def ladder(terms: Terms) -> Mapping[str, list[Value]]:
    """Renewals, rung by rung: value, chance, and what it costs to leave or to stay."""
    full = terms.pv_to(terms.full)
    move = terms.inputs.money("relocation")
    values = [terms.pv_to(rung.periods) for rung in terms.rungs]
    expected, before, running = [], 0.0, 0.0
    for rung, value in zip(terms.rungs, values, strict=True):
        running += rung.reach * (value - before)
        before = value
        expected.append(running)
    leave = [rung.shortfall + move for rung in terms.rungs]
    stay = [_stay(terms, here, there) for here, there in _steps(terms)] + [0.0]
    share: list[Value] = [
        value / full if full else ZeroDenominatorError("rent", full, "above 0") for value in values
    ]
    columns: dict[str, list[Value]] = {
        "years": [rung.periods / terms.freq for rung in terms.rungs],
        "pv": list(values),
        "share": share,
        "reach": [rung.reach for rung in terms.rungs],
        "expected": list(expected),
        "exit_cost": list(leave),
        "stay_cost": list(stay),
        "compulsion": [go - on for go, on in zip(leave, stay, strict=True)],
    }
    return {f"out_ladder_{name}": _padded(cells) for name, cells in columns.items()}


def _steps(terms: Terms) -> list[tuple[Rung, Rung]]:
    return list(zip(terms.rungs[:-1], terms.rungs[1:], strict=True))


def _stay(terms: Terms, here: Rung, there: Rung) -> float:
    """Value on the day of an exit of the rent until the next one."""
    later = slice(here.periods, there.periods)
    return float(terms.pay[later] @ terms.discount(terms.paid_at[later] - here.periods))


def lease_or_buy(terms: Terms) -> Mapping[str, float | OnBalanceError]:
    """After-tax cost of leasing and of buying over the full term."""
    read = terms.inputs
    keep = 1.0 - read.number("tax")
    annual = terms.rate * keep
    if read.text("discount", "after_tax_debt") == "wacc":
        annual = read.number("wacc", terms.rate)
    rate = terms.per_period(annual)
    rent = float(terms.pay @ terms.discount(terms.paid_at, rate))
    lease = keep * (rent - read.money("allowance") + read.money("direct"))

    years = terms.full / terms.freq
    life = read.number("depr_life", terms.life)
    start = np.arange(math.ceil(years))
    factors = terms.discount(np.minimum((start + 1.0) * terms.freq, terms.full), rate)
    owned = np.clip(years - start, 0.0, 1.0)
    written_off = terms.cost / life * np.clip(np.minimum(life, years) - start, 0.0, 1.0)
    upkeep = keep * read.money("maintenance") * owned
    basis = terms.cost - float(written_off.sum())
    at_end = float(terms.discount(terms.full, rate))
    residual = read.money("buy_residual")
    sale = residual - (1.0 - keep) * (residual - basis)
    buy = terms.cost + float((upkeep - (1.0 - keep) * written_off) @ factors) - sale * at_end
    return {
        "out_lvb_lease": lease,
        "out_lvb_buy": buy,
        "out_lvb_nal": buy - lease,
        "out_lvb_breakeven": residual + (buy - lease) / (keep * at_end)
        if keep
        else ZeroDenominatorError("tax", 1.0, "below 1"),
    }
