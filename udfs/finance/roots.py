"""Every rate at which a row of dated cash flows is worth nothing, found with proof.

The net present value is written in ``x = log(1 + rate)``: ``f(x) = sum c_k exp(-t_k x)``. It is
seen from the first flow where x is above 0 and, with time turned round, from the last flow where
x is below 0. All weights then lie between 0 and 1, so nothing overflows, and two bounds hold:

* on an interval of half-width h around m, f cannot vanish when
  ``|f(m)| > h |f'(m)| + h**2 / 2 * M`` and cannot turn when ``|f'(m)| > h M``, where M is
  ``sum |c_k| t_k**2 exp(-t_k a)`` at the near end a;
* beyond the point where the first flow outweighs all the others together there is no root.

An interval that may hold a root and may hold a turn is cut in two. One that becomes too narrow
for float64 to see a crossing is a touching root: the net present value comes down to zero there
and goes back without changing sign.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from udfs.finance.products import product

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]

LOG_HIGHEST = 709.0  # log of the largest rate that a float64 holds, less a margin
LOG_LOWEST = 36.0  # below exp(-36) - 1 a rate cannot be told from -100%
_SPLIT = -3.7e-5  # where the two views meet: close to 0, but no rate that anybody quotes
_TOUCH = 2e-14  # relative height below which a turn counts as reaching zero
_CELLS = 1 << 17  # flows held at once (1 MB): what fits the second cache
_CROWD = 4096  # live intervals of one row beyond which float64 sees only rounding noise
_DEPTH = 200
_CUTS = 24  # intervals a view starts with
_SHARED_CUTS = 160  # the same where they cost next to nothing


class Roots(NamedTuple):
    """Roots of many rows: which row, log(1 + rate), and how the value behaves there."""

    row: Indices
    x: Array
    falling: Mask
    touching: Mask


def merge_dates(flows: Array, years: Array) -> tuple[Array, Array]:
    """Sort each row by time and add up what falls on one date, in the first of its places."""
    order = np.argsort(years, axis=1, kind="stable")
    years = np.take_along_axis(years, order, axis=1)
    flows = np.take_along_axis(flows, order, axis=1)
    weights = np.abs(flows)
    for k in range(flows.shape[1] - 1, 0, -1):
        same = years[:, k] == years[:, k - 1]
        if same.any():
            flows[same, k - 1] += flows[same, k]
            weights[same, k - 1] += weights[same, k]
            flows[same, k] = 0.0
    flows[np.abs(flows) <= 4.0 * np.finfo(float).eps * weights] = 0.0
    return flows, years


class _View:
    """Flows seen from one end: times from 0 upwards, weights exp(-time * y) at most about 1.

    `side` is 1 when y is log(1 + rate), and -1 when time is turned round and y is its negative.
    """

    def __init__(self, flows: Array, years: Array, side: float, cap: float) -> None:
        rows = np.arange(len(flows))
        live = flows != 0.0
        size = np.abs(flows)
        begin = np.where(live, years, np.inf).min(axis=1)
        first = np.where(live, years, np.inf).argmin(axis=1)
        times = np.where(live, years - begin[:, None], 0.0)
        head = size[rows, first]
        gap = np.where(times > 0.0, times, np.inf).min(axis=1)
        ratio = np.log((size.sum(axis=1) - head) / head)
        reach = np.where(ratio > 0.0, ratio / gap, ratio / times.max(axis=1))
        self.side, self.flows, self.times = side, flows, times
        # Times from the first place where all rows have the same, and how far each row is from it.
        self.shared = years - years.min() if years.ndim == 1 else None
        self.offset = begin - years.min()
        self.start = side * _SPLIT
        self.stop = np.minimum(reach + 1e-6 + 1e-9 * np.abs(reach), cap)

    def at(self, row: Indices, y: Array) -> Array:
        """Value, slope, bound of the curvature and mass (4, len(row)) at one point per row."""
        found = np.empty((4, len(y)))
        step = max(1, _CELLS // self.flows.shape[1])
        for start in range(0, len(y), step):
            part = slice(start, start + step)
            times = self.times[row[part]]
            terms = times * -y[part, None]
            np.exp(terms, out=terms)
            terms *= self.flows[row[part]]
            found[0, part] = terms.sum(axis=1)
            found[1, part] = -np.einsum("ij,ij->i", terms, times)
            np.abs(terms, out=terms)
            found[3, part] = terms.sum(axis=1)
            terms *= times
            found[2, part] = np.einsum("ij,ij->i", terms, times)
        return found


class _Nearest:
    """Distance of the best crossing so far of each row, to spare what lies farther away."""

    def __init__(self, guess: Array, wanted_falling: Mask, freq: float, spare: bool) -> None:
        self.guess, self.wanted, self.freq, self.spare = guess, wanted_falling, freq, spare
        self.best = np.full(len(guess), np.inf)

    def rates(self, x: Array) -> Array:
        with np.errstate(over="ignore"):
            return np.asarray(np.expm1(self.freq * x))

    def note(self, row: Indices, ends: Array, falling: Mask) -> None:
        """Intervals whose ends differ in sign: a crossing that way lies somewhere inside."""
        hit = (falling == self.wanted[row]) & self.spare
        row = row[hit]
        away = np.abs(self.rates(ends[:, hit]) - self.guess[row]).max(axis=0)
        np.minimum.at(self.best, row, away)

    def reachable(self, row: Indices, ends: Array) -> Mask:
        """Whether an interval may hold a root as near the guess as the best crossing."""
        ends = self.rates(ends) - self.guess[row]
        inside = (ends[0] > 0.0) != (ends[1] > 0.0)
        return np.asarray(inside | (np.abs(ends).min(axis=0) <= self.best[row]))


class _Found(NamedTuple):
    row: Indices
    low: Array
    high: Array
    falling: Mask  # in y, the coordinate of the view
    touching: Mask


def _first_cuts(view: _View, rows: Indices) -> tuple[Indices, Array]:
    """Intervals to begin with, narrow where weights change fast.

    One column each: low end, high end, the value at both, the curvature bound at the low end.
    """
    rows = rows[view.stop[rows] > view.start]
    if view.shared is not None and len(rows) > 1:
        return _shared_cuts(view, rows, view.shared)
    scale = 2.0 / view.times[rows].max(axis=1, initial=1e-300)
    steps = np.log1p((view.stop[rows] - view.start) / scale)
    y = view.start + scale * np.expm1(np.linspace(0.0, 1.0, _CUTS + 1)[:, None] * steps)
    at = view.at(np.tile(rows, _CUTS + 1), y.reshape(-1)).reshape(4, _CUTS + 1, len(rows))
    work = np.stack([y[:-1], y[1:], at[0, :-1], at[0, 1:], at[2, :-1]])
    return np.tile(rows, _CUTS), work.reshape(5, -1)


def _shared_cuts(view: _View, rows: Indices, times: Array) -> tuple[Indices, Array]:
    """The same where all rows have the same times: one grid, so that a matrix product does it."""
    last = times.max()
    stop = min(view.stop[rows].max(), 600.0 / last)  # beyond, weights would vanish
    steps = np.linspace(0.0, np.log1p((stop - view.start) * last / 2.0), _SHARED_CUTS + 1)
    y = view.start + 2.0 / last * np.expm1(steps)
    weights = np.exp(-times[:, None] * y)
    flows = view.flows[rows]
    lift = np.exp(view.offset[rows, None] * y)
    value = product(flows, weights) * lift
    weights *= times[:, None]
    slope = view.offset[rows, None] * value - product(flows, weights) * lift
    weights *= times[:, None]
    bend = product(np.abs(flows), weights) * lift
    ends = np.broadcast_to(y, value.shape)
    tail = np.flatnonzero(view.stop[rows] > y[-1])
    beyond = view.stop[rows[tail]]
    f_beyond = view.at(rows[tail], beyond)[0]
    work = np.stack([ends[:, :-1], ends[:, 1:], value[:, :-1], value[:, 1:], bend[:, :-1]])
    width = np.diff(y)
    reach = width * np.abs(slope[:, :-1]) + 0.5 * width * width * bend[:, :-1]
    alive = (np.abs(work[2]) <= reach) | ((work[2] > 0.0) != (work[3] > 0.0))
    alive &= work[0] < view.stop[rows, None]
    last_cut = np.stack([ends[tail, -1], beyond, value[tail, -1], f_beyond, bend[tail, -1]])
    kept = np.broadcast_to(rows[:, None], alive.shape)[alive]
    return np.concatenate([kept, rows[tail]]), np.concatenate([work[:, alive], last_cut], axis=1)


def _isolate(view: _View, rows: Indices, nearest: _Nearest) -> _Found:
    """Intervals of y that hold exactly one crossing each, or one touching root."""
    rows, work = _first_cuts(view, rows)
    found: list[_Found] = []
    for _ in range(_DEPTH):
        crossed = (work[2] > 0.0) != (work[3] > 0.0)
        falling = (work[2, crossed] > 0.0) == (view.side > 0.0)
        nearest.note(rows[crossed], view.side * work[:2, crossed], falling)
        keep = nearest.reachable(rows, view.side * work[:2])
        rows, work, crossed = rows[keep], work[:, keep], crossed[keep]
        if not len(rows):
            break
        low, high, f_low, f_high, bend = work
        middle = low + 0.4837 * (high - low)
        half = 0.5163 * (high - low)
        value, slope, bend_middle, mass = view.at(rows, middle)
        alive = crossed | (np.abs(value) <= half * np.abs(slope) + 0.5 * half * half * bend)
        plain = np.abs(slope) > half * bend
        narrow = (half * half * bend <= _TOUCH * mass) | (half <= 4e-16 * np.abs(middle))
        crowded = np.bincount(rows)[rows] > _CROWD
        done = alive & (plain | narrow | crowded)
        hit = done & (crossed | (narrow & ~plain))
        found.append(_Found(rows[hit], low[hit], high[hit], f_low[hit] > 0.0, ~crossed[hit]))
        keep = alive & ~done
        left = np.stack([low, middle, f_low, value, bend])[:, keep]
        right = np.stack([middle, high, value, f_high, bend_middle])[:, keep]
        work = np.concatenate([left, right], axis=1)
        rows = np.concatenate([rows[keep], rows[keep]])
    if not found:
        nothing = np.zeros(0, dtype=bool)
        return _Found(rows[:0], np.zeros(0), np.zeros(0), nothing, nothing)
    return _Found(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _bottom(view: _View, row: Indices, low: Array, high: Array) -> Array:
    """Where the slope changes sign: a touching root's value alone keeps half of its digits."""
    wide = 1e-6 * np.maximum(1.0, np.abs(low))  # the interval may have closed in beside the bottom
    low, high = low - wide, high + wide
    begin = view.at(row, low)[1]
    for _ in range(60):
        middle = 0.5 * (low + high)
        same = view.at(row, middle)[1] * begin > 0.0
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return 0.5 * (low + high)


