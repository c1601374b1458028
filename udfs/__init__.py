"""OnBalance: the functions that a cell can call.

Every function takes single values, rows, columns and blocks alike; its Excel name is its Python
name in capitals. `udfs.registry` lists them with units, sources and native formulas.

`import udfs` loads nothing else: the module of a function is imported when the function is first
asked for, so that a host starts at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from udfs.credit import credit_adj_debt, credit_implied_rate, credit_lease_split
    from udfs.lease import lease_balance, lease_liability, lease_pv, lease_rou
    from udfs.lease_buy import lease_vs_buy
    from udfs.lease_dated import lease_liabilityx
    from udfs.lease_outlook import lease_maturity, lease_renewals
    from udfs.lease_rates import lease_frontier, lease_implicit_rate, lease_wadr, lease_walt
    from udfs.lease_reports import lease_class, lease_je, lease_tests
    from udfs.lease_tables import lease_payments, lease_schedule
    from udfs.lease_terms import lease_not_commenced, lease_rvg, lease_straight_line, lease_term
    from udfs.reference import udf_source
    from udfs.yields import yield_convert, yield_irr, yield_xirr, yield_xnpv
    from udfs.yields_lease import yield_lease_irr, yield_xplus_rent

#: The module in which each function is defined.
_HOMES = {
    "credit_adj_debt": "credit",
    "credit_implied_rate": "credit",
    "credit_lease_split": "credit",
    "lease_balance": "lease",
    "lease_class": "lease_reports",
    "lease_frontier": "lease_rates",
    "lease_implicit_rate": "lease_rates",
    "lease_je": "lease_reports",
    "lease_liability": "lease",
    "lease_liabilityx": "lease_dated",
    "lease_maturity": "lease_outlook",
    "lease_not_commenced": "lease_terms",
    "lease_payments": "lease_tables",
    "lease_pv": "lease",
    "lease_renewals": "lease_outlook",
    "lease_rou": "lease",
    "lease_rvg": "lease_terms",
    "lease_schedule": "lease_tables",
    "lease_straight_line": "lease_terms",
    "lease_term": "lease_terms",
    "lease_tests": "lease_reports",
    "lease_vs_buy": "lease_buy",
    "lease_wadr": "lease_rates",
    "lease_walt": "lease_rates",
    "udf_source": "reference",
    "yield_convert": "yields",
    "yield_irr": "yields",
    "yield_lease_irr": "yields_lease",
    "yield_xirr": "yields",
    "yield_xnpv": "yields",
    "yield_xplus_rent": "yields_lease",
}

__all__ = [
    "credit_adj_debt",
    "credit_implied_rate",
    "credit_lease_split",
    "lease_balance",
    "lease_class",
    "lease_frontier",
    "lease_implicit_rate",
    "lease_je",
    "lease_liability",
    "lease_liabilityx",
    "lease_maturity",
    "lease_not_commenced",
    "lease_payments",
    "lease_pv",
    "lease_renewals",
    "lease_rou",
    "lease_rvg",
    "lease_schedule",
    "lease_straight_line",
    "lease_term",
    "lease_tests",
    "lease_vs_buy",
    "lease_wadr",
    "lease_walt",
    "udf_source",
    "yield_convert",
    "yield_irr",
    "yield_lease_irr",
    "yield_xirr",
    "yield_xnpv",
    "yield_xplus_rent",
]


def __getattr__(name: str) -> Any:
    """A function of a module not yet imported."""
    if name not in _HOMES:
        raise AttributeError(f"module 'udfs' has no attribute {name!r}")
    found = getattr(import_module(f"udfs.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
