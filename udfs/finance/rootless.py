"""A quick proof that evenly spaced flows have no rate of return.

The bounds are those of `udfs.finance.roots`, taken once on a grid of intervals. The weights of the
grid depend only on the number of flows, so that they are made once and a row costs a few products.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from udfs.finance.roots import Array

_CUTS = 200
_SPLIT = -3.7e-5  # as in udfs.finance.roots: below it the other side takes over
_REACH = 600.0  # duration x y at the end of the grid


@lru_cache(maxsize=8)
def _grid(count: int, side: int) -> tuple[Array, Array]:
    """Points y of one side, and weights (3, flows, points): exp(-k y) times 1, k, k squared."""
    last = count - 1.0
    k = np.arange(float(count))[:, None]
    steps = np.linspace(0.0, np.log1p(_REACH / 2.0), _CUTS + 1)
    y = side * _SPLIT + 2.0 / last * np.expm1(steps)
    weights = np.exp(-k * y)
    return y, np.stack([weights, weights * k, weights * k * k])


def _is_free(flows: Array, side: int) -> bool:
    """Whether the value of flows, the first of them not 0, surely vanishes nowhere on one side."""
    y, weights = _grid(len(flows), side)
    size = np.abs(flows)
    both = np.stack([flows, size])
    (value, mass), (slope, _), (_, bend) = both @ weights
    outweighed = 2.0 * size[0] > mass * (1.0 + 1e-12)  # from here on the first flow rules
    if not outweighed[-1]:
        return False
    stop = int(outweighed.argmax())
    width = np.diff(y[: stop + 1])
    reach = width * np.abs(slope[:stop]) + 0.5 * width * width * bend[:stop]
    return bool((np.abs(value[:stop]) > reach + 1e-13 * mass[:stop]).all())


def is_rootless(flows: Array) -> bool:
    """Whether evenly spaced flows surely have no rate of return; False leaves it open.

    >>> is_rootless(np.array([1.0, -1.0, 1.0])), is_rootless(np.array([-1.0, 1.1]))
    (True, False)
    """
    live = np.flatnonzero(flows)
    if len(live) < 3:
        return False
    flows = flows[live[0] : live[-1] + 1]
    if (flows[0] > 0.0) != (flows[-1] > 0.0):
        return False  # an odd number of changes of sign: there is a root
    flows = np.ldexp(flows, -int(np.frexp(np.abs(flows).max())[1]))
    return _is_free(flows, 1) and _is_free(flows[::-1], -1)
