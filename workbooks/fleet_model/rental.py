"""Dated rental prices: the straight line through their logarithms, peak, trough and rebound."""

from __future__ import annotations

import math
from collections.abc import Mapping

from workbooks.flat_inputs import serial
from workbooks.fleet_model.terms import NOTHING, Cell, Terms

DAYS = 365.25


class Rental:
    """The quotes in use, and what they say of a yearly decline."""

    def __init__(self, terms: Terms) -> None:
        read = terms.read
        rows = zip(
            read.column("rental_date"),
            read.numbers("rental_price"),
            read.column("rental_use"),
            read.column("rental_kind"),
            strict=True,
        )
        used = [row for row in rows if row[2] and row[0] and row[1] is not None and row[1] > 0]
        self.quotes = [(serial(day), price or 0.0) for day, price, _, _ in used]
        self.kinds = [str(kind) for _, _, _, kind in used]
        self.slope: float | None = None
        self.level = 0.0
        if len(self.quotes) >= 3 and self.quotes[0][0] != self.quotes[-1][0]:
            self._fit()

    def _points(self) -> list[tuple[float, float]]:
        first = self.quotes[0][0]
        return [((day - first) / DAYS, math.log(price)) for day, price in self.quotes]

    def _fit(self) -> None:
        points = self._points()
        count = len(points)
        x = math.fsum(x for x, _ in points) / count
        y = math.fsum(y for _, y in points) / count
        spread = math.fsum((a - x) ** 2 for a, _ in points)
        self.slope = math.fsum((a - x) * (b - y) for a, b in points) / spread
        self.level = y - self.slope * x

    @property
    def decline(self) -> float | None:
        """Share of the price lost in a year, as fitted."""
        return None if self.slope is None else 1.0 - math.exp(self.slope)

    def _explained(self) -> Cell:
        if self.slope is None or len({price for _, price in self.quotes}) == 1:
            return NOTHING
        points = self._points()
        mean = math.fsum(y for _, y in points) / len(points)
        left = math.fsum((y - self.level - self.slope * x) ** 2 for x, y in points)
        return 1.0 - left / math.fsum((y - mean) ** 2 for _, y in points)

    def outputs(self) -> Mapping[str, object]:
        slope, decline = self.slope, self.decline
        half: Cell = NOTHING
        last: Cell = NOTHING
        if slope is not None:
            last = math.exp(self.level + slope * self._points()[-1][0])
            if slope < 0.0:
                half = math.log(0.5) / slope
        return {
            "out_fit_count": float(len(self.quotes)),
            "out_fit_kind": self._kind(),
            "out_fit_decline": NOTHING if decline is None else decline,
            "out_fit_halflife": half,
            "out_fit_r2": self._explained(),
            "out_fit_last": last,
            **self._turns(),
        }

    def _kind(self) -> str:
        if not self.kinds:
            return NOTHING
        return self.kinds[0] if len(set(self.kinds)) == 1 else "mixed"

    def _turns(self) -> Mapping[str, Cell]:
        if not self.quotes:
            return {"out_peak_trough": NOTHING, "out_rebound": NOTHING}
        prices = [price for _, price in self.quotes]
        high = self.quotes[prices.index(max(prices))]
        low = self.quotes[prices.index(min(prices))]
        fall: Cell = NOTHING
        if low[0] > high[0]:
            fall = float((low[1] / high[1]) ** (DAYS / (low[0] - high[0]))) - 1.0
        return {"out_peak_trough": fall, "out_rebound": prices[-1] / low[1] - 1.0}
