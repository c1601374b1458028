"""Laboratories, and the game of investing or holding back."""

from __future__ import annotations

from collections.abc import Mapping

from workbooks.flat_inputs import UNITS, Inputs
from workbooks.question_model.cells import NOTHING, Cell, padded, ratio

LABS, MONTHS = 6, 12
STEPS = range(-3, 4)
MEASURES = (
    "cost", "result", "gross", "gross_margin", "inference", "runway",
    "hours_inference", "hours_training", "even_price",
)  # fmt: skip

Pair = tuple[float, float]


def labs(read: Inputs) -> Mapping[str, list[Cell] | list[list[Cell]]]:
    """Each laboratory's year, what compute may cost it, and how long its cash lasts."""
    rows = [_lab(read, place) for place in range(len(read.column("lab_name")))]
    step = read.number("grid_price_step", 0.2)
    revenue, inference = read.moneys("lab_revenue"), read.moneys("lab_inference")
    grid: list[list[Cell]] = []
    for k in STEPS:
        margins = [
            ratio((sold or 0.0) - (cost or 0.0) * (1.0 + k * step), sold)
            for sold, cost in zip(revenue, inference, strict=True)
        ]
        grid.append(padded(margins, LABS))
    columns: dict[str, list[Cell]] = {
        f"out_lab_{name}": padded([row[name] for row in rows], LABS) for name in MEASURES
    }
    return {**columns, "out_grid_price": grid}


def _lab(read: Inputs, place: int) -> dict[str, Cell]:
    def money(key: str) -> float:
        return read.moneys(f"lab_{key}")[place] or 0.0

    revenue, inference, training = money("revenue"), money("inference"), money("training")
    cost = inference + training + money("staff") + money("other")
    cash, price = read.moneys("lab_cash")[place], read.numbers("lab_gpu_hour")[place]
    loss = cost - revenue
    unit = UNITS[read.text("show_unit", read.text("unit", "$M"))]
    compute = inference + training
    left = revenue - money("staff") - money("other")
    part = ratio(left, compute)
    return {
        "cost": cost,
        "result": -loss,
        "gross": revenue - inference,
        "gross_margin": ratio(revenue - inference, revenue),
        "inference": ratio(inference, revenue),
        "runway": NOTHING if cash is None or loss <= 0.0 else MONTHS * cash / loss,
        "hours_inference": NOTHING if price is None else inference * unit / price,
        "hours_training": NOTHING if price is None else training * unit / price,
        "even_price": NOTHING if price is None or isinstance(part, str) else price * part,
    }


class Outcome:
    """Payoffs of both, by what each does (0 the first strategy, 1 the second)."""

    def __init__(self, read: Inputs) -> None:
        mine, yours = read.numbers("payoff_row"), read.numbers("payoff_column")
        self.cells = [(r, c) for r in (0, 1) for c in (0, 1)]
        pairs = zip(mine, yours, strict=True)
        self.pay: dict[tuple[int, int], Pair] = {
            cell: (one or 0.0, other or 0.0)
            for cell, (one, other) in zip(self.cells, pairs, strict=True)
        }

    def regret(self, player: int, cell: tuple[int, int]) -> float:
        """What a player loses by not having done the better thing against what the other did."""
        r, c = cell
        others = [(0, c), (1, c)] if player == 0 else [(r, 0), (r, 1)]
        return max(self.pay[other][player] for other in others) - self.pay[cell][player]

    def is_efficient(self, cell: tuple[int, int]) -> bool:
        mine, yours = self.pay[cell]
        return not any(
            one >= mine and other >= yours and (one, other) != (mine, yours)
            for one, other in self.pay.values()
        )

    def dominated(self, player: int, strategy: int) -> str:
        """Whether the player's other strategy is better whatever the other does."""
        gains = [
            self.pay[(1 - strategy, k) if player == 0 else (k, 1 - strategy)][player]
            - self.pay[(strategy, k) if player == 0 else (k, strategy)][player]
            for k in (0, 1)
        ]
        if min(gains) > 0.0:
            return "strictly"
        return "weakly" if min(gains) == 0.0 < max(gains) else "no"

    def chance(self, player: int) -> float | None:
        """Chance of the other's first strategy at which a player's two are worth the same."""
        first, second = (
            self.pay[(0, k) if player == 0 else (k, 0)][player]
            - self.pay[(1, k) if player == 0 else (k, 1)][player]
            for k in (0, 1)
        )
        if first * second >= 0.0:
            return None
        return -second / (first - second)


def game(read: Inputs) -> Mapping[str, Cell | list[Cell]]:
    """Best answers, equilibria, regret and dominance."""
    table = Outcome(read)
    regrets = [[table.regret(player, cell) for cell in table.cells] for player in (0, 1)]
    nash = [one == 0.0 and other == 0.0 for one, other in zip(*regrets, strict=True)]
    efficient = [table.is_efficient(cell) for cell in table.cells]
    trapped = [is_nash and not good for is_nash, good in zip(nash, efficient, strict=True)]
    p, q = table.chance(1), table.chance(0)
    chances: list[Cell] = [NOTHING, NOTHING] if p is None or q is None else [p, q]
    worst = [
        max(regrets[player][place] for place, cell in enumerate(table.cells) if cell[player] == own)
        for player in (0, 1)
        for own in (0, 1)
    ]
    return {
        "out_game_regret_row": list(regrets[0]),
        "out_game_regret_column": list(regrets[1]),
        "out_game_nash": [float(flag) for flag in nash],
        "out_game_pareto": [float(flag) for flag in efficient],
        "out_game_dominated": [table.dominated(player, own) for player in (0, 1) for own in (0, 1)],
        "out_game_worst": list(worst),
        "out_game_mix": chances,
        "out_game_count": float(sum(nash)),
        "out_game_trap": float(sum(trapped)),
    }
