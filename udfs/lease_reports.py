"""Lease reports from a block of inputs: classification and journal entries.

Each takes a two-column range of keys and values (in Python also a dict). Amounts are positive, in
the caller's currency; `rate` is nominal annual.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from udfs.errors import DomainError, InputTypeError, MissingDataError
from udfs.finance import asset, classify, journal
from udfs.finance.annuity import check_count
from udfs.finance.calendar import date_series
from udfs.finance.payments import check_rent, payment_list, periodic_rate
from udfs.keys import date, flag, number, read_block, text
from udfs.kinds import Count, Flag, KeyValues, Text
from udfs.lease_buy import lease_vs_buy
from udfs.readers import read_text
from udfs.registry import udf
from udfs.table import Table

__all__ = ["lease_class", "lease_je", "lease_tests", "lease_vs_buy"]

_TEST_KEYS = {
    **{key: number() for key in ("term", "life", "pv", "fv")},
    **{key: flag() for key in ("title", "purchase_rc", "specialised")},
    "remaining_life": number(None),
    "rvg_full": number(0.0),
    "commenced": flag(True),
    "short_term_election": flag(False),
    "standard": text("US"),
    "pct_life": number(0.75),
    "pct_pv": number(0.90),
    "late_life": number(0.25),
}


def _facts(inputs: KeyValues) -> classify.Facts:
    values = read_block(inputs, _TEST_KEYS)
    if values["remaining_life"] is None:
        values["remaining_life"] = values["life"]
    values["standard"] = values["standard"].strip().upper()
    facts = classify.Facts(**values)
    classify.check_facts(facts)
    return facts


@udf(
    source="ASC 842-10-25-2, 25-3 and 842-10-55-2; IFRS 16.22, 16.5",
    native=None,
    reason="spills; the workbook has the tests line by line on its Classification sheet",
)
def lease_tests(inputs: KeyValues, headers: Flag = True) -> Table:
    """The five lessee classification tests, each with measure and threshold, and the conclusion.

    Parameters
    ----------
    inputs : keys and values
        term, life (years), pv, fv (currency); optional title, purchase_rc, specialised, commenced,
        short_term_election (flags), remaining_life, rvg_full, standard, pct_life 0.75, pct_pv 0.9,
        late_life 0.25.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        Test, Measure, Threshold, Result, Basis: tests a to e, then the conclusion, whose Result is
        that of LEASE_CLASS and whose Measure is the number of tests met. Results are "met", "not
        met", "n/a" and "not assessed". Measures are positive.

    Raises
    ------
    InputTypeError
        `#VALUE!` for an unknown or missing key, which it names, or a value of the wrong kind.
    DomainError
        `#NUM!` for a term, life or fair value not above 0, or a share outside 0 to 1.

    Notes
    -----
    (c) term / remaining_life >= pct_life; "n/a" when remaining_life / life <= late_life, that is
    when the lease starts in the last part of the life. (d) (pv + rvg_full) / fv >= pct_pv:
    rvg_full is the present value of the guaranteed amount in full, as far as it is not in pv.
    Bounds are inclusive. remaining_life is life when blank. A blank flag is "not assessed".

    Examples
    --------
    >>> table = lease_tests({"term": 4, "life": 20, "pv": 709.2, "rvg_full": 1100, "fv": 2000})
    >>> table["result"]
    ['not assessed', 'not assessed', 'not met', 'met', 'not assessed', 'Finance']
    """
    facts = _facts(inputs)
    tests = classify.five_tests(facts)
    columns = zip(*tests, classify.conclusion(facts, tests), strict=True)
    titles = ("Test", "Measure", "Threshold", "Result", "Basis")
    return Table(titles, dict(zip(titles, map(list, columns), strict=True)))


@udf(
    source="ASC 842-10-25-1 to 25-3, 842-20-25-2; IFRS 16.5, 16.22",
    native=None,
    reason="takes a block of inputs; the workbook has the tests on its Classification sheet",
)
def lease_class(inputs: KeyValues) -> Text:
    """Class of a lease to its lessee: Short-term, Operating, Finance, Not commenced or IFRS 16.

    Parameters
    ----------
    inputs : keys and values
        The keys of LEASE_TESTS: term, life (years), pv, fv (currency) and the optional ones.

    Returns
    -------
    text
        "Not commenced", "Short-term", "IFRS 16", "Finance" or "Operating": the first that applies.
        The inputs are positive amounts.

    Raises
    ------
    InputTypeError
        `#VALUE!` for an unknown or missing key, which it names, or a value of the wrong kind.
    DomainError
        `#NUM!` for a term, life or fair value not above 0, or a share outside 0 to 1.

    Notes
    -----
    Not commenced when commenced is FALSE; Short-term when short_term_election is TRUE, the term is
    at most 1 year, title does not pass and no purchase option is reasonably certain; IFRS 16 when
    standard is "IFRS"; Finance when one of the five tests is met; else Operating.

    Examples
    --------
    >>> lease_class({"term": 15, "life": 20, "pv": 80, "fv": 100})
    'Finance'
    """
    facts = _facts(inputs)
    return classify.conclusion(facts, classify.five_tests(facts)).result


_JOURNAL_KEYS = {
    **{key: number() for key in ("rate", "nper", "pmt")},
    "start": date(),
    "lease_class": text("F"),
    **{"timing": number(0.0), "freq": number(1.0), "escalator": number(0.0)},
    **{key: number(0.0) for key in ("prepaid", "direct", "incentive", "rvg")},
}


@udf(
    source="ASC 842-20-25-5, 25-6, 842-20-30-5, 842-20-35; IFRS 16.22 to 16.38",
    native=None,
    reason="spills; the workbook has the entries of a chosen period on its Journal sheet",
)
def lease_je(inputs: KeyValues, period: Count, headers: Flag = True) -> Table:
    """Journal entries of one period of a lease: commencement, payment, accrual, end of the term.

    Parameters
    ----------
    inputs : keys and values
        rate, nper, pmt, start; optional lease_class, timing, freq, escalator, prepaid, direct,
        incentive, rvg; account names as accounts (role, name, role, name ...) or one key each:
        account_cash.
    period : count
        0 for commencement, 1 to nper for a payment period.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        Date, Account, Debit, Credit, Memo; amounts positive, lines of zero left out. Debits equal
        credits, which is checked.

    Raises
    ------
    InputTypeError
        `#VALUE!` for an unknown or missing key, which it names, or an unknown account role.
    DomainError
        `#NUM!` for a period that is not a whole number from 0 to nper, or an input out of domain.
    MissingDataError
        `#N/A` when the period has no entry.

    Notes
    -----
    The figures are those of LEASE_SCHEDULE with rou_adj = direct - incentive + prepaid. In advance
    the first payment is in period 0 and the payment of period k at its start. Class F and I:
    interest, and amortisation of the asset; O: one lease cost, credited to the liability
    (accretion) and the asset (the plug, debited when it is negative). In the last period the
    guarantee rvg is paid. Roles: rou, liability, cash, prepaid, interest, amortisation, lease_cost.
    A remeasurement is not in these inputs.

    Examples
    --------
    >>> deal = {"rate": 0.05, "nper": 20, "pmt": 200, "start": 46023}
    >>> for row in lease_je(deal, 1).rows(headers=False):
    ...     print(row[1], round(row[2], 2), round(row[3], 2))
    Interest expense 124.62 0.0
    Lease liability 0.0 124.62
    Amortisation of right-of-use asset 124.62 0.0
    Right-of-use asset 0.0 124.62
    Lease liability 200.0 0.0
    Cash 0.0 200.0
    """
    given, rest = _accounts(inputs)
    values = read_block(rest, _JOURNAL_KEYS)
    is_ifrs = classify.class_letter(values["lease_class"]) == "I"
    names = (journal.IFRS_ACCOUNTS if is_ifrs else journal.ACCOUNTS) | given
    entries, dates = _entries(values, period)
    journal.check_balanced(entries)
    lines = [entry for entry in entries if entry.amount]
    if not lines:
        raise MissingDataError("period", period, "a period with an entry")
    data: dict[str, Any] = {
        "Date": np.array([dates[0 if entry.start else 1] for entry in lines]),
        "Account": [names[entry.role] for entry in lines],
        "Debit": np.array([max(0.0, entry.amount) for entry in lines]),
        "Credit": np.array([max(0.0, -entry.amount) for entry in lines]),
        "Memo": [entry.memo for entry in lines],
    }
    return Table(tuple(data), data)


def _entries(values: dict[str, Any], period: float) -> tuple[list[journal.Entry], list[float]]:
    """Entries of the period, and the dates of its start and end."""
    timing, freq = values["timing"], values["freq"]
    nper = check_rent(values["nper"], timing, freq, values["escalator"])
    check_count("period", period, 0, nper)
    letter = classify.class_letter(values["lease_class"])
    upfront = journal.Upfront(*(values[key] for key in ("prepaid", "direct", "incentive")))
    for key, amount in zip(upfront._fields, upfront, strict=True):
        if amount < 0:
            raise DomainError(key, amount, "at least 0")
    rows = asset.lease_rows(
        periodic_rate(values["rate"], freq),
        payment_list(values["pmt"], nper, values["escalator"], int(freq)),
        letter,
        int(timing),
        upfront.direct - upfront.incentive + upfront.prepaid,
        values["rvg"],
    )
    k = int(period)
    series = date_series(values["start"], k + 1, 12 // int(freq)).tolist()
    if k == 0:
        return journal.commencement(rows, int(timing), upfront), series * 2
    return journal.period_entries(rows, k, letter, int(timing), values["rvg"]), series[-2:]


def _accounts(inputs: KeyValues) -> tuple[dict[str, str], dict[str, Any]]:
    """Account names given, by role, and the inputs without them."""
    names: dict[str, str] = {}
    rest = dict(inputs)
    given = rest.pop("accounts", {})
    pairs = list(given.items()) if isinstance(given, dict) else _pairs(given)
    for key in [key for key in rest if key.startswith("account_")]:
        pairs.append((key.removeprefix("account_"), rest.pop(key)))
    for role, name in pairs:
        if role not in journal.ACCOUNTS:
            roles = ", ".join(journal.ACCOUNTS)
            raise InputTypeError("accounts", role, f"given for the roles {roles}")
        names[role] = read_text(name, f"accounts: {role}")
    return names, rest


def _pairs(cells: Any) -> list[tuple[Any, Any]]:
    """role, name, role, name ... as pairs."""
    if not isinstance(cells, list) or len(cells) % 2:
        raise InputTypeError("accounts", cells, "pairs of role and account name")
    return list(zip(cells[::2], cells[1::2], strict=True))
