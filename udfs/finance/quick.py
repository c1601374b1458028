"""The quick path of `udfs.finance.solve`: rows of cash flows that change sign once.

In ``x = log(1 + rate)`` the log of (present value of the flows of one sign / of the other) is
monotone for such a row, and so nearly straight that Euler's method, a Newton step that also uses
the curvature, roots it in two or three steps. Where all rows have the same dates, one Taylor
series about a common rate does it for nearly all rows with a single matrix product.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from udfs.finance.products import product, row_sums, vecdot
from udfs.finance.roots import Array, Indices, Mask

Floats = np.ndarray[Any, np.dtype[np.floating[Any]]]  # single or double precision

_DISC = 4.0  # largest duration x radius of the Taylor series of a chunk
_SETTLED = 1e-3  # |step| x duration below which the next step is beneath rounding
_LAST = 1e-5  # the same for Newton's step
_SAMPLE = 16  # rows that show where the flows of a block usually change sign
_STEPS = 9


def one_change(flows: Array, years: Array) -> tuple[Mask, Indices]:
    """Rows whose flows change sign once in time, and the place of the first flow after it."""
    below, above = flows < 0.0, flows > 0.0
    width = flows.shape[1]
    if years.ndim == 2 and not (years[:, 1:] >= years[:, :-1]).all():
        out_first = np.where(below, years, np.inf).min(axis=1)
        out_last = np.where(below, years, -np.inf).max(axis=1)
        in_first = np.where(above, years, np.inf).min(axis=1)
        in_last = np.where(above, years, -np.inf).max(axis=1)
        both = np.isfinite(out_first) & np.isfinite(in_first)
        one = both & ((out_last < in_first) | (in_last < out_first))
        return one, np.full(len(flows), -1)
    rows = np.arange(len(flows))
    out_at, in_at = below.argmax(axis=1), above.argmax(axis=1)
    out_end = width - 1 - below[:, ::-1].argmax(axis=1)
    in_end = width - 1 - above[:, ::-1].argmax(axis=1)
    both = below[rows, out_at] & above[rows, in_at]
    lend, borrow = out_end < in_at, in_end < out_at
    if years.ndim == 2:  # flows on one date are one flow
        lend &= years[rows, out_end] < years[rows, in_at]
        borrow &= years[rows, in_end] < years[rows, out_at]
    return both & (lend | borrow), np.where(lend, in_at, out_at)


def usual(flows: Array, years: Array) -> tuple[Mask, int | None]:
    """Rows that change sign once and at the place that is usual in the block, and that place."""
    places = np.arange(float(flows.shape[1]))
    one, changes = one_change(flows[:_SAMPLE], places)
    if not one.any():
        return np.zeros(len(flows), dtype=bool), None
    change = int(np.bincount(changes[one]).argmax())
    head, tail = flows[:, :change], flows[:, change:]
    found: Mask = np.logical_and((head <= 0.0).all(axis=1), (tail >= 0.0).all(axis=1))
    if not found.all():
        found |= (head >= 0.0).all(axis=1) & (tail <= 0.0).all(axis=1)
    if years.ndim == 2:
        found &= years[:, :change].max(axis=1) < years[:, change:].min(axis=1)
    return found, change


class Scratch:
    """Memory for the chunks of one call: fresh pages would cost more than the arithmetic.

    `start` is where the roots of the chunk before lay, a first x for the next one.
    """

    def __init__(self, rows: int, columns: int) -> None:
        self.double = np.empty((rows, columns))
        self.single = np.empty((4, rows, columns), dtype=np.float32)
        self.start = 0.0


def _moments(terms: Floats, years: Floats, powers: Floats) -> Floats:
    """Sums of the terms times 1, t, t squared (and t cubed where times are common).

    `powers` holds the powers of common times side by side, or the squares of own times.
    """
    if years.ndim == 1:
        sums: Floats = (terms @ powers).T
        return sums
    return np.stack([row_sums(terms), vecdot(terms, years), vecdot(terms, powers)])


def _cubes(terms: Array, years: Array, powers: Array) -> Array:
    """Sum of the terms times t cubed, one row to stack below `_moments`; spoils the terms."""
    if years.ndim == 1:
        return np.empty((0, len(terms)))
    terms *= years
    return np.asarray(vecdot(terms, powers)[None])


def _part(change: int | None, terms: Any, years: Any, powers: Any) -> tuple[Any, Any, Any]:
    """What comes before the change of sign, or the negative terms where rows differ."""
    if change is None:
        return np.minimum(terms, 0.0), years, powers
    if years.ndim == 1:
        return terms[:, :change], years[:change], powers[:change]
    return terms[:, :change].copy(), years[:, :change], powers[:, :change]


def _euler_step(early: Floats, total: Floats) -> Any:
    """Step in x towards the zero of log(present value of one sign / of the other).

    Takes the moments of the flows of one sign and of all. Euler's step solves the parabola of the
    first two derivatives; with moments of the third order it is mended by one Newton step on the
    cubic.
    """
    early = -early
    late = total + early
    log_ratio = np.log(late[0] / early[0])
    late, early = late[1:] / late[0], early[1:] / early[0]
    slope = early[0] - late[0]
    bend = late[1] - late[0] ** 2 - early[1] + early[0] ** 2
    under = np.maximum(slope * slope - 2.0 * log_ratio * bend, 0.0)
    step = -2.0 * log_ratio / (slope + np.copysign(np.sqrt(under), slope))
    if len(total) < 4:
        return step
    twist = _third(early) - _third(late)
    height = log_ratio + step * (slope + step * (bend / 2.0 + step * twist / 6.0))
    steep = slope + step * (bend + step * twist / 2.0)
    return step - np.where(np.abs(steep) > 0.5 * np.abs(slope), height / steep, 0.0)


def _third(mean: Floats) -> Any:
    """Third central moment from the means of t, t squared and t cubed."""
    return mean[2] - 3.0 * mean[0] * mean[1] + 2.0 * mean[0] ** 3


def _settle(flows: Array, years: Array, change: int | None, x: Array) -> Array:
    """Steps from the given x on all flows; NaN where they do not settle."""
    is_common = years.ndim == 1
    powers = np.stack([years**k for k in range(4)], axis=1) if is_common else years * years
    result = np.full(len(flows), np.nan)
    rows = np.arange(len(flows))
    span = float(np.ptp(years)) if years.size else 0.0
    for _ in range(_STEPS):
        if not len(rows):
            break
        terms = years * -x[:, None]
        np.exp(terms, out=terms)
        terms *= flows
        early = _part(change, terms, years, powers)
        total = _moments(terms, years, powers)
        before = _moments(*early)
        move = _euler_step(
            np.concatenate([before, _cubes(*early)]),
            np.concatenate([total, _cubes(terms, years, powers)]),
        )
        x = x + move
        settled = np.abs(move) * span <= _SETTLED
        result[rows[settled]] = x[settled]
        keep = np.isfinite(move) & ~settled
        if not keep.all():
            rows, x, flows = rows[keep], x[keep], flows[keep]
            years, powers = (years, powers) if is_common else (years[keep], powers[keep])
    return result


def quick(
    flows: Array,
    years: Array,
    change: int | None,
    wanted: Mask,
    scratch: Scratch | None = None,
) -> Array:
    """log(1 + rate) of the wanted rows, which change sign once; NaN where it does not settle.

    `years` are the times of all rows or one set per row; `change` is the place of the first flow
    after the change of sign, None where rows differ.
    """
    if years.ndim == 1:
        result, x = _expand(flows, years, change, np.flatnonzero(wanted))
    else:
        scratch = scratch or Scratch(*flows.shape)
        x = _rough(flows, years, change, scratch)
        result, x = _last_step(flows, years, change, x, scratch)
        good = result[wanted & np.isfinite(result)]
        scratch.start = float(np.median(good)) if len(good) else 0.0
    result[~wanted] = np.nan  # what settles there is a root, but perhaps not the one wanted
    rows = np.flatnonzero(np.isnan(result) & wanted)
    if len(rows):
        times = years if years.ndim == 1 else years[rows]
        result[rows] = _settle(flows[rows], times, change, x[rows])
    return result


def _rough(flows: Array, years: Array, change: int | None, scratch: Scratch) -> Array:
    """A first x to about six digits, in single precision, where exp costs half."""
    short, times, squares, terms = scratch.single[:, : len(flows)]
    np.copyto(short, flows, casting="same_kind")
    np.copyto(times, years, casting="same_kind")
    np.multiply(times, times, out=squares)
    last = times.max()
    x: Any = np.full(len(flows), scratch.start, dtype=np.float32)
    for _ in range(2):
        np.multiply(times, -x[:, None], out=terms)
        if x.max() * last > 80.0:
            np.maximum(terms, -80.0, out=terms)  # smaller numbers are slow, and do not count
        np.exp(terms, out=terms)
        terms *= short
        early = _moments(*_part(change, terms, times, squares))
        move = _euler_step(early, _moments(terms, times, squares))
        x = x + np.nan_to_num(move, nan=0.0, posinf=0.0, neginf=0.0)
    return np.asarray(x, dtype=np.float64)


def _last_step(
    flows: Array, years: Array, change: int | None, x: Array, scratch: Scratch
) -> tuple[Array, Array]:
    """One step of Newton's method in double precision; NaN where it is not the last one needed."""
    terms = np.multiply(years, -x[:, None], out=scratch.double[: len(flows)])
    np.exp(terms, out=terms)
    terms *= flows
    first, when, _ = _part(change, terms, years, years)
    early, early_time = -first.sum(axis=1), -vecdot(first, when)
    late = row_sums(terms) + early
    late_time = vecdot(terms, years) + early_time
    move = np.log(late / early) / (late_time / late - early_time / early)
    x = x + move
    return np.where(np.abs(move) * np.ptp(years) <= _LAST, x, np.nan), x


