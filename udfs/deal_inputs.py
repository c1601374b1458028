"""The block of inputs that describes a development: one column of values per deal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from udfs.errors import DomainError, InputTypeError, OnBalanceError
from udfs.finance import budget, construction, scurve
from udfs.finance.rents import MOST_YEARS
from udfs.keys import Columns, number, read_columns
from udfs.readers import read_flag, read_text

MOST_BUILD = 360  # months
YIELD_FREQUENCIES = (0, 1, 2, 4, 12)


def _shape(value: Any, key: str) -> float:
    return float(scurve.SHAPES.index(scurve.shape_name(read_text(value, key), key)))


def _fund(value: Any, key: str) -> float:
    return float(construction.fund_name(read_text(value, key)) == "equity")


#: The keys of DEV_CASHFLOW and DEV_RETURNS.
KEYS = {
    **{key: number() for key in ("mw", "cost_mw", "build_months", "rent_kw_mo", "term")},
    **{key: number(0.0) for key in ("land", "soft_pct", "contingency_pct")},
    "shape": (_shape, 0.0),
    "ltc": number(0.0),
    "con_rate": number(None),
    "fund": (_fund, 0.0),
    **{key: number(0.0) for key in ("fee", "escalator", "ramp", "opex_pct")},
    "nnn": (read_flag, 1.0),
    "pue": number(1.0),
    "power_price": number(0.0),
    "exit_cap": number(None),
    "exit_year": number(None),
    "sale_cost": number(0.0),
    **{key: number(None) for key in ("perm_rate", "perm_amort", "perm_dscr", "perm_ltv")},
    "tenant_yield": number(None),
    "residual_pct": number(None),
    "yield_freq": number(1.0),
    "discount": number(None),
}

#: The further keys of DEV_DELAY_COST.
DELAY_KEYS = {"outside_months": number(None), "ld_month": number(0.0)}

_MOST = budget.MOST_SHARE
_BOUNDS: dict[str, tuple[float, float, str]] = {  # least, most, what is allowed
    "build_months": (1.0, MOST_BUILD, f"a whole number from 1 to {MOST_BUILD}"),
    "rent_kw_mo": (0.0, np.inf, "at least 0"),
    "land": (0.0, np.inf, "at least 0"),
    "soft_pct": (0.0, _MOST, f"from 0 to {_MOST:g} (a share, 0.05 for 5%)"),
    "contingency_pct": (0.0, _MOST, f"from 0 to {_MOST:g} (a share, 0.05 for 5%)"),
    "ltc": (0.0, 1.0, "from 0 to 1"),
    "con_rate": (0.0, 2.0, "from 0 to 2"),
    "fee": (0.0, 0.5, "from 0 to 0.5"),
    "escalator": (-0.5, 1.0, "from -0.5 to 1"),
    "ramp": (0.0, 600.0, "months from 0 to 600"),
    "opex_pct": (0.0, 1.0, "from 0 to 1"),
    "pue": (1.0, 10.0, "from 1 to 10"),
    "power_price": (0.0, np.inf, "at least 0"),
    "sale_cost": (0.0, 1.0, "from 0 to 1"),
    "perm_rate": (0.0, 2.0, "from 0 to 2"),
    "residual_pct": (-10.0, 10.0, "from -10 to 10"),
}
_ABOVE: dict[str, tuple[float, float, str]] = {  # above the first, at most the second
    "mw": (0.0, np.inf, "above 0"),
    "cost_mw": (0.0, np.inf, "above 0"),
    "term": (1.0 / 24.0, MOST_YEARS, f"years, at least a month and at most {MOST_YEARS}"),
    "exit_cap": (0.0, np.inf, "above 0"),
    "exit_year": (1.0 / 24.0, MOST_YEARS, f"years, at least a month and at most {MOST_YEARS}"),
    "perm_amort": (1.0 / 24.0, MOST_YEARS, f"years, at least a month and at most {MOST_YEARS}"),
    "perm_dscr": (0.0, np.inf, "above 0"),
    "perm_ltv": (0.0, 2.0, "above 0 and at most 2"),
    "tenant_yield": (-1.0, 10.0, "above -1 and at most 10"),
    "discount": (-1.0, 10.0, "above -1 and at most 10"),
}


def read_deals(block: dict[str, Any], more: dict[str, Any] | None = None) -> Columns:
    """The deals of a block, defaults filled in, months whole, every deal checked."""
    deals = read_columns(block, KEYS | (more or {}))
    d = deals.values
    for key, (least, most, allowed) in _BOUNDS.items():
        _check(deals, key, (d[key] >= least) & (d[key] <= most), allowed)
    for key, (least, most, allowed) in _ABOVE.items():
        _check(deals, key, (d[key] > least) & (d[key] <= most), allowed)
    _check(deals, "build_months", d["build_months"] % 1.0 == 0.0, _BOUNDS["build_months"][2])
    good = np.isin(d["yield_freq"], YIELD_FREQUENCIES)
    _check(deals, "yield_freq", good, "0, 1, 2, 4 or 12")
    _together(deals)
    d["term_m"] = np.rint(12.0 * d["term"])
    d["exit_m"] = np.where(np.isnan(d["exit_year"]), d["term_m"], np.rint(12.0 * d["exit_year"]))
    _check(deals, "exit_year", d["exit_m"] <= d["term_m"], "at most the term of the lease")
    return deals


def good_rows(deals: Columns) -> Any:
    """Places of the deals without an error; a block with bad deals only raises the first error."""
    count = len(deals.values["mw"])
    for key in ("delay", "ld_month"):
        deals.values.setdefault(key, np.zeros(count))
    is_good = np.ones(count, dtype=bool)
    is_good[list(deals.errors)] = False
    if not is_good.any():
        raise deals.errors[min(deals.errors)]
    return np.flatnonzero(is_good)


def place(
    deals: Columns, rows: Any, value: Any, blank: Any, missing: Callable[[float], OnBalanceError]
) -> Any:
    """One column of results: floats when all are numbers, else with blanks and errors in place.

    `value` and `blank` (whether a NaN is as it should be) belong to the deals at `rows`; `missing`
    makes the error of a value that is not a number.
    """
    count = len(deals.values["mw"])
    finite = np.isfinite(value)
    if len(rows) == count and finite.all():
        return value
    cells = np.empty(count, dtype=object)
    cells[rows[finite]] = value[finite].tolist()
    cells[rows[blank & ~finite]] = ""
    is_bad = ~blank & ~finite
    for deal, x in zip(rows[is_bad].tolist(), value[is_bad].tolist(), strict=True):
        cells[deal] = missing(x)
    for deal, error in deals.errors.items():
        cells[deal] = error
    return cells


def _check(deals: Columns, key: str, good: Any, allowed: str) -> None:
    column = deals.values[key]
    deals.reject(
        good | np.isnan(column), lambda deal: DomainError(key, float(column[deal]), allowed)
    )


def _together(deals: Columns) -> None:
    """Keys that need another key, or shut one out."""
    d = deals.values
    is_given = {key: ~np.isnan(column) for key, column in d.items()}
    deals.reject(
        ~(is_given["exit_cap"] & is_given["residual_pct"]),
        _sentence("residual_pct", "inputs must hold exit_cap or residual_pct, not both"),
    )
    deals.reject(
        (d["ltc"] == 0.0) | is_given["con_rate"],
        _sentence("con_rate", "inputs needs the key con_rate when ltc is above 0"),
    )
    deals.reject(
        ~is_given["perm_ltv"] | is_given["exit_cap"],
        _sentence(
            "exit_cap", "inputs needs the key exit_cap for the value that perm_ltv is a share of"
        ),
    )
    for key in ("perm_amort", "perm_dscr", "perm_ltv"):
        deals.reject(
            ~is_given[key] | is_given["perm_rate"],
            _sentence("perm_rate", f"inputs needs the key perm_rate when {key} is given"),
        )


def _sentence(key: str, message: str) -> Callable[[int], OnBalanceError]:
    return lambda _: InputTypeError(key, None, "given", message=message)
