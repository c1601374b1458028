"""The terms of a lease, read from the flat inputs of a deal: dates, rungs, phases and cash.

A deal's flat inputs are those of the template's Inputs sheet without their ``in_`` prefix: a
number, a text, a date or a list of them; None or an empty text is a blank cell.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from udfs.finance.calendar import date_series
from workbooks.lease_model.dates import Position, serial

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]

UNITS = {"$": 1.0, "$k": 1e3, "$M": 1e6, "$B": 1e9}
EDGE = 1e-12  # relative room within which a threshold counts as reached
RUNGS = 10


def reaches(value: float, threshold: float) -> bool:
    """Whether a measure meets a threshold, rounding in favour of met."""
    return value >= threshold - EDGE * abs(threshold)


class Inputs:
    """Flat inputs with blanks, defaults and units taken care of."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values
        self.scale = UNITS[self.text("unit", "$M")] / UNITS[
            self.text("show_unit", self.text("unit", "$M"))
        ]

    def _get(self, name: str) -> object:
        value = self._values.get(name)
        return None if isinstance(value, str) and not value.strip() else value

    def text(self, name: str, default: str) -> str:
        value = self._get(name)
        return default if value is None else str(value)

    def maybe(self, name: str) -> float | None:
        """A number, or None for a blank."""
        value = self._get(name)
        return None if value is None else _number(value)

    def number(self, name: str, default: float = 0.0) -> float:
        value = self.maybe(name)
        return default if value is None else value

    def money(self, name: str, default: float = 0.0) -> float:
        """An amount in the unit that the outputs are shown in."""
        return self.scale * self.number(name, default)

    def flag(self, name: str) -> bool:
        return self.number(name) != 0.0

    def column(self, name: str) -> list[object]:
        value = self._get(name)
        return list(value) if isinstance(value, list | tuple) else []

    def numbers(self, name: str) -> list[float | None]:
        return [None if item in (None, "") else _number(item) for item in self.column(name)]

    def moneys(self, name: str) -> list[float | None]:
        return [None if item is None else self.scale * item for item in self.numbers(name)]

    def day(self, name: str) -> float:
        return serial(self._values[name])

    def timing(self) -> int:
        value = self._get("timing")
        return int(value == "advance") if isinstance(value, str) else int(self.number("timing"))


def _number(value: object) -> float:
    if isinstance(value, int | float | np.number):
        return float(value)
    raise TypeError(f"a number is needed, got {value!r}")


@dataclass(frozen=True)
class Rung:
    """A date on which the lessee may leave: the end of the base term or of a renewal."""

    periods: int
    reach: float
    certain: bool
    guaranteed: float
    cap: float
    expected: float

    @property
    def shortfall(self) -> float:
        """What the guarantee would cost if the asset were worth what is expected."""
        return min(self.cap, max(0.0, self.guaranteed - self.expected))

    @property
    def capped(self) -> float:
        """The most that the guarantee can cost."""
        return min(self.cap, self.guaranteed)


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
        self.fair_value = self.cost if read.maybe("fair_value") is None else read.money(
            "fair_value"
        )
        self.life = read.number("life")
        self.remaining_life = read.number("remaining_life", self.life)
        self.purchase_certain = read.flag("purchase_certain")
        self.title = read.flag("title")
        self.rungs = self._rungs()
        self.recognised_rung = sum(rung.certain for rung in self.rungs)
        self.full = self.rungs[-1].periods
        leave = read.maybe("termination_year")
        self.leave_periods = None if leave is None else round(leave * self.freq)
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

    def discount(self, periods: Array | float, rate: float | None = None) -> Array:
        """Value today of 1 paid so many periods from today."""
        growth = 1.0 + (self.periodic if rate is None else rate)
        return np.asarray(growth ** -np.asarray(periods, dtype=float))

    @property
    def recognised(self) -> int:
        """Payment periods of the recognised lease term."""
        if self.leaves and self.leave_periods is not None:
            return self.leave_periods
        return self.recognised_last.periods

    @property
    def recognised_last(self) -> Rung:
        """The rung at which the recognised term ends when there is no early termination."""
        return self.rungs[self.recognised_rung - 1]

    def _rungs(self) -> tuple[Rung, ...]:
        read = self.inputs
        renewals = [years for years in read.numbers("opt_years") if years is not None]
        chances = [1.0, *(p or 0.0 for p in read.numbers("opt_p"))]
        exits = [read.moneys(f"exit_{name}") for name in ("guaranteed", "cap", "expected")]
        threshold = read.number("opt_threshold", 0.7)
        years, reach, certain = 0.0, 1.0, True
        rungs = []
        for row, length in enumerate([read.number("term"), *renewals]):
            chance = chances[row] if row < len(chances) else 0.0
            years += length
            reach *= chance
            certain = certain and (row == 0 or chance >= threshold)
            guaranteed, cap, expected = (
                column[row] if row < len(column) else None for column in exits
            )
            rungs.append(
                Rung(
                    periods=round(years * self.freq),
                    reach=reach,
                    certain=certain,
                    guaranteed=guaranteed or 0.0,
                    cap=math.inf if cap is None else cap,
                    expected=expected or 0.0,
                )
            )
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
