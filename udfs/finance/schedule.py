"""Payments and lease schedules, one lease at a time or a portfolio in blocks.

One lease is a list of floats worked backwards from its last balance, so that the balances stay
exact to the last few digits at any rate and term.  A portfolio is worked time-major, a few
thousand leases at a time, into one reused buffer (`schedule_block`, `schedule_blocks`).

Numbering.  Payment 1 is the first.  In arrears (timing 0) payment k falls at the end of period k;
in advance (timing 1) at its start, so payment 1 is made at commencement and row 0 of a schedule
holds it.  A balance "at the end of period k" is after the payment of an arrears lease and before
the payment then due of an advance lease (IFRS 16 Illustrative Example 13: 373,161 at year 1).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from udfs.errors import DomainError, InputTypeError
from udfs.finance.annuity import check_timing
from udfs.finance.payments import check_periods

CHUNK = 8_192
BLOCK_COLUMNS = ("open", "interest", "principal", "close")

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Array = np.ndarray[Any, np.dtype[np.float64]]


def balance_list(i: float, payments: Sequence[float], rvg: float, timing: int) -> list[float]:
    """Balances at the end of periods 0 to n; the first is after any payment at commencement.

    Worked backwards: B(k-1) = (B(k) + p(k)) / (1+i) in arrears and B(k-1) = p(k) + B(k) / (1+i) in
    advance, from B(n) = rvg.  The first is the lease liability of ASC 842-20-30-1 and IFRS 16.26.
    """
    balances = [float(rvg)]
    for k in range(len(payments), 0, -1):
        payment = payments[k - 1]
        if timing:
            due = payment if k > 1 else 0.0
            balances.append(due + balances[-1] / (1.0 + i))
        else:
            balances.append((balances[-1] + payment) / (1.0 + i))
    balances.reverse()
    if not all(map(math.isfinite, balances)):
        raise DomainError("rate", i, "high enough for the present value to be a finite number")
    return balances


def liability_rows(
    i: float, payments: Sequence[float], rvg: float, timing: int
) -> dict[str, list[float]]:
    """Open, interest, payment, principal and close; with timing 1 a row 0 comes first."""
    balances = balance_list(i, payments, rvg, timing)
    close = balances[1:]
    opening = balances[:-1]
    paid = list(payments)
    if timing:
        paid[0] = 0.0
        # in advance interest accrues on what is left after the payment that starts the period
        interest = [i * (end / (1.0 + i)) for end in close]
    else:
        interest = [i * start for start in opening]
    if timing:
        first = float(payments[0])
        opening = [first + balances[0], *opening]
        interest = [0.0, *interest]
        paid = [first, *paid]
        close = [balances[0], *close]
    principal = [p - x for p, x in zip(paid, interest, strict=True)]
    return {
        "open": opening,
        "interest": interest,
        "payment": paid,
        "principal": principal,
        "close": close,
    }


def schedule_block(
    rate: ArrayLike,
    nper: ArrayLike,
    pmt: ArrayLike,
    rvg: ArrayLike = 0.0,
    timing: int = 0,
    escalator: ArrayLike = 0.0,
    esc_every: int = 1,
    free: ArrayLike = 0,
    out: Array | None = None,
) -> Array:
    """Liability schedules of many leases at once, time-major.

    Parameters
    ----------
    rate : array, decimal per period
        Periodic rate of each lease, above -1 (nominal annual rate / payments a year).
    nper : array, count
        Number of payments of each lease, whole, from 1.
    pmt, rvg : array, currency
        First payment, and the guarantee payment at the end of the last period.
    timing : {0, 1}
        In arrears or in advance; one value for the block.
    escalator, free : array
        Growth of the payment every `esc_every` periods; number of first payments that are 0.
    out : array of shape (4, rows, leases), optional
        Written in place and returned, so that one buffer serves chunk after chunk.

    Returns
    -------
    array of shape (4, rows, leases)
        Open, Interest, Principal and Close (`BLOCK_COLUMNS`); payment = interest + principal.  Row
        k - 1 is period k in arrears; in advance row k is period k and row 0 is commencement.
        Rows after a lease's own term are 0.

    Notes
    -----
    Open(k) = (Close(k) + payment(k)) / (1 + i), backwards from Close(n) = rvg: errors shrink as
    they run, where the usual forward recursion multiplies them by (1 + i) ^ n.

    Examples
    --------
    >>> block = schedule_block([0.05, 0.06], 20, 200.0)
    >>> [round(float(x), 4) for x in block[:, 0, 0]]
    [2492.4421, 124.6221, 75.3779, 2417.0642]
    """
    check_timing(timing)
    lease = _Leases(rate, nper, pmt, rvg, escalator, esc_every, free)
    rows = lease.periods + timing
    if out is None:
        out = np.empty((4, rows, lease.count))
    if out.shape != (4, rows, lease.count):
        raise InputTypeError("out", out.shape, f"of shape {(4, rows, lease.count)}")
    if lease.level and lease.even and not timing:
        _fill_level(lease, out)
    else:
        _fill_block(lease, timing, out)
    return out


def schedule_blocks(
    rate: ArrayLike,
    nper: ArrayLike,
    pmt: ArrayLike,
    rvg: ArrayLike = 0.0,
    timing: int = 0,
    escalator: ArrayLike = 0.0,
    esc_every: int = 1,
    free: ArrayLike = 0,
    chunk: int = CHUNK,
    buffer: Array | None = None,
) -> Iterator[tuple[slice, Array]]:
    """`schedule_block` over a portfolio, `chunk` leases at a time, into one reused buffer.

    Yields (slice of the portfolio, block).  The block is overwritten by the next step: add it up
    or copy it before going on.  `buffer`, of shape (4, rows of the longest lease, chunk) or
    larger, lets several portfolios share the memory.
    """
    arrays = np.broadcast_arrays(*map(np.atleast_1d, (rate, nper, pmt, rvg, escalator, free)))
    count = arrays[0].size
    rows = int(np.max(arrays[1])) + timing
    if buffer is None:
        buffer = np.empty((4, rows, min(chunk, count)))
    for start in range(0, count, chunk):
        part = slice(start, min(start + chunk, count))
        i, n, p, g, e, f = (a[part] for a in arrays)
        width = part.stop - start
        view = buffer[:, : int(np.max(n)) + timing, :width]
        yield part, schedule_block(i, n, p, g, timing, e, esc_every, f, view)


class _Leases:
    """Broadcast inputs of a block and the payment of each lease in a period."""

    def __init__(
        self,
        rate: ArrayLike,
        nper: ArrayLike,
        pmt: ArrayLike,
        rvg: ArrayLike,
        escalator: ArrayLike,
        esc_every: int,
        free: ArrayLike,
    ) -> None:
        columns = (rate, nper, pmt, rvg, escalator, free)
        arrays = np.broadcast_arrays(*(np.atleast_1d(np.asarray(c, float)) for c in columns))
        self.rate, self.nper, self.pmt, self.rvg, self.escalator, self.free = arrays
        self.count = self.rate.size
        if not np.all(self.rate > -1):
            raise DomainError("rate", float(np.min(self.rate)), "above -1")
        if not np.all((self.nper >= 1) & (self.nper == np.floor(self.nper))):
            raise DomainError("nper", float(np.min(self.nper)), "whole and at least 1")
        if not np.all(self.escalator > -1):
            raise DomainError("escalator", float(np.min(self.escalator)), "above -1")
        if not np.all(self.free >= 0):
            raise DomainError("free", float(np.min(self.free)), "at least 0")
        self.periods = check_periods(float(np.max(self.nper)))
        self.even = bool(np.all(self.nper == self.periods))
        self.begun = int(np.max(self.free))
        self.stepped = bool(np.any(self.escalator))
        self.level = not (self.stepped or self.begun)
        self.esc_every = esc_every
        self._year = -1
        self._full = self._rent = self.pmt
        order = np.argsort(self.nper, kind="stable")
        bounds = np.searchsorted(self.nper[order], np.arange(self.periods + 2))
        self._order, self._bounds = order, bounds

    def ending(self, k: int) -> np.ndarray[Any, np.dtype[np.intp]]:
        """The leases whose last period is k."""
        return self._order[self._bounds[k] : self._bounds[k + 1]]

    def payment(self, k: int) -> Array:
        """Payment number k of each lease, 0 where it is free or past the term.

        Asked for from the last period to the first, so that a lease is added when its term ends.
        """
        year = (k - 1) // self.esc_every
        if year != self._year:
            self._year = year
            grown = (1.0 + self.escalator) ** year if self.stepped else 1.0
            self._full = self.pmt * grown
            self._rent = np.where(self.nper >= k, self._full, 0.0)
        else:
            last = self.ending(k)
            self._rent[last] = self._full[last]
        return self._rent if k > self.begun else np.where(k > self.free, self._rent, 0.0)


def _fill_block(lease: _Leases, timing: int, out: Array) -> None:
    """Work one block backwards, a row of leases at a time.

    The running figures stay in two small rows, which the cache holds, and are copied out.
    """
    opening, interest, principal, close = out
    discount = 1.0 / (1.0 + lease.rate)
    balance = np.where(lease.nper == lease.periods, lease.rvg, 0.0)
    work = np.empty(lease.count)
    for k in range(lease.periods, 0, -1):
        row = k - 1 + timing
        close[row] = balance
        payment = lease.payment(k)
        if timing:
            balance *= discount
            np.multiply(balance, lease.rate, out=work)
            balance += payment if k > 1 else 0.0
            np.subtract(balance, close[row], out=principal[row])
        else:
            balance += payment
            balance *= discount
            np.multiply(balance, lease.rate, out=work)
            np.subtract(payment, work, out=principal[row])
        interest[row] = work
        opening[row] = balance
        last = lease.ending(k - 1)
        balance[last] = lease.rvg[last]
    if timing:
        first = lease.payment(1)
        close[0] = balance
        np.add(balance, first, out=opening[0])
        interest[0] = 0.0
        principal[0] = first


def _fill_level(lease: _Leases, out: Array) -> None:
    """The same for level rent in arrears over one term: principal is a geometric series.

    principal(k) = (pmt - i x rvg) / (1 + i) ^ (n - k + 1), so each figure is one operation.
    """
    opening, interest, principal, close = out
    discount = 1.0 / (1.0 + lease.rate)
    balance, part = lease.rvg.copy(), lease.pmt - lease.rate * lease.rvg
    for row in range(lease.periods - 1, -1, -1):
        close[row] = balance
        part *= discount
        principal[row] = part
        np.subtract(lease.pmt, part, out=interest[row])
        balance += part
        opening[row] = balance
