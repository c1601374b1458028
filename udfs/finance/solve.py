"""Internal rates of return of many rows of cash flows at once.

Most rows change sign once: all outflows lie before all inflows, or the other way round. Such a
row has exactly one root (Descartes' rule, which holds for any dates) and takes the path of
`udfs.finance.quick`. All other rows, and the few on which that does not settle, go to
`udfs.finance.roots`, which isolates every root.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from udfs.errors import DomainError, NoConvergenceError
from udfs.finance.quick import Scratch, one_change, quick, usual
from udfs.finance.rootless import is_rootless
from udfs.finance.roots import LOG_LOWEST, Array, Indices, all_roots, choose, merge_dates

_CELLS = 1 << 16  # flows held at once: half a megabyte, so that a chunk stays in the cache
_SHARED_CELLS = 1 << 19  # the same with common times, where each flow is read two or three times
_HARD_ROWS = 512


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
    years: Callable[[Array, Array | None], Array] | None = None,
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
        Turns a block of `times` (2-D) into times to use, in the memory given as its second
        argument if it likes; called for some rows at a time.

    Returns
    -------
    array (rows,)
        Of the rates at which the net present value crosses zero in the normal direction the one
        nearest the guess; when none does, the nearest of all.
    """
    rates = np.empty(len(flows))
    guesses = np.broadcast_to(np.asarray(guess, dtype=float), rates.shape)
    if times.ndim == 1:
        flows, times = _common(flows, times if years is None else years(times[None, :], None)[0])
    is_common = times.ndim == 1
    step = max(8, (_SHARED_CELLS if is_common else _CELLS) // flows.shape[1])
    scratch = None if is_common else Scratch(min(step, len(flows)), flows.shape[1])
    own = np.empty((0 if is_common else min(step, len(flows)), flows.shape[1]))
    hard: list[Indices] = []
    with np.errstate(all="ignore"):
        for start in range(0, len(flows), step):
            some, when = flows[start : start + step], times
            if not is_common:
                when = times[start : start + step]
                when = when if years is None else years(when, own[: len(when)])
            x = _log_rates(some, when, scratch)
            rates[start : start + step] = np.expm1(freq * x)
            hard.append(start + np.flatnonzero(np.isnan(x)))
        rows = np.concatenate(hard)
        if len(rows):
            rates[rows] = np.nan
            rows = rows[np.isfinite(flows[rows]).all(axis=1)]
            when = times
            if not is_common:
                when = times[rows] if years is None else years(times[rows], None)
            rates[rows] = _hard(flows[rows], when, guesses[rows], freq)
    _tidy(rates, flows, freq)
    return rates


def _log_rates(flows: Array, years: Array, scratch: Scratch | None) -> Array:
    """log(1 + rate) of a chunk of rows, NaN for those that the quick path does not settle."""
    x = np.full(len(flows), np.nan)
    regular, change = usual(flows, years)
    if regular.any():
        x = quick(flows, years, change, regular, scratch)
    rest = np.flatnonzero(~regular)
    if len(rest):
        years = years if years.ndim == 1 else years[rest]
        one, _places = one_change(flows[rest], years)
        if one.any():
            x[rest] = quick(flows[rest], years, None, one, scratch)
    return x


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
    is_even = times[-1] == len(times) - 1 and bool((np.diff(times) == 1.0).all())
    rate = math.nan
    if not (is_even and is_rootless(flows)):
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
