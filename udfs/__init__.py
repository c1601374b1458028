"""OnBalance: the functions that a cell can call.

Every function takes single values, rows, columns and blocks alike; its Excel name is its Python
name in capitals. `udfs.registry` lists them with units, sources and native formulas.
"""

from __future__ import annotations

from udfs.credit import credit_adj_debt, credit_implied_rate, credit_lease_split
from udfs.lease import (
    lease_balance,
    lease_liability,
    lease_liabilityx,
    lease_pv,
    lease_rou,
)
from udfs.lease_buy import lease_vs_buy
from udfs.lease_outlook import lease_maturity, lease_renewals
from udfs.lease_rates import lease_frontier, lease_implicit_rate, lease_wadr, lease_walt
from udfs.lease_reports import lease_class, lease_je, lease_tests
from udfs.lease_tables import lease_payments, lease_schedule
from udfs.lease_terms import lease_not_commenced, lease_rvg, lease_straight_line, lease_term
from udfs.reference import udf_source
from udfs.yields import yield_convert, yield_irr, yield_xirr, yield_xnpv
from udfs.yields_lease import yield_lease_irr, yield_xplus_rent

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