def _polish(view: _View, found: _Found) -> Array:
    """Newton's method inside each bracket; halving where Newton would leave it or be slow."""
    low, high = found.low.copy(), found.high.copy()
    y = 0.5 * (low + high)
    flat = np.flatnonzero(found.touching)
    if len(flat):
        y[flat] = _bottom(view, found.row[flat], low[flat], high[flat])
    open_ = np.flatnonzero(~found.touching)
    width = high - low
    for _ in range(_DEPTH):
        if not len(open_):
            break
        at = y[open_]
        value, slope, _bend, mass = view.at(found.row[open_], at)
        above = (value > 0.0) == found.falling[open_]  # the root lies higher
        low[open_] = np.where(above, at, low[open_])
        high[open_] = np.where(above, high[open_], at)
        with np.errstate(divide="ignore", invalid="ignore"):
            newton = at - value / slope
        inside = (newton >= low[open_]) & (newton <= high[open_])
        new = np.where(inside, newton, 0.5 * (low[open_] + high[open_]))
        slow = np.abs(new - at) > 0.6 * width[open_]
        new = np.where(slow, 0.5 * (low[open_] + high[open_]), new)
        width[open_] = np.abs(new - at)
        settled = np.abs(value) <= 1.2e-16 * mass
        y[open_] = np.where(settled, at, new)
        settled |= np.abs(new - at) <= 2e-16 * np.maximum(np.abs(at), 0.05)
        settled |= high[open_] - low[open_] <= 4e-16 * np.abs(at)
        open_ = open_[~settled]
    return y


