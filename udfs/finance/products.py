"""Products of arrays that keep to one thread.

BLAS wakes its other threads for all but small products. On a busy machine they wait for each
other for longer than the product takes, so larger ones are done in small blocks.
"""

from __future__ import annotations

from typing import Any

import numpy as np

_ONE_THREAD = 1 << 18  # multiplications up to which OpenBLAS keeps to one thread


def product(left: Any, right: Any) -> Any:
    """left @ right for a tall left matrix.

    >>> product(np.ones((3, 2)), np.ones((2, 4))).shape
    (3, 4)
    """
    rows = max(2, _ONE_THREAD // right.size)
    whole = len(left) // rows * rows
    if whole <= rows:
        return left @ right
    out = np.empty((len(left), right.shape[1]))
    blocks = left[:whole].reshape(-1, rows, left.shape[1])
    np.matmul(blocks, right, out=out[:whole].reshape(-1, rows, right.shape[1]))
    np.matmul(left[whole:], right, out=out[whole:])
    return out


def row_sums(block: Any) -> Any:
    """Sum of each row.

    >>> row_sums(np.ones((2, 3))).tolist()
    [3.0, 3.0]
    """
    return vecdot(block, np.ones(block.shape[-1], block.dtype))


def older_vecdot(left: Any, right: Any) -> Any:
    """The product of each pair of rows in a numpy before 2.0.

    >>> older_vecdot(np.ones((2, 3)), np.arange(3.0)).tolist()
    [3.0, 3.0]
    """
    return np.einsum("...i,...i->...", left, right)


#: The product of each pair of rows. A LibreOffice may bring a numpy that has none yet.
vecdot: Any = getattr(np, "vecdot", older_vecdot)
