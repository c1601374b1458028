"""The stack of adjusted debt: its layers, which view switches which on, and the double-count rule.

Lease payments, a residual value guarantee and the debt of the vehicle that owns the building are
three views of one claim. Their layers add up to max(lease + guarantee, vehicle's debt).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from udfs.errors import DomainError, InputTypeError, ZeroDenominatorError
from udfs.finance.annuity import geometric

TITLES = ("Layer", "Amount", "On/off", "Cumulative", "x EBITDAR")

_NAMES = {
    "debt": "Reported debt",
    "fin_lease": "Finance leases",
    "op_lease": "Operating leases",
    "not_commenced": "Signed, not commenced",
    "rvg": "Residual value guarantee",
    "spv": "Vehicle's debt beyond lease and guarantee",
    "purchase": "Purchase floor",
    "cash": "Less surplus cash",
}
LAYERS = tuple(_NAMES)

_VIEWS = {
    "reported": {"debt"},
    "sp": {"debt", "fin_lease", "op_lease", "rvg", "cash"},
    "mdy": {"debt", "fin_lease", "op_lease"},
    "full": set(LAYERS) - {"cash"},
}

_AMOUNTS = (
    *("debt", "fin_lease", "op_lease", "not_commenced", "spv_debt", "purchase", "cash"),
    *("op_lease_cost", "short_term", "variable", "nc_delay", "rvg_cap", "rvg_expected"),
)
_SHARES = ("spv_share", "floor_share", "cash_haircut")
USED = (*_AMOUNTS, *_SHARES, "ebitda", "rate", "nc_term", "view")


def stack(values: dict[str, Any], switches: list[list[Any]] | None) -> dict[str, Any]:
    """Columns of the table of layers by title."""
    _check(values)
    view = values["view"].strip().lower()
    if view not in _VIEWS:
        raise InputTypeError("view", values["view"], '"reported", "SP", "MDY" or "full"')
    is_on = {layer: layer in _VIEWS[view] for layer in LAYERS}
    is_on |= _switches(switches) if switches is not None else {}
    names, amounts = dict(_NAMES), _amounts(values, view, is_on)
    if values["not_commenced"] and not _is_discounted(values):
        names["not_commenced"] += " (undiscounted)"
    ebitdar = values["ebitda"] + sum(values[k] for k in ("op_lease_cost", "short_term", "variable"))
    if ebitdar == 0.0:
        raise ZeroDenominatorError("EBITDAR", 0.0, "other than 0")
    flags = [int(is_on[layer]) for layer in LAYERS]
    total = np.cumsum([amounts[layer] * flag for layer, flag in zip(LAYERS, flags, strict=True)])
    columns = (
        [names[layer] for layer in LAYERS],
        np.array([amounts[layer] for layer in LAYERS]),
        flags,
        total,
        total / ebitdar,
    )
    return dict(zip(TITLES, columns, strict=True))


def _check(values: dict[str, Any]) -> None:
    for key in _AMOUNTS:
        if values[key] is not None and values[key] < 0.0:
            raise DomainError(key, values[key], "at least 0")
    for key in _SHARES:
        if not 0.0 <= values[key] <= 1.0:
            raise DomainError(key, values[key], "from 0 to 1")
    if values["rate"] is not None and values["rate"] <= -1.0:
        raise DomainError("rate", values["rate"], "above -1")
    if values["nc_term"] is not None and values["nc_term"] <= 0.0:
        raise DomainError("nc_term", values["nc_term"], "above 0")


def _amounts(values: dict[str, Any], view: str, is_on: dict[str, bool]) -> dict[str, float]:
    cap, expected = values["rvg_cap"], values["rvg_expected"]
    first, second = (cap, expected) if view == "full" else (expected, cap)
    guarantee = first if first is not None else second if second is not None else 0.0
    lease = _present_value(values)
    counted = lease * is_on["not_commenced"] + guarantee * is_on["rvg"]
    return {
        "debt": values["debt"],
        "fin_lease": values["fin_lease"],
        "op_lease": values["op_lease"],
        "not_commenced": lease,
        "rvg": guarantee,
        "spv": max(0.0, values["spv_debt"] * values["spv_share"] - counted),
        "purchase": values["purchase"] * values["floor_share"],
        "cash": -values["cash"] * (1.0 - values["cash_haircut"]),
    }


def _is_discounted(values: dict[str, Any]) -> bool:
    return values["rate"] is not None and values["nc_term"] is not None


def _present_value(values: dict[str, Any]) -> float:
    """Signed, not commenced: level at the end of each year, from the expected start."""
    amount = float(values["not_commenced"])
    if not _is_discounted(values):
        return amount
    growth, term = math.log1p(values["rate"]), values["nc_term"]
    level = amount / term * geometric(-growth, term) * math.exp(-growth)
    return float(level * math.exp(-growth * values["nc_delay"]))


def _switches(rows: list[list[Any]]) -> dict[str, bool]:
    """Layers switched by hand: pairs of key and flag, one line of flags, or one of keys."""
    if all(
        len(row) == 2 and isinstance(row[0], str) and not isinstance(row[1], str) for row in rows
    ):
        return {_layer(row[0]): _flag(row[1], row[0]) for row in rows if row[1] is not None}
    cells = [cell for row in rows for cell in row if cell is not None]
    if len(rows) > 1 and len(rows[0]) > 1:
        raise InputTypeError("layers", "a block", "pairs of layer and flag, or one row or column")
    if all(isinstance(cell, str) for cell in cells):
        chosen = {_layer(cell) for cell in cells}
        return {layer: layer in chosen for layer in LAYERS}
    if len(cells) != len(LAYERS):
        raise InputTypeError("layers", f"{len(cells)} flags", f"{len(LAYERS)} flags, one per layer")
    return {layer: _flag(cell, layer) for layer, cell in zip(LAYERS, cells, strict=True)}


def _layer(text: str) -> str:
    key = "_".join(text.strip().lower().replace("-", " ").split())
    for layer, name in _NAMES.items():
        if key == layer or text.strip().lower() == name.lower():
            return layer
    import difflib  # only an error needs it, and it is slow to import

    near = difflib.get_close_matches(key, LAYERS, n=1, cutoff=0)[0]
    message = f'layers has an unknown layer "{text}"; did you mean "{near}"?'
    raise InputTypeError("layers", text, "known layers", message=message)


def _flag(cell: Any, layer: str) -> bool:
    if isinstance(cell, (bool, int, float)) and cell in (0, 1):
        return bool(cell)
    raise InputTypeError(f"layers[{layer}]", cell, "TRUE or FALSE")
