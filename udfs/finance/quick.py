"""The quick path of `udfs.finance.solve`: rows of cash flows that change sign once.

In ``x = log(1 + rate)`` the log of (present value of the flows of one sign / of the other) is
monotone for such a row, and so nearly straight that Euler's method, a Newton step that also uses
the curvature, roots it in two or three steps. Where all rows have the same dates, one Taylor
series about a common rate does it for nearly all rows with a single matrix product.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from udfs.finance.roots import Array, Indices, Mask

Floats = np.ndarray[Any, np.dtype[np.floating[Any]]]  # single or double precision

_DISC = 4.0  # largest duration x radius of the Taylor series of a chunk
_SETTLED = 1e-5  # |step| x duration below which Euler's next step is beneath rounding
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
    nowhere = np.zeros(len(flows), dtype=bool)
    one, places = one_change(flows[:_SAMPLE], years if years.ndim == 1 else years[:_SAMPLE])
    if not one.any():
        return nowhere, None
    change = int(np.bincount(places[one] + 1).argmax()) - 1
    if change < 0 or (years.ndim == 2 and not (years[:, 1:] >= years[:, :-1]).all()):
        return nowhere, None
    head, tail = flows[:, :change], flows[:, change:]
    found: Mask = np.logical_and((head <= 0.0).all(axis=1), (tail >= 0.0).all(axis=1))
    if not found.all():
        found |= (head >= 0.0).all(axis=1) & (tail <= 0.0).all(axis=1)
    if years.ndim == 2:
        found &= years[:, change - 1] < years[:, change]
    return found, change


def _moments(terms: Floats, years: Floats, powers: Array | None) -> Floats:
    """Sums of the terms times 1, t and t squared: (3, rows)."""
    if powers is not None:
        sums: Floats = (terms @ powers).T
        return sums
    timed = terms * years
    sums = np.empty((3, len(terms)), terms.dtype)
    sums[0] = terms.sum(axis=1)
    sums[1] = timed.sum(axis=1)
    sums[2] = np.einsum("ij,ij->i", timed, years)
    return sums


def _split(terms: Floats, years: Floats, powers: Array | None, change: int | None) -> Floats:
    """Moments of the positive and of the negative flows, or the other way round: (2, 3, rows)."""
    if change is None:
        plus = _moments(np.maximum(terms, 0.0), years, powers)
        return np.stack([plus, plus - _moments(terms, years, powers)])
    parts = (slice(change, None), slice(change))
    late, early = (
        _moments(terms[:, part], years[..., part], None if powers is None else powers[part])
        for part in parts
    )
    return np.stack([late, -early])


def _euler_step(moments: Floats) -> Any:
    """Step in x towards the zero of log(present value of one sign / of the other)."""
    mass = moments[:, 0]
    log_ratio = np.log(mass[0] / mass[1])
    mean, square = moments[:, 1] / mass, moments[:, 2] / mass
    slope = mean[1] - mean[0]
    bend = square[0] - mean[0] ** 2 - square[1] + mean[1] ** 2
    under = np.maximum(slope * slope - 2.0 * log_ratio * bend, 0.0)
    return -2.0 * log_ratio / (slope + np.copysign(np.sqrt(under), slope))


def _settle(
    flows: Array, years: Array, powers: Array | None, change: int | None, x: Array
) -> Array:
    """Euler's method from the given x on all flows; NaN where the steps do not settle."""
    result = np.full(len(flows), np.nan)
    rows = np.arange(len(flows))
    span = float(np.ptp(years)) if years.size else 0.0
    for _ in range(_STEPS):
        if not len(rows):
            break
        terms = years * -x[:, None]
        np.exp(terms, out=terms)
        terms *= flows
        move = _euler_step(_split(terms, years, powers, change))
        x = x + move
        settled = np.abs(move) * span <= _SETTLED
        result[rows[settled]] = x[settled]
        keep = np.isfinite(move) & ~settled
        if not keep.all():
            rows, x, flows = rows[keep], x[keep], flows[keep]
            years = years if powers is not None else years[keep]
    return result


def quick(
    flows: Array, years: Array, powers: Array | None, change: int | None, wanted: Mask
) -> Array:
    """log(1 + rate) of the wanted rows, which change sign once; NaN where it does not settle."""
    if powers is None:
        result, x = np.full(len(flows), np.nan), _rough(flows, years, change)
    else:
        result, x = _expand(flows, years, powers, change, np.flatnonzero(wanted))
        result[~wanted] = np.nan  # any root will do for the series, but not for the others
    rows = np.flatnonzero(np.isnan(result) & wanted)
    if len(rows) == len(flows):
        return _settle(flows, years, powers, change, x)
    if len(rows):
        when = years if powers is not None else years[rows]
        result[rows] = _settle(flows[rows], when, powers, change, x[rows])
    return result


def _rough(flows: Array, years: Array, change: int | None) -> Array:
    """A first x to about six digits, in single precision, where exp costs a quarter."""
    short, times = flows.astype(np.float32), years.astype(np.float32)
    x: Any = np.nan_to_num(_euler_step(_split(short, times, None, change)), posinf=0.0, neginf=0.0)
    for _ in range(2):
        terms = times * -x[:, None].astype(np.float32)
        np.exp(terms, out=terms)
        terms *= short
        move = _euler_step(_split(terms, times, None, change))
        x += np.where(np.abs(move) < 1.0, move, 0.0)
        if np.abs(move).max() * times.max() < 0.02:
            break
    return np.asarray(x, dtype=np.float64)


def _expand(
    flows: Array, years: Array, powers: Array, change: int | None, wanted: Indices
) -> tuple[Array, Array]:
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
    shown = _settle(sample, years, powers, change, np.zeros(len(sample)))
    shown = np.sort(shown[np.isfinite(shown)])
    last = float(years[-1])
    if not len(shown) or not abs(shown).max() * last < 300.0:
        return result, x
    centre = float(0.5 * (shown[0] + shown[-1]))
    radius = float(0.65 * (shown[-1] - shown[0])) + 1e-2 / last
    if radius * last > _DISC:
        centre, radius = float(shown[len(shown) // 2]), _DISC / last
    weights = _series_weights(years, centre, radius)
    series = np.ascontiguousarray((flows @ weights).T)
    part = np.minimum(flows, 0.0) if change is None else flows[:, :change]
    early = -_moments(part, years, weights[: part.shape[1], :3])
    moments = np.stack([series[:3] + early, early])  # of -t * radius, the last one halved
    moments[:, 2] *= 2.0
    z = -_euler_step(moments)
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