def _expand(flows: Array, years: Array, change: int | None, wanted: Indices) -> tuple[Array, Array]:
    """Roots of rows with common times, from one Taylor series of the value about a common x.

    A sample of the rows shows where the roots lie. One matrix product gives the series of every
    row; Newton's method then works on a handful of coefficients instead of all flows. NaN where
    the root lies outside the disc of the series; the second array is a first x for those.
    """
    x = np.zeros(len(flows))
    result = np.full(len(flows), np.nan)
    if len(flows) < 4 * _SAMPLE:
        return result, x
    sample = flows[wanted[:: max(1, len(wanted) // _SAMPLE)]]
    shown = _settle(sample, years, change, np.zeros(len(sample)))
    shown = np.sort(shown[np.isfinite(shown)])
    last = float(years[-1])
    if not len(shown) or not abs(shown).max() * last < 300.0:
        return result, x
    centre = float(0.5 * (shown[0] + shown[-1]))
    radius = float(0.65 * (shown[-1] - shown[0])) + 1e-2 / last
    if radius * last > _DISC:
        centre, radius = float(shown[len(shown) // 2]), _DISC / last
    weights = _series_weights(years, centre, radius)
    series = np.ascontiguousarray(product(flows, weights).T)
    early = _moments(*_part(change, flows, years, weights[:, :3]))
    double = np.array([1.0, 1.0, 2.0])[:, None]  # moments of -t * radius, the last one halved
    z = -_euler_step(early * double, series[:3] * double)
    x = centre + radius * np.where(np.isfinite(z), z, 0.0)
    for _ in range(_STEPS):
        value, slope = series[-1] * z, series[-1].copy()
        value += series[-2]
        for coefficient in series[-3::-1]:
            slope *= z
            slope += value
            value *= z
            value += coefficient
        move = value / slope
        z -= move
        settled = np.abs(move) * radius * last <= 1e-8
        if (settled | ~(np.abs(z) < 1.5)).all():
            break
    settled &= np.abs(z) <= 1.0
    result[settled] = centre + radius * z[settled]
    return result, x


def _series_weights(years: Array, centre: float, radius: float) -> Array:
    """Weights (flows, order) of the coefficients of f(centre + radius z) in powers of z."""
    columns = [np.exp(-years * centre)]
    reach = radius * float(years[-1])
    size, order = 1.0, 0
    while order < 3 or size > 1e-18 or order < reach:
        order += 1
        size *= reach / order
        columns.append(columns[-1] * years * (-radius / order))
    return np.stack(columns, axis=1)
