"""Internal rates of return of many rows of cash flows at once.

Most rows change sign once: all outflows lie before all inflows, or the other way round. Such a
row has exactly one root (Descartes' rule, which holds for any dates), the log of the ratio of
the two present values is monotone in ``x = log(1 + rate)``, and a few steps of Euler's method
(a Newton step that also uses the curvature) find it to the last digit. All other rows, and the
few on which that does not settle, go to `udfs.finance.roots`, which isolates every root.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from udfs.errors import DomainError, NoConvergenceError
from udfs.finance.roots import LOG_LOWEST, Array, Indices, Mask, all_roots, choose, merge_dates

Places = Indices

_CELLS = 1 << 16  # flows held at once: half a megabyte, so that a chunk stays in the cache
_SHARED_CELLS = 1 << 19  # the same with common times, where each flow is read two or three times
_HARD_ROWS = 512
_SAMPLE = 16  # rows that show where the flows of a block usually change sign
_STEPS = 9
_DISC = 4.0  # largest duration x radius of the Taylor series of a chunk
_SETTLED = 1e-5  # |step| x duration below which Euler's next step is beneath rounding


def _one_change(flows: Array, years: Array) -> tuple[Mask, Places]:
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


def _usual(flows: Array, years: Array) -> tuple[Mask, int | None]:
    """Rows that change sign once and at the place that is usual in the block, and that place."""
    nowhere = np.zeros(len(flows), dtype=bool)
    one, places = _one_change(flows[:_SAMPLE], years if years.ndim == 1 else years[:_SAMPLE])
    if not one.any():
        return nowhere, None
    change = int(np.bincount(places[one] + 1).argmax()) - 1
    if change < 0 or (years.ndim == 2 and not (years[:, 1:] >= years[:, :-1]).all()):
        return nowhere, None
    head, tail = flows[:, :change], flows[:, change:]
    usual = (head <= 0.0).all(axis=1) & (tail >= 0.0).all(axis=1)
    if not usual.all():
        usual |= (head >= 0.0).all(axis=1) & (tail <= 0.0).all(axis=1)
    if years.ndim == 2:
        usual &= years[:, change - 1] < years[:, change]
    return usual, change


def _moments(terms: Array, years: Array, powers: Array | None) -> Array:
    """Sums of the terms times 1, t and t squared: (3, rows)."""
    if powers is not None:
        return np.asarray((terms @ powers).T)
    timed = terms * years
    sums = np.empty((3, len(terms)), terms.dtype)
    sums[0] = terms.sum(axis=1)
    sums[1] = timed.sum(axis=1)
    sums[2] = np.einsum("ij,ij->i", timed, years)
    return sums


def _split(terms: Array, years: Array, powers: Array | None, change: int | None) -> Array:
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


def _euler_step(moments: Array) -> Array:
    """Step in x towards the zero of log(present value of one sign / of the other)."""
    mass = moments[:, 0]
    log_ratio = np.log(mass[0] / mass[1])
    mean, square = moments[:, 1] / mass, moments[:, 2] / mass
    slope = mean[1] - mean[0]
    bend = square[0] - mean[0] ** 2 - square[1] + mean[1] ** 2
    under = np.maximum(slope * slope - 2.0 * log_ratio * bend, 0.0)
    return np.asarray(-2.0 * log_ratio / (slope + np.copysign(np.sqrt(under), slope)))


def _settle(flows: Array, years: Array, powers: Array | None, change: int | None, x: Array) -> Array:
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


def _quick(
    flows: Array, years: Array, powers: Array | None, change: int | None, wanted: Mask
) -> Array:
    """log(1 + rate) of the wanted rows, which change sign once; NaN where it does not settle."""
    if powers is None:
        result, x = np.full(len(flows), np.nan), _rough(flows, years, change)
    else:
        result, x = _expand(flows, years, powers, change, np.flatnonzero(wanted))
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
    x = np.nan_to_num(_euler_step(_split(short, times, None, change)), posinf=0.0, neginf=0.0)
    for _ in range(2):
        terms = times * -x[:, None].astype(np.float32)
        np.exp(terms, out=terms)
        terms *= short
        move = _euler_step(_split(terms, times, None, change))
        x += np.where(np.abs(move) < 1.0, move, 0.0)
        if np.abs(move).max() * times.max() < 0.02:
            break
    return x


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
    sample = flows[wanted[:: max(1, len(wanted) // _SAMPLE)]]
    shown = _settle(sample, years, powers, change, np.zeros(len(sample)))
    shown = np.sort(shown[np.isfinite(shown)])
    last = float(years[-1])
    if len(flows) < 4 * _SAMPLE or not len(shown) or not abs(shown).max() * last < 300.0:
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


def _hard(flows: Array, years: Array, guess: Array, freq: float) -> Array:
    """Rates of rows that need every root to be found."""
    rates = np.full(len(flows), np.nan)
    both = (flows < 0.0).any(axis=1) & (flows > 0.0).any(axis=1)
    rows = np.flatnonzero(both)
    for start in range(0, len(rows), _HARD_ROWS):
        part = rows[start : start + _HARD_ROWS]
        some, times = flows[part], years
        if years.ndim == 2:
            some, times = merge_dates(some, years[part])
            left = (some < 0.0).any(axis=1) & (some > 0.0).any(axis=1)
            part, some, times = part[left], some[left], times[left]
        if len(part):
            rates[part] = choose(all_roots(some, times, guess[part], freq), some, guess[part], freq)
    return rates


def _tidy(rates: Array, flows: Array, freq: float) -> None:
    """An exact zero where the flows add up to zero; NaN for what float64 cannot hold."""
    lowest = math.expm1(-LOG_LOWEST)
    rates[~(np.isfinite(rates) & (rates > lowest))] = np.nan
    for row in np.flatnonzero(np.abs(rates) < 1e-12 * freq):
        if math.fsum(flows[row]) == 0.0:
            rates[row] = 0.0


def rates_of_return(
    flows: Array,
    times: Array,
    guess: float | Array = 0.1,
    freq: float = 1.0,
    years: Callable[[Array], Array] | None = None,
) -> Array:
    """Effective annual rate of return of each row; NaN where there is none.

    Parameters
    ----------
    flows : array (rows, flows)
        Amounts received (positive) and paid (negative).
    times : array (flows,) or (rows, flows)
        Times of the flows, the same for all rows or one set per row, in any order.
    guess : float or array (rows,)
        Effective annual rate, above -1: which of several roots is wanted.
    freq : float
        Units of time in a year.
    years : callable, optional
        Turns a block of `times` (2-D) into times to use; called for some rows at a time.

    Returns
    -------
    array (rows,)
        Of the rates at which the net present value crosses zero in the normal direction the one
        nearest the guess; when none does, the nearest of all.
    """
    rates = np.empty(len(flows))
    guesses = np.broadcast_to(np.asarray(guess, dtype=float), rates.shape)
    if times.ndim == 1:
        flows, times = _common(flows, times if years is None else years(times[None, :])[0])
    powers = np.stack([times**0, times, times**2], axis=1) if times.ndim == 1 else None
    step = max(8, (_CELLS if powers is None else _SHARED_CELLS) // flows.shape[1])
    hard: list[Array] = []
    with np.errstate(all="ignore"):
        for start in range(0, len(flows), step):
            part = slice(start, start + step)
            some, when = flows[part], times
            if powers is None:
                when = times[part] if years is None else years(times[part])
            usual, change = _usual(some, when)
            x = np.full(len(some), np.nan)
            if usual.any():
                x = _quick(some, when, powers, change, usual)
            rest = np.flatnonzero(~usual)
            if len(rest):
                some, when = some[rest], when if powers is not None else when[rest]
                one, _places = _one_change(some, when)
                if one.any():
                    x[rest] = _quick(some, when, powers, None, one)
            rates[part] = np.expm1(freq * x)
            hard.append(start + np.flatnonzero(np.isnan(x)))
        rows = np.concatenate(hard)
        if len(rows):
            when = times
            if powers is None:
                when = times[rows] if years is None else years(times[rows])
            good = np.isfinite(flows[rows]).all(axis=1)
            when = when if powers is not None else when[good]
            rates[rows] = np.nan
            rates[rows[good]] = _hard(flows[rows[good]], when, guesses[rows[good]], freq)
    _tidy(rates, flows, freq)
    return rates


def _common(flows: Array, times: Array) -> tuple[Array, Array]:
    """Columns in order of time, those of one date added up."""
    if (times[1:] > times[:-1]).all():
        return flows, times - times[0]
    order = np.argsort(times, kind="stable")
    times, first = np.unique(times[order], return_index=True)
    return np.add.reduceat(flows[:, order], first, axis=1), times - times[0]


def rate_of_return(
    flows: Array, times: Array, guess: float = 0.1, freq: float = 1.0, argument: str = "values"
) -> float:
    """Rate of one row of flows; raises where there is none.

    Raises
    ------
    DomainError
        `#NUM!` for a guess at or below -1.
    NoConvergenceError
        `#NUM!` when all flows have one sign, or no rate above -1 makes them worth nothing.
    """
    if guess <= -1.0:
        raise DomainError("guess", guess, "above -1")
    if not ((flows > 0.0).any() and (flows < 0.0).any()):
        shown = f"{len(flows)} flows of one sign" if flows.any() else f"{len(flows)} zero flows"
        raise NoConvergenceError(argument, shown, "flows of both signs")
    rate = float(rates_of_return(flows[None, :], times, guess, freq)[0])
    if rate != rate:
        raise NoConvergenceError(
            argument,
            flows.tolist(),
            "flows with a rate of return",
            message=f"{argument} have no rate of return: no rate between -100% and the largest "
            "number makes them worth nothing",
        )
    return rate


def find_root(
    function: Callable[[float], float], low: float, high: float, argument: str = "inputs"
) -> float:
    """Root of a continuous function between two ends where it differs in sign (Chandrupatla).

    Raises
    ------
    NoConvergenceError
        `#NUM!` when the function has one sign at both ends.
    """
    a, b = high, low
    fa, fb = function(a), function(b)
    if fa == 0.0:
        return a
    if fb == 0.0:
        return b
    if not (fa > 0.0) != (fb > 0.0) or fa != fa or fb != fb:
        raise NoConvergenceError(argument, (low, high), "such that there is a solution")
    c, fc, share = a, fa, 0.5
    for _ in range(300):
        x = a + share * (b - a)
        fx = function(x)
        if (fx > 0.0) == (fa > 0.0):
            c, fc = a, fa
        else:
            c, b, fc, fb = b, a, fb, fa
        a, fa = x, fx
        best = a if abs(fa) < abs(fb) else b
        room = 4e-16 * abs(best) + 1e-300
        limit = room / abs(b - c) if b != c else 1.0
        if limit > 0.5 or fa == 0.0:
            return best
        xi, phi = (a - b) / (c - b), (fa - fb) / (fc - fb)
        if phi * phi < xi and (1.0 - phi) ** 2 < 1.0 - xi:
            share = fa / (fb - fa) * fc / (fb - fc)
            share += (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
        else:
            share = 0.5
        share = min(1.0 - limit, max(limit, share))
    return best

