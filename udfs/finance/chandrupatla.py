"""A bracketed root by Chandrupatla's method: inverse quadratic steps, halving where they fail.

The scalar and the array form do the same steps. Reference: T. R. Chandrupatla, "A new hybrid
quadratic/bisection algorithm for finding the zero of a nonlinear function without using
derivatives", Advances in Engineering Software 28 (1997).
"""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt
from typing import Any

import numpy as np

from udfs.errors import NoConvergenceError

_EPS = 2.0**-52
_ROUNDS = 200
_LEAST = 1e-300

Floats = np.ndarray[Any, np.dtype[np.float64]]


def find_root(function: Callable[[float], float], a: float, b: float, scale: float = 0.0) -> float:
    """The root of a function whose values at a and b differ in sign.

    Parameters
    ----------
    function : callable
        A continuous function.
    a, b : float
        Ends of the bracket.
    scale : float
        The root is wanted to half of 2**-52 times max(|root|, scale).

    Raises
    ------
    NoConvergenceError
        `#NUM!` when the function has one sign at both ends.
    """
    fa, fb = function(a), function(b)
    if fa == 0.0:
        return a
    if fb == 0.0:
        return b
    if (fa > 0) == (fb > 0):
        raise NoConvergenceError("function", fa, "of both signs on the bracket")
    t = 0.5
    for _ in range(_ROUNDS):
        x = a + t * (b - a)
        fx = function(x)
        if fx == 0.0:
            return x
        if (fx > 0) == (fa > 0):
            c, fc = a, fa
        else:
            c, b, fc, fb = b, a, fb, fa
        a, fa = x, fx
        best = a if abs(fa) < abs(fb) else b
        edge = (_EPS * max(abs(best), scale) + _LEAST) / abs(b - a)
        if edge > 0.5:
            return best
        xi, phi = (a - b) / (c - b), (fa - fb) / (fc - fb)
        t = 0.5
        if 1.0 - sqrt(max(0.0, 1.0 - xi)) < phi < sqrt(max(0.0, xi)):
            t = fa / (fb - fa) * fc / (fb - fc)
            t += (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
        t = min(max(t, edge), 1.0 - edge)
    raise NoConvergenceError("function", fa, "smooth enough to find its root")


def find_roots(
    function: Callable[[Floats], Floats], a: Floats, b: Floats, scale: float = 0.0
) -> Floats:
    """The same for arrays of brackets; NaN where there is no root."""
    fa, fb = function(a), function(b)
    bad = ~((fa <= 0) & (fb >= 0) | (fa >= 0) & (fb <= 0))
    done, best = bad.copy(), np.where(np.abs(fa) < np.abs(fb), a, b)
    t = np.full(a.shape, 0.5)
    c, fc = a, fa
    for _ in range(_ROUNDS):
        x = a + t * (b - a)
        fx = function(x)
        same = (fx > 0) == (fa > 0)
        c, fc = np.where(same, a, b), np.where(same, fa, fb)
        b, fb = np.where(same, b, a), np.where(same, fb, fa)
        a, fa = x, fx
        nearest = np.where(np.abs(fa) < np.abs(fb), a, b)
        edge = (_EPS * np.maximum(np.abs(nearest), scale) + _LEAST) / np.abs(b - a)
        best = np.where(done, best, nearest)
        done = done | (edge > 0.5) | (np.minimum(np.abs(fa), np.abs(fb)) == 0.0)
        if done.all():
            break
        xi, phi = (a - b) / (c - b), (fa - fb) / (fc - fb)
        smooth = (1.0 - np.sqrt(1.0 - xi) < phi) & (phi < np.sqrt(xi))
        step = fa / (fb - fa) * fc / (fb - fc)
        step += (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
        t = np.where(smooth & np.isfinite(step), step, 0.5)
        t = np.minimum(np.maximum(t, edge), 1.0 - edge)
    return np.where(bad | ~done, np.nan, best)
