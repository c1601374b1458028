"""What a GPU-hour costs: capital, power, space and running cost of a server, per GPU.

Amounts are positive, in the caller's currency. A year has 8,760 hours.
"""

from __future__ import annotations

import math
from typing import Any

from udfs.errors import DomainError, InputTypeError, ZeroDenominatorError
from udfs.finance.annuity import check_count
from udfs.finance.cover import annuity_factor
from udfs.keys import number, read_block, text
from udfs.kinds import Flag, KeyValues
from udfs.registry import udf
from udfs.table import Table

_COLUMNS = ("Component", "$/GPU", "$/yr", "$/GPU-h", "%")
_HOURS = 8760.0
_USUAL = (5_000.0, 120_000.0)  # capital per GPU outside of which a warning is given

_KEYS = {
    **{key: number() for key in ("server_price", "gpus_per_server", "kw", "life", "wacc")},
    **{key: number(0.0) for key in ("network", "storage", "install", "spares_pct", "salvage")},
    "colo_kw_mo": number(0.0),
    "pue": number(1.0),
    "power_price": number(0.0),
    **{key: number(1.0) for key in ("util", "availability", "goodput")},
    "opex_server": number(0.0),
    "power_basis": text("used"),
    "rent_hour": number(None),
}
_AMOUNTS = ("kw", "network", "storage", "install", "colo_kw_mo", "power_price", "opex_server")


@udf(
    source="Brealey, Myers and Allen: equivalent annual cost; SemiAnalysis's stack of GPU costs",
    native=None,
    reason="takes a block of inputs; the workbook has the stack line by line on its Unit sheet",
)
def gpu_tco(inputs: KeyValues, headers: Flag = True) -> Table:
    """Whole cost of owning a GPU, component by component, down to the hour sold.

    Parameters
    ----------
    inputs : keys and values
        server_price, gpus_per_server, kw (of the server), life (years), wacc; optional keys as in
        the notes. An unknown key is an error that names the nearest known one.
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        Component, $/GPU (capital), $/yr (a year and GPU), $/GPU-h (per hour sold), % (share of the
        total); costs positive, Salvage negative. After Total come cost per useful hour, rent and
        margin if given, and a Warning row when the price per GPU is not that of a GPU.

    Raises
    ------
    ZeroDenominatorError
        `#DIV/0!` for a util, availability or goodput of 0.
    DomainError
        `#NUM!` for a value out of its domain, a PUE below 1, or a salvage between 0 and 1 (an
        amount is wanted, not a share).
    InputTypeError
        `#VALUE!` for an unknown or missing key, or an unknown power_basis.

    Notes
    -----
    Per server: server_price, kw, opex_server (a year). Per GPU: network, storage, install and
    salvage (resale value at the end of life), all amounts. spares_pct is a share of the server's
    price. colo_kw_mo is rent of space per kW and month; power_price per kWh, with pue (1).

    Capital per year = $/GPU x r / (1 - (1 + r) ^ -n); Salvage enters at its present value. Hours
    sold = 8,760 x availability (1) x util (1). power_basis "used" (default) charges power for the
    hours sold, kw x pue x power_price for each; "reserved" for all 8,760. Per useful hour = Total /
    goodput (1). rent_hour adds Rent and Margin. The Warning row shows capital per GPU outside 5,000
    to 120,000: the price of a whole server, or of a part.

    Examples
    --------
    >>> block = {"server_price": 250000, "gpus_per_server": 8, "kw": 10.2, "life": 6, "wacc": 0,
    ...     "pue": 1.3, "power_price": 0.08}
    >>> table = gpu_tco(block)
    >>> [round(table["amount_gpu_h"][table["component"].index(row)], 4) for row in ("Server",
    ...     "Power", "Total")]
    [0.5946, 0.1326, 0.7272]
    """
    values = read_block(inputs, _KEYS)
    _check(values)
    gpus, years, rate = values["gpus_per_server"], values["life"], values["wacc"]
    charge = 1.0 / float(annuity_factor(rate, years))
    hours = _HOURS * values["availability"] * values["util"]
    server = values["server_price"] / gpus
    capital = {
        "Server": server,
        "Network": values["network"],
        "Storage": values["storage"],
        "Installation": values["install"],
        "Spares": values["spares_pct"] * server,
        "Salvage": 0.0 - values["salvage"] * math.exp(-years * math.log1p(rate)),
    }
    kw = values["kw"] / gpus
    running = {
        "Space": values["colo_kw_mo"] * kw * 12.0,
        "Power": kw * values["pue"] * values["power_price"] * _powered(values, hours),
        "Operations": values["opex_server"] / gpus,
    }
    lines: list[tuple[Any, ...]] = [
        (name, amount, amount * charge) for name, amount in capital.items()
    ]
    lines += [(name, "", amount) for name, amount in running.items()]
    total = math.fsum(line[2] for line in lines)
    spent = math.fsum(capital.values())
    lines.append(("Total", spent, total))
    rows = [(*line, line[2] / hours, line[2] / total if total else "") for line in lines]
    rows.append(("Per useful hour", "", "", total / hours / values["goodput"], ""))
    rows += _market(values, hours, total)
    price = math.fsum(amount for name, amount in capital.items() if name != "Salvage")
    if not _USUAL[0] <= price <= _USUAL[1]:
        rows.append((_warning(price), price, "", "", ""))
    if not all(math.isfinite(cell) for row in rows for cell in row if isinstance(cell, float)):
        raise DomainError("inputs", "numbers too far apart", "such that every cost is a number")
    return Table(_COLUMNS, dict(zip(_COLUMNS, map(list, zip(*rows, strict=True)), strict=True)))


