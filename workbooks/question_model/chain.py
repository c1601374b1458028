"""From the chips to the revenue required: the spending of a year, its multiple, the margins."""

from __future__ import annotations

from collections.abc import Mapping

from workbooks.flat_inputs import Inputs
from workbooks.question_model.cells import BLANK, NOTHING, Cell, known, less, padded, ratio

QUARTERS = 4
ROWS = 24


class Chain:
    """Spending on chips, what it brings with it, and what must be earned on it."""

    def __init__(self, read: Inputs) -> None:
        self.read = read
        self.quarters = read.moneys("quarter_revenue")
        while self.quarters and self.quarters[-1] is None:
            self.quarters.pop()
        last = [amount for amount in self.quarters[-QUARTERS:] if amount is not None]
        self.run = QUARTERS * last[-1] if last else None
        self.trailing = sum(last) if len(last) == QUARTERS else None
        stated = read.maybe("gpu_stated")
        self.stated = None if stated is None else read.scale * stated
        bases = {"run_rate": self.run, "trailing": self.trailing, "stated": self.stated}
        self.gpu = bases[read.text("gpu_basis", "run_rate")] or 0.0
        self.capital, self.built = self._multiples()
        self.parts = bool(read.column("part_per_gpu"))
        self.said = read.number("mult_stated", 2.0)
        self.mult = self.built if read.text("mult_basis", "stated") == "built" else self.said
        self.margin = read.number("margin", 0.5)
        self.cloud_margin = read.number("cloud_margin")
        self.total = self.gpu * self.mult
        self.rent = self.total / (1.0 - self.cloud_margin)
        self.required = self.rent / (1.0 - self.margin)

    def _multiples(self) -> tuple[float, float]:
        """What is spent for each 1 of chips, chips included: on capital, and on everything."""
        capital = whole = 1.0
        flags = self.read.column("part_capital")
        for amount, flag in zip(self.read.numbers("part_per_gpu"), flags, strict=True):
            whole += amount or 0.0
            capital += (amount or 0.0) if flag else 0.0
        return capital, whole

    def outputs(self) -> Mapping[str, Cell | list[Cell]]:
        total, rent, required = self.total, self.rent, self.required
        steps: list[Cell] = [self.gpu, total - self.gpu, rent - total, required - rent]
        return {
            "out_gpu_run": known(self.run),
            "out_gpu_trailing": known(self.trailing),
            "out_gpu_stated": known(self.stated),
            "out_gpu_diff": less(self.stated, self.run),
            "out_gpu": self.gpu,
            "out_quarter_run": padded(self._rates(), ROWS),
            "out_quarter_growth": padded(self._growth(1), ROWS),
            "out_quarter_yoy": padded(self._growth(QUARTERS), ROWS),
            "out_mult_capital": self.capital if self.parts else NOTHING,
            "out_mult_built": self.built if self.parts else NOTHING,
            "out_mult_diff": self.said - self.built if self.parts else NOTHING,
            "out_mult": self.mult,
            "out_total_cost": total,
            "out_rent": rent,
            "out_required": required,
            "out_times": required / self.gpu,
            "out_chain": steps,
        }

    def _rates(self) -> list[Cell]:
        """Four times each quarter."""
        return [BLANK if amount is None else QUARTERS * amount for amount in self.quarters]

    def _growth(self, back: int) -> list[Cell]:
        """Growth of each quarter on the one some quarters before."""
        found: list[Cell] = []
        for place, amount in enumerate(self.quarters):
            earlier = self.quarters[place - back] if place >= back else None
            change = None if earlier is None or amount is None else amount - earlier
            found.append(ratio(change, earlier, BLANK))
        return found
