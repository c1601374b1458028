"""Lease against buy, from a block of inputs."""

from __future__ import annotations

from typing import Any

import numpy as np

from udfs.errors import InputTypeError
from udfs.finance import buy
from udfs.finance.payments import check_rent, payment_list, periodic_rate
from udfs.keys import number, read_block, text
from udfs.kinds import Flag, KeyValues
from udfs.registry import udf
from udfs.table import Table

_BUY_KEYS = {
    **{key: number() for key in ("cost", "nper", "pmt", "rate")},
    **{"timing": number(0.0), "freq": number(1.0), "escalator": number(0.0)},
    "tax": number(0.0),
    "depr_life": number(None),
    "depr_method": text("SL"),
    "residual": number(0.0),
    "maintenance": number(0.0),
    "lease_tax": text("rent"),
    "discount": text("after_tax_debt"),
}


@udf(
    source="Ross, Westerfield, Jaffe, Corporate Finance, ch. Leasing; Brealey, Myers, ch. Leasing",
    native=None,
    reason="spills; the workbook has the comparison year by year on its LeaseVsBuy sheet",
)
def lease_vs_buy(inputs: KeyValues, headers: Flag = True) -> Table:
    """Present cost after tax of leasing and of buying, line by line, and the break-even residual.

    Parameters
    ----------
    inputs : keys and values
        cost, nper, pmt, rate; optional timing, freq, escalator, tax, depr_life, depr_method,
        residual, maintenance (per year), lease_tax ("rent" or "ownership"), discount
        ("after_tax_debt" or "wacc").
    headers : TRUE or FALSE
        Whether the spilled block begins with the column names.

    Returns
    -------
    table
        Line, Lease, Buy, Difference: present values at commencement, costs positive and savings
        negative; Difference = Buy - Lease. Then NAL, whose Difference is positive when leasing is
        cheaper, and Break-even residual, an amount before tax, under Buy.

    Raises
    ------
    InputTypeError
        `#VALUE!` for an unknown or missing key, which it names, or an unknown choice.
    DomainError
        `#NUM!` for an input out of its domain.
    ZeroDenominatorError
        `#DIV/0!` for a tax rate of 100%, where no residual breaks even.

    Notes
    -----
    Rate per period i = rate (1 - tax) / freq; with discount "wacc" rate / freq, the rate given
    being one after tax already. An amount at the end of year y is worth 1 / (1 + i) ^ (freq y).
    The horizon is the term, nper / freq years; a last part year counts in proportion.

    Lease: rent when paid. lease_tax "rent" deducts it when paid; "ownership" treats the lessee as
    owner: it deducts, at year ends, interest at rate on the present value of the rent at rate, and
    depreciation of that value; what is left of it is deducted at the end of the term.

    Buy: cost at once; depreciation at year ends over depr_life (the term when blank) by SL, SYD,
    DDB, or VDB (DDB with the switch to straight line), to no salvage; what is left is deducted at
    the end; maintenance after tax at year ends, an owner's cost that the rent covers; the residual
    less tax at the end. Break-even residual = residual + NAL (1 + i) ^ nper / (1 - tax).

    Examples
    --------
    >>> table = lease_vs_buy({"cost": 2000, "nper": 20, "pmt": 200, "rate": 0.07})
    >>> table["line"][-2:], [round(float(x), 2) for x in table["difference"][-2:]]
    (['NAL', 'Break-even residual'], [-118.8, -459.73])
    """
    values = read_block(inputs, _BUY_KEYS)
    choice = _choice(values)
    lines, advantage, residual = buy.compare(choice)
    lines.append(buy.Line("NAL", lines[-1].lease, lines[-1].buy))
    lines.append(buy.Line("Break-even residual", 0.0, residual))
    return Table(
        ("Line", "Lease", "Buy", "Difference"),
        {
            "line": [line.line for line in lines],
            "lease": np.array([line.lease for line in lines]),
            "buy": np.array([line.buy for line in lines]),
            "difference": np.array([line.buy - line.lease for line in lines]),
        },
    )


def _choice(values: dict[str, Any]) -> buy.Choice:
    """The inputs of LEASE_VS_BUY, checked and per period."""
    nper = check_rent(values["nper"], values["timing"], values["freq"], values["escalator"])
    freq, tax = int(values["freq"]), values["tax"]
    discount = values["discount"].strip().lower()
    if discount not in ("after_tax_debt", "wacc"):
        raise InputTypeError("discount", discount, '"after_tax_debt" or "wacc"')
    life = values["depr_life"]
    rate = periodic_rate(values["rate"], freq)
    choice = buy.Choice(
        cost=values["cost"],
        payments=payment_list(values["pmt"], nper, values["escalator"], freq),
        rate=rate,
        discount=rate if discount == "wacc" else rate * (1.0 - tax),
        timing=int(values["timing"]),
        freq=freq,
        tax=tax,
        depr_life=nper / freq if life is None else life,
        depr_method=values["depr_method"].strip().upper(),
        residual=values["residual"],
        maintenance=values["maintenance"],
        lease_tax=values["lease_tax"].strip().lower(),
    )
    buy.check_choice(choice)
    return choice
