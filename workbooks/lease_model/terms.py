"""The terms of a lease: dates, rungs, phases, cash, and what is due at the end."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from udfs import lease_rvg, lease_term
from udfs.finance.calendar import date_series
from workbooks.flat_inputs import Inputs, serial
from workbooks.lease_model.dates import Position

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]

EDGE = 1e-12  # relative room within which a threshold counts as reached
RUNGS = 10


def reaches(value: float, threshold: float) -> bool:
    """Whether a measure meets a threshold, rounding in favour of met."""
    return value >= threshold - EDGE * abs(threshold)


@dataclass(frozen=True)
class Rung:
    """A date on which the lessee may leave: the end of the base term or of a renewal."""

    periods: int
    reach: float
    guaranteed: float
    cap: float | None
    expected: float

    @cached_property
    def shortfall(self) -> float:
        """What the guarantee would cost if the asset were worth what is expected."""
        return float(lease_rvg(self.guaranteed, self.expected, self.cap))

    @cached_property
    def capped(self) -> float:
        """The most that the guarantee can cost."""
        return float(lease_rvg(self.guaranteed, self.expected, self.cap, "max"))


@dataclass(frozen=True)
class Phase:
    """A part of the campus: the period boundary at which it is delivered, and its share."""

    start: int
    share: float


class Terms:
    """One lease: periods, rates, cash and dates, as arrays over its payment periods."""

    def __init__(self, values: Mapping[str, object]) -> None:
        read = self.inputs = Inputs(values)
        self.freq = int(read.number("freq", 1.0))
        self.timing = read.timing()
        self.cost = read.money("cost")
        self.fair_value = read.money("fair_value", read.number("cost"))
        self.life = read.number("life")
        self.remaining_life = read.number("remaining_life", self.life)
        self.purchase_certain = read.flag("purchase_certain")
        self.title = read.flag("title")
        self.rungs = self._rungs()
        self.recognised_last = self._recognised_last()
        self.full = self.rungs[-1].periods
        leave = read.maybe("termination_year")
        self.leave_periods = None if leave is None else math.floor(leave * self.freq + 0.5)
        self.leaves = read.flag("termination_certain") and leave is not None
        self.rate = read.number("rate")
        self.periodic = self.per_period(self.rate)
        self.effective = (1.0 + self.periodic) ** self.freq - 1.0

    # -- rates and periods ------------------------------------------------------------------

    def per_period(self, rate: float) -> float:
        """Rate of one payment period from an annual rate quoted as the deal quotes its own."""
        if self.inputs.text("comp", "nominal") == "effective":
            return float((1.0 + rate) ** (1.0 / self.freq) - 1.0)
        return rate / self.freq

    def discount(self, periods: NDArray[Any] | float, rate: float | None = None) -> Array:
        """Value today of 1 paid so many periods from today."""
        growth = 1.0 + (self.periodic if rate is None else rate)
        return np.asarray(growth ** -np.asarray(periods, dtype=float))

    @property
    def recognised(self) -> int:
        """Payment periods of the recognised lease term."""
        if self.leaves and self.leave_periods is not None:
            return self.leave_periods
        return self.recognised_last.periods

    def _recognised_last(self) -> Rung:
        """The rung at which the recognised term ends when there is no early termination."""
        read = self.inputs
        options = [
            [years, p or 0.0]
            for years, p in zip(read.numbers("opt_years"), read.numbers("opt_p"), strict=False)
            if years is not None
        ]
        years = read.number("term")
        if options:
            years = lease_term(years, options, read.number("opt_threshold", 0.7))
        periods = math.floor(years * self.freq + 0.5)
        return next(rung for rung in self.rungs if rung.periods == periods)

    def _rungs(self) -> tuple[Rung, ...]:
        read = self.inputs
        renewals = [years for years in read.numbers("opt_years") if years is not None]
        chances = [1.0, *(p or 0.0 for p in read.numbers("opt_p"))]
        exits = [read.moneys(f"exit_{name}") for name in ("guaranteed", "cap", "expected")]
        years, reach = 0.0, 1.0
        rungs = []
        for row, length in enumerate([read.number("term"), *renewals]):
            years += length
            reach *= chances[row] if row < len(chances) else 0.0
            guaranteed, cap, expected = (
                column[row] if row < len(column) else None for column in exits
            )
            periods = math.floor(years * self.freq + 0.5)
            rungs.append(Rung(periods, reach, guaranteed or 0.0, cap, expected or 0.0))
        return tuple(rungs)

    # -- cash -------------------------------------------------------------------------------

    @cached_property
    def paid_at(self) -> Indices:
        """Period boundary at which the rent of each period is paid."""
        return np.arange(1, self.full + 1) - self.timing

    def contract_rent(self, year: int) -> float:
        """Rent of a lease year for the whole campus, rent-free periods aside."""
        years = self.inputs.numbers("step_year")
        rents = self.inputs.moneys("step_rent")
        reached = [
            rent
            for start, rent in zip(years, rents, strict=True)
            if start is not None and start <= year
        ]
        if reached:
            return reached[-1] or 0.0
        growth = 1.0 + self.inputs.number("escalator")
        return float(self.inputs.money("rent") * growth ** (year - 1))

    @cached_property
    def base(self) -> Array:
        """Rent of each period of the full term if the whole campus stood from the start."""
        years = -(-self.full // self.freq)
        per_year = np.array([self.contract_rent(y) for y in range(1, years + 1)]) / self.freq
        rents = np.repeat(per_year, self.freq)[: self.full]
        rents[: int(self.inputs.number("free"))] = 0.0
        return rents

    @cached_property
    def level(self) -> bool:
        """Whether the same rent is paid in every period for the whole campus."""
        read = self.inputs
        plain = not read.column("step_year") and read.number("escalator") == 0.0
        return plain and read.number("free") == 0.0 and all(p.start == 0 for p in self.phases)

    @cached_property
    def phases(self) -> tuple[Phase, ...]:
        """Phases of the campus; one that joins after the full term starts beyond it."""
        days = [serial(day) for day in self.inputs.column("phase_date") if day not in (None, "")]
        shares = self.inputs.numbers("phase_share")
        if not days:
            return (Phase(0, 1.0),)
        return tuple(
            Phase(int(np.searchsorted(self.days, day)), share or 0.0)
            for day, share in zip(days, shares, strict=False)
        )

    @cached_property
    def pay(self) -> Array:
        """Rent of each period of the full term on the phases delivered by its start."""
        periods = np.arange(1, self.full + 1)
        total = np.zeros(self.full)
        for phase in self.phases:
            total += phase.share * self.base * (periods > phase.start)
        return total

    def pv_to(self, periods: int) -> float:
        """Present value at commencement of all rent up to a period, at the deal's rate."""
        return float(self.pay[:periods] @ self.discount(self.paid_at[:periods]))

    def pv_end(self, amount: float, periods: int) -> float:
        """Present value at commencement of an amount due at the end of a period."""
        return amount * float(self.discount(periods))

    # -- amounts at the end of the recognised term ------------------------------------------

    @property
    def price(self) -> float:
        """Purchase price that will be paid at the end of the recognised term."""
        return self.inputs.money("purchase_price") if self.purchase_certain else 0.0

    @property
    def penalty(self) -> float:
        """Termination penalty that will be paid at the end of the recognised term."""
        return self.inputs.money("termination_penalty") if self.leaves else 0.0

    @property
    def initial_costs(self) -> float:
        """Direct costs and prepaid rent less incentives: they enter the asset alone."""
        read = self.inputs
        return read.money("direct") + read.money("prepaid") - read.money("allowance")

    @property
    def guarantee_counts(self) -> bool:
        return not (self.leaves or self.purchase_certain)

    def probable(self, shortfall: float) -> float:
        """US basis: the shortfall in full when it is probable, else nothing."""
        chance = self.inputs.maybe("rvg_p")
        likely = chance is None or chance >= self.inputs.number("rvg_threshold", 0.75)
        return shortfall if likely else 0.0

    def expected(self, shortfall: float) -> float:
        """IFRS basis: the amount expected to be payable."""
        return self.inputs.number("rvg_p", 1.0) * shortfall

    @cached_property
    def end_us(self) -> float:
        owed = self.probable(self.recognised_last.shortfall) if self.guarantee_counts else 0.0
        return owed + self.price + self.penalty

    @cached_property
    def end_ifrs(self) -> float:
        owed = self.expected(self.recognised_last.shortfall) if self.guarantee_counts else 0.0
        return owed + self.price + self.penalty

    # -- dates ------------------------------------------------------------------------------

    @cached_property
    def days(self) -> Array:
        """Serial of each period boundary, the commencement date first, and of one beyond."""
        return date_series(self.inputs.day("commencement"), self.full + 2, 12 // self.freq)

    def position(self, day: float) -> Position:
        """Where a day from commencement on lies among the period boundaries."""
        last = int(np.searchsorted(self.days, day, side="right")) - 1
        if last > self.full:
            return Position(self.full + 1, 0.0)
        length = self.days[last + 1] - self.days[last]
        return Position(last, float((day - self.days[last]) / length))

    @cached_property
    def asof(self) -> float:
        return self.inputs.day("asof")

    @property
    def commenced(self) -> bool:
        return bool(self.asof >= self.days[0])

    @cached_property
    def today(self) -> Position:
        """Position of the as-of date, or of commencement when that is still to come."""
        return self.position(max(self.asof, float(self.days[0])))

    @property
    def wait(self) -> float:
        """Value at the as-of date of 1 at commencement, when that is still to come."""
        days = max(0.0, float(self.days[0]) - self.asof)
        return float((1.0 + self.effective) ** (-days / 365.0))