def _check(values: dict[str, Any]) -> None:
    check_count("gpus_per_server", values["gpus_per_server"], 1)
    for key in ("server_price", "life"):
        if values[key] <= 0.0:
            raise DomainError(key, values[key], "above 0")
    if values["wacc"] <= -1.0:
        raise DomainError("wacc", values["wacc"], "above -1")
    for key in (*_AMOUNTS, "salvage"):
        if values[key] < 0.0:
            raise DomainError(key, values[key], "at least 0")
    if 0.0 < values["salvage"] < 1.0:
        raise DomainError("salvage", values["salvage"], "an amount per GPU, not a share of cost")
    if not 0.0 <= values["spares_pct"] <= 1.0:
        raise DomainError("spares_pct", values["spares_pct"], "from 0 to 1 (0.05 for 5%)")
    if values["pue"] < 1.0:
        raise DomainError("pue", values["pue"], "at least 1 (total power over IT power)")
    for key in ("util", "availability", "goodput"):
        if values[key] == 0.0:
            raise ZeroDenominatorError(key, values[key], "above 0")
        if not 0.0 < values[key] <= 1.0:
            raise DomainError(key, values[key], "above 0 and at most 1")
    if values["rent_hour"] is not None and values["rent_hour"] < 0.0:
        raise DomainError("rent_hour", values["rent_hour"], "at least 0")


def _powered(values: dict[str, Any], hours: float) -> float:
    """Hours a year for which power is paid."""
    basis = values["power_basis"].strip().lower()
    if basis not in ("used", "reserved"):
        raise InputTypeError("power_basis", values["power_basis"], '"used" or "reserved"')
    return hours if basis == "used" else _HOURS


def _market(values: dict[str, Any], hours: float, total: float) -> list[tuple[Any, ...]]:
    """Rent and margin rows, when a rent is given."""
    rent = values["rent_hour"]
    if rent is None:
        return []
    earned = rent * hours
    margin = earned - total
    share = margin / earned if earned else ""
    return [("Rent", "", earned, rent, ""), ("Margin", "", margin, margin / hours, share)]


def _warning(price: float) -> str:
    low, high = _USUAL
    guess = "that of a whole server?" if price > high else "that of a part?"
    return f"Warning: {price:,.0f} per GPU is outside {low:,.0f} to {high:,.0f}; is it {guess}"