def all_roots(
    flows: Array, years: Array, guess: Array, freq: float = 1.0, nearest_only: bool = True
) -> Roots:
    """Roots in log(1 + rate per unit of time) of every row of flows.

    Parameters
    ----------
    flows : array (rows, flows)
        Each row needs two amounts of different sign at different times.
    years : array (flows,) or (rows, flows)
        Times, ascending and distinct (see `merge_dates`).
    guess : array (rows,)
        Effective annual rate.
    freq : float, default 1
        Units of time in a year.
    nearest_only : bool, default True
        Leave out roots that are surely farther from the guess than one that crosses zero in the
        normal direction.
    """
    rows = np.arange(len(flows))
    size = np.abs(flows).max(axis=1)
    flows = np.ldexp(flows, -np.frexp(size)[1][:, None])
    first = flows[rows, (flows != 0.0).argmax(axis=1)]
    nearest = _Nearest(guess, first < 0.0, freq, nearest_only)
    parts: list[Roots] = []
    for side, cap in ((1.0, LOG_HIGHEST / freq), (-1.0, LOG_LOWEST / freq)):
        view = _View(flows, side * years, side, cap)
        found = _isolate(view, rows, nearest)
        x = side * _polish(view, found)
        parts.append(Roots(found.row, x, found.falling == (side > 0.0), found.touching))
    return Roots(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def choose(roots: Roots, flows: Array, guess: Array, freq: float = 1.0) -> Array:
    """Effective annual rate of each row by the rule for several roots; NaN where there is none.

    Of the rates at which the net present value crosses zero in the normal direction (falling
    when the first flow is negative, rising when it is positive) the one nearest the guess; when
    none does, the nearest of all, touching roots included.
    """
    rows = np.arange(len(flows))
    wanted = flows[rows, (flows != 0.0).argmax(axis=1)] < 0.0
    rate = np.expm1(freq * roots.x)
    normal = ~roots.touching & (roots.falling == wanted[roots.row])
    order = np.lexsort((rate, np.abs(rate - guess[roots.row]), ~normal, roots.row))
    chosen = np.full(len(flows), np.nan)
    row, where = np.unique(roots.row[order], return_index=True)
    chosen[row] = rate[order][where]
    return chosen
