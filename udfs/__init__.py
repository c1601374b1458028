"""OnBalance: the functions that a cell can call.

Every function takes single values, rows, columns and blocks alike; its Excel name is its Python
name in capitals. `udfs.registry` lists them with units, sources and native formulas.
"""

from __future__ import annotations

from udfs.lease import lease_pv

__all__ = ["lease_pv"]
